"""The verbs: dedup, match and compare, and Detector for those who add documents little by little."""

import json
import os
import tempfile
from pathlib import Path

from . import _core
from ._inputs import paths_of, table_of
from ._results import DedupResult, MatchResult, Both, pair_of_line

KEEP = ("longest", "earliest", "first", "score")
KINDS = {"exact": 1, "near-duplicate": 2, "excerpt": 4, "rewrite": 8, "same-topic": 16}


def _options(given):
    """Checked; what is None is left to the library."""
    options = {name: value for name, value in given.items() if value is not None}
    if "keep" in options:
        if options["keep"] not in KEEP:
            raise _core.Error(f"keep={options['keep']!r}: expected one of {', '.join(KEEP)}")
        options["keep"] = KEEP.index(options["keep"])
    if "kinds" in options:
        kinds = [options["kinds"]] if isinstance(options["kinds"], str) else list(options["kinds"])
        unknown = [kind for kind in kinds if kind not in KINDS]
        if unknown or not kinds:
            raise _core.Error(f"kinds={options['kinds']!r}: expected some of {', '.join(KINDS)}")
        options["kinds"] = sum({KINDS[kind] for kind in kinds})
    for name in ("scratch", "model"):
        if name in options:
            options[name] = os.fspath(options[name])
    return options


class Detector:
    """A collection of documents in memory, and the search for copies among them. The same answers as of the command
    line. It may be used from any thread, by one at a time; the GIL is released while it works.

    threshold: Jaccard similarity of near-duplicates over word 5-grams, in (0, 1]; recall: the chance that a pair at the
    threshold is looked at; keep: of copies, "longest", "earliest", "first" or "score" stays; kinds: of match(), some of
    "exact", "near-duplicate", "excerpt", "rewrite", "same-topic"; threads: 0 for one a core; memory: bytes, 0 for half
    of the machine's; scratch: a folder; model: a folder; id, text, score: names of columns; progress: a function of
    (stage, done, total, unit), called now and then from the calling thread, total 0 when it is not known. Error: an
    option is none."""

    def __init__(self, *, threshold=None, recall=None, keep=None, kinds=None, threads=None, memory=None, scratch=None,
                 model=None, id=None, text=None, score=None, progress=None):
        self._names = {"id": id, "text": text, "score": score}
        self._threshold = 0.8 if threshold is None else threshold
        self._core = _core.Detector(_options(dict(
            self._names, threshold=threshold, recall=recall, keep=keep, kinds=kinds, threads=threads, memory=memory,
            scratch=scratch, model=model, progress=progress)))
        self._data = None

    def __len__(self):
        return len(self._core)

    def add(self, data):
        """Adds documents: anything with __arrow_c_stream__ (not copied, and kept as long as the detector), or a list of
        strings or of dicts with id, text, url, canonical, date and score. Strings have their positions in the list as
        ids. Returns self. Error: no column of texts, or one of another type."""
        self._core.add(table_of(data, self._names), False)
        return self

    def add_against(self, data):
        """The same for a second collection: match() then looks only for pairs of one document of each."""
        self._core.add(table_of(data, self._names), True)
        return self

    def dedup(self):
        """Which documents are copies of others, and which stay → DedupResult. Ctrl-C ends it."""
        return DedupResult(self._core.dedup(), self._source())

    def match(self):
        """Every pair that is a copy → MatchResult. Ctrl-C ends it."""
        return MatchResult(self._core.match(), self._source())

    def _source(self):
        return {"data": self._data, "threshold": self._threshold, **self._names}


def dedup(data, *, out=None, threshold=None, recall=None, keep=None, threads=None, memory=None, scratch=None, id=None,
          text=None, score=None, progress=None):
    """Which of these documents are copies, and which stay → DedupResult.

    data: as of Detector.add(), or a path or list of pathlib.Path: files, folders and archives as of the command line.
    out: of paths, a folder for the records that stay and the lists, as the command line writes them. Of paths the rows
    are those of documents that stay, then of removed ones; with out, removed ones only. The rest as of Detector."""
    given = dict(threshold=threshold, recall=recall, keep=keep, threads=threads, memory=memory, scratch=scratch, id=id,
                 text=text, score=score, progress=progress)
    paths = paths_of(data)
    if paths is not None:
        return _dedup_paths(paths, out, given)
    if out is not None:
        raise _core.Error("out is for documents in files: of these, write what result.kept_ids() names")
    return _detector_of(data, None, given).dedup()


def match(data, against=None, *, out=None, threshold=None, recall=None, kinds=None, threads=None, memory=None,
          scratch=None, model=None, id=None, text=None, progress=None):
    """Every pair of these documents that is a copy → MatchResult; with `against`, pairs of one document of each.

    data, against: as of dedup(), both documents or both paths. out: of paths, a JSON Lines file, as the command line
    writes it. The rest as of Detector."""
    given = dict(threshold=threshold, recall=recall, kinds=kinds, threads=threads, memory=memory, scratch=scratch,
                 model=model, id=id, text=text, progress=progress)
    paths = paths_of(data)
    others = None if against is None else paths_of(against)
    if against is not None and (paths is None) != (others is None):
        raise _core.Error("data and against: give paths for both, or documents for both")
    if paths is not None:
        return _match_paths(paths, others, out, given)
    if out is not None:
        raise _core.Error("out is for documents in files: of these, use to_arrow() or report()")
    return _detector_of(data, against, given).match()


def compare(a, b, *, threshold=None, model=None):
    """Is one of two texts a copy or a rewrite of the other? → a dict: a row of MatchResult.

    a, b: strings, or both pathlib.Path (text or HTML files). The GIL is released. Error: a file can not be read."""
    files = [isinstance(side, os.PathLike) for side in (a, b)]
    if files[0] != files[1] or not all(isinstance(side, (str, os.PathLike)) for side in (a, b)):
        raise _core.Error("compare() takes two strings, or two pathlib.Path")
    line = _core.compare(os.fspath(a), os.fspath(b), files[0], _options(dict(threshold=threshold, model=model)))
    return {name: value for name, value in pair_of_line(json.loads(line)).items() if name not in ("a", "b", "found_by")}


def _detector_of(data, against, given):
    detector = Detector(**given)
    detector._data = _again(data, against)
    detector.add(data)
    if against is not None:
        detector.add_against(against)
    return detector


def _again(data, against):
    """What can be read a second time; None when one is a stream."""
    sides = [side for side in (data, against) if side is not None]
    if any(not hasattr(side, "__len__") for side in sides):
        return None
    return Both(data, against)


def _lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _dedup_paths(paths, out, given):
    with tempfile.TemporaryDirectory(prefix="unspin-") as temporary:
        folder = Path(temporary) / "out" if out is None else Path(out)
        options = _options(dict(given, ids_only=True if out is None else None))
        _core.dedup_files(paths, str(folder), options)
        clusters = {id: line["cluster"] for line in _lines(folder / "clusters.jsonl") for id in line["kept"]}
        ids = _lines(folder / "kept" / "ids.jsonl") if out is None else []
        rows = [{"id": line["id"], "kept": True, "cluster": clusters.get(line["id"])} for line in ids]
        rows += [{"id": line["id"], "kept": False, "kept_id": line["kept"], "verdict": line["verdict"],
                  "jaccard": line["jaccard"], "containment": line["containment"]["id"],
                  "kept_containment": line["containment"]["kept"], "cluster": line["cluster"]}
                 for line in _lines(folder / "duplicates.jsonl")]
    return DedupResult(_core.Detector({}).dedup().with_rows(rows), _source_of(Both(_files(paths), None), given))


def _match_paths(paths, others, out, given):
    with tempfile.TemporaryDirectory(prefix="unspin-") as temporary:
        file = str(Path(temporary) / "matches.jsonl") if out is None else os.fspath(out)
        _core.match_files(paths, file, dict(_options(given), **({} if others is None else {"against": others})))
        rows = [pair_of_line(line) for line in _lines(file)]
    sides = Both(_files(paths), None if others is None else _files(others))
    return MatchResult(_core.Detector({}).match().with_rows(rows), _source_of(sides, given))


def _files(paths):
    return [Path(path) for path in paths]


def _source_of(data, given):
    threshold = 0.8 if given["threshold"] is None else given["threshold"]
    return {"data": data, "threshold": threshold, "id": given["id"], "text": given["text"]}
