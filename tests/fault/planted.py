#!/usr/bin/env python3
"""Documents that crash, hang, put to sleep or exhaust the process that reads them cost exactly themselves; a file that kills the reader costs
the rest of that file.

Runs polybius-fault, which is the program compiled with PLB_FAULTS: its worker and reader do harm to themselves
when a text says so. The same corpus with the planted records broken by other means, run by the same program, says what
all other documents must give. The last line counts what passed and failed."""
import json
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common
import corpus

PROGRAM = "tests/polybius-fault"
WORKER = {"CRASH": "crashed", "FREE": "crashed", "HANG": "timeout", "MEMORY": "nomem"}
READER = {"READER-CRASH": "crashed", "READER-FREE": "crashed", "READER-HANG": "timeout", "READER-SLEEP": "timeout", "READER-MEMORY": "nomem"}
LIMITS = ["--limit", "worker_seconds=1", "--limit", "worker_bytes=300000000"]


def plant(rng, folder, documents, rounds):
    """Writes folder/planted and folder/plain; {(file, number): code} of what must go wrong in planted."""
    want = {}
    lines = [corpus.line(rng, "d%d" % i) for i in range(documents)]
    words = [w for w in WORKER for _ in range(rounds)] + ["SLEEP"]  # one: it takes five times worker_seconds
    for word, at in zip(words, sorted(rng.sample(range(documents), len(words)))):
        lines[at] = corpus.line(rng, "d%d" % at, "%s PLB-FAULT-%s. %s" % (corpus.sentences(rng, 2), word, corpus.sentences(rng, 2)))
        want[("news/m.jsonl", at + 1)] = WORKER.get(word, "timeout")
    plain = [corpus.broken(l) if "PLB-FAULT" in l else l for l in lines]
    for sub, some in (("planted", lines), ("plain", plain)):
        corpus.write(folder, sub + "/news/m.jsonl", ("\n".join(some) + "\n").encode())
    # Reader faults: five records, the planted one, and three that are lost with it unless the fault is an error of one record.
    for i, (word, code) in enumerate(READER.items()):
        name = "news/r%d.jsonl" % i
        before = [corpus.line(rng, "%s%d" % (word, k)) for k in range(5)]
        bad = corpus.line(rng, word, "Words. PLB-FAULT-%s." % word)
        after = [corpus.line(rng, "%s%d" % (word, k)) for k in range(5, 8)]
        rest = after if code == "nomem" else []
        corpus.write(folder, "planted/" + name, "\n".join(before + [bad] + after).encode())
        corpus.write(folder, "plain/" + name, "\n".join(before + [corpus.broken(bad)] + rest).encode())
        want[(name, 6)] = code
    for sub in ("planted", "plain"):
        corpus.write(folder, sub + "/news/zlast.jsonl", corpus.line(random.Random(7), "last").encode())
    # A hang and a crash of the extractor are found in pages as well.
    for sub, text in (("planted", "PLB-FAULT-CRASH."), ("plain", None)):
        page = "<html><body><article><h1>Harbour</h1><p>%s %s</p></article></body></html>" % (corpus.sentences(random.Random(3), 3), text)
        corpus.write(folder, sub + "/news/y.html", page.encode() if text else b"\x00\x01\x02")
    want[("news/y.html", 1)] = "crashed"
    return want


def run(args, folder, counter):
    program = common.own_program(args, PROGRAM, folder)
    want = plant(random.Random(args.seed), folder, args.documents, args.rounds)
    planted, plain = os.path.join(folder, "planted"), os.path.join(folder, "plain")
    code, err = common.code(program, plain, "x.db", *LIMITS)
    counter.check(code == 3, "the plain run ended with %d: %s" % (code, err))
    usual = common.query(plain, "x.db", common.PROBLEMS)
    good = common.query(plain, "x.db", common.COUNTS)
    documents = common.export(program, plain, "x.db", "documents")
    counter.check(good and good[0][0] == args.documents - len(WORKER) * args.rounds - 1 + len(READER) * 5 + 3 + 1, "the plain run gave rows %s" % good)
    for workers in args.workers:
        messages = common.check_planted(program, planted, want, documents, len(usual), workers, LIMITS, counter)
        # glibc's last word before it aborts must not be taken for a call that the sandbox forbids.
        crashes = [m for place, m in messages.items() if want.get(place) == "crashed"]
        counter.check(len(crashes) == 2 * args.rounds + 2 + 1, "crashes: %s" % crashes)
        counter.check(all("SIGABRT" in m for m in crashes), "a message does not name the signal: %s" % crashes)
    left = common.children_left(program)
    counter.check(not left, "reader or worker processes outlive their writer: %s" % left)


def main():
    p = common.options(PROGRAM, __doc__.split("\n")[0])
    p.add_argument("--documents", type=int, default=60)
    p.add_argument("--rounds", type=int, default=2, help="faults of each kind in the worker")
    p.add_argument("--workers", type=lambda s: [int(n) for n in s.split(",")], default=[1, 8])
    return common.main(p, run)


if __name__ == "__main__":
    sys.exit(main())
