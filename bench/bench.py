#!/usr/bin/env python3
"""Speed, memory and size of this build, measured here and now.
usage: bench.py [--build FOLDER] [--data FOLDER] [--passes N]
Pages are those of extract/dev of the development data, decompressed beforehand; texts are quotes/dev/polnear-dev.jsonl (field
"text"). Without the data the same is measured over samples/, and a SKIPPED line says so. The rooms are timed in one process
(bench_rooms.c) on one pinned core by its processor time, files in memory, the median of the passes; the program is timed by
the clock, files warm. trafilatura (peer.py, in build/bench-venv) reads the pages of aeb.jsonl on the same core, its passes taking
turns with ours. Another load on the machine makes the figures worse."""
import argparse
import glob
import gzip
import html
import json
import os
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def pinned(command):
    """The command on one core (the last we may use), where taskset is there."""
    if not shutil.which("taskset"):
        return command
    return ["taskset", "-c", str(max(os.sched_getaffinity(0))), *command]


def put(folder, name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def page(path):
    data = open(path, "rb").read()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def words_of(text):
    """Text of one of our own samples, good enough to time the coder: paragraphs without tags."""
    parts = re.findall(r"<p[^>]*>(.*?)</p>", text, re.S)
    return "\n\n".join(" ".join(html.unescape(re.sub(r"<[^>]+>", "", p)).split()) for p in parts)


def put_texts(lines, folder, prefix=""):
    for i, line in enumerate(open(lines, encoding="utf-8")):
        put(folder, "%s%05d.txt" % (prefix, i), json.loads(line)["text"].encode())


def put_peer_pages(data, folder, others):
    """The pages that trafilatura's accuracy is known for; without them all pages."""
    os.mkdir(folder)
    gold = os.path.join(data, "extract", "dev", "aeb.jsonl")
    named = [json.loads(line)["html"] for line in open(gold, encoding="utf-8")] if os.path.exists(gold) else []
    for i, path in enumerate([os.path.join(os.path.dirname(gold), name) for name in named] or others):
        put(folder, "%05d.html" % i, page(path))


def gather(data, folder):
    """Fills folder/pages, folder/peer, folder/texts and folder/more, texts for whole runs; (where the pages are from, where the
    texts are from, SKIPPED lines)."""
    skipped = []
    pages, texts, more = (os.path.join(folder, name) for name in ("pages", "texts", "more"))
    for name in (pages, texts, more):
        os.mkdir(name)
    samples = sorted(glob.glob(os.path.join(ROOT, "samples", "*", "*.html")))
    found = sorted(glob.glob(os.path.join(data, "extract", "dev", "html", "*")))
    if not found:
        skipped.append("SKIPPED: no pages at extract/dev/html of the development data; samples/ instead")
    for i, path in enumerate(found or samples):
        put(pages, "%05d.html" % i, page(path))
    put_peer_pages(data, os.path.join(folder, "peer"), found or samples)
    lines = os.path.join(data, "quotes", "dev", "polnear-dev.jsonl")
    if os.path.exists(lines):
        put_texts(lines, texts)
        for name in glob.glob(lines.replace("-dev.", "-*.")):
            put_texts(name, more, os.path.basename(name))
    else:
        skipped.append("SKIPPED: no texts at quotes/dev of the development data; samples/ instead")
        for i, path in enumerate(samples):
            put(texts, "%05d.txt" % i, words_of(open(path, encoding="utf-8", errors="replace").read()).encode())
            shutil.copy(os.path.join(texts, "%05d.txt" % i), more)
    return "extract/dev" if found else "samples", "polnear" if os.path.exists(lines) else "samples", skipped


def rooms(build, what, folder, passes):
    command = pinned([os.path.join(build, "bench", "bench_rooms"), what, folder, str(passes)])
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()
    return {name: float(value) for name, value in (line.split() for line in out.splitlines())}


class Peer:
    """trafilatura in a process of its own, a pass at a time."""

    def __init__(self, folder):
        python = os.path.join(ROOT, "build", "bench-venv", "bin", "python")
        if not os.path.exists(python):
            raise OSError("build/bench-venv is not there; make bench-venv installs it%s" % last_line("build/bench-venv.log"))
        self.process = subprocess.Popen(pinned([python, os.path.join(ROOT, "bench", "peer.py"), folder]),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline().split()
        if ready[:1] != ["ready"]:
            raise OSError("trafilatura does not start: %s" % (self.process.communicate()[1].strip().split("\n")[-1]))
        self.name = "trafilatura %s" % ready[1]

    def one_pass(self, mode):
        self.process.stdin.write(mode + "\n")
        self.process.stdin.flush()
        words = self.process.stdout.readline().split()
        if not words:
            raise OSError("trafilatura ended: %s" % self.process.communicate()[1].strip().split("\n")[-1])
        return {name: float(value) for name, value in zip(words[::2], words[1::2])}

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


def last_line(log):
    path = os.path.join(ROOT, log)
    text = open(path).read().strip() if os.path.exists(path) else ""
    return " (it said: %s)" % text.split("\n")[-1] if text else ""


def side_by_side(build, folder, passes):
    """[rows] of ours and of trafilatura's over the same pages, a pass of each in turn; raises OSError when there is no peer."""
    peer, modes = Peer(folder), ("default", "metadata", "fast")
    seen = {name: [] for name in ("ours", *modes)}
    for _ in range(passes):
        seen["ours"].append(rooms(build, "extract", folder, 1))
        for mode in modes:
            seen[mode].append(peer.one_pass(mode))
    peer.close()
    median = {who: {key: statistics.median(p[key] for p in all_of) for key in all_of[0]} for who, all_of in seen.items()}
    named = {"ours": "polybius extract", "default": peer.name, "metadata": "same, with_metadata", "fast": "same, fast"}
    rows, ours = [], median["ours"]
    how = "%d pages, %.1f MB, one core, passes in turn, median of %d" % (ours["files"], ours["bytes"] / 1e6, passes)
    for who, m in median.items():
        rows.append((named[who], "pages/s", sized(m["files"] / m["all"]), how))
        rows.append((named[who], "MB/s of HTML", sized(m["bytes"] / 1e6 / m["all"]), "the same"))
        rows.append((named[who], "a page, ms", "%s / %s" % (sized(m["p50"] * 1000), sized(m["p99"] * 1000)), "p50 / p99 over the pages"))
        rows.append((named[who], "peak, MiB", sized(m["peak_kib"] / 1024), "the process with all pages in memory"))
    for who in modes:
        rows.append(("ours / " + (named[who] if who == "default" else who), "times", sized(median[who]["all"] / ours["all"]),
                     "pages/s over pages/s" + (", bar 10" if who == "default" else "")))
    return rows


def timed(command, times):
    """Median seconds by the clock."""
    seconds = []
    for _ in range(times + 1):
        began = time.monotonic()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        seconds.append(time.monotonic() - began)
        if done.returncode != 0:
            sys.exit("%s ended with %d: %s" % (" ".join(command), done.returncode, done.stderr.decode()))
    return statistics.median(seconds[1:])  # the first one warms up


def documents_in(database):
    """Records that the run settled: documents, and those with a problem of their own."""
    db = sqlite3.connect(database)
    try:
        return db.execute("SELECT count(*) FROM acquisition").fetchone()[0] + db.execute("SELECT count(*) FROM problem").fetchone()[0]
    finally:
        db.close()


def end_to_end(program, folder, workers, times, scratch):
    """`polybius code` into a new database: (records, records a second, records a second of processor time of all processes)"""
    rate, busy = [], []
    for _ in range(times):
        for old in glob.glob(os.path.join(scratch, "bench.db*")):
            os.remove(old)
        database = os.path.join(scratch, "bench.db")
        began, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([program, "code", "--quiet", "--db", database, "--workers", str(workers), folder],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        seconds = time.monotonic() - began
        if done.returncode not in (0, 3):
            sys.exit("polybius code ended with %d: %s" % (done.returncode, done.stderr.decode()))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        records = documents_in(database)
        rate.append(records / seconds)
        busy.append(records / (after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime))
    return records, statistics.median(rate), statistics.median(busy)


def peak(program, folders, scratch):
    """Largest VmHWM, in MiB, of a worker process of a run with one worker. The number only grows, so that looking every few
    milliseconds misses at most the last of them."""
    command = [program, "code", "--quiet", "--db", os.path.join(scratch, "peak.db"), "--workers", "1", *folders]
    p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while p.poll() is None:
        try:
            children = open("/proc/%d/task/%d/children" % (p.pid, p.pid)).read().split()
        except OSError:
            children = []
        for child in children:
            try:
                role = open("/proc/%s/cmdline" % child, "rb").read().split(b"\0")
                status = open("/proc/%s/status" % child).read()
            except OSError:
                continue
            if len(role) > 1 and role[1].startswith(b"--role=worker") and "VmHWM:" in status:
                most = max(most, int(status.split("VmHWM:")[1].split()[0]))
        time.sleep(0.005)
    return most / 1024


def stripped(program, scratch):
    """Bytes of the program without symbols; None where there is no strip."""
    if not shutil.which("strip"):
        return None
    out = os.path.join(scratch, "stripped")
    subprocess.run(["strip", "-o", out, program], check=True)
    return os.path.getsize(out)


def sized(number):
    """Three digits that mean something."""
    return "%.0f" % number if number >= 100 else "%.1f" % number if number >= 10 else "%.2f" % number


def measure(build, data, passes, scratch):
    """([(what, figure, value, how)], [SKIPPED lines])"""
    program, rows = os.path.join(build, "polybius"), []
    pages_from, texts_from, skipped = gather(data, scratch)
    pages, texts, more = (os.path.join(scratch, name) for name in ("pages", "texts", "more"))

    x = rooms(build, "extract", pages, passes)
    how = "%d pages of %s, one core, median of %d" % (x["files"], pages_from, passes)
    rows.append(("extract", "pages/s", sized(x["files"] / x["all"]), how))
    rows.append(("extract", "MB/s of HTML", sized(x["bytes"] / 1e6 / x["all"]), how))
    try:
        rows += side_by_side(build, os.path.join(scratch, "peer"), passes)
    except OSError as problem:
        skipped.append("SKIPPED: comparison with trafilatura: %s" % problem)
    c = rooms(build, "code", texts, passes)
    how = "%d sentences, %d words of %s, one core, median of %d" % (c["sentences"], c["words"], texts_from, passes)
    rows.append(("parse+resolve+code", "sentences/s", sized(c["sentences"] / c["all"]), how))
    for stage in ("parse", "resolve_dates", "resolve_actors", "code"):
        rows.append((stage, "sentences/s", sized(c["sentences"] / c[stage]), "the stage alone"))

    one = os.path.join(scratch, "one.txt")
    put(scratch, "one.txt", b"France accused Japan of breaking the fishing agreement on Monday.\n")
    rows.append(("start", "version, ms", sized(timed([program, "version"], 21) * 1000), "clock, median of 21"))
    rows.append(("start", "read one line, ms", sized(timed([program, "read", "--quiet", one], 21) * 1000),
                 "clock, median of 21; starts a reader and a worker and loads all tables"))
    for folder, name, kind in ((pages, pages_from, "pages"), (more, texts_from, "texts")):
        for workers in (1, 2):
            records, rate, busy = end_to_end(program, folder, workers, passes, scratch)
            how = "%d %s of %s as files, by the clock, median of %d" % (records, kind, name, passes)
            rows.append(("code into SQLite", "%s/s, %d worker%s" % (kind, workers, "s"[: workers > 1]), sized(rate), how))
        rows.append(("code into SQLite", "%s/s of processor" % kind, sized(busy), "the last, by the processor time of all processes"))
    rows.append(("memory", "worker's peak, MiB", sized(peak(program, [pages, texts], scratch)), "VmHWM over all these inputs"))
    bare = stripped(program, scratch)
    if bare:
        rows.append(("size", "program, MB", sized(bare / 1e6), "stripped; with debug symbols %s MB" % sized(os.path.getsize(program) / 1e6)))
    return rows, skipped


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.path.join(ROOT, "build", "release"))
    parser.add_argument("--data", default=os.environ.get("PLB_DATA") or os.path.join(ROOT, "..", "shared", "data"))
    parser.add_argument("--passes", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        rows, skipped = measure(os.path.abspath(args.build), args.data, args.passes, scratch)
    for row in rows:
        print("%-22s %-20s %9s   %s" % row)
    print("\n".join(skipped), end="\n" if skipped else "")


if __name__ == "__main__":
    main()
