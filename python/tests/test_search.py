"""The verbs, on the sample: every kind of input gives the answers of the command line."""

import datetime
import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

import pandas
import polars
import pyarrow
import pytest

import unspin

SAMPLE = Path(__file__).parents[2] / "data/sample/crawl.jsonl"


def read_sample():
    return [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def rows():
    return read_sample()


@pytest.fixture(scope="module")
def matches(rows):
    return unspin.match(rows)


@pytest.fixture(scope="module")
def from_files():
    return unspin.match(SAMPLE)


def verdicts(result):
    return [(row["a"], row["b"], row["verdict"]) for row in result]


def arrow(rows, kind):
    return pyarrow.table({name: pyarrow.array([row.get(name) for row in rows], kind) for name in ("id", "url", "date", "text")})


def test_documents_and_files_give_the_same_pairs(matches, from_files):
    assert len(matches) > 20
    assert verdicts(matches) == verdicts(from_files)
    for here, there in zip(matches, from_files):
        assert here["reasons"] == there["reasons"]
        assert here["passages"] == [dict(p, similarity=pytest.approx(p["similarity"], abs=0.0006)) for p in there["passages"]]
        assert here["jaccard"] == pytest.approx(there["jaccard"], rel=1e-5)


@pytest.mark.parametrize("make", [
    lambda rows: arrow(rows, pyarrow.string()), lambda rows: arrow(rows, pyarrow.large_string()),
    lambda rows: arrow(rows, pyarrow.string_view()), lambda rows: arrow(rows[:0], pyarrow.string()),
    lambda rows: arrow(rows, pyarrow.string()).to_reader(max_chunksize=7), polars.DataFrame, pandas.DataFrame,
], ids=["string", "large", "view", "none", "reader", "polars", "pandas"])
def test_tables_give_what_dicts_give(make, rows, request):
    expected = [] if "none" in request.node.callspec.id else unspin.dedup(rows).rows()
    assert unspin.dedup(make(rows)).rows() == expected


def test_files_stay_or_go_as_documents_do(rows):
    here, there = unspin.dedup(rows), unspin.dedup(SAMPLE)
    assert here.kept_ids() == there.kept_ids()
    assert {row["id"]: row["kept_id"] for row in here} == {row["id"]: row["kept_id"] for row in there}
    assert {row["id"]: row["cluster"] for row in here} == {row["id"]: row["cluster"] for row in there}


def test_a_folder_of_kept_records(tmp_path, rows):
    result = unspin.dedup(str(SAMPLE), out=tmp_path / "out")
    assert not any(row["kept"] for row in result)
    kept = (tmp_path / "out/kept/crawl.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in kept] == unspin.dedup(rows).kept_ids()


def test_strings_have_their_positions_as_ids():
    text = "The harbour board met on Tuesday and put off the decision on the new quay."
    result = unspin.dedup([text, "Something else altogether.", text])
    assert [(row["id"], row["kept"], row["kept_id"]) for row in result] == [("0", True, None), ("1", True, None), ("2", False, "0")]


def test_ids_of_other_names_and_types(rows):
    table = [{"page": 10 + i, "body": row["text"], "rank": i} for i, row in enumerate(rows)]
    result = unspin.dedup(table, id="page", text="body", score="rank", keep="score")
    assert {row["id"] for row in result} == {str(row["page"]) for row in table}
    numbers = unspin.dedup(pyarrow.Table.from_pylist(table), id="page", text="body", score="rank", keep="score")
    assert numbers.rows() == result.rows()


def test_two_collections(rows):
    half = len(rows) // 2
    result = unspin.match(rows[:half], against=polars.DataFrame(rows[half:]))
    first = {row["id"] for row in rows[:half]}
    assert len(result) > 0
    assert all(row["a"] in first and row["b"] not in first for row in result)


def test_results_go_to_every_library_more_than_once(matches):
    for _ in range(2):
        table = matches.to_arrow()
        assert table.to_pylist() == matches.rows()
        assert matches.to_polars()["a"].to_list() == [row["a"] for row in matches]
        assert matches.to_pandas()["verdict"].tolist() == [row["verdict"] for row in matches]
    assert table.schema.field("passages").type.value_type.field("a_begin").type == pyarrow.uint32()


def test_arrow_outlives_the_result(rows):
    table = unspin.match(rows).to_arrow()
    assert table.num_rows > 0 and all(table["a"].to_pylist())


def test_a_higher_threshold_is_what_a_new_search_finds(rows):
    loose = unspin.match(rows, threshold=0.6, kinds="near-duplicate")
    strict = unspin.match(rows, threshold=0.9, kinds="near-duplicate")
    again = loose.rethreshold(0.9)
    assert 0 < len(again) < len(loose)
    assert verdicts(again) == verdicts(strict)
    with pytest.raises(unspin.Error, match="below the threshold"):
        loose.rethreshold(0.5)


def test_documents_come_back(rows):
    loose = unspin.dedup(rows, threshold=0.6)
    strict = loose.rethreshold(0.95)
    assert len(strict) == len(loose)
    assert set(loose.kept_ids()) < set(strict.kept_ids())
    assert all(row["kept"] or row["verdict"] == "exact" or row["jaccard"] >= 0.95 for row in strict)


def test_the_least_similar(rows, matches):
    removed = sorted(row["jaccard"] for row in unspin.dedup(rows) if not row["kept"])
    assert [row["jaccard"] for row in unspin.dedup(rows).least_similar(3)] == removed[:3]
    assert len(matches.least_similar(5)) == 5
    assert max(row["probability"] for row in matches.least_similar(5)) <= min(
        row["probability"] or 1 for row in matches if row not in matches.least_similar(5).rows())


@pytest.mark.parametrize("verb", [unspin.match, unspin.dedup])
@pytest.mark.parametrize("source", ["rows", "file", "reader"])
def test_reports(verb, source, rows, tmp_path):
    data = {"rows": rows, "file": SAMPLE, "reader": arrow(rows, pyarrow.string()).to_reader()}[source]
    result = verb(data)
    if source == "reader":
        with pytest.raises(unspin.Error, match="corpus="):
            result.report(tmp_path / "report.html")
    page = result.report(tmp_path / "report.html", corpus=rows if source == "reader" else None)
    text = page.read_text(encoding="utf-8")
    assert page == tmp_path / "report.html"
    assert "Content-Security-Policy" in text and "sample/00" in text


def test_one_pair(rows, matches):
    texts = {row["id"]: row["text"] for row in rows}
    exact = unspin.compare(rows[0]["text"], rows[0]["text"])
    assert (exact["verdict"], exact["jaccard"]) == ("exact", 1.0)
    near = next(row for row in matches if row["verdict"] == "near-duplicate")
    pair = unspin.compare(texts[near["a"]], texts[near["b"]])
    assert pair["verdict"] == "near-duplicate" and pair["jaccard"] == pytest.approx(near["jaccard"], rel=1e-5)
    assert set(pair) == set(near) - {"a", "b", "found_by"}


def test_two_files(tmp_path, rows):
    for name in "ab":
        (tmp_path / name).write_text(rows[0]["text"], encoding="utf-8")
    assert unspin.compare(tmp_path / "a", tmp_path / "b")["verdict"] == "exact"


@pytest.mark.parametrize("call, message", [
    (lambda: unspin.dedup(["a"], threshold=2), "threshold"),
    (lambda: unspin.dedup(["a"], threshold="high"), "threshold='high'"),
    (lambda: unspin.dedup(["a"], memory=-1), "memory=-1"),
    (lambda: unspin.dedup(["a"], keep="best"), "expected one of longest"),
    (lambda: unspin.match(["a"], kinds=["near"]), "near-duplicate"),
    (lambda: unspin.dedup(7), "a int is no collection"),
    (lambda: unspin.dedup(["a", 7]), "document 1 is a int"),
    (lambda: unspin.dedup(pyarrow.table({"title": ["a"]})), "text"),
    (lambda: unspin.dedup(pyarrow.table({"text": [1]})), "text"),
    (lambda: unspin.match("/nowhere/at-all.jsonl"), "at-all"),
    (lambda: unspin.match(["a"], against="crawl.jsonl"), "paths for both"),
    (lambda: unspin.compare("a", Path("b")), "two strings"),
    (lambda: unspin.dedup(["a"], out="folder"), "in files"),
])
def test_errors_say_what_is_wrong(call, message):
    with pytest.raises(unspin.Error, match=message):
        call()


def test_streams_that_fail():
    def batches():
        yield pyarrow.record_batch({"text": ["a text"]})
        raise ValueError("the disk is full")
    reader = pyarrow.RecordBatchReader.from_batches(pyarrow.schema({"text": pyarrow.string()}), batches())
    with pytest.raises(unspin.Error, match="the disk is full"):
        unspin.dedup(reader)


def test_progress_is_told_and_may_end_the_call(rows):
    steps = []
    unspin.match(rows, progress=lambda *step: steps.append(step))
    assert steps and all(isinstance(stage, str) and isinstance(done, int) for stage, done, total, unit in steps)
    def refuse(*step):
        raise RuntimeError("enough")
    for data in (rows, SAMPLE):
        with pytest.raises(RuntimeError, match="enough"):
            unspin.match(data, progress=refuse)


def test_other_threads_run_meanwhile(rows):
    detector = unspin.Detector().add(many(rows))
    results = []
    thread = threading.Thread(target=lambda: results.append(detector.match()))
    thread.start()
    turns, refused = 0, 0
    while thread.is_alive():
        turns += 1
        try:
            len(detector)
        except unspin.Error:
            refused += 1
        time.sleep(0.001)
    thread.join()
    assert turns > 10 and refused > 0 and len(results[0]) > 0


def many(rows):
    """Ten different texts of each, long enough to work on."""
    return [{"id": f"{i}/{row['id']}", "text": f"{row['text']} {i}"} for i in range(10) for row in rows]


def test_ctrl_c_ends_a_search(rows):
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        for _ in range(1000):
            unspin.match(many(rows))


def test_a_fork_works(rows):
    unspin.dedup(rows)
    child = os.fork()
    if child == 0:
        os._exit(0 if len(unspin.compare(rows[0]["text"], rows[1]["text"])["verdict"]) > 0 else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_importing_starts_no_thread_and_needs_no_package():
    code = ("import sys, os, unspin; assert len(os.listdir('/proc/self/task')) == 1; "
            "assert not {'pyarrow', 'polars', 'pandas', 'numpy'} & set(sys.modules); print(len(unspin.dedup(['a b c', 'a b c'])))")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "2\n"


def test_the_documentation_runs(capsys):
    guide = (SAMPLE.parents[2] / "docs/python.md").read_text(encoding="utf-8")
    exec(guide.split("```python\n")[1].split("```")[0], {})
    assert capsys.readouterr().out == "['first', 'third']\nsecond is a copy of first\n"


def test_duckdb(rows):
    duckdb = pytest.importorskip("duckdb")
    pages = arrow(rows, pyarrow.string())
    assert unspin.dedup(duckdb.sql("select * from pages")).rows() == unspin.dedup(rows).rows()


def test_many_threads_each_with_a_detector(rows):
    results = [None] * 4
    def run(i):
        results[i] = unspin.match(rows).rows()
    threads = [threading.Thread(target=run, args=[i]) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(result == results[0] for result in results) and results[0]


def test_refused_documents_keep_their_place():
    result = unspin.dedup([{"id": "a", "text": "one text"}, {"id": "a", "text": "another"}, {"id": "c", "text": None}])
    assert [(row["id"], row["refused"]) for row in result] == [("a", None), ("a", "repeated-id"), ("c", "no-text")]


def test_what_is_no_unicode_costs_its_own_document_only():
    result = unspin.dedup([{"id": "a", "text": "one text"}, {"id": "b", "text": "half a pair: \ud800"}])
    assert [(row["id"], row["refused"]) for row in result] == [("a", None), ("b", "invalid-utf8")]


def test_dates_and_scores_of_any_type():
    text = "The harbour board met on Tuesday and put off the decision on the new quay."
    for early, late in ((datetime.date(2024, 1, 1), datetime.date(2025, 1, 1)), ("2024-01-01", "2025-01-01"), (1, 2.5)):
        rows = [{"id": "late", "text": text, "date": late}, {"id": "early", "text": text, "date": early}]
        assert unspin.dedup(rows, keep="earliest").kept_ids() == ["early"]
    assert unspin.dedup([{"id": "a", "text": None, "score": None}])[0]["refused"] == "no-text"


def test_a_busy_detector_says_so():
    def again(*step):
        len(detector)
    detector = unspin.Detector(progress=again).add(["a text"])
    with pytest.raises(unspin.Error, match="busy"):
        detector.dedup()
    assert len(detector) == 1


def test_a_detector_that_its_own_callback_knows_is_collected():
    def tell(*step):
        return detector
    detector = unspin.Detector(progress=tell).add(["a text"])
    gone = weakref.ref(tell)
    del tell, detector
    gc.collect()
    assert gone() is None
