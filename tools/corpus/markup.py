"""The corpus mark-up (corpus/GUIDE.md): inline marks and the lines after ===. Used for whole articles (compile.py) and for single
sentences (standoff.py). Every problem becomes a Problem with its line; nothing is repaired silently."""
import collections
import datetime
import re

import tables

Problem = collections.namedtuple("Problem", "line text")
Mark = collections.namedtuple("Mark", "id begin end")  # code points in the text without marks
OPENING = re.compile(r"\[(E\d+) |<(T\d+) |\{([DPCQ]\d+) ")
MALFORMED = re.compile(r"[\[<{]([A-Z]\d+[a-z]?)")
BRACKETS = {"]": "[", ">": "<", "}": "{"}
MEANT = {"E": "[E1 ...]", "T": "<T1 ...>", "D": "{D1 ...}", "P": "{P1 ...}", "C": "{C1 ...}", "Q": "{Q1 ...}"}
SIZE_KEYS = {"killed", "injured", "arrested", "size"}


class Problems(list):
    """Collects (line, text)."""

    def add(self, line, text, *values):
        self.append(Problem(line, text % values if values else text))


def strip_marks(line, number, problems):
    """One line of text with marks -> (plain text, [Mark])."""
    plain, marks, stack, at, length = [], [], [], 0, 0
    while at < len(line):
        opening = OPENING.match(line, at)
        if opening:
            stack.append((line[at], opening.group(1) or opening.group(2) or opening.group(3), length))
            at = opening.end()
            continue
        char = line[at]
        if char in "[<{":
            wrong = MALFORMED.match(line, at)
            if wrong:
                problems.add(number, "mark of %s is malformed, %s is meant", wrong.group(1), MEANT.get(wrong.group(1)[0], "none"))
            stack.append((char, None, length))
        elif char in BRACKETS:
            if close_mark(char, number, stack, marks, plain, length, problems):
                at += 1
                continue
        plain.append(char)
        length += 1
        at += 1
    for bracket, name, _ in stack:
        problems.add(number, "'%s%s' is never closed", bracket, name or "")
    text = "".join(plain)
    check_marks(text, marks, number, problems)
    return text, marks


def close_mark(char, number, stack, marks, plain, length, problems):
    """Handles a closing bracket; True when it closed a mark and is no text."""
    wanted = BRACKETS[char]
    if stack and stack[-1][0] == wanted:
        _, name, begin = stack.pop()
        if name:
            marks.append(Mark(name, begin, length))
        return bool(name)
    inside = [entry for entry in stack if entry[0] == wanted]
    if inside:
        problems.add(number, "marks cross: '%s' would close %s while %s is open", char, inside[-1][1] or wanted,
                     stack[-1][1] or stack[-1][0])
        stack.remove(inside[-1])
        return True
    problems.add(number, "stray '%s' after \"%s\"", char, "".join(plain)[-20:])
    return False


def check_marks(text, marks, number, problems):
    for mark in marks:
        words = text[mark.begin:mark.end]
        if not words.strip():
            problems.add(number, "mark %s is empty", mark.id)
        elif words != words.strip():
            problems.add(number, "mark %s begins or ends with a space: \"%s\"", mark.id, words)
    if "  " in text:
        problems.add(number, "two spaces in a row: \"%s\"", text[max(0, text.index("  ") - 15):text.index("  ") + 12])


# ---- the lines after === ----
class Notes:
    """Entities, triggers, dates, places and quotations as their lines give them: {id: dict}, plus notes."""

    def __init__(self):
        self.entities, self.reports, self.dates, self.places, self.quotes, self.notes = {}, {}, {}, {}, {}, []


def valid_day(text):
    parts = text.split("-")
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        return False
    try:
        datetime.date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1)
    except ValueError:
        return False
    return True


def last_day(text):
    """The last day a date can mean, as datetime.date."""
    end = text.split("/")[-1]
    parts = [int(p) for p in end.split("-")]
    if len(parts) == 3:
        return datetime.date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    after = datetime.date(year + (month == 12), month % 12 + 1, 1)
    return after - datetime.timedelta(days=1)


def first_day(text):
    parts = [int(p) for p in text.split("/")[0].split("-")] + [1, 1]
    return datetime.date(parts[0], parts[1], parts[2])


def valid_date(text):
    ends = text.split("/")
    return len(ends) <= 2 and all(valid_day(e) for e in ends) and (len(ends) == 1 or first_day(text) <= last_day(text))


def ids(text, number, problems, what):
    """'E1,E2' -> ['E1', 'E2']; '-' -> []; '?' -> ['?']."""
    if text == "-":
        return []
    got = []
    for part in text.split(","):
        part = part.strip()
        if part != "?" and not re.fullmatch(r"E\d+", part):
            problems.add(number, "%s: '%s' is no entity (E1,E2 or - or ?)", what, part)
        elif part in got:
            problems.add(number, "%s: %s twice", what, part)
        else:
            got.append(part)
    return got


def claim_chain(text, number, problems, what):
    """'*E7 C2 > E3 C1' -> [{entity, cue, kind}], outermost first."""
    if text == "-":
        return []
    chain = []
    for link in text.split(">"):
        found = re.fullmatch(r"(\*?)(E\d+)(?:\s+(C\d+|-))?", link.strip())
        if not found:
            problems.add(number, "%s: claim '%s' is not 'E3 C1' (outermost first, parted by >, a medium with *)", what, link.strip())
            continue
        if not found.group(3):
            problems.add(number, "%s: claim cue missing after %s (write %s C1, or %s - where the text has no word of saying)",
                         what, found.group(2), found.group(2), found.group(2))
        chain.append({"entity": found.group(2), "cue": None if found.group(3) in (None, "-") else found.group(3),
                      "kind": "medium" if found.group(1) else "speaker"})
    return chain


def sizes(text, number, problems, what):
    got = {}
    for part in text.split():
        found = re.fullmatch(r"(\w+)=(\d+)", part)
        if text == "-":
            continue
        if not found or found.group(1) not in SIZE_KEYS:
            problems.add(number, "%s: size '%s' is not killed=3 injured=10 arrested=2 size=500", what, part)
        else:
            got[found.group(1)] = int(found.group(2))
    return got


def entity_line(name, fields, number, problems):
    if len(fields) != 3:
        problems.add(number, "%s has %d fields, 3 are wanted: name | code | sector", name, len(fields))
        return None
    if not fields[0] or fields[0] == "-":
        problems.add(number, "%s has no name", name)
    wrong = tables.code_problem(fields[1])
    if wrong:
        problems.add(number, "%s: %s", name, wrong)
    if fields[2] not in tables.sectors():
        problems.add(number, "%s: unknown sector '%s'", name, fields[2])
    return {"id": name, "name": fields[0], "code": fields[1], "sector": fields[2], "line": number}


def report_line(name, fields, number, problems):
    if len(fields) not in (8, 9):
        problems.add(number, "%s has %d fields, 8 or 9 are wanted: TYPE | mode | status | actors | recipients | date | place | claim [| size]",
                     name, len(fields))
        return None
    kind, mode, status = fields[:3]
    if kind not in tables.types():
        problems.add(number, "%s: unknown type '%s'", name, kind)
    elif mode != "-" and mode not in tables.modes()[kind]:
        problems.add(number, "%s: %s has no mode '%s' (%s)", name, kind, mode, " ".join(tables.modes()[kind]) or "none at all")
    if status not in tables.statuses():
        problems.add(number, "%s: unknown status '%s' (%s)", name, status, " ".join(tables.statuses()))
    for field, letter, what in ((fields[5], "D", "date"), (fields[6], "P", "place")):
        if not re.fullmatch(r"-|%s\d+" % letter, field):
            problems.add(number, "%s: %s is '%s', not %s1 or -", name, what, field, letter)
    return {"id": name, "type": kind, "mode": None if mode == "-" else mode, "status": status,
            "actors": ids(fields[3], number, problems, name), "recipients": ids(fields[4], number, problems, name),
            "date": None if fields[5] == "-" else fields[5], "place": None if fields[6] == "-" else fields[6],
            "claim": claim_chain(fields[7], number, problems, name),
            "size": sizes(fields[8], number, problems, name) if len(fields) == 9 else {}, "line": number}


def quote_line(name, fields, number, problems):
    if len(fields) != 4:
        problems.add(number, "%s has %d fields, 4 are wanted: speaker | cue | medium or - | direct, indirect or mixed", name, len(fields))
        return None
    speakers = [s.strip() for s in fields[0].split(">")]
    for speaker in speakers:
        if not re.fullmatch(r"E\d+|\?", speaker):
            problems.add(number, "%s: speaker '%s' is no entity", name, speaker)
    cues = [] if fields[1] == "-" else [c.strip() for c in fields[1].split(">")]
    for cue in cues:
        if not re.fullmatch(r"C\d+", cue):
            problems.add(number, "%s: cue '%s' is not C1 or -", name, cue)
    if not re.fullmatch(r"-|\*?E\d+", fields[2]):
        problems.add(number, "%s: medium '%s' is not E1 or -", name, fields[2])
    if fields[3] not in ("direct", "indirect", "mixed"):
        problems.add(number, "%s: '%s' is not direct, indirect or mixed", name, fields[3])
    return {"id": name, "speakers": speakers, "cues": cues, "medium": None if fields[2] == "-" else fields[2].lstrip("*"),
            "kind": fields[3], "line": number}


def date_line(name, fields, number, problems):
    if len(fields) != 1 or not valid_date(fields[0]):
        problems.add(number, "%s: date '%s' is not valid (2016-03-13, 2016-03, 2016 or a range 2016-03-01/2016-03-05)", name,
                     " | ".join(fields))
        return None
    return {"id": name, "value": fields[0], "line": number}


def place_line(name, fields, number, problems):
    if len(fields) != 2:
        problems.add(number, "%s has %d fields, 2 are wanted: name | state's code", name, len(fields))
        return None
    if fields[1] not in tables.states() and fields[1] != "---":
        problems.add(number, "%s: '%s' is no state's code (a dependency takes its state's; --- for the open sea or several)", name, fields[1])
    return {"id": name, "name": fields[0], "code": fields[1], "line": number}


KINDS = {"E": ("entities", entity_line), "T": ("reports", report_line), "Q": ("quotes", quote_line), "D": ("dates", date_line),
         "P": ("places", place_line)}


def note_line(line, number, notes, problems):
    """One line after ===."""
    if line.startswith("#"):
        notes.notes.append(line.lstrip("# ").strip())
        return
    fields = [field.strip() for field in line.split("|")]
    name = fields[0]
    if not re.fullmatch(r"[EQDP]\d+|T\d+[a-z]?", name):
        problems.add(number, "'%s' begins no line of E, T, Q, D or P%s", name,
                     " (a cue C needs no line)" if re.fullmatch(r"C\d+", name) else "")
        return
    where, read = KINDS[name[0]]
    if name in getattr(notes, where):
        problems.add(number, "%s has two lines", name)
    got = read(name, fields[1:], number, problems)
    if got:
        getattr(notes, where)[name] = got


def check_references(notes, marked, marks_line, problems):
    """Every id used is declared and marked, every mark has its line. marked: {id: [spans]}; marks_line: {id: line of first mark}."""
    for report in notes.reports.values():
        for entity in report["actors"] + report["recipients"] + [c["entity"] for c in report["claim"]]:
            if entity != "?" and entity not in notes.entities:
                problems.add(report["line"], "%s: unknown entity %s", report["id"], entity)
        for field, known in (("date", notes.dates), ("place", notes.places)):
            if report[field] and report[field] not in known:
                problems.add(report["line"], "%s: unknown %s %s", report["id"], field, report[field])
        for link in report["claim"]:
            if link["cue"] and link["cue"] not in marked:
                problems.add(report["line"], "%s: claim cue %s is marked nowhere", report["id"], link["cue"])
        if report["id"].rstrip("abcdefghijklmnopqrstuvwxyz") not in marked:
            problems.add(report["line"], "line without trigger: %s is marked nowhere in the text", report["id"])
    for quote in notes.quotes.values():
        for entity in quote["speakers"] + ([quote["medium"]] if quote["medium"] else []):
            if entity != "?" and entity not in notes.entities:
                problems.add(quote["line"], "%s: unknown entity %s", quote["id"], entity)
        for cue in quote["cues"]:
            if cue not in marked:
                problems.add(quote["line"], "%s: cue %s is marked nowhere", quote["id"], cue)
    for kind, known in (("quotation", notes.quotes), ("date", notes.dates), ("place", notes.places)):
        for name, line in known.items():
            if name not in marked:
                problems.add(line["line"], "%s %s is marked nowhere in the text", kind, name)
    check_marked(notes, marked, marks_line, problems)


def check_marked(notes, marked, marks_line, problems):
    used = {link["cue"] for r in notes.reports.values() for link in r["claim"]} | {c for q in notes.quotes.values() for c in q["cues"]}
    for name, spans in marked.items():
        line = marks_line[name]
        if name[0] == "C":
            if name not in used:
                problems.add(line, "cue %s is used by no claim and no quotation", name)
        elif name[0] == "T":
            if not any(r == name or r[:-1] == name for r in notes.reports):
                problems.add(line, "trigger %s without a line after ===", name)
            if len(spans) > 1:
                problems.add(line, "trigger %s is marked %d times: each telling is a report with an id of its own", name, len(spans))
        elif name not in getattr(notes, KINDS[name[0]][0]):
            problems.add(line, "unknown id %s: it has no line after ===", name)
