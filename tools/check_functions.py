#!/usr/bin/env python3
"""Length and complexity of our functions, size of our files, banned functions.
Gates: no function over 120 lines, 90 % under 50, median at most 15, complexity (pmccabe) at most 25, files at most 1000 lines.
usage: check_functions.py [ROOT]   Needs universal-ctags and pmccabe. Exits 1 when a gate is missed."""
import json
import os
import re
import subprocess
import sys

BANNED = (
    "strcpy strcat sprintf vsprintf gets strtok atoi atol atof sscanf fscanf scanf vscanf alloca system popen tmpnam mktemp "
    "gmtime localtime asctime ctime setjmp longjmp strtol strtoul rand srand"
).split()


def sources(root):
    found = []
    for top in ("src", "include"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            found += [os.path.join(folder, n) for n in names if n.endswith((".c", ".h"))]
    return sorted(found)


def lengths(files):
    out = subprocess.run(
        ["ctags", "--output-format=json", "--fields=+ne", "--kinds-C=f", "-f", "-"] + files,
        capture_output=True, text=True, check=True).stdout
    rows = [json.loads(line) for line in out.splitlines()]
    return [(r["end"] - r["line"] + 1, r["path"], r["name"]) for r in rows if "end" in r]


def complexities(files):
    out = subprocess.run(["pmccabe"] + files, capture_output=True, text=True, check=False).stdout
    rows = [line.split("\t") for line in out.splitlines()]
    return [(int(r[1]), r[5].split("(")[0], r[5]) for r in rows if len(r) > 5 and r[1].isdigit()]


def strip(text):
    """Comments and strings out, line breaks kept."""
    keep = lambda m: re.sub(r"[^\n]", " ", m.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', keep, text, flags=re.S)


def banned(root, files):
    pattern = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(BANNED))
    wrong = []
    for path in files:
        for number, line in enumerate(strip(open(path, encoding="utf-8").read()).split("\n"), 1):
            for m in pattern.finditer(line):
                wrong.append("%s:%d: %s is banned" % (os.path.relpath(path, root), number, m.group(1)))
    return wrong


def main(root):
    files = sources(root)
    wrong = banned(root, files)
    sizes = sorted(lengths(files))
    if not sizes:
        wrong.append("no functions found: is universal-ctags installed?")
    for n, path, name in sizes:
        if n > 120:
            wrong.append("%s: %s has %d lines (at most 120)" % (os.path.relpath(path, root), name, n))
    for n, where, name in complexities(files):
        if n > 25:
            wrong.append("%s: complexity %d (at most 25): %s" % (where, n, name))
    for path in files:
        n = sum(1 for _ in open(path, encoding="utf-8"))
        if n > 1000:
            wrong.append("%s has %d lines (at most 1000)" % (os.path.relpath(path, root), n))
    if sizes:
        median, p90 = sizes[len(sizes) // 2][0], sizes[len(sizes) * 9 // 10][0]
        print("functions: %d, median %d lines, 90 %% within %d, longest %d" % (len(sizes), median, p90, sizes[-1][0]))
        if median > 15 or p90 > 50:
            wrong.append("functions are too long: median %d (at most 15), 90 %% within %d (at most 50)" % (median, p90))
    print("\n".join(wrong) if wrong else "functions: every gate holds")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")))
