"""Staff ask, agencies read again on their page, staff see what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import Role
from consult.calls.queries import invitations
from consult.contributions.models import ConsentChange, Contribution
from consult.post import OutboxLetter
from consult.synthesis.models import Note, ReadBack
from consult.synthesis.reading_again import rounds
from consult.synthesis.reading_again.clearance import Answered
from tests import office
from tests.contributions.world import link_to
from tests.synthesis.reading_again.test_rereading import AT, INSTANT, SAID, UNTIL, asks, contributes

HOSTILE = '<script>alert(1)</script> =HYPERLINK("x") \u202egnp ⟦personal link⟧'


@pytest.fixture
def now(monkeypatch):
    def told(at):
        monkeypatch.setattr("consult.clock.now", lambda: at)

    told(AT)
    return told


@pytest.fixture
def call(session):
    made = office.call(session)
    for invitation, words, quotes in zip(
        invitations(session, made), SAID, ("allowed", "after_review", "allowed"), strict=True
    ):
        contributes(session, invitation, words, quotes=quotes)
    session.expire_all()
    return made


@pytest.fixture
def staff(client, session, call, now):
    office.sign_in(client, session)
    return client


def here(call):
    return f"/staff/calls/{call.slug}/note/read-back"


def ticked(call, session, *acronyms):
    return [one.public_id for one in invitations(session, call) if one.acronym in acronyms]


def enter(client, session, call, acronym="A2"):
    """The agency's page, by the link of its letter."""
    invitation = next(one for one in invitations(session, call) if one.acronym == acronym)
    return client.get(f"/r/{link_to(session, invitation)}?page=read-back")


def last(session, acronym="A2"):
    session.expire_all()
    found = session.query(ReadBack).order_by(ReadBack.id).all()
    return rounds.last_of_each(found)[acronym]


def test_staff_see_whom_the_note_would_quote_and_ask_them(staff, session, call):
    page = staff.get(here(call))
    assert [row.th.get_text(strip=True) for row in page.select("tbody tr")] == ["A1", "A2", "A3"]
    assert len(page.select("[name=agency][checked]")) == 3
    assert "relecture avant toute citation" in page.words
    assert "agence@example.org" not in page.words

    asked = staff.send(page, form="form.read-back-form", agency=ticked(call, session, "A1", "A2"))

    assert "La relecture est demandée à 2 agences." in asked.text
    assert asked.words.count("relecture en cours") == 2
    letters = session.query(OutboxLetter).filter_by(kind="read_back").all()
    assert [one.recipient for one in letters] == ["a1@agence.example", "a2@agence.example"]
    assert "jeudi 5 mars 2026 à 18 h 00 (heure de Paris)" not in letters[0].body
    assert "vendredi 6 mars 2026 à 18\u00a0h\u00a000 (heure de Paris)" in letters[0].body
    assert "sans votre accord d’ici là, aucune ne paraîtra" in letters[1].body
    assert "ce choix demeure" in letters[0].body


def test_the_link_of_the_letter_leads_to_the_words(staff, session, call, postbox, work):
    staff.send(staff.get(here(call)), form="form.read-back-form")
    work()

    body = next(m for m in postbox if m["To"] == "a2@agence.example")
    text = body.get_body(("plain",)).get_content()
    link = next(line for line in text.splitlines() if "/r/" in line)
    page = staff.get(link.removeprefix("http://localhost"))

    assert page.path.endswith("/read-back")
    assert SAID[1] in " ".join(page.select_one("blockquote p").text.split())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"day": "2026-03-02"}, "Cette heure est passée"),
        ({"day": "pas un jour"}, "Indiquez une date"),
        ({"agency": None}, "Cochez au moins une agence."),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(staff, session, call, given, said):
    page = staff.send(staff.get(here(call)), form="form.read-back-form", status=422, **given)

    assert said in page.words
    assert session.query(ReadBack).count() == 0


def test_a_page_sent_twice_asks_once(staff, session, call):
    page = staff.get(here(call))
    for _ in range(2):
        done = staff.send(page, form="form.read-back-form", agency=ticked(call, session, "A2"))
        assert "La relecture est demandée à 1 agence." in done.text

    assert session.query(ReadBack).count() == 1
    assert session.query(OutboxLetter).filter_by(kind="read_back").count() == 1


def test_an_agency_that_the_note_no_longer_quotes_is_not_asked(staff, session, call):
    page = staff.get(here(call))
    invitation = next(one for one in invitations(session, call) if one.acronym == "A2")
    given = session.scalars(select(Contribution).filter_by(invitation_id=invitation.id)).one()
    given.withdrawn_at = AT
    session.flush()
    session.expire_all()

    said = staff.send(
        page, form="form.read-back-form", status=422, agency=ticked(call, session, "A2")
    )

    assert "La note ne cite ni ne nomme plus ces agences." in said.words
    assert session.query(ReadBack).count() == 0


def test_a_reader_looks_and_does_not_ask(client, session, call, now):
    office.sign_in(client, session, Role.READER)

    assert not client.get(here(call)).select("main button, main input:not([type=hidden])")


def test_the_page_asks_as_much_for_one_agency_as_for_three(staff, session, call, queries, settle):
    # The texts are read once for all who look.
    for acronym, statements in (("A1", 15), ("A2", 14), ("A3", 14)):
        asks(session, call, acronym)
        settle()
        with queries(statements):
            staff.get(here(call))


def test_an_agency_says_what_it_thinks_of_each_passage(client, session, call, now):
    asks(session, call)
    page = enter(client, session, call)
    assert "Sans votre accord d’ici là, aucun de ces passages ne paraîtra." in page.words
    assert page.select_one("details .read").text == SAID[1]

    lacking = client.send(page, form="form.sheet", remark="Un mot.", status=422)
    assert "Un passage attend votre choix" in lacking.words
    assert lacking.select_one("#remark").text == "Un mot."

    done = client.send(lacking, form="form.sheet", **{"choice.0": "agreed"})
    assert "Votre réponse est enregistrée." in done.text
    assert "Vous avez répondu le mardi 3 mars 2026 à 10 h 00 (heure de Paris)." in done.words
    assert last(session).state is Answered.ACCEPTED
    assert last(session).remark == "Un mot."

    changed = client.send(done, form="form.sheet", **{"choice.0": "refused"})
    assert changed.select_one("[value=refused]").has_attr("checked")
    assert last(session).state is Answered.OBJECTED
    assert session.query(OutboxLetter).filter_by(kind="consent").count() == 1


@pytest.mark.parametrize(("when", "status"), [(UNTIL - INSTANT, 200), (UNTIL, 409)])
def test_the_clock_decides_when_the_request_arrives(client, session, call, now, when, status):
    asks(session, call)
    page = enter(client, session, call)
    now(when)

    said = client.send(page, form="form.sheet", status=status, **{"choice.0": "agreed"})

    kept = status == 200
    assert (last(session).state is Answered.ACCEPTED) is kept
    assert (
        "Le délai est passé : rien n’a été enregistré." in said.words.replace("\u00a0", " ")
    ) is not kept


def test_after_the_time_the_page_says_what_silence_meant(client, session, call, now):
    for acronym in ("A1", "A2"):
        asks(session, call, acronym)
    now(UNTIL)

    first = enter(client, session, call, "A2")
    assert "Vous n’avez pas répondu : aucun" in first.words.replace("\u00a0", " ")
    assert not first.select("[type=radio]")
    second = enter(client, session, call, "A1")
    assert "le choix fait avec votre contribution demeure" in second.words


def test_what_was_asked_again_meanwhile_is_shown_anew(client, session, call, now):
    asks(session, call)
    page = enter(client, session, call)
    asks(session, call, until=UNTIL + INSTANT)

    said = client.send(page, form="form.sheet", status=409, **{"choice.0": "agreed"})

    assert "vous a de nouveau consultés entre-temps" in said.words
    assert last(session).state is Answered.WAITING


@pytest.mark.parametrize("forged", ["", "yes", "AGREED", "awaited"])
def test_nothing_that_the_page_does_not_offer_is_a_choice(client, session, call, now, forged):
    asks(session, call)
    page = enter(client, session, call)

    client.send(page, form="form.sheet", status=422, beyond={"choice.0": forged})

    assert last(session).state is Answered.WAITING


def test_hostile_remarks_are_only_text(client, session, call, now):
    asks(session, call)
    page = enter(client, session, call)
    client.send(
        page,
        form="form.sheet",
        **{"choice.0": "refused", "remark.0": HOSTILE + "\0", "remark": HOSTILE},
    )
    office.sign_in(client, session)

    shown = client.get(here(call))

    assert shown.words.count("<script>alert(1)</script> =HYPERLINK") == 2
    assert not shown.select("main script")
    assert "\0" not in str(shown)
    assert "objection" in shown.select_one("article")["class"]


def test_another_version_since_is_said_and_its_words_are_not_agreed_to(client, session, call, now):
    asked = asks(session, call)
    page = enter(client, session, call)
    assert "une autre version depuis" not in page.words
    passages = [dict(one, version=2) for one in asked.passages]
    last(session).passages = passages

    assert "une autre version depuis" in client.get(page.path).words


def test_an_agency_that_was_asked_nothing_finds_nothing(client, session, call, now):
    invitation = invitations(session, call)[0]
    client.get(f"/r/{link_to(session, invitation)}?page=read-back", status=404)
    elsewhere = client.get(f"/r/{link_to(session, invitation)}?page=//evil.example")
    assert elsewhere.path == f"/contribution/{invitation.public_id}/"


def test_nobody_else_opens_the_page(client, session, call, now):
    asks(session, call)
    one, other = invitations(session, call)[:2]
    client.get(f"/contribution/{other.public_id}/read-back", status=404)
    client.get(f"/r/{link_to(session, one)}")
    client.get(f"/contribution/{other.public_id}/read-back", status=404)


def test_staff_remind_and_give_longer(staff, session, call, now):
    asks(session, call, "A1")
    asks(session, call, "A2")
    page = staff.get(here(call))
    nobody = staff.send(page, form="form.actions")
    assert "Personne n’a été relancé" in nobody.text

    now(AT + timedelta(days=1))
    told = staff.send(staff.get(here(call)), form="form.actions")
    assert "2 agences sont relancées." in told.text

    form = "details form"
    refused = staff.send(
        told, form=form, status=422, **{"later-day": "2026-03-04", "later-hour": "10:00"}
    )
    assert "plus tardif que la fin actuelle" in refused.words
    longer = staff.send(
        told,
        form=form,
        who=str(last(session).id),
        **{"later-day": "2026-03-20", "later-hour": "18:00"},
    )
    assert "1 agence a plus de temps." in longer.text
    assert last(session).until.isoformat() == "2026-03-20T17:00:00+00:00"
    letters = session.query(OutboxLetter).filter_by(kind="read_back").all()
    assert [one.recipient[:2] for one in letters] == ["a1", "a2", "a2"]
    assert letters[2].subject.startswith("Rappel – ")


def test_a_note_is_not_approved_while_somebody_reads(staff, session, call, cli):
    asks(session, call, until=UNTIL + timedelta(days=365 * 50))
    notes = staff.get(f"/staff/calls/{call.slug}/note")
    assert "1 agence relit encore" in notes.words

    version = staff.send(notes, form="aside form")
    review = staff.send(version, form="form[action$=review]")
    refused = staff.send(review, form="form[action$=approve]", status=409)
    assert "1 agence relit encore ses citations : A2." in refused.words.replace("\u00a0", " ")
    assert session.query(Note).one().state.value == "review"

    command = ("note", "build", call.slug, "-o", "/dev/null", "--format", "json")
    told = cli(*command, "--state", "approved", code=1).output
    assert "A2" in told
    assert "Traceback" not in told


def test_what_protects_more_counts_at_once(client, session, call, now):
    asks(session, call, "A1")
    page = enter(client, session, call, "A1")

    client.send(page, form="form.sheet", **{"choice.0": "unnamed"})

    assert session.query(ConsentChange).one().attribution.value == "anonymous"


def test_an_old_link_says_that_words_wait_to_be_read_again(client, session, call, now):
    invitation = invitations(session, call)[1]
    call.closes_at = AT - timedelta(hours=1)
    link = f"/r/{link_to(session, invitation)}"
    assert "Relisez vos propos" not in client.get(link).words
    asks(session, call)

    closed = client.get(link)
    assert "jusqu’au vendredi 6 mars 2026 à 10 h 00" in closed.words.replace("\u00a0", " ")
    receipt = client.get(closed.select_one(".notice.good a")["href"])
    read = client.get(receipt.select_one(".notice.warn a")["href"])
    client.send(read, form="form.sheet", **{"choice.0": "agreed"})
    assert "Relisez vos propos" not in client.get(link).words


def test_what_waits_is_not_said_of_what_is_withdrawn_nor_after_its_time(client, session, call, now):
    asks(session, call)
    call.closes_at = AT - timedelta(hours=1)
    link = f"/r/{link_to(session, invitations(session, call)[1])}"
    now(UNTIL - INSTANT)
    assert "Relisez vos propos" in client.get(link).words
    now(UNTIL)
    assert "Relisez vos propos" not in client.get(link).words
