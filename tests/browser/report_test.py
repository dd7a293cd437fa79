"""Reports in a browser: makes pages with the program, then has drive.mjs open them in Chromium, from disk and without a
network. Screenshots are left in build/browser/screenshots. Skipped (exit code 77) where Chromium, Node.js or what
tests/browser/install installs is absent.

    python3 tests/browser/report_test.py PATH_OF_UNSPIN
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLE = ROOT / "data/sample"
MODULES = ROOT / "build/browser/node_modules"
SCREENSHOTS = ROOT / "build/browser/screenshots"

STORY = ("The keeper of the Orsley lighthouse, Amadi Lodd, counted 212 ships on 14 March 1987 and wrote them all down. "
         "Nobody had asked him to. When the harbour office in Tolworth burnt down, his were the only figures left, and "
         "the insurers of three shipping lines paid him 4,300 pounds for a copy of the book. He bought a boat with it. "
         "His daughter Ines still sails that boat, and keeps a book of her own; last summer she counted nineteen. ")

HOSTILE = [
    "</script><script>alert('text')</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(2)>", "<!-- <script>",
    "]]></style><style>body{display:none}</style>", "{{title}} {{{script}}} {{#tables}}", "line\u2028separator\u2029paragraph",
    "turned \u202egnp.elbatucexe\u202c \u2066back\u2069 \u200fright", "zero\u200bwidth\ufeff soft\u00adhyphen", "nul\u0000 bell\u0007 escape\u001b[31m",
    "<a href=\"javascript:alert(3)\">here</a>", "&lt;b&gt;&amp;amp; &#x3c;i>", "\U0001f469\u200d\U0001f467 \U00010ffff \ufffd", "עברית ثم عربي", "a" * 3000,
]


def as_line(identity, text, url="", date=""):
    return json.dumps({"id": identity, "text": text, "url": url, "date": date}) + "\n"


def hostile_corpus():
    lines = []
    for n, hostile in enumerate(HOSTILE):
        text = STORY * 2 + f" Story {n}: " + hostile + " " + " ".join(f"word{n}x{i}" for i in range(400))
        lines.append(as_line(f"{n} {hostile[:200]}", text, f"https://evil.example/{hostile[:100]}", "2024-05-01"))
        lines.append(as_line(f"copy {n} {hostile[:200]}", text.replace("harbour", "port"), f"javascript:alert({n})"))
    formula = STORY * 2 + " ".join(f"sum{i}" for i in range(400))
    lines += [as_line("=1+1", formula), as_line("@sum, \"quoted\"", formula.replace("harbour", "port"))]
    long = "x" * 1_000_000 + " " + " ".join(f"long{i}" for i in range(300))
    words = "".join(f"w{i % 9973} " for i in range(160_000))
    for name, text in (("one long word", long), ("one long line", words)):
        lines.append(as_line(name, text))
        lines.append(as_line(f"{name}, copied", text + " and an end"))
    return "".join(lines)


def spoil(matches):
    """Reasons and names in a file of matches may be somebody's, too."""
    spoilt = []
    for line in matches.read_text().splitlines():
        pair = json.loads(line)
        pair["reasons"] += ["for: </script><script>alert('reason')</script>", "against: <img src=x onerror=alert(4)>"]
        pair["anchors"]["shared"] += ["</script>", "<b onclick=alert(5)>name</b>"]
        pair["common_source"] = "<script>alert('source')</script>"
        spoilt.append(json.dumps(pair) + "\n")
    matches.write_text("".join(spoilt))


def many_pairs(folder, count=10_000, length=260):
    """A corpus and matches as of a large run: 60 % near-duplicates, 40 % rewrites of one passage or a few."""
    rng = random.Random(7)
    words = STORY.split()
    verdicts = ["near-duplicate"] * 6 + ["rewrite"] * 3 + ["inconclusive"]
    with open(folder / "many.jsonl", "w") as corpus, open(folder / "many.matches.jsonl", "w") as matches:
        for n in range(count):
            texts = [" ".join(rng.choice(words) for _ in range(length)) for _ in range(2)]
            for side, text in zip("ab", texts):
                corpus.write(as_line(f"{n:05}{side}", text, f"https://site{rng.randrange(60)}.example/{n}", f"2024-0{rng.randint(1, 9)}-11"))
            verdict = rng.choice(verdicts)
            passages = [{"a": [at, at + 130], "b": [at + 10, at + 140], "kind": rng.choice(["identical", "edited", "paraphrased"]),
                         "similarity": 0.5} for at in range(0, 900, 150)]
            share = round(rng.uniform(0.4, 1), 4)
            matches.write(json.dumps({"a": f"{n:05}a", "b": f"{n:05}b", "verdict": verdict, "probability": share, "jaccard": share / 2,
                "containment": {"a": share, "b": share}, "coverage": {"a": share, "b": share}, "anchors": {"shared": [], "only_a": [], "only_b": []},
                "likely_source": rng.choice(["a", "b", "undecided"]), "reasons": ["for: all of it"], "passages": passages}) + "\n")


def make_pages(program, folder):
    def unspin(*arguments):
        subprocess.run([program, *map(str, arguments)], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    corpus = [SAMPLE / "crawl.jsonl", SAMPLE / "notes"]
    unspin("match", *corpus, "--out", "matches.jsonl", "--kinds", "exact,near-duplicate,excerpt,rewrite,same-topic", "--progress", "off")
    unspin("report", "matches.jsonl", "--corpus", *corpus, "--out", "sample.html")
    unspin("report", "matches.jsonl", "--corpus", *corpus, "--out", "folder")
    unspin("dedup", *corpus, "--out", "kept", "--progress", "off")
    unspin("report", "kept", "--corpus", *corpus, "--out", "dedup.html")
    unspin("compare", "sample/0014", "sample/0061", "--corpus", corpus[0], "--html", "compare.html")
    hostile = folder / "<img src=x onerror=alert(0)>.jsonl"
    hostile.write_text(hostile_corpus())
    unspin("match", hostile.name, "--out", "hostile.jsonl", "--progress", "off")
    spoil(folder / "hostile.jsonl")
    unspin("report", "hostile.jsonl", "--corpus", hostile.name, "--out", "hostile.html")
    many_pairs(folder)
    unspin("report", "many.matches.jsonl", "--corpus", "many.jsonl", "--out", "many.html")


def main():
    program = os.path.abspath(sys.argv[1])
    chromium, node = shutil.which("chromium"), shutil.which("node") or shutil.which("nodejs")
    if not (chromium and node and (MODULES / "playwright-core").is_dir() and (MODULES / "axe-core").is_dir()):
        print("SKIPPED: run tests/browser/install for Chromium, Node.js and what drives them", file=sys.stderr)
        sys.exit(77)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="unspin-browser-") as folder:
        make_pages(program, pathlib.Path(folder))
        sys.exit(subprocess.run([node, HERE / "drive.mjs", chromium, MODULES, folder, SCREENSHOTS], timeout=300).returncode)


if __name__ == "__main__":
    main()
