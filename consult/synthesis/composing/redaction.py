"""E-mail addresses leave the page, however they were spelled."""

from __future__ import annotations

import re
import unicodedata

GONE = "[…]"

_HINT = re.compile(
    r"[@＠﹫]|\bat\b|arobas|&#|&commat|%40|[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]",
    re.IGNORECASE,
)
_AT = re.compile(
    r"\s*(?:[\(\[\{<]\s*(?:at|arobase?|@)\s*[\)\]\}>]|&#0*64;?|&#x0*40;?|&commat;?|%40"
    r"|(?<=\s)arobase?(?=\s)|@)\s*",
    re.IGNORECASE,
)
_DOT = r"(?:\s*[\(\[\{]\s*(?:dot|point|\.)\s*[\)\]\}]\s*|\.|\s(?:dot|point)\s)"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:{_DOT}{_LABEL})+|\[[0-9a-f.:]+\]", re.IGNORECASE)
_HOST = re.compile(_LABEL)
_STOPS = frozenset(' \t\n\r\v\f\u00a0\u202f<>()[]{},;:"“”«»')


def redacted(text: str) -> str:
    """The text without e-mail addresses: each becomes « […] ».

    Seen through full-width signs, « (at) », entities, spaces and invisible characters.
    """
    if not _HINT.search(text):
        return text
    skeleton, places = _skeleton(text)
    spans = _addresses(skeleton)
    for start, end in reversed(spans):
        text = text[: places[start]] + GONE + text[places[end - 1] + 1 :]
    return text


def _skeleton(text: str) -> tuple[str, list[int]]:
    """The text as an eye reads it, with the place each sign came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if unicodedata.category(sign) in ("Cf", "Mn") or "\ufe00" <= sign <= "\ufe0f":
            continue
        plain = unicodedata.normalize("NFKC", sign) if ord(sign) > 0x2000 else sign
        signs.extend(plain)
        places.extend([place] * len(plain))
    return "".join(signs), places


def _addresses(skeleton: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    floor = 0
    for at in _AT.finditer(skeleton):
        start = _left(skeleton, at.start(), floor)
        close = at.group() == "@"
        host = _DOMAIN.match(skeleton, at.end()) or (
            _HOST.match(skeleton, at.end()) if close else None
        )
        if start == at.start() or host is None or at.start() < floor:
            continue
        start = _with_scheme(skeleton, start, floor)
        spans.append((start, host.end()))
        floor = host.end()
    return spans


def _left(skeleton: str, end: int, floor: int) -> int:
    """Where the part before the sign begins; every sign is visited at most once."""
    start = end
    while start > floor and skeleton[start - 1] not in _STOPS:
        start -= 1
    return start


def _with_scheme(skeleton: str, start: int, floor: int) -> int:
    scheme = "mailto:"
    before = skeleton[max(floor, start - len(scheme)) : start]
    return start - len(scheme) if before.lower() == scheme else start
