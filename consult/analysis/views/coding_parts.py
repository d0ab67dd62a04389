"""What the pages of coding share: what a form says, and one answer drawn as it is then."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from consult import db
from consult.accounts.guards import current_user
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.analysis.coding.desk import Entry, choices, entries
from consult.analysis.coding.spots import CannotCode, Spot, read_at
from consult.analysis.coding.words import FATE_WORDS, ORIGIN_WORDS, STANCE_WORDS, done, refusal
from consult.analysis.material import Stance
from consult.analysis.models import Coding
from consult.analysis.views.blind import is_blind
from consult.analysis.views.shell import pages
from consult.calls.models import Call
from consult.contributions.texts.word_by_word import words
from consult.errors import NotFound
from consult.web.languages import way_back

STANCE_KEYS = "+-="
LONGEST_NUMBER = 9
"""Digits of a number that any database counts to."""

pages.app_template_filter("position")(STANCE_WORDS.get)
pages.app_template_filter("origin")(ORIGIN_WORDS.get)
pages.app_template_filter("fate")(FATE_WORDS.get)
pages.app_template_filter("differences")(words)
pages.app_template_global("positions")(STANCE_WORDS.items)


class Done(NamedTuple):
    """What was done in words, and the coding that it made under a theme with a claim."""

    said: str
    made: int | None = None
    claim: str = ""


@pages.app_template_global("stance_keys")
def stance_keys() -> str:
    """The positions with their keys, for the script that offers them right after coding."""
    keys = zip(STANCE_KEYS, STANCE_WORDS.items(), strict=True)
    return json.dumps(
        [{"key": key, "value": stance.value, "words": str(said)} for key, (stance, said) in keys]
    )


def written(
    call: Call, contribution: int, question: int, write: Callable[[], Done]
) -> ResponseReturnValue:
    """Write, commit, and show the answer as it is then; a refusal shows it with the reason."""
    session = db.session()
    try:
        told = write()
    except CannotCode as refused:
        session.rollback()
        if wants_fragment():
            return drawn(call, contribution, question, refused=refused), 409
        flash(refusal(refused), "error")
    else:
        session.commit()
        if wants_fragment():
            return drawn(call, contribution, question, told=told)
        flash(told.said, "success")
    return redirect(back(call, f"coded-{contribution}-{question}"))


def coded(made: Coding) -> Done:
    """The words for a coding just made, which asks for a position where its theme has a claim."""
    asks = made.theme.claim and made.stance is None
    return Done(
        done("coded", made.theme.label),
        made.id if asks else None,
        made.theme.claim if asks else "",
    )


def drawn(
    call: Call,
    contribution: int,
    question: int,
    *,
    told: Done | None = None,
    refused: CannotCode | None = None,
) -> str:
    """The answer as it is now; after a refusal with the words that were chosen."""
    session = db.session()
    entry = entry_of(session, call, contribution, question)
    return render_template(
        "analysis/_answer_alone.html",
        call=call,
        entry=entry,
        themes=choices(session, call)[question],
        may_code=reaches(current_user().role, Role.MANAGER),
        done=told,
        refused=refusal(refused) if refused else "",
        quote=_quote(session, call, contribution, question) if refused else "",
        comment=_comment() if refused else "",
    )


def entry_of(session: Session, call: Call, contribution: int, question: int) -> Entry:
    """The answer as this visitor may see it, or `NotFound`."""
    found = entries(
        session, call, [(contribution, question)], viewer=current_user(), blind=is_blind(call)
    )
    if not found:
        raise NotFound(f"answer {contribution} {question}")
    return found[0]


def _quote(session: Session, call: Call, contribution: int, question: int) -> str:
    """The words that the page showed and somebody chose, out of the version it showed."""
    try:
        text = read_at(session, call, spot(contribution, question)).text
    except NotFound:
        return ""
    return " […] ".join(text[start:end] for start, end in spans())


def _comment() -> str:
    """What somebody wrote that was not kept."""
    told = text("comment").strip()
    return told if told != text("comment_before").strip() else ""


def spot(contribution: int, question: int) -> Spot:
    """The text that the form was built from."""
    return Spot(
        contribution=contribution,
        question=question,
        version=number("version") or 0,
        item=number("item"),
        field=text("field") or None,
    )


def spans() -> list[tuple[int, int]]:
    """What was chosen, each as « start-end » in characters; anything else chooses nothing."""
    pairs = (one.partition("-")[::2] for one in request.form.getlist("span"))
    return [(int(start), int(end)) for start, end in pairs if _is_count(start) and _is_count(end)]


def text(name: str) -> str:
    """A field that holds words, as any database keeps them: forms send two signs for a line."""
    return request.form.get(name, "").replace("\0", "").replace("\r\n", "\n")


def number(name: str) -> int | None:
    """A field that holds a number."""
    told = request.form.get(name, "")
    return int(told) if _is_count(told) else None


def _is_count(told: str) -> bool:
    return told.isascii() and told.isdecimal() and len(told) <= LONGEST_NUMBER


def stance(name: str) -> Stance | None:
    """A field that holds a position; anything else is none."""
    told = request.form.get(name, "")
    return Stance(told) if told in list(Stance) else None


def wants_fragment() -> bool:
    """Whether a script of ours asks, which puts one answer in its place on an open page."""
    return request.headers.get("X-Fragment") == "1"


def back(call: Call, anchor: str = "") -> str:
    """The page of the call the form was on, or its reading page, at the answer."""
    path = way_back(request.form.get("back", "")).partition("#")[0]
    here = url_for("analysis.reading", slug=call.slug)
    inside = path.startswith(here.removesuffix("reading"))
    return (path if inside else here) + (f"#{anchor}" if anchor else "")
