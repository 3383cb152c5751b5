"""A corpus of invented news for the fault tests: JSON lines in several files, gzipped ones, pages and texts. The same seed
gives the same bytes. Some lines are broken or hold no article, since those have to survive too."""
import gzip
import json
import os
import random

STATES = ["China", "Russia", "France", "Germany", "Japan", "Iran", "Israel", "Turkey", "India", "Brazil", "Egypt", "Kenya"]
ACTS = [
    "{a} accused {b} of breaking the border agreement on Monday.",
    "{a} and {b} signed a trade agreement in Geneva on 3 March 2021.",
    "{a} imposed sanctions on {b}, officials said.",
    "The foreign minister of {a} met his counterpart from {b} last week.",
    '"We will respond," the president of {a} said, warning {b} about the exercises.',
    "{a} sent food and medicine to {b} after the flood.",
    "Thousands protested in the capital of {a} against the visit from {b}.",
    "According to a newspaper in {a}, soldiers of {b} attacked a village near the river.",
    "{a} withdrew its troops from the bridge, and {b} released two prisoners.",
    "Nobody in {a} had an answer, and the harvest was late in {b}.",
]


def sentences(rng, n):
    out = []
    for _ in range(n):
        a, b = rng.sample(STATES, 2)
        out.append(rng.choice(ACTS).format(a=a, b=b))
    return " ".join(out)


def line(rng, name, text=None):
    return json.dumps(
        {
            "id": name,
            "title": "Report %s from the harbour" % name,
            "text": text or sentences(rng, rng.randint(2, 6)),
            "published": "2021-03-%02d" % rng.randint(1, 28),
            "outlet": rng.choice(["The Example Gazette", "Harbour Post", "Evening Sample"]),
        }
    )


def broken(line):
    """A line of the same length that is no JSON, so that all other records keep their places."""
    return "{" + "x" * (len(line) - 1)


def lines(rng, prefix, n):
    for i in range(n):
        if i % 29 == 7:
            yield '{"id": "%s%d", "text": oops}' % (prefix, i)
        elif i % 31 == 9:
            yield json.dumps({"id": "%s%d" % (prefix, i), "headline": "No words"})
        else:
            yield line(rng, "%s%d" % (prefix, i))
        if i % 11 == 3:
            yield ""


def write(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def make(folder, seed, documents):
    """Writes the corpus below folder/news; returns nothing: what is in it, the clean run tells."""
    rng = random.Random(seed)
    share = max(documents // 4, 4)
    for name in ("a.jsonl", "b.jsonl"):
        write(folder, "news/" + name, ("\n".join(lines(rng, name[0], share)) + "\n").encode())
    data = ("\r\n".join(lines(rng, "c", share))).encode()
    half = len(data) // 2
    write(folder, "news/c.jsonl.gz", gzip.compress(data[:half], mtime=0) + gzip.compress(data[half:], mtime=0))
    for i in range(share // 4):
        write(folder, "news/pages/%03d.html" % i, ("<!DOCTYPE html><html><head><title>Page %d</title></head><body><article>"
              "<h1>Page %d of the harbour</h1><p>%s</p><p>%s</p></article></body></html>"
              % (i, i, sentences(rng, 4), sentences(rng, 4))).encode())
        write(folder, "news/texts/%03d.txt" % i, ("Text %d of the harbour\n\n%s\n\n%s\n"
              % (i, sentences(rng, 4), sentences(rng, 4))).encode())
    write(folder, "news/z.jsonl", ("\n".join(lines(rng, "z", share // 2))).encode())
    write(folder, "news/zz.pdf", b"%PDF-1.7\n")
    # The same documents once more, under another name.
    write(folder, "news/zzz.jsonl", ("\n".join(lines(random.Random(seed), "a", share // 4)) + "\n").encode())
