#!/usr/bin/env bash
# Fuzz targets of fuzz/fuzz_*.c under libFuzzer with ASan and UBSan, two at a time.
# usage: tools/fuzz.sh [--replay] [NAME...]   --replay: the kept inputs (fuzz/corpus/NAME), and FUZZ_SECONDS (5) of new ones each.
# New inputs that reach new code: build/fuzz/work/fuzz_NAME; what broke something: build/fuzz/work/fuzz_NAME-*.
set -eu
cd "$(dirname "$0")/.."

one() { # NAME, SECONDS
  local work=build/fuzz/work/fuzz_$1 dict=fuzz/$1.dict extra=() seeds=("fuzz/corpus/$1")
  [ -d "${seeds[0]}" ] || { echo "no seeds: ${seeds[0]}" >&2; return 1; }
  case $1 in facts | whole) dict=fuzz/html.dict ;; parse) dict=fuzz/code.dict ;; esac
  [ -f "$dict" ] && extra+=("-dict=$dict")
  case $1 in html | facts | code | whole) seeds+=(samples) ;; esac # whole articles
  mkdir -p "$work"
  build/fuzz/fuzz/fuzz_"$1" -max_total_time="$2" -timeout=25 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$work-" "${extra[@]}" "$work" "${seeds[@]}" >"$work.log" 2>&1 || { echo "FAILED $1: $work.log"; tail -40 "$work.log"; return 1; }
  printf '%-16s %9s inputs tried, %s of them new\n' "$1" "$(sed -n 's/stat::number_of_executed_units: *//p' "$work.log")" \
    "$(sed -n 's/stat::new_units_added: *//p' "$work.log")"
}
if [ "${1:-}" = --one ]; then one "$2" "$3"; exit; fi

seconds=${FUZZ_SECONDS:-60}
if [ "${1:-}" = --replay ]; then seconds=${FUZZ_SECONDS:-5}; shift; fi
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers >build/fuzz/build.log || { tail -30 build/fuzz/build.log; exit 1; }
names=("$@")
[ $# -gt 0 ] || for source in fuzz/fuzz_*.c; do name=${source#fuzz/fuzz_}; names+=("${name%.c}"); done
printf '%s\n' "${names[@]}" | xargs -P 2 -I NAME "$0" --one NAME "$seconds"
echo "${#names[@]} fuzz targets, no finding"
