"""`unspin eval` and `unspin tune` as a user meets them: what they print and how they end."""

import itertools
import json
import pathlib
import random
import subprocess
import sys

import harness

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE / "eval"  # figures checked by hand
BENCH = HERE.parents[2] / "shared" / "bench"  # a second implementation, and labels for 3,575 pairs

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

    def test_ranking_and_passages_are_as_checked_by_hand(self):
        arguments = ("eval", GOLDEN / "matches.jsonl", "--truth", GOLDEN / "truth.tsv", "--passages",
                     GOLDEN / "passages.jsonl", "--at-fpr", "0.2")
        self.assertEqual(self.run_unspin(*arguments).out, (GOLDEN / "report.txt").read_text())
        self.assertEqual(self.run_unspin(*arguments, "--json").out, (GOLDEN / "report.json").read_text())

    def test_passages_without_a_truth_of_pairs(self):
        report = json.loads(self.run_unspin("eval", GOLDEN / "matches.jsonl", "--passages", GOLDEN / "passages.jsonl", "--json").out)
        self.assertEqual(sorted(report), ["matches", "passages"])
        self.assertNotIn("truth", self.run_unspin("eval", GOLDEN / "matches.jsonl", "--passages", GOLDEN / "passages.jsonl").out.splitlines()[1])
        self.run_unspin("eval", GOLDEN / "matches.jsonl", "--passages", GOLDEN / "passages.jsonl", "--fail-on", "passages.recall<0.9", expect=1)

    def test_pan(self):
        texts = {"suspicious-document00001.txt": "Füße: the very same words, retold.", "source-document00001.txt": "those same words, told before"}
        for name, text in texts.items():
            self.write(f"texts/{name}", text)
        suspicious, source = (texts[name].encode() for name in texts)
        passage = {"a": [0, len(source[:15])], "b": [suspicious.index(b"the very"), suspicious.index(b", retold") - 2]}
        self.write("m.jsonl", json.dumps({"a": "source-document00001.txt", "b": "suspicious-document00001.txt",
                                          "verdict": "partial-rewrite", "probability": 1, "passages": [passage]}) + "\n")
        whole = ("eval", "m.jsonl", "--passages", GOLDEN / "pan", "--json")
        turned = json.loads(self.run_unspin(*whole, "--corpus", "texts").out)["passages"]
        self.assertEqual((turned["all"]["plagdet"], turned["kinds"][0]["kind"]), (1, "random"))
        self.assertLess(json.loads(self.run_unspin(*whole).out)["passages"]["all"]["plagdet"], 1)  # ü and ß have two bytes
        self.write("broken.xml", "<document reference='x.txt'>\n<feature>\n")
        self.assertIn("broken.xml:3: no well-formed XML", self.run_unspin("eval", "m.jsonl", "--passages", "broken.xml", expect=2).err)

    def test_refusals(self):
        self.write("odd.tsv", "what is this\n")
        self.run_unspin("eval", "m.jsonl", "--truth", "odd.tsv", expect=2)
        self.run_unspin("eval", "m.jsonl", "--truth", "nothing.tsv", expect=4)
        self.run_unspin("eval", "m.jsonl", expect=2)
        self.run_unspin("eval", "m.jsonl", "--truth", "truth.tsv", "--at-fpr", "1", expect=2)

    def test_tune(self):
        run = self.run_unspin("tune", "in.jsonl", "--progress", "off", "--json")
        report = json.loads(run.out)
        self.assertEqual((report["bands"], report["rows"], report["documents"]), (23, 6, 3))
        self.run_unspin("tune", "in.jsonl", "--threshold", "2", expect=2)


class Passages(harness.TestCase):
    PASSAGES = HERE.parents[1] / "bench" / "rewrites-passages.jsonl"

    def test_a_perfect_run_is_perfect(self):
        pairs = [json.loads(line) for line in self.PASSAGES.read_text().splitlines()]
        self.write("m.jsonl", "".join(json.dumps({**pair, "verdict": "rewrite", "probability": 1}) + "\n" for pair in pairs))
        report = json.loads(self.run_unspin("eval", "m.jsonl", "--passages", self.PASSAGES, "--json").out)["passages"]
        self.assertEqual({group["kind"] for group in report["kinds"]}, {"embed", "excerpt", "para", "patch", "spin_syn"})
        for group in report["kinds"] + [report["all"]]:
            self.assertEqual((group["precision"], group["recall"], group["reported"]), (1, 1, group["passages"]), group["kind"])

    def test_passages_of_the_benchmark_are_whole_sentences(self):
        if not BENCH.is_dir():
            self.skipTest(f"{BENCH} is not here")
        corpus = BENCH / "rewrites" / "corpus.jsonl"
        texts = {d["id"]: d["text"].encode() for d in map(json.loads, corpus.read_text().splitlines())}
        truth = {tuple(line.split("\t")[:2]): line.split("\t")[3] for line in (BENCH / "rewrites" / "truth.tsv").read_text().splitlines()}
        for pair in map(json.loads, self.PASSAGES.read_text().splitlines()):
            self.assertEqual(truth[pair["a"], pair["b"]], pair["kind"])
            for passage, side in itertools.product(pair["passages"], "ab"):
                begin, end = passage[side]
                text = texts[pair[side]]
                self.assertRegex(text[begin:end].decode(), r"(?s)^[\"'\w£].*\S$")
                self.assertRegex(text[:begin].decode()[-2:] + "|" + text[end:].decode()[:1], r"^(\s*|.\s)\|\s?$", text[begin:end])
        script = HERE.parents[1] / "bench" / "check_passages.py"
        subprocess.run([sys.executable, script, corpus, self.PASSAGES], stdout=subprocess.DEVNULL, check=True, timeout=60)


CLAIMS = {"exact", "near-duplicate", "excerpt", "rewrite", "partial-rewrite"}
RELATIONS = ("copy", "partial", "sibling", "loose", "independent", "twin")


def score_slowly(rows, matches, at_fpr):
    """Relations and kinds against matches, pair by pair. rows: (a, b, relation, kind); matches: objects."""
    found = {frozenset((m["a"], m["b"])): m for m in matches}
    score = lambda row: found.get(frozenset(row[:2]), {}).get("probability", 0)
    claimed = lambda row: found.get(frozenset(row[:2]), {}).get("verdict") in CLAIMS
    hard = [r for r in rows if r[2] in ("independent", "twin")]
    copies = [r for r in rows if r[2] in ("copy", "partial")]
    threshold = sorted(map(score, hard), reverse=True)[int(at_fpr * len(hard))]
    right, wrong = sum(map(claimed, copies)), sum(map(claimed, hard))
    listed = {frozenset(r[:2]) for r in rows}
    unlisted = sum(pair not in listed and m["verdict"] in CLAIMS for pair, m in found.items())
    kinds = {}
    for row in rows:
        n, reported, ranked, verdicts = kinds.setdefault(row[2:], (0, 0, 0, {}))
        verdict = found.get(frozenset(row[:2]), {"verdict": "-"})["verdict"]
        kinds[row[2:]] = (n + 1, reported + claimed(row), ranked + (score(row) > threshold), {**verdicts, verdict: verdicts.get(verdict, 0) + 1})
    return {"precision": right / (right + wrong + unlisted), "recall": right / len(copies), "wrong": wrong, "unlisted": unlisted,
            "threshold": threshold, "ranking": sum(score(r) > threshold for r in copies) / len(copies), "kinds": kinds}


def draw_matches(rows, draw):
    """Matches that are mostly right, some of them of pairs that the truth does not name."""
    for a, b, relation, _ in rows:
        if draw.random() < 0.2:
            continue
        probability = round(draw.random() ** (0.5 if relation in ("copy", "partial") else 2), 4)
        verdicts = sorted(CLAIMS) if probability > 0.5 else ["inconclusive", "same-topic", "unrelated"]
        yield {"a": min(a, b), "b": max(a, b), "verdict": draw.choice(verdicts), "probability": probability}
    ids = sorted({row[0] for row in rows})
    listed = {frozenset(row[:2]) for row in rows}
    for _ in range(30):
        a, b = draw.sample(ids, 2)
        if frozenset((a, b)) not in listed:
            listed.add(frozenset((a, b)))
            yield {"a": a, "b": b, "verdict": "rewrite", "probability": 0.6}


class Ranking(harness.TestCase):
    def truth(self, name):
        return [tuple(line.split("\t")) for line in (self.dir / name).read_text().splitlines()[1:]]

    def evaluate(self, rows, draw, at_fpr):
        matches = list(draw_matches(rows, draw))
        self.write("m.jsonl", "".join(json.dumps(m) + "\n" for m in matches))
        run = self.run_unspin("eval", "m.jsonl", "--truth", "truth.tsv", "--at-fpr", str(at_fpr), "--json")
        return matches, json.loads(run.out)

    def test_agrees_with_counting_pair_by_pair(self):
        draw = random.Random(11)
        pairs = {frozenset(draw.sample(range(60), 2)) for _ in range(300)}
        rows = [(f"d{min(p)}", f"d{max(p)}", draw.choice(RELATIONS), f"kind{draw.randrange(3)}") for p in sorted(pairs, key=sorted)]
        self.write("truth.tsv", "id_a\tid_b\trelation\tkind\n" + "".join("\t".join(row) + "\n" for row in rows))
        for at_fpr in (0, 0.01, 0.05, 0.5, 0.99):
            matches, report = self.evaluate(rows, draw, at_fpr)
            slow = score_slowly(rows, matches, at_fpr)
            figures = (report["pairs"]["precision"], report["pairs"]["recall"], report["ranking"]["recall"], report["ranking"]["threshold"])
            for got, wanted in zip(figures, (slow["precision"], slow["recall"], slow["ranking"], slow["threshold"])):
                self.assertAlmostEqual(got, wanted, 5)
            self.assertEqual((report["pairs"]["different"], report["pairs"]["unlisted"]), (slow["wrong"], slow["unlisted"]))
            kinds = {(g["label"], g["kind"]): (g["pairs"], g["reported"], g["ranked"], g["verdicts"]) for g in report["kinds"]}
            self.assertEqual(kinds, slow["kinds"])

    def test_agrees_with_the_script_of_the_benchmark(self):
        if not BENCH.is_dir():
            self.skipTest(f"{BENCH} is not here")
        truth = BENCH / "rewrites" / "truth.tsv"
        self.write("truth.tsv", truth.read_bytes())
        for seed, at_fpr in ((1, 0.01), (2, 0.05), (3, 0)):
            _, report = self.evaluate(self.truth("truth.tsv"), random.Random(seed), at_fpr)
            script = json.loads(subprocess.run([sys.executable, BENCH / "score_rewrites.py", truth, self.dir / "m.jsonl", "--json",
                                                "--at-fpr", str(at_fpr)], capture_output=True, check=True, timeout=60).stdout)
            pairs, ranking = report["pairs"], report["ranking"]
            for got, name in ((pairs["precision"], "precision"), (pairs["recall"], "recall"), (pairs["f1"], "f1"),
                              (ranking["recall"], "ranking_recall"), (ranking["threshold"], "threshold"), (report["truth"]["pairs"], "pairs"),
                              (pairs["different"], "false_positives_hard"), (ranking["negatives"], "hard_negatives"),
                              (pairs["unlisted"], "false_positives_unrelated")):
                self.assertAlmostEqual(got, script[name], 5, name)
            self.assertEqual({f"{g['label']}/{g['kind']}" for g in report["kinds"]}, set(script["kinds"]))
            for group in report["kinds"]:
                wanted = script["kinds"][f"{group['label']}/{group['kind']}"]
                self.assertAlmostEqual(group["share_reported"], wanted["reported"], 5)
                self.assertAlmostEqual(group["share_ranked"], wanted["above_threshold"], 5)
                self.assertEqual((group["pairs"], group["verdicts"]), (wanted["n"], wanted["verdicts"]))


if __name__ == "__main__":
    harness.main()
