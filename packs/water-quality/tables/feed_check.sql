-- Our class of each single reading beside the one that the ministry's page printed with it.
-- The five printed values are judged as they stand, not rounded; causes are tried in order. What a
-- section's other readings say of a cause is asked within its month, and of the month before.
with said as (
  select o.thing as section, o.time, o.property as item, o.value
  from observations o
  where o.kind = 'section'
    and o.sample_kind = 'routine'
    and o.property in ('published_class', 'ph', 'dissolved_oxygen', 'codmn', 'nh3n', 'tp')
),
-- Months of a section in which the page printed no class have no rows, and cost nothing.
published as (
  select distinct section, month_of(time) as month
  from said
  where item = 'published_class'
),
-- A first reading's cause may lie in the month before.
asked as (
  select section, month
  from published
  union
  select section, month_plus(month, -1)
  from published
),
-- A reading is judged by the limits of its own water body and, for the cause, by those of the other.
judged as (
  select
    a.section,
    a.time,
    month_of(a.time) as month,
    max(case when a.item = 'published_class' then a.value end) as official,
    case when count(l.item) filter (where l.water_body = s.water_body) = 5
         then max(class_rank(a.value, l.better, l.class_i, l.class_ii, l.class_iii, l.class_iv, l.class_v, l.low, l.high))
                filter (where l.water_body = s.water_body) end as ours,
    case when count(l.item) filter (where l.water_body = s.water_body) = 5
         then max(class_rank_if_limits_fail(a.value, l.better, l.class_i, l.class_ii, l.class_iii, l.class_iv, l.class_v, l.low, l.high))
                filter (where l.water_body = s.water_body) end as ours_if_limits_fail,
    case when count(l.item) filter (where l.water_body <> s.water_body) = 5
         then max(class_rank(a.value, l.better, l.class_i, l.class_ii, l.class_iii, l.class_iv, l.class_v, l.low, l.high))
                filter (where l.water_body <> s.water_body) end as ours_as_other_water_body
  from said a
  join asked q on q.section = a.section and q.month = month_of(a.time)
  join section s on s.code = a.section
  left join water_quality.gb3838_2002_table1 l on l.item = a.item and a.value is not null
  group by a.section, a.time
),
in_order as (
  select
    j.*,
    lag(coalesce(j.ours, j.official)) over (partition by j.section order by j.time) as class_before,
    lag(j.month) over (partition by j.section order by j.time) as month_before
  from judged j
),
water_body as (
  select
    section,
    month,
    count(*) filter (where ours_as_other_water_body = official and ours <> official) as gained,
    count(*) filter (where ours = official and ours_as_other_water_body <> official) as lost
  from judged
  group by section, month
)
select
  i.section,
  i.time,
  i.month,
  class_name(i.official) as official,
  class_name(i.ours) as ours,
  i.ours = i.official as agrees,
  case
    when i.official is null or i.ours = i.official then null
    when i.ours_if_limits_fail = i.official then 'on_limit'
    when i.class_before = i.official and i.month_before >= month_plus(i.month, -1) then 'previous_reading'
    when w.gained >= 3 and w.lost = 0 and i.ours_as_other_water_body = i.official then 'water_body'
    when i.ours is null then 'masked'
  end as cause
from in_order i
join published p on p.section = i.section and p.month = i.month
join water_body w on w.section = i.section and w.month = i.month
