#!/usr/bin/env python3
"""The installed library, used from outside the tree: by CMake, by compilers with pkg-config, and as the documentation says.

    tests/consumer/consumer_test.py BUILD_DIR CXX CC
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
BUILD, CXX, CC = (sys.argv.pop(1) for _ in range(3))
EXPECTED_CPP = ("first kept \nsecond removed first\nthird kept \nfirst second exact\nunrelated\n"
                "no output folder: name one with --out\n")
EXPECTED_C = ('first \nsecond first exact \nthird \nfirst second exact \n{"a":"a","b":"b","verdict":"exact","prob\n'
              "1 threshold is 7, must be above 0 and at most 1\n")
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=300, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def blocks():
    """Place, language and text of every block of C++ and C in the documentation."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = page.read_text()
        for match in re.finditer(r"^```(cpp|c)\n(.*?)^```$", text, re.M | re.S):
            yield f"{page.name}:{text[:match.start()].count(chr(10)) + 2}", match[1], match[2]


def program(code):
    """A block without main() becomes the body of one."""
    lines = code.splitlines(True)
    includes = [line for line in lines if line.startswith("#include")]
    body = [line for line in lines if not line.startswith("#include")]
    return '#include "snippet.h"\n' + "".join(includes) + "int main() {\n" + "".join(body) + "}\n"


class Consumer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = Path(tempfile.mkdtemp(prefix="unspin-consumer-"))
        first = cls.dir / "first"
        run("cmake", "--install", BUILD, "--prefix", first)
        cls.prefix = cls.dir / "moved"  # an installed tree may be moved
        first.rename(cls.prefix)
        found = [p.parent for p in cls.prefix.rglob("unspin.pc")]
        assert len(found) == 1, found
        cls.lib = found[0].parent
        cls.env = dict(os.environ, PKG_CONFIG_PATH=str(found[0]), LD_LIBRARY_PATH=str(cls.lib))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.dir)

    def flags(self, *options):
        return run("pkg-config", *options, "unspin", env=self.env).split()

    def check(self, program, expected):
        self.assertEqual(run(program, env=self.env, cwd=self.dir), expected)

    def test_cmake(self):
        build = self.dir / "cmake"
        run("cmake", "-S", HERE, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DCMAKE_CXX_COMPILER={CXX}", f"-DCMAKE_C_COMPILER={CC}", "-DCMAKE_BUILD_TYPE=Debug")
        run("cmake", "--build", build)
        self.check(build / "shared", EXPECTED_CPP)
        self.check(build / "static", EXPECTED_CPP)
        self.check(build / "c", EXPECTED_C)
        libraries = run("ldd", build / "static", env=self.env)
        self.assertNotIn("libunspin", libraries)
        self.assertIn("libunspin.so.0", run("ldd", build / "shared", env=self.env))

    def test_pkg_config_shared(self):
        run(CXX, "-std=c++20", *STRICT, HERE / "consumer.cpp", "-o", self.dir / "shared", *self.flags("--cflags", "--libs"))
        self.check(self.dir / "shared", EXPECTED_CPP)
        run(CC, "-std=c11", *STRICT, HERE / "consumer.c", "-o", self.dir / "in_c", *self.flags("--cflags", "--libs"))
        self.check(self.dir / "in_c", EXPECTED_C)

    def test_pkg_config_static(self):
        libs = ["-l:libunspin.a" if flag == "-lunspin" else flag for flag in self.flags("--libs", "--static")]
        run(CXX, "-std=c++20", HERE / "consumer.cpp", *self.flags("--cflags"), "-o", self.dir / "static", *libs)
        self.check(self.dir / "static", EXPECTED_CPP)

    def test_headers_need_nothing_but_the_standard_library_and_expected(self):
        headers = sorted((self.prefix / "include" / "unspin").glob("*.h"))
        self.assertEqual([h.name for h in headers], sorted(p.name for p in (ROOT / "engine/include/unspin").glob("*.h")))
        for header in headers:
            for name in re.findall(r"#\s*include\s*[<\"]([^>\"]+)", header.read_text()):
                self.assertRegex(name, r"^(\w+|unspin/\w+\.h|tl/expected\.hpp|stddef\.h|stdint\.h)$", header.name)

    def test_the_program_is_there(self):
        self.assertIn("unspin", run(self.prefix / "bin" / "unspin", "--version"))

    def test_snippets(self):
        with open(self.dir / "crawl.jsonl.zst", "wb") as out:
            subprocess.run(["zstd", "-qc", ROOT / "data/sample/crawl.jsonl"], stdout=out, check=True)
        languages = set()
        for place, language, code in blocks():
            with self.subTest(place):
                languages.add(language)
                source = self.dir / ("snippet." + language)
                source.write_text(code if "main(" in code else program(code))
                compiler = [CXX, "-std=c++20", f"-I{HERE}"] if language == "cpp" else [CC, "-std=c11", *STRICT]
                run(*compiler, source, "-o", self.dir / "snippet", *self.flags("--cflags", "--libs"))
                run(self.dir / "snippet", env=self.env, cwd=self.dir)
        self.assertEqual(languages, {"c", "cpp"})


if __name__ == "__main__":
    unittest.main()
