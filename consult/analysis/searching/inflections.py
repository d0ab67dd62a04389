"""Every entry of the dictionary that a French word may belong to: « porte » is a noun and a verb.

The dictionary of `simplemma` gives one entry for a form. A search wants all of them: participles
(« importés » is a form of « importer »), forms that a noun and a verb share, feminines that the
dictionary does not list. Each is formed by its ending and kept where the dictionary knows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from consult.analysis.suggesting.lemmas import unaccented

CONJUGATED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("é", "ée", "és", "ées", "e", "es", "ent", "ons", "ez", "eant"), ("er",)),
    "ant": ("er", "re", "ir"),
    "çant": ("cer",),
    "issant": ("ir",),
    **dict.fromkeys(("i", "is", "ie", "ies"), ("ir", "re")),
    **dict.fromkeys(("u", "us", "ue", "ues"), ("re", "ir", "oir")),
}
"""Endings of forms that may be a verb's, with those of its infinitive."""

PARTICIPLES: Mapping[str, tuple[str, ...]] = {
    "mis": ("mettre",),
    "pris": ("prendre",),
    "fait": ("faire",),
    "dit": ("dire",),
    "crit": ("crire",),
    "duit": ("duire",),
    "truit": ("truire",),
    "uvert": ("uvrir",),
    "ffert": ("ffrir",),
    "eint": ("eindre",),
    "aint": ("aindre",),
    "oint": ("oindre",),
    "çu": ("cevoir",),
    "vu": ("voir",),
    "lu": ("lire",),
    "connu": ("connaître",),
    "paru": ("paraître",),
    "couru": ("courir",),
    "quis": ("quérir",),
    "suivi": ("suivre",),
    "vécu": ("vivre",),
    "voulu": ("vouloir",),
    "cru": ("croire",),
    "bu": ("boire",),
    "né": ("naître",),
    "mort": ("mourir",),
    "résolu": ("résoudre",),
    "clu": ("clure",),
    "clus": ("clure",),
    "ssis": ("sseoir",),
    "trait": ("traire",),
    "cuit": ("cuire",),
}
"""Irregular participles, by their end, with the end of their infinitive."""

DECLINED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("s", "x", "es", "e"), ("",)),
    **dict.fromkeys(("ive", "ives"), ("if",)),
    **dict.fromkeys(("elle", "elles"), ("el",)),
    **dict.fromkeys(("euse", "euses"), ("eux", "eur")),
    **dict.fromkeys(("rice", "rices"), ("eur",)),
    **dict.fromkeys(("enne", "ennes"), ("en",)),
    **dict.fromkeys(("ère", "ères"), ("er",)),
    "aux": ("al",),
}
"""Endings of feminines and plurals, with those of the entry."""

AGREEING = ("", "s", "e", "es")
SHORTEST = 2


@lru_cache(maxsize=200_000)
def entries(word: str) -> frozenset[str]:
    """The entries of a word in small letters; none for one that the dictionary does not know."""
    known = _dictionary()
    found = {known[word]} if word in known else _derived(word)
    found.update(one for one in _infinitives(word) if known.get(one) == one)
    if not found:
        formed = (one for one in _replaced(word, DECLINED) if one in known)
        found.update(known[one] for one in formed)
    return frozenset(found)


@lru_cache(maxsize=50_000)
def accented(word: str) -> frozenset[str]:
    """The words of the dictionary that are spelled so once their accents are left out."""
    return frozenset(_by_plain_spelling().get(word, ()))


def _infinitives(word: str) -> Iterator[str]:
    yield from _replaced(word, CONJUGATED)
    for ending in AGREEING:
        if word.endswith(ending):
            yield from _replaced(word.removesuffix(ending), PARTICIPLES, shortest=0)


def _replaced(
    word: str, endings: Mapping[str, tuple[str, ...]], *, shortest: int = SHORTEST
) -> Iterator[str]:
    """The word with each ending that it has replaced by those that stand for it."""
    for ending, others in endings.items():
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            yield from (word.removesuffix(ending) + other for other in others)


def _derived(word: str) -> set[str]:
    """What the rules of the dictionary make of a word that it does not hold."""
    import simplemma  # noqa: PLC0415 - its dictionaries are slow to load

    lemma = simplemma.lemmatize(word, lang="fr").lower()
    return set() if lemma == word else {lemma}


@cache
def _dictionary() -> Mapping[str, str]:
    """Forms with their entry."""
    from simplemma.strategies.dictionaries import dictionary_factory  # noqa: PLC0415 - the same

    found: Mapping[str, str] = dictionary_factory.DefaultDictionaryFactory().get_dictionary("fr")
    return found


@cache
def _by_plain_spelling() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for form in _dictionary():
        if not form.isascii():
            plain = unaccented(form)
            found[plain] = (*found.get(plain, ()), form)
    return found
