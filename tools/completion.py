"""Completion scripts for bash, zsh and fish out of a gen_options.Book. Each knows the commands, their options, the words
an option or operand may be, and where a file or folder is meant; it offers nothing where the value is free."""
import os
import re

HEADER = "# Completion for polybius in %s; made by tools/gen_options.py from data/options. Also: polybius completion %s\n"
FILES = {"FILE", "PATH", "DOCUMENT"}


def limits():
    """The names of the limits, out of the public header."""
    header = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "include", "polybius", "polybius.h")
    text = open(header, encoding="utf-8").read()
    return re.findall(r"X\((\w+),", text.split("#define PLB_LIMIT_MAP(X)")[1].split("typedef")[0])


def values(option):
    """What may stand as the option's value: ("words", [...]), ("file",), ("folder",) or ("free",)."""
    if option.choices():
        return "words", option.choices()
    if option.value == "NAME=VALUE":
        return "words", [name + "=" for name in limits()]
    return ("file",) if option.value in FILES else ("folder",) if option.value == "FOLDER" else ("free",)


def operands(book, page):
    if book.words(page):
        return "words", book.words(page)
    return ("file",) if re.search("|".join(FILES), page.keys.get("arguments", "")) else ("free",)


def short(text):
    """The first clause of an option's text."""
    return re.split(r"[;:(]| -- ", text, maxsplit=1)[0].strip().replace("`", "")


# ---- bash ----
BASH = """_polybius_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }
_polybius_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$word")
}
_polybius() {
  local word=${COMP_WORDS[COMP_CWORD]} before command= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      %(valued)s) [[ ${COMP_WORDS[i + 1]} == "=" ]] && i=$((i + 2)) || i=$((i + 1)) ;;
      %(commands)s) command=${COMP_WORDS[i]}; break ;;
    esac
  done
  i=$((COMP_CWORD - 1))
  if [[ $word == "=" ]]; then word=
  elif [[ ${COMP_WORDS[i]} == "=" ]]; then i=$((i - 1)); fi
  before=${COMP_WORDS[i]}
  case "$command $before" in
%(values)s  esac
  if [[ $word == -* ]]; then
    case $command in
%(options)s    esac
    return
  fi
  case $command in
    "") _polybius_words "%(listed)s" ;;
%(operands)s  esac
}
complete -F _polybius polybius
"""


def bash_action(kind, words=()):
    if kind == "words":
        nospace = "compopt -o nospace 2>/dev/null; " if words[0].endswith("=") else ""
        return '%s_polybius_words "%s"' % (nospace, " ".join(words))
    return {"file": "_polybius_files -f", "folder": "_polybius_files -d", "free": ":"}[kind]


def bash(book):
    common = book.options(book.front)
    by_action = {}
    for page in book.commands:
        for o in book.options(page):
            if o.value:
                by_action.setdefault(bash_action(*values(o)), []).append('"%s --%s"' % (page.name, o.name))
    for o in common:
        if o.value:
            by_action.setdefault(bash_action(*values(o)), []).append('*" --%s"' % o.name)
    shared = " ".join("--" + o.name for o in common)
    options = '      "") _polybius_words "%s" ;;\n' % shared
    tails = ""
    for page in book.commands:
        options += '      %s) _polybius_words "%s" ;;\n' % (page.name, " ".join(["--" + o.name for o in book.options(page)] + [shared]))
        if operands(book, page) != ("free",):
            tails += "    %s) %s ;;\n" % (page.name, bash_action(*operands(book, page)))
    return HEADER % ("bash", "bash") + BASH % {
        "valued": "|".join("--" + o.name for o in common if o.value),
        "commands": "|".join(p.name for p in book.commands),
        "values": "".join("    %s) %s; return ;;\n" % ("|".join(names), action) for action, names in by_action.items()),
        "options": options, "listed": " ".join(p.name for p in book.shown), "operands": tails}


# ---- zsh ----
ZSH = """_polybius() {
  local curcontext="$curcontext" state line
  local -a common=(
%(common)s  )
  typeset -A opt_args
  _arguments -C $common '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands=(
%(commands)s      )
      _describe command commands
      ;;
    argument)
      case $line[1] in
%(cases)s      esac
      ;;
  esac
}
if [[ ${funcstack[1]} == _polybius ]]; then
  _polybius "$@"
else
  compdef _polybius polybius
fi
"""


def zsh_quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def zsh_text(text):
    return re.sub(r"([\[\]:\\])", r"\\\1", short(text))


def zsh_action(kind, words=()):
    if kind == "words":
        return "(%s)" % " ".join(words)
    return {"file": "_files", "folder": "_files -/", "free": " "}[kind]


def zsh_option(o):
    form = "%s--%s%s[%s]" % ("*" if o.again else "", o.name, "=" if o.value else "", zsh_text(o.text))
    if o.value:
        return zsh_quoted("%s:%s:%s" % (form, o.name, zsh_action(*values(o))))
    if o.short:
        return "'(-%s --%s)'{-%s,--%s}%s" % (o.short, o.name, o.short, o.name, zsh_quoted("[%s]" % zsh_text(o.text)))
    return zsh_quoted(form)


def zsh(book):
    cases = ""
    for page in book.commands:
        rest = operands(book, page)
        words = [zsh_option(o) for o in book.options(page)]
        if rest != ("free",):
            words.append(zsh_quoted("*:argument:" + zsh_action(*rest)))
        cases += "        %s) _arguments $common%s ;;\n" % (page.name, "".join(" \\\n          " + w for w in words))
    return "#compdef polybius\n" + HEADER % ("zsh", "zsh") + ZSH % {
        "common": "".join("    %s\n" % zsh_option(o) for o in book.options(book.front)),
        "commands": "".join("        %s\n" % zsh_quoted(p.name + ":" + p.keys["summary"].replace(":", "\\:")) for p in book.shown),
        "cases": cases}


# ---- fish ----
FISH = """function __polybius_command
    set -l named %s
    for word in (commandline -opc)[2..]
        if contains -- $word $named
            test $word = "$argv[1]"
            return
        end
    end
    test -z "$argv[1]"
end
complete -c polybius -f
"""


def fish_quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish_action(kind, words=()):
    if kind == "words":
        return " -x -a " + fish_quoted(" ".join(words))
    return {"file": " -r -F", "folder": " -x -a '(__fish_complete_directories)'", "free": " -x"}[kind]


def fish_option(o, when):
    short_form = " -s " + o.short if o.short else ""
    return "complete -c polybius%s%s -l %s%s -d %s\n" % (when, short_form, o.name, fish_action(*values(o)) if o.value else "",
                                                        fish_quoted(short(o.text)))


def fish(book):
    out = HEADER % ("fish", "fish") + FISH % " ".join(p.name for p in book.commands)
    out += "".join(fish_option(o, "") for o in book.options(book.front))
    for page in book.shown:
        out += "complete -c polybius -n __polybius_command -a %s -d %s\n" % (page.name, fish_quoted(page.keys["summary"]))
    for page in book.commands:
        when = " -n '__polybius_command %s'" % page.name
        out += "".join(fish_option(o, when) for o in book.options(page))
        rest = operands(book, page)
        if rest[0] == "words":
            out += "complete -c polybius%s -a %s\n" % (when, fish_quoted(" ".join(rest[1])))
        elif rest[0] == "file":
            out += "complete -c polybius%s -F\n" % when
    return out


# shell: where its script is looked for, below the folder of each; what makes it
SHELLS = {"bash": ("bash-completion/completions/polybius", bash), "zsh": ("zsh/site-functions/_polybius", zsh),
          "fish": ("fish/vendor_completions.d/polybius.fish", fish)}
