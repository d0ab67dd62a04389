"""Whether words give their author away: names, places, and the people of those places."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from consult.analysis.material import Material, Member, Reply
from consult.analysis.ordering import bare
from consult.calls.questionnaire import QuestionKind

GENERIC = frozenset(
    """
    agence agences association chambre comite conseil club commerce communaute cooperation
    departement departemental departementale departements developpement economie economique
    economiques entreprendre entreprise entreprises expansion federation industrie industrielle
    industriel industries initiative initiatives innovation interface internationalisation
    invest investissement locale local metropole pole promotion region regional regionale
    regions service societe territoire territoires territorial territoriale territoriaux ville
    attractivite emploi reseau maison mission office union avec dans pour sous sur les des aux
    une and the for agency development economic regional board council region county
    france saint sainte haut haute hauts hautes bas basse grand grande centre est ouest pays
    val plaine cote ile iles bassin exemple
    """.split()  # noqa: SIM905 - a paragraph reads better than a column of quotes
)
"""Words that many names share; a text that holds one says nothing about its author."""

MAIL = frozenset(
    """
    contact contacts info infos accueil bonjour hello mail courrier courriel secretariat direction
    directeur directrice president presidente presidence communication presse admin administration
    office equipe team gmail googlemail yahoo hotmail outlook live icloud orange wanadoo free neuf
    laposte numericable proton protonmail posteo example exemple invalid test email
    """.split()  # noqa: SIM905 - as above
)
"""Words of many addresses."""

PEOPLE = {
    "ile de france": ("francilien", "idf"),
    "bretagne": ("breton",),
    "alsace": ("alsacien",),
    "la reunion": ("reunionnais",),
    "provence alpes cote d azur": ("provencal", "azureen", "paca"),
    "hauts de france": ("picard", "nordiste", "ch ti", "hdf"),
    "pays de la loire": ("ligerien",),
    "nouvelle aquitaine": ("aquitain", "neo aquitain"),
    "grand est": ("alsacien", "lorrain", "champenois"),
    "auvergne rhone alpes": ("auvergnat", "rhonalpin", "rhodanien", "aura"),
    "centre val de loire": ("orleanais", "tourangeau", "berrichon"),
    "bourgogne franche comte": ("bourguignon", "comtois"),
    "corse": ("corse", "insulaire"),
    "occitanie": ("occitan", "languedocien"),
    "guadeloupe": ("antillais",),
    "martinique": ("antillais",),
}
"""Words for the people of a region that do not begin like its name."""

_TOKEN = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[^\W\d_][^\W_]*")
_SMALL = re.compile(r"(?<![^\W_])[^\W\d_A-ZÀ-ÖØ-Þ][^\W_]*")
_ADDRESS = re.compile(r"https?:|www\.|@|＠", re.IGNORECASE)
_STARTS_SENTENCE = frozenset('.!?…:;\n«»"“”()[]–—-•*')


def tokens(text: str) -> list[str]:
    """The words of a text as compared: bare letters, invisible signs dropped."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return _TOKEN.findall(bare(unicodedata.normalize("NFKC", visible)))


class Giveaways:
    """What the data know of every agency, turned into words that must not be printed."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._nouns: dict[str, frozenset[str]] = {}

    def betray(self, agency: str, text: str) -> bool:
        """Whether a text quoted as « une agence » would name its author to an attentive reader.

        It does when it holds the acronym, however it is dotted, a distinctive word of the name,
        of the address that it was written to or of what it is called today, the region or the
        department, a place that the agency names in a short answer, an address, or a proper
        noun that the questionnaire does not hold itself; one that begins a sentence is known by
        the agency's other sentences.
        """
        said = tokens(text)
        line = f" {' '.join(said)} "
        if agency not in self._known:
            self._known[agency] = self._terms(agency)
            self._nouns[agency] = frozenset(self._own_nouns(agency))
        words, phrases = self._known[agency]
        return (
            bool(_ADDRESS.search(text))
            or any(f" {phrase} " in line for phrase in phrases)
            or any(_akin(term, word) for term in words for word in said)
            or any(noun not in self._common for noun in _proper_nouns(text))
            or any(noun in self._nouns[agency] for noun in _capitals(text))
            or _spelled_out("".join(tokens(agency)), said)
        )

    def _terms(self, agency: str) -> tuple[frozenset[str], frozenset[str]]:
        member = self.material.member.get(agency, Member(agency, agency))
        reply = self.material.reply.get(agency)
        words: set[str] = {word for word in tokens(member.acronym) if len(word) > 1} - GENERIC
        phrases = {" ".join(tokens(member.acronym)), " ".join(tokens(member.name))}
        words.update(
            word for word in tokens(member.name) if len(word) > 3 and self._names[word] < 3
        )
        for place in (member.region, member.department):
            phrase = " ".join(tokens(place))
            phrases.add(phrase)
            words.update(word for word in phrase.split() if len(word) > 2)
            for people in PEOPLE.get(phrase, ()):
                (phrases if " " in people else words).add(people)
        for name in member.also:
            told = tokens(name)
            phrases.update(one for one in told if len(one) > 3 and _is_own(one))
            if any(len(one) > 2 and _is_own(one) for one in told):
                phrases.add(" ".join(told))
        if reply is not None:
            words.update(self._places(reply))
        return frozenset(words - GENERIC), frozenset(phrases - {""} - GENERIC)

    def _places(self, reply: Reply) -> Iterator[str]:
        for text in _short_texts(self.material, reply):
            yield from (noun for noun in _proper_nouns(text) if len(noun) > 3)

    def _own_nouns(self, agency: str) -> Iterator[str]:
        """Proper nouns of its own sentences, which are the same where they begin one."""
        reply = self.material.reply.get(agency)
        said = list(_texts(reply.values)) if reply is not None else []
        plain = {word for text in said for found in _SMALL.findall(text) for word in tokens(found)}
        for text in said:
            for noun in _proper_nouns(text):
                if len(noun) > 3 and noun not in plain and noun not in self._common | GENERIC:
                    yield noun

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(
            word for member in self.material.agencies for word in set(tokens(member.name))
        )

    @cached_property
    def _common(self) -> frozenset[str]:
        """Every word of the questionnaire and of the call: whoever answers may repeat it."""
        return frozenset(word for text in _asked(self.material) for word in tokens(text))


def _akin(term: str, word: str) -> bool:
    """Same word, same root (« Essonne », « essonnien »), or one inside the other."""
    if term == word:
        return True
    if len(term) < 4 or len(word) < 4:
        return False
    root = term[:-2] if len(term) > 6 else term[:-1] if len(term) > 4 else term
    return word.startswith(root) or (len(word) > 3 and term.startswith(word))


def _proper_nouns(text: str) -> Iterator[str]:
    """Words with a capital that do not begin a sentence, as compared."""
    for found in _CAPITAL.finditer(text):
        if not found.group()[0].isupper():
            continue
        before = text[: found.start()].rstrip(" \t\u00a0\u202f")
        inside = found.start() > 0 and text[found.start() - 1] in "’'"
        if inside or (before and before[-1] not in _STARTS_SENTENCE):
            yield from tokens(found.group())


def _capitals(text: str) -> Iterator[str]:
    """Every word with a capital, as compared."""
    for found in _CAPITAL.finditer(text):
        if found.group()[0].isupper():
            yield from tokens(found.group())


def _spelled_out(acronym: str, said: Iterable[str]) -> bool:
    """Whether an acronym stands there letter by letter: « A.D.E.R.L.Y. »."""
    letters = "".join(word if len(word) == 1 else " " for word in said)
    return len(acronym) > 2 and acronym in letters


def _is_own(word: str) -> bool:
    """Whether a word of a name or of an address is not one that many of them hold."""
    return word not in GENERIC and word not in MAIL


def _texts(value: object) -> Iterator[str]:
    """Every text inside an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inside in value.values():
            yield from _texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside)


def _short_texts(material: Material, reply: Reply) -> Iterator[str]:
    for question in material.questionnaire:
        value = reply.values.get(question.key)
        if question.kind is QuestionKind.SHORT_TEXT and isinstance(value, str):
            yield value
        elif question.kind is QuestionKind.REPEAT and isinstance(value, list):
            short = {f.key for f in question.fields if f.kind is QuestionKind.SHORT_TEXT}
            for item in value:
                if isinstance(item, dict):
                    yield from (str(item[key]) for key in short if isinstance(item.get(key), str))


def _asked(material: Material) -> Iterator[str]:
    call = material.call
    yield from (call.title, call.context, call.commissioner, call.federation)
    for section in material.questionnaire.sections:
        yield from (section.title, section.intro)
        for question in section.questions:
            yield from (question.label, question.help, question.item_label)
            for offered in (question.options, question.rows, question.scale):
                yield from _labels(option.label for option in offered)
            yield from _labels(field.label for field in question.fields)


def _labels(labels: Iterable[str]) -> Iterator[str]:
    yield from labels
