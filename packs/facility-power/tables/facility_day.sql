-- Days of a facility: the same over its hours, and the day as a strip of 24 marks.
with marked as (
  select
    facility,
    month,
    day,
    hour,
    enterprise,
    role,
    minutes_heard,
    minutes_running,
    minutes_idle,
    minutes_off,
    readings,
    mean_power,
    energy,
    greatest,
    case state when 'running' then '█' when 'idle' then '▄' when 'off' then '·' else '~' end as mark,
    -- Hours in which nothing was heard have no row: a mark for each stands before the next hour.
    repeat('?', hour - 1 - lag(hour, 1, -1) over (partition by facility, month, day order by hour)) as unheard
  from facility_power.facility_hour
),
day_of_facility as (
  select
    facility,
    month,
    day,
    max(enterprise) as enterprise,
    max(role) as role,
    sum(minutes_heard) as minutes_heard,
    sum(minutes_running) as minutes_running,
    sum(minutes_idle) as minutes_idle,
    sum(minutes_off) as minutes_off,
    sum(readings) as readings,
    sum(mean_power * minutes_heard) / sum(minutes_heard) filter (where mean_power is not null) as mean_power,
    sum(energy) as energy,
    max(greatest) as greatest,
    string_agg(unheard || mark, '' order by hour) || repeat('?', 23 - max(hour)) as strip
  from marked
  group by facility, month, day
)
select
  d.facility,
  f.name_zh,
  f.name_en,
  d.enterprise,
  d.role,
  d.month,
  d.day,
  d.minutes_heard,
  round_half_even(least(100.0, 100.0 * d.minutes_heard / 1440), 1) as share_heard,
  100.0 * d.minutes_heard / 1440 >= $complete_percent as is_complete,
  d.minutes_running,
  d.minutes_idle,
  d.minutes_off,
  d.readings,
  round_half_even(d.mean_power, 6) as mean_power,
  round_half_even(d.energy, 6) as energy,
  d.greatest,
  d.strip
from day_of_facility d
join facility f on f.code = d.facility
