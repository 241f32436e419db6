-- Every change of a parameter, with each series that the changed factor feeds: its readings of the same length before
-- and after, set against each other. Of a change without a factor all series of the device are looked at.
--
-- The test is the rank-sum test (Mann-Whitney): it asks for order alone, so that one great reading decides nothing.
-- Readings of minutes depend on each other and make its p too small, which is why a fall in percent is asked as well.
-- A parameter that was said for the first time is no change. Less pH or less oxygen is not better: not judged.
with change as (
  select
    entry,
    device,
    starts_at as changed_at,
    date_part('epoch', starts_at) as changed_epoch,
    factor,
    code,
    old_value,
    new_value,
    frame,
    who
  from diary
  where kind = 'parameter' and old_value is not null
),
-- Several points of a factor may feed one series.
fed as (
  select distinct
    c.entry,
    c.device,
    c.changed_epoch,
    p.series,
    p.kind as subject_kind,
    p.thing as subject,
    p.property
  from change c
  join points p on p.device = c.device and (c.factor is null or p.code = c.factor)
),
reading as (
  select
    f.entry,
    f.series,
    o.value,
    date_part('epoch', o.time) >= f.changed_epoch as is_after
  from fed f
  join observations o on o.series = f.series
  where o.quality <> 'invalid'
    and o.flag in ('N', 'S', 'T')
    and o.value is not null
    and date_part('epoch', o.time) >= f.changed_epoch - 3600 * $improved_hours
    and date_part('epoch', o.time) < f.changed_epoch + 3600 * $improved_hours
),
compared as (
  select
    entry,
    series,
    count(*) filter (where not is_after) as readings_before,
    count(*) filter (where is_after) as readings_after,
    mean(value) filter (where not is_after) as mean_before,
    mean(value) filter (where is_after) as mean_after,
    rank_sum(value, is_after) as test
  from reading
  group by entry, series
),
told as (
  select
    f.device,
    d.name_zh,
    d.name_en,
    f.entry,
    f.subject_kind,
    f.subject,
    f.property,
    f.series,
    c.changed_at,
    c.factor,
    c.code,
    c.old_value,
    c.new_value,
    c.frame,
    c.who,
    coalesce(r.readings_before, 0) as readings_before,
    coalesce(r.readings_after, 0) as readings_after,
    r.mean_before,
    r.mean_after,
    100 * (r.mean_before - r.mean_after) / nullif(r.mean_before, 0) as fall_percent,
    r.test['z'] as z,
    r.test['p'] as p
  from fed f
  join change c on c.entry = f.entry
  left join device d on d.code = f.device
  left join compared r on r.entry = f.entry and r.series = f.series
)
select
  device,
  coalesce(name_zh, device) as name_zh,
  name_en,
  entry,
  subject_kind,
  subject,
  property,
  series,
  month_of(changed_at) as month,
  day_of(changed_at) as day,
  changed_at,
  factor,
  code,
  old_value,
  new_value,
  frame,
  who,
  $improved_hours as hours,
  readings_before,
  readings_after,
  round_half_even(mean_before, 6) as mean_before,
  round_half_even(mean_after, 6) as mean_after,
  round_half_even(fall_percent, 2) as fall_percent,
  round_half_even(z, 4) as z,
  round_half_even(p, 8) as p,
  case
    when property in ('ph', 'dissolved_oxygen') then 'not_judged'
    when readings_before < $improved_readings_min or readings_after < $improved_readings_min then 'too_few'
    when mean_before > 0 and round_half_even(fall_percent, 2) > $improved_percent and round_half_even(p, 8) < $improved_p then 'improved'
    else 'not_improved'
  end as verdict
from told
