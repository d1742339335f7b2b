"""Writes the client that is not awaited from the one that is. With `--check` it only says whether that is current."""

import re
import sys
from pathlib import Path

SOURCES = Path(__file__).parent / "src" / "techdeck"
HEAD = '"""The client. Written by `make_sync.py` from `async_client.py`: change that one."""'
# In this order: what is longer first.
WORDS = [
    (r"\basync_(sleep|read)\b", r"\1"),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAsync(Client|Iterator)\b", r"\1"),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
    (r"\ba(close|read|iter_lines|iter_bytes)\(", r"\1("),
]


def sync(text: str) -> str:
    _, _, rest = text.partition("\n")
    for pattern, replacement in WORDS:
        rest = re.sub(pattern, replacement, rest)
    return f"{HEAD}\n{rest}"


if __name__ == "__main__":
    written = sync((SOURCES / "async_client.py").read_text(encoding="utf-8"))
    target = SOURCES / "client.py"
    if "--check" not in sys.argv:
        target.write_text(written, encoding="utf-8")
    elif target.read_text(encoding="utf-8") != written:
        sys.exit("client.py is not what async_client.py makes of it: run clients/python/make_sync.py")
