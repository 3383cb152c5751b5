#!/usr/bin/env python3
"""Sentences made of news_templates.tsv and news_words.tsv -> the tagger's training text (word TAG lemma lines).
usage: news.py OUT.tsv SEED TIMES     TIMES: sentences made of each template"""
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def rows(name):
    lines = [l.rstrip("\n") for l in open(os.path.join(HERE, name), encoding="utf-8")]
    return [l.split("\t") for l in lines if l and not l.startswith("#")][1:]


def main(out, seed, times):
    words = {slot: fillers.split("|") for slot, fillers in rows("news_words.tsv")}
    draw = random.Random(seed)
    with open(out, "w", encoding="utf-8") as f:
        for (template,) in rows("news_templates.tsv"):
            for _ in range(times):
                parts = []
                for piece in template.split(" "):
                    slot = piece[1:-1] if piece.startswith("{") else None
                    parts += draw.choice(words[slot]).split(" ") if slot else [piece]
                word, tag = parts[0].rsplit("/", 1)
                parts[0] = word[0].upper() + word[1:] + "/" + tag
                for part in parts:
                    word, tag = part.rsplit("/", 1)
                    f.write("%s\t%s\t%s\n" % (word, tag, word.lower()))
                f.write("\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
