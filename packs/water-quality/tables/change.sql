-- Each item's month mean beside those of the month before (环比) and of the same month last year (同比),
-- and what the five years to that month say of it: a difference of two months alone is no trend. The
-- trend of a month looks no further than the month, so that what was said of it then still stands later.
with month_mean as (
  select
    section,
    item,
    month,
    mean,
    unit,
    class,
    month_plus(month, -1) as month_before,
    month_plus(month, -12) as year_before,
    month_plus(month, -59) as trend_first
  from water_quality.item_month
),
five_years as (
  select
    n.section,
    n.item,
    n.month,
    count(distinct substr(h.month, 1, 4)) as years,
    seasonal_kendall_censored(
      h.month,
      case when h.readings_below = h.readings then h.detection_limit else h.mean_unrounded end,
      coalesce(h.readings_below = h.readings, false)
    ) as test
  from month_mean n
  join water_quality.item_month h on h.section = n.section and h.item = n.item
  where h.month >= n.trend_first
    and h.month <= n.month
    and case when h.readings_below = h.readings then h.detection_limit else h.mean_unrounded end is not null
  group by n.section, n.item, n.month
),
trend as (
  select
    section,
    item,
    month,
    test['s'] as s,
    case when years < $trend_years_corrected then test['p'] else coalesce(test['p_corrected'], test['p']) end as p
  from five_years
  where years >= 5
),
compared as (
  select
    n.*,
    m.mean as mean_month_before,
    y.mean as mean_year_before,
    l.better,
    t.s as trend_s,
    t.p as trend_p
  from month_mean n
  join section s on s.code = n.section
  join water_quality.gb3838_2002_table1 l on l.item = n.item and l.water_body = s.water_body
  left join month_mean m on m.section = n.section and m.item = n.item and m.month = n.month_before
  left join month_mean y on y.section = n.section and y.item = n.item and y.month = n.year_before
  left join trend t on t.section = n.section and t.item = n.item and t.month = n.month
),
figured as (
  select
    *,
    round_half_even(mean - mean_month_before, 6) as change_month,
    case when item <> 'ph' and mean_month_before > 0
         then round_half_even(100 * (mean - mean_month_before) / mean_month_before, 1) end as change_month_percent,
    round_half_even(mean - mean_year_before, 6) as change_year,
    case when item <> 'ph' and mean_year_before > 0
         then round_half_even(100 * (mean - mean_year_before) / mean_year_before, 1) end as change_year_percent,
    case when mean = mean_year_before then 'same'
         when better = 'lower' and mean < mean_year_before then 'better'
         when better = 'lower' and mean > mean_year_before then 'worse'
         when better = 'higher' and mean > mean_year_before then 'better'
         when better = 'higher' and mean < mean_year_before then 'worse' end as water_is,
    case when trend_s is null or trend_p is null then 'not_enough_data'
         when trend_p < $trend_alpha and trend_s <> 0 then 'significant'
         else 'not_significant' end as significance
  from compared
)
select
  f.section,
  s.name_zh,
  s.name_en,
  f.item,
  f.month,
  f.mean,
  f.unit,
  f.class,
  f.mean_month_before,
  f.change_month,
  f.change_month_percent,
  f.mean_year_before,
  f.change_year,
  f.change_year_percent,
  f.water_is,
  f.trend_p,
  f.significance,
  p.title_zh || '月均值' || cast(f.mean as varchar) || case when f.unit = '1' then '' else ' ' || f.unit end
    || case when f.mean_month_before is null then '；上月没有均值，无环比'
            else '；环比' || case when f.change_month > 0 then '+' else '' end || cast(f.change_month as varchar)
              || case when f.change_month_percent is null then '' else '（' || case when f.change_month_percent > 0 then '+' else '' end || cast(f.change_month_percent as varchar) || '%）' end end
    || case when f.mean_year_before is null then '；上年同月没有均值，无同比'
            else '；同比' || case when f.change_year > 0 then '+' else '' end || cast(f.change_year as varchar)
              || case when f.change_year_percent is null then '' else '（' || case when f.change_year_percent > 0 then '+' else '' end || cast(f.change_year_percent as varchar) || '%）' end
              || case f.water_is when 'better' then '，好转' when 'worse' then '，变差' when 'same' then '，持平' else '' end end
    || case f.significance
         when 'significant' then '；至本月的五年有显著趋势（' || case when f.trend_s > 0 then '上升' else '下降' end || '）'
         when 'not_significant' then '；至本月的五年未检出趋势，两个月之差不是趋势'
         else '；至本月的五年数据不足，不评趋势，两个月之差不是趋势' end as because_zh,
  p.title_en || ' has a month mean of ' || cast(f.mean as varchar) || case when f.unit = '1' then '' else ' ' || f.unit end
    || case when f.mean_month_before is null then '; the month before has none'
            else '; on the month before ' || case when f.change_month > 0 then '+' else '' end || cast(f.change_month as varchar)
              || case when f.change_month_percent is null then '' else ' (' || case when f.change_month_percent > 0 then '+' else '' end || cast(f.change_month_percent as varchar) || ' %)' end end
    || case when f.mean_year_before is null then '; the same month last year has none'
            else '; on the same month last year ' || case when f.change_year > 0 then '+' else '' end || cast(f.change_year as varchar)
              || case when f.change_year_percent is null then '' else ' (' || case when f.change_year_percent > 0 then '+' else '' end || cast(f.change_year_percent as varchar) || ' %)' end
              || case f.water_is when 'better' then ', better' when 'worse' then ', worse' when 'same' then ', the same' else '' end end
    || case f.significance
         when 'significant' then '; a significant trend over the five years to this month (' || case when f.trend_s > 0 then 'rising' else 'falling' end || ')'
         when 'not_significant' then '; no trend was found over the five years to this month, and the difference of two months is not one'
         else '; not enough data for a trend over the five years to this month, and the difference of two months is not one' end as because_en
from figured f
join section s on s.code = f.section
join properties p on p.property = f.item
