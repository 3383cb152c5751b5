#!/usr/bin/env python3
"""Checks the corpus (make corpus-check): what compile.py finds wrong, and the rules of the codebook a program can test.
usage: check.py [--corpus FOLDER] [--overlap | --no-overlap] [FILE ...]
Errors: compile errors; a report without a known party; PLOVER's folding rules broken; historical of less than a year; twelve words in
a row that stand in texts we were given (../shared, PLB_DATA; SKIPPED where absent; runs listed in allowed_runs.txt are
let through); stand-off lines that do not fit their texts. Warnings: dates that speak against the status, a direct quotation
without cue or quotation marks, a CONSULT or COOPERATE with a recipient, twelve words shared by two of our own articles that are not of one group.
With files only these are checked, and not for overlap unless --overlap. Exit code 1 on errors.
A decision that breaks a rule on purpose is named in a line `# note: T4 ...` after ===."""
import argparse
import datetime
import glob
import gzip
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import compile as compiler
import markup
import standoff
import tables

FOLDED = {"CONSULT", "SUPPORT", "COOPERATE", "AID"}
RUN = 12  # words in a row that are no coincidence
HERE = os.path.dirname(os.path.abspath(__file__))


# ---- rules on one article ----
def known(article, names):
    return [e for e in names if e != "?" and article.notes.entities.get(e, {}).get("code") != "---"]


def check_parties(article, report, problems, warnings):
    actors, recipients = report["actors"], report["recipients"]
    if not known(article, actors + recipients) and not ("?" in actors and recipients):
        problems.add(report["line"], "%s has no known party (nor an unknown actor ? with a recipient)", report["id"])
    both = set(actors) & set(recipients) - {"?"}
    if both:
        problems.add(report["line"], "%s: %s is actor and recipient", report["id"], ",".join(sorted(both)))
    mutual = report["type"] == "COOPERATE" or (report["type"] == "CONSULT" and report["mode"] in (None, "multilateral"))
    if mutual and recipients:
        warnings.add(report["line"], "%s: all parties of a %s are actors", report["id"], report["type"])


def check_folding(report, noted, problems):
    committed = report["actors"] not in ([], ["?"]) and report["id"] not in noted
    if report["status"] == "future" and report["type"] in FOLDED and committed:
        problems.add(report["line"], "%s: future %s by an actor is AGREE, actual (or noted: told by somebody who does not commit to it)",
                     report["id"], report["type"])


def check_mobilize(article, noted, problems):
    """MOBILIZE inside an ASSAULT by the same actor is dropped."""
    assaults = [r for r in article.notes.reports.values() if r["type"] == "ASSAULT"]
    place = lambda r: article.sentence_of(article.marked[r["id"].rstrip(compiler.LETTERS)][0])
    for r in article.notes.reports.values():
        if r["type"] == "MOBILIZE" and r["id"] not in noted:
            beside = [a["id"] for a in assaults if place(a) == place(r) and set(a["actors"]) & set(r["actors"])]
            if beside:
                problems.add(r["line"], "%s: MOBILIZE beside the ASSAULT %s by the same actor is dropped (or noted)", r["id"], beside[0])


def check_time(article, report, noted, problems, warnings):
    if report["id"] in noted:
        return
    published = datetime.date.fromisoformat(article.header["published"])
    date = article.notes.dates.get(report["date"])
    year_ago = published - datetime.timedelta(days=365)
    if report["status"] == "historical":
        if date is None:
            warnings.add(report["line"], "%s: historical without a date; name it in a note when the text says that it is old", report["id"])
        elif markup.first_day(date["value"]) > year_ago:
            problems.add(report["line"], "%s: historical, but %s is less than a year before %s", report["id"], date["value"], published)
    elif date and report["status"] == "actual":
        if markup.last_day(date["value"]) < year_ago:
            warnings.add(report["line"], "%s: actual, but %s is more than a year before %s (historical?)", report["id"], date["value"], published)
        if markup.first_day(date["value"]) > published and report["type"] not in ("AGREE", "CONCEDE"):
            warnings.add(report["line"], "%s: actual, but %s is after %s", report["id"], date["value"], published)
    elif date and report["status"] == "future" and markup.last_day(date["value"]) < published:
        warnings.add(report["line"], "%s: future, but %s is before %s", report["id"], date["value"], published)


def check_quotes(article, warnings):
    for quote in article.notes.quotes.values():
        if quote["kind"] == "direct" and not quote["cues"]:
            warnings.add(quote["line"], "%s: direct quotation without a cue", quote["id"])
        for span in article.marked[quote["id"]]:
            words = article.text[span[0]:span[1]]
            if quote["kind"] == "direct" and not re.search(r"[\"“”‘’']", words[:1] + words[-1:]) and "interview" not in article.header["register"]:
                warnings.add(quote["line"], "%s: direct quotation whose span has no quotation marks: \"%s\"", quote["id"], words[:40])


def check_article(article):
    noted = {name for note in article.notes.notes for name in re.findall(r"T\d+[a-z]?", note)}
    for report in article.notes.reports.values():
        check_parties(article, report, article.problems, article.warnings)
        check_folding(report, noted, article.problems)
        check_time(article, report, noted, article.problems, article.warnings)
    check_mobilize(article, noted, article.problems)
    check_quotes(article, article.warnings)


# ---- runs of words ----
def words_of(text):
    return re.findall(r"\w+", text.lower())


def runs(words):
    return (" ".join(words[i:i + RUN]) for i in range(len(words) - RUN + 1))


def allowed_runs():
    got = set()
    path = os.path.join(HERE, "allowed_runs.txt")
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                got.update(runs(words_of(line)))
    return got


def strings(value):
    """Every string inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        if value and not isinstance(value[0], (int, float)):
            for part in value:
                yield from strings(part)


def texts_of(path):
    """The texts of one given file."""
    opened = gzip.open(path, "rt", encoding="utf-8", errors="replace") if path.endswith(".gz") else \
        open(path, encoding="utf-8", errors="replace")
    name = path.removesuffix(".gz")
    with opened as f:
        if name.endswith(".jsonl"):
            for line in f:
                yield from strings(json.loads(line))
        elif name.endswith(".json"):
            yield from strings(json.load(f))
        elif name.endswith(".conllu"):
            yield " ".join(line[9:] for line in f if line.startswith("# text = "))
        elif name.endswith(".iob2"):
            yield " ".join(line.split("\t")[1] for line in f if line.count("\t") > 1)
        elif name.endswith((".txt", ".md")):
            yield f.read()
        elif name.endswith((".html", ".htm")):
            yield re.sub(r"<[^>]*>", " ", f.read())


def given_files():
    shared = os.path.dirname(tables.SHARED)
    found = glob.glob(os.path.join(shared, "seeds", "**"), recursive=True) + glob.glob(os.path.join(tables.SHARED, "**"), recursive=True)
    return sorted(p for p in found if os.path.isfile(p) and "/ontology/" not in p)


def check_overlap(articles):
    """Errors for runs that stand in given texts; SKIPPED where there are none."""
    files = given_files()
    if not files:
        print("SKIPPED  overlap with given texts: they are not here")
        return 0
    allowed, ours = allowed_runs(), {}
    for article in articles:
        for run in runs(words_of(article.text)):
            if run not in allowed:
                ours.setdefault(run, article.path)
    if not ours:
        return 0
    starts = {run.split(" ", 2)[0] + " " + run.split(" ", 2)[1] for run in ours}
    hits = {}
    for path in files:
        for text in texts_of(path):
            words = words_of(text)
            for i in range(len(words) - RUN + 1):
                if words[i] + " " + words[i + 1] in starts:
                    run = " ".join(words[i:i + RUN])
                    if run in ours:
                        hits.setdefault(run, path)
    for run, path in sorted(hits.items(), key=lambda h: ours[h[0]]):
        print("%s:1: twelve words in a row as in %s: \"%s\"" % (compiler.shown(ours[run]), os.path.basename(path), run))
    print("overlap: %d runs of %d words looked for in %d files, %d found" % (len(ours), RUN, len(files), len(hits)))
    return len(hits)


def check_doubles(articles):
    """Warnings for runs two of our articles share."""
    allowed, first, pairs = allowed_runs(), {}, {}
    for article in articles:
        for run in runs(words_of(article.text)):
            other = first.setdefault(run, article)
            if other is not article and run not in allowed and not (article.header["group"] == other.header["group"] != "-"):
                pairs.setdefault((other.path, article.path), run)
    for (one, two), run in sorted(pairs.items()):
        print("%s:1: warning: shares twelve words with %s: \"%s\"" % (compiler.shown(two), os.path.basename(one), run))
    return len(pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default=tables.CORPUS)
    parser.add_argument("--overlap", action="store_true")
    parser.add_argument("--no-overlap", action="store_true")
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    articles = [compiler.Article(p) for p in args.files or sorted(glob.glob(os.path.join(args.corpus, "written", "*.txt")))]
    for article in articles:
        if not article.problems:
            check_article(article)
        compiler.tell(article)
    wrong = sum(len(set(a.problems)) for a in articles)
    warned = sum(len(set(a.warnings)) for a in articles)
    if (not args.files or args.overlap) and not args.no_overlap:
        wrong += check_overlap(articles)
    if not args.files:
        warned += check_doubles([a for a in articles if a.header.get("group")])
        wrong += standoff.do_check(args)
    print("%d articles, %d reports: %d errors, %d warnings" % (len(articles), sum(len(a.notes.reports) for a in articles), wrong, warned))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
