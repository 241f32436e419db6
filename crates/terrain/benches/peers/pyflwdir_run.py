"""One operation of pyflwdir on raw cells: its user CPU, wall time and peak memory; compiled before it is timed.

    python pyflwdir_run.py fill|accumulate SIDE IN OUT

fill: f32 heights to f32 heights. accumulate: u8 directions (255 without data) to u32 counts.
"""

import resource
import sys
import time

import numpy as np
import pyflwdir


def fill(heights):
    return pyflwdir.dem.fill_depressions(heights, nodata=-9999.0)[0]


def accumulate(codes):
    flow = pyflwdir.from_array(codes, ftype="d8", check_ftype=False, latlon=False)
    return flow.upstream_area(unit="cell")


def main():
    what, side, source, target = sys.argv[1:5]
    side = int(side)
    if what == "fill":
        cells = np.fromfile(source, dtype="<f4").reshape(side, side)
        work, kind = fill, "<f4"
        work(cells[:50, :50].copy())
    else:
        cells = np.fromfile(source, dtype="u1").reshape(side, side)
        cells[cells == 255] = 247
        work, kind = accumulate, "<u4"
        work(np.full((8, 8), 0, dtype="u1"))
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_utime, time.perf_counter()
    made = work(cells)
    wall = time.perf_counter() - start
    user = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    made.astype(kind).tofile(target)
    print(user, wall, peak)


main()
