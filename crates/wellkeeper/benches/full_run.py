"""The peer: day means, month means and classes of sections in DuckDB over the same lake, by the same
columns as our tables wherever SQL has them. Left out is what DuckDB has no words for: reasons in two
languages, the saturation of oxygen, durable commits, rows that cite their run.

usage: full_run.py ZONE PACK FOLDER    keeps each table as Parquet in FOLDER, sorted as ours are, and
                                       writes section,month,mean,rank to FOLDER/class.csv; the
                                       queries' own seconds to stdout
"""

import glob
import os
import sys
import time

import duckdb
import duckdb_extension_ducklake
import duckdb_extension_sqlite_scanner

# Beijing has had no summer time since 1991: eight hours and a truncation are what the zone's
# calendar gives.
ITEM_DAY = """
with sampled as (
  select
    o.series,
    s.property = 'ph' as is_ph,
    cast(make_timestamp(epoch_us(o.time) + 28800000000) as date) as day,
    o.level in ('reviewed', 'approved') as is_verified,
    o.value is null as is_below,
    case when o.value is null then o.detection_limit end as detection_limit,
    coalesce(o.value, o.detection_limit / 2) as value,
    coalesce(o.value, o.detection_limit) as value_at_most,
    o.quality = 'doubtful' as is_doubtful,
    o.quality <> 'invalid' and o.flag in ('N', 'S', 'L', 'T') as is_counted
  from lake.main.observations o
  join series s on s.series = o.series
  where s.kind = 'section'
    and o.sample_kind = 'routine'
    and s.property in (
      select item from gb3838_2002_table1
      union select item from gb3838_2002_drinking_source
      union select item from trophic_indicators
    )
),
day_of_series as (
  select
    series,
    day,
    -log10(avg(pow(10, -value)) filter (where is_counted and is_ph)) as mean_ph,
    -log10(avg(pow(10, -value_at_most)) filter (where is_counted and is_ph)) as mean_ph_at_most,
    avg(value) filter (where is_counted and not is_ph) as mean,
    avg(value_at_most) filter (where is_counted and not is_ph) as mean_at_most,
    count(*) filter (where is_counted) as readings,
    count(*) filter (where is_counted and is_below) as readings_below,
    count(*) filter (where is_counted and is_below and detection_limit is null) as readings_without_limit,
    count(*) filter (where is_counted and is_doubtful) as readings_doubtful,
    count(*) filter (where not is_counted) as readings_left_out,
    max(detection_limit) filter (where is_counted) as detection_limit,
    bool_and(is_verified) filter (where is_counted) as is_verified
  from sampled
  group by series, day
  having count(*) filter (where is_counted) > 0
)
select
  s.thing as section,
  d.day,
  strftime(d.day, '%Y-%m') as month,
  s.property as item,
  coalesce(d.mean_ph, d.mean) as mean,
  coalesce(d.mean_ph_at_most, d.mean_at_most) as mean_at_most,
  d.readings,
  d.readings_below,
  d.readings_without_limit,
  d.readings_doubtful,
  d.readings_left_out,
  d.detection_limit,
  d.is_verified
from day_of_series d
join series s on s.series = d.series
order by month, section, day, item
"""

RANK = """
case when {0} is null then null
     when l.better = 'within' then case when {0} between l.low and l.high then 1 else 6 end
     when l.better = 'lower' then
       case when {0} <= l.class_i then 1 when {0} <= l.class_ii then 2 when {0} <= l.class_iii then 3
            when {0} <= l.class_iv then 4 when {0} <= l.class_v then 5 else 6 end
     else
       case when {0} >= l.class_i then 1 when {0} >= l.class_ii then 2 when {0} >= l.class_iii then 3
            when {0} >= l.class_iv then 4 when {0} >= l.class_v then 5 else 6 end end
"""

ITEM_MONTH = f"""
with month_mean as (
  select
    section,
    month,
    item,
    case when item = 'ph' then -log10(avg(pow(10, -mean))) else avg(mean) end as mean,
    case when item = 'ph' then -log10(avg(pow(10, -mean_at_most))) else avg(mean_at_most) end as mean_at_most,
    count(*) as days,
    sum(readings) as readings,
    sum(readings_below) as readings_below,
    sum(readings_without_limit) as readings_without_limit,
    sum(readings_doubtful) as readings_doubtful,
    sum(readings_left_out) as readings_left_out,
    max(detection_limit) as detection_limit,
    bool_and(is_verified) as is_verified
  from item_day
  group by section, month, item
),
rounded as (
  select
    m.* exclude (mean, mean_at_most),
    m.mean as mean_unrounded,
    m.mean_at_most as mean_at_most_unrounded,
    round_even(m.mean, cast(coalesce(r.decimals, 4) as integer)) as mean,
    round_even(m.mean_at_most, cast(coalesce(r.decimals, 4) as integer)) as mean_at_most
  from month_mean m
  left join assessment_rounding r on r.item = m.item
)
select
  m.*,
  {RANK.format("m.mean")} as class_rank,
  {RANK.format("m.mean_at_most")} as class_rank_at_worst,
  m.mean / l.class_iii as share_of_class_iii,
  greatest(m.mean / l.class_iii - 1, 0) as times_over_class_iii,
  l.assessed as is_assessed
from rounded m
join section s on s.code = m.section
join gb3838_2002_table1 l on l.item = m.item and l.water_body = s.water_body
order by month, section, item
"""

SECTION_MONTH = """
with days as (
  select section, month, count(*) as days, sum(readings) as readings, sum(readings_doubtful) as readings_doubtful,
         sum(readings_left_out) as readings_left_out, bool_and(is_verified) as is_verified
  from (
    select d.section, d.month, d.day, max(d.readings) as readings, max(d.readings_doubtful) as readings_doubtful,
           max(d.readings_left_out) as readings_left_out, bool_and(d.is_verified) as is_verified
    from item_day d
    join section s on s.code = d.section
    join gb3838_2002_table1 l on l.item = d.item and l.water_body = s.water_body and l.assessed
    group by d.section, d.month, d.day
  )
  group by section, month
),
placed as (
  select *, row_number() over (
    partition by section, month order by class_rank desc, share_of_class_iii desc nulls last, item
  ) as place
  from item_month
  where is_assessed
),
counted as (select section, month, count(*) as items_judged from placed group by section, month),
exceeding as (
  select p.section, p.month, p.item, p.times_over_class_iii as times_over, row_number() over (
    partition by p.section, p.month
    order by case when f.item is null then 1 else 0 end, p.class_rank desc, p.times_over_class_iii desc nulls last, p.item
  ) as place
  from placed p
  left join priority_pollutants f on f.item = p.item
  where p.class_rank > 3
),
pollutants as (
  select section, month, string_agg(
    item || case when times_over is null then '' else ' ' || cast(round_even(times_over, 2) as varchar) end,
    '; ' order by place
  ) as main_pollutants
  from exceeding
  where place <= 3
  group by section, month
),
apart as (
  select section, month, max(case when item = 'tn' then mean end) as tn,
         max(case when item = 'tn' then class_rank end) as tn_rank,
         max(case when item = 'faecal_coliform' then class_rank end) as faecal_coliform_rank
  from item_month
  where not is_assessed
  group by section, month
)
select d.*, d.days >= 20 as complete, s.water_body, w.item, w.mean, w.class_rank as rank, w.share_of_class_iii,
       c.items_judged, p.main_pollutants, a.tn, a.tn_rank, a.faecal_coliform_rank
from days d
join section s on s.code = d.section
left join counted c on c.section = d.section and c.month = d.month
left join placed w on w.section = d.section and w.month = d.month and w.place = 1
left join pollutants p on p.section = d.section and p.month = d.month
left join apart a on a.section = d.section and a.month = d.month
order by month, section
"""

TABLES = {"item_day": ITEM_DAY, "item_month": ITEM_MONTH, "section_month": SECTION_MONTH}
STANDARDS = ("gb3838_2002_table1", "gb3838_2002_drinking_source", "trophic_indicators", "assessment_rounding",
             "priority_pollutants")


def extension(package):
    return glob.glob(os.path.join(os.path.dirname(package.__file__), "extensions", "*", "*.duckdb_extension"))[0]


def main(zone, pack, folder):
    db = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    db.execute(f"load '{extension(duckdb_extension_sqlite_scanner)}'")
    db.execute(f"load '{extension(duckdb_extension_ducklake)}'")
    began = time.perf_counter()
    db.execute(f"attach 'ducklake:sqlite:{zone}/lake.sqlite' as lake (read_only)")
    db.execute(f"attach '{zone}/zone.sqlite' as state (type sqlite, read_only)")
    for name in STANDARDS:
        db.execute(f"create temp table {name} as from read_csv('{pack}/standards/{name}.csv')")
    db.execute(
        "create temp table series as select s.id as series, t.kind, t.code as thing, s.property"
        " from state.series s join state.thing t on t.id = s.thing"
    )
    db.execute(
        "create temp table section as select t.code, v.fields ->> '$.water_body' as water_body"
        " from state.thing t join state.thing_version v on v.thing = t.id and v.version = t.version"
    )
    for name, query in TABLES.items():
        db.execute(f"create temp table {name} as {query}")
        db.execute(f"copy {name} to '{folder}/{name}.parquet'")
    spent = time.perf_counter() - began
    db.execute(
        f"copy (select section, month, mean, rank from section_month order by section, month)"
        f" to '{folder}/class.csv' (header false)"
    )
    print(spent)


main(*sys.argv[1:4])
