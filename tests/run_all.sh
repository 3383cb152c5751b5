#!/usr/bin/env bash
# Everything that must hold, in order of cost. Prints one line a step and closes with "N passed, N failed".
# KILLS (1000): random kills of the crash test. STATES (100): disks after a power failure. ONLY="style unit": just these steps.
set -u
cd "$(dirname "$0")/.."
KILLS=${KILLS:-1000}
STATES=${STATES:-100}
log=build/test-logs
mkdir -p "$log"
passed=0
failed=0
known=

step() { # name, command...
  local name=$1
  shift
  known="${known:+$known }$name"
  if [ -n "${ONLY:-}" ] && ! [[ " $ONLY " == *" $name "* ]]; then return; fi
  local begin=$SECONDS
  if "$@" >"$log/$name.log" 2>&1; then
    passed=$((passed + 1))
    printf 'ok      %-12s %4d s  %s\n' "$name" $((SECONDS - begin)) "$(grep -v '^$' "$log/$name.log" | tail -n 1 | cut -c1-110)"
  else
    failed=$((failed + 1))
    printf 'FAILED  %-12s %4d s  (whole log: %s)\n' "$name" $((SECONDS - begin)) "$log/$name.log"
    tail -n 40 "$log/$name.log" | sed 's/^/    /'
  fi
}

build() { cmake --preset "$1" && cmake --build --preset "$1"; }
# Under sanitizers, and as released: there our own allocations can be made to fail.
leaks_are_seen() { # a program that loses memory fails here, so a unit test would, too
  echo 'int main(void) { char *volatile p = __builtin_malloc(8); p[0] = 0; p = 0; return p != 0; }' |
    cc -fsanitize=address -x c -o build/leak - && ! ./build/leak >/dev/null 2>&1
}
unit() {
  local preset
  leaks_are_seen || { echo 'LeakSanitizer does not work here'; return 1; }
  for preset in release asan; do
    build "$preset" && ctest --test-dir "build/$preset" -R '^unit\.' --no-tests=error --output-on-failure -j 2 || return 1
  done
}
# Under clang's UBSan, which sees what gcc's does not (an offset to a null pointer); the fuzz targets do extract's hostile pages.
unit_clang() { build fuzz && ctest --test-dir build/fuzz -R '^unit\.' -E '^unit\.extract\.test_hostile' --no-tests=error --output-on-failure -j 2; }
man_pages() { # made without a complaint of man's
  local said
  python3 tools/gen_options.py --man data/options build/man || return 1
  said=$(for page in build/man/*.1; do MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null; done)
  printf '%s\n' "${said:-man pages without a warning: $(find build/man -name '*.1' | wc -l)}"
  [ -z "$said" ]
}

step style tools/style.sh
step release build release
step clang build clang
step asan build asan
step unit unit
step unit_clang unit_clang
step cov_base tools/coverage.sh --gate 100 base
step corpus sh -c 'python3 tests/corpus/test_tools.py 2>&1 && python3 tools/corpus/check.py'
step cli python3 tests/cli.py build/release/polybius
step manners python3 tests/manners.py build/release/polybius
step man man_pages
step oom build/release/tests/oom tests/fault/inputs
step planted python3 tests/fault/planted.py --build build/release
step bombs python3 tests/fault/bombs.py --build build/release
step sandbox python3 tests/fault/sandbox.py --build build/release
step soak python3 tests/fault/soak.py --build build/release
step linear python3 tests/fault/linear.py --build build/release
step io python3 tests/fault/io.py --build build/release
step power python3 tests/fault/power.py --build build/release --states "$STATES"
step once python3 tests/fault/once.py --build build/release
step kill python3 tests/fault/kill.py --build build/release --kills "$KILLS"
step fuzz tools/fuzz.sh --replay
step agreement python3 tests/eval/agreement.py build/release/polybius
step floors python3 tests/eval/floors.py build/release/polybius
printf '%d passed, %d failed\n' "$passed" "$failed"
for name in ${ONLY:-}; do
  case " $known " in *" $name "*) ;; *) printf "ONLY: there is no step '%s' (%s)\n" "$name" "$known"; failed=1 ;; esac
done
[ "$failed" = 0 ]
