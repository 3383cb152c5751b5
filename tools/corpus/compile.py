#!/usr/bin/env python3
"""corpus/written/*.txt -> corpus/compiled/*.json (everything, with offsets), corpus/plain/*.txt and corpus/gold/*.json (the form of
the end-to-end scorer). The only writer of character offsets: code points, end exclusive. The format stands in corpus/GUIDE.md.
usage: compile.py [--corpus FOLDER] [--from written|second] [--dry] [--bare FOLDER] [FILE ...]
  --from second   compile a second pass: corpus/second/*.txt -> corpus/second-compiled, second-plain, second-gold
  --dry           only say what is wrong
  --bare FOLDER   only write the articles without marks and lines into FOLDER, to be annotated a second time
Without files: all of them, and output of articles that are gone is removed. Exit code 1 when something is wrong; a file with errors
gets no output."""
import argparse
import glob
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import markup
import sentences
import tables

HEADER = "id outlet register region published group writer contexts".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Article:
    """One file as read: header, text, marks and lines; problems where it is wrong."""

    def __init__(self, path):
        self.path, self.problems, self.warnings = path, markup.Problems(), markup.Problems()
        self.header, self.header_line = {}, {}
        self.paragraphs, self.notes = [], markup.Notes()  # paragraphs: (kind, text, marks, line)
        self.marked, self.mark_line = {}, {}  # id: [[begin, end]], id: line
        with open(path, encoding="utf-8") as f:
            lines = f.read().split("\n")
        self.read_notes(lines, self.read_body(lines, self.read_header(lines)))
        self.lay_out()
        markup.check_references(self.notes, self.marked, self.mark_line, self.problems)
        self.check_sentences()

    # -- reading --
    def read_header(self, lines):
        at = 0
        while at < len(lines) and lines[at].strip():
            key, colon, value = lines[at].partition(":")
            if not colon or key.strip() not in HEADER:
                self.problems.add(at + 1, "'%s' is no header field (%s)", lines[at][:40], " ".join(HEADER))
            self.header[key.strip()] = value.strip()
            self.header_line[key.strip()] = at + 1
            at += 1
        for key in HEADER:
            if not self.header.get(key):
                self.problems.add(1, "header field missing: %s", key)
        self.check_header()
        return at

    def check_header(self):
        at = lambda key: self.header_line.get(key, 1)
        name = os.path.basename(self.path)[:-4]
        if self.header.get("id") != name:
            self.problems.add(at("id"), "id is '%s', the file is called %s", self.header.get("id"), name)
        if not re.fullmatch(r"\d{3}-[a-z0-9-]+", name):
            self.problems.add(1, "file name is not NNN-slug.txt: %s", name)
        if self.header.get("register") not in tables.REGISTERS:
            self.problems.add(at("register"), "unknown register '%s' (%s)", self.header.get("register"), " ".join(tables.REGISTERS))
        published = self.header.get("published", "")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", published) or not markup.valid_day(published):
            self.problems.add(at("published"), "published: date '%s' is not valid", published)
        elif not 1995 <= int(published[:4]) <= 2030:
            self.problems.add(at("published"), "published: %s is not within 1995-2030", published)
        if not re.fullmatch(r"-|g\d+", self.header.get("group", "")):
            self.problems.add(at("group"), "group: '%s' is not - or g03", self.header.get("group"))
        for context in self.contexts():
            if context not in tables.contexts():
                self.problems.add(at("contexts"), "unknown context '%s' (%s)", context, " ".join(sorted(tables.contexts())))

    def contexts(self):
        value = self.header.get("contexts", "-")
        return [] if value == "-" else [c.strip() for c in value.split(",")]

    def read_body(self, lines, at):
        while at < len(lines) and lines[at].strip() != "===":
            line, number = lines[at].rstrip(), at + 1
            at += 1
            if not line.strip():
                continue
            kind = {"#": "headline", "!": "caption"}.get(line[0], "paragraph")
            if (kind == "headline") == bool(self.paragraphs):
                self.problems.add(number, "the headline ('# ...') is the first line of the text, and the only one")
            text, marks = markup.strip_marks(line[1:].strip() if kind != "paragraph" else line.strip(), number, self.problems)
            if "\t" in text:
                self.problems.add(number, "tab in the text")
            self.paragraphs.append((kind, text, marks, number))
        if at == len(lines):
            self.problems.add(max(n for n, line in enumerate(lines, 1) if line.strip() or n == 1), "no line '===' after the text")
        if not self.paragraphs:
            self.problems.add(1, "no text")
        return at + 1

    def read_notes(self, lines, at):
        for number in range(at, len(lines)):
            if lines[number].strip():
                markup.note_line(lines[number].strip(), number + 1, self.notes, self.problems)

    # -- offsets --
    def lay_out(self):
        parts, at, self.captions, self.lines = [], 0, [], []
        for kind, text, marks, number in self.paragraphs:
            if parts:
                at += 2
            for mark in marks:
                self.marked.setdefault(mark.id, []).append([at + mark.begin, at + mark.end])
                self.mark_line.setdefault(mark.id, number)
            if kind == "caption":
                self.captions.append([at, at + len(text)])
            self.lines.append((at, number))
            parts.append(text)
            at += len(text)
        for spans in self.marked.values():
            spans.sort()
        self.text = "\n\n".join(parts)
        self.sentences = sentences.spans(self.text)
        self.wide = sentences.joined(self.text, self.sentences)

    def line_at(self, offset):
        return max((line for line in self.lines if line[0] <= offset), default=(0, 1))[1]

    def sentence_of(self, span):
        for number, (begin, end) in enumerate(self.wide):
            if begin <= span[0] < end:
                return number
        return None

    def check_sentences(self):
        for name, spans in sorted(self.marked.items()):
            for span in spans:
                if name[0] in "TDPC" and self.sentence_of(span) != self.sentence_of([span[1] - 1, span[1]]):
                    self.warnings.add(self.line_at(span[0]), "mark %s runs over the end of a sentence", name)
        for name, entity in self.notes.entities.items():
            if name not in self.marked:
                self.warnings.add(entity["line"], "entity %s (%s) is marked nowhere in the text", name, entity["name"])
        used = {e for r in self.notes.reports.values() for e in r["actors"] + r["recipients"] + [c["entity"] for c in r["claim"]]}
        used |= {e for q in self.notes.quotes.values() for e in q["speakers"] + [q["medium"]]}
        for name, entity in self.notes.entities.items():
            if name not in used:
                self.warnings.add(entity["line"], "entity %s (%s) is party, claimant or speaker of nothing", name, entity["name"])

    # -- what comes out --
    def nearest(self, name, anchor, anywhere=False):
        """The mark of `name` nearest to span `anchor` in its sentence, the earlier of equals; else None, or the nearest of all."""
        where = self.sentence_of(anchor)
        inside = [s for s in self.marked.get(name, []) if self.sentence_of(s) == where]
        pool = inside or (self.marked.get(name, []) if anywhere else [])
        return min(pool, key=lambda s: (max(s[0] - anchor[1], anchor[0] - s[1], 0), s[0]), default=None)

    def party(self, name, anchor):
        return {"entity": None, "span": None} if name == "?" else {"entity": name, "span": self.nearest(name, anchor)}

    def report(self, report):
        trigger = self.marked[report["id"].rstrip(LETTERS)][0]
        date, place = self.notes.dates.get(report["date"]), self.notes.places.get(report["place"])
        return {
            "id": report["id"], "trigger": trigger, "type": report["type"], "mode": report["mode"], "status": report["status"],
            "actors": [self.party(e, trigger) for e in report["actors"]],
            "recipients": [self.party(e, trigger) for e in report["recipients"]],
            "date": {"value": date["value"], "span": self.nearest(date["id"], trigger, True)} if date else None,
            "place": {"name": place["name"], "code": place["code"], "span": self.nearest(place["id"], trigger, True)} if place else None,
            "claim": [{**link, "cue": self.nearest(link["cue"], trigger, True) if link["cue"] else None} for link in report["claim"]],
            "size": report["size"]}

    def quote(self, quote):
        spans = self.marked[quote["id"]]
        return {"id": quote["id"], "spans": spans, "speakers": [None if s == "?" else s for s in quote["speakers"]],
                "cues": [self.nearest(c, spans[0], True) for c in quote["cues"]], "medium": quote["medium"], "kind": quote["kind"]}

    def compiled(self):
        entities = [{"id": e["id"], "name": e["name"], "code": e["code"], "sector": e["sector"],
                     "mentions": self.marked.get(e["id"], [])} for e in self.notes.entities.values()]
        reports = sorted((self.report(r) for r in self.notes.reports.values()), key=lambda r: (r["trigger"], r["id"]))
        header = {k: self.header[k] for k in ("id", "outlet", "register", "region", "published")}
        return {**header, "group": None if self.header["group"] == "-" else self.header["group"], "writer": self.header["writer"],
                "contexts": self.contexts(), "text": self.text, "captions": self.captions, "sentences": self.sentences,
                "entities": entities, "reports": reports,
                "quotes": sorted((self.quote(q) for q in self.notes.quotes.values()), key=lambda q: q["spans"]),
                "notes": self.notes.notes}


# ---- the scorer's form ----
def plain_text(article):
    """Title, a line with the date, body; and how far the body's offsets move."""
    title, _, body = article["text"].partition("\n\n")
    stamp = "Published: %s\n\n" % article["published"]
    return "%s\n\n%s%s\n" % (title, stamp, body), len(title) + 2, len(stamp)


def gold(article):
    """The article's reports with the end-to-end scorer's keys; offsets into plain_text()."""
    _, head, shift = plain_text(article)
    entities = {e["id"]: e for e in article["entities"]}

    def party(p):
        e = entities.get(p["entity"])
        words = article["text"][p["span"][0]:p["span"][1]] if p["span"] else ""
        return {"text": words, "name": e["name"], "code": e["code"], "sector": e["sector"]} if e else \
            {"text": "", "name": "", "code": "---", "sector": "UNK"}
    events = []
    for r in article["reports"]:
        begin, end = r["trigger"]
        events.append({"trigger": article["text"][begin:end], "char": begin if begin < head else begin + shift, "event": r["type"],
                       "mode": r["mode"], "status": r["status"], "actor": [party(p) for p in r["actors"]],
                       "recipient": [party(p) for p in r["recipients"]], "date": r["date"]["value"] if r["date"] else None,
                       "place": r["place"]["name"] if r["place"] else None,
                       "attribution": [entities[c["entity"]]["name"] for c in r["claim"]], "optional": False, "status_alt": r["status"]})
    text = article["text"]
    return {"doc": article["id"], "title": text.split("\n")[0], "published": article["published"], "outlet": article["outlet"],
            "body_start": head + shift, "body_end": len(text) + shift, "events": events}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def write_out(article, corpus, prefix=""):
    """One compiled article into its three files."""
    name = article["id"]
    write(os.path.join(corpus, prefix + "compiled", name + ".json"), json.dumps(article, ensure_ascii=False, indent=1) + "\n")
    write(os.path.join(corpus, prefix + "plain", name + ".txt"), plain_text(article)[0])
    write(os.path.join(corpus, prefix + "gold", name + ".json"), json.dumps(gold(article), ensure_ascii=False, indent=1) + "\n")


def remove_old(corpus, prefix, names):
    for folder in ("compiled", "plain", "gold"):
        for path in glob.glob(os.path.join(corpus, prefix + folder, "*")):
            if os.path.splitext(os.path.basename(path))[0] not in names:
                os.remove(path)


def bare(article):
    """The file without marks, contexts and lines."""
    header = ["%s: %s" % (k, {"contexts": "-", "writer": "second"}.get(k, article.header[k])) for k in HEADER]
    lines = [{"headline": "# ", "caption": "! "}.get(kind, "") + text for kind, text, *_ in article.paragraphs]
    return "\n".join(header) + "\n\n" + "\n\n".join(lines) + "\n===\n"


def shown(path):
    return os.path.relpath(path) if not os.path.relpath(path).startswith("..") else path


def tell(article):
    for kind, problems in (("error", article.problems), ("warning", article.warnings)):
        for problem in sorted(set(problems)):
            print("%s:%d: %s%s" % (shown(article.path), problem.line, "" if kind == "error" else "warning: ", problem.text))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default=tables.CORPUS)
    parser.add_argument("--from", dest="source", choices=("written", "second"), default="written")
    parser.add_argument("--dry", action="store_true")
    parser.add_argument("--bare")
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    prefix = "" if args.source == "written" else "second-"
    files = args.files or sorted(glob.glob(os.path.join(args.corpus, args.source, "*.txt")))
    wrong = warned = reports = good = 0
    names = set()
    for path in files:
        article = Article(path)
        tell(article)
        wrong += len(set(article.problems))
        warned += len(set(article.warnings))
        if not article.problems:
            good += 1
            reports += len(article.notes.reports)
            names.add(article.header["id"])
            if args.bare:
                write(os.path.join(args.bare, os.path.basename(path)), bare(article))
            elif not args.dry:
                write_out(article.compiled(), args.corpus, prefix)
    if not args.files and not args.dry and not args.bare:
        remove_old(args.corpus, prefix, names)
    print("%d of %d articles compiled, %d reports; %d errors, %d warnings" % (good, len(files), reports, wrong, warned))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
