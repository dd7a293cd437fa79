#!/usr/bin/env python3
"""check_passages.py CORPUS.jsonl PASSAGES.jsonl [--kind KIND] [--width 60] [--ends]

Prints passages side by side, for the eye, with what stands just before and after each; --ends shows only how they begin
and end. PASSAGES is a truth of passages or the output of unspin match. Fails when a passage lies outside its text, or
cuts a character in two."""

import argparse
import json
import sys
import textwrap


def text_of(text, begin, end):
    if not 0 <= begin < end <= len(text):
        sys.exit(f"{begin}-{end} lies outside a text of {len(text)} bytes")
    return text[begin:end].decode()  # a cut character fails here


def context(text, begin, end):
    before = text[max(0, begin - 40):begin].decode(errors="ignore")
    after = text[end:end + 40].decode(errors="ignore")
    return f"…{before}[", f"]{after}…"


def cell(text, span, only_ends):
    body = text_of(text, *span)
    if only_ends and len(body) > 160:
        body = f"{body[:75]} … {body[-75:]}"
    before, after = context(text, *span)
    return f"{before}{body}{after}"


def columns(left, right, width):
    left, right = textwrap.wrap(left, width), textwrap.wrap(right, width)
    for i in range(max(len(left), len(right))):
        yield f"  {left[i] if i < len(left) else '':{width}} | {right[i] if i < len(right) else ''}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("passages")
    parser.add_argument("--kind")
    parser.add_argument("--width", type=int, default=60)
    parser.add_argument("--ends", action="store_true")
    a = parser.parse_args()
    with open(a.corpus, encoding="utf-8") as lines:
        texts = {d["id"]: d["text"].encode() for d in map(json.loads, lines)}
    for line in open(a.passages, encoding="utf-8"):
        pair = json.loads(line)
        if a.kind and pair.get("kind") != a.kind:
            continue
        print(f"\n{pair['a']} {pair['b']} {pair.get('kind', '')}")
        for passage in pair.get("passages", []):
            sides = [cell(texts[pair[side]], passage[side], a.ends) for side in "ab"]
            print("\n".join(columns(*sides, a.width)), "\n")


if __name__ == "__main__":
    main()
