#!/usr/bin/env python3
"""Writes tests/embed/models (tiny models in every layout) and tests/embed/expected.jsonl: what the Python libraries
make of some texts with them, with data/models/english, and with a larger model where it is present.

    VENV/bin/pip install model2vec==0.10.0 tokenizers==0.23.3 safetensors==0.8.0 numpy==2.4.6 \
        sentencepiece==0.2.3 protobuf jinja2 joblib
    VENV/bin/python tests/embed/make_samples.py

Models that are there are kept: training a unigram tokenizer gives another one each time.

A line of expected.jsonl: model (folder from the repository), text, ids (unknown piece removed), vector (every
`stride`-th number of the unit vector).
"""

import json
import tempfile
from pathlib import Path

import numpy as np
import sentencepiece
from model2vec import StaticModel
from safetensors.numpy import load_file, save_file
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WIDTH = 8

TEXTS = [
    "The ferry to the island was late, and nobody in the harbour knew why.",
    "It cost 1,250.5 euros (about $1,400) — 12.5% more than in 2019!",
    "Don't PANIC: \"smart\" quotes, ‘single ones’, “double”, … and e-mail@example.org.",
    "Café, naïve, Ångström, Dvořák, İstanbul, straße, ﬁre, Ｆｕｌｌ ｗｉｄｔｈ, ½ cup",
    "東京の天気は晴れ。北京 and Seoul 서울, Москва, Ελλάδα, עברית, हिन्दी, ไทย",
    "zero\u200bwidth soft\u00adhyphen no\u00a0break ideographic\u3000space nel\u0085 vt\u000b ff\u000c nul\u0000 bom\ufeff",
    "[UNK] [PAD] [CLS] <unk> x[PAD]y ##ing #hashtag _under_score_",
    "combining e\u0301 a\u030a n\u0303, \U0001f600 emoji \U0001f923, \U00020000 \U0002b800, \u2e43\u166d",
    "supercalifragilisticexpialidocious antidisestablishmentarianism " + "q" * 101 + " " + "w" * 100,
    "  leading and trailing   blanks \t and\nbreaks\r\n  ",
    "ＦＩＮＥ ﬁsh e\u0301e n\u0303\u0301\u0323\u0327 e\u0301\u0323 \u3000\u3000 a\u200bb\r\n½",
    "\u2581already marked\u2581 text",
    "",
    " ",
    "\U0001f923",
]


def corpus():
    return [p.read_text(encoding="utf-8") for p in sorted((ROOT / "data/originals").glob("*.txt"))]


def word_piece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(corpus(), trainers.WordPieceTrainer(vocab_size=400, limit_alphabet=120, special_tokens=["[PAD]", "[UNK]"], show_progress=False))
    tokenizer.add_tokens([AddedToken("soft hyphen", normalized=True, single_word=True), AddedToken("Harbour", normalized=True)])
    return tokenizer


def cased_word_piece():
    """No cleaning, no lower case; words and marks cut by regular expression; own prefix and length limit."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="<unk>", continuing_subword_prefix="@@", max_input_chars_per_word=12))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Replace("euros", "pounds and euros")])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(corpus(), trainers.WordPieceTrainer(vocab_size=300, limit_alphabet=90, special_tokens=["<unk>"], continuing_subword_prefix="@@", show_progress=False))
    return tokenizer


def unigram(pre_tokenizer, normalizer):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    trainer = trainers.UnigramTrainer(vocab_size=400, special_tokens=["<s>", "<unk>"], unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator([t for t in corpus() if t.isascii()], trainer)
    return tokenizer


def replacements():
    """A table of sentencepiece: compositions, ligatures, full-width letters; blanks of all kinds; characters that vanish."""
    rules = {"e\u0301": "é", "n\u0303": "ñ", "ﬁ": "fi", "½": "1\u20442", "\u00a0": " ", "\u3000": " ", "\t": " ", "\r": " ", "\n": " ", "\u200b": "",
             "\u00ad": "", **{chr(0xFF21 + i): chr(65 + i) for i in range(26)}, **{chr(0xFF41 + i): chr(97 + i) for i in range(26)}}
    with tempfile.TemporaryDirectory() as folder:
        tsv = Path(folder) / "rules.tsv"
        points = lambda text: " ".join(f"{ord(c):X}" for c in text)
        tsv.write_text("".join(f"{points(a)}\t{points(b)}\n" for a, b in rules.items()))
        prefix = f"{folder}/model"
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(["a b c d"] * 10), model_prefix=prefix, vocab_size=9, normalization_rule_tsv=str(tsv), minloglevel=2)
        model = sentencepiece_model_pb2.ModelProto()
        model.ParseFromString(Path(prefix + ".model").read_bytes())
        return model.normalizer_spec.precompiled_charsmap


def write(name, tokenizer, embeddings, nested=False, key="embeddings", **more):
    folder = HERE / "models" / name
    place = folder / "0_StaticEmbedding" if nested else folder
    place.mkdir(parents=True, exist_ok=True)
    save_file({key: embeddings, **more}, place / "model.safetensors")
    data = json.loads(tokenizer.to_str())
    (place / "tokenizer.json").write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    config = "config.json" if key == "embeddings" else "config_sentence_transformers.json"
    (folder / config).write_text('{"normalize": true}\n')


def make_models():
    random = np.random.default_rng(1)
    table = lambda rows: random.normal(size=(rows, WIDTH))
    bert, cased = word_piece(), cased_word_piece()
    size = bert.get_vocab_size()
    write("word-piece-f32", bert, table(size).astype(np.float32))
    write("word-piece-f64-background", cased, table(cased.get_vocab_size()), background_mean=np.linspace(-0.3, 0.3, WIDTH, dtype=np.float32))
    write("word-piece-f16-mapped", bert, table(50).astype(np.float16), mapping=random.integers(0, 50, size), weights=random.uniform(0.1, 1, size).astype(np.float32))
    for name, pre_tokenizer, normalizer, options in [
        ("unigram-i8", pre_tokenizers.Metaspace(), normalizers.NFKC(), {}),
        ("unigram-sentence-transformers", pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="first")]),
         normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(",", " , "), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]),
         {"nested": True, "key": "embedding.weight"}),
        ("unigram-precompiled", pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
         normalizers.Sequence([normalizers.Precompiled(replacements()), normalizers.Replace(Regex(" {2,}"), " ")]), {}),
    ]:
        tokenizer = unigram(pre_tokenizer, normalizer)
        rows = np.round(table(tokenizer.get_vocab_size()) * 40).clip(-127, 127).astype(np.int8)
        write(name, tokenizer, rows if not options else rows.astype(np.float32) / 40, **options)


def expected(folder, stride):
    model = StaticModel.from_pretrained(ROOT / folder, normalize=True, force_download=False)
    if model.embedding.dtype == np.float16:
        model.embedding = model.embedding.astype(np.float32)  # the library would round its results to float16, too
    inner = ROOT / folder / "0_StaticEmbedding"
    tensors = load_file((inner if inner.exists() else ROOT / folder) / "model.safetensors")
    background = tensors.get("background_mean", np.zeros(model.dim))
    for text in TEXTS:
        model.tokenizer.no_truncation()
        ids = model.tokenize([text])[0]
        vector = model.encode([text], max_length=None)[0].astype(np.float64)
        if np.any(vector):
            vector -= background
            vector /= np.linalg.norm(vector)
        yield {"model": folder, "text": text, "ids": ids, "stride": stride, "vector": [round(float(x), 6) for x in vector[::stride]]}


def main():
    if not (HERE / "models").exists():
        make_models()
    folders = [(f"tests/embed/models/{p.name}", 1) for p in sorted((HERE / "models").iterdir())]
    folders += [("data/models/english", 16), ("../shared/data/models/m2v-128-int8", 8)]
    with open(HERE / "expected.jsonl", "w", encoding="utf-8") as out:
        for folder, stride in folders:
            for line in expected(folder, stride):
                out.write(json.dumps(line, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
