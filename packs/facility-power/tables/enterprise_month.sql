-- Months of an enterprise: on how many days what was found, and for how many minutes production went untreated.
select
  enterprise,
  max(name_zh) as name_zh,
  max(name_en) as name_en,
  month,
  count(*) as days,
  count(*) filter (where findings > orders_not_known) as days_with_findings,
  count(*) filter (where orders_breached > 0) as days_orders_breached,
  count(*) filter (where untreated + starts_late + stops_early > 0) as days_untreated,
  count(*) filter (where silent + frozen > 0) as days_meter_faults,
  count(*) filter (where load_shapes > 0) as days_unlike,
  sum(minutes_untreated) as minutes_untreated,
  sum(minutes_producing) as minutes_producing,
  -- Pairs of production and line each count, so that this may be more than 100.
  round_half_even(100.0 * sum(minutes_untreated) / nullif(sum(minutes_producing), 0), 1) as share_untreated,
  round_half_even(sum(energy), 6) as energy
from facility_power.enterprise_day
group by enterprise, month
