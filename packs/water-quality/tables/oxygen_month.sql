-- Saturation of dissolved oxygen, each reading by the temperature read with it; days first, then the
-- month. Empty unless the zone lets saturation prove class I.
with reading as (
  select
    o.thing as section,
    o.time,
    max(case when o.property = 'dissolved_oxygen' then o.value end) as oxygen,
    max(case when o.property = 'water_temperature' then o.value end) as temperature
  from observations o
  where $dissolved_oxygen_class_i = 'or_saturation'
    and o.kind = 'section'
    and o.sample_kind = 'routine'
    and o.property in ('dissolved_oxygen', 'water_temperature')
    and o.value is not null
    and o.quality <> 'invalid'
    and o.flag in ('N', 'S', 'L', 'T')
  group by o.thing, o.time
),
by_day as (
  select
    section,
    day_of(time) as day,
    month_of(time) as month,
    mean(100 * oxygen / saturated_oxygen(temperature)) as saturation
  from reading
  where oxygen is not null and temperature is not null
  group by section, day_of(time), month_of(time)
)
select
  section,
  month,
  round_half_even(mean(saturation), 1) as saturation,
  count(*) as days
from by_day
group by section, month
