-- Checks and comparisons of the diary against what is allowed. A drift of zero or span is a share of the range, an
-- error of a standard or a comparison one of what was expected; where that is not in the entry nothing can be said.
with checked as (
  select
    entry,
    device,
    starts_at,
    kind,
    factor,
    expected,
    found,
    full_scale,
    round_half_even(deviation_percent, 2) as deviation_percent,
    case kind
      when 'zero_check' then $zero_check_percent
      when 'span_check' then $span_check_percent
      when 'standard_check' then $standard_check_percent
      else $comparison_percent
    end as limit_percent,
    frame,
    who
  from diary
  where kind in ('zero_check', 'span_check', 'standard_check', 'comparison')
),
judged as (
  select
    c.*,
    coalesce(d.name_zh, c.device) as name_zh,
    d.name_en,
    case
      when c.deviation_percent is null then 'not_known'
      when abs(c.deviation_percent) <= c.limit_percent then 'passed'
      else 'failed'
    end as verdict,
    case c.kind
      when 'zero_check' then '零点核查'
      when 'span_check' then '跨度核查'
      when 'standard_check' then '标样核查'
      else '比对'
    end as kind_zh,
    case c.kind
      when 'zero_check' then 'zero check'
      when 'span_check' then 'span check'
      when 'standard_check' then 'check with a standard sample'
      else 'comparison'
    end as kind_en,
    coalesce(' ' || c.factor, '') as factor_text
  from checked c
  left join device d on d.code = c.device
)
select
  device,
  name_zh,
  name_en,
  entry,
  month_of(starts_at) as month,
  day_of(starts_at) as day,
  starts_at as checked_at,
  kind,
  factor,
  expected,
  found,
  full_scale,
  deviation_percent,
  limit_percent,
  verdict,
  frame,
  who,
  name_zh || factor_text || '：' || kind_zh || '应为' || regexp_replace(cast(expected as varchar), '[.]0\z', '') || '，实测' || regexp_replace(cast(found as varchar), '[.]0\z', '') || case verdict
    when 'not_known' then case when kind in ('zero_check', 'span_check') then '；没有写明量程，不能判定' else '；标准值为零，不能判定' end
    else '，偏差' || regexp_replace(cast(deviation_percent as varchar), '[.]0\z', '') || '%，允许±' || regexp_replace(cast(limit_percent as varchar), '[.]0\z', '') || '%，' || case verdict when 'passed' then '合格' else '不合格' end
  end as because_zh,
  coalesce(name_en, name_zh) || factor_text || ': ' || kind_en || ' should have given ' || regexp_replace(cast(expected as varchar), '[.]0\z', '') || ' and gave ' || regexp_replace(cast(found as varchar), '[.]0\z', '') || case verdict
    when 'not_known' then case when kind in ('zero_check', 'span_check') then '; without the range it cannot be judged' else '; of a standard of 0 it cannot be judged' end
    else ', ' || regexp_replace(cast(deviation_percent as varchar), '[.]0\z', '') || ' % off where ' || regexp_replace(cast(limit_percent as varchar), '[.]0\z', '') || ' % are allowed: ' || verdict
  end as because_en
from judged
