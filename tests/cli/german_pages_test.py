"""Pages as German sites write them, old and new, some in latin-1 of which nothing says so: tests/extract/german has each
page beside the text that a reader would copy out of it.

    python3 tests/cli/german_pages_test.py PATH_OF_UNSPIN
"""

import json
import pathlib

import harness

PAGES = pathlib.Path(__file__).resolve().parents[1] / "extract/german"


class GermanPages(harness.TestCase):
    def test_texts(self):
        pages = sorted(PAGES.glob("*.html"))
        self.assertEqual(len(pages), 8)
        run = self.run_unspin("extract", *pages, "--progress", "off")
        lines = [json.loads(line) for line in run.out.splitlines()]
        self.assertEqual(len(lines), len(pages))
        for path, line in zip(pages, lines):
            with self.subTest(page=path.name):
                self.assertEqual(line["text"] + "\n", path.with_suffix(".txt").read_text(encoding="utf-8"))
                self.assertEqual(line["language"], "de")
                self.assertNotIn("\ufffd", line["title"] + line["text"])

    def test_what_is_said_about_them(self):
        run = self.run_unspin("extract", PAGES / "zeitung.html", PAGES / "blog.html", "--progress", "off")
        paper, blog = map(json.loads, run.out.splitlines())
        self.assertEqual((paper["byline"], paper["date"]), ("Antje Kröger", "2024-06-14T07:30:00+02:00"))
        self.assertEqual(paper["title"], "Freibad Lohne: Warum das Wasser in diesem Sommer grün bleibt")
        self.assertEqual((blog["title"], blog["byline"]), ("Sauerteig ohne Waage", "Rike"))


if __name__ == "__main__":
    harness.main()
