"""TechDeck from Python: upload conversations, run the pipeline, look at what it found, load what came out.

    import techdeck

    with techdeck.Client() as deck:
        run = deck.run(deck.upload("sessions.csv"), threshold=0.5)
        deck.wait(run)
        training = deck.load_dataset(run)

`AsyncClient` has the same methods, to be awaited.
"""

from .async_client import AsyncClient
from .client import Client
from .errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    RateLimited,
    RunFailed,
    TechDeckError,
    Unavailable,
)
from .frames import report_frame
from .watching import Watched

__version__ = "0.1.0"
__all__ = [
    "AsyncClient",
    "Client",
    "Conflict",
    "InvalidInput",
    "NotAllowed",
    "NotFound",
    "NotSignedIn",
    "RateLimited",
    "RunFailed",
    "TechDeckError",
    "Unavailable",
    "Watched",
    "report_frame",
]
