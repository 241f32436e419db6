-- The rates of a month, from the hours of its days: never a mean of percents.
with summed as (
  select
    outfall,
    item,
    month,
    count(*) as days_expected,
    count(*) filter (where hours_received > 0) as days_received,
    mean(hours_expected) * count(*) as hours_expected,
    mean(hours_received) * count(*) as hours_received,
    sum(hours_maintenance) as hours_maintenance,
    mean(hours_to_be_valid) * count(*) as hours_to_be_valid,
    sum(hours_valid) as hours_valid,
    sum(hours_online) as hours_online
  from discharge.rate_day
  group by outfall, item, month
),
rated as (
  select
    *,
    case when hours_expected > 0 then 100.0 * hours_received / hours_expected end as transmission,
    case when hours_to_be_valid > 0 then 100.0 * hours_valid / hours_to_be_valid end as validity
  from summed
),
multiplied as (
  select
    *,
    round_half_even(case when transmission = 0 then 0.0 else transmission * validity / 100 end, 2) as effective
  from rated
)
select
  outfall,
  item,
  month,
  days_expected,
  days_received,
  round_half_even(hours_expected, 3) as hours_expected,
  round_half_even(hours_received, 3) as hours_received,
  hours_maintenance,
  round_half_even(hours_to_be_valid, 3) as hours_to_be_valid,
  hours_valid,
  hours_online,
  round_half_even(transmission, 2) as transmission_percent,
  round_half_even(validity, 2) as validity_percent,
  effective as effective_percent,
  effective >= $effective_percent_min as is_enough,
  round_half_even(100.0 * hours_online / (24 * days_expected), 2) as online_percent
from multiplied
