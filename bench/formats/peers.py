"""Reads, or writes, a file with one of the tools that people use for that, on one thread, and prints how long that took.

Usage: peers.py TOOL FORMAT FILE          reads it
       peers.py TOOL FORMAT FILE COPY     reads it, which is not timed, and writes it again
"""

import json
import re
import resource
import sys
import time
import zipfile

TOOL, FORMAT, FILE = sys.argv[1:4]
COPY = sys.argv[4] if len(sys.argv) > 4 else None


def with_duckdb():
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    reader = {
        "jsonl": "read_json(?, format='newline_delimited')",
        "json": "read_json(?, format='array', maximum_object_size=100000000)",
        "csv": "read_csv(?)",
        "parquet": "read_parquet(?)",
    }[FORMAT]
    create = f"CREATE TABLE t AS SELECT * FROM {reader}"
    if COPY:
        connection.execute(create, [FILE])
        kind = {"jsonl": "JSON", "csv": "CSV", "parquet": "PARQUET"}[FORMAT]
        return lambda: connection.execute(f"COPY t TO '{COPY}' (FORMAT {kind})").fetchone()[0]
    return lambda: connection.execute(create, [FILE]) and connection.execute("SELECT count(*) FROM t").fetchone()[0]


def with_pyarrow():
    import pyarrow

    pyarrow.set_cpu_count(1)
    if FORMAT == "jsonl":
        import pyarrow.json

        options = pyarrow.json.ReadOptions(use_threads=False, block_size=8 << 20)
        return lambda: pyarrow.json.read_json(FILE, read_options=options).num_rows
    if FORMAT == "csv":
        import pyarrow.csv

        options = pyarrow.csv.ReadOptions(use_threads=False)
        lines = pyarrow.csv.ParseOptions(newlines_in_values=True)
        return lambda: pyarrow.csv.read_csv(FILE, read_options=options, parse_options=lines).num_rows
    import pyarrow.feather
    import pyarrow.parquet

    if COPY:
        if FORMAT == "parquet":
            table = pyarrow.parquet.read_table(FILE, use_threads=False)
            return lambda: pyarrow.parquet.write_table(table, COPY) or table.num_rows
        table = pyarrow.feather.read_table(FILE, use_threads=False)
        return lambda: pyarrow.feather.write_feather(table, COPY, compression="uncompressed") or table.num_rows
    module = pyarrow.parquet if FORMAT == "parquet" else pyarrow.feather
    # Nothing is mapped into memory: all of it is looked at, as the others do.
    return lambda: module.read_table(FILE, use_threads=False, memory_map=False).num_rows


def with_pandas():
    import pandas

    if FORMAT == "jsonl":
        return lambda: len(pandas.read_json(FILE, lines=True))
    if FORMAT == "eav":
        keys = ["record", "redcap_repeat_instance"]
        return lambda: len(pandas.read_csv(FILE).pivot(index=keys, columns="field_name", values="value"))
    read = {
        "json": pandas.read_json,
        "csv": pandas.read_csv,
        "parquet": pandas.read_parquet,
        "arrow": pandas.read_feather,
        "json-table": lambda file: pandas.read_json(file, orient="split"),
        "xlsx": pandas.read_excel,
        "ods": lambda file: pandas.read_excel(file, engine="odf"),
    }[FORMAT]
    return lambda: len(read(FILE))


def with_pandas_python():
    import pandas

    return lambda: len(pandas.read_csv(FILE, engine="python"))


def with_python():
    """What somebody writes who has no tool for it."""
    if FORMAT == "json":

        def load():
            with open(FILE, encoding="utf-8") as file:
                return len(json.load(file))

        return load
    line = {
        "transcript": r"(\w[^:]{0,40}):\s*(.*)",
        "whatsapp": r"\[([^\]]+)\] ([^:]+): (.*)",
        "tiers": r'\s*text = "(.*)"',
    }[FORMAT]

    def turns():
        said = []
        with open(FILE, encoding="utf-8") as file:
            for match in map(re.compile(line).match, file):
                if match:
                    said.append(match.groups())
        return len(said)

    return turns


def with_elementtree():
    import xml.etree.ElementTree

    def read():
        said = []
        for _, element in xml.etree.ElementTree.iterparse(FILE):
            name = element.tag.rpartition("}")[2]
            if name in ("turn", "p"):
                said.append((element.get("speaker"), element.text))
            if name in ("session", "p"):
                element.clear()
        return len(said)

    return read


def with_sqlite3():
    import sqlite3

    def read():
        base = sqlite3.connect(":memory:")
        with open(FILE, encoding="utf-8") as file:
            base.executescript(file.read())
        return base.execute("SELECT count(*) FROM turns").fetchone()[0]

    return read


def with_openpyxl():
    import openpyxl

    def read():
        sheet = openpyxl.load_workbook(FILE, read_only=True).worksheets[0]
        return len([row for row in sheet.iter_rows(values_only=True)])

    return read


def with_python_docx():
    import docx

    return lambda: len([paragraph.text for paragraph in docx.Document(FILE).paragraphs])


def with_odfpy():
    from odf import opendocument, teletype, text

    return lambda: len([teletype.extractText(one) for one in opendocument.load(FILE).getElementsByType(text.P)])


def with_beautifulsoup():
    import bs4

    def said(page):
        return len([one.get_text() for one in bs4.BeautifulSoup(page, "html.parser").find_all("p")])

    def read():
        if FORMAT == "epub":
            with zipfile.ZipFile(FILE) as book:
                return sum(said(book.read(name)) for name in book.namelist() if name.endswith(".xhtml"))
        with open(FILE, encoding="utf-8") as file:
            return said(file)

    return read


def with_markdown_it():
    import markdown_it

    def read():
        with open(FILE, encoding="utf-8") as file:
            return len([token for token in markdown_it.MarkdownIt().parse(file.read()) if token.type == "inline"])

    return read


def with_pysrt():
    import pysrt

    return lambda: len(pysrt.open(FILE))


def with_pysubs2():
    import pysubs2

    return lambda: len([event.plaintext for event in pysubs2.load(FILE)])


def with_striprtf():
    from striprtf.striprtf import rtf_to_text

    def read():
        with open(FILE, encoding="cp1252") as file:
            return len(rtf_to_text(file.read()).splitlines())

    return read


def with_webvtt():
    import webvtt

    return lambda: len([caption.text for caption in webvtt.read(FILE)])


def with_pypdf():
    import pypdf

    return lambda: len([page.extract_text() for page in pypdf.PdfReader(FILE).pages])


work = globals()[f"with_{TOOL}"]()
began = time.perf_counter()
rows = work()
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": seconds, "peak_rss_mb": peak, "rows": rows}))
