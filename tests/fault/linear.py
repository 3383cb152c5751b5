#!/usr/bin/env python3
"""Pages made to take long: each is built at 4 and at 8 MiB and read up to the article's text by one worker. The processor time of
the whole run, less that of a page of one sentence, must be at most SECONDS at 8 MiB, or the page refused with a limit; and twice
the page at most RATIO times the time, with the limits on nodes and text raised so that all of it is read. Times below FLOOR
seconds tell no ratio. A slow time is taken again, up to TRIES times: another load on the machine only lengthens it.
usage: linear.py [--build FOLDER] [--program FILE] [--only NAME] [--mib N]"""
import os
import resource
import subprocess

import common

SECONDS, RATIO, FLOOR, TRIES = 2.0, 2.5, 0.1, 4
RAISED = ["--limit", "dom_nodes=4000000", "--limit", "text_bytes=8388608", "--limit", "arena_bytes=1073741824"]
SENTENCE = "The minister met the envoys of Kenya on Monday and said that the talks on the border would go on. "
HEAD = "<!DOCTYPE html><html lang=en><head><title>Talks on the border go on</title></head><body><h1>Talks on the border go on</h1>"
BODY = HEAD + "<p>" + SENTENCE * 4 + "</p>"


def repeated(unit, head=BODY, tail=""):
    """head, the unit over and over ("%d" in it: a running number) and tail."""
    def build(size):
        room = size - len(head) - len(tail)
        if "%d" not in unit:
            return head + unit * (room // len(unit.encode())) + tail
        parts, n, i = [], 0, 0
        while n < room - len(unit) - 8:
            parts.append(unit.replace("%d", str(i)))
            n += len(parts[-1])
            i += 1
        return head + "".join(parts) + tail
    return build


def halves(first, second, head=BODY):
    """As many of the first as of the second behind them."""
    def build(size):
        n = (size - len(head)) // (len(first) + len(second))
        return head + first * n + second * n
    return build


def json_ld(unit, before, after):
    return repeated(unit, HEAD + '<script type="application/ld+json">' + before, after + "</script><p>" + SENTENCE * 4)


PAGES = {
    "nested tags": halves("<div>", "</div>"),
    "nested tags, 150 at a time": repeated("<div>" * 150 + "x" + "</div>" * 150),
    "nested lists": halves("<ul><li>x", "</ul>"),
    "nested tables": halves("<table><tr><td>x", "</table>"),
    "rows of a table": repeated("<tr><td>a cell<td>%d", BODY + "<table>"),
    "formatting never closed": repeated("<b><i>x"),
    "formatting in the wrong order": repeated("<b><i><p>x</b></i></p>"),
    "end tags alone": repeated("</div></p></b>"),
    "attributes never closed": repeated('<p class="a b > <a href=x '),
    "quotation never closed": repeated("word > word = '<b> ", BODY + '<p class="'),
    "one huge attribute": repeated("share nav_menu ", BODY + '<p class="', '">x</p>'),
    "huge attribute of references": repeated("&eacute;", BODY + '<p class="', '">x</p>'),
    "many attributes a tag": repeated("<p " + " ".join("a%d%s=b" % (k, "x") for k in range(390)).replace("%", "") + ">x</p>"),
    "one tag of many attributes": repeated("a%d=b ", BODY + "<p ", ">x</p>"),
    "many attributes where scripts end oddly": repeated("a%d=b ", BODY + "<b><script></b><p ", ">x</p>"),
    "references": repeated("&amp;&eacute;&#8217;&#x41;"),
    "unknown references": repeated("&nosuchthing;&x"),
    "ampersands": repeated("&"),
    "one long word": repeated("a"),
    "one long word in a paragraph": repeated("a", BODY + "<p>"),
    "spaces": repeated(" ", BODY + "<p>x", "x"),
    "no-break spaces": repeated("\u00a0", BODY + "<p>x", "x"),
    "control characters": repeated("x\x01", BODY + "<p>"),
    "brackets": repeated("<"),
    "siblings": repeated("<div>x</div>"),
    "empty siblings": repeated("<i></i>", BODY + "<div class=image>"),
    "breaks": repeated("x<br><br>", BODY + "<p>"),
    "links": repeated('<a href="/story/%d">One more story</a> '),
    "list of links": repeated('<li><a href="http://other.example/%d">One more story of today</a>', BODY + "<ul>"),
    "comments": repeated("<!-- a -->x"),
    "comments closed oddly": repeated("<!----!>"),
    "one huge comment": repeated("- -- > --!", BODY + "<!-- ", "--><p>" + SENTENCE),
    "comment never closed": repeated("-- > <p> ", BODY + "<!-- "),
    "declarations": repeated("<!DOCTYPE x><?y ?><![CDATA[z]]>"),
    "scripts": repeated("<script>var a = '<p>';</script>"),
    "one huge script": repeated("if (a < b && c > d) e = '</p>'; ", BODY + "<script>", "</script><p>" + SENTENCE),
    "script never closed": repeated("var a = '</scrip>'; ", BODY + "<script>"),
    "scripts of JSON": repeated('<script type="application/ld+json">{"@type": "Article", "headline": "x %d"}</script>', HEAD),
    "one huge JSON-LD": json_ld('{"@type": "Person", "name": "Anna Holt %d"},', '{"@type": "NewsArticle", "author": [', '{}]}'),
    "nested JSON-LD": json_ld('{"a":[', "", ""),
    "stated body": json_ld("It is <b>said</b>\\\\n&amp; \\\\u00e9 ", '{"@type": "NewsArticle", "articleBody": "', '"}'),
    "dates in scripts": repeated('"datePublished": "x", "pubDate": "2019-02-0%d", ', BODY + "<script>", "</script>"),
    "meta tags": repeated('<meta property="article:author" content="Anna Holt %d">', "<head>", "</head><body><p>" + SENTENCE * 4),
    "headings": repeated("<h2>Heading %d</h2>"),
    "titles": repeated("<h1>Talks on the border go on</h1>"),
    "paragraphs of a word": repeated("<p>word %d</p>"),
    "paragraphs": repeated("<p>" + SENTENCE + "%d</p>", HEAD),
    "the same paragraph": repeated("<p>" + SENTENCE * 2 + "</p>", HEAD),
    "one paragraph": repeated(SENTENCE, HEAD + "<p>"),
    "bylines": repeated('<p class="byline">By Anna Holt %d and Tom Reed</p>'),
    "dates": repeated('<p class="date">12 May 2019, 10:%d</p>'),
    "times": repeated('<time datetime="2019-05-12T10:00:%d">12 May</time>'),
    "agencies": repeated("<p>NAIROBI (Reuters) - Reporting by Anna Holt; Editing by Tom Reed %d - AFP</p>"),
    "captions": repeated("<figure><img src=x><figcaption>A picture of the border %d</figcaption></figure>"),
    "frames": repeated("<frame src=x>", "<frameset>"),
    "bodies": repeated("<html><body class=x>y"),
    "wrong bytes": lambda size: BODY.encode() + b"\xff\xc3" * ((size - len(BODY)) // 2),
}


def cpu(program, path, options):
    """(processor seconds of the run with its reader and worker, exit code, standard error)"""
    command = [program, "read", "--quiet", "--stop-after", "extract", "--format", "documents", "--workers", "1", *options, path]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done.returncode, done.stderr.decode("utf-8", "replace")


def write(folder, name, page):
    path = os.path.join(folder, name)
    with open(path, "wb") as f:
        f.write(page if isinstance(page, bytes) else page.encode())
    return path


def least(program, path, options, start, most, first=None):
    """The least time of at most TRIES runs, taken again while it is above `most`."""
    best = first if first is not None else cpu(program, path, options)[0] - start
    for _ in range(TRIES - 1):
        if best <= most:
            break
        best = min(best, cpu(program, path, options)[0] - start)
    return best


def twice(program, half, whole, start, took):
    """Times of the half and the whole page, both with the raised limits; took: of the whole one, where it was read without them."""
    small = cpu(program, half, RAISED)[0] - start
    if small < FLOOR:
        return 0, 0
    large = least(program, whole, RAISED, start, RATIO * small, took)
    if large > RATIO * small:
        small = least(program, half, RAISED, start, 0, small)
    return small, large


def test(program, folder, counter, name, build, start, size):
    half, whole = write(folder, "half.html", build(size // 2)), write(folder, "whole.html", build(size))
    took, code, said = cpu(program, whole, [])
    word = said.split("\n")[0].split(": ", 2)[-1]
    counter.check(code in (0, 1, 3) and "worker" not in said, "%s: ended with %d: %s" % (name, code, said))
    took = least(program, whole, [], start, SECONDS, took - start)
    counter.check(took <= SECONDS, "%s: %.2f s for %.0f MiB" % (name, took, size / (1 << 20)))
    small, large = twice(program, half, whole, start, None if "allows" in word else took)
    if small:
        counter.check(large <= RATIO * small, "%s: %.2f s, and for twice the page %.2f s" % (name, small, large))
    print("%-40s %5.2f s  %s  %s" % (name, took, "x %.2f" % (large / small) if small else "      ", word[:70]), flush=True)
    return took


def run(args, folder, counter):
    program = common.need_program(args, "polybius")
    size = int(args.mib * (1 << 20))
    one = write(folder, "one.html", HEAD + "<p>" + SENTENCE)
    start = min(cpu(program, one, [])[0] for _ in range(5))
    slowest = max((test(program, folder, counter, name, build, start, size), name)
                  for name, build in PAGES.items() if args.only in (None, name))
    print("slowest of %d pages of %.0f MiB: %s, %.2f s" % (len(PAGES), args.mib, slowest[1], slowest[0]))


if __name__ == "__main__":
    parser = common.options("polybius", __doc__)
    parser.add_argument("--only", help="this page alone")
    parser.add_argument("--mib", type=float, default=8, help="size of the pages; the record's limit is 8")
    raise SystemExit(common.main(parser, run))
