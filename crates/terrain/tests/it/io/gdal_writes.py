"""Writes each kind of GeoTIFF that GDAL can, and beside it the cells as GDAL reads them back.

usage: gdal_writes.py FOLDER; prints one line a file: name, type, bands
"""

import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_NUM_THREADS", "1")
# Overwriting nothing, since nothing is there; and no side files.
gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
folder = sys.argv[1]
rng = np.random.default_rng(7)
ROWS, COLS = 45, 70
KINDS = {
    "u8": ("u1", gdal.GDT_Byte, []),
    "i8": ("u1", gdal.GDT_Byte, ["PIXELTYPE=SIGNEDBYTE"]),
    "u16": ("u2", gdal.GDT_UInt16, []),
    "i16": ("i2", gdal.GDT_Int16, []),
    "u32": ("u4", gdal.GDT_UInt32, []),
    "i32": ("i4", gdal.GDT_Int32, []),
    "u64": ("u8", gdal.GDT_UInt64, []),
    "i64": ("i8", gdal.GDT_Int64, []),
    "f16": ("f4", gdal.GDT_Float32, ["NBITS=16"]),
    "f32": ("f4", gdal.GDT_Float32, []),
    "f64": ("f8", gdal.GDT_Float64, []),
}
memory = gdal.GetDriverByName("MEM")
tiff = gdal.GetDriverByName("GTiff")


def cells(kind, dtype):
    if kind[0] == "f":
        values = np.cumsum(rng.normal(size=(ROWS, COLS)), axis=1).astype(dtype)
        values[0, :4] = [np.nan, np.inf, -np.inf, -0.0]
        return values
    info = np.iinfo(dtype)
    values = np.cumsum(rng.integers(0, 9, size=(ROWS, COLS)), axis=1).astype(dtype)
    values[0, :2] = [info.min, info.max]
    values[1] = rng.integers(info.min, info.max, COLS, dtype=dtype, endpoint=True)
    return values


def write(name, kind, source, bands, options):
    path = f"{folder}/{name}.tif"
    tiff.CreateCopy(path, source, options=options).FlushCache()
    back = gdal.Open(path)
    with open(f"{folder}/{name}.raw", "wb") as raw:
        for band in range(bands):
            array = back.GetRasterBand(band + 1).ReadAsArray()
            raw.write(array.astype(array.dtype.newbyteorder("<")).tobytes())
    print(name, kind, bands)


for kind, (dtype, gdal_type, extra) in KINDS.items():
    for bands in (1, 3):
        source = memory.Create("", COLS, ROWS, bands, gdal_type)
        for band in range(bands):
            source.GetRasterBand(band + 1).WriteArray(cells(kind, dtype))
        packings = [("NONE", 1), ("PACKBITS", 1)]
        for compression in ("DEFLATE", "LZW", "ZSTD"):
            predictors = (1, 2, 3) if kind[0] == "f" else (1, 2)
            packings += [(compression, predictor) for predictor in predictors]
        for compression, predictor in packings:
            for layout, blocks in {
                "strip": ["BLOCKYSIZE=7"],
                "tile": ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16"],
            }.items():
                for interleave in ("PIXEL", "BAND") if bands > 1 else ("PIXEL",):
                    for order in ("LITTLE", "BIG"):
                        # GDAL 3.6 does not read this one back itself: it swaps the bytes once too often.
                        if (kind, predictor, order) == ("f16", 3, "BIG"):
                            continue
                        for big in ("NO", "YES"):
                            name = "_".join(
                                [kind, str(bands), compression, str(predictor), layout, interleave, order, big]
                            )
                            options = extra + blocks + [
                                f"COMPRESS={compression}",
                                f"INTERLEAVE={interleave}",
                                f"ENDIANNESS={order}",
                                f"BIGTIFF={big}",
                            ]
                            if predictor > 1:
                                options.append(f"PREDICTOR={predictor}")
                            write(name, kind, source, bands, options)
