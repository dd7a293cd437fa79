#!/usr/bin/env python3
"""peer_unspin.py INPUT.jsonl OUT.pairs.tsv [--threshold T] [--recall R] [--threads N] [--dedup] [--program P]

unspin in the form of the other tools' adapters: writes `id_a id_b jaccard`, prints one JSON line (wall, CPU and peak
memory of the program; its own matches file is the end of the job, the rewriting into TSV is not counted).
--dedup: also runs `unspin dedup --keep first` and writes OUT.pairs.tsv.removed, the documents that it drops."""
import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command):
    """Wall seconds, CPU seconds and peak resident KiB of one command."""
    started = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)}: status {status}")
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("input")
    parser.add_argument("out")
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--recall", type=float, default=0.999)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--dedup", action="store_true")
    parser.add_argument("--program", default=os.path.join(HERE, "..", "build", "release", "bin", "unspin"))
    a = parser.parse_args()
    common = ["--threshold", str(a.threshold), "--recall", str(a.recall), "--threads", str(a.threads), "--progress", "off"]
    work = tempfile.mkdtemp(prefix="unspin-bench-")
    try:
        matches = os.path.join(work, "matches.jsonl")
        wall, cpu, peak = run([a.program, "match", a.input, "--kinds", "exact,near-duplicate", "--out", matches, *common])
        pairs = 0
        with open(matches, encoding="utf-8") as f, open(a.out, "w", encoding="utf-8") as out:
            for line in f:
                match = json.loads(line)
                out.write(f"{match['a']}\t{match['b']}\t{match['jaccard']}\n")
                pairs += 1
        if a.dedup:
            run([a.program, "dedup", a.input, "--out", os.path.join(work, "dedup"), "--keep", "first", "--ids-only", *common])
            with open(os.path.join(work, "dedup", "duplicates.jsonl"), encoding="utf-8") as f, \
                    open(a.out + ".removed", "w", encoding="utf-8") as out:
                out.writelines(json.loads(line)["id"] + "\n" for line in f)
        with open(matches + ".run.json", encoding="utf-8") as f:
            report = json.load(f)
    finally:
        shutil.rmtree(work)
    mb = report["counts"]["text_bytes"] / 1e6
    docs = report["counts"]["documents"]
    print(json.dumps({
        "peer": "unspin", "version": report["version"], "settings": f"threshold={a.threshold} recall={a.recall} threads={a.threads}",
        "phases": {s["stage"]: {"wall_s": round(s["seconds"], 3), "cpu_s": round(s["cpu_seconds"], 3)} for s in report["stages"]},
        "docs": docs, "mb": round(mb, 2), "wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "mb_per_cpu_s": round(mb / cpu, 2),
        "docs_per_cpu_s": round(docs / cpu, 1), "peak_rss_mb": round(peak / 1024), "pairs": pairs}))


main()
