-- The water quality index of a section: the sum of its items' shares of their class III limits. Items
-- differ from section to section, so ranks and changes compare equal sets of items only.
with part as (
  select
    i.section,
    i.month,
    s.water_body,
    i.item,
    item_index(i.mean, l.better, l.class_iii, l.low, l.high) as share
  from water_quality.item_month i
  join section s on s.code = i.section
  join water_quality.gb3838_2002_table1 l on l.item = i.item and l.water_body = s.water_body
  where i.is_assessed
),
placed as (
  select *, row_number() over (partition by section, month order by share desc, item) as place
  from part
  where share is not null
),
summed as (
  select
    section,
    month,
    water_body,
    round_half_even(mean(share) * count(*), 4) as cwqi,
    cast(string_agg(item, ', ' order by item) as varchar) as items,
    count(*) as items_count,
    max(case when place = 1 then item end) as worst_item,
    max(case when place = 1 then round_half_even(share, 4) end) as worst_item_index
  from placed
  group by section, month, water_body
),
ranked as (
  select
    *,
    rank() over (partition by month, items order by cwqi) as rank,
    count(*) over (partition by month, items) as ranked,
    month_plus(month, -12) as month_then
  from summed
)
select
  r.section,
  s.name_zh,
  s.name_en,
  r.month,
  r.water_body,
  r.cwqi,
  r.items,
  r.items_count,
  r.worst_item,
  r.worst_item_index,
  r.rank,
  r.ranked,
  b.cwqi as cwqi_year_before,
  case when b.cwqi > 0 then round_half_even(100 * (r.cwqi - b.cwqi) / b.cwqi, 2) end as change_percent,
  cast(r.items_count as varchar) || '项指数之和' || cast(r.cwqi as varchar) || '，最大为' || p.title_zh || cast(r.worst_item_index as varchar)
    || case when r.ranked = 1 then '；没有项目组合相同的断面，不排名'
            else '；项目组合相同的' || cast(r.ranked as varchar) || '个断面中第' || cast(r.rank as varchar) end
    || case when b.cwqi is null then '；上年同月没有同组项目的指数，不比较'
            else '；上年同月' || cast(b.cwqi as varchar) || '，变化'
              || cast(round_half_even(100 * (r.cwqi - b.cwqi) / b.cwqi, 2) as varchar) || '%' end as because_zh,
  'the index is the sum of ' || cast(r.items_count as varchar) || ' items, ' || cast(r.cwqi as varchar) || '; most comes from ' || p.title_en || ', ' || cast(r.worst_item_index as varchar)
    || case when r.ranked = 1 then '; no other section has the same items, so there is no rank'
            else '; ' || cast(r.rank as varchar) || ' of ' || cast(r.ranked as varchar) || ' sections with the same items' end
    || case when b.cwqi is null then '; no index of the same items a year before, so no change'
            else '; ' || cast(b.cwqi as varchar) || ' in the same month last year, a change of '
              || cast(round_half_even(100 * (r.cwqi - b.cwqi) / b.cwqi, 2) as varchar) || ' %' end as because_en
from ranked r
join section s on s.code = r.section
join properties p on p.property = r.worst_item
left join ranked b on b.section = r.section and b.month = r.month_then and b.items = r.items
