"""What the fault tests share: running the program, reading its database, counting what passed."""
import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time


class Counter:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, text):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED: %s" % text, flush=True)
        return good

    def close(self):
        print("%d passed, %d failed" % (self.passed, self.failed))
        return 1 if self.failed or not self.passed else 0


def options(program, description):
    p = argparse.ArgumentParser(description=description)
    p.add_argument("--build", default="build/release", help="build folder whose %s is tested" % program)
    p.add_argument("--program", help="the program to test, wherever it is")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--keep", help="folder to work in (kept); default: a temporary one")
    return p


def remove_database(path):
    for end in ("", "-wal", "-shm", "-journal", ".lock", "-lock"):
        if os.path.exists(path + end):
            os.remove(path + end)


def code(program, folder, database, *more, paths=("news",)):
    """One whole run; (exit code, standard error)."""
    p = subprocess.run(
        [program, "code", "--quiet", "--db", database, *more, *paths],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return p.returncode, p.stderr.decode("utf-8", "replace")


def export(program, folder, database, form="jsonl"):
    p = subprocess.run([program, "export", "--db", database, "--format", form], cwd=folder,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return p.stdout


def query(folder, database, sql):
    """All rows; None while the database or its tables are not there yet."""
    path = os.path.join(folder, database)
    if not os.path.exists(path):
        return None
    db = sqlite3.connect(path)
    try:
        return db.execute(sql).fetchall()
    except sqlite3.OperationalError:
        return None
    finally:
        db.close()


RECORDS = ("SELECT s.name, a.number FROM acquisition a JOIN source s ON s.id = a.source "
           "UNION SELECT s.name, p.number FROM problem p JOIN source s ON s.id = p.source")
COUNTS = ("SELECT (SELECT count(*) FROM document), (SELECT count(DISTINCT document_id) FROM document), "
          "(SELECT count(*) FROM acquisition), (SELECT count(*) FROM problem), (SELECT count(*) FROM report)")


def children_left(program):
    """Processes of the program that still run as reader or worker, after at most two seconds."""
    real = os.path.realpath(program)
    for _ in range(40):
        left = []
        for pid in os.listdir("/proc"):
            if not pid.isdigit():
                continue
            try:
                with open("/proc/%s/cmdline" % pid, "rb") as f:
                    words = f.read().split(b"\0")
                if len(words) > 1 and words[1].startswith(b"--role=") and os.path.realpath("/proc/%s/exe" % pid) == real:
                    left.append(int(pid))
            except OSError:
                continue
        if not left:
            return left
        time.sleep(0.05)
    return left


PROBLEMS = "SELECT s.name, p.number, p.code, p.message FROM problem p JOIN source s ON s.id = p.source"


def check_planted(program, folder, want, documents, problems, workers, limits, counter):
    """Codes folder/news, where documents were planted: those named in want, {(file, number): code}, and no others go wrong,
    and the rest gives the export `documents`. {(file, number): message}"""
    database = "x%d.db" % workers
    ended, err = code(program, folder, database, "--workers", str(workers), *limits)
    counter.check(ended == 3, "%d workers: the run ended with %d: %s" % (workers, ended, err))
    found = {(name, number): (what, message) for name, number, what, message in query(folder, database, PROBLEMS) or []}
    for place, what in sorted(want.items()):
        counter.check(found.get(place, ("none", ""))[0] == what,
                      "%d workers, %s:%d: %s instead of %s" % (workers, *place, found.get(place), what))
    extra = set(found) - set(want)
    counter.check(not extra, "%d workers: other records went wrong: %s" % (workers, {k: found[k] for k in list(extra)[:3]}))
    counter.check(len(found) == problems, "%d workers: %d problems instead of %d" % (workers, len(found), problems))
    counter.check(export(program, folder, database, "documents") == documents,
                  "%d workers: the documents differ from those of the plain run" % workers)
    return {place: message for place, (_, message) in found.items()}


def need_program(args, program):
    path = args.program or os.path.join(args.build, program)
    if not os.access(path, os.X_OK):
        sys.exit("there is no program %s; build it, or name it with --build or --program" % path)
    return os.path.abspath(path)


def own_program(args, program, folder):
    """A copy in the folder: what other tests start at the same time is not taken for this one's (children_left)."""
    os.makedirs(folder, exist_ok=True)
    return shutil.copy(need_program(args, program), folder)


def main(parser, run):
    """Runs run(args, folder, counter) in a temporary folder, or the one to keep; the exit code."""
    args = parser.parse_args()
    counter = Counter()
    folder = args.keep or tempfile.mkdtemp(prefix="polybius-fault-")
    os.makedirs(folder, exist_ok=True)
    try:
        run(args, folder, counter)
    finally:
        if not args.keep:
            shutil.rmtree(folder)
    return counter.close()
