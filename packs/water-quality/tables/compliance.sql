-- Whether a section kept its target over a year and over twelve months to date: the share of months,
-- stable compliance, and better every year. The two last are definitions of our own. Every part carries
-- the month: whoever asks for a few months then computes no part of the others.
with period as (
  select
    p.section,
    p.name_zh,
    p.name_en,
    p.period_kind,
    p.period,
    p.month_first,
    p.month,
    p.target_class,
    p.complete,
    s.water_body,
    case when s.freezes = 'yes' then $year_months_frozen else $stable_months end as months_needed,
    month_plus(p.month, -12) as month_then,
    month_plus(p.month, -59) as trend_first
  from water_quality.section_period p
  join section s on s.code = p.section
  where p.period_kind in ('year', 'rolling12')
),
months as (
  select
    p.section,
    p.period_kind,
    p.period,
    p.month,
    count(m.meets_target) as judged,
    count(*) filter (where m.meets_target) as meeting,
    cast(string_agg(case when not m.meets_target then m.month end, ', ' order by m.month) as varchar) as failing
  from period p
  join water_quality.section_month m on m.section = p.section
  where m.month >= p.month_first and m.month <= p.month
  group by p.section, p.period_kind, p.period, p.month
),
-- Only a station has data on so many days of a month; hand samples are judged by their months alone.
station_month as (
  select section, month
  from water_quality.section_month
  where complete
),
station_day as (
  select
    d.section,
    d.month,
    d.day,
    max(class_rank(
      case when r.decimals is null then d.mean
           else round_for_assessment(d.mean, cast(r.decimals as bigint)) end,
      l.better, l.class_i, l.class_ii, l.class_iii, l.class_iv, l.class_v, l.low, l.high
    )) as rank
  from water_quality.item_day d
  join station_month t on t.section = d.section and t.month = d.month
  join section s on s.code = d.section
  join water_quality.gb3838_2002_table1 l on l.item = d.item and l.water_body = s.water_body and l.assessed
  left join water_quality.assessment_rounding r on r.item = d.item
  where s.target_class is not null
  group by d.section, d.month, d.day
),
station as (
  select
    p.section,
    p.period_kind,
    p.period,
    p.month,
    count(*) as days,
    count(*) filter (where d.rank <= rank_of_class(p.target_class)) as days_meeting
  from period p
  join station_day d on d.section = p.section
  where d.month >= p.month_first and d.month <= p.month
  group by p.section, p.period_kind, p.period, p.month
),
item_then as (
  select
    p.section,
    p.period_kind,
    p.period,
    p.month,
    i.item,
    i.mean,
    b.mean as mean_before,
    item_index(i.mean, l.better, l.class_iii, l.low, l.high) as share,
    item_index(b.mean, l.better, l.class_iii, l.low, l.high) as share_before
  from period p
  join water_quality.item_period i on i.subject_kind = 'section' and i.subject = p.section
    and i.period_kind = p.period_kind and i.month = p.month
  join water_quality.item_period b on b.subject_kind = 'section' and b.subject = p.section
    and b.period_kind = p.period_kind and b.month = p.month_then and b.item = i.item
  join water_quality.gb3838_2002_table1 l on l.item = i.item and l.water_body = p.water_body
  where i.is_assessed or i.item in (select item from water_quality.improvement_items)
),
indices as (
  select
    t.section,
    t.period_kind,
    t.period,
    t.month,
    round_half_even(mean(t.share) * count(*), 4) as cwqi,
    round_half_even(mean(t.share_before) * count(*), 4) as cwqi_before
  from item_then t
  join (select distinct item from water_quality.gb3838_2002_table1 where assessed) a on a.item = t.item
  where t.share is not null and t.share_before is not null
  group by t.section, t.period_kind, t.period, t.month
),
worse as (
  select
    t.section,
    t.period_kind,
    t.period,
    t.month,
    cast(string_agg(t.item || ' ' || cast(round_half_even(100 * (t.mean - t.mean_before) / t.mean_before, 1) as varchar), '; ' order by t.item) as varchar) as items,
    cast(string_agg(o.title_zh || '（' || cast(round_half_even(100 * (t.mean - t.mean_before) / t.mean_before, 1) as varchar) || '%）', '、' order by t.item) as varchar) as items_zh,
    cast(string_agg(o.title_en || ' (' || cast(round_half_even(100 * (t.mean - t.mean_before) / t.mean_before, 1) as varchar) || ' %)', ', ' order by t.item) as varchar) as items_en
  from item_then t
  join water_quality.improvement_items e on e.item = t.item
  join properties o on o.property = t.item
  where t.mean_before > 0 and 100 * (t.mean - t.mean_before) / t.mean_before > $better_tolerance_percent
  group by t.section, t.period_kind, t.period, t.month
),
item_trend as (
  select
    p.section,
    p.period_kind,
    p.period,
    p.month,
    i.item,
    seasonal_kendall(i.month, i.mean_unrounded) as trend
  from period p
  join water_quality.item_month i on i.section = p.section
  where i.month >= p.trend_first
    and i.month <= p.month
    and i.item in (select item from water_quality.improvement_items)
    and $better_trend = 'five_years'
  group by p.section, p.period_kind, p.period, p.month, i.item
),
item_slope as (
  select section, period_kind, period, month, item, trend['slope'] as slope, coalesce(trend['years'], 0) as years
  from item_trend
),
worsening as (
  select
    t.section,
    t.period_kind,
    t.period,
    t.month,
    min(t.years) as years,
    cast(string_agg(case when t.slope > 0 then t.item end, ', ' order by t.item) as varchar) as items,
    cast(string_agg(case when t.slope > 0 then o.title_zh end, '、' order by t.item) as varchar) as items_zh,
    cast(string_agg(case when t.slope > 0 then o.title_en end, ', ' order by t.item) as varchar) as items_en
  from item_slope t
  join properties o on o.property = t.item
  group by t.section, t.period_kind, t.period, t.month
),
joined as (
  select
    p.*,
    coalesce(m.judged, 0) as judged,
    coalesce(m.meeting, 0) as meeting,
    m.failing,
    d.days,
    d.days_meeting,
    100.0 * d.days_meeting / d.days as days_share,
    p.complete and coalesce(b.complete, false) as both_complete,
    i.cwqi,
    i.cwqi_before,
    w.items as items_worse,
    w.items_zh as worse_zh,
    w.items_en as worse_en,
    coalesce(t.years, 0) as trend_years,
    t.items as items_worsening,
    t.items_zh as worsening_zh,
    t.items_en as worsening_en
  from period p
  left join months m on m.section = p.section and m.period_kind = p.period_kind and m.period = p.period and m.month = p.month
  left join station d on d.section = p.section and d.period_kind = p.period_kind and d.period = p.period and d.month = p.month
  left join period b on b.section = p.section and b.period_kind = p.period_kind and b.month = p.month_then
  left join indices i on i.section = p.section and i.period_kind = p.period_kind and i.period = p.period and i.month = p.month
  left join worse w on w.section = p.section and w.period_kind = p.period_kind and w.period = p.period and w.month = p.month
  left join worsening t on t.section = p.section and t.period_kind = p.period_kind and t.period = p.period and t.month = p.month
),
decided as (
  select
    j.*,
    case
      when j.target_class is null then null
      when j.failing is not null then 'no'
      when j.judged < j.months_needed then 'not_enough_data'
      when j.days > 0 and j.days_share < $stable_days_percent then 'no'
      else 'yes'
    end as stable,
    case
      when not j.both_complete or j.cwqi is null or j.cwqi_before is null then 'not_enough_data'
      when j.cwqi > j.cwqi_before * (1 + $better_tolerance_percent / 100.0) or j.items_worse is not null then 'no'
      when $better_trend = 'none' then 'yes'
      when j.trend_years < 5 then 'not_enough_data'
      when j.items_worsening is not null then 'no'
      else 'yes'
    end as better
  from joined j
)
select
  section,
  name_zh,
  name_en,
  period_kind,
  period,
  month_first,
  month,
  target_class,
  judged as months_judged,
  months_needed,
  meeting as months_meeting,
  case when judged > 0 then round_half_even(100.0 * meeting / judged, 1) end as rate,
  failing as months_failing,
  coalesce(days, 0) as station_days,
  coalesce(days_meeting, 0) as station_days_meeting,
  round_half_even(days_share, 1) as station_days_share,
  stable,
  better,
  cwqi,
  cwqi_before,
  items_worse,
  items_worsening,
  case when target_class is null then '未定目标，不评达标'
       when judged = 0 then '没有可评达标的月份'
       else cast(judged as varchar) || '个月中' || cast(meeting as varchar) || '个月达到' || class_title(rank_of_class(target_class)) || '类目标'
         || case when failing is null then '' else '（未达标：' || failing || '）' end
         || case when days is null then '；没有自动站的完整月份' else '；自动站' || cast(days as varchar) || '天中' || cast(days_meeting as varchar) || '天达标' end
         || case stable when 'yes' then '：稳定达标'
                        when 'no' then '：未稳定达标'
                        else '：数据不足（应有' || cast(months_needed as varchar) || '个月），不评稳定达标' end
    end
    || case
         when not both_complete or cwqi is null or cwqi_before is null then '；本期或上年同期数据不足，不评逐年向优'
         when better = 'yes' then '；各项不差于上年同期' || case when $better_trend = 'none' then '' else '，五年趋势不变差' end || '：逐年向优'
         when better = 'not_enough_data' then '；不差于上年同期，但月均值不足五年，不评逐年向优'
         else '；未逐年向优：'
           || case when worse_zh is not null then worse_zh || '高于上年同期'
                   when cwqi > cwqi_before * (1 + $better_tolerance_percent / 100.0) then '水质指数高于上年同期'
                   else worsening_zh || '五年趋势上升' end
       end as because_zh,
  case when target_class is null then 'no target is set, so there is no verdict'
       when judged = 0 then 'no month has a verdict'
       else cast(meeting as varchar) || ' of ' || cast(judged as varchar) || ' months met the target, class ' || target_class
         || case when failing is null then '' else ' (failed: ' || failing || ')' end
         || case when days is null then '; no whole months of a station' else '; ' || cast(days_meeting as varchar) || ' of ' || cast(days as varchar) || ' days of the station did' end
         || case stable when 'yes' then ': stable compliance'
                        when 'no' then ': not stable'
                        else ': not enough data for stable compliance, which needs ' || cast(months_needed as varchar) || ' months' end
    end
    || case
         when not both_complete or cwqi is null or cwqi_before is null then '; not enough data in this period or the one a year before to say whether it gets better every year'
         when better = 'yes' then '; no item is worse than a year before' || case when $better_trend = 'none' then '' else ' and none worsens over five years' end || ': better every year'
         when better = 'not_enough_data' then '; not worse than a year before, but there are fewer than five years of month means: not enough data to say that it gets better every year'
         else '; not better every year: '
           || case when worse_en is not null then worse_en || ' above the year before'
                   when cwqi > cwqi_before * (1 + $better_tolerance_percent / 100.0) then 'the water quality index is above that of the year before'
                   else worsening_en || ' rising over five years' end
       end as because_en
from decided
