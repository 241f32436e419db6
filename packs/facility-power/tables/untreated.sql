-- Stretches in which a production facility ran and its treatment line was off or idle, longer than is allowed.
--
-- Production counts as one campaign over pauses of up to `pause_minutes`; only minutes in which it ran are
-- counted. A stretch at the beginning of a campaign whose start was seen is a late start, one at the end of a
-- campaign whose end was seen an early stop, all others are untreated: in the middle, all of it, or at an end that the
-- data do not show. Treatment that runs, and treatment of which nothing is known, end a stretch.
with beside as (
  select
    facility,
    line,
    enterprise,
    month,
    day,
    starts_at,
    ends_before,
    starts,
    ends,
    minutes,
    production,
    treatment,
    case when treatment in ('off', 'idle') then 'untreated' else treatment end as kind,
    lag(ends_before) over (partition by facility, line, month order by starts_at) = starts_at
      and lag(production) over (partition by facility, line, month order by starts_at) <> 'running' as was_seen_to_start,
    lead(starts_at) over (partition by facility, line, month order by starts_at) = ends_before
      and lead(production) over (partition by facility, line, month order by starts_at) <> 'running' as was_seen_to_stop
  from facility_power.pair_run
),
running as (
  select
    *,
    lag(ends_before) over (partition by facility, line, month order by starts_at) as ran_before,
    lag(kind) over (partition by facility, line, month order by starts_at) as kind_before
  from beside
  where production = 'running'
),
-- A pause is as long as the time between two runs of production.
begun as (
  select
    *,
    case when ran_before is null or date_part('epoch', starts_at - ran_before) / 60 > $pause_minutes then 1 else 0 end as begins_campaign
  from running
),
numbered as (
  select
    *,
    sum(begins_campaign) over (partition by facility, line, month order by starts_at rows between unbounded preceding and current row) as campaign,
    sum(case when begins_campaign = 1 or kind <> kind_before then 1 else 0 end)
      over (partition by facility, line, month order by starts_at rows between unbounded preceding and current row) as stretch
  from begun
),
stretch_of as (
  select
    facility,
    line,
    month,
    campaign,
    stretch,
    kind,
    max(enterprise) as enterprise,
    min(day) as day,
    min(starts_at) as starts_at,
    max(ends_before) as ends_before,
    first_value(starts order by starts_at) as starts,
    last_value(ends order by starts_at) as ends,
    sum(minutes) as minutes,
    coalesce(sum(minutes) filter (where treatment = 'off'), 0) as minutes_off,
    coalesce(sum(minutes) filter (where treatment = 'idle'), 0) as minutes_idle,
    coalesce(first_value(was_seen_to_start order by starts_at), false) as was_seen_to_start,
    coalesce(last_value(was_seen_to_stop order by starts_at), false) as was_seen_to_stop
  from numbered
  group by facility, line, month, campaign, stretch, kind
),
placed as (
  select
    *,
    stretch = min(stretch) over (partition by facility, line, month, campaign) as is_first,
    stretch = max(stretch) over (partition by facility, line, month, campaign) as is_last
  from stretch_of
),
found as (
  select
    *,
    case
      when is_first and is_last then 'untreated'
      when is_first and was_seen_to_start then 'starts_late'
      when is_last and was_seen_to_stop then 'stops_early'
      else 'untreated'
    end as finding
  from placed
  where kind = 'untreated'
),
allowed as (
  select
    *,
    case finding when 'starts_late' then $late_minutes when 'stops_early' then $early_minutes else $untreated_minutes end as minutes_allowed
  from found
),
named as (
  select
    a.*,
    p.name_zh as name_zh,
    p.name_en as name_en,
    coalesce(t.name_zh, a.line) as line_zh,
    coalesce(t.name_en, t.name_zh, a.line) as line_en,
    case when a.minutes_idle = 0 then '停机' when a.minutes_off = 0 then '空转'
         else '停机' || cast(a.minutes_off as varchar) || '分钟、空转' || cast(a.minutes_idle as varchar) || '分钟' end as how_zh,
    case when a.minutes_idle = 0 then 'off' when a.minutes_off = 0 then 'idle'
         else 'off for ' || cast(a.minutes_off as varchar) || ' and idle for ' || cast(a.minutes_idle as varchar) || ' minutes' end as how_en
  from allowed a
  join facility p on p.code = a.facility
  left join facility t on t.code = a.line
  where a.minutes > a.minutes_allowed
)
select
  facility,
  name_zh,
  name_en,
  line,
  enterprise,
  month,
  day,
  starts_at,
  ends_before,
  starts,
  ends,
  finding,
  minutes,
  minutes_off,
  minutes_idle,
  minutes_allowed,
  name_zh || '：' || starts || '至' || ends || '运行' || cast(minutes as varchar) || '分钟，' || case finding
    when 'starts_late' then '治污“' || line_zh || '”晚开：开机前' || how_zh
    when 'stops_early' then '治污“' || line_zh || '”早停：其间' || how_zh
    else '治污“' || line_zh || '”' || how_zh
  end || '；允许' || cast(minutes_allowed as varchar) || '分钟' as because_zh,
  coalesce(name_en, name_zh) || ' ran for ' || cast(minutes as varchar) || ' minutes from ' || starts || ' to ' || ends || ' while its treatment ' || line_en || case finding
    when 'starts_late' then ', which started late, was '
    when 'stops_early' then ', which stopped early, was '
    else ' was '
  end || how_en || '; ' || cast(minutes_allowed as varchar) || ' minutes are allowed' as because_en
from named
