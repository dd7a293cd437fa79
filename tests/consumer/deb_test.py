#!/usr/bin/env python3
"""The Debian package: what is in it, what it asks for, and that it comes and goes without a trace.

    tests/consumer/deb_test.py BUILD_DIR               unpacks it into a folder
    tests/consumer/deb_test.py BUILD_DIR --install     as root: also installs it on this machine, and removes it
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BUILD = Path(sys.argv.pop(1)).resolve()
INSTALL = "--install" in sys.argv and not sys.argv.remove("--install")
ROOT = Path(__file__).resolve().parents[2]
if not all(map(shutil.which, ("dpkg-deb", "dpkg-shlibdeps", "file", "cpack"))):
    print("skipped: no dpkg-deb, dpkg-shlibdeps, file and cpack here")
    sys.exit(77)


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=300, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}\n{done.stdout}\n{done.stderr}")
    return done.stdout


class Deb(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = Path(tempfile.mkdtemp(prefix="unspin-deb-"))
        run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", cls.dir / "made", "-D",
            "CPACK_DEBIAN_COMPRESSION_TYPE=none", cwd=cls.dir)
        cls.deb = next((cls.dir / "made").glob("unspin_*.deb"))
        cls.tree = cls.dir / "tree"
        run("dpkg-deb", "-x", cls.deb, cls.tree)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.dir)

    def test_holds_everything(self):
        files = {str(p.relative_to(self.tree)) for p in self.tree.rglob("*") if not p.is_dir()}
        for wanted in (r"usr/bin/unspin", r"usr/lib/.*libunspin\.a", r"usr/lib/.*libunspin\.so\.0", r"usr/include/unspin/c\.h",
                       r"usr/include/unspin/detector\.h", r"usr/lib/.*unspin\.pc", r"usr/lib/.*unspin-config\.cmake",
                       r"usr/share/man/man1/unspin-dedup\.1", r"usr/share/bash-completion/completions/unspin",
                       r"usr/share/zsh/site-functions/_unspin", r"usr/share/fish/vendor_completions\.d/unspin\.fish",
                       r"usr/share/doc/unspin/copyright"):
            self.assertTrue(any(re.fullmatch(wanted, name) for name in files), wanted)
        self.assertEqual([name for name in files if not name.startswith("usr/")], [])

    def test_asks_for_the_libraries_it_is_linked_with(self):
        depends = run("dpkg-deb", "-f", self.deb, "Depends")
        for library in ("libc6", "libstdc++6", "libicu", "libxml2", "libzstd1", "libfmt"):
            self.assertIn(library, depends)

    def test_runs(self):
        program = self.tree / "usr/bin/unspin"
        out = self.dir / "matches.jsonl"
        run(program, "match", ROOT / "data/sample/crawl.jsonl", "--out", out, "--progress", "off")
        self.assertGreater(len(out.read_text().splitlines()), 20)

    @unittest.skipUnless(INSTALL, "only with --install")
    def test_comes_and_goes(self):
        installed = lambda: run("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n")
        before = installed()
        self.assertNotIn(" unspin\n", before)
        run("apt-get", "install", "-y", "--no-install-recommends", "--no-remove", self.deb,
            env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
        try:
            self.assertIn("unspin", run("/usr/bin/unspin", "--version"))
            self.assertIn("unspin", run("man", "-w", "unspin-dedup"))
            self.assertIn("libunspin.so.0", run("ldconfig", "-p"))
        finally:
            run("dpkg", "--purge", "unspin")
        for path in run("dpkg-deb", "-c", self.deb).splitlines():
            name = path.split(" -> ")[0].split("./", 1)[1]
            if "unspin" in name:
                self.assertFalse(os.path.lexists("/" + name), name)
        self.assertNotIn("libunspin", run("ldconfig", "-p"))


if __name__ == "__main__":
    unittest.main()
