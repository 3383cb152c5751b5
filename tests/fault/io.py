#!/usr/bin/env python3
"""System calls that fail: the n-th read, write, sync, open, unlink, message or poll of writer, reader and worker, for every n.

Runs polybius-calls (calls.c), which is the program with the C library's calls replaced. A call fails with EIO, ENOSPC or
EINTR, once or from then on, does half of what it was asked, or is where the process is killed. Each time: the run says that it
failed, or its result is that of a clean run; what was acknowledged is in the database; the database is sound; a run
without faults completes it to the same export. Then exports into full disks. The last line counts what passed and failed."""
import array
import concurrent.futures
import os
import shutil
import sqlite3
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common
import corpus
import random

PROGRAM = "tests/polybius-calls"
# Group: what may go wrong with its calls. These must be handled as if nothing had happened: HANDLED.
WAYS = {"open": ["EIO", "EIO+", "EINTR"], "read": ["EIO", "EIO+", "EINTR", "short"],
        "write": ["EIO", "ENOSPC+", "EINTR", "short", "kill"], "sync": ["EIO", "ENOSPC+", "EINTR", "kill", "killed"],
        "unlink": ["EIO", "EIO+", "kill"], "socket": ["EIO", "EINTR", "short", "kill"], "poll": ["EIO", "EINTR"],
        "out": ["EIO", "ENOSPC+", "EINTR"]}
HANDLED = {(g, w) for g in ("read", "write", "socket", "poll", "open") for w in ("EINTR", "short")}
KILLED = -9
GROUPS = ("open", "read", "write", "sync", "unlink", "socket", "poll", "out")  # as in calls.c


def make(folder, seed):
    rng = random.Random(seed)
    lines = [corpus.line(rng, "d%d" % i) for i in range(5)]
    corpus.write(folder, "news/a.jsonl", ("\n".join(lines[:3]) + "\n").encode())
    corpus.write(folder, "news/b.jsonl", ("\n".join(lines[3:]) + "\n").encode())
    corpus.write(folder, "news/c.txt", ("A text of the harbour\n\n%s\n" % corpus.sentences(rng, 4)).encode())
    corpus.write(folder, "old.txt", ("An old text of the harbour\n\n%s\n" % corpus.sentences(rng, 4)).encode())


def taken(path, role):
    """The counts that a process of this role left; {group: number}"""
    with open("%s.%s" % (path, role), "rb") as f:
        numbers = array.array("L", f.read())
    os.remove("%s.%s" % (path, role))
    return dict(zip(GROUPS, numbers))


class Sweep:
    def __init__(self, program, folder, counter):
        self.program, self.folder, self.counter = program, folder, counter
        self.lock = threading.Lock()
        self.names = threading.local()
        self.seen = {}  # (group, way) -> [points, told, same, killed]

    def run(self, database, faults=None, count=None, again=False):
        env = dict(os.environ)
        env.update({"PLB_CALLS": faults} if faults else {}, **({"PLB_CALLS_COUNT": count} if count else {}))
        p = subprocess.run([self.program, "code", "--quiet", "--acks", "--workers", "1", "--db", database, "news",
                            *(["--again"] if again else [])], cwd=self.folder,
                           env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        acks = [line.rpartition(b"\t") for line in p.stdout.split(b"\n")[:-1]]
        return p.returncode, p.stderr.decode("utf-8", "replace"), {(a.decode(), int(n)) for a, _, n in acks}

    def lay_out(self, database, old):
        common.remove_database(os.path.join(self.folder, database))
        if old:
            shutil.copy(os.path.join(self.folder, "old.db"), os.path.join(self.folder, database))

    def counts(self, database):
        path = os.path.join(self.folder, "counts")
        self.run(database, count=path)
        counts = {role: taken(path, role) for role in ("reader", "worker", "writer")}
        self.counter.check(all(c["socket"] > 3 for c in counts.values()), "the calls are not counted: %s" % counts)
        return [(role, group, n) for role in counts for group in WAYS for n in range(1, counts[role][group] + 1)]

    def sound(self, database):
        path = os.path.join(self.folder, database)
        if not os.path.exists(path) or os.path.getsize(path) == 0:
            return True
        db = sqlite3.connect(path)
        try:
            return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except sqlite3.Error:
            return False
        finally:
            db.close()

    def point(self, fault, old):
        role, group, n, way = fault
        name = "%s %s of %s, call %d%s" % (way, group, role, n, ", new database" if not old else "")
        if not hasattr(self.names, "database"):
            self.names.database = "sweep%d.db" % threading.get_ident()
        database, clean = self.names.database, self.clean[old]
        self.lay_out(database, old)
        try:
            code, said, acks = self.run(database, "%s:%s:%d:%s" % (role, group, n, way))
        except subprocess.TimeoutExpired:
            with self.lock:
                self.counter.check(False, "%s: it hangs" % name)
            return
        have = set(common.query(self.folder, database, common.RECORDS) or [])
        problems = []
        if acks - have:
            problems.append("acknowledged and lost: %s" % sorted(acks - have)[:3])
        if not self.sound(database):
            problems.append("the database is broken")
        same = code == 0 and common.export(self.program, self.folder, database) == clean
        if not same and code == 0:
            problems.append("exit code 0, and another result")
        if not same and (group, way) in HANDLED:
            problems.append("not handled: exit code %d, %s" % (code, said))
        if code not in (0, 2, 3, KILLED) or (code in (2, 3) and not said):
            problems.append("exit code %d, %s" % (code, said))
        if not same:
            # A document whose worker died is known as such; asked for again, it is read again.
            code, said, more = self.run(database, again=code == 3 and group == "socket")
            if code or common.export(self.program, self.folder, database) != clean:
                problems.append("a run after it does not complete it: exit code %d, %s" % (code, said))
        with self.lock:
            self.counter.check(not problems, "%s: %s" % (name, "; ".join(problems)))
            row = self.seen.setdefault((group, way), [0, 0, 0])
            row[0] += 1
            row[2 if same else 1] += 1

    def all_points(self, workers):
        self.clean = {}
        self.code_old()
        jobs = []
        for old in (False, True):
            self.lay_out("clean.db", old)
            points = self.counts("clean.db")
            self.clean[old] = common.export(self.program, self.folder, "clean.db")
            self.counter.check(self.clean[old], "a clean run gives no export")
            for role, group, n in points:
                # Making a database is hundreds of writes that one rule governs: the schema is one transaction.
                ways = WAYS[group] if old else [w for w in WAYS[group] if w in ("EIO", "ENOSPC+")]
                jobs += [((role, group, n, way), old) for way in ways]
        print("%d points" % len(jobs), flush=True)
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            for done in [pool.submit(self.point, *job) for job in jobs]:
                done.result()
        for (group, way), row in sorted(self.seen.items()):
            print("%-7s %-8s %4d points: %4d told or killed, %4d as if nothing had happened" % (group, way, *row))

    def code_old(self):
        common.remove_database(os.path.join(self.folder, "old.db"))
        subprocess.run([self.program, "code", "--quiet", "--db", "old.db", "old.txt"], cwd=self.folder, check=True)


def exports(sweep):
    """Every write of an export, reports into files and onto a full device."""
    check = sweep.counter.check
    want = common.export(sweep.program, sweep.folder, "clean.db")
    points = 0
    for form in ("jsonl", "csv", "documents"):
        command = [sweep.program, "export", "--db", "clean.db", "--format", form]
        want = common.export(sweep.program, sweep.folder, "clean.db", form)
        for group, ways in (("out", WAYS["out"]), ("read", ["EIO", "EIO+", "EINTR", "short"]), ("open", ["EIO"])):
            for way in ways:
                for n in range(1, 400):
                    count = os.path.join(sweep.folder, "n")
                    env = dict(os.environ, PLB_CALLS="writer:%s:%d:%s" % (group, n, way), PLB_CALLS_COUNT=count)
                    p = subprocess.run(command, cwd=sweep.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                    calls = taken(count, "writer")
                    points += 1
                    good = p.returncode == 2 and p.stderr or p.returncode == 0 and p.stdout == want
                    good = good and (p.returncode == 0 or (group, way) not in HANDLED)
                    check(good, "export %s, %s %s %d: exit code %d, %s" % (form, way, group, n, p.returncode, p.stderr))
                    if n >= calls[group]:
                        break
        with open("/dev/full", "wb") as full:
            p = subprocess.run(command, cwd=sweep.folder, stdout=full, stderr=subprocess.PIPE)
        check(p.returncode == 2 and p.stderr, "export %s to a full device: exit code %d" % (form, p.returncode))
    for words in (["show"], ["report", "--title", "x"], ["search", "harbour"], ["help"], ["version"], ["doctor"]):
        more = ["--db", "clean.db"] if words[0] in ("show", "report", "search") else []
        with open("/dev/full", "wb") as full:
            p = subprocess.run([sweep.program, *words, *more], cwd=sweep.folder, stdout=full, stderr=subprocess.PIPE)
        check(p.returncode == 2 and p.stderr, "%s to a full device: exit code %d" % (words[0], p.returncode))
    print("exports: %d points" % points)


def run(args, folder, counter):
    sweep = Sweep(common.need_program(args, PROGRAM), folder, counter)
    make(folder, args.seed)
    sweep.all_points(args.parallel)
    exports(sweep)


def main():
    p = common.options(PROGRAM, __doc__.split("\n")[0])
    p.add_argument("--parallel", type=int, default=max(2, os.cpu_count() or 2))
    return common.main(p, run)


if __name__ == "__main__":
    sys.exit(main())
