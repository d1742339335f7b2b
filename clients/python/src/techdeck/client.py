"""The client. Written by `make_sync.py` from `async_client.py`: change that one."""

from __future__ import annotations

import base64
import hashlib
import json as jsonlib
import os
import random
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Union
from urllib.parse import quote, urljoin

import httpx

from ._io import Bar, read, sleep
from .errors import Conflict, InvalidInput, NotSignedIn, RunFailed, SIGN_IN, TechDeckError, Unavailable, error_of, unavailable
from .frames import Part, report_frame
from .profile import Profile, home_of, is_fresh
from .types import (
    Dataset,
    Diff,
    Event,
    Execution,
    ExecutionMode,
    ExportFile,
    ExportFormat,
    Me,
    Preview,
    Progress,
    QuarantineCounts,
    QuarantineRow,
    ReadingMapping,
    Report,
    SignedIn,
    Why,
)
from .watching import EventStream, Watched, place_of

if TYPE_CHECKING:
    import datasets
    import pandas

PathLike = Union[str, "os.PathLike[str]"]
#: An id, or what has one: what `upload`, `run`, `dataset` and `execution` give.
Named = Union[str, Dataset, Execution]

_PREFIX = "/api/v1"
_DEFAULT_URL = "http://127.0.0.1:5000"
_FINAL = ("completed", "partial", "failed", "cancelled")
#: Bytes of one request of an upload: what is sent again where it breaks.
_CHUNK_BYTES = 8 * 1024 * 1024
#: The server says something every 15 s; after this long a silent connection counts as broken.
_SILENCE_S = 45.0
#: Whoever is told to wait for longer has to be told of it.
_LONGEST_PAUSE_S = 30.0


class Client:
    """Calls of the API. All of them raise `TechDeckError`, with a code, a message and the next step.

    The address is `url`, else TECHDECK_API_URL, else where the profile is signed in, else the stack of this machine. The
    token is `token`, else TECHDECK_TOKEN, else that of `./techdeck login` in the profile, a folder: `profile`, else
    TECHDECK_HOME, else ~/.techdeck. It is renewed when it runs out, and sent to the address that it is for alone.

    What may be repeated is: `retries` times, after a broken connection and when the service is busy.
    """

    def __init__(
        self,
        url: Union[str, None] = None,
        *,
        token: Union[str, None] = None,
        profile: Union[PathLike, None] = None,
        retries: int = 4,
        timeout: float = 60.0,
        transport: Any = None,
    ) -> None:
        self._profile = Profile(home_of(profile))
        kept = self._profile.read()
        given = url or os.environ.get("TECHDECK_API_URL")
        found = given or (kept["api_url"] if kept else None) or self._profile.stack_url() or _DEFAULT_URL
        #: Where the API is.
        self.url = found.rstrip("/").removesuffix(_PREFIX)
        self._given_token = token or os.environ.get("TECHDECK_TOKEN")
        self._retries = retries
        self._http = httpx.Client(timeout=httpx.Timeout(timeout, connect=10.0), transport=transport)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: Union[type[BaseException], None],
        error: Union[BaseException, None],
        trace: Union[TracebackType, None],
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def me(self) -> Me:
        """Who I am and what I may do."""
        return self._get("/auth/me")

    # Data sets

    def datasets(self) -> Iterator[Dataset]:
        """My data sets and those shared with me, newest first."""
        for each in self._pages("/datasets"):
            yield each

    def dataset(self, dataset: Named) -> Dataset:
        return self._get(f"/datasets/{_id(dataset)}")

    def upload(
        self,
        files: Union[PathLike, Sequence[PathLike]],
        *,
        name: Union[str, None] = None,
        mapping: Union[ReadingMapping, None] = None,
        into: Union[Named, None] = None,
        force: bool = False,
        wait: bool = True,
        progress: Union[bool, None] = None,
    ) -> Dataset:
        """Uploads one or more files as one data set, and waits until it is known what they are.

        One file is sent in parts, and goes on where it broke off; memory does not grow with its size. A file that is a
        data set already is answered with that one (`known`), unless `force`. `into` adds the files to a data set, as its
        next version. `mapping` says which column means what, such as `{"text": "utterance", "speaker": "who"}`.

        Raises InvalidInput where a file holds no conversations, or is not there.
        """
        paths = [Path(each) for each in ([files] if isinstance(files, (str, os.PathLike)) else files)]
        for path in paths:
            if not path.is_file():
                raise InvalidInput("VALIDATION_ERROR", f"{path} is not a file.", next_step="Name a file that is there.")
        if not paths:
            raise InvalidInput("VALIDATION_ERROR", "There is no file to upload.", next_step="Name one.")
        target = None if into is None else _id(into)
        if len(paths) == 1:
            dataset = self._upload_in_parts(paths[0], name, mapping, target, force, progress)
        else:
            dataset = self._upload_together(paths, name, mapping, target, force)
        return self._inspected(dataset) if wait else dataset

    def quarantine(self, dataset: Named) -> Iterator[QuarantineRow]:
        """Rows of the newest run that were kept out, with position and reason."""
        for each in self._pages(f"/datasets/{_id(dataset)}/quarantine"):
            yield each

    def quarantine_counts(self, dataset: Named) -> QuarantineCounts:
        """How many rows the newest run kept out, by reason."""
        return self._get(f"/datasets/{_id(dataset)}/quarantine/counts")

    # Runs

    def run(
        self,
        dataset: Union[Named, Sequence[Named]],
        *,
        mode: ExecutionMode = "standard",
        threshold: float = 0.7,
        bias: bool = True,
        formats: Sequence[ExportFormat] = ("jsonl",),
        options: Union[dict[str, dict[str, Any]], None] = None,
        recipe: Union[str, dict[str, Any], None] = None,
        key: Union[str, None] = None,
    ) -> Execution:
        """Starts a run and gives it at once; `wait` waits for its end.

        The same `key` starts nothing twice, whatever breaks in between; without one each call has its own. `options` are
        by stage, see docs/options.md.
        """
        each = [dataset] if isinstance(dataset, (str, dict)) else list(dataset)
        body = {
            "dataset_ids": [_id(one) for one in each],
            "execution_mode": mode,
            "quality_threshold": threshold,
            "enable_bias_detection": bias,
            "export_formats": list(formats),
            **({} if options is None else {"options": options}),
            **({} if recipe is None else {"recipe": recipe}),
        }
        headers = {"idempotency-key": key or str(uuid.uuid4())}
        return self._post("/pipeline/execute", body, headers=headers, repeatable=True)

    def validate(self, dataset: Named) -> str:
        """Starts a run up to validation, and gives its id."""
        answer = self._post(f"/validation/{_id(dataset)}", {})
        return answer["execution_id"]

    def executions(self) -> Iterator[Execution]:
        """My runs, newest first."""
        for each in self._pages("/pipeline"):
            yield each

    def execution(self, execution: Named) -> Execution:
        return self._get(f"/pipeline/{_id(execution)}")

    def progress(self, execution: Named) -> Progress:
        """How far a run is: the same object that the page and the command line show."""
        return self._get(f"/pipeline/{_id(execution)}/progress")

    def cancel(self, execution: Named) -> Execution:
        """Stops a run; what is done stays done."""
        return self._post(f"/pipeline/{_id(execution)}/cancel", repeatable=True)

    def retry(self, execution: Named) -> Execution:
        """Goes on with a partial, failed or cancelled run from its checkpoints, under the same id."""
        return self._post(f"/pipeline/{_id(execution)}/retry")

    def events(self, execution: Named, *, after: Union[str, None] = None) -> Iterator[Event]:
        """State changes so far, after a cursor."""
        while True:
            query = {"limit": 500, **({} if after is None else {"after": after})}
            page = (self._send("GET", f"/pipeline/{_id(execution)}/events", query=query)).json()
            for event in page["data"]:
                yield event
            after = page["meta"]["next_cursor"]
            if after is None:
                return

    def watch(
        self, execution: Named, *, after: Union[str, None] = None, patience: float = 120.0
    ) -> Iterator[Watched]:
        """Watches a run until it has ended.

        A broken connection comes back with its cursor: no event is missed and none is told twice. `after` is a cursor,
        to see only what came later; without it, from the beginning. Raises Unavailable when the service stays away for
        `patience` seconds.
        """
        cursor, attempt, heard = after, 0, time.monotonic()
        path = f"/pipeline/{_id(execution)}/events"
        while True:
            try:
                for told in self._told(path, cursor):
                    heard, attempt = time.monotonic(), 0
                    if told.event is not None:
                        place = place_of(told.event["cursor"], cursor)
                        if place == "known":
                            continue
                        # The server's order has no holes; one means that something between us dropped a part.
                        if place == "hole":
                            break
                        cursor = told.event["cursor"]
                    yield told
                    if told.kind == "end":
                        return
            except TechDeckError as error:
                hopeless = 0 < error.status < 500 and error.status != 429
                if hopeless or time.monotonic() - heard > patience:
                    raise
            sleep(min(5.0, 0.1 * 2 ** min(attempt, 6)) * random.uniform(0.5, 1.0))
            attempt += 1

    def wait(self, execution: Named, *, progress: Union[bool, None] = None) -> Execution:
        """Waits for the end of a run, with a progress bar where tqdm is installed, and gives the run.

        Raises RunFailed when it failed or was cancelled; a `partial` one has a result, and is given.
        """
        bar = Bar(progress, 100, "run", "%")
        try:
            for told in self.watch(execution):
                if told.progress is not None:
                    bar.to(told.progress["progress"], told.progress["current_stage"])
        finally:
            bar.close()
        ended = self.execution(execution)
        if ended["status"] in ("failed", "cancelled"):
            error = ended.get("error")
            raise RunFailed(
                error["code"] if error else ended["status"].upper(),
                error["message"] if error else f"The run {ended['id']} was {ended['status']}.",
                next_step="retry() goes on from its checkpoints; events() says what happened.",
            )
        return ended

    def report(self, execution: Named) -> Report:
        """What a run found, and what became of every record."""
        return self._get(f"/pipeline/{_id(execution)}/report")

    def report_frame(self, execution: Named, part: Part = "conservation") -> "pandas.DataFrame":
        """A part of the report as a pandas frame, see `techdeck.report_frame`."""
        return report_frame(self.report(execution), part)

    def preview(self, execution: Named) -> Preview:
        """The first conversations after all stages, de-identified, with findings. Waits until they are made."""
        deadline = time.monotonic() + 60
        while True:
            try:
                return self._get(f"/pipeline/{_id(execution)}/preview")
            except TechDeckError as error:
                if error.code != "QUEUED_FOR_PROCESSING" or time.monotonic() > deadline:
                    raise
            sleep(0.5)

    def why(self, execution: Named, place: str) -> Why:
        """What happened to one conversation or row, stage by stage, without its text.

        `place` is a conversation's id or the beginning of it, `FILE:LINE` or `FILE:row:ROW`.
        """
        return self._get(f"/pipeline/{_id(execution)}/why/{quote(place, safe='')}")

    def compare(self, execution: Named, other: Named) -> Diff:
        """What two runs make of the same data: the first page, with the sums of that page."""
        return self._get(f"/pipeline/{_id(execution)}/diff/{_id(other)}")

    # Exports

    def exports(self, execution: Named) -> list[ExportFile]:
        """The files of a run."""
        return (self._get(f"/pipeline/{_id(execution)}/exports"))["files"]

    def download(
        self,
        execution: Named,
        folder: PathLike,
        *,
        names: Union[Sequence[str], None] = None,
        purpose: Union[str, None] = None,
        progress: Union[bool, None] = None,
    ) -> list[Path]:
        """Downloads the files of a run into a folder, each whole and as it was made (its hash is checked), or not at all.

        `names` are the files to take; all by default. `purpose` says what the copy is for: data sets that are kept for a
        purpose ask for it. The audit log knows of each copy.
        """
        files = self.exports(execution)
        known = {each["name"] for each in files}
        for name in names or ():
            if name not in known:
                raise InvalidInput("VALIDATION_ERROR", f"The run has no file {name}.", next_step="exports() lists them.")
        wanted = [each for each in files if names is None or each["name"] in names]
        bar = Bar(progress, sum(each["size_bytes"] for each in wanted), "download", "B", scale=True)
        done, paths = 0, []
        try:
            for file in wanted:
                path = _inside(Path(folder), file["name"])
                path.parent.mkdir(parents=True, exist_ok=True)
                self._save(_id(execution), file, path, purpose, bar, done)
                done += file["size_bytes"]
                paths.append(path)
        finally:
            bar.close()
        return paths

    def load_dataset(
        self,
        execution: Named,
        *,
        format: Union[Literal["parquet", "jsonl", "openai_chat", "sharegpt", "huggingface"], None] = None,
        split: Union[str, None] = None,
        purpose: Union[str, None] = None,
    ) -> "Union[datasets.Dataset, datasets.DatasetDict]":
        """An export of a run as a `datasets.Dataset`; needs `datasets`.

        Taken is `format`, else the first that the run made of huggingface, parquet, jsonl, openai_chat and sharegpt.
        Where that has splits it is a `DatasetDict`, or with `split` the one of that name. It is held in memory, and
        nothing of it stays on the disk.
        """
        import datasets

        found = self.exports(execution)
        made = [each for each in _LOADABLE if any(file["format"] == each for file in found)]
        chosen = format or (made[0] if made else None)
        if chosen is None or chosen not in made:
            raise InvalidInput(
                "VALIDATION_ERROR",
                f"The run made no file that can be loaded{'' if format is None else f' as {format}'}.",
                next_step=f"Run it with formats=[…] of {', '.join(_LOADABLE)}.",
            )
        files = [each for each in found if each["format"] == chosen and each["name"].endswith((".parquet", ".jsonl"))]
        with tempfile.TemporaryDirectory(prefix="techdeck-") as folder:
            names = [each["name"] for each in files]
            self.download(execution, folder, names=names, purpose=purpose, progress=False)
            by_split: dict[str, list[str]] = {}
            for each in files:
                by_split.setdefault(each.get("split") or "train", []).append(str(Path(folder, each["name"])))
            read = datasets.Dataset.from_parquet if names[0].endswith(".parquet") else datasets.Dataset.from_json
            loaded = {
                name: read(paths, keep_in_memory=True, cache_dir=str(Path(folder, "cache", name)))
                for name, paths in by_split.items()
            }
        if split is not None:
            if split not in loaded:
                known = ", ".join(loaded)
                raise InvalidInput("VALIDATION_ERROR", f"There is no split {split}.", next_step=f"There are: {known}.")
            return loaded[split]
        return next(iter(loaded.values())) if len(loaded) == 1 else datasets.DatasetDict(loaded)

    # How it is sent

    def _get(self, path: str) -> Any:
        return (self._send("GET", path)).json()["data"]

    def _post(self, path: str, body: Any = None, **how: Any) -> Any:
        return (self._send("POST", path, json=body, **how)).json()["data"]

    def _pages(self, path: str) -> Iterator[Any]:
        cursor: Union[str, None] = None
        while True:
            page = (self._send("GET", path, query={} if cursor is None else {"cursor": cursor})).json()
            for each in page["data"]:
                yield each
            cursor = page["meta"]["next_cursor"]
            if cursor is None:
                return

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Union[dict[str, Any], None] = None,
        json: Any = None,
        headers: Union[dict[str, str], None] = None,
        content: Union[bytes, None] = None,
        files: Any = None,
        data: Any = None,
        repeatable: bool = False,
    ) -> httpx.Response:
        """The answer to a request that succeeded; what may be repeated is, and an expired token is renewed once."""
        renew, attempt = False, 0
        while True:
            error: TechDeckError
            try:
                signed = {**(headers or {}), "authorization": f"Bearer {self._token(renew)}"}
                for file in files or ():
                    file[1][1].seek(0)
                response = self._http.request(
                    method,
                    self._url(path),
                    params=query,
                    json=json,
                    headers=signed,
                    content=content,
                    files=files,
                    data=data,
                )
                if response.is_success:
                    return response
                error = error_of(response)
            except httpx.TransportError as cause:
                error = unavailable(self.url, cause)
                error.__cause__ = cause
            if not renew and error.reason == "token_expired" and self._given_token is None:
                renew = True
                continue
            if attempt >= self._retries or not _may_repeat(error, repeatable or method in ("GET", "HEAD")):
                raise error
            sleep(_pause(error, attempt))
            attempt += 1

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else self.url + _PREFIX + path

    def _token(self, renew: bool) -> str:
        if self._given_token is not None:
            return self._given_token
        kept = self._profile.read()
        if kept is None or kept["api_url"] != self.url:
            raise NotSignedIn("AUTHENTICATION_ERROR", f"Nobody is signed in to {self.url}.", next_step=SIGN_IN)
        if not renew and is_fresh(kept):
            return kept["access_token"]
        since = time.monotonic()
        while not self._profile.take_lock(since):
            sleep(0.05)
        try:
            latest = self._profile.read()
            if latest is None or latest["api_url"] != self.url:
                raise _ended()
            # Another process may have renewed it meanwhile.
            if latest["access_token"] != kept["access_token"] and is_fresh(latest):
                return latest["access_token"]
            renewed = self._renew(latest["refresh_token"])
            self._profile.write(self.url, renewed)
            return renewed["access_token"]
        finally:
            self._profile.drop_lock()

    def _renew(self, refresh_token: str) -> SignedIn:
        try:
            response = self._http.request("POST", self._url("/auth/refresh"), json={"refresh_token": refresh_token})
        except httpx.TransportError as cause:
            raise unavailable(self.url, cause) from cause
        if response.status_code == 401:
            self._profile.forget()
            raise _ended()
        if not response.is_success:
            raise error_of(response)
        return response.json()["data"]

    def _told(self, path: str, cursor: Union[str, None]) -> Iterator[Watched]:
        headers = {"accept": "text/event-stream", "authorization": f"Bearer {self._token(False)}"}
        if cursor is not None:
            headers["last-event-id"] = cursor
        stream, timeout = EventStream(), httpx.Timeout(10.0, read=_SILENCE_S)
        try:
            with self._http.stream("GET", self._url(path), headers=headers, timeout=timeout) as response:
                if not response.is_success:
                    response.read()
                    error = error_of(response)
                    if error.reason == "token_expired" and self._given_token is None:
                        self._token(True)
                        return
                    raise error
                for line in response.iter_lines():
                    told = stream.feed(line)
                    if told is not None:
                        yield told
        except httpx.TransportError as cause:
            raise unavailable(self.url, cause) from cause

    def _upload_in_parts(
        self,
        path: Path,
        name: Union[str, None],
        mapping: Union[ReadingMapping, None],
        into: Union[str, None],
        force: bool,
        progress: Union[bool, None],
    ) -> Dataset:
        """Over tus 1.0: each request goes on where the last one broke."""
        size = path.stat().st_size
        metadata = {
            "filename": path.name,
            "force": "true" if force else "false",
            **({} if name is None else {"name": name}),
            **({} if mapping is None else {"mapping": jsonlib.dumps(mapping)}),
            **({} if into is None else {"into": into}),
        }
        headers = {
            "tus-resumable": "1.0.0",
            "upload-length": str(size),
            "upload-metadata": ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items()),
        }
        response = self._send("POST", "/uploads", headers=headers)
        where = urljoin(self._url("/uploads"), response.headers.get("location", ""))
        offset, failures = int(response.headers.get("upload-offset", "0")), 0
        bar = Bar(progress, size, f"upload {path.name}", "B", scale=True)
        try:
            with open(path, "rb") as file:
                while offset < size:
                    file.seek(offset)
                    chunk = read(file, min(_CHUNK_BYTES, size - offset))
                    if not chunk:
                        raise InvalidInput("VALIDATION_ERROR", f"{path} became shorter while it was read.")
                    headers = {
                        "tus-resumable": "1.0.0",
                        "upload-offset": str(offset),
                        "content-type": "application/offset+octet-stream",
                    }
                    try:
                        response = self._send("PATCH", where, headers=headers, content=chunk)
                    except (Unavailable, Conflict) as error:
                        if not error.recoverable and not isinstance(error, Conflict):
                            raise
                        failures += 1
                        if failures > 7:
                            raise
                        sleep(_pause(error, failures))
                        response = self._send("HEAD", where, headers={"tus-resumable": "1.0.0"})
                    moved = int(response.headers.get("upload-offset", str(offset)))
                    failures = 0 if moved > offset else failures
                    offset = moved
                    bar.to(offset)
        finally:
            bar.close()
        dataset_id = response.headers.get("x-dataset-id")
        if dataset_id is None:
            told = self._send("GET", where)
            dataset_id = told.json()["data"]["dataset_id"]
        dataset = self.dataset(dataset_id)
        if response.headers.get("x-dataset-known") == "true":
            dataset["known"] = True
        return dataset

    def _upload_together(
        self,
        paths: Sequence[Path],
        name: Union[str, None],
        mapping: Union[ReadingMapping, None],
        into: Union[str, None],
        force: bool,
    ) -> Dataset:
        """In one request, streamed; with an id of its own it may be sent twice."""
        data = {
            **({} if name is None else {"name": name}),
            **({} if mapping is None else {"mapping": jsonlib.dumps(mapping)}),
        }
        opened = [open(path, "rb") for path in paths]
        try:
            response = self._send(
                "POST",
                "/datasets" if into is None else f"/datasets/{into}/files",
                query={"force": "true" if force else "false"},
                headers={"x-dataset-id": _uuid7()} if into is None else {},
                files=[("file", (path.name, file)) for path, file in zip(paths, opened)],
                data=data,
                repeatable=not force,
            )
            return response.json()["data"]
        finally:
            for file in opened:
                file.close()

    def _inspected(self, dataset: Dataset) -> Dataset:
        known, pause = dataset.get("known"), 0.1
        while dataset["status"] in ("uploading", "inspecting"):
            sleep(pause)
            pause = min(2.0, pause * 1.5)
            dataset = self.dataset(dataset["id"])
        if dataset["status"] == "invalid":
            said = " ".join(each["message"] for each in dataset["problems"]) or "It holds no conversations."
            raise InvalidInput("UNPROCESSABLE_FILE", f"{dataset['name']} cannot be used. {said}", details=dataset["problems"])
        if known:
            dataset["known"] = True
        return dataset

    def _save(
        self, execution_id: str, file: ExportFile, path: Path, purpose: Union[str, None], bar: Bar, before: int
    ) -> None:
        part = path.with_name(f"{path.name}.part")
        url = self._url(f"/pipeline/{execution_id}/exports/{quote(file['name'], safe='')}")
        digest, size, failures = hashlib.sha256(), 0, 0
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                while size < file["size_bytes"]:
                    begun = size
                    try:
                        for piece in self._pieces(url, size, purpose):
                            out.write(piece)
                            digest.update(piece)
                            size += len(piece)
                            bar.to(before + size)
                    except TechDeckError as error:
                        failures = 0 if size > begun else failures + 1
                        if not isinstance(error, Unavailable) or not error.recoverable or failures > 3:
                            raise
                        sleep(_pause(error, failures))
            if digest.hexdigest() != file["sha256"]:
                raise TechDeckError(
                    "DOWNLOAD_MISMATCH",
                    f"What came for {file['name']} is not what was exported. Nothing was kept of it.",
                    next_step="Download it again; if it differs again, run the export anew.",
                )
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def _pieces(self, url: str, start: int, purpose: Union[str, None]) -> Iterator[bytes]:
        headers = {"authorization": f"Bearer {self._token(False)}", "accept-encoding": "identity"}
        if start > 0:
            headers["range"] = f"bytes={start}-"
        query = {} if purpose is None else {"purpose": purpose}
        try:
            with self._http.stream("GET", url, headers=headers, params=query) as response:
                if not response.is_success:
                    response.read()
                    raise error_of(response)
                for piece in response.iter_bytes():
                    yield piece
        except httpx.TransportError as cause:
            raise unavailable(self.url, cause) from cause


_LOADABLE = ("huggingface", "parquet", "jsonl", "openai_chat", "sharegpt")


def _id(named: Named) -> str:
    return quote(named if isinstance(named, str) else named["id"], safe="")


def _may_repeat(error: TechDeckError, repeatable: bool) -> bool:
    if (error.retry_after or 0) > _LONGEST_PAUSE_S:
        return False
    if error.status == 429:
        return True
    return repeatable and isinstance(error, Unavailable) and error.recoverable and error.status in (0, 502, 503, 504)


def _pause(error: TechDeckError, attempt: int) -> float:
    return error.retry_after if error.retry_after is not None else 0.25 * 2**attempt * random.uniform(0.5, 1.0)


def _ended() -> NotSignedIn:
    return NotSignedIn("AUTHENTICATION_ERROR", "The session has ended.", next_step="Sign in again: ./techdeck login")


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise TechDeckError("INTERNAL_ERROR", "The API names a file outside of the folder; nothing was written.")
    return path


def _uuid7() -> str:
    """Ids that the API lets callers choose are of version 7: milliseconds first."""
    number = (int(time.time() * 1000) << 80) | random.SystemRandom().getrandbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=number & ~(0x3 << 62) | 0x2 << 62))
