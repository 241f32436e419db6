-- Days of a facility unlike its own month: too many hours in which it drew much more or much less than at the
-- same hour of the other days.
--
-- The statistic is the modified z-score of Iglewicz and Hoaglin, hour by hour: 0.6745 (x - median) / MAD, where median
-- and MAD (the median of the distances from the median) are those of the same hour over the days of the month, this
-- one among them, which one day hardly moves. A facility that does the same every day has a MAD of 0, in which any
-- trifle would be infinitely far: so the MAD is no less than a share of the greatest hour of the month.
with value as (
  select
    h.facility,
    h.month,
    h.day,
    h.hour,
    case f.judged_by when 'current' then h.mean_current else h.mean_power end as drawn,
    case f.judged_by when 'current' then ' A' else ' kW' end as unit,
    case when $shape_groups = 'weekends_apart' and date_part('dow', h.day) in (0, 6) then 'weekend' else 'day' end as day_group
  from facility_power.facility_hour h
  join facility f on f.code = h.facility
  where h.is_complete
),
centred as (
  select
    *,
    median(drawn) over (partition by facility, month, day_group, hour) as middle,
    count(*) over (partition by facility, month, day_group, hour) as days,
    max(drawn) over (partition by facility, month) as greatest
  from value
  where drawn is not null
),
distant as (
  select
    *,
    abs(drawn - middle) as distance,
    median(abs(drawn - middle)) over (partition by facility, month, day_group, hour) as mad
  from centred
),
scored as (
  select
    *,
    0.6745 * (drawn - middle) / nullif(greatest(mad, greatest * $shape_floor_percent / 100), 0) as score
  from distant
  where days >= $shape_days_min
),
day_of_facility as (
  select
    facility,
    month,
    day,
    min(unit) as unit,
    min(days) as days,
    count(*) as hours_compared,
    count(*) filter (where score > $shape_score) as hours_more,
    count(*) filter (where score < -$shape_score) as hours_less,
    first_value(hour order by abs(score) desc, hour) as worst_hour,
    first_value(drawn order by abs(score) desc, hour) as worst_value,
    first_value(middle order by abs(score) desc, hour) as worst_middle,
    first_value(score order by abs(score) desc, hour) as worst_score
  from scored
  where score is not null
  group by facility, month, day
),
worded as (
  select
    d.*,
    d.hours_more + d.hours_less as hours_unlike,
    f.name_zh,
    f.name_en,
    f.enterprise,
    cast(round_half_even(d.worst_value, 1) as varchar) || d.unit as value_text,
    cast(round_half_even(d.worst_middle, 1) as varchar) || d.unit as middle_text,
    cast(round_half_even(d.worst_score, 1) as varchar) as score_text
  from day_of_facility d
  join facility f on f.code = d.facility
  where d.hours_more + d.hours_less > $shape_hours
)
select
  facility,
  name_zh,
  name_en,
  enterprise,
  month,
  day,
  hours_compared,
  days as days_compared,
  hours_unlike,
  hours_more,
  hours_less,
  worst_hour,
  round_half_even(worst_value, 6) as worst_value,
  round_half_even(worst_middle, 6) as worst_middle,
  round_half_even(worst_score, 2) as worst_score,
  name_zh || '：当日' || cast(hours_compared as varchar) || '小时中有' || cast(hours_unlike as varchar) || '小时与本月同一时刻不符（偏高' || cast(hours_more as varchar)
    || '、偏低' || cast(hours_less as varchar) || '），如' || cast(worst_hour as varchar) || '时' || value_text || '，本月该时中位数' || middle_text || '，修正Z值' || score_text as because_zh,
  coalesce(name_en, name_zh) || ' differs from its month in ' || cast(hours_unlike as varchar) || ' of ' || cast(hours_compared as varchar) || ' hours (' || cast(hours_more as varchar)
    || ' above, ' || cast(hours_less as varchar) || ' below), such as ' || value_text || ' in hour ' || cast(worst_hour as varchar) || ' where the month has a median of ' || middle_text || ', modified z-score ' || score_text as because_en
from worded
