#!/usr/bin/env python3
"""What the sandbox of reader and worker forbids ends the process, every time; what it allows suffices for all that is read.

1. polybius-fault makes each forbidden system call (src/pipe/fault.h) in a worker and in a reader: that record becomes an error
   that names SIGSYS, all others stay as they are, and nothing of the call is seen outside.
2. All samples, page charsets and input formats give the same bytes as a build without sandbox and without optimisation.
3. Where the system refuses the filter, the run says so once, goes on, and gives the same bytes; doctor says it too.
4. While the writer is stopped, a child that computes for ever ends by itself.
The last line counts what passed and failed."""
import csv
import ctypes
import gzip
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common
import corpus

PROGRAM = "tests/polybius-fault"
HERE = os.path.dirname(os.path.abspath(__file__))
REASON = "(SIGSYS): it tried a system call the sandbox forbids"
READER_MAY = {"DUP"}
CHARSETS = ["utf-8", "utf-16", "windows-1250", "windows-1251", "windows-1252", "koi8-r", "iso8859-2", "iso8859-7", "iso8859-15",
            "cp866", "gb18030", "gbk", "big5", "shift_jis", "euc_jp", "iso2022_jp", "euc_kr"]
NAMES = {"iso8859-2": "ISO-8859-2", "iso8859-7": "ISO-8859-7", "iso8859-15": "ISO-8859-15", "cp866": "IBM866", "iso2022_jp": "ISO-2022-JP",
         "euc_jp": "EUC-JP", "euc_kr": "EUC-KR"}
WORDS = {"windows-1251": "Лавров", "koi8-r": "Лавров", "cp866": "Лавров", "iso8859-7": "Αθήνα", "gb18030": "王毅", "gbk": "王毅", "big5": "王毅",
         "shift_jis": "岸田", "euc_jp": "岸田", "iso2022_jp": "岸田", "euc_kr": "서울"}


def calls():
    with open(os.path.join(HERE, "../../src/pipe/fault.h"), encoding="utf-8") as f:
        return re.findall(r'\{"([A-Z0-9-]+)", (?:SYS_|0x|\d)', f.read())


# ---- 1: forbidden calls ----

def plant(rng, folder, names):
    """folder/planted and folder/plain; {(file, number): "crashed"} of what must go wrong in planted."""
    lines = [corpus.line(rng, "d%d" % i) for i in range(3 * len(names))]
    want = {}
    for i, name in enumerate(names):
        lines[3 * i + 1] = corpus.line(rng, "w%d" % i, "%s PLB-FAULT-CALL-%s. %s" % (corpus.sentences(rng, 2), name, corpus.sentences(rng, 2)))
        want[("news/m.jsonl", 3 * i + 2)] = "crashed"
    plain = [corpus.broken(l) if "PLB-FAULT" in l else l for l in lines]
    for sub, some in (("planted", lines), ("plain", plain)):
        corpus.write(folder, sub + "/news/m.jsonl", ("\n".join(some) + "\n").encode())
        corpus.write(folder, sub + "/sandbox-victim", b"here")
    for i, name in enumerate(n for n in names if n not in READER_MAY):
        before = corpus.line(rng, "r%d" % i)
        bad = corpus.line(rng, name, "Words. PLB-FAULT-READER-CALL-%s." % name)
        corpus.write(folder, "planted/news/r%02d.jsonl" % i, "\n".join([before, bad, corpus.line(rng, "lost")]).encode())
        corpus.write(folder, "plain/news/r%02d.jsonl" % i, "\n".join([before, corpus.broken(bad)]).encode())
        want[("news/r%02d.jsonl" % i, 2)] = "crashed"
    return want


def forbidden(args, folder, counter):
    program = common.own_program(args, PROGRAM, folder)
    names = calls()
    want = plant(random.Random(args.seed), folder, names)
    planted, plain = os.path.join(folder, "planted"), os.path.join(folder, "plain")
    common.code(program, plain, "x.db")
    documents = common.export(program, plain, "x.db", "documents")
    counter.check(documents.count(b"\n") == 2 * len(names) + len(names) - len(READER_MAY), "the plain run gave %d documents" % documents.count(b"\n"))
    for workers in (1, 4):
        messages = common.check_planted(program, planted, want, documents, len(want), workers, [], counter)
        for place in want:
            counter.check(REASON in messages.get(place, ""), "%s: %s" % (place, messages.get(place)))
    counter.check(os.path.exists(planted + "/sandbox-victim"), "a child removed or renamed a file")
    counter.check(not os.path.exists(planted + "/sandbox-made"), "a child made a file")
    left = common.children_left(program)
    counter.check(not left, "reader or worker processes outlive their writer: %s" % left)


# ---- 2: all that is read ----

def page(rng, name):
    """A page in a character set, its words beyond ASCII among them."""
    label = NAMES.get(name, name)
    text = ("<!DOCTYPE html><html><head><meta charset=\"%s\"><title>Harbour %s</title></head><body><article><h1>Harbour %s</h1>"
            "<p>%s %s</p><p>%s</p></article></body></html>"
            % (label, label, label, WORDS.get(name, "Orb\xe1n" if name == "utf-8" else ""), corpus.sentences(rng, 4), corpus.sentences(rng, 3)))
    return text.encode(name)


def feed(rng, name):
    items = "".join("<item><title>Harbour %d %s</title><link>https://example.org/%s/%d</link><guid>%s-%d</guid>"
                    "<pubDate>Mon, 01 Mar 2021 10:00:00 GMT</pubDate><description>%s</description></item>"
                    % (i, WORDS.get(name, ""), name, i, name, i, corpus.sentences(rng, 5)) for i in range(3))
    return ('<?xml version="1.0" encoding="%s"?><rss version="2.0"><channel><title>Harbour Post</title>%s</channel></rss>'
            % (NAMES.get(name, name), items)).encode(name)


def warc(rng):
    out = b""
    for i in range(3):
        body = page(rng, "utf-8")
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        out += (b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/%d\r\nWARC-Date: 2021-03-0%dT10:00:00Z\r\n"
                b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000%d>\r\nContent-Type: application/http; msgtype=response\r\n"
                b"Content-Length: %d\r\n\r\n" % (i, i + 1, i, len(http))) + http + b"\r\n\r\n"
    return out


def zstd(data):
    """A frame of raw blocks (RFC 8878)."""
    blocks = [data[i:i + 65536] for i in range(0, len(data), 65536)]
    out = b"\x28\xb5\x2f\xfd\x00\x48"  # window of 512 KiB
    for i, block in enumerate(blocks):
        out += ((len(block) << 3) | (i == len(blocks) - 1)).to_bytes(3, "little") + block
    return out


def table(rng, separator):
    out = io.StringIO()
    rows = csv.writer(out, delimiter=separator)
    rows.writerow(["id", "title", "text", "published", "outlet"])
    for i in range(5):
        rows.writerow(["t%d" % i, "Harbour %d" % i, corpus.sentences(rng, 4), "2021-03-0%d" % (i + 1), "Harbour Post"])
    return out.getvalue().encode()


def everything(folder, seed):
    """folder/news: the fault tests' corpus, the samples, and each format and character set there is."""
    rng = random.Random(seed)
    corpus.make(folder, seed, 100)
    shutil.copytree(os.path.join(HERE, "../../samples"), os.path.join(folder, "news/samples"))
    for name in ("exports", "extract"):
        shutil.copytree(os.path.join(HERE, "../cases", name), os.path.join(folder, "news/cases", name))
    for name in CHARSETS:
        corpus.write(folder, "news/sets/%s.html" % name, page(rng, name))
        corpus.write(folder, "news/sets/%s.xml" % name, feed(rng, name))
    lines = ("\n".join(corpus.line(rng, "f%d" % i) for i in range(5)) + "\n").encode()
    web = json.dumps({"url": "https://example.org/j", "html": page(rng, "utf-8").decode()}).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in (("a/one.html", page(rng, "utf-8")), ("a/two.jsonl", lines), ("b/three.txt", corpus.sentences(rng, 9).encode())):
            z.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    archive = warc(rng)
    for name, data in (("lines.jsonl", lines), ("web.jsonl", web), ("lines.jsonl.gz", gzip.compress(lines, mtime=0)), ("lines.jsonl.zst", zstd(lines)),
                       ("a.warc", archive), ("b.warc.gz", gzip.compress(archive, mtime=0)), ("c.warc.zst", zstd(archive)), ("d.zip", packed.getvalue()),
                       ("t.csv", table(rng, ",")), ("t.tsv", table(rng, "\t")), ("damaged.gz", gzip.compress(lines)[:-20]), ("empty.jsonl", b""),
                       ("page.html.gz", gzip.compress(page(rng, "utf-8"), mtime=0))):
        corpus.write(folder, "news/formats/" + name, data)


def outcome(program, folder, database, **how):
    """What a run over news gave: exports and problems, and its standard error."""
    p = subprocess.run([program, "code", "--quiet", "--db", database, "news"], cwd=folder, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)
    got = {form: common.export(program, folder, database, form) for form in ("jsonl", "csv", "documents")}
    got["problems"] = sorted(common.query(folder, database, common.PROBLEMS) or [])
    got["code"] = p.returncode
    return got, p.stderr.decode("utf-8", "replace")


def doctor(program, **how):
    p = subprocess.run([program, "doctor"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)
    found = dict(re.findall(r"^(?:ok   |WRONG) (reader|worker) +(.*)$", p.stdout.decode(), re.M))
    return p.returncode, [found.get(role, "") for role in ("reader", "worker")]


def same_bytes(args, folder, counter):
    program, other = common.need_program(args, "polybius"), os.path.abspath(args.without)
    code, found = doctor(program)
    counter.check(code == 0 and all("seccomp filter" in f and "no seccomp" not in f for f in found), "doctor: %s" % found)
    everything(folder, args.seed)
    got, err = outcome(program, folder, "with.db")
    counter.check("warning" not in err, "a run with the sandbox warns: %s" % err[:300])
    counter.check(got["documents"].count(b"\n") > 100, "only %d documents" % got["documents"].count(b"\n"))
    died = [p for p in got["problems"] if p[2] == "crashed"]
    counter.check(not died, "died in the sandbox: %s" % died[:3])
    if os.access(other, os.X_OK):
        code, found = doctor(other)
        counter.check(code == 2 and all("no sandbox" in f for f in found), "doctor of a build without sandbox: %s" % found)
        plain, err = outcome(other, folder, "without.db")
        counter.check(err.count("warning: ") == 1, "a build without sandbox does not say so once: %s" % err[:300])
        counter.check("Sanitizer" not in err, "a sanitizer complains: %s" % err[err.find("Sanitizer") - 100:][:1000])
        for what in got:
            counter.check(got[what] == plain[what], "with and without sandbox and optimisation: another %s" % what)
    else:
        counter.check(False, "there is no build without sandbox to compare with: %s" % other)
    return program, got


# ---- 3: a system that refuses ----

def refuse():
    """In the child, before the program starts: seccomp and Landlock answer EPERM, as in a container that forbids them."""
    lib = ctypes.CDLL("libseccomp.so.2")
    lib.seccomp_init.restype = ctypes.c_void_p
    allow, eperm = ctypes.c_uint32(0x7FFF0000), ctypes.c_uint32(0x00050001)
    f = ctypes.c_void_p(lib.seccomp_init(allow))
    for name in (b"seccomp", b"landlock_create_ruleset"):
        lib.seccomp_rule_add(f, eperm, ctypes.c_int(lib.seccomp_syscall_resolve_name(name)), ctypes.c_uint(0))
    if lib.seccomp_load(f) != 0:
        os._exit(99)


def refused(program, folder, usual, counter):
    got, err = outcome(program, folder, "refused.db", preexec_fn=refuse)
    counter.check(err.count("warning: ") == 1 and "no filter of system calls" in err, "the run does not say once what is missing: %s" % err[:300])
    counter.check(got == usual, "a run without filter gives other bytes")
    code, found = doctor(program, preexec_fn=refuse)
    counter.check(code == 2 and all("no seccomp filter, no Landlock" in f for f in found), "doctor where the filter is refused: %d %s" % (code, found))


# ---- 4: nobody watches ----

def stat(pid):
    """State and processor seconds of a process."""
    with open("/proc/%d/stat" % pid) as f:
        words = f.read().rsplit(")", 1)[1].split()
    return words[0], (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def until(condition):
    for _ in range(2400):
        if condition():
            return True
        time.sleep(0.05)
    return False


def unwatched(args, folder, counter):
    program = common.need_program(args, PROGRAM)
    corpus.write(folder, "news/h.jsonl", corpus.line(random.Random(1), "h", "France accused Japan. PLB-FAULT-HANG.").encode())
    p = subprocess.Popen([program, "code", "--quiet", "--db", "h.db", "--limit", "worker_seconds=2", "news"], cwd=folder, stderr=subprocess.PIPE)

    def children():
        with open("/proc/%d/task/%d/children" % (p.pid, p.pid)) as f:
            return [stat(int(c)) for c in f.read().split()]

    # That is more than loading takes, and long before the writer's own deadline.
    if not counter.check(until(lambda: p.poll() is not None or any(seconds > 0.3 for _, seconds in children())) and p.poll() is None, "no worker hangs"):
        return
    p.send_signal(signal.SIGSTOP)
    counter.check(until(lambda: any(state == "Z" for state, _ in children())), "a worker computes on while nobody watches")
    p.send_signal(signal.SIGCONT)
    _, err = p.communicate()
    counter.check(b"took too long (worker_seconds)" in err, "its end is not explained: %s" % err)


def run(args, folder, counter):
    forbidden(args, os.path.join(folder, "1"), counter)
    program, got = same_bytes(args, os.path.join(folder, "2"), counter)
    refused(program, os.path.join(folder, "2"), got, counter)
    unwatched(args, os.path.join(folder, "4"), counter)


def main():
    p = common.options(PROGRAM, __doc__.split("\n")[0])
    p.add_argument("--without", default="build/asan/polybius", help="a build without sandbox (and without optimisation) to compare with")
    return common.main(p, run)


if __name__ == "__main__":
    sys.exit(main())
