"""Writes the fixtures of parquet and arrow, and of csv, json and jsonl those that tables.py does not.

Run by: python columns.py FOLDER, with pandas, pyarrow, polars, duckdb, fastparquet and fhir.resources installed.
The text is made up.
"""

import json
import sys
from pathlib import Path

import duckdb
import fastparquet
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

root = Path(sys.argv[1])


def at(path):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    return str(root / path)


sam = ["I cannot sleep.", "Since my exams, I think.", "Not well, no."]
reed = ["What keeps you awake?", "How have the days been?", "Let us look at that, shall we?"]
messages = [
    [
        {"role": role, "content": f"{text} ({n})"}
        for pair in zip(sam, reed)
        for role, text in zip(("user", "assistant"), pair)
    ]
    for n in range(4)
]
nested = {"id": [101, 102, 103, 104], "topic": ["sleep", None, "work", "sleep"], "messages": messages}
turns = [
    {"session": n, "turn": t, "speaker": "client" if m["role"] == "user" else "therapist", "text": m["content"]}
    for n, conversation in enumerate(messages)
    for t, m in enumerate(conversation)
]
flat = pd.DataFrame(turns)
frame = pd.DataFrame(nested)
table = pa.table(nested)
columns = pa.table(
    {
        "dialog": [[m["content"] for m in conversation] for conversation in messages],
        "act": [[1, 2] * 3 for _ in messages],
        "when": pa.array([1767225600000] * 4, pa.timestamp("ms", tz="UTC")),
    }
)

# Parquet
pq.write_table(table, at("parquet/fixtures/pyarrow-zstd.parquet"), compression="zstd", row_group_size=2)
pq.write_table(columns, at("parquet/fixtures/pyarrow-lists.parquet"), compression="gzip", data_page_version="2.0")
flat.to_parquet(at("parquet/fixtures/pandas.parquet"))
pl.DataFrame(nested).write_parquet(at("parquet/fixtures/polars.parquet"), compression="lz4")
duckdb.sql(f"copy (select * from flat order by session, turn) to '{at('parquet/fixtures/duckdb.parquet')}' (format parquet, codec 'brotli')")
fastparquet.write(at("parquet/fixtures/fastparquet.parquet"), flat, compression="SNAPPY")

# Arrow
feather.write_feather(table, at("arrow/fixtures/pyarrow-lz4.feather"), compression="lz4")
feather.write_feather(columns, at("arrow/fixtures/pyarrow-zstd.feather"), compression="zstd")
with pa.OSFile(at("arrow/fixtures/pyarrow.arrows"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
    writer.write_table(table, max_chunksize=2)
flat.assign(speaker=flat.speaker.astype("category")).to_feather(at("arrow/fixtures/pandas-categories.feather"))
pl.DataFrame(turns).write_ipc(at("arrow/fixtures/polars.arrow"))

# Tables as text
frame.to_csv(at("csv/fixtures/pandas-lists.csv"))
flat.to_csv(at("csv/fixtures/pandas-utf16.csv"), sep=";", decimal=",", encoding="utf-16")
pl.DataFrame(turns).write_csv(at("csv/fixtures/polars.tsv"), separator="\t")
duckdb.sql(f"copy (select * from flat order by session, turn) to '{at('csv/fixtures/duckdb-pipe.csv')}' (header, delimiter '|', force_quote *)")
for orient in ("table", "index"):
    frame.to_json(at(f"json/fixtures/pandas-{orient}.json"), orient=orient, indent=1)
pl.DataFrame(nested).write_json(at("json/fixtures/polars.json"))
pl.DataFrame(nested).write_ndjson(at("jsonl/fixtures/polars.jsonl"))

# FHIR
from fhir.resources.bundle import Bundle, BundleEntry
from fhir.resources.communication import Communication
from fhir.resources.patient import Patient
from fhir.resources.questionnaireresponse import QuestionnaireResponse


def communication(n, role, text):
    sender = "Patient/sam" if role == "user" else "Practitioner/reed"
    return Communication(
        id=f"c{n}",
        status="completed",
        encounter={"reference": "Encounter/first"},
        sender={"reference": sender},
        sent=f"2026-01-01T10:00:{n:02}Z",
        payload=[{"contentCodeableConcept": {"text": text}}],
    )


answers = QuestionnaireResponse(
    id="q1",
    status="completed",
    questionnaire="http://example.org/sleep",
    item=[
        {"linkId": "1", "text": "How did you sleep?", "answer": [{"valueString": "Badly"}]},
        {"linkId": "2", "text": "For how many nights?", "answer": [{"valueInteger": 3}]},
    ],
)
resources = [Patient(id="sam"), *(communication(n, m["role"], m["content"]) for n, m in enumerate(messages[0])), answers]
bundle = Bundle(type="collection", entry=[BundleEntry(resource=resource) for resource in resources])
Path(at("json/fixtures/fhir-bundle.json")).write_text(bundle.model_dump_json(indent=1))
Path(at("jsonl/fixtures/fhir-bulk.ndjson")).write_text("".join(resource.model_dump_json() + "\n" for resource in resources))

print(json.dumps({m.__name__: m.__version__ for m in (pd, pa, pl, duckdb, fastparquet)}))
