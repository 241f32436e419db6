-- A quarter's mean of day means, beside that of the same quarter a year before.
with quarter as (
  select
    section,
    item,
    quarter_of_month(month) as quarter,
    quarter_of_month(month_plus(month, 12)) as quarter_after,
    count(*) as days,
    mean(mean) as mean
  from water_quality.item_day
  group by section, item, quarter_of_month(month), quarter_of_month(month_plus(month, 12))
)
select
  q.section,
  q.item,
  q.quarter,
  q.days,
  q.mean,
  b.mean as mean_year_before
from quarter q
left join quarter b on b.section = q.section and b.item = q.item and b.quarter_after = q.quarter
