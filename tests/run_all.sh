#!/usr/bin/env bash
# Everything that must hold. Prints one line a step, in the order written here, and closes with "N passed, N failed".
# KILLS (1000): random kills of the crash test. STATES (100): disks after a power failure. FUZZ_SECONDS (60): processor time
# of each fuzz target. LANES (as many as there are processors): jobs at a time. ONLY="style unit": just these steps.
#
# A step is one job or several; jobs start in order as lanes become free, and write into a log. What needs the work of earlier
# steps waits for them behind a barrier. What measures processor time runs alone, between two barriers.
set -um # each job in a process group of its own: signals reach it as they would reach a program of its own
cd "$(dirname "$0")/.."
KILLS=${KILLS:-1000}
STATES=${STATES:-100}
FUZZ_SECONDS=${FUZZ_SECONDS:-60}
export FUZZ_SEED=${FUZZ_SEED:-1} # the same inputs as far as a machine gets in that time; make fuzz tries others
LANES=${LANES:-$(nproc)}
log=build/test-logs
mkdir -p "$log"
passed=0
failed=0
known=()        # the steps, in order
declare -A job=()  # process -> "STEP LOG BEGIN"
declare -A left=() # step -> jobs that are not done, logs, whether one failed, seconds from the first job's start to the last one's end
declare -A logs=() bad=() began=() seconds=()
said=0 # so many of the steps have been reported
whole= # the last step is written down as a whole

stop() {
  trap - INT TERM
  for pid in "${!job[@]}"; do kill -TERM -- "-$pid" 2>/dev/null; done
  exit 130
}
trap stop INT TERM

report() { # STEP
  cat ${logs[$1]} >"$log/$1.log" # shellcheck disable=SC2086
  if [ -z "${bad[$1]:-}" ]; then
    passed=$((passed + 1))
    printf 'ok      %-12s %4d s  %s\n' "$1" "${seconds[$1]}" "$(grep -v '^$' "$log/$1.log" | tail -n 1 | cut -c1-110)"
  else
    failed=$((failed + 1))
    printf 'FAILED  %-12s %4d s  (whole log: %s)\n' "$1" "${seconds[$1]}" "$log/$1.log"
    for one in ${bad[$1]}; do tail -n 40 "$one" | sed 's/^/    /'; done
  fi
  rm -f ${logs[$1]}
}

report_done() { # the steps that are done, up to the first that is not
  while [ "$said" -lt "${#known[@]}" ]; do
    local name=${known[$said]}
    [ "${left[$name]}" = 0 ] || return
    [ $((said + 1)) -lt "${#known[@]}" ] || [ -n "$whole" ] || return
    said=$((said + 1))
    [ -z "${logs[$name]:-}" ] || report "$name"
  done
}

reap() { # waits for one job
  local pid code name file begin
  wait -n -p pid "${!job[@]}"
  code=$?
  read -r name file begin <<<"${job[$pid]}"
  unset "job[$pid]"
  left[$name]=$((left[$name] - 1))
  seconds[$name]=$((SECONDS - began[$name]))
  [ "$code" = 0 ] || bad[$name]+=" $file"
  report_done
}

wait_for_all() {
  while [ "${#job[@]}" -gt 0 ]; do reap; done
}
barrier() {
  whole=yes
  wait_for_all
  report_done
}

step() { # NAME COMMAND...; said again at once with the same name it is one more job of that step
  local name=$1 file
  shift
  if [ "${#known[@]}" = 0 ] || [ "${known[-1]}" != "$name" ]; then
    whole=yes
    report_done
    whole=
    known+=("$name")
    left[$name]=0
  fi
  if [ -n "${ONLY:-}" ] && ! [[ " $ONLY " == *" $name "* ]]; then return; fi
  while [ "${#job[@]}" -ge "$LANES" ]; do reap; done
  file=$log/.$name.$(wc -w <<<"${logs[$name]:-}")
  logs[$name]+=" $file"
  began[$name]=${began[$name]:-$SECONDS}
  left[$name]=$((left[$name] + 1))
  "$@" >"$file" 2>&1 </dev/null &
  job[$!]="$name $file $SECONDS"
}

build() ( # PRESET [OPTIONS]; one at a time in a folder
  exec 9>"build/.$1.lock"
  flock 9
  cmake --preset "$1" && cmake --build --preset "$1" -j "$(nproc)" "${@:2}"
)
needs() { [ -z "${ONLY:-}" ] || build "$@"; } # what no step has built
leaks_are_seen() { # a program that loses memory fails here, so a unit test would, too
  echo 'int main(void) { char *volatile p = __builtin_malloc(8); p[0] = 0; p = 0; return p != 0; }' |
    cc -fsanitize=address -x c -o build/leak - && ! ./build/leak >/dev/null 2>&1 || { echo 'LeakSanitizer does not work here'; return 1; }
}
unit() { # PRESET [OPTIONS]
  needs "$1" && ctest --test-dir "build/$1" -R '^unit\.' --no-tests=error --output-on-failure "${@:2}"
}
man_pages() { # made without a complaint of man's
  local said
  python3 tools/gen_options.py --man data/options build/man || return 1
  said=$(for page in build/man/*.1; do MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null; done)
  printf '%s\n' "${said:-man pages without a warning: $(find build/man -name '*.1' | wc -l)}"
  [ -z "$said" ]
}
# Where what a disk keeps does not matter, files lie in memory: a commit would wait for the disk, and nothing would be tested by that.
memory=$(df --output=fstype,avail -m /dev/shm 2>/dev/null | awk '$1 == "tmpfs" && $2 >= 512 { print "/dev/shm" }')
in_memory() { TMPDIR=${memory:-${TMPDIR:-/tmp}} "$@"; }

step release build release
step style tools/style.sh
step clang build clang --target polybius bench_rooms
step asan build asan
step fuzzers build fuzz
barrier
# Alone: they measure processor time.
step bombs python3 tests/fault/bombs.py --build build/release
barrier
step linear python3 tests/fault/linear.py --build build/release
barrier
# Our own allocations can be made to fail in the release build only; sanitizers have theirs.
step unit in_memory unit release
step unit leaks_are_seen
step unit in_memory unit asan
# Under clang's UBSan, which sees what gcc's does not (an offset to a null pointer); the fuzz targets do extract's hostile pages.
step unit_clang in_memory unit fuzz -E '^unit\.extract\.test_hostile'
step kill python3 tests/fault/kill.py --build build/release --kills "$KILLS"
step io in_memory python3 tests/fault/io.py --build build/release
step oom build/release/tests/oom tests/fault/inputs
step planted in_memory python3 tests/fault/planted.py --build build/release
step power python3 tests/fault/power.py --build build/release --states "$STATES"
step sandbox in_memory python3 tests/fault/sandbox.py --build build/release
step once in_memory python3 tests/fault/once.py --build build/release
step soak in_memory python3 tests/fault/soak.py --build build/release
step cov_base in_memory tools/coverage.sh --gate 100 base
step corpus sh -c 'python3 tests/corpus/test_tools.py 2>&1 && python3 tools/corpus/check.py'
step cli python3 tests/cli.py build/release/polybius
step manners python3 tests/manners.py build/release/polybius
step refused python3 tests/refused.py build/release/polybius
step man man_pages
step agreement python3 tests/eval/agreement.py build/release/polybius
step floors python3 tests/eval/floors.py build/release/polybius
targets=(fuzz/fuzz_*.c)
step fuzz needs fuzz --target fuzzers
[ -z "${ONLY:-}" ] || wait_for_all
for target in "${targets[@]}"; do step fuzz tools/fuzz.sh --one "$(basename "${target#fuzz/fuzz_}" .c)" "$FUZZ_SECONDS"; done
step fuzz echo "${#targets[@]} fuzz targets, $FUZZ_SECONDS s of processor time each, no finding"
barrier
printf '%d passed, %d failed\n' "$passed" "$failed"
for name in ${ONLY:-}; do
  case " ${known[*]} " in *" $name "*) ;; *) printf "ONLY: there is no step '%s' (%s)\n" "$name" "${known[*]}"; failed=1 ;; esac
done
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
