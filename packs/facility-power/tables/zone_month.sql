-- The month of the zone in a line.
select
  month,
  count(*) as enterprises,
  count(*) filter (where days_with_findings > 0) as enterprises_with_findings,
  count(*) filter (where days_untreated > 0) as enterprises_untreated,
  count(*) filter (where days_orders_breached > 0) as enterprises_orders_breached,
  count(*) filter (where days_meter_faults > 0) as enterprises_meter_faults,
  sum(minutes_untreated) as minutes_untreated,
  round_half_even(sum(energy), 6) as energy
from facility_power.enterprise_month
group by month
