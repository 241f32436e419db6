-- Hours in which a production facility ran: for how many of its minutes its treatment line ran, idled, was off, or
-- was not heard.
with summed as (
  select
    facility,
    line,
    max(enterprise) as enterprise,
    month,
    day,
    hour,
    sum(minutes) as minutes_producing,
    coalesce(sum(minutes) filter (where treatment = 'running'), 0) as minutes_treated,
    coalesce(sum(minutes) filter (where treatment = 'idle'), 0) as minutes_idle,
    coalesce(sum(minutes) filter (where treatment = 'off'), 0) as minutes_off,
    coalesce(sum(minutes) filter (where treatment = 'unknown'), 0) as minutes_unknown
  from facility_power.pair_run
  where production = 'running'
  group by facility, line, month, day, hour
)
select
  facility,
  line,
  enterprise,
  month,
  day,
  hour,
  minutes_producing,
  minutes_treated,
  minutes_idle,
  minutes_off,
  minutes_unknown,
  minutes_idle + minutes_off as minutes_untreated,
  -- Of the minutes of which something is known: silence is neither treated nor untreated.
  round_half_even(100.0 * minutes_treated / nullif(minutes_producing - minutes_unknown, 0), 1) as share_treated
from summed
