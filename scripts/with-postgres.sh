#!/usr/bin/env bash
# Runs a command with a PostgreSQL cluster of its own: scripts/with-postgres.sh CMD…
# The cluster lies in a temporary folder, listens on a socket there and nowhere else, writes as
# durably as any and puts texts in the order of Chinese, as a city's server may. It is stopped and
# removed whatever becomes of the command. Its address is in WELLKEEPER_TEST_POSTGRES; its user
# `keeper` has the password `deep spring` and a schema of the same name.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
if [ -z "$bin" ]; then bin=$(dirname "$(command -v pg_ctl)"); fi
folder=$(mktemp -d /tmp/wellkeeper-postgres.XXXXXX)
# Whoever runs the tests reaches the socket; the server refuses to run as root.
chmod 755 "$folder"
as=()
if [ "$(id -u)" = 0 ]; then
  as=(runuser -u postgres --)
  chown postgres "$folder"
fi
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
start() (
  cd "$folder"
  "${as[@]}" "$bin/initdb" -D data -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 \
    --locale-provider=icu --icu-locale=zh-CN
  "${as[@]}" sed -i '1i local all keeper scram-sha-256' data/pg_hba.conf
  "${as[@]}" "$bin/pg_ctl" -D data -w -l log -o "-c listen_addresses='' -k '$folder'" start
  "${as[@]}" "$bin/psql" -q -h "$folder" -U postgres -d postgres \
    -c "create role keeper login password 'deep spring'" -c 'create schema authorization keeper'
)
if ! said=$(start 2>&1); then
  echo "$said" >&2
  cat "$folder/log" >&2
  exit 1
fi
export WELLKEEPER_TEST_POSTGRES="postgres://postgres@localhost/postgres?host=$folder"
"$@"
