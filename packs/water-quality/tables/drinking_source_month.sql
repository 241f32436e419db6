-- Drinking-water sources: table 1 within class III, and every measured item of tables 2 and 3 within
-- its limit; how many of the 5 and of the 80 were measured is said with it.
with items as (
  select
    i.section,
    i.month,
    count(*) filter (where i.standard_table = 'supplementary') as supplementary_measured,
    count(*) filter (where i.standard_table = 'supplementary' and not i.meets) as supplementary_exceeding,
    count(*) filter (where i.standard_table = 'specific') as specific_measured,
    count(*) filter (where i.standard_table = 'specific' and not i.meets) as specific_exceeding,
    count(*) filter (where not i.can_judge) as unjudged,
    cast(string_agg(case when not i.meets then i.item || ' ' || cast(round_half_even(i.times_over, 2) as varchar) end, '; ' order by i.times_over desc, i.item) as varchar) as exceeding,
    cast(string_agg(case when not i.meets then p.title_zh || '（' || cast(round_half_even(i.times_over, 2) as varchar) || '）' end, '、' order by i.times_over desc, i.item) as varchar) as exceeding_zh,
    cast(string_agg(case when not i.meets then p.title_en || ' (' || cast(round_half_even(i.times_over, 2) as varchar) || ')' end, ', ' order by i.times_over desc, i.item) as varchar) as exceeding_en
  from water_quality.drinking_item_month i
  join properties p on p.property = i.item
  group by i.section, i.month
),
source_month as (
  select m.section, m.month
  from water_quality.section_month m
  join section s on s.code = m.section
  where s.drinking_source = 'yes'
  union
  select section, month
  from items
),
joined as (
  select
    o.section,
    s.name_zh,
    s.name_en,
    o.month,
    m.class,
    m.class_rank,
    coalesce(i.supplementary_measured, 0) as supplementary_measured,
    coalesce(i.supplementary_exceeding, 0) as supplementary_exceeding,
    coalesce(i.specific_measured, 0) as specific_measured,
    coalesce(i.specific_exceeding, 0) as specific_exceeding,
    coalesce(i.unjudged, 0) as unjudged,
    i.exceeding,
    i.exceeding_zh,
    i.exceeding_en
  from source_month o
  join section s on s.code = o.section
  left join water_quality.section_month m on m.section = o.section and m.month = o.month
  left join items i on i.section = o.section and i.month = o.month
),
decided as (
  select
    *,
    case when exceeding is not null or class_rank > 3 then false
         when class_rank is null or unjudged > 0 then null
         else true end as meets
  from joined
)
select
  section,
  name_zh,
  name_en,
  month,
  class,
  class_rank <= 3 as within_class_iii,
  supplementary_measured,
  supplementary_exceeding,
  specific_measured,
  specific_exceeding,
  unjudged,
  exceeding,
  meets,
  case when meets then '所测项目达标' when not meets then '未达标' else '不能得出结论' end
    || case when class_rank is null then '；基本项目没有类别' else '；基本项目' || class_title(class_rank) || '类' end
    || '；补充项目测' || cast(supplementary_measured as varchar) || '/5项，特定项目测' || cast(specific_measured as varchar) || '/80项'
    || case when exceeding_zh is null then '' else '；超标（倍数）：' || exceeding_zh end
    || case when unjudged = 0 then '' else '；' || cast(unjudged as varchar) || '项检出限高于限值或未给出，不能评价' end as because_zh,
  case when meets then 'what was measured is within the limits' when not meets then 'not within the limits' else 'no verdict' end
    || case when class_rank is null then '; no class by table 1' else '; class ' || class || ' by table 1' end
    || '; ' || cast(supplementary_measured as varchar) || ' of 5 supplementary and ' || cast(specific_measured as varchar) || ' of 80 specific items measured'
    || case when exceeding_en is null then '' else '; over the limit (times): ' || exceeding_en end
    || case when unjudged = 0 then '' else '; ' || cast(unjudged as varchar) || ' cannot be judged, their detection limit above the limit or not given' end as because_en
from decided
