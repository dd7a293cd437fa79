"""What was found: Arrow inside, with the user's ids."""

import json
import os
import tempfile
from pathlib import Path

from . import _core
from ._inputs import paths_of, table_of


class Result:
    """Rows of Arrow; the columns are those of docs/python.md. len(), iteration (dicts) and [i] go by rows; any library
    that takes __arrow_c_stream__ reads it without a copy, as often as it likes."""

    def __init__(self, table, source):
        self._table = table
        self._source = source
        self._rows = None

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)

    def __len__(self):
        return len(self._table)

    def __iter__(self):
        return iter(self.rows())

    def __getitem__(self, i):
        return self.rows()[i]

    def __repr__(self):
        return f"<unspin.{type(self).__name__}: {len(self)} rows of {', '.join(self._table.names())}>"

    def rows(self):
        """A list of dicts, one a row. Needs no other package. O(rows) the first time."""
        if self._rows is None:
            self._rows = self._table.rows()
        return self._rows

    def to_arrow(self):
        """A pyarrow.Table, without a copy."""
        import pyarrow
        return pyarrow.table(self)

    def to_pandas(self):
        """A pandas.DataFrame; needs pyarrow."""
        return self.to_arrow().to_pandas()

    def to_polars(self):
        """A polars.DataFrame; needs no pyarrow."""
        import polars
        return polars.DataFrame(self)

    def _with(self, rows):
        return type(self)(self._table.with_rows(rows), self._source)

    def _at_least(self, threshold):
        if not self._source["threshold"] <= threshold <= 1:
            raise _core.Error(f"threshold {threshold} is not in [{self._source['threshold']}, 1]: what lies below the "
                              "threshold of the search was not found; search again with a lower one")

    def report(self, path, corpus=None):
        """Writes what was found as HTML: one page when `path` ends in .html, else a folder. Returns the page to begin
        with, as a pathlib.Path. `corpus`: the documents, where they can not be read a second time: of streams and of a Detector.
        Error: `path` exists and is no report; the corpus has none of the documents. Memory: the texts of all of it."""
        corpus = self._source["data"] if corpus is None else corpus
        if corpus is None:
            raise _core.Error("a report needs the texts, and they can not be read a second time: give report(path, corpus=...)")
        with tempfile.TemporaryDirectory(prefix="unspin-") as folder:
            matches = Path(folder) / "found"
            self._write(matches)
            sources = corpus if isinstance(corpus, Both) else Both(corpus, None)
            names = {name: self._source[name] for name in ("id", "text")}
            paths = []
            for position, data in enumerate(sources):
                found, names = _paths_with_texts(data, names, Path(folder) / f"corpus{position}.jsonl")
                paths += found
            return Path(_core.report_files(str(matches), paths, os.fspath(path), names))


class Both(tuple):
    """The data of both collections, the second None where there is one."""

    def __new__(cls, data, against):
        return super().__new__(cls, (data,) if against is None else (data, against))


def _paths_with_texts(data, names, file):
    """Files that hold the documents, and what their fields are called."""
    paths = paths_of(data)
    if paths is not None:
        return paths, names
    with open(file, "w", encoding="utf-8") as out:
        for row in _core.documents(table_of(data, names), names):
            out.write(json.dumps({name: value for name, value in row.items() if value is not None}) + "\n")
    return [str(file)], {}


class DedupResult(Result):
    """One row a document, in the order of the input: id, kept (bool); of removed documents kept_id, verdict, jaccard,
    containment, kept_containment (in [0, 1]); cluster, where there is a copy; refused: why it takes no part."""

    def kept_ids(self):
        """The ids of the documents that stay, in the order of the input."""
        return [row["id"] for row in self if row["kept"]]

    def rethreshold(self, threshold):
        """What stays when near-duplicates below `threshold` are none: a removed document comes back when it is less
        similar to the one that was kept for it. Nothing is compared anew, so that two documents that come back may be
        near-duplicates of each other. `threshold`: at or above that of the search, else Error. O(rows)."""
        self._at_least(threshold)
        return self._with([_kept(row) if _is_below(row, threshold) else row for row in self])

    def least_similar(self, n=10):
        """The `n` removed documents that are least similar to the ones that stay: a look at these tells whether the
        threshold is right."""
        removed = [row for row in self if row["kept_id"] is not None]
        return self._with(sorted(removed, key=lambda row: (row["jaccard"], row["id"]))[:n])

    def _write(self, folder):
        folder.mkdir()
        removed = [row for row in self if row["kept_id"] is not None]
        with open(folder / "duplicates.jsonl", "w", encoding="utf-8") as out:
            for row in removed:
                out.write(json.dumps(_removal(row)) + "\n")
        clusters = {}
        for row in self:
            if row["cluster"] is not None:
                clusters.setdefault(row["cluster"], []).append(row)
        with open(folder / "clusters.jsonl", "w", encoding="utf-8") as out:
            for cluster, rows in clusters.items():
                ids = {kept: [row["id"] for row in rows if row["kept"] is kept] for kept in (True, False)}
                out.write(json.dumps({"cluster": cluster, "size": len(rows), "kept": ids[True], "removed": ids[False]})
                          + "\n")


def _is_below(row, threshold):
    return row["verdict"] == "near-duplicate" and row["jaccard"] < threshold


def _kept(row):
    return {"id": row["id"], "kept": True, "cluster": row["cluster"]}


def _removal(row):
    return {"id": row["id"], "kept": row["kept_id"], "verdict": row["verdict"], "jaccard": row["jaccard"],
            "containment": {"id": row["containment"], "kept": row["kept_containment"]}, "cluster": row["cluster"]}


class MatchResult(Result):
    """One row a pair of copies, ascending by (a, b): a, b, verdict, probability (or None), jaccard, containment_a,
    containment_b, coverage_a, coverage_b (in [0, 1]), anchors_shared, anchors_only_a, anchors_only_b, likely_source,
    reasons, passages (bytes of the UTF-8 texts), found_by, common_source (or None)."""

    def rethreshold(self, threshold):
        """Without the near-duplicates below `threshold`; pairs of other verdicts stay. `threshold`: at or above that of
        the search, else Error. O(rows)."""
        self._at_least(threshold)
        return self._with([row for row in self if not _is_below(row, threshold)])

    def least_similar(self, n=10):
        """The `n` pairs that are least sure: by probability, then by jaccard."""
        def sureness(row):
            return (1 if row["probability"] is None else row["probability"], row["jaccard"], row["a"], row["b"])
        return self._with(sorted(self, key=sureness)[:n])

    def _write(self, file):
        with open(file, "w", encoding="utf-8") as out:
            for row in self:
                out.write(json.dumps(line_of_pair(row)) + "\n")


def line_of_pair(row):
    """A row of MatchResult as `unspin match` writes it: docs/formats/results.md."""
    line = {name: row[name] for name in ("a", "b", "verdict", "probability", "jaccard", "likely_source", "reasons",
                                         "found_by", "common_source") if row[name] is not None}
    line["containment"] = {"a": row["containment_a"], "b": row["containment_b"]}
    line["coverage"] = {"a": row["coverage_a"], "b": row["coverage_b"]}
    line["anchors"] = {kind: row[f"anchors_{kind}"] for kind in ("shared", "only_a", "only_b")}
    line["passages"] = [{"a": [p["a_begin"], p["a_end"]], "b": [p["b_begin"], p["b_end"]], "kind": p["kind"],
                         "similarity": p["similarity"]} for p in row["passages"]]
    return line


def pair_of_line(line):
    """The reverse."""
    row = {"probability": None, "common_source": None, "found_by": []}
    for name, value in line.items():
        if name in ("containment", "coverage", "anchors"):
            row.update({f"{name}_{key}": part for key, part in value.items()})
        elif name == "passages":
            row[name] = [{"a_begin": p["a"][0], "a_end": p["a"][1], "b_begin": p["b"][0], "b_end": p["b"][1],
                          "kind": p["kind"], "similarity": p["similarity"]} for p in value]
        else:
            row[name] = value
    return row
