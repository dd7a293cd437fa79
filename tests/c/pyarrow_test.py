#!/usr/bin/env python3
"""The C library against pyarrow, by ctypes: tables in, tables out. Skips where pyarrow is absent.

    tests/c/pyarrow_test.py LIBRARY
"""

import ctypes
import json
import sys
import unittest
from pathlib import Path

try:
    import pyarrow as pa
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

LIBRARY = ctypes.CDLL(sys.argv.pop(1))
LIBRARY.unspin_last_error.restype = ctypes.c_char_p
SAMPLE = Path(__file__).resolve().parents[2] / "data/sample/crawl.jsonl"


def ok(code):
    if code != 0:
        raise RuntimeError(f"{code}: {LIBRARY.unspin_last_error().decode()}")


class Detector:
    def __enter__(self):
        self.handle = ctypes.c_void_p()
        ok(LIBRARY.unspin_detector_create(None, ctypes.byref(self.handle)))
        return self

    def __exit__(self, *_):
        LIBRARY.unspin_detector_destroy(self.handle)

    def add(self, table):
        reader = table.to_reader(max_chunksize=7)
        stream = (ctypes.c_void_p * 5)()  # a struct ArrowArrayStream
        address = ctypes.addressof(stream)
        reader._export_to_c(address)
        ok(LIBRARY.unspin_detector_add_arrow(self.handle, ctypes.c_void_p(address)))

    def result(self, function):
        stream = (ctypes.c_void_p * 5)()  # a struct ArrowArrayStream
        address = ctypes.addressof(stream)
        ok(function(self.handle, ctypes.c_void_p(address)))
        table = pa.RecordBatchReader._import_from_c(address).read_all()
        table.validate(full=True)
        return table

    def dedup(self):
        return self.result(LIBRARY.unspin_detector_dedup)

    def match(self):
        return self.result(LIBRARY.unspin_detector_match)


def sample():
    rows = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    columns = {name: [row.get(name) for row in rows] for name in ("id", "url", "date", "text")}
    return pa.table({**columns, "other": list(range(len(rows)))})


def answers(table):
    with Detector() as detector:
        detector.add(table)
        return detector.dedup(), detector.match()


class Arrow(unittest.TestCase):
    def test_tables_in_and_out(self):
        table = sample()
        fates, pairs = answers(table)
        self.assertEqual(fates["id"].to_pylist(), table["id"].to_pylist())
        removed = [row for row in fates.to_pylist() if not row["kept"]]
        self.assertGreater(len(removed), 10)
        for row in removed:
            self.assertIn(row["verdict"], ("exact", "near-duplicate"))
            self.assertGreaterEqual(row["jaccard"], 0.8)
        self.assertGreater(pairs.num_rows, 50)
        texts = dict(zip(table["id"].to_pylist(), table["text"].to_pylist()))
        for row in pairs.to_pylist():
            self.assertLess(row["a"], row["b"])
            for passage in row["passages"]:
                self.assertLessEqual(passage["a_end"], len(texts[row["a"]].encode()))
                self.assertLessEqual(passage["b_end"], len(texts[row["b"]].encode()))
            self.assertTrue(row["found_by"])

    def test_types_make_no_difference(self):
        table = sample()
        expected = answers(table)
        self.assertEqual(expected, answers(sample()))
        for cast in (pa.large_utf8(), pa.dictionary(pa.int32(), pa.utf8()), getattr(pa, "string_view", pa.utf8)()):
            other = table
            for name in ("id", "text", "url"):
                column = table[name].dictionary_encode() if pa.types.is_dictionary(cast) else table[name].cast(cast)
                other = other.set_column(other.schema.get_field_index(name), name, column)
            self.assertEqual(expected, answers(other), str(cast))
        dates = pa.array([None if d is None else d[:10] for d in table["date"].to_pylist()]).cast(pa.date32())
        self.assertEqual(expected, answers(table.set_column(2, "date", dates)))
        self.assertEqual(expected[0].slice(5)["id"].to_pylist(), answers(table)[0]["id"].to_pylist()[5:])

    def test_nulls_numbers_and_refusals(self):
        fates, _ = answers(pa.table({"id": [1, 2, 3, 3], "text": ["a b c d e f", None, "A b c d e f!", "twice"]}))
        self.assertEqual(fates["id"].to_pylist(), ["1", "2", "3", "3"])
        self.assertEqual(fates["refused"].to_pylist(), [None, "no-text", None, "repeated-id"])
        self.assertEqual(fates["kept_id"].to_pylist(), ["3", None, None, None])
        self.assertEqual(answers(pa.table({"text": pa.array([], pa.utf8())}))[1].num_rows, 0)
        with self.assertRaisesRegex(RuntimeError, "1: no column text, content, raw_content"):
            answers(pa.table({"body": ["a"]}))


if __name__ == "__main__":
    unittest.main()
