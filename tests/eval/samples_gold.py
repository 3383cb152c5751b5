#!/usr/bin/env python3
"""Checks the sample articles and the event reports a coder wrote for them (samples/expected), and scores a program on them.
usage: samples_gold.py [--program FILE] [--show]
Without a program: every trigger stands in its article, in order; types, statuses and codes are known; claimants stand in
the text; all types and statuses occur; no page names an address outside the example domains; the README lists every file.
With one: the reports it reads are matched with the coder's (same type, overlapping trigger words) and the figures printed."""
import argparse
import csv
import glob
import html.parser
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "corpus"))
import tables

SAMPLES = os.path.join(ROOT, "samples")
SYMMETRIC = {"CONSULT", "COOPERATE"}  # who acts on whom does not matter
COLUMNS = "trigger type status actor recipient claimant".split()
SKIPPED = {"script", "style", "title"}


class Visible(html.parser.HTMLParser):
    """The words of a page, without its scripts and title."""

    def __init__(self):
        super().__init__()
        self.words, self.depth = [], 0

    def handle_starttag(self, tag, attrs):
        self.depth += tag in SKIPPED
        self.words.append("" if tag in ("b", "a", "i") else " ")

    def handle_endtag(self, tag):
        self.depth -= tag in SKIPPED
        self.words.append("" if tag in ("b", "a", "i") else " ")

    def handle_data(self, data):
        if not self.depth:
            self.words.append(data)


def plain(text):
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("“", '"').replace("”", '"')).strip()


def source(path):
    with open(path, "rb") as f:
        raw = f.read()
    old = re.search(rb"charset=windows-1252", raw[:2000], re.I)
    return raw.decode("cp1252" if old else "utf-8")


def article_text(path):
    text = source(path)
    if not path.endswith(".html"):
        return plain(text)
    page = Visible()
    page.feed(text)
    return plain("".join(page.words))


def known_codes():
    return {"---"} | tables.states() | tables.organisations() | {row["code"] for row in tables.rows("actors/groups.tsv")}


def articles():
    return sorted(glob.glob(SAMPLES + "/*/*.html") + glob.glob(SAMPLES + "/*/*.txt"))


def read_gold():
    """article path -> rows, each with the place of its trigger in the text (or None)."""
    gold = {}
    for path in sorted(glob.glob(SAMPLES + "/expected/*/*.tsv")):
        stem = path[:-4].replace("/samples/expected/", "/samples/")
        found = [stem + e for e in (".html", ".txt") if os.path.exists(stem + e)]
        if not found:
            sys.exit(f"{path}: no article of this name")
        with open(path, encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
        text, at = article_text(found[0]), -1
        for row in rows:
            hit = re.compile(r"(?<!\w)" + re.escape(plain(row["trigger"])) + r"(?!\w)").search(text, at + 1)
            row["at"] = hit.start() if hit else None
            at = hit.start() if hit else at
        gold[found[0]] = rows
    return gold


def check_row(row, text, codes):
    if set(row) - {"at"} != set(COLUMNS) or None in row.values() and row["at"] is not None:
        yield "columns"
        return
    if row["at"] is None:
        yield "trigger is not in the text, or not in this order"
    if row["type"] not in tables.types():
        yield f"unknown type {row['type']}"
    if row["status"] not in tables.statuses():
        yield f"unknown status {row['status']}"
    for code in row["actor"].split("|") + ([] if row["recipient"] == "-" else row["recipient"].split("|")):
        if code not in codes:
            yield f"unknown code {code}"
    if row["claimant"] != "-" and plain(row["claimant"]) not in text:
        yield f"claimant {row['claimant']} is not in the text"


def check_page(path, readme):
    name = os.path.relpath(path, SAMPLES)
    text = source(path)
    for host in re.findall(r"https?://([^/\"'\s<>,]+)", text):
        if not host.endswith(".example") and host != "schema.org":
            yield f"{name}: address outside the example domains: {host}"
    if re.search(r"<img|<iframe|onclick", text, re.I) or re.search(r"<script(?! type=\"application/ld\+json\")", text):
        yield f"{name}: image, frame or script"
    if name not in readme:
        yield f"{name}: not in README.md"


def check(gold):
    codes = known_codes()
    with open(os.path.join(SAMPLES, "README.md"), encoding="utf-8") as f:
        readme = f.read()
    wrong = [w for path in articles() for w in check_page(path, readme)]
    for path, rows in gold.items():
        text = article_text(path)
        wrong += [f"{os.path.relpath(path, SAMPLES)}:{i}: {row.get('trigger')}: {w}"
                  for i, row in enumerate(rows, 2) for w in check_row(row, text, codes)]
    every = [row for rows in gold.values() for row in rows]
    wrong += [f"no report of type {t}" for t in tables.types() if all(r["type"] != t for r in every)]
    wrong += [f"no report with status {s}" for s in tables.statuses() if all(r["status"] != s for r in every)]
    if len(articles()) < 24 or len(gold) < 12:
        wrong.append(f"{len(articles())} articles, {len(gold)} coded: too few")
    return wrong


def coded(program, path):
    """The program's reports, each with the place of its trigger in our text."""
    done = subprocess.run([program, "read", "--format", "jsonl", path], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{path}: {program} ended with {done.returncode}: {done.stderr.strip()}")
    text, reports = article_text(path), []
    for line in done.stdout.splitlines():
        r = json.loads(line)
        sentence, trigger = plain(r["sentence"]["text"]), plain(r["trigger"]["text"])
        start = r["trigger"]["begin"] - r["sentence"]["begin"]
        before = plain(r["sentence"]["text"].encode()[:start].decode(errors="ignore") + "|")[:-1]
        at = text.find(sentence)
        r["span"] = None if at < 0 else (at + len(before), at + len(before) + len(trigger))
        reports.append(r)
    return reports


def codes(words):
    return {c for c in words if c not in ("", "-", "---")}


def same_dyad(row, report):
    gold = [codes(row[side].split("|")) for side in ("actor", "recipient")]
    ours = [codes(p["code"] or "" for p in report[side]) for side in ("actor", "recipient")]
    if row["type"] in SYMMETRIC or (not gold[1] and len(gold[0]) > 1):
        return gold[0] | gold[1] == ours[0] | ours[1]
    return gold == ours


def best_match(row, free):
    end = row["at"] + len(row["trigger"])
    over = [r for r in free if r["span"] and r["span"][0] < end and row["at"] < r["span"][1]]
    return max(over, key=lambda r: (r["type"] == row["type"], same_dyad(row, r)), default=None)


def sides(report, side):
    return {e["code"] for e in report[side]}


def score(program, gold, show):
    n = dict.fromkeys(("gold", "given", "trigger", "type", "status", "actor", "recipient", "voice"), 0)
    for path, rows in gold.items():
        free = coded(program, path)
        n["gold"] += len(rows)
        n["given"] += len(free)
        for row in rows:
            best = best_match(row, free)
            if show and (not best or best["type"] != row["type"]):
                print(f"{os.path.relpath(path, SAMPLES)}: {row['trigger']}: {row['type']}, "
                      f"coded {best['type'] if best else 'not'}")
            if not best:
                continue
            free.remove(best)
            n["trigger"] += 1
            if best["type"] != row["type"]:
                continue
            n["type"] += 1
            n["status"] += best["status"] == row["status"]
            n["actor"] += sides(best, "actor") == set(row["actor"].split("|"))
            n["recipient"] += sides(best, "recipient") == set(row["recipient"].split("|")) - {"-"}
            n["voice"] += (best["voice"] == "claimed") == (row["claimant"] != "-")
        if show:
            for r in free:
                print(f"{os.path.relpath(path, SAMPLES)}: {r['trigger']['text']}: coded {r['type']}, not by the coder")
    for k in ("trigger", "type"):
        p, r = n[k] / max(1, n["given"]), n[k] / max(1, n["gold"])
        print(f"{k} F1 {2 * p * r / max(1e-9, p + r):.3f} P {p:.3f} R {r:.3f}")
    for k in ("status", "actor", "recipient", "voice"):
        print(f"{k} right of the same type {n[k] / max(1, n['type']):.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", help="score this program")
    parser.add_argument("--show", action="store_true", help="list what differs")
    options = parser.parse_args()
    gold = read_gold()
    wrong = check(gold)
    for w in wrong:
        print(w)
    print(f"{len(articles())} articles, {len(gold)} coded, {sum(map(len, gold.values()))} reports: {len(wrong)} faults")
    if not wrong and options.program:
        score(options.program, gold, options.show)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
