-- Hours of a facility: how long it was heard, in which states, what it drew.
with hour_of as (
  select
    facility,
    month,
    day,
    hour,
    min(starts_at) as starts_at,
    sum(minutes) as minutes_heard,
    coalesce(sum(minutes) filter (where state = 'running'), 0) as minutes_running,
    coalesce(sum(minutes) filter (where state = 'idle'), 0) as minutes_idle,
    coalesce(sum(minutes) filter (where state = 'off'), 0) as minutes_off,
    sum(readings) as readings,
    sum(mean_power * minutes) / sum(minutes) filter (where mean_power is not null) as mean_power,
    sum(mean_current * minutes) / sum(minutes) filter (where mean_current is not null) as mean_current,
    sum(mean_power * minutes) / 60 as energy,
    min(least) as least,
    max(greatest) as greatest
  from facility_power.facility_run
  group by facility, month, day, hour
)
select
  h.facility,
  f.enterprise,
  f.role,
  h.month,
  h.day,
  h.hour,
  h.starts_at,
  -- The state of most minutes; of equals the more active one.
  case
    when h.minutes_running + h.minutes_idle + h.minutes_off = 0 then 'unjudged'
    when h.minutes_running >= h.minutes_idle and h.minutes_running >= h.minutes_off then 'running'
    when h.minutes_idle >= h.minutes_off then 'idle'
    else 'off'
  end as state,
  h.minutes_heard,
  round_half_even(least(100.0, 100.0 * h.minutes_heard / 60), 1) as share_heard,
  100.0 * h.minutes_heard / 60 >= $complete_percent as is_complete,
  h.minutes_running,
  h.minutes_idle,
  h.minutes_off,
  h.readings,
  round_half_even(h.mean_power, 6) as mean_power,
  round_half_even(h.mean_current, 6) as mean_current,
  round_half_even(h.energy, 6) as energy,
  h.least,
  h.greatest
from hour_of h
join facility f on f.code = h.facility
