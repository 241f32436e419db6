-- What a reviewer would look at first, by section, item and month: each check with how many it found,
-- when, and an example. A finding is a reason to look, never a verdict; nothing is changed by it.
with reading as (
  select
    o.series,
    o.property as item,
    month_of(o.time) as month,
    day_of(o.time) as day,
    o.time,
    o.value,
    coalesce(o.cause = 'check:range', false) as is_beyond,
    o.quality <> 'invalid' and o.flag in ('N', 'S', 'L', 'T') as is_counted,
    -- Which samples were taken by hand only the method tells, where the file has one.
    coalesce(o.method like '%手工%' or lower(o.method) like '%manual%', false) as is_manual
  from observations o
  where o.kind = 'section'
    and o.sample_kind = 'routine'
    and o.property <> 'published_class'
),
tally as (
  select
    series,
    month,
    count(*) as readings,
    count(*) filter (where not is_counted) as left_out,
    min(time) filter (where not is_counted) as left_out_first,
    max(time) filter (where not is_counted) as left_out_last,
    first_value(value order by time) filter (where not is_counted) as left_out_value,
    count(*) filter (where is_beyond) as beyond,
    min(time) filter (where is_beyond) as beyond_first,
    max(time) filter (where is_beyond) as beyond_last,
    first_value(time order by abs(value) desc, time) filter (where is_beyond) as beyond_at,
    first_value(value order by abs(value) desc, time) filter (where is_beyond) as beyond_value
  from reading
  group by series, month
),
-- Beside each reading of a station: the one before, and the median of three before to three after.
beside as (
  select
    series,
    item,
    month,
    day,
    time,
    value,
    lag(value) over (partition by series, month order by time) as value_before,
    lag(time) over (partition by series, month order by time) as time_before,
    median(value) over (partition by series, month order by time rows between 3 preceding and 3 following) as middle
  from reading
  where is_counted and value is not null and not is_manual
),
paced as (
  select
    *,
    abs(value - middle) as distance,
    case when value = value_before then 0 else 1 end as is_new,
    date_part('epoch', time - time_before) / 3600 as hours_before
  from beside
),
walked as (
  select
    *,
    median(distance) over (partition by series, month order by time rows between 3 preceding and 3 following) as usual_distance,
    sum(is_new) over (partition by series, month order by time rows between unbounded preceding and current row) as run_number,
    median(hours_before) over (partition by series, month) as hours
  from paced
),
judged as (
  select
    *,
    distance > $spike_times * usual_distance
      and distance > case when item = 'ph' then $spike_ph else $spike_percent / 100.0 * abs(middle) end as is_spike,
    -- Less than daily is no station's pace: nothing is missing from it.
    case when hours > 0 and hours <= 24 then greatest(cast(round(hours_before / hours) as bigint) - 1, 0) end as missing_before
  from walked
),
pace as (
  select
    series,
    month,
    count(*) as readings,
    min(day) as first_day,
    max(day) as last_day,
    max(hours) as hours,
    count(*) filter (where is_spike) as spikes,
    min(time) filter (where is_spike) as spike_first,
    max(time) filter (where is_spike) as spike_last,
    first_value(time order by distance desc, time) filter (where is_spike) as spike_at,
    first_value(value order by distance desc, time) filter (where is_spike) as spike_value,
    first_value(middle order by distance desc, time) filter (where is_spike) as spike_middle,
    coalesce(sum(missing_before), 0) as missing,
    min(time_before) filter (where missing_before > 0) as gap_first,
    max(time_before) filter (where missing_before > 0) as gap_last,
    first_value(time_before order by missing_before desc, time) filter (where missing_before > 0) as gap_at
  from judged
  group by series, month
),
-- Runs of the same value, within their month.
run_of as (
  select
    series,
    month,
    run_number,
    count(*) as length,
    min(time) as first_at,
    max(time) as last_at,
    min(value) as value
  from walked
  group by series, month, run_number
),
stuck as (
  select
    series,
    month,
    sum(length) as readings,
    sum(length) filter (where length >= $stuck_readings) as stuck,
    min(first_at) filter (where length >= $stuck_readings) as first_at,
    max(last_at) filter (where length >= $stuck_readings) as last_at,
    first_value(first_at order by length desc, first_at) as example_at,
    first_value(value order by length desc, first_at) as value,
    max(length) as longest
  from run_of
  group by series, month
),
-- A month is due to the last day on which anything was read in the zone, from the section's first.
due as (
  select month, max(day) as last_day
  from reading
  group by month
),
absent as (
  select
    p.series,
    p.month,
    p.readings,
    p.hours,
    p.gap_first,
    p.gap_last,
    p.gap_at,
    p.missing + cast(round(24 / p.hours * (
      greatest(cast(p.first_day as integer) - cast(greatest(cast(p.month || '-01' as date), coalesce(s.expected_from, cast(p.month || '-01' as date))) as integer), 0)
      + cast(d.last_day as integer) - cast(p.last_day as integer)
    )) as bigint) as missing
  from pace p
  join series e on e.series = p.series
  join section s on s.code = e.thing
  join due d on d.month = p.month
  where p.readings >= 3 and p.hours > 0 and p.hours <= 24
),
day_mean as (
  select
    t.series,
    s.river,
    s.water_body,
    t.item,
    t.month,
    t.day,
    mean(t.value) as value,
    min(t.time) as time
  from reading t
  join series e on e.series = t.series
  join section s on s.code = e.thing
  where t.is_counted and t.value is not null and not t.is_manual
  group by t.series, s.river, s.water_body, t.item, t.month, t.day
),
neighbour as (
  select a.series, a.month, a.time, a.value, median(b.value) as others
  from day_mean a
  join day_mean b on b.river = a.river and b.water_body = a.water_body and b.item = a.item and b.day = a.day
  where b.series <> a.series and a.item <> 'water_temperature' and a.value > 0 and b.value > 0
  group by a.series, a.month, a.time, a.value
),
by_hand as (
  select
    m.series,
    m.month,
    m.time,
    m.value,
    a.value as others,
    abs(m.value - a.value) > case when m.item = 'ph' then $manual_ph else $manual_percent / 100.0 * abs(a.value) end as is_found
  from reading m
  join day_mean a on a.series = m.series and a.day = m.day
  where m.is_manual and m.is_counted and m.value is not null
),
compared as (
  select
    series, month, 'neighbour' as check, time, value, others,
    value > $neighbour_times * others or others > $neighbour_times * value as is_found,
    greatest(value / others, others / value) as distance
  from neighbour
  union all
  select series, month, 'manual' as check, time, value, others, is_found, abs(value - others) as distance
  from by_hand
),
summed as (
  select
    series, month, 'valid' as check, left_out as found, readings as tested,
    left_out_first as first_at, left_out_last as last_at, left_out_first as example_at,
    left_out_value as example_value, cast(null as double) as compared_with
  from tally
  union all
  select series, month, 'range', beyond, readings, beyond_first, beyond_last, beyond_at, beyond_value, cast(null as double)
  from tally
  where beyond > 0
  union all
  select series, month, 'stuck', stuck, readings, first_at, last_at, example_at, value, cast(longest as double)
  from stuck
  where stuck > 0
  union all
  select series, month, 'spike', spikes, readings, spike_first, spike_last, spike_at, spike_value, spike_middle
  from pace
  where spikes > 0
  union all
  select series, month, 'missing', missing, readings + missing, gap_first, gap_last, gap_at, cast(null as double), hours
  from absent
  where missing > 0
  union all
  select
    series,
    month,
    check,
    count(*) filter (where is_found),
    count(*),
    min(time) filter (where is_found),
    max(time) filter (where is_found),
    first_value(time order by distance desc, time) filter (where is_found),
    first_value(value order by distance desc, time) filter (where is_found),
    first_value(others order by distance desc, time) filter (where is_found)
  from compared
  group by series, month, check
  having count(*) filter (where is_found) > 0
),
found as (
  select
    e.thing as section,
    e.property as item,
    f.month,
    f.check,
    f.found,
    f.tested,
    f.first_at,
    f.last_at,
    f.example_at,
    f.example_value,
    case when f.check <> 'range' then f.compared_with
         when f.example_value < p.min then p.min
         else p.max end as compared_with,
    p.unit,
    p.title_zh as item_zh,
    p.title_en as item_en,
    case when f.check = 'valid' then 100.0 * (f.tested - f.found) / f.tested else 100.0 * f.found / f.tested end as share
  from summed f
  join series e on e.series = f.series
  join properties p on p.property = e.property
),
worded as (
  select
    *,
    cast(found as varchar) as found_text,
    cast(tested as varchar) as tested_text,
    cast(tested - found as varchar) as others_text,
    cast(round_half_even(share, 1) as varchar) as share_text,
    regexp_replace(cast(round_half_even(example_value, 5) as varchar), '[.]0\z', '') || case when unit = '1' then '' else ' ' || unit end as example_text,
    regexp_replace(cast(round_half_even(compared_with, 5) as varchar), '[.]0\z', '') as compared_text,
    regexp_replace(cast($neighbour_times as varchar), '[.]0\z', '') as times_text
  from found
)
select
  w.section,
  s.name_zh,
  s.name_en,
  w.item,
  w.month,
  w.check,
  w.found,
  w.tested,
  round_half_even(w.share, 1) as share,
  w.first_at,
  w.last_at,
  w.example_at,
  w.example_value,
  w.compared_with,
  w.unit,
  w.item_zh || case w.check
    when 'valid' then w.tested_text || '个数据中' || w.others_text || '个有效，有效率' || w.share_text || '%'
      || case when w.found = 0 then '' else '；未计入' || w.found_text || '个（维护、停运、故障、校准、中断或无效）' end
    when 'range' then '超出量程' || w.found_text || '个，如' || w.example_text || '，量程界限' || w.compared_text
    when 'stuck' then '恒值：' || w.found_text || '个数据处在连续' || cast($stuck_readings as varchar) || '个以上的相同值中，最长连续' || w.compared_text || '个' || w.example_text
    when 'spike' then '突变' || w.found_text || '个，如' || w.example_text || '，前后各三个数据的中位数为' || w.compared_text
    when 'missing' then '缺' || w.found_text || '个（通常每' || w.compared_text || '小时一个，应有' || w.tested_text || '个）'
    when 'neighbour' then w.found_text || '天与同一水体其他断面相差' || w.times_text || '倍以上（共比较' || w.tested_text || '天），如日均值' || w.example_text || '，其他断面中位数' || w.compared_text
    when 'manual' then w.found_text || '个手工样与当日自动均值不符（共' || w.tested_text || '个），如手工' || w.example_text || '，自动' || w.compared_text
  end as because_zh,
  w.item_en || case w.check
    when 'valid' then ': ' || w.others_text || ' of ' || w.tested_text || ' readings are valid, ' || w.share_text || ' %'
      || case when w.found = 0 then '' else '; ' || w.found_text || ' left out (maintenance, standstill, fault, calibration, broken line or invalid)' end
    when 'range' then ': ' || w.found_text || ' outside the range, such as ' || w.example_text || ' beyond ' || w.compared_text
    when 'stuck' then ': stuck, ' || w.found_text || ' readings stand in runs of ' || cast($stuck_readings as varchar) || ' or more equal ones, the longest of ' || w.compared_text || ' at ' || w.example_text
    when 'spike' then ': ' || w.found_text || case when w.found = 1 then ' spike' else ' spikes' end || ', such as ' || w.example_text || ' where the readings from three before to three after have a median of ' || w.compared_text
    when 'missing' then ': ' || w.found_text || ' missing of ' || w.tested_text || ' due, usually one every ' || w.compared_text || ' hours'
    when 'neighbour' then ' differs from the other sections of the water more than ' || w.times_text || '-fold on ' || w.found_text || ' of ' || w.tested_text || ' days, such as a day mean of ' || w.example_text || ' beside their median of ' || w.compared_text
    when 'manual' then ': ' || w.found_text || ' of ' || w.tested_text || ' hand samples disagree with the station, such as ' || w.example_text || ' by hand and ' || w.compared_text || ' by the station that day'
  end as because_en
from worded w
join section s on s.code = w.section
