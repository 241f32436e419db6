#!/usr/bin/env bash
# Ours against the peers in one run; the answers are compared first. The harness is built as the
# tests are, the program that it measures as a release. WELLKEEPER_BENCH=small is quick.
set -euo pipefail
cd "$(dirname "$0")/.."
export WELLKEEPER_DUCKDB_PYTHON="$PWD/.tools/python/bin/python"
cargo build --locked --release --workspace --bin wellkeeper
export WELLKEEPER_PROGRAM="$PWD/target/release/wellkeeper"
cargo test --locked --workspace --bench monthly_mean --bench full_run --bench book \
  --bench import --bench trend --bench pack_check --bench serve --bench door --bench soak
# The ground needs no engine: its benches are built by themselves. Its peers from PyPI read rasters by Debian's GDAL,
# whose module is built for the first NumPy.
if [ "${WELLKEEPER_BENCH:-}" != small ]; then
  if ! .tools/peers/bin/python -c 'import exactextract, pyflwdir' 2>/dev/null; then
    echo "installing exactextract and pyflwdir into .tools/peers" >&2
    /usr/bin/python3 -m venv --system-site-packages .tools/peers
    .tools/peers/bin/pip install --quiet exactextract==0.3.0 pyflwdir==0.5.12 'numpy<2'
  fi
  cargo bench --locked -p wellkeeper-terrain
fi
