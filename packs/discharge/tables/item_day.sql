-- Hours → days of an item at an outfall: the mean, how many hours it stands on, and the limit of the day. A day whose
-- valid hours are too few has no mean and is held against nothing.
with hours as (
  select
    outfall,
    item,
    day,
    month,
    min(hour) as first_hour,
    count(*) as hours_received,
    count(*) filter (where why = 'valid') as hours_valid,
    count(*) filter (where why = 'stopped') as hours_stopped,
    count(*) filter (where why = 'no_discharge') as hours_no_discharge,
    count(*) filter (where why in ('maintenance', 'calibration')) as hours_maintenance,
    count(*) filter (where why = 'invalid') as hours_invalid,
    count(*) filter (where why = 'marked') as hours_accepted,
    count(*) filter (where why = 'valid' and is_marked) as hours_marked,
    count(*) filter (where why = 'stopped' or (item = 'sewage_flow' and value = 0)) as hours_idle_own,
    count(*) filter (where value is not null and flow is not null) as hours_with_flow,
    mean(value) as mean,
    mean_ph(case when item = 'ph' then value end) as mean_ph,
    -- Means, whose order of adding up changes no digit.
    mean(value * flow) filter (where value is not null and flow is not null) as mean_of_products,
    mean(flow) filter (where value is not null and flow is not null) as mean_flow,
    sum(readings_below) as readings_below,
    sum(readings_beyond_range) as readings_beyond_range,
    max(detection_limit) as detection_limit,
    bool_and(is_verified) as is_verified
  from discharge.item_hour
  group by outfall, item, day, month
),
-- Flow and temperature of the outfall's day beside each of its items.
beside as (
  select
    h.*,
    i.device,
    max(case when h.item = 'sewage_flow' then h.hours_idle_own end) over (partition by h.outfall, h.day) as flow_hours_idle,
    max(case when h.item = 'water_temperature' then h.mean end) over (partition by h.outfall, h.day) as temperature
  from hours h
  join discharge.monitored_items i on i.item = h.item
),
-- What a day owes: nothing for hours in which nothing was discharged.
owed as (
  select
    *,
    case
      when item = 'sewage_flow' then 1.0 * hours_stopped / $meter_readings_per_day
      else least(1.0, greatest(
        coalesce(1.0 * flow_hours_idle / $meter_readings_per_day, 0.0),
        1.0 * hours_stopped / case device when 'meter' then $meter_readings_per_day else $readings_per_day end))
    end as share_idle
  from beside
),
counted as (
  select
    *,
    case device
      when 'laboratory' then null
      when 'meter' then round_half_even($meter_readings_per_day * (1.0 - share_idle), 6)
      else round_half_even($readings_per_day * (1.0 - share_idle), 6)
    end as hours_expected
  from owed
),
-- By flow where enough of its hours have one (those without are left out), else plainly over all.
averaged as (
  select
    *,
    case
      when item = 'ph' then 'hydrogen_ions'
      when item in ('sewage_flow', 'water_temperature') then 'arithmetic'
      when hours_with_flow > 0
        and (hours_with_flow = hours_valid or 100.0 * hours_with_flow >= $day_valid_percent * hours_expected) then 'flow'
      else 'arithmetic'
    end as mean_rule,
    hours_valid > 0 and (hours_expected is null or 100.0 * hours_valid >= $day_valid_percent * hours_expected) as is_enough
  from counted
),
meant as (
  select
    *,
    case
      when not is_enough then null
      when mean_rule = 'hydrogen_ions' then mean_ph
      when mean_rule = 'flow' then mean_of_products / mean_flow
      else mean
    end as day_mean
  from averaged
),
day_permit as (
  select
    outfall,
    item,
    low,
    high,
    coalesce(high_cold, high) as high_cold,
    coalesce(in_force_from, date '1900-01-01') as from_day,
    coalesce(in_force_until, date '9999-12-31') as until_day,
    coalesce(
      lead(coalesce(in_force_from, date '1900-01-01')) over (partition by outfall, item order by coalesce(in_force_from, date '1900-01-01'), code),
      date '9999-12-31'
    ) as next_from
  from permit_limit
  where basis = 'day'
),
-- Two limits of ammonia nitrogen, by the temperature of the water; all others have one.
day_standard as (
  select
    o.code as outfall,
    l.item,
    max(l.low) as low,
    max(l.high) filter (where l.condition is null or l.condition <> 'at_most_12_c') as high,
    max(l.high) filter (where l.condition is null or l.condition <> 'above_12_c') as high_cold
  from outfall o
  join discharge.gb18918_2002 l on l.grade = o.standard_grade
  where l.day_rule = 'mean'
    and (l.condition is null or l.condition = o.built or l.condition in ('above_12_c', 'at_most_12_c'))
  group by o.code, l.item
),
-- The permit's limit where it has one for the day, else the standard's. Where the temperature is not known, a mean
-- between both limits of ammonia nitrogen is not judged.
limited as (
  select
    m.*,
    case when p.outfall is not null then 'permit' when s.outfall is not null then 'gb18918' end as limit_from,
    case when p.outfall is not null then p.low else s.low end as limit_low,
    case
      when m.temperature <= 12 then case when p.outfall is not null then p.high_cold else s.high_cold end
      else case when p.outfall is not null then p.high else s.high end
    end as high_strict,
    case
      when m.temperature > 12 then case when p.outfall is not null then p.high else s.high end
      else case when p.outfall is not null then p.high_cold else s.high_cold end
    end as high_loose
  from meant m
  left join day_permit p on p.outfall = m.outfall and p.item = m.item
    and m.day >= p.from_day and m.day <= p.until_day and m.day < p.next_from
  left join day_standard s on s.outfall = m.outfall and s.item = m.item
    -- The amendment of GB 18918 is in force from this day; its table was not read.
    and (m.day < date '2026-03-01' or $gb18918_after_amendment = 'as_2002')
),
sided as (
  select
    *,
    case
      when day_mean is null or limit_from is null then null
      when readings_below > 0 and detection_limit > high_strict then null
      when round_half_even(day_mean, 9) > high_loose then 1
      when round_half_even(day_mean, 9) < limit_low then -1
      when round_half_even(day_mean, 9) > high_strict then null
      else 0
    end as side
  from limited
)
select
  outfall,
  item,
  day,
  month,
  day_mean as mean,
  mean_rule,
  limit_from,
  limit_low,
  case when side = 1 then high_loose else high_strict end as limit_high,
  side,
  case when item <> 'ph' and side = 1 then round_half_even(times_over_limit(day_mean, high_loose), 3) end as times_over,
  hours_expected,
  hours_received,
  hours_valid,
  hours_stopped,
  hours_no_discharge,
  hours_maintenance,
  hours_invalid,
  hours_accepted,
  hours_marked,
  case when item = 'sewage_flow' then hours_idle_own else greatest(coalesce(flow_hours_idle, 0), hours_stopped) end as hours_idle,
  -- L/s over a day: 86,400 s of it are 86.4 m³; hours of standstill have none.
  case when item = 'sewage_flow' then round_half_even(day_mean * 86.4 * (1.0 - share_idle), 6) end as volume_m3,
  case when hours_expected > 0 then round_half_even(least(100.0 * hours_valid / hours_expected, 100.0), 3) end as measured_percent,
  temperature,
  readings_below,
  readings_beyond_range,
  first_hour,
  is_verified
from sided
