"""Places of rasters, written and read by GDAL.

usage: gdal_places.py FOLDER; without input it writes files and prints a line of each: name, code, whether it
is geographic, semi-major axis, inverse flattening, the six numbers; with input, lines `name other`, it says
of which files the second is not in the same place as the first.
"""

import sys

from osgeo import gdal, osr

gdal.UseExceptions()
osr.UseExceptions()
gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
folder = sys.argv[1]
pairs = [line.split() for line in sys.stdin]
for name, other in pairs:
    a, b = gdal.Open(f"{folder}/{name}.tif"), gdal.Open(f"{folder}/{other}.tif")
    one, two = a.GetSpatialRef(), b.GetSpatialRef()
    near = all(abs(x - y) <= 1e-9 * max(1.0, abs(x)) for x, y in zip(a.GetGeoTransform(), b.GetGeoTransform()))
    if not near or (one is None) != (two is None) or (one and not one.IsSame(two)):
        print(name, other, a.GetGeoTransform(), b.GetGeoTransform(), one, two)
    if a.GetMetadataItem("AREA_OR_POINT") != b.GetMetadataItem("AREA_OR_POINT"):
        print(name, other, "point or area")
if pairs:
    sys.exit()


def write(name, system, transform, point=False):
    file = gdal.GetDriverByName("GTiff").Create(f"{folder}/{name}.tif", 4, 3, 1, gdal.GDT_Byte)
    if point:
        file.SetMetadataItem("AREA_OR_POINT", "Point")
    if transform:
        file.SetGeoTransform(transform)
    if system is not None:
        file.SetSpatialRef(system)
    file = None
    back = gdal.Open(f"{folder}/{name}.tif")
    found = back.GetSpatialRef()
    code = found.GetAuthorityCode(None) if found else None
    ellipsoid = (found.GetSemiMajor(), found.GetInvFlattening()) if found else (0, 0)
    numbers = back.GetGeoTransform() if transform else ()
    print(name, code, bool(found and found.IsGeographic()), *map(repr, ellipsoid), *map(repr, numbers))


def system(code):
    made = osr.SpatialReference()
    made.ImportFromEPSG(code)
    return made


RANGES = [
    (4326, 4326), (4490, 4490), (4214, 4214), (4610, 4610), (4258, 4258), (4269, 4269), (4267, 4267),
    (4284, 4284), (4283, 4283), (4167, 4167), (4612, 4612), (4617, 4617), (4674, 4674),
    (32601, 32660), (32701, 32760), (3857, 3857), (3395, 3395), (4491, 4554), (2327, 2390), (2401, 2442),
    (21413, 21423), (21453, 21463), (26901, 26923), (26701, 26722), (25828, 25838), (3034, 3035),
]
for first, last in RANGES:
    for code in range(first, last + 1):
        try:
            found = system(code)
        except RuntimeError:
            continue
        write(f"epsg{code}", found, (10.0, 0.5, 0.0, 20.0, 0.0, -0.25))
place = (500000.0, 30.0, 0.0, 3000000.0, 0.0, -30.0)
write("point", system(4549), place, point=True)
write("turned", system(4549), (500000.0, 30.0, 5.0, 3000000.0, 4.0, -30.0))
write("turned_point", system(4549), (500000.0, 30.0, 5.0, 3000000.0, 4.0, -30.0), point=True)
write("south_up", system(4549), (500000.0, 30.0, 0.0, 3000000.0, 0.0, 30.0))
write("no_system", None, place)
write("no_place", system(4549), None)
albers = osr.SpatialReference()
albers.ImportFromProj4("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +a=6378137 +rf=298.257222101 +units=m")
write("albers", albers, place)
meridian = osr.SpatialReference()
meridian.ImportFromProj4("+proj=tmerc +lat_0=0 +lon_0=114.5 +k=1 +x_0=500000 +a=6378140 +rf=298.257 +units=m")
write("own_meridian", meridian, place)
