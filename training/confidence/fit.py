#!/usr/bin/env python3
"""Fits data/code/confidence.tsv: how sure a report is, from yes-no marks that the coder gives it.

usage: fit.py [--program FILE] [--write]
Codes the written part of the corpus (`make corpus`), takes the marks of each report from the step "confidence" of its explanation, and
asks of each whether the annotators have a report of that type at its words (the rule of tests/eval: trigger within twelve characters).
Logistic regression, L2, by Newton's steps, python3 standard library; no chance is involved. Prints how well it is calibrated on articles
it was not fitted on (ten parts by article), and with --write puts the weights, in hundredths of a logit, into the table.
A program built with an older table gives the same marks, so that the order of building and fitting does not matter."""
import json
import math
import os
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TABLE = os.path.join(ROOT, "data", "code", "confidence.tsv")
RIDGE, PARTS, RAREST = 2.0, 10, 8  # marks seen on fewer reports have no weight


def reports(program):
    """(article, marks, right?) of every report of the corpus."""
    plain, gold = os.path.join(ROOT, "corpus", "plain"), os.path.join(ROOT, "corpus", "gold")
    if not os.path.isdir(plain):
        sys.exit("fit.py: there is no corpus/plain; run: make corpus")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "corpus.db")
        done = subprocess.run([program, "code", "--quiet", "--db", path, plain])
        if done.returncode not in (0, 3):
            sys.exit("fit.py: coding the corpus ended with %d" % done.returncode)
        db = sqlite3.connect(path)
        marks = dict(db.execute("SELECT r.report_id, s.text FROM report r JOIN step s ON s.report = r.id AND s.rule = 'confidence'"))
        names = dict(db.execute("SELECT d.document_id, s.name FROM document d JOIN acquisition a ON a.document = d.id"
                                " JOIN source s ON s.id = a.source"))
        lines = subprocess.run([program, "export", "--format", "jsonl", "--db", path], stdout=subprocess.PIPE, check=True).stdout
    out = []
    for line in lines.splitlines():
        report = json.loads(line)
        stem = os.path.basename(names[report["document_id"]])[:-4]
        source = open(os.path.join(plain, stem + ".txt"), "rb").read()
        at = len(source[: report["trigger"]["source_begin"]].decode("utf-8"))
        told = json.load(open(os.path.join(gold, stem + ".json"), encoding="utf-8"))["events"]
        right = any(g["event"] == report["type"] and g["char"] - 12 <= at <= g["char"] + max(len(g["trigger"]), 12) for g in told)
        out.append((stem, frozenset(m.rsplit(" ", 1)[0] for m in marks[report["report_id"]].split(", ")), right))
    return out


def probability(weights, marks):
    return 1 / (1 + math.exp(-sum(weights.get(m, 0.0) for m in marks)))


def solve(a, b):
    """Gauss with the largest pivot."""
    n = len(b)
    rows = [a[i][:] + [b[i]] for i in range(n)]
    for i in range(n):
        top = max(range(i, n), key=lambda k: abs(rows[k][i]))
        rows[i], rows[top] = rows[top], rows[i]
        for k in range(i + 1, n):
            f = rows[k][i] / rows[i][i]
            if f:
                rows[k] = [x - f * y for x, y in zip(rows[k], rows[i])]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (rows[i][n] - sum(rows[i][k] * x[k] for k in range(i + 1, n))) / rows[i][i]
    return x


def fit(data):
    counts = {}
    for _, marks, _ in data:
        for m in marks:
            counts[m] = counts.get(m, 0) + 1
    names = sorted(m for m, n in counts.items() if n >= RAREST)
    where, w = {m: i for i, m in enumerate(names)}, [0.0] * len(names)
    vectors = [(sorted(where[m] for m in marks if m in where), right) for _, marks, right in data]
    for _ in range(25):
        gradient = [0.0 if names[i] == "report" else RIDGE * w[i] for i in range(len(w))]
        hessian = [[0.0] * len(w) for _ in w]
        for i in range(len(w)):
            hessian[i][i] = 1e-6 if names[i] == "report" else RIDGE
        for on, right in vectors:
            p = 1 / (1 + math.exp(-sum(w[i] for i in on)))
            for i in on:
                gradient[i] += p - right
                for k in on:
                    hessian[i][k] += p * (1 - p)
        step = solve(hessian, gradient)
        w = [a - b for a, b in zip(w, step)]
        if max(map(abs, step)) < 1e-9:
            break
    return dict(zip(names, w))


def judged(data):
    """(probability, right?) of each report by weights fitted on the articles of the other parts."""
    articles = sorted({a for a, _, _ in data})
    part = {a: i % PARTS for i, a in enumerate(articles)}
    out = []
    for k in range(PARTS):
        weights = fit([d for d in data if part[d[0]] != k])
        out += [(probability(weights, marks), right) for a, marks, right in data if part[a] == k]
    return out


def calibration(pairs, label):
    base = sum(r for _, r in pairs) / len(pairs)
    brier = sum((p - r) ** 2 for p, r in pairs) / len(pairs)
    bins = {}
    for p, r in pairs:
        bins.setdefault(min(int(p * 10), 9), []).append((p, r))
    error = sum(abs(sum(p - r for p, r in b)) for b in bins.values()) / len(pairs)
    print("%s: %d reports, %.3f of them right; Brier %.3f (%.3f with one number for all), calibration error %.3f"
          % (label, len(pairs), base, brier, base * (1 - base), error))
    for k, b in sorted(bins.items()):
        print("  said %.1f-%.1f: %4d reports, mean %.2f, right %.2f"
              % (k / 10, (k + 1) / 10, len(b), sum(p for p, _ in b) / len(b), sum(r for _, r in b) / len(b)))


def main():
    arguments = sys.argv[1:]
    program = os.environ.get("POLYBIUS") or os.path.join(ROOT, "build", "release", "polybius")
    if "--program" in arguments:
        program = arguments[arguments.index("--program") + 1]
    data = reports(program)
    calibration(judged(data), "articles not fitted on")
    weights = fit(data)
    if "--write" not in arguments:
        return
    with open(TABLE, "w", encoding="utf-8") as out:
        out.write("# How much each mark of a report weighs in its confidence, in hundredths of a logit. Written by\n"
                  "# training/confidence/fit.py --write from the written part of the corpus (%d reports); not edited.\n"
                  "mark\tweight\n" % len(data))
        for name, w in sorted(weights.items(), key=lambda x: (x[0] != "report", x[0])):
            out.write("%s\t%d\n" % (name, round(w * 100)))


main()
