r"""What can be asked of the search, and whether a text answers it.

    eau industrie        both words, in any order and inflection
    "foncier industriel" the words one after the other
    industrial*          every word that begins so
    -nucléaire           texts without it
    eau OU énergie       either of the two that stand around it (OR in English)

Whatever is typed is understood somehow: no text makes an error. Accents, capitals, ligatures and
the two apostrophes make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from consult.analysis.searching.words import WITHIN, Token, indexed, tokens
from consult.analysis.suggesting.lemmas import unaccented
from consult.analysis.suggesting.stopwords import INNER

LONGEST = 300
"""Characters of a question that are read."""
MOST = 24
"""Words of a question that are read; nobody searches for more, and a database reads them all."""

QUOTES = str.maketrans("«»“”„‟＂", '"' * 7)
PIECE = re.compile(r'(?P<without>-?)"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')
ELIDED = frozenset(
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"]
)
APOSTROPHES = "'’ʼ"
OR = frozenset({"OR", "OU", "|"})
AND = frozenset({"AND", "ET", "&", "+"})
IDLE = frozenset(map(unaccented, INNER)) - {"contre", "sans"}
"""Small words that tell nothing apart beside others: « accès à l’eau » asks for two words."""


@dataclass(frozen=True)
class Term:
    """Words that stand one after the other; `begins` when the last is only the beginning.

    Each word is the marks of which it needs one: see `words`.
    """

    words: tuple[frozenset[str], ...]
    begins: bool = False

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        ends = ["" if self.begins and last else WITHIN for last in self._lasts]
        pieces = (
            rf"\S*{re.escape(WITHIN)}(?:{'|'.join(sorted(word))}){re.escape(end)}\S*"
            for word, end in zip(self.words, ends, strict=True)
        )
        return re.compile(" ".join(pieces))

    @property
    def _lasts(self) -> Iterator[bool]:
        yield from (False for _ in self.words[1:])
        yield True

    def is_in(self, within: str) -> bool:
        """Whether it stands in a text of these words, each between two signs `WITHIN`."""
        if len(self.words) > 1:
            return self._pattern.search(within) is not None
        end = "" if self.begins else WITHIN
        return any(f"{WITHIN}{mark}{end}" in within for mark in self.words[0])

    def spans(self, found: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """Where it stands, first to last character."""
        length = len(self.words)
        for start in range(len(found) - length + 1):
            here = found[start : start + length]
            if all(map(self._is, here, self.words, self._lasts)):
                yield here[0].start, here[-1].end

    def _is(self, token: Token, wanted: frozenset[str], last: bool) -> bool:  # noqa: FBT001 - map's
        if self.begins and last:
            return any(token.word.marks[-1].startswith(mark) for mark in wanted)
        return not wanted.isdisjoint(token.word.marks)


@dataclass(frozen=True, slots=True)
class Query:
    """A text answers when it holds one term of each group, and none of `without`."""

    groups: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    language: str = "fr"

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def has_phrases(self) -> bool:
        """Whether words must follow each other, which an index of marks cannot tell."""
        terms = [term for group in self.groups for term in group]
        return any(len(term.words) > 1 for term in (*terms, *self.without))

    def matches(self, words: str) -> bool:
        """Whether a text of these words (`words.indexed`) answers."""
        within = f"{WITHIN}{words.replace(' ', f'{WITHIN} {WITHIN}')}{WITHIN}"
        return (
            bool(self.groups)
            and all(any(term.is_in(within) for term in group) for group in self.groups)
            and not any(term.is_in(within) for term in self.without)
        )

    def answered_by(self, text: str) -> bool:
        """Whether a text answers."""
        return self.matches(indexed(text, self.language))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The characters to highlight, in order; what overlaps is one."""
        found = list(tokens(text, self.language))
        terms = {term for group in self.groups for term in group}
        merged: list[tuple[int, int]] = []
        for start, end in sorted(span for term in terms for span in term.spans(found)):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


def parsed(asked: str, language: str = "fr") -> Query:
    """The question as typed; one that says nothing to look for is false."""
    read = list(_read(asked, language))
    telling = [*_telling(read)] or read
    groups: list[list[Term]] = []
    without: list[Term] = []
    joined = False
    for one in telling:
        if one.term is None:
            joined = bool(groups)
        elif one.without:
            without.append(one.term)
        elif joined:
            groups[-1].append(one.term)
            joined = False
        else:
            groups.append([one.term])
    return Query(tuple(tuple(dict.fromkeys(one)) for one in groups), tuple(without), language)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One thing typed: a term, or « or » when there is none. `idle` words tell nothing apart."""

    term: Term | None
    without: bool = False
    idle: bool = False


def _telling(read: Sequence[_Piece]) -> Iterator[_Piece]:
    """Without the small words, but those between which one may choose."""
    for place, one in enumerate(read):
        beside = (*read[max(0, place - 1) : place], *read[place + 1 : place + 2])
        if not one.idle or any(other.term is None for other in beside):
            yield one


def _read(asked: str, language: str) -> Iterator[_Piece]:
    words = 0
    for found in PIECE.finditer(asked[:LONGEST].translate(QUOTES)):
        piece = _piece(found, language)
        if piece is None:
            continue
        words += len(piece.term.words) if piece.term else 0
        if words > MOST:
            return
        yield piece


def _piece(found: re.Match[str], language: str) -> _Piece | None:
    word = found["word"]
    if word is None:
        phrase = _term(tokens(found["phrase"], language))
        return _Piece(phrase, without=bool(found["without"])) if phrase.words else None
    if word in OR:
        return _Piece(None)
    if word in AND:
        return None
    without = word.startswith(("-", "−"))
    spelled = [*_without_elisions(word, language)]
    if not spelled:
        return None
    idle = len(spelled) == 1 and spelled[0].word.spelling in IDLE
    begins = word.endswith("*")
    return _Piece(_term(spelled, begins=begins), without=without, idle=idle and not begins)


def _term(spelled: Iterable[Token], *, begins: bool = False) -> Term:
    words = [token.word for token in spelled]
    if not begins:
        return Term(tuple(word.finds for word in words))
    return Term(tuple(frozenset({f"s{word.spelling}"}) for word in words), begins=True)


def _without_elisions(word: str, language: str) -> Iterator[Token]:
    """« l’eau » asks for « eau »: the article says nothing."""
    for token in tokens(word, language):
        elided = word[token.end : token.end + 1] in APOSTROPHES and token.word.spelling in ELIDED
        if not (elided and token.end < len(word) - 1):
            yield token
