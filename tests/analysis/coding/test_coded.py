"""What a page names is read anew once it is one's turn: a colleague may have taken it away."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from consult.analysis.coding import journal
from consult.analysis.coding import service as coding
from consult.analysis.models import Coding, Excerpt
from consult.errors import NotFound
from tests.analysis.coded import AT, a_call, a_theme, code, person, sent_again, spot_of


@pytest.fixture
def taken_away(monkeypatch):
    """From now on somebody takes every passage away while we wait for our turn."""
    waited = journal._alone

    def alone(session, call):
        waited(session, call)
        for model in (Coding, Excerpt):
            session.execute(delete(model), execution_options={"synchronize_session": False})

    return lambda: monkeypatch.setattr(journal, "_alone", alone)


@pytest.mark.parametrize("verb", ["amend", "agree", "uncode", "drop", "confirm"])
def test_what_somebody_took_away_meanwhile_is_not_found(session, taken_away, verb):
    call = a_call(session)
    me, colleague = person(session, "Claire"), person(session, "Max")
    theme = a_theme(session, call)
    [made] = code(session, call, colleague if verb == "agree" else me, theme, (3, 8))
    named = {"coding": made.id}
    if verb in ("drop", "confirm"):
        sent_again(session, "Vite, de l’eau.")
        named = {"excerpt": made.excerpt_id}
    told = {
        "amend": {"comment": ("", "Autre")},
        "confirm": {"spot": spot_of(session, call), "span": (9, 14)},
    }
    session.expire_all()
    taken_away()

    with pytest.raises(NotFound):
        getattr(coding, verb)(session, call=call, user=me, at=AT, **named, **told.get(verb, {}))
