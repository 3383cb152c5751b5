#!/usr/bin/env python3
"""The corpus's learning curve (make corpus-curve): a throw-away trigger and type classifier (learn.py) trained on a quarter, half and all
of the written part, the stand-off part and both, measured on the development data (../shared/data or PLB_DATA), where parties
come from our own coder when its report overlaps, else stay empty. Prints a table and writes corpus/curve.md.
usage: curve.py [--corpus FOLDER] [--program FILE] [--out FILE]
Needs scikit-learn. Nothing of the development data is trained on."""
import argparse
import collections
import glob
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, "tools", "corpus"), HERE]
import compile as compiler
import learn
import licensed
import sentences
import standoff
import tables

SHARES = (0.25, 0.5, 1.0)
E2E = os.path.join(tables.SHARED, "events", "dev", "e2e")
PLV = os.path.join(tables.SHARED, "events", "dev", "plv-train.jsonl")


# ---- what is learnt from ----
def sentence(document, text, begin, end, triggers):
    spans = learn.tokens(text, begin, end)
    labels = [next((kind for (b, e), kind in triggers if b < t[1] and t[0] < e), learn.NONE) for t in spans]
    return {"document": document, "words": [text[b:e] for b, e in spans], "spans": spans, "labels": labels}


def written(corpus):
    got = []
    for path in sorted(glob.glob(os.path.join(corpus, "written", "*.txt"))):
        article = compiler.Article(path)
        if article.problems:
            continue
        compiled = article.compiled()
        triggers = [(r["trigger"], r["type"]) for r in compiled["reports"]]
        got += [sentence(compiled["id"], article.text, b, e, triggers) for b, e in article.wide]
    return got


def real(corpus):
    got = []
    for (name, doc, _), line in sorted(standoff.stored(corpus).items()):
        text = licensed.documents()[name, doc].text
        got.append(sentence(name + doc, text, line["begin"], line["end"], [(r["trigger"], r["type"]) for r in line["reports"]]))
    return got


def part_of(found, share):
    """The first `share` of the documents in an order that is always the same; larger shares hold the smaller."""
    documents = sorted({s["document"] for s in found}, key=lambda d: hashlib.sha1(d.encode()).hexdigest())
    keep = set(documents[:round(len(documents) * share)])
    return [s for s in found if s["document"] in keep]


# ---- measuring ----
def coder(program, task, gold, out):
    """What our own coder says, in the scorer's form; None where it is not built."""
    env = dict(os.environ, **({"POLYBIUS": program} if program else {}))
    done = subprocess.run([sys.executable, os.path.join(ROOT, "tests", "eval", "run"), task, gold, out], env=env,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return out if done.returncode == 0 else None


def with_parties(event, begin, end, theirs):
    """The parties of the coder's report that overlaps, else none."""
    for other in theirs:
        if other["char"] < end and begin < other["char"] + len(other["trigger"]):
            event["actor"], event["recipient"] = other["actor"], other["recipient"]
            break
    return event


def tag_documents(tagger, coded, out):
    for path in sorted(glob.glob(os.path.join(E2E, "docs", "*.txt"))):
        name = os.path.basename(path)[:-4]
        with open(path, encoding="utf-8") as f:
            text = f.read()
        theirs = []
        if coded and os.path.exists(os.path.join(coded, name + ".json")):
            with open(os.path.join(coded, name + ".json"), encoding="utf-8") as f:
                theirs = json.load(f)["events"]
        parts = [sentence(name, text, b, e, []) for b, e in sentences.joined(text, sentences.spans(text))
                 if not text[b:e].startswith("Published:")]
        events = []
        for s, runs in zip(parts, tagger.triggers(parts)):
            for first, last, kind in runs:
                begin, end = s["spans"][first][0], s["spans"][last][1]
                events.append(with_parties({"trigger": text[begin:end], "char": begin, "event": kind, "mode": None, "status": "actual",
                                            "date": None, "attribution": [], "actor": [], "recipient": []}, begin, end, theirs))
        with open(os.path.join(out, name + ".json"), "w", encoding="utf-8") as f:
            json.dump({"events": events}, f)


def score_documents(out):
    done = subprocess.run([sys.executable, os.path.join(tables.SHARED, "events", "score_e2e.py"), os.path.join(E2E, "gold"), out,
                           os.path.join(E2E, "docs")], check=True, stdout=subprocess.PIPE)
    text = done.stdout.decode()
    got = {}
    for name in ("trigger", "type", "dyad"):
        found = re.search(r"^%s +P [\d.]+ R [\d.]+ F1 ([\d.]+).*?\[([\d.]+), ([\d.]+)\]" % name, text, re.M)
        got[name] = tuple(map(float, found.groups()))
    got["classes"] = {m[0]: (float(m[1]), float(m[2]), float(m[3]), int(m[4]), int(m[5])) for m in
                      re.findall(r"^  (\w+) +P ([\d.]+) R ([\d.]+) F1 ([\d.]+)  gold (\d+) system (\d+)", text, re.M)}
    return got


def pairs():
    with open(PLV, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def tag_pairs(tagger, gold):
    """A root for each pair: the type with the most probability on one token outside the two parties."""
    parts = [sentence(d["id"], d["text"], 0, None, []) for d in gold]
    got = []
    for d, s, p in zip(gold, parts, tagger.probabilities(parts)):
        spans = d["source_spans"] + d["target_spans"]
        free = [i for i, t in enumerate(s["spans"]) if not any(b <= t[0] < e for b, e in spans)] or list(range(len(s["spans"])))
        best = p[free][:, 1:].max(axis=0)
        got.append(learn.CLASSES[1 + int(best.argmax())])
    return got


def macro(answers):
    """Macro-F1 over the gold roots; this set joins CONCEDE and RETREAT as YIELD."""
    roots = sorted({g for g, _ in answers})
    total = 0.0
    for root in roots:
        right = sum(g == root == s for g, s in answers)
        total += 2 * right / max(1, sum(g == root for g, _ in answers) + sum(s == root for _, s in answers))
    return 100 * total / len(roots)


def score_pairs(gold, roots):
    joined = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
    answers = [(d["event"].upper(), joined.get(r, r)) for d, r in zip(gold, roots)]
    draw = random.Random(7)
    boot = sorted(macro(draw.choices(answers, k=len(answers))) for _ in range(200))
    wrong = collections.Counter((g, s) for g, s in answers if g != s)
    return (macro(answers), boot[10], boot[189]), wrong


# ---- the table ----
def measured(tagger, gold, coded):
    with tempfile.TemporaryDirectory() as out:
        tag_documents(tagger, coded, out)
        scores = score_documents(out)
    scores["plv"], scores["wrong"] = score_pairs(gold, tag_pairs(tagger, gold))
    return scores


def curve(corpus, coded, gold):
    parts = {"written": written(corpus), "stand-off": real(corpus) if licensed.here() else []}
    rows = []
    for name in ("written", "stand-off", "both"):
        for share in SHARES:
            chosen = [s for n, found in parts.items() if name in (n, "both") for s in part_of(found, share)]
            kinds = {label for s in chosen for label in s["labels"]}
            row = {"part": name, "share": share, "documents": len({s["document"] for s in chosen}), "sentences": len(chosen),
                   "triggers": sum(a != b and a != learn.NONE for s in chosen for a, b in zip(s["labels"], [learn.NONE] + s["labels"]))}
            if len(kinds) > 2 and not (name == "both" and not all(parts.values())):
                tagger = learn.Tagger()
                tagger.fit(chosen)
                row.update(measured(tagger, gold, coded), threshold=tagger.threshold)
            rows.append(row)
            print(line_of(row), flush=True)
    return rows


def figure(value, places):
    return "%.*f [%.*f, %.*f]" % (places, value[0], places, value[1], places, value[2])


def line_of(row):
    cells = [row["part"], "%d %%" % (100 * row["share"]) if row.get("share") else "-"]
    cells += [str(row.get(k, "-")) for k in ("documents", "sentences", "triggers")]
    if "type" in row:
        cells += [figure(row[k], 3) for k in ("trigger", "type", "dyad")] + [figure(row["plv"], 1)]
    else:
        cells += ["no labels" if row["part"] != "written" else "too few"] * 4
    return "| " + " | ".join(cells) + " |"


def coder_row(program, gold, folder):
    """Our own coder on the same data, for comparison."""
    coded = coder(program, "e2e", os.path.join(E2E, "docs"), os.path.join(folder, "e2e"))
    answers = coder(program, "events-pair", PLV, os.path.join(folder, "pairs.jsonl"))
    if not coded or not answers:
        return None, None
    with open(answers, encoding="utf-8") as f:
        said = {d["id"]: d.get("event") or "" for d in map(json.loads, f)}
    row = {"part": "our lexical coder", **score_documents(coded)}
    row["plv"], row["wrong"] = score_pairs(gold, [said.get(d["id"], "").upper() for d in gold])
    return coded, row


HEAD = """# The corpus's learning curve

`make corpus-curve` writes this page. A throw-away classifier (training/curve: logistic regression a token over the word, its endings
and neighbours; nothing pretrained) is trained on a quarter, half and all of the documents of each part and measured on the development
data: *trigger*, *type*, *dyad* F1 end to end on whole articles (parties from our own coder where its report overlaps the trigger, else
empty), with 90 % bootstrap intervals over documents; *roots* is macro-F1 in percent on sentences with both parties given (90 % over
sentences). The absolute figures say little (the classifier is small on purpose); what counts is whether they still rise.

"""
COLUMNS = "part|share|documents|sentences|triggers|trigger F1|type F1|dyad F1|roots macro-F1".split("|")


def page(rows, other):
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)] + [line_of(r) for r in rows + ([other] if other else [])]
    last = [r for r in rows if r["share"] == 1.0 and "type" in r] + ([other] if other else [])
    lines += ["", "## By type, all documents of a part", "", "F1 on whole articles (gold reports, reports given).", "",
              "| type | " + " | ".join(r["part"] for r in last) + " |", "|---|" + "---|" * len(last)]
    for kind in tables.types():
        cells = ["%.2f (%d, %d)" % r["classes"][kind][2:] if kind in r["classes"] else "-" for r in last]
        lines.append("| %s | %s |" % (kind, " | ".join(cells)))
    lines += ["", "## What is taken for what", "", "The commonest confusions on sentences with both parties given (gold > answer).", ""]
    for r in last:
        lines.append("- %s: %s" % (r["part"], ", ".join("%s > %s %d" % (g, s or "nothing", n) for (g, s), n in r["wrong"].most_common(10))))
    return HEAD + "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default=tables.CORPUS)
    parser.add_argument("--program")
    parser.add_argument("--out", default=os.path.join(tables.CORPUS, "curve.md"))
    args = parser.parse_args()
    if not os.path.exists(PLV):
        print("SKIPPED  the learning curve: the development data is not here")
        return 0
    gold = pairs()
    print("| " + " | ".join(COLUMNS) + " |")
    with tempfile.TemporaryDirectory() as folder:
        coded, other = coder_row(args.program, gold, folder)
        rows = curve(args.corpus, coded, gold)
    if other:
        print(line_of(other))
    with open(args.out, "w", encoding="utf-8") as f:
        f.write(page(rows, other))
    return 0


if __name__ == "__main__":
    sys.exit(main())
