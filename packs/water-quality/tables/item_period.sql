-- Means over longer times and over several sections, judged as a month's are: a section's months
-- over a quarter, a year and twelve months to date; a river's sections and a lake's days over a month.
with read_month as (
  select distinct month
  from water_quality.item_month
),
later as (
  select r.month as read_month, month_plus(r.month, a.months) as month
  from read_month r
  cross join (select unnest(range(0, 12)) as months) a
),
-- Which months a period reads. Twelve months to date end with a month that has data in the zone.
span as (
  select
    l.read_month,
    'rolling12' as period_kind,
    l.month as period,
    month_plus(l.month, -11) as month_first,
    l.month
  from later l
  join read_month m on m.month = l.month
  union all
  select
    month as read_month,
    'quarter' as period_kind,
    quarter_of_month(month) as period,
    substr(month, 1, 5) || case
      when substr(month, 6, 2) <= '03' then '01'
      when substr(month, 6, 2) <= '06' then '04'
      when substr(month, 6, 2) <= '09' then '07'
      else '10' end as month_first,
    substr(month, 1, 5) || case
      when substr(month, 6, 2) <= '03' then '03'
      when substr(month, 6, 2) <= '06' then '06'
      when substr(month, 6, 2) <= '09' then '09'
      else '12' end as month
  from read_month
  union all
  select
    month as read_month,
    'year' as period_kind,
    substr(month, 1, 4) as period,
    substr(month, 1, 5) || '01' as month_first,
    substr(month, 1, 5) || '12' as month
  from read_month
),
lake_day as (
  select
    s.river as lake,
    d.day,
    d.month,
    d.item,
    case when d.item = 'ph' then mean_ph(d.mean) else mean(d.mean) end as mean,
    case when d.item = 'ph' then mean_ph(d.mean_at_most) else mean(d.mean_at_most) end as mean_at_most,
    sum(d.readings) as readings,
    sum(d.readings_below) as readings_below,
    sum(d.readings_without_limit) as readings_without_limit,
    max(d.detection_limit) as detection_limit,
    bool_and(d.is_verified) as is_verified
  from water_quality.item_day d
  join section s on s.code = d.section
  where s.water_body = 'lake' and s.river is not null
  group by s.river, d.day, d.month, d.item
),
part as (
  select
    'section' as subject_kind,
    i.section as subject,
    s.water_body,
    p.period_kind,
    p.period,
    p.month_first,
    p.month,
    i.item,
    i.mean_unrounded as mean,
    i.mean_at_most_unrounded as mean_at_most,
    i.saturation,
    i.readings,
    i.readings_below,
    i.readings_without_limit,
    i.detection_limit,
    i.is_verified
  from water_quality.item_month i
  join section s on s.code = i.section
  join span p on p.read_month = i.month
  union all
  select
    'river' as subject_kind,
    s.river as subject,
    s.water_body,
    'month' as period_kind,
    i.month as period,
    i.month as month_first,
    i.month,
    i.item,
    i.mean_unrounded as mean,
    i.mean_at_most_unrounded as mean_at_most,
    i.saturation,
    i.readings,
    i.readings_below,
    i.readings_without_limit,
    i.detection_limit,
    i.is_verified
  from water_quality.item_month i
  join section s on s.code = i.section
  where s.water_body = 'river' and s.river is not null
  union all
  select
    'lake' as subject_kind,
    lake as subject,
    'lake' as water_body,
    'month' as period_kind,
    month as period,
    month as month_first,
    month,
    item,
    mean,
    mean_at_most,
    cast(null as double) as saturation,
    readings,
    readings_below,
    readings_without_limit,
    detection_limit,
    is_verified
  from lake_day
),
averaged as (
  select
    subject_kind,
    subject,
    water_body,
    period_kind,
    period,
    month_first,
    month,
    item,
    case when item = 'ph' then mean_ph(mean) else mean(mean) end as mean,
    case when item = 'ph' then mean_ph(mean_at_most) else mean(mean_at_most) end as mean_at_most,
    mean(saturation) as saturation,
    count(*) as parts,
    sum(readings) as readings,
    sum(readings_below) as readings_below,
    sum(readings_without_limit) as readings_without_limit,
    max(detection_limit) as detection_limit,
    bool_and(is_verified) as is_verified
  from part
  group by subject_kind, subject, water_body, period_kind, period, month_first, month, item
),
rounded as (
  select
    a.subject_kind,
    a.subject,
    a.water_body,
    a.period_kind,
    a.period,
    a.month_first,
    a.month,
    a.item,
    p.unit,
    a.mean as mean_unrounded,
    case when r.decimals is null then a.mean
         else round_for_assessment(a.mean, cast(r.decimals as bigint)) end as mean,
    case when r.decimals is null then a.mean_at_most
         else round_for_assessment(a.mean_at_most, cast(r.decimals as bigint)) end as mean_at_most,
    coalesce(a.saturation >= o.class_i_percent, false) as is_saturated,
    a.parts,
    a.readings,
    a.readings_below,
    a.readings_without_limit,
    a.detection_limit,
    a.is_verified
  from averaged a
  join properties p on p.property = a.item
  left join water_quality.assessment_rounding r on r.item = a.item
  left join water_quality.gb3838_2002_saturation o on o.item = a.item
),
judged as (
  select
    m.*,
    l.assessed as is_assessed,
    l.better,
    l.class_iii,
    case when m.is_saturated then 1
         else class_rank(m.mean, l.better, l.class_i, l.class_ii, l.class_iii, l.class_iv, l.class_v, l.low, l.high) end as rank,
    class_rank(m.mean_at_most, l.better, l.class_i, l.class_ii, l.class_iii, l.class_iv, l.class_v, l.low, l.high) as rank_at_most,
    limit_of_class(
      class_rank(m.mean, l.better, l.class_i, l.class_ii, l.class_iii, l.class_iv, l.class_v, l.low, l.high),
      l.better, l.class_i, l.class_ii, l.class_iii, l.class_iv, l.class_v, l.low, l.high
    ) as limit_of_rank
  from rounded m
  join water_quality.gb3838_2002_table1 l on l.item = m.item and l.water_body = m.water_body
),
decided as (
  select
    j.*,
    j.rank is not null
      and j.readings_without_limit = 0
      and (
        j.readings_below = 0
        or ($nondetect = 'half_limit' and (j.limit_of_rank is null or j.detection_limit <= j.limit_of_rank))
      ) as can_judge
  from judged j
)
select
  subject_kind,
  subject,
  period_kind,
  period,
  month_first,
  month,
  item,
  mean,
  unit,
  mean_unrounded,
  can_judge,
  case when can_judge then class_name(rank) end as class,
  case when can_judge then rank end as class_rank,
  case when can_judge then rank when readings_without_limit > 0 then 6 else rank_at_most end as class_rank_at_worst,
  round_half_even(
    case when better = 'lower' then mean / class_iii
         when better = 'higher' and mean > 0 then class_iii / mean end,
    3
  ) as share_of_class_iii,
  round_half_even(case when better = 'lower' then times_over_limit(mean, class_iii) end, 3) as times_over_class_iii,
  is_assessed,
  parts,
  readings,
  readings_below,
  detection_limit,
  is_verified
from decided
