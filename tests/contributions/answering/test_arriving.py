"""A page that saves by itself brings the answers that changed, and no others."""

import pytest
import time_machine
from sqlalchemy import select

from consult.contributions.models import Answer, Revision
from tests.browser import fields
from tests.contributions.world import DURING, call_of, invited, link_to

HERE = "/contribution/publicABC/"
FORM = "form.sheet"
WHOLE = {"q.team": "Pôle", "q.text": "Un avis"}
OF_ITSELF = ("form_token", "page", "sequence", "revision")


@pytest.fixture
def form(client, session):
    with time_machine.travel(DURING, tick=False):
        yield client.get(f"/r/{link_to(session, invited(session, call_of(session)))}")


@pytest.fixture
def saved(client, form):
    """The form once it was saved whole, as a page would send it."""
    return fields(client.send(form, form=FORM, button="save", **WHOLE).select_one(FORM))


def bring(client, page, *keys, size=100, **typed):
    """Only these answers of a page, as it holds them or as they are typed now."""
    inside = {
        name: value
        for name, value in page.items()
        if name in OF_ITSELF or {*name.split(".")[1:2]} & {*keys}
    }
    return client.request(
        "POST", f"{HERE}draft", data=inside | {"of": list(keys), "size": size} | typed
    )


def kept(session):
    rows = session.scalars(select(Answer).execution_options(populate_existing=True))
    return {one.question.key: (one.value, one.confidential) for one in rows}


def test_what_a_page_does_not_bring_stays_as_it_is(client, session, saved):
    before = kept(session)
    answer = bring(client, saved, "team", **{"q.team": "Deux", "secret.team": "1"})
    assert (answer.status_code, list(answer.json["marks"])) == (200, ["team"])
    assert kept(session) == before | {"team": ("Deux", True)}
    last = session.scalars(select(Revision).order_by(Revision.number.desc())).first()
    assert last.changes == {"team": {"value": "Deux", "confidential": True}}


def test_an_answer_brought_empty_is_taken_out(client, session, saved):
    before = kept(session)
    assert bring(client, saved, "team", **{"q.team": ""}).status_code == 200
    del before["team"]
    assert kept(session) == before


def test_progress_counts_what_was_not_brought(client, saved):
    whole = client.request("POST", f"{HERE}draft", data=saved).json
    part = bring(client, saved, "team").json
    assert [part[key] for key in ("answered", "shown", "sections")] == [
        whole[key] for key in ("answered", "shown", "sections")
    ]


def test_a_page_hears_that_somebody_saved_since_it_was_read(client, saved):
    told = bring(client, saved, "text", **{"q.text": "Ici"}).json
    assert (told["moved"], told["revision"]) == (False, int(saved["revision"]) + 1)
    assert bring(client, saved, "team", **{"q.team": "Ailleurs"}).json["moved"] is True


def test_an_answer_brought_too_late_is_a_conflict_and_the_others_are_saved(client, session, saved):
    bring(client, saved, "team", **{"q.team": "Elle"})
    answer = bring(client, saved, "team", "text", **{"q.team": "Moi", "q.text": "Ici"})
    assert (answer.status_code, answer.json["questions"]) == (409, ["team"])
    assert list(answer.json["marks"]) == ["text"]
    assert [kept(session)[key][0] for key in ("team", "text")] == ["Elle", "Ici"]


def test_a_question_that_nobody_asks_brings_nothing(client, session, saved):
    before = kept(session)
    answer = bring(client, saved, "nothing", "", "team\0", **{"q.team": "Deux"})
    assert (answer.status_code, answer.json["marks"]) == (200, {})
    assert kept(session) == before


def test_a_page_that_weighs_more_than_its_button_could_send_saves_no_part_of_it(
    app, client, session, saved
):
    most = app.config["MAX_FORM_MEMORY_SIZE"]
    answer = bring(client, saved, "team", size=most + 1, **{"q.team": "Deux"})
    assert (answer.status_code, answer.json) == (413, {"state": "large"})
    assert kept(session)["team"][0] == WHOLE["q.team"]
    assert bring(client, saved, "team", size=most, **{"q.team": "Deux"}).status_code == 200
