#!/usr/bin/env python3
"""Fits the scorer: boosted trees over the features that the program itself writes, out of fold for the report, on everything for
the model. The same inputs give the same bytes.

    data/models/fit_scorer.py UNSPIN SHARED OUT_FOLDER [--folds]

UNSPIN: the program. SHARED: the folder with bench/rewrites and data/pairs. Writes OUT_FOLDER/scorer.json (format:
docs/formats/scorer.md) and report.md; with --folds also fold-K/scorer.json, fitted without the events of test-K.tsv, to measure
verdicts as given. Needs requirements.txt."""
import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import lightgbm
import numpy as np

import training_pairs

FOLDS = 8
HARD = ("orig-indep", "rewrite-indep", "indep-indep")
MADE = ("page:", "form", "public:", "own:", "press:")
NOT_SCORED = ("twin", "own_words")
# What the document model looks at: chosen once, out of fold, among all that the program measures.
DOCUMENT = """centre forward function mention_order stem_max verbatim_max verbatim_min hi_c.path_breaks lo_c.path_breaks lo_once_beside
lo_path_breaks anchors_min anchors_max anchors_jaccard numbers_novel_max novel_weight_min lo_aside_rank hi_aside_rank
lo_aside_synonyms hi_aside_synonyms lo_aside_uncovered hi_aside_uncovered lo_aside_plain hi_aside_plain lo_aside_anywhere
hi_aside_anywhere quotes_reworded_share quotes_reworded quotes_verbatim_share x.forward x.function x.mention_order
x.verbatim_max x.verbatim_min x.hi_c.path_breaks x.lo_c.path_breaks x.hi_once_beside x.lo_once_beside x.hi_path
x.lo_path_lost x.anchors_max x.anchors_jaccard x.numbers_novel_max x.novel_clauses_max x.novel_by_clause_max x.lo_aside_rank
x.hi_aside_rank x.lo_aside_synonyms x.hi_aside_synonyms lo_leaps hi_leaps x.lo_leaps x.hi_leaps""".split()
# … and which features of witnesses, where there are some: all.
WITNESSES = "w.names_", "w.words_", "w.clauses_"
LEARNER = dict(n_estimators=250, num_leaves=6, learning_rate=.1, min_child_samples=15)
WITNESSED_LEARNER = dict(LEARNER, n_estimators=400, learning_rate=.08)
PASSAGE_LEARNER = dict(n_estimators=300, num_leaves=8, learning_rate=.06, min_child_samples=20)
PASSAGE_KINDS = ("patch", "embed", "excerpt")  # count twice for the passage model


def directions(program):
    """Feature → +1 (may only speak for derivation), -1 (against), 0."""
    rows = [line.split("\t") for line in subprocess.run([program, "model", "features"], check=True, capture_output=True,
                                                        text=True).stdout.splitlines()]
    return {name: {"for": 1, "against": -1, "either": 0}[way] for name, _, way, *_ in rows}


def feature_table(program, texts, pairs):
    """Names and values (pairs, features) as the program measures them."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        used = sorted({i for p in pairs for i in (p["a"], p["b"])})
        (folder / "texts.jsonl").write_text("".join(json.dumps({"id": i, "text": texts[i]}) + "\n" for i in used))
        (folder / "pairs.tsv").write_text("a\tb\n" + "".join(f"{p['a']}\t{p['b']}\n" for p in pairs))
        subprocess.run([program, "model", "table", folder / "texts.jsonl", "--pairs", folder / "pairs.tsv", "--out",
                        folder / "table.tsv", "--progress", "off"], check=True, stderr=subprocess.DEVNULL)
        header, *rows = (folder / "table.tsv").read_text().splitlines()
    return header.split("\t")[2:], np.array([[float(v) for v in row.split("\t")[2:]] for row in rows])


def fit(x, y, w, monotone, settings, seed=0, bags=5):
    """Mean of `bags` boosted ensembles whose thresholds are drawn at random; the two classes weigh the same."""
    w = np.where(y == 1, w * w[y == 0].sum() / w[y == 1].sum(), w)
    return [lightgbm.LGBMClassifier(
        **settings, extra_trees=True, reg_lambda=5., colsample_bytree=.4, subsample=.7, subsample_freq=1,
        random_state=seed * 100 + bag, n_jobs=1, verbose=-1, deterministic=True, monotone_constraints_method="intermediate",
        monotone_constraints=monotone).fit(x, y, sample_weight=w / w.mean()) for bag in range(bags)]


def score(models, x):
    return np.mean([m.predict(x, raw_score=True) for m in models], 0)


def fold_of_groups(group, seed):
    fold = {}
    for public in (False, True):
        names = sorted({g for g in group if g.startswith("public") == public})
        random.Random(seed).shuffle(names)
        fold.update({g: i % FOLDS for i, g in enumerate(names)})
    return np.array([fold[g] for g in group])


def platt(z, y):
    """a, b of 1 / (1 + exp(-(a z + b))) [Platt 1999], by Newton steps; the two classes weigh the same."""
    w = np.where(y == 1, .5 / (y == 1).mean(), .5 / (y == 0).mean())
    v, u = np.zeros(2), np.stack([z, np.ones(len(z))], 1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-u @ v))
        v += np.linalg.solve((u * (w * p * (1 - p))[:, None]).T @ u + 1e-6 * np.eye(2), u.T @ (w * (y - p)))
    return v


def flat(tree, out):
    """Nodes in pre-order: [feature, threshold, left, right] (left if value <= threshold) or [value]."""
    at = len(out)
    out.append(None)
    if "leaf_value" in tree: out[at] = [tree["leaf_value"]]
    else:
        left, right = flat(tree["left_child"], out), flat(tree["right_child"], out)
        out[at] = [tree["split_feature"], tree["threshold"], left, right]
    return at


def export(models, names, calibration, cuts):
    trees = []
    for model in models:
        for t in model.booster_.dump_model()["tree_info"]:
            trees.append([])
            flat(t["tree_structure"], trees[-1])
    return dict(features=names, bags=len(models), trees=trees, calibration=[float(v) for v in calibration], cuts=cuts)


class Task:
    """One of the models: rows (of pairs, or of one direction of a pair), and how they are fitted."""

    def __init__(self, names, x, pair, weight, pairs, monotone, settings):
        self.names, self.x, self.pair, self.weight, self.settings = names, x, pair, weight, settings
        self.y = np.array([pairs[i]["y"] for i in pair])
        self.group = [pairs[i]["group"] for i in pair]
        self.monotone = [monotone[n] for n in names]
        self.num_pairs = len(pairs)

    def fit(self, rows, seed=0, bags=5):
        return fit(self.x[rows], self.y[rows], self.weight[rows], self.monotone, self.settings, seed, bags)

    def best_of_pair(self, z):
        best = np.full(self.num_pairs, -np.inf)
        np.maximum.at(best, self.pair, z)
        return best

    def out_of_fold(self, repeats=2):
        """Score of every pair by models that have not seen its group."""
        z = np.zeros(len(self.y))
        for seed in range(repeats):
            fold = fold_of_groups(self.group, seed)
            for k in range(FOLDS): z[fold == k] += score(self.fit(fold != k, seed, bags=3), self.x[fold == k]) / repeats
        return self.best_of_pair(z)


def cuts_of(z, hard):
    falling = np.sort(z[hard])[::-1]
    return {q: float(falling[int(q * len(falling))]) for q in (.01, .02, .05)}


def recall(z, of, cut):
    return float((z[of] > cut).mean()) if of.any() else float("nan")


def auc(z, positive, negative):
    return float((z[positive][:, None] > z[negative][None]).mean() + .5 * (z[positive][:, None] == z[negative][None]).mean())


def calibration_error(p, y):
    """Expected calibration error over ten bins of equal width, the two classes weighing the same, and the bins."""
    w = np.where(y == 1, .5 / (y == 1).mean(), .5 / (y == 0).mean()) / len(y)
    rows, error = [], 0
    for k in range(10):
        at = (p >= k / 10) & ((p < (k + 1) / 10) | (k == 9))
        if not at.any(): continue
        mass, said, true = w[at].sum(), (w * p)[at].sum() / w[at].sum(), (w * y)[at].sum() / w[at].sum()
        error += mass * abs(said - true)
        rows.append(f"| {k / 10:.1f}-{(k + 1) / 10:.1f} | {at.sum()} | {said:.3f} | {true:.3f} |")
    return error, rows


def report(title, z, y, kind, calibration):
    made = np.array([k.startswith(MADE) for k in kind])
    hard, positive = np.isin(kind, HARD), (y == 1) & ~made & ~np.isin(kind, NOT_SCORED)
    cuts = cuts_of(z, hard)
    out = [f"## {title}", "", "| kind | n | at 1 % | at 2 % | at 5 % |", "| --- | --- | --- | --- | --- |"]
    row = lambda name, at: f"| {name} | {at.sum()} | " + " | ".join(f"{recall(z, at, c):.3f}" for c in cuts.values()) + " |"
    out += [row(k, (kind == k) & positive) for k in sorted(set(kind[positive]))]
    out += [row("**all**", positive), "", f"AUC {auc(z, positive, hard):.4f}", "", "Others, share above the same cuts:", ""]
    out += ["| kind | n | at 1 % | at 2 % | at 5 % |", "| --- | --- | --- | --- | --- |"]
    out += [row(f"{k} ({y[kind == k][0]})", kind == k) for k in sorted(set(kind[made | (kind == "twin")]))]
    clough = [np.array([k.endswith(end) for k in kind]) for end in ("heavy_revision", "independent_answer_same_question")]
    out += ["", f"Clough-Stevenson, heavy against independent: AUC {auc(z, *clough):.4f}"]
    scored = hard | positive
    p = 1 / (1 + np.exp(-(calibration[0] * z + calibration[1])))
    error, rows = calibration_error(p[scored], y[scored])
    out += ["", f"Expected calibration error {error:.3f}", "", "| said | pairs | mean said | true |", "| --- | --- | --- | --- |", *rows, ""]
    return "\n".join(out), cuts


def out_of_fold_platt(z, y, group, scored):
    """Calibrated out of fold, too: each fold by the others' calibration."""
    fold = fold_of_groups(group, 0)
    p = np.zeros(len(z))
    for k in range(FOLDS):
        a, b = platt(z[scored & (fold != k)], y[scored & (fold != k)])
        p[fold == k] = 1 / (1 + np.exp(-(a * z[fold == k] + b)))
    return p


def make_tasks(names, x, pairs, monotone):
    column = {n: i for i, n in enumerate(names)}
    weight = np.array([p["weight"] for p in pairs], float)
    document = [n for n in names if n in DOCUMENT]
    tasks = {"document": Task(document, x[:, [column[n] for n in document]], np.arange(len(pairs)), weight, pairs, monotone, LEARNER)}
    witnessed = document + [n for n in names if n.startswith(WITNESSES)]
    tasks["witnessed"] = Task(witnessed, x[:, [column[n] for n in witnessed]], np.arange(len(pairs)), weight, pairs, monotone,
                              WITNESSED_LEARNER)
    passage = [n[3:] for n in names if n.startswith("pa.")]
    rows = np.concatenate([x[:, [column[side + n] for n in passage]] for side in ("pa.", "pb.")])
    double = np.array([2 if p["kind"] in PASSAGE_KINDS else 1 for p in pairs])
    made = np.array([5 if p["kind"].startswith("page:") else 1 for p in pairs])
    double[[p["group"].startswith("press") for p in pairs]] = 0  # their copies leave nothing verbatim; nothing gained (docs/decisions.md)
    tasks["passage"] = Task(passage, rows, np.tile(np.arange(len(pairs)), 2), np.tile(weight * double * made / 2, 2), pairs,
                            {n: monotone["pa." + n] for n in passage}, PASSAGE_LEARNER)
    return tasks


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program"), parser.add_argument("shared"), parser.add_argument("out", type=Path)
    parser.add_argument("--folds", action="store_true")
    arguments = parser.parse_args()
    texts, pairs = training_pairs.build(arguments.shared)
    names, x = feature_table(arguments.program, texts, pairs)
    fitted = [i for i, p in enumerate(pairs) if p["kind"] != "third"]
    pairs, x = [pairs[i] for i in fitted], x[fitted]
    y, kind = np.array([p["y"] for p in pairs]), np.array([p["kind"] for p in pairs])
    group = [p["group"] for p in pairs]
    made = np.array([k.startswith(MADE) for k in kind])
    hard = np.isin(kind, HARD)
    scored = hard | ((y == 1) & ~made & ~np.isin(kind, NOT_SCORED))
    scorer, text = {}, []
    for name, task in make_tasks(names, x, pairs, directions(arguments.program)).items():
        z = task.out_of_fold()
        calibration = platt(z[scored], y[scored])
        section, cuts = report(f"{name} model, out of fold", z, y, kind, calibration)
        text.append(section)
        everything = np.ones(len(task.y), bool)
        scorer[name] = export(task.fit(everything), task.names, calibration, {f"{q:g}": c for q, c in cuts.items()})
        if arguments.folds:
            fold = fold_of_groups(task.group, 0)
            for k in range(FOLDS):
                path = arguments.out / f"fold-{k}"
                path.mkdir(parents=True, exist_ok=True)
                file = path / "scorer.json"
                so_far = json.loads(file.read_text()) if file.exists() and name != "document" else {}
                so_far[name] = export(task.fit(fold != k), task.names, calibration, {f"{q:g}": c for q, c in cuts.items()})
                file.write_text(json.dumps(so_far))
                of_fold = fold_of_groups(group, 0) == k
                rows = [f"{p['a']}\t{p['b']}\n" for p, at in zip(pairs, of_fold) if at]
                (arguments.out / f"test-{k}.tsv").write_text("".join(rows))
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "scorer.json").write_text(json.dumps(scorer, separators=(",", ":")))
    (arguments.out / "report.md").write_text("\n".join(text))
    print("\n".join(text))


if __name__ == "__main__":
    main()
