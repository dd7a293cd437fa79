"""`unspin eval` and `unspin tune` as a user meets them: what they print and how they end."""

import json

import harness

CORPUS = "".join('{"id":"%s","text":"%s"}\n' % (name, text) for name, text in (
    ("a", "one two three four five six seven eight nine ten"), ("b", "One two three four five six seven eight nine ten."),
    ("c", "a text about something else that shares no five words in a row with the others")))


class Eval(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.write("in.jsonl", CORPUS)
        self.run_unspin("match", "in.jsonl", "--out", "m.jsonl", "--max-bad", "1", "--progress", "off")
        self.write("truth.tsv", "id_a\tid_b\tlabel\tkind\na\tb\t1\texact\na\tc\t0\tother\n")

    def test_a_table_and_json(self):
        self.assertRegex(self.run_unspin("eval", "m.jsonl", "--truth", "truth.tsv").out, r"pairs +1 +1 +1 +1\.0000 +1\.0000")
        report = json.loads(self.run_unspin("eval", "m.jsonl", "--truth", "truth.tsv", "--json").out)
        self.assertEqual(report["pairs"]["precision"], 1)

    def test_fail_on(self):
        self.run_unspin("eval", "m.jsonl", "--truth", "truth.tsv", "--fail-on", "recall<0.9", expect=0)
        self.write("truth.tsv", "id_a\tid_b\tlabel\tkind\na\tb\t1\texact\na\tc\t1\tother\n")
        self.run_unspin("eval", "m.jsonl", "--truth", "truth.tsv", "--fail-on", "recall<0.9", expect=1)

    def test_refusals(self):
        self.write("odd.tsv", "what is this\n")
        self.run_unspin("eval", "m.jsonl", "--truth", "odd.tsv", expect=2)
        self.run_unspin("eval", "m.jsonl", "--truth", "nothing.tsv", expect=4)
        self.run_unspin("eval", "m.jsonl", expect=2)

    def test_tune(self):
        run = self.run_unspin("tune", "in.jsonl", "--progress", "off", "--json")
        report = json.loads(run.out)
        self.assertEqual((report["bands"], report["rows"], report["documents"]), (23, 6, 3))
        self.run_unspin("tune", "in.jsonl", "--threshold", "2", expect=2)


if __name__ == "__main__":
    harness.main()
