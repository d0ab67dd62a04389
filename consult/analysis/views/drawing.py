"""What the pages of the reading desk are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import request, url_for

from consult import db
from consult.accounts.guards import current_user
from consult.accounts.models import Role, User
from consult.accounts.rules import reaches
from consult.analysis.coding.desk import Choice, Entry, Pair, choices, entries, person
from consult.analysis.reading import desk
from consult.analysis.reading import lines as reading
from consult.analysis.reading.filters import Line
from consult.analysis.reading.noted import colleagues
from consult.analysis.suggesting.proposed import Offered, proposed
from consult.analysis.views.blind import is_blind
from consult.calls.models import Call
from consult.calls.questionnaire import Questionnaire
from consult.contributions.reading import TEXTS
from consult.contributions.shown import Shown
from consult.web.languages import way_back


class Item(NamedTuple):
    """One answer on the page: what is known of it, its texts with their codings, and the rest.

    `same` says that the newer version says here what the one that was read said.
    """

    line: Line
    entry: Entry
    told: Shown | None
    same: bool


def answers(call: Call, lines: Sequence[Line]) -> list[Item]:
    """The answers of those lines, in order: at most five statements."""
    session, questionnaire = db.session(), call.questionnaire
    found = {
        one.pair: one
        for one in entries(
            session,
            call,
            [line.pair for line in lines],
            viewer=current_user(),
            blind=is_blind(call),
        )
    }
    untold = {
        one.contribution
        for one in found.values()
        if questionnaire.by_key[one.question].kind not in TEXTS
    }
    values = reading.values(session, untold) if untold else {}
    same = reading.unchanged(session, call, lines)
    return [
        Item(
            line,
            entry,
            _told(entry, questionnaire, values.get(entry.contribution, {})),
            line.pair in same,
        )
        for line in lines
        if (entry := found.get(line.pair)) is not None
    ]


def _told(entry: Entry, questionnaire: Questionnaire, said: Mapping[str, Any]) -> Shown | None:
    return desk.beside(questionnaire.by_key[entry.question], said.get(entry.question))


@dataclass(frozen=True, slots=True)
class Around:
    """What every answer is drawn with: who reads, the names of colleagues, themes, the way back."""

    me: User
    people: Mapping[int, User]
    names: Mapping[int, str]
    readers: Sequence[User]
    themes: Mapping[int, Sequence[Choice]]
    may_code: bool
    blind: bool
    back: str
    proposed: Mapping[Pair, Sequence[Offered]]


def around(call: Call, items: Iterable[Item] = ()) -> Around:
    """Two statements, and one for what is proposed to who may code, and sees what others coded."""
    session, me = db.session(), current_user()
    people = colleagues(session)
    given = request.form.get("back", "") if request.method == "POST" else ""
    themes = choices(session, call)
    may_code, blind = reaches(me.role, Role.MANAGER), is_blind(call)
    coded = [item.entry for item in items] if may_code and not blind else []
    return Around(
        me,
        people,
        {number: person(one) for number, one in people.items()},
        [one for one in people.values() if one.disabled_at is None],
        themes,
        may_code,
        blind,
        given or request.full_path.rstrip("?"),
        proposed(session, coded, themes) if coded else {},
    )


def back(call: Call, anchor: str = "") -> str:
    """The page of the desk where a form was, at the answer."""
    here = url_for("analysis.reading", slug=call.slug)
    path = way_back(request.form.get("back", "")).partition("#")[0]
    return (path if path.startswith(here) else here) + (f"#{anchor}" if anchor else "")
