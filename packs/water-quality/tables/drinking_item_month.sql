-- Supplementary and specific items of drinking-water sources against their one limit. No decimals are
-- known for these items, so their means are not rounded before they are judged.
with month_mean as (
  select
    d.section,
    d.month,
    d.item,
    mean(d.mean) as mean,
    count(*) as days,
    sum(d.readings) as readings,
    sum(d.readings_below) as readings_below,
    sum(d.readings_without_limit) as readings_without_limit,
    max(d.detection_limit) as detection_limit
  from water_quality.item_day d
  join section s on s.code = d.section
  where s.drinking_source = 'yes'
  group by d.section, d.month, d.item
),
judged as (
  select
    m.section,
    m.month,
    m.item,
    l.standard_table,
    round_half_even(m.mean, 9) as mean,
    p.unit,
    l.limit as limit_value,
    m.days,
    m.readings,
    m.readings_below,
    m.detection_limit,
    m.readings_without_limit = 0
      and (m.readings_below = 0 or ($nondetect = 'half_limit' and m.detection_limit <= l.limit)) as can_judge,
    p.title_zh as item_zh,
    p.title_en as item_en
  from month_mean m
  join water_quality.gb3838_2002_drinking_source l on l.item = m.item
  join properties p on p.property = m.item
)
select
  section,
  month,
  item,
  standard_table,
  mean,
  unit,
  limit_value,
  can_judge,
  case when can_judge then mean <= limit_value end as meets,
  case when can_judge then round_half_even(times_over_limit(mean, limit_value), 3) end as times_over,
  days,
  readings,
  readings_below,
  detection_limit,
  item_zh || case
    when not can_judge then '不能评价：检出限' || case when detection_limit is null then '未给出' else cast(detection_limit as varchar) || ' ' || unit || '高于限值' || cast(limit_value as varchar) end
    else '月均值' || cast(mean as varchar) || ' ' || unit || case when readings_below = readings then '（均未检出，按检出限一半）' else '' end
      || case when mean <= limit_value then '，不超过限值' || cast(limit_value as varchar)
              else '，超过限值' || cast(limit_value as varchar) || '，超标' || cast(round_half_even(times_over_limit(mean, limit_value), 2) as varchar) || '倍' end
  end as because_zh,
  item_en || case
    when not can_judge then ' cannot be judged: its detection limit ' || case when detection_limit is null then 'is not given' else cast(detection_limit as varchar) || ' ' || unit || ' lies above the limit of ' || cast(limit_value as varchar) end
    else ' has a month mean of ' || cast(mean as varchar) || ' ' || unit || case when readings_below = readings then ' (nothing detected, half the detection limit)' else '' end
      || case when mean <= limit_value then ', within the limit of ' || cast(limit_value as varchar)
              else ', over the limit of ' || cast(limit_value as varchar) || ' by ' || cast(round_half_even(times_over_limit(mean, limit_value), 2) as varchar) || ' times' end
  end as because_en
from judged
