"""unspin extract: one JSON object a page, in the order of the input, whatever is in it."""

import gzip
import json
import unittest

import harness

FIELDS = ["id", "title", "byline", "date", "language", "canonical", "site", "text"]


def sentences(number):
    return (f"In the year {number} the harbour of the town was closed, and the boats lay on the sand for {number} weeks. "
            "Nobody knew why the water had gone, nor when it would come back.")


def page(number, title="The harbour"):
    paragraphs = "".join(f"<p>{sentences(number + i)}</p>" for i in range(3))
    return (f"<!DOCTYPE html><html lang=en><title>{title}</title><meta name=author content='Jane Doe'>"
            f"<meta property='article:published_time' content='2024-05-01'><link rel=canonical href='https://example.org/{number}'>"
            f"<meta property='og:site_name' content='The Paper'><body><nav><a href=/>Home</a></nav><article><h1>{title}</h1>{paragraphs}"
            "</article><footer>Imprint</footer></body></html>")


def text(number):
    return "\n".join(sentences(number + i) for i in range(3))


class Extract(harness.TestCase):
    def extract(self, *arguments, **options):
        run = self.run_unspin("extract", *arguments, "--progress", "off", **options)
        return [json.loads(line) for line in run.out.splitlines()], run

    def test_one_object_with_every_field(self):
        self.write("a.html", page(10))
        (found,), run = self.extract("a.html")
        self.assertEqual(list(found), FIELDS)
        self.assertEqual(found, {"id": "a.html", "title": "The harbour", "byline": "Jane Doe", "date": "2024-05-01", "language": "en",
                                 "canonical": "https://example.org/10", "site": "The Paper", "text": text(10)})
        self.assertIn("1 pages", run.err)

    def test_folders_in_the_order_of_their_paths(self):
        for name, number in (("site/b.html", 20), ("site/a/z.htm", 10), ("site/c.xhtml", 30)):
            self.write(name, page(number))
        found, _ = self.extract("site")
        self.assertEqual([(f["id"], f["text"]) for f in found], [("a/z.htm", text(10)), ("b.html", text(20)), ("c.xhtml", text(30))])

    def test_standard_input_and_compressed_files(self):
        (found,), _ = self.extract("-", stdin=page(10).encode())
        self.assertEqual(found["text"], text(10))
        self.write("a.html.gz", gzip.compress(page(20).encode()))
        (found,), _ = self.extract("a.html.gz")
        self.assertEqual(found["text"], text(20))

    def test_a_page_is_known_by_its_beginning(self):
        self.write("page", "\n <HTML><body>" + page(10))
        (found,), _ = self.extract("page")
        self.assertEqual(found["id"], "page")

    def test_any_encoding_comes_out_as_utf8(self):
        body = "<p>" + "Grüße aus München, wo die Häuser schön sind. " * 10
        for charset in ("iso-8859-1", "utf-8", "utf-16"):
            self.write(f"{charset}.html", f"<html><meta charset={charset}>{body}".encode(charset))
        found, _ = self.extract(*(f"{c}.html" for c in ("iso-8859-1", "utf-8", "utf-16")))
        for f in found:
            self.assertTrue(f["text"].startswith("Grüße aus München"), f)
            self.assertEqual(f["language"], "de")

    def test_pages_into_a_file_of_any_compression(self):
        for i in range(40):
            self.write(f"in/{i:02}.html", page(i))
        plain = self.run_unspin("extract", "in", "--progress", "off").out.encode()
        names = ["out.jsonl", "out.jsonl.gz"] + (["deep.jsonl.zst"] if harness.have_zstd() else [])
        for name in names:
            for threads in ("1", "8"):
                run = self.run_unspin("extract", "in", "--out", name, "--threads", threads, "--progress", "off")
                self.assertEqual(run.out, "")
                self.assertEqual(harness.decompressed(self.dir / name), plain)
                self.assertEqual((self.dir / name).read_bytes() == plain, name == "out.jsonl")
        self.write("none/a.jsonl", "")
        self.run_unspin("extract", "none", "--out", "none.jsonl.gz", "--progress", "off")
        self.assertEqual(harness.decompressed(self.dir / "none.jsonl.gz"), b"")
        self.run_unspin("extract", "in", "--out", "in/00.html", "--progress", "off")
        self.assertEqual(len((self.dir / "in/00.html").read_text().splitlines()), 39, "a result is no input")
        self.run_unspin("extract", "in/01.html", "--out", "in/01.html", "--progress", "off", expect=2)

    def test_what_is_no_page_is_refused_and_loses_nothing_else(self):
        self.write("in/a.html", page(10))
        self.write("in/b.html", b"\x01\x02\0\xff\x03\0\0\0\0\0\0")
        self.write("in/c.jsonl", '{"id":"x","text":"no page"}\n')
        self.write("in/d.html", page(20))
        run = self.run_unspin("extract", "in", "--progress", "off", expect=3)
        self.assertEqual([json.loads(line)["id"] for line in run.out.splitlines()], ["a.html", "d.html"])
        self.assertIn("b.html: no-page: not a page", run.err)
        self.assertIn("c.jsonl: no-page", run.err)
        found, _ = self.extract("in", "--max-bad", "1")
        self.assertEqual(len(found), 2)

    def test_the_same_for_any_number_of_threads(self):
        for i in range(60):
            self.write(f"in/{i:02}.html", page(10 * i))
        outputs = {self.run_unspin("extract", "in", "--progress", "off", "--threads", n).out for n in (1, 2, 7)}
        self.assertEqual(len(outputs), 1)

    def test_an_empty_page_has_an_empty_text(self):
        self.write("a.html", "<html><body></body></html>")
        (found,), run = self.extract("a.html")
        self.assertEqual(found["text"], "")
        self.assertIn("1 without text", run.err)

    def test_a_page_is_a_document_of_the_other_verbs(self):
        self.write("in/a.html", page(10))
        self.write("in/b.html", page(10).replace("<nav>", "<nav><a href=/x>Another menu</a>"))
        self.write("in/c.html", page(50))
        self.run_unspin("dedup", "in", "--out", "out", "--ids-only", "--progress", "off")
        self.assertEqual({d["id"]: d["kept"] for d in self.read_lines("out/duplicates.jsonl")}, {"b.html": "a.html"})


if __name__ == "__main__":
    harness.main()
