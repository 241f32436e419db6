-- Readings → day means. Counted are routine samples that the instrument and the reviewers let pass.
with counted as (
  select
    o.thing as section,
    o.property as item,
    day_of(o.time) as day,
    month_of(o.time) as month,
    o.level in ('reviewed', 'approved') as is_verified,
    o.value is null as is_below,
    case when o.value is null then o.detection_limit end as detection_limit,
    -- HJ 91.2 as remembered: below detection, half the limit enters a mean.
    coalesce(o.value, o.detection_limit / 2) as value,
    coalesce(o.value, o.detection_limit) as value_at_most
  from observations o
  where o.kind = 'section'
    and o.sample_kind = 'routine'
    and o.quality <> 'invalid'
    and o.flag in ('N', 'S', 'L', 'T')
    and o.property in (select item from water_quality.gb3838_2002_table1)
)
select
  section,
  day,
  month,
  item,
  case when item = 'ph' then mean_ph(value) else mean(value) end as mean,
  case when item = 'ph' then mean_ph(value_at_most) else mean(value_at_most) end as mean_at_most,
  count(*) as readings,
  count(*) filter (where is_below) as readings_below,
  count(*) filter (where is_below and detection_limit is null) as readings_without_limit,
  max(detection_limit) as detection_limit,
  bool_and(is_verified) as is_verified
from counted
group by section, day, month, item
