-- A sewage works in a month: its outfalls together. Without all its outfalls its tonnes are less than it discharged, and
-- `is_whole` says so.
with of_works as (
  select *
  from discharge.outfall_month
  where works is not null
),
summed as (
  select
    works,
    month,
    count(*) as outfalls,
    count(*) filter (where status = 'silent') as outfalls_silent,
    count(*) filter (where status = 'exceeds') as outfalls_exceeding,
    sum(days_exceeding) as outfall_days_exceeding,
    max(worst_times_over) as worst_times_over,
    min(effective_percent) as effective_percent_least,
    min(online_percent) as online_percent_least,
    mean(volume_m3) * count(volume_m3) as volume_m3,
    max(days_of_volume) as days_of_volume,
    mean(cod_t) * count(cod_t) as cod_t,
    mean(nh3n_t) * count(nh3n_t) as nh3n_t,
    mean(tp_t) * count(tp_t) as tp_t,
    mean(tn_t) * count(tn_t) as tn_t,
    max(estimated_percent) as estimated_percent_most,
    bool_and(coalesce(is_whole, false)) as is_whole
  from of_works
  group by works, month
)
select
  s.works,
  w.name_zh,
  coalesce(w.name_en, w.name_zh) as name_en,
  s.month,
  s.outfalls,
  s.outfalls_silent,
  s.outfalls_exceeding,
  s.outfall_days_exceeding,
  s.worst_times_over,
  s.effective_percent_least,
  s.online_percent_least,
  round_half_even(s.volume_m3, 3) as volume_m3,
  s.days_of_volume,
  -- Of the days whose volume is known.
  case when w.capacity_m3_d > 0 and s.days_of_volume > 0
       then round_half_even(100 * s.volume_m3 / (w.capacity_m3_d * s.days_of_volume), 1) end as capacity_used_percent,
  round_half_even(s.cod_t, 6) as cod_t,
  round_half_even(s.nh3n_t, 6) as nh3n_t,
  round_half_even(s.tp_t, 6) as tp_t,
  round_half_even(s.tn_t, 6) as tn_t,
  s.estimated_percent_most,
  s.is_whole
from summed s
join works w on w.code = s.works
