#!/usr/bin/env python3
"""The language that extract finds, on news texts of ours in twelve languages (tests/cases/language/texts.tsv), beside libexttextcat where
Debian's libexttextcat-2.0-0 and libexttextcat-data are installed.
usage: language.py PROGRAM [--misses]
Three cuts of each text: its first 60 characters, the whole, and all texts of a language as one article. Two questions: is it English
or not (what decides whether a text is read), and which language is it."""
import collections
import ctypes
import ctypes.util
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TEXTS = os.path.join(ROOT, "tests", "cases", "language", "texts.tsv")
CUTS = ("60 characters", "a text", "an article")


def read_texts():
    rows = [l.rstrip("\n").split("\t") for l in open(TEXTS, encoding="utf-8") if not l.startswith("#")]
    return rows[1:]


def cuts(rows):
    """[(cut, language, text)]"""
    whole = collections.OrderedDict()
    for code, text in rows:
        whole.setdefault(code, []).append(text)
    return ([(CUTS[0], c, t[:60]) for c, t in rows] + [(CUTS[1], c, t) for c, t in rows]
            + [(CUTS[2], c, "\n\n".join(t)) for c, t in whole.items()])


def ours(program, items):
    """What `read` says, in order: (language, is it read)."""
    lines = "".join(json.dumps({"id": str(i), "text": t}, ensure_ascii=False) + "\n" for i, (_, _, t) in enumerate(items))
    done = subprocess.run([program, "read", "--quiet", "--stop-after", "extract", "--format", "documents", "-"], input=lines.encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    got = [json.loads(l) for l in done.stdout.splitlines()]
    if len(got) != len(items):
        sys.exit("%s gave %d documents for %d texts" % (program, len(got), len(items)))
    return [(d.get("language") or "und") for d in got]


class TextCat:
    """libexttextcat 3.4: its answer is "[eng--utf8][nld--utf8]", best first, or SHORT or UNKNOWN."""
    CODES = {"eng": "en", "spa": "es", "por": "pt", "fra": "fr", "ita": "it", "deu": "de", "nld": "nl", "swe": "sv", "pol": "pl",
             "tur": "tr", "rus": "ru", "ara": "ar"}

    def __init__(self):
        self.lib = ctypes.CDLL("libexttextcat-2.0.so.0")
        self.lib.special_textcat_Init.restype = ctypes.c_void_p
        self.lib.special_textcat_Init.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        self.lib.textcat_Classify.restype = ctypes.c_char_p
        self.lib.textcat_Classify.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
        folder = b"/usr/share/libexttextcat/"
        self.handle = self.lib.special_textcat_Init(folder + b"fpdb.conf", folder)
        if not self.handle:
            raise OSError("no fingerprints in %s" % folder.decode())

    def of(self, text):
        data = text.encode()
        best = self.lib.textcat_Classify(self.handle, data, len(data)).decode()
        code = best[1:].split("]")[0].split("-")[0] if best.startswith("[") else "und"
        return self.CODES.get(code, code)


def figures(program):
    """{(cut, question): right of ours}; and the items with ours and theirs (None where it is not installed)."""
    items = cuts(read_texts())
    mine = ours(program, items)
    try:
        cat = TextCat()
        theirs = [cat.of(t) for _, _, t in items]
    except OSError:
        theirs = None
    return items, mine, theirs


def share(items, got, cut, question):
    rows = [(c, g) for (k, c, _), g in zip(items, got) if k == cut]
    right = sum((g == c) if question == "which" else ((g == "en") == (c == "en")) for c, g in rows)
    return right, len(rows)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    items, mine, theirs = figures(sys.argv[1])
    print("%-14s %-16s %12s %14s" % ("cut", "question", "ours", "exttextcat"))
    for cut in CUTS:
        for question, words in (("english", "English or not"), ("which", "which language")):
            cells = ["%d/%d" % share(items, got, cut, question) if got else "not installed" for got in (mine, theirs)]
            print("%-14s %-16s %12s %14s" % (cut, words, *cells))
    if "--misses" in sys.argv:
        for (cut, code, text), got in zip(items, mine):
            if got != code:
                print("%s: %s for %s: %s" % (cut, got, code, text[:100]))


if __name__ == "__main__":
    main()
