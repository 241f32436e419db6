-- Runs of days whose mean lies beyond the limit, of one item at one section: when each began and ended, how
-- long it was, its worst day. Made of day means, never of single readings. A run is cut at the month's ends
-- and says whether it goes on, so that a run of the pack over one new day computes three months. Every part
-- carries the month: whoever asks for a few months then computes no part of the others.
with section_limit as (
  select
    s.code as section,
    l.item,
    l.better,
    l.assessed as is_assessed,
    case when s.target_class is null then 'class_iii' else 'target_class' end as limit_from,
    coalesce(s.target_class, 'III') as limit_class,
    limit_of_class(
      rank_of_class(coalesce(s.target_class, 'III')),
      l.better, l.class_i, l.class_ii, l.class_iii, l.class_iv, l.class_v, l.low, l.high
    ) as limit_value,
    l.low,
    l.high
  from section s
  join water_quality.gb3838_2002_table1 l on l.water_body = s.water_body
  union all
  -- Tables 2 and 3 have one limit, which holds for sources of drinking water alone.
  select
    s.code,
    l.item,
    'lower',
    true,
    'drinking_source',
    cast(null as varchar),
    l.limit,
    cast(null as double),
    cast(null as double)
  from section s
  cross join water_quality.gb3838_2002_drinking_source l
  where s.drinking_source = 'yes'
),
-- Half the detection limit stands for what is below it where that is asked for, and where the detection limit
-- is not above the limit: half of it then exceeds nothing. Else a day lies between its mean with nothing for
-- what is below and its mean with the detection limit, and only what both say is said of it.
bounded as (
  select
    d.section,
    d.month,
    d.item,
    d.day,
    l.better,
    l.is_assessed,
    l.limit_from,
    l.limit_class,
    l.limit_value,
    l.low,
    l.high,
    case when d.readings_below = 0 then d.mean
         when l.better = 'within' then null
         when $nondetect = 'half_limit' and d.readings_without_limit = 0 and d.detection_limit <= l.limit_value then d.mean
         else coalesce(2 * d.mean - d.mean_at_most, 0) * (d.readings - d.readings_without_limit) / d.readings end as least,
    case when d.readings_below = 0 then d.mean
         when l.better = 'within' or d.readings_without_limit > 0 then null
         when $nondetect = 'half_limit' and d.detection_limit <= l.limit_value then d.mean
         else d.mean_at_most end as most,
    d.readings,
    d.readings_below,
    d.readings_doubtful,
    d.is_verified
  from water_quality.item_day d
  join section_limit l on l.section = d.section and l.item = d.item
),
-- Rounded as month means are, so that a day agrees with what compliance says of it.
rounded as (
  select
    b.*,
    case when r.decimals is null then round_half_even(b.least, 9)
         else round_for_assessment(b.least, cast(r.decimals as bigint)) end as rounded_least,
    case when r.decimals is null then round_half_even(b.most, 9)
         else round_for_assessment(b.most, cast(r.decimals as bigint)) end as rounded_most
  from bounded b
  left join water_quality.assessment_rounding r on r.item = b.item
),
-- 1 above the limit, -1 below it (dissolved oxygen, pH), 0 within it. A value on its limit is within it.
sided as (
  select
    *,
    case better when 'higher' then rounded_most else rounded_least end as mean,
    case
      when better = 'lower' and rounded_least > limit_value then 1
      when better = 'lower' and rounded_most <= limit_value then 0
      when better = 'higher' and rounded_most < limit_value then -1
      when better = 'higher' and rounded_least >= limit_value then 0
      when better = 'within' and rounded_least > high then 1
      when better = 'within' and rounded_most < low then -1
      when better = 'within' and rounded_least >= low and rounded_most <= high then 0
    end as side
  from rounded
),
-- A day of which nothing can be said is a day without data: it neither makes a run nor ends one.
placed as (
  select
    *,
    lag(day) over (partition by section, month, item order by day) as day_before,
    lag(side) over (partition by section, month, item order by day) as side_before,
    lead(day) over (partition by section, month, item order by day) as day_after,
    lead(side) over (partition by section, month, item order by day) as side_after
  from sided
  where side is not null
),
numbered as (
  select
    *,
    sum(
      case when side = side_before and cast(day as integer) - cast(day_before as integer) - 1 <= $exceedance_gap_days then 0 else 1 end
    ) over (partition by section, month, item order by day rows between unbounded preceding and current row) as run_number
  from placed
),
event as (
  select
    section,
    month,
    item,
    run_number,
    side,
    min(day) as starts_on,
    max(day) as ends_on,
    count(*) as days,
    first_value(mean order by side * mean desc, day) as worst,
    first_value(day order by side * mean desc, day) as worst_on,
    first_value(day_before order by day) as day_before,
    first_value(day_after order by day desc) as day_after,
    first_value(side_after order by day desc) as side_after,
    min(better) as better,
    bool_and(is_assessed) as is_assessed,
    min(limit_from) as limit_from,
    min(limit_class) as limit_class,
    min(case when better <> 'within' then limit_value when side = 1 then high else low end) as limit_value,
    sum(readings) as readings,
    sum(readings_below) as readings_below,
    sum(readings_doubtful) as readings_doubtful,
    bool_and(is_verified) as is_verified
  from numbered
  where side <> 0
  group by section, month, item, run_number, side
),
-- What a neighbouring month says at the end that it shares.
month_edge as (
  select
    section,
    month,
    month_plus(month, 1) as month_after,
    month_plus(month, -1) as month_before,
    item,
    min(day) as first_day,
    max(day) as last_day,
    first_value(side order by day) as first_side,
    first_value(side order by day desc) as last_side
  from placed
  group by section, month, month_plus(month, 1), month_plus(month, -1), item
),
followed as (
  select
    e.*,
    e.day_before is null
      and coalesce(b.last_side = e.side and cast(e.starts_on as integer) - cast(b.last_day as integer) - 1 <= $exceedance_gap_days, false) as goes_on_before,
    coalesce(e.side_after, a.first_side) as next_side,
    cast(coalesce(e.day_after, a.first_day) as integer) - cast(e.ends_on as integer) - 1 <= $exceedance_gap_days as is_followed
  from event e
  left join month_edge b on b.section = e.section and b.item = e.item and b.month_after = e.month
  left join month_edge a on a.section = e.section and a.item = e.item and a.month_before = e.month
),
figured as (
  select
    f.*,
    s.name_zh,
    s.name_en,
    s.water_body,
    p.unit,
    p.title_zh as item_zh,
    p.title_en as item_en,
    cast(f.ends_on as integer) - cast(f.starts_on as integer) + 1 as length_days,
    coalesce(f.is_followed and f.next_side = f.side, false) as goes_on_after,
    round_half_even(case when f.better = 'lower' then times_over_limit(f.worst, f.limit_value) end, 3) as times_over,
    regexp_replace(cast(f.worst as varchar), '[.]0\z', '') || case when p.unit = '1' then '' else ' ' || p.unit end as worst_text,
    regexp_replace(cast(f.limit_value as varchar), '[.]0\z', '') || case when p.unit = '1' then '' else ' ' || p.unit end as limit_text
  from followed f
  join section s on s.code = f.section
  join properties p on p.property = f.item
),
worded as (
  select
    *,
    case when goes_on_after then null
         when is_followed and next_side = 0 then 'within_limit'
         when is_followed then 'other_side'
         else 'no_data' end as ended_by,
    case limit_from when 'drinking_source' then '水源地限值'
                    else case water_body when 'lake' then '湖库' else '河流' end || class_title(rank_of_class(limit_class)) || '类限值，'
                      || case limit_from when 'target_class' then '目标' else '未定目标' end end as limit_zh,
    case limit_from when 'drinking_source' then 'the limit of drinking-water sources'
                    else 'the limit of class ' || limit_class || ' of ' || case water_body when 'lake' then 'lakes' else 'rivers' end
                      || case limit_from when 'target_class' then ' (the target)' else ' (no target is set)' end end as limit_en
  from figured
)
select
  section,
  name_zh,
  name_en,
  item,
  month,
  starts_on,
  ends_on,
  length_days,
  days,
  worst,
  worst_on,
  unit,
  limit_value,
  limit_class,
  limit_from,
  times_over,
  goes_on_before,
  goes_on_after,
  ended_by,
  is_assessed,
  readings,
  readings_below,
  readings_doubtful,
  is_verified,
  item_zh || '日均值' || case side when 1 then '高于' else '低于' end || limit_text || '（' || limit_zh || '）共' || cast(days as varchar) || '天'
    || case when length_days > days then '（前后' || cast(length_days as varchar) || '天，其余无数据或不能判断）' else '' end
    || case when days = 1 then '，为' else '，' || cast(worst_on as varchar) || case side when 1 then '最高' else '最低' end end || worst_text
    || case when times_over is null then '' else '，超标' || cast(round_half_even(times_over, 2) as varchar) || '倍' end
    || case when goes_on_before then '；接上月' else '' end
    || case when goes_on_after then '；下月继续'
            when ended_by = 'no_data' then '；其后缺数据，何时结束不明' else '' end
    || case when is_assessed then '' else '；单独报告，不参与定类' end as because_zh,
  item_en || ' has day means ' || case side when 1 then 'above' else 'below' end || ' ' || limit_text || ', ' || limit_en || ', on ' || cast(days as varchar) || case when days = 1 then ' day' else ' days' end
    || case when length_days > days then ' of ' || cast(length_days as varchar) || '; the others have no data or cannot be judged' else '' end
    || case when days = 1 then ': ' else '; the ' || case side when 1 then 'highest' else 'lowest' end || ' on ' || cast(worst_on as varchar) || ', ' end || worst_text
    || case when times_over is null then '' else ', ' || cast(round_half_even(times_over, 2) as varchar) || ' times over' end
    || case when goes_on_before then '; goes on from the month before' else '' end
    || case when goes_on_after then '; goes on in the next month'
            when ended_by = 'no_data' then '; data are missing after it, so its end is not known' else '' end
    || case when is_assessed then '' else '; reported apart, decides no class' end as because_en
from worded
