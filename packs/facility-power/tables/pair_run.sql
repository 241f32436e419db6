-- Each production facility beside each treatment line that treats it: what both did at the same time.
--
-- Who treats whom says the dossier of the treatment facility. Facilities of one line stand in for each other: the
-- line runs while one of them does, and is off only when all of them were heard and none of them runs.
--
-- Every run is two events, +1 where it begins and -1 where it ends; the sums over them tell at each moment how
-- many are in which state. So a facility that flickers costs its events and not their square.
with said as (
  select
    code as treatment,
    enterprise,
    coalesce(line, code) as line_code,
    unnest(string_to_array(regexp_replace(trim(treats), '[,，;；、\s]+', ' ', 'g'), ' ')) as word
  from facility
  where role = 'treatment' and treats is not null
),
pair as (
  select distinct
    p.code as facility,
    s.line_code as line,
    s.treatment,
    s.enterprise
  from said s
  join facility p on p.enterprise = s.enterprise
  where p.role = 'production' and (s.word = p.code or s.word in ('all', '全部'))
),
member as (
  select facility, line, enterprise, facility as member, 1 as of_production
  from pair
  group by facility, line, enterprise
  union all
  select facility, line, enterprise, treatment as member, 0 as of_production
  from pair
),
line_size as (
  select facility, line, count(*) as units, string_agg(treatment, ' ' order by treatment) as treatments
  from pair
  group by facility, line
),
event as (
  select
    m.facility,
    m.line,
    m.enterprise,
    r.month,
    case s.sign when 1 then r.starts_at else r.ends_before end as at,
    case s.sign when 1 then r.starts else r.ends end as clock,
    s.sign,
    r.day,
    r.hour,
    r.state,
    m.of_production
  from facility_power.facility_run r
  join member m on m.member = r.facility
  cross join (select unnest([1, -1]) as sign) s
),
moment as (
  select
    facility,
    line,
    enterprise,
    month,
    at,
    max(clock) as clock,
    -- Where runs begin the day and hour are theirs; where some only end, those of what ended.
    coalesce(max(day) filter (where sign = 1), max(day)) as day,
    coalesce(max(hour) filter (where sign = 1), max(hour)) as hour,
    sum(sign) filter (where of_production = 1 and state = 'running') as production_running,
    sum(sign) filter (where of_production = 1 and state = 'idle') as production_idle,
    sum(sign) filter (where of_production = 1 and state = 'off') as production_off,
    sum(sign) filter (where of_production = 0 and state = 'running') as treatment_running,
    sum(sign) filter (where of_production = 0 and state = 'idle') as treatment_idle,
    sum(sign) filter (where of_production = 0 and state = 'off') as treatment_off
  from event
  group by facility, line, enterprise, month, at
),
summed as (
  select
    facility,
    line,
    enterprise,
    month,
    day,
    hour,
    at as starts_at,
    lead(at) over (partition by facility, line, month order by at) as ends_before,
    clock as starts,
    lead(clock) over (partition by facility, line, month order by at) as ends,
    sum(production_running) over (partition by facility, line, month order by at rows between unbounded preceding and current row) as production_running,
    sum(production_idle) over (partition by facility, line, month order by at rows between unbounded preceding and current row) as production_idle,
    sum(production_off) over (partition by facility, line, month order by at rows between unbounded preceding and current row) as production_off,
    sum(treatment_running) over (partition by facility, line, month order by at rows between unbounded preceding and current row) as treatment_running,
    sum(treatment_idle) over (partition by facility, line, month order by at rows between unbounded preceding and current row) as treatment_idle,
    sum(treatment_off) over (partition by facility, line, month order by at rows between unbounded preceding and current row) as treatment_off
  from moment
)
select
  s.facility,
  s.line,
  l.treatments,
  s.enterprise,
  s.month,
  s.day,
  s.hour,
  s.starts_at,
  s.ends_before,
  s.starts,
  s.ends,
  cast(date_part('epoch', s.ends_before - s.starts_at) / 60 as bigint) as minutes,
  case when s.production_running > 0 then 'running' when s.production_idle > 0 then 'idle' else 'off' end as production,
  case
    when s.treatment_running > 0 then 'running'
    when coalesce(s.treatment_idle, 0) + coalesce(s.treatment_off, 0) < l.units then 'unknown'
    when s.treatment_idle > 0 then 'idle'
    else 'off'
  end as treatment
from summed s
join line_size l on l.facility = s.facility and l.line = s.line
where s.ends_before is not null
  and coalesce(s.production_running, 0) + coalesce(s.production_idle, 0) + coalesce(s.production_off, 0) > 0
