#!/usr/bin/env python3
"""check_scale.py CRAWL.jsonl TRUTH.tsv MATCHES.jsonl [--threshold 0.8] [--sample 2000]

For a crawl of generate_crawl and the matches that `unspin match --kinds exact,near-duplicate` found in it: the share of the known pairs that was
reported, by similarity, and how many of a sample of the reported pairs are below the threshold or carry another
similarity than their texts have, measured here from the texts. One JSON line."""
import argparse
import bisect
import json
import random

EDGES = (0.5, 0.6, 0.7, 0.8, 0.82, 0.9, 1.0)


def shingles(text):
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return {tuple(words[i:i + 5]) for i in range(len(words) - 4)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("crawl")
    parser.add_argument("truth")
    parser.add_argument("matches")
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--sample", type=int, default=2000)
    a = parser.parse_args()
    reported = set()
    lines = 0
    sample = []
    draw = random.Random(1)
    with open(a.matches, encoding="utf-8") as f:
        for line in f:
            match = json.loads(line)
            reported.add((match["a"], match["b"]))
            lines += 1
            if len(sample) < a.sample:
                sample.append(match)
            elif draw.random() < a.sample / lines:
                sample[draw.randrange(a.sample)] = match
    known = [0] * (len(EDGES) + 1)
    found = [0] * (len(EDGES) + 1)
    with open(a.truth, encoding="utf-8") as f:
        for line in f:
            x, y, jaccard = line.rstrip("\n").split("\t")
            band = bisect.bisect_right(EDGES, float(jaccard))
            known[band] += 1
            found[band] += (x, y) in reported
    wanted = {m[side] for m in sample for side in "ab"}
    texts = {}
    with open(a.crawl, encoding="utf-8") as f:
        for line in f:
            if line[7:17] in wanted:
                record = json.loads(line)
                texts[record["id"]] = record["text"]
    below = different = 0
    for m in sample:
        x, y = shingles(texts[m["a"]]), shingles(texts[m["b"]])
        jaccard = len(x & y) / len(x | y)
        below += jaccard < a.threshold
        different += abs(jaccard - m["jaccard"]) > 1e-5
    names = ["<0.5"] + [f"{lo:g}-{hi:g}" for lo, hi in zip(EDGES, EDGES[1:])] + ["1"]
    print(json.dumps({"reported": lines, "recall": {n: round(f / k, 6) for n, k, f in zip(names, known, found) if k},
                      "known": dict(zip(names, known)), "sampled": len(sample), "below_threshold": below,
                      "other_similarity": different}))


main()
