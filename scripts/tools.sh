#!/usr/bin/env bash
# Installs what the tests and benches need beside Rust: the real DuckDB with its DuckLake and SQLite
# extensions, from PyPI, in .tools/duckdb. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.tools/duckdb
version=1.5.5
if [ -f "$venv/installed-$version" ]; then exit 0; fi
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "installing python3-venv" >&2
  if [ "$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq python3 python3-venv python3-pip >&2
  else sudo apt-get update -qq && sudo apt-get install -y -qq python3 python3-venv python3-pip >&2; fi
fi
echo "installing DuckDB $version for the tests" >&2
rm -rf "$venv" && mkdir -p .tools && python3 -m venv "$venv"
"$venv/bin/pip" install -q --disable-pip-version-check "duckdb==$version" \
  "duckdb-extension-ducklake==$version" "duckdb-extension-sqlite-scanner==$version" >&2
touch "$venv/installed-$version"
