#!/usr/bin/env python3
"""Verdicts as given, out of fold: every pair of the benchmark is judged by a model that has not seen its event.

    bench/out_of_fold.py UNSPIN SHARED FIT_FOLDER OUT.jsonl [FLAGS OF MATCH...]

FIT_FOLDER: what data/models/fit_scorer.py --folds wrote. OUT.jsonl: matches, same-topic ones too, for unspin eval."""
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "data/models"))
import fit_scorer  # noqa: E402
import training_pairs  # noqa: E402


def main():
    program, shared, fitted, out, *flags = sys.argv[1:]
    model = Path(__file__).parent.parent / "data/models/english"
    bench = training_pairs.Events(Path(shared) / "bench/rewrites")
    # The folds of the fit: groups of all pairs, in the same order.
    groups = sorted({p["group"] for p in training_pairs.build(shared)[1]})
    fold_of = dict(zip(groups, fit_scorer.fold_of_groups(groups, 0)))
    lines = []
    for k in range(fit_scorer.FOLDS):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            for file in model.iterdir(): shutil.copy(file, folder)
            shutil.copy(Path(fitted) / f"fold-{k}/scorer.json", folder / "scorer.json")
            subprocess.run([program, "match", Path(shared) / "bench/rewrites/corpus.jsonl", "--out", folder / "m.jsonl", "--model", folder,
                            "--kinds", "exact,near-duplicate,excerpt,rewrite,same-topic", "--progress", "off", *flags],
                           check=True, stderr=subprocess.DEVNULL)
            for line in (folder / "m.jsonl").open():
                if fold_of[bench.group(json.loads(line)["a"])] == k: lines.append(line)
    Path(out).write_text("".join(sorted(lines)))


if __name__ == "__main__":
    main()
