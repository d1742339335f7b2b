"""Errors of the client. Each has a code, a message and what to do next; none quotes a conversation."""

from __future__ import annotations

from typing import Any, Union

import httpx


class TechDeckError(Exception):
    """A call that failed.

    `code` is the API's `error_code`, stable within `/api/v1`; `message` is for people, `next_step` says what to do.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 0,
        next_step: Union[str, None] = None,
        recoverable: bool = False,
        retry_after: Union[float, None] = None,
        details: Any = None,
        request_id: Union[str, None] = None,
    ) -> None:
        self.code = code
        self.message = message
        #: The HTTP status; 0 where no answer came.
        self.status = status
        self.next_step = next_step or NEXT_STEPS.get(code) or (TRY_AGAIN if recoverable else GIVE_UP)
        #: Whether the same call may succeed later.
        self.recoverable = recoverable
        #: Seconds.
        self.retry_after = retry_after
        #: Of invalid input: what is wrong where, and what would be right.
        self.details = details
        #: By which the operator finds the call in the logs.
        self.request_id = request_id
        super().__init__(code, message)

    def __str__(self) -> str:
        wrong = self.details if self.code == "VALIDATION_ERROR" and isinstance(self.details, list) else []
        lines = [f"{self.message} ({self.code})"]
        lines += [f"  {each['path']}: {each['problem']}" for each in wrong if isinstance(each, dict) and "path" in each]
        return "\n".join([*lines, f"Next: {self.next_step}"])

    @property
    def reason(self) -> Union[str, None]:
        """Why a sign-in was refused: `token_expired`, `user_inactive` …"""
        return self.details.get("reason") if isinstance(self.details, dict) else None


class InvalidInput(TechDeckError):
    """What was given is wrong: an argument, or a file that holds no conversations. Trying again cannot help."""


class NotSignedIn(TechDeckError):
    """There is no token, or the API does not take it any more."""


class NotAllowed(TechDeckError):
    """Whoever the token belongs to may not do this."""


class NotFound(TechDeckError):
    """It is not there, or it belongs to somebody else."""


class Conflict(TechDeckError):
    """The state does not allow it now."""


class RateLimited(TechDeckError):
    """Too many requests; `retry_after` says for how long to wait."""


class Unavailable(TechDeckError):
    """The service did not answer, or could not. What was asked may have happened or not."""


class RunFailed(TechDeckError):
    """A run ended without a result: it failed, or somebody cancelled it."""


TRY_AGAIN = "Try again in a few seconds."
GIVE_UP = "Trying again will not help. Tell whoever operates TechDeck the request_id."
SIGN_IN = "Sign in by ./techdeck login, or set TECHDECK_TOKEN (on your own machine: ./techdeck token)."

NEXT_STEPS = {
    "VALIDATION_ERROR": "Mend what is named above, then call again.",
    "AUTHENTICATION_ERROR": SIGN_IN,
    "AUTHORIZATION_ERROR": "Ask the owner to share the data set, or an administrator for the role.",
    "NOT_FOUND": "Look the id up with datasets() or executions(). Reports and exports are there once their stage is done.",
    "CONFLICT": "Look at its state with execution() or dataset(), then decide.",
    "PAYLOAD_TOO_LARGE": "Upload fewer or smaller files, or one file alone: that is sent in parts.",
    "UNPROCESSABLE_FILE": "Look into the file by ./techdeck inspect FILE; mapping= says which column means what.",
    "DATA_DESTROYED": "The key of these data was destroyed; nobody can read them any more.",
    "RESOURCE_UNAVAILABLE": "Is it running? ./techdeck status says so; TECHDECK_API_URL names another address.",
}

_CLASSES: dict[int, type[TechDeckError]] = {
    400: InvalidInput,
    401: NotSignedIn,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    413: InvalidInput,
    415: InvalidInput,
    422: InvalidInput,
    429: RateLimited,
}


def error_of(response: httpx.Response) -> TechDeckError:
    """The error of a failed answer whose body was read; a proxy's page becomes one, too."""
    status = response.status_code
    kind = _CLASSES.get(status, Unavailable if status >= 500 else TechDeckError)
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or "error_code" not in body:
        code = "RESOURCE_UNAVAILABLE" if status >= 500 else "INTERNAL_ERROR"
        return kind(code, f"The server answered {status} without saying why.", status=status, recoverable=status >= 500)
    return kind(
        body["error_code"],
        body.get("user_message") or body.get("message") or "",
        status=status,
        recoverable=bool(body.get("recoverable")),
        retry_after=body.get("retry_after", body.get("estimated_wait")),
        details=body.get("details"),
        request_id=body.get("request_id"),
    )


def unavailable(url: str, cause: BaseException) -> Unavailable:
    """No answer came: nobody listens there, or the connection broke."""
    reason = type(cause).__name__
    return Unavailable("RESOURCE_UNAVAILABLE", f"The API at {url} does not answer ({reason}).", recoverable=True)
