#!/usr/bin/env python3
"""data/ontology/*.tsv -> ontology.gen.h: one X-macro a table, so that C enums and tables never differ from the data.
usage: gen_ontology.py DATA_DIR OUT.h"""
import os
import sys


def rows(path):
    lines = [l.rstrip("\n").split("\t") for l in open(path, encoding="utf-8") if l.strip() and not l.startswith("#")]
    return [dict(zip(lines[0], l)) for l in lines[1:]]


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(data, out):
    folder = os.path.join(data, "ontology")
    text = ["/* Made by tools/gen_ontology.py from data/ontology; do not edit. */"]
    text.append("#define PLB_TYPE_MAP(X) \\")
    for r in rows(os.path.join(folder, "types.tsv")):
        tenths = round(float(r["score"]) * 10)
        text.append("  X(%s, %s, %d, %s, %s) \\" % (r["type"], r["quad"], tenths, quoted(r["cameo"]), quoted(r["meaning"])))
    text.append("")
    text.append("#define PLB_SECTOR_MAP(X) \\")
    text += ["  X(%s, %s) \\" % (r["sector"], quoted(r["meaning"])) for r in rows(os.path.join(folder, "sectors.tsv"))]
    text.append("")
    text.append("#define PLB_STATUS_OF_ACT_MAP(X) \\")
    text += [
        "  X(%s, %s, %s) \\" % (r["status"], quoted(r["status"].lower()), quoted(r["meaning"]))
        for r in rows(os.path.join(folder, "statuses.tsv"))
    ]
    text.append("")
    open(out, "w", encoding="utf-8").write("\n".join(text) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
