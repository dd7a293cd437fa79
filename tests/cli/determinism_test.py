"""The same input gives the same bytes, for any number of threads and any memory, with bands and with the join."""

import random
import unittest

import harness
from harness import as_jsonl, collection, compressed, results_of

SHORT = ["--progress", "off"]


class Determinism(harness.TestCase):
    def setUp(self):
        super().setUp()
        # Several blocks of several files, and something to refuse.
        documents = collection(31, 2400, words=(30, 400))
        rng = random.Random(31)
        for i in range(3):
            part = as_jsonl(documents[800 * i:800 * i + 800]).splitlines(keepends=True)
            part.insert(rng.randrange(800), b'{"id":"broken"\n')
            part.insert(rng.randrange(800), part[7])
            name = f"in/{i}.jsonl" + (".gz" if i == 1 else "")
            self.write(name, compressed(b"".join(part), name))
        self.always = ["--max-bad", "1", *SHORT]

    def check(self, *arguments, variants):
        wanted = {}
        for n, variant in enumerate(variants):
            self.run_unspin("dedup", "in", "--out", "out", *self.always, *arguments, *variant)
            (self.dir / "matches").mkdir(exist_ok=True)
            self.run_unspin("match", "in", "--out", "matches/m.jsonl", *self.always, *arguments, *variant)
            for folder in ("out", "matches"):
                results = results_of(self.dir / folder)
                self.assertEqual(results, wanted.setdefault(folder, results), variant)
        counts = self.counts()
        self.assertGreater(counts["removed"]["near_duplicate"], 500)
        self.assertEqual(counts["refused"], {"invalid-json": 3, "repeated-id": 3})

    def test_threads(self):
        self.check(variants=[["--threads", t] for t in (1, 2, 8)])

    def test_threads_exhaustive(self):
        self.check("--recall", "1", variants=[["--threads", t] for t in (1, 8)])

    def test_memory(self):
        self.check(variants=[[], ["--memory", "128MiB"], ["--memory", "3GiB"]])

    def test_memory_exhaustive(self):
        self.check("--recall", "1", variants=[[], ["--memory", "128MiB"], ["--memory", "600MB"]])

    def test_scratch_elsewhere(self):
        self.check(variants=[[], ["--scratch", "elsewhere/deep"]])
        self.assertEqual(list((self.dir / "elsewhere/deep").iterdir()), [], "scratch is deleted")
        self.assertEqual(sorted(p.name for p in (self.dir / "out").iterdir()),
                         ["clusters.jsonl", "duplicates.jsonl", "kept", "rejects.jsonl", "run.json"])


if __name__ == "__main__":
    harness.main()
