#!/usr/bin/env python3
"""Small files that unpack, nest or multiply into large ones each stop with their limit's error, soon and in little memory.

Every row of BOMBS is one: a file's name, its bytes, the codes one of which its record must end with ("nothing": it is read and no limit was
exceeded), and words of the message. It is coded alone by one worker. Time is processor time of all processes, memory the largest resident set among them (wait4); both are compared with the
run over a plain article. The last line counts what passed and failed, with the worst of both."""
import gzip
import io
import os
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common
import corpus

SECONDS, MEBIBYTES = 0.5, 64
N = 10**6
LATEST = 60  # seconds by the clock: it hangs


def page(body, head=""):
    return "<html><head><title>A title</title>%s</head><body>%s</body></html>" % (head, body)


def article():
    return page("<article><h1>Harbour</h1>%s</article>" % "".join(
        "<p>The minister of Torland met officials in Maresia on Monday and signed an agreement on the harbour.</p>" for _ in range(20)))


def packed(data, times=1):
    for _ in range(times):
        data = gzip.compress(data, 9, mtime=0)
    return data


def frame(byte, blocks):
    """A Zstandard frame of blocks of 128 KiB, each one byte said once (RFC 8878, 3.1.1: RLE blocks in a window of 128 KiB)."""
    def block(last):
        return (131072 << 3 | 1 << 1 | last).to_bytes(3, "little") + byte
    return b"\x28\xb5\x2f\xfd\x00\x38" + block(0) * (blocks - 1) + block(1)


def zipped(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(name, data)
    return out.getvalue()


def brotli(blocks):
    """Brotli meta-blocks (RFC 7932) of 16 MiB, each one byte said once and copied: every code has one symbol, of no bits."""
    bits = [(0, 1)]  # a window of 64 KiB
    for _ in range(blocks):
        bits += [(0, 1), (2, 2), ((1 << 24) - 1, 24), (0, 1)]  # not the last, its length in six nibbles, packed
        bits += [(0, 3), (0, 6), (0, 2), (0, 2)]  # one block type and one tree each, distances without extras
        bits += [(1, 4), (ord("a"), 8), (1, 4), (384 + 8 + 7, 10), (1, 4), (16, 6)]  # insert 1, copy 2118 and more, distance 1 or 2
        bits += [((1 << 24) - 1 - 2118, 24), (0, 1)]
    bits += [(3, 2)]
    number = at = 0
    for value, width in bits:
        number, at = number | value << at, at + width
    return number.to_bytes((at + 7) // 8, "little")


def archived(head, body=b"<p>a", fields=""):
    """A web archive of one page."""
    block = ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\n" % head).encode() + body
    return ("WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n%sContent-Length: %d\r\n\r\n"
            % (fields, len(block))).encode() + block + b"\r\n\r\n"


FIELD = "X-A%d: b\r\n"
LIMIT = ("limit",)
BOMBS = [  # file, bytes, codes, words
    ("zeros.txt.gz", lambda: packed(b"\0" * (64 << 20)), ("limit", "format"), ""),
    ("spaces.txt.gz", lambda: packed(b" " * (64 << 20)), LIMIT, "inflate_ratio"),
    ("page.html.gz", lambda: packed(page("a" * (64 << 20)).encode()), LIMIT, ""),
    ("lines.jsonl.gz", lambda: packed(b'{"text":"' + b"a" * (64 << 20) + b'"}\n'), LIMIT, ""),
    ("members.txt.gz", lambda: packed(b"a" * (1 << 20)) * 64, LIMIT, ""),
    ("nested.gz", lambda: packed(b"a" * (64 << 20), 3), ("limit", "format", "language", "empty"), ""),
    ("spaces.txt.zst", lambda: frame(b"a", 512), LIMIT, "inflate_ratio"),
    ("frames.txt.zst", lambda: frame(b"a", 1) * 512, LIMIT, ""),
    ("spaces.zip", lambda: zipped("a.txt", b"a" * (64 << 20)), LIMIT, ""),
    ("nested.zip", lambda: zipped("a.zip", zipped("b.txt", b"a" * (64 << 20))), ("format",), "inside an archive"),
    ("nested.html", lambda: page("<b>" * N).encode(), LIMIT, "dom_"),
    ("lists.html", lambda: page("<ul><li>" * (N // 2)).encode(), LIMIT, "dom_"),
    ("siblings.html", lambda: page("<p>a" * N).encode(), LIMIT, "dom_nodes"),
    ("closing.html", lambda: page("</p>" * N).encode(), ("limit", "empty"), ""),
    ("unclosed.html", lambda: page("<a " * N).encode(), ("limit", "empty"), ""),
    ("attributes.html", lambda: page("<p %s>a" % " ".join("a%x" % i for i in range(N))).encode(), ("limit", "empty"), ""),
    ("attribute.html", lambda: page('<p title="%s">a' % ("&amp;" * N)).encode(), ("limit", "empty", "nothing"), ""),
    ("entities.html", lambda: page("<p>" + "&amp;" * N).encode(), LIMIT, "references"),
    ("numbers.html", lambda: page("<p>" + "&#65;" * N).encode(), LIMIT, "references"),
    ("laughs.html", lambda: ("<!DOCTYPE html [<!ENTITY a 'ha'>%s]>" % "".join(
        "<!ENTITY %s '%s'>" % (chr(98 + i), "&%s;" % chr(97 + i) * 10) for i in range(9)) + page("<p>" + "&j;" * 100)).encode(), ("empty", "language", "nothing"), ""),
    ("comments.html", lambda: page("<!---->" * N).encode(), ("limit", "empty"), ""),
    ("metas.html", lambda: page("<p>a", "<meta>" * N).encode(), LIMIT, "dom_nodes"),
    ("tables.html", lambda: page("<table><tr><td>" * (N // 3)).encode(), LIMIT, "dom_"),
    ("scripts.html", lambda: page("<p>a", '<script type="application/ld+json">%s</script>' % ("[" * N)).encode(), ("empty", "language", "nothing"), ""),
    ("values.html", lambda: page("<p>a", '<script type="application/ld+json">[%s1]</script>' % ("[]," * N)).encode(), ("empty", "language", "nothing"), ""),
    ("depth.jsonl", lambda: b'{"text":' + b"[" * N + b"]" * N + b"}\n", LIMIT, "nested"),
    ("objects.jsonl", lambda: b'{"a":' * N + b"1" + b"}" * N + b"\n", LIMIT, "nested"),
    ("keys.jsonl", lambda: ("{%s}\n" % ",".join('"%x":1' % i for i in range(N - 300000))).encode(), LIMIT, "values"),
    ("values.jsonl", lambda: b'{"text":[' + b"[]," * (2 * N) + b"1]}\n", LIMIT, "values"),
    ("empty.jsonl", lambda: b'{"text":[' + b"{}," * 99000 + b'""]}\n', ("format",), "no field"),  # just below
    ("long.jsonl", lambda: ("{%s}\n" % ",".join('"%x":1' % i for i in range(N))).encode(), LIMIT, "record_bytes"),
    ("brotli.warc", lambda: archived("Content-Encoding: br\r\n", brotli(4)), LIMIT, "inflate_ratio"),
    ("twice.warc", lambda: archived("Content-Encoding: gzip, br\r\n", brotli(4)), LIMIT, "inflate_ratio"),
    ("inner.warc", lambda: archived("Content-Encoding: br, gzip\r\n", packed(brotli(4))), LIMIT, "inflate_ratio"),
    ("thrice.warc", lambda: archived("Content-Encoding: gzip, gzip, gzip\r\n", packed(b"<p>a", 3)), ("format",), "more than 2 times"),
    ("fields.warc", lambda: archived("", fields="".join(FIELD % i for i in range(N))), ("damaged",), "its head does not end"),
    ("answer.warc", lambda: archived("".join(FIELD % i for i in range(N // 2))), LIMIT, "200 fields"),
    ("many.warc", lambda: archived("".join("A:\r\n" for i in range(201))), LIMIT, "200 fields"),
    ("chunks.warc", lambda: archived("Transfer-Encoding: chunked\r\n", b"1\r\na\r\n" * N + b"0\r\n\r\n"), ("nothing",), ""),
    ("headers.txt", lambda: b"A: b\n" * N, ("limit", "empty", "language"), ""),
    ("newlines.txt", lambda: b"a\n\n" * N, ("limit", "empty", "language"), ""),
    ("word.txt", lambda: b"a" * (8 << 20), ("limit", "empty", "language"), ""),
    ("words.txt", lambda: b"The men said " * (N // 3), LIMIT, ""),
    ("quotes.txt", lambda: b'The " ' * (N // 3), ("limit", "language"), ""),
]


def make_file(folder, name, make):
    """In a process of its own: what this one holds counts as its children's memory."""
    child = os.fork()
    if child == 0:
        corpus.write(folder, name, make())
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit("cannot make %s" % name)


def measure(program, folder, name):
    """(exit code, processor seconds, MiB, seconds by the clock) of coding one file."""
    for path in ("b.db", "b.db-wal", "b.db-shm", "b.db.lock"):
        if os.path.exists(os.path.join(folder, path)):
            os.remove(os.path.join(folder, path))
    begin = time.monotonic()
    p = subprocess.Popen(["timeout", str(LATEST), program, "code", "--quiet", "--workers", "1", "--db", "b.db", name], cwd=folder,
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    return p.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, time.monotonic() - begin


def run(args, folder, counter):
    program = common.need_program(args, "polybius")
    corpus.write(folder, "plain.html", article().encode())
    usual = [measure(program, folder, "plain.html") for _ in range(3)]
    counter.check(all(u[0] == 0 for u in usual), "the plain article ended with %s" % [u[0] for u in usual])
    seconds, memory = min(u[1] for u in usual), max(u[2] for u in usual)
    print("a plain article: %.2f s, %.0f MiB" % (seconds, memory))
    worst = [0.0, 0.0]
    for name, make, codes, words in BOMBS:
        if args.only and args.only not in name:
            continue
        make_file(folder, name, make)
        code, took, resident, clock = measure(program, folder, name)
        problems = common.query(folder, "b.db", "SELECT code, message FROM problem") or []
        os.remove(os.path.join(folder, name))
        took, resident = took - seconds, resident - memory
        told = problems[0] if problems else ("nothing", "")
        print("%-16s %-9s %+.2f s  %+5.0f MiB  %s" % (name, told[0], took, resident, told[1][:80]))
        counter.check(code in (1, 3) and len(problems) <= 1, "%s: exit code %d, %d problems" % (name, code, len(problems)))
        counter.check(told[0] in codes and words in told[1], "%s: %s instead of %s %s" % (name, told, "/".join(codes), words))
        counter.check(took <= SECONDS, "%s took %.2f s more than a plain article, %.1f s by the clock" % (name, took, clock))
        counter.check(resident <= MEBIBYTES, "%s took %.0f MiB more than a plain article" % (name, resident))
        worst = [max(worst[0], took), max(worst[1], resident)]
    print("%d bombs: at most %+.2f s and %+.0f MiB" % (len(BOMBS), *worst))


if __name__ == "__main__":
    parser = common.options("polybius", __doc__.split("\n\n")[0])
    parser.add_argument("--only", help="only bombs whose name has this in it")
    sys.exit(common.main(parser, run))
