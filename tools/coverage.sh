#!/usr/bin/env bash
# What the unit and case tests and tests/cli.py, tests/manners.py run of src/, by llvm-cov: a table of rooms (lines, branches); see tools/coverage.py.
# usage: tools/coverage.sh [--gate PERCENT] [ROOM]   ROOM: only its own tests and files, each file in the table; with --gate, what of it
# never ran, and a failure below PERCENT of its branches. The sources with their counts: build/cov/html/.
set -eu
cd "$(dirname "$0")/.."
gate=()
[ "${1:-}" = --gate ] && { gate=(--gate "$2"); shift 2; }
room=${1:-}
raw=build/cov/raw
cmake --preset cov >/dev/null
if [ -n "$room" ]; then
  tests=$(ninja -C build/cov -t targets all | sed -n "s/^\(${room}_test_[a-z0-9_]*\): phony.*/\1/p" | sort -u)
  # shellcheck disable=SC2086
  ninja -C build/cov $tests >build/cov/build.log || { tail -30 build/cov/build.log; exit 1; }
else
  cmake --build --preset cov >build/cov/build.log || { tail -30 build/cov/build.log; exit 1; }
fi
rm -rf "$raw"
mkdir -p "$raw"
failed=0
ctest --test-dir build/cov -R "^unit\.${room}" --no-tests=error -j 2 >build/cov/ctest.log 2>&1 || failed=1
if [ -z "$room" ]; then
  python3 tests/cli.py build/cov/polybius >build/cov/cli.log 2>&1 || failed=1
  python3 tests/manners.py build/cov/polybius >>build/cov/cli.log 2>&1 || failed=1
fi
llvm-profdata-14 merge -sparse "$raw"/*.profraw -o build/cov/all.profdata
rm -rf "$raw"
objects=()
for test in build/cov/tests/${room:-*}_test_*; do [ -x "$test" ] && objects+=(-object "$test"); done
[ -n "$room" ] || objects+=(-object build/cov/polybius)
counts=("${objects[@]:1}" -instr-profile=build/cov/all.profdata)
llvm-cov-14 show "${counts[@]}" -format=html -output-dir=build/cov/html "$PWD/src/${room}" >/dev/null 2>&1
llvm-cov-14 export "${counts[@]}" "$PWD/src/${room}" 2>build/cov/llvm-cov.log | python3 tools/coverage.py ${room:+--room "$room"} "${gate[@]}" || failed=1
grep -E "Failed|Timeout|\*\*\*" build/cov/ctest.log | head -20 || true
[ "$failed" = 0 ] || { echo "below the gate, or tests failed: build/cov/ctest.log, build/cov/cli.log"; exit 1; }
