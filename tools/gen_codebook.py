#!/usr/bin/env python3
"""data/ontology and data/triggers -> docs/codebook.md: what each type, mode, status, context and sector means, and by which words it is found.
usage: gen_codebook.py [--check] [DATA_DIR [OUT.md]]     --check: exit 1 when the page is not as it would be written"""
import os
import re
import sys

import gen_ontology

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
QUADS = {"VC": "verbal cooperation", "MC": "material cooperation", "VF": "verbal conflict", "MF": "material conflict"}
SLOTS = {"subj": "the subject", "obj": "the object", "poss": "the possessor", "mod": "the word before it"}
PARTS = {"V": "verbs", "N": "nouns", "A": "adjectives"}
RARE = 4  # frames of fewer patterns share one item


def escaped(text):
    return text.replace("|", "\\|")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(escaped(str(c)) for c in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def side(text):
    """ "obj|with|to" -> "the object, or what follows with or to" """
    join = " and " if "+" in text else " or "
    slots = re.split(r"[|+]", text)
    named = [SLOTS[s] for s in slots if s in SLOTS]
    behind = ["*%s*" % s for s in slots if s not in SLOTS]
    if behind:
        named.append("what follows " + (", ".join(behind[:-1]) + join + behind[-1] if len(behind) > 1 else behind[0]))
    return ", ".join(named[:-1]) + ("," + join if len(named) > 2 else join) + named[-1] if len(named) > 1 else named[0]


def frame_words(frame):
    """ "subj>obj|with" -> "the subject acts on the object or what follows with" """
    left, right = frame.split(">")
    if right == "=":
        return side(left) + ": all of them act"
    return side(left) + " acts" + (", on nobody" if right == "-" else " on " + side(right))


def count(n, what):
    return "%s %s%s" % (format(n, ","), what, "" if n == 1 else "s")


def triggers(data, types):
    found = {}
    for t in types:
        path = os.path.join(data, "triggers", t + ".tsv")
        found[t] = [dict(r, _type=t) for r in gen_ontology.rows(path)]
    return found


def patterns_of(rows):
    """The patterns by part of speech and frame, the most frequent frame first, each with an example."""
    groups = {}
    for r in rows:
        groups.setdefault((r["pos"], r["frame"]), []).append(r)
    out = ""
    for pos in PARTS:
        mine = sorted(((k, g) for k, g in groups.items() if k[0] == pos), key=lambda kg: (-len(kg[1]), kg[0]))
        if not mine:
            continue
        out += "\n### %s: %s (%d)\n\n" % (rows[0]["_type"], PARTS[pos], sum(len(g) for _, g in mine))
        rare = []
        for (_, frame), group in mine:
            if len(group) < RARE:
                rare += group
                continue
            words = ", ".join("`%s`" % r["pattern"] for r in group)
            out += "* `%s` (%d): %s. *%s*<br>%s\n" % (frame, len(group), frame_words(frame), group[0]["example"], words)
        if rare:
            words = ", ".join("`%s` (`%s`)" % (r["pattern"], r["frame"]) for r in rare)
            out += "* other frames (%d). *%s*<br>%s\n" % (len(rare), rare[0]["example"], words)
    return out


def type_section(row, modes, rows):
    name = row["type"]
    first = next((r for r in rows if r["pos"] == "V"), rows[0])
    out = "\n## %s\n\n%s. %s, score %s, CAMEO %s; %s.\n\n*%s*\n" % (
        name, row["meaning"][0].upper() + row["meaning"][1:], QUADS[row["quad"]].capitalize(), row["score"], row["cameo"],
        count(len(rows), "pattern"), first["example"])
    mine = [m for m in modes if m["type"] == name]
    if mine:
        lines = []
        for m in mine:
            of_mode = [r for r in rows if r["mode"] == m["mode"]]
            lines.append((m["mode"], m["meaning"], len(of_mode), of_mode[0]["example"] if of_mode else ""))
        lines.append(("none", "", sum(r["mode"] == "-" for r in rows), ""))
        out += "\n" + table(["mode", "meaning", "patterns", "example"], lines)
    return out + patterns_of(rows)


def sectors(data):
    rows = gen_ontology.rows(os.path.join(data, "ontology", "sectors.tsv"))
    roles = gen_ontology.rows(os.path.join(data, "actors", "roles.tsv"))
    out = []
    for r in rows:
        example = next((x["form"] for x in roles if x["sector"] == r["sector"]), "")
        out.append((r["sector"], r["meaning"], example))
    return table(["sector", "meaning", "example"], out)


def page(data):
    folder = os.path.join(data, "ontology")
    types = gen_ontology.rows(os.path.join(folder, "types.tsv"))
    modes = gen_ontology.rows(os.path.join(folder, "modes.tsv"))
    found = triggers(data, [t["type"] for t in types] + ["NONE"])
    total = sum(len(r) for r in found.values())
    text = """<!-- Made by tools/gen_codebook.py from data/; do not edit. -->
# Codebook

What a report's codes mean and by which words each is found: PLOVER 1.3 with the rules of this program. Made from `data/ontology/` and
`data/triggers/`, which are what the program itself reads: %s patterns, %s of them for what only looks like an event. How a row is
written: [data/README.md](../data/README.md); rows of your own: [codebooks.md](codebooks.md).

Contents: [types](#types), %s, [NONE](#none), [statuses](#statuses), [contexts](#contexts), [sectors](#sectors)

A frame says where the parties stand: `ACTORS>RECIPIENTS`. `subj` is the one who does it (of a passive what stands behind "by"), `obj` the one it is
done to, `poss` X in "X's", `mod` a word before the noun ("the Russian attack"), other slots are prepositions. `|`: the first that is there; `+`: all
of them; `=`: everybody acts. In a pattern `_` lets up to four words in between, `a|b` are alternatives, `?a` may be missing, `^` marks the word that counts,
`~a` must follow and is coded for itself. Every example is a sentence of ours in which the first pattern of its group is found.

## Types

""" % (format(total, ","), format(len(found["NONE"]), ","), ", ".join("[%s](#%s)" % (t["type"], t["type"].lower()) for t in types))
    text += table(["type", "meaning", "group", "score", "CAMEO", "patterns"],
                  [(t["type"], t["meaning"], QUADS[t["quad"]], t["score"], t["cameo"], len(found[t["type"]])) for t in types])
    for t in types:
        text += type_section(t, modes, found[t["type"]])
    text += "\n## NONE\n\nWhat looks like an event and is none: figures of speech, sport, business. %s; the same words are then nothing else.\n" % (
        count(len(found["NONE"]), "pattern").capitalize())
    text += "\n" + ", ".join("`%s`" % r["pattern"] for r in found["NONE"]) + "\n"
    for title, file, name in (("Statuses", "statuses.tsv", "status"), ("Contexts", "contexts.tsv", "context")):
        rows = gen_ontology.rows(os.path.join(folder, file))
        text += "\n## %s\n\n" % title
        if name == "context":
            text += "What a document or a paragraph is about. They are defined for the annotated corpus; the coder does not give them yet.\n\n"
        text += table([name, "meaning", "example"], [(r[name].lower(), r["meaning"], r["example"]) for r in rows])
    return text + "\n## Sectors\n\n" + sectors(data)


def main(argv):
    check = "--check" in argv
    rest = [a for a in argv if a != "--check"]
    data = rest[0] if rest else os.path.join(ROOT, "data")
    out = rest[1] if len(rest) > 1 else os.path.join(ROOT, "docs", "codebook.md")
    text = page(data)
    if not check:
        open(out, "w", encoding="utf-8").write(text)
        return 0
    there = open(out, encoding="utf-8").read() if os.path.exists(out) else ""
    if there == text:
        print("docs/codebook.md: as the tables are")
        return 0
    print("docs/codebook.md is not as the tables are: run tools/gen_codebook.py")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
