#!/usr/bin/env python3
"""Rooms include what docs/architecture.md allows, and nothing else.

    tests/style/layering.py               checks engine/, tools/ and python/ against the table in docs/architecture.md
    tests/style/layering.py --self-test   plants violations in a small tree and checks that each is caught

The rules: a room includes itself, the door (<unspin/...>) and the rooms of its row; an outside library is included only
by rooms whose row names it; every folder of engine/ has a row; tools/ sees the door only. Includes of the project are
written from its root ("engine/text/words.h"), so that this check can read them.
"""

import re
import sys
import tempfile
from pathlib import Path

HEADER = "| room | holds | may include | outside libraries, here only |"
DOOR = "include/unspin"
SOURCES = {".h", ".cpp", ".inc"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)

# How an outside header begins → its library's name in the table; None: for everybody.
LIBRARIES = {
    "xxhash.h": "xxHash", "oneapi/tbb": "oneTBB", "tbb/": "oneTBB", "unicode/": "ICU", "simdjson.h": "simdjson",
    "zlib.h": "zlib", "zstd.h": "zstd", "zstd_errors.h": "zstd", "libdeflate.h": "libdeflate", "brotli/": "brotli", "csv.h": "libcsv", "libstemmer.h": "libstemmer",
    "nlohmann/": "nlohmann_json", "CLI/": "CLI11", "libxml/": "libxml2", "expat.h": "expat", "uchardet/": "uchardet", "cld2/": "CLD2", "Eigen/": "Eigen", "arrow/": "Arrow", "parquet/": "Arrow", "kainjow/": "mustache", "nanobind/": "nanobind", "fmt/": None, "tl/expected": None,
}
# POSIX and intrinsics; headers of the standard library have neither a dot nor a slash.
SYSTEM = re.compile(r"(sys/\w+|stddef|stdint|unistd|fcntl|glob|signal|poll|dlfcn|pthread|iconv|\w+mmintrin|immintrin|arm_neon)\.h$")


class Row:
    def __init__(self, includes, libraries):
        self.all = includes == ["all"]
        self.includes = set(includes)
        self.libraries = set(libraries)


def read_table(path):
    """Room → Row, from the one table with our header."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if lines.count(HEADER) != 1:
        raise SystemExit(f"{path}: expected one table with the header\n{HEADER}")
    rows = {}
    for line in lines[lines.index(HEADER) + 2:]:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 4:
            raise SystemExit(f"{path}: not four columns: {line}")
        room = cells[0].strip("`")
        if room in rows:
            raise SystemExit(f"{path}: two rows for {room}")
        words = [[w for w in re.split(r"[\s,]+", cell.replace("`", "")) if w not in ("–", "-", "")] for cell in cells[2:]]
        rows[room] = Row(*words)
    for room, row in rows.items():
        for other in row.includes - rows.keys() - {"all"}:
            raise SystemExit(f"{path}: {room} may include {other}, which has no row")
    return rows


def room_of(path):
    """engine/text/words.h → text; engine/include/unspin/x.h → include/unspin; tools/a.cpp → tools; python/a.cpp → python."""
    parts = path.split("/")
    if parts[0] in ("tools", "python"):
        return parts[0]
    if parts[0] != "engine" or len(parts) < 3:
        return None
    return "/".join(parts[1:3]) if parts[1] == "include" else parts[1]


def library_of(header):
    """(known, library's name or None)"""
    for prefix, library in LIBRARIES.items():
        if header.startswith(prefix):
            return True, library
    return ("." not in header and "/" not in header) or SYSTEM.match(header) is not None, None


def check_include(room, row, bracket, header):
    """What is wrong with this include, or nothing."""
    if header.startswith("unspin/"):
        return None if bracket == "<" else "the door is included as <unspin/...>"
    if header.startswith(("engine/", "tools/", "python/")):
        if bracket == "<":
            return 'headers of the project other than the door are included with ""'
        other = room_of(header)
        if other == DOOR:
            return "the door is included as <unspin/...>"
        if other == room or (row.all and other not in (None, "tools", "python")) or other in row.includes:
            return None
        return f"{room} may not include {other}"
    if bracket == '"':
        return 'write the path from the root of the project: "engine/ROOM/X.h"'
    known, library = library_of(header)
    if not known:
        return "unknown header: give it a library in tests/style/layering.py"
    if library is not None and library not in row.libraries:
        return f"{room} may not use {library}"
    return None


def violations(root):
    rows = read_table(root / "docs" / "architecture.md")
    found = []
    folders = {p.name for p in (root / "engine").iterdir() if p.is_dir()} - {"include"} | {DOOR}
    for folder in sorted(folders - rows.keys()):
        found.append(f"engine/{folder}: has no row in docs/architecture.md")
    for path in sorted(p for top in ("engine", "tools", "python") for p in (root / top).rglob("*") if p.suffix in SOURCES):
        name = path.relative_to(root).as_posix()
        room = room_of(name)
        if room is None:
            found.append(f"{name}: lies in no room")
            continue
        row = rows.get(room)
        if row is None:
            if room not in folders:  # else said above
                found.append(f"{name}: {room} has no row in docs/architecture.md")
            continue
        text = path.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            wrong = check_include(room, row, match[1], match[2])
            if wrong:
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{name}:{line}: {wrong} ({match[2]})")
    return found


# --- self-test

TABLE = f"""# Rooms

{HEADER}
| --- | --- | --- | --- |
| `base` | hashes | – | xxHash, oneTBB |
| `text` | words | base | ICU |
| `verify` | measures | base text | – |
| `sketch` | signatures | base | – |
| `detect` | all of it | all | – |
| `include/unspin` | the door | – | – |
| `tools` | the program | include/unspin | CLI11 |
| `python` | the package | include/unspin base | nanobind |
"""

GOOD = {
    "engine/base/hash.h": "#include <cstdint>\n#include <xxhash.h>\n#include <sys/stat.h>\n#include <unspin/result.h>\n",
    "engine/text/words.cpp": '#include "engine/text/words.h"\n#include <unicode/uchar.h>\n#include "engine/base/hash.h"\n',
    "engine/text/words.h": "// #include <csv.h> would be wrong\n",
    "engine/verify/measure.cpp": '#include "engine/text/words.h"\n#include <fmt/format.h>\n#include <tl/expected.hpp>\n',
    "engine/sketch/minhash.inc": '#include "engine/base/hash.h"\n',
    "engine/detect/run.cpp": '#include "engine/verify/measure.h"\n#include "engine/sketch/minhash.h"\n',
    "engine/include/unspin/result.h": "#include <tl/expected.hpp>\n",
    "tools/main.cpp": '#include <CLI/CLI.hpp>\n#include <unspin/result.h>\n#include "tools/commands.h"\n',
}

# file, its text, what must be said about it
PLANTED = [
    ("engine/verify/cheat.cpp", '#include "engine/sketch/minhash.h"\n', "verify may not include sketch"),
    ("engine/base/up.h", '#pragma once\n\n  #  include "engine/text/words.h"\n', "engine/base/up.h:3: base may not include text"),
    ("engine/sketch/kernel.inc", '#include "engine/text/words.h"\n', "sketch may not include text"),
    ("engine/text/parallel.cpp", "#include <oneapi/tbb/parallel_for.h>\n", "text may not use oneTBB"),
    ("engine/detect/hash.cpp", "#include <xxhash.h>\n", "detect may not use xxHash"),
    ("engine/base/flags.cpp", "#include <CLI/CLI.hpp>\n", "base may not use CLI11"),
    ("engine/base/what.cpp", "#include <boost/any.hpp>\n", "unknown header"),
    ("engine/base/near.cpp", '#include "hash.h"\n', "write the path from the root"),
    ("engine/base/door.cpp", '#include "engine/include/unspin/result.h"\n', "the door is included as"),
    ("engine/base/quotes.cpp", '#include "unspin/result.h"\n', "the door is included as"),
    ("engine/base/angle.cpp", "#include <engine/base/hash.h>\n", "are included with"),
    ("engine/include/unspin/leak.h", '#include "engine/base/hash.h"\n', "include/unspin may not include base"),
    ("engine/detect/print.cpp", '#include "tools/commands.h"\n', "detect may not include tools"),
    ("engine/cellar/box.h", "#include <vector>\n", "engine/cellar: has no row"),
    ("engine/loose.h", "#include <vector>\n", "lies in no room"),
    ("tools/deep.cpp", '#include "engine/base/hash.h"\n', "tools may not include base"),
    ("tools/serve/deep.cpp", '#include "engine/detect/run.h"\n', "tools may not include detect"),
    ("engine/detect/snake.cpp", '#include "python/table.h"\n', "detect may not include python"),
    ("engine/detect/object.cpp", "#include <nanobind/nanobind.h>\n", "detect may not use nanobind"),
    ("python/deep.cpp", '#include "engine/text/words.h"\n', "python may not include text"),
    ("tools/json.cpp", "#include <nlohmann/json.hpp>\n", "tools may not use nlohmann_json"),
]


def plant(folder, files):
    root = Path(folder)
    for name, text in {"docs/architecture.md": TABLE, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return violations(root)


def self_test():
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        found = plant(folder, GOOD)
        failures += [f"a good tree was found wrong: {text}" for text in found]
    for name, text, expected in PLANTED:
        with tempfile.TemporaryDirectory() as folder:
            found = plant(folder, {**GOOD, name: text})
        if len(found) != 1 or expected not in found[0]:
            failures.append(f"{name} with {text!r}: expected one violation, {expected!r}; found {found}")
    for what, table in (("no table", TABLE.replace(HEADER, "| room |")), ("two rows for text", TABLE + "| `text` | a | base | – |\n"),
                        ("a room that is not", TABLE.replace("| base text |", "| base cellar |"))):
        with tempfile.TemporaryDirectory() as folder:
            try:
                plant(folder, {**GOOD, "docs/architecture.md": table})
                failures.append(f"a table with {what} was accepted")
            except SystemExit:
                pass
    return failures


def main():
    if sys.argv[1:] == ["--self-test"]:
        found = self_test()
        done = f"all {len(PLANTED)} planted violations were caught"
    elif not sys.argv[1:]:
        found = violations(Path(__file__).resolve().parents[2])
        done = "every include is allowed"
    else:
        sys.exit(__doc__)
    for line in found:
        print(line, file=sys.stderr)
    if found:
        sys.exit(1)
    print(done)


if __name__ == "__main__":
    main()
