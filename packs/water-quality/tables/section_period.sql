-- Sections by quarter, by year and over twelve months to date. With too few months the class is what
-- those present give and no verdict; changes compare with the same period a year before.
with period as (
  select
    c.*,
    s.name_zh,
    s.name_en,
    s.water_body,
    s.target_class,
    case when c.period_kind = 'quarter' then $quarter_months
         when s.freezes = 'yes' then $year_months_frozen
         else $year_months end as months_needed,
    month_plus(c.month, -12) as month_then
  from water_quality.class_period c
  join section s on s.code = c.subject
  where c.subject_kind = 'section'
),
compared as (
  select
    n.*,
    n.parts >= n.months_needed as complete,
    case when b.parts >= b.months_needed then b.class_rank end as rank_before,
    case when b.parts >= b.months_needed then i.mean end as mean_before
  from period n
  left join period b on b.subject = n.subject and b.period_kind = n.period_kind and b.month = n.month_then
  left join water_quality.item_period i on i.subject_kind = 'section' and i.subject = n.subject
    and i.period_kind = n.period_kind and i.month = n.month_then and i.item = n.deciding_item
),
changed as (
  select
    c.*,
    case when c.complete then change_of_class(c.rank_before, c.class_rank) end as change
  from compared c
)
select
  c.subject as section,
  c.name_zh,
  c.name_en,
  c.period_kind,
  c.period,
  c.month_first,
  c.month,
  c.water_body,
  case when c.complete then c.class end as class,
  case when c.complete then c.class_rank end as class_rank,
  c.class as class_so_far,
  c.deciding_item,
  c.deciding_mean,
  c.deciding_share,
  c.main_pollutants,
  c.target_class,
  case when c.complete then c.class_rank <= rank_of_class(c.target_class) end as meets_target,
  c.items_judged,
  c.parts as months_present,
  c.months_needed,
  c.complete,
  case when c.is_verified then 'verified' else 'provisional' end as status,
  c.tn,
  c.tn_class,
  c.faecal_coliform_class,
  class_name(c.rank_before) as class_year_before,
  c.mean_before as deciding_mean_year_before,
  case when c.mean_before > 0 then round_half_even(100 * (c.deciding_mean - c.mean_before) / c.mean_before, 1) end as deciding_change_percent,
  c.change,
  case when c.complete then ''
       else '数据不足：' || cast(c.parts as varchar) || '个月有数据，应不少于' || cast(c.months_needed as varchar) || '个月，不作结论；现有月份：' end
    || c.because_zh
    || case when w.title_zh is null then '' else '；上年同期为' || class_title(c.rank_before) || '类，' || w.title_zh end
    || case when c.target_class is null then '；未定目标，不评达标' else '' end as because_zh,
  case when c.complete then ''
       else 'not enough data: ' || cast(c.parts as varchar) || ' of at least ' || cast(c.months_needed as varchar) || ' months, so there is no verdict; what there is: ' end
    || c.because_en
    || case when w.title_en is null then '' else '; class ' || class_name(c.rank_before) || ' in the same period a year before: ' || w.title_en end
    || case when c.target_class is null then '; no target is set, so there is no verdict on it' else '' end as because_en
from changed c
left join water_quality.change_words w on w.change = c.change
