#!/usr/bin/env python3
"""The power fails: what was not yet synced is lost, partly written, or written in another order.

One run of polybius-calls writes down what it does to its files: writes, truncations, syncs, creations, acknowledgements
(calls.c). From that trace states of a disk are made: up to a chosen moment all that was synced is there; each unsynced write is
there or not, whole or in some of its sectors, or as garbage; lengths and new names likewise. Each state must open as a sound
database that holds every record acknowledged before the moment, and the same command must bring it to the export of an
undisturbed run. The last line counts what passed and failed."""
import concurrent.futures
import os
import random
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common
import corpus

PROGRAM = "tests/polybius-calls"
SECTOR = 512


def read_trace(path):
    """[(kind, name, number, bytes)]"""
    with open(path, "rb") as f:
        data = f.read()
    out, at = [], 0
    while at < len(data):
        end = data.index(b"\n", at)
        rest, number, size = data[at:end].decode().rsplit(" ", 2)
        kind, name = rest.split(" ", 1)
        at = end + 1 + int(size)
        out.append((kind, name, int(number), data[end + 1:at]))
    return out


class File:
    def __init__(self, kept):
        self.bytes = bytearray()  # as last synced
        self.open = []            # what came after: ("W", offset, bytes) or ("T", size)
        self.kept = kept          # is its name on the disk for sure?

    def apply(self, op):
        if op[0] == "T":
            del self.bytes[op[1]:]
            self.bytes.extend(b"\0" * (op[1] - len(self.bytes)))
        else:
            end = op[1] + len(op[2])
            self.bytes.extend(b"\0" * (end - len(self.bytes)))
            self.bytes[op[1]:end] = op[2]

    def sync(self):
        for op in self.open:
            self.apply(op)
        self.open = []


def torn(rng, op):
    """The sectors of a write that reached the disk, some of them as garbage."""
    kind, offset, data = op
    for at in range(0, len(data), SECTOR):
        piece = data[at:at + SECTOR]
        luck = rng.random()
        if luck < 0.55:
            yield (kind, offset + at, piece)
        elif luck < 0.6:
            yield (kind, offset + at, rng.randbytes(len(piece)))


def after_power(rng, file):
    """What the file may hold when the power comes back."""
    manner = rng.choice(("none", "all", "some", "some", "torn", "prefix"))
    ops = list(file.open)
    if manner == "none":
        ops = []
    elif manner == "prefix":
        ops = ops[:rng.randint(0, len(ops))]
    elif manner in ("some", "torn"):
        ops = [op for op in ops if rng.random() < 0.6]
    # In another order: where two writes overlap, the older one may have come last.
    if manner != "all" and rng.random() < 0.5:
        rng.shuffle(ops)
    out = File(True)
    out.bytes = bytearray(file.bytes)
    for op in ops:
        for part in (torn(rng, op) if manner == "torn" and op[0] == "W" else [op]):
            out.apply(part)
    return bytes(out.bytes)


def folders_synced(files, gone, folder):
    for name in list(files):
        if os.path.dirname(name) == folder:
            files[name].kept = True
    for name in list(gone):
        if os.path.dirname(name) == folder:
            del gone[name]


def state_at(trace, moment):
    """Files, files removed whose names may come back, and the acknowledgements before the moment."""
    files, gone, acks = {}, {}, b""
    for kind, name, number, data in trace[:moment]:
        if kind == "A":
            acks += data
        elif kind == "C":
            files[name] = File(False)
        elif kind == "U":
            if name in files:
                gone[name] = files.pop(name)
        elif kind == "S" and name not in files:
            folders_synced(files, gone, name)
        elif kind == "S":
            files[name].sync()
        elif name in files:
            files[name].open.append((kind, number, data) if kind == "W" else (kind, number))
    return files, gone, acks


def parse_acks(data):
    out = set()
    for line in data.split(b"\n")[:-1]:
        name, _, number = line.rpartition(b"\t")
        out.add((name.decode(), int(number)))
    return out


class Power:
    def __init__(self, program, folder, counter):
        self.program, self.folder, self.counter = program, folder, counter

    def record(self):
        """A run in two parts, so that a log is taken over and checkpointed, too."""
        trace = os.path.join(self.folder, "trace")
        self.env = dict(os.environ, PLB_CHECKPOINT="300")
        for paths in (("news/a.jsonl", "news/b.jsonl"), ("news",)):
            code = subprocess.run([self.program, "code", "--quiet", "--acks", "--db", "made/power.db", *paths], cwd=self.folder,
                                  env=dict(self.env, PLB_TRACE=trace), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
            if code not in (0, 3):
                sys.exit("an undisturbed run ended with %d" % code)
        self.clean = common.export(self.program, self.folder, "made/power.db")
        self.trace = read_trace(trace)
        self.base = os.path.realpath(os.path.join(self.folder, "made"))

    def lay_out(self, rng, place, files, gone):
        os.makedirs(os.path.join(self.folder, place), exist_ok=True)
        common.remove_database(os.path.join(self.folder, place, "power.db"))
        both = [(name, f) for name, f in files.items() if f.kept or rng.random() < 0.5]
        both += [(name, f) for name, f in gone.items() if name not in files and rng.random() < 0.5]
        for name, f in both:
            if name.endswith("-shm"):
                data = rng.randbytes(32768) if rng.random() < 0.5 else b""
            elif name.endswith(".lock"):
                data = b""
            else:
                data = after_power(rng, f)
            with open(os.path.join(self.folder, place, os.path.basename(name)), "wb") as out:
                out.write(data)

    def state(self, number, seed):
        rng = random.Random(seed * 1000003 + number)
        trace = self.trace
        # Half of the moments are right before or after a sync or an acknowledgement.
        edges = [i for i, op in enumerate(trace) if op[0] in "SA"]
        moment = rng.choice(edges) + rng.randint(0, 1) if rng.random() < 0.5 else rng.randint(1, len(trace))
        files, gone, acks = state_at(trace, moment)
        place = "state%d" % (number % 16)
        self.lay_out(rng, place, files, gone)
        database = os.path.join(place, "power.db")
        problems = self.look(database, parse_acks(acks))
        code, said = common.code(self.program, self.folder, database)
        if code not in (0, 3):
            problems.append("the next run ends with %d: %s" % (code, said))
        elif common.export(self.program, self.folder, database) != self.clean:
            problems.append("the next run does not complete it")
        unsynced = sum(len(f.open) for f in files.values())
        return number, moment, unsynced, len(parse_acks(acks)), problems

    def look(self, database, acks):
        problems = []
        path = os.path.join(self.folder, database)
        if os.path.exists(path) and os.path.getsize(path):
            db = sqlite3.connect(path)
            try:
                found = db.execute("PRAGMA integrity_check").fetchall()
                if found != [("ok",)]:
                    problems.append("the database is broken: %s" % found[:1])
                if db.execute("PRAGMA foreign_key_check").fetchall():
                    problems.append("foreign keys are broken")
            except sqlite3.Error as e:
                problems.append("the database cannot be read: %s" % e)
            finally:
                db.close()
        lost = acks - set(common.query(self.folder, database, common.RECORDS) or [])
        if lost:
            problems.append("acknowledged and lost: %d records, %s" % (len(lost), sorted(lost)[:2]))
        return problems


def run(args, folder, counter):
    p = Power(common.need_program(args, PROGRAM), folder, counter)
    corpus.make(folder, args.seed, args.documents)
    os.makedirs(os.path.join(folder, "made"))
    p.record()
    kinds = {k: sum(op[0] == k for op in p.trace) for k in "WTSCUA"}
    print("the trace: %(W)d writes, %(T)d truncations, %(S)d syncs, %(C)d files made, %(U)d removed, %(A)d acknowledgements" % kinds, flush=True)
    counter.check(kinds["S"] > 20 and kinds["A"] > 3 and any(op[0] == "W" and op[1].endswith(".db") for op in p.trace),
                  "the trace holds too little")
    busy = acked = 0
    places = 16
    with concurrent.futures.ThreadPoolExecutor(args.parallel) as pool:
        for first in range(0, args.states, places):
            batch = [pool.submit(p.state, n, args.seed) for n in range(first, min(first + places, args.states))]
            for number, moment, unsynced, n_acks, problems in (b.result() for b in batch):
                busy += unsynced > 0
                acked += n_acks > 0
                counter.check(not problems, "state %d (after %d of %d operations): %s" % (number, moment, len(p.trace), "; ".join(problems)))
            if args.states > 500 and first % 160 == 0:
                print("%d states" % first, flush=True)
    counter.check(busy > args.states // 4 and acked > args.states // 4, "too few states are of use")
    print("%d states, in %d something was not synced, in %d something was acknowledged" % (args.states, busy, acked))


def main():
    p = common.options(PROGRAM, __doc__.split("\n")[0])
    p.add_argument("--states", type=int, default=100)
    p.add_argument("--documents", type=int, default=400)
    p.add_argument("--parallel", type=int, default=max(2, os.cpu_count() or 2))
    return common.main(p, run)


if __name__ == "__main__":
    sys.exit(main())
