#!/usr/bin/env python3
"""Self-consistency of the corpus: two passes over the same documents, field by field.
usage: agree.py FIRST SECOND [--out FILE]        e.g. agree.py corpus/written corpus/second
Both folders hold articles in mark-up; those that are in both are compared. Without marks they must be the same text.
Reports are matched one to one inside a sentence, best first, as the end-to-end scorer does it: its own code gives sentence, trigger, quad,
type, dyad, claimant and non-actual where it is present (PLB_DATA, ../shared/data; SKIPPED else); the rest is ours:
  mode, date, place, size, chain   on matched reports of one type where either pass has a value
  coreference                      B-cubed F1 over all mentions (a mention only one pass has counts as wrong); mention F1
  code, sector                     of the entities, on mentions both passes have
  quotations                       F1, matched where they share half their letters; then speaker, cue, kind, mean overlap (Jaccard)
  contexts                         F1 of the documents' labels
Every disagreement goes to FILE (build/corpus-disagreements.txt). Exit code 1 when texts differ or a file does not compile."""
import argparse
import bisect
import collections
import importlib.util
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import compile as compiler
import sentences
import tables

NEAR = 12  # code points of slack before a trigger
QUADS = {row["type"]: row["quad"] for row in tables.rows("ontology/types.tsv")}


def scorer():
    """The end-to-end scorer as a module, or None."""
    path = os.path.join(tables.SHARED, "events", "score_e2e.py")
    if not os.path.exists(path):
        return None
    spec = importlib.util.spec_from_file_location("score_e2e", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def f1(right, first, second):
    return 2 * right / (first + second) if first + second else 0.0


# ---- matching, as the scorer does it ----
def codes(side):
    return {p["code"] for p in side} - {None, "", "---"}


def same_codes(a, b):
    return a == b or 3 * len(a & b) >= 2 * max(len(a), len(b), 1)


def same_parties(x, y):
    if x["event"] in ("CONSULT", "COOPERATE") or (not x["recipient"] and len(x["actor"]) > 1):
        return same_codes(codes(x["actor"]) | codes(x["recipient"]), codes(y["actor"]) | codes(y["recipient"]))
    return same_codes(codes(x["actor"]), codes(y["actor"])) and same_codes(codes(x["recipient"]), codes(y["recipient"]))


def match(text, first, second):
    """[(i, j, near, same type)]: pairs of reports inside a sentence, best first."""
    starts = sentences.starts(text)
    sentence = lambda e: bisect.bisect_right(starts, e["char"])
    pool = []
    for i, x in enumerate(first):
        for j, y in enumerate(second):
            if sentence(x) == sentence(y):
                near = x["char"] - NEAR <= y["char"] <= x["char"] + max(len(x["trigger"]), NEAR)
                kind = x["event"] == y["event"]
                weight = 8 * kind + 5 * near + 3 * (QUADS[x["event"]] == QUADS[y["event"]]) + 3 * same_parties(x, y)
                pool.append((-weight, i, j, near, kind))
    used, got = (set(), set()), []
    for _, i, j, near, kind in sorted(pool):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            got.append((i, j, near, kind))
    return got


# ---- one document ----
class Pair:
    """One document in two passes, and what is counted of it: {field: [right, first, second]}."""

    def __init__(self, first, second, lines):
        self.one, self.two, self.lines = first, second, lines
        self.count = collections.defaultdict(lambda: [0, 0, 0])
        self.overlap = []
        self.entities = [{e["id"]: e for e in c["entities"]} for c in (first, second)]
        self.reports()
        self.mentions()
        self.quotations()
        a, b = set(first["contexts"]), set(second["contexts"])
        self.add("contexts", len(a & b), len(a), len(b))
        if a != b:
            self.differ("contexts", " ".join(sorted(a - b)) or "-", " ".join(sorted(b - a)) or "-")

    def add(self, field, right, first=1, second=1):
        for k, n in enumerate((right, first, second)):
            self.count[field][k] += n

    def differ(self, field, one, two, span=None):
        where = ""
        if span:
            wide = sentences.joined(self.one["text"], self.one["sentences"])
            sentence = next((s for s in wide if s[0] <= span[0] < s[1]), span)
            where = "\n    | " + self.one["text"][sentence[0]:sentence[1]]
        self.lines.append("%s: %s: first %s, second %s%s" % (self.one["id"], field, one, two, where))

    def same_entity(self, a, b):
        """Do entity a of the first pass and b of the second point to one thing: a mention in common, or the last word of the name?"""
        a, b = self.entities[0].get(a), self.entities[1].get(b)
        if not a or not b:
            return a is b
        last = lambda e: re.findall(r"\w+", e["name"].lower())[-1:]
        return last(a) == last(b) or any(m in b["mentions"] for m in a["mentions"])

    def chain(self, number, report):
        return [self.entities[number][c["entity"]]["name"] for c in report["claim"]]

    def reports(self):
        one, two = (compiler.gold(c)["events"] for c in (self.one, self.two))
        text = compiler.plain_text(self.one)[0]
        pairs = match(text, one, two)
        self.add("report in both", len(pairs), len(one), len(two))
        self.add("trigger near", sum(near for _, _, near, _ in pairs), len(one), len(two))
        self.add("type", sum(kind for *_, kind in pairs), len(one), len(two))
        for i, j, _, kind in pairs:
            x, y = self.one["reports"][i], self.two["reports"][j]
            if not kind:
                self.differ("type", "%s '%s'" % (x["type"], one[i]["trigger"]), "%s '%s'" % (y["type"], two[j]["trigger"]), x["trigger"])
                continue
            self.add("trigger exact", x["trigger"] == y["trigger"])
            self.fields(x, y)
            self.sides(x, y, one[i], two[j])
        for number, reports, lone in ((0, one, {i for i, *_ in pairs}), (1, two, {j for _, j, *_ in pairs})):
            for k, e in enumerate(reports):
                if k not in lone:
                    told = "%s '%s' (%s)" % (e["event"], e["trigger"], e["status"])
                    r = (self.one, self.two)[number]["reports"][k]
                    self.differ("report", *((told, "-") if number == 0 else ("-", told)), r["trigger"])

    def fields(self, x, y):
        value = lambda r, field, key: r[field][key] if r[field] else None
        place = lambda r: (value(r, "place", "name") or "").lower() or None
        told = "%s '%s' " % (x["type"], self.one["text"][slice(*x["trigger"])])
        for field, a, b in (("mode", x["mode"], y["mode"]), ("status", x["status"], y["status"]),
                            ("date", value(x, "date", "value"), value(y, "date", "value")), ("place", place(x), place(y)),
                            ("size", x["size"] or None, y["size"] or None)):
            if a or b:
                self.add(field, a == b)
                if a != b:
                    self.differ(field, told + str(a or "-"), str(b or "-"), x["trigger"])

    def sides(self, x, y, one, two):
        told = "%s '%s' " % (x["type"], self.one["text"][slice(*x["trigger"])])
        if not same_parties(one, two):
            show = lambda e: "%s -> %s" % (",".join(sorted(codes(e["actor"]))) or "-", ",".join(sorted(codes(e["recipient"]))) or "-")
            self.differ("dyad", told + show(one), show(two), x["trigger"])
        if x["claim"] or y["claim"]:
            same = len(x["claim"]) == len(y["claim"]) and all(self.same_entity(a["entity"], b["entity"]) for a, b in zip(x["claim"], y["claim"]))
            self.add("chain", same)
            if not same:
                self.differ("chain", told + (" > ".join(self.chain(0, x)) or "-"), " > ".join(self.chain(1, y)) or "-", x["trigger"])

    def mentions(self):
        of = [{tuple(m): e for e in c["entities"] for m in e["mentions"]} for c in (self.one, self.two)]
        clusters = [{m: {tuple(k) for k in e["mentions"]} for m, e in part.items()} for part in of]
        shared = set(of[0]) & set(of[1])
        self.add("mentions", len(shared), len(of[0]), len(of[1]))
        for name, mine, other in (("b3 recall", 0, 1), ("b3 precision", 1, 0)):
            for m in clusters[mine]:
                same = len(clusters[mine][m] & clusters[other][m]) / len(clusters[mine][m]) if m in shared else 0.0
                self.add(name, same)
        told = set()
        for m in sorted(shared):
            a, b = of[0][m], of[1][m]
            self.add("code", a["code"] == b["code"])
            self.add("sector", a["sector"] == b["sector"])
            if (a["code"], a["sector"]) != (b["code"], b["sector"]) and (a["id"], b["id"]) not in told:
                told.add((a["id"], b["id"]))
                self.differ("entity", "%s %s %s" % (a["name"], a["code"], a["sector"]), "%s %s %s" % (b["name"], b["code"], b["sector"]))

    def quotations(self):
        letters = lambda q: {i for b, e in q["spans"] for i in range(b, e)}
        one, two = [(q, letters(q)) for q in self.one["quotes"]], [(q, letters(q)) for q in self.two["quotes"]]
        pool = sorted((-len(a & b) / len(a | b), i, j) for i, (_, a) in enumerate(one) for j, (_, b) in enumerate(two) if a & b)
        used, right = (set(), set()), 0
        for weight, i, j in pool:
            if weight <= -0.5 and i not in used[0] and j not in used[1]:
                used[0].add(i)
                used[1].add(j)
                right += 1
                self.overlap.append(-weight)
                self.quotation(one[i][0], two[j][0])
        self.add("quotations", right, len(one), len(two))
        for number, quotes in ((0, one), (1, two)):
            for k, (q, _) in enumerate(quotes):
                if k not in used[number]:
                    told = "\"%s\"" % self.one["text"][slice(*q["spans"][0])][:60]
                    self.differ("quotation", *((told, "-") if number == 0 else ("-", told)))

    def quotation(self, a, b):
        checks = (("speaker", self.same_entity(a["speakers"][-1], b["speakers"][-1])), ("cue", a["cues"] == b["cues"]),
                  ("quotation kind", a["kind"] == b["kind"]))
        for field, same in checks:
            self.add(field, same)
            if not same:
                self.differ(field, "/".join(str(a[k]) for k in ("speakers", "kind")), "/".join(str(b[k]) for k in ("speakers", "kind")),
                            a["spans"][0])


# ---- all documents ----
def read(folder, name, problems):
    article = compiler.Article(os.path.join(folder, name))
    if article.problems:
        compiler.tell(article)
        problems.append(name)
        return None
    return article.compiled()


def first_difference(a, b):
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return "at %d: \"%s\" and \"%s\"" % (at, a[max(0, at - 15):at + 15], b[max(0, at - 15):at + 15])


def compared(first, second):
    """[(first, second)] compiled, and the number of files that cannot be compared."""
    there = [set(os.listdir(folder)) if os.path.isdir(folder) else set() for folder in (first, second)]
    names = sorted(n for n in there[0] & there[1] if n.endswith(".txt"))
    got, problems = [], []
    for name in names:
        one, two = read(first, name, problems), read(second, name, problems)
        if one and two:
            if one["text"] != two["text"]:
                print("%s: the texts differ %s" % (name, first_difference(one["text"], two["text"])))
                problems.append(name)
            else:
                got.append((one, two))
    return got, len(problems)


def by_scorer(pairs, lines):
    module = scorer()
    if not module:
        print("SKIPPED  sentence, trigger, quad, type, dyad, claimant, non-actual by the end-to-end scorer: it is not here")
        return
    total, extra, each = {}, {}, {}
    for one, two in pairs:
        show = []
        t, x, p = module.score(compiler.plain_text(one)[0], compiler.gold(one)["events"], compiler.gold(two)["events"], show)
        module.add(total, t)
        module.add(extra, x)
        module.add(each, p)
        lines += ["%s: scorer: %s" % (one["id"], s) for s in show]
    for key in module.KEYS:
        p, r, f = module.prf(total[key])
        print("%-16s P %.3f R %.3f F1 %.3f (first %d, second %d)" % (key, p, r, f, total[key][2], total[key][1]))
    for kind, v in sorted(each.items()):
        print("  %-12s F1 %.2f (first %d, second %d)" % (kind, module.prf(v)[2], v[2], v[1]))


def tell(pairs):
    count, overlap = collections.defaultdict(lambda: [0, 0, 0]), []
    for pair in pairs:
        overlap += pair.overlap
        for field, numbers in pair.count.items():
            for k in range(3):
                count[field][k] += numbers[k]
    ratio = lambda field: count[field][0] / count[field][1] if count[field][1] else 0.0
    for field in ("report in both", "trigger near", "type", "mentions", "quotations", "contexts"):
        print("%-16s F1 %.3f (first %d, second %d)" % (field, f1(*count[field]), count[field][1], count[field][2]))
    for field in ("trigger exact", "status", "mode", "date", "place", "size", "chain", "code", "sector", "speaker", "cue", "quotation kind"):
        print("%-16s    %.3f (n %d)" % (field, ratio(field), count[field][1]))
    p, r = ratio("b3 precision"), ratio("b3 recall")
    print("%-16s F1 %.3f (P %.3f R %.3f)" % ("coreference B3", 2 * p * r / (p + r) if p + r else 0.0, p, r))
    print("%-16s    %.3f (n %d)" % ("content overlap", sum(overlap) / len(overlap) if overlap else 0.0, len(overlap)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--out", default=os.path.join(tables.ROOT, "build", "corpus-disagreements.txt"))
    args = parser.parse_args()
    documents, wrong = compared(args.first, args.second)
    if not documents:
        sys.exit("no article stands in both folders")
    lines = []
    print("%d documents in both passes" % len(documents))
    by_scorer(documents, lines)
    print("-- our own code")
    tell([Pair(one, two, lines) for one, two in documents])
    os.makedirs(os.path.dirname(os.path.abspath(args.out)), exist_ok=True)
    with open(args.out, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    print("%d disagreements in %s" % (len(lines), compiler.shown(args.out)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
