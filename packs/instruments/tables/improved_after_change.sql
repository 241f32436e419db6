-- Changes of a parameter after which values fell by more than the setting, and more surely than chance would have it.
-- A reason to look: a repair that was needed looks the same.
with worded as (
  select
    *,
    cast(day as varchar) as day_text,
    coalesce(factor || ' ', '') || coalesce(code, '') || ' ' || old_value || ' → ' || new_value as change_text,
    regexp_replace(cast(round_half_even(mean_before, 3) as varchar), '[.]0\z', '') as before_text,
    regexp_replace(cast(round_half_even(mean_after, 3) as varchar), '[.]0\z', '') as after_text,
    regexp_replace(cast(round_half_even(fall_percent, 1) as varchar), '[.]0\z', '') as fall_text,
    cast(round_half_even(p, 4) as varchar) as p_text
  from instruments.change_effect
  where verdict = 'improved'
)
select
  device,
  name_zh,
  name_en,
  entry,
  subject_kind,
  subject,
  property,
  series,
  month,
  day,
  changed_at,
  factor,
  code,
  old_value,
  new_value,
  frame,
  who,
  hours,
  readings_before,
  readings_after,
  mean_before,
  mean_after,
  fall_percent,
  z,
  p,
  name_zh || '：' || day_text || ' 修改参数 ' || change_text || '，其后' || cast(hours as varchar) || '小时 ' || subject || ' 的 ' || property || ' 均值由' || before_text
    || '降到' || after_text || '，下降' || fall_text || '%（前' || cast(readings_before as varchar) || '个、后' || cast(readings_after as varchar) || '个数据，秩和检验p=' || p_text || '）' as because_zh,
  coalesce(name_en, name_zh) || ': a parameter was changed on ' || day_text || ' (' || change_text || '), and in the ' || cast(hours as varchar) || ' hours after it the mean of ' || property || ' of ' || subject
    || ' fell from ' || before_text || ' to ' || after_text || ', by ' || fall_text || ' % (' || cast(readings_before as varchar) || ' readings before, ' || cast(readings_after as varchar) || ' after, rank-sum test p = ' || p_text || ')' as because_en
from worded
