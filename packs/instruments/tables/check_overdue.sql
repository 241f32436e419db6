-- Checks, comparisons and calibrations that came later than they were due, or have not come yet. The last of each kind
-- and factor of a device says when the next is due; what was never done once is not known to be due. How long it has
-- waited is told up to the last reading of the device: the book has no clock of its own.
with done as (
  select
    entry,
    device,
    kind,
    factor,
    starts_at as last_at,
    lead(starts_at) over (partition by device, kind, factor order by starts_at, entry) as next_at,
    case kind
      when 'zero_check' then $zero_check_hours
      when 'span_check' then $span_check_hours
      when 'standard_check' then $standard_check_hours
      when 'calibration' then $calibration_hours
      else $comparison_hours
    end as hours_allowed
  from diary
  where kind in ('zero_check', 'span_check', 'standard_check', 'comparison', 'calibration')
),
heard as (
  select p.device, max(l.time) as heard_until
  from points p
  join latest l on l.series = p.series
  group by p.device
),
waited as (
  select
    n.*,
    coalesce(n.next_at, h.heard_until) as known_until,
    (date_part('epoch', coalesce(n.next_at, h.heard_until)) - date_part('epoch', n.last_at)) / 3600 as hours_passed
  from done n
  left join heard h on h.device = n.device
),
late as (
  select
    w.*,
    coalesce(d.name_zh, w.device) as name_zh,
    d.name_en,
    case w.kind
      when 'zero_check' then '零点核查'
      when 'span_check' then '跨度核查'
      when 'standard_check' then '标样核查'
      when 'calibration' then '校准'
      else '比对'
    end as kind_zh,
    case w.kind
      when 'zero_check' then 'zero check'
      when 'span_check' then 'span check'
      when 'standard_check' then 'check with a standard sample'
      when 'calibration' then 'calibration'
      else 'comparison'
    end as kind_en,
    coalesce(' ' || w.factor, '') as factor_text,
    regexp_replace(cast(round_half_even(w.hours_passed, 1) as varchar), '[.]0\z', '') as passed_text,
    cast(w.hours_allowed as varchar) as allowed_text
  from waited w
  left join device d on d.code = w.device
  where w.hours_passed > w.hours_allowed
)
select
  device,
  name_zh,
  name_en,
  kind,
  coalesce(factor, '') as factor,
  entry,
  last_at,
  arrow_cast(to_timestamp_seconds(cast(date_part('epoch', last_at) as bigint) + 3600 * hours_allowed), 'Timestamp(Microsecond, Some("UTC"))') as due_at,
  next_at,
  known_until,
  hours_allowed,
  round_half_even(hours_passed, 2) as hours_passed,
  next_at is null as is_open,
  name_zh || factor_text || '：' || kind_zh || case when next_at is null then '已' || passed_text || '小时未做' else '相隔' || passed_text || '小时' end || '，至多' || allowed_text || '小时' as because_zh,
  coalesce(name_en, name_zh) || factor_text || ': ' || case when next_at is null then 'no ' || kind_en || ' for ' || passed_text || ' hours' else passed_text || ' hours from one ' || kind_en || ' to the next' end || ', ' || allowed_text || ' are allowed' as because_en
from late
