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
-- What the dossiers say. Facilities are numbered, since numbers are sorted in half the time of codes.
dossier as (
  select
    row_number() over (order by code) as facility_number,
    code as facility,
    judged_by,
    coalesce(running_above, rated * $running_percent / 100) as running_above,
    coalesce(off_up_to, rated * $off_percent / 100) as off_up_to,
    greatest(1, cast(coalesce(interval_minutes, $interval_minutes) as bigint)) as interval_minutes,
    greatest(1, cast($gap_minutes as bigint), cast(coalesce(interval_minutes, $interval_minutes) as bigint)) as gap_minutes
  from facility
),
-- A minute of a facility: the mean of its power, the greatest of its currents. What an instrument or a reviewer
-- says is not to be used is as if it had not come.
minute as (
  select
    d.facility_number,
    day_of(o.time) as day,
    cast(floor(date_part('epoch', o.time) / 60) as bigint) as minute_utc,
    avg(o.value) filter (where o.property = 'active_power') as power,
    max(o.value) filter (where o.property <> 'active_power') as current
  from observations o
  join dossier d on d.facility = o.thing
  where o.kind = 'facility'
    and o.property in ('active_power', 'current', 'current_a', 'current_b', 'current_c')
    and o.sample_kind = 'routine'
    and o.quality <> 'invalid'
    and o.flag in ('N', 'S', 'T')
    and o.value is not null
  group by d.facility_number, day_of(o.time), cast(floor(date_part('epoch', o.time) / 60) as bigint)
),
-- `level` is what tells the state: power or current, by the dossier.
levelled as (
  select
    m.facility_number,
    m.day,
    m.minute_utc + c.offset_minutes as minute,
    m.power,
    m.current,
    case d.judged_by when 'current' then m.current else m.power end as level,
    d.running_above,
    d.off_up_to,
    d.interval_minutes,
    d.gap_minutes
  from minute m
  join dossier d on d.facility_number = m.facility_number
  cross join zone_clock c
),
-- 3 running, 2 idle, 1 off, 0 unjudged. On a threshold is not beyond it: a facility at its starting threshold
-- idles, one at its stopping threshold is off.
stated as (
  select
    facility_number,
    day,
    minute,
    power,
    current,
    level,
    interval_minutes,
    gap_minutes,
    case
      when level is null or running_above is null or off_up_to is null then 0
      when level > running_above then 3
      when level > off_up_to then 2
      else 1
    end as state
  from levelled
),
placed as (
  select
    *,
    minute - minute % 1440 as midnight,
    lag(minute) over (partition by facility_number, day order by minute) as minute_before,
    lag(state) over (partition by facility_number, day order by minute) as state_before,
    lead(minute) over (partition by facility_number, day order by minute) as minute_after
  from stated
),
-- A reading stands until the next, if that is not far; else for its interval. The first and the last of a day
-- stand to midnight, if that is not far.
lasting as (
  select
    facility_number,
    day,
    minute,
    power,
    current,
    level,
    state,
    case when minute_before is null and minute - midnight < interval_minutes then midnight else minute end as from_minute,
    case
      when coalesce(minute_after, midnight + 1440) - minute <= gap_minutes then coalesce(minute_after, midnight + 1440)
      else minute + interval_minutes
    end as until_minute,
    case
      when state = state_before and minute / 60 = minute_before / 60 and minute - minute_before <= gap_minutes then 0
      else 1
    end as is_new
  from placed
),
numbered as (
  select
    *,
    sum(is_new) over (partition by facility_number, day order by minute rows between unbounded preceding and current row) as run_number
  from lasting
),
run_of as (
  select
    facility_number,
    day,
    run_number,
    state,
    min(from_minute) as from_minute,
    max(until_minute) as until_minute,
    count(*) as readings,
    sum(power * (until_minute - from_minute)) / sum(until_minute - from_minute) filter (where power is not null) as mean_power,
    sum(current * (until_minute - from_minute)) / sum(until_minute - from_minute) filter (where current is not null) as mean_current,
    min(level) as least,
    max(level) as greatest
  from numbered
  group by facility_number, day, run_number, state
)
select
  d.facility,
  month_of_day(r.day) as month,
  r.day,
  r.from_minute % 1440 / 60 as hour,
  cast(to_timestamp_seconds(60 * (r.from_minute - c.offset_minutes)) as timestamp) as starts_at,
  cast(to_timestamp_seconds(60 * (r.until_minute - c.offset_minutes)) as timestamp) as ends_before,
  lpad(cast(r.from_minute % 1440 / 60 as varchar), 2, '0') || ':' || lpad(cast(r.from_minute % 60 as varchar), 2, '0') as starts,
  lpad(cast(r.until_minute % 1440 / 60 as varchar), 2, '0') || ':' || lpad(cast(r.until_minute % 60 as varchar), 2, '0') as ends,
  case r.state when 3 then 'running' when 2 then 'idle' when 1 then 'off' else 'unjudged' end as state,
  r.until_minute - r.from_minute as minutes,
  r.readings,
  round_half_even(r.mean_power, 6) as mean_power,
  round_half_even(r.mean_current, 6) as mean_current,
  r.least,
  r.greatest
from run_of r
join dossier d on d.facility_number = r.facility_number
cross join zone_clock c
