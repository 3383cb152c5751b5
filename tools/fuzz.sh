#!/usr/bin/env bash
# Fuzz targets of fuzz/fuzz_*.c under libFuzzer with ASan and UBSan.
# usage: tools/fuzz.sh [--replay]   --replay: only the kept inputs (fuzz/corpus/NAME), and FUZZ_SECONDS (5) of new ones each.
set -eu
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}
[ "${1:-}" = --replay ] && seconds=${FUZZ_SECONDS:-5}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers >build/fuzz/build.log || { tail -30 build/fuzz/build.log; exit 1; }
ran=0
for source in fuzz/fuzz_*.c; do
  name=$(basename "$source" .c)
  corpus=fuzz/corpus/${name#fuzz_}
  work=build/fuzz/work/$name
  mkdir -p "$work"
  dict=fuzz/${name#fuzz_}.dict
  extra=()
  [ -f "$dict" ] && extra+=("-dict=$dict")
  [ -d "$corpus" ] || { echo "no seeds: $corpus" >&2; exit 1; }
  seeds=("$corpus")
  case $name in *_html | *_facts | *_code) seeds+=(samples) ;; *_acquire) seeds+=(tests/cases/exports) ;; esac # whole articles
  build/fuzz/fuzz/"$name" -runs=0 "${seeds[@]}" >"$work.log" 2>&1 || { tail -30 "$work.log"; exit 1; }
  build/fuzz/fuzz/"$name" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$work/" "${extra[@]}" "$work" "${seeds[@]}" >"$work.log" 2>&1 || { tail -40 "$work.log"; exit 1; }
  printf '%-16s %s inputs tried\n' "$name" "$(sed -n 's/stat::number_of_executed_units: *//p' "$work.log")"
  ran=$((ran + 1))
done
echo "$ran fuzz targets, no finding"
