#!/usr/bin/env bash
# Fuzz targets of fuzz/fuzz_*.c under libFuzzer with ASan and UBSan, two at a time: first all kept inputs (fuzz/corpus/NAME and earlier
# runs'), then new ones for FUZZ_SECONDS (60) of processor time each. FUZZ_SEED: 0 (default) each run tries others, else always the same.
# usage: tools/fuzz.sh [NAME...]
#        tools/fuzz.sh --one NAME SECONDS   one that is built; prints what docs/testing.md tells of it
# New inputs that reach new code: build/fuzz/work/fuzz_NAME; what broke something: build/fuzz/work/fuzz_NAME-*.
set -eu
cd "$(dirname "$0")/.."

# Runs a target until it has had so many seconds of the processor's time, whoever else is using it. ticks: what it had.
run_for() { # SECONDS, LOG, command...
  local most=$(($1 * $(getconf CLK_TCK))) log=$2 now pid
  shift 2
  "$@" >>"$log" 2>&1 &
  pid=$!
  ticks=0
  while kill -0 "$pid" 2>/dev/null; do
    now=$(awk '{ print $14 + $15 }' "/proc/$pid/stat" 2>/dev/null) && [ -n "$now" ] && ticks=$now
    [ "$ticks" -lt "$most" ] || kill -USR1 "$pid" 2>/dev/null || true # libFuzzer ends in peace
    sleep 0.2
  done
  wait "$pid" || return 1
  [ "$ticks" -ge "$most" ] || { echo "it ended before its time" >>"$log"; return 1; }
}

one() { # NAME, SECONDS
  local work=build/fuzz/work/fuzz_$1 dict=fuzz/$1.dict options=(-seed="${FUZZ_SEED:-0}" -timeout=25 -rss_limit_mb=2048 -max_len=65536) seeds=("fuzz/corpus/$1")
  [ -d "${seeds[0]}" ] || { echo "no seeds: ${seeds[0]}" >&2; return 1; }
  case $1 in facts | whole) dict=fuzz/html.dict ;; parse) dict=fuzz/code.dict ;; esac
  [ -f "$dict" ] && options+=("-dict=$dict")
  case $1 in html | facts | code | whole) seeds+=(samples) ;; esac # whole articles
  mkdir -p "$work"
  local run=(build/fuzz/fuzz/fuzz_"$1" "${options[@]}" -artifact_prefix="$work-" -print_final_stats=1) TIMEFORMAT='%U %S' reading
  # The second run reads the kept inputs once more: that takes as long as here, and is not counted.
  reading=$({ time "${run[@]}" -runs=0 "$work" "${seeds[@]}" >"$work.log" 2>&1; } 2>&1) || broken "$1" || return 1
  reading=$(awk '{ print int($1 + $2 + 0.9) }' <<<"$reading")
  run_for $(($2 + reading)) "$work.log" "${run[@]}" -max_total_time=$((20 * ($2 + reading))) "$work" "${seeds[@]}" || broken "$1" || return 1
  printf '%-10s %4d s of processor time, %9d executions, %6d inputs kept\n' "$1" $((ticks / $(getconf CLK_TCK) - reading)) \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$work.log" | tail -n 1)" "$(find "$work" "${seeds[0]}" -type f | wc -l)"
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
