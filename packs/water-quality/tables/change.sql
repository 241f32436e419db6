-- Each item's month mean beside those of the month before (环比) and of the same month last year (同比),
-- and what the long trend says of it: a difference of two months alone is no trend.
with month_mean as (
  select
    section,
    item,
    month,
    mean,
    unit,
    class,
    month_plus(month, -1) as month_before,
    month_plus(month, -12) as year_before
  from water_quality.item_month
),
compared as (
  select
    n.*,
    m.mean as mean_month_before,
    y.mean as mean_year_before,
    l.better,
    t.direction,
    t.years,
    coalesce(t.p_corrected, t.p) as trend_p
  from month_mean n
  join section s on s.code = n.section
  join water_quality.gb3838_2002_table1 l on l.item = n.item and l.water_body = s.water_body
  left join month_mean m on m.section = n.section and m.item = n.item and m.month = n.month_before
  left join month_mean y on y.section = n.section and y.item = n.item and y.month = n.year_before
  left join water_quality.trend t on t.section = n.section and t.item = n.item and t.method = 'seasonal_kendall'
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
    case when direction in ('rising', 'falling') then 'significant'
         when direction = 'no_trend_found' then 'not_significant'
         else 'not_enough_data' end as significance
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
  case when f.significance = 'not_enough_data' then null else f.trend_p end as trend_p,
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
         when 'significant' then '；长期有显著趋势（' || case f.direction when 'rising' then '上升' else '下降' end || '）'
         when 'not_significant' then '；长期未检出趋势，两个月之差不是趋势'
         else '；数据不足，不评长期趋势，两个月之差不是趋势' end as because_zh,
  p.title_en || ' has a month mean of ' || cast(f.mean as varchar) || case when f.unit = '1' then '' else ' ' || f.unit end
    || case when f.mean_month_before is null then '; the month before has none'
            else '; on the month before ' || case when f.change_month > 0 then '+' else '' end || cast(f.change_month as varchar)
              || case when f.change_month_percent is null then '' else ' (' || case when f.change_month_percent > 0 then '+' else '' end || cast(f.change_month_percent as varchar) || ' %)' end end
    || case when f.mean_year_before is null then '; the same month last year has none'
            else '; on the same month last year ' || case when f.change_year > 0 then '+' else '' end || cast(f.change_year as varchar)
              || case when f.change_year_percent is null then '' else ' (' || case when f.change_year_percent > 0 then '+' else '' end || cast(f.change_year_percent as varchar) || ' %)' end
              || case f.water_is when 'better' then ', better' when 'worse' then ', worse' when 'same' then ', the same' else '' end end
    || case f.significance
         when 'significant' then '; a significant long trend (' || f.direction || ')'
         when 'not_significant' then '; no long trend was found, and the difference of two months is not one'
         else '; not enough data for a long trend, and the difference of two months is not one' end as because_en
from figured f
join section s on s.code = f.section
join properties p on p.property = f.item
