"""The peer: DuckDB's monthly mean by section over the same lake, in a process of its own.

usage: monthly_mean.py ZONE OUT    writes section,month,mean as CSV to OUT, the query's own seconds to stdout
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


zone, out = sys.argv[1:3]
db = duckdb.connect(config={"allow_unsigned_extensions": "true"})
db.execute(f"load '{extension(duckdb_extension_sqlite_scanner)}'")
db.execute(f"load '{extension(duckdb_extension_ducklake)}'")
began = time.perf_counter()
db.execute(f"attach 'ducklake:sqlite:{zone}/lake.sqlite' as lake (read_only)")
db.execute(f"attach '{zone}/zone.sqlite' as state (type sqlite, read_only)")
# Beijing has had no summer time since 1991: eight hours and a truncation are what the zone's
# calendar gives, and DuckDB's quickest way there. Grouping by number first is its quickest too.
db.execute(
    f"""
    copy (
      with mean as (
        select series, date_trunc('month', make_timestamp(epoch_us(time) + 28800000000)) as month, avg(value) as mean
        from lake.main.observations
        group by all
      )
      select t.code as section, strftime(m.month, '%Y-%m') as month, m.mean
      from mean m
      join state.series s on s.id = m.series
      join state.thing t on t.id = s.thing
      order by section, month
    ) to '{out}' (header false)
    """
)
print(time.perf_counter() - began)
