"""What a watch tells, and how a stream of server-sent events is read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal, Union

from .types import Event, ExecutionStatus, Progress


@dataclass(frozen=True)
class Watched:
    """Every state change once and in order, the newest progress in between, and the end."""

    kind: Literal["event", "progress", "end"]
    event: Union[Event, None] = None
    progress: Union[Progress, None] = None
    status: Union[ExecutionStatus, None] = None


class EventStream:
    """Reads lines of server-sent events into what they tell; what is not known is passed over."""

    def __init__(self) -> None:
        self._event = ""
        self._data: list[str] = []

    def feed(self, line: str) -> Union[Watched, None]:
        if line == "":
            event, data = self._event, "\n".join(self._data)
            self._event, self._data = "", []
            return _told(event, json.loads(data)) if data else None
        field, _, value = line.partition(":")
        if field == "event":
            self._event = value.removeprefix(" ")
        elif field == "data":
            self._data.append(value.removeprefix(" "))
        return None


def _told(event: str, data: Any) -> Union[Watched, None]:
    if event == "":
        return Watched("event", event=data)
    if event == "progress_update":
        return Watched("progress", progress=data)
    if event == "end":
        return Watched("end", status=data["status"])
    return None


def place_of(cursor: str, last: Union[str, None]) -> Literal["next", "known", "hole"]:
    """Whether an event is the next one after `last`. Another epoch begins anew."""
    now, before = _parse(cursor), _parse(last) if last is not None else None
    if now is None:
        return "next"
    epoch, seq = before if before is not None else (now[0], 0)
    if now[0] != epoch:
        return "next"
    if now[1] <= seq:
        return "known"
    return "next" if now[1] == seq + 1 else "hole"


def _parse(cursor: str) -> Union[tuple[int, int], None]:
    found = re.fullmatch(r"(\d{1,9}):(\d{1,12})", cursor)
    return (int(found[1]), int(found[2])) if found else None
