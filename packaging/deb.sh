#!/usr/bin/env bash
# Builds the Debian package out of a copy of the tree, below build/deb; the result goes to dist/.
# usage: packaging/deb.sh [--check]   --check: lintian must find neither errors nor warnings, and the unpacked program runs
set -eu
cd "$(dirname "$0")/.."
need() { command -v "$1" >/dev/null || { echo "make deb needs Debian's $2: apt-get install $2" >&2; exit 1; }; }
need dpkg-buildpackage dpkg-dev
need dh debhelper
[ "${1:-}" != --check ] || need lintian lintian

version=$(dpkg-parsechangelog -l packaging/debian/changelog -S Version)
work=build/deb
tree=$work/polybius-${version%-*}
rm -rf "$work"
mkdir -p "$tree" dist
# What building and trying the program needs: not the corpus, training, measuring and the tests below the command line.
{ git ls-files --cached --others --exclude-standard 2>/dev/null || find . -type f -not -path './build/*' -not -path './dist/*' | sed 's,^\./,,'; } |
  grep -E '^(tests/(cli\.py|cases/cli/)|[^/]*$|(cmake|data|docs|include|models|packaging|samples|src|tools|web)/)' | while read -r file; do [ -f "$file" ] && printf '%s\0' "$file"; done |
  xargs -0 cp --parents -p -t "$tree"
epoch=$(dpkg-parsechangelog -l packaging/debian/changelog -S Timestamp)
tar -C "$work" --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -cJf "$work/polybius_${version%-*}.orig.tar.xz" "$(basename "$tree")"
cp -r packaging/debian "$tree/debian"
(cd "$tree" && dpkg-buildpackage -us -uc) >"$work/build.log" 2>&1 || { tail -40 "$work/build.log"; exit 1; }
cp "$work"/polybius_*.deb dist/
ls dist/polybius_"$version"_*.deb
[ "${1:-}" = --check ] || exit 0

lintian --fail-on error,warning --tag-display-limit 0 "$work"/polybius_"$version"_*.changes
root=$work/root
dpkg-deb -x "$work"/polybius_"$version"_*.deb "$root"
for file in usr/bin/polybius usr/share/man/man1/polybius.1.gz usr/share/man/man1/polybius-code.1.gz usr/share/doc/polybius/copyright \
  usr/share/bash-completion/completions/polybius usr/share/zsh/vendor-completions/_polybius usr/share/fish/vendor_completions.d/polybius.fish; do
  [ -s "$root/$file" ] || { echo "the package lacks $file"; exit 1; }
done
"$root/usr/bin/polybius" demo --dir "$work/demo" >"$work/demo.log" 2>&1 || { cat "$work/demo.log"; exit 1; }
echo "package $version: lintian finds no error and no warning; the program runs"
