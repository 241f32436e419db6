-- Shares over the sections that were judged, and how far the silent ones could move them: a dead
-- bad section must not improve the zone. Changes compare the same sections with themselves.
with month as (
  select distinct month
  from water_quality.section_month
),
expected as (
  select m.month, s.code as section
  from month m
  cross join section s
  where (s.expected_from is null or substr(cast(s.expected_from as varchar), 1, 7) <= m.month)
    and (s.expected_until is null or substr(cast(s.expected_until as varchar), 1, 7) >= m.month)
  union
  select month, section
  from water_quality.section_month
),
state as (
  select
    e.month,
    e.section,
    s.name_zh,
    coalesce(s.name_en, s.name_zh) as name_en,
    j.section is null as is_silent,
    j.class_rank as rank,
    coalesce(j.complete, false) as complete
  from expected e
  join section s on s.code = e.section
  left join water_quality.section_month j on j.section = e.section and j.month = e.month
),
summed as (
  select
    month,
    count(*) as expected,
    count(rank) as judged,
    count(*) filter (where rank is not null and complete) as complete,
    count(*) filter (where rank is null and not is_silent) as unjudged,
    count(*) filter (where is_silent) as silent,
    cast(string_agg(case when is_silent then name_zh end, '、' order by section) as varchar) as silent_names,
    cast(string_agg(case when is_silent then name_en end, ', ' order by section) as varchar) as silent_names_en,
    count(*) filter (where rank <= 3) as good,
    count(*) filter (where rank = 6) as inferior_v
  from state
  group by month
),
-- The month to compare with is a column before the join: computed inside its condition from a
-- cross join, DataFusion 55 loses the condition.
earlier as (
  select month, section, rank, 1 as months_before, month_plus(month, -1) as month_then
  from state
  union all
  select month, section, rank, 12 as months_before, month_plus(month, -12) as month_then
  from state
),
compared as (
  select
    a.month,
    a.months_before,
    count(*) as sections,
    100.0 * (count(*) filter (where a.rank <= 3) - count(*) filter (where b.rank <= 3)) / count(*) as change,
    100.0 * (count(*) filter (where a.rank = 6) - count(*) filter (where b.rank = 6)) / count(*) as change_inferior_v
  from earlier a
  join state b on b.section = a.section and b.month = a.month_then
  where a.rank is not null and b.rank is not null
  group by a.month, a.months_before
),
-- Words for a zone of many sections, as a basin's; fewer are no basin.
worded as (
  select
    s.*,
    m.sections as sections_month_before,
    m.change as change_month,
    m.change_inferior_v as change_inferior_v_month,
    y.sections as sections_year_before,
    y.change as change_year,
    y.change_inferior_v as change_inferior_v_year,
    case when s.expected >= $river_sections_min and s.judged > 0
         then quality_of_shares(100.0 * s.good / s.judged, 100.0 * s.inferior_v / s.judged) end as quality,
    case when s.expected >= $river_sections_min
         then change_of_shares(m.change, m.change_inferior_v) end as change_month_word,
    case when s.expected >= $river_sections_min
         then change_of_shares(y.change, y.change_inferior_v) end as change_year_word
  from summed s
  left join compared m on m.month = s.month and m.months_before = 1
  left join compared y on y.month = s.month and y.months_before = 12
)
select
  s.month,
  s.expected,
  s.judged,
  s.complete,
  s.unjudged,
  s.silent,
  s.silent_names,
  s.silent_names_en,
  s.good,
  s.inferior_v,
  case when s.judged > 0 then round_half_even(100.0 * s.good / s.judged, 1) end as share_good,
  case when s.expected > 0 then round_half_even(100.0 * s.good / s.expected, 1) end as share_good_at_worst,
  case when s.expected > 0 then round_half_even(100.0 * (s.good + s.silent + s.unjudged) / s.expected, 1) end as share_good_at_best,
  case when s.judged > 0 then round_half_even(100.0 * s.inferior_v / s.judged, 1) end as share_inferior_v,
  case when s.expected > 0 then round_half_even(100.0 * (s.inferior_v + s.silent + s.unjudged) / s.expected, 1) end as share_inferior_v_at_worst,
  case when s.expected > 0 then round_half_even(100.0 * s.inferior_v / s.expected, 1) end as share_inferior_v_at_best,
  s.sections_month_before,
  round_half_even(s.change_month, 1) as change_month,
  round_half_even(s.change_inferior_v_month, 1) as change_inferior_v_month,
  s.sections_year_before,
  round_half_even(s.change_year, 1) as change_year,
  round_half_even(s.change_inferior_v_year, 1) as change_inferior_v_year,
  cast(s.judged as varchar) || '个断面已评价（应有' || cast(s.expected as varchar) || '个），Ⅰ～Ⅲ类' || cast(s.good as varchar) || '个'
    || case when s.complete < s.judged then '；其中' || cast(s.judged - s.complete as varchar) || '个数据不足' else '' end
    || case when s.silent > 0 then '；无数据：' || s.silent_names else '' end as because_zh,
  cast(s.judged as varchar) || ' sections judged of ' || cast(s.expected as varchar) || ' expected, ' || cast(s.good as varchar) || ' of class I to III'
    || case when s.complete < s.judged then '; not enough data for ' || cast(s.judged - s.complete as varchar) || ' of them' else '' end
    || case when s.silent > 0 then '; silent: ' || s.silent_names_en else '' end as because_en,
  s.quality,
  s.change_month_word,
  s.change_year_word
from worded s
