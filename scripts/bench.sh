#!/usr/bin/env bash
# Ours against the peers in one run; the answers are compared first. WELLKEEPER_BENCH=small is quick.
# PART=zone: what runs on readings. The harness is built as the tests are, the program that it measures as a release.
# PART=terrain: the ground, on 10,000 x 10,000 cells, and on 30,000 x 30,000 that are never in memory.
# Without PART both.
set -euo pipefail
cd "$(dirname "$0")/.."

zone() {
  export WELLKEEPER_DUCKDB_PYTHON="$PWD/.tools/python/bin/python"
  cargo build --locked --release --workspace --bin wellkeeper
  export WELLKEEPER_PROGRAM="$PWD/target/release/wellkeeper"
  cargo test --locked --workspace --bench monthly_mean --bench full_run --bench book \
    --bench import --bench trend --bench pack_check --bench serve --bench door --bench soak
}

# The ground needs no engine: its benches are built by themselves. Its peers from PyPI read rasters by Debian's GDAL,
# whose module is built for the first NumPy.
terrain() {
  if ! .tools/peers/bin/python -c 'import exactextract, pyflwdir' 2>/dev/null; then
    echo "installing exactextract and pyflwdir into .tools/peers" >&2
    /usr/bin/python3 -m venv --system-site-packages .tools/peers
    .tools/peers/bin/pip install --quiet exactextract==0.3.0 pyflwdir==0.5.12 'numpy<2'
  fi
  if [ "${WELLKEEPER_BENCH:-}" = small ]; then
    cargo bench --locked -p wellkeeper-terrain
    return
  fi
  ground() { cargo bench --locked -p wellkeeper-terrain --bench "$@"; }
  for bench in io surface zonal fill; do ground $bench -- 10000; done
  ground fill -- 5000 peer
  ground routes -- 10000 peer:5000
  ground beyond -- 30000 1024
}

case "${PART:-}" in
  '') zone && terrain ;;
  zone | terrain) "$PART" ;;
  *)
    echo "PART is $PART; expected zone or terrain" >&2
    exit 2
    ;;
esac
