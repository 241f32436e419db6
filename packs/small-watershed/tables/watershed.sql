-- A small watershed: how steep, how densely drained, and to which section its water comes.
--
-- The walk down the flow ends at the first watershed with a section, where flow leaves, where it goes to a code that
-- nobody has, where it comes back to where it was, or after `steps_max`: how it ended is said. That it came back is
-- seen by a mark which is left behind at steps 1, 2, 4, 8 … (R. P. Brent's way): a walk that enters a circle meets its
-- mark after at most some three times what it walked to see all of the circle, and one that began on it its beginning.
with recursive known as (
  select
    w.code,
    nullif(trim(w.section), '') as section,
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
    section,
    flows_to,
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
    k.section,
    k.flows_to,
    k.below,
    k.code = w.mark or k.code = w.code as is_back
  from walk w
  join known k on k.code = w.below
  where w.section is null and not w.is_back and w.steps < $steps_max
),
ended as (
  select
    code,
    place,
    steps,
    section,
    case
      when section is not null then 'section'
      when is_back and place = code then 'on_circle'
      when is_back then 'circle'
      when flows_to is null then 'leaves'
      when below is null then 'unknown'
      else 'too_far'
    end as ends
  from walk
  where section is not null or is_back or below is null or steps >= $steps_max
),
sloped as (
  select
    *,
    coalesce(slope_0_5_percent, 0) + coalesce(slope_5_8_percent, 0) + coalesce(slope_8_15_percent, 0)
      + coalesce(slope_15_25_percent, 0) + coalesce(slope_25_35_percent, 0) + coalesce(slope_35_90_percent, 0) as slope_sum,
    coalesce(slope_25_35_percent, 0) + coalesce(slope_35_90_percent, 0) as steep_sum,
    coalesce(slope_0_5_percent, 0) + 2 * coalesce(slope_5_8_percent, 0) + 3 * coalesce(slope_8_15_percent, 0)
      + 4 * coalesce(slope_15_25_percent, 0) + 5 * coalesce(slope_25_35_percent, 0)
      + 6 * coalesce(slope_35_90_percent, 0) as step_sum,
    greatest(slope_0_5_percent, slope_5_8_percent, slope_8_15_percent,
      slope_15_25_percent, slope_25_35_percent, slope_35_90_percent) as greatest_share
  from small_watershed
),
figured as (
  select
    s.*,
    e.ends,
    e.steps,
    e.section as drains_to,
    abs(s.slope_sum - 100) <= $slope_percent as has_slopes,
    case when s.area_km2 > 0 then round_half_even(s.stream_km / s.area_km2, 3) end as stream_density
  from sloped s
  join ended e on e.code = s.code
),
stepped as (
  select
    *,
    case when has_slopes then round_half_even(100 * steep_sum / slope_sum, 2) end as steep_percent,
    case when has_slopes then round_half_even(step_sum / slope_sum, 2) end as slope_step_mean
  from figured
)
select
  code as small_watershed,
  name_zh,
  name_en,
  area_km2,
  whole_km2,
  nullif(trim(flows_to), '') as flows_to,
  ends,
  drains_to,
  case when ends = 'section' then steps end as steps,
  relief_m,
  steep_percent,
  slope_step_mean,
  -- Of two that are as great the steeper.
  case
    when not has_slopes then null
    when slope_35_90_percent = greatest_share then 'slope_35_90'
    when slope_25_35_percent = greatest_share then 'slope_25_35'
    when slope_15_25_percent = greatest_share then 'slope_15_25'
    when slope_8_15_percent = greatest_share then 'slope_8_15'
    when slope_5_8_percent = greatest_share then 'slope_5_8'
    else 'slope_0_5'
  end as slope_step,
  stream_km,
  stream_density,
  case ends
    when 'section' then case when steps = 0 then '出口就在断面' else '流经' || cast(steps as varchar) || '个下游小流域到断面' end || drains_to
    when 'leaves' then '下游没有断面，水流出登记的小流域'
    when 'unknown' then '流向的小流域没有登记，找不到断面'
    when 'on_circle' then '流向成环，回到自身'
    when 'circle' then '流入一个环，到不了断面'
    else '走了' || cast(steps as varchar) || '级仍没有断面，不再找'
  end
    || coalesce('；25°及以上占' || cast(steep_percent as varchar) || '%', '；坡度不明')
    || coalesce('；河网密度' || cast(stream_density as varchar) || 'km/km²', '；河网密度不明') as because_zh,
  case ends
    when 'section' then case when steps = 0 then 'the section at its mouth is ' else cast(steps as varchar) || ' down the flow lies the section ' end || drains_to
    when 'leaves' then 'no section below it: its water leaves what is registered'
    when 'unknown' then 'flows to a watershed that nobody has registered: no section is found'
    when 'on_circle' then 'its flow goes round and comes back to it'
    when 'circle' then 'flows into a circle and comes to no section'
    else 'no section within ' || cast(steps as varchar) || ' watersheds below it, where the search ends'
  end
    || coalesce('; ' || cast(steep_percent as varchar) || ' % is 25° and more', '; slopes not known')
    || coalesce('; ' || cast(stream_density as varchar) || ' km of streams a km²', '; stream density not known') as because_en
from stepped
