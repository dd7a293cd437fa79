"""Web archives and archives of files: the same documents give the same results, every record is accounted for, and what
stays is written as it came.

    python3 tests/cli/warc_test.py PATH_OF_UNSPIN [FOLDER_OF_REAL_FILES]
"""

import gzip
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest

import harness
from harness import as_jsonl, collection, decompressed, zstd

SHORT = ["--progress", "off"]
REAL_FILES = None
ARCHIVE = re.compile(rb"\x1f\x8b\x08")

# Of the real files: records (as other readers count them, where they read the file) and what is skipped.
EXPECTED = {
    "warc-warcio/raw/test/data/example.warc.gz": (6, {"request": 2, "revisit": 1, "warcinfo": 2}),
    "warc-warcio/raw/test/data/example.warc": (6, {"request": 2, "revisit": 1, "warcinfo": 2}),
    "warc-warcio/raw/test/data/example-bad.warc.gz.bad": (6, {"redirect": 1, "request": 2, "revisit": 1, "warcinfo": 1}),
    "warc-warcio/raw/test/data/example-bad-non-chunked.warc.gz": (6, {"request": 2, "revisit": 1, "warcinfo": 2}),
    "warc-warcio/raw/test/data/example-wrong-chunks.warc.gz": (2, {"request": 1}),
    "warc-warcio/raw/test/data/example-iana.org-chunked.warc": (3, {"request": 1, "warcinfo": 1}),
    "warc-warcio/raw/test/data/example-trunc.warc": (4, {"request": 1, "warcinfo": 2}),
    "warc-warcio/raw/test/data/example-resource.warc.gz": (3, {"warcinfo": 2}),
    "warc-warcio/raw/test/data/example-digest.warc": (4, {"request": 4}),
    "warc-warcio/raw/test/data/example-wget-bad-target-uri.warc.gz": (6, {"metadata": 3, "request": 1, "warcinfo": 1}),
    "warc-warcio/raw/test/data/example-space-in-target-uri.warc.gz": (2, {"not-a-page": 1, "warcinfo": 1}),
    "warc-warcio/raw/test/data/post-test.warc.gz": (6, {"not-a-page": 3, "request": 3}),
    "warc-warcio/raw/test/data/example.arc": (2, {"warcinfo": 1}),
    "warc-warcio/raw/test/data/example.arc.gz": (2, {"warcinfo": 1}),
    "warc-warcio/raw/test/data/example-space-in-url.arc": (2, {"warcinfo": 1}),
    "warc-warcio/raw/test/data/bad.arc": (4, {"empty-body": 3, "warcinfo": 1}),
    "warc-ccnet/raw/tests/data/sample.warc.txt": (4, {"warcinfo": 1}),
    "warc-resiliparse/raw/tests/data/warcfile.warc": (50, {"metadata": 16, "request": 17, "warcinfo": 1}),
    "warc-resiliparse/raw/tests/data/warcfile.warc.gz": (50, {"metadata": 16, "request": 17, "warcinfo": 1}),
    "warc-resiliparse/raw/tests/data/clipped.warc.gz": (1, {}),
    "warc-resiliparse/raw/tests/data/block-sized-records.warc": (3, {"unknown-type": 3}),
    "warc-resiliparse/raw/tests/data/block-sized-records.warc.gz": (3, {"unknown-type": 3}),
    "warc-resiliparse/raw/tests/data/clueweb-quirk.warc.gz": (30, {"warcinfo": 1}),
    "warc-aut/raw/src/test/resources/warc/example.warc.gz": (822, {
        "empty-body": 1, "http-error": 40, "metadata": 261, "not-a-page": 84, "not-http": 38, "redirect": 7,
        "request": 261, "warcinfo": 1}),
    "warc-aut/raw/src/test/resources/arc/example.arc.gz": (300, {
        "empty-body": 1, "http-error": 40, "not-a-page": 84, "not-http": 38, "redirect": 7, "warcinfo": 1}),
    "warc-aut/raw/src/test/resources/arc/badexample.arc.gz": (6, {"empty-body": 1, "not-http": 1, "warcinfo": 1}),
    "warc-aut/raw/src/test/resources/warc/issue-493.warc": (32, {
        "not-a-page": 5, "redirect": 1, "request": 15, "revisit": 5, "warcinfo": 2}),
    "warc-aut/raw/src/test/resources/warc/issue-514.warc": (8, {
        "metadata": 3, "redirect": 1, "request": 2, "warcinfo": 1}),
    "warc-aut/raw/src/test/resources/warc/example.pdf.warc.gz": (76, {
        "http-error": 1, "not-a-page": 31, "redirect": 2, "request": 37, "revisit": 2, "warcinfo": 2}),
    "warc-aut/raw/src/test/resources/warc/example.txt.warc.gz": (6, {"not-a-page": 1, "request": 2, "warcinfo": 2}),
    "warc-aut/raw/src/test/resources/warc/example.docs.warc.gz": (21, {"not-a-page": 9, "request": 9, "warcinfo": 3}),
    "warc-iipc/raw/src/test/resources/org/archive/format/gzip/IAH-urls-wget.warc.gz": (36, {
        "metadata": 3, "not-a-page": 4, "redirect": 9, "request": 16, "warcinfo": 1}),
    "warc-iipc/raw/src/test/resources/org/archive/format/warc/IAH-urls-wget.warc": (36, {
        "metadata": 3, "not-a-page": 4, "redirect": 9, "request": 16, "warcinfo": 1}),
    "warc-iipc/raw/src/test/resources/org/archive/format/arc/IAH-20080430204825-00000-blackbook-truncated.arc": (9, {
        "not-a-page": 4, "not-http": 1, "warcinfo": 1}),
    "warc-iipc/raw/src/test/resources/org/archive/format/warc/mutliple-headers.warc": (1, {}),
    "warc-iipc/raw/src/test/resources/org/archive/resource/html/link-extraction-test.warc": (8, {"warcinfo": 1}),
    "warc-cc-whirlwind/raw/whirlwind.warc": (4, {"metadata": 1, "request": 1, "warcinfo": 1}),
    "warc-cc-whirlwind/raw/whirlwind.warc.gz": (4, {"metadata": 1, "request": 1, "warcinfo": 1}),
    "warc-cc-whirlwind/raw/whirlwind.warc.wet": (2, {"warcinfo": 1}),
    "warc-cc-whirlwind/raw/whirlwind.warc.wet.gz": (2, {"warcinfo": 1}),
    "warc-cc-whirlwind/raw/whirlwind.warc.wat": (2, {"metadata": 1, "warcinfo": 1}),
    "warc-cc-whirlwind/raw/whirlwind.warc.wat.gz": (2, {"metadata": 1, "warcinfo": 1}),
}


def record(kind, identity, block, **fields):
    header = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{identity}>\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n"
    header += "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return (header + f"Content-Length: {len(block)}\r\n\r\n").encode() + block + b"\r\n\r\n"


def conversion(document):
    return record("conversion", document.id, document.text.encode(), WARC_Target_URI=f"http://{document.id}.example/",
                  Content_Type="text/plain")


def response(document):
    body = document.text.encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    return record("response", document.id, http + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n",
                  WARC_Target_URI=f"http://{document.id}.example/", Content_Type="application/http; msgtype=response")


def request(document):
    return record("request", "request-" + document.id, b"GET / HTTP/1.1\r\n\r\n")


INFO = record("warcinfo", "info", b"software: test\r\n")


class Archives(harness.TestCase):
    documents = sorted((d._replace(fields={}) for d in collection(21, 300)), key=lambda d: d.id)

    def setUp(self):
        super().setUp()
        self.write("plain.jsonl", as_jsonl(self.documents))
        self.run_unspin("dedup", "plain.jsonl", "--out", "plain", *SHORT)
        self.kept = set(harness.TestCase.kept_ids(self, "plain"))

    def check_same(self, name, data, skipped, out="out", options=()):
        self.write(name, data)
        self.run_unspin("dedup", name, "--out", out, *SHORT, *options)
        for file in ("duplicates.jsonl", "clusters.jsonl"):
            self.assertEqual((self.dir / out / file).read_bytes(), (self.dir / "plain" / file).read_bytes(), file)
        counts = self.counts(out)
        self.assertEqual(counts["skipped"], skipped)
        self.assertEqual(counts["refused"], {})

    def records(self, make):
        return [(None, INFO)] + [pair for d in self.documents for pair in ((d.id, make(d)), ("", request(d)))]

    def test_every_compression_gives_the_same(self):
        for make in (conversion, response):
            records = [bytes_ for _, bytes_ in self.records(make)]
            stays = b"".join(r for i, r in self.records(make) if i is None or i in self.kept)
            files = [("a.warc", b"".join(records)), ("b.warc.gz", b"".join(map(gzip.compress, records))),
                     ("c.warc.gz", gzip.compress(b"".join(records)))]
            if harness.have_zstd():
                files.append(("d.warc.zst", zstd(b"".join(records))))
            for name, data in files:
                with self.subTest(name=name, make=make.__name__):
                    self.check_same(name, data, {"request": 300, "warcinfo": 1})
                    written = self.dir / "out/kept" / name
                    self.assertEqual(decompressed(written), stays)
                    self.assertEqual(written.read_bytes()[:2], data[:2], "the same compression")
                    if name.endswith(".gz"):
                        self.assertGreaterEqual(len(ARCHIVE.findall(written.read_bytes())), len(self.kept) + 1,
                                                "a member a record")

    def test_what_was_written_is_read_again(self):
        self.check_same("a.warc.gz", gzip.compress(b"".join(r for _, r in self.records(response))),
                        {"request": 300, "warcinfo": 1})
        self.run_unspin("dedup", "out/kept/a.warc.gz", "--out", "again", *SHORT)
        counts = self.counts("again")
        self.assertEqual(counts["documents"], len(self.kept))
        self.assertEqual(counts["skipped"], {"warcinfo": 1})

    def test_duplicates_as_revisit_records(self):
        data = b"".join(gzip.compress(r) for _, r in self.records(response))
        self.check_same("a.warc.gz", data, {"request": 300, "warcinfo": 1}, options=["--write", "revisit"])
        written = decompressed(self.dir / "out/kept/a.warc.gz")
        removed = {line["id"]: line for line in self.read_lines("out/duplicates.jsonl")}
        self.assertGreater(len(removed), 30)
        position = 0
        for identity, bytes_ in self.records(response):
            if identity not in removed:
                self.assertEqual(written[position:position + len(bytes_)], bytes_)
                position += len(bytes_)
                continue
            end = written.index(b"WARC/1.0\r\n", position + 1)
            revisit = written[position:end].decode()
            position = end
            line = removed[identity]
            for field in ("WARC-Type: revisit", f"WARC-Record-ID: <{identity}>",
                          f"WARC-Target-URI: http://{identity}.example/", f"WARC-Refers-To: <{line['kept']}>",
                          f"WARC-Refers-To-Target-URI: http://{line['kept']}.example/",
                          f"WARC-Profile: urn:unspin:revisit:{line['verdict']}"):
                self.assertIn(field + "\r\n", revisit)
        self.assertEqual(position, len(written))
        self.run_unspin("dedup", "out/kept/a.warc.gz", "--out", "again", *SHORT)
        self.assertEqual(self.counts("again")["skipped"], {"request": 300, "revisit": len(removed), "warcinfo": 1})

    def test_the_same_for_any_number_of_threads(self):
        data = b"".join(gzip.compress(r) for _, r in self.records(response))
        data = data[:len(data) // 2] + data[len(data) // 2 + 100:]  # and with damage
        self.write("a.warc.gz", data)
        results = []
        for threads in ("1", "2", "5"):
            self.run_unspin("dedup", "a.warc.gz", "--out", "out", "--threads", threads, "--max-bad", "1", *SHORT)
            results.append(harness.results_of(self.dir / "out"))
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[0], results[2])
        counts = self.read_json("out/run.json")["counts"]
        self.assertGreater(counts["documents"], 290)
        self.assertGreaterEqual(counts["refused"]["damaged-record"], 1)

    def test_arc(self):
        def arc(url, block, kind="text/plain"):
            return f"{url} 1.2.3.4 20240501000000 {kind} {len(block)}\n".encode() + block + b"\n"
        info = arc("filedesc://a.arc", b"1 0 test\nURL IP-address Archive-date Content-type Archive-length\n")
        pages = [arc(f"http://{d.id}.example/", b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + d.text.encode())
                 for d in self.documents]
        self.write("a.arc.gz", b"".join(map(gzip.compress, [info] + pages)))
        self.run_unspin("dedup", "a.arc.gz", "--out", "out", "--keep", "first", *SHORT)
        self.run_unspin("dedup", "plain.jsonl", "--out", "first", "--keep", "first", *SHORT)
        kept = set(self.kept_ids("first"))
        self.assertEqual(self.counts()["skipped"], {"warcinfo": 1})
        stays = b"".join(p for d, p in zip(self.documents, pages) if d.id in kept)
        self.assertEqual(decompressed(self.dir / "out/kept/a.arc.gz"), info + stays)

    def test_tar(self):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for d in self.documents:
                name = f"texts/{'deep/' * (len(d.id) * 7)}{d.id}.txt"
                info = tarfile.TarInfo(name)
                info.size = len(d.text.encode())
                tar.addfile(info, io.BytesIO(d.text.encode()))
        for name, data in (("a.tar", archive.getvalue()), ("b.tar.gz", gzip.compress(archive.getvalue()))):
            with self.subTest(name=name):
                self.write(name, data)
                self.run_unspin("dedup", name, "--out", "out", "--keep", "first", *SHORT)
                self.run_unspin("dedup", "plain.jsonl", "--out", "first", "--keep", "first", *SHORT)
                with tarfile.open(self.dir / "out/kept" / name) as tar:
                    found = {os.path.basename(m.name)[:-4]: tar.extractfile(m).read().decode() for m in tar}
                kept = set(self.kept_ids("first"))
                self.assertEqual(found, {d.id: d.text for d in self.documents if d.id in kept})

    def test_pages_of_every_container(self):
        pages = {d.id: "<!DOCTYPE html><html><head><title>" + d.id + "</title></head><body><article>" +
                 "".join(f"<p>{line}</p>" for line in d.text.split("\n")) + "</article></body></html>"
                 for d in self.documents if len(d.text) > 300}
        self.assertGreater(len(pages), 200)
        for identity, page in pages.items():
            self.write(f"folder/{identity}.html", page)
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for identity, page in sorted(pages.items()):
                info = tarfile.TarInfo(f"{identity}.html")
                info.size = len(page.encode())
                tar.addfile(info, io.BytesIO(page.encode()))
        self.write("pages.tar", archive.getvalue())
        self.write("pages.warc.gz", b"".join(
            gzip.compress(record("response", identity, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                                 b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(page.encode())))
            for identity, page in sorted(pages.items())))
        removed = []
        for name in ("folder", "pages.tar", "pages.warc.gz"):
            self.run_unspin("dedup", name, "--out", "out", "--keep", "first", *SHORT)
            self.assertEqual(self.counts()["documents"], len(pages))
            removed.append([(line["id"].replace("pages.tar/", "").replace(".html", ""), line["verdict"])
                            for line in self.read_lines("out/duplicates.jsonl")])
        self.assertGreater(len(removed[0]), 30)
        self.assertEqual(removed[0], removed[1])
        self.assertEqual(removed[0], removed[2])

    def test_memory_is_bounded_whatever_a_record_claims(self):
        if harness.sanitized():
            self.skipTest("sanitizers need memory of their own")
        huge = io.BytesIO()
        with gzip.GzipFile(fileobj=huge, mode="wb", compresslevel=1) as member:
            member.write(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <huge>\r\n"
                         b"Content-Length: 1073741824\r\n\r\n")
            for _ in range(1024):
                member.write(b"\0" * (1 << 20))
            member.write(b"\r\n\r\n")
        records = [r for _, r in self.records(response)]
        parts = list(map(gzip.compress, records))
        self.write("a.warc.gz", b"".join(parts[:100]) + huge.getvalue() + b"".join(parts[100:]))
        run = self.run_unspin("dedup", "a.warc.gz", "--out", "out", "--max-bad", "1", "--threads", "2", *SHORT)
        self.assertEqual(self.counts()["refused"], {"too-long": 1})
        self.assertEqual(self.counts()["documents"], 300)
        self.assertLess(run.peak_bytes, 200 << 20)


def paragraphs(name):
    return "".join(f"<p>Sentence {k} of {name} is about the harbour of the town and the boats that lay on the sand that year.</p>" for k in range(4))


def web_page(name, body, header="Content-Type: text/html", length=None, **fields):
    block = f"HTTP/1.1 200 OK\r\n{header}\r\n\r\n".encode() + body
    whole = record("response", name, block, WARC_Target_URI=f"http://a.org/{name}", **fields)
    return whole if length is None else whole.replace(b"Content-Length: %d" % len(block), b"Content-Length: " + length)


MORE_THAN_A_RECORD = (os.urandom(4096) + bytes(600 << 10)) * 120  # 71 MiB, and compressed 150 times less


# name, record, what becomes of it: a piece of its text, or the reason why it is refused
HOSTILE = [
    ("nested", web_page("nested", b"<body>" + b"<div>" * 300_000 + b"at the bottom"), "at the bottom"),
    ("attributes", web_page("attributes", b"<p " + b" ".join(b"a%d=1" % i for i in range(200_000)) + b">behind them</p>"), "behind them"),
    ("misnested", web_page("misnested", b"<b><p>text " * 30_000), "text"),
    ("comments", web_page("comments", b"<!--" * 200_000 + paragraphs("comments").encode()), "Sentence 3 of comments"),
    ("script", web_page("script", b"<script>" + b"x<" * 500_000 + paragraphs("script").encode()), "Sentence 3 of script"),
    ("bomb", web_page("bomb", gzip.compress(gzip.compress(bytes(50 << 20), 9), 9), "Content-Type: text/html\r\nContent-Encoding: gzip, gzip"), "zip-bomb"),
    ("large bomb", web_page("large bomb", gzip.compress(MORE_THAN_A_RECORD), "Content-Type: text/html\r\nContent-Encoding: gzip"), "too-long"),
    ("chunks", web_page("chunks", b"5\r\nmore than five\r\n0\r\n\r\n", "Content-Type: text/html\r\nTransfer-Encoding: chunked"), "bad-chunks"),
    ("huge chunk", web_page("huge chunk", b"f" * 20 + b"\r\n" + paragraphs("chunk").encode(), "Content-Type: text/html\r\nTransfer-Encoding: chunked"), "Sentence 3 of chunk"),
    ("no gzip", web_page("no gzip", paragraphs("gzip").encode(), "Content-Type: text/html\r\nContent-Encoding: gzip"), "Sentence 3 of gzip"),
    ("no utf-16", web_page("no utf-16", paragraphs("utf-16").encode(), "Content-Type: text/html; charset=utf-16"), "Sentence 3 of utf-16"),
    ("no utf-8", web_page("no utf-8", "<p>Grüße aus München, wo die Häuser schön sind.".encode("latin-1"), "Content-Type: text/html; charset=utf-8"), "Grüße aus München"),
    ("no charset", web_page("no charset", "<p>Grüße aus München".encode(), "Content-Type: text/html; charset=nonsense"), "Grüße aus München"),
    ("bytes", web_page("bytes", bytes(range(256)) * 4000), "no-page"),
    *((f"length {wrong}", web_page(f"length {wrong}", paragraphs("length").encode(), length=wrong.encode()), "Sentence 3 of length")
      for wrong in ("400", "900", "4294967296", "-5", "many", "99999999999999999999999")),
    ("segment", web_page("segment", paragraphs("segment").encode(), WARC_Segment_Number=1), "segmented-record"),
    ("truncated", web_page("truncated", paragraphs("cut").encode()[:300], WARC_Truncated="length"), "Sentence 1 of cut"),
]


class Hostile(harness.TestCase):
    """Each hostile record between two good ones: the good ones stay, and each hostile one gives what can be had of it."""

    def test_every_record_costs_itself_only(self):
        good = lambda i: gzip.compress(web_page(f"good {i}", paragraphs(f"page {i}").encode()))
        members = [part for i, (_, hostile, _) in enumerate(HOSTILE) for part in (good(i), gzip.compress(hostile, 1))]
        cut = gzip.compress(web_page("cut", os.urandom(5000).hex().encode()))
        members += [good(len(HOSTILE)), cut[:len(cut) // 2], good(len(HOSTILE) + 1)]
        self.write("a.warc.gz", b"".join(members))
        run = self.run_unspin("extract", "a.warc.gz", "--max-bad", "1", *SHORT)
        found = {page["id"]: page for page in map(harness.json.loads, run.out.splitlines())}
        for i in range(len(HOSTILE) + 2):
            self.assertEqual(found.pop(f"good {i}")["text"].count("\n"), 3, i)
        refused = sorted([wanted for _, _, wanted in HOSTILE if re.fullmatch("[a-z]+-[a-z]+", wanted)] + ["damaged-record"])
        self.assertEqual(sorted(re.findall(r"^refused: a\.warc\.gz: ([a-z-]+): .+", run.err, re.M)), refused)
        self.assertEqual({name for name, _, wanted in HOSTILE if wanted not in refused}, set(found))
        for name, _, wanted in HOSTILE:
            if name in found:
                self.assertIn(wanted, found[name]["text"], name)
        self.assertEqual([name for name, page in found.items() if "truncated" in page], ["truncated"])
        self.assertEqual(found["truncated"]["truncated"], "length")
        self.run_unspin("dedup", "a.warc.gz", "--out", "out", "--max-bad", "1", "--threads", "2", *SHORT)
        counts = self.counts()
        self.assertEqual(counts["truncated"], 1)
        self.assertEqual(sum(counts["refused"].values()), len(refused))


class RealFiles(harness.TestCase):
    def test_every_record_is_accounted_for(self):
        if REAL_FILES is None or not os.path.isdir(REAL_FILES):
            self.skipTest(f"there are no real files in {REAL_FILES}")
        with tempfile.TemporaryDirectory() as folder:
            for name in sorted(os.listdir(REAL_FILES)):
                if name.endswith(".tar.zst"):
                    subprocess.run(["tar", "-I", "zstd", "-xf", os.path.join(REAL_FILES, name), "-C", folder], check=True)
            for name, (records, skipped) in EXPECTED.items():
                with self.subTest(name=name):
                    self.run_unspin("dedup", os.path.join(folder, name), "--out", "out", "--max-bad", "1", *SHORT)
                    counts = self.counts()
                    self.assertEqual(counts["records"], records)
                    self.assertEqual(counts["skipped"], skipped)


if __name__ == "__main__":
    REAL_FILES = sys.argv.pop(2) if len(sys.argv) > 2 and not sys.argv[2].startswith("-") else None
    harness.main()
