"""The same documents in every container give the same results, and what stays is written as it came."""

import csv
import gzip
import io
import unittest

import harness
from harness import as_jsonl, collection, compressed, decompressed, zstd

SHORT = ["--progress", "off"]
NEEDS_ZSTD = unittest.skipUnless(harness.have_zstd(), "the program zstd is not installed")


def flat(documents):
    """Without what TSV cannot hold; every character stays one character."""
    return [d._replace(text=d.text.replace("\n", " ")) for d in documents]


def as_table(documents, delimiter, end="\n"):
    out = io.StringIO()
    if delimiter == "\t":
        rows = [(d.id, d.text) for d in documents]
        return (end.join("\t".join(row) for row in [("id", "text"), *rows]) + end).encode()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(("id", "text"))
    writer.writerows((d.id, d.text) for d in documents)
    return out.getvalue().encode()


class Containers(harness.TestCase):
    # Without dates, which tables of ids and texts have not either: the likely source goes by them.
    documents = sorted((d._replace(fields={}) for d in flat(collection(21, 300))), key=lambda d: d.id)

    def setUp(self):
        super().setUp()
        self.write("plain.jsonl", as_jsonl(self.documents))
        self.run_unspin("dedup", "plain.jsonl", "--out", "plain", *SHORT)
        self.run_unspin("match", "plain.jsonl", "--out", "plain.matches", *SHORT)
        self.kept = {line["id"] for line in map(harness.json.loads, decompressed(
            self.dir / "plain/kept/plain.jsonl").splitlines())}
        self.assertGreater(len(self.kept), 100)
        self.assertLess(len(self.kept), 250)

    def check_same(self, *inputs, stdin=None, results=("duplicates.jsonl", "clusters.jsonl")):
        self.run_unspin("dedup", *inputs, "--out", "out", *SHORT, stdin=stdin)
        for name in results:
            self.assertEqual((self.dir / "out" / name).read_bytes(), (self.dir / "plain" / name).read_bytes(), name)
        self.counts()
        self.run_unspin("match", *inputs, "--out", "out.matches", *SHORT, stdin=stdin)
        self.assertEqual((self.dir / "out.matches").read_bytes(), (self.dir / "plain.matches").read_bytes())

    def check_kept(self, name, original, pieces):
        """pieces: (id or None for a header, bytes) of the file, in order."""
        path = self.dir / "out/kept" / name
        self.assertEqual(decompressed(path), b"".join(piece for i, piece in pieces if i is None or i in self.kept))
        self.assertEqual(path.read_bytes()[:2] == b"\x1f\x8b", original[:2] == b"\x1f\x8b", "the same compression")
        self.assertEqual(path.read_bytes()[:4] == b"\x28\xb5\x2f\xfd", original[:4] == b"\x28\xb5\x2f\xfd")

    def json_pieces(self, documents=None):
        return [(d.id, as_jsonl([d])) for d in documents or self.documents]

    def check_jsonl(self, name):
        original = compressed(as_jsonl(self.documents), name)
        self.write(name, original)
        self.check_same(name)
        self.check_kept(name, original, self.json_pieces())

    def test_gzip(self):
        self.check_jsonl("in.jsonl.gz")

    @NEEDS_ZSTD
    def test_zstd(self):
        self.check_jsonl("in.jsonl.zst")

    def test_gzip_of_many_members(self):
        data = b"".join(gzip.compress(as_jsonl([d])) for d in self.documents)
        self.write("in.jsonl.gz", data)
        self.check_same("in.jsonl.gz")
        self.check_kept("in.jsonl.gz", data, self.json_pieces())

    @NEEDS_ZSTD
    def test_zstd_of_many_frames(self):
        data = b"".join(zstd(as_jsonl(self.documents[i:i + 50])) for i in range(0, 300, 50))
        self.write("in.jsonl.zst", data)
        self.check_same("in.jsonl.zst")

    def test_compression_is_told_by_content(self):
        self.write("data", gzip.compress(as_jsonl(self.documents)))
        self.check_same("data")
        self.check_kept("data", b"\x1f\x8b", self.json_pieces())
        self.write("misnamed.jsonl.gz", as_jsonl(self.documents))
        self.check_same("misnamed.jsonl.gz")
        self.check_kept("misnamed.jsonl.gz", b"", self.json_pieces())

    def test_standard_input(self):
        self.check_same("-", stdin=as_jsonl(self.documents))
        self.check_kept("stdin", b"", self.json_pieces())

    def test_standard_input_compressed(self):
        self.check_same("-", stdin=gzip.compress(as_jsonl(self.documents)))

    def test_many_files_folders_and_globs(self):
        for i in range(3):
            self.write(f"parts/p{i}.jsonl", as_jsonl(self.documents[100 * i:100 * i + 100]))
        self.check_same("parts/p0.jsonl", "parts/p1.jsonl", "parts/p2.jsonl")
        self.check_same("parts/p?.jsonl")
        self.check_same("parts")
        for i in range(3):
            self.check_kept(f"p{i}.jsonl", b"", self.json_pieces(self.documents[100 * i:100 * i + 100]))

    def test_files_of_the_same_name(self):
        self.write("x/a.jsonl", as_jsonl(self.documents[:150]))
        self.write("y/a.jsonl", as_jsonl(self.documents[150:]))
        self.check_same("x/a.jsonl", "y/a.jsonl")
        kept = sorted(p for p in (self.dir / "out/kept").rglob("*") if p.is_file())
        self.assertEqual([p.name for p in kept], ["a.jsonl", "a.jsonl"])
        self.assertEqual(b"".join(p.read_bytes() for p in kept),
                         b"".join(piece for i, piece in self.json_pieces() if i in self.kept))

    def test_mixed_containers_of_one_folder(self):
        parts = [self.documents[75 * i:75 * i + 75] for i in range(4)]
        self.write("mix/1.jsonl", as_jsonl(parts[0]))
        self.write("mix/2.csv", as_table(parts[1], ","))
        self.write("mix/3.jsonl.gz", compressed(as_jsonl(parts[2]), "x.gz"))
        self.write("mix/4/deeper/4.tsv", as_table(parts[3], "\t"))
        self.write("mix/.hidden.jsonl", b"not read")
        self.check_same("mix")
        self.check_kept("4/deeper/4.tsv", b"", [(None, b"id\ttext\n")] +
                        [(d.id, f"{d.id}\t{d.text}\n".encode()) for d in parts[3]])
        self.assertFalse((self.dir / "out/kept/.hidden.jsonl").exists())

    def test_tables(self):
        for name, delimiter, end in (("in.csv", ",", "\n"), ("dos.csv", ",", "\r\n"), ("semicolons.csv", ";", "\n"),
                                     ("in.tsv", "\t", "\n"), ("dos.tsv", "\t", "\r\n"), ("in.csv.gz", ",", "\n")):
            with self.subTest(name=name):
                rows = [as_table([d], delimiter, end).split(end.encode(), 1)[1] for d in self.documents]
                header = f"id{delimiter}text{end}".encode()
                original = compressed(header + b"".join(rows), name)
                self.write(name, original)
                self.check_same(name)
                self.check_kept(name, original, [(None, header)] + list(zip([d.id for d in self.documents], rows)))

    def test_text_folder(self):
        for document in self.documents:
            self.write(f"texts/{document.id}", document.text)
        self.check_same("texts")
        kept = {p.name: p.read_text() for p in (self.dir / "out/kept").iterdir()}
        self.assertEqual(kept, {d.id: d.text for d in self.documents if d.id in self.kept})

    def test_fields_by_name_and_pointer(self):
        lines = b"".join(harness.json.dumps({"meta": {"key": d.id}, "body": [{"t": d.text}], "id": 1}).encode() + b"\n"
                         for d in self.documents)
        self.write("in.jsonl", lines)
        self.check_same("in.jsonl", "--id-field", "/meta/key", "--text-field", "/body/0/t")
        self.write("in.csv", as_table(self.documents, ",").replace(b"id,text", b"nr,body", 1))
        self.check_same("in.csv", "--id-field", "nr", "--text-field", "body")

    def test_a_last_line_without_end_and_blank_lines(self):
        data = as_jsonl(self.documents).replace(b"}\n{", b"}\n\n \r\n{")[:-1]
        self.write("in.jsonl", data)
        self.check_same("in.jsonl")
        self.assertEqual((self.dir / "out/kept/in.jsonl").read_bytes(), (self.dir / "plain/kept/plain.jsonl").read_bytes())

    def test_line_ends_of_dos(self):
        self.write("in.jsonl", as_jsonl(self.documents).replace(b"\n", b"\r\n"))
        self.check_same("in.jsonl")
        self.check_kept("in.jsonl", b"", [(i, p[:-1] + b"\r\n") for i, p in self.json_pieces()])

    def test_cells_with_line_breaks(self):
        documents = sorted(collection(22, 200), key=lambda d: d.id)
        self.assertTrue(any("\n" in d.text and '"' in d.text for d in documents))
        self.write("in.jsonl", as_jsonl(documents))
        self.write("in.csv", as_table(documents, ","))
        for name in ("jsonl", "csv"):
            self.run_unspin("dedup", f"in.{name}", "--out", name, *SHORT)
        self.assertEqual((self.dir / "csv/duplicates.jsonl").read_bytes(),
                         (self.dir / "jsonl/duplicates.jsonl").read_bytes())
        kept = list(csv.reader(io.StringIO((self.dir / "csv/kept/in.csv").read_text(), newline="")))
        with open(self.dir / "jsonl/kept/in.jsonl") as lines:
            wanted = [harness.json.loads(line) for line in lines]
        self.assertEqual(kept, [["id", "text"]] + [[d["id"], d["text"]] for d in wanted])

    def test_records_over_the_edges_of_blocks(self):
        # Blocks are of a MiB: records of every size around it, and many small ones behind.
        documents = []
        for i, size in enumerate((1 << 20, (1 << 20) - 40, 3 << 20, 5, (2 << 20) + 1, 100, 700_000, 700_000)):
            word = f"w{i} "
            documents.append(harness.Document(f"big{i}", (word * (size // len(word) + 1))[:size]))
        documents += self.documents
        self.write("in.jsonl", as_jsonl(documents))
        self.write("in.csv", as_table(documents, ","))
        for name in ("jsonl", "csv"):
            self.run_unspin("dedup", f"in.{name}", "--out", name, "--keep", "first", *SHORT)
            self.assertEqual(self.counts(name)["documents"], len(documents))
        self.assertEqual((self.dir / "csv/duplicates.jsonl").read_bytes(),
                         (self.dir / "jsonl/duplicates.jsonl").read_bytes())

    def test_a_compressed_file_of_which_nothing_stays_is_whole(self):
        self.write("a.jsonl", as_jsonl(self.documents))
        again = [d._replace(id="again-" + d.id) for d in self.documents]
        names = ["again.jsonl.gz"] + (["again.jsonl.zst"] if harness.have_zstd() else [])
        for name in names:
            with self.subTest(name=name):
                self.write(name, compressed(as_jsonl(again), name))
                self.run_unspin("dedup", "a.jsonl", name, "--out", "out", "--keep", "first", *SHORT)
                self.assertEqual((self.dir / "out/kept" / name).read_bytes()[:2], compressed(b"", name)[:2])
                self.assertEqual(decompressed(self.dir / "out/kept" / name), b"")

    def test_a_text_file_without_words_stays(self):
        for name, text in (("empty.txt", ""), ("blank.txt", " \n"), ("dots.txt", "...")):
            self.write(f"texts/{name}", text)
        self.run_unspin("dedup", "texts", "--out", "out", *SHORT)
        self.assertEqual(self.counts()["kept"], 3)
        self.assertEqual(sorted(p.name for p in (self.dir / "out/kept").iterdir()),
                         ["blank.txt", "dots.txt", "empty.txt"])

    def test_a_table_that_begins_with_a_byte_order_mark(self):
        self.write("in.csv", b"\xef\xbb\xbf" + as_table(self.documents, ","))
        self.check_same("in.csv")

    def test_json_lines_that_begin_with_a_byte_order_mark(self):
        self.write("in.jsonl", b"\xef\xbb\xbf" + as_jsonl(self.documents))
        self.check_same("in.jsonl")

    def test_quotes_inside_cells_without_quotes(self):
        rows = ["1,a 5\" disk of the old kind", "2,one more row between", "3,a 7\" tape of the old kind", "4,and the last"]
        self.write("in.csv", "id,text\n" + "\n".join(rows) + "\n")
        self.run_unspin("dedup", "in.csv", "--out", "out", *SHORT)
        self.assertEqual(self.counts()["documents"], 4)


if __name__ == "__main__":
    harness.main()
