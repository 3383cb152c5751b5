#!/usr/bin/env python3
"""Runs the program as people do, and compares what it says.
usage: cli.py PROGRAM [--bless] [NAME...]

tests/cases/cli/NAME/command: one command line each line, "polybius ARGUMENTS [< FILE]", with NAME=VALUE before it for the
environment. {case} is that folder, {tmp} an empty one. expected: each line again after "$ ", then standard output, standard
error with "! " before each line, and "exit N". Times, hashes and lines of built-in tables are made equal. --bless writes expected anew.
Besides, checks that need a look at the output: hostile text, pipes that close, interrupts, pages, the table of options."""
import difflib
import html.parser
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import gen_options

CASES = os.path.join(HERE, "cases", "cli")
ENV = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TERM": "xterm", "HOME": "/nonexistent"}


def run(program, args, env=None, stdin=None, timeout=60, **more):
    where = ENV | {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")} | (env or {})
    return subprocess.run([program] + args, env=where, stdin=stdin or subprocess.DEVNULL, capture_output=True, timeout=timeout, **more)


# ---- cases ----
def equal_times(text, case, tmp):
    text = text.replace(tmp, "{tmp}").replace(case, "{case}")
    text = re.sub(r"in \d+\.\d s\b", "in N s", text)
    text = re.sub(r"(?m)^(tables|libraries) .*$", r"\1 ...", text)
    text = re.sub(r"\b((?:actors|triggers)/\w+\.tsv):\d+", r"\1:N", text)
    return re.sub(r"\b[0-9a-f]{12}([0-9a-f]{20})?\b", "HASH", text)


def run_line(program, line, case, tmp):
    words = shlex.split(line.replace("{case}", case).replace("{tmp}", tmp))
    env = {}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        env[name] = value
    stdin = None
    if "<" in words:
        at = words.index("<")
        stdin = open(words[at + 1], "rb")
        words = words[:at]
    assert words[0] == "polybius", line
    done = run(program, words[1:], env, stdin, cwd=tmp)
    out = "$ %s\n%s" % (line, done.stdout.decode("utf-8", "replace"))
    if done.stdout and not done.stdout.endswith(b"\n"):
        out += "\n"
    out += "".join("! %s\n" % l for l in done.stderr.decode("utf-8", "replace").splitlines())
    return equal_times(out, case, tmp) + "exit %d\n" % done.returncode


def run_case(program, name, bless):
    case = os.path.join(CASES, name)
    with tempfile.TemporaryDirectory() as tmp:
        lines = [l for l in open(os.path.join(case, "command"), encoding="utf-8").read().splitlines() if l.strip()]
        got = "".join(run_line(program, l, case, tmp) for l in lines)
    path = os.path.join(case, "expected")
    if bless:
        open(path, "w", encoding="utf-8").write(got)
    wanted = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    if got == wanted:
        return []
    return ["case %s:\n%s" % (name, "".join(difflib.unified_diff(wanted.splitlines(True), got.splitlines(True), "expected", "got")))]


# ---- hostile text ----
HOSTILE = [
    "<script>alert(1)</script>", "</script><script>alert(2)</script>", "</style><img src=x onerror=alert(3)>", "\"><svg onload=alert(4)>",
    "' onmouseover='alert(5)", "\" autofocus onfocus=alert(6) x=\"", "<img src=http://evil.example/7.png>", "<iframe src=javascript:alert(8)>",
    "<a href=javascript:alert(9)>x</a>", "<base href=//evil.example/10>", "<meta http-equiv=refresh content=0;url=//evil.example/11>",
    "<link rel=stylesheet href=//evil.example/12>", "<!--", "-->", "<![CDATA[15]]>", "<?php echo 16 ?>", "&lt;script&gt;17", "&#60;script&#62;18",
    "&amp;amp;19", "]]>20", "<plaintext>21", "<textarea>22", "<title>23</title>", "<noscript><p title=\"</noscript><img src=x onerror=alert(24)>\">",
    "<math><mtext></p><style><!--</style><img src onerror=alert(25)>", "<svg><animate onbegin=alert(26) attributeName=x>",
    "<form action=//evil.example/27><button>x", "<input onfocus=alert(28) autofocus>", "<details open ontoggle=alert(29)>", "<body onload=alert(30)>",
    "<x contenteditable onblur=alert(31)>", "\u202egnp.32\u202c reversed", "\u2066isolate33\u2069", "\u001b]0;owned34\u0007", "\u001b[2J\u001b[1;1H35",
    "\u009b31m36", "37\u0001start", "38\u0008\u0008\u0008back", "39\rcarriage", "\ufeff40 mark", "41 \u2028 line", "\uff1cscript\uff1e42", "<scr\u0007ipt>43",
    "`${alert(44)}`", "{{45}}", "{%46%}", "%3Cscript%3E47", "\\u003cscript\\u003e48", "';alert(49)//", "\"-alert(50)-\"",
]
ALLOWED = set("html head meta title style body a h1 h2 h3 p main table caption thead tbody tr th td meter mark kbd form label input select option output "
              "div article section sup b dl dt dd small blockquote bdi script".split())
ATTRIBUTES = set("lang charset http-equiv content name class href id scope min max value title hidden type autocomplete aria-live tabindex dir rel".split())


class Page(html.parser.HTMLParser):
    """Everything of a page that could run or load, and its text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.wrong, self.text, self.scripts, self.csp, self.ids, self.links, self.inside, self.open = [], [], [], None, set(), [], None, []

    def handle_starttag(self, tag, attrs):
        if tag not in ALLOWED:
            self.wrong.append("element <%s>" % tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.wrong.append("attribute %s of <%s>" % (name, tag))
            if name == "href" and not re.match(r"https?://|#", value or ""):
                self.wrong.append("link to %r" % value)
            if name == "href" and (value or "").startswith("#"):
                self.links.append(value[1:])
            if name == "id":
                if value in self.ids:
                    self.wrong.append("id %s twice" % value)
                self.ids.add(value)
            if (tag, name) == ("meta", "content") and dict(attrs).get("http-equiv"):
                self.csp = value
        if tag not in ("meta", "input"):
            self.open.append(tag)
        self.inside = tag if tag in ("script", "style") else None
        if self.inside:
            self.scripts.append([tag, ""])

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append("end tag </%s> out of place" % tag)
        self.inside = None

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1][1] += data
        else:
            self.text.append(data)


def shown(text):
    """Hostile text as the page must show it, white space aside."""
    bad = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
    return re.sub(r"\s+", "", re.sub(bad, "\ufffd", text))


def hostile_lines():
    story = "The foreign minister of Sweden, %s, accused Norway of breaking the fishing accord on Thursday. %s Denmark and Sweden will meet in Oslo on Friday."
    for i, evil in enumerate(HOSTILE):
        yield json.dumps({"id": "h%d" % i, "title": "%s T%d" % (evil, i), "text": (story % (evil, evil)) + "\n\nSweden condemned Norway. %s" % evil,
                          "outlet": "%s Herald" % evil, "author": evil, "url": "javascript:alert(%d)//%s" % (i, evil), "published": "2024-05-03"})


def check_page(text, problems):
    page = Page()
    page.feed(text)
    page.close()
    problems += ["page: " + w for w in sorted(set(page.wrong))]
    if page.open:
        problems.append("page: not ended: %s" % page.open)
    problems += ["page: link to #%s leads nowhere" % l for l in sorted(set(page.links) - page.ids)[:3]]
    if [s[0] for s in page.scripts] != ["style", "script"]:
        problems.append("page: scripts and styles are %s" % [s[0] for s in page.scripts])
    import base64
    import hashlib
    for tag, body in page.scripts:
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        if "%s-src 'sha256-%s'" % (tag, digest) not in (page.csp or ""):
            problems.append("page: the policy does not name this %s" % tag)
    if not (page.csp or "").startswith("default-src 'none'; "):
        problems.append("page: no policy")
    return page


def hostile(program, tmp):
    problems = []
    path, db = os.path.join(tmp, "hostile.jsonl"), os.path.join(tmp, "hostile.db")
    open(path, "w", encoding="utf-8").write("\n".join(hostile_lines()) + "\n")
    done = run(program, ["code", "--db", db, path])
    if done.returncode not in (0, 3):
        return ["hostile: code ended with %d: %s" % (done.returncode, done.stderr.decode("utf-8", "replace"))]
    if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", done.stderr):
        problems.append("hostile: control characters on standard error")
    rows = [json.loads(l) for l in run(program, ["export", "--db", db, "--format", "documents"]).stdout.splitlines()]
    if len(rows) < 45:
        problems.append("hostile: only %d of %d documents were read: %r" % (len(rows), len(HOSTILE), done.stderr[:200]))
    if not rows:
        return problems
    if sum(len(r["reports"]) for r in rows) < len(rows):
        problems.append("hostile: too few reports to test the page's cards")
    text = run(program, ["report", "--html", "--db", db]).stdout.decode("utf-8")
    page = check_page(text, problems)
    squeezed = re.sub(r"\s+", "", "".join(page.text))
    for row in rows:
        if row.get("title") and shown(row["title"]) not in squeezed:
            problems.append("page: title %r is not shown as it is" % row["title"])
    for args in (["show", "--db", db, "--color=never"], ["search", "--db", db, "accord"], ["explain", "--db", db, rows[0]["document_id"]]):
        out = run(program, args).stdout.decode("utf-8", "replace")
        if re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out):
            problems.append("%s: control characters reach the terminal" % args[0])
    for row in rows:
        out = run(program, ["show", "--db", db, row["document_id"]]).stdout.decode("utf-8", "replace")
        if re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out):
            problems.append("show: control characters reach the terminal (%r)" % row["title"])
    return problems


# ---- behaviour ----
def behaviour(program, tmp):
    problems = []

    def want(what, good):
        if not good:
            problems.append(what)

    demo = os.path.join(tmp, "demo")
    start = time.time()
    done = run(program, ["demo", "--dir", demo])
    want("demo: exit %d: %s" % (done.returncode, done.stderr.decode()), done.returncode == 0)
    want("demo: took %.1f s" % (time.time() - start), time.time() - start < 10)
    db = os.path.join(demo, "demo.db")
    again = run(program, ["demo", "--dir", demo])
    want("demo: the second time differs", again.returncode == 0 and again.stdout == done.stdout)
    rows = [json.loads(l) for l in run(program, ["export", "--db", db]).stdout.splitlines()]
    want("demo: no reports", rows)
    if not rows:
        return problems
    some = rows[0]
    out = run(program, ["explain", "--db", db, some["report_id"]])
    want("explain of a report: exit %d" % out.returncode, out.returncode == 0 and b"why:" in out.stdout)
    want("explain of an unknown id", run(program, ["explain", "--db", db, "ffffffffffffffff"]).returncode == 1)
    out = run(program, ["show", "--db", db, some["document_id"]]).stdout.decode()
    want("show: the report's type is missing", some["type"] in out)
    want("show: colours without a terminal", "\033" not in out)
    out = run(program, ["show", "--color=always", "--db", db, some["document_id"]], env={"NO_COLOR": "1"}).stdout.decode()
    want("show: no colours with --color=always", "\033[" in out)
    csv = run(program, ["export", "--db", db, "--format", "csv"]).stdout
    want("export: CSV has %d lines for %d reports" % (len(csv.splitlines()), len(rows)), len(csv.splitlines()) >= len(rows) + 1)
    page = run(program, ["report", "--html", "--db", db]).stdout.decode()
    check_page(page, problems)
    want("report: a card is missing", all('id="r-%s"' % r["report_id"] in page for r in rows))
    want("doctor", run(program, ["doctor", "--db", db]).returncode == 0)
    open(os.path.join(tmp, "junk.db"), "w").write("this is no database" * 100)
    want("doctor of junk", run(program, ["doctor", "--db", os.path.join(tmp, "junk.db")]).returncode == 2)
    want("show of junk", run(program, ["show", "--db", os.path.join(tmp, "junk.db")]).returncode == 2)
    problems += pipes(program, db)
    return problems + acks(program, tmp, demo)


def pipes(program, db):
    problems = []
    for args in (["export", "--db", db, "--format", "documents"], ["report", "--html", "--db", db], ["help"]):
        ours, theirs = os.pipe()
        os.close(ours)
        done = subprocess.run([program] + args, env=ENV, stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE, timeout=60)
        os.close(theirs)
        if done.stderr or done.returncode != 0:
            problems.append("%s into a closed pipe: exit %d, %r" % (args[0], done.returncode, done.stderr))
    with open("/dev/full", "wb") as full:
        done = subprocess.run([program, "export", "--db", db], env=ENV, stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, timeout=60)
    if done.returncode != 2 or not done.stderr:
        problems.append("export to a full disk: exit %d" % done.returncode)
    return problems


def acks(program, tmp, demo):
    db = os.path.join(tmp, "acks.db")
    done = run(program, ["code", "--acks", "--db", db, os.path.join(demo, "samples")])
    lines = done.stdout.decode().splitlines()
    problems = [] if lines and all(re.fullmatch(r".+\t\d+", l) for l in lines) else ["code --acks printed %r" % lines[:3]]
    reader = subprocess.Popen([program, "code", "--db", os.path.join(tmp, "slow.db"), "-"], env=ENV, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE)
    time.sleep(0.5)
    reader.send_signal(signal.SIGINT)
    try:
        reader.wait(timeout=20)  # its standard input stays open: else it may be done before it sees the signal
        if reader.returncode != 130:
            problems.append("Ctrl-C ended with %d: %r" % (reader.returncode, reader.stderr.read()))
    except subprocess.TimeoutExpired:
        reader.kill()
        problems.append("Ctrl-C did not end a run that waits for input")
    return problems


def evidence(program, tmp):
    """The words of a report stand in the file where the export says: record's offset and place in the record."""
    problems, seen = [], 0
    db, folder = os.path.join(tmp, "evidence.db"), os.path.join(CASES, "records")
    run(program, ["code", "--db", db, folder])
    for row in run(program, ["export", "--db", db, "--format", "documents"]).stdout.splitlines():
        doc = json.loads(row)
        if os.path.splitext(doc["source"]["name"])[1] not in (".xml", ".csv", ".json"):
            continue
        held = open(os.path.join(folder, doc["source"]["name"]), "rb").read()
        for report in doc["reports"]:
            at, trigger = doc["source"]["offset"], report["trigger"]
            if trigger["source_begin"] is None or doc["blocks"][0]["kind"] == "title" and trigger["end"] <= doc["blocks"][0]["end"]:
                continue
            there = held[at + trigger["source_begin"] : at + trigger["source_end"]].decode()
            seen += there == trigger["text"]
            if there != trigger["text"]:
                problems.append("evidence: %s says '%s' stands where '%s' does" % (doc["source"]["name"], trigger["text"], there))
    return problems if seen >= 9 else problems + ["evidence: only %d reports have a place in their file" % seen]


def helps(program):
    """Every command of data/options is told in the help, with every option it takes, those of its groups too."""
    problems = []
    book = gen_options.Book(os.path.join(HERE, "..", "data", "options"))
    front = run(program, ["help"]).stdout.decode()
    for page in book.commands:
        told, flag = run(program, ["help", page.name]), run(program, [page.name, "--help"])
        text = told.stdout.decode()
        if told.returncode or flag.stdout != told.stdout:
            problems.append("help %s and --help differ" % page.name)
        if not re.search(r"\b%s\b" % page.name, front) and not page.keys.get("hidden"):
            problems.append("help does not name %s" % page.name)
        for option in book.options(page):
            if not re.search(r"(?<![\w-])--%s(?![\w-])" % option.name, text):
                problems.append("help %s does not tell --%s" % (page.name, option.name))
        if max(map(len, text.splitlines())) > 110:
            problems.append("help %s has a line too long" % page.name)
    return problems


def contrast():
    """Text on its grounds in the page's two colour schemes: WCAG 2.2 asks for 4.5 to 1."""
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    problems = []
    css = open(os.path.join(HERE, "..", "web", "report.css"), encoding="utf-8").read()
    schemes = [s for s in re.findall(r"(?s):root \{(.*?)\}", css) if "--actor:" in s]  # not the one for paper
    if len(schemes) != 2:
        problems.append("web/report.css has %d colour schemes for the screen, not two" % len(schemes))
    for scheme in schemes:
        colour = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", scheme))
        pairs = [(t, g) for t in ("ink", "dim", "vc", "mc", "vf", "mf") for g in ("ground", "panel")]
        pairs += [(t, g) for t in ("ink", "dim") for g in ("actor", "recipient", "claimant", "place", "date", "mark")]
        for text, ground in pairs:
            a, b = sorted((light(colour[text]), light(colour[ground])))
            if (b + 0.05) / (a + 0.05) < 4.5:
                problems.append("contrast of %s on %s is %.1f" % (text, ground, (b + 0.05) / (a + 0.05)))
    return problems


def main(program, names, bless):
    program = os.path.abspath(program)
    problems, n = [], 0
    for name in sorted(os.listdir(CASES)):
        if not names or name in names:
            problems += run_case(program, name, bless)
            n += 1
    if not names:
        problems += helps(program) + contrast()
        with tempfile.TemporaryDirectory() as tmp:
            problems += behaviour(program, tmp)
        with tempfile.TemporaryDirectory() as tmp:
            problems += hostile(program, tmp) + evidence(program, tmp)
    for problem in problems:
        print("FAIL " + problem)
    print("%d cases, %d hostile strings, %d problems" % (n, len(HOSTILE), len(problems)))
    return 1 if problems else 0


if __name__ == "__main__":
    words = [a for a in sys.argv[1:] if a != "--bless"]
    if not words:
        sys.exit(__doc__)
    sys.exit(main(words[0], words[1:], "--bless" in sys.argv))
