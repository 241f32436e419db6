-- A section's class is that of its worst item; the item that decides it and what exceeds are named.
with assessed as (
  select i.*, p.title_zh as item_zh, p.title_en as item_en
  from water_quality.item_month i
  join properties p on p.property = i.item
  where i.is_assessed
),
days as (
  select
    section,
    month,
    count(*) as days,
    sum(readings) as readings,
    sum(readings_doubtful) as readings_doubtful,
    sum(readings_left_out) as readings_left_out,
    bool_and(is_verified) as is_verified
  from (
    select
      d.section,
      d.month,
      d.day,
      max(d.readings) as readings,
      max(d.readings_doubtful) as readings_doubtful,
      max(d.readings_left_out) as readings_left_out,
      bool_and(d.is_verified) as is_verified
    from water_quality.item_day d
    join section s on s.code = d.section
    join water_quality.gb3838_2002_table1 l on l.item = d.item and l.water_body = s.water_body and l.assessed
    group by d.section, d.month, d.day
  )
  group by section, month
),
placed as (
  select
    *,
    row_number() over (
      partition by section, month
      order by class_rank desc, share_of_class_iii desc nulls last, item
    ) as place
  from assessed
  where can_judge
),
unjudged as (
  select
    section,
    month,
    cast(string_agg(item_zh, '、' order by item) as varchar) as items_zh,
    cast(string_agg(item_en, ', ' order by item) as varchar) as items_en,
    max(class_rank_at_worst) as rank_at_worst
  from assessed
  where not can_judge
  group by section, month
),
exceeding as (
  select
    p.section,
    p.month,
    p.item,
    p.item_zh,
    p.item_en,
    p.times_over_class_iii as times_over,
    row_number() over (
      partition by p.section, p.month
      order by case when f.item is null then 1 else 0 end, p.class_rank desc, p.times_over_class_iii desc nulls last, p.item
    ) as place
  from placed p
  left join water_quality.priority_pollutants f on f.item = p.item
  where p.class_rank > 3
),
pollutants as (
  select
    section,
    month,
    cast(string_agg(
      item || case when times_over is null then '' else ' ' || cast(round_half_even(times_over, 2) as varchar) end,
      '; ' order by place
    ) as varchar) as main_pollutants,
    cast(string_agg(
      item_zh || case when times_over is null then '' else '（' || cast(round_half_even(times_over, 2) as varchar) || '）' end,
      '、' order by place
    ) as varchar) as pollutants_zh,
    cast(string_agg(
      item_en || case when times_over is null then '' else ' (' || cast(round_half_even(times_over, 2) as varchar) || ')' end,
      ', ' order by place
    ) as varchar) as pollutants_en
  from exceeding
  where place <= $main_pollutants_max
  group by section, month
),
counted as (
  select section, month, count(*) as items_judged
  from placed
  group by section, month
),
apart as (
  select
    section,
    month,
    max(case when item = 'tn' then mean end) as tn,
    max(case when item = 'tn' then class end) as tn_class,
    max(case when item = 'faecal_coliform' then class end) as faecal_coliform_class
  from water_quality.item_month
  where not is_assessed
  group by section, month
),
joined as (
  select
    d.section,
    s.name_zh,
    s.name_en,
    s.water_body,
    s.target_class,
    d.month,
    d.days,
    d.readings,
    d.readings_doubtful,
    d.readings_left_out,
    d.is_verified,
    d.days >= $complete_days as complete,
    c.items_judged,
    w.item,
    w.item_zh,
    w.item_en,
    w.mean,
    w.unit,
    w.share_of_class_iii,
    -- What cannot be judged leaves the class open, unless another item is as bad already.
    case when u.rank_at_worst is null or w.class_rank >= u.rank_at_worst then w.class_rank end as rank,
    u.items_zh as unjudged_zh,
    u.items_en as unjudged_en,
    p.main_pollutants,
    p.pollutants_zh,
    p.pollutants_en,
    a.tn,
    a.tn_class,
    a.faecal_coliform_class
  from days d
  join section s on s.code = d.section
  left join counted c on c.section = d.section and c.month = d.month
  left join placed w on w.section = d.section and w.month = d.month and w.place = 1
  left join unjudged u on u.section = d.section and u.month = d.month
  left join pollutants p on p.section = d.section and p.month = d.month
  left join apart a on a.section = d.section and a.month = d.month
)
select
  section,
  name_zh,
  name_en,
  month,
  water_body,
  class_name(rank) as class,
  rank as class_rank,
  case when rank is not null then item end as deciding_item,
  case when rank is not null then mean end as deciding_mean,
  case when rank is not null then share_of_class_iii end as deciding_share,
  main_pollutants,
  target_class,
  rank <= rank_of_class(target_class) as meets_target,
  coalesce(items_judged, 0) as items_judged,
  days,
  readings,
  readings_doubtful,
  readings_left_out,
  complete,
  case when is_verified then 'verified' else 'provisional' end as status,
  tn,
  tn_class,
  faecal_coliform_class,
  case
    when rank is null and unjudged_zh is not null then '不能评价：' || unjudged_zh || '的检出限高于类别限值或未给出'
    when rank is null then '没有可评价的项目'
    else item_zh || '月均值' || cast(mean as varchar) || case when unit = '1' then '' else ' ' || unit end
      || '，为' || class_title(rank) || '类'
      || case when pollutants_zh is null then '' else '；主要污染指标（超Ⅲ类倍数）：' || pollutants_zh end
      || case when complete then '' else '；数据不足：' || cast(days as varchar) || '天，应不少于' || cast($complete_days as varchar) || '天' end
      || case when target_class is null then '；未定目标，不评达标' else '' end
  end as because_zh,
  case
    when rank is null and unjudged_en is not null then 'cannot judge: the detection limit of ' || unjudged_en || ' lies above the limit of the class, or is not given'
    when rank is null then 'no item can be judged'
    else item_en || ' has a month mean of ' || cast(mean as varchar) || case when unit = '1' then '' else ' ' || unit end
      || ', class ' || class_name(rank)
      || case when pollutants_en is null then '' else '; main pollutants (times over class III): ' || pollutants_en end
      || case when complete then '' else '; not enough data: ' || cast(days as varchar) || ' days of at least ' || cast($complete_days as varchar) end
      || case when target_class is null then '; no target is set, so there is no verdict' else '' end
  end as because_en
from joined
