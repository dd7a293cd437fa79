"""pages_test.py PATH_OF_UNSPIN FOLDER: main texts agree with the gold texts of the page sets in FOLDER.

The floors are what is promised, or a little under what was measured. Skipped, exit code 77, where the sets are absent."""

import pathlib
import sys
import unittest

import page_scores

PROGRAM, DATA = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))


class Pages(unittest.TestCase):
    def check(self, name, least_f1, least_recall):
        pages = page_scores.load(DATA, name)
        texts = page_scores.extract(PROGRAM, pages)
        self.assertEqual(sorted(texts), sorted(pages))
        self.assertEqual([page for page, text in texts.items() if not text.strip()], [])
        found = {page: (gold, texts[page]) for page, (_, gold) in pages.items()}
        for half in (None, 0, 1):
            part = [pair for page, pair in found.items() if half in (None, page_scores.half_of(page))]
            _, recall, f1 = page_scores.scores(name, part)
            slack = 0 if half is None else 0.02
            self.assertGreaterEqual(f1, least_f1 - slack, (name, half))
            self.assertGreaterEqual(recall, least_recall - slack, (name, half))

    def test_article_extraction_benchmark(self):
        self.check("article-extraction-benchmark", 0.97, 0.975)

    def test_cleaneval(self):
        self.check("cleaneval-dev", 0.89, 0.89)

    def test_readability(self):
        self.check("readability", 0.94, 0.935)

    def test_the_measures(self):
        self.assertEqual(page_scores.agreement(page_scores.shingles("a b c d e"), page_scores.shingles("a b c d x")), (0.5, 0.5))
        self.assertEqual(page_scores.shingle_scores([("a b", "a b"), ("a b c d", "")]), (1.0, 0.5, 2 / 3))
        self.assertEqual([round(x, 4) for x in page_scores.token_scores([("A b b", "a b c c")])], [0.5, 0.6667, 0.5714])


if __name__ == "__main__":
    if not (DATA / "article-extraction-benchmark.tar.zst").exists():
        print(f"skipped: {DATA} is not there")
        sys.exit(77)
    unittest.main()
