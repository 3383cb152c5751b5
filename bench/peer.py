#!/usr/bin/env python3
"""trafilatura over the same pages, for bench.py: reads the files of FOLDER, warms up on the first pages, prints "ready", and for
each line on standard input ("default", "metadata" or "fast") makes one pass over all pages, timed by processor time of this
process, and prints one line of "NAME VALUE" pairs. Run by build/bench-venv/bin/python.
usage: peer.py FOLDER"""
import logging
import os
import resource
import sys
import time

import trafilatura

MODES = {"default": {}, "metadata": {"with_metadata": True}, "fast": {"fast": True}}


def one_pass(pages, options):
    each, found = [], 0
    for page in pages:
        began = time.process_time()
        found += trafilatura.extract(page, **options) is not None
        each.append(time.process_time() - began)
    return each, found


def main():
    folder = sys.argv[1]
    logging.disable(logging.CRITICAL)
    pages = [open(os.path.join(folder, name), "rb").read() for name in sorted(os.listdir(folder))]
    for options in MODES.values():
        one_pass(pages[:5], options)
    print("ready", trafilatura.__version__, flush=True)
    for line in sys.stdin:
        each, found = one_pass(pages, MODES[line.strip()])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        each.sort()
        print("files %d bytes %d found %d all %.6f p50 %.6f p99 %.6f peak_kib %d" % (
            len(pages), sum(map(len, pages)), found, sum(each), each[len(each) // 2], each[len(each) * 99 // 100], peak), flush=True)


if __name__ == "__main__":
    main()
