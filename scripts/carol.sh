#!/bin/sh
# `carol`, the command line, from any folder; what npm links as the package's program.
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=$(dirname "$self")/$link ;; esac
done
root=$(cd "$(dirname "$self")/.." && pwd -P) || exit 1
program=$root/dist/bundle/cli.js
[ -f "$program" ] || {
  echo "Carol is not built: run “npm install && npm run build” in $root" >&2
  exit 2
}
exec sh "$root/scripts/node.sh" "$program" "$@"
