"""Sentences as the end-to-end scorer counts them, so that our figures and its figures agree; and joined sentences, where its cut
after an abbreviation with a capital behind it (U.S. Navy) is taken back."""
import re

CLOSERS = "\"”’')"
OPENERS = "\"“‘'("
ABBREVIATIONS = set("mr mrs ms dr prof gen lt col maj capt sgt adm sen rep gov pres st no vs jr sr rev hon amb u.s u.k u.n e.u d.c a.m p.m "
                    "jan feb mar apr jun jul aug sep sept oct nov dec".split())


def boundary(text, at):
    """End of the cut that begins at `at` (a stop's closers and spaces, or line ends), or None."""
    if at and text[at - 1] in ".!?":
        end = at
        while end < len(text) and text[end] in CLOSERS:
            end += 1
        space = end
        while end < len(text) and text[end].isspace():
            end += 1
        if end > space:
            last = end + (end < len(text) and text[end] in OPENERS)
            for head in (last, end):
                if head < len(text) and text[head].isascii() and (text[head].isupper() or text[head].isdigit()):
                    return end
    if text[at] == "\n":
        end = at
        while end < len(text) and text[end] == "\n":
            end += 1
        return end
    return None


def starts(text):
    """Offsets at which sentences begin."""
    got, at = [0], 0
    while at < len(text):
        end = boundary(text, at)
        if end is None:
            at += 1
        else:
            got.append(end)
            at = end
    return got


def spans(text):
    """[[begin, end]] without the spaces between; empty ones left out."""
    edges = starts(text) + [len(text)]
    got = []
    for begin, end in zip(edges, edges[1:]):
        end = begin + len(text[begin:end].rstrip())
        if end > begin:
            got.append([begin, end])
    return got


def joined(text, pieces):
    """The same spans, those cut at an abbreviation joined again."""
    got = []
    for begin, end in pieces:
        if got and "\n" not in text[got[-1][1]:begin]:
            word = re.search(r"(\S+?)\.$", text[got[-1][0]:got[-1][1]])
            last = word.group(1).strip("(\"“'").lower() if word else ""
            if last in ABBREVIATIONS or re.fullmatch(r"[a-z]", last):
                got[-1] = [got[-1][0], end]
                continue
        got.append([begin, end])
    return got
