#!/usr/bin/env python3
"""Why the parties of a report are wrong: for each report of the right type whose actor or recipient codes are not, each wrong side by its
cause (make corpus; tests/eval/run e2e corpus/plain OUT; then this).
usage: dyads.py OUT [--list CAUSE]
Causes: resolve (the gold party stands in the sentence, and the resolver takes its words for somebody else or nobody), frame (it stands there,
is resolved right, and the coder takes another phrase), left-out (the gold party has no words in the sentence), surplus (gold has nobody)."""
import argparse
import collections
import glob
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import agree
import compile as compiler
import parties


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("out")
    options.add_argument("--list", metavar="CAUSE")
    options.add_argument("--program", default=os.path.join(parties.ROOT, "build", "release", "tests", "tools", "parties_show"))
    args = options.parse_args()
    articles = [json.load(open(p, encoding="utf-8")) for p in sorted(glob.glob(os.path.join(parties.ROOT, "corpus", "compiled", "*.json")))]
    got = parties.read(args.program, articles)
    cause, right, typed = collections.Counter(), 0, 0
    for a in articles:
        gold = compiler.gold(a)["events"]
        with open(os.path.join(args.out, a["id"] + ".json"), encoding="utf-8") as f:
            mine = json.load(f)["events"]
        text = compiler.plain_text(a)[0]
        entity = {e["id"]: e for e in a["entities"]}
        byte = [0]
        for c in a["text"]:
            byte.append(byte[-1] + len(c.encode("utf-8")))
        for i, j, _, kind in agree.match(text, gold, mine):
            if not kind:
                continue
            typed += 1
            if agree.same_parties(gold[i], mine[j]):
                right += 1
                continue
            report = a["reports"][i]
            for side, key in (("actor", "actors"), ("recipient", "recipients")):
                want, have = agree.codes(gold[i][side]), agree.codes(mine[j][side])
                if agree.same_codes(want, have):
                    continue
                seen = set()
                if not want:
                    seen.add("surplus")
                for p in report[key]:
                    if not p["entity"] or entity[p["entity"]]["code"] in have | {"---"}:
                        continue
                    if not p["span"]:
                        seen.add("left-out")
                        continue
                    m = parties.best(got[a["id"]], byte[p["span"][0]], byte[p["span"][1]])
                    ok = m and entity[p["entity"]]["code"] in parties.codes(m["parties"])
                    seen.add("frame" if ok else "resolve")
                for c in seen or {"surplus"}:
                    cause[side + " " + c] += 1
                    if args.list in (c, "all"):
                        where = next((s for s in a["sentences"] if s[0] <= report["trigger"][0] < s[1]), report["trigger"])
                        words = [a["text"][slice(*p["span"])] if p["span"] else "-" for p in report[key] if p["entity"]]
                        print("%s %s %s '%s' %s: gold %s %s, got %s %s\n   | %s" % (
                            a["id"], c, gold[i]["event"], gold[i]["trigger"], side, sorted(want), words, sorted(have),
                            [p["text"] for p in mine[j][side]], a["text"][where[0]:where[1]].replace("\n", " ")))
    print("right type %d, dyad right %d" % (typed, right))
    for c, n in sorted(cause.items()):
        print("%-20s %d" % (c, n))


if __name__ == "__main__":
    main()
