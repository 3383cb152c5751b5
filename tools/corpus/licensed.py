"""The openly licensed documents of the stand-off part, rebuilt from the data folder (never part of the repository).

Document text, the same every time:
  gum       coref/dev/gum.jsonl: `text` and `sentences` as they stand; genres news, interview, speech; not the documents of the
            treebank's dev file                                                               (annotations and texts CC BY 4.0)
  meantime  coref/dev/meantime.jsonl: `text` and `sentences` as they stand (words parted by spaces)              (CC BY 4.0)
  re3d      ner/dev/re3d.jsonl: title, blank line, text, sentences by sentences.py; not BBC Online; not every fifth document in the order
            of ids                                                        (governments' and Wikipedia's texts under open terms)
  ewt       ud/dev/en_ewt-ud-train.conllu.gz: newsgroup and weblog; the `# text` of sentences, parted by a space, by a blank
            line before a new paragraph                                                                        (CC BY-SA 4.0)
Sentences count from 0 inside their document."""
import collections
import functools
import gzip
import json
import os

import sentences
import tables

Document = collections.namedtuple("Document", "set id date text sentences")
SETS = ("gum", "meantime", "re3d", "ewt")
OPEN_GENRES = ("news", "interview", "speech")


def path(name):
    return os.path.join(tables.SHARED, name)


def here():
    return os.path.exists(path("coref/dev/gum.jsonl"))


def lines(name):
    with open(path(name), encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def gum():
    with open(path("ud/dev/en_gum-ud-dev.conllu"), encoding="utf-8") as f:
        held = {line.split("=")[1].strip() for line in f if line.startswith("# newdoc id")}
    for d in lines("coref/dev/gum.jsonl"):
        if d["genre"] in OPEN_GENRES and d["id"] not in held:
            yield Document("gum", d["id"], d.get("date"), d["text"], d["sentences"])


def meantime():
    for d in lines("coref/dev/meantime.jsonl"):
        yield Document("meantime", d["id"], None, d["text"], d["sentences"])


def re3d():
    for number, d in enumerate(sorted(lines("ner/dev/re3d.jsonl"), key=lambda d: d["id"])):
        if d["source"] != "BBC Online" and number % 5 != 4:
            text = d["title"] + "\n\n" + d["text"]
            yield Document("re3d", d["id"], None, text, sentences.joined(text, sentences.spans(text)))


def ewt():
    found = []
    with gzip.open(path("ud/dev/en_ewt-ud-train.conllu.gz"), "rt", encoding="utf-8") as f:
        for line in f:
            if line.startswith("# newdoc id = "):
                found.append([line[14:].strip(), "", [], False])
            elif line.startswith("# newpar"):
                found[-1][3] = True
            elif line.startswith("# text = ") and found:
                entry, sentence = found[-1], line[9:].rstrip("\n")
                if entry[1]:
                    entry[1] += "\n\n" if entry[3] else " "
                entry[2].append([len(entry[1]), len(entry[1]) + len(sentence)])
                entry[1] += sentence
                entry[3] = False
    for name, text, spans, _ in found:
        if name.startswith(("newsgroup-", "weblog-")):
            yield Document("ewt", name, None, text, spans)


@functools.cache
def documents():
    """{(set, id): Document} in a fixed order."""
    got = {}
    for read in (gum, meantime, re3d, ewt):
        for document in sorted(read(), key=lambda d: d.id):
            got[document.set, document.id] = document
    return got
