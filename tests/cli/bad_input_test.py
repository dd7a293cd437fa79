"""What is wrong with an input is counted and named, or refused with a message; the rest is used."""

import gzip
import json
import os
import resource
import shutil
import subprocess
import unittest

import harness
from harness import as_jsonl, collection, zstd

SHORT = ["--progress", "off"]
GOOD = "".join('{"id":"g%d","text":"good text number %d of several"}\n' % (i, i) for i in range(20)).encode()

FOREIGN = [("a.lz4", b"\x04\x22\x4d\x18", "an lz4 file: decompress it"), ("b.xz", b"\xfd7zXZ\0", "an xz file: decompress it"),
           ("c.bz2", b"BZh91AY&SY", "a bzip2 file: decompress it"), ("d.7z", b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it"),
           ("e.zip", b"PK\x03\x04", "a zip archive, or an office document or e-book, which are such: unpack it"),
           ("f.pdf", b"%PDF-1.7", "a PDF document: convert it"), ("g.png", b"\x89PNG\r\n\x1a\n", "a PNG image: leave it out"),
           ("h.jpg", b"\xff\xd8\xff\xe0", "a JPEG image: leave it out")]


class Records(harness.TestCase):
    def refuse(self, data, reasons, name="in.jsonl", good=20, arguments=()):
        """Both with a --max-bad that allows it and with one that does not."""
        self.write(name, data)
        self.run_unspin("dedup", name, "--out", "out", "--max-bad", "1", *SHORT, *arguments)
        counts = self.counts()
        self.assertEqual(counts["refused"], reasons)
        self.assertEqual(counts["documents"], good)
        rejects = (self.dir / "out/rejects.jsonl").read_bytes()
        if counts["records"]:
            run = self.run_unspin("dedup", name, "--out", "out", "--max-bad", "0", *SHORT, *arguments, expect=3)
            for reason, count in reasons.items():
                self.assertIn(f"{count} {reason}", run.err)
            self.assertIn("out/rejects.jsonl", run.err)
            self.assertEqual((self.dir / "out/rejects.jsonl").read_bytes(), rejects, "everything was written all the same")
        return self.read_lines("out/rejects.jsonl")

    def test_wrong_json(self):
        wrong = [b'{"id":"a","text":"x"', b'{"id":"a","text":"x"}}', b'{"id":"a" "text":"x"}', b"[]", b'"text"', b"17",
                 b"null", b"}{", b"text", b'{"id":"a","text":"x"} {"id":"b","text":"y"}', b'{"text":"tab\there"}',
                 b'{"a":' * 2000 + b"1" + b"}" * 2000, b'\xef\xbb\xbf{"id":"mark","text":"not at the start"}']
        rejects = self.refuse(GOOD + b"\n".join(wrong) + b"\n", {"invalid-json": len(wrong)})
        offset = len(GOOD)
        for line, reject in zip(wrong, rejects):
            self.assertEqual((reject["file"], reject["offset"]), ("in.jsonl", offset))
            offset += len(line) + 1

    def test_bytes_that_are_not_utf8(self):
        wrong = [b'{"id":"a","text":"\xff"}', b'{"id":"\xc3","text":"x"}', b'{"text":"\xed\xa0\x80"}', b"\xfe\xff{}"]
        self.refuse(GOOD + b"\n".join(wrong), {"invalid-utf8": 4})

    def test_lone_surrogates(self):
        wrong = [rb'{"id":"a","text":"\ud800"}', rb'{"id":"b","text":"\udc00 x"}', rb'{"id":"c","text":"\ud83d x \ude00"}']
        self.refuse(GOOD + b"\n".join(wrong), {"invalid-json": 3})
        self.write("in.jsonl", rb'{"id":"a","text":"a pair \ud83d\ude00 is fine"}')
        self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT)

    def test_missing_and_wrong_fields(self):
        wrong = [({"id": "a"}, "no-text"), ({"id": "a", "text": None}, "no-text"), ({"id": "a", "text": 5}, "no-text"),
                 ({"id": "a", "text": ["x"]}, "no-text"), ({}, "no-text"), ({"id": "", "text": "x"}, "no-id"),
                 ({"id": {}, "text": "x"}, "no-id"), ({"id": 1.5, "text": "x"}, "no-id"),
                 ({"id": True, "text": "x"}, "no-id"), ({"id": None, "text": "x"}, "no-id")]
        data = GOOD + "\n".join(json.dumps(fields) for fields, _ in wrong).encode()
        rejects = self.refuse(data, {"no-text": 5, "no-id": 5})
        self.assertEqual([r["reason"] for r in rejects], [reason for _, reason in wrong])

    def test_a_named_field_that_is_not_there(self):
        rejects = self.refuse(GOOD, {"no-text": 20}, good=0, arguments=["--text-field", "body"])
        self.assertIn("body", rejects[0]["detail"])
        rejects = self.refuse(GOOD, {"no-id": 20}, good=0, arguments=["--id-field", "/meta/key"])

    def test_unused_fields_may_be_anything(self):
        lines = [b'{"id":"n%d","text":"text %d","n":%s}' % (i, i, n) for i, n in enumerate(
            [b"123456789012345678901234567890", b"-9223372036854775809", b"1e300", b"-0", b'"\\u0000"', b"[[[]]]", b"{}"])]
        self.write("in.jsonl", b"\n".join(lines))
        self.run_unspin("dedup", "in.jsonl", "--out", "out", "--max-bad", "1", *SHORT)
        self.assertEqual(self.counts()["refused"], {})

    def test_whole_numbers_are_ids(self):
        ids = [0, -5, 7, 9223372036854775807, -9223372036854775808]
        self.write("in.jsonl", "\n".join(json.dumps({"id": i, "text": f"text {i}"}) for i in ids))
        self.run_unspin("dedup", "in.jsonl", "--out", "out", "--ids-only", *SHORT)
        self.assertEqual([json.loads(line)["id"] for line in (self.dir / "out/kept/ids.jsonl").read_text().splitlines()],
                         [str(i) for i in ids])

    def test_repeated_ids(self):
        data = GOOD + b'{"id":"g3","text":"another text"}\n{"id":"g4","text":"good text number 4 of several"}\n'
        rejects = self.refuse(data, {"repeated-id": 2})
        self.assertIn("g3", rejects[0]["detail"])
        self.assertIn("g4", rejects[1]["detail"])
        self.assertEqual((self.dir / "out/kept/in.jsonl").read_bytes(), GOOD, "the first one stays")

    def test_a_repeated_id_names_its_file_and_place(self):
        data = GOOD + b'{"id":"g3","text":"another text"}\n'
        rejects = self.refuse(data, {"repeated-id": 1})
        self.assertEqual((rejects[0]["file"], rejects[0]["offset"]), ("in.jsonl", len(GOOD)))

    def test_the_same_record_without_id_is_a_copy(self):
        line = '{"url":"https://example.org/","text":"a text that occurs three times"}\n'
        self.write("in.jsonl", 3 * line + '{"text":"a text that occurs three times"}\n')
        self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT)
        counts = self.counts()
        self.assertEqual((counts["refused"], counts["kept"], counts["removed"]["exact"]), ({}, 1, 3))

    def test_zero_bytes(self):
        data = GOOD + b'{"id":"a","text":"x\0y"}\n\0\0\0\n{"id":"b","text":"escaped \\u0000 zero"}\n\0{"id":"c","text":"x"}\n'
        self.refuse(data, {"invalid-json": 3}, good=21)
        self.write("zero.txt", b"one\0two\0\0three")
        self.run_unspin("dedup", "zero.txt", "--out", "out", *SHORT)
        self.assertEqual((self.dir / "out/kept/zero.txt").read_bytes(), b"one\0two\0\0three")

    def test_tables(self):
        data = b'id,text\n1,good\n2\n3,too,many\n4,"quoted, good"\n5,\xff\n,no id\n6,"never closed\n7,x\n'
        rejects = self.refuse(data, {"invalid-csv": 3, "invalid-utf8": 1, "no-id": 1}, name="in.csv", good=3)
        self.assertEqual(rejects[0]["offset"], data.index(b"2\n"))
        self.refuse(b"nr,body\n1,x\n2,y\n", {"no-text": 2}, name="in.csv", good=0)
        self.refuse(b"\n1,x\n", {"invalid-csv": 1}, name="in.csv", good=0)

    def test_text_that_is_not_utf8(self):
        self.write("t/good.txt", "Grüße")
        self.write("t/latin1.txt", "Grüße".encode("latin-1"))
        self.write("t/utf16.txt", "Grüße".encode("utf-16"))
        self.run_unspin("dedup", "t", "--out", "out", "--max-bad", "1", *SHORT)
        self.assertEqual(self.counts()["refused"], {"invalid-utf8": 2})

    def test_names_of_files_that_are_not_utf8(self):
        for name in (b"caf\xe9.txt", b"caf\xe8.txt", b"wrong\xff.jsonl"):
            with open(os.path.join(os.fsencode(self.dir), name), "wb") as file:
                file.write(b"the same words in both of these files" if name.endswith(b"txt") else b"not json")
        self.run_unspin("dedup", "*f*", "wrong*", "--out", "out", "--max-bad", "1", *SHORT)
        for name in ("duplicates.jsonl", "clusters.jsonl", "rejects.jsonl", "run.json"):
            (self.dir / "out" / name).read_bytes().decode("utf-8")

    def test_empty_things(self):
        for name, data in (("empty.jsonl", b""), ("blank.jsonl", b"\n \n\t\r\n\n"), ("empty.csv", b""), ("header.csv", b"id,text"),
                           ("empty.jsonl.gz", gzip.compress(b""))):
            with self.subTest(name=name):
                self.write(name, data)
                self.run_unspin("dedup", name, "--out", "out", *SHORT)
                self.assertEqual(self.counts()["records"], 0)
                self.run_unspin("match", name, "--out", "m.jsonl", *SHORT)
                self.assertEqual((self.dir / "m.jsonl").read_bytes(), b"")
        (self.dir / "folder").mkdir()
        run = self.run_unspin("dedup", "folder", "--out", "out", expect=2)
        self.assertIn("no input", run.err)

    def test_match_counts_refusals_too(self):
        self.write("in.jsonl", GOOD + b"wrong\n")
        self.run_unspin("match", "in.jsonl", "--out", "m.jsonl", "--max-bad", "0.1", *SHORT)
        self.assertEqual(self.reasons("m.jsonl.rejects.jsonl"), {"invalid-json": 1})
        self.assertEqual(self.read_json("m.jsonl.run.json")["counts"]["refused"], {"invalid-json": 1})
        run = self.run_unspin("match", "in.jsonl", "--out", "m.jsonl", *SHORT, expect=3)
        self.assertIn("m.jsonl.rejects.jsonl", run.err)
        self.write("in.jsonl", GOOD)
        self.run_unspin("match", "in.jsonl", "--out", "m.jsonl", *SHORT)
        self.assertFalse((self.dir / "m.jsonl.rejects.jsonl").exists(), "rejects of the run before are gone")


class Compressed(harness.TestCase):
    documents = as_jsonl(collection(51, 300))

    def damaged(self, data, what, name):
        self.write(name, data)
        self.run_unspin("dedup", name, "--out", "out", "--max-bad", "1", *SHORT)
        counts = self.counts()
        self.assertEqual(counts["refused"].get("damaged-file"), 1)
        self.assertRegex(counts["damaged_files"][0], rf"^{name}: {what}.* after byte \d+")
        run = self.run_unspin("dedup", name, "--out", "out", "--max-bad", "0", *SHORT, expect=3)
        self.assertIn("1 damaged-file", run.err)
        return counts["documents"]

    def test_truncated_gzip(self):
        data = gzip.compress(self.documents)
        last = -1
        for length in (len(data) // 8, len(data) // 2, len(data) - 9, len(data) - 1):
            documents = self.damaged(data[:length], "truncated gzip data", "in.jsonl.gz")
            self.assertGreaterEqual(documents, last, "what comes before the damage is used")
            last = documents
        self.assertGreater(last, 250)

    def test_damage_before_the_first_record_can_be_allowed(self):
        self.damaged(gzip.compress(self.documents)[:15], "truncated gzip data", "in.jsonl.gz")

    def test_damaged_gzip(self):
        data = bytearray(gzip.compress(self.documents))
        data[len(data) // 2] ^= 0xFF
        self.damaged(bytes(data), "damaged gzip data", "in.jsonl.gz")
        data = bytearray(gzip.compress(self.documents))
        data[-6] ^= 0xFF  # its checksum
        self.damaged(bytes(data), "damaged gzip data", "in.jsonl.gz")

    def test_gzip_with_something_behind(self):
        self.assertEqual(self.damaged(gzip.compress(GOOD) + b"something else", "damaged gzip data", "in.jsonl.gz"), 20)

    @unittest.skipUnless(harness.have_zstd(), "the program zstd is not installed")
    def test_truncated_and_damaged_zstd(self):
        data = zstd(self.documents)
        for length in (len(data) - 9, len(data) - 1):
            self.damaged(data[:length], "truncated zstd data", "in.jsonl.zst")
        good = zstd(GOOD)
        data = bytearray(good + data)
        data[len(good) + (len(data) - len(good)) // 2] ^= 0xFF
        self.assertEqual(self.damaged(bytes(data), "damaged zstd data", "in.jsonl.zst"), 20)

    def test_other_files_are_read_on(self):
        self.write("in/a.jsonl.gz", gzip.compress(self.documents)[:5000])
        self.write("in/b.jsonl", GOOD)
        self.run_unspin("dedup", "in", "--out", "out", "--max-bad", "1", *SHORT)
        self.assertEqual((self.dir / "out/kept/b.jsonl").read_bytes(), GOOD)


class Paths(harness.TestCase):
    def refuse(self, *arguments, expect, message, preexec=None):
        run = self.run_unspin(*arguments, *SHORT, expect=expect, preexec=preexec)
        self.assertRegex(run.err, "^unspin: .*" + message)
        self.assertEqual(run.err.count("\n"), 1, "one line of message")
        self.assertEqual(run.out, "")

    def setUp(self):
        super().setUp()
        self.write("in.jsonl", GOOD)

    def test_inputs_that_are_not_there(self):
        self.refuse("dedup", "nothing.jsonl", "--out", "out", expect=4, message="nothing.jsonl")
        self.refuse("dedup", "nothing*", "--out", "out", expect=4, message=r"nothing\*")
        self.refuse("dedup", "in.jsonl/deeper", "--out", "out", expect=4, message="in.jsonl/deeper")
        self.refuse("dedup", "", "--out", "out", expect=4, message="no such file")
        self.refuse("dedup", "in.jsonl", "nothing", "--out", "out", expect=4, message="nothing")

    def test_a_mistake_leaves_nothing_behind(self):
        self.refuse("dedup", "nothing.jsonl", "--out", "out", expect=4, message="nothing.jsonl")
        self.refuse("dedup", "in.jsonl", "--threshold", "2", "--out", "out", expect=2, message="threshold")
        self.assertEqual([p.name for p in self.dir.iterdir()], ["in.jsonl"])

    def test_the_same_file_twice(self):
        os.symlink("in.jsonl", self.dir / "link.jsonl")
        for again in ("in.jsonl", "./in.jsonl", "*.jsonl", "link.jsonl", "."):
            self.refuse("dedup", "in.jsonl", again, "--out", "out", expect=2, message="named twice")

    def test_devices_are_no_input(self):
        self.refuse("dedup", "/dev/null", "--out", "out", expect=4, message="/dev/null")

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_no_permission(self):
        (self.write("closed/in.jsonl", GOOD).parent).chmod(0)
        self.write("secret.jsonl", GOOD).chmod(0)
        self.refuse("dedup", "closed", "--out", "out", expect=4, message="closed: Permission denied")
        self.refuse("dedup", "closed/in.jsonl", "--out", "out", expect=4, message="closed/in.jsonl")
        self.refuse("dedup", "secret.jsonl", "--out", "out", expect=4, message="secret.jsonl: Permission denied")
        (self.dir / "closed").chmod(0o700)

    def test_formats_that_are_not_read(self):
        for name, start, message in FOREIGN:
            self.write(name, start + bytes(100))
            self.refuse("dedup", name, "--out", "out", expect=2, message=f"{name} is {message}")
        self.write("a.jsonl.lz4", FOREIGN[0][1])
        self.refuse("dedup", "a.jsonl.lz4", "--out", "out", expect=2, message="a.jsonl.lz4 is an lz4 file: decompress it")

    def test_in_a_folder_such_formats_cost_themselves(self):
        for name, start, message in FOREIGN:
            self.write("folder/" + name, start + bytes(100))
        self.write("folder/good.jsonl", GOOD)
        self.run_unspin("dedup", "folder", "--out", "out", "--max-bad", "1", *SHORT)
        counts = self.counts()
        self.assertEqual((counts["documents"], counts["refused"], counts["skipped"]), (20, {"unknown-format": 6}, {"not-a-page": 2}))
        for reject, (name, start, message) in zip(self.read_lines("out/rejects.jsonl"), FOREIGN):
            self.assertIn(f"folder/{name} is {message}", reject["detail"])

    def test_parquet_without_its_module(self):
        program = shutil.copy(harness.PROGRAM, self.dir / "alone")
        self.write("a.parquet", b"PAR1....")
        run = subprocess.run([program, "dedup", "a.parquet", "--out", "out"], cwd=self.dir, capture_output=True, text=True)
        self.assertEqual(run.returncode, 2, run)
        self.assertRegex(run.stderr, "^unspin: a.parquet: Parquet needs unspin_parquet.so.*: run tools/install-dependencies --parquet")

    def test_outputs_that_cannot_be(self):
        self.write("file", "")
        self.refuse("dedup", "in.jsonl", "--out", "file", expect=4, message="file")
        self.refuse("dedup", "in.jsonl", "--out", "file/deeper", expect=4, message="file/deeper")
        self.refuse("dedup", "in.jsonl", "--out", "", expect=2, message="--out")
        self.refuse("match", "in.jsonl", "--out", "file/m.jsonl", expect=4, message="file")

    def test_matches_do_not_take_the_place_of_a_folder(self):
        (self.dir / "folder").mkdir()
        run = self.start("match", "in.jsonl", "--out", "folder", *SHORT).finish()
        self.assertIn(run.code, (2, 4), run)
        self.assertTrue((self.dir / "folder").is_dir())

    def test_matches_do_not_take_the_place_of_an_input(self):
        run = self.start("match", "in.jsonl", "--out", "in.jsonl", *SHORT).finish()
        self.assertEqual((self.dir / "in.jsonl").read_bytes(), GOOD)
        self.assertEqual(run.code, 2, run)

    def test_records_do_not_take_the_place_of_an_input(self):
        self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT)
        for name in ("out/k*t/in.jsonl", "out/kept/in.jsonl", "out/kept", "out/duplicates.jsonl"):
            self.start("dedup", name, "--out", "out", *SHORT).finish()
            self.assertEqual((self.dir / "out/kept/in.jsonl").read_bytes(), GOOD, name)
            self.assertTrue((self.dir / "out/duplicates.jsonl").exists(), name)

    def test_a_mistake_leaves_the_results_of_an_earlier_run(self):
        self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT)
        self.run_unspin("match", "in.jsonl", "--out", "m.jsonl", *SHORT)
        before = harness.results_of(self.dir)
        for verb, out in (("dedup", "out"), ("match", "m.jsonl")):
            self.refuse(verb, "nothing.jsonl", "--out", out, expect=4, message="nothing.jsonl")
            self.refuse(verb, "in.jsonl", "--out", out, "--threshold", "2", expect=2, message="threshold")
        self.assertEqual(harness.results_of(self.dir), before)

    def test_a_file_and_a_folder_of_one_name(self):
        self.write("x/a", GOOD)
        self.write("y/a/b.jsonl", GOOD.replace(b'"g', b'"h'))
        self.run_unspin("dedup", "x/a", "y", "--out", "out", *SHORT)

    def test_output_inside_the_input_folder(self):
        self.write("data/in.jsonl", GOOD)
        for _ in range(2):
            self.run_unspin("dedup", "data", "--out", "data/out", *SHORT)
            self.assertEqual(self.counts("data/out")["documents"], 20, "what was written before is no input")

    def test_what_an_earlier_run_kept_goes(self):
        self.write("other.jsonl", GOOD)
        self.run_unspin("dedup", "other.jsonl", "--out", "out", *SHORT)
        self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT)
        self.assertEqual([p.name for p in (self.dir / "out/kept").iterdir()], ["in.jsonl"])


class FullDisk(harness.TestCase):
    """A limit on the size of a file is as good as a full disk: the write fails."""

    def setUp(self):
        super().setUp()
        text = lambda i: " ".join(f"w{i}x{j}" for j in range(500))
        self.write("in.jsonl", "".join('{"id":"%d","text":"%s"}\n' % (i, text(i // 2)) for i in range(800)))

    def fail(self, limit, name, *command):
        limits = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        run = self.run_unspin(*command, *SHORT, expect=4, preexec=limits)
        self.assertRegex(run.err, f"^unspin: cannot write .*{name}.*: File too large\n$")

    def leftovers(self, folder):
        return [str(p.relative_to(self.dir / folder)) for p in (self.dir / folder).rglob("*")
                if p.is_file() and "unspin-scratch" not in str(p)]

    def test_while_scanning(self):
        self.fail(10_000, "segment-00000", "dedup", "in.jsonl", "--out", "out")
        self.assertEqual(self.leftovers("out"), [])

    def test_while_writing_what_stays(self):
        self.fail(300_000, "kept.partial/in.jsonl", "dedup", "in.jsonl", "--out", "out", "--keep", "first")
        self.assertEqual([n for n in self.leftovers("out") if n.startswith("kept") or n == "run.json"], [])
        self.run_unspin("dedup", "in.jsonl", "--out", "out", "--keep", "first", "--resume", *SHORT)
        self.assertEqual(self.counts()["kept"], 400)

    def test_while_writing_matches(self):
        (self.dir / "m").mkdir()
        self.write("in.jsonl", 1100 * '{"text":"the same words every time"}\n' +
                   "".join('{"id":"%d","text":"the same words every time"}\n' % i for i in range(800)))
        self.fail(300_000, "m.jsonl", "match", "in.jsonl", "--out", "m/m.jsonl")
        self.assertEqual(self.leftovers("m"), [])

    def test_while_copying_standard_input(self):
        limits = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        run = self.run_unspin("dedup", "-", "--out", "out", *SHORT, expect=4, preexec=limits,
                              stdin=(self.dir / "in.jsonl").read_bytes())
        self.assertRegex(run.err, "cannot write .*stdin.*: File too large")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_on_a_full_device(self):
        os.symlink("/dev/full", self.dir / "m.jsonl.partial")
        run = self.run_unspin("match", "in.jsonl", "--out", "m.jsonl", *SHORT, expect=4)
        self.assertRegex(run.err, "cannot write .*m.jsonl.*: No space left on device")
        self.assertFalse((self.dir / "m.jsonl").exists())


if __name__ == "__main__":
    harness.main()
