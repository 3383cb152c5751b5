#!/usr/bin/env bash
# What the unit and case tests, tests/cli.py and tests/manners.py run of src/, by llvm-cov: a table of rooms (lines, branches), then the files below 90 % of lines.
# usage: tools/coverage.sh [ROOM]   ROOM: only its tests and files, each file in the table. Whole reports: build/cov/report.txt, html/.
set -eu
cd "$(dirname "$0")/.."
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
objects=(build/cov/tests/base_test_view)
for test in build/cov/tests/${room:-*}_test_* build/cov/polybius; do [ -x "$test" ] && objects+=(-object "$test"); done
llvm-cov-14 report "${objects[@]}" -instr-profile=build/cov/all.profdata "$PWD/src/${room}" >build/cov/report.txt 2>build/cov/llvm-cov.log
llvm-cov-14 show "${objects[@]}" -instr-profile=build/cov/all.profdata -format=html -output-dir=build/cov/html "$PWD/src/${room}" >/dev/null 2>&1
python3 - "${room:-}" <<'END'
import re, sys
per_file = bool(sys.argv[1])
rooms, files = {}, []
for line in open("build/cov/report.txt"):
    cells = line.split()
    # name, then count, missed, percent of regions, functions, lines, branches
    if len(cells) < 13 or not cells[0].endswith((".c", ".h")):
        continue
    lines, branches = [int(cells[7]), int(cells[8])], [int(cells[10]), int(cells[11])]
    name = re.sub(r"^.*?src/", "", cells[0])
    files.append((name, lines, branches))
    sums = rooms.setdefault(name if per_file else name.split("/")[0], [0, 0, 0, 0])
    for i, v in enumerate(lines + branches):
        sums[i] += v
percent = lambda all_, missed: "%5.1f %%" % (100 * (all_ - missed) / all_) if all_ else "    -  "
row = lambda name, s: print("%-24s %6d lines %s   %6d branches %s" % (name, s[0], percent(s[0], s[1]), s[2], percent(s[2], s[3])))
for name, sums in sorted(rooms.items()):
    row(name, sums)
row("all", [sum(s[i] for s in rooms.values()) for i in range(4)])
low = sorted((100 * (l[0] - l[1]) / l[0], n) for n, l, _ in files if l[0] and l[1] * 10 > l[0])
if low and not per_file:
    print("files below 90 %% of lines: %s" % ", ".join("%s %.0f" % (n, p) for p, n in low))
END
[ "$failed" = 0 ] || { grep -E "Failed|Timeout|\*\*\*" build/cov/ctest.log | head -20; echo "some tests failed: build/cov/ctest.log, build/cov/cli.log"; exit 1; }
