-- One row an outfall and month, of every outfall that is expected: whether it kept its limits, by how much not, how well
-- it was watched, what it discharged. An outfall that fell silent is told, not left out.
with reported_month as (
  select distinct month
  from discharge.item_day
),
expected as (
  select
    o.code as outfall,
    m.month
  from outfall o
  cross join reported_month m
  where (o.expected_from is null or month_of_day(o.expected_from) <= m.month)
    and (o.expected_until is null or month_of_day(o.expected_until) >= m.month)
),
day_of_outfall as (
  select
    outfall,
    month,
    day,
    count(side) as judged,
    bool_or(coalesce(side, 0) <> 0) as exceeds
  from discharge.item_day
  group by outfall, month, day
),
days as (
  select
    outfall,
    month,
    count(*) as days_received,
    count(*) filter (where judged > 0) as days_judged,
    count(*) filter (where exceeds) as days_exceeding
  from day_of_outfall
  group by outfall, month
),
volume as (
  select
    outfall,
    month,
    mean(volume_m3) * count(volume_m3) as volume_m3,
    count(volume_m3) as days_of_volume
  from discharge.item_day
  where item = 'sewage_flow'
  group by outfall, month
),
exceeding_item as (
  select
    e.outfall,
    e.month,
    e.item,
    p.title_zh,
    p.title_en,
    max(e.times_over) as times_over,
    sum(case when e.basis = 'hour' then e.periods else 0 end) as hours,
    sum(case when e.basis = 'day' then e.periods else 0 end) as days
  from discharge.exceedance e
  join properties p on p.property = e.item
  group by e.outfall, e.month, e.item, p.title_zh, p.title_en
),
exceeding as (
  select
    outfall,
    month,
    sum(hours) as item_hours_exceeding,
    max(times_over) as worst_times_over,
    first_value(item order by coalesce(times_over, -1.0) desc, item) as worst_item,
    cast(string_agg(title_zh || case when times_over is null then '' else '（' || regexp_replace(cast(times_over as varchar), '[.]0\z', '') || '倍）' end, '、' order by item) as varchar) as items_zh,
    cast(string_agg(title_en || case when times_over is null then '' else ' (' || regexp_replace(cast(times_over as varchar), '[.]0\z', '') || ' times)' end, ', ' order by item) as varchar) as items_en
  from exceeding_item
  group by outfall, month
),
-- Over all its instruments: of the hours that all of them owed.
rates as (
  select
    outfall,
    month,
    mean(hours_expected) * count(*) as hours_expected,
    mean(hours_received) * count(*) as hours_received,
    mean(hours_to_be_valid) * count(*) as hours_to_be_valid,
    sum(hours_valid) as hours_valid,
    max(online_percent) as online_percent
  from discharge.rate_month
  group by outfall, month
),
rated as (
  select
    outfall,
    month,
    online_percent,
    case
      when hours_expected = 0 then null
      when hours_received = 0 then 0.0
      when hours_to_be_valid > 0 then round_half_even(100.0 * hours_received / hours_expected * hours_valid / hours_to_be_valid, 2)
    end as effective_percent
  from rates
),
loads as (
  select
    outfall,
    month,
    max(case when item = 'cod' then load_t end) as cod_t,
    max(case when item = 'nh3n' then load_t end) as nh3n_t,
    max(case when item = 'tp' then load_t end) as tp_t,
    max(case when item = 'tn' then load_t end) as tn_t,
    max(estimated_percent) as estimated_percent,
    bool_and(is_whole) as is_whole
  from discharge.load_month
  group by outfall, month
),
together as (
  select
    e.outfall,
    o.name_zh,
    coalesce(o.name_en, o.name_zh) as name_en,
    o.works,
    e.month,
    case
      when d.days_received is null then 'silent'
      when d.days_exceeding > 0 or coalesce(x.item_hours_exceeding, 0) > 0 then 'exceeds'
      when d.days_judged = 0 then 'not_judged'
      else 'within'
    end as status,
    coalesce(d.days_received, 0) as days_received,
    coalesce(d.days_judged, 0) as days_judged,
    coalesce(d.days_exceeding, 0) as days_exceeding,
    coalesce(x.item_hours_exceeding, 0) as item_hours_exceeding,
    x.worst_item,
    x.worst_times_over,
    x.items_zh,
    x.items_en,
    r.effective_percent,
    r.online_percent,
    round_half_even(v.volume_m3, 3) as volume_m3,
    coalesce(v.days_of_volume, 0) as days_of_volume,
    l.cod_t,
    l.nh3n_t,
    l.tp_t,
    l.tn_t,
    l.estimated_percent,
    l.is_whole
  from expected e
  join outfall o on o.code = e.outfall
  left join days d on d.outfall = e.outfall and d.month = e.month
  left join exceeding x on x.outfall = e.outfall and x.month = e.month
  left join rated r on r.outfall = e.outfall and r.month = e.month
  left join volume v on v.outfall = e.outfall and v.month = e.month
  left join loads l on l.outfall = e.outfall and l.month = e.month
)
select
  outfall,
  name_zh,
  name_en,
  works,
  month,
  status,
  days_received,
  days_judged,
  days_exceeding,
  item_hours_exceeding,
  worst_item,
  worst_times_over,
  effective_percent,
  effective_percent >= $effective_percent_min as is_enough,
  online_percent,
  volume_m3,
  days_of_volume,
  cod_t,
  nh3n_t,
  tp_t,
  tn_t,
  estimated_percent,
  is_whole,
  case status
    when 'silent' then '应有数据而全月没有'
    when 'not_judged' then '有数据' || cast(days_received as varchar) || '天，没有一天能与限值相比：没有限值，或有效数据不足'
    else cast(days_judged as varchar) || '天可评，' || cast(days_exceeding as varchar) || '天日均值超标'
      || case when item_hours_exceeding > 0 then '，时均值超标' || cast(item_hours_exceeding as varchar) || '项·小时' else '' end
      || case when items_zh is null then '' else '：' || items_zh end
  end as because_zh,
  case status
    when 'silent' then 'data are expected and none came in the whole month'
    when 'not_judged' then 'data on ' || cast(days_received as varchar) || ' days, none of which can be held against a limit: there is none, or valid data are too few'
    else cast(days_judged as varchar) || case when days_judged = 1 then ' day judged, ' else ' days judged, ' end || cast(days_exceeding as varchar) || ' of them with a day mean beyond a limit'
      || case when item_hours_exceeding > 0 then ', ' || cast(item_hours_exceeding as varchar) || ' hours of an item beyond the limit of the hour' else '' end
      || case when items_en is null then '' else ': ' || items_en end
  end as because_en
from together
