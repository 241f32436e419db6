#!/usr/bin/env bash
# Every test of the workspace: the types and the parts of the page; the examples in the documentation of
# the code, the benches with tiny input (so that they cannot rot; their timings mean nothing here), then
# all the rest, with nextest where it is installed and cargo test elsewhere; then once more those of the
# book and the program, with the state on a PostgreSQL server, and those that need one; at last the page in
# a real browser, on the program that the tests have built. Always with `--workspace`: with fewer crates
# cargo would choose other features and build the engine again.
set -euo pipefail
cd "$(dirname "$0")/.."
export WELLKEEPER_DUCKDB_PYTHON="$PWD/.tools/python/bin/python"
export WELLKEEPER_SCHEMATHESIS="$PWD/.tools/python/bin/schemathesis"
if [ -n "${CI:-}" ]; then export WELLKEEPER_REQUIRE_PAGE=1; fi
if [ -f web/dist/index.html ]; then
  npm --prefix web run --silent check
  npm --prefix web run --silent test
fi
cargo test --locked --workspace --doc
WELLKEEPER_BENCH=small cargo test --locked --workspace \
  --bench monthly_mean --bench full_run --bench book --bench import --bench trend --bench pack_check --bench serve --bench door --bench soak
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked --workspace --no-fail-fast
  scripts/with-postgres.sh cargo nextest run --locked --workspace --no-fail-fast \
    --run-ignored all -E 'package(wellkeeper-zone) + package(wellkeeper)'
else
  cargo test --locked --workspace --no-fail-fast --lib --bins --tests
  scripts/with-postgres.sh cargo test --locked -p wellkeeper-zone -p wellkeeper --no-fail-fast \
    --lib --bins --tests -- --include-ignored
fi
if [ -f web/dist/index.html ]; then
  npm --prefix web run --silent e2e
else
  echo "the page was not built (no Node): its tests did not run" >&2
fi
