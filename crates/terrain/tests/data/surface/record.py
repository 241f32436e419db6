"""Records what exactextract says of shapes on the lake of the oracle set.

    python3 -m venv v && v/bin/pip install exactextract==0.3.0 rasterio==1.4.4 numpy shapely zstandard
    v/bin/python record.py FOLDER_OF_THE_ORACLE_SET

Writes, beside itself, the grids of both folders as raw little-endian f32 by zstd, and for shapes of its own
(`shapes.geojson`, seeded) `shapes_exactextract.csv`.
"""

import csv
import json
import math
import random
import shutil
import sys
from pathlib import Path

import numpy as np
import rasterio
import zstandard
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource

oracle = Path(sys.argv[1])
here = Path(__file__).parent


def raw(name, cells):
    packed = zstandard.ZstdCompressor(level=19).compress(cells.astype("<f4").tobytes())
    (here / name).write_bytes(packed)


for folder in ["logan100m", "synthlake"]:
    for name, short in [("dem", "dem"), ("slope_deg_gdaldem_horn", "slope")]:
        with rasterio.open(oracle / folder / f"{name}.tif") as file:
            raw(f"{folder}_{short}.f32.zst", file.read(1))
    for name in ["zonal_exactextract.csv", "zonal_rasterstats_centre.csv", "zones.geojson"]:
        shutil.copyfile(oracle / folder / name, here / f"{folder}_{name}")

with rasterio.open(oracle / "synthlake" / "dem.tif") as file:
    dem = file.read(1).astype("f8")
X0, Y0, CELL, SIDE = 300000.0, 3700000.0, 10.0, 400
rng = random.Random(8)


def at(col, row):
    return [X0 + col * CELL, Y0 - row * CELL]


def star(col, row, radius, corners, turn=0.0):
    ring = []
    for i in range(corners):
        angle = turn + 2 * math.pi * i / corners
        r = radius * rng.uniform(0.5, 1.0)
        ring.append(at(col + r * math.cos(angle), row + r * math.sin(angle)))
    return ring + ring[:1]


def box(c0, r0, c1, r1):
    return [at(c0, r0), at(c0, r1), at(c1, r1), at(c1, r0), at(c0, r0)]


shapes = [[[star(rng.uniform(20, 380), rng.uniform(20, 380), rng.uniform(2, 60), rng.randint(3, 40))]] for _ in range(16)]
shapes += [
    [[box(100, 100, 140, 130)]],  # on corners of cells
    [[box(100.5, 100.5, 140.5, 130.5)]],  # on centres
    [[box(120.25, 250.25, 120.75, 250.75)]],  # within one cell
    [[box(50.4, 10, 50.6, 390)]],  # a sliver
    [[box(-30, -20, 25.5, 40.25)]],  # beyond the corner
    [[box(-100, 150.3, 500, 151.7)]],  # across
    [[box(300, 300, 360, 360), box(310, 310, 350, 350)[::-1]]],  # a hole
    [[box(300, 300, 360, 360), box(300, 310, 350, 350.5)[::-1]]],  # a hole that reaches the rim
    [[star(60, 300, 30, 12)], [star(160, 330, 25, 9)]],  # two parts
    [[[at(200, 20), at(240, 20), at(240, 20), at(240, 60), at(220, 40), at(200, 60), at(200, 20)]]],  # a vertex twice
    [[[at(10, 210), at(30, 230), at(50, 210), at(50, 250), at(30, 230), at(10, 250), at(10, 210)]]],  # touches itself
    [[[at(250.5, 250.5), at(399.99, 251), at(251, 399.99), at(250.5, 250.5)]]],  # near the far corner
]
features = []
for number, polygons in enumerate(shapes):
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    features.append({"type": "Feature", "properties": {"shape": number}, "geometry": geometry})
collection = {"type": "FeatureCollection", "features": features}
(here / "shapes.geojson").write_text(json.dumps(collection) + "\n")

extent = dict(xmin=X0, ymin=Y0 - SIDE * CELL, xmax=X0 + SIDE * CELL, ymax=Y0, nodata=-9999.0)
row, col = np.mgrid[0:SIDE, 0:SIDE]
weights = 1 + col % 5 + (row % 3) / 2
ops = ["count", "mean", "min", "max", "sum", "variance", "majority", "minority", "variety"]
ops += ["q=quantile(q=0.1)", "median=quantile(q=0.5)", "q9=quantile(q=0.93)"]
ops += ["weighted_sum", "weighted_mean", "weighted_variance"]
answers = exact_extract(
    NumPyRasterSource(dem, **extent),
    features,
    ops,
    weights=NumPyRasterSource(weights, xmin=extent["xmin"], ymin=extent["ymin"], xmax=extent["xmax"], ymax=extent["ymax"]),
    include_cols=["shape"],
)
with open(here / "shapes_exactextract.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    names = list(answers[0]["properties"])
    writer.writerow(names)
    for answer in answers:
        writer.writerow([answer["properties"][name] for name in names])
