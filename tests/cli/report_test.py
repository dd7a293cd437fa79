"""unspin report, and compare --html: the pages that are written, and what is refused."""

import base64
import fcntl
import hashlib
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import termios

import harness
from harness import Document, as_jsonl

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = [ROOT / "data/sample/crawl.jsonl", ROOT / "data/sample/notes"]
SHORT = ["--progress", "off"]


def parts_of(page):
    """The data of a page by id."""
    return {name: json.loads(text) for name, text in
            re.findall(r'<script type="application/json" id="([^"]+)">(.*?)</script>', page, re.S)}


class ReportCase(harness.TestCase):
    def match(self, *arguments):
        self.run_unspin("match", *(arguments or SAMPLE), "--out", "m.jsonl", *SHORT)
        return self.read_lines("m.jsonl")

    def report(self, *arguments, expect=0):
        return self.run_unspin("report", *arguments, expect=expect)

    def page(self, name="r.html"):
        return (self.dir / name).read_text()


class Report(ReportCase):
    def test_one_page(self):
        lines = self.match()
        run = self.report("m.jsonl", "--corpus", *SAMPLE, "--out", "r.html")
        self.assertEqual(run.out, "")
        self.assertRegex(run.err, rf"^{len(lines)} pairs of \d+ documents: 1 page, [\d.]+ MB; open r.html\n$")
        data = parts_of(self.page())
        index = data["index"]
        ids = index["documents"]["id"]
        pairs = [(ids[a], ids[b]) for a, b in zip(index["pairs"]["a"], index["pairs"]["b"])]
        self.assertEqual(pairs, [(line["a"], line["b"]) for line in lines])
        self.assertEqual([index["verdicts"][v] for v in index["pairs"]["verdict"]], [line["verdict"] for line in lines])
        texts = [text for name in sorted((n for n in data if n.startswith("texts-")), key=lambda n: int(n[6:])) for text in data[name]]
        details = [d for name in sorted((n for n in data if n.startswith("details-")), key=lambda n: int(n[8:])) for d in data[name]]
        self.assertEqual(len(texts), len(ids))
        for line, detail in zip(lines, details):
            self.assertEqual(detail["reasons"], line["reasons"])
            for side in "ab":
                text = texts[ids.index(line[side])]
                units, raw = text.encode("utf-16-le"), text.encode()
                for passage, shown in zip(line["passages"], detail["passages"], strict=True):
                    begin, end = shown[side]["at"]
                    self.assertEqual(units[2 * begin:2 * end].decode("utf-16-le"), raw[slice(*passage[side])].decode())
                    self.assertEqual(shown["kind"], passage["kind"])

    def test_the_policy_names_what_is_there(self):
        self.match()
        self.report("m.jsonl", "--corpus", *SAMPLE, "--out", "r.html")
        page = self.page()
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
        self.assertTrue(policy.startswith("default-src 'none'"))
        for tag, directive in (("style", "style-src"), ('script type="module"', "script-src")):
            inside = re.findall(rf"<{tag}>(.*?)</{tag.split()[0]}>", page, re.S)
            self.assertEqual(len(inside), 1)
            digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
            self.assertIn(f"{directive} 'sha256-{digest}'", policy)
        self.assertNotRegex(page, r"(src|href)=[\"']?(https?:)?//")

    def test_the_run_is_told(self):
        self.match()
        self.report("m.jsonl", "--corpus", *SAMPLE, "--out", "r.html")
        digest = self.read_json("m.jsonl.run.json")["inputs"][0]["xxh3_128"]
        self.assertIn(digest, self.page())
        (self.dir / "m.jsonl.run.json").unlink()
        self.report("m.jsonl", "--corpus", *SAMPLE, "--out", "r.html")
        self.assertIn("m.jsonl.run.json is not there", self.page())

    def test_a_folder(self):
        lines = self.match()
        run = self.report("m.jsonl", "--corpus", *SAMPLE, "--out", "r")
        self.assertIn("open r/index.html", run.err)
        index = parts_of(self.page("r/index.html"))
        self.assertEqual(list(index), ["index"])
        pairs = index["index"]["pairs"]
        pages = sorted((self.dir / "r/clusters").iterdir())
        self.assertEqual([page.name for page in pages], [f"{n + 1:06}.html" for n in range(len(pages))])
        for line, page, at in zip(lines, pairs["page"], pairs["index"], strict=True):
            there = parts_of(pages[page - 1].read_text())["index"]
            self.assertEqual(there["documents"]["id"][there["pairs"]["a"][at]], line["a"])
            self.assertEqual(there["documents"]["id"][there["pairs"]["b"][at]], line["b"])
        before = harness.results_of(self.dir / "r")
        self.report("m.jsonl", "--corpus", *SAMPLE, "--out", "r/")
        self.assertEqual(harness.results_of(self.dir / "r"), before)

    def test_dedup(self):
        self.run_unspin("dedup", *SAMPLE, "--out", "d", *SHORT)
        self.report("d", "--corpus", *SAMPLE, "--out", "r.html")
        index = parts_of(self.page())["index"]
        removed = self.read_lines("d/duplicates.jsonl")
        self.assertEqual(len(index["pairs"]["a"]), len(removed))
        kept = {id for cluster in self.read_lines("d/clusters.jsonl") for id in cluster["kept"]}
        self.assertEqual({id for id, k in zip(index["documents"]["id"], index["documents"]["kept"]) if k}, kept)
        self.assertTrue(all(n == 1 for n in index["pairs"]["passages"]))

    def test_nothing_was_found(self):
        self.write("in.jsonl", as_jsonl([Document("x", "one two three"), Document("y", "four five six")]))
        self.assertEqual(self.match("in.jsonl"), [])
        run = self.report("m.jsonl", "--corpus", "in.jsonl", "--out", "r.html")
        self.assertIn("0 pairs", run.err)

    def test_documents_that_are_not_there(self):
        lines = self.match()
        run = self.report("m.jsonl", "--corpus", SAMPLE[0], "--out", "r.html")
        self.assertRegex(run.err, r"\d documents are not in the corpus")
        self.assertEqual(len(parts_of(self.page())["index"]["pairs"]["a"]), len(lines))
        self.write("other.jsonl", as_jsonl([Document("x", "one two")]))
        run = self.report("m.jsonl", "--corpus", "other.jsonl", "--out", "s.html", expect=2)
        self.assertRegex(run.err, "none of the .* is in the corpus")
        self.assertFalse((self.dir / "s.html").exists())

    def test_another_corpus_under_the_same_ids(self):
        lines = self.match()
        ids = {line[side] for line in lines for side in "ab"}
        self.write("other.jsonl", as_jsonl([Document(id, "short") for id in sorted(ids)]))
        run = self.report("m.jsonl", "--corpus", "other.jsonl", "--out", "r.html")
        self.assertRegex(run.err, r"the passages of \d+ pairs do not lie in their texts")

    def test_what_is_no_match(self):
        good = {"a": "x", "b": "y", "verdict": "exact", "jaccard": 1, "containment": {"a": 1, "b": 1}, "coverage": {"a": 1, "b": 1},
                "anchors": {"shared": [], "only_a": [], "only_b": []}, "likely_source": "a", "reasons": [], "passages": []}
        self.write("in.jsonl", as_jsonl([Document("x", "one"), Document("y", "one")]))
        span = {"a": [0, 1], "b": [0, 1], "kind": "edited", "similarity": 1}
        for wrong, says in (({"verdict": "plagiarism"}, "verdict is"), ({"a": ""}, "a is no id"), ({"jaccard": "x"}, "jaccard"), ({"reasons": [1]}, "reasons"),
                            ({"containment": 3}, "a"), ({"passages": [{**span, "a": [3, 1]}]}, "start,end"), ({"passages": [{**span, "kind": "?"}]}, "kind"),
                            ({"passages": [{**span, "b": [0, 2**33]}]}, "start,end"), ({"passages": 3}, "passages")):
            self.write("bad.jsonl", json.dumps(good) + "\n" + json.dumps({**good, **wrong}) + "\n")
            run = self.report("bad.jsonl", "--corpus", "in.jsonl", "--out", "r.html", expect=2)
            self.assertRegex(run.err, rf"bad.jsonl:2: .*{re.escape(says)}", wrong)
        for text in ("[1]\n", "{}\n", "words\n", '{"a":"x","b":"y"}\n', "null\n", '"text"\n'):
            self.write("bad.jsonl", text)
            self.assertRegex(self.report("bad.jsonl", "--corpus", "in.jsonl", "--out", "r.html", expect=2).err, "bad.jsonl:1: ")
        self.write("good.jsonl", json.dumps(good) + "\n")
        self.report("good.jsonl", "--corpus", "in.jsonl", "--out", "r.html")
        self.report("missing.jsonl", "--corpus", "in.jsonl", "--out", "r.html", expect=4)
        (self.dir / "empty").mkdir()
        self.assertRegex(self.report("empty", "--corpus", "in.jsonl", "--out", "r.html", expect=2).err, "duplicates.jsonl")

    def test_nothing_of_somebody_else_is_overwritten(self):
        self.match()
        self.write("mine.html", "<p>my page")
        self.write("mine/notes.txt", "my notes")
        before = self.write("copy.html", (self.dir / "m.jsonl").read_bytes()).read_bytes()
        for out in ("mine.html", "mine", "mine/notes.txt"):
            run = self.report("m.jsonl", "--corpus", *SAMPLE, "--out", out, expect=2)
            self.assertRegex(run.err, "no report")
        self.report("copy.html", "--corpus", *SAMPLE, "--out", "copy.html", expect=2)
        self.assertEqual((self.dir / "copy.html").read_bytes(), before)
        self.assertEqual((self.dir / "mine.html").read_text(), "<p>my page")
        self.report("m.jsonl", "--corpus", *SAMPLE, "--out", "r")
        self.write("r/notes.txt", "my notes")
        self.report("m.jsonl", "--corpus", *SAMPLE, "--out", "r", expect=2)
        self.assertTrue((self.dir / "r/index.html").exists())

    def test_hostile_texts(self):
        evil = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(2)>{{{script}}}"
        words = " ".join(f"word{i}" for i in range(300))
        self.write(f"{evil.replace('/', '')[:60]}.jsonl", as_jsonl([Document(f"{evil}{n}", f"{words} {evil}", {"url": f"https://x.example/{evil}"}) for n in range(2)]))
        name = next(path.name for path in self.dir.iterdir())
        self.match(f"./{name}")
        self.report("m.jsonl", "--corpus", f"./{name}", "--out", "r.html")
        page = self.page()
        self.assertNotIn("<img", page)
        self.assertNotIn("<script>", page)
        self.assertEqual(page.count("<script"), len(parts_of(page)) + 1)
        self.assertIn(evil, parts_of(page)["texts-0"][0])


class Compare(ReportCase):
    def test_a_page(self):
        self.write("a.txt", (ROOT / "data/originals/dam.txt").read_bytes())
        self.write("b.txt", (ROOT / "data/originals/dam-spun.txt").read_bytes())
        plain = self.run_unspin("compare", "a.txt", "b.txt").out
        self.assertEqual(self.run_unspin("compare", "a.txt", "b.txt", "--html", "c.html").out, plain)
        data = parts_of(self.page("c.html"))
        self.assertEqual(data["index"]["mode"], "compare")
        self.assertEqual(data["index"]["documents"]["id"], ["a.txt", "b.txt"])
        self.assertEqual(data["texts-0"][0], (self.dir / "a.txt").read_text())
        self.run_unspin("compare", "a.txt", "b.txt", "--html", "c.html")
        self.write("mine.html", "<p>my page")
        self.run_unspin("compare", "a.txt", "b.txt", "--html", "mine.html", expect=2)

    def test_pages_are_extracted(self):
        story = (ROOT / "data/originals/clock.txt").read_text()
        paragraphs = "".join(f"<p>{p}</p>" for p in story.split("\n\n"))
        self.write("a.html", f"<html><head><title>x</title><script>var hidden = 1</script></head><body><nav><a href=/>Home</a></nav><article>{paragraphs}</article></body></html>")
        self.write("b.txt", story)
        line = json.loads(self.run_unspin("compare", "a.html", "b.txt", "--json").out)
        self.assertIn(line["verdict"], ("exact", "near-duplicate"))

    def test_side_by_side(self):
        self.write("a.txt", "日本語の記事です。" * 30 + " Wexholm " + "x" * 300)
        self.write("b.txt", "日本語の記事です。" * 30 + " Wexholm " + "x" * 300)
        for line in self.run_unspin("compare", "a.txt", "b.txt").out.splitlines():
            if "│" in line:
                left = line.split("│")[0]
                width = sum(2 if ord(c) > 0x2E80 else 1 for c in left)
                self.assertEqual(width, 50, line)

    def test_colour_on_a_terminal_only(self):
        self.write("a.txt", (ROOT / "data/originals/dam.txt").read_bytes())
        self.write("b.txt", (ROOT / "data/originals/dam-spun.txt").read_bytes())
        plain = self.run_unspin("compare", "a.txt", "b.txt").out
        self.assertNotIn("\x1b", plain)
        in_colour = self.on_terminal({"TERM": "xterm"})
        self.assertIn("\x1b[1;35m1. paraphrased\x1b[0m", in_colour)
        self.assertIn("\x1b[1mWexholm\x1b[0m", in_colour)
        self.assertEqual(re.sub(r"\x1b\[[\d;]*m", "", in_colour), self.on_terminal({"TERM": "xterm", "NO_COLOR": "1"}))
        for environment in ({"TERM": "dumb"}, {}, {"TERM": "xterm", "NO_COLOR": "1"}):
            self.assertNotIn("\x1b", self.on_terminal(environment))
        self.assertIn("\x1b", self.on_terminal({"TERM": "xterm", "NO_COLOR": ""}))

    def on_terminal(self, environment):
        """What compare writes to a terminal of 120 columns."""
        here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        process = subprocess.Popen([harness.PROGRAM, "compare", "a.txt", "b.txt"], cwd=self.dir, env=environment, stdout=there)
        os.close(there)
        written = b""
        while True:
            try:
                piece = os.read(here, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            written += piece
        os.close(here)
        self.assertEqual(process.wait(), 0)
        text = written.decode().replace("\r\n", "\n")
        self.assertLessEqual(max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in text.splitlines()), 120)
        return text

    def test_addresses_and_archives(self):
        self.write("a.txt", "text")
        run = self.run_unspin("compare", "a.txt", "https://site.example/page", expect=2)
        self.assertRegex(run.err, "https://site.example/page is an address, and nothing is fetched")
        self.write("b.warc", "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
        self.assertRegex(self.run_unspin("compare", "a.txt", "b.warc", expect=2).err, "--corpus")


if __name__ == "__main__":
    harness.main()
