#!/bin/sh
# Makes models/tagger.bin anew from the treebanks, byte for byte the same for the same input, seed and rounds.
# usage: train.sh BUILD_FOLDER UD_FOLDER    UD_FOLDER holds en_ewt-ud-train.conllu[.gz], en_gum-ud-train.conllu[.gz] and the dev files
# Needs python3 and a configured build (the program train_tagger of it is built here). The tables of data/parse/ must be in place.
set -eu
build=$1
ud=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seed=1
rounds=8
trials=5
news_each=12

find_file() {
  for f in "$ud/$1" "$ud/$1.gz"; do
    if [ -f "$f" ]; then
      echo "$f"
      return
    fi
  done
  echo "train.sh: there is no $1 in $ud" >&2
  exit 1
}

cmake --build "$build" --target train_tagger
trainer=$build/tests/tools/train_tagger
python3 "$here/prepare.py" "$work/treebanks.tsv" "$(find_file en_ewt-ud-train.conllu)" "$(find_file en_gum-ud-train.conllu)"
python3 "$here/news.py" "$work/news.tsv" "$seed" "$news_each"
cat "$work/treebanks.tsv" "$work/news.tsv" >"$work/train.tsv"
"$trainer" "$work/train.tsv" "$here/../../models/tagger.bin" "$seed" "$rounds" "$trials"
for bank in ewt gum; do
  python3 "$here/prepare.py" "$work/$bank.tsv" "$(find_file en_$bank-ud-dev.conllu)"
  "$trainer" --test "$here/../../models/tagger.bin" "$work/$bank.tsv"
done
