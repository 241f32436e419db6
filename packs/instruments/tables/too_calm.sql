-- Spells in which an instrument varied far less than it does itself, said one number alone, or came back to a few
-- numbers: not told of what stood at 0, which is an instrument without water.
--
-- Usual is the median of its spells of this month and the month before, this one among them, which one spell hardly
-- moves. The resolution is the least step between two different ends of its spells; k places of that size between least
-- and greatest, into which n readings fall by chance, have k (1 - (1 - 1/k)^n) of them taken.
with enough as (
  select *
  from instruments.spell
  where readings >= $calm_readings_min
),
-- What each month is compared with.
beside as (
  select device, series, month, spread, least, greatest
  from enough
  union all
  select device, series, month_plus(month, 1) as month, spread, least, greatest
  from enough
),
ends as (
  select distinct device, series, month, least as value
  from beside
  union
  select distinct device, series, month, greatest as value
  from beside
),
stepped as (
  select
    device,
    series,
    month,
    round_half_even(value - lag(value) over (partition by device, series, month order by value), 9) as step
  from ends
),
resolved as (
  select device, series, month, min(step) as resolution
  from stepped
  where step > 0
  group by device, series, month
),
usual as (
  select device, series, month, median(spread) as usual_spread, count(*) as spells_compared
  from beside
  group by device, series, month
),
measured as (
  select
    e.*,
    u.usual_spread,
    u.spells_compared,
    r.resolution,
    (e.greatest - e.least) / r.resolution + 1 as places
  from enough e
  join usual u on u.device = e.device and u.series = e.series and u.month = e.month
  left join resolved r on r.device = e.device and r.series = e.series and r.month = e.month
  where u.spells_compared >= $calm_spells_min
),
expecting as (
  select
    *,
    round_half_even(places * (1 - power(1 - 1 / places, readings)), 2) as values_expected
  from measured
),
found as (
  select
    *,
    case
      when distinct_values = 1 and least <> 0 then 'same_value'
      when distinct_values > 1 and spread < usual_spread * $calm_spread_percent / 100 then 'narrow'
      when distinct_values > 1 and distinct_values < values_expected * $calm_values_percent / 100 then 'few_values'
    end as finding
  from expecting
),
worded as (
  select
    f.*,
    coalesce(d.name_zh, f.device) as name_zh,
    d.name_en,
    cast(f.day as varchar) as day_text,
    lpad(cast(f.spell * $calm_hours as varchar), 2, '0') || ':00–' || lpad(cast(least(24, (f.spell + 1) * $calm_hours) as varchar), 2, '0') || ':00' as clock_text,
    regexp_replace(cast(round_half_even(f.mean, 3) as varchar), '[.]0\z', '') as mean_text,
    regexp_replace(cast(round_half_even(f.spread, 3) as varchar), '[.]0\z', '') as spread_text,
    regexp_replace(cast(round_half_even(f.usual_spread, 3) as varchar), '[.]0\z', '') as usual_text,
    regexp_replace(cast(round_half_even(f.values_expected, 0) as varchar), '[.]0\z', '') as expected_text,
    cast(f.readings as varchar) as readings_text
  from found f
  left join device d on d.code = f.device
  where f.finding is not null
)
select
  device,
  name_zh,
  name_en,
  subject_kind,
  subject,
  property,
  series,
  month,
  day,
  spell,
  starts_at,
  ends_before,
  finding,
  readings,
  distinct_values,
  values_expected,
  resolution,
  least,
  greatest,
  mean,
  spread,
  round_half_even(usual_spread, 6) as usual_spread,
  spells_compared,
  name_zh || '：' || day_text || ' ' || clock_text || ' ' || subject || ' 的 ' || property || ' ' || readings_text || '个数据' || case finding
    when 'same_value' then '都是' || mean_text || '，平日标准差' || usual_text
    when 'narrow' then '标准差只有' || spread_text || '，平日' || usual_text || '（' || cast(spells_compared as varchar) || '段的中位数）'
    else '只有' || cast(distinct_values as varchar) || '个不同数值，按分辨力' || cast(resolution as varchar) || '应有' || expected_text || '个左右'
  end as because_zh,
  coalesce(name_en, name_zh) || ': ' || readings_text || ' readings of ' || property || ' of ' || subject || ' on ' || day_text || ', ' || clock_text || ', ' || case finding
    when 'same_value' then 'are all ' || mean_text || '; its usual standard deviation is ' || usual_text
    when 'narrow' then 'have a standard deviation of ' || spread_text || ' where it usually has ' || usual_text || ' (median of ' || cast(spells_compared as varchar) || ' spells)'
    else 'have ' || cast(distinct_values as varchar) || ' different values where its resolution of ' || cast(resolution as varchar) || ' lets expect some ' || expected_text
  end as because_en
from worded
