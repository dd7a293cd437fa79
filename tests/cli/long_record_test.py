"""Records of a GiB are passed over, in memory that does not grow with them."""

import gzip
import os
import unittest

import harness
from warc_test import record

SHORT = ["--progress", "off"]
GIB = 1 << 30
BEFORE, AFTER = b'{"id":"before","text":"the one before"}\n', b'\n{"id":"after","text":"the one behind"}\n'


class LongRecord(harness.TestCase):
    def check(self, name, records, refused, kept):
        run = self.run_unspin("dedup", name, "--out", "out", "--max-bad", "1", *SHORT, timeout=300)
        counts = self.counts()
        self.assertEqual((counts["records"], counts["refused"]), (records, refused))
        self.assertEqual(counts["kept"], kept)
        if not harness.sanitized():
            self.assertLess(run.peak_bytes, 700 << 20)
        return self.read_lines("out/rejects.jsonl")

    def sparse(self, name, before, after, length=GIB):
        with open(self.dir / name, "wb") as file:
            file.write(before)
            file.truncate(len(before) + length)
            file.seek(0, 2)
            file.write(after)

    def test_a_line_of_zeros(self):
        self.sparse("in.jsonl", BEFORE, AFTER)
        rejects = self.check("in.jsonl", 3, {"too-long": 1}, 2)
        self.assertEqual(rejects[0]["offset"], len(BEFORE))
        self.assertEqual(self.kept_ids(), ["before", "after"])

    def test_the_last_line(self):
        self.sparse("in.jsonl", BEFORE, b"")
        self.check("in.jsonl", 2, {"too-long": 1}, 1)

    def test_a_compressed_line(self):
        member = gzip.compress(b"x" * (16 << 20), 9)
        with open(self.dir / "in.jsonl.gz", "wb") as file:
            file.write(gzip.compress(BEFORE))
            for _ in range(64):
                file.write(member)
            file.write(gzip.compress(AFTER))
        rejects = self.check("in.jsonl.gz", 3, {"too-long": 1}, 2)
        self.assertEqual(rejects[0]["offset"], len(BEFORE), "offsets are of the decompressed file")

    def test_a_row_of_a_table(self):
        self.sparse("in.csv", b"id,text\nbefore,the one before\n", b"\nafter,the one behind\n")
        self.check("in.csv", 3, {"too-long": 1}, 2)

    def test_a_text(self):
        self.sparse("in.txt", b"", b"end")
        self.check("in.txt", 1, {"too-long": 1}, 0)

    @unittest.skipUnless("UNSPIN_HUGE" in os.environ, "reads 13 GiB: set UNSPIN_HUGE")
    def test_a_page_of_more_than_four_gib(self):
        before, after = (record("response", i, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + i.encode()) for i in ("before", "after"))
        huge = record("response", "huge", b"").replace(b"Length: 0", b"Length: %d" % (4 * GIB + 5))
        self.sparse("in.warc", before + huge[:-4], b"\r\n\r\n" + after, 4 * GIB + 5)
        rejects = self.check("in.warc", 3, {"too-long": 1}, 2)
        self.assertEqual(rejects[0]["offset"], len(before))
        self.assertEqual((self.dir / "out/kept/in.warc").read_bytes(), before + after)

    def test_just_below_the_limit_is_a_record(self):
        # Text of 60 MiB: read and kept.
        word = b"lorem ipsum dolor sit amet "
        with open(self.dir / "in.jsonl", "wb") as file:
            file.write(BEFORE + b'{"id":"long","text":"' + word * ((60 << 20) // len(word)) + b'"}' + AFTER)
        run = self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT, timeout=300)
        self.assertEqual(self.counts()["kept"], 3)
        self.assertEqual((self.dir / "out/kept/in.jsonl").read_bytes(), (self.dir / "in.jsonl").read_bytes())
        if not harness.sanitized():
            self.assertLess(run.peak_bytes, 1500 << 20)


if __name__ == "__main__":
    harness.main()
