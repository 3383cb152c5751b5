#!/usr/bin/env python3
"""The accuracy figures of this version on the development data, beside the bars to beat.
usage: figures.py [--program FILE] [--data FOLDER] [--keep FOLDER]
The data stands beside the repository (../shared/data) or where --data or $PLB_DATA says; without it, one line says SKIPPED.
Scorers are the data's own (score*.py); the bars are from its README."""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RUN = os.path.join(HERE, "run")

# (task, gold below the data, scorer and its arguments, [(figure, pattern in the scorer's output, bar)])
E2E = [
    ("trigger F1", r"^trigger .* F1 ([\d.]+)", "0.90 between annotators"),
    ("type F1", r"^type .* F1 ([\d.]+)", "0.099 TABARI, 0.93 annotators"),
    ("dyad F1", r"^dyad  .* F1 ([\d.]+)", "0.055 TABARI, 0.88 annotators"),
    ("dyad+sector F1", r"^dyad\+sect .* F1 ([\d.]+)", "0.81 between annotators"),
    ("claimant F1", r"^claimant .* F1 ([\d.]+)", "0.79 between annotators"),
    ("non-actual F1", r"^non-actual .* F1 ([\d.]+)", "0.88 between annotators"),
    ("quad F1", r"^quad .* F1 ([\d.]+)", "-"),
    ("day", r"day ([\d.]+) \(", "-"),
]
PAIR = [
    ("root macro-F1", r"root .*? macroF1 ([\d.]+)", "74.3 ZSP"),
    ("quad macro-F1", r"quad .*? macroF1 ([\d.]+)", "86.7 ZSP"),
    ("binary macro-F1", r"binary macroF1 ([\d.]+)", "96.5 ZSP"),
]
TASKS = [
    ("e2e", "events/dev/e2e", None, E2E),
    ("events-pair", "events/dev/plv-train.jsonl", ["events/score.py", "pair"], PAIR),
    ("extract", "extract/dev/aeb.jsonl", ["extract/score.py"],
     [("body 4-gram F1", r"body F1 ([\d.]+)", "0.947 trafilatura"), ("precision", r"body F1 .*? P ([\d.]+)", "0.921 trafilatura"),
      ("recall", r"body F1 .*? R ([\d.]+)", "0.975 trafilatura")]),
    ("extract", "extract/dev/segments.jsonl", ["extract/score.py"], [("segments F1", r"segments F1 ([\d.]+)", "-")]),
    ("extract", "extract/dev/dates.jsonl", ["extract/score.py"], [("day accuracy", r"date acc ([\d.]+)", "0.903 htmldate, full set")]),
    ("extract", "extract/dev/fundus.jsonl", ["extract/score.py"],
     [("body 4-gram F1", r"body F1 ([\d.]+)", "-"), ("day accuracy", r"date acc ([\d.]+)", "-"), ("title", r"title ([\d.]+)", "-"),
      ("authors F1", r"authors F1 ([\d.]+)", "-")]),
]


def scored(data, task, gold, scorer, out):
    path = os.path.join(data, gold)
    if task == "e2e":
        subprocess.run([sys.executable, RUN, task, os.path.join(path, "docs"), out], check=True)
        command = [os.path.join(data, "events/score_e2e.py"), os.path.join(path, "gold"), out, os.path.join(path, "docs")]
    else:
        subprocess.run([sys.executable, RUN, task, path, out], check=True, stderr=subprocess.DEVNULL)
        command = [os.path.join(data, scorer[0]), *scorer[1:], path, out]
    done = subprocess.run([sys.executable, *command], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode("utf-8", "replace")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program")
    parser.add_argument("--data", default=os.environ.get("PLB_DATA") or os.path.join(ROOT, "..", "shared", "data"))
    parser.add_argument("--keep", help="write the answers here and leave them")
    args = parser.parse_args()
    if args.program:
        os.environ["POLYBIUS"] = os.path.abspath(args.program)
    if not glob.glob(os.path.join(args.data, "events", "score*.py")):
        print("SKIPPED: the development data is not at %s" % os.path.normpath(args.data))
        return
    with tempfile.TemporaryDirectory() as tmp:
        folder = args.keep or tmp
        os.makedirs(folder, exist_ok=True)
        print("%-24s %-18s %8s   %s" % ("data", "figure", "ours", "to beat"))
        for task, gold, scorer, figures in TASKS:
            name = os.path.basename(gold).removesuffix(".jsonl")
            text = scored(args.data, task, gold, scorer, os.path.join(folder, name + ("" if task == "e2e" else ".jsonl")))
            for figure, pattern, bar in figures:
                found = re.search(pattern, text, re.M)
                print("%-24s %-18s %8s   %s" % (name, figure, found.group(1) if found else "?", bar))


if __name__ == "__main__":
    main()
