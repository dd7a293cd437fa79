"""Flags, help, configuration files, exit codes, and what goes to stdout and stderr."""

import json
import os
import re
import unittest

import harness
from harness import as_jsonl, collection

SHORT = ["--progress", "off"]
VERBS = ("dedup", "match")


class Usage(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.write("in.jsonl", as_jsonl(collection(61, 100)))

    def refuse(self, *arguments, message):
        run = self.run_unspin(*arguments, expect=2)
        self.assertRegex(run.err, message)
        self.assertEqual(run.out, "", "stdout is for data")

    def test_version(self):
        self.assertRegex(self.run_unspin("--version").out, r"^unspin \d+\.\d+\.\d+\ncompiler: ")

    def test_help(self):
        run = self.run_unspin("--help")
        self.assertEqual(run.err, "")
        for verb in VERBS:
            self.assertRegex(run.out, rf"(?m)^  {verb} ")
            text = self.run_unspin(verb, "--help").out
            for flag in ("INPUT", "--out", "--threshold", "--recall", "--threads", "--memory", "--scratch", "--resume",
                         "--max-bad", "--progress", "--id-field", "--text-field"):
                self.assertIn(flag, text, verb)

    def test_help_of_rewrites(self):
        text = self.run_unspin("--help").out
        for verb in ("compare", "model"):
            self.assertRegex(text, rf"(?m)^  {verb} ")
        text = self.run_unspin("match", "--help").out
        for flag in ("--kinds", "--against", "--model", "excerpt", "rewrite", "same-topic"):
            self.assertIn(flag, text)
        text = self.run_unspin("compare", "--help").out
        for flag in ("A", "B", "--json", "--threshold", "--model"):
            self.assertIn(flag, text)
        text = self.run_unspin("model", "--help").out
        for verb in ("features", "table", "background"):
            self.assertIn(verb, text)

    def test_kinds_that_cannot_be(self):
        for kinds in ("rumour", "exact,rumour", ""):
            self.refuse("match", "in.jsonl", "--out", "m.jsonl", "--kinds", kinds, message="--kinds|rumour")

    def test_what_is_no_command(self):
        self.refuse(message="(?i)command")
        self.refuse("frobnicate", message="(?i)command|frobnicate")
        for verb in VERBS:
            self.refuse(verb, message="INPUT|--out")
            self.refuse(verb, "in.jsonl", message="--out")
            self.refuse(verb, "--out", "out", message="INPUT")
            self.refuse(verb, "in.jsonl", "--out", "out", "--frobnicate", message="--frobnicate")

    def test_values_that_cannot_be(self):
        wrong = [("--threshold", "2"), ("--threshold", "0"), ("--threshold", "-0.5"), ("--threshold", "high"),
                 ("--threshold", "nan"), ("--recall", "0"), ("--recall", "1.5"), ("--recall", "nan"), ("--recall", ""),
                 ("--threads", "0"), ("--threads", "-1"), ("--threads", "many"), ("--threads", "99999"),
                 ("--memory", "nonsense"), ("--memory", "4 XB"), ("--memory", "-4GiB"), ("--memory", "1MiB"),
                 ("--max-bad", "2"), ("--max-bad", "-1"), ("--progress", "loud")]
        for flag, value in wrong:
            with self.subTest(flag=flag, value=value):
                for verb in VERBS:
                    self.refuse(verb, "in.jsonl", "--out", "out", flag, value, message=flag.strip("-") + "|size")
        for keep in ("nonsense", "score:", "score", "Longest", ""):
            self.refuse("dedup", "in.jsonl", "--out", "out", "--keep", keep, message="--keep")
        self.refuse("dedup", "in.jsonl", "--out", "out", "--recall", "1", "--threshold", "0", message="threshold")
        self.refuse("dedup", "in.jsonl", "--out", "out", "--threshold", "0.001", message="--recall 1")

    def test_a_memory_without_end_is_refused(self):
        for size in ("infGiB", "1e300GiB"):
            self.refuse("dedup", "in.jsonl", "--out", "out", "--memory", size, message="size|memory")

    def test_a_threshold_of_one_may_be_asked_with_any_recall(self):
        self.run_unspin("dedup", "in.jsonl", "--out", "out", "--threshold", "1", *SHORT)

    def test_sizes(self):
        for size in ("128MiB", "0.5GiB", "200MB", "300M", "1G", "134217728", "134217728B"):
            self.run_unspin("dedup", "in.jsonl", "--out", "out", "--memory", size, *SHORT)

    def test_stdout_is_empty_and_the_summary_goes_to_stderr(self):
        for verb, out in zip(VERBS, ("out", "m.jsonl")):
            run = self.run_unspin(verb, "in.jsonl", "--out", out)
            self.assertEqual(run.out, "")
            summary = [line for line in run.err.splitlines() if not line.startswith("{")]
            self.assertEqual(len(summary), 1)
            self.assertRegex(summary[0], r"^100 documents, .* MB of text, .* s: ")

    def test_progress_off(self):
        run = self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT)
        self.assertRegex(run.err, r"^100 documents.*\n$")

    def test_more_threads_than_cores_are_no_reason_to_talk(self):
        run = self.run_unspin("dedup", "in.jsonl", "--out", "out", "--threads", 2 * (os.cpu_count() or 1), *SHORT)
        self.assertRegex(run.err, r"^100 documents.*\n$")

    def test_the_numbers_of_the_summary(self):
        run = self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT)
        counts = self.counts()
        found = re.search(r"kept (\d+), removed (\d+) \((\d+) exact, (\d+) near-duplicate\) in (\d+) clusters", run.err)
        removed = counts["removed"]
        self.assertEqual([int(n) for n in found.groups()],
                         [counts["kept"], sum(removed.values()), removed["exact"], removed["near_duplicate"],
                          counts["clusters"]])


class Progress(harness.TestCase):
    def test_json(self):
        # Enough for the second between two events, whatever the machine.
        line = '{"id":"%d","text":"' + "few words again and again, %d times or so; " * 4 + '"}\n'
        self.write("in.jsonl", "".join(line % ((i,) * 5) for i in range(60_000)))
        for mode in (["--progress", "json"], []):  # not a terminal: the same
            run = self.run_unspin("dedup", "in.jsonl", "--out", "out", "--recall", "1", "--threads", "1", *mode)
            self.assertEqual(run.out, "")
            *events, summary = run.err.splitlines()
            self.assertRegex(summary, "^60000 documents")
            for event in map(json.loads, events):
                self.assertEqual(event["event"], "progress")
                self.assertEqual(list(event), ["event", "stage", "done", "total", "unit", "documents", "stage_seconds"])
                self.assertLessEqual(event["done"], event["total"])
                self.assertIn(event["stage"], ("scan", "prefixes", "candidates", "gather", "verify", "write"))


class Configuration(harness.TestCase):
    """--config FILE.toml before the verb; a section for each verb; flags win over the file."""

    def setUp(self):
        super().setUp()
        self.write("in.jsonl", as_jsonl(collection(62, 100)))

    def options(self, *arguments, file):
        self.write("config.toml", file)
        self.run_unspin("--config", "config.toml", *arguments, *([] if "dedup" not in arguments else SHORT))
        return self.read_json("out/run.json")["options"]

    def test_options_of_a_verb(self):
        file = '[dedup]\nthreshold = 0.7\nrecall=0.95 # a comment\nkeep = "first"\nid-field = "id"\n\n[match]\nthreshold=0.6\n'
        options = self.options("dedup", "in.jsonl", "--out", "out", file=file)
        self.assertEqual(options, {"threshold": 0.7, "recall": 0.95, "keep": "first", "id_field": "id"})

    def test_a_flag_wins(self):
        options = self.options("dedup", "in.jsonl", "--out", "out", "--threshold", "0.9",
                               file="[dedup]\nthreshold = 0.7\nrecall = 0.95\n")
        self.assertEqual((options["threshold"], options["recall"]), (0.9, 0.95))

    def test_everything_may_stand_in_it(self):
        file = '[dedup]\nINPUT = ["in.jsonl"]\nout = "out"\nids-only = true\nthreads = 1\nmemory = "1GiB"\n'
        self.options("dedup", file=file)
        self.assertTrue((self.dir / "out/kept/ids.jsonl").exists())

    def refuse(self, file, message, *arguments):
        if file is not None:
            self.write("config.toml", file)
        run = self.run_unspin(*(arguments or ("--config", "config.toml", "dedup", "in.jsonl", "--out", "out")), expect=2)
        self.assertRegex(run.err, message)

    def test_values_that_cannot_be(self):
        self.refuse('[dedup]\nthreshold = "high"\n', "threshold")
        self.refuse("[dedup]\nthreshold = 7\n", "threshold")
        self.refuse('[dedup]\nprogress = "loud"\n', "progress")

    def test_a_file_that_is_not_there(self):
        self.refuse(None, "missing.toml", "--config", "missing.toml", "dedup", "in.jsonl", "--out", "out")

    def test_a_misspelt_option_is_refused(self):
        self.refuse("[dedup]\ntreshold = 0.7\n", "treshold")

    def test_an_option_outside_of_a_section_is_refused(self):
        self.refuse("threshold = 0.7\n", "threshold")

    def test_a_file_that_is_not_toml_is_refused(self):
        self.refuse("[dedup\nthreshold 0.7 {{{\n", "config.toml")

    def test_it_may_stand_behind_the_verb(self):
        self.write("config.toml", "[dedup]\nthreshold = 0.7\n")
        self.run_unspin("dedup", "in.jsonl", "--out", "out", "--config", "config.toml", *SHORT)
        self.assertEqual(self.read_json("out/run.json")["options"]["threshold"], 0.7)


if __name__ == "__main__":
    harness.main()
