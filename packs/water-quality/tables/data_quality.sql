-- What a reviewer would look at first, by section, item and month: each check with how many it found,
-- when, and an example. A finding is a reason to look, never a verdict; nothing is changed by it.
with reading as (
  select
    o.thing as section,
    o.property as item,
    month_of(o.time) as month,
    day_of(o.time) as day,
    o.time,
    o.value,
    o.cause,
    o.quality <> 'invalid' and o.flag in ('N', 'S', 'L', 'T') as is_counted,
    -- Which samples were taken by hand only the method tells, where the file has one.
    coalesce(o.method like '%手工%' or lower(o.method) like '%manual%', false) as is_manual
  from observations o
  where o.kind = 'section'
    and o.sample_kind = 'routine'
    and o.property <> 'published_class'
),
station as (
  select section, item, month, day, time, value
  from reading
  where is_counted and value is not null and not is_manual
),
-- Runs of the same value: what is equal to the one before belongs to its run.
stepped as (
  select
    *,
    case when value = lag(value) over (partition by section, item, month order by time) then 0 else 1 end as is_new,
    lag(time) over (partition by section, item, month order by time) as time_before
  from station
),
run_of as (
  select
    *,
    sum(is_new) over (partition by section, item, month order by time rows between unbounded preceding and current row) as run_number
  from stepped
),
run_length as (
  select *, count(*) over (partition by section, item, month, run_number) as length
  from run_of
),
-- The three readings before and the three after, against which one is a spike.
centred as (
  select
    *,
    median(value) over (partition by section, item, month order by time rows between 3 preceding and 3 following) as middle
  from station
),
strayed as (
  select *, abs(value - middle) as distance
  from centred
),
spread as (
  select
    *,
    median(distance) over (partition by section, item, month order by time rows between 3 preceding and 3 following) as usual_distance
  from strayed
),
-- The usual hours between readings; what comes less than daily is no station's.
paced as (
  select
    section,
    item,
    month,
    count(*) as readings,
    min(day) as first_day,
    max(day) as last_day,
    median(date_part('epoch', time - time_before) / 3600) as hours
  from stepped
  group by section, item, month
  having count(*) >= 3
),
zone_month as (
  select month, max(day) as last_day
  from reading
  group by month
),
gap as (
  select
    s.section,
    s.item,
    s.month,
    s.time_before as time,
    p.hours,
    cast(round(date_part('epoch', s.time - s.time_before) / 3600 / p.hours) as bigint) - 1 as missing
  from stepped s
  join paced p on p.section = s.section and p.item = s.item and p.month = s.month
  where p.hours > 0 and p.hours <= 24 and s.time_before is not null
),
edge as (
  select
    p.section,
    p.item,
    p.month,
    p.hours,
    p.readings,
    p.first_day,
    p.last_day,
    greatest(cast(p.month || '-01' as date), coalesce(s.expected_from, cast(p.month || '-01' as date))) as due_from,
    z.last_day as due_until
  from paced p
  join section s on s.code = p.section
  join zone_month z on z.month = p.month
  where p.hours > 0 and p.hours <= 24
),
absent as (
  select
    e.section,
    e.item,
    e.month,
    max(e.readings) as readings,
    max(e.hours) as hours,
    greatest(max(cast(e.first_day as integer) - cast(e.due_from as integer)), 0) as days_before,
    greatest(max(cast(e.due_until as integer) - cast(e.last_day as integer)), 0) as days_after,
    coalesce(sum(g.missing) filter (where g.missing > 0), 0) as between_readings,
    min(g.time) filter (where g.missing > 0) as first_at,
    max(g.time) filter (where g.missing > 0) as last_at
  from edge e
  left join gap g on g.section = e.section and g.item = e.item and g.month = e.month
  group by e.section, e.item, e.month
),
day_mean as (
  select
    t.section,
    s.river,
    s.water_body,
    t.item,
    t.month,
    t.day,
    mean(t.value) as value,
    min(t.time) as time
  from station t
  join section s on s.code = t.section
  group by t.section, s.river, s.water_body, t.item, t.month, t.day
),
beside as (
  select
    a.section,
    a.item,
    a.month,
    a.time,
    a.value,
    median(b.value) as compared_with
  from day_mean a
  join day_mean b on b.river = a.river and b.water_body = a.water_body and b.item = a.item and b.day = a.day
  where b.section <> a.section and a.item <> 'water_temperature' and a.value > 0 and b.value > 0
  group by a.section, a.item, a.month, a.time, a.value
),
by_hand as (
  select
    m.section,
    m.item,
    m.month,
    m.time,
    m.value,
    a.value as compared_with
  from reading m
  join day_mean a on a.section = m.section and a.item = m.item and a.day = m.day
  where m.is_manual and m.is_counted and m.value is not null
),
checked as (
  select
    section, item, month, 'valid' as check, time, value, cast(null as double) as compared_with,
    not is_counted as is_found, 0.0 as weight
  from reading
  union all
  select
    r.section, r.item, r.month, 'range' as check, r.time, r.value,
    case when r.value < p.min then p.min else p.max end as compared_with,
    coalesce(r.cause = 'check:range', false) as is_found,
    abs(r.value - case when r.value < p.min then p.min else p.max end) as weight
  from reading r
  join properties p on p.property = r.item
  union all
  select
    section, item, month, 'stuck' as check, time, value, cast(length as double) as compared_with,
    length >= $stuck_readings as is_found, cast(length as double) as weight
  from run_length
  union all
  select
    section, item, month, 'spike' as check, time, value, middle as compared_with,
    distance > $spike_times * usual_distance
      and distance > case when item = 'ph' then $spike_ph else $spike_percent / 100.0 * abs(middle) end as is_found,
    distance as weight
  from spread
  union all
  select
    section, item, month, 'neighbour' as check, time, value, compared_with,
    value > $neighbour_times * compared_with or compared_with > $neighbour_times * value as is_found,
    greatest(value / compared_with, compared_with / value) as weight
  from beside
  union all
  select
    section, item, month, 'manual' as check, time, value, compared_with,
    abs(value - compared_with) > case when item = 'ph' then $manual_ph else $manual_percent / 100.0 * abs(compared_with) end as is_found,
    abs(value - compared_with) as weight
  from by_hand
),
summed as (
  select
    section,
    item,
    month,
    check,
    count(*) filter (where is_found) as found,
    count(*) as tested,
    min(time) filter (where is_found) as first_at,
    max(time) filter (where is_found) as last_at,
    first_value(time order by weight desc, time) filter (where is_found) as example_at,
    first_value(value order by weight desc, time) filter (where is_found) as example_value,
    first_value(compared_with order by weight desc, time) filter (where is_found) as compared_with
  from checked
  group by section, item, month, check
  union all
  select
    section,
    item,
    month,
    'missing' as check,
    between_readings + cast(round((days_before + days_after) * 24 / hours) as bigint) as found,
    readings + between_readings + cast(round((days_before + days_after) * 24 / hours) as bigint) as tested,
    first_at,
    last_at,
    first_at as example_at,
    cast(null as double) as example_value,
    hours as compared_with
  from absent
),
found as (
  select
    f.*,
    p.unit,
    p.title_zh as item_zh,
    p.title_en as item_en,
    case when f.check = 'valid' then 100.0 * (f.tested - f.found) / f.tested else 100.0 * f.found / f.tested end as share,
    case when p.unit = '1' then '' else ' ' || p.unit end as unit_after,
    cast(f.found as varchar) as found_text,
    cast(f.tested as varchar) as tested_text,
    cast(round_half_even(f.example_value, 5) as varchar) as example_text,
    cast(round_half_even(f.compared_with, 5) as varchar) as compared_text
  from summed f
  join properties p on p.property = f.item
  where f.found > 0 or f.check = 'valid'
)
select
  f.section,
  s.name_zh,
  s.name_en,
  f.item,
  f.month,
  f.check,
  f.found,
  f.tested,
  round_half_even(f.share, 1) as share,
  f.first_at,
  f.last_at,
  f.example_at,
  f.example_value,
  f.compared_with,
  f.unit,
  f.item_zh || case f.check
    when 'valid' then tested_text || '个数据中' || cast(f.tested - f.found as varchar) || '个有效，有效率' || cast(round_half_even(f.share, 1) as varchar) || '%'
      || case when f.found = 0 then '' else '；未计入' || found_text || '个（维护、停运、故障、校准、中断或无效）' end
    when 'range' then '超出量程' || found_text || '个，如' || example_text || unit_after || '，量程界限' || compared_text
    when 'stuck' then '恒值：' || found_text || '个数据在不少于' || cast($stuck_readings as varchar) || '个相同值的连续段中，最长' || compared_text || '个，值为' || example_text || unit_after
    when 'spike' then '突变' || found_text || '个，如' || example_text || unit_after || '，前后各三个数据的中位数' || compared_text
    when 'missing' then '缺' || found_text || '个（通常每' || compared_text || '小时一个，应有' || tested_text || '个）'
    when 'neighbour' then found_text || '天与同一水体其他断面相差' || cast($neighbour_times as varchar) || '倍以上（共比较' || tested_text || '天），如日均值' || example_text || unit_after || '，其他断面中位数' || compared_text
    when 'manual' then found_text || '个手工样与当日自动均值不符（共' || tested_text || '个），如手工' || example_text || unit_after || '，自动' || compared_text
  end as because_zh,
  f.item_en || case f.check
    when 'valid' then ': ' || cast(f.tested - f.found as varchar) || ' of ' || tested_text || ' readings are valid, ' || cast(round_half_even(f.share, 1) as varchar) || ' %'
      || case when f.found = 0 then '' else '; ' || found_text || ' left out (maintenance, standstill, fault, calibration, broken line or invalid)' end
    when 'range' then ': ' || found_text || ' outside the range, such as ' || example_text || unit_after || ' beyond ' || compared_text
    when 'stuck' then ' is stuck: ' || found_text || ' readings in runs of ' || cast($stuck_readings as varchar) || ' equal ones or more, the longest ' || compared_text || ' at ' || example_text || unit_after
    when 'spike' then ': ' || found_text || case when f.found = 1 then ' spike' else ' spikes' end || ', such as ' || example_text || unit_after || ' where the three readings before and after have a median of ' || compared_text
    when 'missing' then ': ' || found_text || ' missing of ' || tested_text || ' due, usually one every ' || compared_text || ' hours'
    when 'neighbour' then ' differs from the other sections of the water ' || cast($neighbour_times as varchar) || '-fold or more on ' || found_text || ' of ' || tested_text || ' days, such as a day mean of ' || example_text || unit_after || ' beside their median of ' || compared_text
    when 'manual' then ': ' || found_text || ' of ' || tested_text || ' hand samples disagree with the station, such as ' || example_text || unit_after || ' by hand and ' || compared_text || ' by the station that day'
  end as because_en
from found f
join section s on s.code = f.section
