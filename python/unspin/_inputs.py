"""What people call documents → a table with a column of texts, or a list of paths."""

import numbers
import os

from . import _core

FIELDS = ("id", "text", "url", "canonical", "date", "score")


def paths_of(data):
    """The paths that `data` names, or None when it is documents: a string alone is a path, strings in a list are texts."""
    if isinstance(data, (str, os.PathLike)):
        return [os.fspath(data)]
    if isinstance(data, (list, tuple)) and data and all(isinstance(item, os.PathLike) for item in data):
        return [os.fspath(item) for item in data]
    return None


def table_of(data, names):
    """`names`: what the columns of id, text and score are called, where they are not called so."""
    if hasattr(data, "__arrow_c_stream__"):
        return data
    if isinstance(data, (bytes, dict)) or not hasattr(data, "__iter__"):
        raise _core.Error(f"a {type(data).__name__} is no collection of documents: expected a table with "
                          "__arrow_c_stream__, a list of strings or dicts, or a path")
    rows = [_row_of(item, position) for position, item in enumerate(data)]
    columns = {names.get(field) or field: field for field in FIELDS}
    for row in rows:
        for name in row:
            if name not in columns and name in ("doc_id", "docid", "core_id", "content", "raw_content"):
                columns[name] = "text"
    used = [name for name in columns if any(name in row for row in rows)]
    if not rows:
        used = [names.get("text") or "text"]
    kinds = [(name, _kind_of(columns[name], name, rows)) for name in used]
    texts = [name for name, kind in kinds if kind == "u"]
    return _core.Table.of(kinds, [_with_strings(row, texts) for row in rows])


def _row_of(item, position):
    if isinstance(item, str):
        return {"id": str(position), "text": item}
    if isinstance(item, dict):
        return item
    raise _core.Error(f"document {position} is a {type(item).__name__}: expected a string or a dict")


def _kind_of(field, name, rows):
    values = [row[name] for row in rows if row.get(name) is not None]
    is_number = all(isinstance(value, numbers.Real) for value in values)
    return "g" if field in ("date", "score") and is_number else "u"


def _with_strings(row, names):
    return {**row, **{name: _string_of(row[name]) for name in names if row.get(name) is not None}}


def _string_of(value):
    """Ids may be numbers, and dates objects."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
