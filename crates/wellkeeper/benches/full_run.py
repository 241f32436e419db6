"""The peer: day means, month means and classes of the permanganate index in DuckDB over the same lake.

usage: full_run.py ZONE FOLDER    keeps each step as Parquet in FOLDER and writes section,month,mean,rank
                                  to FOLDER/class.csv; the queries' own seconds to stdout
"""

import glob
import os
import sys
import time

import duckdb
import duckdb_extension_ducklake
import duckdb_extension_sqlite_scanner


def extension(package):
    return glob.glob(os.path.join(os.path.dirname(package.__file__), "extensions", "*", "*.duckdb_extension"))[0]


zone, folder = sys.argv[1:3]
db = duckdb.connect(config={"allow_unsigned_extensions": "true"})
db.execute(f"load '{extension(duckdb_extension_sqlite_scanner)}'")
db.execute(f"load '{extension(duckdb_extension_ducklake)}'")
began = time.perf_counter()
db.execute(f"attach 'ducklake:sqlite:{zone}/lake.sqlite' as lake (read_only)")
db.execute(f"attach '{zone}/zone.sqlite' as state (type sqlite, read_only)")
# Beijing has had no summer time since 1991: eight hours and a truncation are what the zone's
# calendar gives. Readings count as they do in item_day.
db.execute(
    """
    create temp table item_day as
    select t.code as section, d.day, s.property as item, d.mean, d.readings
    from (
      select series, cast(make_timestamp(epoch_us(time) + 28800000000) as date) as day,
             avg(coalesce(value, detection_limit / 2)) as mean, count(*) as readings
      from lake.main.observations
      where sample_kind = 'routine' and quality <> 'invalid' and flag in ('N', 'S', 'L', 'T')
      group by all
    ) d
    join state.series s on s.id = d.series
    join state.thing t on t.id = s.thing
    """
)
db.execute(
    """
    create temp table item_month as
    select section, strftime(day, '%Y-%m') as month, item, round_even(avg(mean), 1) as mean,
           count(*) as days, sum(readings) as readings
    from item_day
    group by all
    """
)
# GB 3838-2002, table 1, permanganate index: 2, 4, 6, 10, 15 mg/L.
db.execute(
    """
    create temp table section_month as
    select section, month, arg_max(mean, rank) as mean, max(rank) as rank, max(days) as days
    from (
      select *, case when mean <= 2 then 1 when mean <= 4 then 2 when mean <= 6 then 3
                     when mean <= 10 then 4 when mean <= 15 then 5 else 6 end as rank
      from item_month
    )
    group by all
    """
)
for table in ("item_day", "item_month", "section_month"):
    db.execute(f"copy {table} to '{folder}/{table}.parquet'")
spent = time.perf_counter() - began
db.execute(
    f"copy (select section, month, mean, rank from section_month order by all) to '{folder}/class.csv' (header false)"
)
print(spent)
