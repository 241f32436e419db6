-- What each facility did, in runs of one state: running, idle, off, or unjudged where its dossier has no
-- threshold. A run is cut at the hours, so that hours and days are sums of runs; what comes after works on runs and
-- never on readings again. A day stands on its own: of some 1,000 enterprises with 20 channels and a reading a
-- minute this statement sorts each day's readings once, and is the only one that reads them.
--
-- The clock: SQL has days and no hours of the zone. Where the day of the zone begins, counted in quarters of an hour
-- from midnight UTC, is looked for once. A zone with daylight saving time would have its winter's hours.
with zone_clock as (
  select -15 * min(q.quarter) as offset_minutes
  from (select unnest(range(-56, 57)) as quarter) q
  where day_of(cast(to_timestamp_seconds(1704067200 + 900 * q.quarter) as timestamp)) >= date '2024-01-01'
),
-- A minute of a facility: the mean of its power, the greatest of its currents. What an instrument or a reviewer
-- says is not to be used is as if it had not come.
minute as (
  select
    o.thing as facility,
    month_of(o.time) as month,
    day_of(o.time) as day,
    cast(floor(date_part('epoch', o.time) / 60) as bigint) as minute_utc,
    avg(o.value) filter (where o.property = 'active_power') as power,
    max(o.value) filter (where o.property <> 'active_power') as current
  from observations o
  where o.kind = 'facility'
    and o.property in ('active_power', 'current', 'current_a', 'current_b', 'current_c')
    and o.sample_kind = 'routine'
    and o.quality <> 'invalid'
    and o.flag in ('N', 'S', 'T')
    and o.value is not null
  group by o.thing, month_of(o.time), day_of(o.time), cast(floor(date_part('epoch', o.time) / 60) as bigint)
),
-- `level` is what tells the state: power or current, by the dossier.
levelled as (
  select
    m.facility,
    m.month,
    m.day,
    m.minute_utc,
    m.minute_utc + c.offset_minutes as minute_local,
    m.power,
    m.current,
    case f.judged_by when 'current' then m.current else m.power end as level,
    coalesce(f.running_above, f.rated * $running_percent / 100) as running_above,
    coalesce(f.off_up_to, f.rated * $off_percent / 100) as off_up_to,
    greatest(1, cast(coalesce(f.interval_minutes, $interval_minutes) as bigint)) as interval_minutes,
    greatest(1, cast($gap_minutes as bigint), cast(coalesce(f.interval_minutes, $interval_minutes) as bigint)) as gap_minutes
  from minute m
  join facility f on f.code = m.facility
  cross join zone_clock c
),
-- On a threshold is not beyond it: a facility at its starting threshold idles, one at its stopping threshold is off.
stated as (
  select
    *,
    minute_local - minute_local % 1440 as midnight,
    minute_local % 1440 / 60 as hour,
    case
      when level is null or running_above is null or off_up_to is null then 'unjudged'
      when level > running_above then 'running'
      when level > off_up_to then 'idle'
      else 'off'
    end as state
  from levelled
),
placed as (
  select
    *,
    lag(minute_local) over (partition by facility, day order by minute_local) as minute_before,
    lag(hour) over (partition by facility, day order by minute_local) as hour_before,
    lag(state) over (partition by facility, day order by minute_local) as state_before,
    lead(minute_local) over (partition by facility, day order by minute_local) as minute_after
  from stated
),
-- A reading stands until the next, if that is not far; else for its interval. The first and the last of a day
-- stand to midnight, if that is not far.
lasting as (
  select
    *,
    case when minute_before is null and minute_local - midnight < interval_minutes then midnight else minute_local end as from_minute,
    case
      when coalesce(minute_after, midnight + 1440) - minute_local <= gap_minutes then coalesce(minute_after, midnight + 1440)
      else minute_local + interval_minutes
    end as until_minute,
    case
      when state = state_before and hour = hour_before and minute_local - minute_before <= gap_minutes then 0
      else 1
    end as is_new
  from placed
),
numbered as (
  select
    *,
    sum(is_new) over (partition by facility, day order by minute_local rows between unbounded preceding and current row) as run_number
  from lasting
),
run_of as (
  select
    facility,
    month,
    day,
    run_number,
    state,
    max(hour) as hour,
    min(from_minute) as from_minute,
    max(until_minute) as until_minute,
    max(minute_local - minute_utc) as offset_minutes,
    count(*) as readings,
    sum(power * (until_minute - from_minute)) / sum(until_minute - from_minute) filter (where power is not null) as mean_power,
    sum(current * (until_minute - from_minute)) / sum(until_minute - from_minute) filter (where current is not null) as mean_current,
    min(level) as least,
    max(level) as greatest
  from numbered
  group by facility, month, day, run_number, state
)
select
  facility,
  month,
  day,
  hour,
  cast(to_timestamp_seconds(60 * (from_minute - offset_minutes)) as timestamp) as starts_at,
  cast(to_timestamp_seconds(60 * (until_minute - offset_minutes)) as timestamp) as ends_before,
  lpad(cast(from_minute % 1440 / 60 as varchar), 2, '0') || ':' || lpad(cast(from_minute % 60 as varchar), 2, '0') as starts,
  lpad(cast(until_minute % 1440 / 60 as varchar), 2, '0') || ':' || lpad(cast(until_minute % 60 as varchar), 2, '0') as ends,
  state,
  until_minute - from_minute as minutes,
  readings,
  round_half_even(mean_power, 6) as mean_power,
  round_half_even(mean_current, 6) as mean_current,
  least,
  greatest
from run_of
