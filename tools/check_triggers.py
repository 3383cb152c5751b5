#!/usr/bin/env python3
"""Checks data/triggers/*.tsv against the language of data/README.md; exit 1 when a row is wrong, with file:line.
usage: check_triggers.py [-v] [DATA_DIR]      -v: also counts by type"""
import os
import re
import sys

COLUMNS = ["pattern", "pos", "mode", "frame", "flags", "example"]
PREPOSITIONS = ("by with to of from on against at in for between over toward about into upon towards under than as among "
                "after amid").split()
SLOTS = ["subj", "obj", "poss", "mod"] + PREPOSITIONS
FLAGS = ["both", "people", "speech", "weak"]
MOST_WORDS, MOST_SLOTS, MOST_GAP, MOST_EXAMPLE = 8, 8, 4, 120
WORD = re.compile(r"^[a-z0-9]+(?:[-'][a-z0-9]+)*$")

# Forms that the rules below cannot undo, as the parser has them: form -> bases.
IRREGULAR = {}


def read_irregular(data):
    for _, row, _ in read(os.path.join(data, "parse", "irregular.tsv")):
        if row:
            IRREGULAR.setdefault(row["form"], set()).add(row["base"])


def bases(word):
    """Every base form the word could have; too many rather than too few."""
    found = {word} | IRREGULAR.get(word, set())
    if word.endswith("men"):
        found.add(word[:-3] + "man")
    if word.endswith("ies"):
        found.add(word[:-3] + "y")
    if word.endswith("es"):
        found.add(word[:-2])
    if word.endswith("s"):
        found.add(word[:-1])
    for end in ("ed", "ing"):
        stem = word[: -len(end)] if word.endswith(end) else ""
        if len(stem) < 2:
            continue
        found |= {stem, stem + "e"}
        if stem[-1] == stem[-2]:
            found.add(stem[:-1])
        if stem.endswith("i"):
            found.add(stem[:-1] + "y")
        if stem.endswith("ck"):
            found.add(stem[:-1])
    if "-" in word:
        before, last = word.rsplit("-", 1)
        found |= {before + "-" + b for b in (IRREGULAR.get(last, set()) | (bases(last) if "-" not in last else set()))}
    return found


def words_of(sentence):
    found = re.findall(r"[A-Za-z0-9]+(?:[-'’][A-Za-z0-9]+)*|[^\sA-Za-z0-9]", sentence)
    out = []
    for w in found:
        w = w.lower().replace("’", "'")
        out += [w[:-2], "'s"] if w.endswith("'s") and len(w) > 2 else [w]
    return out


class Part:
    """One part of a pattern: alternatives, gap, optional, head, context."""

    def __init__(self, text):
        self.head = text.startswith("^")
        text = text[self.head:]
        self.optional = text.startswith("?")
        text = text[self.optional:]
        self.context = text.startswith("~")
        text = text[self.context:]
        self.gap = text == "_"
        self.words = [] if self.gap else text.split("|")

    def fits(self, word):
        return any(w in bases(word) for w in self.words)


def parts_of(pattern):
    parts = [Part(t) for t in pattern.split(" ")]
    if not any(p.head for p in parts):
        parts[0].head = True
    return parts


def matches(parts, words):
    def at(k, i):
        if k == len(parts):
            return True
        p = parts[k]
        if p.gap:
            return any(at(k + 1, i + skip) for skip in range(MOST_GAP + 1) if i + skip <= len(words))
        if i < len(words) and p.fits(words[i]) and at(k + 1, i + 1):
            return True
        return p.optional and at(k + 1, i)

    return any(at(0, i) for i in range(len(words)))


def spellings(parts):
    """Every sequence of words the pattern stands for (a gap is `_`), for finding two patterns that say the same."""
    out = [()]
    for p in parts:
        choices = ["_"] if p.gap else [("~" if p.context else "") + w for w in p.words]
        out = [o + (c,) for o in out for c in choices] + (out if p.optional else [])
    return out


def check_pattern(pattern):
    parts = parts_of(pattern)
    if len(parts) > MOST_WORDS:
        yield f"more than {MOST_WORDS} words"
    heads = [p for p in parts if p.head]
    if len(heads) != 1 or heads[0].gap or heads[0].optional or heads[0].context:
        yield "one head, neither gap nor optional nor context"
    if parts[0].gap or parts[-1].gap:
        yield "a gap stands at the end or the beginning"
    for p, q in zip(parts, parts[1:]):
        if p.gap and q.gap:
            yield "two gaps beside each other"
        if p.context and not (q.context or q.gap):
            yield "context words (~) stand at the end of a pattern"
    for p in parts:
        for w in p.words:
            if not WORD.match(w):
                yield f"'{w}' is no word of the pattern language"
        if len(set(p.words)) < len(p.words):
            yield "an alternative stands twice: " + "|".join(p.words)


def check_side(side):
    if "|" in side and "+" in side:
        yield f"'{side}' mixes | and +"
    slots = re.split(r"[|+]", side)
    if len(slots) > MOST_SLOTS:
        yield f"more than {MOST_SLOTS} slots"
    for s in slots:
        if s not in SLOTS:
            yield f"'{s}' is no slot"
    if len(set(slots)) < len(slots):
        yield f"a slot stands twice in '{side}'"


def check_frame(frame, pos):
    if frame.count(">") != 1:
        yield f"the frame '{frame}' is not ACTORS>RECIPIENTS"
        return
    left, right = frame.split(">")
    yield from check_side(left)
    if right not in ("-", "="):
        yield from check_side(right)
        shared = set(re.split(r"[|+]", left)) & set(re.split(r"[|+]", right))
        if shared:
            yield "on both sides of the frame: " + " ".join(sorted(shared))
    if pos == "N" and "obj" in re.split(r"[|+>]", frame):
        yield "a noun has no obj: name the preposition"


def check_row(row, kind, modes):
    parts = parts_of(row["pattern"])
    if row["pos"] not in ("V", "N", "A"):
        yield f"pos '{row['pos']}' is none of V N A"
    yield from check_pattern(row["pattern"])
    if kind == "NONE":
        if (row["mode"], row["frame"], row["flags"]) != ("-", "-", "-"):
            yield "rows of NONE have neither mode nor frame nor flags"
    else:
        if row["mode"] != "-" and row["mode"] not in modes.get(kind, ()):
            yield f"{kind} has no mode '{row['mode']}' (ontology/modes.tsv)"
        yield from check_frame(row["frame"], row["pos"])
    flags = [] if row["flags"] == "-" else row["flags"].split(",")
    for f in flags:
        if f not in FLAGS:
            yield f"'{f}' is no flag"
    if len(set(flags)) < len(flags):
        yield "a flag stands twice"
    example = row["example"]
    if len(example) > MOST_EXAMPLE or not re.match(r"^[A-Z0-9]", example) or example[-1] not in ".?!":
        yield "the example is not one short sentence"
    if not matches(parts, words_of(example)):
        yield "the pattern does not stand in its example"


def read(path):
    """(line number, row or None, error or None) for every row of a table."""
    header = None
    with open(path, encoding="utf-8") as f:
        for n, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            cells = line.split("\t")
            if header is None:
                header = cells
                if cells != COLUMNS and os.path.basename(os.path.dirname(path)) == "triggers":
                    yield n, None, "the columns are not " + " ".join(COLUMNS)
                continue
            if len(cells) != len(header):
                yield n, None, f"{len(cells)} columns where the header has {len(header)}"
            elif any(c != c.strip() or not c for c in cells):
                yield n, None, "a cell is empty or has blanks round it"
            else:
                yield n, dict(zip(header, cells)), None


def main(argv):
    verbose = "-v" in argv
    rest = [a for a in argv if a != "-v"]
    data = rest[0] if rest else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
    modes, types, errors, seen, examples, counts, used = {}, [], [], {}, {}, {}, set()
    read_irregular(data)
    for _, row, _ in read(os.path.join(data, "ontology", "modes.tsv")):
        modes.setdefault(row["type"], []).append(row["mode"])
    with open(os.path.join(data, "ontology", "types.tsv"), encoding="utf-8") as f:
        rows = [l.split("\t")[0] for l in f if l.strip() and not l.startswith("#")]
        types = rows[1:]
    for t in modes:
        if t not in types:
            errors.append(f"ontology/modes.tsv: {t} is no type")
    for kind in types + ["NONE"]:
        path = os.path.join(data, "triggers", kind + ".tsv")
        if not os.path.exists(path):
            errors.append(f"triggers/{kind}.tsv is missing")
            continue
        counts[kind] = 0
        for n, row, wrong in read(path):
            where = f"triggers/{kind}.tsv:{n}"
            if wrong:
                errors.append(f"{where}: {wrong}")
                continue
            counts[kind] += 1
            used.add((kind, row["mode"]))
            errors += [f"{where}: {row['pattern']}: {e}" for e in check_row(row, kind, modes)]
            for s in spellings(parts_of(row["pattern"])):
                key = (s, row["pos"])
                if key in seen and seen[key] != where:
                    errors.append(f"{where}: '{' '.join(s)}' {row['pos']} stands already in {seen[key]}")
                seen[key] = where
            if row["example"] in examples:
                errors.append(f"{where}: the example is that of {examples[row['example']]}")
            examples[row["example"]] = where
    for name in sorted(os.listdir(os.path.join(data, "triggers"))):
        if name.endswith(".tsv") and name[:-4] not in types + ["NONE"]:
            errors.append(f"triggers/{name} belongs to no type")
    for t in types:
        for m in modes.get(t, ()):
            if (t, m) not in used:
                errors.append(f"ontology/modes.tsv: no pattern gives {t} {m}")
    print("\n".join(errors) if errors else f"triggers: {sum(counts.values())} patterns, all well formed")
    if verbose:
        print("\n".join(f"{k}\t{v}" for k, v in sorted(counts.items())))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
