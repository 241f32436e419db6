#!/usr/bin/env bash
# Makes the fixtures of this folder anew: ogr2ogr writes every format from the three .geojson, and
# gdaltransform says where positions of each coordinate system lie. GDAL 3.6.2 of Debian 12, with PROJ 9.1.1:
#   apt-get install -y --no-install-recommends gdal-bin
set -euo pipefail
cd "$(dirname "$0")"
rm -rf shp gpkg projections.csv
mkdir shp gpkg
for kind in polygons lines points; do
  ogr2ogr -f 'ESRI Shapefile' shp/$kind.shp $kind.geojson -lco ENCODING=UTF-8
done
ogr2ogr -f GPKG gpkg/polygons.gpkg polygons.geojson -nln polygons
ogr2ogr -f 'ESRI Shapefile' shp/gbk.shp polygons.geojson -lco ENCODING=GBK
for epsg in 3857 32649 4546 4525 4508; do
  ogr2ogr -f 'ESRI Shapefile' shp/epsg$epsg.shp polygons.geojson -t_srs EPSG:$epsg -lco ENCODING=UTF-8
done
for epsg in 3857 4525; do
  ogr2ogr -f GPKG gpkg/epsg$epsg.gpkg polygons.geojson -nln polygons -t_srs EPSG:$epsg
done
ogr2ogr -f 'ESRI Shapefile' shp/heights.shp lines.geojson -dim XYZ -lco ENCODING=UTF-8
ogr2ogr -f GPKG gpkg/heights.gpkg lines.geojson -nln lines -dim XYZM
ogr2ogr -f GPKG gpkg/several.gpkg lines.geojson -nln lines
ogr2ogr -f GPKG -update gpkg/several.gpkg points.geojson -nln 点
ogr2ogr -f 'ESRI Shapefile' shp/xian1980.shp points.geojson -a_srs EPSG:2383 -lco ENCODING=UTF-8
# Nobody needs the index.
rm -f shp/*.shx

# What gdaltransform says of positions in every system that is known.
{
  echo epsg,x,y,longitude,latitude
  for epsg in 3857 $(seq 32601 32660) $(seq 4491 4554); do
    case $epsg in
      3857) middle=111 ;;
      326*) middle=$((6 * (epsg - 32600) - 183)) ;;
      *) if [ "$epsg" -le 4501 ]; then middle=$((75 + 6 * (epsg - 4491)))
         elif [ "$epsg" -le 4512 ]; then middle=$((75 + 6 * (epsg - 4502)))
         elif [ "$epsg" -le 4533 ]; then middle=$((75 + 3 * (epsg - 4513)))
         else middle=$((75 + 3 * (epsg - 4534))); fi ;;
    esac
    for at in "-1.5 32.6" "0.25 18.25" "2.9 53.5"; do
      read -r east latitude <<<"$at"
      longitude=$(echo "$middle + $east" | bc)
      xy=$(echo "$longitude $latitude" | gdaltransform -s_srs EPSG:4326 -t_srs EPSG:$epsg -output_xy | awk '{printf "%.3f %.3f", $1, $2}')
      back=$(echo "$xy" | gdaltransform -s_srs EPSG:$epsg -t_srs EPSG:4326 -output_xy)
      echo "$epsg $xy $back" | tr ' ' ,
    done
  done
} > projections.csv

# What ogr2ogr reads of our own tiles, which `WELLKEEPER_BLESS=1 cargo test -p wellkeeper-layers tiles` writes.
# The names say where each lies, and ogr2ogr goes by them.
for tile in tiles/*/*/*/*.mvt; do
  rm -f "${tile%.mvt}.geojson"
  IFS=/ read -r _ kind zoom x y <<<"${tile%.mvt}"
  ogr2ogr -f GeoJSON "${tile%.mvt}.geojson" MVT:"$tile" -oo X="$x" -oo Y="$y" -oo Z="$zoom" -oo CLIP=NO \
    -t_srs EPSG:4326 -lco COORDINATE_PRECISION=12
done
