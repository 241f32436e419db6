-- Rivers: with fewer than five sections expected the sections' mean is judged as a section is; with
-- five or more the shares of their classes are. Changes compare the same sections with themselves.
with month as (
  select distinct month
  from water_quality.section_month
),
expected as (
  select m.month, s.code as section
  from month m
  cross join section s
  where s.water_body = 'river'
    and s.river is not null
    and (s.expected_from is null or substr(cast(s.expected_from as varchar), 1, 7) <= m.month)
    and (s.expected_until is null or substr(cast(s.expected_until as varchar), 1, 7) >= m.month)
  union
  select j.month, j.section
  from water_quality.section_month j
  join section s on s.code = j.section
  where s.water_body = 'river' and s.river is not null
),
state as (
  select
    s.river,
    e.month,
    e.section,
    s.name_zh,
    coalesce(s.name_en, s.name_zh) as name_en,
    j.section is null as is_silent,
    j.class_rank as rank
  from expected e
  join section s on s.code = e.section
  left join water_quality.section_month j on j.section = e.section and j.month = e.month
),
summed as (
  select
    river,
    month,
    count(*) as expected,
    count(rank) as judged,
    cast(string_agg(case when rank is not null then name_zh end, '、' order by section) as varchar) as sections_zh,
    cast(string_agg(case when rank is not null then name_en end, ', ' order by section) as varchar) as sections_en,
    cast(string_agg(case when is_silent then name_zh end, '、' order by section) as varchar) as silent_zh,
    cast(string_agg(case when is_silent then name_en end, ', ' order by section) as varchar) as silent_en,
    count(*) filter (where rank <= 3) as good,
    count(*) filter (where rank = 6) as inferior_v
  from state
  group by river, month
  having count(*) filter (where not is_silent) > 0
),
-- Pollutants of a river of many sections: by the share of its judged sections that exceed class III.
exceeding as (
  select
    s.river,
    i.month,
    i.item,
    p.title_zh as item_zh,
    p.title_en as item_en,
    round_half_even(100.0 * count(*) / max(u.judged), 1) as share
  from water_quality.item_month i
  join section s on s.code = i.section
  join properties p on p.property = i.item
  join state t on t.section = i.section and t.month = i.month and t.rank is not null
  join summed u on u.river = s.river and u.month = i.month
  where i.is_assessed and i.class_rank > 3 and s.water_body = 'river'
  group by s.river, i.month, i.item, p.title_zh, p.title_en
),
placed as (
  select *, row_number() over (partition by river, month order by share desc, item) as place
  from exceeding
),
pollutants as (
  select
    river,
    month,
    cast(string_agg(item || ' ' || cast(share as varchar), '; ' order by place) as varchar) as main_pollutants,
    cast(string_agg(item_zh || '（' || cast(share as varchar) || '%）', '、' order by place) as varchar) as pollutants_zh,
    cast(string_agg(item_en || ' (' || cast(share as varchar) || ' %)', ', ' order by place) as varchar) as pollutants_en
  from placed
  where place <= $main_pollutants_max
  group by river, month
),
-- The month to compare with is a column before the join: see zone_month.
earlier as (
  select *, 1 as months_before, month_plus(month, -1) as month_then
  from state
  union all
  select *, 12 as months_before, month_plus(month, -12) as month_then
  from state
),
compared as (
  select
    a.river,
    a.month,
    a.months_before,
    count(*) as sections,
    100.0 * (count(*) filter (where a.rank <= 3) - count(*) filter (where b.rank <= 3)) / count(*) as change_good,
    100.0 * (count(*) filter (where a.rank = 6) - count(*) filter (where b.rank = 6)) / count(*) as change_inferior_v
  from earlier a
  join state b on b.section = a.section and b.month = a.month_then
  where a.rank is not null and b.rank is not null
  group by a.river, a.month, a.months_before
),
changes as (
  select
    river,
    month,
    max(case when months_before = 1 then sections end) as sections_month_before,
    max(case when months_before = 1 then change_good end) as good_month,
    max(case when months_before = 1 then change_inferior_v end) as inferior_v_month,
    max(case when months_before = 12 then sections end) as sections_year_before,
    max(case when months_before = 12 then change_good end) as good_year,
    max(case when months_before = 12 then change_inferior_v end) as inferior_v_year
  from compared
  group by river, month
),
judged as (
  select
    s.*,
    months_between('2000-01', s.month) as month_number,
    s.expected < $river_sections_min as is_mean,
    case when s.judged > 0 then 100.0 * s.good / s.judged end as share_good,
    case when s.judged > 0 then 100.0 * s.inferior_v / s.judged end as share_inferior_v,
    c.class_rank as mean_rank,
    c.deciding_item,
    c.deciding_mean,
    c.main_pollutants as mean_pollutants,
    c.because_zh as mean_zh,
    c.because_en as mean_en
  from summed s
  left join water_quality.class_period c on c.subject_kind = 'river' and c.subject = s.river
    and c.period_kind = 'month' and c.period = s.month
),
beside as (
  select
    *,
    first_value(mean_rank) over (partition by river order by month_number range between 1 preceding and 1 preceding) as rank_month_before,
    first_value(sections_zh) over (partition by river order by month_number range between 1 preceding and 1 preceding) as sections_then_month,
    first_value(mean_rank) over (partition by river order by month_number range between 12 preceding and 12 preceding) as rank_year_before,
    first_value(sections_zh) over (partition by river order by month_number range between 12 preceding and 12 preceding) as sections_then_year
  from judged
),
changed as (
  select
    j.*,
    h.sections_month_before,
    h.sections_year_before,
    -- Means are compared only where the same sections made them.
    case when not j.is_mean then change_of_shares(h.good_month, h.inferior_v_month)
         when j.sections_then_month = j.sections_zh then change_of_class(j.rank_month_before, j.mean_rank) end as change_month,
    case when not j.is_mean then h.good_month - h.inferior_v_month end as change_month_points,
    case when not j.is_mean then change_of_shares(h.good_year, h.inferior_v_year)
         when j.sections_then_year = j.sections_zh then change_of_class(j.rank_year_before, j.mean_rank) end as change_year,
    case when not j.is_mean then h.good_year - h.inferior_v_year end as change_year_points,
    case when j.is_mean then quality_of_class(j.mean_rank)
         else quality_of_shares(j.share_good, j.share_inferior_v) end as quality
  from beside j
  left join changes h on h.river = j.river and h.month = j.month
)
select
  c.river,
  c.month,
  case when c.is_mean then 'mean' else 'shares' end as method,
  c.expected as sections_expected,
  c.judged as sections_judged,
  c.sections_zh,
  c.sections_en,
  c.silent_zh,
  c.silent_en,
  case when c.is_mean then class_name(c.mean_rank) end as class,
  case when c.is_mean then c.mean_rank end as class_rank,
  case when c.is_mean then c.deciding_item end as deciding_item,
  case when c.is_mean then c.deciding_mean end as deciding_mean,
  c.good,
  c.inferior_v,
  round_half_even(c.share_good, 1) as share_good,
  round_half_even(c.share_inferior_v, 1) as share_inferior_v,
  c.quality,
  case when c.is_mean then c.mean_pollutants else p.main_pollutants end as main_pollutants,
  c.sections_month_before,
  c.change_month,
  round_half_even(c.change_month_points, 1) as change_month_points,
  c.sections_year_before,
  c.change_year,
  round_half_even(c.change_year_points, 1) as change_year_points,
  case when c.is_mean then cast(c.judged as varchar) || '个断面（少于' || cast($river_sections_min as varchar) || '个，评均值）：' || c.mean_zh
       else cast(c.judged as varchar) || '个断面已评价（应有' || cast(c.expected as varchar) || '个），Ⅰ～Ⅲ类' || cast(c.good as varchar)
         || '个，劣Ⅴ类' || cast(c.inferior_v as varchar) || '个'
         || case when p.pollutants_zh is null then '' else '；主要污染指标（超Ⅲ类断面比例）：' || p.pollutants_zh end end
    || case when q.title_zh is null then '' else '；水质' || q.title_zh end
    || case when wm.title_zh is null then '' else '；环比' || wm.title_zh end
    || case when wy.title_zh is null then '' else '；同比' || wy.title_zh end
    || case when c.silent_zh is null then '' else '；无数据：' || c.silent_zh end as because_zh,
  case when c.is_mean then cast(c.judged as varchar) || case when c.judged = 1 then ' section' else ' sections' end
         || ' (of a river with fewer than ' || cast($river_sections_min as varchar) || ', so their mean is judged): ' || c.mean_en
       else cast(c.judged as varchar) || ' sections judged of ' || cast(c.expected as varchar) || ' expected, ' || cast(c.good as varchar)
         || ' of class I to III, ' || cast(c.inferior_v as varchar) || ' of inferior V'
         || case when p.pollutants_en is null then '' else '; main pollutants (sections beyond class III): ' || p.pollutants_en end end
    || case when q.title_en is null then '' else '; ' || q.title_en end
    || case when wm.title_en is null then '' else '; on the month before: ' || wm.title_en end
    || case when wy.title_en is null then '' else '; on the same month last year: ' || wy.title_en end
    || case when c.silent_en is null then '' else '; silent: ' || c.silent_en end as because_en
from changed c
left join pollutants p on p.river = c.river and p.month = c.month
left join water_quality.quality_words q on q.quality = c.quality
left join water_quality.change_words wm on wm.change = c.change_month
left join water_quality.change_words wy on wy.change = c.change_year
