"""match against brute force: every near-duplicate, nothing else, in order. Other kinds: rewrite_test.py."""

import collections
import unittest

import harness
from harness import Document, as_jsonl, collection, jaccard, shingles_of, similar_pairs, tokens_of

SHORT = ["--progress", "off"]


class Match(harness.TestCase):
    def match(self, documents, *arguments, kinds="exact,near-duplicate"):
        self.write("in.jsonl", as_jsonl(documents))
        run = self.run_unspin("match", "in.jsonl", "--out", "m.jsonl", "--kinds", kinds, *SHORT, *arguments)
        self.assertEqual(run.out, "")
        lines = self.read_lines("m.jsonl")
        keys = [(line["a"].encode(), line["b"].encode()) for line in lines]
        self.assertEqual(keys, sorted(set(keys)), "sorted by (a, b), each pair once")
        self.assertTrue(all(a < b for a, b in keys), "a < b")
        counts = self.read_json("m.jsonl.run.json")["counts"]
        self.assertEqual(counts["matches"], collections.Counter(line["verdict"] for line in lines))
        return lines

    def expected(self, documents, least):
        pairs = {}
        for (i, j), similarity in similar_pairs(documents, least).items():
            a, b = sorted((documents[i], documents[j]), key=lambda d: d.id.encode())
            pairs[a.id, b.id] = similarity
        return pairs

    def test_recall_1_is_brute_force(self):
        documents = collection(11)
        by_id = {d.id: d for d in documents}
        for threshold in (0.8, 0.5):
            with self.subTest(threshold=threshold):
                lines = self.match(documents, "--recall", "1", "--threshold", threshold)
                expected = self.expected(documents, threshold)
                self.assertGreater(len(expected), 300)
                self.assertEqual({(line["a"], line["b"]) for line in lines}, set(expected))
                for line in lines:
                    a, b = by_id[line["a"]].text, by_id[line["b"]].text
                    self.assertAlmostEqual(line["jaccard"], expected[line["a"], line["b"]], delta=1e-5)
                    self.assertEqual(line["verdict"] == "exact", tokens_of(a) == tokens_of(b))
                    shared = len(shingles_of(a) & shingles_of(b))
                    self.assertAlmostEqual(line["containment"]["a"], shared / len(shingles_of(a)), delta=1e-5)
                    self.assertAlmostEqual(line["containment"]["b"], shared / len(shingles_of(b)), delta=1e-5)

    def test_bands_find_nearly_all_and_nothing_below(self):
        documents = collection(12, 1200)
        lines = self.match(documents)
        found = {(line["a"], line["b"]) for line in lines}
        above = self.expected(documents, 0.8)
        self.assertLessEqual(found, set(above), "nothing below the threshold")
        well_above = {pair for pair, similarity in above.items() if similarity >= 0.82}
        self.assertGreater(len(well_above), 500)
        self.assertGreaterEqual(len(found & well_above), 0.99 * len(well_above))

    def test_kinds(self):
        documents = collection(13, 300)
        both = self.match(documents, "--recall", "1")
        exact = self.match(documents, "--recall", "1", kinds="exact")
        near = self.match(documents, "--recall", "1", kinds="near-duplicate")
        self.assertEqual(exact, [line for line in both if line["verdict"] == "exact"])
        self.assertEqual(near, [line for line in both if line["verdict"] == "near-duplicate"])
        self.assertTrue(exact and near)
        every = self.match(documents, "--recall", "1", kinds="exact,near-duplicate,excerpt,rewrite")
        self.assertEqual([line for line in every if line["verdict"] in ("exact", "near-duplicate")], both)
        self.assertGreater(len(every), len(both))
        self.run_unspin("match", "in.jsonl", "--out", "x.jsonl", "--kinds", "rumour", expect=2)

    def test_a_pair_at_the_threshold_is_a_match(self):
        # 8 of 10 distinct shingles shared: Jaccard is 0.8 to the last bit.
        words = [f"w{i}" for i in range(13)]
        a, b = words, words[1:] + ["x"]
        self.assertEqual(jaccard(shingles_of(" ".join(a)), shingles_of(" ".join(b))), 0.8)
        lines = self.match([Document("a", " ".join(a)), Document("b", " ".join(b))], "--recall", "1")
        self.assertEqual([(line["a"], line["b"], line["jaccard"]) for line in lines], [("a", "b", 0.8)])

    def test_documents_of_few_words(self):
        texts = ["", "!!!", "one", "ONE", "one two", "two one", "one two three four", "one two three four five",
                 "one, two; three - four. five!", "one two three four five six"]
        lines = self.match([Document(f"t{i}", t) for i, t in enumerate(texts)], "--recall", "1", "--threshold", "0.5")
        self.assertEqual([(line["a"], line["b"], line["verdict"]) for line in lines],
                         [("t2", "t3", "exact"), ("t7", "t8", "exact"), ("t7", "t9", "near-duplicate"),
                          ("t8", "t9", "near-duplicate")])

    def test_many_copies_are_linked_and_counted(self):
        documents = [Document(f"c{i:04}", "the same old text again and again") for i in range(1200)]
        lines = self.match(documents)
        self.assertEqual({line["a"] for line in lines}, {"c0000"})
        left_out = self.read_json("m.jsonl.run.json")["counts"]["pairs_not_listed"]
        self.assertEqual(len(lines) + left_out, 1200 * 1199 // 2)


if __name__ == "__main__":
    harness.main()
