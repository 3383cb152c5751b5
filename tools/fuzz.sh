#!/usr/bin/env bash
# Fuzz targets of fuzz/fuzz_*.c under libFuzzer with ASan and UBSan, two at a time: first all kept inputs (fuzz/corpus/NAME and earlier
# runs'), then new ones for FUZZ_SECONDS (60) each.
# usage: tools/fuzz.sh [NAME...]
#        tools/fuzz.sh --one NAME SECONDS   one that is built; prints what docs/testing.md tells of it
# New inputs that reach new code: build/fuzz/work/fuzz_NAME; what broke something: build/fuzz/work/fuzz_NAME-*.
set -eu
cd "$(dirname "$0")/.."

stat() { sed -n "s/^stat::$2: *//p" "$1"; }

one() { # NAME, SECONDS
  local work=build/fuzz/work/fuzz_$1 dict=fuzz/$1.dict options=(-timeout=25 -rss_limit_mb=2048 -max_len=65536) seeds=("fuzz/corpus/$1")
  [ -d "${seeds[0]}" ] || { echo "no seeds: ${seeds[0]}" >&2; return 1; }
  case $1 in facts | whole) dict=fuzz/html.dict ;; parse) dict=fuzz/code.dict ;; esac
  [ -f "$dict" ] && options+=("-dict=$dict")
  case $1 in html | facts | code | whole) seeds+=(samples) ;; esac # whole articles
  mkdir -p "$work"
  local run=(build/fuzz/fuzz/fuzz_"$1" "${options[@]}" -artifact_prefix="$work-" -print_final_stats=1)
  # libFuzzer counts its reading of the kept inputs as part of the time: that is measured, and added.
  local begin=${EPOCHREALTIME/./} used TIMEFORMAT='%U %S'
  "${run[@]}" -runs=0 "$work" "${seeds[@]}" >"$work.log" 2>&1 || broken "$1" || return 1
  local reading=$(((${EPOCHREALTIME/./} - begin) / 1000000 + 1))
  used=$({ time "${run[@]}" -max_total_time=$(($2 + reading)) "$work" "${seeds[@]}" >>"$work.log" 2>&1; } 2>&1) || broken "$1" || return 1
  awk -v name="$1" -v runs="$(stat "$work.log" number_of_executed_units | tail -n 1)" -v kept="$(find "$work" "${seeds[0]}" -type f | wc -l)" \
    '{ printf "%-10s %4.0f s of processor time %9d executions %6d inputs kept\n", name, $1 + $2, runs, kept }' <<<"$used"
}
broken() { # NAME
  echo "FAILED $1: build/fuzz/work/fuzz_$1.log"
  tail -n 40 "build/fuzz/work/fuzz_$1.log"
  return 1
}
if [ "${1:-}" = --one ]; then one "$2" "$3"; exit; fi

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers >build/fuzz/build.log || { tail -30 build/fuzz/build.log; exit 1; }
names=("$@")
[ $# -gt 0 ] || for source in fuzz/fuzz_*.c; do name=${source#fuzz/fuzz_}; names+=("${name%.c}"); done
printf '%s\n' "${names[@]}" | xargs -P 2 -I NAME "$0" --one NAME "${FUZZ_SECONDS:-60}"
echo "${#names[@]} fuzz targets, no finding"
