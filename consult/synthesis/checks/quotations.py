"""Quotations are what their agency sent, and what it lets be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from consult.contributions.values import word_count
from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import QUOTED, Ground, Typed
from consult.synthesis.drafting.blocks import Block, BlockKind, Place, QuoteChip
from consult.synthesis.drafting.citing import Badge, allowed
from consult.synthesis.drafting.origins import Standing
from consult.synthesis.drafting.quoting import shortened

LEAST_WORDS = 4
"""Fewer words between quotation marks are a name or a manner of speaking."""

LEAST_NOWHERE = 6
"""Fewer words that no answer has are a title or a turn of phrase, and nothing is said of them."""

NEARLY = 0.5
"""From this share of its runs of three words on, words are taken for an agency's own, misquoted."""

MOST_TRIED = 12
"""So many runs of three words, spread over what is typed, tell whose words it nearly is."""

MOST_TYPED = 40
MOST_PLACES = 8
"""So many quotations typed are looked for at once, each in so many answers. Of the others those
alone are told that an answer has word for word."""

STANDINGS: Mapping[Standing, Check] = {
    Standing.UNKNOWN: Check.QUOTE_UNKNOWN,
    Standing.ALTERED: Check.QUOTE_ALTERED,
    Standing.WITHDRAWN: Check.QUOTE_WITHDRAWN,
    Standing.CHANGED: Check.QUOTE_CHANGED,
}
BADGES: Mapping[Badge, Check] = {
    Badge.CONFIDENTIAL: Check.QUOTE_CONFIDENTIAL,
    Badge.REFUSED: Check.QUOTE_REFUSED,
    Badge.REVIEW: Check.QUOTE_AWAITED,
    Badge.TELLING: Check.QUOTE_TELLING,
}
TURNING = re.compile(
    r"\b(?:ne|pas|non|ni|plus|jamais|aucune?s?|nul(?:le)?s?|guère|rien|personne|sans|"
    r"mais|sauf|hormis|excepté|sinon|toutefois|cependant|pourtant|"
    r"not|cannot|never|no|none|nor|nothing|nobody|without|but|except|unless|however|hardly)\b"
    r"|\bn['’]|n['’]t\b",
    re.IGNORECASE,
)
"""Words that turn a sentence: left out, they leave what is left saying something else."""

_WORD = re.compile(r"[^\W_]+")


def locked(ground: Ground) -> Iterator[Finding]:
    """Quotations that are not byte for byte what was sent, or that may not be printed."""
    for block in ground.blocks:
        for chip in block.quotations:
            check = _fault(ground, chip)
            if check is not None:
                yield Finding(check, block.id, chip.place.text, _where(ground, chip.place))


def _fault(ground: Ground, chip: QuoteChip) -> Check | None:
    place = chip.place
    check = STANDINGS.get(ground.standing(place))
    if check is not None:
        return check
    shown, pieces = shortened(place.text, chip.cuts)
    if not pieces:
        return Check.QUOTE_ALTERED
    if place.agency not in ground.desk.material.reply:
        return Check.QUOTE_WITHDRAWN
    return BADGES.get(allowed(ground.desk, place.agency, place.question, shown))


def repeated(ground: Ground) -> Iterator[Finding]:
    """The same words quoted a second time."""
    seen: dict[tuple[str, str, str], Block] = {}
    for block in ground.blocks:
        for chip in block.quotations:
            key = chip.place.agency, chip.place.question, chip.place.text
            if key in seen:
                where = _where(ground, chip.place)
                yield Finding(Check.QUOTE_TWICE, block.id, chip.place.text, where)
            seen.setdefault(key, block)


def unset(ground: Ground) -> Iterator[Finding]:
    """Blocks of a quotation without words."""
    for block in ground.blocks:
        if block.kind is BlockKind.QUOTE and not block.quotations:
            yield Finding(Check.QUOTE_MISSING, block.id)


def turned(ground: Ground) -> Iterator[Finding]:
    """Words left out that may have turned what is left: « ne… pas », « sauf », « but »."""
    for block in ground.blocks:
        for chip in block.quotations:
            text = chip.place.text
            printed, pieces = shortened(text, chip.cuts)
            found = [
                one.group()
                for one in TURNING.finditer(text)
                if any(cut.start < one.end() and one.start() < cut.end for cut in chip.cuts)
            ]
            if found and pieces:
                params = {
                    "agency": chip.place.agency,
                    "turns": ", ".join(dict.fromkeys(one.lower() for one in found)),
                    "whole": text,
                    "printed": printed,
                }
                yield Finding(Check.QUOTE_TURNED, block.id, text, params)


# --- typed by hand ------------------------------------------------------------------------


def typed(ground: Ground) -> Iterator[Finding]:
    """Words between quotation marks that nobody locked, with what makes a quotation of them."""
    between = _between_marks(ground)
    for one, found, words in islice(between, MOST_TYPED):
        yield from _typed(ground, one, found, words)
    for one, found, words in between:
        if ground.is_answered(words):
            yield from _typed(ground, one, found, words)


def _between_marks(ground: Ground) -> Iterator[tuple[Typed, re.Match[str], str]]:
    for one in ground.typed:
        for found in QUOTED.finditer(one.text):
            words = found.group()[1:-1].strip()
            if word_count(words) >= LEAST_WORDS and not ground.repeats_the_call(words):
                yield one, found, words


def _typed(ground: Ground, one: Typed, found: re.Match[str], words: str) -> Iterator[Finding]:
    places = list(islice(_places(ground, words), MOST_PLACES))
    if places:
        fixes = tuple(
            fix for place in places[:3] for fix in one.fix(*found.span(), (QuoteChip(place),))
        )
        agencies = ", ".join(dict.fromkeys(place.agency for place in places))
        yield Finding(Check.QUOTE_TYPED, one.block.id, words, {"agencies": agencies}, fixes)
    elif nearest := _nearest(ground, words):
        yield Finding(Check.QUOTE_MISQUOTED, one.block.id, words, {"agency": nearest})
    elif word_count(words) >= LEAST_NOWHERE:
        yield Finding(Check.QUOTE_NOWHERE, one.block.id, words)


def _places(ground: Ground, words: str) -> Iterator[Place]:
    """Where answers say these words, spaces and punctuation between them aside."""
    said = _WORD.findall(words)
    first = re.escape(said[0])
    head = f"[{first[0].lower()}{first[0].upper()}]{first[1:]}" if first[:1].isalpha() else first
    same = re.compile(r"[\W_]+".join([head, *map(re.escape, said[1:])]) + r"(?!\w)")
    for agency, question, item, field, text in ground.answers:
        found = same.search(text)
        if found:
            reply = ground.desk.material.reply[agency]
            end = found.end() + (text[found.end() : found.end() + 1] in (".", "!", "?"))
            end = end if words[-1:] in ".!?" else found.end()
            yield Place(
                agency,
                reply.version,
                question,
                found.start(),
                end,
                text[found.start() : end],
                item,
                field,
            )


def _nearest(ground: Ground, words: str) -> str:
    """The agency whose answer holds most of these words in the same order, if one does."""
    said = _WORD.findall(words)
    every = [said[place : place + 3] for place in range(len(said) - 2)]
    runs = every[:: max(1, len(every) // MOST_TRIED)]
    wanted = [re.compile(r"[\W_]+".join(map(re.escape, run))) for run in runs]
    best, agency_of_best = 0, ""
    for agency, *_, text in ground.answers:
        held = sum(bool(one.search(text)) for one in wanted)
        if held > best:
            best, agency_of_best = held, agency
    return agency_of_best if runs and best / len(runs) >= NEARLY else ""


def _where(ground: Ground, place: Place) -> dict[str, str]:
    return {"agency": place.agency, "question": ground.label(place.question)}


CHECKS = (locked, repeated, unset, turned, typed)
