#!/bin/sh
# Runs a built program with the settings that its process needs from outside, and becomes it: signals and status are the program's own.
#   sh scripts/node.sh dist/bundle/main.js
# The only place of these settings, for npm, a container, a unit file, the tests and the benchmark; docs/sizing.md says what they do.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}"
exec "${NODE:-node}" --heap-growing-percent=100 --enable-source-maps "$@"
