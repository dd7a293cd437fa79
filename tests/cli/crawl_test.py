"""Crawled pages: what recurs on a host counts for nothing, and data/sample/pages is judged as its truth says.

    python3 tests/cli/crawl_test.py PATH_OF_UNSPIN
"""

import collections
import gzip
import itertools
import json
import pathlib
import random
import signal
import time

import harness

SHORT = ["--progress", "off"]
SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "data/sample/pages"
IMPRINT = "All of this was written by the people of this paper, who are named below in the order of their desks."
NOTICE = ("We and our partners store what you read on these pages and use it to choose what you see next, as long as you "
          "do not object at the foot of the page, where all of them are listed by name and purpose.")


def bare_record(url, text, identity=None, kind="text/plain"):
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n".encode() + text.encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <{identity or url}>\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def record(*arguments):
    return gzip.compress(bare_record(*arguments))


class Hosts(harness.TestCase):
    def setUp(self):
        super().setUp()
        rng = random.Random(3)
        vocabulary = harness.vocabulary(rng)
        self.stories = ["\n".join(" ".join(rng.choices(vocabulary, k=20)) for _ in range(3)) for _ in range(40)]

    def pairs(self, pages, *options):
        """Verdicts of match, by pair, and the counts."""
        self.write("crawl.warc.gz", b"".join(record(url, text) for url, text in pages))
        self.run_unspin("match", "crawl.warc.gz", "--out", "m.jsonl", "--kinds", "exact,near-duplicate", *SHORT, *options)
        found = {(m["a"], m["b"]): m for m in self.read_lines("m.jsonl")}
        return found, self.read_json("m.jsonl.run.json")["counts"]["furniture"]

    def framed(self, host, numbers, frame=f"{{}}\n{NOTICE}\n{IMPRINT}"):
        return [(f"http://{host}/{i}", frame.format(self.stories[i])) for i in numbers]

    def test_one_story_in_two_frames(self):
        pages = self.framed("a.example", range(6)) + self.framed("b.example", range(6), "Home of the paper b\n{}\nImprint of the paper b, and thanks")
        for search in ([], ["--recall", "1"]):
            found, counts = self.pairs(pages, *search)
            self.assertEqual(set(found), {(f"http://a.example/{i}", f"http://b.example/{i}") for i in range(6)})
            self.assertTrue(all(m["jaccard"] == 1 and m["verdict"] == "near-duplicate" for m in found.values()))
            self.assertEqual((counts["lines"], counts["documents"], counts["documents_without_own_text"]), (4, 12, 0))

    def test_pages_of_one_frame_are_no_copies(self):
        frame = "{}\n" + "\n".join(f"{i}: {NOTICE}" for i in range(8))
        pages = [(f"http://a.example/{i}", frame.format(self.stories[i][:120])) for i in range(12)]
        for search in ([], ["--recall", "1"]):
            found, counts = self.pairs(pages, *search)
            self.assertEqual(found, {})
            self.assertEqual(counts["lines"], 8)

    def test_hosts_of_few_pages_keep_all(self):
        found, counts = self.pairs(self.framed("a.example", range(4)) + self.framed("b.example", range(4)))
        self.assertEqual(counts, {"lines": 0, "documents": 0, "words_left_out": 0, "documents_without_own_text": 0})
        self.assertEqual({m["verdict"] for m in found.values()}, {"exact"})

    def test_versions_of_a_page_are_no_furniture(self):
        story = "\n".join(self.stories[:6])
        pages = [(f"http://a.example/{i}", f"{story}\nVersion {i}") for i in range(8)]
        found, counts = self.pairs(pages)
        self.assertEqual(counts["lines"], 0)
        self.assertEqual(len(found), 28)

    def test_captures_of_one_address_are_one_page(self):
        pages = [("http://a.example/", f"{self.stories[0]}\n{self.stories[1]}\n{self.stories[2]}\n{self.stories[3 + i][:60]}") for i in range(8)]
        self.write("crawl.warc.gz", b"".join(record(url, text, f"capture-{i}") for i, (url, text) in enumerate(pages)))
        self.run_unspin("match", "crawl.warc.gz", "--out", "m.jsonl", "--kinds", "near-duplicate", *SHORT)
        self.assertEqual(self.read_json("m.jsonl.run.json")["counts"]["furniture"]["lines"], 0)
        self.assertEqual(len(self.read_lines("m.jsonl")), 28)

    def test_a_text_at_five_paths_matches_its_equals_only(self):
        gone = f"Nothing is here. {NOTICE}"
        pages = [(f"http://a.example/{i}", gone) for i in range(5)] + [(f"http://b.example/{i}", f"{gone} b") for i in range(2)]
        found, counts = self.pairs(pages)
        self.assertEqual(counts["documents_without_own_text"], 1)
        self.assertEqual(len(found), 11, "ten exact pairs on a, one on b")
        sessions = [(f"http://a.example/1?sid={i}", gone) for i in range(5)] + [("http://b.example/0", f"{gone} b")]
        found, counts = self.pairs(sessions)
        self.assertEqual(counts["documents_without_own_text"], 0)
        self.assertEqual(len(found), 15)

    def test_lines_of_text_with_urls_are_nobodys_furniture(self):
        lines = [json.dumps({"id": url, "url": url, "text": text}) + "\n" for url, text in self.framed("a.example", range(12))]
        self.write("a.jsonl", "".join(lines))
        self.run_unspin("dedup", "a.jsonl", "--out", "out", *SHORT)
        self.assertEqual(self.read_json("out/run.json")["counts"]["furniture"]["lines"], 0)


def furniture_of(pages):
    """Slowly: the lines, as token tuples, that are furniture of one host. `pages`: of each address the lines."""
    def addresses(part):
        return sum(any(part(line) for line in lines) for lines in pages)
    def commonness(line):
        counts = [addresses(lambda other: other == line)]
        if len(line) > 5:
            counts.append(addresses(lambda other: len(other) > 5 and other[:5] == line[:5]))
            counts.append(addresses(lambda other: len(other) > 5 and other[-5:] == line[-5:]))
        return max([n for n in counts if n >= 5], default=1)
    votes = collections.Counter()
    for lines in pages:
        rarest, passed = 1, 0
        for common, words in sorted((commonness(line), len(line)) for line in lines):
            passed += words
            if passed * 20 >= sum(map(len, lines)):
                rarest = common
                break
        for line in set(lines):
            count = addresses(lambda other: other == line)
            if count >= 5:
                votes[line] += 1 if count >= 5 * rarest else -1
    return {line for line, sum_ in votes.items() if sum_ > 0}


def own_tokens(lines, furniture):
    own = []
    for is_furniture, run in itertools.groupby(lines, lambda line: line in furniture):
        words = [word for line in run for word in line]
        if not is_furniture or len(words) < 5:
            own += words
    return own


class Oracle(harness.TestCase):
    def test_pairs_are_those_of_the_slow_rule(self):
        rng = random.Random(12)
        vocabulary = harness.vocabulary(rng)
        line = lambda: " ".join(rng.choices(vocabulary, k=rng.choice([1, 2, 3, 8, 15, 30])))
        stories = [[line() for _ in range(rng.randint(2, 9))] for _ in range(30)]
        hosts = []
        for _ in range(8):
            frame = [line() for _ in range(rng.randint(1, 12))]
            pages = []
            for _ in range(rng.choice([3, 6, 12, 25])):
                text = list(rng.choice(stories))
                if rng.random() < 0.3:
                    text[0] = " ".join(harness.edited(rng, text[0].split(), vocabulary, 0.2))
                for piece in rng.sample(frame, rng.randint(0, len(frame))):
                    text.insert(rng.randint(0, len(text)), piece)
                pages.append(text)
            hosts.append(pages)
        documents = [(f"http://h{h}.example/{i}", "\n".join(text)) for h, pages in enumerate(hosts) for i, text in enumerate(pages)]
        self.write("crawl.warc.gz", b"".join(record(*d) for d in documents))
        self.run_unspin("match", "crawl.warc.gz", "--out", "m.jsonl", "--kinds", "near-duplicate", "--recall", "1", "--threshold",
                        "0.5", *SHORT)
        matches = self.read_lines("m.jsonl")

        seen, own, left_out = set(), {}, 0
        by_host = collections.defaultdict(dict)
        for url, text in documents:
            tokens = tuple(harness.tokens_of(text))
            if tokens not in seen:  # of exact copies the first takes part
                by_host[url.split("/")[2]][url] = [tuple(harness.tokens_of(piece)) for piece in text.split("\n")]
            seen.add(tokens)
        for pages in by_host.values():
            furniture = furniture_of(list(pages.values()))
            for url, lines in pages.items():
                words = own_tokens(lines, furniture)
                removed = sum(map(len, lines)) - len(words)
                left_out += removed > 0
                if not removed or len(words) >= 20:
                    own[url] = harness.shingles_of(" ".join(words))
        self.assertEqual(self.read_json("m.jsonl.run.json")["counts"]["furniture"]["documents"], left_out)
        self.assertGreater(left_out, 20)
        expected = {}
        for a, b in itertools.combinations(sorted(own), 2):
            similarity = harness.jaccard(own[a], own[b])
            if similarity >= 0.5 - 1e-12:
                expected[a, b] = similarity
        self.assertGreater(len(expected), 50)
        firsts = {url for pages in by_host.values() for url in pages}
        found = {(m["a"], m["b"]): m["jaccard"] for m in matches if {m["a"], m["b"]} <= firsts}
        self.assertEqual(set(found), set(expected))
        for pair, similarity in expected.items():
            self.assertAlmostEqual(found[pair], similarity, places=5)


class Resumed(harness.TestCase):
    def test_killed_behind_the_first_segment(self):
        rng = random.Random(9)
        stream = rng.choices(harness.vocabulary(rng), k=400_000)
        with open(self.dir / "crawl.warc", "wb") as warc:
            for i in range(70_000):
                at = rng.randrange(len(stream) - 40)
                text = " ".join(stream[at:at + 25]) + "\n" + NOTICE
                warc.write(bare_record(f"http://host{i % 500}.example/{i}", text))
        command = ["dedup", "crawl.warc", *SHORT]
        self.run_unspin(*command, "--out", "calm")
        self.assertGreater(self.counts("calm")["furniture"]["documents"], 60_000)
        started = self.start(*command, "--out", "out")
        while started.running() and not (self.dir / "out/.unspin-scratch/segment-00000").exists():
            time.sleep(0.0005)
        started.signal(signal.SIGKILL)
        self.assertEqual(started.finish().code, -signal.SIGKILL)
        self.run_unspin(*command, "--out", "out", "--resume")
        self.assertEqual(harness.results_of(self.dir / "out"), harness.results_of(self.dir / "calm"))


class Sample(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        rows = [line.split("\t") for line in (SAMPLE / "truth.tsv").read_text().splitlines()[1:]]
        cls.truth = {(a, b): (relation, kind) for a, b, relation, kind in rows}

    def match(self, *options):
        self.run_unspin("match", SAMPLE / "crawl.warc.gz", "--out", "m.jsonl", *SHORT, *options)
        return {(m["a"], m["b"]): m["verdict"] for m in self.read_lines("m.jsonl")}

    def test_every_page_is_read(self):
        self.run_unspin("dedup", SAMPLE / "crawl.warc.gz", "--out", "out", *SHORT)
        counts = self.counts()
        self.assertEqual(counts["refused"], {})
        self.assertEqual(counts["skipped"], {"request": counts["documents"], "warcinfo": 1})

    def test_matches_are_the_truth(self):
        found = self.match()
        near = {"exact", "near-duplicate"}
        whole = [pair for pair, (relation, kind) in self.truth.items() if relation == "copy" and kind != "para"]
        recognised = sum(found.get(pair) in near for pair in whole)
        self.assertGreaterEqual(recognised / len(whole), 0.97, f"{recognised} of {len(whole)}")
        by_kind = collections.defaultdict(collections.Counter)
        for pair, (_, kind) in self.truth.items():
            by_kind[kind][found.get(pair)] += 1
        self.assertEqual(by_kind["para"], {"rewrite": 2})
        self.assertEqual(by_kind["excerpt"], {"excerpt": 2}, "a part of an article and the whole of it")
        for kind in ("pages", "same-template", "orig-indep"):
            self.assertEqual(set(by_kind[kind]), {None}, kind)
        self.assertEqual(set(by_kind["no-content"]), {None, "exact"})
        self.assertEqual(set(found) - set(self.truth), set(), "pairs that nobody made")

    def test_pages_without_content_swallow_nothing(self):
        self.run_unspin("dedup", SAMPLE / "crawl.warc.gz", "--out", "out", *SHORT)
        nothing = {i for pair, (_, kind) in self.truth.items() if kind == "no-content" for i in pair}
        for line in self.read_lines("out/duplicates.jsonl"):
            relation, kind = self.truth[tuple(sorted((line["id"], line["kept"])))]
            self.assertTrue(relation == "copy" or (kind == "no-content" and line["verdict"] == "exact"), line)
            self.assertEqual(line["id"] in nothing, line["kept"] in nothing)

    def test_the_same_for_any_threads_and_search(self):
        first = self.match("--threads", "1")
        text = (self.dir / "m.jsonl").read_bytes()
        self.match("--threads", "3", "--memory", "128MiB")
        self.assertEqual((self.dir / "m.jsonl").read_bytes(), text)
        joined = self.match("--recall", "1")
        self.assertEqual(joined, first)


if __name__ == "__main__":
    harness.main()
