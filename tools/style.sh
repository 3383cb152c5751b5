#!/bin/sh
# Style is a program: formatting, lengths, complexity, include direction, banned functions, tables, no machine's paths.
set -u
cd "$(dirname "$0")/.."
bad=0
say() { printf '%s\n' "$*"; }
# In a copy without git: all files but what is built.
listed() { git ls-files --cached --others --exclude-standard 2>/dev/null || find . -type f -not -path './build/*' -not -path './dist/*' | sed 's,^\./,,'; }
all=$(listed)
files=$(printf '%s\n' "$all" | grep -E '^(src|include|tests|fuzz|bench|training)/.*\.[ch]$')
[ -n "$files" ] || { say "no source files found"; exit 1; }
unformatted=$(for f in $files; do clang-format-14 --dry-run -Werror "$f" >/dev/null 2>&1 || echo "$f"; done)
if [ -n "$unformatted" ]; then say "not formatted (clang-format-14 -i):"; say "$unformatted"; bad=1; else say "format: every file as .clang-format wants it"; fi
python3 tools/check_includes.py || bad=1
python3 tools/check_functions.py || bad=1
python3 tools/check_actors.py || bad=1
python3 tools/check_triggers.py || bad=1
python3 tools/gen_codebook.py --check || bad=1
paths=$(printf '%s\n' "$all" | grep -vx tools/style.sh | xargs -d '\n' grep -nIE '(/work/main|/work/shared|/root/|registry\.npmjs|pypi\.org|crates\.io)' 2>/dev/null)
if [ -n "$paths" ]; then say "a machine's path or a registry's address stands in the repository:"; say "$paths"; bad=1; fi
for target in fuzz/fuzz_*.c; do
  name=${target#fuzz/fuzz_}
  grep -q "^| ${name%.c} | " docs/testing.md || { say "docs/testing.md does not tell of the fuzz target ${name%.c}"; bad=1; }
done
exit $bad
