"""The tables of data/ that the corpus tools read: types, modes, statuses, sectors, contexts, codes, names, trigger words."""
import functools
import glob
import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "data")
CORPUS = os.path.join(ROOT, "corpus")
SHARED = os.environ.get("PLB_DATA") or os.path.join(os.path.dirname(ROOT), "shared", "data")
REGISTERS = ("wire state-media broadsheet tabloid regional rewrite machine-translation editorial press-release live-blog interview "
             "un-report court-report rights-report military-communique other").split()


def rows(path):
    """[{column: value}] of a TSV table below data/; '#' comments, first row the columns."""
    with open(os.path.join(DATA, path), encoding="utf-8") as f:
        lines = [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


@functools.cache
def types():
    return [row["type"] for row in rows("ontology/types.tsv")]


@functools.cache
def modes():
    """{type: [modes]}; a type without rows has none."""
    got = {name: [] for name in types()}
    for row in rows("ontology/modes.tsv"):
        got[row["type"]].append(row["mode"])
    return got


@functools.cache
def statuses():
    return [row["status"].lower() for row in rows("ontology/statuses.tsv")]


@functools.cache
def sectors():
    return {row["sector"] for row in rows("ontology/sectors.tsv")} | {"IGO", "NGO", "MNC"}


@functools.cache
def contexts():
    return {row["context"] for row in rows("ontology/contexts.tsv")}


@functools.cache
def states():
    return {row["code"] for row in rows("actors/states.tsv")}


@functools.cache
def organisations():
    """Codes with a prefix: IGO:NATO, NGO:HRW ..."""
    return {row["code"] for row in rows("actors/organisations.tsv") if ":" in row["code"]}


def split_list(value):
    return [] if value in ("-", "", None) else value.split("|")


@functools.cache
def actor_names():
    """Every name of a political actor the tables know: states in all their forms, organisations, groups, people; no company or medium."""
    names = set()
    for row in rows("actors/states.tsv"):
        names.add(row["name"])
        for column in ("forms", "adjectives", "people", "capitals"):
            names.update(split_list(row[column]))
    for table in ("organisations", "groups", "people"):
        for row in rows("actors/%s.tsv" % table):
            if row["sector"] not in ("BUS", "MNC", "JRN"):
                names.add(row["name"])
                names.update(split_list(row["forms"]))
    return {name for name in names if len(name) > 1}


@functools.cache
def trigger_heads():
    """{lemma of a pattern's head: types}; the head is the part with ^, else the first of a verb's pattern, else the last word.
    Patterns that need help from both parties or from their clause (flags both, weak) are left out."""
    heads = {}
    for path in sorted(glob.glob(os.path.join(DATA, "triggers", "*.tsv"))):
        name = os.path.basename(path)[:-4]
        if name == "NONE":
            continue
        for row in rows("triggers/%s.tsv" % name):
            if {"both", "weak"} & set(row["flags"].split(",")):
                continue
            parts = [p for p in row["pattern"].split() if not p.startswith(("~", "?")) and p != "_"]
            marked = [p for p in parts if p.startswith("^")]
            head = marked[0][1:] if marked else parts[0] if row["pos"] in ("V", "A") else parts[-1]
            for lemma in head.split("|"):
                heads.setdefault(lemma, set()).add(name)
    return heads


def code_problem(code):
    """Why a code is none of ours, or None."""
    if code in states() or code in ("WST", "---"):
        return None
    prefix, _, rest = code.partition(":")
    if prefix in ("NGO", "MNC") and rest and rest.isalnum() and rest.upper() == rest:
        return None
    if prefix == "IGO":
        return None if code in organisations() else "%s stands in no row of data/actors/organisations.tsv" % code
    return "%s is no code of data/actors/states.tsv, IGO:X, NGO:X, MNC:X, WST or ---" % code
