#!/usr/bin/env python3
"""The real part of the corpus, kept beside its texts: corpus/standoff/<set>.jsonl holds offsets and labels, never a word of the text.
usage: standoff.py list                     the candidate documents with their sentences and offsets
       standoff.py pick N OUT.txt [OUT ...] the N politically densest sentences, spread over documents, as files to annotate
       standoff.py make FILE.txt ...        annotated files -> corpus/standoff/<set>.jsonl (sentences of other files stay)
       standoff.py show FILE.jsonl          each annotated sentence with its marks, from the local data
       standoff.py check                    offsets, hashes and labels of every line
A file to annotate is blocks parted by an empty line: `@ set | document | sentence number`, lines with # (context, not marked),
the sentence with inline marks, then its lines E, T, D, P, Q as in an article (corpus/GUIDE.md). A block without T says that nothing is
reported there. --corpus FOLDER: another corpus folder. How documents are rebuilt: licensed.py."""
import argparse
import glob
import hashlib
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import licensed
import markup
import tables

LIGHT = set("make take have hold give get go come say be do keep call see show set put run leave move start begin work play back return "
            "offer win lose open close find help use turn bring send meet raise cut build let stop fall stand plan people".split())
SHARE = {"re3d": 0.25, "gum": 0.3, "ewt": 0.35, "meantime": 0.1}
ORDER = ("meantime", "re3d", "gum", "ewt")
MOST_OF_ONE = 24  # sentences of one document
WORTH = 6.0       # density from which a sentence is worth it


# ---- picking ----
def lemmas(word):
    """The forms a word may be an inflection of."""
    got = {word}
    for ending, base in (("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[:-len(ending)] + base
            got.add(stem)
            if ending in ("ed", "ing") and len(stem) > 3 and stem[-1] == stem[-2]:
                got.add(stem[:-1])
    return got


def irregular():
    forms = {}
    for row in tables.rows("parse/irregular.tsv"):
        forms.setdefault(row["form"], row["base"])
    return forms


class Density:
    """How many political names and trigger words a sentence has."""

    def __init__(self):
        self.names, self.heads, self.irregular = tables.actor_names(), set(tables.trigger_heads()) - LIGHT, irregular()

    def of(self, text):
        words = re.findall(r"[^\W_]+(?:[.'’-][^\W_]+)*\.?", text)
        names, at = set(), 0
        while at < len(words):
            for length in (5, 4, 3, 2, 1):
                name = " ".join(words[at:at + length])
                if name in self.names or name.rstrip(".") in self.names:
                    names.add(name)
                    at += length - 1
                    break
            at += 1
        heads = set()
        for word in (w.lower().rstrip(".") for w in words):
            heads |= (lemmas(word) | {self.irregular.get(word, word)}) & self.heads
        length = len(words)
        if not names or not heads or not 6 <= length <= 55:
            return 0
        return 3 * min(len(heads), 4) + 2 * min(len(names), 3) - length / 20


def usable(text):
    return not re.search(r"[\[\]{}<>\n\t]|  |^[#@]|^[ETDPQ]\d", text) and text == text.strip()


def ranked(document, density):
    """The sentences worth annotating, best first; none of a document that has hardly any."""
    scored = [(density.of(document.text[b:e]), n) for n, (b, e) in enumerate(document.sentences) if usable(document.text[b:e])]
    good = [s for s in scored if s[0] >= WORTH]
    if len(good) < 3 or 8 * len(good) < len(document.sentences):
        return []
    return [n for score, n in sorted(good, key=lambda s: (-s[0], s[1]))]


def pick(wanted):
    """[(set, document, sentence number)]: of each set the documents take turns, each giving its best sentence left; each set has its share,
    and what one cannot fill the next ones do."""
    density, chosen, due = Density(), [], 0.0
    for name in ORDER:
        lists = [(d, ranked(d, density)[:MOST_OF_ONE]) for d in licensed.documents().values() if d.set == name]
        rounds = sorted((turn, -len(order), d.id, n) for d, order in lists for turn, n in enumerate(order))
        due += wanted * SHARE[name]
        took = [(name, doc, n) for _, _, doc, n in rounds[:round(due) - len(chosen)]]
        chosen += took
    return chosen


def mixed(chosen):
    """Documents in an order that mixes the sets, their sentences in the order of the text."""
    key = lambda c: (hashlib.sha1(("%s %s" % c[:2]).encode()).hexdigest(), c[2])
    return sorted(chosen, key=key)


def block(name, doc, number):
    document = licensed.documents()[name, doc]
    lines = ["@ %s | %s | %d" % (name, doc, number)]
    if document.date:
        lines.append("# date: %s" % document.date)
    for before in range(max(0, number - 2), number):
        begin, end = document.sentences[before]
        lines.append("# %s" % " ".join(document.text[begin:end].split()))
    begin, end = document.sentences[number]
    return "\n".join(lines + [document.text[begin:end]]) + "\n"


def do_pick(args):
    chosen = mixed(pick(int(args.rest[0])))
    files = args.rest[1:]
    size = -(-len(chosen) // len(files))
    for number, path in enumerate(files):
        part = chosen[number * size:(number + 1) * size]
        with open(path, "w", encoding="utf-8") as f:
            f.write("\n".join(block(*c) for c in part))
        print("%s: %d sentences" % (path, len(part)))
    return 0 if len(chosen) == int(args.rest[0]) else 1


# ---- annotated files -> stand-off lines ----
def blocks(path):
    """[(line number, lines)]"""
    got, current = [], None
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n").rstrip()
            if line.startswith("@"):
                current = (number, [])
                got.append(current)
            if current is not None:
                current[1].append(line)
            elif line and not line.startswith("#"):
                print("%s:%d: text before the first @" % (path, number))
    return got


def read_block(first, lines, problems):
    """One block -> a stand-off line, or None."""
    fields = [f.strip() for f in lines[0][1:].split("|")]
    if len(fields) != 3 or not fields[2].isdigit() or (fields[0], fields[1]) not in licensed.documents():
        problems.add(first, "'%s' names no set, document and sentence", lines[0])
        return None
    document = licensed.documents()[fields[0], fields[1]]
    if int(fields[2]) >= len(document.sentences):
        problems.add(first, "%s has no sentence %s", fields[1], fields[2])
        return None
    begin, end = document.sentences[int(fields[2])]
    notes, marked, mark_line, text = markup.Notes(), {}, {}, None
    for number, line in enumerate(lines[1:], first + 1):
        if not line or line.startswith("#"):
            continue
        if text is None:
            text, marks = markup.strip_marks(line, number, problems)
            for mark in marks:
                marked.setdefault(mark.id, []).append([mark.begin, mark.end])
                mark_line.setdefault(mark.id, number)
        else:
            markup.note_line(line, number, notes, problems)
    if text != document.text[begin:end]:
        problems.add(first, "without its marks the sentence differs from the data: \"%s\"", text)
        return None
    markup.check_references(notes, marked, mark_line, problems)
    return standoff_line(fields, begin, end, text, notes, marked) if not any(p.line >= first for p in problems) else None


def standoff_line(fields, begin, end, text, notes, marked):
    def near(name, anchor):
        spans = marked.get(name, [])
        span = min(spans, key=lambda s: (max(s[0] - anchor[1], anchor[0] - s[1], 0), s[0]), default=None)
        return [begin + span[0], begin + span[1]] if span else None

    def party(name, anchor):
        entity = notes.entities.get(name)
        return {"span": near(name, anchor), "code": entity["code"] if entity else "---", "sector": entity["sector"] if entity else "UNK"}
    reports = []
    for r in notes.reports.values():
        t = marked[r["id"].rstrip("abcdefghijklmnopqrstuvwxyz")][0]
        reports.append({
            "trigger": [begin + t[0], begin + t[1]], "type": r["type"], "mode": r["mode"], "status": r["status"],
            "actors": [party(e, t) for e in r["actors"]], "recipients": [party(e, t) for e in r["recipients"]],
            "claim": [{**party(c["entity"], t), "cue": near(c["cue"], t), "kind": c["kind"]} for c in r["claim"]],
            "date": {"span": near(r["date"], t), "value": notes.dates[r["date"]]["value"]} if r["date"] else None,
            "place": {"span": near(r["place"], t), "code": notes.places[r["place"]]["code"]} if r["place"] else None,
            "size": r["size"]})
    return {"set": fields[0], "document": fields[1], "sentence": int(fields[2]), "begin": begin, "end": end,
            "text_sha1": hashlib.sha1(text.encode()).hexdigest(), "reports": sorted(reports, key=lambda r: (r["trigger"], r["type"]))}


def stored(corpus):
    """{(set, document, sentence): line} of every corpus/standoff/*.jsonl"""
    got = {}
    for path in sorted(glob.glob(os.path.join(corpus, "standoff", "*.jsonl"))):
        with open(path, encoding="utf-8") as f:
            for line in map(json.loads, f):
                got[line["set"], line["document"], line["sentence"]] = line
    return got


def do_make(args):
    lines, wrong = stored(args.corpus), 0
    for path in args.rest:
        problems, before = markup.Problems(), len(lines)
        seen = set()
        for first, part in blocks(path):
            own = markup.Problems()
            line = read_block(first, part, own)
            problems += own
            if line:
                key = (line["set"], line["document"], line["sentence"])
                if key in seen:
                    problems.add(first, "the sentence has two blocks")
                seen.add(key)
                lines[key] = line
        for problem in problems:
            print("%s:%d: %s" % (path, problem.line, problem.text))
        wrong += len(problems)
        print("%s: %d sentences, %d of them new, %d problems" % (path, len(seen), len(lines) - before, len(problems)))
    os.makedirs(os.path.join(args.corpus, "standoff"), exist_ok=True)
    for name in licensed.SETS:
        part = [lines[key] for key in sorted(lines) if key[0] == name]
        if part:
            with open(os.path.join(args.corpus, "standoff", name + ".jsonl"), "w", encoding="utf-8") as f:
                f.writelines(json.dumps(line) + "\n" for line in part)
    return 1 if wrong else 0


# ---- looking ----
def do_list(args):
    for d in licensed.documents().values():
        print("%s | %s | %s | %d sentences" % (d.set, d.id, d.date or "-", len(d.sentences)))
        for number, (begin, end) in enumerate(d.sentences):
            print("  %4d %6d %6d  %s" % (number, begin, end, " ".join(d.text[begin:end].split())))
    return 0


def marked_up(text, begin, line):
    """The sentence with its triggers in <> and parties in []."""
    edges = []
    for number, r in enumerate(line["reports"], 1):
        edges.append((r["trigger"], "<T%d " % number, ">"))
        for letter, side in (("A", r["actors"]), ("R", r["recipients"]), ("S", r["claim"])):
            edges += [(p["span"], "[%s%d " % (letter, number), "]") for p in side if p["span"]]
    cuts = {}
    for span, left, right in edges:
        cuts.setdefault(span[0], []).append((2, -span[1], left))
        cuts.setdefault(span[1], []).append((1, -span[0], right))
    out, last = [], begin
    for at in sorted(cuts):
        out.append(text[last - begin:at - begin])
        out += [cut for _, _, cut in sorted(cuts[at])]
        last = at
    return "".join(out) + text[last - begin:]


def do_show(args):
    with open(args.rest[0], encoding="utf-8") as f:
        for line in map(json.loads, f):
            document = licensed.documents()[line["set"], line["document"]]
            print("@ %s | %s | %d\n%s" % (line["set"], line["document"], line["sentence"],
                                         marked_up(document.text[line["begin"]:line["end"]], line["begin"], line)))
            for number, r in enumerate(line["reports"], 1):
                sides = [",".join("%s/%s" % (p["code"], p["sector"]) for p in side) or "-" for side in (r["actors"], r["recipients"], r["claim"])]
                print("  T%d %s %s %s | %s > %s | said by %s | %s" % (number, r["type"], r["mode"] or "-", r["status"], *sides,
                                                                      r["date"]["value"] if r["date"] else "-"))
    return 0


def line_problems(line):
    document = licensed.documents().get((line["set"], line["document"]))
    if not document:
        return ["no such document"]
    if document.sentences[line["sentence"]] != [line["begin"], line["end"]]:
        return ["not the span of sentence %d" % line["sentence"]]
    text, got = document.text[line["begin"]:line["end"]], []
    if hashlib.sha1(text.encode()).hexdigest() != line["text_sha1"]:
        got.append("the text is another one")
    for r in line["reports"]:
        spans = [r["trigger"]] + [p["span"] for p in r["actors"] + r["recipients"] + r["claim"]]
        if any(s and not line["begin"] <= s[0] < s[1] <= line["end"] for s in spans):
            got.append("a span leaves the sentence")
        if r["type"] not in tables.types() or (r["mode"] and r["mode"] not in tables.modes()[r["type"]]):
            got.append("type or mode %s %s" % (r["type"], r["mode"]))
        if r["status"] not in tables.statuses():
            got.append("status %s" % r["status"])
        if not any(p["code"] != "---" for p in r["actors"] + r["recipients"]):
            got.append("%s without a known party" % r["type"])
        got += [w for w in (tables.code_problem(p["code"]) for p in r["actors"] + r["recipients"] + r["claim"]) if w]
    return got


def do_check(args):
    lines = stored(args.corpus)
    if not licensed.here():
        print("SKIPPED  the stand-off part: its texts are not here")
        return 0
    wrong = 0
    for key, line in lines.items():
        for problem in line_problems(line):
            print("%s | %s | %d: %s" % (*key, problem))
            wrong += 1
    print("%d sentences, %d reports, %d problems" % (len(lines), sum(len(line["reports"]) for line in lines.values()), wrong))
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default=tables.CORPUS)
    parser.add_argument("command", choices=("list", "pick", "make", "show", "check"))
    parser.add_argument("rest", nargs="*")
    args = parser.parse_args()
    needs = {"pick": 2, "make": 1, "show": 1}.get(args.command, 0)
    if len(args.rest) < needs:
        parser.error("%s wants more words" % args.command)
    if args.command != "check" and not licensed.here():
        sys.exit("the licensed texts are not here (PLB_DATA)")
    return {"list": do_list, "pick": do_pick, "make": do_make, "show": do_show, "check": do_check}[args.command](args)


if __name__ == "__main__":
    sys.exit(main())
