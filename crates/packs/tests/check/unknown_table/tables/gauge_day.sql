-- Readings → the rain of a day, beside the limit.
with summed as (
  select
    o.thing as gauge,
    day_of(o.time) as day,
    month_of(o.time) as month,
    sum(o.value) as rain,
    count(*) as readings
  from observations o
  where o.property = 'rainfall'
    and o.quality <> 'invalid'
  group by o.thing, day_of(o.time), month_of(o.time)
)
select
  s.gauge,
  s.day,
  s.month,
  s.rain,
  s.readings,
  case when s.readings >= $readings_needed then s.rain > l.limit end as exceeds
from summed s
join rain_limits l on l.item = 'rainfall'
