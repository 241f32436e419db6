-- Marks of operators at outfalls, each with its deadlines: within how many hours it was to be made, and within how many
-- days the bureau was to judge it. No table reads a clock, so that it comes out the same again: what is overdue is so by
-- the newest instant at which the book learned something.
with known as (
  select max(at) as at
  from (
    select max(learned_at) as at from latest
    union all
    select max(marked_at) from marks
    union all
    select max(judged_at) from marks
  )
),
timed as (
  select
    m.thing as outfall,
    m.mark,
    m.property as item,
    m.from_time,
    m.until_time,
    m.reason,
    m.marked_at,
    m.marked_by,
    m.standing,
    m.judged_at,
    m.has_paper,
    extract(epoch from m.marked_at) - extract(epoch from m.from_time) as seconds_taken,
    extract(epoch from coalesce(m.judged_at, k.at)) - extract(epoch from m.marked_at) as seconds_waited
  from marks m
  cross join known k
  where m.kind = 'outfall'
),
told as (
  select
    t.*,
    r.about,
    r.title_zh as reason_zh,
    r.title_en as reason_en,
    t.seconds_taken > 3600.0 * $mark_within_hours as is_late,
    case when t.seconds_taken > 0 then round_half_even(t.seconds_taken / 3600.0, 1) else 0.0 end as hours_taken,
    case
      when t.standing = 'pending' and t.seconds_waited > 86400.0 * $verdict_within_days then 'overdue'
      else t.standing
    end as verdict,
    round_half_even(t.seconds_waited / 86400.0, 1) as days_waited
  from timed t
  left join mark_reasons r on r.reason = t.reason
)
select
  outfall,
  mark,
  item,
  from_time,
  until_time,
  reason,
  about,
  marked_at,
  marked_by,
  hours_taken,
  is_late,
  verdict,
  judged_at,
  case when standing <> 'withdrawn' then days_waited end as days_waited,
  has_paper,
  cast(month_plus(month_of(from_time), 1) || '-' || lpad(cast($paper_due_day as varchar), 2, '0') as date) as paper_due_on,
  reason_zh
    || case when is_late then '；标记迟于' || cast($mark_within_hours as varchar) || '小时' else '' end
    || case verdict
         when 'overdue' then '；超过' || cast($verdict_within_days as varchar) || '天未认定'
         when 'pending' then '；待认定'
         when 'accepted' then '；已认定，数据无效'
         when 'refused' then '；未予认定'
         else '；企业已撤回' end as because_zh,
  reason_en
    || case when is_late then '; marked later than ' || cast($mark_within_hours as varchar) || ' hours' else '' end
    || case verdict
         when 'overdue' then '; not judged within ' || cast($verdict_within_days as varchar) || ' days'
         when 'pending' then '; verdict outstanding'
         when 'accepted' then '; accepted, the data are invalid'
         when 'refused' then '; refused'
         else '; withdrawn by the operator' end as because_en
from told
