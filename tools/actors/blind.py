#!/usr/bin/env python3
"""Compares data/actors/people.tsv with a second pass over it that was written without sight of the dates; and rows of other tables
with a second pass over their codes and sectors.
usage: blind.py [--apply] SECOND PEOPLE
       blind.py --gather BASE ANSWERS... > SECOND     answers by line number of BASE (line, from, to)
       blind.py --codes [--apply] SECOND TABLE        SECOND: name code sector ('?' not known; '-' the table has none)

SECOND has the columns code name role from to: '-' open, '?' not known, 'x' the person never held that office. A row agrees when
the years of both ends agree within one year, open with open or with a year after 2024; of somebody who held an office several times,
each end may agree with that of another term. A row that disagrees is narrowed to the days both passes give when its role is one
that several hold ("a general"; at least a year must be left: one that lies within the second's agrees), and dropped otherwise. --apply does that and writes into `source`
whether two passes agree or one pass alone knew. Prints the counts and every row that disagrees.

With --codes a row agrees when the code is the same and the sector is, or is of the same family (FAMILIES); one of a name with several
rows agrees when any answer on the name does. Rows that disagree are dropped."""
import collections
import re
import sys

BOTH, ONE = "general knowledge, two passes agree", "general knowledge, one pass, unchecked"
LAST = 2024  # an open end agrees with a year after this one
Answer = collections.namedtuple("Answer", "start end")


def lines(path):
    """(number, cells) of rows, (number, text) of comments and the header."""
    seen_header = False
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        comment = not line or line.startswith("#") or not seen_header
        seen_header |= bool(line) and not line.startswith("#")
        yield number, line if comment else line.split("\t")


def year(text):
    m = re.match(r"\d{4}", text)
    return int(m.group()) if m else None


def same(ours, theirs, is_end):
    """True, False, or None: the second pass does not know."""
    if theirs == "?" or (theirs == "-" and not is_end):
        return None
    a, b = year(ours), year(theirs)
    if a is None or b is None:
        return a is b or (is_end and (a or b) > LAST) or (None if not is_end else False)
    return abs(a - b) <= 1


def verdict(row, answers, ends):
    """agree, disagree or unknown, for a row (start, end), the answers on that person and office, and the ends of all its rows."""
    found = set()
    for a in answers:
        if "x" in a:
            found.add(False)
            continue
        start, end = same(row.start, a.start, False), same(row.end, a.end, True)
        if start and end:
            return "agree"
        if len(ends) > 1 and start is not None and end is not None:
            if any(same(e.start, a.start, False) for e in ends) and any(same(e.end, a.end, True) for e in ends):
                return "agree"
        found.add(False if False in (start, end) else None)
    return "disagree" if False in found else "unknown"


def narrowed(row, answers):
    """The days of the row that the second pass gives too, or None when less than a year is left."""
    for a in answers:
        if "?" in a or "x" in a or a.start == "-":
            continue
        start = max(row.start, a.start) if row.start != "-" else a.start
        end = min((e for e in (row.end, a.end) if e != "-"), default="-")
        if end == "-" or year(end) - year(start) >= 1:
            return Answer(start, end)
    return None


def held_by_several(role):
    return re.match(r"an? ", role) is not None or " to " in role


def gather(base, files):
    rows = {n: r for n, r in lines(base) if isinstance(r, list)}
    print("# A second pass over data/actors/people.tsv, written without sight of its dates: '-' open, '?' not known, 'x' never held.")
    print("code\tname\trole\tfrom\tto")
    for path in files:
        for line in open(path, encoding="utf-8"):
            number, start, end = (line.rstrip("\n").split("\t") + ["?", "?"])[:3]
            row = rows[int(number)]
            print("\t".join((row[0], row[2], row[4], start, end)))


def compare(second, people, apply):
    answers, ends = collections.defaultdict(list), collections.defaultdict(list)
    for _, cells in lines(second):
        if isinstance(cells, list):
            answers[tuple(cells[:3])].append(Answer(*cells[3:5]))
    key = lambda r: (r[0], r[2], r[4])
    rows = list(lines(people))
    for _, r in rows:
        if isinstance(r, list):
            ends[key(r)].append(Answer(r[5], r[6]))
    counts, out = collections.Counter(), []
    for number, r in rows:
        if isinstance(r, list):
            own = Answer(r[5], r[6])
            what = verdict(own, answers[key(r)], ends[key(r)])
            less = narrowed(own, answers[key(r)]) if what == "disagree" and held_by_several(r[4]) else None
            if what == "disagree":
                what = "agree" if less == own else "narrowed" if less else "dropped"
            counts[what] += 1
            if what in ("narrowed", "dropped"):
                print("%d %s: %s %s, %s: %s..%s, second pass %s" % (
                    number, what, r[0], r[2], r[4], own.start, own.end, " ".join("%s..%s" % a for a in answers[key(r)])))
            if what == "dropped":
                continue
            r[5:7] = less or own
            r[7] = ONE if what == "unknown" else BOTH
            r = "\t".join(r)
        out.append(r)
    if apply:
        with open(people, "w", encoding="utf-8") as f:
            f.write("\n".join(out) + "\n")
    print("%d rows: %s" % (sum(counts.values()), ", ".join("%d %s" % (counts[k], k) for k in ("agree", "unknown", "narrowed", "dropped"))))


FAMILIES = ("REB UAF PRM", "PTY OPP", "GOV PTY", "NGO SOC", "NGO CVL", "SOC CVL", "MNC BUS", "REB CRM", "GOV SPY", "GOV MIL", "COP MIL", "IGO GOV", "NGO EDU",
            "JUD LEG", "JRN MNC", "JRN BUS")


def sector_fits(a, b):
    return a == b or "?" in (a, b) or "-" in (a, b) or any({a, b} <= set(f.split()) for f in FAMILIES)


def compare_codes(second, table, apply):
    answers = collections.defaultdict(list)
    for _, cells in lines(second):
        if isinstance(cells, list):
            answers[cells[0]].append(cells[1:3])
    columns, counts, out = None, collections.Counter(), []
    for number, r in lines(table):
        if not isinstance(r, list):
            if columns is None and r and not r.startswith("#"):
                columns = {name: i for i, name in enumerate(r.split("\t"))}
            out.append(r)
            continue
        name = r[columns["name"] if "name" in columns else columns["form"]]
        code, sector = (r[columns[c]] if c in columns else "-" for c in ("code", "sector"))
        known = [a for a in answers[name] if a[0] != "?" and not (a[0] == "-" and a[1] == "?")]
        fits = any((a[0] == code or a[0] == "-") and sector_fits(a[1], sector) for a in known)
        what = "unknown" if not known else "agree" if fits else "dropped"
        counts[what] += 1
        if what == "dropped":
            print("%d dropped: %s: %s %s, second pass %s" % (number, name, code, sector, " ".join("/".join(a) for a in known)))
            continue
        if "source" in columns and r[columns["source"]].startswith("general knowledge"):
            r[columns["source"]] = ONE if what == "unknown" else BOTH
        out.append("\t".join(r))
    if apply:
        with open(table, "w", encoding="utf-8") as f:
            f.write("\n".join(out) + "\n")
    print("%d rows: %s" % (sum(counts.values()), ", ".join("%d %s" % (counts[k], k) for k in ("agree", "unknown", "dropped"))))


def main(words):
    codes = words[:1] == ["--codes"]
    words = words[codes:]
    if words[:1] == ["--gather"] and len(words) > 2:
        return gather(words[1], words[2:])
    apply = words[:1] == ["--apply"]
    words = words[apply:]
    if len(words) != 2:
        sys.exit(__doc__)
    (compare_codes if codes else compare)(words[0], words[1], apply)


if __name__ == "__main__":
    main(sys.argv[1:])
