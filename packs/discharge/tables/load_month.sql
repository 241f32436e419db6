-- Tonnes of an item that an outfall discharged in a month: mean of the day × volume of the day. A day without a valid mean
-- or without its volume has the load that HJ 356 lets stand for it; the share of the total that was estimated is told.
with flow_day as (
  select outfall, day, volume_m3, measured_percent, hours_expected
  from discharge.item_day
  where item = 'sewage_flow'
),
day_load as (
  select
    r.outfall,
    r.item,
    r.month,
    r.day,
    case
      when d.hours_expected = 0 or f.hours_expected = 0 or f.volume_m3 = 0 then 'idle'
      when d.mean is not null and f.volume_m3 is not null then 'measured'
      else 'without'
    end as kind,
    -- mg/L × m³ = g.
    d.mean * f.volume_m3 / 1000 as load_kg,
    -- The hours without flow were filled with the mean of the others.
    d.mean * f.volume_m3 / 1000 * (1 - f.measured_percent / 100) as filled_kg,
    f.volume_m3
  from discharge.rate_day r
  join discharge.monitored_items i on i.item = r.item
  left join discharge.item_day d on d.outfall = r.outfall and d.item = r.item and d.day = r.day
  left join flow_day f on f.outfall = r.outfall and f.day = r.day
  where i.has_load
),
-- What stands for a day without: of the measured days of the month and of the month before.
reference as (
  select outfall, item, month, load_kg
  from day_load
  where kind = 'measured'
  union all
  select outfall, item, month_plus(month, 1), load_kg
  from day_load
  where kind = 'measured'
),
substitute as (
  select
    outfall,
    item,
    month,
    case $substitute when 'median' then median(load_kg) when 'maximum' then max(load_kg) end as substitute_kg
  from reference
  group by outfall, item, month
),
summed as (
  select
    outfall,
    item,
    month,
    count(*) as days_expected,
    count(*) filter (where kind = 'measured') as days_measured,
    count(*) filter (where kind = 'idle') as days_idle,
    count(*) filter (where kind = 'without') as days_without,
    -- Means, whose order of adding up changes no digit.
    coalesce(mean(load_kg) filter (where kind = 'measured'), 0.0) * count(*) filter (where kind = 'measured') as with_mean_kg,
    coalesce(mean(filled_kg) filter (where kind = 'measured'), 0.0) * count(*) filter (where kind = 'measured') as filled_kg,
    mean(volume_m3) * count(volume_m3) as volume_m3
  from day_load
  group by outfall, item, month
),
filled as (
  select
    s.*,
    u.substitute_kg,
    s.with_mean_kg - s.filled_kg as measured_kg,
    s.filled_kg + coalesce(u.substitute_kg, 0.0) * s.days_without as estimated_kg,
    case when u.substitute_kg is null then s.days_without else 0 end as days_unknown
  from summed s
  left join substitute u on u.outfall = s.outfall and u.item = s.item and u.month = s.month
)
select
  outfall,
  item,
  month,
  case when days_unknown < days_expected then round_half_even((measured_kg + estimated_kg) / 1000, 6) end as load_t,
  case when measured_kg + estimated_kg > 0
       then round_half_even(100 * estimated_kg / (measured_kg + estimated_kg), 2) end as estimated_percent,
  days_unknown = 0 as is_whole,
  days_expected,
  days_measured,
  days_idle,
  days_without - days_unknown as days_substituted,
  days_unknown,
  round_half_even(measured_kg / 1000, 6) as measured_t,
  round_half_even(estimated_kg / 1000, 6) as estimated_t,
  round_half_even(substitute_kg / 1000, 6) as substitute_t,
  round_half_even(volume_m3, 3) as volume_m3
from filled
