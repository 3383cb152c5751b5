#!/usr/bin/env python3
"""The figures of this version in one table: accuracy on the development data, speed here and now (bench/bench.py), and what the
tests of robustness counted when they last ran (build/test-logs). Also written to docs/figures.md.
usage: figures.py [--build FOLDER] [--program FILE] [--data FOLDER] [--keep FOLDER] [--logs FOLDER]
                  [--only accuracy|speed|robustness] [--out FILE]
The data stands beside the repository (../shared/data) or where --data or $PLB_DATA says; without it, one line says SKIPPED and
docs/figures.md is left as it is. Scorers are the data's own (score*.py), so are the figures of others."""
import argparse
import datetime
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RUN = os.path.join(HERE, "run")
sys.path.insert(0, os.path.join(ROOT, "bench"))
import bench
import lost

# Figure, pattern in the scorer's output, bar of this version ("" none), what others reach on this file unless said.
E2E = [
    ("trigger F1", r"^trigger .* F1 ([\d.]+)", "", "0.90 between annotators"),
    ("type F1", r"^type .* F1 ([\d.]+)", "0.42", "TABARI 0.099, between annotators 0.93"),
    ("type F1, 90 % interval", r"^type .* 90% \[([\d., ]+)\]", "", "over documents"),
    ("dyad F1", r"^dyad  .* F1 ([\d.]+)", "0.28", "TABARI 0.055, between annotators 0.88"),
    ("dyad F1, 90 % interval", r"^dyad  .* 90% \[([\d., ]+)\]", "", "over documents"),
    ("dyad+sector F1", r"^dyad\+sect .* F1 ([\d.]+)", "", "0.81 between annotators"),
    ("claimant F1", r"^claimant .* F1 ([\d.]+)", "0.35", "TABARI 0, between annotators 0.79"),
    ("sentence precision", r"^sentence +P ([\d.]+)", "0.70", ""),
    ("non-actual F1", r"^non-actual .* F1 ([\d.]+)", "", "0.88 between annotators"),
    ("quad F1", r"^quad .* F1 ([\d.]+)", "", ""),
    ("day accuracy", r"day ([\d.]+) \(", "", ""),
    ("mode accuracy", r"mode ([\d.]+) \(", "", ""),
]
TYPES = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
# Precision, recall, F1 and counts of a type, as the scorer prints them.
E2E += [(kind, r"^  %s +(P .*)$" % kind, "", "") for kind in TYPES]
PAIR = [
    ("root macro-F1", r"root .*? macroF1 ([\d.]+)", "", "ZSP 74.3"),
    ("quad macro-F1", r"quad .*? macroF1 ([\d.]+)", "", "ZSP 86.7"),
    ("binary macro-F1", r"binary macroF1 ([\d.]+)", "", "ZSP 96.5"),
]
AEB = [
    ("body 4-gram F1", r"body F1 ([\d.]+)", "0.960", "trafilatura 2.0 0.947"),
    ("precision", r"body F1 .*? P ([\d.]+)", "", "trafilatura 2.0 0.921"),
    ("recall", r"body F1 .*? R ([\d.]+)", "", "trafilatura 2.0 0.975"),
]
FUNDUS = [
    ("body 4-gram F1", r"body F1 ([\d.]+)", "", ""),
    ("day accuracy", r"date acc ([\d.]+)", "", ""),
    ("title", r"title ([\d.]+)", "0.95", ""),
    ("authors F1", r"authors F1 ([\d.]+)", "", ""),
]
ACTORS = [
    ("country", r"country ([\d.]+)", "", ""),
    ("sector", r"sector ([\d.]+)", "", "NGEC, fine-tuned on such phrases, 0.417 to 0.565"),
]
TIMEX = [
    ("relaxed F1", r"^TIMEX relaxed_F1 ([\d.]+)", "88", "HeidelTime 90 on the platinum set"),
    ("value F1", r"^TIMEX .* value_F1 ([\d.]+) ", "75", "HeidelTime 78 on the platinum set"),
    ("strict F1", r"^TIMEX .* strict_F1 ([\d.]+)", "", ""),
]
GUM_DATES = [(figure, pattern, "", "it has no durations, sets or references" if figure == "relaxed F1" else "") for figure, pattern, _, _ in TIMEX]
# (task, gold below the data, scorer and its arguments, figures)
TASKS = [
    ("e2e", "events/dev/e2e", None, E2E),
    ("events-pair", "events/dev/plv-train.jsonl", ["events/score.py", "pair"], PAIR),
    ("actors", "actors/dev/actor_phrases.jsonl", ["actors/score.py"], ACTORS),
    ("timex", "timex/dev/te3-tbaq.jsonl", ["timex/score.py"], TIMEX),
    ("timex", "timex/dev/gum_dates.jsonl", ["timex/score.py"], GUM_DATES),
    ("extract", "extract/dev/aeb.jsonl", ["extract/score.py"], AEB),
    ("extract", "extract/dev/segments.jsonl", ["extract/score.py"], [("segments F1", r"segments F1 ([\d.]+)", "", "")]),
    ("extract", "extract/dev/dates.jsonl", ["extract/score.py"],
     [("day accuracy", r"date acc ([\d.]+)", "0.90", "htmldate 0.903 on its full set")]),
    ("extract", "extract/dev/fundus.jsonl", ["extract/score.py"], FUNDUS),
]

# Log of tests/run_all.sh, what it tests, patterns whose groups are joined, bar.
ROBUST = [
    ("unit", "unit and case tests, as released and again under ASan and UBSan", [r"(\d+% tests passed, \d+ tests failed out of \d+)"], "all"),
    ("unit_clang", "the same under clang's sanitizers", [r"(\d+% tests passed, \d+ tests failed out of \d+)"], "all"),
    ("cov_base", "what the tests run of src/base", [r"^base: ([\d.]+ % of \d+ branches)"], "100 %"),
    ("bombs", "bombs: processor time and memory over a plain article", [r"^(\d+ bombs: .*)", r"^(\d+ passed, \d+ failed)"], "0.5 s, 64 MiB"),
    ("cli", "command line, from outside", [r"^(\d+ cases, .*)"], "0 problems"),
    ("kill", "kill -9 at random moments: nothing lost, doubled or different", [r"^(\d+ kills) in", r"^(\d+ passed, \d+ failed)"], "1000 kills, 0 failed"),
    ("planted", "planted crashes, hangs and failing memory", [r"^(\d+ passed, \d+ failed)"], "all"),
    ("sandbox", "forbidden system calls planted; all formats with and without sandbox", [r"^(\d+ passed, \d+ failed)"], "all"),
    ("soak", "20,000 documents through one worker: memory and threads", [r"^(worker: .*)", r"^(\d+ passed, \d+ failed)"], "under 1 MB per 100,000"),
    ("linear", "pages made to take long, 8 MiB each", [r"^(slowest of .*)", r"^(\d+ passed, \d+ failed)"], "2 s, and twice the page at most 2.5 times the time"),
    ("oom", "the n-th allocation fails, once and for ever", [r"^(\d+ operations, .*)"], "0 failed"),
    ("io", "the n-th system call fails or is cut short", [r"^(\d+ passed, \d+ failed)"], "0 failed"),
    ("power", "disks as a power failure may leave them", [r"^(\d+ states, .*)", r"^(\d+ passed, \d+ failed)"], "0 failed"),
    ("once", "the same input again, shuffled, grown, by several processes", [r"^(\d+ passed, \d+ failed)"], "0 failed"),
    ("fuzz", "fuzz targets under ASan and UBSan", [r"^(\d+ fuzz targets, .*)"], "no finding"),
]

HEAD = """# Figures

`make figures` measures everything on this page and writes it. The accuracy figures are on development data, on which the program
was tuned: expect somewhat less on other texts. The data is not part of the repository; where it is missing, `make figures` says
SKIPPED and leaves this page alone. *Bar*: what this version had to reach.
"""
ACCURACY = """
## Accuracy

e2e: 12 whole articles, each coded by two coders after the rule book; a report counts for *type* when its trigger and type are right, for
*dyad* when the codes of both parties are too. plv-train: 1,050 sentences with both parties given; what our tables miss in it has been read, so
that its figures are no measure of other sentences. aeb, segments, dates, fundus: web
pages whose text, date, title and authors are known. actor_phrases: phrases for parties, each by itself and on no day, with the
country and sector they were coded with. te3-tbaq, gum_dates: news and other texts with TIMEX3 marks. plv-train and these two are
in percent.
"""
LOST = """
## Cases lost per rule

What kept words of the e2e articles from becoming a report (`tests/eval/lost.py`): how often each rule did, and how many gold events were missed at
these words. "No trigger word" counts sentences; its gold events may stand in sentences that gave other reports.
"""
CONFIDENCE = """
## Confidence

What `training/confidence/fit.py` prints: reports of the corpus by the confidence they would have had from weights fitted on other articles.
"""
SPEED = """
## Speed, memory, size

The rooms are timed in one process by processor time; whole runs by the clock. A whole run has a reader, its workers and one
writer, so that two workers on two cores share them. Figures by the clock suffer when the machine has other work.
"""
ROBUSTNESS = """
## Robustness

What the steps of `make test` counted when they last ran on this machine (`build/test-logs`).
"""


def scored(data, task, gold, scorer, out):
    path = os.path.join(data, gold)
    if task == "e2e":
        subprocess.run([sys.executable, RUN, task, os.path.join(path, "docs"), out], check=True)
        command = [os.path.join(data, "events/score_e2e.py"), os.path.join(path, "gold"), out, os.path.join(path, "docs")]
    else:
        subprocess.run([sys.executable, RUN, task, path, out], check=True)
        command = [os.path.join(data, scorer[0]), *scorer[1:], path, out]
    done = subprocess.run([sys.executable, *command], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode("utf-8", "replace")


def have_data(data):
    return bool(glob.glob(os.path.join(data, "events", "score*.py")))


def accuracy(data, keep=None):
    """[(data, figure, ours, bar, others)]; ours is "?" where the scorer's output has changed."""
    rows = []
    with tempfile.TemporaryDirectory() as tmp:
        folder = keep or tmp
        os.makedirs(folder, exist_ok=True)
        for task, gold, scorer, figures in TASKS:
            name = os.path.basename(gold).removesuffix(".jsonl")
            text = scored(data, task, gold, scorer, os.path.join(folder, name + ("" if task == "e2e" else ".jsonl")))
            for figure, pattern, bar, others in figures:
                found = re.search(pattern, text, re.M)
                if not found and figure in TYPES:
                    continue  # neither annotators nor we have it
                rows.append((name, figure, found.group(1) if found else "?", bar, others))
    return rows


def calibration(program):
    """The lines of the fit over our corpus, which is compiled anew."""
    subprocess.run([sys.executable, os.path.join(ROOT, "tools", "corpus", "compile.py")], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return output_of(sys.executable, os.path.join(ROOT, "training", "confidence", "fit.py"), "--program", program)


def speed(build, data):
    with tempfile.TemporaryDirectory() as scratch:
        return bench.measure(build, data, 5, scratch)


def robustness(logs):
    """[(step, what, counted, bar)] of the logs of make test."""
    rows = []
    for step, what, patterns, bar in ROBUST:
        try:
            text = open(os.path.join(logs, step + ".log"), encoding="utf-8", errors="replace").read()
        except OSError:
            rows.append((step, what, "not run here", bar))
            continue
        found = [m for p in patterns for m in dict.fromkeys(re.findall(p, text, re.M))]  # two runs that say the same count once
        rows.append((step, what, ", ".join(found) or "?", bar))
    return rows


# ---- writing it down ----
def first_match(path, pattern):
    try:
        found = re.search(pattern, open(path).read(), re.M)
    except OSError:
        found = None
    return found.group(1).strip() if found else "?"


def output_of(*command):
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    except OSError:
        return ""


def machine(build, program):
    """[(what, value)]"""
    cache = os.path.join(build, "CMakeCache.txt")
    compiler = first_match(cache, r"^CMAKE_C_COMPILER:\w+=(.*)$")
    version = (output_of(compiler, "--version").splitlines() or ["?"])[0]
    memory = first_match("/proc/meminfo", r"^MemTotal:\s*(\d+)")
    tables = re.search(r"^tables (\w+)", output_of(program, "version"), re.M)
    return [
        ("processor", "%s, %d cores usable" % (first_match("/proc/cpuinfo", r"^model name\s*:\s*(.*)$"), len(os.sched_getaffinity(0)))),
        ("memory", "%.0f GB" % (int(memory) / 1e6) if memory.isdigit() else "?"),
        ("compiler", "%s, %s" % (version, first_match(cache, r"^CMAKE_BUILD_TYPE:\w+=(.*)$"))),
        ("program", "%s, tables %s" % ((output_of(program, "--version").strip() or "?"), tables.group(1)[:12] if tables else "?")),
        ("date", datetime.date.today().isoformat()),
    ]


def table(header, rows):
    line = lambda cells: "| %s |\n" % " | ".join(cells)
    return "\n" + line(header) + line(["---"] * len(header)) + "".join(line(r) for r in rows)


def page(build, program, rows, cases, sure, fast, robust):
    text = HEAD + table(("this machine", ""), machine(build, program))
    text += ACCURACY + table(("data", "figure", "ours", "bar", "others"), rows)
    text += LOST + table(("rule", "words or sentences", "gold events missed there"), [(why, str(n), str(gold)) for why, n, gold in cases])
    text += CONFIDENCE + "\n```\n" + sure + "```\n"
    text += SPEED + table(("what", "figure", "ours", "how"), fast)
    text += ROBUSTNESS + table(("step", "what", "counted", "bar"), robust)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.path.join(ROOT, "build", "release"))
    parser.add_argument("--program")
    parser.add_argument("--data", default=os.environ.get("PLB_DATA") or os.path.join(ROOT, "..", "shared", "data"))
    parser.add_argument("--logs", default=os.path.join(ROOT, "build", "test-logs"), help="what make test left behind")
    parser.add_argument("--keep", help="write the answers here and leave them")
    parser.add_argument("--only", choices=("accuracy", "speed", "robustness"), help="print only this; writes no page")
    parser.add_argument("--out", default=os.path.join(ROOT, "docs", "figures.md"))
    args = parser.parse_args()
    build, data = os.path.abspath(args.build), os.path.abspath(args.data)
    program = os.environ["POLYBIUS"] = os.path.abspath(args.program or os.path.join(build, "polybius"))
    rows, cases, sure, fast, skipped = [], [], "", [], []
    print("%-20s %-24s %10s   %s" % ("data", "figure", "ours", "to reach"))
    if args.only in (None, "accuracy") and have_data(data):
        rows = accuracy(data, args.keep)
        for name, figure, ours, bar, others in rows:
            print("%-20s %-24s %10s   %s" % (name, figure, ours, "; ".join(x for x in ("bar " + bar if bar else "", others) if x)), flush=True)
        cases = lost.lost(*(os.path.join(data, "events/dev/e2e", part) for part in ("docs", "gold")))
        print("\ncases lost per rule: silenced, gold events missed there")
        print("\n".join("%6d %6d  %s" % (n, gold, why) for why, n, gold in cases) + "\n", flush=True)
        sure = calibration(program)
        print("confidence: " + sure, flush=True)
    elif args.only in (None, "accuracy"):
        skipped.append("SKIPPED: accuracy: the development data is not at %s" % os.path.normpath(args.data))
    if args.only in (None, "speed"):
        fast, more = speed(build, data)
        skipped += more
        for row in fast:
            print("%-20s %-24s %10s   %s" % row)
    robust = robustness(args.logs) if args.only in (None, "robustness") else []
    for step, what, counted, bar in robust:
        print("%-20s %-32s   %s; bar: %s" % (step, counted, what, bar))
    print("\n".join(skipped), end="\n" if skipped else "")
    if not args.only and not skipped:
        with open(args.out, "w", encoding="utf-8") as f:
            f.write(page(build, program, rows, cases, sure, fast, robust))
        print("written: %s" % os.path.relpath(args.out))
    elif not args.only:
        print("%s is left as it is" % os.path.relpath(args.out))


if __name__ == "__main__":
    main()
