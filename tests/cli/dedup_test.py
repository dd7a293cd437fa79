"""dedup against brute force: who stays, who goes, for whom, and what is written."""

import math
import unittest

import harness
from harness import Document, as_jsonl, collection, expected_duplicates, jaccard, shingles_of

SHORT = ["--progress", "off"]


def longest(_, document):
    return len(document.text.encode())


def earliest(_, document):
    date = document.fields.get("date")
    # 2024-02-DDTHH:…: hours since the month began; without a date, last.
    return -math.inf if date is None else -(24 * int(date[8:10]) + int(date[11:13]))


def first(number, _):
    return -number


def score(_, document):
    return document.fields.get("score", -math.inf)


class Exhaustive(harness.TestCase):
    def check(self, documents, keep, worth, threshold=0.8):
        self.write("in.jsonl", as_jsonl(documents))
        run = self.run_unspin("dedup", "in.jsonl", "--out", "out", "--recall", "1", "--threshold", threshold, "--keep",
                              keep, *SHORT)
        self.assertEqual(run.out, "")
        expected = expected_duplicates(documents, threshold, worth)
        lines = self.read_lines("out/duplicates.jsonl")
        self.assertEqual({d["id"]: (d["kept"], d["verdict"], d["cluster"]) for d in lines},
                         {i: (kept, verdict, cluster) for i, (kept, verdict, _, cluster) in expected.items()})
        for line in lines:
            self.assertAlmostEqual(line["jaccard"], expected[line["id"]][2], delta=1e-5)
        self.assertEqual([d["id"] for d in lines], [d.id for d in documents if d.id in expected], "in input order")
        kept = [d for d in documents if d.id not in expected]
        self.assertEqual((self.dir / "out/kept/in.jsonl").read_bytes(), as_jsonl(kept), "the same bytes and order")
        counts = self.counts()
        self.assertEqual(counts["kept"], len(kept))
        self.check_clusters(documents, expected)

    def check_clusters(self, documents, expected):
        members = {}
        for _, (kept, _, _, cluster) in expected.items():
            members.setdefault(cluster, set()).add(kept)
        for line in self.read_lines("out/clusters.jsonl"):
            self.assertEqual(line["size"], len(line["kept"]) + len(line["removed"]))
            self.assertTrue(members.pop(line["cluster"]) <= set(line["kept"]))
            for removed in line["removed"]:
                self.assertEqual(expected[removed][3], line["cluster"])
        self.assertEqual(members, {}, "every removed document is in a cluster that is listed")

    def test_keeps_the_longest(self):
        self.check(collection(1), "longest", longest)

    def test_keeps_the_earliest(self):
        self.check(collection(2), "earliest", earliest)

    def test_keeps_the_first(self):
        self.check(collection(3), "first", first)

    def test_keeps_the_highest_score(self):
        self.check(collection(4), "score:score", score)

    def test_at_other_thresholds(self):
        for threshold in (0.3, 0.5, 0.95, 1):
            with self.subTest(threshold=threshold):
                self.check(collection(5, 200), "longest", longest, threshold)

    def test_ties_go_to_the_smallest_id(self):
        words = "alpha beta gamma delta epsilon zeta eta theta iota kappa"
        documents = [Document(i, words) for i in ("b", "a10", "a9", "c", "B")]
        for keep, worth in (("longest", longest), ("earliest", earliest), ("score:score", score)):
            self.check(documents, keep, worth)
            self.assertEqual(self.kept_ids(), ["B"])

    def test_scores_are_numbers_wherever_they_stand(self):
        words = "alpha beta gamma delta epsilon zeta eta theta iota kappa"
        rows = [("a", 9), ("b", "10"), ("c", 9.5), ("d", None), ("e", "high"), ("f", -1)]
        documents = [Document(i, words, {"meta": {"quality": s}}) for i, s in rows]
        self.write("in.jsonl", as_jsonl(documents))
        self.run_unspin("dedup", "in.jsonl", "--out", "out", "--keep", "score:/meta/quality", *SHORT)
        self.assertEqual(self.kept_ids(), ["b"])

    def test_a_chain_keeps_ends_that_are_not_alike(self):
        words = [f"w{i}" for i in range(104)]
        change = lambda at: [f"x{i}" if at <= i < at + 5 else w for i, w in enumerate(words)]
        a, b, c = change(0), words, change(99)
        documents = [Document("a", " ".join(a)), Document("b", " ".join(b)), Document("c", " ".join(c))]
        a_b = jaccard(shingles_of(documents[0].text), shingles_of(documents[1].text))
        a_c = jaccard(shingles_of(documents[0].text), shingles_of(documents[2].text))
        self.assertGreater(a_b, 0.88)
        self.assertLess(a_c, 0.88)
        # First: a stays, b goes for a, c is not like a and stays.
        self.check(documents, "first", first, threshold=0.88)
        self.assertEqual(self.kept_ids(), ["a", "c"])


class Banded(harness.TestCase):
    def test_every_removed_document_has_a_kept_copy(self):
        documents = collection(6, 500)
        self.write("in.jsonl", as_jsonl(documents))
        self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT)
        texts = {d.id: d.text for d in documents}
        kept = set(self.kept_ids())
        for line in self.read_lines("out/duplicates.jsonl"):
            self.assertIn(line["kept"], kept)
            self.assertNotIn(line["id"], kept)
            a, b = shingles_of(texts[line["id"]]), shingles_of(texts[line["kept"]])
            self.assertGreaterEqual(jaccard(a, b), 0.8)
            self.assertAlmostEqual(line["jaccard"], jaccard(a, b), delta=1e-5)
            self.assertAlmostEqual(line["containment"]["id"], len(a & b) / len(a), delta=1e-5)
            self.assertAlmostEqual(line["containment"]["kept"], len(a & b) / len(b), delta=1e-5)
        self.assertEqual(len(kept) + len(self.read_lines("out/duplicates.jsonl")), len(documents))
        self.counts()

    def test_ids_only(self):
        documents = collection(7, 200)
        self.write("in.jsonl", as_jsonl(documents))
        self.run_unspin("dedup", "in.jsonl", "--out", "records", *SHORT)
        self.run_unspin("dedup", "in.jsonl", "--out", "ids", "--ids-only", *SHORT)
        self.assertEqual([p.name for p in (self.dir / "ids/kept").iterdir()], ["ids.jsonl"])
        self.assertEqual(self.kept_ids("ids"), self.kept_ids("records"))
        self.assertEqual([list(line) for line in self.read_lines("ids/kept/ids.jsonl")][0], ["id"])

    def test_a_second_run_on_what_was_kept_removes_nothing(self):
        self.write("in.jsonl", as_jsonl(collection(8, 300)))
        self.run_unspin("dedup", "in.jsonl", "--out", "one", "--recall", "1", *SHORT)
        self.run_unspin("dedup", "one/kept", "--out", "two", "--recall", "1", *SHORT)
        self.assertEqual((self.dir / "one/kept/in.jsonl").read_bytes(), (self.dir / "two/kept/in.jsonl").read_bytes())
        self.assertEqual(self.read_lines("two/duplicates.jsonl"), [])

    def test_one_template_in_thousands_of_pages(self):
        # More than a bucket may hold in full: sampled, yet every copy must find the kept one.
        words = " ".join(f"w{i}" for i in range(120))
        documents = [Document(f"p{i:05}", f"{words} page {i}") for i in range(2600)]
        self.write("in.jsonl", as_jsonl(documents))
        self.run_unspin("dedup", "in.jsonl", "--out", "out", "--keep", "first", *SHORT)
        self.assertEqual(self.kept_ids(), ["p00000"])
        self.assertGreater(self.counts()["capped"]["buckets"], 0)


if __name__ == "__main__":
    harness.main()
