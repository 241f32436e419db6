-- Where the register of small watersheds contradicts itself. Empty is how it should be.
--
-- Circles are looked for whether or not sections lie on them, by the marks that `watershed` tells of.
with recursive known as (
  select
    w.code,
    nullif(trim(w.flows_to), '') as flows_to,
    d.code as below
  from small_watershed w
  left join small_watershed d on d.code = trim(w.flows_to)
),
walk as (
  select
    code,
    code as place,
    code as mark,
    cast(0 as bigint) as steps,
    cast(1 as bigint) as next_mark,
    below,
    false as is_back
  from known
  union all
  select
    w.code,
    k.code as place,
    case when w.steps + 1 = w.next_mark then k.code else w.mark end as mark,
    w.steps + 1 as steps,
    case when w.steps + 1 = w.next_mark then 2 * w.next_mark else w.next_mark end as next_mark,
    k.below,
    k.code = w.mark or k.code = w.code as is_back
  from walk w
  join known k on k.code = w.below
  where not w.is_back and w.steps < $steps_max
),
upstream as (
  select
    trim(flows_to) as code,
    count(*) as watersheds,
    count(whole_km2) as watersheds_told,
    mean(whole_km2) * count(whole_km2) as km2
  from small_watershed
  where nullif(trim(flows_to), '') is not null
  group by trim(flows_to)
),
-- Only where it and all that flow to it directly say what drains to their mouths.
added as (
  select
    s.code,
    s.whole_km2,
    round_half_even(s.area_km2 + coalesce(u.km2, 0.0), 4) as sum_km2
  from small_watershed s
  left join upstream u on u.code = s.code
  where s.whole_km2 is not null and coalesce(u.watersheds = u.watersheds_told, true)
),
shares as (
  select
    code,
    coalesce(slope_0_5_percent, slope_5_8_percent, slope_8_15_percent,
      slope_15_25_percent, slope_25_35_percent, slope_35_90_percent) is not null as has_share,
    round_half_even(coalesce(slope_0_5_percent, 0) + coalesce(slope_5_8_percent, 0) + coalesce(slope_8_15_percent, 0)
      + coalesce(slope_15_25_percent, 0) + coalesce(slope_25_35_percent, 0) + coalesce(slope_35_90_percent, 0), 4) as slope_sum
  from small_watershed
),
fault as (
  select
    w.code as small_watershed,
    'circle' as fault,
    '流向成环：流入' || k.flows_to || '，经' || cast(w.steps as varchar) || '级回到自身' as because_zh,
    'is on a circle: it flows to `' || k.flows_to || '` and comes back after ' || cast(w.steps as varchar) as because_en
  from walk w
  join known k on k.code = w.code
  where w.is_back and w.place = w.code
  union all
  select code, 'too_far',
    '沿流向走了' || cast(steps as varchar) || '级仍没有到头，不再找',
    'has not come to an end within ' || cast(steps as varchar) || ' watersheds below it, where the search ends'
  from walk
  where not is_back and below is not null and steps >= $steps_max
  union all
  select code, 'flows_to_unknown',
    '流入的“' || flows_to || '”没有登记',
    'flows to `' || flows_to || '`, which nobody has registered'
  from known
  where flows_to is not null and below is null
  union all
  select code, 'no_area',
    '面积' || cast(area_km2 as varchar) || 'km²不大于零', 'has an area of ' || cast(area_km2 as varchar) || ' km², which is not above zero'
  from small_watershed
  where area_km2 <= 0
  union all
  select code, 'whole_not_sum',
    '汇水面积' || cast(whole_km2 as varchar) || 'km²，自身与直接流入的相加为' || cast(sum_km2 as varchar) || 'km²',
    'drains ' || cast(whole_km2 as varchar) || ' km², and its own ground and what flows to it directly are ' || cast(sum_km2 as varchar) || ' km²'
  from added
  where abs(whole_km2 - sum_km2) > $whole_percent / 100 * abs(sum_km2)
  union all
  select code, 'slopes_not_100',
    '坡度各级之和为' || cast(slope_sum as varchar) || '%，不作数', 'has shares of slope of ' || cast(slope_sum as varchar) || ' % together, which count for nothing'
  from shares
  where has_share and abs(slope_sum - 100) > $slope_percent
)
select
  f.small_watershed,
  f.fault,
  s.name_zh || '：' || f.because_zh as because_zh,
  coalesce(s.name_en, s.name_zh) || ' ' || f.because_en as because_en
from fault f
join small_watershed s on s.code = f.small_watershed
