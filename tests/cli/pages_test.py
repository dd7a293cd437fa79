"""Manual pages and completions: they say what --help says, and the programs that read them do.

    tests/cli/pages_test.py PROGRAM
"""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = sys.argv.pop(1)
VERBS = ["dedup", "match", "compare", "report", "extract", "eval", "tune", "model features", "model table", "model background"]


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)


def flags_of(verb):
    text = run(PROGRAM, *verb.split(), "--help").stdout
    return set(re.findall(r"^ +(?:-\w,)?(--[\w-]+)", text, re.M))


def plain(page):
    """The text of a manual page without its markup."""
    return re.sub(r"\\f[BIR]|\\&", "", page).replace("\\-", "-")


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = Path(tempfile.mkdtemp(prefix="unspin-pages-"))
        done = run(PROGRAM, "pages", str(cls.dir))
        assert done.returncode == 0, done.stderr
        cls.manuals = {p.name: p for p in (cls.dir / "man/man1").iterdir()}
        cls.bash = cls.dir / "bash-completion/completions/unspin"
        cls.zsh = cls.dir / "zsh/site-functions/_unspin"
        cls.fish = cls.dir / "fish/vendor_completions.d/unspin.fish"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.dir)

    def need(self, program):
        if not shutil.which(program):
            self.skipTest(f"no {program} here")

    def test_every_flag_of_every_verb_is_in_each(self):
        for verb in VERBS:
            manual = plain(self.manuals[f"unspin-{verb.replace(' ', '-')}.1"].read_text())
            flags = flags_of(verb)
            self.assertGreater(len(flags), 0, verb)
            for flag in flags:
                with self.subTest(f"{verb} {flag}"):
                    self.assertRegex(manual, rf"\.TP\n(-\w, )?{flag}\b")
                    self.assertRegex(self.bash.read_text(), rf'"{verb}"\) words="[^"]*{flag}\b')
                    self.assertRegex(self.zsh.read_text(), rf"'{verb}'\)\n(.*\\\n)*? +'{flag}\[")
                    seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in verb.split())
                    self.assertIn(f"-n '{seen}' -l {flag[2:]} ", self.fish.read_text())
        self.assertEqual(len(self.manuals), len(VERBS) + 2)
        self.assertNotIn("pages", run(PROGRAM, "--help").stdout.split("Subcommands:")[1].split())

    def test_manual_pages_render_without_a_warning(self):
        self.need("groff")
        for page in self.manuals.values():
            done = run("groff", "-man", "-ww", "-Tutf8", str(page))
            self.assertEqual((done.returncode, done.stderr), (0, ""), page.name)
            self.assertIn("SYNOPSIS", re.sub(".\b", "", done.stdout))

    def test_shells_understand_them(self):
        for shell, file in (("bash", self.bash), ("zsh", self.zsh), ("fish", self.fish)):
            with self.subTest(shell):
                self.need(shell)
                done = run(shell, "-n", str(file))
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    def complete_in_bash(self, *words):
        self.need("bash")
        script = f'source "{self.bash}"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _unspin; printf "%s\\n" "${{COMPREPLY[@]}}"'
        return run("bash", "-c", script, "bash", "unspin", *words, cwd=self.dir).stdout.split()

    def test_bash_completes(self):
        self.assertEqual(self.complete_in_bash("de"), ["dedup"])
        self.assertEqual(self.complete_in_bash("match", "--ki"), ["--kinds"])
        self.assertEqual(self.complete_in_bash("match", "--kinds", "ex"), ["exact", "excerpt"])
        self.assertEqual(self.complete_in_bash("model", ""), ["features", "table", "background", "--help"])
        self.assertIn("--pairs", self.complete_in_bash("model", "table", "--"))
        self.assertEqual(self.complete_in_bash("dedup", "ma"), ["man"])

    def test_fish_completes(self):
        self.need("fish")
        script = f'source "{self.fish}"; complete -C "unspin match --progress "; complete -C "unspin model f"'
        words = [line.split("\t")[0] for line in run("fish", "-c", script).stdout.splitlines()]
        self.assertEqual(words, ["auto", "json", "off", "features"])

    def test_says_where_it_cannot_write(self):
        done = run(PROGRAM, "pages", "/dev/null/nowhere")
        self.assertEqual(done.returncode, 4)
        self.assertIn("cannot write /dev/null/nowhere/man/man1/unspin.1", done.stderr)

    def test_version_says_what_it_was_built_with(self):
        lines = run(PROGRAM, "--version").stdout.splitlines()
        self.assertRegex(lines[0], r"^unspin \d+\.\d+\.\d+$")
        self.assertEqual([line.split(":")[0] for line in lines[1:5]], ["compiler", "kernels", "threads", "model"])


if __name__ == "__main__":
    unittest.main()
