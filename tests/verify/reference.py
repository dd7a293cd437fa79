"""The readable definition of what engine/text/prose.h and engine/verify/features.h compute, and the oracle of their tests.

    reference.py MODEL_FOLDER CORPUS.jsonl PAIRS.tsv > oracle.jsonl

Needs numpy and snowballstemmer 2.2. MODEL_FOLDER: a model2vec folder whose tokenizer is a WordPiece (tests/verify/small-model).
CORPUS: {"id", "text"} a line; PAIRS: two ids a line. Background frequencies are those of the texts in question. Writes each text with its
sentences, token by token (form, then /s: has a stem, /n or /a: is a number or a name, /q: quoted, /f: function word; | before
the first of a clause), and each pair with its features.

As in: model = Model.build(folder, background_texts); a, b = Document.parse(text_a, model), Document.parse(text_b, model);
values = pair_features(a, b)

Shapes: n, m = units (sentences or clauses) of a and b; d = width of the vectors. Shares and similarities are 0..1 unless noted.
"""
import collections
import functools
import json
import math
import re
import struct
import sys
import unicodedata
from pathlib import Path

import numpy as np
import snowballstemmer

# ---------------------------------------------------------------------------------------------------------------- text
WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:'[a-z]+)?|\d+(?:[.,:]\d+)*")
TOKEN = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:'[a-z]+)?|\d+(?:[.,:]\d+)*|[^\sA-Za-z\d]")
ABBREVIATION = re.compile(r"\b(Mr|Mrs|Ms|Dr|St|No|vs|Inc|Ltd|Co|Corp|U\.S|Sen|Gov|Gen|Prof|Lt|Capt|Sgt|Rev|Jr|[A-Z])\.$")
SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"')\]]))\s+(?=[\"'(A-Z0-9\u00c0-\u00de])")
STOP = set("""a about above after again against all also am an and any are as at be because been before being below between both
but by can could did do does doing down during each few for from further had has have having he her here hers him himself his how
i if in into is it its itself just me more most my no nor not now of off on once only or other our out over own said same say says
she should so some such than that the their them then there these they this those through to too under until up us very was we
were what when where which while who whom why will with would you your mr mrs s t m re ve ll d new first last may might must much
many year years been even still back get got make made like time way well since within without among however per via day week
month monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
november december""".split())
FUNCTION = set("""the of and a in to is was it for with he be on i that by at you 's are not his this from but had which she they or
an were we their been has have will would her n't there can all as if who what said""".split())
ONES = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
                                   "fifteen sixteen seventeen eighteen nineteen".split())}
TENS = {w: 10 * i for i, w in enumerate("x x twenty thirty forty fifty sixty seventy eighty ninety".split()) if i > 1}
STEM = functools.lru_cache(None)(snowballstemmer.stemmer("english").stemWord)


def normalise(text):
    """Typographic quotes and dashes to ASCII."""
    for a, b in ("\u2019'", "\u2018'", '\u201c"', '\u201d"', "\u00a0 ", "\u2013-"):
        text = text.replace(a, b)
    return text.replace("\u2014", " - ")


OPENING = "\x01"   # goes before the first character of a paragraph


def split_sentences(text):
    """Sentences, paragraph by paragraph; a piece of under four words joins the sentence before it."""
    out = []
    for paragraph in text.split("\n"):
        if not paragraph.strip(): continue
        paragraph = OPENING + paragraph.strip()
        cur, pieces = "", []
        for piece in SENTENCE_END.split(paragraph.strip()):
            cur = (cur + " " + piece).strip()
            if cur and not ABBREVIATION.search(cur):
                pieces.append(cur)
                cur = ""
        for s in pieces + ([cur] if cur else []):
            if out and len(WORD.findall(s)) < 4 and len(WORD.findall(out[-1])) < 40: out[-1] += " " + s
            else: out.append(s)
    return out


def base(word):
    return word.split("'")[0].lower()


NUMBER_WORDS = "|".join(list(ONES)[1:])
SOME = r"(?:a )?quarter|(?:twenty[- ]five|twenty|ten|five|(?:%s)(?= minutes))(?: minutes)?" % NUMBER_WORDS
CLOCK = re.compile(r"\b((?:half|%s) past|(?:(?:a )?quarter|(?:twenty[- ]five|twenty|%s) minutes) to) (%s)\b"
                   % (SOME, NUMBER_WORDS, "|".join(list(ONES)[1:13])), re.I)
DIGITAL = re.compile(r"\b(\d{1,2})(?::(\d\d)|\.(\d\d)(?=\s?[ap]\.?m\b)|(?=\s?[ap]\.?m\b))(?:\s?[ap]\.?m\b\.?)?")


def clock(text):
    """Times of day to h:mm on the twelve-hour clock: "16:05", "4.05pm", "five past four" -> "4:05"."""
    def spoken(m):
        (what, way), hour = m.group(1).lower().rsplit(" ", 1), ONES[m.group(2).lower()]
        n = 30 if what == "half" else 15 if "quarter" in what else sum(ONES.get(x, TENS.get(x, 0)) for x in re.findall("[a-z]+", what))
        t = hour * 60 + (n if way == "past" else -n)
        return "%d:%02d" % ((t // 60 - 1) % 12 + 1, t % 60)
    def digital(m):
        h, n = int(m.group(1)), m.group(2) or m.group(3) or "00"
        return "%d:%s" % ((h - 1) % 12 + 1, n) if h <= 24 and int(n) < 60 else m.group(0)
    return DIGITAL.sub(digital, CLOCK.sub(spoken, text))


def number(w):
    """Canonical number: no thousands separators, no trailing decimal zeros."""
    w = re.sub(r",(?=\d\d\d)", "", w).rstrip(".:,")
    return w.rstrip("0").rstrip(".") if "." in w and w.count(".") == 1 else w


def name(w):
    """Names are compared by their first five letters: Germany and Germans agree."""
    return w[:-1][:5] if len(w) == 5 and w.endswith("s") else w[:5]


def number_word(w):
    if ONES.get(w, 0) > 2: return str(ONES[w])
    if w in TENS: return str(TENS[w])
    return "12" if w == "dozen" else None


# A token: word in lower case, stem or None (stop word), anchor or None, inside a quotation?, the mark itself if it is no word
Item = collections.namedtuple("Item", "word stem anchor quoted mark")
OPENERS = set("\"'(:.!?")       # a capital after one of these says nothing


def analyse(sentences):
    """Per sentence a list of Items. Anchors: '#number' and names, lower case, cut by name().

    A capitalised word that opens a sentence is a name only if the text has it capitalised inside a sentence and never in lower
    case, or if it is never in lower case and another capital follows. A quotation ends with its paragraph at the latest."""
    toks, opened = [], []
    for s in sentences:
        toks.append([]); opened.append(set())
        for w in TOKEN.findall(clock(s)):
            if w == OPENING: opened[-1].add(len(toks[-1]))
            else: toks[-1].append(w)
    inner, lower = collections.Counter(), collections.Counter()   # capitalised inside a sentence / seen in lower case
    for t in toks:
        k = 0
        for i, w in enumerate(t):
            if w[0].isalpha():
                if not w[0].isupper(): lower[base(w)] += 1
                elif k > 0 and t[i - 1] not in OPENERS: inner[base(w)] += 1
                k += 1
    out = []
    quoted = False
    for t, op in zip(toks, opened):
        items, k, i = [], 0, 0
        while i < len(t):
            w = t[i]
            if i in op: quoted = False
            q = quoted
            if w == '"':
                quoted = not quoted
                items.append(Item('"', None, None, False, '"'))
            elif re.search(r"\d", w):
                x = "#" + number(w)
                items.append(Item(x[1:].lower(), x, x, q, ""))
            elif w[0].isalpha():
                l = base(w)
                stem = STEM(l) if l not in STOP and len(l) > 2 else None
                figure, anchor = number_word(l), None
                if l in TENS and i + 2 < len(t) and t[i + 1] == "-" and t[i + 2].lower() in ONES:
                    figure = str(TENS[l] + ONES[t[i + 2].lower()])
                    i += 2
                if figure: anchor = "#" + figure
                elif w[0].isupper() and l not in STOP:
                    following = i + 1 < len(t) and t[i + 1][0].isupper() and base(t[i + 1]) not in STOP
                    opens = k == 0 or t[i - 1] in OPENERS
                    if inner[l] > 0 and (not opens or lower[l] == 0): anchor = name(l)
                    elif opens and lower[l] == 0 and len(w) > 1 and (w.isupper() or following): anchor = name(l)
                items.append(Item(w.lower(), stem, anchor, q, ""))
                k += 1
            else:
                items.append(Item(w, None, None, q, w))
            i += 1
        out.append(items)
    return out


# --------------------------------------------------------------------------------------------------------------- model
class Model:
    """Static word-piece vectors, background document frequencies of stems and anchors, mean background vector."""

    def __init__(self, vectors, vocab, count, stem_df, anchor_df, mean=None):
        self.vectors, self.vocab, self.count, self.stem_df, self.anchor_df = vectors, vocab, count, stem_df, anchor_df
        self.mean = np.zeros(vectors.shape[1], np.float32) if mean is None else mean
        self.pieces = {}

    @classmethod
    def build(cls, folder, texts):
        """Vectors from a model2vec folder; frequencies by text."""
        raw = Path(folder, "model.safetensors").read_bytes()
        n = struct.unpack("<Q", raw[:8])[0]
        e = json.loads(raw[8:8 + n])["embeddings"]
        kind = {"I8": np.int8, "F32": np.float32}[e["dtype"]]
        v = np.frombuffer(raw[8 + n + e["data_offsets"][0]:8 + n + e["data_offsets"][1]], kind).reshape(e["shape"])
        vocab = json.loads(Path(folder, "tokenizer.json").read_text(encoding="utf8"))["model"]["vocab"]
        m = cls(v.astype(np.float32), vocab, len(texts), collections.Counter(), collections.Counter())
        for text in texts:
            units = Units(analyse(split_sentences(normalise(text))), None)
            m.stem_df.update(set().union(*units.stems))
            m.anchor_df.update(set().union(*units.anchors))
        return m

    def word_pieces(self, w):
        """Greedy longest match; a word with an unknown rest has no pieces."""
        if w not in self.pieces:
            out, i = [], 0
            while i < len(w):
                j = len(w)
                while j > i and ("##" if i else "") + w[i:j] not in self.vocab: j -= 1
                if j == i:
                    out = []
                    break
                out.append(self.vocab[("##" if i else "") + w[i:j]])
                i = j
            self.pieces[w] = out
        return self.pieces[w]

    def encode(self, text):
        """Unit vector of a text: mean of its pieces, normalised, minus the background mean, normalised. (d,)"""
        t = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
        ids = [i for w in re.findall(r"[a-z]+|\d+|[^\sa-z\d]", t) for i in self.word_pieces(w)]
        return unit((unit(self.vectors[ids].mean(0)) if ids else 0 * self.mean) - self.mean)

    def encode_word(self, word):
        """Unit vector of one word: as encode(), but minus the mean of all rows, each to unit length. (d,)"""
        t = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
        ids = [i for w in re.findall(r"[a-z]+|\d+|[^\sa-z\d]", t) for i in self.word_pieces(w)]
        if not ids: return 0 * self.mean
        return unit(unit(self.vectors[ids].mean(0)) - np.mean(unit(self.vectors), 0))

    def idf(self, stem):
        return math.log((self.count + 1) / (self.stem_df.get(stem, 0) + .5))

    def anchor_weight(self, a):
        """IDF; numbers are capped at 6 and numbers of one digit count .6."""
        w = math.log((self.count + 1) / (self.anchor_df.get(a, 0) + .5))
        return w if a[0] != "#" else min(6., w) * (.6 if len(a) == 2 else 1)


def unit(v):
    return v / (np.linalg.norm(v, axis=-1, keepdims=True) + 1e-9)


CLAUSE_MARKS = set(",;:()-")
CLAUSE_WORDS = set("and but while which who because when although after before where so as if then though since until".split())


def clause_cuts(items):
    """[(first, last + 1)] of the clauses of a sentence: cut at marks and joining words, at least 4 words each."""
    cuts, words = [0], 0
    for i, x in enumerate(items):
        if x.mark == "":
            if x.word in CLAUSE_WORDS and words >= 4:
                cuts.append(i)
                words = 0
            words += 1
        elif x.mark in CLAUSE_MARKS and words >= 4:
            cuts.append(i + 1)
            words = 0
    if words < 4 and len(cuts) > 1: cuts.pop()
    return list(zip(cuts, cuts[1:] + [len(items)]))


class Units:
    """Sentences or clauses of one text: sets of stems and anchors, vectors (n, d), words, share of words in quotations."""

    def __init__(self, items, vectors, sentence=None):
        self.items, self.vectors, self.n = items, vectors, len(items)
        self.sentence = sentence                                    # clauses: the sentence that each one belongs to
        self.anchors = [{x.anchor for x in s if x.anchor} for s in items]
        self.stems = [{x.stem for x in s if x.stem} | {x for x in a if x[0] == "#"} for s, a in zip(items, self.anchors)]
        self.words = [[x.word for x in s if not x.mark] for s in items]
        self.size = np.array([max(1, len(w)) for w in self.words], float)
        self.quoted = np.array([sum(x.quoted for x in s if not x.mark) for s in items]) / self.size


class Document(Units):
    """A text as sentences, with its clauses and its sets of word 5-grams and of 5-grams of function words."""

    def __init__(self, items, vectors, clauses, model):
        super().__init__(items, vectors)
        self.clauses, self.model = clauses, model
        self.text = self                                            # of a part: the text that it is a part of
        self.grams = {tuple(w[i:i + 5]) for w in self.words for i in range(len(w) - 4)}
        self.function_grams = set()
        for w in self.words:
            f = [x for x in w if x in FUNCTION]
            self.function_grams |= {tuple(f[i:i + 5]) for i in range(len(f) - 4)}

    @classmethod
    def parse(cls, text, model):
        """None for a text without a sentence."""
        sentences = split_sentences(normalise(text))
        if not sentences: return None
        items = analyse(sentences)
        cut = [(i, s[a:b]) for i, s in enumerate(items) for a, b in clause_cuts(s)]
        said = lambda s: " ".join(x.word for x in s if x.mark != '"')
        c = Units([s for _, s in cut], np.stack([model.encode(said(s)) for _, s in cut]), np.array([i for i, _ in cut]))
        return cls(items, np.stack([model.encode(said(s)) for s in items]), c, model)

    def part(self, lo, hi):
        """Sentences lo..hi-1 as a document of their own."""
        k = np.flatnonzero((self.clauses.sentence >= lo) & (self.clauses.sentence < hi))
        c = Units([self.clauses.items[i] for i in k], self.clauses.vectors[k], self.clauses.sentence[k] - lo)
        part = Document(self.items[lo:hi], self.vectors[lo:hi], c, self.model)
        part.text = self.text
        return part


# ----------------------------------------------------------------------------------------------------------- alignment
def indicator(sets, index):
    m = np.zeros((len(sets), len(index)), np.float32)
    for i, s in enumerate(sets):
        for x in s: m[i, index[x]] = 1
    return m


def jaccard(p, q, w):
    """Weighted Jaccard of the rows of p (n, v) and q (m, v): (n, m)."""
    both = (p * w) @ q.T
    union = (p @ w)[:, None] + (q @ w)[None] - both
    return np.where(union > 0, both / np.maximum(union, 1e-9), 0)


def two_unit(v, size):
    return unit(v[:-1] * size[:-1, None] + v[1:] * size[1:, None]) if len(v) > 1 else v[:0]


class Table:
    """Similarity of every unit of a (rows) with every unit of b (columns).

    cosine; support = best cosine with the unit alone or merged with a neighbour on either side; y = the alignment score."""

    def __init__(self, a, b, model):
        stems, anchors = sorted(set().union(*a.stems, *b.stems)), sorted(set().union(*a.anchors, *b.anchors))
        si, ai = {x: i for i, x in enumerate(stems)}, {x: i for i, x in enumerate(anchors)}
        self.sw = np.array([model.idf(x) for x in stems], np.float32)
        self.aw = np.array([model.anchor_weight(x) for x in anchors], np.float32)
        self.sa, self.sb = indicator(a.stems, si), indicator(b.stems, si)
        self.na, self.nb = indicator(a.anchors, ai), indicator(b.anchors, ai)
        self.cosine = a.vectors @ b.vectors.T
        lexical, anchor = jaccard(self.sa, self.sb, self.sw), jaccard(self.na, self.nb, self.aw)
        anchor[np.ix_(self.na.sum(1) == 0, self.nb.sum(1) == 0)] = .3
        self.y = .5 * self.cosine + .25 * lexical + .25 * anchor
        self.support = self.cosine.copy()
        pa, pb = two_unit(a.vectors, a.size), two_unit(b.vectors, b.size)
        if len(pb):
            z = a.vectors @ pb.T
            self.support[:, :-1] = np.maximum(self.support[:, :-1], z)
            self.support[:, 1:] = np.maximum(self.support[:, 1:], z)
        if len(pa):
            z = pa @ b.vectors.T
            self.support[:-1] = np.maximum(self.support[:-1], z)
            self.support[1:] = np.maximum(self.support[1:], z)

    def swapped(self):
        t = object.__new__(Table)
        t.sw, t.aw, t.sa, t.sb, t.na, t.nb = self.sw, self.aw, self.sb, self.sa, self.nb, self.na
        t.cosine, t.support, t.y = self.cosine.T, self.support.T, self.y.T
        return t


STEP = {}


def best_path(y, cost=.15):
    """Viterbi: the column of every row (n,) and how far the steps beside it break order (n,), 0..1.

    A step of 0..+2 columns is free, -2..+4 costs half, anything else the whole cost."""
    n, m = y.shape
    if m not in STEP:
        d = np.arange(m)[None] - np.arange(m)[:, None]
        STEP[m] = np.where((d >= 0) & (d <= 2), 0, np.where((d >= -2) & (d <= 4), cost / 2, cost)).astype(np.float32)
    c, s = STEP[m], y[0].copy()
    back = np.zeros((n, m), np.int32)
    for j in range(1, n):
        t = s[:, None] - c
        back[j] = t.argmax(0)
        s = y[j] + t[back[j], np.arange(m)]
    path = np.zeros(n, int)
    path[-1] = s.argmax()
    for j in range(n - 1, 0, -1): path[j - 1] = back[j, path[j]]
    breaks = np.zeros(n)
    if n > 1:
        k = c[path[:-1], path[1:]] / cost
        breaks[1:] += k / 2
        breaks[:-1] += k / 2
    return path, breaks


def around(m, i):
    """Union of rows i - 1, i, i + 1 of an indicator matrix, for an array of rows i."""
    return np.maximum(np.maximum(m[np.maximum(i - 1, 0)], m[i]), m[np.minimum(i + 1, len(m) - 1)])


def verbatim(d, o):
    """Share of the words of each sentence that lie in a word 5-gram which the other text has too. (n,)"""
    r = np.zeros(d.n)
    for i, w in enumerate(d.words):
        c = np.zeros(len(w), bool)
        for k in range(len(w) - 4):
            if tuple(w[k:k + 5]) in o.grams: c[k:k + 5] = True
        r[i] = c.mean() if len(w) else 0
    return r


def measure(d, t):
    """Every unit of d against the other text (rows and columns of the Table t): a dictionary of arrays (n,)."""
    r, y = np.arange(d.n), t.y
    partner = y.argmax(1)
    f = dict(partner=partner, best=y[r, partner])
    # content words within one unit of the partner, plus half the best cosine
    f["stems"] = ((t.sa * around(t.sb, partner)) @ t.sw) / np.maximum(t.sa @ t.sw, 1e-9)
    f["related"] = f["stems"] + .5 * t.support.max(1)
    path, f["breaks"] = best_path(y)
    f.update(path=path, path_y=y[r, path])
    return f


PRIOR = 12.   # weight of the prior in shares of anchors: two to three anchors


def mean(v, w):
    return float((v * w).sum() / max(1e-9, w.sum()))


def side(d, f):
    """Aggregates of measure() over one text; `path` weighs a unit by its words (up to 40), quotations less."""
    w = np.minimum(d.size, 40) * (1 - .75 * (np.minimum(1, f["verbatim"] * d.quoted) if "verbatim" in f else d.quoted > .5))
    return dict(
        path=mean(f["path_y"], w), path_lost=float((f["best"] - f["path_y"]).mean()), path_breaks=float(f["breaks"].mean()),
        related=mean(f["related"], d.size))


def leaps(path, o):
    """Share of the steps of a path of clauses that lead to a sentence of o more than two away."""
    return float((np.abs(np.diff(o.clauses.sentence[path])) > 2).sum() / max(1, len(path) - 1))


def whole(a, b, t, va, vb):
    """Features of the pair as a whole. va, vb: verbatim() of both sides."""
    f = {}
    ha, hb = t.na.sum(0) > 0, t.nb.sum(0) > 0
    sa, sb = t.sa.sum(0) > 0, t.sb.sum(0) > 0
    f["stem_max"] = t.sw[sa & sb].sum() / max(min(t.sw[sa].sum(), t.sw[sb].sum()), 1e-9)
    f["mention_order"] = 0.
    if (ha & hb).sum() >= 3:
        fa, fb = t.na[:, ha & hb].argmax(0), t.nb[:, ha & hb].argmax(0)
        upper = np.triu_indices(len(fa), 1)
        da, db = np.sign(fa[:, None] - fa[None])[upper], np.sign(fb[:, None] - fb[None])[upper]
        if ((da != 0) & (db != 0)).any(): f["mention_order"] = float((da * db)[(da != 0) & (db != 0)].mean())
    r, c = t.y.argmax(1), t.y.argmax(0)
    js = [j for i, j in enumerate(r) if c[j] == i]                 # mutual partners, in the order of a and of b
    step = np.concatenate([np.diff(js), np.diff([i for j, i in enumerate(c) if r[i] == j])]) if js else np.zeros(0)
    f["forward"] = float(((step > 0) & (step <= 3)).mean()) if len(step) else 0.
    plain = lambda v, d: mean(v[d.quoted <= .5], d.size[d.quoted <= .5])
    f["verbatim_min"], f["verbatim_max"] = sorted([plain(va, a), plain(vb, b)])
    g = len(a.function_grams & b.function_grams)
    f["function"] = g / max(1, min(len(a.function_grams), len(b.function_grams)))
    f["centre"] = float(unit((a.vectors * a.size[:, None]).sum(0)) @ unit((b.vectors * b.size[:, None]).sum(0)))
    return f


# ---------------------------------------------------------------------------------------------------------------- crop
RELATED = .478


def segment(d, f, most=.5):
    """The best run of related sentences (Kadane), at least 5; None if it holds more than `most` of the words."""
    v = np.clip((f["related"] - RELATED) * np.minimum(d.size, 40) / 10, -.7, 1.)
    best, cur, start, lo, hi = 0., 0., 0, -1, -1
    for i, x in enumerate(v):
        if cur <= 0: cur, start = 0., i
        cur += x
        if cur > best: best, lo, hi = cur, start, i + 1
    if lo < 0: return None
    while hi - lo < 5 and (lo > 0 or hi < d.n): lo, hi = max(0, lo - 1), min(d.n, hi + 1)
    return None if d.size[lo:hi].sum() / d.size.sum() > most else (lo, hi)


# -------------------------------------------------------------------------------------------------- asides, whole pair
def once_beside(d, o, path):
    """What only the source says: of the content words used once in d, outside names, numbers and quotations, the share (by IDF,
    at most 6 a word) that o has within one sentence of the path."""
    count = collections.Counter(s for st in d.stems for s in st)
    total = beside = 0.
    for i in range(d.n):
        barred = {x.stem for x in d.items[i] if x.anchor or x.quoted}
        near = set().union(*o.stems[max(0, path[i] - 1):path[i] + 2])
        for s in d.stems[i]:
            if s[0] != "#" and s not in barred and count[s] == 1:
                w = min(6., d.model.idf(s))
                total += w
                beside += w * (s in near)
    return beside / total if total else 0.


# ------------------------------------------------------------------------------------------------------ names and numbers
NUMBER_OF = dict(one=1, two=2, once=1, twice=2, half=.5, third=3, quarter=4, quarters=4, thirds=3, fortnight=14, fortnights=14, double=2, dozen=12,
                 couple=2, pair=2, decade=10, decades=10, century=100, hundred=100, thousand=1000, million=1e6, both=2, single=1, triple=3,
                 treble=3, trio=3, fifth=5, tenth=10, week=7)
# places and their peoples, by the first of each group
PLACES = """denmark danish dane danes|sweden swedish swede swedes|norway norwegian|finland finnish finn finns|iceland icelandic|
britain british briton britons uk|england english|scotland scottish scot scots|wales welsh|ireland irish|france french|
germany german|netherlands dutch holland|belgium belgian|flanders flemish|wallonia walloon|luxembourg|switzerland swiss|
austria austrian|italy italian|spain spanish spaniard|portugal portuguese|greece greek|turkey turkish turk turks|
poland polish pole poles|hungary hungarian|romania romanian|bulgaria bulgarian|czechia czech czechs|slovakia slovak slovaks|
slovenia slovenian slovene|croatia croatian croat croats|serbia serbian serb serbs|bosnia bosnian|ukraine ukrainian|
russia russian|estonia estonian|latvia latvian|lithuania lithuanian|america american americans us usa|canada canadian|
mexico mexican|brazil brazilian|argentina argentine argentinian|chile chilean|peru peruvian|colombia colombian|cuba cuban|
china chinese|japan japanese|korea korean|india indian|pakistan pakistani|bangladesh bangladeshi|nepal nepali nepalese|
vietnam vietnamese|thailand thai|malaysia malaysian|indonesia indonesian|philippines filipino philippine|
australia australian aussie|israel israeli|palestine palestinian|iran iranian|iraq iraqi|syria syrian|lebanon lebanese|
egypt egyptian|morocco moroccan|algeria algerian|tunisia tunisian|nigeria nigerian|ghana ghanaian|kenya kenyan|
ethiopia ethiopian|somalia somali|sudan sudanese|africa african|europe european|asia asian|paris parisian|london londoner|
catalonia catalan|bavaria bavarian|sicily sicilian|venice venetian|vienna viennese|rome roman|athens athenian|
afghanistan afghan|saudi|kuwait kuwaiti|cyprus cypriot|malta maltese|christianity christian|zealand kiwi|taiwan taiwanese|
singapore singaporean"""
PLACE = {}
for group in PLACES.replace("\n", "").split("|"):
    for w in group.split():
        PLACE[w] = group.split()[0]
        if not w.endswith("s"): PLACE[w + "s"] = group.split()[0]


def canonical(word):
    """Places and their peoples are one name; otherwise plural s off (not ss, not under four letters)."""
    w = base(word)
    return PLACE.get(w) or (w[:-1] if w.endswith("s") and len(w) > 3 and not w.endswith("ss") else w)


def value(anchor):
    try: return float(anchor[1:].replace(":", "."))          # 7:15 and 7.15 agree
    except ValueError: return None


def is_word(x):
    return not x.mark and not x.word[0].isdigit()


class Anchors:
    """Anchors of a text with weights by clause, and everything that may account for an anchor of another text. Weights and spellings
    of a name are those of the whole text, also in a part of it."""

    def __init__(self, d):
        m = d.model
        weight, self.key = {}, {}
        for x in (x for items in d.text.items for x in items):
            if not x.anchor or x.anchor[0] == "#": continue
            # a word that the background writes mostly in lower case is hardly a name ("Captain", "Instead")
            share = min(1, (m.anchor_df.get(x.anchor, 0) + 1) / (m.stem_df.get(x.stem or x.word, 0) + 1))   # short words are their own stems
            weight[x.anchor] = max(weight.get(x.anchor, 0), m.anchor_weight(x.anchor) * share)
            self.key.setdefault(x.anchor, set()).add(canonical(x.word))
        self.prefixes, self.canon, self.initials, values = set(), set(), set(), set()
        for items in d.clauses.items:
            words = [base(x.word) for x in items if is_word(x)]
            self.prefixes.update(map(name, words))                  # any word in any case accounts for a name
            self.canon.update(map(canonical, words))
            values.update(NUMBER_OF[w] for w in words if w in NUMBER_OF)
            first = [w[0] for w in words]
            for n in (3, 4): self.initials.update("".join(first[i:i + n]) for i in range(len(first) - n + 1))
        self.units = [{a: m.anchor_weight(a) if a[0] == "#" else weight[a] for a in s} for s in d.clauses.anchors]
        self.all = {a: w for u in self.units for a, w in u.items()}
        values.update(value(a) for a in self.all if a[0] == "#" and value(a) is not None)
        self.values = np.array(sorted(values))


def present(a, A, o):
    """How far the text o accounts for anchor a of A: 0..1."""
    if a[0] != "#": return max([present_name(k, o) for k in A.key[a]] + [float(a in o.prefixes)])
    if a in o.all: return 1.
    return present_number(value(a), ":" in a or "." in a, o.values)


def present_name(k, o):
    if k in o.canon: return 1.
    if any(len(k) >= 5 and len(c) >= 5 and c[:4] == k[:4] and (k.startswith(c[:-2]) or c.startswith(k[:-2])) for c in o.canon): return .8
    return .6 if 3 <= len(k) <= 4 and k in o.initials else 0.


def present_number(v, is_time, z):
    if v is None or not len(z): return 0.
    has = lambda x, tolerance=1e-6: bool((np.abs(z - x) <= tolerance).any())
    if has(v): return 1.
    if is_time and (has(v - 12) or has(v + 12)): return .9                                      # 19:15 and 7:15
    if v >= 10 and has(v, .03 * v): return .8                                                   # rounded
    if 0 < v < 100 and v != 50 and has(100 - v): return .7                                      # 61 % and 39 %
    for k in (7, 12, 24, 60, 100, 1000, .01):                                                   # weeks, dozens, hours, minutes, thousands, per cent
        if (np.abs(z * k - v) < 1e-6 * max(1, v)).any() or (np.abs(z - v * k) < 1e-6 * max(1, v * k)).any(): return .6
    if v > 3 and len(z) < 80 and ((np.abs(np.abs(z[:, None] - z[None]) - v) < 1e-6).any() or (np.abs(z[:, None] + z[None] - v) < 1e-6).any()): return .4
    return 0.


def anchor_side(d, o):
    """d's anchors against o: weighted share that is present, novel shares of names and of numbers, share of the clauses (weight over
    2) that lose over .4 of their weight, novel weight by clause, log(1 + novel weight); weight, weight present. Shares with priors."""
    A, O = Anchors(d), Anchors(o)
    p = {k: present(k, A, O) for k in A.all}
    capped = {k: min(9., w) for k, w in A.all.items()}
    w = sum(capped.values())
    got = sum(x * p[k] for k, x in capped.items())
    nw = sum(x for k, x in capped.items() if k[0] != "#")
    ng = sum(x * p[k] for k, x in capped.items() if k[0] != "#")
    lost = np.array([sum(capped[k] * (1 - p[k]) for k in u) for u in A.units])
    mass = np.array([sum(capped[k] for k in u) for u in A.units])
    return dict(anchors=(got + .7 * PRIOR) / (w + PRIOR), names_novel=(nw - ng + 1) / (nw + 12),
                numbers_novel=(w - nw - got + ng + 1) / (w - nw + 12), novel_clauses=float(((lost > .4 * mass) & (mass > 2)).mean()),
                novel_by_clause=(lost.sum() + .2 * PRIOR) / (mass.sum() + PRIOR),
                novel_weight=math.log1p(sum(x * (1 - p[k]) for k, x in A.all.items()))), w, got


def anchor_features(a, b):
    (fa, wa, ga), (fb, wb, gb) = anchor_side(a, b), anchor_side(b, a)
    f, both = {}, (ga + gb) / 2
    for k in fa: f[k + "_min"], f[k + "_max"] = sorted([fa[k], fb[k]])
    f["anchors_jaccard"] = (both + .55 * PRIOR) / (wa + wb - both + PRIOR)
    return f


# ------------------------------------------------------------------------------------------------------------ soft asides
class Words:
    """Content words that are no anchors, in reading order: clause, type (stem), inside a quotation? The vector of a type is that of
    the form that comes first in the whole text, also in a part of it."""

    def __init__(self, d):
        plain = lambda x: x.stem and not x.anchor and x.stem[0] != "#"
        form = {}
        for x in (x for s in d.text.items for x in s if plain(x)): form.setdefault(x.stem, x.word)
        seen = [(i, x.stem, x.quoted) for i, s in enumerate(d.clauses.items) for x in s if plain(x)]
        self.types = list(dict.fromkeys(s for _, s, _ in seen))
        self.index = {s: i for i, s in enumerate(self.types)}
        self.clause, self.type = np.array([x[0] for x in seen], int), np.array([self.index[x[1]] for x in seen], int)
        self.quoted = np.array([x[2] for x in seen], bool)
        self.vectors = np.stack([d.model.encode_word(base(form[s])) for s in self.types]) if self.types else np.zeros((0, 1))
        self.idf = np.array([min(6., d.model.idf(s)) for s in self.types])
        self.count = np.bincount(self.type, minlength=len(self.types)) if seen else np.zeros(0)


def aside_side(d, o, path):
    """path: the clause of o of every clause of d. Similarity of two words: 1 for one stem, else cosine, at least 0.
    near = the best match of a word inside the clauses path-2..path+2 of o."""
    A, O = Words(d), Words(o)
    if len(A.types) < 3 or len(O.types) < 3:
        return dict.fromkeys(("aside_rank", "aside_synonyms", "aside_uncovered", "aside_plain", "aside_anywhere"), 0.)
    s = A.vectors @ O.vectors.T
    for i, x in enumerate(A.types):
        if x in O.index: s[i, O.index[x]] = 1
    s = np.clip(s, 0, 1)
    m = np.zeros((len(A.types), o.clauses.n), np.float32)                  # best match of a type in each clause of o
    np.maximum.at(m.T, O.clause, s[:, O.type].T)
    wide = m.copy()                                                        # in the five clauses around it
    for k in (1, 2):
        wide[:, k:] = np.maximum(wide[:, k:], m[:, :-k])
        wide[:, :-k] = np.maximum(wide[:, :-k], m[:, k:])
    t = A.type
    near, anywhere = wide[t, path[A.clause]], m.max(1)[t]
    # rank of the aligned place among all of o; ties count half
    rank = (wide[t] < near[:, None] - 1e-6).mean(1) + .5 * (np.abs(wide[t] - near[:, None]) <= 1e-6).mean(1)
    w, once = A.idf[t] * np.where(A.quoted, .3, 1), A.count[t] == 1
    missing = np.array([x not in O.index for x in A.types])[t]             # o does not have the stem
    plain = np.array([len(x) == 0 for x in d.clauses.anchors]) & (d.clauses.quoted < .5)
    plain = plain[A.clause]
    return dict(aside_rank=mean(rank, w * once * ~A.quoted), aside_synonyms=mean(near, w * missing),
                aside_uncovered=mean((near < .35) * 1., w), aside_plain=mean(near, w * plain), aside_anywhere=mean(anywhere, w * once))


# -------------------------------------------------------------------------------------------------------------- quotations
def quotation_features(a, b, t):
    """Quoted parts (at least four words) of the clauses of both texts: verbatim if .6 of the words lie in a common word 3-gram, else
    reworded as far as the partner's clauses (+-2) hold its stems or the clause has a similar one. t: Table of the clauses."""
    verbatim = reworded = total = new = size = 0.
    share_new = []
    for d, o, u in ((a, b, t), (b, a, t.swapped())):
        grams = {tuple(w[i:i + 3]) for w in o.words for i in range(len(w) - 2)}
        partner, new_here = u.y.argmax(1), 0.
        for i, items in enumerate(d.clauses.items):
            q = [x.word for x in items if x.quoted and not x.mark]
            if len(q) < 4: continue
            c = np.zeros(len(q), bool)
            for k in range(len(q) - 2):
                if tuple(q[k:k + 3]) in grams: c[k:k + 3] = True
            stems = [x.stem for x in items if x.quoted and x.stem]
            near = set().union(*o.clauses.stems[max(0, partner[i] - 2):partner[i] + 3])
            covered = max(sum(x in near for x in stems) / max(1, len(stems)), float(u.support[i].max()))
            total += len(q)
            if c.mean() >= .6: verbatim += len(q)
            else:
                reworded += len(q) * covered
                if covered < .35: new_here += len(q)
        new += new_here
        size += d.size.sum()
        share_new.append(new_here / max(1, d.size.sum()))
    return dict(quotes_reworded_share=(reworded + 5) / (verbatim + reworded + new + 15), quotes_reworded=reworded / max(size, 1),
                quotes_verbatim_share=(verbatim + 5) / (total + 15), quotes_new_max=max(share_new))


# ---------------------------------------------------------------------------------------------------------------- passages
def best_window(d, related, low=120, high=230):
    """Sentences first..last of `low`..`high` words with the largest sum of relatedness over RELATED; the whole text if it is no longer."""
    size = d.size
    if size.sum() <= high: return 0, d.n
    v = np.clip((related - RELATED) * np.minimum(size, 40) / 10, -.7, 1.)
    sums, words = np.concatenate([[0], np.cumsum(v)]), np.concatenate([[0], np.cumsum(size)])
    best = max(((round(sums[j] - sums[i], 9), i, j) for i in range(d.n) for j in range(i + 2, d.n + 1) if low <= words[j] - words[i] <= high), default=None)
    return best[1:] if best else (0, d.n)


def passage_features(d, o):
    """Window of d against the whole of o; contrast = how much better the window is related than the rest of d."""
    related = measure(d, Table(d, o, d.model))["related"]
    lo, hi = best_window(d, related)
    p = d if (lo, hi) == (0, d.n) else d.part(lo, hi)
    tc, ts = Table(p.clauses, o.clauses, p.model), Table(p, o, p.model)
    mc, ms = measure(p.clauses, tc), measure(p, ts)
    ms["verbatim"] = verbatim(p, o)
    c, s = side(p.clauses, mc), side(p, ms)
    f = {"c.path": c["path"], "leaps": leaps(mc["path"], o), "path": s["path"]}
    x, _, _ = anchor_side(p, o)
    for k in ("anchors", "names_novel", "numbers_novel", "novel_clauses"): f[k] = x[k]
    plain = p.quoted <= .5
    f["verbatim"] = mean(ms["verbatim"][plain], p.size[plain])
    f["function"] = len(p.function_grams & o.function_grams) / max(1, len(p.function_grams))
    f["once_beside"] = once_beside(p, o, ms["path"])
    f.update(aside_side(p, o, mc["path"]))
    sa, sb = ts.sa.sum(0) > 0, ts.sb.sum(0) > 0
    f["stems"] = ts.sw[sa & sb].sum() / max(ts.sw[sa].sum(), 1e-9)
    at = np.concatenate([[0], np.cumsum(o.clauses.size)])[mc["path"]]
    f["spread"] = math.log((np.quantile(at, .9) - np.quantile(at, .1) + 30) / (p.size.sum() + 30))
    f["quotes_reworded_share"] = quotation_features(p, o, tc)["quotes_reworded_share"]
    inside, rest = mean(related[lo:hi], d.size[lo:hi]), d.size.copy()
    rest[lo:hi] = 0
    outside = mean(related, rest) if rest.sum() > 40 else inside
    f["inside"], f["outside"], f["contrast"] = inside, outside, inside - outside
    return {k: float(v) for k, v in f.items()}, (lo, hi)


def level(a, b):
    t = Table(a, b, a.model)
    return t, measure(a, t), measure(b, t.swapped())


def text_features(a, b, t, fa, fb):
    """All features of two texts. hi_ and lo_: the side that is better (less well) related to the other."""
    fa["verbatim"], fb["verbatim"] = verbatim(a, b), verbatim(b, a)
    f = whole(a, b, t, fa["verbatim"], fb["verbatim"])
    tc = Table(a.clauses, b.clauses, a.model)
    sides, asides = [], []
    for d, o, fs, u in ((a, b, fa, tc), (b, a, fb, tc.swapped())):
        s = side(d, fs)
        fc = measure(d.clauses, u)
        s.update({"c." + k: v for k, v in side(d.clauses, fc).items()})
        s["once_beside"] = once_beside(d, o, fs["path"])
        s["leaps"] = leaps(fc["path"], o)
        sides.append(s)
        asides.append((s["c.related"], aside_side(d, o, fc["path"])))
    lo, hi = sorted(sides, key=lambda s: s["related"])
    f.update({"hi_" + k: v for k, v in hi.items()})
    f.update({"lo_" + k: v for k, v in lo.items()})
    (_, lo), (_, hi) = sorted(asides, key=lambda s: s[0])           # asides: sides by their clauses
    f.update({"hi_" + k: v for k, v in hi.items()})
    f.update({"lo_" + k: v for k, v in lo.items()})
    f.update(anchor_features(a, b))
    return f


def pair_features(a, b):
    """{name: value}. Names with x. are the same features for the best passage of a longer page (equal to the others where nothing is cut)."""
    t, fa, fb = level(a, b)
    f = text_features(a, b, t, fa, fb)
    ca, cb = segment(a, fa), segment(b, fb)
    x, y = a, b
    share = lambda d, s: d.size[s[0]:s[1]].sum() / d.size.sum() if s else 1.
    if ca or cb:
        if share(b, cb) <= share(a, ca): y = b.part(*cb)
        else: x = a.part(*ca)
    g = text_features(x, y, *level(x, y)) if ca or cb else f
    f = {**f, **{"x." + k: v for k, v in g.items()}, **quotation_features(a, b, Table(a.clauses, b.clauses, a.model))}
    f["passage_share"] = min(x.size.sum() / a.size.sum(), y.size.sum() / b.size.sum())
    return {k: float(v) for k, v in f.items()}


def annotated(items):
    """A sentence as the oracle shows it."""
    first = {start for start, _ in clause_cuts(items)}
    form = lambda x: "".join([x.word, "/s" * bool(x.stem), ("/n" if x.anchor[0] == "#" else "/a") if x.anchor else "",
                              "/q" * (x.quoted and not x.mark), "/f" * (not x.mark and x.word in FUNCTION)])
    return " ".join("|" * (i in first) + form(x) for i, x in enumerate(items))


if __name__ == "__main__":
    folder, corpus, wanted = sys.argv[1:]
    pairs = [line.split() for line in open(wanted, encoding="utf8")]
    text = {x["id"]: x["text"] for x in map(json.loads, open(corpus, encoding="utf8"))}
    ids = sorted({x for pair in pairs for x in pair})
    model = Model.build(folder, [text[x] for x in ids])
    parsed = {x: Document.parse(text[x], model) for x in ids}
    for x in ids: print(json.dumps(dict(id=x, text=text[x], sentences=[annotated(s) for s in parsed[x].items]), ensure_ascii=False))
    for a, b in pairs:
        values = pair_features(parsed[a], parsed[b])
        rounded = lambda f: {k: round(v, 6) for k, v in sorted(f.items())}
        passages = {k: dict(zip(("features", "sentences"), (rounded(f), window)))
                    for k, (f, window) in dict(a=passage_features(parsed[a], parsed[b]), b=passage_features(parsed[b], parsed[a])).items()}
        print(json.dumps(dict(a=a, b=b, features=rounded(values), passages=passages)))
