#!/usr/bin/env python3
"""Cases lost per rule: how often each rule of the coder kept words from becoming a report, and how many of these words are gold events
that were missed for it.
usage: lost.py [--program FILE] DOCS [GOLD]     folders as of the end-to-end task (NAME.txt, NAME.json)
Gold events that are marked optional are not counted. A gold event is missed when no report begins within 12 characters before its
trigger or inside it, whatever its type."""
import collections
import glob
import importlib.machinery
import importlib.util
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SLACK = 12
NO_WORD = "no trigger word"


def runner():
    loader = importlib.machinery.SourceFileLoader("run", os.path.join(HERE, "run"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run", loader))
    loader.exec_module(module)
    return module


def rule(why):
    """As `polybius read --format reasons` has it: without the words quoted."""
    return re.sub(r"'[^']*'", "'...'", why)


def near(x, begin):
    return x["char"] - SLACK <= begin <= x["char"] + max(len(x["trigger"]), SLACK)



class Article:
    """Reports and silences of one document as code points of its file."""

    def __init__(self, document, raw):
        self.silences, self.reports = [], []
        text, blocks = document["text"], document["blocks"]
        for s in document["silences"]:
            begin, end = (s["trigger"][k] if s["trigger"]["begin"] is not None else s["sentence"][k] for k in ("begin", "end"))
            self.silences.append((self.place(text, blocks, begin, raw), self.place(text, blocks, end, raw), rule(s["why"])))
        for r in document["reports"]:
            if r["trigger"]["source_begin"] is not None:
                self.reports.append(len(raw[:r["trigger"]["source_begin"]].decode("utf-8", "replace")))

    @staticmethod
    def place(text, blocks, at, raw):
        block = next((b for b in blocks if b["begin"] <= at <= b["end"]), None)
        if not block or block["source_begin"] is None:
            return -1
        inside = len(text.encode("utf-8")[block["begin"]:at].decode("utf-8", "replace"))
        return len(raw[:block["source_begin"]].decode("utf-8", "replace")) + inside

    def why_missed(self, x):
        """The rule that silenced the words of gold event x; None: it was not missed."""
        if any(near(x, at) for at in self.reports):
            return None
        here = [(why == NO_WORD, why) for begin, end, why in self.silences
                if (begin <= x["char"] < end if why == NO_WORD else near(x, begin))]
        return min(here)[1] if here else NO_WORD


def lost(docs, gold=None):
    """[(rule, silenced, gold events missed for it)], most frequent first, and the gold events missed in all."""
    run = runner()
    paths = sorted(glob.glob(os.path.join(docs, "*.txt")))
    read = run.documents(paths)
    silenced, missed = collections.Counter(), collections.Counter()
    for path in paths:
        document = read.get(os.path.basename(path))
        if not document or document.get("problem"):
            continue
        article = Article(document, open(path, "rb").read())
        silenced.update(why for _, _, why in article.silences)
        name = os.path.join(gold or "", os.path.basename(path)[:-4] + ".json")
        if gold and os.path.exists(name):
            events = json.load(open(name, encoding="utf-8"))["events"]
            missed.update(filter(None, (article.why_missed(x) for x in events if not x.get("optional"))))
    rules = sorted(set(silenced) | set(missed), key=lambda r: (-silenced[r], r))
    return [(r, silenced[r], missed[r]) for r in rules]


def main(words):
    if words[:1] == ["--program"] and len(words) > 1:
        os.environ["POLYBIUS"] = words[1]
        words = words[2:]
    if not 1 <= len(words) <= 2:
        sys.exit(__doc__)
    rows = lost(*words)
    for why, n, gold in rows:
        print("%6d %6s  %s" % (n, gold if len(words) > 1 else "", why))
    print("%6d %6s  in all" % (sum(r[1] for r in rows), sum(r[2] for r in rows) if len(words) > 1 else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
