"""What a rule says and what is wrong with it, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.analysis.coding_words import STANCE_WORDS
from consult.analysis.material import Material, Stance
from consult.analysis.rule_tree import (
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
from consult.calls.questionnaire import OTHER, Question, QuestionKind
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
            params[name] = ", ".join(f"“{kind}”" for kind in map(str, kinds))
    if "trait" in params:
        params["trait"] = str(TRAIT_WORDS[Trait(params["trait"])])
    sentence = _(SENTENCES[error.fault]) % params
    return Wrong(text[: error.position], text[error.position :], sentence, error.position + 1)


def told(rule: Rule, material: Material) -> str:
    """What the agencies counted have in common, as a clause: « ont choisi « X » à « Q » »."""
    match rule:
        case Both(left, Not(right)):
            return _(
                "%(these)s, save those that %(those)s",
                these=told(left, material),
                those=told(right, material),
            )
        case Both(left, right):
            return _(
                "%(these)s and %(those)s", these=told(left, material), those=told(right, material)
            )
        case Either(left, right):
            return _(
                "%(these)s, or %(those)s", these=told(left, material), those=told(right, material)
            )
        case Not(inner):
            return _("are not among those that %(those)s", those=told(inner, material))
        case Narrowed(inner, trait, name):
            where = name or _("not said")
            return _(
                "%(these)s (%(trait)s: %(name)s)",
                these=told(inner, material),
                trait=TRAIT_WORDS[trait],
                name=where,
            )
    return _claim(rule, material)


def _claim(
    rule: Answered | Answer | Judged | First | AnsweredQuestion | Items | Coded, material: Material
) -> str:
    match rule:
        case Answered():
            return _("sent a contribution")
        case Coded():
            return _coded(rule, material)
    question = material.questionnaire.by_key[rule.question]
    asked = question.label
    match rule:
        case Answer(_key, option):
            return _(
                "chose “%(option)s” to “%(question)s”",
                option=_option(question, option),
                question=asked,
            )
        case First(_key, option):
            return _(
                "put “%(option)s” first in “%(question)s”",
                option=_option(question, option),
                question=asked,
            )
        case AnsweredQuestion():
            return _("answered “%(question)s”", question=asked)
        case Items():
            return _("entries given to “%(question)s”", question=asked)
    return _(
        "judged “%(row)s” %(sign)s “%(point)s” in “%(question)s”",
        row=_among(question.rows, rule.row),
        sign=SIGN_WORDS[rule.sign],
        point=_among(question.scale, rule.point),
        question=asked,
    )


def _coded(rule: Coded, material: Material) -> str:
    own = material.questionnaire.by_key.get(rule.question)
    labels = {one.key: one.label for one in material.themes if one.question in ("", rule.question)}
    theme = labels.get(rule.theme, rule.theme)
    if rule.stance is None and own is None:
        return _("speak of “%(theme)s”", theme=theme)
    if rule.stance is None:
        return _("speak of “%(theme)s” in “%(question)s”", theme=theme, question=own.label)
    stance = STANCE_WORDS[Stance(rule.stance)]
    return _("take a position on “%(theme)s”: %(stance)s", theme=theme, stance=stance)


def _option(question: Question, key: str) -> str:
    return _("Other") if key == OTHER else _among(question.options, key)
