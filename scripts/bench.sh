#!/usr/bin/env bash
# Ours against the peers in one run; the answers are compared first. WELLKEEPER_BENCH=small is quick.
set -euo pipefail
cd "$(dirname "$0")/.."
export WELLKEEPER_DUCKDB_PYTHON="$PWD/.tools/duckdb/bin/python"
cargo bench --locked -p wellkeeper --bench monthly_mean
