"""Writes the fixtures of csv, json and jsonl, with pandas and duckdb."""

import csv
import json
import os

import duckdb
import pandas

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = [
    ("a1", "client", "I keep waking at four, and then I lie there."),
    ("a1", "therapist", 'What do you tell yourself then? You said "it is hopeless" last week.'),
    ("a1", "client", "That.\nAnd that nobody would notice."),
    ("a1", "therapist", "I notice."),
    ("b2", "client", "My café closed; I don't know who I am without it."),
    ("b2", "therapist", "Tell me who you were there."),
]
NAMES = ["conversation_id", "speaker", "text"]


def at(folder, name):
    return os.path.join(HERE, "..", folder, "fixtures", name)


frame = pandas.DataFrame(ROWS, columns=NAMES)
with open(at("csv", "python-excel.csv"), "w", newline="", encoding="utf-8-sig") as file:
    writer = csv.writer(file, dialect="excel")
    writer.writerow(NAMES)
    writer.writerows(ROWS)
frame.to_csv(at("csv", "pandas.csv"))
duckdb.sql("copy (select * from frame) to '%s' (header, delimiter '\t')" % at("csv", "duckdb.tsv"))

talks = [
    {"id": key, "messages": [{"role": role, "content": text} for name, role, text in ROWS if name == key]}
    for key in ("a1", "b2")
]
with open(at("jsonl", "python-json.jsonl"), "w") as file:
    for talk in talks:
        file.write(json.dumps(talk) + "\n")
nested = pandas.DataFrame(talks)
nested.to_json(at("jsonl", "pandas.jsonl"), orient="records", lines=True)
duckdb.sql("copy (select * from nested) to '%s' (format json)" % at("jsonl", "duckdb.jsonl"))
with open(at("json", "python-json.json"), "w") as file:
    json.dump({"version": 1, "conversations": talks}, file, indent=2, ensure_ascii=False)
nested.to_json(at("json", "pandas.json"), orient="records")
duckdb.sql("copy (select * from nested) to '%s' (format json, array true)" % at("json", "duckdb.json"))
