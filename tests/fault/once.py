#!/usr/bin/env python3
"""Exactly once: the same input again, in another order, in pieces, and by several processes at once gives the same export to
the byte, and no row twice.

The last line counts what passed and failed."""
import gzip
import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common
import corpus

PROGRAM = "polybius"
FORMS = ("jsonl", "csv", "documents")
BUSY = "another run is writing"
# Each must give nothing: rows that are there twice, under whatever row number.
TWICE = {
    "document": "SELECT document_id FROM document GROUP BY document_id HAVING count(*) > 1",
    "report": "SELECT report_id FROM report GROUP BY report_id HAVING count(*) > 1",
    "report in its place": "SELECT document FROM report GROUP BY document, position HAVING count(*) > 1",
    "acquisition": "SELECT source FROM acquisition GROUP BY source, number HAVING count(*) > 1",
    "problem": "SELECT source FROM problem GROUP BY source, number HAVING count(*) > 1",
    "read and failed": "SELECT a.source FROM acquisition a JOIN problem p USING (source, number)",
    "source": "SELECT name FROM source GROUP BY name HAVING count(*) > 1",
    "index of words": "SELECT 1 WHERE (SELECT count(*) FROM document) <> (SELECT count(*) FROM document_fts)",
}


class Once:
    def __init__(self, program, folder, counter):
        self.program, self.folder, self.counter = program, folder, counter

    def begin(self):
        common.remove_database(os.path.join(self.folder, "once.db"))

    def code(self, paths, *more):
        code, said = common.code(self.program, self.folder, "once.db", *more, paths=paths)
        self.counter.check(code in (0, 3), "a run over %s ended with %d: %s" % (paths, code, said))

    def same(self, what):
        check = self.counter.check
        for table, sql in TWICE.items():
            check(common.query(self.folder, "once.db", sql) == [], "%s: %s is there twice" % (what, table))
        check(common.query(self.folder, "once.db", common.COUNTS) == self.counts, "%s: other counts" % what)
        check(set(common.query(self.folder, "once.db", common.RECORDS)) == self.records, "%s: other records" % what)
        for form in FORMS:
            check(common.export(self.program, self.folder, "once.db", form) == self.clean[form], "%s: another %s export" % (what, form))

    def learn(self):
        self.begin()
        self.code(("news",))
        self.clean = {form: common.export(self.program, self.folder, "once.db", form) for form in FORMS}
        self.counts = common.query(self.folder, "once.db", common.COUNTS)
        self.records = set(common.query(self.folder, "once.db", common.RECORDS))
        self.same("the first run")

    def again(self):
        """Three times the same; then all coded anew."""
        for i in range(2):
            self.code(("news",), "--workers", str(i + 1))
            self.same("run %d over the same files" % (i + 2))
        self.code(("news",), "--again")
        self.same("coded again")

    def shuffled(self, rng, rounds):
        files = sorted({name for name, _ in self.records})
        for i in range(rounds):
            self.begin()
            rng.shuffle(files)
            at = 0
            while at < len(files):
                some = files[at:at + rng.choice((1, 3, 7, len(files)))]
                self.code(some + ([rng.choice(files)] if i % 2 else []), "--workers", str(rng.choice((1, 2, 3))))
                at += len(some)
            self.same("order %d" % (i + 1))

    def grown(self, rng):
        """A file that grows between runs: what it had is not read twice. It ends where the clean run's did."""
        path = os.path.join(self.folder, "news/a.jsonl")
        with open(path, "rb") as f:
            whole = f.read()
        lines = whole.splitlines(True)
        self.begin()
        for part in (len(lines) // 3, len(lines) // 2, len(lines)):
            with open(path, "wb") as f:
                f.write(b"".join(lines[:part]))
            self.code(("news",))
        self.same("a file that grew")

    def together(self, processes, rounds):
        """Several processes begin at once on one database, and try again while another one is writing."""
        refused = 0
        command = [self.program, "code", "--quiet", "--acks", "--workers", "1", "--db", "once.db", "news"]
        for i in range(rounds):
            self.begin()
            acks, left = [], processes
            running = []
            while left or running:
                while left:
                    running.append(subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL,
                                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE))
                    left -= 1
                p = running.pop(0)
                out, err = p.communicate()
                acks += out.splitlines()
                busy = p.returncode == 2 and BUSY in err.decode()
                refused += busy
                left += busy
                self.counter.check(p.returncode in (0, 3) or busy, "one of several: exit code %d, %s" % (p.returncode, err))
                if busy:
                    time.sleep(0.01)
            self.counter.check(len(acks) == len(set(acks)), "%d acknowledgements by several processes, %d different" % (len(acks), len(set(acks))))
            self.same("several processes, round %d" % (i + 1))
        self.counter.check(refused > 0, "no process found the database taken")
        return refused

    def packed(self):
        """The same lines in a file of another name and form are the same documents."""
        with open(os.path.join(self.folder, "news/b.jsonl"), "rb") as f:
            data = f.read()
        corpus.write(self.folder, "more/b-again.jsonl.gz", gzip.compress(data))
        before = common.query(self.folder, "once.db", "SELECT count(*) FROM document")
        self.code(("more",))
        self.counter.check(common.query(self.folder, "once.db", "SELECT count(*) FROM document") == before, "a copy made new documents")
        for form in FORMS[:2]:
            self.counter.check(common.export(self.program, self.folder, "once.db", form) == self.clean[form], "a copy changes the %s export" % form)


def run(args, folder, counter):
    once = Once(common.need_program(args, PROGRAM), folder, counter)
    corpus.make(folder, args.seed, args.documents)
    rng = random.Random(args.seed)
    once.learn()
    once.again()
    once.shuffled(rng, args.rounds)
    once.grown(rng)
    refused = once.together(4, args.rounds)
    once.packed()
    print("%d documents, %d reports; a taken database was told %d times" % (once.counts[0][0], once.counts[0][4], refused))


def main():
    p = common.options(PROGRAM, __doc__.split("\n")[0])
    p.add_argument("--documents", type=int, default=200)
    p.add_argument("--rounds", type=int, default=4)
    return common.main(p, run)


if __name__ == "__main__":
    sys.exit(main())
