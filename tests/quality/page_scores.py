"""How well texts of pages agree with gold texts: the measures, and the page sets of ../shared/data/html.

    page_scores.py PATH_OF_UNSPIN FOLDER [--worst N] [--pages SET.jsonl ...]

prints a line for each set: precision, recall and F1 over all pages and over two halves (by a hash of the page's name:
rules are made by looking at the first half, the second says what they are worth elsewhere), and with --worst the pages
that agree least. --pages scores lines {"id","text"} of another tool instead.
"""

import argparse
import collections
import gzip
import hashlib
import html.parser
import io
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tarfile
import tempfile

SETS = ("article-extraction-benchmark", "cleaneval-dev", "readability")


def words(text):
    return re.findall(r"\w+", text)


def shingles(text, n=4):
    """Of an empty text none; of one shorter than n words itself."""
    tokens = words(text)
    return collections.Counter(tuple(tokens[i:i + n]) for i in range(max(1, len(tokens) - n + 1)) if tokens)


def bag(text):
    return collections.Counter(words(text.lower()))


def agreement(gold, found):
    """(precision, recall) of two multisets; None for what is not defined: nothing was found, nothing was to be found."""
    shared = sum((gold & found).values())
    total_gold, total_found = sum(gold.values()), sum(found.values())
    return (shared / total_found if total_found else None), (shared / total_gold if total_gold else None)


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def shingle_scores(pages):
    """Means of precision and recall over pages of 4-gram shingles, and their F1: the metric of the benchmark's authors."""
    pairs = [agreement(shingles(gold), shingles(found)) for gold, found in pages]
    precision = statistics.mean([p for p, _ in pairs if p is not None] or [0])
    recall = statistics.mean([r for _, r in pairs if r is not None] or [0])
    return precision, recall, f1(precision, recall)


def token_scores(pages):
    """Means over pages of precision, recall and F1 of words as multisets, in lower case. A page with an empty gold text
    has no recall and is left out: there is one, and all that can be found in it is wrong."""
    rows = []
    for gold, found in pages:
        if not words(gold):
            continue
        precision, recall = (value or 0.0 for value in agreement(bag(gold), bag(found)))
        rows.append((precision, recall, f1(precision, recall)))
    return tuple(statistics.mean(column) for column in zip(*rows))


def page_score(name, gold, found):
    """The F1 of one page by the measure of its set."""
    count = shingles if name == "article-extraction-benchmark" else bag
    precision, recall = agreement(count(gold), count(found))
    return f1(precision or 0, recall or 0)


def scores(name, pages):
    return shingle_scores(pages) if name == "article-extraction-benchmark" else token_scores(pages)


class TextOfHtml(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []

    def handle_data(self, data):
        self.parts.append(data)

    def handle_starttag(self, tag, attributes):
        if tag not in ("a", "b", "strong", "em", "i", "span", "code", "font", "sup", "sub", "small", "u"):
            self.parts.append(" ")


def text_of_html(source):
    parser = TextOfHtml()
    parser.feed(source)
    return "".join(parser.parts)


def text_of_cleaneval(source):
    lines = source.splitlines()
    if lines and lines[0].startswith("URL"):
        lines = lines[1 if len(lines[0].split()) > 1 else 2:]
    return re.sub(r"<(p|h|l)>", " ", "\n".join(lines), flags=re.I)


def unpack(archive):
    """{name in the archive: bytes} of its files."""
    data = subprocess.run(["zstd", "-dc", archive], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}


def load(folder, name):
    """{page: (HTML, gold text)}"""
    files = unpack(pathlib.Path(folder) / f"{name}.tar.zst")
    if name == "article-extraction-benchmark":
        gold = json.loads(next(data for path, data in files.items() if path.endswith("ground-truth.json")))
        pages = {pathlib.Path(path).name.split(".")[0]: gzip.decompress(data) for path, data in files.items() if path.endswith(".html.gz")}
        return {page: (pages[page], truth["articleBody"]) for page, truth in gold.items()}
    texts = {pathlib.Path(path).stem: data.decode("utf-8-sig", "replace") for path, data in files.items() if "/GoldStandard/" in path}
    clean = text_of_html if name == "readability" else text_of_cleaneval
    return {pathlib.Path(path).stem: (data, clean(texts[pathlib.Path(path).stem])) for path, data in files.items()
            if "/input/" in path and path.endswith(".html") and pathlib.Path(path).stem in texts}


def half_of(page):
    return int(hashlib.sha256(page.encode()).hexdigest(), 16) % 2


def extract(program, pages):
    """{page: text} by `unspin extract`."""
    with tempfile.TemporaryDirectory() as folder:
        for page, (source, _) in pages.items():
            (pathlib.Path(folder) / f"{page}.html").write_bytes(source)
        run = subprocess.run([program, "extract", folder, "--threads", "1", "--progress", "off"], check=True, capture_output=True, timeout=300)
    return {line["id"].removesuffix(".html"): line["text"] for line in map(json.loads, run.stdout.splitlines())}


def report(name, pages, texts, worst):
    found = {page: (gold, texts.get(page, "")) for page, (_, gold) in pages.items()}
    columns = [list(found.values())] + [[pair for page, pair in found.items() if half_of(page) == half] for half in (0, 1)]
    line = "   ".join("P {:.4f} R {:.4f} F1 {:.4f}".format(*scores(name, column)) for column in columns)
    print(f"{name:30} {len(found):4} pages   {line}   empty {sum(not t.strip() for _, t in found.values())}")
    ranked = sorted(found, key=lambda page: page_score(name, *found[page]))
    for page in [p for p in ranked if worst >= 0 and half_of(p) == 0][:worst]:
        gold, text = found[page]
        print("  {:.3f} gold {:6} found {:6} words  {}".format(page_score(name, gold, text), len(words(gold)), len(words(text)), page))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--pages", nargs="*", default=[])
    options = parser.parse_args()
    for i, name in enumerate(SETS):
        pages = load(options.folder, name)
        if options.pages:
            with open(options.pages[i], encoding="utf-8") as lines:
                texts = {line["id"].removesuffix(".html"): line["text"] or "" for line in map(json.loads, lines)}
        else:
            texts = extract(options.program, pages)
        report(name, pages, texts, options.worst)


if __name__ == "__main__":
    main()
