#!/usr/bin/env python3
"""CoNLL-U treebanks -> one "word TAG lemma" line a word, tab-separated, an empty line after a sentence: the tagger's training text.
usage: prepare.py OUT.tsv CONLLU[.gz] ...
Words joined by hyphens without space are one word here (as in src/parse/words.c); its tag is the head part's, JJ where the
whole modifies a noun. Documents of GUM are read only where their genre is openly licensed."""
import collections
import gzip
import re
import sys

OPEN_GENRES = "news interview academic court textbook vlog conversation speech bio voyage".split()
TAGS = ("NN NNS NNP NNPS VB VBD VBG VBN VBP VBZ MD JJ JJR JJS RB RBR RBS IN TO DT PDT PRP WDT WP WRB CC CD EX RP POS UH "
        "FW LS SYM").split()
RENAMED = {"PRP$": "PRPS", "WP$": "WPS", "``": "OPENQ", "''": "CLOSEQ", "-LRB-": "LPAREN", "-RRB-": "RPAREN", "$": "SYM",
           "ADD": "NN", "AFX": "JJ", "HYPH": "PUNCT", "NFP": "PUNCT"}
Word = collections.namedtuple("Word", "form lemma upos xpos head deprel id glued")


def opened(path):
    return gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")


def genre_open(document):
    match = re.match(r"GUM_([a-z]+)", document)
    return not match or match.group(1) in OPEN_GENRES


def sentences(path):
    """Lists of Word; `glued`: no white space after it."""
    words, wanted, multi_end, multi_glued = [], True, 0, False
    for line in opened(path):
        line = line.rstrip("\n")
        if line.startswith("# newdoc id"):
            wanted = genre_open(line.split("=", 1)[1].strip())
        if not line:
            if words and wanted:
                yield words
            words, multi_end = [], 0
        elif not line.startswith("#"):
            c = line.split("\t")
            if "." in c[0]:
                continue
            if "-" in c[0]:
                multi_end, multi_glued = int(c[0].split("-")[1]), "SpaceAfter=No" in c[9]
                continue
            i = int(c[0])
            glued = "SpaceAfter=No" in c[9]
            if i <= multi_end:
                glued = True if i < multi_end else multi_glued
            words.append(Word(c[1], c[2], c[3], c[4], int(c[6]), c[7].split(":")[0], i, glued))
    if words and wanted:
        yield words


def our_tag(word):
    form, tag = word.form, word.xpos
    if not any(ch.isalnum() for ch in form) and tag not in ("POS", "CC", "NN", "IN", "RB", "SYM", "$", "``", "''"):
        if re.match(r"[-\u2010-\u2015\u2212]+$|\.\.+$|\u2026+$|[:;]$", form):
            return "COLON"
        if re.match(r"[.?!]+$", form):
            return "STOP"
        if form == ",":
            return "COMMA"
        if tag in ("-LRB-", "-RRB-"):
            return RENAMED[tag]
        return "PUNCT"
    if form == "#":
        return "SYM"
    tag = RENAMED.get(tag, tag)
    if tag in (",", ".", ":", "GW", "_", "XX"):
        tag = {"NOUN": "NN", "PROPN": "NNP", "VERB": "VB", "ADJ": "JJ", "ADV": "RB", "NUM": "CD"}.get(word.upos, "NN")
    return tag


def joined(group):
    """(form, tag, lemma) of words joined by hyphens."""
    form = "".join(w.form for w in group)
    inside = {w.id for w in group}
    parts = [w for w in group if w.xpos != "HYPH"]
    head = next((w for w in parts if w.head not in inside), parts[-1])
    last = parts[-1]
    tags = {our_tag(w) for w in parts}
    if tags == {"CD"}:
        tag = "CD"
    elif tags <= {"NNP", "NNPS"}:
        tag = "NNP"
    elif head.deprel in ("amod", "compound", "nummod", "nmod") and our_tag(last) not in ("NNS", "NNP", "NNPS"):
        tag = "JJ" if head.deprel != "compound" or our_tag(last) != "NN" or len(tags) > 1 else "NN"
    elif our_tag(last) in ("VBN", "VBG", "JJ"):
        tag = "JJ" if head.deprel in ("amod", "acl", "root", "conj", "advcl") or our_tag(last) == "JJ" else our_tag(last)
    else:
        tag = our_tag(last)
    if tag == "IN" and len(parts) > 1:
        tag = "NN" if head.upos == "NOUN" else "JJ"
    return form, tag, "".join(w.lemma for w in group)


def rows(words):
    i = 0
    while i < len(words):
        j = i
        while j + 2 < len(words) and words[j].glued and words[j + 1].xpos == "HYPH" and words[j + 1].glued:
            j += 2
        if j > i:
            yield joined(words[i:j + 1])
        else:
            yield words[i].form, our_tag(words[i]), words[i].lemma
        i = j + 1


def main(out, paths):
    with open(out, "w", encoding="utf-8") as f:
        for path in paths:
            for words in sentences(path):
                for form, tag, lemma in rows(words):
                    f.write("%s\t%s\t%s\n" % (form.replace(" ", ""), tag, lemma))
                f.write("\n")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
