#!/usr/bin/env python3
"""SIGKILL at random moments: nothing acknowledged is lost, nothing is written twice, and what comes out is what an undisturbed
run gives, to the byte.

A run of `polybius code --acks` is killed after a random delay, two times of three within the time in which it codes what is not yet
there, or shortly after its log grew; then the same command is started again, until it ends by itself; then all is compared, and a
new database is begun, until --kills have been dealt. The acknowledgements come through a pipe. What a kill left behind tells where it struck: it is counted.
The last line counts what passed and failed."""
import os
import random
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common
import corpus

PROGRAM = "polybius"
ENDED_WELL = (0, 3)  # 3: some inputs failed, as planned


def log_state(path):
    try:
        st = os.stat(path + "-wal")
        return st.st_size, st.st_mtime_ns
    except OSError:
        return 0, 0


def wait_for_log(p, path, commits, most):
    """Until the log was written to that often (its first write makes the tables), the run ended or `most` seconds are over."""
    before, end = log_state(path), time.monotonic() + most
    while commits > 0 and p.poll() is None and time.monotonic() < end:
        now = log_state(path)
        commits -= now != before
        before = now
        time.sleep(0.0005)


def killed_run(program, folder, database, commits, delay, more):
    """Starts a run, kills it `delay` seconds after its log was written to so often. (acks, exit code or None when killed)"""
    p = subprocess.Popen([program, "code", "--quiet", "--acks", "--db", database, *more, "news"], cwd=folder,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    chunks = []
    reader = threading.Thread(target=lambda: chunks.extend(iter(lambda: p.stdout.read(65536), b"")))
    reader.start()
    wait_for_log(p, os.path.join(folder, database), commits, 60)
    try:
        p.wait(timeout=delay)
    except subprocess.TimeoutExpired:
        p.kill()
    p.wait()
    reader.join()
    p.stdout.close()
    acks = []
    for line in b"".join(chunks).split(b"\n")[:-1]:
        name, _, number = line.rpartition(b"\t")
        acks.append((name.decode(), int(number)))
    return acks, None if p.returncode < 0 else p.returncode


def torn(path):
    """Does the write-ahead log end in pages of a commit that was being written? (sqlite.org/walformat.html)"""
    try:
        with open(path + "-wal", "rb") as f:
            head = f.read(32)
            if len(head) < 32:
                return False
            page, salt, open_end, at = int.from_bytes(head[8:12], "big"), head[16:24], False, 32
            while True:
                f.seek(at)
                frame = f.read(24)
                if len(frame) < 24 or frame[8:16] != salt:
                    return open_end
                open_end = frame[4:8] == bytes(4)
                at += 24 + page
    except OSError:
        return False


class Round:
    """One database from empty to done."""

    def __init__(self, program, folder, clean, counter):
        self.program, self.folder, self.clean, self.counter = program, folder, clean, counter
        self.rest = 1.0  # so much is not yet in the database
        self.acked = set()
        self.unsaid = set()  # in the database, and nobody was told: the run was killed before
        self.where = {"before the first commit": 0, "while a commit was written": 0, "between commit and acknowledgement": 0, "elsewhere": 0}
        common.remove_database(os.path.join(folder, "kill.db"))

    def take(self, acks, killed):
        broken = killed and torn(os.path.join(self.folder, "kill.db"))
        twice = [a for a in acks if a in self.acked]
        self.counter.check(not twice, "acknowledged again after a kill: %s" % twice[:3])
        self.acked.update(acks)
        have = common.query(self.folder, "kill.db", common.RECORDS)
        lost = self.acked - set(have or [])
        self.counter.check(not lost, "acknowledged and lost: %d records, %s" % (len(lost), sorted(lost)[:3]))
        if killed:
            self.where["while a commit was written" if broken else "before the first commit" if not have
                       else "between commit and acknowledgement" if set(have) - self.acked - self.unsaid else "elsewhere"] += 1
        self.unsaid |= set(have or []) - self.acked
        self.rest = 1 - len(have or []) / self.clean["records"]

    def finish(self, code):
        check = self.counter.check
        check(code in ENDED_WELL, "the last run ended with %s" % code)
        counts = common.query(self.folder, "kill.db", common.COUNTS)
        check(counts == self.clean["counts"], "rows %s instead of %s" % (counts, self.clean["counts"]))
        for form in ("jsonl", "documents"):
            out = common.export(self.program, self.folder, "kill.db", form)
            check(out == self.clean[form], "the %s export differs from the undisturbed run's" % form)


def clean_runs(program, folder, counter):
    """Three runs each with 1, 2 and 8 workers must agree; gives what they gave and how long two workers took."""
    clean, seconds = {}, []
    for workers in (1, 2, 8) * 3:
        common.remove_database(os.path.join(folder, "clean.db"))
        began = time.monotonic()
        code, err = common.code(program, folder, "clean.db", "--workers", str(workers))
        if workers == 2:
            seconds.append(time.monotonic() - began)
        if code not in ENDED_WELL:
            sys.exit("an undisturbed run ended with %d: %s" % (code, err))
        got = {form: common.export(program, folder, "clean.db", form) for form in ("jsonl", "csv", "documents")}
        got["counts"] = common.query(folder, "clean.db", common.COUNTS)
        got["records"] = len(common.query(folder, "clean.db", common.RECORDS))
        if clean:
            counter.check(got == clean, "%d workers give another export than 1" % workers)
        clean = clean or got
    return clean, sorted(seconds)[len(seconds) // 2]


def startup_seconds(program, folder):
    """A run over one small file: what starting the processes costs."""
    corpus.write(folder, "one.txt", b"France accused Japan of breaking the agreement on Monday.\n")
    began = time.monotonic()
    for _ in range(5):
        common.remove_database(os.path.join(folder, "one.db"))
        common.code(program, folder, "one.db", paths=("one.txt",))
    return (time.monotonic() - began) / 5


def moment(rng, begins, ends):
    """When to kill: (writes to the log to wait for, seconds after them)"""
    if rng.random() < 0.33:
        return rng.randint(1, 6), rng.uniform(0, 0.01)
    return 0, rng.uniform(0 if rng.random() < 0.3 else begins, ends)


def run(args, folder, counter):
    program = common.own_program(args, PROGRAM, folder)
    corpus.make(folder, args.seed, args.documents)
    clean, length = clean_runs(program, folder, counter)
    start = startup_seconds(program, folder)
    rows = clean["counts"][0]
    print("%d documents, %d acquisitions, %d problems, %d reports; a whole run takes %.0f ms, a run over one file %.0f ms%s"
          % (rows[0], rows[2], rows[3], rows[4], length * 1000, start * 1000,
             "; starting up dominates" if start > length / 2 else ""), flush=True)
    counter.check(rows[0] > 0 and rows[4] > 0 and rows[3] > 0, "the corpus gives no documents, reports or problems")
    rng = random.Random(args.seed)
    kills = rounds = runs = 0
    where = {}
    began = time.monotonic()
    while kills < args.kills:
        r = Round(program, folder, clean, counter)
        code = None
        while code is None:
            # After the last kill the round may end in peace.
            begins = min(start, length / 2)
            commits, delay = moment(rng, begins, begins + (length * 1.02 - begins) * max(r.rest, 0.1))
            if kills >= args.kills:
                commits, delay = 0, 600
            acks, code = killed_run(program, folder, "kill.db", commits, delay, ["--workers", str(rng.choice((1, 2, 3)))])
            runs += 1
            kills += code is None
            r.take(acks, code is None)
        r.finish(code)
        rounds += 1
        where = {k: where.get(k, 0) + n for k, n in r.where.items()}
        if rounds % 100 == 0:
            print("%d kills so far" % kills, flush=True)
    left = common.children_left(program)
    counter.check(not left, "reader or worker processes outlive their writer: %s" % left)
    print("the kills struck " + ", ".join("%s: %d" % pair for pair in where.items()))
    print("%d kills in %d runs, %d databases brought to the end, %.0f s" % (kills, runs, rounds, time.monotonic() - began))


def main():
    p = common.options(PROGRAM, __doc__.split("\n")[0])
    p.add_argument("--kills", type=int, default=1000)
    p.add_argument("--documents", type=int, default=500)
    return common.main(p, run)


if __name__ == "__main__":
    sys.exit(main())
