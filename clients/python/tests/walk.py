"""Does with a running TechDeck what people do, and prints what it saw as one JSON value.

Usage: walk.py FILE SCRATCH. The address and the token come from the environment, as people have them.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import httpx
import techdeck

FILE, SCRATCH = Path(sys.argv[1]), Path(sys.argv[2])
HOME = os.environ["TECHDECK_HOME"]
datasets.disable_progress_bars()


class Cut(httpx.SyncByteStream):
    def __init__(self, stream: Any, after: int) -> None:
        self._stream, self._after = stream, after

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            yield piece[: self._after]
            raise httpx.ReadError("cut by the test")

    def close(self) -> None:
        self._stream.close()


class Breaking(httpx.HTTPTransport):
    """Breaks once what goes wrong in the world: an upload after it arrived, a watch and a download on their way."""

    def __init__(self) -> None:
        super().__init__()
        self.broke: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        path = request.url.path
        what = "upload" if request.method == "PATCH" else "watch" if path.endswith("/events") else "download"
        known = request.method == "PATCH" or path.endswith("/events") or "/exports/" in path
        if not known or what in self.broke:
            return response
        self.broke.append(what)
        if what == "upload":
            response.read()
            raise httpx.ReadError("cut by the test")
        return httpx.Response(response.status_code, headers=response.headers, stream=Cut(response.stream, 700))


def failure(call: Any) -> Any:
    try:
        call()
    except techdeck.TechDeckError as error:
        return {"type": type(error).__name__, "code": error.code, "status": error.status, "next": error.next_step}
    return None


def walk() -> dict[str, Any]:
    breaking = Breaking()
    with techdeck.Client(transport=breaking) as deck:
        dataset = deck.upload(FILE, name="from Python")
        again = deck.upload(FILE)
        run = deck.run(dataset, threshold=0, formats=["jsonl", "parquet", "huggingface", "openai_chat"], key="walk")
        same = deck.run(dataset, threshold=0, formats=["jsonl", "parquet", "huggingface", "openai_chat"], key="walk")
        watched = list(deck.watch(run))
        ended = deck.wait(run)
        report = deck.report(run)
        conservation = deck.report_frame(run)
        losses = deck.report_frame(run, "losses")
        paths = deck.download(run, SCRATCH / "export")
        loaded = deck.load_dataset(run)
        chat = deck.load_dataset(run, format="openai_chat")
        line = next(deck.quarantine(dataset))["position"]["line"]
        return {
            "broke": breaking.broke,
            "dataset": {key: dataset[key] for key in ("id", "status", "conversation_count", "name")},
            "again": [again["id"] == dataset["id"], again.get("known")],
            "run": ended["id"],
            "same": same["id"] == run["id"],
            "status": ended["status"],
            "cursors": [told.event["cursor"] for told in watched if told.event is not None],
            "end": watched[-1].status,
            "events": [event["cursor"] for event in deck.events(run, after="1:2")][:1],
            "report": report,
            "conservation": json.loads(conservation.to_json(orient="records")),
            "losses": json.loads(losses.to_json(orient="records")),
            "frames": {part: list(deck.report_frame(run, part).shape) for part in ("validation", "bias", "quality", "privacy")},
            "files": {str(path.relative_to(SCRATCH / "export")): path.stat().st_size for path in paths},
            "exports": {file["name"]: file["size_bytes"] for file in deck.exports(run)},
            "loaded": [loaded.num_rows, sorted(loaded[0]), type(loaded).__name__],
            "chat": chat[0]["messages"][0]["role"],
            "why": deck.why(run, f"{FILE.name}:{line}")["passports"][0]["fate"],
            "counts": deck.quarantine_counts(dataset)["rows"],
            "newest": [next(deck.datasets())["id"], next(deck.executions())["id"]],
            "progress": deck.progress(run)["progress"],
            "preview": len(deck.preview(run)["conversations"]),
            "compared": deck.compare(run, run)["diff"]["same"],
            "unknown": failure(lambda: deck.execution("nobody-knows")),
            "wrong": failure(lambda: deck.run(dataset, threshold=7)),
            "missing": failure(lambda: deck.upload("nowhere.csv")),
            "unmade": failure(lambda: deck.load_dataset(run, format="sharegpt")),
            "done": failure(lambda: deck.cancel(run)),
        }


async def walk_async(dataset: str, run: str) -> dict[str, Any]:
    async with techdeck.AsyncClient() as deck:
        me, (together, progress), kinds = await asyncio.gather(
            deck.me(),
            asyncio.gather(deck.upload([FILE, __file__.replace("walk.py", "second.csv")]), deck.progress(run)),
            kinds_of(deck, run),
        )
        validated = await deck.wait(await deck.validate(dataset))
        return {
            "email": me["email"],
            "together": [together["status"], len(together["files"])],
            "progress": progress["progress"],
            "kinds": kinds,
            "validated": validated["status"],
            "loaded": (await deck.load_dataset(run, format="jsonl")).num_rows,
            "rows": len([row async for row in deck.quarantine(dataset)]),
        }


async def kinds_of(deck: techdeck.AsyncClient, run: str) -> list[str]:
    return sorted({told.kind async for told in deck.watch(run)})


def profile() -> dict[str, Any]:
    """By what `./techdeck login` keeps, whose access token has run out."""
    del os.environ["TECHDECK_TOKEN"]
    before = json.loads(Path(HOME, "credentials.json").read_text())
    with techdeck.Client() as deck:
        email = deck.me()["email"]
        refused = failure(lambda: next(techdeck.Client(profile=SCRATCH / "nobody").datasets()))
    after = json.loads(Path(HOME, "credentials.json").read_text())
    away = techdeck.Client("http://127.0.0.1:9", token="x", retries=0)
    return {
        "email": email,
        "renewed": before["refresh_token"] != after["refresh_token"],
        "mode": oct(Path(HOME, "credentials.json").stat().st_mode & 0o777),
        "refused": refused,
        "away": failure(away.me),
    }


walked = walk()
print(
    json.dumps(
        {
            "client": walked,
            "async": asyncio.run(walk_async(walked["dataset"]["id"], walked["run"])),
            "profile": profile(),
            "installed": techdeck.__file__,
        }
    )
)
