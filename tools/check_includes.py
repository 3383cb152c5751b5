#!/usr/bin/env python3
"""Which room may include which (docs/design.md), and that each third-party header stands in one .c file only.
usage: check_includes.py [ROOT]   Prints each wrong include as FILE:LINE and exits 1 when there is one."""
import os
import re
import sys

MAY = {
    "base": {"base"},
    "acquire": {"base", "acquire"},
    "extract": {"base", "extract"},
    "parse": {"base", "parse"},
    "resolve": {"base", "parse", "resolve"},
    "code": {"base", "parse", "resolve", "code"},
    "store": {"base", "store"},
    "eval": {"base", "eval"},
    "pipe": {"base", "acquire", "extract", "parse", "resolve", "code", "store", "pipe"},
    "cli": {"cli"},
}
# Headers of libraries: the only files that may include them. A folder means: files of that room.
LIBRARY = {
    "libxml/": ["src/extract/dom.c"],
    "jansson.h": ["src/base/json.c"],
    "utf8proc.h": ["src/base/utf8.c"],
    "xxhash.h": ["src/base/hash.c"],
    "sha1.h": ["src/base/digest.c"],
    "sha2.h": ["src/base/digest.c"],
    "zlib.h": ["src/acquire/unpack_zlib.c"],
    "zstd.h": ["src/acquire/unpack_zstd.c"],
    "zstd_errors.h": ["src/acquire/unpack_zstd.c"],
    "brotli/decode.h": ["src/acquire/unpack_brotli.c"],
    "zip.h": ["src/acquire/zip.c"],
    "iconv.h": ["src/extract/charset.c"],
    "sqlite3.h": ["src/store/db.c"],
    "seccomp.h": ["src/pipe/sandbox.c"],
}


def check(root, path, room):
    wrong = []
    for number, line in enumerate(open(os.path.join(root, path), encoding="utf-8"), 1):
        m = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not m:
            continue
        name = m.group(2)
        for library, owners in LIBRARY.items():
            if name.startswith(library) and not any(path == o or (o.endswith("/") and path.startswith(o)) for o in owners):
                wrong.append("%s:%d: <%s> belongs to %s" % (path, number, name, " ".join(owners)))
        if m.group(1) == '"':
            first = name.split("/")[0]
            if name.endswith(".gen.h"):
                continue
            if "/" not in name or first not in MAY:
                wrong.append('%s:%d: write the include with its room: "%s"' % (path, number, name))
            elif first not in MAY[room]:
                wrong.append("%s:%d: %s may not include %s" % (path, number, room, first))
        elif name.startswith("polybius/") is False and "/" in name and name.split("/")[0] in MAY:
            wrong.append("%s:%d: our own headers go in quotation marks" % (path, number))
    return wrong


def main(root):
    wrong = []
    for room in sorted(os.listdir(os.path.join(root, "src"))):
        folder = os.path.join(root, "src", room)
        if not os.path.isdir(folder):
            continue
        if room not in MAY:
            wrong.append("src/%s: no such room in tools/check_includes.py" % room)
            continue
        for name in sorted(os.listdir(folder)):
            if name.endswith((".c", ".h")):
                wrong += check(root, "src/%s/%s" % (room, name), room)
    print("\n".join(wrong) if wrong else "includes: every room includes what it may")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")))
