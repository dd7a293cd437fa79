"""What the tests of the program share: fresh folders, runs with their exit code and memory, made-up collections, and the
slow obvious versions of what the program promises. Python's standard library only.

    python3 tests/cli/NAME_test.py PATH_OF_UNSPIN [unittest arguments]
"""

import collections
import gzip
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM = None

def main():
    global PROGRAM
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[1:]])


def sanitized():
    """Whether the program carries a sanitizer, which needs several times the memory and the time."""
    with open(PROGRAM, "rb") as program:
        return re.search(rb"__[at]san_init", program.read()) is not None


class Run:
    """A finished run: code (negative: the signal that ended it), out, err, seconds, peak_bytes."""

    def __init__(self, code, out, err, seconds, peak_bytes):
        self.code, self.out, self.err, self.seconds, self.peak_bytes = code, out, err, seconds, peak_bytes

    def __repr__(self):
        return f"exit code {self.code}\n--- stderr\n{self.err}--- stdout\n{self.out}"


class Started:
    """A run that is under way. Its output goes to files, so that nothing waits for a reader."""

    def __init__(self, arguments, cwd, stdin=subprocess.DEVNULL, preexec=None):
        self.out, self.err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self.began = time.monotonic()
        self.process = subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=cwd, stdin=stdin, stdout=self.out,
                                        stderr=self.err, preexec_fn=preexec)

    def signal(self, number):
        try:
            os.kill(self.process.pid, number)
        except ProcessLookupError:
            pass

    def running(self):
        """Whether it still runs; leaves its exit code for finish()."""
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def finish(self, timeout=60):
        killer = threading.Timer(timeout, self.signal, [signal.SIGKILL])
        killer.start()
        _, status, usage = os.wait4(self.process.pid, 0)
        killer.cancel()
        self.process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (self.out, self.err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
            file.close()
        seconds = time.monotonic() - self.began
        if self.process.returncode == -signal.SIGKILL and seconds >= timeout:
            raise AssertionError(f"no end after {timeout} s: {self.process.args}\n{texts[1]}")
        return Run(self.process.returncode, texts[0], texts[1], seconds, usage.ru_maxrss * 1024)


class TestCase(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="unspin-test-")
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)

    def start(self, *arguments, stdin=subprocess.DEVNULL, preexec=None):
        return Started(arguments, self.dir, stdin, preexec)

    def run_unspin(self, *arguments, expect=0, stdin=None, preexec=None, timeout=60):
        source = subprocess.DEVNULL
        if stdin is not None:
            source = tempfile.TemporaryFile()
            self.addCleanup(source.close)
            source.write(stdin)
            source.seek(0)
        run = Started(arguments, self.dir, source, preexec).finish(timeout)
        self.assertEqual(run.code, expect, f"{arguments}: {run}")
        return run

    def write(self, name, contents):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents.encode() if isinstance(contents, str) else contents)
        return path

    def read_lines(self, name):
        return [json.loads(line) for line in (self.dir / name).read_text().splitlines()]

    def read_json(self, name):
        return json.loads((self.dir / name).read_text())

    def counts(self, out="out"):
        """The counts of run.json, after checking that they add up."""
        counts = self.read_json(f"{out}/run.json")["counts"]
        refused = sum(n for reason, n in counts["refused"].items() if reason != "damaged-file")
        self.assertEqual(counts["records"], counts["documents"] + refused + sum(counts["skipped"].values()))
        removed = counts["removed"]["exact"] + counts["removed"]["near_duplicate"]
        self.assertEqual(counts["documents"], counts["kept"] + removed)
        self.assertEqual(removed, len(self.read_lines(f"{out}/duplicates.jsonl")))
        self.assertEqual(counts["clusters"], len(self.read_lines(f"{out}/clusters.jsonl")))
        self.assertEqual(counts["refused"], self.reasons(f"{out}/rejects.jsonl"))
        return counts

    def reasons(self, name):
        """How many rejects there are for each reason, after checking that each names file, offset and detail."""
        if not (self.dir / name).exists():
            return {}
        rejects = self.read_lines(name)
        self.assertTrue(rejects, "a file of rejects holds some")
        for reject in rejects:
            self.assertEqual(list(reject), ["file", "offset", "reason", "detail"])
            self.assertIsInstance(reject["offset"], int)
            self.assertTrue(reject["detail"], reject)
        return dict(collections.Counter(reject["reason"] for reject in rejects))

    def kept_ids(self, out="out"):
        return [json.loads(line)["id"] for path in sorted((self.dir / out / "kept").iterdir())
                for line in decompressed(path).splitlines()]


# --- files

def have_zstd():
    return shutil.which("zstd") is not None


def zstd(data, level=3):
    return subprocess.run(["zstd", "-q", "-c", f"-{level}"], input=data, stdout=subprocess.PIPE, check=True).stdout


def compressed(data, name):
    if name.endswith(".gz"):
        return gzip.compress(data, 6)
    return zstd(data) if name.endswith(".zst") else data


def decompressed(path):
    data = pathlib.Path(path).read_bytes()
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    if data[:4] == b"\x28\xb5\x2f\xfd":
        return subprocess.run(["zstd", "-q", "-d", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout
    return data


def results_of(folder):
    """Every file of a result folder by name: its digest; for run.json its contents without what a machine decides."""
    folder = pathlib.Path(folder)
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = str(path.relative_to(folder))
        if name.endswith("run.json"):
            run = json.loads(path.read_text())
            found[name] = {key: run[key] for key in run if key not in ("machine", "stages", "seconds")}
        else:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


# --- collections

Document = collections.namedtuple("Document", "id text fields", defaults=[{}])


def as_json(document):
    return json.dumps({"id": document.id, "text": document.text, **document.fields}, ensure_ascii=False)


def as_jsonl(documents):
    return "".join(as_json(d) + "\n" for d in documents).encode()


def vocabulary(rng, size=3000):
    letters = "abcdefghijklmnopqrstuvwxyz"
    return sorted({"".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(size)})


def edited(rng, words, vocab, share):
    """The words with about this share of them replaced, left out or added to."""
    result = []
    for word in words:
        if rng.random() >= share:
            result.append(word)
            continue
        kind = rng.randrange(3)
        if kind == 0:
            result.append(rng.choice(vocab))
        elif kind == 1:
            result += [word, rng.choice(vocab)]
    return result


def as_prose(rng, words):
    """Words with capitals, punctuation, quotes and line breaks between them: nothing of it changes the tokens."""
    marks = ["", "", "", "", "", ",", ".", ";", "\n", ' "', '"', " -", "!"]
    return " ".join((w.capitalize() if rng.random() < 0.1 else w) + rng.choice(marks) for w in words).strip()


def collection(seed, count=400, words=(5, 220)):
    """Documents in families: an original, copies of it at many similarities, exact copies, and short ones."""
    rng = random.Random(seed)
    vocab = vocabulary(rng)
    documents = []
    while len(documents) < count:
        original = rng.choices(vocab, k=rng.randint(*words))
        family = [original]
        for _ in range(rng.choice([0, 0, 1, 2, 4, 8])):
            family.append(edited(rng, rng.choice(family), vocab, rng.choice([0, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1])))
        for member in family:
            day = rng.randint(1, 28)
            fields = {"date": f"2024-02-{day:02}T{rng.randint(0, 23):02}:00:00Z", "score": rng.randint(0, 5)}
            for name in ("date", "score"):
                if rng.random() < 0.2:
                    del fields[name]
            documents.append(Document("", as_prose(rng, member), fields))
    rng.shuffle(documents)
    names = rng.sample(range(10000), count)
    return [d._replace(id=f"d{name}.txt") for d, name in zip(documents[:count], names)]


# --- oracles: word 5-grams of ASCII text

def tokens_of(text):
    return re.findall(r"[a-z0-9_]+", text.lower())


def shingles_of(text):
    tokens = tokens_of(text)
    if not tokens:
        return frozenset()
    return frozenset(tuple(tokens[i:i + 5]) for i in range(max(1, len(tokens) - 4)))


def jaccard(a, b):
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if shared else 0.0


def similar_pairs(documents, least):
    """{(i, j): Jaccard} of all pairs, i < j, with a similarity of at least `least`, by looking at every pair."""
    sets = [shingles_of(d.text) for d in documents]
    found = {}
    for i, a in enumerate(sets):
        for j in range(i + 1, len(sets)):
            if a and len(a & sets[j]) > 0:
                similarity = jaccard(a, sets[j])
                if similarity >= least - 1e-12:
                    found[i, j] = similarity
    return found


def expected_duplicates(documents, threshold, worth):
    """What dedup --recall 1 must say, in the order of the input: {id: (kept id, verdict, jaccard, cluster)}. The higher
    worth(number, document) stays, then the smaller id."""
    prefer = lambda i: (-worth(i, documents[i]), documents[i].id.encode())
    groups = collections.defaultdict(list)
    for i, document in enumerate(documents):
        tokens = tuple(tokens_of(document.text))
        groups[tokens if tokens else i].append(i)
    first = {i: members[0] for members in groups.values() for i in members}
    best = {members[0]: min(members, key=prefer) for members in groups.values()}
    near = collections.defaultdict(dict)
    for (i, j), similarity in similar_pairs(documents, threshold).items():
        if first[i] == i and first[j] == j:
            near[i][j] = near[j][i] = similarity
    leader = {}
    order = sorted(best, key=lambda r: prefer(best[r]))
    rank = {r: n for n, r in enumerate(order)}
    for r in order:
        stay = [(-similarity, rank[other], other) for other, similarity in near[r].items() if leader.get(other) == other]
        leader[r] = min(stay)[2] if stay else r
    cluster = {}
    for r in sorted(best):
        if r in cluster:
            continue
        todo = [r]
        while todo:
            node = todo.pop()
            if node not in cluster:
                cluster[node] = r
                todo += near[node]
    expected = {}
    for i, document in enumerate(documents):
        kept = best[leader[first[i]]]
        if kept != i:
            same = first[kept] == first[i]
            expected[document.id] = (documents[kept].id, "exact" if same else "near-duplicate",
                                     1.0 if same else near[first[i]][first[kept]], documents[cluster[first[i]]].id)
    return expected
