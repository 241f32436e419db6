-- How much of what an instrument owed a day arrived and could be used. A day on which nothing came has its row: silence
-- is no good rate. Expected are the series that there are, on the days on which the zone has any data.
with reported_day as (
  select distinct day, month
  from discharge.item_day
),
expected as (
  select
    s.thing as outfall,
    s.property as item,
    i.device,
    d.day,
    d.month
  from series s
  join discharge.monitored_items i on i.item = s.property
  join outfall o on o.code = s.thing
  cross join reported_day d
  where s.kind = 'outfall'
    and s.series_sample_kind = 'routine'
    and i.has_rate
    and (o.expected_from is null or o.expected_from <= d.day)
    and (o.expected_until is null or o.expected_until >= d.day)
),
-- The logger was on line in an hour in which anything of the outfall came.
online as (
  select
    outfall,
    day,
    count(distinct hour) as hours_online
  from discharge.item_hour
  group by outfall, day
),
-- An analyser owes nothing while nothing flows, also on a day of which it sent nothing.
flow_day as (
  select outfall, day, hours_idle
  from discharge.item_day
  where item = 'sewage_flow'
),
found as (
  select
    e.outfall,
    e.item,
    e.day,
    e.month,
    case e.device when 'meter' then $meter_readings_per_day else $readings_per_day end as hours_of_day,
    coalesce(d.hours_expected,
      case when e.item = 'sewage_flow' then $meter_readings_per_day
           else case e.device when 'meter' then $meter_readings_per_day else $readings_per_day end
             * (1.0 - least(1.0, coalesce(1.0 * f.hours_idle / $meter_readings_per_day, 0.0))) end) as hours_left,
    coalesce(d.hours_received, 0) as hours_received,
    coalesce(d.hours_stopped + d.hours_no_discharge, 0) as hours_not_owed,
    coalesce(d.hours_maintenance, 0) as hours_maintenance,
    coalesce(d.hours_accepted, 0) as hours_accepted,
    coalesce(d.hours_valid, 0) as hours_valid,
    coalesce(n.hours_online, 0) as hours_online
  from expected e
  left join discharge.item_day d on d.outfall = e.outfall and d.item = e.item and d.day = e.day
  left join flow_day f on f.outfall = e.outfall and f.day = e.day
  left join online n on n.outfall = e.outfall and n.day = e.day
),
owed as (
  select
    *,
    case when $stopped_hours = 'excluded' then 1.0 * hours_left else 1.0 * hours_of_day end as hours_expected,
    case when $stopped_hours = 'excluded' then hours_received - hours_not_owed else hours_received end as received
  from found
),
counted as (
  select
    *,
    least(1.0 * received, hours_expected) as hours_counted,
    greatest(1.0 * received
      - case when $stopped_hours = 'excluded' then 0 else hours_not_owed end
      - case when $maintenance_hours = 'excluded' then hours_maintenance else 0 end
      -- The bureau found that the works was not in its ordinary state: no instrument failed.
      - hours_accepted, 0.0) as hours_to_be_valid
  from owed
),
rated as (
  select
    *,
    case when hours_expected > 0 then 100.0 * hours_counted / hours_expected end as transmission,
    case when hours_to_be_valid > 0 then 100.0 * hours_valid / hours_to_be_valid end as validity
  from counted
)
select
  outfall,
  item,
  day,
  month,
  hours_expected,
  hours_counted as hours_received,
  hours_maintenance,
  hours_accepted,
  hours_to_be_valid,
  hours_valid,
  hours_online,
  round_half_even(transmission, 2) as transmission_percent,
  round_half_even(validity, 2) as validity_percent,
  round_half_even(case when transmission = 0 then 0.0 else transmission * validity / 100 end, 2) as effective_percent,
  round_half_even(100.0 * hours_online / 24, 2) as online_percent
from rated
