#!/usr/bin/env python3
"""What is refused, and in which words: provokes every message of the tables in docs/acquire.md, "What is refused".
usage: refused.py PROGRAM

Each row of CASES gives a message and what provokes it; in both, "..." stands for what differs from case to case. A message of the
page that no case provokes, and a case whose message is not on the page, are problems. So are formats of data/acquire/magic.tsv and
zip_marks.tsv that are not refused by their name."""
import csv
import gzip
import io
import os
import random
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..")
ENV = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TERM": "xterm", "HOME": "/nonexistent"}
MANY = 9 << 20  # bytes, more than record_bytes
SENTENCE = "France accused Japan of breaking the agreement on Monday, officials in the capital said. "
GERMAN = "Der Minister traf gestern seinen Kollegen und sprach mit ihm über die Lage an der Grenze, sagte ein Sprecher der Regierung. "


def page(body):
    return "<html><head><title>Talks go on</title></head><body><article><h1>Talks go on</h1>%s</article></body></html>" % body


def packed(data):
    return gzip.compress(data, 9, mtime=0)


def zipped(name, data, encrypted=False, broken=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(name, data)
    data = bytearray(out.getvalue())
    if encrypted:  # the flag of the member's own head and of the directory's
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
    if broken:
        data[40:60] = b"\xff" * 20
    return bytes(data)


def archived(block, fields="", version="1.0"):
    return ("WARC/%s\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http\r\n%sContent-Length: %d\r\n\r\n"
            % (version, fields, len(block))).encode() + block + b"\r\n\r\n"


def answer(head="", body=b"<p>a"):
    return ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\n" % head).encode() + body


def noise(n):
    """Bytes that hardly pack, as letters."""
    return random.Random(1).randbytes(n // 2).hex().encode()


ITEM = "<rss version='2.0'><channel><title>News</title>%s</channel></rss>"
SITEMAP = "<%s xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>%s</%s>"
CASES = [  # message, file, bytes, options
    # a source
    ("this is a PDF file, which this version does not read", "a.pdf", b"%PDF-1.7\n"),
    ("the file is empty", "empty.txt", b""),
    ("this is neither a file nor a folder", "a.socket", None),
    ("No such file or directory", "none.html", None),
    ("the path is too long (path_bytes)", "a" * 200 + ".txt", b"a", "--limit", "path_bytes=100"),
    ("this version does not fetch pages; save it first and name the file", "https://a.example/", None),
    ("this is neither a page nor text nor JSON lines, or records in UTF-16 (convert them to UTF-8)", "utf16.rss",
     (ITEM % "<item><title>a</title></item>").encode("utf-16")),
    ("this is an archive inside an archive, which this version does not read", "outer.zip", zipped("inner.zip", zipped("a.txt", b"a"))),
    ("this is a ZIP archive packed once more, which this version does not read", "a.zip.gz", packed(zipped("a.txt", b"a"))),
    ("a ZIP archive cannot be read from a pipe; name the file", "-", zipped("a.txt", b"a")),
    ("it is encrypted in the ZIP archive", "locked.zip", zipped("a.txt", b"a" * 40, encrypted=True)),
    ("the member of the ZIP archive is broken: ...", "broken.zip", zipped("a.txt", noise(400), broken=True)),
    ("the ZIP archive cannot be read: ...", "cut.zip", zipped("a.txt", SENTENCE * 9)[:-9]),
    ("this is a sitemap without titles: nothing to read", "map.xml", SITEMAP % ("urlset", "<url><loc>http://a.example/</loc></url>", "urlset")),
    ("this is an index of sitemaps: it names files, nothing to read", "index.xml", SITEMAP % ("sitemapindex", "<sitemap/>", "sitemapindex")),
    ("this feed has no entries", "empty.rss", ITEM % ""),
    ("this file is in the character set Shift_JIS, which is not read here: convert it to UTF-8", "sjis.rss",
     "<?xml version='1.0' encoding='Shift_JIS'?>" + ITEM % "<item><title>a</title></item>"),
    ("no column of this table is known to hold the text (--fields text=NAME); its columns are: ...", "a.csv", "id,headline,url\n1,a,b\n"),
    ("more than 1 files at once (walk_files); take them in several runs", "folder", {"a.txt": b"a", "b.txt": b"b"}, "--limit", "walk_files=1"),
    # a record
    ("no field with the text; the line has: ...", "a.jsonl", '{"headline": "a"}\n'),
    ("JSON: nested deeper than 64 levels", "deep.jsonl", '{"text": ' + "[" * 65 + "]" * 65 + "}\n"),
    ("JSON: more than 200000 values", "values.jsonl", '{"text": [' + "1," * 200000 + "1]}\n"),
    ("<item> has neither text nor title", "a.rss", ITEM % "<item><link>http://a.example/</link></item>"),
    ("a record of the archive is lost: its version of WARC is not read (0.17, 0.18, 1.0 and 1.1 are)", "new.warc", archived(answer(), version="2.0")),
    ("the head of its HTTP answer is longer than 32 KiB or 200 fields", "head.warc", archived(answer("A: b\r\n" * 200))),
    ("the page is packed as 'compress', which this version does not read", "compress.warc", archived(answer("Content-Encoding: compress\r\n"))),
    ("the page is packed more than 2 times over", "thrice.warc", archived(answer("Content-Encoding: gzip, gzip, gzip\r\n"))),
    ("the chunks of the page are broken", "chunks.warc", archived(answer("Transfer-Encoding: chunked\r\n", b"4\r\n<p>a\r\nx\r\n"))),
    ("the file ends inside this record; it is not read", "cut.warc", archived(answer(body=page(SENTENCE).encode()))[:-40]),
    # a limit
    ("the file is longer than 8388608 bytes (record_bytes)", "long.html", page("a" * MANY)),
    ("the line is longer than 8388608 bytes (record_bytes)", "long.jsonl", '{"text": "%s"}\n' % ("a" * MANY)),
    ("the object is longer than 8388608 bytes (record_bytes)", "long.json", '[{"text": "%s"}]' % ("a" * MANY)),
    ("<item> is longer than 8388608 bytes (record_bytes)", "long.rss", ITEM % ("<item><description>%s</description></item>" % ("a" * MANY))),
    ("the row is longer than 8388608 bytes (record_bytes), or a quotation mark is not closed; the next line is tried", "long.csv",
     "id,title,text\n1,a,%s\n" % ("a" * MANY)),
    ("the record is longer than 8388608 bytes (record_bytes)", "long.warc", archived(answer(body=b"<p>" + b"a" * MANY))),
    ("the page is longer than 8388608 bytes (record_bytes)", "page.warc", archived(answer(body=b"<p>" + b"a" * (8 << 20)))),
    ("the page, packed as gzip: it unpacks to more than 8388608 bytes", "packed.warc", archived(answer("Content-Encoding: gzip\r\n", packed(noise(MANY))))),
    ("the fields of this record are together longer than 8388608 bytes (record_bytes)", "twice.jsonl", '{"a": "%s"}\n' % ("a" * (5 << 20)), "--fields", "text=a,title=a"),
    ("the gzip data unpack to more than 200 times their size (inflate_ratio)", "bomb.txt.gz", packed(b"a" * MANY)),
    ("the ZIP archive unpacks to more than 200 times its size (inflate_ratio)", "bomb.zip", zipped("a.txt", b"a" * MANY)),
    ("the page, packed as gzip: it unpacks to more than 200 times its size (inflate_ratio)", "bomb.warc", archived(answer("Content-Encoding: gzip\r\n", packed(b"a" * MANY)))),
    ("the page nests deeper than dom_depth allows", "deep.html", page("<div>" * 2000)),
    ("the page has more nodes than dom_nodes allows", "nodes.html", page("<p>a" * 300000)),
    ("the page has more character references than dom_nodes allows", "references.html", page("<p>" + "&amp;" * 600000)),
    ("a tag has more than 400 attributes", "tag.html", page("<p %s>a" % " ".join("a%d=b" % i for i in range(500)))),
    ("the article's text is longer than text_bytes allows", "words.txt", SENTENCE * 60000),
    ("the text has more lines than 200000, or memory is out", "lines.txt", "a\n" * 300000),
    ("more than 100 words", "many.txt", "Talks go on\n\n" + SENTENCE * 20, "--limit", "tokens=100"),
    ("the document's memory is used up (arena_bytes)", "arena.html", page("<p>" + SENTENCE * 9), "--limit", "arena_bytes=65536"),
    # an article
    ("the page holds no article text", "none.html", page("")),
    ("an index of articles, no article", "index.html", "<!DOCTYPE html><html><head><title>World news</title></head><body><main><ul>"
     "<li><a href='/1'>Storm floods the harbour of Lenz</a></li><li><a href='/2'>Teachers call off their strike in Allport</a></li></ul></main></body></html>"),
    ("not English (de): skipped", "german.txt", GERMAN * 9),
]


def lay_out(folder, name, data):
    """Writes what a case reads."""
    path = os.path.join(folder, name)
    if isinstance(data, dict):
        os.mkdir(path)
        for inner, some in data.items():
            lay_out(path, inner, some)
    elif name.endswith(".socket"):
        with socket.socket(socket.AF_UNIX) as s:
            s.bind(path)
    elif data is not None and name != "-":
        with open(path, "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())


def said(program, name, data, *options):
    """The messages of a run over this source: what stands behind the place, on lines that begin with the program's name."""
    with tempfile.TemporaryDirectory() as folder:
        lay_out(folder, name, data)
        done = subprocess.run([program, "code", "--db", "x.db", *options, name], cwd=folder, env=ENV, capture_output=True, timeout=60,
                              **({"input": data} if name == "-" else {"stdin": subprocess.DEVNULL}))
    return done.stderr.decode("utf-8", "replace").splitlines()


def fits(message, line):
    """Does the line end in the message?"""
    return re.search(r"^polybius: .*" + re.escape(message).replace(r"\.\.\.", ".+") + "$", line) is not None


def on_the_page():
    with open(os.path.join(ROOT, "docs", "acquire.md"), encoding="utf-8") as f:
        section = re.search(r"(?ms)^## What is refused$(.*?)^## ", f.read()).group(1)
    return re.findall(r"(?m)^\| `(.*?)` \|", section)


def table(name):
    with open(os.path.join(ROOT, "data", "acquire", name), encoding="utf-8", newline="") as f:
        return list(csv.DictReader((l for l in f if not l.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))


def foreign():
    """(name, bytes) of every format that is known and not read."""
    for row in table("magic.tsv"):
        yield row["name"], b"\0" * int(row["offset"]) + bytes.fromhex(row["magic"]) + b"\0" * 64
    for row in table("zip_marks.tsv"):
        yield row["name"], zipped(row["member"], b"application/epub+zip")


def of_a_member(program, problems):
    """What a stage says of a member of an archive names it; so does the database, of those that are read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("news/german.txt", GERMAN * 9)
        z.writestr("news/talks.txt", "Talks go on\n\n" + SENTENCE * 3)
    with tempfile.TemporaryDirectory() as folder:
        lay_out(folder, "a.zip", out.getvalue())
        done = subprocess.run([program, "code", "--db", "x.db", "a.zip"], cwd=folder, env=ENV, capture_output=True, timeout=60)
        db = sqlite3.connect(os.path.join(folder, "x.db"))
        notes = db.execute("SELECT number, note FROM acquisition").fetchall()
        db.close()
    if b"polybius: a.zip!/news/german.txt, record 1: not English (de): skipped\n" not in done.stderr:
        problems.append("the member is not named: %s" % done.stderr)
    if notes != [(2, "in the archive as news/talks.txt")]:
        problems.append("the database does not name the member: %s" % notes)


def main():
    program = os.path.abspath(sys.argv[1])
    problems, page_says = [], on_the_page()
    for message, name, data, *options in CASES:
        lines = said(program, name, data, *options)
        if not any(fits(message, line) for line in lines):
            problems.append("%s: '%s' is not said: %s" % (name[:40], message, "; ".join(lines)[:300]))
    for name, data in foreign():
        message = "this is %s, which this version does not read" % name
        if not any(fits(message, line) for line in said(program, "a", data)):
            problems.append("%s is not refused: %s" % (name, said(program, "a", data)))
    of_a_member(program, problems)
    cases = [message for message, *_ in CASES]
    problems += ["docs/acquire.md: no case provokes '%s'" % message for message in page_says if message not in cases]
    problems += ["docs/acquire.md does not say '%s'" % message for message in cases if message not in page_says]
    for line in problems:
        print(line)
    print("refused: %d messages and %d formats, %d problems" % (len(CASES), len(list(foreign())), len(problems)))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
