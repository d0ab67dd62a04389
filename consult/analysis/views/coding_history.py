"""What was done to the codings of a call, by whom, and which passages wait for somebody."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult import db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.analysis.coding.desk import choices, entries
from consult.analysis.coding.history import acts_of, people_of, to_review, told
from consult.analysis.coding.words import act_words
from consult.analysis.views.blind import is_blind
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.web.paging import paged

PAGE = 50
pages.app_template_filter("act")(act_words)


@pages.get("/staff/calls/<slug>/coding/history")
@staff(Role.READER)
def coding_history(slug: str) -> ResponseReturnValue:
    """Who did what, and when; of everybody or of one person. Who codes blind sees their own."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    blind, me = is_blind(call), current_user()
    who = me.id if blind else request.args.get("who", type=int)
    people = [(me.id, "")] if blind else people_of(session, call)
    known = who if who in {number for number, _ in people} else None
    page = paged(acts_of(session, call, known), request.args.get("page", "1"), size=PAGE)
    return render_template(
        "analysis/history.html",
        call=call,
        acts=told(session, call, page.items),
        page=page,
        people=people,
        who=known,
        blind=blind,
        may_code=reaches(current_user().role, Role.MANAGER),
        labels={one.key: one.label for section in call.sections for one in section.questions},
    )


@pages.get("/staff/calls/<slug>/coding/review")
@staff(Role.READER)
def to_review_page(slug: str) -> ResponseReturnValue:
    """The answers whose passages do not stand as they were coded."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    page = paged(to_review(session, call), request.args.get("page", "1"), size=PAGE)
    return render_template(
        "analysis/review.html",
        call=call,
        page=page,
        entries=entries(session, call, page.items, viewer=current_user(), blind=is_blind(call)),
        themes=choices(session, call),
        blind=is_blind(call),
        may_code=reaches(current_user().role, Role.MANAGER),
        labels={one.key: one.label for section in call.sections for one in section.questions},
    )
