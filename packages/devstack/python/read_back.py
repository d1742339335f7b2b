"""Reads an export with the tools that people use, and prints what each of them found as one JSON value.

Usage: read_back.py FOLDER SCRATCH. The result maps `tool format` to conversations: lists of [role, text], or to rows.
"""

import glob
import json
import sys

import datasets
import duckdb
import mlcroissant
import pandas
import pyarrow.csv
import pyarrow.ipc
import pyarrow.json
import pyarrow.parquet

FOLDER, SCRATCH = sys.argv[1:3]
ROLES = {"user": "client", "assistant": "therapist", "human": "client", "gpt": "therapist"}
datasets.disable_progress_bars()


def path(name):
    return f"{FOLDER}/{name}"


def said(turns, role="role", text="text"):
    return [[ROLES.get(turn[role], turn[role]), turn[text]] for turn in turns]


def by_conversation(rows):
    """Rows of one turn each, as conversations in order."""
    found = {}
    for row in rows:
        found.setdefault(row["conversation_id"], []).append([row["role"], row["text"]])
    return list(found.values())


def load(builder, name):
    found = datasets.load_dataset(builder, data_files=path(name), cache_dir=SCRATCH, split="train")
    return found.to_list()


def rows_of(table):
    return table.to_pylist()


def sql(query):
    return duckdb.sql(query).to_arrow_table().to_pylist()


def croissant():
    found = mlcroissant.Dataset(jsonld=path("croissant.json"))
    records = {}
    for record_set in found.metadata.record_sets:
        name = record_set.uuid
        rows = list(found.records(name))
        records[name] = [
            {key.split("/")[-1]: value.decode() if isinstance(value, bytes) else value for key, value in row.items()}
            for row in rows
        ]
    return {"errors": sorted(found.metadata.ctx.issues.errors), "ids": [row["id"] for row in records["jsonl"]],
            "texts": [row["text"] for row in records["csv"]], "sets": sorted(records)}


def label_studio():
    with open(path("label_studio.json"), encoding="utf-8") as file:
        return [said(task["data"]["dialogue"], "author", "text") for task in json.load(file)]


def hub():
    found = datasets.load_dataset(path("huggingface"), cache_dir=SCRATCH)
    return {"splits": {name: len(split) for name, split in found.items()},
            "conversations": [said(row["turns"]) for split in found.values() for row in split]}


parquet = path("conversations.parquet")
turns = {
    "pandas jsonl": [said(each) for each in pandas.read_json(path("conversations.jsonl"), lines=True).turns],
    "pandas openai_chat": [said(each, text="content") for each in pandas.read_json(path("openai_chat.jsonl"), lines=True).messages],
    "pandas sharegpt": [said(each, "from", "value") for each in pandas.read_json(path("sharegpt.jsonl"), lines=True).conversations],
    "pandas csv": by_conversation(pandas.read_csv(path("conversations.csv"), dtype=str, keep_default_na=False).to_dict("records")),
    "pandas csv_conversations": [said(json.loads(each)) for each in pandas.read_csv(path("csv_conversations.csv")).turns],
    "pandas parquet": [said(each) for each in pandas.read_parquet(parquet).turns],
    "pandas arrow": [said(each) for each in pandas.read_feather(path("conversations.arrow")).turns],
    "pyarrow jsonl": [said(row["turns"]) for row in rows_of(pyarrow.json.read_json(path("conversations.jsonl")))],
    "pyarrow csv": by_conversation(rows_of(pyarrow.csv.read_csv(path("conversations.csv"), parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True)))),
    "pyarrow parquet": [said(row["turns"]) for row in rows_of(pyarrow.parquet.read_table(parquet))],
    "pyarrow arrow": [said(row["turns"]) for row in rows_of(pyarrow.ipc.open_file(path("conversations.arrow")).read_all())],
    "datasets jsonl": [said(row["turns"]) for row in load("json", "conversations.jsonl")],
    "datasets openai_chat": [said(row["messages"], text="content") for row in load("json", "openai_chat.jsonl")],
    "datasets sharegpt": [said(row["conversations"], "from", "value") for row in load("json", "sharegpt.jsonl")],
    "datasets csv": by_conversation(load("csv", "conversations.csv")),
    "datasets parquet": [said(row["turns"]) for row in load("parquet", "conversations.parquet")],
    "datasets arrow": [said(row["turns"]) for row in load("arrow", "conversations.arrow")],
    "duckdb jsonl": [said(row["turns"]) for row in sql(f"from read_json('{path('conversations.jsonl')}')")],
    "duckdb openai_chat": [said(row["messages"], text="content") for row in sql(f"from read_json('{path('openai_chat.jsonl')}')")],
    "duckdb csv": by_conversation(sql(f"from read_csv('{path('conversations.csv')}', all_varchar = true)")),
    "duckdb parquet": [said(row["turns"]) for row in sql(f"from '{parquet}'")],
    "label studio's JSON": label_studio(),
}
stored = rows_of(pyarrow.parquet.read_table(parquet))
print(json.dumps({
    "turns": turns,
    "huggingface": hub(),
    "croissant": croissant(),
    "stored": {
        "parquet": stored,
        "arrow": rows_of(pyarrow.ipc.open_file(path("conversations.arrow")).read_all()),
        "row_groups": [pyarrow.parquet.ParquetFile(parquet).num_row_groups],
    },
    "pairs": {name: pandas.read_json(path(f"{name}.jsonl"), lines=True)[columns].to_dict("records") for name, columns in {"prompt_completion": ["completion"], "alpaca": ["output"]}.items()},
    "preference": load("json", "preference.jsonl"),
    "sessions": pandas.read_csv(path("csv_sessions.csv")).set_index("conversation_id")[["turns", "score_overall"]].to_dict("index"),
    "code_book": pandas.read_csv(path("csv_sessions.codebook.csv")).column.tolist(),
}))
