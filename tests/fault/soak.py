#!/usr/bin/env python3
"""Many small documents through one reader, one worker and the writer: their memory does not grow with the number of documents, and
none of them ever has a second thread.

Resident memory is looked at while `polybius code --workers 1` reads --documents JSON lines; the first third is warm-up, and through the
rest a line is laid by least squares over the documents committed by then. --documents 1000000 for a long soak. The last line counts
what passed and failed."""
import json
import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common
import corpus

PROGRAM = "polybius"
SLOPE_MB = 1.0  # per 100,000 documents
ROLES = ("reader", "worker")


def write_lines(path, seed, documents):
    """Each line is a document of its own, every fourth a page. Lengths come in turns, so that they do not drift."""
    rng = random.Random(seed)
    texts = [corpus.sentences(rng, n) for n in (1, 2, 3, 5) for _ in range(100)]
    with open(path, "w", encoding="ascii") as f:
        for i in range(documents):
            line = {"id": "s%d" % i, "title": "Harbour %d" % i, "published": "2021-03-%02d" % (i % 28 + 1)}
            text = texts[i % len(texts)]
            if i % 4 == 3:
                line["html"] = "<html><body><article><h1>Harbour %d</h1><p>%s</p></article></body></html>" % (i, text)
            else:
                line["text"] = text
            f.write(json.dumps(line) + "\n")


def look(pid):
    """(resident kilobytes, threads); None when it is gone."""
    try:
        with open("/proc/%d/status" % pid) as f:
            status = dict(line.split(":", 1) for line in f)
        return int(status["VmRSS"].split()[0]), int(status["Threads"])
    except (OSError, KeyError, ValueError):
        return None


def role_of(pid):
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as f:
            words = f.read().split(b"\0")
        return words[1].decode()[len("--role="):] if len(words) > 1 and words[1].startswith(b"--role=") else None
    except OSError:
        return None


def children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return {role_of(int(c)): int(c) for c in f.read().split()}
    except OSError:
        return {}


def watch(program, folder):
    """Runs it; ({role: [(documents, kilobytes)]}, most threads of any process, documents, exit code, seconds)"""
    began = time.monotonic()
    p = subprocess.Popen([program, "code", "--quiet", "--acks", "--workers", "1", "--db", "soak.db", "soak.jsonl"], cwd=folder,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    seen, threads, done = {role: [] for role in ROLES}, 0, 0
    found = {}
    while True:
        chunk = os.read(p.stdout.fileno(), 65536)
        if not chunk:
            break
        before, done = done, done + chunk.count(b"\n")
        if done // 100 == before // 100 and done > 100:
            continue
        if len(found) < len(ROLES):
            found = children(p.pid)
        for role, pid in [("writer", p.pid)] + sorted((r, c) for r, c in found.items() if r):
            now = look(pid)
            if now:
                threads = max(threads, now[1])
                seen.setdefault(role, []).append((done, now[0]))
    p.stdout.close()
    return seen, threads, done, p.wait(), time.monotonic() - began


def thread_calls(program):
    """Functions that start threads, among what the program takes from shared libraries."""
    names = subprocess.run(["nm", "-D", "--undefined-only", program], stdout=subprocess.PIPE, check=True).stdout.decode().split()
    bare = {name.split("@")[0] for name in names}
    return sorted(bare & {"pthread_create", "thrd_create", "clone"}) if "malloc" in bare else ["no symbols at all"]


def slope(points):
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


def run(args, folder, counter):
    program = common.need_program(args, PROGRAM)
    write_lines(os.path.join(folder, "soak.jsonl"), args.seed, args.documents)
    seen, threads, done, code, seconds = watch(program, folder)
    counter.check(code == 0 and done == args.documents, "the run ended with %d after %d documents" % (code, done))
    counter.check(not thread_calls(program), "the program can start threads: %s" % thread_calls(program))
    counter.check(threads == 1, "a process of the run has %d threads" % threads)
    for role in sorted(seen):
        points = [(x, y) for x, y in seen[role] if x > args.documents / 3]
        if not counter.check(len(points) >= 20, "the %s was looked at %d times" % (role, len(points))):
            continue
        mb = slope(points) * 100000 / 1024
        print("%s: %.1f MB resident at the end, %+.2f MB per 100,000 documents" % (role, points[-1][1] / 1024, mb))
        counter.check(mb < SLOPE_MB, "the %s grows by %.2f MB per 100,000 documents" % (role, mb))
    print("%d documents in %.1f s" % (done, seconds))


def main():
    p = common.options(PROGRAM, __doc__.split("\n")[0])
    p.add_argument("--documents", type=int, default=20000)
    return common.main(p, run)


if __name__ == "__main__":
    sys.exit(main())
