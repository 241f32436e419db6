-- Readings → day means. Counted are routine samples that the instrument and the reviewers let pass;
-- what is left out of a day's mean is counted beside it.
-- A series is one item of one section: grouping by its number costs half of what their names do.
with sampled as (
  select
    o.series,
    o.property = 'ph' as is_ph,
    day_of(o.time) as day,
    o.level in ('reviewed', 'approved') as is_verified,
    o.value is null as is_below,
    case when o.value is null then o.detection_limit end as detection_limit,
    -- HJ 91.2 as remembered: below detection, half the limit enters a mean.
    coalesce(o.value, o.detection_limit / 2) as value,
    coalesce(o.value, o.detection_limit) as value_at_most,
    o.quality = 'doubtful' as is_doubtful,
    o.quality <> 'invalid' and o.flag in ('N', 'S', 'L', 'T') as is_counted
  from observations o
  where o.kind = 'section'
    and o.sample_kind = 'routine'
    -- Asked of the few series, not of each of their readings.
    and o.series in (
      select s.series
      from series s
      where s.property in (
        select item from water_quality.gb3838_2002_table1
        union
        select item from water_quality.gb3838_2002_drinking_source
        union
        select item from water_quality.trophic_indicators
      )
    )
),
day_of_series as (
  select
    series,
    day,
    mean_ph(value) filter (where is_counted and is_ph) as mean_ph,
    mean_ph(value_at_most) filter (where is_counted and is_ph) as mean_ph_at_most,
    mean(value) filter (where is_counted and not is_ph) as mean,
    mean(value_at_most) filter (where is_counted and not is_ph) as mean_at_most,
    count(*) filter (where is_counted) as readings,
    count(*) filter (where is_counted and is_below) as readings_below,
    count(*) filter (where is_counted and is_below and detection_limit is null) as readings_without_limit,
    count(*) filter (where is_counted and is_doubtful) as readings_doubtful,
    count(*) filter (where not is_counted) as readings_left_out,
    max(detection_limit) filter (where is_counted) as detection_limit,
    bool_and(is_verified) filter (where is_counted) as is_verified
  from sampled
  group by series, day
  having count(*) filter (where is_counted) > 0
)
select
  s.thing as section,
  d.day,
  month_of_day(d.day) as month,
  s.property as item,
  coalesce(d.mean_ph, d.mean) as mean,
  coalesce(d.mean_ph_at_most, d.mean_at_most) as mean_at_most,
  d.readings,
  d.readings_below,
  d.readings_without_limit,
  d.readings_doubtful,
  d.readings_left_out,
  d.detection_limit,
  d.is_verified
from series s
join day_of_series d on d.series = s.series
