#!/usr/bin/env python3
"""data/options/*.md -> the option parser's table with the help texts and completions, or the man pages, or the completions.
usage: gen_options.py --c OPTIONS_DIR OUT.h | --man OPTIONS_DIR OUT_DIR | --completion OPTIONS_DIR OUT_DIR

Front matter, one "key: value" a line (option, use and example may repeat):
  command: NAME | group: NAME | page: polybius
  summary, arguments ("-" none), operands: LEAST-[MOST], order, hidden: yes
  words: A B C | COMMANDS           the only operands there are (an unknown command is told by "help" itself)
  use: GROUP                        takes over a group's options
  option: [-q, ]--name[ VALUE][...] -- text      "..." may be given again
      VALUE: "N" a whole number, "a|b" a choice, TYPE an event type, DAY, SHARE from 0 to 1, CODE of an actor,
      FILE, FOLDER, PATH; others are free
  settings: NAME=DEFAULT ...        options that the file of settings may set; a flag's default is "no"
  example: COMMAND LINE -- text
Below it: paragraphs, "## Heading", "* item", and lines indented by four spaces, kept as they are."""
import os
import re
import sys
import textwrap

import completion
import gen_ontology

WIDTH = 80
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
EVENT_TYPES = [row["type"] for row in gen_ontology.rows(os.path.join(ROOT, "data", "ontology", "types.tsv"))]


class Option:
    def __init__(self, text):
        form, _, self.text = text.partition(" -- ")
        m = re.fullmatch(r"(?:-(\w), )?--([a-z-]+)(?: (\S+?))?(\.\.\.)?", form.strip())
        if not m or not self.text:
            sys.exit("wrong option line: " + text)
        self.short, self.name, self.value, self.again = m.group(1), m.group(2), m.group(3), bool(m.group(4))
        self.setting = None  # the default, where the file of settings may set it

    def choices(self):
        """The words its value may be; none: others too."""
        if self.value == "TYPE":
            return EVENT_TYPES
        return self.value.split("|") if self.value and "|" in self.value else []

    def form(self):
        return ("-%s, " % self.short if self.short else "") + "--" + self.name + (" " + self.value if self.value else "")

    def ident(self):
        return "CLI_OPT_" + self.name.upper().replace("-", "_")


class Page:
    def __init__(self, path):
        text = open(path, encoding="utf-8").read()
        _, front, self.body = re.split(r"(?m)^---\n", text, maxsplit=2)
        self.keys, self.own, self.examples, self.use, defaults = {}, [], [], [], []
        for line in front.splitlines():
            key, _, value = line.partition(": ")
            if key == "option":
                self.own.append(Option(value))
            elif key == "example":
                self.examples.append(value.rpartition(" -- ")[::2])
            elif key == "use":
                self.use.append(value)
            elif key == "settings":
                defaults = value.split()
            else:
                self.keys[key] = value
        self.set_defaults(defaults)
        self.name = self.keys.get("command") or self.keys.get("page") or self.keys["group"]

    def set_defaults(self, pairs):
        own = {o.name: o for o in self.own}
        for pair in pairs:
            name, _, default = pair.partition("=")
            own[name].setting = default

    def blocks(self):
        """(kind, text) of the body: heading, item, literal, paragraph."""
        for part in re.split(r"\n{2,}", self.body.strip("\n")):
            if not part.strip():
                continue
            lines = part.splitlines()
            if lines[0].startswith("## "):
                yield "heading", lines.pop(0)[3:]
            if lines and lines[0].startswith("    "):
                yield "literal", "\n".join(l[4:] for l in lines)
            elif lines and lines[0].startswith("* "):
                for item in re.split(r"(?m)^\* ", "\n".join(lines))[1:]:
                    yield "item", " ".join(item.split())
            elif lines:
                yield "paragraph", " ".join(" ".join(lines).split())


class Book:
    def __init__(self, folder):
        pages = [Page(os.path.join(folder, f)) for f in sorted(os.listdir(folder)) if f.endswith(".md")]
        self.groups = {p.name: p for p in pages if "group" in p.keys}
        self.front = next(p for p in pages if "page" in p.keys)
        self.commands = sorted((p for p in pages if "command" in p.keys), key=lambda p: int(p.keys["order"]))
        self.shown = [p for p in self.commands if "hidden" not in p.keys]

    def words(self, page):
        """The operands a command takes, where they are few."""
        words = page.keys.get("words", "").split()
        return [p.name for p in self.commands] if words == ["COMMANDS"] else words

    def options(self, page):
        """The page's options: its own, in order, then those of its groups."""
        return page.own + [o for g in page.use for o in self.groups[g].own]

    def all_options(self):
        seen = {}
        for page in [self.front] + self.commands:
            for option in self.options(page):
                seen.setdefault(option.name, option)
        return [seen[n] for n in sorted(seen)]


def plain(text):
    return text.replace("`", "")


def filled(text, indent, hanging=None):
    return textwrap.fill(plain(text), WIDTH, initial_indent=indent, subsequent_indent=hanging or indent,
                         break_long_words=False, break_on_hyphens=False) + "\n"


def option_help(options):
    out = ""
    for o in options:
        head = "  " + ("" if o.short else "    ") + o.form()
        if len(head) > 24:
            out += head + "\n" + filled(o.text, " " * 26)
        else:
            out += filled(o.text, head.ljust(26), " " * 26)
    return out


def body_help(page):
    out, after_heading = "", False
    for kind, text in page.blocks():
        gap, after_heading = "" if after_heading else "\n", kind == "heading"
        if kind == "heading":
            out += "\n" + text + ":\n"
        elif kind == "item":
            out += filled(text, "  ", "      ")
        elif kind == "literal":
            out += gap + textwrap.indent(text, "    ") + "\n"
        else:
            out += gap + filled(text, "  " if not gap else "")
    return out


def usage(page):
    arguments = page.keys.get("arguments", "-")
    return "polybius %s [OPTIONS]%s" % (page.name, "" if arguments == "-" else " " + arguments)


def command_help(book, page):
    out = "polybius %s: %s\n\nUsage: %s\n" % (page.name, page.keys["summary"], usage(page)) + body_help(page)
    options = book.options(page)
    if options:
        out += "\nOptions:\n" + option_help(options)
    if page.examples:
        out += "\nExamples:\n" + "".join("  %s\n%s" % (line, filled(text, "      ")) for line, text in page.examples)
    return out + '\nOptions that every command takes are listed by "polybius help".\n'


def front_help(book):
    front = book.front
    out = "polybius: %s\n\nUsage: %s\n%s\nCommands:\n" % (front.keys["summary"], front.keys["usage"],
                                                         body_help(front).split("\n\nExit codes:")[0] + "\n")
    for page in book.shown:
        out += filled(page.keys["summary"], "  " + page.name.ljust(12), " " * 14)
    out += "\nOptions for every command:\n" + option_help(book.options(front))
    out += "\nExit codes:" + body_help(front).split("\n\nExit codes:")[1]
    hidden = [p.name for p in book.commands if "hidden" in p.keys]
    out += "\nFor evaluations: %s.\n" % ", ".join(hidden)
    return out + '"polybius help COMMAND" shows the help of a command.\nThe place to start is "polybius demo".\n'


def first_help(book):
    """For who gave no command: the commands, and where to start."""
    front = book.front
    out = "polybius: %s\n\nUsage: %s\n\nCommands:\n" % (front.keys["summary"], front.keys["usage"])
    for page in book.shown:
        out += filled(page.keys["summary"], "  " + page.name.ljust(12), " " * 14)
    out += "\nTo begin:\n" + "".join("  %s%s\n" % (line.ljust(26), text) for line, text in front.examples)
    return out


def quoted(text):
    if text is None:
        return "NULL"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", '\\n"\n    "') + '"'


def table(name, options):
    rows = "".join("  {%s, %s, %s, %s, %s, %s, %s},\n" % (
        o.ident(), "'%s'" % o.short if o.short else "0", quoted(o.name), quoted(o.value), quoted("|".join(o.choices()) or None),
        quoted(o.setting), "true" if o.again else "false") for o in options)
    return "static const cli_option %s[] = {\n%s  {CLI_OPT_COUNT, 0, NULL, NULL, NULL, NULL, false}};\n" % (name, rows)


def write_c(book, out):
    text = ["/* Made by tools/gen_options.py from data/options; do not edit. */", "#ifndef CLI_OPTION_IDS", "#define CLI_OPTION_IDS"]
    text += ["typedef enum cli_option_id {"] + ["  %s," % o.ident() for o in book.all_options()]
    text += ["  CLI_OPT_COUNT", "} cli_option_id;"]
    text.append("#define CLI_COMMAND_MAP(X) \\")
    text += ["  X(%s) \\" % p.name for p in book.commands]
    text += ["", "#endif", "#ifdef CLI_OPTION_TABLES", table("global_options", book.options(book.front))]
    text.append("static const char front_help[] =\n    %s;\n" % quoted(front_help(book)))
    text.append("static const char first_help[] =\n    %s;\n" % quoted(first_help(book)))
    text += [table(p.name + "_options", book.options(p)) for p in book.commands]
    text.append("static const cli_command commands[] = {")
    for p in book.commands:
        least, most = p.keys["operands"].split("-")
        words = None if p.keys.get("words") == "COMMANDS" else "|".join(book.words(p)) or None
        text.append("  {%s, %s, %s, %s, %s, %s, cli_run_%s, %s_options,\n    %s}," % (
            quoted(p.name), quoted(usage(p)), quoted(words), least, most or "UINT_MAX",
            "true" if "hidden" in p.keys else "false", p.name, p.name, quoted(command_help(book, p))))
    text += ["};", "static const struct {", "  const char *shell, *script;", "} completions[] = {"]
    text += ["  {%s, %s}," % (quoted(shell), quoted(script(book))) for shell, (_, script) in completion.SHELLS.items()]
    text += ["};", "#endif", ""]
    open(out, "w", encoding="utf-8").write("\n".join(text))


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    text = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", text)
    return "\\&" + text if text.startswith(".") else text


def man_options(options):
    return "".join(".TP\n\\fB%s\\fR%s\n%s\n" % (roff(o.form().split(" " + o.value)[0] if o.value else o.form()),
                                               " \\fI%s\\fR" % roff(o.value) if o.value else "", roff(o.text)) for o in options)


def man_body(page):
    out = ""
    for kind, text in page.blocks():
        if kind == "heading":
            out += ".SH %s\n" % roff(text.upper())
        elif kind == "item":
            head, colon, rest = text.partition(": ")
            out += ".TP\n\\fB%s\\fR\n%s\n" % (roff(head), roff(rest)) if colon else ".IP \\(bu 2\n%s\n" % roff(text)
        elif kind == "literal":
            out += ".PP\n.nf\n.RS 4\n%s\n.RE\n.fi\n" % "\n".join(roff(l) for l in text.splitlines())
        else:
            out += ".PP\n%s\n" % roff(text)
    return re.sub(r"(\.SH [^\n]*\n)\.PP\n", r"\1", out.removeprefix(".PP\n"))


def man_page(book, page, title):
    out = '.TH "%s" "1" "" "polybius %s" "Polybius"\n.SH NAME\n%s \\- %s\n' % (
        title.upper(), version(), roff(title), roff(page.keys["summary"]))
    line = page.keys["usage"] if page is book.front else usage(page)
    out += ".SH SYNOPSIS\n%s\n.SH DESCRIPTION\n%s" % (roff(line), man_body(page))
    if page is book.front:
        out += ".SH COMMANDS\n" + "".join(".TP\n\\fBpolybius\\-%s\\fR(1)\n%s\n" % (p.name, roff(p.keys["summary"]))
                                          for p in book.commands)
    if book.options(page):
        out += ".SH OPTIONS\n" + man_options(book.options(page))
    if page.examples:
        out += ".SH EXAMPLES\n" + "".join(".TP\n\\fB%s\\fR\n%s\n" % (roff(line), roff(text)) for line, text in page.examples)
    if page is not book.front:
        out += man_section(book.front, "Exit codes")
        out += ".SH SEE ALSO\n\\fBpolybius\\fR(1), for the options that every command takes and the file of settings\n"
    return out


def man_section(page, heading):
    """One section of a page's body."""
    section = re.search(r"\.SH %s\n.*?(?=\.SH |\Z)" % heading.upper(), man_body(page), re.S)
    return section.group(0)


def write_man(book, folder):
    os.makedirs(folder, exist_ok=True)
    pages = [("polybius", book.front)] + [("polybius-" + p.name, p) for p in book.commands]
    for title, page in pages:
        with open(os.path.join(folder, title + ".1"), "w", encoding="utf-8") as f:
            f.write(man_page(book, page, title))


def write_completion(book, folder):
    """Each shell's script under the name that shell looks for."""
    for name, script in completion.SHELLS.values():
        os.makedirs(os.path.join(folder, os.path.dirname(name)), exist_ok=True)
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(script(book))


def version():
    """Of the program, out of the public header."""
    header = os.path.join(ROOT, "include", "polybius", "polybius.h")
    text = open(header, encoding="utf-8").read()
    return ".".join(re.search(r"#define PLB_VERSION_%s (\d+)" % part, text).group(1) for part in ("MAJOR", "MINOR", "PATCH"))


if __name__ == "__main__":
    WRITERS = {"--c": write_c, "--man": write_man, "--completion": write_completion}
    if len(sys.argv) != 4 or sys.argv[1] not in WRITERS:
        sys.exit(__doc__)
    WRITERS[sys.argv[1]](Book(sys.argv[2]), sys.argv[3])
