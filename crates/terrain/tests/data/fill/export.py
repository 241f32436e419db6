"""Writes the .zst files beside it from the rasters of the peers; see README.md. Needs numpy, tifffile, imagecodecs.

python3 export.py FOLDER_OF_THE_ORACLE
"""
import pathlib
import sys

import imagecodecs
import numpy as np
import tifffile

oracle, here = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent


def read(site, name):
    return tifffile.imread(oracle / site / f"{name}.tif")


def write(name, cells):
    little = np.ascontiguousarray(cells.astype(cells.dtype.newbyteorder("<")))
    (here / f"{name}.zst").write_bytes(imagecodecs.zstd_encode(little.tobytes(), 19))


dem = read("logan100m", "dem")
filled = read("logan100m", "filled_flat_A_nodata_outlet")
assert (filled == read("logan100m", "filled_flat_C_holes_walls")).all()
raised = np.flatnonzero(filled != dem)
write("logan100m_dem.f32", dem)
write("logan100m_raised_cells.u32", raised.astype("u4"))
write("logan100m_raised_to.f32", filled.ravel()[raised])

for source, name in [
    ("dem", "dem"),
    ("filled_flat_A_nodata_outlet", "filled_drain"),
    ("filled_flat_C_holes_walls", "filled_wall"),
]:
    cells = read("synthlake", source)
    assert (cells == np.round(cells)).all()
    write(f"synthlake_{name}.i16", cells.astype("i2"))
write("synthlake_conditioned_wbt.f64", read("synthlake", "conditioned_wbt_f64"))
write("synthlake_d8_wbt.u8", read("synthlake", "d8_wbt"))
