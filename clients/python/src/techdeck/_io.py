"""What differs between a client that is awaited and one that is not."""

from __future__ import annotations

import sys
import time
from typing import Any, Union

import anyio


async def async_sleep(seconds: float) -> None:
    await anyio.sleep(seconds)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


async def async_read(file: Any, size: int) -> bytes:
    """Reads from the disk without keeping others waiting."""
    return await anyio.to_thread.run_sync(file.read, size)


def read(file: Any, size: int) -> bytes:
    return file.read(size)


class Bar:
    """A progress bar where tqdm is installed and somebody may see it; otherwise nothing."""

    def __init__(self, wanted: Union[bool, None], total: int, what: str, unit: str, *, scale: bool = False) -> None:
        self._bar: Any = None
        self._total = total
        if wanted is False:
            return
        try:
            from tqdm.auto import tqdm
        except ImportError:
            if wanted:
                raise ImportError("progress=True needs tqdm: pip install 'techdeck-client[progress]'") from None
            return
        # `None` shows one where standard error is a terminal, as tqdm has it.
        disable = None if wanted is None and "ipykernel" not in sys.modules else False
        self._bar = tqdm(total=total, desc=what, unit=unit, unit_scale=scale, unit_divisor=1024, disable=disable)

    def to(self, amount: int, says: str = "") -> None:
        """Moves on; never back."""
        if self._bar is None:
            return
        if says:
            self._bar.set_postfix_str(says, refresh=False)
        if amount > self._bar.n:
            self._bar.update(min(amount, self._total) - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
