"""Who is signed in on this machine: what `./techdeck login` keeps in the home folder, and where the local stack is.

A home is a profile: `Client(profile="~/.techdeck-clinic")`, or TECHDECK_HOME.
"""

from __future__ import annotations

import json
import os
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Union

from .errors import Conflict

#: A token with less time left is renewed before it is used.
_MARGIN_S = 30.0
_STALE_S = 30.0
_PATIENCE_S = 20.0


def home_of(profile: Union[str, os.PathLike[str], None]) -> Path:
    return Path(profile or os.environ.get("TECHDECK_HOME") or "~/.techdeck").expanduser()


class Profile:
    """The kept sign-in of a home folder, the same one that the command line uses."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._file = home / "credentials.json"
        self._lock = home / "credentials.json.lock"

    def read(self) -> Union[dict[str, Any], None]:
        """What was kept; None when nobody signed in, or what is there cannot be understood."""
        kept = _json(self._file)
        needed = ("api_url", "access_token", "access_expires_at", "refresh_token")
        return kept if kept is not None and all(isinstance(kept.get(each), str) for each in needed) else None

    def stack_url(self) -> Union[str, None]:
        """Where the stack of this home listens, as it said when it started."""
        state = _json(self.home / "run" / "stack.json")
        url = state.get("apiUrl") if state else None
        return url if isinstance(url, str) else None

    def write(self, url: str, signed_in: Any) -> None:
        """Keeps a sign-in, whole or not at all, readable by its owner alone."""
        expires = datetime.fromtimestamp(time.time() + signed_in["expires_in"], timezone.utc)
        kept = {
            "version": 1,
            "api_url": url,
            "email": signed_in["user"]["email"],
            "access_token": signed_in["access_token"],
            "access_expires_at": expires.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "refresh_token": signed_in.get("refresh_token", ""),
        }
        part = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(json.dumps(kept, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, self._file)

    def forget(self) -> None:
        self._file.unlink(missing_ok=True)

    def take_lock(self, since: float) -> bool:
        """Whether this process alone may renew now: a refresh token that is used twice ends the session.

        A lock that is older than 30 s was left by a process that is gone.
        """
        try:
            os.close(os.open(self._lock, os.O_CREAT | os.O_EXCL, 0o600))
            return True
        except FileExistsError:
            pass
        try:
            if time.time() - self._lock.stat().st_mtime > _STALE_S:
                self._lock.unlink(missing_ok=True)
        except FileNotFoundError:
            return False
        if time.monotonic() - since > _PATIENCE_S:
            raise Conflict("CONFLICT", f"Another techdeck holds {self._lock}.", next_step="Remove it if none runs.")
        return False

    def drop_lock(self) -> None:
        self._lock.unlink(missing_ok=True)


def is_fresh(kept: dict[str, Any]) -> bool:
    expires = datetime.fromisoformat(kept["access_expires_at"].replace("Z", "+00:00"))
    return expires.timestamp() - time.time() > _MARGIN_S


def _json(file: Path) -> Union[dict[str, Any], None]:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
