"""What a rule says and what is wrong with it, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.analysis.coding.words import STANCE_WORDS
from consult.analysis.figures.rule_tree import (
    SENTENCES,
    Answer,
    Answered,
    AnsweredQuestion,
    Both,
    Coded,
    Either,
    First,
    Items,
    Judged,
    Narrowed,
    Not,
    Rule,
    RuleError,
    Trait,
)
from consult.analysis.material import Material
from consult.calls.questionnaire import OTHER, Option, Question, QuestionKind
from consult.calls.wording import KIND_WORDS

TRAIT_WORDS = {Trait.LEVEL: _l("level"), Trait.REGION: _l("region")}
SIGN_WORDS = {
    ">=": _l("at least"),
    "<=": _l("at most"),
    "=": _l("exactly"),
    ">": _l("more than"),
    "<": _l("less than"),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A rule with its fault: what stands before it, what is at fault, and a sentence why."""

    before: str
    at: str
    sentence: str
    place: int


def wrong(error: RuleError, text: str) -> Wrong:
    """Show where in its text a rule cannot be read, or names what the call has not."""
    params = {**error.params}
    for name in ("kind", "wanted"):
        if name in params:
            kinds = (KIND_WORDS[QuestionKind(one)] for one in params[name].split(", "))
            params[name] = ", ".join(str(kind).lower() for kind in kinds)
    if "trait" in params:
        params["trait"] = str(TRAIT_WORDS[Trait(params["trait"])])
    sentence = _(SENTENCES[error.fault]) % params
    return Wrong(text[: error.position], text[error.position :], sentence, error.position + 1)


def told(rule: Rule, material: Material) -> str:
    """What the agencies counted have in common, as a clause: « ont choisi « X » à « Q » »."""
    match rule:
        case Both(left, Not(right)):
            pattern = _("%(these)s, save those that %(those)s")
        case Both(left, right):
            pattern = _("%(these)s and %(those)s")
        case Either(left, right):
            pattern = _("%(these)s, or %(those)s")
        case Not(inner):
            return str(_("are not among those that %(those)s", those=told(inner, material)))
        case Narrowed(inner, trait, name):
            where = f"{TRAIT_WORDS[trait]}{_(':')} {name or _('not said')}"
            return f"{told(inner, material)} ({where})"
        case _:
            return _told_claim(rule, material)
    return str(pattern) % {"these": told(left, material), "those": told(right, material)}


def _told_claim(
    rule: Answered | Answer | Judged | First | AnsweredQuestion | Items | Coded, material: Material
) -> str:
    if isinstance(rule, Answered):
        return str(_("sent a contribution"))
    if isinstance(rule, Coded):
        return _told_coded(rule, material)
    question = material.questionnaire.by_key[rule.question]
    pattern, more = _about(rule, question)
    return pattern % {"question": question.label, **more}


def _about(
    rule: Answer | Judged | First | AnsweredQuestion | Items, question: Question
) -> tuple[str, dict[str, str]]:
    """The sentence of a rule about one question, with what it names beside the question."""
    match rule:
        case Answer():
            option = {"option": _option(question, rule.option)}
            return str(_("chose “%(option)s” to “%(question)s”")), option
        case First():
            option = {"option": _option(question, rule.option)}
            return str(_("put “%(option)s” first in “%(question)s”")), option
        case AnsweredQuestion():
            return str(_("answered “%(question)s”")), {}
        case Items():
            return str(_("entries given to “%(question)s”")), {}
    judged = {
        "row": _among(question.rows, rule.row),
        "sign": str(SIGN_WORDS[rule.sign]),
        "point": _among(question.scale, rule.point),
    }
    return str(_("judged “%(row)s” %(sign)s “%(point)s” in “%(question)s”")), judged


def _told_coded(rule: Coded, material: Material) -> str:
    labels = {one.key: one.label for one in material.themes if one.question in ("", rule.question)}
    theme = labels.get(rule.theme, rule.theme)
    question = material.questionnaire.by_key.get(rule.question)
    if rule.stance is not None:
        stance = STANCE_WORDS[rule.stance]
        return str(_("take a position on “%(theme)s”: %(stance)s", theme=theme, stance=stance))
    if question is None:
        return str(_("speak of “%(theme)s”", theme=theme))
    return str(_("speak of “%(theme)s” in “%(question)s”", theme=theme, question=question.label))


def _option(question: Question, key: str) -> str:
    return str(_("Other")) if key == OTHER else _among(question.options, key)


def _among(options: Iterable[Option], key: str) -> str:
    return next((one.label for one in options if one.key == key), key)
