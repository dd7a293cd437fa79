"""Finds copies and rewrites in collections of texts.

    import unspin

    result = unspin.match(table)            # anything with __arrow_c_stream__, lists, paths
    result.to_polars()                      # or to_pandas(), to_arrow(), or: for pair in result
    unspin.compare("one text", "another")   # one pair

Failures raise unspin.Error, whose message says what, where and what to do.
"""

from ._core import Error, __version__, build_info
from ._detector import Detector, compare, dedup, match
from ._minhash import MinHash, MinHashLSH
from ._results import DedupResult, MatchResult

__all__ = ["DedupResult", "Detector", "Error", "MatchResult", "MinHash", "MinHashLSH", "__version__", "build_info",
           "compare", "dedup", "match"]
