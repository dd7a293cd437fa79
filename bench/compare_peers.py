#!/usr/bin/env python3
"""compare_peers.py INPUT.jsonl TRUTH.tsv OUTDIR --peers DIR --venvs DIR [--rounds 3] [--kinds] [NAME...]

unspin and other tools on the same input, interleaved: every round runs every tool once. DIR holds the tools' adapters
(peer_NAME.py, runs.txt, score_pairs.py, table.py); --venvs a virtual environment for each, made beforehand. Prints
table.py's table: medians. --kinds: TRUTH is perturb.py's. NAME: which of runs.txt, besides unspin; all by default."""
import argparse
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = [("unspin", []), ("unspin-dedup", ["--dedup"]), ("unspin-join", ["--recall", "1"])]


def jobs(a):
    """(name, command without input and output)."""
    for name, extra in OURS:
        yield name, [sys.executable, os.path.join(HERE, "peer_unspin.py")], extra
    with open(os.path.join(a.peers, "runs.txt"), encoding="utf-8") as f:
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            name, environment, command = line.rstrip("\n").split("\t")
            python = os.path.join(a.venvs, environment, "bin", "python")
            if (a.names and name not in a.names) or not os.path.exists(python):
                continue
            script, *extra = command.split()
            yield name, [python, os.path.join(a.peers, script)], extra


def run_one(a, name, command, extra):
    pairs = os.path.join(a.out, name + ".pairs.tsv")
    for leftover in (pairs, pairs + ".removed", pairs + ".flagged"):
        if os.path.exists(leftover):
            os.remove(leftover)
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=a.peers)
    done = subprocess.run([*command, a.input, pairs, *extra], capture_output=True, text=True, timeout=3000, env=environment)
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"peer"')]
    if not lines:
        print(f"{name}: no result, exit code {done.returncode}: {done.stderr[-300:]}", file=sys.stderr)
        return None
    score = subprocess.run([sys.executable, os.path.join(a.peers, "score_pairs.py"), pairs, a.truth, "--ids", a.input,
                            *(["--kinds"] if a.kinds else [])], capture_output=True, text=True, timeout=3000, check=True, env=environment)
    return {"name": name, "run": json.loads(lines[-1]), "score": json.loads(score.stdout)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("input")
    parser.add_argument("truth")
    parser.add_argument("out")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--peers", required=True)
    parser.add_argument("--venvs", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", action="store_true")
    a = parser.parse_intermixed_args()
    os.makedirs(a.out, exist_ok=True)
    lines = os.path.join(a.out, "lines.jsonl")
    with open(lines, "w", encoding="utf-8") as f:
        for _ in range(a.rounds):
            for name, command, extra in jobs(a):
                result = run_one(a, name, command, extra)
                if result:
                    f.write(json.dumps(result) + "\n")
                    f.flush()
    subprocess.run([sys.executable, os.path.join(a.peers, "table.py"), lines], check=True)


main()
