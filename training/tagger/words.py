#!/usr/bin/env python3
"""WordNet 3.0's index and exception files and the treebanks' lemma column -> data/parse/words.tsv and the WordNet rows of irregular.tsv.
usage: words.py WORDNET_FOLDER DATA_PARSE_FOLDER CONLLU[.gz] ...
words.tsv: base forms of single words with their parts of speech (n v a r). irregular.tsv is kept by hand below its line
"# from WordNet"; everything after that line is written anew."""
import collections
import os
import re
import sys

from prepare import sentences

WORD = re.compile(r"[a-z]+$")
KINDS = (("noun", "n"), ("verb", "v"), ("adj", "a"), ("adv", "r"))
UPOS = {"NOUN": "n", "VERB": "v", "ADJ": "a", "ADV": "r"}
MARK = "# from WordNet 3.0's exception lists (licence in data/parse/WORDNET.md)"


def from_wordnet(folder):
    found = collections.defaultdict(set)
    for name, letter in KINDS:
        for line in open(os.path.join(folder, "index." + name), encoding="ascii"):
            word = line.split(" ", 1)[0]
            if not line.startswith(" ") and WORD.match(word) and len(word) > 2:
                found[word].add(letter)
    return found


def from_treebanks(paths, found):
    seen = collections.Counter()
    for path in paths:
        for words in sentences(path):
            for w in words:
                if w.upos in UPOS and WORD.match(w.lemma):
                    seen[w.lemma, UPOS[w.upos]] += 1
    for (word, letter), n in seen.items():
        if n > 2:
            found[word].add(letter)


def exceptions(folder):
    rows = set()
    for name, letter in KINDS:
        for line in open(os.path.join(folder, name + ".exc"), encoding="ascii"):
            form, base = line.split()[:2]
            if WORD.match(form) and WORD.match(base) and form != base:
                rows.add((form, letter, base))
    return sorted(rows)


def main(wordnet, out, paths):
    found = from_wordnet(wordnet)
    from_treebanks(paths, found)
    with open(os.path.join(out, "words.tsv"), "w", encoding="utf-8") as f:
        f.write("# Base forms and their parts of speech: n noun, v verb, a adjective, r adverb. Made by training/tagger/words.py\n"
                "# from WordNet 3.0 (licence in data/parse/WORDNET.md) and lemmas of EWT and GUM.\n")
        f.write("word\tpos\n")
        for word in sorted(found):
            f.write("%s\t%s\n" % (word, "".join(c for c in "nvar" if c in found[word])))
    path = os.path.join(out, "irregular.tsv")
    text = open(path, encoding="utf-8").read().split(MARK)[0]
    own = {tuple(line.split("\t")[:2]) for line in text.splitlines()}
    with open(path, "w", encoding="utf-8") as f:
        f.write(text + MARK + "\n")
        for row in exceptions(wordnet):
            if row[:2] not in own:
                f.write("\t".join(row) + "\n")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
