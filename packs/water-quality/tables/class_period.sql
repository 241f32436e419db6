-- The class of a section, river or lake over a period is that of its worst item; what decides it and
-- what exceeds are named, by the rules of section_month.
with assessed as (
  select i.*, p.title_zh as item_zh, p.title_en as item_en
  from water_quality.item_period i
  join properties p on p.property = i.item
  where i.is_assessed
),
placed as (
  select
    *,
    row_number() over (
      partition by subject_kind, subject, period_kind, period
      order by class_rank desc, share_of_class_iii desc nulls last, item
    ) as place
  from assessed
  where can_judge
),
measured as (
  select
    subject_kind,
    subject,
    period_kind,
    period,
    month_first,
    month,
    max(parts) as parts,
    bool_and(is_verified) as is_verified,
    count(*) filter (where can_judge) as items_judged,
    cast(string_agg(case when not can_judge then item_zh end, '、' order by item) as varchar) as unjudged_zh,
    cast(string_agg(case when not can_judge then item_en end, ', ' order by item) as varchar) as unjudged_en,
    max(case when not can_judge then class_rank_at_worst end) as rank_at_worst
  from assessed
  group by subject_kind, subject, period_kind, period, month_first, month
),
exceeding as (
  select
    p.subject_kind,
    p.subject,
    p.period_kind,
    p.period,
    p.item,
    p.item_zh,
    p.item_en,
    p.times_over_class_iii as times_over,
    row_number() over (
      partition by p.subject_kind, p.subject, p.period_kind, p.period
      order by case when f.item is null then 1 else 0 end, p.class_rank desc, p.times_over_class_iii desc nulls last, p.item
    ) as place
  from placed p
  left join water_quality.priority_pollutants f on f.item = p.item
  where p.class_rank > 3
),
pollutants as (
  select
    subject_kind,
    subject,
    period_kind,
    period,
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
  group by subject_kind, subject, period_kind, period
),
apart as (
  select
    subject_kind,
    subject,
    period_kind,
    period,
    max(case when item = 'tn' then mean end) as tn,
    max(case when item = 'tn' then class end) as tn_class,
    max(case when item = 'faecal_coliform' then class end) as faecal_coliform_class
  from water_quality.item_period
  where not is_assessed
  group by subject_kind, subject, period_kind, period
),
joined as (
  select
    m.subject_kind,
    m.subject,
    m.period_kind,
    m.period,
    m.month_first,
    m.month,
    m.parts,
    m.is_verified,
    m.items_judged,
    m.unjudged_zh,
    m.unjudged_en,
    w.item,
    w.item_zh,
    w.item_en,
    w.mean,
    w.unit,
    w.share_of_class_iii,
    -- What cannot be judged leaves the class open, unless another item is as bad already.
    case when m.rank_at_worst is null or w.class_rank >= m.rank_at_worst then w.class_rank end as rank,
    p.main_pollutants,
    p.pollutants_zh,
    p.pollutants_en,
    a.tn,
    a.tn_class,
    a.faecal_coliform_class
  from measured m
  left join placed w on w.subject_kind = m.subject_kind and w.subject = m.subject
    and w.period_kind = m.period_kind and w.period = m.period and w.place = 1
  left join pollutants p on p.subject_kind = m.subject_kind and p.subject = m.subject
    and p.period_kind = m.period_kind and p.period = m.period
  left join apart a on a.subject_kind = m.subject_kind and a.subject = m.subject
    and a.period_kind = m.period_kind and a.period = m.period
)
select
  subject_kind,
  subject,
  period_kind,
  period,
  month_first,
  month,
  class_name(rank) as class,
  rank as class_rank,
  case when rank is not null then item end as deciding_item,
  case when rank is not null then mean end as deciding_mean,
  case when rank is not null then share_of_class_iii end as deciding_share,
  main_pollutants,
  items_judged,
  parts,
  is_verified,
  tn,
  tn_class,
  faecal_coliform_class,
  case
    when rank is null and unjudged_zh is not null then '不能评价：' || unjudged_zh || '的检出限高于类别限值或未给出'
    when rank is null then '没有可评价的项目'
    else item_zh || '均值' || cast(mean as varchar) || case when unit = '1' then '' else ' ' || unit end
      || '，为' || class_title(rank) || '类'
      || case when pollutants_zh is null then '' else '；主要污染指标（超Ⅲ类倍数）：' || pollutants_zh end
  end as because_zh,
  case
    when rank is null and unjudged_en is not null then 'cannot judge: the detection limit of ' || unjudged_en || ' lies above the limit of the class, or is not given'
    when rank is null then 'no item can be judged'
    else item_en || ' has a mean of ' || cast(mean as varchar) || case when unit = '1' then '' else ' ' || unit end
      || ', class ' || class_name(rank)
      || case when pollutants_en is null then '' else '; main pollutants (times over class III): ' || pollutants_en end
  end as because_en
from joined
