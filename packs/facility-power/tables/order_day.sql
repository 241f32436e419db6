-- Orders to stop or to cut, day by day while they are in force: kept, breached, or not known.
--
-- An order to stop is judged facility by facility, by the minutes that it ran; an order to cut by the energy of its
-- facilities together, against the base that the order names, else the medians of their ordinary days in this month
-- and the one before. What was heard may prove a breach whatever is missing; that an order was kept is said only
-- where enough was heard.
with named as (
  select
    code as order_code,
    enterprise,
    measure,
    cut_percent,
    base_kwh_day,
    basis,
    cast(starts_on as integer) * 1440 + cast(round(coalesce(starts_hour, 0) * 60) as bigint) as from_minute,
    coalesce(cast(ends_on as integer) * 1440 + cast(round(coalesce(ends_hour, 24) * 60) as bigint), 9000000000) as until_minute,
    unnest(string_to_array(regexp_replace(trim(coalesce(facilities, 'all')), '[,，;；、\s]+', ' ', 'g'), ' ')) as word
  from curtailment_order
),
covered as (
  select distinct
    n.order_code,
    n.enterprise,
    n.measure,
    n.cut_percent,
    n.base_kwh_day,
    n.basis,
    n.from_minute,
    n.until_minute,
    p.code as facility
  from named n
  join facility p on p.enterprise = n.enterprise
  where p.role = 'production' and (n.word = p.code or n.word in ('all', '全部'))
),
-- Every day on which anything was heard in the zone and the order was in force.
zone_day as (
  select
    month,
    day,
    cast(day as integer) * 1440 as midnight
  from facility_power.facility_day
  group by month, day
),
due as (
  select
    c.*,
    z.month,
    z.day,
    least(c.until_minute, z.midnight + 1440) - greatest(c.from_minute, z.midnight) as minutes_in_force
  from covered c
  cross join zone_day z
  where c.from_minute < z.midnight + 1440 and c.until_minute > z.midnight
),
run_of as (
  select
    facility,
    day,
    state,
    mean_power,
    cast(day as integer) * 1440 + cast(substr(starts, 1, 2) as bigint) * 60 + cast(substr(starts, 4, 2) as bigint) as run_from,
    minutes
  from facility_power.facility_run
),
within as (
  select
    c.order_code,
    c.facility,
    r.day,
    r.state,
    r.mean_power,
    least(r.run_from + r.minutes, c.until_minute) - greatest(r.run_from, c.from_minute) as minutes
  from covered c
  join run_of r on r.facility = c.facility
  where r.run_from < c.until_minute and r.run_from + r.minutes > c.from_minute
),
heard as (
  select
    order_code,
    facility,
    day,
    sum(minutes) filter (where state <> 'unjudged') as minutes_judged,
    sum(minutes) filter (where state = 'running') as minutes_running,
    sum(minutes) filter (where mean_power is not null) as minutes_measured,
    sum(minutes * mean_power) / 60 as energy
  from within
  group by order_code, facility, day
),
ordinary as (
  select
    d.facility,
    d.month,
    d.energy
  from facility_power.facility_day d
  left join (select distinct facility, day from due) u on u.facility = d.facility and u.day = d.day
  where u.facility is null and d.is_complete and d.energy is not null
),
usual as (
  select
    o.facility,
    month_plus(o.month, s.shift) as month,
    median(o.energy) as energy,
    count(*) as days
  from ordinary o
  cross join (select unnest([0, 1]) as shift) s
  group by o.facility, month_plus(o.month, s.shift)
),
faced as (
  select
    d.*,
    coalesce(h.minutes_judged, 0) as minutes_judged,
    coalesce(h.minutes_running, 0) as minutes_running,
    coalesce(h.minutes_measured, 0) as minutes_measured,
    h.energy,
    case when u.days >= $base_days_min then u.energy end as usual_energy
  from due d
  left join heard h on h.order_code = d.order_code and h.facility = d.facility and h.day = d.day
  left join usual u on u.facility = d.facility and u.month = d.month
),
stopped as (
  select
    enterprise,
    order_code,
    facility as part,
    month,
    day,
    measure,
    basis,
    1 as facilities,
    minutes_in_force,
    minutes_judged as minutes_heard,
    minutes_running,
    $stop_minutes as minutes_allowed,
    energy,
    cast(null as double) as base_energy,
    cast(null as double) as energy_allowed,
    case
      when minutes_running > $stop_minutes then 'breached'
      when 100.0 * minutes_judged / minutes_in_force >= $complete_percent then 'kept'
      else 'not_known'
    end as verdict
  from faced
  where measure = 'stop'
),
together as (
  select
    enterprise,
    order_code,
    month,
    day,
    measure,
    min(basis) as basis,
    min(cut_percent) as cut_percent,
    count(*) as facilities,
    min(minutes_in_force) as minutes_in_force,
    min(minutes_measured) as minutes_heard,
    sum(minutes_running) as minutes_running,
    sum(energy) as energy,
    coalesce(min(base_kwh_day), case when count(usual_energy) = count(*) then sum(usual_energy) end) as base_energy
  from faced
  where measure = 'limit'
  group by enterprise, order_code, month, day, measure
),
limited as (
  select
    *,
    base_energy * (100 - cut_percent) / 100 * minutes_in_force / 1440 as energy_allowed
  from together
),
judged as (
  select
    enterprise,
    order_code,
    part,
    month,
    day,
    measure,
    basis,
    facilities,
    minutes_in_force,
    minutes_heard,
    minutes_running,
    minutes_allowed,
    energy,
    base_energy,
    energy_allowed,
    verdict
  from stopped
  union all
  select
    enterprise,
    order_code,
    'all' as part,
    month,
    day,
    measure,
    basis,
    facilities,
    minutes_in_force,
    minutes_heard,
    minutes_running,
    null as minutes_allowed,
    energy,
    base_energy,
    energy_allowed,
    case
      when energy > energy_allowed then 'breached'
      when energy <= energy_allowed and 100.0 * minutes_heard / minutes_in_force >= $complete_percent then 'kept'
      else 'not_known'
    end as verdict
  from limited
),
named_part as (
  select
    j.*,
    coalesce(p.name_zh, '全部' || cast(j.facilities as varchar) || '个产污设施') as part_zh,
    coalesce(p.name_en, p.name_zh, 'all ' || cast(j.facilities as varchar) || ' production facilities') as part_en,
    cast(round_half_even(j.energy, 1) as varchar) as energy_text,
    cast(round_half_even(j.energy_allowed, 1) as varchar) as allowed_text,
    cast(round_half_even(j.base_energy, 1) as varchar) as base_text
  from judged j
  left join facility p on p.code = j.part and j.measure = 'stop'
)
select
  enterprise,
  order_code,
  part,
  month,
  day,
  measure,
  basis,
  verdict,
  facilities,
  minutes_in_force,
  minutes_heard,
  minutes_running,
  minutes_allowed,
  round_half_even(energy, 6) as energy,
  round_half_even(base_energy, 6) as base_energy,
  round_half_even(energy_allowed, 6) as energy_allowed,
  case measure when 'stop' then '停产指令' else '限产指令' end || coalesce('（' || basis || '）', '') || '：' || part_zh
    || case
      when measure = 'stop' then '在指令有效的' || cast(minutes_in_force as varchar) || '分钟内运行' || cast(minutes_running as varchar) || '分钟，允许' || cast(minutes_allowed as varchar) || '分钟'
      when energy_allowed is null then '：没有基准用电量或限产比例，不能判定'
      when energy is null then '：没有功率数据，不能判定'
      else '用电' || energy_text || ' kWh，允许' || allowed_text || ' kWh（基准每日' || base_text || ' kWh）'
    end
    || case when verdict = 'not_known' and (measure = 'stop' or energy is not null and energy_allowed is not null) then '；有数据的只有' || cast(minutes_heard as varchar) || '分钟，不能判定' else '' end as because_zh,
  case measure when 'stop' then 'Order to stop' else 'Order to cut' end || coalesce(' (' || basis || ')', '') || ': ' || part_en
    || case
      when measure = 'stop' then ' ran for ' || cast(minutes_running as varchar) || ' of the ' || cast(minutes_in_force as varchar) || ' minutes in force; ' || cast(minutes_allowed as varchar) || ' are allowed'
      when energy_allowed is null then ': without a base or a share to cut it cannot be judged'
      when energy is null then ': without readings of power it cannot be judged'
      else ' used ' || energy_text || ' kWh; ' || allowed_text || ' kWh are allowed (base ' || base_text || ' kWh a day)'
    end
    || case when verdict = 'not_known' and (measure = 'stop' or energy is not null and energy_allowed is not null) then '; only ' || cast(minutes_heard as varchar) || ' minutes were heard, so it cannot be judged' else '' end as because_en
from named_part
