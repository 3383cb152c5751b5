#!/usr/bin/env python3
"""Files below folders -> one C file with their bytes, sorted by path, and the functions plb_data, plb_data_at and plb_data_hash.
usage: embed.py OUT.c FOLDER [PREFIX=FOLDER ...]     PREFIX/ goes before the paths of that folder"""
import hashlib
import os
import sys

ENDINGS = (".tsv", ".txt", ".bin", ".md", ".sql", ".css", ".html")


def files(root, prefix):
    for folder, dirs, names in os.walk(root):
        dirs[:] = sorted(d for d in dirs if not (prefix == "samples/" and d == "expected"))
        for name in sorted(names):
            if name.endswith(ENDINGS) and not (prefix and name == "README.md"):
                path = os.path.join(folder, name)
                yield prefix + os.path.relpath(path, root).replace(os.sep, "/"), path


def literal(data):
    """Bytes as C string pieces: quicker to compile than a list of numbers."""
    out = []
    for i in range(0, len(data), 64):
        out.append('"%s"' % "".join("\\%03o" % b for b in data[i : i + 64]))
    return "\n".join(out) if out else '""'


def main(out, specs):
    found = []
    for spec in specs:
        prefix, _, folder = spec.rpartition("=")
        found += files(folder, prefix + "/" if prefix else "")
    found.sort()
    with open(out, "w", encoding="utf-8") as f:
        f.write("/* Made by tools/embed.py; do not edit. */\n")
        f.write('#include "base/table.h"\n#include "base/slice.h"\n#include "base/hash.h"\n')
        sizes = []
        total = hashlib.sha256()
        for i, (_, path) in enumerate(found):
            data = open(path, "rb").read()
            sizes.append(len(data))
            total.update(found[i][0].encode() + b"\0" + hashlib.sha256(data).digest())
            f.write("static const _Alignas(16) char bytes_%d[%d] = %s;\n" % (i, len(data) + 1, literal(data)))
        f.write("static const struct { const char *path; const char *bytes; uint32_t n; } file[] = {\n")
        for i, (path, _) in enumerate(found):
            f.write('  {"%s", bytes_%d, %d},\n' % (path, i, sizes[i]))
        f.write("  {NULL, NULL, 0}};\n")
        f.write(
            "plb_slice plb_data_at(size_t i, const char **path) {\n"
            "  if (i >= sizeof file / sizeof *file || !file[i].path) return (plb_slice){NULL, 0};\n"
            "  *path = file[i].path;\n"
            "  return plb_slice_of(file[i].bytes, file[i].n);\n}\n"
        )
        f.write(
            "plb_slice plb_data(const char *path) {\n"
            "  for (size_t i = 0; file[i].path; i++)\n"
            "    if (strcmp(file[i].path, path) == 0) return plb_slice_of(file[i].bytes, file[i].n);\n"
            "  return (plb_slice){NULL, 0};\n}\n"
        )
        f.write('const char *plb_data_hash(void) {\n  return "%s";\n}\n' % total.hexdigest()[:32])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
