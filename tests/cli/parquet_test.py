"""Parquet: the same results as the same records in JSON lines; what stays keeps its columns, schema, compression and
metadata, read back by pyarrow. Skipped without pyarrow or without the module."""

import datetime
import decimal
import gzip
import os
import random
import resource
import sys
import unittest

import harness
from harness import as_jsonl, collection, results_of

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    print("skipped: this Python has no pyarrow")
    sys.exit(77)

SHORT = ["--progress", "off"]
RESULTS = ("duplicates.jsonl", "clusters.jsonl")


def table_of(documents, text=pa.string()):
    return pa.table({"id": [d.id for d in documents], "text": pa.array([d.text for d in documents], pa.string()).cast(text),
                     "date": [d.fields.get("date") for d in documents]})


def without_views(table):
    """Which pyarrow cannot filter; the types have been compared before."""
    as_string = lambda field: field.with_type(pa.string()) if field.type == pa.string_view() else field
    return table.cast(pa.schema([as_string(field) for field in table.schema]))


class TestCase(harness.TestCase):
    def write_table(self, name, table, **options):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path, **options)
        return path

    def check_copy(self, name, stays, out="out"):
        """kept/NAME against pyarrow's own filter of NAME."""
        whole, kept = pq.ParquetFile(self.dir / name), pq.ParquetFile(self.dir / out / "kept" / name)
        self.assertTrue(kept.schema_arrow.equals(whole.schema_arrow, check_metadata=True), (kept.schema_arrow, whole.schema_arrow))
        self.assertEqual(str(kept.schema).splitlines()[1:], str(whole.schema).splitlines()[1:])
        self.assertEqual(kept.metadata.format_version, whole.metadata.format_version)
        wanted = without_views(whole.read()).filter(pa.array(stays, pa.bool_()))
        self.assertTrue(without_views(kept.read()).equals(wanted))
        for i in range(whole.metadata.num_columns if kept.num_row_groups else 0):
            was, now = (f.metadata.row_group(0).column(i) for f in (whole, kept))
            self.assertEqual((now.path_in_schema, now.compression, "RLE_DICTIONARY" in now.encodings, now.is_stats_set),
                             (was.path_in_schema, was.compression, "RLE_DICTIONARY" in was.encodings, was.is_stats_set))
        return kept


class SameAsJsonLines(TestCase):
    documents = collection(61, 900)

    @classmethod
    def setUpClass(cls):
        folder = harness.tempfile.TemporaryDirectory(prefix="unspin-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.shared = harness.pathlib.Path(folder.name)
        (cls.shared / "in.jsonl").write_bytes(as_jsonl(cls.documents))
        for arguments in (["dedup", "in.jsonl", "--out", "plain", "--keep", "earliest"], ["match", "in.jsonl", "--out", "plain.matches"]):
            run = harness.Started([*arguments, *SHORT], cls.shared).finish()
            assert run.code == 0, run
        kept = (cls.shared / "plain/kept/in.jsonl").read_bytes().splitlines()
        cls.kept = {harness.json.loads(line)["id"] for line in kept}
        assert 300 < len(cls.kept) < 800

    def check(self, table, match=False, **options):
        self.write_table("in.parquet", table, **options)
        self.run_unspin("dedup", "in.parquet", "--out", "out", "--keep", "earliest", *SHORT)
        for name in RESULTS:
            self.assertEqual((self.dir / "out" / name).read_bytes(), (self.shared / "plain" / name).read_bytes(), name)
        self.assertEqual(self.read_json("out/run.json")["inputs"][0]["format"], "parquet")
        self.counts()
        if match:
            self.run_unspin("match", "in.parquet", "--out", "m.jsonl", *SHORT)
            self.assertEqual((self.dir / "m.jsonl").read_bytes(), (self.shared / "plain.matches").read_bytes())
        return self.check_copy("in.parquet", [d.id in self.kept for d in self.documents])

    def test_row_groups(self):
        self.assertEqual(self.check(table_of(self.documents), match=True).num_row_groups, 1)
        self.assertEqual(self.check(table_of(self.documents), row_group_size=250).num_row_groups, 4)
        self.check(table_of(self.documents), row_group_size=1, compression="none", use_dictionary=False)

    def test_texts_however_they_are_stored(self):
        for kind in (pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())):
            with self.subTest(kind=str(kind)):
                self.check(table_of(self.documents, kind), row_group_size=400)

    def test_ways_to_write(self):
        for options in ({"compression": "snappy"}, {"compression": "gzip", "version": "2.4"}, {"compression": {"text": "zstd", "id": "brotli", "date": "lz4"}},
                        {"use_dictionary": ["date"], "write_statistics": False}, {"data_page_version": "2.0", "write_page_index": True},
                        {"store_schema": False, "write_page_checksum": True}):
            with self.subTest(options=options):
                self.check(table_of(self.documents), **options)

    def test_dates_as_times_and_members(self):
        table = table_of(self.documents)
        times = pa.array([None if d is None else datetime.datetime.fromisoformat(d[:-1]) for d in table["date"].to_pylist()], pa.timestamp("us", "UTC"))
        self.check(pa.table({"id": table["id"], "text": table["text"], "date": times}))
        member = pa.StructArray.from_arrays([times.cast(pa.timestamp("ms")), pa.array(range(len(times)))], ["created", "nr"])
        self.check(pa.table({"id": table["id"], "text": table["text"], "metadata": member}), row_group_size=500)

    def test_named_and_nested_fields(self):
        table = table_of(self.documents)
        member = pa.StructArray.from_arrays([table["id"].combine_chunks(), table["text"].combine_chunks()], ["key/1", "body"])
        self.write_table("in.parquet", pa.table({"text": ["wrong"] * len(table), "doc": member, "date": table["date"]}))
        self.run_unspin("dedup", "in.parquet", "--out", "out", "--keep", "earliest", "--id-field", "/doc/key~11", "--text-field", "/doc/body", *SHORT)
        self.assertEqual((self.dir / "out/duplicates.jsonl").read_bytes(), (self.shared / "plain/duplicates.jsonl").read_bytes())

    def test_standard_input_and_folders(self):
        path = self.write_table("in/a.parquet", table_of(self.documents[:500]), row_group_size=100)
        self.write_table("in/b.dat", table_of(self.documents[500:]))
        self.run_unspin("dedup", "in", "--out", "out", "--keep", "earliest", *SHORT)
        self.assertEqual((self.dir / "out/duplicates.jsonl").read_bytes(), (self.shared / "plain/duplicates.jsonl").read_bytes())
        self.run_unspin("dedup", "-", "--out", "out", *SHORT, stdin=path.read_bytes())
        self.assertEqual(self.counts()["documents"], 500)

    def test_ids_only(self):
        self.write_table("in.parquet", table_of(self.documents), row_group_size=200)
        self.run_unspin("dedup", "in.parquet", "--out", "out", "--keep", "earliest", "--ids-only", *SHORT)
        self.assertEqual({line["id"] for line in self.read_lines("out/kept/ids.jsonl")}, self.kept)

    def test_other_verbs(self):
        self.write_table("in.parquet", table_of(self.documents), row_group_size=200)
        a, b = self.documents[0].id, self.documents[1].id
        for corpus in ("in.parquet", self.shared / "in.jsonl"):
            found = self.run_unspin("compare", a, b, "--corpus", corpus, "--json").out
            tuned = self.run_unspin("tune", corpus, "--threshold", "0.8", "--recall", "0.99", *SHORT).out
            if corpus == "in.parquet":
                wanted = (found, tuned)
        self.assertEqual((found, tuned), wanted)


class Columns(TestCase):
    def everything(self, rows):
        """A table with a column of every type that Parquet has a place for."""
        rng = random.Random(5)
        some = lambda make: [None if rng.random() < 0.2 else make() for _ in range(rows)]
        day = lambda: datetime.date(2020, 1, 1) + datetime.timedelta(rng.randrange(2000))
        time = lambda: datetime.datetime(1950, 1, 1) + datetime.timedelta(seconds=rng.randrange(3 * 10**9))
        columns = {
            "text": pa.array([" ".join(rng.choices("abcdefgh", k=rng.choice([8, 40]))) for _ in range(rows)]),
            "i8": pa.array(some(lambda: rng.randrange(-128, 128)), pa.int8()), "u16": pa.array(some(lambda: rng.randrange(65536)), pa.uint16()),
            "u32": pa.array(some(lambda: rng.randrange(2**32)), pa.uint32()), "u64": pa.array(some(lambda: rng.randrange(2**64)), pa.uint64()),
            "f16": pa.array(some(rng.random), pa.float64()).cast(pa.float16(), safe=False), "f32": pa.array(some(rng.random), pa.float32()), "f64": pa.array(some(rng.random), pa.float64()),
            "flag": pa.array(some(lambda: rng.random() < 0.5)), "bytes": pa.array(some(lambda: rng.randbytes(9))), "key": pa.array(some(lambda: rng.randbytes(4)), pa.binary(4)),
            "price": pa.array(some(lambda: decimal.Decimal(rng.randrange(10**6)).scaleb(-2)), pa.decimal128(12, 2)),
            "day": pa.array(some(day)), "clock": pa.array(some(lambda: rng.randrange(86400000)), pa.time32("ms")),
            "stamp": pa.array(some(time), pa.timestamp("ns")), "zoned": pa.array(some(time), pa.timestamp("ms", "Europe/Berlin")), "took": pa.array(some(lambda: rng.randrange(10**9)), pa.duration("us")),
            "list": pa.array(some(lambda: [rng.randrange(9) for _ in range(rng.randrange(4))]), pa.list_(pa.int32())),
            "lists": pa.array(some(lambda: [[rng.choice("xyz")] for _ in range(rng.randrange(3))]), pa.large_list(pa.list_(pa.string()))),
            "vector": pa.array([[rng.random() for _ in range(3)] for _ in range(rows)], pa.list_(pa.float32(), 3)),
            "map": pa.array(some(lambda: [(rng.choice("pqr"), rng.randrange(9))]), pa.map_(pa.string(), pa.int64())),
            "meta": pa.array(some(lambda: {"a": rng.randrange(9), "b": {"c": rng.choice(["x", None])}})),
            "label": pa.array(some(lambda: rng.choice(["one", "two"]))).dictionary_encode(), "view": pa.array(some(lambda: "v" * rng.randrange(30)), pa.string_view()),
            "nothing": pa.nulls(rows),
        }
        table = pa.table(columns)
        fields = [table.schema.field(0).with_nullable(False).with_metadata({"what": "the text"}), *list(table.schema)[1:]]
        return table.cast(pa.schema(fields, metadata={"made by": "a test", "pandas": "{}"}))

    def test_every_type_stays_what_it_is(self):
        table = self.everything(3000)
        self.write_table("in.parquet", table, row_group_size=700, compression="zstd")
        self.run_unspin("dedup", "in.parquet", "--out", "out", *SHORT)
        kept = harness.collections.Counter()
        first = []
        for text in table["text"].to_pylist():
            first.append(kept[text] == 0)
            kept[text] += 1
        self.assertEqual(self.counts()["removed"]["exact"], first.count(False))
        self.check_copy("in.parquet", first)

    def test_sorted_columns_and_old_times(self):
        table = self.everything(500).select(["text", "stamp", "i8"])
        self.write_table("in.parquet", table, use_deprecated_int96_timestamps=True, sorting_columns=[pq.SortingColumn(2)])
        self.run_unspin("dedup", "in.parquet", "--out", "out", *SHORT)
        kept = pq.ParquetFile(self.dir / "out/kept/in.parquet")
        self.assertEqual([kept.metadata.row_group(0).column(1).physical_type, kept.metadata.row_group(0).sorting_columns],
                         ["INT96", (pq.SortingColumn(2),)])

    def test_nothing_stays_or_nothing_is_there(self):
        for rows in (0, 5):
            table = pa.table({"id": pa.array([str(i) for i in range(rows)], pa.string()), "text": pa.array([None] * rows, pa.string())})
            self.write_table("in.parquet", table)
            self.run_unspin("dedup", "in.parquet", "--out", "out", "--max-bad", "1", *SHORT)
            self.assertEqual(self.counts()["records"], rows)
            self.check_copy("in.parquet", [False] * rows)

    def test_rows_that_are_refused(self):
        ids = ["a", None, "", "a", "e", "f", "g"]
        texts = pa.array([b"one text", b"two texts", b"three", b"four", None, b"bad \xff bytes", "good é \u2028\n\"\\".encode()])
        table = pa.table({"id": ids, "text": texts.view(pa.string())})
        self.write_table("in.parquet", table, row_group_size=2)
        self.run_unspin("dedup", "in.parquet", "--out", "out", "--max-bad", "1", *SHORT)
        self.assertEqual(self.counts()["refused"], {"no-id": 2, "repeated-id": 1, "no-text": 1, "invalid-utf8": 1})
        self.assertEqual([(r["offset"], r["reason"]) for r in self.read_lines("out/rejects.jsonl")],
                         [(1, "no-id"), (2, "no-id"), (4, "no-text"), (5, "invalid-utf8"), (3, "repeated-id")])
        self.assertEqual(pq.read_table(self.dir / "out/kept/in.parquet")["id"].to_pylist(), ["a", "g"])


class Refused(TestCase):
    def refuse(self, *arguments, message, expect=2):
        run = self.run_unspin("dedup", *arguments, "--out", "out", *SHORT, expect=expect)
        self.assertRegex(run.err, "^unspin: .*" + message)
        self.assertEqual(run.err.count("\n"), 1, "one line of message")

    def test_files_that_are_not_whole(self):
        data = self.write_table("whole.parquet", table_of(collection(62, 50))).read_bytes()
        for cut in (data[:-1], data[:len(data) // 2], data[:4], data[:-8] + b"\xff\xff\xff\x7fPAR1", b"no Parquet"):
            self.write("cut.parquet", cut)
            self.refuse("cut.parquet", message=r"cut\.parquet is not a whole Parquet file: .*", expect=4)
        self.write("a.parquet.gz", gzip.compress(data))
        self.refuse("a.parquet.gz", message=r"a\.parquet\.gz is a compressed Parquet file: decompress it")

    def test_texts_that_are_none(self):
        self.write_table("in.parquet", pa.table({"id": ["a"], "text": [1], "body": ["x"]}))
        self.refuse("in.parquet", message=r"in\.parquet: /text is of type int64, a text must be a string; .*--text-field")
        self.refuse("in.parquet", "--text-field", "nothing", message=r"in\.parquet: no column nothing; it has /id, /text, /body: .*--text-field")
        self.refuse("in.parquet", "--text-field", "body", "--id-field", "nr", message=r"no column nr; .*--id-field")
        self.run_unspin("dedup", "in.parquet", "--text-field", "body", "--out", "out", *SHORT)

    def test_in_a_folder_they_cost_themselves(self):
        good = self.write_table("in/good.parquet", table_of(collection(62, 50))).read_bytes()
        self.write("in/cut.parquet", good[:-9])
        self.write_table("in/number.parquet", pa.table({"text": [1]}))
        self.run_unspin("dedup", "in", "--out", "out", "--max-bad", "1", *SHORT)
        counts = self.counts()
        self.assertEqual((counts["documents"], counts["refused"]), (50, {"unknown-format": 2}))
        self.assertEqual([p.name for p in (self.dir / "out/kept").iterdir()], ["good.parquet"])

    def test_damaged_row_groups(self):
        documents = collection(63, 400)
        path = self.write_table("in.parquet", table_of(documents), row_group_size=100, write_page_checksum=True, compression="none", use_dictionary=False)
        data = bytearray(path.read_bytes())
        data[data.index(documents[130].text.encode()) + 3] ^= 1
        path.write_bytes(data)
        self.run_unspin("dedup", "in.parquet", "--out", "out", "--max-bad", "1", *SHORT)
        counts = self.counts()
        self.assertEqual((counts["records"], counts["documents"], counts["refused"]), (400, 300, {"damaged-record": 100, "damaged-file": 1}))
        self.assertRegex(counts["damaged_files"][0], r"^in\.parquet: row group 1 is damaged \(.+\)$")
        self.assertEqual([r["file"] for r in self.read_lines("out/rejects.jsonl") if r["reason"] == "damaged-file"], ["in.parquet"])
        kept = set(pq.read_table(self.dir / "out/kept/in.parquet")["id"].to_pylist())
        self.assertTrue(kept and kept.isdisjoint(d.id for d in documents[100:200]))


class WholeRuns(TestCase):
    def test_threads_and_memory_change_nothing(self):
        documents = collection(64, 2500, words=(30, 400))
        for i in range(2):
            self.write_table(f"in/{i}.parquet", table_of(documents[1250 * i:1250 * i + 1250]), row_group_size=333)
        for n, variant in enumerate((["--threads", "1"], ["--threads", "8"], ["--memory", "128MiB"])):
            self.run_unspin("dedup", "in", "--out", "out", *variant, *SHORT)
            results = results_of(self.dir / "out")
            self.assertEqual(results, results if n == 0 else wanted, variant)
            wanted = results

    def test_a_full_disk_and_resume(self):
        self.write_table("in.parquet", table_of(collection(65, 1500, words=(100, 300))), compression="none", use_dictionary=False)
        self.run_unspin("dedup", "in.parquet", "--out", "calm", *SHORT)
        limits = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
        run = self.run_unspin("dedup", "in.parquet", "--out", "out", *SHORT, expect=4, preexec=limits)
        self.assertRegex(run.err, "^unspin: cannot copy in.parquet to out/kept.partial/in.parquet: .*File too large")
        self.assertFalse((self.dir / "out/kept").exists())
        self.run_unspin("dedup", "in.parquet", "--out", "out", "--resume", *SHORT)
        self.assertEqual(results_of(self.dir / "out"), results_of(self.dir / "calm"))

    def test_long_texts_cost_no_more_than_themselves(self):
        # Two long texts, stored once in a dictionary: batches of rows are far longer than what is on disk.
        long = [" ".join(f"{c}{i}" for i in range(300_000)) for c in "ab"]
        texts = [*long, "short", *long, "\x01" * (65 << 20), *long]
        self.write_table("in.parquet", pa.table({"id": [str(i) for i in range(len(texts))], "text": texts}), dictionary_pagesize_limit=1 << 30)
        self.run_unspin("dedup", "in.parquet", "--out", "out", "--keep", "first", "--max-bad", "1", *SHORT)
        self.assertEqual(self.counts()["refused"], {"too-long": 1})
        self.check_copy("in.parquet", [i < 3 for i in range(len(texts))])

    def test_a_large_row_group_does_not_come_into_memory(self):
        if (child := os.fork()) == 0:  # or this process would grow, and with it what a run seems to take
            rng = random.Random(66)
            words = harness.vocabulary(rng)
            pieces = [" ".join(rng.choices(words, k=300)) for _ in range(400)]
            texts = [" ".join(rng.sample(pieces, 4)) for _ in range(20000)]
            self.write_table("in.parquet", pa.table({"text": texts, "nr": range(len(texts))}), compression="zstd")
            os._exit(0)
        os.waitpid(child, 0)
        group = pq.ParquetFile(self.dir / "in.parquet").metadata.row_group(0)
        self.assertEqual(group.num_rows, 20000)
        self.assertGreater(group.total_byte_size, 150_000_000)
        run = self.run_unspin("dedup", "in.parquet", "--out", "out", "--memory", "128MiB", *SHORT)
        self.assertLess(run.peak_bytes, 256 << 20)
        self.assertGreater(pq.ParquetFile(self.dir / "out/kept/in.parquet").num_row_groups, 1, "large row groups are divided")


if __name__ == "__main__":
    if not os.path.exists(os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), "unspin_parquet.so")):
        print("skipped: unspin was built without Arrow")
        sys.exit(77)
    harness.main()
