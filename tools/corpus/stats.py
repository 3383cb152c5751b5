#!/usr/bin/env python3
"""What the corpus covers and what it is short of (make corpus-stats): reports by type, status, mode, register, region and grammar.
usage: stats.py [--corpus FOLDER]
Grammar is told by simple rules on the words around the trigger (`grammar` below); good enough to see what is missing.
Exit code 0 always: being short is no error."""
import argparse
import collections
import glob
import os
import re
import statistics
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import compile as compiler
import standoff
import tables

ARTICLES, REPORTS, EACH_TYPE, EACH_STATUS = 120, 900, 25, 40
BE = set("be is are was were been being am 's 're gets got get".split())
LIGHT = set("hold held holds holding make made makes making take took takes taken taking give gave gives given giving have had has issue issued issues "
            "launch launched stage staged stages carry carried carries reach reached reaches sign signed put puts impose imposed pay paid pays "
            "conduct conducted lodge lodged file filed voice voiced express expressed offer offered hand handed send sent open opened begin began "
            "lay laid pass passed agree agreed call called".split())
PRONOUNS = set("he she it they we i you him her them us me his its their our who which whom whose that this these those both "
               "himself herself itself themselves another other others each one".split())
BEFORE_NOUN = set("the a an this that these those his her its their our my your 's no any some of in after before for against during "
                  "over amid despite with by from on under more new two three joint last further several".split())
NOUN_ENDING = re.compile(r"(tion|sion|ment|ance|ence|ship|ity|cide|ions|ments|als?|ures?|talks|attacks?|visits?|strikes?|raids?|bans?|meetings?|"
                         r"bombings?|killings?|shootings?|protests?|threats?|demands?|arrests?|sanctions|tariffs|warnings?)$")
PARTICIPLE = re.compile(r"(ed|en|wn|ught|ung|unk|id|ld|pt|st|rn|ot|ck|it|ade|one|ent|et|un)$")


def grammar(article, report):
    """The constructions a report stands in."""
    text, (begin, end) = article.text, report["trigger"]
    sentence = article.wide[article.sentence_of(report["trigger"])]
    before = re.findall(r"[\w'’]+|[^\w\s]", text[sentence[0]:begin].replace("’s ", " 's ").replace("'s ", " 's "))
    trigger = re.findall(r"[\w'’-]+", text[begin:end]) or ["?"]
    after = text[end:sentence[1]]
    got = set()
    first, last = trigger[0].lower(), trigger[-1].lower()
    close = [w.lower() for w in before[-3:]]
    if PARTICIPLE.search(first) and (set(close) & BE or re.match(r"\s+by\b", after)) and not first.endswith("ing"):
        got.add("passive")
    light = len(trigger) > 1 and first in LIGHT
    if light:
        got.add("light verb")
    elif "passive" not in got and ((close[-1:] and close[-1] in BEFORE_NOUN and not first.endswith("ed")) or NOUN_ENDING.search(last)):
        got.add("nominal trigger")
    if coordinated(article, report):
        got.add("coordination")
    sides = report["actors"] + report["recipients"]
    if len(report["actors"]) > 1 or len(report["recipients"]) > 1:
        got.add("several parties")
    if any(p["span"] and text[slice(*p["span"])].lower() in PRONOUNS for p in sides):
        got.add("pronoun party")
    if any(p["entity"] and not p["span"] for p in sides):
        got.add("left-out party")
    if any(p["entity"] is None for p in report["actors"]):
        got.add("unknown actor")
    if any(s[0] <= begin and end <= s[1] for q in article.notes.quotes.values() if q["kind"] != "indirect" for s in article.marked[q["id"]]):
        got.add("quoted")
    return got


def coordinated(article, report):
    """Another trigger stands beside, joined by and, or, but or a comma, with at most four words between."""
    begin, end = report["trigger"]
    for other in article.notes.reports.values():
        span = article.marked[other["id"].rstrip(compiler.LETTERS)][0]
        if span != [begin, end]:
            between = article.text[end:span[0]] if span[0] >= end else article.text[span[1]:begin]
            if re.search(r"(^|\W)(and|or|but|,)(\W|$)", between) and len(between.split()) <= 6 and not re.search(r"[.!?\n]", between):
                return True
    return False


def table(title, rows, columns, count, total=True):
    print("\n## %s\n" % title)
    width = max([len(str(r)) for r in rows] + [8])
    print("| %s | %s |" % ("".ljust(width), " | ".join(str(c) for c in columns) + (" | all" if total else "")))
    print("|%s|" % "|".join("---" for _ in range(len(columns) + 1 + total)))
    for row in rows:
        cells = [str(count[row, c] or ".").rjust(len(str(c))) for c in columns]
        if total:
            cells.append(str(sum(n for (r, _), n in count.items() if r == row)))
        print("| %s | %s |" % (str(row).ljust(width), " | ".join(cells)))


def read(corpus):
    articles = []
    for path in sorted(glob.glob(os.path.join(corpus, "written", "*.txt"))):
        article = compiler.Article(path)
        if article.problems:
            print("left out, it does not compile: %s" % compiler.shown(path))
        else:
            articles.append((article, article.compiled()))
    return articles


def count_all(articles):
    counts = collections.defaultdict(collections.Counter)
    for article, compiled in articles:
        for r in compiled["reports"]:
            kind, head = r["type"], article.header
            counts["status"][kind, r["status"]] += 1
            counts["mode"][kind, r["mode"] or "-"] += 1
            counts["register"][head["register"], kind] += 1
            counts["region"][head["region"], kind] += 1
            for name in grammar(article, r) or {"plain"}:
                counts["grammar"][name, kind] += 1
            depth = len(r["claim"])
            counts["grammar"]["claim depth %s" % (depth if depth < 2 else "2+"), kind] += 1
            for name in ("date", "place", "size"):
                counts["filled"][name, kind] += bool(r[name])
    return counts


def documents(articles):
    each = [len(c["reports"]) for _, c in articles]
    words = [len(a.text.split()) for a, _ in articles]
    silent = total = 0
    for article, compiled in articles:
        told = {article.sentence_of(r["trigger"]) for r in compiled["reports"]}
        silent += len(article.wide) - len(told)
        total += len(article.wide)
    groups = collections.Counter(a.header["group"] for a, _ in articles if a.header["group"] != "-")
    print("articles %d · words %d (median %d) · reports %d (median %d, at most %d) · entities %d · mentions %d · quotations %d" % (
        len(articles), sum(words), statistics.median(words or [0]), sum(each), statistics.median(each or [0]), max(each or [0]),
        sum(len(c["entities"]) for _, c in articles), sum(len(e["mentions"]) for _, c in articles for e in c["entities"]),
        sum(len(c["quotes"]) for _, c in articles)))
    print("sentences %d, silent %d (%.0f %%) · articles without report %d · groups %d: %s" % (
        total, silent, 100 * silent / max(1, total), each.count(0), len(groups),
        " ".join("%s:%d" % g for g in sorted(groups.items())) or "-"))
    print("reports a document: %s" % " ".join("%d×%d" % (n, k) for n, k in sorted(collections.Counter(each).items())))
    print("decades: %s" % " ".join("%s:%d" % y for y in sorted(collections.Counter(a.header["published"][:3] + "0s" for a, _ in articles).items())))
    print("writers: %s" % " ".join("%s:%d" % y for y in sorted(collections.Counter(a.header["writer"] for a, _ in articles).items())))
    used = collections.Counter(c for a, _ in articles for c in a.contexts())
    print("contexts: %s" % " ".join("%s:%d" % y for y in used.most_common()))
    print("contexts never used: %s" % (" ".join(sorted(tables.contexts() - set(used))) or "-"))


def short_of(articles, counts):
    print("\n## Short of\n")
    reports = sum(counts["status"].values())
    lacks = []
    for name, have, want in (("articles", len(articles), ARTICLES), ("reports", reports, REPORTS)):
        if have < want:
            lacks.append("%s: %d of %d" % (name, have, want))
    for kind in tables.types():
        have = sum(n for (k, _), n in counts["status"].items() if k == kind)
        if have < EACH_TYPE:
            lacks.append("%s: %d of %d" % (kind, have, EACH_TYPE))
    for status in tables.statuses():
        have = sum(n for (_, s), n in counts["status"].items() if s == status)
        if have < EACH_STATUS:
            lacks.append("%s: %d of %d" % (status, have, EACH_STATUS))
    missing = ["%s %s" % (k, m) for k in tables.types() for m in tables.modes()[k] if not counts["mode"][k, m]]
    if missing:
        lacks.append("modes never used: " + ", ".join(missing))
    absent = [r for r in tables.REGISTERS if r not in {a.header["register"] for a, _ in articles}]
    if absent:
        lacks.append("registers never used: " + ", ".join(absent))
    print("\n".join("- " + x for x in lacks) or "- nothing")


def mode_table(counts):
    print("\n## Type and mode\n")
    for kind in tables.types():
        cells = ["%s %d" % (m, counts["mode"][kind, m]) for m in ["-"] + tables.modes()[kind]]
        print("- %s: %s" % (kind, ", ".join(cells)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default=tables.CORPUS)
    args = parser.parse_args()
    articles = read(args.corpus)
    counts = count_all(articles)
    kinds = tables.types()
    print("# Corpus: coverage\n")
    documents(articles)
    table("Type and status", kinds, tables.statuses(), counts["status"])
    mode_table(counts)
    table("Register and type", sorted({a.header["register"] for a, _ in articles}), kinds, counts["register"])
    table("Region and type", sorted({a.header["region"] for a, _ in articles}), kinds, counts["region"])
    table("Grammar and type", sorted({g for g, _ in counts["grammar"]}), kinds, counts["grammar"])
    table("Filled fields and type", ["date", "place", "size"], kinds, counts["filled"])
    real = standoff.stored(args.corpus).values()
    print("\nstand-off part: %d sentences, %d reports, %d silent sentences; %s" % (
        len(real), sum(len(x["reports"]) for x in real), sum(not x["reports"] for x in real),
        " ".join("%s:%d" % y for y in sorted(collections.Counter(r["type"] for x in real for r in x["reports"]).items())) or "-"))
    short_of(articles, counts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
