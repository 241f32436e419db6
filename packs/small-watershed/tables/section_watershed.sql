-- The small watersheds that drain to a section with no other section between.
--
-- Shares and densities are those of the ground of which slopes, or streams, are known; how much that is stands beside.
with ranked as (
  select
    *,
    row_number() over (partition by drains_to order by steps desc, small_watershed) as nth
  from small_watershed.watershed
  where ends = 'section'
),
-- Means, whose order of adding up changes no digit.
summed as (
  select
    drains_to as section,
    count(*) as watersheds,
    mean(area_km2) * count(area_km2) as area,
    mean(area_km2) filter (where steep_percent is not null)
      * count(*) filter (where steep_percent is not null) as sloped_area,
    mean(area_km2 * steep_percent) * count(steep_percent) as steep_sum,
    mean(area_km2) filter (where stream_km is not null) * count(*) filter (where stream_km is not null) as streamed_area,
    mean(stream_km) * count(stream_km) as streams,
    round_half_even(max(relief_m), 2) as relief_m,
    max(steps) as farthest_steps,
    max(small_watershed) filter (where nth = 1) as farthest
  from ranked
  group by drains_to
),
figured as (
  select
    *,
    round_half_even(area, 4) as area_km2,
    case when sloped_area > 0 then round_half_even(steep_sum / sloped_area, 2) end as steep_percent,
    case when area > 0 then round_half_even(100 * coalesce(sloped_area, 0) / area, 2) end as sloped_percent,
    case when streamed_area > 0 then round_half_even(streams / streamed_area, 3) end as stream_density,
    case when area > 0 then round_half_even(100 * coalesce(streamed_area, 0) / area, 2) end as streamed_percent
  from summed
)
select
  section,
  watersheds,
  area_km2,
  steep_percent,
  sloped_percent,
  stream_density,
  streamed_percent,
  relief_m,
  farthest,
  farthest_steps,
  '断面' || section || '由' || cast(watersheds as varchar) || '个小流域汇水，共' || cast(area_km2 as varchar)
    || 'km²，最远的' || farthest || '隔' || cast(farthest_steps as varchar) || '级'
    || coalesce('；25°及以上占' || cast(steep_percent as varchar) || '%（坡度已知的占面积' || cast(sloped_percent as varchar) || '%）', '；坡度不明')
    as because_zh,
  cast(watersheds as varchar) || ' small watersheds drain to the section ' || section || ', ' || cast(area_km2 as varchar)
    || ' km² together, the farthest of them ' || farthest || ', ' || cast(farthest_steps as varchar) || ' above it'
    || coalesce('; ' || cast(steep_percent as varchar) || ' % is 25° and more, of the ' || cast(sloped_percent as varchar)
      || ' % of the ground whose slopes are known', '; slopes not known') as because_en
from figured
