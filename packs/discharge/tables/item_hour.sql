-- Readings → hours. The only statement that reads flags, qualities and levels: what counts and, where nothing
-- does, why not, is told here and nowhere else. The instrument's flag, the operator's own entry (flag S) and the
-- bureau's verdict (quality) are three facts; whichever says that a reading may not be used, it is not used. An operator's
-- mark changes nothing before its verdict: an hour that a pending one is about is told, and counts as it did. Once it is
-- accepted, its readings are invalid with the mark as their cause, and the hour is what the mark's reason says.
with reading as (
  select
    o.series,
    o.property = 'ph' as is_ph,
    date_bin(interval '1 hour', o.time) as hour,
    coalesce(o.value, o.detection_limit / 2) as value,
    o.value is null as is_below,
    case when o.value is null then o.detection_limit end as detection_limit,
    o.flag = 'T' as is_beyond_range,
    o.level in ('reviewed', 'approved') as is_verified,
    case when o.quality = 'invalid' and o.cause like 'mark:%' then substr(o.cause, 6) end as reason,
    case
      when o.quality = 'invalid' and o.cause like 'mark:%' then 'marked'
      when o.quality = 'invalid' or (o.value < 0 and o.property <> 'water_temperature') then 'invalid'
      when o.flag = 'S' and o.level in ('raw', 'auto_checked')
        and extract(epoch from o.learned_at) - extract(epoch from o.time) > 86400.0 * $amend_days then 'entered_late'
      when o.flag = 'F' then 'stopped'
      when o.flag = 'M' then 'maintenance'
      when o.flag = 'C' then 'calibration'
      when o.flag = 'D' then 'fault'
      when o.flag = 'B' then 'link_lost'
      when o.value is null and o.detection_limit is null then 'no_value'
      else 'valid'
    end as why
  from observations o
  where o.kind = 'outfall'
    and o.sample_kind = 'routine'
    -- Asked of the few series, not of each of their readings.
    and o.series in (
      select s.series
      from series s
      where s.property in (select item from discharge.monitored_items)
    )
),
hour_of_series as (
  select
    series,
    hour,
    mean_ph(value) filter (where why = 'valid' and is_ph) as mean_ph,
    mean(value) filter (where why = 'valid' and not is_ph) as mean,
    count(*) as readings,
    count(*) filter (where why = 'valid') as readings_valid,
    count(*) filter (where why = 'valid' and is_below) as readings_below,
    count(*) filter (where why = 'valid' and is_beyond_range) as readings_beyond_range,
    max(detection_limit) filter (where why = 'valid') as detection_limit,
    bool_and(is_verified) as is_verified,
    min(reason) as reason,
    -- Of an hour without anything that counts: the bureau's verdict first, else the first word.
    case
      when count(*) filter (where why = 'valid') > 0 then 'valid'
      when count(*) filter (where why = 'invalid') > 0 then 'invalid'
      when count(*) filter (where why = 'marked') > 0 then 'marked'
      else min(why)
    end as why
  from reading
  group by series, hour
),
-- The hours that a mark is about which waits for its verdict.
marked_hour as (
  select distinct
    s.series,
    unnest(range(date_bin(interval '1 hour', m.from_time), m.until_time, interval '1 hour')) as hour
  from marks m
  join series s on s.kind = m.kind and s.thing = m.thing and (m.series is null or m.series = s.series)
  where m.standing = 'pending'
),
-- Beside each hour of an item the flow of the same hour: by a window, so that nothing is read twice.
beside_flow as (
  select
    s.thing as outfall,
    s.property as item,
    h.hour,
    day_of(h.hour) as day,
    month_of(h.hour) as month,
    coalesce(h.mean_ph, h.mean) as value,
    -- A reason that is like a flag is that flag; the others are of the works, whose instrument was well.
    case
      when h.why <> 'marked' then h.why
      when r.flag = 'F' then 'stopped'
      when r.flag = 'M' then 'maintenance'
      when r.flag = 'C' then 'calibration'
      when r.flag = 'D' then 'fault'
      when r.flag = 'B' then 'link_lost'
      else 'marked'
    end as why,
    k.hour is not null as is_marked,
    max(case when s.property = 'sewage_flow' then h.mean end) over (partition by s.thing, h.hour) as flow,
    h.readings,
    h.readings_valid,
    h.readings_below,
    h.readings_beyond_range,
    h.detection_limit,
    h.is_verified
  from hour_of_series h
  join series s on s.series = h.series
  left join mark_reasons r on r.reason = h.reason
  left join marked_hour k on k.series = h.series and k.hour = h.hour
),
-- HJ 356: without flow there is nothing to measure, and what is measured is not valid.
judged as (
  select
    *,
    case when why = 'valid' and flow = 0 and item <> 'sewage_flow' then 'no_discharge' else why end as why_not
  from beside_flow
),
-- A newer limit takes the place of an older one of the same outfall and item.
hour_limit as (
  select
    outfall,
    item,
    low,
    high,
    coalesce(in_force_from, date '1900-01-01') as from_day,
    coalesce(in_force_until, date '9999-12-31') as until_day,
    coalesce(
      lead(coalesce(in_force_from, date '1900-01-01')) over (partition by outfall, item order by coalesce(in_force_from, date '1900-01-01'), code),
      date '9999-12-31'
    ) as next_from
  from permit_limit
  where basis = 'hour'
),
limited as (
  select
    j.*,
    case when j.why_not = 'valid' then j.value end as counted,
    l.low as limit_low,
    l.high as limit_high
  from judged j
  left join hour_limit l on l.outfall = j.outfall and l.item = j.item
    and j.day >= l.from_day and j.day <= l.until_day and j.day < l.next_from
)
select
  outfall,
  item,
  hour,
  day,
  month,
  counted as value,
  why_not as why,
  is_marked,
  flow,
  limit_low,
  limit_high,
  case
    when counted is null or (limit_low is null and limit_high is null) then null
    -- Half a detection limit that lies above the limit proves nothing.
    when readings_below > 0 and detection_limit > limit_high then null
    when round_half_even(counted, 9) > limit_high then 1
    when round_half_even(counted, 9) < limit_low then -1
    else 0
  end as side,
  readings,
  readings_valid,
  readings_below,
  readings_beyond_range,
  detection_limit,
  is_verified
from limited
