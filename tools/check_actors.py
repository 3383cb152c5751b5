#!/usr/bin/env python3
"""Checks data/actors/*.tsv: columns, codes, sectors, kinds, dates, and forms that mean two parties at one time.
usage: check_actors.py [DATA_FOLDER]     prints file:line: what; exit 1 when anything is wrong

A form may stand in rows of different code when their dates do not overlap, or when ambiguous.tsv lists it with those codes."""
import os
import re
import sys

COLUMNS = {
    "states.tsv": "code name forms adjectives people capitals from to source as_of",
    "places.tsv": "code name forms kind source as_of",
    "organisations.tsv": "code sector name forms from to source as_of",
    "groups.tsv": "code sector name forms from to source as_of",
    "people.tsv": "code sector name forms role from to source as_of",
    "roles.tsv": "form sector kind",
    "offices.tsv": "role offices",
    "descriptions.tsv": "form refers sectors",
    "ambiguous.tsv": "form codes note source as_of",
    "clues.tsv": "clue official body force people titled name",
    "compounds.tsv": "part gives",
    "gender.tsv": "form pronoun",
}
WORDS = ("descriptions.tsv", "clues.tsv", "compounds.tsv", "gender.tsv")  # of the resolver, without actors
FORM_COLUMNS = ("name", "forms", "adjectives", "people", "capitals")
PLACE_KINDS = {"city", "region", "water", "site"}
ROLE_KINDS = {"person", "body", "group"}
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z")
BODY_CODE = re.compile(r"(?:IGO|NGO|MNC):[A-Z0-9]{2,16}\Z")
LINE_BYTES = 4096  # the reader's limit for one row (plb_limits.line_bytes)
MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

problems = []


def wrong(place, text):
    problems.append("%s: %s" % (place, text))


def read(folder, name):
    """Rows of one table as (place, {column: cell}); a row with the wrong number of columns is reported and left out."""
    wanted = COLUMNS[name].split()
    header, rows = None, []
    try:
        data = open(os.path.join(folder, name), "rb").read()
    except OSError as e:
        wrong(name, "cannot be read: %s" % e.strerror)
        return rows
    if not data.endswith(b"\n"):
        wrong(name, "the last line does not end")
    for number, raw in enumerate(data.split(b"\n"), 1):
        place = "%s:%d" % (name, number)
        if not raw or raw.startswith(b"#"):
            continue
        if len(raw) > LINE_BYTES:
            wrong(place, "the row is longer than %d bytes" % LINE_BYTES)
        try:
            cells = raw.decode("utf-8").split("\t")
        except UnicodeDecodeError:
            wrong(place, "not UTF-8")
            continue
        if header is None:
            header = cells
            if header != wanted:
                wrong(place, "the header is not '%s'" % " ".join(wanted))
                return rows
        elif len(cells) != len(header):
            wrong(place, "%d columns where the header has %d" % (len(cells), len(header)))
        else:
            check_cells(place, header, cells)
            rows.append((place, dict(zip(header, cells))))
    if not rows:
        wrong(name, "the table has no rows")
    return rows


def check_cells(place, header, cells):
    for column, cell in zip(header, cells):
        if not cell:
            wrong(place, "%s is empty; write '-'" % column)
        for part in cell.split("|"):
            if part != part.strip() or "  " in part or (not part and cell):
                wrong(place, "%s has a stray space or an empty part: '%s'" % (column, cell))
                break
        if any(ord(c) < 32 or ord(c) in (0xA0, 0x2018, 0x2019, 0x201C, 0x201D, 0xFEFF) for c in cell):
            wrong(place, "%s has a control character, hard space or curly quotation mark" % column)


def first_column(path):
    with open(path, encoding="utf-8") as f:
        rows = [line.split("\t")[0] for line in f if line.strip() and not line.startswith("#")]
    return set(rows[1:])


def date_edge(text, last):
    """(year, month, day) at the early or late edge of a date cell; None when it is no date."""
    if text == "-":
        return (9999, 12, 31) if last else (0, 1, 1)
    m = DATE.match(text)
    if not m:
        return None
    year, month, day = (int(g) if g else 0 for g in m.groups())
    if m.group(2) and not 1 <= month <= 12 or m.group(3) and not 1 <= day <= MONTH_DAYS[month - 1]:
        return None
    return (year, month or (12 if last else 1), day or (31 if last else 1))


def check_dates(place, row):
    edges = []
    for column, last in (("from", False), ("to", True)):
        edge = date_edge(row.get(column, "-"), last)
        if edge is None:
            wrong(place, "%s is no date: '%s'" % (column, row[column]))
            edge = date_edge("-", last)
        edges.append(edge)
    if edges[0] > edges[1]:
        wrong(place, "from %s is after to %s" % (row["from"], row["to"]))
    return tuple(edges)


def check_row(place, row, states, sectors):
    name = place.split(":")[0]
    code, sector = row.get("code"), row.get("sector")
    if code and code not in states and code not in ("WST", "---") and not BODY_CODE.match(code):
        wrong(place, "unknown code '%s'" % code)
    if sector and sector not in sectors:
        wrong(place, "unknown sector '%s'" % sector)
    if code and sector and code[:4] in ("IGO:", "MNC:") and name == "organisations.tsv" and sector != code[:3]:
        wrong(place, "code %s with sector %s" % (code, sector))
    if name == "places.tsv" and row["kind"] not in PLACE_KINDS:
        wrong(place, "unknown kind '%s'" % row["kind"])
    if name == "roles.tsv" and row["kind"] not in ROLE_KINDS:
        wrong(place, "unknown kind '%s'" % row["kind"])
    if name == "roles.tsv" and row["form"] != row["form"].lower():
        wrong(place, "a role is written in lower case: '%s'" % row["form"])
    if "source" in row and row["source"] == "-":
        wrong(place, "no source")
    if "as_of" in row and not re.match(r"\d{4}\Z", row["as_of"]):
        wrong(place, "as_of is no year: '%s'" % row["as_of"])
    if row.get("name") == "-":
        wrong(place, "no name")


def forms_of(row):
    for column in FORM_COLUMNS:
        if row.get(column, "-") != "-":
            for form in row[column].split("|"):
                yield column, form


def overlap(a, b):
    return a[0] <= b[1] and b[0] <= a[1]


def check_forms(tables, ambiguous):
    """Every pair of rows that share a form must agree in code, or be apart in time, or be listed as ambiguous."""
    seen, listed_use = {}, {form: set() for form in ambiguous}
    for name, rows in tables.items():
        for place, row in rows:
            dates = check_dates(place, row)
            own = set()
            for column, form in forms_of(row):
                if (column == "forms" or column == "name") and form in own:
                    wrong(place, "'%s' stands twice in the row" % form)
                if form in own:
                    continue
                own.add(form)
                for other_place, other in seen.get(form, ()):
                    compare(form, place, row, dates, other_place, other, ambiguous)
                seen.setdefault(form, []).append((place, (row, dates)))
                if form in listed_use:
                    listed_use[form].add(row["code"])
    return listed_use


def compare(form, place, row, dates, other_place, other, ambiguous):
    other_row, other_dates = other
    if not overlap(dates, other_dates):
        return
    if row["code"] != other_row["code"]:
        if not {row["code"], other_row["code"]} <= ambiguous.get(form, set()):
            wrong(place, "'%s' is %s here and %s in %s" % (form, row["code"], other_row["code"], other_place))
    elif place.split(":")[0] == other_place.split(":")[0] != "people.tsv":
        if row.get("sector") != other_row.get("sector"):
            wrong(place, "'%s' is %s here and %s in %s" % (form, row["sector"], other_row["sector"], other_place))
        elif row["name"] != other_row["name"] and form not in ambiguous:
            wrong(place, "'%s' stands in %s too" % (form, other_place))


def check_ambiguous(rows, states):
    ambiguous = {}
    for place, row in rows:
        codes = row["codes"].split("|")
        if len(codes) < 2 or len(set(codes)) != len(codes):
            wrong(place, "two or more different codes are wanted")
        for code in codes:
            if code not in states and code not in ("WST", "---") and not BODY_CODE.match(code):
                wrong(place, "unknown code '%s'" % code)
        if row["form"] in ambiguous:
            wrong(place, "'%s' is listed twice" % row["form"])
        ambiguous[row["form"]] = set(codes)
    return ambiguous


def check_roles(rows):
    seen = {}
    for place, row in rows:
        if row["form"] in seen:
            wrong(place, "'%s' is in %s too" % (row["form"], seen[row["form"]]))
        seen[row["form"]] = place


def check_offices(rows):
    """One person holds one office once at a time."""
    seen = {}
    for place, row in rows:
        key = (row["code"], row["name"], row["role"])
        dates = (date_edge(row["from"], False), date_edge(row["to"], True))
        if None in dates:
            continue
        for other_place, other in seen.get(key, ()):
            if overlap(dates, other):
                wrong(place, "%s is %s in %s too" % (row["name"], row["role"], other_place))
        seen.setdefault(key, []).append((place, dates))


def check_synonyms(rows, people):
    """Other words for an office lead to roles that somebody holds."""
    held = {row["role"] for _, row in people}
    for place, row in rows:
        for role in row["offices"].split("|"):
            if role not in held:
                wrong(place, "nobody of people.tsv is '%s'" % role)


def main(data):
    folder = os.path.join(data, "actors")
    sectors = first_column(os.path.join(data, "ontology", "sectors.tsv"))
    for name in sorted(os.listdir(folder)):
        if name.endswith(".tsv") and name not in COLUMNS:
            wrong(name, "is a table this program does not know")
    tables = {name: read(folder, name) for name in COLUMNS}
    states = {row["code"] for _, row in tables["states.tsv"]}
    for code in states:
        if not re.match(r"[A-Z]{3}\Z", code):
            wrong("states.tsv", "'%s' is not of three letters" % code)
    for rows in tables.values():
        for place, row in rows:
            check_row(place, row, states, sectors)
    ambiguous_rows, role_rows = tables.pop("ambiguous.tsv"), tables.pop("roles.tsv")
    office_rows = tables.pop("offices.tsv")
    for name in WORDS:
        tables.pop(name)
    ambiguous = check_ambiguous(ambiguous_rows, states)
    check_roles(role_rows)
    check_offices(tables["people.tsv"])
    check_synonyms(office_rows, tables["people.tsv"])
    used = check_forms(tables, ambiguous)
    for place, row in ambiguous_rows:
        if not used[row["form"]]:
            wrong(place, "no table has the form '%s'" % row["form"])
    for problem in problems:
        print(problem)
    counts = ", ".join("%d in %s" % (len(rows), name) for name, rows in tables.items())
    print("%s, %d roles, %d ambiguous forms: %d problems" % (counts, len(role_rows), len(ambiguous), len(problems)))
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else os.path.join(os.path.dirname(__file__), "..", "data")))
