-- Meters that were not heard, and meters that say one and the same number hour after hour.
--
-- Silent: longer than `silent_minutes` without a reading, within a day, between the first and the last minute that
-- anything was heard in the zone on that day. A meter is due from the day that its dossier says; without one, from its
-- own first reading of the month, so that nobody is blamed for a meter that is not there yet.
-- Frozen: more than `frozen_hours` hours in a row, each complete, whose least and greatest reading are one number above
-- 0, and not off. A row a day; the count in a row goes over midnight.
with zone_day as (
  select
    month,
    day,
    min(starts_at) as opens_at,
    first_value(starts order by starts_at) as opens,
    max(ends_before) as closes_at,
    last_value(ends order by ends_before) as closes
  from facility_power.facility_run
  group by month, day
),
first_heard as (
  select
    facility,
    month,
    min(day) as first_day,
    min(starts_at) as first_at,
    first_value(starts order by starts_at) as first_clock
  from facility_power.facility_run
  group by facility, month
),
due as (
  select
    f.code as facility,
    z.month,
    z.day,
    case when f.expected_from is null and z.day = h.first_day then h.first_at else z.opens_at end as opens_at,
    case when f.expected_from is null and z.day = h.first_day then h.first_clock else z.opens end as opens,
    z.closes_at,
    z.closes
  from facility f
  cross join zone_day z
  left join first_heard h on h.facility = f.code and h.month = z.month
  where z.day >= coalesce(f.expected_from, h.first_day)
    and (f.expected_until is null or z.day <= f.expected_until)
),
-- What was heard, between two marks of no length where the day opens and closes.
heard as (
  select facility, month, day, starts_at, ends_before, starts, ends
  from facility_power.facility_run
  union all
  select facility, month, day, opens_at as starts_at, opens_at as ends_before, opens as starts, opens as ends
  from due
  union all
  select facility, month, day, closes_at as starts_at, closes_at as ends_before, closes as starts, closes as ends
  from due
),
beside as (
  select
    facility,
    month,
    day,
    starts_at,
    starts,
    lag(ends_before) over (partition by facility, month, day order by starts_at, ends_before) as heard_until,
    lag(ends) over (partition by facility, month, day order by starts_at, ends_before) as heard_until_clock
  from heard
),
silent as (
  select
    facility,
    month,
    day,
    'silent' as fault,
    heard_until as starts_at,
    starts_at as ends_before,
    heard_until_clock as starts,
    starts as ends,
    cast(date_part('epoch', starts_at - heard_until) / 60 as bigint) as minutes,
    cast(null as bigint) as hours_in_a_row,
    cast(null as double) as value
  from beside
  where date_part('epoch', starts_at - heard_until) / 60 > $silent_minutes
),
-- Whole hours of one number.
flat as (
  select
    facility,
    month,
    day,
    cast(day as integer) * 24 + hour as hour_number,
    hour,
    starts_at,
    minutes_heard,
    greatest as value,
    lag(cast(day as integer) * 24 + hour) over (partition by facility, month order by day, hour) as hour_before,
    lag(greatest) over (partition by facility, month order by day, hour) as value_before
  from facility_power.facility_hour
  where is_complete and least = greatest and greatest > 0 and state <> 'off'
),
numbered as (
  select
    *,
    sum(case when hour_number = hour_before + 1 and value = value_before then 0 else 1 end)
      over (partition by facility, month order by hour_number rows between unbounded preceding and current row) as run_number
  from flat
),
counted as (
  select
    *,
    count(*) over (partition by facility, month, run_number) as hours_in_a_row
  from numbered
),
frozen as (
  select
    facility,
    month,
    day,
    'frozen' as fault,
    min(starts_at) as starts_at,
    cast(null as timestamp) as ends_before,
    lpad(cast(min(hour) as varchar), 2, '0') || ':00' as starts,
    lpad(cast(max(hour) + 1 as varchar), 2, '0') || ':00' as ends,
    sum(minutes_heard) as minutes,
    max(hours_in_a_row) as hours_in_a_row,
    max(value) as value
  from counted
  where hours_in_a_row > $frozen_hours
  group by facility, month, day, run_number
),
found as (
  select facility, month, day, fault, starts_at, ends_before, starts, ends, minutes, hours_in_a_row, value
  from silent
  union all
  select facility, month, day, fault, starts_at, ends_before, starts, ends, minutes, hours_in_a_row, value
  from frozen
),
worded as (
  select
    d.*,
    f.name_zh,
    f.name_en,
    f.enterprise,
    regexp_replace(cast(d.value as varchar), '[.]0\z', '') || case f.judged_by when 'current' then ' A' else ' kW' end as value_text
  from found d
  join facility f on f.code = d.facility
)
select
  facility,
  name_zh,
  name_en,
  enterprise,
  month,
  day,
  fault,
  starts_at,
  ends_before,
  starts,
  ends,
  minutes,
  hours_in_a_row,
  value,
  name_zh || '：' || case fault
    when 'silent' then starts || '至' || ends || '无数据' || cast(minutes as varchar) || '分钟，超过' || cast($silent_minutes as varchar) || '分钟'
    else starts || '至' || ends || '读数一直是' || value_text || '，连续' || cast(hours_in_a_row as varchar) || '小时，超过' || cast($frozen_hours as varchar) || '小时'
  end as because_zh,
  coalesce(name_en, name_zh) || case fault
    when 'silent' then ' was not heard for ' || cast(minutes as varchar) || ' minutes from ' || starts || ' to ' || ends || ', more than ' || cast($silent_minutes as varchar)
    else ' said ' || value_text || ' and nothing else from ' || starts || ' to ' || ends || ', ' || cast(hours_in_a_row as varchar) || ' hours in a row, more than ' || cast($frozen_hours as varchar)
  end as because_en
from worded
