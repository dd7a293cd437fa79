"""Rewrites: match with every kind on the sample and on made-up collections, compare, and the tables that a model is made
from."""

import json
import os
import pathlib
import random
import re
import shutil
import signal
import tempfile
import time
import unittest

import harness
from harness import Document, as_jsonl, collection, results_of

SHORT = ["--progress", "off"]
DATA = pathlib.Path(__file__).resolve().parents[2] / "data"
SAMPLE = [DATA / "sample/crawl.jsonl", DATA / "sample/notes"]
MODEL = DATA / "models/english"
KILLS = int(os.environ.get("UNSPIN_KILLS", "6"))

FIELDS = ["a", "b", "verdict", "probability", "jaccard", "containment", "coverage", "anchors", "likely_source", "reasons",
          "passages", "found_by", "common_source"]
CHANNELS = {"digest", "bands", "join", "words", "anchors", "skeleton"}
REPORTED = {"exact", "near-duplicate", "excerpt", "rewrite", "partial-rewrite", "updated"}
KINDS = {"exact": {"exact"}, "near-duplicate": {"near-duplicate"}, "excerpt": {"excerpt"},
         "rewrite": {"rewrite", "partial-rewrite", "updated", "inconclusive"},
         "same-topic": {"same-topic", "unrelated"}}


def sample_texts():
    texts = {}
    for line in SAMPLE[0].read_text().splitlines():
        record = json.loads(line)
        texts[record["id"]] = record["text"].encode()
    for path in SAMPLE[1].iterdir():
        texts[path.name] = path.read_bytes()
    return texts


def key(line):
    return line["a"], line["b"]


def without_source(lines):
    """A common source is one of the same collection, so it depends on what is compared."""
    return [{field: line[field] for field in line if field != "common_source"} for line in lines]


def apart(spans):
    spans = sorted(spans)
    return all(begin < end for begin, end in spans) and all(x[1] <= y[0] for x, y in zip(spans, spans[1:]))


class RewriteCase(harness.TestCase):
    def match(self, *arguments, out="m.jsonl", **options):
        self.run_unspin("match", *arguments, "--out", out, *SHORT, **options)
        return self.read_lines(out)

    def check_line(self, line, texts):
        self.assertEqual(list(line), [f for f in FIELDS if f in line])
        self.assertLessEqual(set(FIELDS) - set(line), {"probability", "common_source"})
        self.assertEqual("probability" in line, bool(line["passages"]), "a probability is shown with passages only")
        for share in (line["jaccard"], line.get("probability", 0), *line["containment"].values(), *line["coverage"].values()):
            self.assertTrue(0 <= share <= 1, line)
        self.assertEqual([list(line[f]) for f in ("containment", "coverage", "anchors")],
                         [["a", "b"], ["a", "b"], ["shared", "only_a", "only_b"]])
        self.assertIn(line["likely_source"], ("a", "b", "undecided"))
        for passage in line["passages"]:
            self.assertEqual(list(passage), ["a", "b", "kind", "similarity"])
            self.assertIn(passage["kind"], ("identical", "edited", "paraphrased"))
            self.assertTrue(0 < passage["similarity"] <= 1)
            for side in "ab":
                begin, end = passage[side]
                text = texts[line[side]]
                self.assertTrue(0 <= begin < end <= len(text), line)
                text[begin:end].decode()  # on character boundaries
        for side in "ab":
            self.assertTrue(apart([p[side] for p in line["passages"]]), line)
        begins = [p["a"][0] for p in line["passages"]]
        self.assertEqual(begins, sorted(begins), "in the order of a")
        for reason in line["reasons"]:
            self.assertRegex(reason, "^(for|against|inconclusive|note|source): ")
        self.assertTrue(line["reasons"] or line["verdict"] in ("exact", "near-duplicate"), line)
        self.assertTrue(line["found_by"])
        self.assertLessEqual(set(line["found_by"]), CHANNELS)


class Sample(RewriteCase):
    """What a run on the sample says, once for all tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = harness.tempfile.TemporaryDirectory(prefix="unspin-test-")
        cls.addClassCleanup(folder.cleanup)
        run = harness.Started(["match", *SAMPLE, "--out", "m.jsonl", *SHORT], folder.name).finish()
        assert run.code == 0, run
        cls.lines = [json.loads(line) for line in (pathlib.Path(folder.name) / "m.jsonl").read_text().splitlines()]
        cls.run_json = json.loads((pathlib.Path(folder.name) / "m.jsonl.run.json").read_text())

    def test_against_the_truth(self):
        rows = [line.split("\t") for line in (DATA / "sample/truth.tsv").read_text().splitlines()[1:]]
        truth = {(a, b): (relation, kind) for a, b, relation, kind in rows}
        reported = {key(line) for line in self.lines if line["verdict"] in REPORTED}
        wrong = {pair: truth.get(pair, ("unrelated", "unrelated")) for pair in reported
                 if truth.get(pair, ("unrelated",))[0] in ("independent", "twin", "unrelated")}
        # The model is fitted anew now and then: what hangs on it has some slack, what is counted has none.
        forms = [pair for pair, (_, kind) in wrong.items() if kind == "same-template"]
        self.assertLessEqual(len(wrong), len(forms), wrong)
        self.assertLessEqual(len(forms), 4, wrong)
        found = lambda kind: (sum(pair in reported for pair, (_, k) in truth.items() if k == kind),
                              sum(k == kind for _, k in truth.values()))
        self.assertEqual(found("exact"), (10, 10))
        self.assertEqual(found("near-duplicate"), (26, 26))
        self.assertGreaterEqual(found("spin_syn")[0], 6)
        self.assertGreaterEqual(found("para")[0], 6)
        self.assertGreaterEqual(found("excerpt")[0], 7)
        for line in self.lines:
            if truth.get(key(line), ("", ""))[1] in ("exact", "near-duplicate"):
                self.assertEqual(line["verdict"], truth[key(line)][1])

    def test_lines(self):
        texts = sample_texts()
        keys = [(line["a"].encode(), line["b"].encode()) for line in self.lines]
        self.assertEqual(keys, sorted(set(keys)), "sorted by (a, b), each pair once")
        for line in self.lines:
            self.check_line(line, texts)
            self.assertLess(line["a"], line["b"])
            self.assertNotIn(line["verdict"], KINDS["same-topic"])
        self.assertGreaterEqual({line["verdict"] for line in self.lines}, {"exact", "near-duplicate", "excerpt", "rewrite"})

    def test_run_json_counts_what_was_written(self):
        matches = self.run_json["counts"]["matches"]
        self.assertEqual(matches, {verdict: sum(line["verdict"] == verdict for line in self.lines) for verdict in matches})
        self.assertEqual(sum(matches.values()), len(self.lines))
        self.assertGreater(self.run_json["counts"]["related"]["pairs_compared"], 100)

    def test_passages_say_the_same(self):
        texts = sample_texts()
        for line in self.lines:
            if line["verdict"] not in ("excerpt", "rewrite"):
                continue
            for passage in line["passages"]:
                a, b = (harness.tokens_of(texts[line[s]][slice(*passage[s])].decode()) for s in "ab")
                if passage["kind"] == "identical" and line["a"] + line["b"] < "sample":
                    self.assertEqual(a, b, line)
                if passage["kind"] == "identical":
                    self.assertEqual(passage["similarity"], 1)

    def test_kinds(self):
        for kinds in (["exact"], ["near-duplicate"], ["excerpt"], ["rewrite"], ["exact", "rewrite"],
                      ["near-duplicate", "excerpt"], ["exact", "near-duplicate", "excerpt", "rewrite"]):
            with self.subTest(kinds=kinds):
                lines = self.match(*SAMPLE, "--kinds", ",".join(kinds))
                wanted = set().union(*(KINDS[kind] for kind in kinds))
                expected = [line for line in self.lines if line["verdict"] in wanted]
                self.assertTrue(expected)
                self.assertEqual(lines, expected)

    def test_same_topic(self):
        only = self.match(*SAMPLE, "--kinds", "same-topic")
        self.assertGreater(len(only), 20)
        self.assertLessEqual({line["verdict"] for line in only}, KINDS["same-topic"])
        texts = sample_texts()
        for line in only:
            self.check_line(line, texts)
        every = self.match(*SAMPLE, "--kinds", "exact,near-duplicate,excerpt,rewrite,same-topic")
        self.assertEqual([line for line in every if line["verdict"] in KINDS["same-topic"]], only)
        self.assertEqual([line for line in every if line["verdict"] not in KINDS["same-topic"]], self.lines)

    def test_against(self):
        records = SAMPLE[0].read_text().splitlines(keepends=True)
        self.write("one.jsonl", "".join(records[0::2]))
        self.write("other.jsonl", "".join(records[1::2]))
        ids = {name: {json.loads(line)["id"] for line in (self.dir / name).read_text().splitlines()}
               for name in ("one.jsonl", "other.jsonl")}
        whole = self.match(SAMPLE[0])
        for one, other in (("one.jsonl", "other.jsonl"), ("other.jsonl", "one.jsonl")):
            lines = self.match(one, "--against", other)
            self.assertTrue(all(line["a"] in ids[one] and line["b"] in ids[other] for line in lines))
            keys = [tuple(k.encode() for k in key(line)) for line in lines]
            self.assertEqual(keys, sorted(set(keys)))
            # Of exact copies one stands for all in rewrites and excerpts, here one of the right side.
            copied = {id for line in whole if line["verdict"] == "exact" for id in key(line)}
            unique = lambda found: [line for line in found if not copied & set(key(line))]
            across = unique(line for line in whole if (line["a"] in ids[one]) != (line["b"] in ids[one]))
            lines = unique(lines)
            # In the same order what is measured is the same; without witnesses the model may say something else of it.
            by_model = ("verdict", "probability", "reasons", "anchors", "likely_source")
            measured = lambda found: {key(line): {k: v for k, v in line.items() if k not in by_model}
                                      for line in without_source(found)}
            there, here = measured(across), measured(line for line in lines if line["a"] < line["b"])
            both = there.keys() & here.keys()
            self.assertGreater(len(both), 10)
            self.assertEqual({k: here[k] for k in both}, {k: there[k] for k in both})
            counted = lambda found: {(frozenset(key(line)), line["verdict"], line["jaccard"]) for line in found
                                     if line["verdict"] in ("exact", "near-duplicate", "excerpt")}
            self.assertEqual(counted(lines), counted(across))
            self.assertAlmostEqual(len(lines), len(across), delta=5)
            self.assertGreater(len(lines), 30)

    def test_threads_and_memory(self):
        self.write("in.jsonl", as_jsonl(collection(71, 300, words=(30, 300))))
        wanted = None
        for n, variant in enumerate([["--threads", "1"], ["--threads", "2"], ["--threads", "8"], ["--memory", "128MiB"]]):
            (self.dir / f"out{n}").mkdir()
            self.match(*SAMPLE, "in.jsonl", *variant, out=f"out{n}/m.jsonl")
            results = results_of(self.dir / f"out{n}")
            wanted = wanted or results
            self.assertEqual(results, wanted, variant)
        verdicts = {line["verdict"] for line in self.read_lines("out0/m.jsonl")}
        self.assertGreaterEqual(verdicts, {"exact", "near-duplicate", "excerpt", "rewrite"})

    def test_the_order_of_the_input_changes_no_pair(self):
        records = SAMPLE[0].read_text().splitlines(keepends=True)
        random.Random(5).shuffle(records)
        self.write("shuffled.jsonl", "".join(records))
        lines = self.match("shuffled.jsonl", SAMPLE[1])
        self.assertEqual(lines, self.lines)

    def test_a_model_from_its_folder_is_the_one_that_is_built_in(self):
        self.assertEqual(self.match(*SAMPLE, "--model", MODEL), self.lines)

    def test_a_model_with_a_missing_or_damaged_file_is_refused(self):
        for name in ("background.bin", "scorer.json", "model.safetensors", "tokenizer.json"):
            with self.subTest(name=name):
                shutil.copytree(MODEL, self.dir / "model", dirs_exist_ok=True)
                data = (self.dir / "model" / name).read_bytes()
                for arguments in (["match", *SAMPLE, "--out", "m.jsonl", *SHORT],
                                  ["compare", SAMPLE[1] / "fish pie.txt", SAMPLE[1] / "starter.txt"]):
                    (self.dir / "model" / name).unlink()
                    run = self.run_unspin(*arguments, "--model", "model", expect=4)
                    self.assertRegex(run.err, f"^unspin: .*model.*{re.escape(name)}")
                    (self.dir / "model" / name).write_bytes(data[:len(data) // 2])
                    run = self.run_unspin(*arguments, "--model", "model", expect=5)
                    self.assertRegex(run.err, f"^unspin: .*{re.escape(name)}")
        self.run_unspin("match", *SAMPLE, "--out", "m.jsonl", "--model", "nowhere", *SHORT, expect=4)


class Against(RewriteCase):
    """Pairs of one collection with another."""

    words = "the old clock on the hall of the town was eleven minutes fast and all who lived there had always known it".split()

    def text(self, number, *more):
        rng = random.Random(number)
        return " ".join([*rng.sample(self.words, len(self.words)), *more])

    def lines(self, one, other, *arguments, max_bad="0"):
        self.write("one.jsonl", as_jsonl(one))
        self.write("other.jsonl", as_jsonl(other))
        return self.match("one.jsonl", "--against", "other.jsonl", "--max-bad", max_bad, *arguments)

    def test_the_same_id_may_be_on_both_sides(self):
        lines = self.lines([Document("x", self.text(1)), Document("y", self.text(2))],
                           [Document("x", self.text(2, "more")), Document("z", self.text(1))])
        self.assertEqual([(line["a"], line["b"], line["verdict"]) for line in lines],
                         [("x", "z", "exact"), ("y", "x", "near-duplicate")])

    def test_a_document_and_its_later_version(self):
        lines = self.lines([Document("x", self.text(1))], [Document("x", self.text(1, "more"))])
        self.assertEqual([(line["a"], line["b"], line["verdict"]) for line in lines], [("x", "x", "near-duplicate")])
        self.assertLess(line_containment(lines[0], "b"), 1)
        self.assertEqual(line_containment(lines[0], "a"), 1)

    def test_copies_within_a_side_are_not_listed(self):
        lines = self.lines([Document("a1", self.text(1)), Document("a2", self.text(1)), Document("a3", self.text(2))],
                           [Document("b1", self.text(1)), Document("b2", self.text(1)), Document("b3", self.text(3))])
        self.assertEqual([key(line) for line in lines],
                         [("a1", "b1"), ("a1", "b2"), ("a2", "b1"), ("a2", "b2")])

    def test_sides_are_kept_whatever_the_ids(self):
        lines = self.lines([Document("z", self.text(1))], [Document("a", self.text(1)), Document("b", self.text(1, "more"))])
        self.assertEqual([key(line) for line in lines], [("z", "a"), ("z", "b")])

    def test_an_id_twice_on_one_side_is_refused(self):
        twice = [Document("x", self.text(1)), Document("x", self.text(2))]
        lines = self.lines(twice, [Document("x", self.text(1))], max_bad="1")
        self.assertEqual([key(line) for line in lines], [("x", "x")])
        self.assertEqual(self.reasons("m.jsonl.rejects.jsonl"), {"repeated-id": 1})
        lines = self.lines([Document("x", self.text(2))], twice, max_bad="1")
        self.assertEqual(lines, [])
        self.assertEqual(self.reasons("m.jsonl.rejects.jsonl"), {"repeated-id": 1})

    def test_against_is_brute_force(self):
        documents = collection(72, 300)
        sides = {d.id: n % 3 == 0 for n, d in enumerate(documents)}
        one = [d for d in documents if sides[d.id]]
        other = [d for d in documents if not sides[d.id]]
        lines = self.lines(one, other, "--kinds", "exact,near-duplicate", "--recall", "1", "--threshold", "0.5")
        expected = {frozenset((documents[i].id, documents[j].id))
                    for i, j in harness.similar_pairs(documents, 0.5) if sides[documents[i].id] != sides[documents[j].id]}
        self.assertGreater(len(expected), 50)
        self.assertEqual({frozenset(key(line)) for line in lines}, expected)
        self.assertTrue(all(sides[line["a"]] and not sides[line["b"]] for line in lines))

    def test_a_copy_stands_for_a_text_of_its_own_side(self):
        # dam and its rewrite lie on one side; a copy of either on the other: only with that there is a pair across.
        dam, spun = ((DATA / "originals" / f"{name}.txt").read_text() for name in ("dam", "dam-spun"))
        others = [Document(name, (DATA / "originals" / f"{name}.txt").read_text()) for name in ("clock", "ferry", "pump")]
        self.write("both.jsonl", as_jsonl([Document("dam", dam), Document("spun", spun), *others]))
        whole = [line for line in self.match("both.jsonl") if key(line) == ("dam", "spun")]
        self.assertEqual(len(whole), 1)
        for copy, text in (("copy", dam), ("copy", spun)):
            moved = "\n\n  " + text.replace("\n\n", "\n\n ")
            lines = self.lines([Document("dam", dam), Document("spun", spun), *others], [Document(copy, moved)])
            self.assertEqual([line["verdict"] for line in lines if line["verdict"] == "exact"], ["exact"])
            rewrites = [line for line in lines if line["verdict"] != "exact"]
            self.assertEqual([key(line) for line in rewrites], [("spun" if text is dam else "dam", "copy")])
            texts = {"dam": dam.encode(), "spun": spun.encode(), copy: moved.encode()}
            self.check_line(rewrites[0], texts)

    def test_it_is_part_of_what_a_resumed_run_must_share(self):
        self.lines([Document("x", self.text(1))], [Document("y", self.text(1))])
        run = self.run_unspin("match", "one.jsonl", "--against", "nowhere.jsonl", "--out", "m.jsonl", *SHORT, expect=4)
        self.assertRegex(run.err, "nowhere.jsonl")


class Furniture(RewriteCase):
    """Pages of one site: the same frame, other stories."""

    STORIES = ["apple-tree", "bakery", "boat", "bridge", "chimneys", "clock", "cricket", "dam", "dam-spun", "ferry", "marathon",
               "notebook", "pump", "purple", "sleeper", "square", "storm", "tennis", "wildfire"]
    HEAD = """Brackwater Courier, the paper of the Brackwater coast since 1871

News

Sport

Harbour and tides

Letters to the editor, Charlotte Penhallow

"""
    FOOT = """

Read more: Mayor Osbourne opens the new lifeboat station at Gull Point on 14 March. Eleven Brackwater bands that you must
hear this summer at Fort Rowley. Our reporter Imogen Vasquez tried all 26 pubs of Trelawney Street.

The Brackwater Courier is published by Penhallow and Sons, 9 Trelawney Street, Brackwater. All rights are reserved and no
part of this page may be copied without a letter from the publisher. Complaints are answered by Hugo Penhallow within 14 days.
"""

    def pages(self, head, foot):
        return [Document(name, head + (DATA / "originals" / f"{name}.txt").read_text().strip() + foot) for name in self.STORIES]

    def found(self, pages):
        self.write("pages.jsonl", as_jsonl(pages))
        return self.match("pages.jsonl")

    def test_a_common_frame_joins_nothing(self):
        lines = self.found(self.pages(self.HEAD, self.FOOT))
        self.assertEqual([key(line) for line in lines if line["verdict"] in REPORTED], [("dam", "dam-spun")])
        related = json.loads((self.dir / "m.jsonl.run.json").read_text())["counts"]["related"]
        self.assertGreaterEqual(related["furniture_sentences"], 9 * len(self.STORIES))
        self.assertLessEqual(related["furniture_sentences"], 12 * len(self.STORIES))

    def test_passages_do_not_lie_in_it(self):
        pages = self.pages(self.HEAD, self.FOOT)
        self.write("pages.jsonl", as_jsonl(pages))
        texts = {page.id: page.text.encode() for page in pages}
        lines = self.match("pages.jsonl", "--kinds", "exact,near-duplicate,excerpt,rewrite,same-topic")
        self.assertGreater(sum(len(line["passages"]) for line in lines), 10)
        for line in lines:
            self.check_line(line, texts)
            for passage in line["passages"]:
                for side in "ab":
                    begin, end = passage[side]
                    self.assertGreaterEqual(begin, len(self.HEAD.encode()))
                    self.assertLessEqual(end, len(texts[line[side]]) - len(self.FOOT.encode()))

    def test_the_frame_changes_no_finding(self):
        plain = self.found(self.pages("", ""))
        framed = self.found(self.pages(self.HEAD, self.FOOT))
        shape = lambda lines: [(key(line), line["verdict"], line["coverage"], line["containment"],
                                [passage["similarity"] for passage in line["passages"]]) for line in lines]
        self.assertEqual(shape(framed), shape(plain))

    def test_the_same_story_in_two_frames(self):
        """Neither the very same text nor a near-duplicate, and found all the same."""
        story = (DATA / "originals/dam.txt").read_text().strip()
        other = "Northmark Herald, all of the north in one paper every morning\n\n"
        lines = self.found([*self.pages(self.HEAD, self.FOOT), Document("elsewhere", other + story)])
        line = {key(line): line for line in lines}["dam", "elsewhere"]
        self.assertIn(line["verdict"], ("near-duplicate", "excerpt"))
        self.assertLess(line["jaccard"], 1)

    def test_a_story_that_many_carry_is_no_furniture(self):
        """Twelve pages with the story; one that takes some of it into a text of its own is aligned with each."""
        story = (DATA / "originals/storm.txt").read_text().strip()
        notices = [f"Edition {n} of {name}, with all the news of the {name} valleys." for n, name in
                   enumerate("Arden Birch Corrie Dunmore Esk Fenwick Garth Hollin Irthing Jessop Kirkby Lorton".split())]
        carried = [Document(f"carrier-{n:02}", f"{notice}\n\n{story}\n\n{notice}") for n, notice in enumerate(notices)]
        taken = "\n\n".join(story.split("\n\n")[2:6])
        own = (DATA / "originals/tennis.txt").read_text().strip()
        others = [page for page in self.pages("", "") if page.id not in ("storm", "tennis")]
        text = f"{own}\n\n{taken}"
        self.write("pages.jsonl", as_jsonl([*carried, *others, Document("taker", text)]))
        lines = self.match("pages.jsonl", "--kinds", "excerpt,rewrite,same-topic")
        with_taker = [line for line in lines if (line["a"][:7], line["b"]) == ("carrier", "taker")]
        self.assertEqual(len(with_taker), len(carried))
        for line in with_taker:
            covered = sum(end - max(begin, len(own)) for begin, end in (p["b"] for p in line["passages"]) if end > len(own))
            self.assertGreater(covered, 0.8 * len(taken), line)


def line_containment(line, side):
    return line["containment"][side]


def stitched(seed, count):
    """Pages put together from sentences of the sample: most have some in common with many others."""
    rng = random.Random(seed)
    sentences = [sentence + "." for path in sorted((DATA / "originals").glob("[a-s]*.txt"))
                 for sentence in re.split(r"\.\s", path.read_text()) if len(sentence) > 40]
    pages = []
    for n in range(count):
        page = [sentence for at in rng.sample(range(len(sentences)), 4) for sentence in sentences[at:at + rng.randint(3, 8)]]
        pages.append(Document(f"page-{n}", " ".join(page), {"date": f"2025-03-{n % 28 + 1:02}"}))
    return pages


class Resume(RewriteCase):
    """Killed at any moment, a run with rewrites that is taken up ends in the same bytes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = harness.tempfile.TemporaryDirectory(prefix="unspin-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.shared = pathlib.Path(folder.name)
        (cls.shared / "in.jsonl").write_bytes(as_jsonl(stitched(73, 160)))
        cls.command = ["match", "in.jsonl", *SAMPLE, *SHORT]
        (cls.shared / "calm").mkdir()
        calm = harness.Started([*cls.command, "--out", "calm/m.jsonl"], cls.shared).finish(200)
        assert calm.code == 0, calm
        cls.seconds = calm.seconds
        cls.wanted = results_of(cls.shared / "calm")

    def setUp(self):
        self.dir = self.shared
        shutil.rmtree(self.dir / "out", ignore_errors=True)
        (self.dir / "out").mkdir()

    @property
    def scratch(self):
        return self.dir / "out/m.jsonl.unspin-scratch"

    def resume(self, **options):
        return self.run_unspin(*self.command, "--out", "out/m.jsonl", "--resume", timeout=200, **options)

    def test_killed_runs_end_in_the_same_bytes(self):
        rng = random.Random(44)
        landed = 0
        for kill in range(4 * KILLS):
            started = self.start(*self.command, "--out", "out/m.jsonl", *(["--resume"] if kill % 3 == 1 else []))
            time.sleep(rng.uniform(0.02, 0.95) * self.seconds)
            started.signal(signal.SIGKILL)
            if started.finish(200).code != -signal.SIGKILL:
                continue
            landed += 1
            if kill % 3 != 0:  # else it is killed once more, then taken up
                self.resume()
                self.assertEqual(results_of(self.dir / "out"), self.wanted)
            if landed == KILLS:
                break
        self.assertGreater(landed, KILLS // 2)
        self.resume()
        self.assertEqual(results_of(self.dir / "out"), self.wanted)

    def leave_scratch(self):
        """A run that did everything but could not write its result."""
        (self.dir / "out/m.jsonl.partial").mkdir()
        run = self.run_unspin(*self.command, "--out", "out/m.jsonl", expect=4)
        self.assertRegex(run.err, "m.jsonl.partial")
        (self.dir / "out/m.jsonl.partial").rmdir()

    def test_what_was_done_before_an_error_is_not_done_again(self):
        self.leave_scratch()
        stamps = {path.name: path.stat().st_mtime_ns for path in self.scratch.iterdir()}
        self.assertGreaterEqual(set(stamps), set(self.KEPT))
        (self.dir / "out/m.jsonl.partial").mkdir()
        self.resume(expect=4)
        again = {name: (self.scratch / name).stat().st_mtime_ns for name in self.KEPT}
        self.assertEqual(again, {name: stamps[name] for name in self.KEPT})
        (self.dir / "out/m.jsonl.partial").rmdir()
        self.resume()
        self.assertEqual(results_of(self.dir / "out"), self.wanted)

    # In the order in which they are made; that of segments is tested in resume_test.py.
    KEPT = ["segment-00000.terms", "document-frequency", "related", "findings-000000"]

    def test_damaged_scratch_is_noticed(self):
        """A changed byte, and files that are cut off; once they are whole again the run goes on."""
        for n, name in enumerate(self.KEPT):
            self.setUp()
            self.leave_scratch()
            for later in self.KEPT[n + 1:]:
                if (name, later) != ("document-frequency", "related"):  # read only where the pairs are there
                    (self.scratch / later).unlink()
            path = self.scratch / name
            whole = path.read_bytes()
            middle = len(whole) // 2
            self.assertGreater(middle, 8)
            for damage in (whole[:middle] + bytes([whole[middle] ^ 0x40]) + whole[middle + 1:], whole[:middle], whole[:-30]):
                with self.subTest(name=name, bytes=len(damage), of=len(whole)):
                    path.write_bytes(damage)
                    run = self.resume(expect=5)
                    self.assertRegex(run.err, f"{re.escape(name)}: .*run again without --resume")
                    self.assertFalse((self.dir / "out/m.jsonl").exists())
            path.write_bytes(whole)
            self.resume()
            self.assertEqual(results_of(self.dir / "out"), self.wanted)


class Compare(RewriteCase):
    def compare(self, a, b, *arguments, expect=0):
        self.write("a.txt", a)
        self.write("b.txt", b)
        return self.run_unspin("compare", "a.txt", "b.txt", *arguments, expect=expect)

    def story(self, name):
        return (DATA / "originals" / f"{name}.txt").read_text()

    def test_text(self):
        run = self.compare(self.story("dam"), self.story("dam-spun"))
        self.assertRegex(run.out, r"^(partial-)?rewrite, probability [01]\.\d\d\n  A  a.txt\n  B  b.txt\n  - ")
        self.assertRegex(run.out, r"(?m)^1\. (identical|edited|paraphrased), similarity ")
        self.assertIn("Wexholm", run.out)
        self.assertEqual(run.err, "")
        self.assertLessEqual(max(map(len, run.out.splitlines())), 110)

    def test_json(self):
        a, b = self.story("dam"), self.story("dam-spun")
        line = json.loads(self.compare(a, b, "--json").out)
        self.check_line({**line, "found_by": ["digest"]}, {"a.txt": a.encode(), "b.txt": b.encode()})
        self.assertNotIn("found_by", line)
        back = json.loads(self.run_unspin("compare", "b.txt", "a.txt", "--json").out)
        self.assertEqual((back["a"], back["verdict"]), ("b.txt", line["verdict"]))
        self.assertEqual(back["coverage"]["b"], line["coverage"]["a"])

    def test_what_is_no_copy(self):
        line = json.loads(self.compare(self.story("dam"), self.story("starter"), "--json").out)
        self.assertEqual((line["verdict"], line["passages"]), ("unrelated", []))
        self.assertNotIn("probability", line)

    def test_a_threshold(self):
        a = self.story("clock")
        b = a.replace("Saturday", "Sunday").replace("brass", "tin")
        verdict = lambda *arguments: json.loads(self.compare(a, b, "--json", *arguments).out)["verdict"]
        self.assertEqual(verdict(), "near-duplicate")
        self.assertNotEqual(verdict("--threshold", "1"), "near-duplicate")
        self.compare(a, b, "--threshold", "7", expect=2)

    def test_odd_files(self):
        for a in (b"", b"\xff\xfe\xfa", b"\0\0\0", b"word", "א ב ג".encode(), b"\n\n", b"x" * 200_000):
            for b in (b"", a, b"Some words of another text."):
                line = json.loads(self.compare(a, b, "--json").out)
                self.assertEqual("probability" in line, bool(line["passages"]))

    def test_files_that_are_not_there(self):
        self.write("a.txt", "text")
        for pair in (("a.txt", "missing.txt"), ("missing.txt", "a.txt")):
            run = self.run_unspin("compare", *pair, expect=4)
            self.assertRegex(run.err, "missing.txt")
            self.assertEqual(run.out, "")
        run = self.run_unspin("compare", "a.txt", ".", expect=4)
        self.assertRegex(run.err, "folder")
        self.run_unspin("compare", "a.txt", expect=2)

    def test_hostile_texts_do_not_reach_the_terminal(self):
        story = self.story("clock")
        hostile = story.replace("Amadi", "\x1b[31mAmadi\x07").replace("washer", "wash\0er").replace(
            "Orsley", "\u009b2JOrsley").replace("Tolworth", "Tol\x7fworth").replace("hooter", "\u202ehooter")
        for a, b in ((story, hostile), (hostile, hostile), (hostile.encode() + b"\x9b31m Lodd\xff", story)):
            out = self.compare(a, b).out
            self.assertEqual([c for c in out if c != "\n" and (ord(c) < 0x20 or 0x7f <= ord(c) < 0xa0)], [])
            self.assertIn("Amadi", out)
            as_json = self.compare(a, b, "--json").out
            self.assertEqual([c for c in as_json if c != "\n" and ord(c) < 0x20], [])
            json.loads(as_json)

    def test_documents_of_a_corpus(self):
        a, b = (json.loads(line)["id"] for line in SAMPLE[0].read_text().splitlines()[:2])
        line = json.loads(self.run_unspin("compare", a, b, "--corpus", *SAMPLE, "--json").out)
        self.assertEqual((line["a"], line["b"]), (a, b))
        self.check_line({**line, "found_by": ["digest"]}, sample_texts())
        run = self.run_unspin("compare", a, "nobody", "--corpus", *SAMPLE, expect=2)
        self.assertRegex(run.err, "nobody")


class Model(RewriteCase):
    """Tables that a model is fitted on."""

    def features(self):
        return [line.split("\t") for line in self.run_unspin("model", "features").out.splitlines()]

    def test_features(self):
        rows = self.features()
        names = [row[0] for row in rows]
        self.assertGreater(len(names), 20)
        self.assertEqual(len(names), len(set(names)))
        for row in rows:
            self.assertGreaterEqual(len(row), 3, row)
            self.assertTrue(all(row), row)

    def table(self, pairs, *arguments, expect=0):
        self.write("pairs.tsv", pairs)
        run = self.run_unspin("model", "table", *SAMPLE, "--pairs", "pairs.tsv", "--out", "t.tsv", *SHORT, *arguments,
                              expect=expect)
        if expect:
            return run
        header, *rows = [line.split("\t") for line in (self.dir / "t.tsv").read_text().splitlines()]
        self.assertTrue(all(len(row) == len(header) for row in rows))
        return header, rows

    def pairs(self, count=12):
        rows = [line.split("\t") for line in (DATA / "sample/truth.tsv").read_text().splitlines()[1:]]
        return rows[::len(rows) // count][:count]

    def test_table(self):
        pairs = self.pairs()
        text = "id_a\tid_b\trelation\tkind\n" + "".join("\t".join(row) + "\n" for row in pairs)
        header, rows = self.table(text)
        self.assertEqual(header[:4], ["id_a", "id_b", "relation", "kind"])
        self.assertEqual(header[4:], [row[0] for row in self.features()])
        self.assertEqual([row[:4] for row in rows], pairs, "in their order, with what else was there")
        values = [[float(cell) for cell in row[4:]] for row in rows]
        self.assertGreater(len({tuple(row) for row in values}), len(pairs) // 2)
        before = (self.dir / "t.tsv").read_bytes()
        self.table(text, "--threads", "1")
        self.assertEqual((self.dir / "t.tsv").read_bytes(), before)
        self.table(text, "--model", MODEL)
        self.assertEqual((self.dir / "t.tsv").read_bytes(), before)

    def test_a_pair_turned_around_has_the_same_values(self):
        pairs = self.pairs()
        header, rows = self.table("a\tb\n" + "".join(f"{a}\t{b}\n" for a, b, *_ in pairs))
        _, turned = self.table("a\tb\n" + "".join(f"{b}\t{a}\n" for a, b, *_ in pairs))
        # `run` and `forward` go from a to b; features of a passage belong to one of the texts.
        same = [n for n, name in enumerate(header) if n >= 2 and name.split(".")[-1] not in ("run", "forward")
                and not name.startswith(("pa.", "pb."))]
        self.assertGreater(len(same), 20)
        for row, back in zip(rows, turned):
            for n in same:
                self.assertAlmostEqual(float(row[n]), float(back[n]), delta=1e-3, msg=header[n])

    def test_what_cannot_be_a_table_of_pairs(self):
        first = self.pairs(1)[0][0]
        run = self.table(f"a\tb\n{first}\tnobody\n", expect=2)
        self.assertRegex(run.err, "nobody")
        self.assertFalse((self.dir / "t.tsv").exists())
        run = self.table(f"a\tb\n{first}\n", expect=2)
        self.assertRegex(run.err, "pairs.tsv")
        run = self.run_unspin("model", "table", *SAMPLE, "--pairs", "none.tsv", "--out", "t.tsv", *SHORT, expect=4)
        self.assertRegex(run.err, "none.tsv")
        self.run_unspin("model", expect=2)

    def test_an_input_is_not_overwritten(self):
        before = self.write("in.jsonl", as_jsonl([Document("x", "one two"), Document("y", "two three")])).read_bytes()
        self.write("pairs.tsv", "a\tb\nx\ty\n")
        for arguments in (["table", "in.jsonl", "--pairs", "pairs.tsv"], ["background", "in.jsonl"]):
            run = self.run_unspin("model", *arguments, "--out", "in.jsonl", *SHORT, expect=2)
            self.assertRegex(run.err, "in.jsonl would be overwritten")
            self.assertEqual((self.dir / "in.jsonl").read_bytes(), before)

    def test_an_empty_document_has_values(self):
        self.write("in.jsonl", as_jsonl([Document("empty", ""), Document("y", "two three")]))
        self.write("pairs.tsv", "a\tb\nempty\ty\n")
        self.run_unspin("model", "table", "in.jsonl", "--pairs", "pairs.tsv", "--out", "t.tsv", *SHORT)
        self.assertEqual(len((self.dir / "t.tsv").read_text().splitlines()), 2)

    def test_standard_input_leaves_no_copy(self):
        text = SAMPLE[0].read_bytes()
        temporary = pathlib.Path(tempfile.gettempdir())
        before = set(temporary.glob("unspin-*/*.spool"))
        self.run_unspin("model", "background", "-", "--out", "b.bin", *SHORT, stdin=text)
        self.run_unspin("model", "background", SAMPLE[0], "--out", "file.bin", *SHORT)
        self.assertEqual((self.dir / "b.bin").read_bytes(), (self.dir / "file.bin").read_bytes())
        self.assertEqual(set(temporary.glob("unspin-*/*.spool")), before, "a copy of standard input")

    def test_background(self):
        self.run_unspin("model", "background", *SAMPLE, "--out", "b1.bin", *SHORT, "--threads", "1")
        self.run_unspin("model", "background", *reversed(SAMPLE), "--out", "b2.bin", *SHORT)
        self.assertEqual((self.dir / "b1.bin").read_bytes(), (self.dir / "b2.bin").read_bytes(), "any order, any threads")
        self.run_unspin("model", "background", *SAMPLE, "--out", "all.bin", "--min-texts", "1", *SHORT)
        self.assertGreater((self.dir / "all.bin").stat().st_size, (self.dir / "b1.bin").stat().st_size)
        shutil.copytree(MODEL, self.dir / "model")
        shutil.copy(self.dir / "b1.bin", self.dir / "model/background.bin")
        own = self.match(*SAMPLE, "--model", "model")
        self.assertGreater(sum(line["verdict"] in REPORTED for line in own), 40)


if __name__ == "__main__":
    harness.main()
