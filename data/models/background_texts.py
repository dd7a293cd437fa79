#!/usr/bin/env python3
"""The texts that background frequencies are counted on, as JSON Lines with "text": all may ship, none is of the benchmark.

    data/models/background_texts.py ../shared/data >TEXTS.jsonl
    build/release/bin/unspin model background TEXTS.jsonl --out data/models/english/background.bin
"""
import json
import subprocess
import sys
from pathlib import Path


def records(path):
    """The objects of a .jsonl.zst file."""
    with subprocess.Popen(["zstd", "-dqc", path], stdout=subprocess.PIPE) as process:
        yield from map(json.loads, process.stdout)


def texts(data):
    # Of each source so much that none prevails in a topic: press releases lead, as they are nearest to news.
    for i, record in enumerate(records(data / "text/senate-pr.jsonl.zst")):
        if i % 40 == 0:
            yield record["text"]
    for record in records(data / "text/gum.jsonl.zst"):
        yield record["text"]
    for record in records(data / "pairs/onestop.docs.jsonl.zst"):
        if record["id"].endswith("adv"):  # one of three versions of an article
            yield record["text"]
    for i, record in enumerate(records(data / "pairs/bibles.docs.jsonl.zst")):
        if i % 10 == 0:
            yield record["text"]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for text in texts(Path(sys.argv[1])):
        print(json.dumps({"text": text}))
