#!/usr/bin/env bash
# Every test of the workspace: nextest where it is installed, cargo test elsewhere; then the
# examples in the documentation of the code.
set -euo pipefail
cd "$(dirname "$0")/.."
export WELLKEEPER_DUCKDB_PYTHON="$PWD/.tools/duckdb/bin/python"
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked --workspace --no-fail-fast
  cargo test --locked --workspace --doc
else
  cargo test --locked --workspace --no-fail-fast
fi
# The benches with tiny input, so that they cannot rot; their timings mean nothing here.
WELLKEEPER_BENCH=small cargo test --locked -p wellkeeper --bench monthly_mean
