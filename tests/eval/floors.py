#!/usr/bin/env python3
"""The accuracy gate: every figure must reach its floor in floors.json. Measured on samples/ everywhere, and on the development
data where it is (../shared/data, --data or $PLB_DATA), else one line says SKIPPED.
usage: floors.py PROGRAM [--data FOLDER] [--raise | --lower]
  --raise   set each floor to just below today's figure where that is higher than before, and pin the samples' hash
  --lower   the same, and also lower the floors that are not reached; say why in the commit
Exit code 1 when a figure is below its floor, has none, or the samples are not the pinned ones."""
import argparse
import glob
import hashlib
import json
import math
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FLOORS = os.path.join(HERE, "floors.json")
sys.path.insert(0, HERE)
import figures
import language
import samples_gold

# Figures of the development data that are gated, and how far below today's the floor is put.
GATED = {
    ("e2e", "type F1"): 0.01, ("e2e", "dyad F1"): 0.01, ("plv-train", "root macro-F1"): 1.0,
    ("aeb", "body 4-gram F1"): 0.0005, ("segments", "segments F1"): 0.0005, ("dates", "day accuracy"): 0.0005,
    ("e2e", "day accuracy"): 0.03, ("te3-tbaq", "relaxed F1"): 0.3, ("te3-tbaq", "value F1"): 0.3,
    ("fundus", "title"): 0.0005, ("fundus", "authors F1"): 0.0005,
}
OURS = 0.01  # the same for the samples' F1; counts have no slack


def samples_hash():
    h = hashlib.sha256()
    folder = os.path.join(ROOT, "samples")
    for path in sorted(glob.glob(folder + "/*/*.html") + glob.glob(folder + "/*/*.txt") + glob.glob(folder + "/expected/*/*.tsv")):
        with open(path, "rb") as f:
            data = f.read()
        h.update(b"%s\0%d\0" % (os.path.relpath(path, folder).encode(), len(data)) + data)
    return h.hexdigest()


# ---- our own samples ----
def f1(right, given, gold):
    return 2 * right / (given + gold) if given + gold else 0.0


def coded_samples(program):
    """Type and dyad F1 of the reports: same type, triggers that share words; for dyad also the codes of both parties."""
    n = dict.fromkeys(("gold", "given", "trigger", "type", "dyad"), 0)
    for path, rows in samples_gold.read_gold().items():
        free = samples_gold.coded(program, path)
        n["gold"] += len(rows)
        n["given"] += len(free)
        for row in rows:
            best = samples_gold.best_match(row, free)
            if best is None:
                continue
            free.remove(best)
            n["trigger"] += 1
            n["type"] += best["type"] == row["type"]
            n["dyad"] += best["type"] == row["type"] and samples_gold.same_dyad(row, best)
    return {"samples %s F1" % k: (f1(n[k], n["given"], n["gold"]), OURS) for k in ("trigger", "type", "dyad")}


def read_samples(program):
    """How many articles have text, and title, outlet and date."""
    paths = samples_gold.articles()
    done = subprocess.run([program, "read", "--quiet", "--format", "documents", "--", *paths], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    n = dict.fromkeys(("text", "title", "outlet", "published"), 0)
    for line in done.stdout.splitlines():
        d = json.loads(line)
        n["text"] += bool((d.get("text") or "").strip())
        n["title"] += bool(d.get("title"))
        n["outlet"] += bool(d.get("outlet"))
        n["published"] += bool((d.get("published") or {}).get("value"))
    return {"samples with %s" % k: (float(v), 0.0) for k, v in n.items()}


def languages(program):
    """How many of the texts in twelve languages are told right."""
    items, got, _ = language.figures(program)
    return {"language, %s, %s" % (cut, words): (float(language.share(items, got, cut, question)[0]), 0.0)
            for cut in language.CUTS for question, words in (("english", "English or not"), ("which", "which"))}


# ---- the gate ----
def measure(program, data):
    """{figure: (value, slack)}"""
    got = {**coded_samples(program), **read_samples(program), **languages(program)}
    if not figures.have_data(data):
        return got, False
    os.environ["POLYBIUS"] = program
    for name, figure, ours, _, _ in figures.accuracy(data):
        if (name, figure) in GATED:
            got["%s %s" % (name, figure)] = (float(ours) if ours != "?" else -1.0, GATED[name, figure])
    return got, True


def just_below(value, slack):
    return max(0.0, math.floor((value - slack) * 1000 + 1e-6) / 1000)


def new_floors(old, got, lower):
    floors, fallen = dict(old), []
    for name, (value, slack) in got.items():
        if name in old and value < old[name] and not lower:
            fallen.append("%s is %.3f, below its floor %.3f" % (name, value, old[name]))
        elif name not in old or value < old[name] or just_below(value, slack) > old[name]:
            floors[name] = just_below(value, slack)
    return floors, fallen


def write(floors, pin):
    with open(FLOORS, "w", encoding="utf-8") as f:
        json.dump({"samples": pin, "floors": floors}, f, indent=1, sort_keys=True)
        f.write("\n")


def check(kept, got, pin, whole):
    wrong = 0
    away = set() if whole else {"%s %s" % key for key in GATED}
    for name in sorted(set(kept["floors"]) - set(got) - away):
        print("FAILED  %-28s has a floor and is no longer measured" % name)
        wrong += 1
    if kept["samples"] != pin:
        print("FAILED  samples/ are not those the floors were set on; look at the figures, then --raise")
        wrong += 1
    for name, (value, _) in sorted(got.items()):
        floor = kept["floors"].get(name)
        good = floor is not None and value >= floor
        wrong += not good
        print("%-7s %-28s %8.3f   floor %s" % ("ok" if good else "FAILED", name, value, "none: --raise" if floor is None else "%.3f" % floor))
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--data", default=os.environ.get("PLB_DATA") or os.path.join(ROOT, "..", "shared", "data"))
    parser.add_argument("--raise", dest="rise", action="store_true")
    parser.add_argument("--lower", action="store_true")
    args = parser.parse_args()
    faults = samples_gold.check(samples_gold.read_gold())
    if faults:
        print("\n".join(faults))
        return 1
    pin, (got, whole) = samples_hash(), measure(os.path.abspath(args.program), args.data)
    kept = {"samples": "", "floors": {}}
    if os.path.exists(FLOORS):
        with open(FLOORS, encoding="utf-8") as f:
            kept = json.load(f)
    if args.rise or args.lower:
        floors, fallen = new_floors(kept["floors"], got, args.lower)
        if fallen:
            print("\n".join(fallen + ["nothing is written; --lower accepts that"]))
            return 1
        kept = {"samples": pin, "floors": floors}
        write(floors, pin)
    wrong = check(kept, got, pin, whole)
    if not whole:
        print("SKIPPED: the development data is not at %s: %d floors not tried" % (os.path.normpath(args.data), len(GATED)))
    print("%d floors hold" % len(got) if not wrong else "%d of %d floors do not hold" % (wrong, len(got)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
