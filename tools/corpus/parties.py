#!/usr/bin/env python3
"""Scores who is meant by each marked phrase of the corpus, apart from the events: the codes and sectors of the resolver against
those of the annotated mentions, by the kind of the phrase (make corpus; then this).
usage: parties.py [--list CLASS] [--program FILE] [--folder DIR]
Classes: speaker (I, we, our: the coder's, not the resolver's), name (an unknown or known proper name), national (a name or demonym and a noun), bare (no name in it), pronoun, pair (two entities
marked on the same words). A phrase is right when its set of codes is; an unknown code "---" matches no party and "---"."""
import argparse
import collections
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PRONOUNS = set("he she it they him her them his its their himself herself itself themselves who which that "
               "theirs hers".split())
SPEAKERS = set("i we us me my our mine ours you your myself ourselves".split())


def read(program, articles):
    """{article id: [mention]} with offsets in bytes of the text."""
    out = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for a in articles:
            paths.append(os.path.join(folder, a["id"]))
            with open(paths[-1], "w", encoding="utf-8", newline="") as f:
                f.write("Published: %s\n%s" % (a["published"], a["text"]))
        done = subprocess.run([program, *paths], stdout=subprocess.PIPE, check=True)
    for line in done.stdout.decode("utf-8").split("\n"):
        cell = line.split("\t")
        if len(cell) < 5:
            continue
        parties = [tuple(p.split("/", 2)) for p in cell[5::2]]
        out[os.path.basename(cell[0])].append(
            dict(begin=int(cell[1]), end=int(cell[2]), head=int(cell[3]), flags=cell[4], parties=parties, rules=cell[6::2]))
    return out


def klass(text, several, first_word):
    words = re.findall(r"[\w'’.-]+", text)
    if words and words[0].lower() in SPEAKERS:
        return "speaker"
    if several:
        return "pair"
    if len(words) == 1 and words[0].lower() in PRONOUNS:
        return "pronoun"
    capital = [w for i, w in enumerate(words) if w[:1].isupper() and not (i == 0 and first_word)]
    if len(words) > 1 and first_word and words[0][:1].isupper() and words[0].lower() not in ("the", "a", "an", "both", "two"):
        capital = capital or [w for w in words[1:] if w[:1].isupper()]
        if not capital and words[0].lower() not in PRONOUNS:
            capital = words[:1]
    if first_word and len(words) == 1:
        capital = words
    if not capital:
        return "bare"
    return "name" if words[-1][:1].isupper() else "national"


def best(mentions, begin, end):
    """Our mention of the marked words: one whose head lies in them, no owner if possible, the first; else any that covers them."""
    inside = [m for m in mentions if begin <= m["head"] < end]
    plain = [m for m in inside if "o" not in m["flags"]]
    exact = [m for m in inside if m["begin"] == begin and m["end"] == end]
    near = (plain or exact or inside)
    return near[0] if near else None


def codes(parties):
    return {p[0] for p in parties} - {"---", ""}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--list", metavar="CLASS", help="print each wrong phrase of a class, or of 'all'")
    options.add_argument("--program", default=os.path.join(ROOT, "build", "release", "tests", "tools", "parties_show"))
    options.add_argument("--folder", default=os.path.join(ROOT, "corpus", "compiled"))
    args = options.parse_args()
    articles = [json.load(open(p, encoding="utf-8")) for p in sorted(glob.glob(os.path.join(args.folder, "*.json")))]
    if not articles:
        sys.exit("parties: %s holds no article; run make corpus" % args.folder)
    got = read(args.program, articles)
    table = collections.defaultdict(lambda: collections.Counter())
    for a in articles:
        text = a["text"]
        byte = [0]
        for c in text:
            byte.append(byte[-1] + len(c.encode("utf-8")))
        gold = collections.defaultdict(list)
        for e in a["entities"]:
            for span in e["mentions"]:
                gold[tuple(span)].append(e)
        starts = {s[0] for s in a["sentences"]}
        for (begin, end), entities in sorted(gold.items()):
            words = text[begin:end]
            kind = klass(words, len(entities) > 1, begin in starts)
            m = best(got[a["id"]], byte[begin], byte[end])
            want = {(e["code"], e["sector"]) for e in entities}
            have = {p[:2] for p in m["parties"]} if m else set()
            right = codes(have) == codes(want)
            exact = {x for x in have if x[0] != "---"} == {x for x in want if x[0] != "---"}
            row = table[kind]
            row["all"] += 1
            row["right"] += right
            row["exact"] += right and exact
            row["none"] += not codes(have) and bool(codes(want))
            row["extra"] += bool(codes(have)) and not codes(want)
            row["wrong"] += not right and bool(codes(have)) and bool(codes(want))
            if args.list in (kind, "all") and not right:
                where = next((s for s in a["sentences"] if s[0] <= begin < s[1]), [begin, end])
                print("%s\t%s\t[%s]\tgold %s\tgot %s\t%s\n      | %s" % (
                    a["id"], kind, words, " ".join(sorted("%s:%s" % w for w in want)),
                    " ".join(sorted("%s:%s" % h for h in have)) or "nothing", "; ".join(m["rules"]) if m else "no mention",
                    text[where[0]:where[1]].replace("\n", " ")))
    total = collections.Counter()
    for row in table.values():
        total.update(row)
    print("%-9s %6s %6s %6s %6s %6s %6s" % ("class", "all", "right", "+sect", "none", "wrong", "extra"))
    for kind, row in [*sorted(table.items()), ("total", total)]:
        print("%-9s %6d  %.3f  %.3f %6d %6d %6d" % (
            kind, row["all"], row["right"] / row["all"], row["exact"] / row["all"], row["none"], row["wrong"], row["extra"]))


if __name__ == "__main__":
    main()
