#!/bin/sh
# Installs the Debian packages that are missing. usage: tools/deps.sh run|test
# As root or with passwordless sudo it installs; otherwise it prints the one line to run and stops.
set -eu
run="gcc libc6-dev cmake ninja-build pkg-config python3 libxml2-dev zlib1g-dev libzstd-dev libbrotli-dev libzip-dev libsqlite3-dev libjansson-dev libutf8proc-dev libxxhash-dev libmd-dev libseccomp-dev"
test="$run clang-14 clang-format-14 libclang-rt-14-dev llvm-14 libcmocka-dev pmccabe universal-ctags man-db less"
case "${1:-}" in
run) want=$run ;;
test) want=$test ;;
*) echo "usage: tools/deps.sh run|test" >&2; exit 2 ;;
esac
missing=
for package in $want; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing="$missing $package"
done
# Set-ups that keep a tool outside the package manager are fine too.
for pair in python3:python3 cmake:cmake ninja:ninja-build gcc:gcc pkg-config:pkg-config less:less; do
  command -v "${pair%%:*}" >/dev/null 2>&1 && missing=$(printf '%s' "$missing " | sed "s/ ${pair#*:} / /; s/ *$//")
done
missing=$(printf '%s' "$missing" | sed 's/^ *//')
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then sudo=
elif sudo -n true 2>/dev/null; then sudo="sudo -n"
else
  echo "Polybius needs these Debian packages. Please run:" >&2
  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing" >&2
  exit 1
fi
echo "installing: $missing" >&2
log=$(mktemp)
if ! { $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -20 "$log" >&2
  echo "the packages could not be installed; the log is $log" >&2
  exit 1
fi
rm -f "$log"
