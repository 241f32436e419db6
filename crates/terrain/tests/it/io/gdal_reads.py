"""Reads each file of a folder by GDAL and compares its cells with those of the `.raw` beside it.

usage: gdal_reads.py FOLDER; reads lines `name nodata x0 dx y0 dy cloud` and prints what differs
"""

import os
import sys

import numpy as np
from osgeo import gdal
from osgeo_utils.samples import validate_cloud_optimized_geotiff as validator

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
folder = sys.argv[1]
seen = 0
for line in sys.stdin:
    name, nodata, x0, dx, y0, dy, cloud = line.split()
    path = f"{folder}/{name}.tif"
    try:
        file = gdal.Open(path)
        band = file.GetRasterBand(1)
        array = band.ReadAsArray()
        raw = np.fromfile(f"{folder}/{name}.raw", dtype=array.dtype.newbyteorder("<"))
        if array.astype(array.dtype.newbyteorder("<")).tobytes() != raw.tobytes():
            print(name, "cells differ")
        found = band.GetNoDataValue()
        if (found is None) != (nodata == "none") or (
            found is not None and float(found) != float(nodata) and not (found != found and nodata == "nan")
        ):
            print(name, "nodata", found, "expected", nodata)
        if file.GetGeoTransform() != (float(x0), float(dx), 0.0, float(y0), 0.0, float(dy)):
            print(name, "place", file.GetGeoTransform())
        if file.GetMetadataItem("from") != 'a "<b>" & c':
            print(name, "metadata", file.GetMetadata())
        if file.GetSpatialRef() is None or file.GetSpatialRef().GetAuthorityCode(None) != "4549":
            print(name, "system", file.GetProjection())
        if os.path.exists(f"{folder}/{name}.overview"):
            array = band.GetOverview(0).ReadAsArray()
            with open(f"{folder}/{name}.overview", "rb") as raw:
                if array.astype(array.dtype.newbyteorder("<")).tobytes() != raw.read():
                    print(name, "overview differs")
        file = None
        if cloud == "true":
            warnings, errors, _ = validator.validate(path, full_check=True)
            if errors or [w for w in warnings if "512" not in w]:
                print(name, "not cloud-optimised:", errors, warnings)
    except Exception as error:  # one file's failure is a line, and the others are still read
        print(name, error)
    seen += 1
print("seen", seen)
