"""What two versions of one note tell whoever holds both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from consult.accounts.models import AuditEntry
from consult.analysis.material import Material, Member
from consult.calls.queries import invitations
from consult.contributions.consent import Attribution
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.models import Note
from consult.synthesis.snapshot import Audience, State
from consult.synthesis.versions.between import Earlier, told_by_both
from tests import office
from tests.synthesis.composing.test_exchanging import TEXT, asked, coded, reply
from tests.synthesis.reference import reference

LATER = office.AT + timedelta(days=3)
EVERYBODY = frozenset(reference().reply)
NAMED = frozenset(Disclosure(reference(), Audience.DELEGATE).attributed)


def before(*without: str, resent: frozenset[str] = frozenset()) -> Earlier:
    """A version of the reference without some of its contributions."""
    return Earlier(1, EVERYBODY - set(without), resent, NAMED - set(without))


def told(earlier: Earlier, material: Material | None = None) -> set[str]:
    found = told_by_both(material or reference(), earlier)
    return set(found.agencies) if found else set()


@pytest.mark.parametrize(
    ("earlier", "agencies"),
    [
        (before(), set()),
        (before("ADERLY", "ADN FC"), set()),
        (before("Dunkerque Promotion"), {"Dunkerque Promotion"}),
        (before("Dunkerque Promotion", "ADERLY"), {"Dunkerque Promotion"}),
        (before("SOFIE"), {"Dunkerque Promotion"}),
        (before("SOFIE", "CEEVO", "Dunkerque Promotion"), {"Ardennes Développement"}),
    ],
)
def test_an_agency_that_is_not_named_is_told_by_what_arrived_with_too_few(earlier, agencies):
    """Two named ones may come alone; one of the company of the anonymous one leaves it two.

    Where all three come together, two of those who kept Ardennes company on its answer in
    confidence are named on it in the second version.
    """
    assert told(earlier) == agencies


def test_who_kept_it_company_and_was_named_before_keeps_it_company_no_more():
    earlier = before()
    named = replace(earlier, named=earlier.named | {"SOFIE"})

    assert told(named) == {"Dunkerque Promotion"}
    assert told(replace(named, resent=frozenset({"SOFIE"}))) == set()


def test_an_answer_in_confidence_is_told_on_its_question_alone():
    assert told(before("Ardennes Développement")) == {"Ardennes Développement"}


def test_an_agency_that_withdrew_alone_is_told_by_what_the_counts_fell_by():
    left = tuple(one for one in reference().replies if one.agency != "Dunkerque Promotion")
    named = tuple(one for one in reference().replies if one.agency != "ADERLY")

    assert told(before(), replace(reference(), replies=left)) == {"Dunkerque Promotion"}
    assert told(before(), replace(reference(), replies=named)) == set()


def test_who_is_thanked_nowhere_may_be_any_of_those_that_did_not_answer():
    secret = tuple(
        replace(one, attribution=Attribution.CONFIDENTIAL) if one.agency == "ADERLY" else one
        for one in reference().replies
    )
    few = tuple(one for one in reference().agencies if one.acronym in EVERYBODY)
    material = replace(reference(), replies=secret)

    assert "ADERLY" not in told(before("ADERLY"), material)
    assert "ADERLY" in told(before("ADERLY"), replace(material, agencies=few))


MINDS = {
    "nothing in common": {},
    "a point of a scale": {"grid": {"r": "3", "s": "1"}},
    "an option ticked": {"many": ["q"]},
    "a theme": {"why": "wide"},
}


@pytest.mark.parametrize("mind", MINDS)
def test_those_who_arrived_together_are_told_where_they_are_of_one_mind(mind):
    """Three came before, three since, and three are named; whole, nobody is of one mind."""
    members = tuple(Member(f"AG{rank}", f"Zed {rank}") for rank in range(9))
    replies, passages = [], []
    for rank, member in enumerate(members):
        new = MINDS[mind] if 3 <= rank < 6 else {}
        said = {"grid": {"r": "123"[rank % 3]}, "many": [["p"], ["q"], ["p", "q"]][rank % 3]}
        attribution = Attribution.ANONYMOUS if rank < 6 else Attribution.NAMED
        values = {**said, "why": TEXT, **{key: new[key] for key in said if key in new}}
        replies.append(reply(member.acronym, attribution, frozenset(), values))
        theme = new.get("why", ["own", None, "wide"][rank % 3])
        passages += [coded(member.acronym, "why", theme)] if theme else []
    material = asked(members, replies, passages)
    earlier = Earlier(1, frozenset(material.reply) - {"AG3", "AG4", "AG5"})

    found = told_by_both(material, earlier)
    assert (found is not None and found.agencies == ("AG3", "AG4", "AG5")) is bool(MINDS[mind])


# --- at the approval ------------------------------------------------------------------------


def test_approving_is_asked_twice_where_a_version_tells_too_much_beside_one_handed_over(
    client, session, monkeypatch, cli, tmp_path
):
    monkeypatch.setattr("consult.clock.now", lambda: LATER)
    office.sign_in(client, session)
    call = office.call(session, audience=6)
    asked = invitations(session, call)
    for invitation in asked[:4]:
        office.contribution(session, invitation)
    here = f"/staff/calls/{call.slug}/note"

    def reviewed():
        composed = client.send(client.get(here), form="aside form")
        return client.send(composed, form="form[action$=review]")

    client.send(reviewed(), form="form[action$=approve]")
    last = office.contribution(session, asked[4])
    last.attribution = Attribution.ANONYMOUS
    session.commit()
    page = reviewed()

    name = asked[4].acronym
    assert name in client.get(f"{here}/2/since").select_one(".notice.warn li").text
    refused = client.send(page, form="form[action$=approve]", status=409)
    assert name in refused.select_one("#beside li").text
    assert [one.state for one in notes(session)] == [State.APPROVED, State.REVIEW]

    refused.select_one("#beside input[name=beside]")["value"] = "what another version told"
    assert client.send(refused, form="#beside form", status=409).select("#beside li")

    session.commit()
    asked = ("note", "build", call.slug, "--state", "approved", "-o", tmp_path / "note.json")
    assert name in cli(*asked, code=1).output
    assert not (tmp_path / "note.json").exists()
    cli(*asked, "--all-the-same")
    assert '"state":"approved"' in (tmp_path / "note.json").read_text()
    entry = session.query(AuditEntry).filter_by(action="note.file").one()
    assert (entry.actor, entry.details["beside"]) == ("command", {"1": 1})

    page = client.get(f"{here}/2")
    refused = client.send(page, form="form[action$=approve]", status=409)
    done = client.send(refused, form="#beside form")
    assert [one.state for one in notes(session)] == [State.APPROVED, State.APPROVED]
    assert "À côté de la version 1, les réponses d’une agence" in done.words
    entry = session.query(AuditEntry).filter_by(action="note.approved").all()[-1]
    assert (entry.actor, entry.details["beside"]) == (office.STAFF, {"1": 1})
    assert name not in str(entry.details)


def notes(session) -> list[Note]:
    session.expire_all()
    return session.query(Note).order_by(Note.version).all()
