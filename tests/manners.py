#!/usr/bin/env python3
"""How the program behaves around its work: completion, settings, exit codes, colours, pager, exports without words, install.
usage: manners.py PROGRAM

Completion scripts are run by their shells: bash always, zsh and fish where they are installed (else that is said). What
depends on a terminal runs on a pseudo-terminal."""
import csv
import hashlib
import io
import json
import os
import pty
import re
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..")
sys.path.insert(0, os.path.join(ROOT, "tools"))
import completion
import gen_options

ENV = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TERM": "xterm", "HOME": "/nonexistent"}
BOOK = gen_options.Book(os.path.join(ROOT, "data", "options"))
problems = []


def want(what, good):
    if not good:
        problems.append(what)


def run(args, env=None, stdin=subprocess.DEVNULL, **more):
    return subprocess.run([PROGRAM] + args, env=ENV | (env or {}), stdin=stdin, capture_output=True, timeout=120, **more)


def on_terminal(args, env=None, stdin_too=True):
    """(exit code, what a terminal got) of the program with its standard output, error and input on a terminal."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen([PROGRAM] + args, env=ENV | (env or {}), stdin=theirs if stdin_too else subprocess.DEVNULL,
                             stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    got, end = b"", time.time() + 60
    while time.time() < end:
        ready, _, _ = select.select([ours], [], [], 0.2)
        if ready:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            got += piece
        elif child.poll() is not None:
            break
    if child.poll() is None:
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            problems.append("%s on a terminal does not end" % " ".join(args))
    os.close(ours)
    return child.wait(), got.decode("utf-8", "replace").replace("\r\n", "\n")


# ---- completion ----
BASH = r"""source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _polybius; printf '%s\n' "${COMPREPLY[@]}" """


def bash_completes(script, words, cwd=None):
    done = subprocess.run(["bash", "--norc", "-c", BASH, "bash", script, "polybius"] + words, capture_output=True, text=True, timeout=30, cwd=cwd)
    want("bash completion of %s complains: %s" % (words, done.stderr), not done.stderr)
    return sorted(done.stdout.split("\n")[:-1] if done.stdout.strip() else [])


def option_names(page):
    return sorted({"--" + o.name for o in BOOK.options(page) + BOOK.options(BOOK.front)})


def complete_bash(folder, tmp):
    script = os.path.join(folder, "bash-completion/completions/polybius")
    want("bash -n finds a mistake", subprocess.run(["bash", "-n", script]).returncode == 0)
    os.makedirs(os.path.join(tmp, "some folder"), exist_ok=True)
    open(os.path.join(tmp, "some article.html"), "w").close()
    commands = sorted(p.name for p in BOOK.shown)
    for words, expected in (
        ([""], commands), (["ex"], ["explain", "export"]), (["--col"], ["--color"]), (["--color", "a"], ["always", "auto"]),
        (["--color", "never", "sho"], ["show"]), (["--config", "code", "exp"], ["explain", "export"]), (["export", "--format", ""], ["csv", "documents", "jsonl"]),
        (["export", "--format", "=", "c"], ["csv"]), (["export", "--format", "="], ["csv", "documents", "jsonl"]),
        (["show", "--type", "PRO"], ["PROTEST"]), (["show", "--status", "h"], ["historical", "hypothetical"]), (["code", "--workers", ""], []),
        (["export", "--since", ""], []), (["code", "some"], ["some article.html", "some folder"]), (["show", "--db", "some a"], ["some article.html"]),
        (["demo", "--dir", "some"], ["some folder"]), (["code", "--limit", "worker_"], ["worker_bytes=", "worker_seconds="]),
        (["completion", ""], ["bash", "fish", "zsh"]), (["config", "s"], ["show"]), (["help", "dem"], ["demo"]), (["version", ""], []),
        (["config", "show", "--or"], ["--origin"])):
        got = bash_completes(script, words, tmp)
        want("bash completes %s to %s" % (words, got), got == expected)
    for page in BOOK.commands:
        got = bash_completes(script, [page.name, "--"])
        want("bash offers other options for %s: %s" % (page.name, got), got == option_names(page))


def complete_fish(folder):
    script = os.path.join(folder, "fish/vendor_completions.d/polybius.fish")
    if not shutil.which("fish"):
        return "fish is not installed: its script was not run"
    want("fish -n finds a mistake", subprocess.run(["fish", "-n", script], capture_output=True).returncode == 0)

    def completes(line):
        done = subprocess.run(["fish", "--no-config", "-c", "source %s; complete -C '%s'" % (script, line)], capture_output=True, text=True, timeout=60,
                              env=ENV | {"HOME": "/tmp"})
        want("fish complains: " + done.stderr, not done.stderr)
        return sorted(l.split("\t")[0] for l in done.stdout.splitlines())

    for line, expected in (("polybius ex", ["explain", "export"]), ("polybius --color ", ["always", "auto", "never"]),
                           ("polybius export --format ", ["csv", "documents", "jsonl"]), ("polybius show --type PRO", ["PROTEST"]),
                           ("polybius completion ", ["bash", "fish", "zsh"]), ("polybius config show --o", ["--origin"]), ("polybius help dem", ["demo"]),
                           ("polybius export --no-t", ["--no-text"])):
        want("fish completes '%s' to %s" % (line, completes(line)), completes(line) == expected)


def appears(terminal, text, seconds=20):
    """Reads the terminal until this text has come (colours and movements aside); what has come when it does not."""
    got, end = b"", time.time() + seconds
    while time.time() < end:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        got += os.read(terminal, 65536) if ready else b""
        plain = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", got)
        if text.encode() in plain:
            return None
    return plain.decode("utf-8", "replace")


def complete_zsh(folder, tmp):
    script = os.path.join(folder, "zsh/site-functions/_polybius")
    if not shutil.which("zsh"):
        return "zsh is not installed: its script was not run"
    want("zsh -n finds a mistake", subprocess.run(["zsh", "-n", script], capture_output=True).returncode == 0)
    ours, theirs = pty.openpty()
    shell = subprocess.Popen(["zsh", "-f", "-i", "-V"], env=ENV | {"HOME": tmp, "ZDOTDIR": tmp}, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    os.write(ours, b"stty columns 200; PS1='> '; autoload -Uz compinit; compinit -u -D; source %s; bindkey '^I' complete-word; echo READ''Y\n" % script.encode())
    missing = appears(ours, "READY\r\n")
    for line, expected in (("polybius expo\t", "polybius export "), ("polybius export --format d\t", "--format documents "),
                           ("polybius show --type=PRO\t", "--type=PROTEST "), ("polybius read --stop-after r\t", "--stop-after resolve "),
                           ("polybius config chec\t", "config check "), ("polybius completion fi\t", "completion fish ")):
        if missing is None:
            os.write(ours, line.encode())
            missing = appears(ours, expected)
        want("zsh completes %r to %r" % (line, missing and missing[-200:]), missing is None)
        os.write(ours, b"\x15")
    os.write(ours, b"exit\n")
    try:
        shell.wait(timeout=10)
    except subprocess.TimeoutExpired:
        shell.kill()
    os.close(ours)


def completions(tmp):
    folder = os.path.join(tmp, "completion")
    gen_options.write_completion(BOOK, folder)
    for shell, (name, _) in completion.SHELLS.items():
        done = run(["completion", shell])
        want("completion %s is not the installed script" % shell, done.returncode == 0 and done.stdout == open(os.path.join(folder, name), "rb").read())
    complete_bash(folder, tmp)
    return [note for note in (complete_zsh(folder, tmp), complete_fish(folder)) if note]


# ---- settings ----
def settings(tmp):
    config = os.path.join(tmp, "settings")
    open(config, "w").write('# mine\ndb = "~/a # b.db"\nquiet = yes\nexport.format = csv\nworkers = 3\nrecord_bytes = 1000\n')
    shown = run(["config", "show", "--origin", "--config", config]).stdout.decode().splitlines()
    rows = {l.split()[0]: l for l in shown}
    for name, value, origin in (("db", "/nonexistent/a # b.db", config + ":2"), ("quiet", "yes", config + ":3"), ("export.format", "csv", config + ":4"),
                                ("read.format", "text", "default"), ("workers", "3", config + ":5"), ("record_bytes", "1000", config + ":6"),
                                ("tokens", "400000", "default"), ("color", "auto", "default"), ("no-pager", "no", "default")):
        want("config show: %s is %r" % (name, rows.get(name)), rows.get(name, "").split(None, 1)[1:] == ["%-24s %s" % (value, origin)])
    rows = {l.split()[0]: l for l in run(["config", "show", "--origin", "--config", config, "--color=never"], {"POLYBIUS_DB": "e.db"}).stdout.decode().splitlines()}
    want("config show: the environment's database", rows["db"].split()[1:] == ["e.db", "POLYBIUS_DB"])
    want("config show: the command line's color", rows["color"].split()[1:] == ["never", "command", "line"])
    names = {l.split()[0].split(".")[-1] for l in shown}
    listed = {o.name for p in BOOK.commands + [BOOK.front] for o in BOOK.options(p) if o.setting is not None} | set(completion.limits())
    want("config show lists other settings than there are: %s" % (names ^ listed), names == listed)
    for name, said in (("big", b"# " + b"x" * 70000), ("nul", b"db = a\0b\n"), ("binary", bytes(range(256)) * 20)):
        path = os.path.join(tmp, name)
        open(path, "wb").write(said)
        done = run(["show", "--config", path])
        want("a %s file of settings: exit %d" % (name, done.returncode), done.returncode == 2 and path.encode() in done.stderr)
        want("a %s file of settings reaches the terminal" % name, not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", done.stderr))
    os.mkfifo(os.path.join(tmp, "fifo"))
    want("a pipe as a file of settings", run(["show", "--config", os.path.join(tmp, "fifo")]).returncode == 2)


# ---- exit codes ----
def exit_codes(tmp, db, empty):
    page, none = os.path.join(tmp, "page.html"), os.path.join(tmp, "none")
    open(os.path.join(tmp, "dull.txt"), "w").write("The lamp stood on the table. It was green and old, and nobody used it any more.\n\n" * 12)
    open(os.path.join(tmp, "news.txt"), "w").write("Sweden accused Norway of breaking the fishing accord on Thursday. " * 6)
    dull, news = os.path.join(tmp, "dull.txt"), os.path.join(tmp, "news.txt")
    new = lambda name: os.path.join(tmp, name)
    for code, args in (
        (0, ["demo", "--dir", new("d")]), (0, ["code", "--db", new("1.db"), news]), (0, ["read", news]), (0, ["show", "--db", db]), (0, ["search", "--db", db, "the"]),
        (0, ["export", "--db", db]), (0, ["report", "--db", db, "--output", page]), (0, ["doctor"]), (0, ["doctor", "--db", db]), (0, ["config"]),
        (0, ["completion", "zsh"]), (0, ["help"]), (0, ["help", "code"]), (0, ["version"]), (0, ["--version"]), (0, ["code", "--help"]),
        (0, ["code", "--db", new("1.db"), news]), (0, ["code", "--dry-run", "--db", new("9.db"), news]),
        (1, ["code", "--db", new("2.db"), dull]), (1, ["read", dull]), (1, ["read", "--type", "ASSAULT", news]), (1, ["show", "--db", db, "--actor", "XXX"]),
        (1, ["search", "--db", db, "qqqqqqq"]), (1, ["export", "--db", db, "--since", "2999"]), (1, ["report", "--db", db, "--until", "1900"]),
        (1, ["explain", "--db", db, "ffffffff"]), (1, ["export", "--db", empty]),
        (2, []), (2, ["shwo"]), (2, ["show", "--db", none]), (2, ["show", "--db", news]), (2, ["export", "--db", db, "--output", news]), (2, ["code"]),
        (2, ["export", "--db", db, "--since", "soon"]), (2, ["doctor", "--db", none]), (2, ["config", "check", "--config", none]), (2, ["help", "nothing"]),
        (2, ["search", "--db", db, '"open']), (2, ["export", "--db", db, "--since", "2024-02", "--until", "2024-01"]), (2, ["completion"]),
        (3, ["code", "--db", new("3.db"), news, none]), (3, ["read", none])):
        done = run(args)
        want("exit code of %s is %d, not %d: %s" % (args, done.returncode, code, done.stderr.decode("utf-8", "replace")[:200]), done.returncode == code)
        want("%s: exit %d without a word on standard error" % (args, code), code == 0 or done.stderr or b"No event reports." in done.stdout)
        want("%s: --quiet hides an error" % args, code != 2 or not args or run(args + ["--quiet"]).stderr)
    child = subprocess.Popen([PROGRAM, "code", "--db", new("4.db"), "-"], env=ENV, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.7)
    child.send_signal(signal.SIGTERM)
    try:
        child.communicate(timeout=20)
        want("a terminated run ends with %d" % child.returncode, child.returncode == 130)
    except subprocess.TimeoutExpired:
        child.kill()
        problems.append("a terminated run does not end")
    gen_options.write_man(BOOK, os.path.join(tmp, "man"))
    codes = gen_options.man_section(BOOK.front, "Exit codes")
    for name in sorted(os.listdir(os.path.join(tmp, "man"))):
        want("%s lacks the exit codes" % name, codes in open(os.path.join(tmp, "man", name)).read())
    want("the table of exit codes is short", all("\\fB%d\\fR" % c in codes for c in (0, 1, 2, 3, 130)))
    text = open(os.path.join(ROOT, "docs", "cli.md")).read()
    want("docs/cli.md lacks an exit code", all("| %d |" % c in text for c in (0, 1, 2, 3, 130)))


# ---- colours ----
def colours(tmp, db):
    always, never = os.path.join(tmp, "always"), os.path.join(tmp, "never")
    open(always, "w").write("color = always\n")
    open(never, "w").write("color = never\n")
    show = ["show", "--db", db, "--no-pager", "."]
    for terminal, env, args, coloured in (
        (True, {}, [], True), (True, {"NO_COLOR": "1"}, [], False), (True, {"NO_COLOR": ""}, [], True), (True, {"TERM": "dumb"}, [], False),
        (True, {"NO_COLOR": "1"}, ["--color=always"], True), (True, {}, ["--color=never"], False), (True, {}, ["--no-color"], False),
        (True, {}, ["--no-color", "--color=auto"], True), (True, {"NO_COLOR": "1"}, ["--config", always], True), (True, {}, ["--config", never], False),
        (True, {}, ["--config", never, "--color", "always"], True), (True, {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, [], False),
        (False, {}, [], False), (False, {}, ["--color=always"], True), (False, {"CLICOLOR_FORCE": "1"}, [], True), (False, {"CLICOLOR_FORCE": "0"}, [], False),
        (False, {"CLICOLOR_FORCE": ""}, [], False), (False, {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, [], False), (False, {"CLICOLOR_FORCE": "1"}, ["--color=auto"], True),
        (False, {}, ["--config", always], True), (False, {}, ["--config", always, "--no-color"], False)):
        args = ["show", "--db", db, "--no-pager", "--type", "ACCUSE", DOCUMENT] + args
        code, out = on_terminal(args, env) if terminal else (0, run(args, env).stdout.decode())
        want("colours: %s %s %s" % ("terminal" if terminal else "pipe", env, args[6:]), code == 0 and out.strip() and ("\033[" in out) == coloured)


# ---- the pager ----
def pager(tmp, db):
    script, marker, off = (os.path.join(tmp, n) for n in ("pager", "was-here", "no-pager"))
    open(script, "w").write('#!/bin/sh\necho "$# $1 $2 $LESS" > %s\nexec cat\n' % marker)
    os.chmod(script, stat.S_IRWXU)
    open(off, "w").write("no-pager = yes\n")
    env = {"PAGER": script + "  -a  -b"}
    show = ["show", "--db", db, DOCUMENT]
    plain = run(show).stdout.decode()

    def paged(args=(), more=None, **how):
        if os.path.exists(marker):
            os.unlink(marker)
        code, out = on_terminal(show + ["--color=never"] + list(args), env | (more or {}), **how)
        lines = [l for l in plain.splitlines() if "http" in l or l.startswith("document ")]
        want("pager %s %s: exit %d, or lines are lost" % (args, more, code), code == 0 and all(l in out for l in lines))
        return open(marker).read() if os.path.exists(marker) else None

    want("the pager gets other words", paged() == "2 -a -b FIRX\n")
    want("the pager's own LESS is overruled", paged(more={"LESS": "Q"}) == "2 -a -b Q\n")
    want("--no-pager", paged(["--no-pager"]) is None)
    want("no-pager in the file of settings", paged(["--config", off]) is None)
    want("a pager for TERM=dumb", paged(more={"TERM": "dumb"}) is None)
    want("a pager though standard input is no terminal", paged(stdin_too=False) is None)
    want("PAGER=cat", paged(more={"PAGER": "cat"}) is None)
    want("PAGER empty", paged(more={"PAGER": ""}) is None)
    run(show, env)
    want("a pager in a pipe", not os.path.exists(marker))
    code, out = on_terminal(show, {"PAGER": "no-such-pager -x"})
    want("a pager that is not there: exit %d %r" % (code, out[:80]), code == 0 and "no-such-pager could not be started" in out and DOCUMENT[:12] in out)
    code, out = on_terminal(show, {"PAGER": "true"})
    want("a pager that ends at once: exit %d %r" % (code, out), code == 0 and out == "")
    code, out = on_terminal(show, {"PAGER": "sh -c 'echo HACKED'; echo HACKED"})
    want("the pager is run by a shell", "HACKED\n" not in out)
    if shutil.which("less"):
        code, out = on_terminal(["version"], {})
        want("short output waits in less", code == 0 and "polybius " in out)


# ---- exports without words ----
ARTICLES = [
    {"title": "Quarrel over Skagen herring deepens", "outlet": "Fjordpost", "url": "https://a.example/1", "published": "2024-05-03", "author": "Wilhelmina Quist",
     "text": "Sweden accused Norway of breaking the herring accord on Thursday. The prime minister of Denmark, Ottokar Vandelay, said that Sweden will "
             "meet Norway in Copenhagen on Friday.\n\nVandelay denied that Danish police had arrested twelve fishermen near Skagen."},
    {"title": "Villagers blame army for burnt granary", "outlet": "Fjordpost", "url": "https://a.example/2", "published": "2024-05-04", "author": "Per Olafsen",
     "text": "Rebels attacked the village of Brindleford and killed three soldiers, the Quillmark Gazette reported. \"They burnt the granary,\" the mayor "
             "of Brindleford told reporters on Saturday. France condemned the attack.\n\nThe weather was mild."}]
CODED = r"[0-9a-f]{32}|[0-9a-f]{64}|\d{4}(-\d\d(-\d\d)?)?|[A-Z]{2,9}|[A-Z]+:[A-Z]+|---|\d\d|[a-z]+/[A-Za-z_]+\.tsv:\d+|https://a\.example/\d|Fjordpost|en"
VOCABULARY = set("actual future hypothetical negated historical outlet claimed speaker medium wire state organisation group person role other none day week month "
                 "quarter year decade range title standfirst paragraph heading list quote table caption teaser credit published author language url".split())


def strings(value, path=""):
    """(path, string) of everything in a JSON value."""
    if isinstance(value, dict):
        for k, v in value.items():
            yield from strings(v, path + "." + k)
    elif isinstance(value, list):
        for v in value:
            yield from strings(v, path)
    elif isinstance(value, str):
        yield path, value


def known(path, value):
    """Is this a code, or a word of ours?"""
    if path.endswith((".origin", ".date.basis", ".mode")):
        return len(value) < 60  # looked at below: no word of an article
    return value in VOCABULARY or re.fullmatch(CODED, value)


def without_words(tmp):
    source, db = os.path.join(tmp, "articles.jsonl"), os.path.join(tmp, "words.db")
    open(source, "w").write("".join(json.dumps(a) + "\n" for a in ARTICLES))
    want("no-text: coding failed", run(["code", "--db", db, source]).returncode == 0)
    full = {d["document_id"]: d for d in map(json.loads, run(["export", "--db", db, "--format", "documents"]).stdout.splitlines())}
    outputs = {f: run(["export", "--db", db, "--no-text", "--format", f]).stdout for f in ("jsonl", "csv", "documents")}
    at_once = run(["read", "--no-text", "--format", "jsonl", source]).stdout
    stored = outputs["jsonl"].replace(b'"revision":1,"revisions":1', b'"revision":null,"revisions":null')  # which only a database knows
    want("no-text: read gives other lines than export", sorted(at_once.splitlines()) == sorted(stored.splitlines()))
    words = {w for a in ARTICLES for w in re.findall(r"[A-Za-z]{4,}", a["title"] + " " + a["text"] + " " + a["author"])}
    words |= {w for d in full.values() for p, s in strings(d) if p.endswith(".name") and not p.startswith(".source") for w in re.findall(r"[A-Z][a-z]{3,}", s)}
    words -= {"Fjordpost", "killed", "arrested"}  # the outlet's name, and two keys
    for name, out in outputs.items():
        told = set(re.findall(r"[A-Za-z]+", out.decode()))
        want("no-text: %s holds %s" % (name, sorted(words & told)), not words & told)
        want("no-text: %s holds the file's name" % name, b"articles" not in out)
    reports = [json.loads(l) for l in outputs["jsonl"].splitlines()]
    documents = [json.loads(l) for l in outputs["documents"].splitlines()]
    want("no-text: %d reports of %d documents" % (len(reports), len(documents)), len(reports) >= 4 and len(documents) == len(full) == 2)
    for path, value in (s for line in reports + documents for s in strings(line)):
        want("no-text: %s is %r" % (path, value), known(path, value))
    sha = lambda b: hashlib.sha256(b).hexdigest()
    for line in documents + reports:
        text = full[line["document_id"]]["text"].encode()
        want("no-text: hash or length of a text", line["text_sha256"] == sha(text) and line["text_bytes"] == len(text))
        for r in line.get("reports", []) + line.get("silences", []) + ([line] if "sentence" in line else []):
            s, t = r["sentence"], r["trigger"]
            want("no-text: hash of a sentence", s["sha256"] == sha(text[s["begin"]:s["end"]]))
            want("no-text: a trigger outside its sentence", t["begin"] is None or s["begin"] <= t["begin"] < t["end"] <= s["end"])
    whole = {r["report_id"]: r for d in full.values() for r in d["reports"]}
    for r in reports:
        w = whole[r["report_id"]]
        want("no-text: codes differ", all(r[k] == w[k] for k in ("type", "status", "voice", "confidence", "goldstein", "size")))
        for side in ("actor", "recipient"):
            want("no-text: parties differ", [(p["begin"], p["end"], p["code"], p["sector"]) for p in r[side]]
                 == [(p["begin"], p["end"], p["code"], p["sector"]) for p in w[side]])
    rows = list(csv.DictReader(io.StringIO(outputs["csv"].decode(), newline="")))
    want("no-text: CSV has %d rows" % len(rows), len(rows) == len(reports))
    for row in rows:
        text = full[row["document_id"]]["text"].encode()
        want("no-text: hash in CSV", row["sentence_sha256"] == sha(text[int(row["sentence_begin"]):int(row["sentence_end"])]) and row["text_sha256"] == sha(text))


# ---- filters ----
def filters(db):
    """Each condition, and all together, give what a look at the whole export gives."""
    rows = [json.loads(l) for l in run(["export", "--db", db]).stdout.splitlines()]
    has = lambda parties, code: any((p["code"] or "").lower() == code.lower() for p in parties)
    tests = {
        ("--type", "accuse"): lambda r: r["type"] == "ACCUSE", ("--status", "future"): lambda r: r["status"] == "future",
        ("--actor", "nor"): lambda r: has(r["actor"], "NOR"), ("--recipient", "ISL"): lambda r: has(r["recipient"], "ISL"),
        ("--outlet", OUTLET.upper()): lambda r: (r["outlet"] or "").lower() == OUTLET.lower(),
        ("--voice", "claimed"): lambda r: r["voice"] == "claimed", ("--voice", "outlet"): lambda r: r["voice"] == "outlet",
        ("--confidence", "0.7"): lambda r: r["confidence"] >= 0.7,
        ("--since", "2024-06-10"): lambda r: r["date"]["last"] is not None and r["date"]["last"] + "~" >= "2024-06-10",
        ("--until", "2024-06-10"): lambda r: r["date"]["first"] is not None and r["date"]["first"] <= "2024-06-10~"}
    pairs = list(tests)
    combined = [[p] for p in pairs] + [[a, b] for i, a in enumerate(pairs) for b in pairs[i + 1:] if a[0] != b[0]]
    some = 0
    for conditions in combined:
        args = [w for c in conditions for w in c]
        expected = [r["report_id"] for r in rows if all(tests[c](r) for c in conditions)]
        got = [json.loads(l)["report_id"] for l in run(["export", "--db", db] + args).stdout.splitlines()]
        want("filter %s gives %d reports, not %d" % (args, len(got), len(expected)), got == expected)
        some += len(expected) > 0
    want("filters: only %d of %d combinations match anything" % (some, len(combined)), some >= len(combined) // 2)
    for command, count in (("show", None), ("search", ["a* OR t*"]), ("report", None)):
        done = run([command, "--db", db] + (count or []) + ["--type", "ACCUSE", "--actor", "NOR", "--confidence", "0.5", "--since", "2020", "--voice", "claimed"])
        want("%s takes no filters: %s" % (command, done.stderr), done.returncode in (0, 1))
    accused = {r["document_id"] for r in rows if r["type"] == "ACCUSE"}
    listed = run(["show", "--db", db, "--type", "ACCUSE"]).stdout.decode().splitlines()[1:]
    want("show --type lists other documents", {l[:12] for l in listed} == {d[:12] for d in accused})
    page = run(["report", "--db", db, "--type", "ACCUSE"]).stdout.decode()
    want("report --type shows other reports", set(re.findall(r'id="r-([0-9a-f]{32})"', page)) == {r["report_id"] for r in rows if r["type"] == "ACCUSE"})


# ---- install ----
def install(tmp):
    root = os.path.join(tmp, "root")
    make = ["make", "-s", "-C", ROOT, "DESTDIR=" + root, "PREFIX=/usr", "PROGRAM=" + PROGRAM]
    done = subprocess.run(make + ["install-program", "install-docs"], capture_output=True, text=True, timeout=120)
    want("make install: " + done.stderr, done.returncode == 0)
    files = {os.path.relpath(os.path.join(d, f), root) for d, _, names in os.walk(root) for f in names}
    wanted = {"usr/bin/polybius", "usr/share/bash-completion/completions/polybius", "usr/share/zsh/site-functions/_polybius",
              "usr/share/fish/vendor_completions.d/polybius.fish", "usr/share/man/man1/polybius.1", "usr/share/doc/polybius/copyright",
              "usr/share/doc/polybius/LICENSE", "usr/share/doc/polybius/README.md", "usr/share/doc/polybius/docs/formats.md"}
    wanted |= {"usr/share/man/man1/polybius-%s.1" % p.name for p in BOOK.commands}
    want("make install leaves out %s" % sorted(wanted - files), wanted <= files)
    done = subprocess.run([os.path.join(root, "usr/bin/polybius"), "--version"], capture_output=True)
    want("the installed program does not run", done.stdout.startswith(b"polybius "))
    done = subprocess.run(make + ["uninstall"], capture_output=True, text=True, timeout=120)
    left = [f for _, _, names in os.walk(root) for f in names]
    want("make uninstall leaves %s %s" % (left, done.stderr), done.returncode == 0 and not left)


def main():
    global DOCUMENT, OUTLET
    with tempfile.TemporaryDirectory() as tmp:
        demo = os.path.join(tmp, "demo")
        want("demo failed", run(["demo", "--dir", demo]).returncode == 0)
        db, empty = os.path.join(demo, "demo.db"), os.path.join(tmp, "empty.db")
        rows = [json.loads(l) for l in run(["export", "--db", db]).stdout.splitlines()]
        some = next(r for r in rows if r["type"] == "ACCUSE" and r["outlet"])
        DOCUMENT, OUTLET = some["document_id"], some["outlet"]
        run(["code", "--db", empty, tmp + "/none"])
        notes = completions(os.path.join(tmp))
        settings(tmp)
        exit_codes(tmp, db, empty)
        colours(tmp, db)
        pager(tmp, db)
        without_words(tmp)
        filters(db)
        install(tmp)
    for problem in problems:
        print("FAIL " + problem)
    print("manners: %d problems%s" % (len(problems), "".join("; " + note for note in notes)))
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    PROGRAM = os.path.abspath(sys.argv[1])
    sys.exit(main())
