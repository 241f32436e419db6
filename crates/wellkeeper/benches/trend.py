"""The peer: pyMannKendall over the same readings, in a process of its own.

usage: trend.py CSV SECTIONS OUT    takes the tests of the sections named in SECTIONS (by commas), writes
section,s,var_s,slope,seasonal_s,seasonal_var_s,seasonal_slope to OUT, the tests' own seconds to stdout

Readings stand in the order of their times; a section of days is not asked for its seasons.
"""

import csv
import sys
import time

import numpy
import pymannkendall

source, sections, out = sys.argv[1:4]
series = {name: [] for name in sections.split(",")}
with open(source, newline="") as file:
    for row in csv.DictReader(file):
        if row["section"] in series:
            series[row["section"]].append(float(row["value"]))
series = {name: numpy.array(values) for name, values in series.items()}
rows = []
began = time.perf_counter()
for name, values in series.items():
    plain = pymannkendall.original_test(values)
    row = [name, plain.s, plain.var_s, plain.slope]
    if name != "D":
        seasonal = pymannkendall.seasonal_test(values, period=12)
        row += [seasonal.s, seasonal.var_s, seasonal.slope]
    rows.append([name, *(repr(float(number)) for number in row[1:])])
print(time.perf_counter() - began)
with open(out, "w", newline="") as file:
    csv.writer(file).writerows(rows)
