#!/usr/bin/env bash
# Builds the page, web/dist, where its sources have changed since it was built: the program carries it.
# One at a time, whoever calls. Without Node the program is built with a few words in the page's place;
# in CI that is an error.
set -euo pipefail
cd "$(dirname "$0")/../web"

without_page() {
  echo "$1: the program is built without its page" >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
}

command -v node >/dev/null && command -v npm >/dev/null || without_page "Node is not installed"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
  || without_page "Node $(node --version) is older than 20.19"

exec 9>.page.lock
flock 9
sources=$(find index.html public src ./*.json ./*.js ./*.ts ../data/natural_earth -type f 2>/dev/null | LC_ALL=C sort \
  | xargs -d '\n' sha256sum | sha256sum)
if [ -f dist/index.html ] && [ "$(cat .built 2>/dev/null)" = "$sources" ]; then exit 0; fi
packages=$(sha256sum <package-lock.json)
if [ "$(cat node_modules/.installed 2>/dev/null)" != "$packages" ]; then
  echo "installing the page's packages" >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
  echo "$packages" >node_modules/.installed
fi
echo "building the page" >&2
npm run --silent build >&2
echo "$sources" >.built
