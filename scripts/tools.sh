#!/usr/bin/env bash
# Installs what the tests and benches need beside Rust and Node: the PostgreSQL of the system, Chromium
# with a Chinese font for the tests of the page, Poppler to read the PDFs of the bulletin, GDAL to read and write
# rasters, and from PyPI, in
# .tools/python, the real DuckDB with its DuckLake and SQLite extensions, pyMannKendall, and
# Schemathesis, which asks the API what nobody thought of. What is there is left as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
sudo=()
if [ "$(id -u)" != 0 ]; then sudo=(sudo); fi
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null; then
  echo "installing postgresql" >&2
  # The tests start a cluster of their own; Debian's would run on port 5432 for nobody.
  "${sudo[@]}" mkdir -p /etc/postgresql-common
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    echo 'create_main_cluster = false' | "${sudo[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >&2
fi
if ! command -v pdftotext >/dev/null; then
  echo "installing poppler-utils" >&2
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends poppler-utils >&2
fi
# The tests of rasters: GDAL, and its Python under the system's own.
if ! command -v gdal_translate >/dev/null || ! /usr/bin/python3 -c 'import osgeo' 2>/dev/null; then
  echo "installing gdal-bin" >&2
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    gdal-bin python3-gdal python3-numpy >&2
fi
if [ -d web/node_modules ] || command -v node >/dev/null; then
  if [ -z "${CHROMIUM:-}" ] && [ ! -x /usr/bin/chromium ]; then
    echo "installing chromium" >&2
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium fonts-noto-cjk >&2
  fi
fi
venv=.tools/python
version=1.5.5
pymannkendall=1.4.3
schemathesis=4.32.5
stamp="$venv/installed-$version-$pymannkendall-$schemathesis"
if [ -f "$stamp" ]; then exit 0; fi
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "installing python3-venv" >&2
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" apt-get install -y -qq python3 python3-venv python3-pip >&2
fi
echo "installing DuckDB $version, pyMannKendall $pymannkendall and Schemathesis $schemathesis for the tests" >&2
rm -rf "$venv" && mkdir -p .tools && python3 -m venv "$venv"
"$venv/bin/pip" install -q --disable-pip-version-check "duckdb==$version" \
  "duckdb-extension-ducklake==$version" "duckdb-extension-sqlite-scanner==$version" \
  "pymannkendall==$pymannkendall" "schemathesis==$schemathesis" numpy==2.4.6 scipy==1.17.1 >&2
touch "$stamp"
