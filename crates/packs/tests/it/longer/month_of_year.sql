-- Each month's mean beside that of its year, which its later months change.
with month as (
  select section, item, month, year_of_month(month) as year, mean
  from water_quality.item_month
)
select
  m.section,
  m.item,
  m.month,
  m.mean,
  y.mean as mean_of_year
from month m
join water_quality.item_year y on y.section = m.section and y.item = m.item and y.year = m.year
