-- Trends of each item at each section: seasonal Kendall over month means, Mann–Kendall and Spearman over
-- year means. Where nothing was detected the limit stands, marked as below, and ties are counted so; with
-- nothing below, a test that counts such ties is the ordinary one.
with month_mean as (
  select
    section,
    item,
    unit,
    month as period,
    substr(month, 1, 4) as year,
    coalesce(readings_below = readings, false) as is_below,
    case when readings_below = readings then detection_limit else mean_unrounded end as value
  from water_quality.item_month
),
year_mean as (
  -- Years without enough months have no mean that could stand beside the others.
  select
    i.subject as section,
    i.item,
    i.period,
    coalesce(i.readings_below = i.readings, false) as is_below,
    case when i.readings_below = i.readings then i.detection_limit else i.mean_unrounded end as value
  from water_quality.item_period i
  join section s on s.code = i.subject
  where i.subject_kind = 'section'
    and i.period_kind = 'year'
    and i.parts >= case when s.freezes = 'yes' then $year_months_frozen else $year_months end
),
month_test as (
  select
    section,
    item,
    max(unit) as unit,
    min(period) as first_period,
    max(period) as last_period,
    count(*) as periods,
    count(*) filter (where is_below) as periods_below,
    count(distinct year) as years,
    seasonal_kendall_censored(period, value, is_below) as test
  from month_mean
  where value is not null
  group by section, item
),
year_test as (
  select
    section,
    item,
    min(period) as first_period,
    max(period) as last_period,
    count(*) as periods,
    count(*) filter (where is_below) as periods_below,
    mann_kendall_censored(period, value, is_below) as test,
    sen_slope_censored(period, value, is_below) as slope,
    spearman(period, value) as ranks
  from year_mean
  where value is not null
  group by section, item
),
-- Every item with month means has a row a method, if only to say that there are too few years.
year_row as (
  select
    m.section,
    m.item,
    m.unit,
    y.first_period,
    y.last_period,
    coalesce(y.periods, 0) as periods,
    coalesce(y.periods_below, 0) as periods_below,
    y.test,
    y.slope,
    y.ranks
  from month_test m
  left join year_test y on y.section = m.section and y.item = m.item
),
tested as (
  select
    section,
    item,
    'seasonal_kendall' as method,
    unit,
    first_period,
    last_period,
    periods,
    12 * $trend_years_min as periods_needed,
    periods_below,
    years,
    years >= $trend_years_min as is_enough,
    test['s'] as statistic,
    test['z'] as z,
    test['p'] as p,
    case when years >= $trend_years_corrected then test['p_corrected'] end as p_corrected,
    test['tau'] as tau,
    test['slope'] as slope,
    test['slope_lower'] as slope_lower,
    test['slope_upper'] as slope_upper,
    cast(null as boolean) as is_beyond_critical
  from month_test
  union all
  select
    section,
    item,
    'mann_kendall' as method,
    unit,
    first_period,
    last_period,
    periods,
    $trend_periods_min as periods_needed,
    periods_below,
    periods as years,
    periods >= $trend_periods_min as is_enough,
    test['s'] as statistic,
    test['z'] as z,
    test['p'] as p,
    cast(null as double) as p_corrected,
    test['tau'] as tau,
    slope['slope'] as slope,
    slope['lower'] as slope_lower,
    slope['upper'] as slope_upper,
    cast(null as boolean) as is_beyond_critical
  from year_row
  union all
  select
    section,
    item,
    'spearman' as method,
    unit,
    first_period,
    last_period,
    periods,
    $trend_periods_min as periods_needed,
    periods_below,
    periods as years,
    periods >= $trend_periods_min as is_enough,
    ranks['rs'] as statistic,
    cast(null as double) as z,
    ranks['p'] as p,
    cast(null as double) as p_corrected,
    cast(null as double) as tau,
    cast(null as double) as slope,
    cast(null as double) as slope_lower,
    cast(null as double) as slope_upper,
    ranks['is_significant'] as is_beyond_critical
  from year_row
),
better as (
  select item, max(better) as better
  from water_quality.gb3838_2002_table1
  group by item
),
decided as (
  select
    t.*,
    b.better,
    case
      when not t.is_enough or t.statistic is null then 'not_enough_data'
      when coalesce(t.is_beyond_critical, coalesce(t.p_corrected, t.p) < $trend_alpha) and t.statistic > 0 then 'rising'
      when coalesce(t.is_beyond_critical, coalesce(t.p_corrected, t.p) < $trend_alpha) and t.statistic < 0 then 'falling'
      else 'no_trend_found'
    end as direction
  from tested t
  join better b on b.item = t.item
),
worded as (
  select
    d.*,
    case when d.direction in ('not_enough_data', 'no_trend_found') then d.direction
         when d.better = 'within' then 'neither'
         when (d.direction = 'rising') = (d.better = 'higher') then 'better'
         else 'worse' end as water_is,
    case when d.method = 'spearman' then 'rs = ' || cast(round_half_even(d.statistic, 3) as varchar)
         when coalesce(d.p_corrected, d.p) < 0.0001 then 'p < 0.0001'
         else 'p = ' || cast(round_half_even(coalesce(d.p_corrected, d.p), 4) as varchar) end as figure,
    case when d.unit = '1' then '' else ' ' || d.unit end as unit_after
  from decided d
)
select
  w.section,
  s.name_zh,
  s.name_en,
  w.item,
  w.method,
  w.first_period,
  w.last_period,
  w.periods,
  w.periods_needed,
  w.periods_below,
  w.years,
  case when w.is_enough then w.statistic end as statistic,
  case when w.is_enough then w.z end as z,
  case when w.is_enough then w.p end as p,
  case when w.is_enough then w.p_corrected end as p_corrected,
  case when w.is_enough then w.tau end as tau,
  case when w.is_enough then w.slope end as slope,
  case when w.is_enough then w.slope_lower end as slope_lower,
  case when w.is_enough then w.slope_upper end as slope_upper,
  w.unit,
  w.direction,
  w.water_is,
  case w.direction
    when 'not_enough_data' then '数据不足：' || case w.method when 'seasonal_kendall'
           then case when w.is_enough then '没有一个月份在两年以上有均值'
                     else cast(w.years as varchar) || '个年份有月均值，应不少于' || cast($trend_years_min as varchar) || '年' end
           else cast(w.periods as varchar) || '个完整年份，应不少于' || cast($trend_periods_min as varchar) || '个' end || '，不作趋势结论'
    when 'no_trend_found' then w.first_period || '至' || w.last_period || '，' || p.title_zh || '未检出趋势（' || w.figure || '）：不等于没有变化，只是这些数据分辨不出'
    else w.first_period || '至' || w.last_period || '，' || p.title_zh || case w.direction when 'rising' then '显著上升' else '显著下降' end || '（' || w.figure || '）'
      || case w.water_is when 'better' then '，水质好转' when 'worse' then '，水质变差' else '，好坏不能由此判断' end
      || '；统计上的趋势，不说明原因' end
    || case when w.direction = 'not_enough_data' then ''
            else case when w.slope is null then '；只比名次，不给幅度'
                      else '；Sen斜率每年' || cast(round_half_even(w.slope, 5) as varchar) || w.unit_after
                        || case when w.slope_lower is null then '' else '（95%区间' || cast(round_half_even(w.slope_lower, 5) as varchar) || '～' || cast(round_half_even(w.slope_upper, 5) as varchar) || '）' end end
              || case when w.periods_below = 0 then ''
                      when w.method = 'spearman' then '；' || cast(w.periods_below as varchar) || '个年份未检出，按检出限计名次'
                      else '；' || cast(w.periods_below as varchar) || '个时段未检出，按低于检出限计' end
              || case when w.method = 'seasonal_kendall' and w.p_corrected is null then '；不足' || cast($trend_years_corrected as varchar) || '年，p未作季节间协方差修正，各月前后相关时p偏小'
                      when w.method <> 'seasonal_kendall' and w.years < 10 then '；年数少，只有很强的趋势才检得出'
                      else '' end end as because_zh,
  case w.direction
    when 'not_enough_data' then 'not enough data: ' || case w.method when 'seasonal_kendall'
           then case when w.is_enough then 'no month of the year has means in two years'
                     else 'month means in ' || cast(w.years as varchar) || case when w.years = 1 then ' year' else ' years' end || ' of at least ' || cast($trend_years_min as varchar) end
           else cast(w.periods as varchar) || case when w.periods = 1 then ' whole year' else ' whole years' end || ' of at least ' || cast($trend_periods_min as varchar) end || ', so nothing is said of a trend'
    when 'no_trend_found' then 'no trend of ' || p.title_en || ' was found from ' || w.first_period || ' to ' || w.last_period || ' (' || w.figure || '): this does not mean no change, only that these data cannot tell'
    else p.title_en || case w.direction when 'rising' then ' rises' else ' falls' end || ' significantly from ' || w.first_period || ' to ' || w.last_period || ' (' || w.figure || ')'
      || case w.water_is when 'better' then ', the water gets better' when 'worse' then ', the water gets worse' else ', which is neither better nor worse by itself' end
      || '; a trend in the figures, which names no cause' end
    || case when w.direction = 'not_enough_data' then ''
            else case when w.slope is null then '; ranks only, so nothing is said of its size'
                      else '; Sen slope ' || cast(round_half_even(w.slope, 5) as varchar) || w.unit_after || ' a year'
                        || case when w.slope_lower is null then '' else ' (95 % interval ' || cast(round_half_even(w.slope_lower, 5) as varchar) || ' to ' || cast(round_half_even(w.slope_upper, 5) as varchar) || ')' end end
              || case when w.periods_below = 0 then ''
                      when w.method = 'spearman' then '; ' || cast(w.periods_below as varchar) || ' years below detection, ranked at the limit'
                      else '; ' || cast(w.periods_below as varchar) || ' periods below detection, counted as below the limit' end
              || case when w.method = 'seasonal_kendall' and w.p_corrected is null then '; fewer than ' || cast($trend_years_corrected as varchar) || ' years, so p is not corrected for covariance between seasons and is too small where months depend on each other'
                      when w.method <> 'seasonal_kendall' and w.years < 10 then '; with so few years only a very strong trend can be found'
                      else '' end end as because_en
from worded w
join section s on s.code = w.section
join properties p on p.property = w.item
