#!/usr/bin/env python3
"""`polybius eval` against coefficients worked out here, in another way: coded files are made by chance (always the same), compared by the
program, and every figure is computed again from its definition.
usage: agreement.py PROGRAM [--data FOLDER]

 nominal alpha   from all pairs of values, inside units and over all (no coincidence matrix)
 unitizing alpha every stretch against every other at every displacement, and in every place of every gap (no closed form)
 intervals       the draws of Python's own random.Random(7).choices over the documents scored one by one
 scores          the end-to-end scorer of the development data, where it is there (--data, PLB_DATA, ../shared/data)"""
import collections
import csv
import importlib.util
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TYPES = ["ACCUSE", "AID", "ASSAULT", "CONSULT", "REJECT"]
QUAD = {"ACCUSE": "VF", "AID": "MC", "ASSAULT": "MF", "CONSULT": "VC", "REJECT": "VF"}
WORDS = "river ferry quay lamp Étretat wheel barley signal granite mill cellar Östermalm ledger harbour copper lantern".split()
COLUMNS = ["document", "char", "trigger", "type", "status", "mode", "actor", "actor_sector", "recipient", "recipient_sector", "date", "claimant"]
STATUSES = ["actual", "actual", "actual", "future", "negated"]
CODES = ["FRA", "DEU", "ITA", "CHE", "---"]


# ---- files by chance ----
def make_text(rnd):
    text = ""
    for _ in range(rnd.randint(4, 9)):
        words = [rnd.choice(WORDS) for _ in range(rnd.randint(4, 12))]
        text += words[0].capitalize() + " " + " ".join(words[1:]) + rnd.choice([". ", "! ", ".” ", ".\n\n"])
    return text.rstrip() + "\n"


def places(text):
    """(begin, word) of each word that is a stretch of letters."""
    at, out = 0, []
    for word in text.split():
        begin = text.index(word, at)
        at = begin + len(word)
        out.append((begin, word.rstrip(".!”")))
    return out


def make_event(rnd, name, begin, word):
    some = lambda: ";".join(rnd.sample(CODES, rnd.randint(0, 2)))
    actor, recipient = some(), some()
    sectors = lambda codes: ";".join(rnd.choice(["GOV", "MIL"]) for c in codes.split(";") if c)
    return dict(zip(COLUMNS, [name, begin, word, rnd.choice(TYPES), rnd.choice(STATUSES), rnd.choice(["", "a", "b"]), actor, sectors(actor),
                              recipient, sectors(recipient), rnd.choice(["", "2024-05-01", "2024-05-02", "2024-05"]), rnd.choice(["", "Ann Lee", "Bo Li"])]))


def another(rnd, event):
    """The same event as another coder may have it."""
    other = dict(event)
    for key, values in (("type", TYPES), ("status", STATUSES), ("date", ["", "2024-05-01"]), ("claimant", ["", "Minister Lee"])):
        if rnd.random() < 0.25:
            other[key] = rnd.choice(values)
    if rnd.random() < 0.3:
        other["actor"], other["recipient"], other["actor_sector"], other["recipient_sector"] = (
            other["recipient"], other["actor"], other["recipient_sector"], other["actor_sector"])
    return other


def make(rnd, n_doc, n_coder):
    texts, coders = {}, [[] for _ in range(n_coder)]
    for d in range(n_doc):
        name = "doc%02d" % d
        texts[name] = make_text(rnd)
        for begin, word in rnd.sample(places(texts[name]), 6):
            event = make_event(rnd, name, begin, word)
            for coder in coders:
                if rnd.random() < 0.7:
                    coder.append(another(rnd, event))
        for coder in coders:  # so that each has each document
            coder.append(dict.fromkeys(COLUMNS, "") | {"document": name})
    return texts, coders


def write(folder, texts, coders):
    os.makedirs(os.path.join(folder, "texts"))
    for name, text in texts.items():
        with open(os.path.join(folder, "texts", name + ".txt"), "w", encoding="utf-8", newline="") as f:
            f.write(text)
    files = []
    for i, events in enumerate(coders):
        files.append(os.path.join(folder, "coder%d.csv" % i))
        with open(files[-1], "w", encoding="utf-8", newline="") as f:
            rows = csv.DictWriter(f, COLUMNS)
            rows.writeheader()
            rows.writerows(events)
    return files


# ---- definitions ----
def starts(text):
    """First code points of the sentences: behind a mark of the end with closing marks and white space before a capital, and at line ends."""
    out, i = [0], 0
    while i < len(text):
        j = i
        if i and text[i - 1] in ".!?":
            while j < len(text) and text[j] in "\"”’')":
                j += 1
            k = j
            while k < len(text) and text[k].isspace():
                k += 1
            after = text[k:k + 2].lstrip("\"“‘'(") if text[k:k + 1] in "\"“‘'(" else text[k:k + 1]
            j = k if k > j and after[:1].isascii() and (after[:1].isupper() or after[:1].isdigit()) else i
        if j == i:
            while j < len(text) and text[j] == "\n":
                j += 1
        if j > i:
            out.append(j)
        i = max(j, i + 1)
    return out


def sentence(text, at):
    return sum(1 for s in starts(text) if s <= at)


def codes(event, side):
    return {c for c in event[side].split(";") if c not in ("", "---")}


def alike(a, b):
    return a == b or 3 * len(a & b) >= 2 * max(len(a), len(b), 1)


def same_parties(x, y):
    if x["type"] == "CONSULT" or (not x["recipient"] and ";" in x["actor"]):
        return alike(codes(x, "actor") | codes(x, "recipient"), codes(y, "actor") | codes(y, "recipient"))
    return alike(codes(x, "actor"), codes(y, "actor")) and alike(codes(x, "recipient"), codes(y, "recipient"))


def align(text, first, second):
    pool = []
    for i, x in enumerate(first):
        for j, y in enumerate(second):
            near = x["char"] - 12 <= y["char"] <= x["char"] + max(12, len(x["trigger"]))
            if sentence(text, x["char"]) == sentence(text, y["char"]):
                weight = 8 * (x["type"] == y["type"]) + 5 * near + 3 * (QUAD[x["type"]] == QUAD[y["type"]]) + 3 * same_parties(x, y)
                pool.append((-weight, i, j))
    taken_i, taken_j, out = set(), set(), {}
    for _, i, j in sorted(pool):
        if i not in taken_i and j not in taken_j:
            taken_i.add(i)
            taken_j.add(j)
            out[i] = j
    return out


def units(texts, coders):
    """[[event of each coder or None]]"""
    out = []
    for name, text in texts.items():
        mine = []
        for c, events in enumerate(coders):
            here = [e for e in events if e["document"] == name and e["type"]]
            got = align(text, [next(e for e in u if e) for u in mine], here)
            for i, j in got.items():
                mine[i][c] = here[j]
            for j, e in enumerate(here):
                if j not in got.values():
                    mine.append([None] * c + [e] + [None] * (len(coders) - c - 1))
        out += mine
    return out


def nominal(rows):
    """rows of values, None where there is none."""
    rows = [[v for v in row if v is not None] for row in rows]
    rows = [row for row in rows if len(row) > 1]
    n = sum(map(len, rows))
    observed = sum(sum(a != b for a, b in itertools.permutations(row, 2)) / (len(row) - 1) for row in rows) / n
    every = collections.Counter(v for row in rows for v in row)
    expected = sum(a * b for (u, a), (v, b) in itertools.permutations(every.items(), 2)) / (n * (n - 1))
    return 1 - observed / expected if expected else None


def kappa(rows):
    rows = [row for row in rows if None not in row]
    n = len(rows)
    agree = sum(a == b for a, b in rows) / n
    one, two = (collections.Counter(row[k] for row in rows) for k in (0, 1))
    chance = sum(one[v] * two[v] for v in one) / n / n
    return (agree - chance) / (1 - chance)


def sections(stretches, length):
    """[(begin, length, is a stretch)] of stretches that overlap merged."""
    merged = []
    for b, l in sorted(stretches):
        if merged and b < merged[-1][0] + merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], b + l - merged[-1][0])
        else:
            merged.append([b, l])
    out, at = [], 0
    for b, l in merged + [[length, 0]]:
        if b > at:
            out.append((at, b - at, False))
        if l:
            out.append((b, l, True))
        at = b + l
    return out


def observed(parts, length):
    total = 0
    for one, two in itertools.permutations(parts, 2):
        for (b, l, unit), (c, k, other) in itertools.product(one, two):
            if unit and other and b < c + k and c < b + l:
                total += (b - c) ** 2 + (b + l - c - k) ** 2
            elif unit and not other and c <= b and b + l <= c + k:
                total += l * l
            elif other and not unit and b <= c and c + k <= b + l:
                total += k * k
    return total / (len(parts) * (len(parts) - 1) * length ** 2)


def expected(parts, length):
    found = [l for part in parts for _, l, unit in part if unit]
    gaps = [l for part in parts for _, l, unit in part if not unit]
    total = 0
    for l in found:
        total += (len(found) - 1) * sum(d * d for d in range(1 - l, l))
        total += l * l * sum(sum(1 for _ in range(g - l + 1)) for g in gaps)
    whole = len(parts) * length
    return 2 / length * total / (whole * (whole - 1) - sum(l * (l - 1) for l in found))


def unitizing(texts, coders, kinds):
    """kinds: for each category the types that are one."""
    base, length = {}, 0
    for name in sorted(texts):
        base[name] = length
        length += len(texts[name])
    o = e = 0
    for kind in kinds:
        parts = [sections([(base[x["document"]] + x["char"], len(x["trigger"])) for x in events if x["type"] in kind], length) for events in coders]
        o += observed(parts, length)
        e += expected(parts, length)
    return 1 - o / e


# ---- checks ----
class Check:
    def __init__(self):
        self.passed = self.failed = 0

    def near(self, what, got, wanted, most=2e-6):
        numbers = all(isinstance(x, (int, float)) for x in (got, wanted))
        good = abs(got - wanted) <= most if numbers else got == wanted
        self.passed += good
        self.failed += not good
        if not good:
            print("FAILED %s: %s where %s was wanted" % (what, got, wanted))


def run(program, *args, code=0):
    done = subprocess.run([program, "eval", "--format", "json", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != code:
        sys.exit("eval ended with %d: %s" % (done.returncode, done.stderr.decode()))
    return json.loads(done.stdout)


FIELDS = {"status": "status", "mode": "mode", "day": "date", "claimant": "claimant"}


def check_agreement(check, program, folder, texts, coders, files):
    got = {m["what"]: m for m in run(program, "--agreement", "--texts", os.path.join(folder, "texts"), *files)["agreement"]}
    rows = units(texts, coders)
    values = {"type": [[e and e["type"] for e in u] for u in rows],
              "type, missed counts": [[e["type"] if e else "missed" for e in u] for u in rows],
              "claimant": [[e and e["claimant"].lower().split()[-1:] and e["claimant"].lower().split()[-1] if e and e["claimant"] else e and "" for e in u] for u in rows]}
    for what, key in FIELDS.items():
        values.setdefault(what, [[e[key] if e else None for e in u] for u in rows])
    for side in ("actor", "recipient"):
        values[side] = [[";".join(sorted(codes(e, side))) if e else None for e in u] for u in rows]
    marked = {(c, x["document"], sentence(texts[x["document"]], x["char"])) for c, events in enumerate(coders) for x in events if x["type"]}
    values["event or none"] = [[(c, name, k + 1) in marked for c in range(len(coders))] for name in texts for k in range(len(starts(texts[name])))]
    for what, v in values.items():
        check.near("alpha of %s, %d coders" % (what, len(coders)), got[what]["alpha"], nominal(v))
        check.near("n of %s" % what, got[what]["n"], sum(sum(x is not None for x in row) > 1 for row in v))
        check.near("kappa of %s" % what, got[what]["kappa"], kappa(v) if len(coders) == 2 else None)
    check.near("unitizing, any type", got["unitizing, any type"]["alpha"], unitizing(texts, coders, [TYPES]))
    check.near("unitizing, by type", got["unitizing, by type"]["alpha"], unitizing(texts, coders, [[t] for t in TYPES]))


def check_alpha_intervals(check, program, folder, texts, coders, files):
    """Alpha of documents drawn as the program says it draws them."""
    got = {m["what"]: m for m in run(program, "--agreement", "--texts", os.path.join(folder, "texts"), *files)["agreement"]}
    blocks = [units({name: text}, coders) for name, text in texts.items()]
    blocks = [[[e and e["type"] for e in u] for u in block] for block in blocks if block]
    rnd = random.Random(7)
    drawn = [nominal([row for block in rnd.choices(blocks, k=len(blocks)) for row in block]) for _ in range(500)]
    drawn = sorted(x for x in drawn if x is not None)
    check.near("low end of alpha", got["type"]["low"], drawn[len(drawn) // 20])
    check.near("high end of alpha", got["type"]["high"], drawn[len(drawn) - len(drawn) // 20 - 1])


def check_csv(check, program, folder, files):
    """The same figures, and the disagreements a row each."""
    args = [program, "eval", "--texts", os.path.join(folder, "texts"), "--format", "csv", *files[:2]]
    rows = list(csv.DictReader(subprocess.run(args, stdout=subprocess.PIPE).stdout.decode().splitlines()))
    whole = run(program, "--texts", os.path.join(folder, "texts"), "--list", *files[:2])
    value = {(r["table"], r["item"]): float(r["value"]) if r["value"] else None for r in rows}
    for figure, wide in whole["figures"].items():
        kind = "f1" if "f1" in wide else "share"
        check.near("CSV's %s" % figure, value[kind, figure], wide[kind])
    for m in whole["agreement"]:
        check.near("CSV's alpha of %s" % m["what"], value["alpha", m["what"]], m["alpha"])
    listed = list(csv.DictReader(subprocess.run(args + ["--list"], stdout=subprocess.PIPE).stdout.decode().splitlines()))
    check.near("disagreements in CSV", [(r["kind"], r["gold_trigger"] or None) for r in listed],
               [(d["kind"], d["gold"] and d["gold"]["trigger"]) for d in whole["disagreements"]])


def f1(right, system, gold):
    p, r = right / system if system else 0, right / gold if gold else 0
    return 2 * p * r / (p + r) if p + r else 0


def check_intervals(check, program, folder, texts, coders, files):
    """The figures of single documents, drawn as the program says it draws them."""
    whole = run(program, "--texts", os.path.join(folder, "texts"), *files[:2])
    each = []
    for name in sorted(texts):
        sub = os.path.join(folder, "only-" + name)
        pair = write(sub, {name: texts[name]}, [[e for e in events if e["document"] == name] for events in coders[:2]])
        each.append(run(program, "--texts", os.path.join(sub, "texts"), *pair)["figures"])
    for figure, wide in whole["figures"].items():
        keys = ("right", "system", "gold") if "f1" in wide else ("right", "n")
        total = [sum(d[figure][k] for d in each) for k in keys]
        check.near("sum of %s" % figure, [wide[k] for k in keys] == total, True)
        rnd, drawn = random.Random(7), []
        for _ in range(500):
            sample = rnd.choices(each, k=len(each))
            sums = [sum(d[figure][k] for d in sample) for k in keys]
            drawn.append(f1(*sums) if len(sums) == 3 else sums[0] / sums[1] if sums[1] else 0)
        drawn.sort()
        check.near("low end of %s" % figure, wide["low"], drawn[25])
        check.near("high end of %s" % figure, wide["high"], drawn[474])


def scorer(data):
    path = os.path.join(data, "events", "score_e2e.py")
    if not os.path.exists(path):
        return None
    spec = importlib.util.spec_from_file_location("score_e2e", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAMES = {"dyad+sect": "dyad+sectors"}


def check_scores(check, module, program, folder, texts, coders, files):
    def event(x):
        side = lambda s: [{"code": c, "sector": k} for c, k in itertools.zip_longest(x[s].split(";"), x[s + "_sector"].split(";")) if c]
        return {"char": x["char"], "trigger": x["trigger"], "event": x["type"], "mode": x["mode"] or None, "status": x["status"], "date": x["date"],
                "status_alt": x["status"], "attribution": [x["claimant"]] if x["claimant"] else [], "actor": side("actor"), "recipient": side("recipient")}
    total, extra = {}, {}
    for name, text in texts.items():
        gold, system = ([event(x) for x in events if x["document"] == name and x["type"]] for events in coders[:2])
        t, x, _ = module.score(text, gold, system)
        module.add(total, t)
        module.add(extra, x)
    got = run(program, "--texts", os.path.join(folder, "texts"), *files[:2])["figures"]
    for key in module.KEYS:
        mine = got[NAMES.get(key, key)]
        check.near("scorer's %s" % key, [mine["right"], mine["system"], mine["gold"]] == total[key], True)
    for key in ("status", "mode", "day"):
        check.near("scorer's %s" % key, [got[key]["right"], got[key]["n"]] == extra[key], True)


def main(words):
    if not words:
        sys.exit(__doc__)
    program = os.path.abspath(words[0])
    data = words[2] if words[1:2] == ["--data"] and len(words) > 2 else os.environ.get("PLB_DATA") or os.path.join(ROOT, "..", "shared", "data")
    check, module = Check(), scorer(data)
    for seed, n_coder in ((1, 2), (2, 3), (3, 5), (4, 2)):
        with tempfile.TemporaryDirectory() as folder:
            texts, coders = make(random.Random(seed), 8, n_coder)
            files = write(folder, texts, coders)
            check_agreement(check, program, folder, texts, coders, files)
            check_alpha_intervals(check, program, folder, texts, coders, files)
            check_csv(check, program, folder, files)
            check_intervals(check, program, folder, texts, coders, files)
            if module:
                check_scores(check, module, program, folder, texts, coders, files)
    if not module:
        print("SKIPPED: the end-to-end scorer is not at %s" % data)
    print("%d passed, %d failed" % (check.passed, check.failed))
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
