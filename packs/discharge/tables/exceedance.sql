-- Runs of hours, and of days, beyond the limit, of one item at one outfall: since when, until when, how far. Hours are
-- held against the permit's limits of the hour, days against those of the day. What does not count (maintenance, fault,
-- found invalid …) is no exceedance and ends none by itself; what an operator marked and nobody judged yet still is one. A run is cut at the month's ends and says whether it goes on.
with period as (
  select
    'hour' as basis,
    outfall,
    item,
    month,
    cast(extract(epoch from hour) as bigint) / 3600 as place,
    hour as at,
    day,
    value as mean,
    limit_low,
    limit_high,
    'permit' as limit_from,
    side,
    case when is_marked then 1 else 0 end as hours_marked,
    readings_beyond_range,
    is_verified
  from discharge.item_hour
  where side is not null
  union all
  select
    'day',
    outfall,
    item,
    month,
    cast(cast(day as integer) as bigint),
    first_hour,
    day,
    mean,
    limit_low,
    limit_high,
    limit_from,
    side,
    hours_marked,
    readings_beyond_range,
    is_verified
  from discharge.item_day
  where side is not null
),
placed as (
  select
    *,
    case basis when 'hour' then $exceedance_gap_hours else $exceedance_gap_days end as gap,
    lag(place) over (partition by outfall, item, basis, month order by place) as place_before,
    lag(side) over (partition by outfall, item, basis, month order by place) as side_before,
    lead(place) over (partition by outfall, item, basis, month order by place) as place_after,
    lead(side) over (partition by outfall, item, basis, month order by place) as side_after
  from period
),
numbered as (
  select
    *,
    sum(case when side = side_before and place - place_before - 1 <= gap then 0 else 1 end)
      over (partition by outfall, item, basis, month order by place rows between unbounded preceding and current row) as run_number
  from placed
),
event as (
  select
    outfall,
    item,
    basis,
    month,
    run_number,
    side,
    min(gap) as gap,
    min(place) as first_place,
    max(place) as last_place,
    min(at) as starts_at,
    max(at) as ends_at,
    min(day) as starts_on,
    max(day) as ends_on,
    count(*) as periods,
    first_value(mean order by side * mean desc, place) as worst,
    first_value(at order by side * mean desc, place) as worst_at,
    first_value(case when side = 1 then limit_high else limit_low end order by side * mean desc, place) as limit_value,
    first_value(limit_from order by side * mean desc, place) as limit_from,
    first_value(place_before order by place) as place_before,
    first_value(place_after order by place desc) as place_after,
    first_value(side_after order by place desc) as side_after,
    sum(hours_marked) as hours_marked,
    sum(readings_beyond_range) as readings_beyond_range,
    bool_and(is_verified) as is_verified
  from numbered
  where side <> 0
  group by outfall, item, basis, month, run_number, side
),
-- What a neighbouring month says at the end that it shares.
month_edge as (
  select
    outfall,
    item,
    basis,
    month_plus(month, 1) as month_after,
    month_plus(month, -1) as month_before,
    min(place) as first_place,
    max(place) as last_place,
    first_value(side order by place) as first_side,
    first_value(side order by place desc) as last_side
  from placed
  group by outfall, item, basis, month_plus(month, 1), month_plus(month, -1)
),
followed as (
  select
    e.*,
    e.place_before is null
      and coalesce(b.last_side = e.side and e.first_place - b.last_place - 1 <= e.gap, false) as goes_on_before,
    coalesce(e.side_after, a.first_side) as next_side,
    coalesce(coalesce(e.place_after, a.first_place) - e.last_place - 1 <= e.gap, false) as is_followed
  from event e
  left join month_edge b on b.outfall = e.outfall and b.item = e.item and b.basis = e.basis and b.month_after = e.month
  left join month_edge a on a.outfall = e.outfall and a.item = e.item and a.basis = e.basis and a.month_before = e.month
),
figured as (
  select
    f.*,
    p.unit,
    p.title_zh as item_zh,
    p.title_en as item_en,
    f.last_place - f.first_place + 1 as length,
    f.is_followed and f.next_side = f.side as goes_on_after,
    -- pH has no multiple.
    case when f.side = 1 and f.item <> 'ph' then round_half_even(times_over_limit(f.worst, f.limit_value), 3) end as times_over,
    regexp_replace(cast(round_half_even(f.worst, 4) as varchar), '[.]0\z', '') || case when p.unit = '1' then '' else ' ' || p.unit end as worst_text,
    regexp_replace(cast(f.limit_value as varchar), '[.]0\z', '') || case when p.unit = '1' then '' else ' ' || p.unit end as limit_text,
    case when f.side = 1 and f.item <> 'ph'
         then regexp_replace(cast(round_half_even(times_over_limit(f.worst, f.limit_value), 3) as varchar), '[.]0\z', '') end as times_text
  from followed f
  join properties p on p.property = f.item
)
select
  outfall,
  item,
  basis,
  month,
  starts_at,
  ends_at,
  starts_on,
  ends_on,
  length,
  periods,
  worst,
  worst_at,
  unit,
  limit_value,
  limit_from,
  times_over,
  goes_on_before,
  goes_on_after,
  case
    when goes_on_after then null
    when is_followed and next_side = 0 then 'within_limit'
    when is_followed then 'other_side'
    else 'no_data'
  end as ended_by,
  hours_marked,
  readings_beyond_range,
  is_verified,
  item_zh || case basis when 'hour' then '时均值' else '日均值' end || case side when 1 then '高于' else '低于' end || limit_text
    || case limit_from when 'permit' then '（许可限值）' else '（GB 18918-2002）' end || '共' || cast(periods as varchar)
    || case basis when 'hour' then '小时' else '天' end
    || case when length > periods then '（前后' || cast(length as varchar) || case basis when 'hour' then '小时' else '天' end || '，其余无有效数据）' else '' end
    || case when periods = 1 then '，为' when side = 1 then '，最高' else '，最低' end || worst_text
    || case when times_over is null then '' else '，超标' || times_text || '倍' end
    || case when readings_beyond_range > 0 then '；其中有超量程数据，实际可能更高' else '' end
    || case when hours_marked > 0 then '；其中' || cast(hours_marked as varchar) || '小时企业已标记，尚未认定' else '' end
    || case when goes_on_before then '；接上月' else '' end
    || case when goes_on_after then '；下月继续'
            when not is_followed then '；其后缺有效数据，何时结束不明' else '' end as because_zh,
  item_en || ' has means of the ' || basis || case side when 1 then ' above ' else ' below ' end || limit_text
    || case limit_from when 'permit' then ', the permitted limit, on ' else ', the limit of GB 18918-2002, on ' end || cast(periods as varchar)
    || case basis when 'hour' then ' hour' else ' day' end || case when periods = 1 then '' else 's' end
    || case when length > periods then ' of ' || cast(length as varchar) || '; the others have no valid data' else '' end
    || case when periods = 1 then ': ' when side = 1 then '; the highest ' else '; the lowest ' end || worst_text
    || case when times_over is null then '' else ', ' || times_text || ' times over' end
    || case when readings_beyond_range > 0 then '; some readings beyond the range of the instrument, so it may have been more' else '' end
    || case when hours_marked > 0 then '; ' || cast(hours_marked as varchar) || case when hours_marked = 1 then ' hour' else ' hours' end
         || ' of it marked by the operator, verdict outstanding' else '' end
    || case when goes_on_before then '; goes on from the month before' else '' end
    || case when goes_on_after then '; goes on in the next month'
            when not is_followed then '; valid data are missing after it, so its end is not known' else '' end as because_en
from figured
