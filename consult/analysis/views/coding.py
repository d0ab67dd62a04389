"""Coding on the screen: one answer at a time, by selected words or by sentences."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.analysis import coding, journal
from consult.analysis.coding_desk import Entry, choices, entries
from consult.analysis.coding_words import FATE_WORDS, ORIGIN_WORDS, STANCE_WORDS, done, refusal
from consult.analysis.material import Stance
from consult.analysis.models import Coding
from consult.analysis.spots import CannotCode, Spot, Why, answer_of, read_at
from consult.analysis.views.blind import is_blind
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.contributions.comparing import words
from consult.errors import NotFound
from consult.web.languages import way_back

ANSWER = "<int:contribution>/<int:question>"
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


@pages.get(f"/staff/calls/<slug>/reading/answers/{ANSWER}")
@staff(Role.READER)
def answer_fragment(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """One answer with its codings as they are now, for a page that is open."""
    call = calls.call_with_questions(db.session(), slug)
    return _drawn(call, contribution, question)


@pages.get(f"/staff/calls/<slug>/coding/answers/{ANSWER}")
@staff(Role.MANAGER)
def sentences(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """The sentences of one answer to tick, for a keyboard or without JavaScript."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    entry = _entry(session, call, contribution, question)
    page = "_sentences" if _wants_fragment() else "sentences"
    return render_template(
        f"analysis/{page}.html",
        call=call,
        entry=entry,
        asked=call.questionnaire.by_key[entry.question],
        themes=choices(session, call)[question],
    )


@pages.get("/staff/calls/<slug>/coding/palette/<int:question>")
@staff(Role.MANAGER)
def palette(slug: str, question: int) -> ResponseReturnValue:
    """The themes that passages of a question may be put under, to choose from while reading."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    offered = choices(session, call).get(question)
    if offered is None:
        raise NotFound(f"question {question}")
    return render_template("analysis/_palette.html", call=call, themes=offered)


@pages.post(f"/staff/calls/<slug>/coding/answers/{ANSWER}")
@staff(Role.MANAGER)
def code(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """Put the words chosen under a theme, which may be a new one."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    spot = _spot(contribution, question)
    theme = _number("theme") or 0

    def write() -> Done:
        chosen = theme
        if not chosen and (label := request.form.get("new_theme", "").strip()):
            given: dict[str, Any] = {
                "call": call,
                "user": current_user(),
                "question": question,
                "at": at,
            }
            chosen = coding.theme_named(session, **given, label=label).id
        made = coding.code(
            session,
            call=call,
            user=current_user(),
            spot=spot,
            spans=_spans(),
            theme=chosen,
            stance=_stance("stance"),
            comment=request.form.get("comment", "").strip(),
            at=at,
        )
        return _coded(made[0])

    return _written(call, contribution, question, write)


@pages.post("/staff/calls/<slug>/coding/<int:number>")
@staff(Role.MANAGER)
def change_coding(slug: str, number: int) -> ResponseReturnValue:
    """Say more of a coding, say it too, or take it away."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    pair = answer_of(session, call, coding=number)
    given: dict[str, Any] = {"call": call, "user": current_user(), "coding": number, "at": at}

    def write() -> Done:
        if request.form.get("act") == "remove":
            coding.uncode(session, **given)
            return Done(done("uncoded"))
        if request.form.get("act") == "agree":
            return _coded(coding.agree(session, **given))
        told: dict[str, Any] = {}
        if "stance" in request.form:
            told["stance"] = (_stance("stance_before"), _stance("stance"))
        if "comment" in request.form:
            before = request.form.get("comment_before", "").replace("\r\n", "\n")
            told["comment"] = (before, request.form["comment"].replace("\r\n", "\n").strip())
        coding.amend(session, **given, **told)
        return Done(done("amended"))

    return _written(call, *pair, write)


@pages.post("/staff/calls/<slug>/coding/excerpts/<int:number>")
@staff(Role.MANAGER)
def settle(slug: str, number: int) -> ResponseReturnValue:
    """Say where a passage of an earlier version is meant now, or give it up."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    pair = answer_of(session, call, excerpt=number)
    given: dict[str, Any] = {"call": call, "user": current_user(), "excerpt": number, "at": at}

    def write() -> Done:
        if request.form.get("act") == "drop":
            coding.drop(session, **given)
            return Done(done("dropped"))
        spans = _spans()
        if len(spans) != 1:
            raise CannotCode(Why.EMPTY)
        coding.confirm(session, **given, spot=_spot(*pair), span=spans[0])
        return Done(done("placed"))

    return _written(call, *pair, write)


@pages.post("/staff/calls/<slug>/coding/undo")
@staff(Role.MANAGER)
def undo(slug: str) -> ResponseReturnValue:
    """Take back the last thing this person did to themes or codings."""
    return _turned(slug, journal.undo)


@pages.post("/staff/calls/<slug>/coding/redo")
@staff(Role.MANAGER)
def redo(slug: str) -> ResponseReturnValue:
    """Do again what this person took back."""
    return _turned(slug, journal.redo)


def _turned(slug: str, turn: Callable[..., Any]) -> ResponseReturnValue:
    session = db.session()
    call = calls.call_by_slug(session, slug)
    undoing, status = turn is journal.undo, 409
    answers: list[Any] = []
    try:
        act = turn(session, call=call, user=current_user(), at=clock.now())
    except journal.NothingToUndo:
        said = _("There is nothing left to undo or to do again.")
    except journal.ChangedSince:
        said = _("Somebody built on it since: it was left as it is.")
    else:
        session.commit()
        said = done("undone" if undoing else "redone", act.about.get("theme", ""))
        answers, status = list(act.about.get("answers", [])), 200
    if _wants_fragment():
        return {"said": said, "answers": answers}, status
    flash(said, "success" if status == 200 else "warn")
    return redirect(_back(call))


def _written(
    call: Call, contribution: int, question: int, write: Callable[[], Done]
) -> ResponseReturnValue:
    """Write, commit, and show the answer as it is then; a refusal shows it with the reason."""
    session = db.session()
    try:
        told = write()
    except CannotCode as refused:
        session.rollback()
        if _wants_fragment():
            return _drawn(call, contribution, question, refused=refused), 409
        flash(refusal(refused), "error")
    else:
        session.commit()
        if _wants_fragment():
            return _drawn(call, contribution, question, told=told)
        flash(told.said, "success")
    return redirect(_back(call, f"coded-{contribution}-{question}"))


def _coded(made: Coding) -> Done:
    asks = made.theme.claim and made.stance is None
    return Done(
        done("coded", made.theme.label),
        made.id if asks else None,
        made.theme.claim if asks else "",
    )


def _drawn(
    call: Call,
    contribution: int,
    question: int,
    *,
    told: Done | None = None,
    refused: CannotCode | None = None,
) -> str:
    """The answer as it is now; after a refusal with the words that were chosen."""
    session = db.session()
    entry = _entry(session, call, contribution, question)
    return render_template(
        "analysis/_answer_alone.html",
        call=call,
        entry=entry,
        themes=choices(session, call)[question],
        may_code=reaches(current_user().role, Role.MANAGER),
        done=told,
        refused=refusal(refused) if refused else "",
        quote=_quote(session, call, contribution, question) if refused else "",
    )


def _entry(session: Session, call: Call, contribution: int, question: int) -> Entry:
    found = entries(
        session, call, [(contribution, question)], viewer=current_user(), blind=is_blind(call)
    )
    if not found:
        raise NotFound(f"answer {contribution} {question}")
    return found[0]


def _quote(session: Session, call: Call, contribution: int, question: int) -> str:
    """The words that the page showed and somebody chose, out of the version it showed."""
    try:
        text = read_at(session, call, _spot(contribution, question)).text
    except NotFound:
        return ""
    return " […] ".join(text[start:end] for start, end in _spans())


def _spot(contribution: int, question: int) -> Spot:
    return Spot(
        contribution=contribution,
        question=question,
        version=_number("version") or 0,
        item=_number("item"),
        field=request.form.get("field") or None,
    )


def _spans() -> list[tuple[int, int]]:
    """What was chosen, each as « start-end » in characters; anything else chooses nothing."""
    pairs = (one.partition("-")[::2] for one in request.form.getlist("span"))
    return [(int(start), int(end)) for start, end in pairs if _is_count(start) and _is_count(end)]


def _number(name: str) -> int | None:
    told = request.form.get(name, "")
    return int(told) if _is_count(told) else None


def _is_count(told: str) -> bool:
    return told.isascii() and told.isdecimal() and len(told) <= LONGEST_NUMBER


def _stance(name: str) -> Stance | None:
    told = request.form.get(name, "")
    return Stance(told) if told in list(Stance) else None


def _wants_fragment() -> bool:
    """Whether a script of ours asks, which puts one answer in its place on an open page."""
    return request.headers.get("X-Fragment") == "1"


def _back(call: Call, anchor: str = "") -> str:
    """The page of the call the form was on, or its reading page, at the answer."""
    path = way_back(request.form.get("back", "")).partition("#")[0]
    here = url_for("analysis.reading", slug=call.slug)
    inside = path.startswith(here.removesuffix("reading"))
    return (path if inside else here) + (f"#{anchor}" if anchor else "")
