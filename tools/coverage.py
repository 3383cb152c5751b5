#!/usr/bin/env python3
"""What llvm-cov measured (its JSON on standard input) as a table: lines and branches of src/ by room, or by file of one room.

A branch counts twice, once for each way; a function of a header that several files compile counts once. After the table: the files below
90 % of lines; with --gate, every line and branch of the room that nothing ran, and exit code 1 when its branches are below the percentage.
"""
import argparse
import json
import re
import sys


class File:
    def __init__(self, path):
        self.path, self.lines, self.branches = path, {}, {}

    def add(self, function):
        """A function's regions: [line, column, last line, last column, count, file, expanded file, kind]; 0 is code, 3 a gap."""
        for first, column, last, end, count, _, _, kind in function["regions"]:
            if kind == 0:
                place = (first, column, last, end)
                self.lines[place] = self.lines.get(place, 0) + count

    def branch(self, place, yes, no):
        old = self.branches.get(place, (0, 0))
        self.branches[place] = (old[0] + yes, old[1] + no)

    def line_counts(self):
        """Line -> ran: a line has the count of the innermost region that covers it."""
        ran = {}
        for (first, column, last, end), count in sorted(self.lines.items(), key=lambda r: (r[0][0], r[0][1], -r[0][2], -r[0][3])):
            for line in range(first, last + 1):
                begins = line > first or not self.text(line)[: column - 1].strip()
                if self.text(line).strip() and (begins or line not in ran):
                    ran[line] = count > 0
                elif line in ran:
                    ran[line] = ran[line] or count > 0
        return ran

    def text(self, line):
        if not hasattr(self, "source"):
            self.source = open(self.path, encoding="utf-8").read().split("\n")
        return self.source[line - 1] if line <= len(self.source) else ""

    def sums(self):
        lines = self.line_counts()
        ways = [way for pair in self.branches.values() for way in pair]
        return len(lines), sum(lines.values()), len(ways), sum(1 for way in ways if way)

    def missing(self):
        for line, ran in sorted(self.line_counts().items()):
            if not ran:
                yield "%s:%d: never ran" % (self.path, line)
        for (first, column, last, end), (yes, no) in sorted(self.branches.items()):
            if not yes or not no:
                words = self.text(first)[column - 1 : end - 1 if last == first else None]
                ways = "neither way" if not yes and not no else "never true" if not yes else "never false"
                yield "%s:%d: %s: %s" % (self.path, first, ways, words)


def read(stream):
    files = {}
    for function in json.load(stream)["data"][0]["functions"]:
        for number, path in enumerate(function["filenames"]):
            if "/src/" not in path:
                continue
            file = files.setdefault(path, File(path))
            if number == 0:
                file.add(function)
            for first, column, last, end, yes, no, own, _, _ in function["branches"]:
                if own == number:
                    file.branch((first, column, last, end), yes, no)
    return files


def row(name, sums):
    percent = lambda all_, ran: "%5.1f %%" % (100 * ran / all_) if all_ else "    -  "
    print("%-24s %6d lines %s   %6d branches %s" % (name, sums[0], percent(*sums[:2]), sums[2], percent(*sums[2:])))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--room", help="only this one, file by file")
    p.add_argument("--gate", type=float, help="least percentage of the room's branches")
    args = p.parse_args()
    files = {re.sub(r"^.*/src/", "", path): file for path, file in read(sys.stdin).items()}
    if args.room:
        files = {n: f for n, f in files.items() if n.startswith(args.room + "/")}
    table, low = {}, []
    for name, file in sorted(files.items()):
        sums = file.sums()
        key = name if args.room else name.split("/")[0]
        table[key] = [a + b for a, b in zip(table.get(key, [0] * 4), sums)]
        if sums[1] * 10 < sums[0] * 9:
            low.append("%s %.0f" % (name, 100 * sums[1] / sums[0]))
    for name, sums in table.items():
        row(name, sums)
    total = [sum(column) for column in zip(*table.values())] if table else [0] * 4
    row("all", total)
    if low and not args.room:
        print("files below 90 %% of lines: %s" % ", ".join(low))
    if args.gate is None:
        return 0
    for file in files.values():
        for line in file.missing():
            print(line)
    percent = 100 * total[3] / total[2] if total[2] else 0
    print("%s: %.2f %% of %d branches and %.2f %% of %d lines ran (gate: %g %%)" % (
        args.room, percent, total[2], 100 * total[1] / max(total[0], 1), total[0], args.gate))
    return 0 if total[2] and percent >= args.gate and total[1] == total[0] else 1


if __name__ == "__main__":
    sys.exit(main())
