"""senate_test.py PATH_OF_UNSPIN FOLDER: what the program promises, on 72,651 press releases with exhaustive truth.

FOLDER holds senate-pr.jsonl.zst and senate-pr.pairs_j50.tsv.zst (all pairs with a Jaccard similarity of 0.5 or more over
word 5-grams of `[A-Za-z0-9_]` and bytes from 128 on). Skipped, exit code 77, where it is absent. That truth glues curly
quotes to words, so precision and removal are checked against the exhaustive join, which is itself checked against the
truth: every true pair is in it, and what it has beyond the truth are documents with such characters."""

import collections
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, DATA = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
CORPUS = DATA / "senate-pr.jsonl.zst"


def unspin(*arguments):
    subprocess.run([PROGRAM, *map(str, arguments), "--progress", "off"], check=True, capture_output=True, timeout=200)


def pairs_of(path):
    with open(path, encoding="utf-8") as f:
        return {(m["a"], m["b"]): m for m in map(json.loads, f)}


class Senate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = pathlib.Path(tempfile.mkdtemp(prefix="unspin-senate-"))
        words = ["match", CORPUS, "--kinds", "exact,near-duplicate"]
        unspin(*words, "--out", cls.dir / "bands.jsonl")
        unspin(*words, "--out", cls.dir / "join.jsonl", "--recall", "1")
        cls.bands, cls.join = pairs_of(cls.dir / "bands.jsonl"), pairs_of(cls.dir / "join.jsonl")
        lines = subprocess.run(["zstd", "-dc", DATA / "senate-pr.pairs_j50.tsv.zst"], check=True, capture_output=True,
                               text=True, timeout=60).stdout.splitlines()
        rows = [line.split("\t") for line in lines]
        cls.truth = {tuple(sorted(r[:2])): float(r[2]) for r in rows}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.dir)

    def test_the_join_finds_every_true_pair(self):
        missed = [p for p, jaccard in self.truth.items() if jaccard >= 0.8 and p not in self.join]
        self.assertEqual(missed, [])

    def test_what_the_join_has_beyond_the_truth_is_of_documents_beyond_ascii(self):
        beyond = [p for p in self.join if self.truth.get(p, 0) < 0.8]
        self.assertLess(len(beyond), 100)
        named = {i for p in beyond for i in p}
        lines = subprocess.run(["zstd", "-dc", CORPUS], check=True, capture_output=True, text=True, timeout=60).stdout
        texts = {r["id"]: r["text"] for r in map(json.loads, lines.splitlines()) if r["id"] in named}
        for a, b in beyond:
            self.assertFalse(texts[a].isascii() and texts[b].isascii(), (a, b))

    def test_bands_report_nothing_that_the_join_does_not(self):
        self.assertEqual([p for p in self.bands if p not in self.join or self.bands[p]["jaccard"] != self.join[p]["jaccard"]], [])
        self.assertGreaterEqual(min(m["jaccard"] for m in self.join.values()), 0.8)

    def test_recall_of_bands(self):
        for low, high, least in ((0.8, 0.82, 0.99), (0.82, 0.9, 0.999), (0.9, 1.01, 0.999)):
            true = [p for p, jaccard in self.truth.items() if low <= jaccard < high]
            found = sum(p in self.bands for p in true)
            self.assertGreaterEqual(found / len(true), least, (low, high))

    def test_removal(self):
        unspin("dedup", CORPUS, "--out", self.dir / "dedup", "--keep", "first", "--ids-only")
        with open(self.dir / "dedup/kept/ids.jsonl", encoding="utf-8") as f:
            kept = {json.loads(line)["id"] for line in f}
        with open(self.dir / "dedup/duplicates.jsonl", encoding="utf-8") as f:
            removed = {d["id"]: d["kept"] for d in map(json.loads, f)}
        self.assertEqual(len(kept) + len(removed), 72_651)
        for i, leader in removed.items():
            self.assertIn(tuple(sorted((i, leader))), self.join)
            self.assertIn(leader, kept)
        alike = collections.Counter(tuple(p) for p in self.join if p[0] in kept and p[1] in kept)
        self.assertLessEqual(len(alike), 5, "kept although an equal is kept")


if __name__ == "__main__":
    if not CORPUS.exists():
        print(f"skipped: {CORPUS} is not there")
        sys.exit(77)
    unittest.main()
