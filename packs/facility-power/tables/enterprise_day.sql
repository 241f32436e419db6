-- An enterprise's day: the worst of what was found, how much of each, and the day as strips of 24 marks.
with finding as (
  select enterprise, month, day, finding, minutes, because_zh, because_en
  from facility_power.untreated
  union all
  select
    enterprise,
    month,
    day,
    case verdict when 'breached' then 'order_breached' else 'order_not_known' end as finding,
    minutes_running as minutes,
    because_zh,
    because_en
  from facility_power.order_day
  where verdict in ('breached', 'not_known')
  union all
  select enterprise, month, day, fault as finding, minutes, because_zh, because_en
  from facility_power.meter_fault
  union all
  select enterprise, month, day, 'load_shape' as finding, 60 * hours_unlike as minutes, because_zh, because_en
  from facility_power.load_shape
),
-- Which of them is worse the standard says.
placed as (
  select
    f.*,
    w.place
  from finding f
  join facility_power.finding_words w on w.finding = f.finding
),
found as (
  select
    enterprise,
    month,
    day,
    count(*) as findings,
    count(*) filter (where finding = 'order_breached') as orders_breached,
    count(*) filter (where finding = 'order_not_known') as orders_not_known,
    count(*) filter (where finding = 'untreated') as untreated,
    count(*) filter (where finding = 'starts_late') as starts_late,
    count(*) filter (where finding = 'stops_early') as stops_early,
    count(*) filter (where finding = 'silent') as silent,
    count(*) filter (where finding = 'frozen') as frozen,
    count(*) filter (where finding = 'load_shape') as load_shapes,
    coalesce(sum(minutes) filter (where finding in ('untreated', 'starts_late', 'stops_early')), 0) as minutes_untreated,
    first_value(finding order by place, minutes desc, because_en) as worst,
    first_value(because_zh order by place, minutes desc, because_en) as because_zh,
    first_value(because_en order by place, minutes desc, because_en) as because_en
  from placed
  group by enterprise, month, day
),
heard as (
  select
    enterprise,
    month,
    day,
    count(*) as meters,
    sum(minutes_running) filter (where role = 'production') as minutes_producing,
    sum(energy) filter (where role <> 'total') as energy
  from facility_power.facility_day
  group by enterprise, month, day
),
-- The most active of its facilities in each hour: 3 running, 2 idle, 1 off, 0 unjudged.
hour_of as (
  select
    enterprise,
    month,
    day,
    hour,
    max(case state when 'running' then 3 when 'idle' then 2 when 'off' then 1 else 0 end) filter (where role = 'production') as production,
    max(case state when 'running' then 3 when 'idle' then 2 when 'off' then 1 else 0 end) filter (where role = 'treatment') as treatment
  from facility_power.facility_hour
  where role <> 'total'
  group by enterprise, month, day, hour
),
untreated_of as (
  select
    enterprise,
    day,
    hour,
    sum(minutes_untreated) as minutes_untreated
  from facility_power.untreated_hour
  group by enterprise, day, hour
),
marked as (
  select
    h.enterprise,
    h.month,
    h.day,
    h.hour,
    case h.production when 3 then '█' when 2 then '▄' when 1 then '·' when 0 then '~' else '?' end as production,
    case h.treatment when 3 then '█' when 2 then '▄' when 1 then '·' when 0 then '~' else '?' end as treatment,
    case when u.minutes_untreated > 0 then '!' else '·' end as untreated,
    h.hour - 1 - lag(h.hour, 1, -1) over (partition by h.enterprise, h.month, h.day order by h.hour) as unheard
  from hour_of h
  left join untreated_of u on u.enterprise = h.enterprise and u.day = h.day and u.hour = h.hour
),
strip as (
  select
    enterprise,
    month,
    day,
    string_agg(repeat('?', unheard) || production, '' order by hour) || repeat('?', 23 - max(hour)) as production_strip,
    string_agg(repeat('?', unheard) || treatment, '' order by hour) || repeat('?', 23 - max(hour)) as treatment_strip,
    string_agg(repeat('?', unheard) || untreated, '' order by hour) || repeat('?', 23 - max(hour)) as untreated_strip
  from marked
  group by enterprise, month, day
),
-- A day of which nothing was heard has a row where something was found: silence itself.
known as (
  select enterprise, month, day
  from heard
  union
  select enterprise, month, day
  from found
)
select
  k.enterprise,
  e.name_zh,
  e.name_en,
  k.month,
  k.day,
  coalesce(f.worst, 'none') as worst,
  coalesce(f.findings, 0) as findings,
  coalesce(f.orders_breached, 0) as orders_breached,
  coalesce(f.orders_not_known, 0) as orders_not_known,
  coalesce(f.untreated, 0) as untreated,
  coalesce(f.starts_late, 0) as starts_late,
  coalesce(f.stops_early, 0) as stops_early,
  coalesce(f.silent, 0) as silent,
  coalesce(f.frozen, 0) as frozen,
  coalesce(f.load_shapes, 0) as load_shapes,
  coalesce(f.minutes_untreated, 0) as minutes_untreated,
  coalesce(h.meters, 0) as meters,
  coalesce(h.minutes_producing, 0) as minutes_producing,
  round_half_even(h.energy, 6) as energy,
  coalesce(s.production_strip, repeat('?', 24)) as production_strip,
  coalesce(s.treatment_strip, repeat('?', 24)) as treatment_strip,
  coalesce(s.untreated_strip, repeat('?', 24)) as untreated_strip,
  f.because_zh,
  f.because_en
from known k
join enterprise e on e.code = k.enterprise
left join found f on f.enterprise = k.enterprise and f.month = k.month and f.day = k.day
left join heard h on h.enterprise = k.enterprise and h.month = k.month and h.day = k.day
left join strip s on s.enterprise = k.enterprise and s.month = k.month and s.day = k.day
