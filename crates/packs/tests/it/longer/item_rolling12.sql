-- The mean of the twelve months that end with each month.
with ends as (
  select distinct month, month_plus(month, -11) as first
  from water_quality.item_month
)
select
  i.section,
  i.item,
  e.month,
  count(*) as months,
  mean(i.mean) as mean
from ends e
join water_quality.item_month i on i.month >= e.first and i.month <= e.month
group by i.section, i.item, e.month
