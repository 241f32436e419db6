-- Lakes and reservoirs: points are averaged by day, days over the month, and judged by the limits of
-- lakes; total nitrogen apart; the trophic index over the indicators that there are.
with point as (
  select distinct d.month, s.river as lake, s.code as section, d.day
  from water_quality.item_day d
  join section s on s.code = d.section
  where s.water_body = 'lake' and s.river is not null
),
month as (
  select distinct month
  from water_quality.item_day
),
expected as (
  select m.month, s.code as section
  from month m
  cross join section s
  where s.water_body = 'lake'
    and s.river is not null
    and (s.expected_from is null or substr(cast(s.expected_from as varchar), 1, 7) <= m.month)
    and (s.expected_until is null or substr(cast(s.expected_until as varchar), 1, 7) >= m.month)
  union
  select month, section
  from point
),
state as (
  select
    s.river as lake,
    e.month,
    e.section,
    s.name_zh,
    coalesce(s.name_en, s.name_zh) as name_en,
    p.section is null as is_silent
  from expected e
  join section s on s.code = e.section
  left join (select distinct month, section from point) p on p.section = e.section and p.month = e.month
),
points as (
  select
    lake,
    month,
    count(*) filter (where not is_silent) as points,
    cast(string_agg(case when not is_silent then name_zh end, '、' order by section) as varchar) as points_zh,
    cast(string_agg(case when not is_silent then name_en end, ', ' order by section) as varchar) as points_en,
    cast(string_agg(case when is_silent then name_zh end, '、' order by section) as varchar) as silent_zh,
    cast(string_agg(case when is_silent then name_en end, ', ' order by section) as varchar) as silent_en
  from state
  group by lake, month
  having count(*) filter (where not is_silent) > 0
),
days as (
  select lake, month, count(distinct day) as days
  from point
  group by lake, month
),
-- Indicators of the trophic state; nothing that is not above zero has a logarithm.
lake_day as (
  select s.river as lake, d.month, d.day, d.item, mean(d.mean) as mean
  from water_quality.item_day d
  join section s on s.code = d.section
  where s.water_body = 'lake'
    and s.river is not null
    and d.item in (select item from water_quality.trophic_indicators)
  group by s.river, d.month, d.day, d.item
),
indicator as (
  select lake, month, item, mean(mean) as mean
  from lake_day
  group by lake, month, item
  having mean(mean) > 0
),
trophic as (
  select
    lake,
    month,
    trophic_level_index(
      max(case when item = 'chlorophyll_a' then mean end),
      max(case when item = 'tp' then mean end),
      max(case when item = 'tn' then mean end),
      max(case when item = 'codmn' then mean end),
      max(case when item = 'secchi_depth' then mean end)
    ) as index
  from indicator
  group by lake, month
),
presence as (
  select
    p.lake,
    p.month,
    cast(string_agg(case when i.item is not null then t.item end, ', ' order by t.item) as varchar) as items,
    cast(string_agg(case when i.item is null then t.item end, ', ' order by t.item) as varchar) as items_missing,
    cast(string_agg(case when i.item is null then o.title_zh end, '、' order by t.item) as varchar) as missing_zh,
    cast(string_agg(case when i.item is null then o.title_en end, ', ' order by t.item) as varchar) as missing_en
  from points p
  cross join water_quality.trophic_indicators t
  join properties o on o.property = t.item
  left join indicator i on i.lake = p.lake and i.month = p.month and i.item = t.item
  group by p.lake, p.month
),
judged as (
  select
    p.*,
    d.days,
    c.class_rank,
    quality_of_class(c.class_rank) as quality,
    c.deciding_item,
    c.deciding_mean,
    c.main_pollutants,
    coalesce(c.items_judged, 0) as items_judged,
    c.tn,
    c.tn_class,
    coalesce(c.because_zh, '没有可评价的项目') as class_zh,
    coalesce(c.because_en, 'no item can be judged') as class_en,
    round_half_even(t.index, 1) as trophic_index,
    trophic_state(t.index) as trophic_state,
    a.items,
    a.items_missing,
    a.missing_zh,
    a.missing_en,
    months_between('2000-01', p.month) as month_number
  from points p
  join days d on d.lake = p.lake and d.month = p.month
  join presence a on a.lake = p.lake and a.month = p.month
  left join water_quality.class_period c on c.subject_kind = 'lake' and c.subject = p.lake
    and c.period_kind = 'month' and c.period = p.month
  left join trophic t on t.lake = p.lake and t.month = p.month
),
beside as (
  select
    *,
    first_value(class_rank) over (partition by lake order by month_number range between 1 preceding and 1 preceding) as rank_month_before,
    first_value(points_zh) over (partition by lake order by month_number range between 1 preceding and 1 preceding) as points_then_month,
    first_value(class_rank) over (partition by lake order by month_number range between 12 preceding and 12 preceding) as rank_year_before,
    first_value(points_zh) over (partition by lake order by month_number range between 12 preceding and 12 preceding) as points_then_year
  from judged
),
changed as (
  select
    *,
    case when points_then_month = points_zh then change_of_class(rank_month_before, class_rank) end as change_month,
    case when points_then_year = points_zh then change_of_class(rank_year_before, class_rank) end as change_year
  from beside
)
select
  c.lake,
  c.month,
  c.points,
  c.points_zh,
  c.points_en,
  c.silent_zh,
  c.silent_en,
  c.days,
  class_name(c.class_rank) as class,
  c.class_rank,
  c.quality,
  c.deciding_item,
  c.deciding_mean,
  c.main_pollutants,
  c.items_judged,
  c.tn,
  c.tn_class,
  c.trophic_index,
  c.trophic_state,
  c.items as trophic_items,
  c.items_missing as trophic_items_missing,
  class_name(c.rank_month_before) as class_month_before,
  c.change_month,
  class_name(c.rank_year_before) as class_year_before,
  c.change_year,
  cast(c.points as varchar) || '个点位' || cast(c.days as varchar) || '天：' || c.class_zh
    || case when q.title_zh is null then '' else '；水质' || q.title_zh end
    || case when c.tn is null then '' else '；总氮' || cast(c.tn as varchar) || ' mg/L（单独报告' || case when c.tn_class is null then '' else '，' || class_title(rank_of_class(c.tn_class)) || '类' end || '）' end
    || case when c.trophic_index is null then '；没有营养状态指标' else '；综合营养状态指数' || cast(c.trophic_index as varchar) || '，' || s.title_zh
         || case when c.missing_zh is null then '' else '（缺' || c.missing_zh || '，权重已按其余指标归一）' end end
    || case when wm.title_zh is null then '' else '；环比' || wm.title_zh end
    || case when wy.title_zh is null then '' else '；同比' || wy.title_zh end
    || case when c.silent_zh is null then '' else '；无数据：' || c.silent_zh end as because_zh,
  cast(c.points as varchar) || case when c.points = 1 then ' point on ' else ' points on ' end || cast(c.days as varchar) || case when c.days = 1 then ' day: ' else ' days: ' end || c.class_en
    || case when q.title_en is null then '' else '; ' || q.title_en end
    || case when c.tn is null then '' else '; total nitrogen ' || cast(c.tn as varchar) || ' mg/L, reported apart' || case when c.tn_class is null then '' else ' (class ' || c.tn_class || ')' end end
    || case when c.trophic_index is null then '; no indicator of the trophic state' else '; trophic level index ' || cast(c.trophic_index as varchar) || ', ' || s.title_en
         || case when c.missing_en is null then '' else ' (without ' || c.missing_en || ', the weights of the others scaled to one)' end end
    || case when wm.title_en is null then '' else '; on the month before: ' || wm.title_en end
    || case when wy.title_en is null then '' else '; on the same month last year: ' || wy.title_en end
    || case when c.silent_en is null then '' else '; silent: ' || c.silent_en end as because_en
from changed c
left join water_quality.quality_words q on q.quality = c.quality
left join water_quality.trophic_words s on s.state = c.trophic_state
left join water_quality.change_words wm on wm.change = c.change_month
left join water_quality.change_words wy on wy.change = c.change_year
