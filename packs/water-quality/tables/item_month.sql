-- Day means → month mean, rounded once, judged by the limits of the section's water body.
with month_mean as (
  select
    d.section,
    d.month,
    d.item,
    case when d.item = 'ph' then mean_ph(d.mean) else mean(d.mean) end as mean,
    case when d.item = 'ph' then mean_ph(d.mean_at_most) else mean(d.mean_at_most) end as mean_at_most,
    count(*) as days,
    sum(d.readings) as readings,
    sum(d.readings_below) as readings_below,
    sum(d.readings_without_limit) as readings_without_limit,
    sum(d.readings_doubtful) as readings_doubtful,
    sum(d.readings_left_out) as readings_left_out,
    max(d.detection_limit) as detection_limit,
    bool_and(d.is_verified) as is_verified
  from water_quality.item_day d
  group by d.section, d.month, d.item
),
rounded as (
  select
    m.section,
    m.month,
    m.item,
    s.water_body,
    p.unit,
    m.mean as mean_unrounded,
    m.mean_at_most as mean_at_most_unrounded,
    o.saturation,
    -- Table 1, item 3: class I by saturation or by concentration, where the zone asks for the former too.
    coalesce(o.saturation >= c.class_i_percent, false) as is_saturated,
    case when r.decimals is null then m.mean
         else round_for_assessment(m.mean, cast(r.decimals as bigint)) end as mean,
    case when r.decimals is null then m.mean_at_most
         else round_for_assessment(m.mean_at_most, cast(r.decimals as bigint)) end as mean_at_most,
    m.days,
    m.readings,
    m.readings_below,
    m.readings_without_limit,
    m.readings_doubtful,
    m.readings_left_out,
    m.detection_limit,
    m.is_verified
  from month_mean m
  join section s on s.code = m.section
  join properties p on p.property = m.item
  left join water_quality.assessment_rounding r on r.item = m.item
  left join water_quality.gb3838_2002_saturation c on c.item = m.item
  left join water_quality.oxygen_month o on o.section = m.section and o.month = m.month and c.item = m.item
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
        -- A detection limit above the class's limit can never prove that class.
        or ($nondetect = 'half_limit' and (j.limit_of_rank is null or j.detection_limit <= j.limit_of_rank))
      ) as can_judge
  from judged j
)
select
  section,
  month,
  item,
  mean,
  unit,
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
  days,
  readings,
  readings_below,
  readings_doubtful,
  readings_left_out,
  detection_limit,
  is_verified,
  mean_unrounded,
  mean_at_most_unrounded,
  readings_without_limit,
  saturation
from decided
