#!/usr/bin/env python3
"""web/report.css and web/report.js -> C strings with their SHA-256 for the page's content security policy.
usage: gen_page.py WEB_DIR OUT.h"""
import base64
import hashlib
import os
import sys


def literal(text):
    lines = text.replace("\\", "\\\\").replace('"', '\\"').splitlines()
    return "\n".join('    "%s\\n"' % line for line in lines)


def main(web, out):
    text = "/* Made by tools/gen_page.py from web; do not edit. */\n"
    for name, path in (("page_style", "report.css"), ("page_script", "report.js")):
        body = "\n".join(open(os.path.join(web, path), encoding="utf-8").read().splitlines()) + "\n"
        if "</s" in body.lower():
            sys.exit("%s must not hold an end tag" % path)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        text += "static const char %s[] =\n%s;\n" % (name, literal(body))
        text += 'static const char %s_hash[] = "sha256-%s";\n' % (name, digest)
    open(out, "w", encoding="utf-8").write(text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
