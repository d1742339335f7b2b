"""Reads a file with one of the tools that people read such files with, on one thread, and prints how long that took.

Usage: peers.py TOOL FORMAT FILE
"""

import json
import resource
import sys
import time

TOOL, FORMAT, FILE = sys.argv[1:4]


def with_duckdb():
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    reader = {
        "jsonl": "read_json(?, format='newline_delimited')",
        "csv": "read_csv(?)",
    }[FORMAT]
    return lambda: connection.execute(f"CREATE TABLE t AS SELECT * FROM {reader}", [FILE]) and connection.execute(
        "SELECT count(*) FROM t"
    ).fetchone()[0]


def with_pyarrow():
    import pyarrow

    pyarrow.set_cpu_count(1)
    if FORMAT == "jsonl":
        import pyarrow.json

        options = pyarrow.json.ReadOptions(use_threads=False)
        return lambda: pyarrow.json.read_json(FILE, read_options=options).num_rows
    import pyarrow.csv

    options = pyarrow.csv.ReadOptions(use_threads=False)
    lines = pyarrow.csv.ParseOptions(newlines_in_values=True)
    return lambda: pyarrow.csv.read_csv(FILE, read_options=options, parse_options=lines).num_rows


def with_pandas():
    import pandas

    if FORMAT == "jsonl":
        return lambda: len(pandas.read_json(FILE, lines=True))
    return lambda: len(pandas.read_csv(FILE))


def with_pandas_python():
    import pandas

    return lambda: len(pandas.read_csv(FILE, engine="python"))


read = {
    "duckdb": with_duckdb,
    "pyarrow": with_pyarrow,
    "pandas": with_pandas,
    "pandas_python": with_pandas_python,
}[TOOL]()
began = time.perf_counter()
rows = read()
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": seconds, "peak_rss_mb": peak, "rows": rows}))
