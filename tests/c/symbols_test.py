#!/usr/bin/env python3
"""The functions of the C library are for ever: symbols.txt may grow, with a node for each version, and never shrink.

    tests/c/symbols_test.py LIBRARY symbols.txt
"""

import re
import subprocess
import sys

library, listed = sys.argv[1:]
lines = subprocess.run(["nm", "--dynamic", "--defined-only", "--demangle", library], capture_output=True, text=True,
                       check=True).stdout.splitlines()
names = [line.split(" ", 2)[2] for line in lines]
shown = {name for name in names if re.match(r"unspin_\w+@", name)}
promised = set(open(listed).read().split())
gone = promised - shown
new = shown - promised
# C++: the door, nothing of a room, no instance of somebody else's template.
rooms = r"base|c|cluster|corpus|detect|embed|extract|lsh|postings|report|shingle|sketch|store|text|verify"
leaked = [name for name in names
          if not re.match(r"(\w+ for )?unspin(_\w+@|::(?!(%s)::))|UNSPIN_" % rooms, name)]
for what, list_ in (("gone", gone), ("not in symbols.txt", new), ("not of the door", leaked)):
    for name in sorted(list_):
        print(f"{what}: {name}")
sys.exit(1 if gone or new or leaked else 0)
