-- A year's mean of month means and its best quarter, beside the mean of the year before.
with quarters as (
  select section, item, substr(quarter, 1, 4) as year, min(mean) as least
  from water_quality.item_quarter
  group by section, item, substr(quarter, 1, 4)
),
year as (
  select
    section,
    item,
    year_of_month(month) as year,
    year_of_month(month_plus(month, 12)) as year_after,
    count(*) as months,
    mean(mean) as mean
  from water_quality.item_month
  group by section, item, year_of_month(month), year_of_month(month_plus(month, 12))
)
select
  y.section,
  y.item,
  y.year,
  y.months,
  y.mean,
  q.least as least_quarter,
  b.mean as mean_year_before
from year y
join quarters q on q.section = y.section and q.item = y.item and q.year = y.year
left join year b on b.section = y.section and b.item = y.item and b.year_after = y.year
