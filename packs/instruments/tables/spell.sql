-- How much each instrument varied in each spell of a day: its standard deviation, its different values, its least and
-- greatest. A spell is so many hours from midnight on; by default a day is one.
--
-- The clock: SQL has days and no hours of the zone. Where the day of the zone begins, counted in quarters of an hour
-- from midnight UTC, is looked for once. A zone with daylight saving time would have its winter's hours.
with zone_clock as (
  select -900 * min(q.quarter) as offset_seconds
  from (select unnest(range(-56, 57)) as quarter) q
  where day_of(cast(to_timestamp_seconds(1704067200 + 900 * q.quarter) as timestamp)) >= date '2024-01-01'
),
-- A series that two devices feed is of the first by their codes.
instrument as (
  select series, min(device) as device
  from points
  group by series
),
reading as (
  select
    i.device,
    i.series,
    o.kind as subject_kind,
    o.thing as subject,
    o.property,
    cast(floor((date_part('epoch', o.time) + c.offset_seconds) / 86400) as bigint) as day_number,
    cast(floor(date_part('epoch', o.time) + c.offset_seconds) as bigint) % 86400 / (3600 * $calm_hours) as spell,
    o.time,
    o.value
  from observations o
  join instrument i on i.series = o.series
  cross join zone_clock c
  where o.sample_kind = 'routine'
    and o.quality <> 'invalid'
    and o.flag in ('N', 'S', 'T')
    and o.value is not null
),
gathered as (
  select
    device,
    series,
    subject_kind,
    subject,
    property,
    day_number,
    spell,
    day_of(min(time)) as day,
    count(*) as readings,
    count(distinct value) as distinct_values,
    min(value) as least,
    max(value) as greatest,
    mean(value) as mean,
    stddev_pop(value) as spread
  from reading
  group by device, series, subject_kind, subject, property, day_number, spell
)
select
  g.device,
  g.subject_kind,
  g.subject,
  g.property,
  g.series,
  month_of_day(g.day) as month,
  g.day,
  g.spell,
  arrow_cast(to_timestamp_seconds(86400 * g.day_number + 3600 * $calm_hours * g.spell - c.offset_seconds), 'Timestamp(Microsecond, Some("UTC"))') as starts_at,
  arrow_cast(to_timestamp_seconds(86400 * g.day_number + least(86400, 3600 * $calm_hours * (g.spell + 1)) - c.offset_seconds), 'Timestamp(Microsecond, Some("UTC"))') as ends_before,
  g.readings,
  g.distinct_values,
  g.least,
  g.greatest,
  round_half_even(g.mean, 6) as mean,
  case when g.distinct_values = 1 then 0.0 else round_half_even(g.spread, 6) end as spread
from gathered g
cross join zone_clock c
