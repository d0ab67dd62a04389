"""Staff word the letters, see them, hold them, correct them, send them again."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Role
from consult.calls.queries import invitations
from consult.directory.models import Contact, ContactRole
from consult.post import Letter, LetterState, OutboxLetter, enqueue
from tests import office
from tests.mail import body_of
from tests.office import AT, CLOSES, STAFF


@pytest.fixture
def now(monkeypatch):
    def told(at):
        monkeypatch.setattr("consult.clock.now", lambda: at)

    told(AT)
    return told


@pytest.fixture
def staff(client, session, now):
    office.sign_in(client, session)
    return client


def invited(staff, session, count=1, **facts):
    """A call whose invitations wait in the outbox."""
    call = office.call(session, audience=count, **facts)
    staff.send(staff.get(f"/staff/calls/{call.slug}/letters/invite"), form="main form.actions")
    return call


def outbox_of(call):
    return f"/staff/calls/{call.slug}/outbox"


def letters(session):
    session.expire_all()
    return session.scalars(select(OutboxLetter).order_by(OutboxLetter.id)).all()


def only(session):
    (one,) = letters(session)
    return one


def test_the_words_of_staff_leave_with_the_next_letters(staff, session, work, postbox):
    call = office.call(session, audience=1)
    path = f"/staff/calls/{call.slug}/words/invitation/fr"
    staff.send(
        staff.get(path),
        form="#words",
        button="save",
        subject="À {agence}",
        body="Avant le {jour} :\n{lien}",
    )
    staff.send(staff.get(f"/staff/calls/{call.slug}/letters/invite"), form="main form.actions")
    work()

    assert postbox[0]["Subject"] == "À Agence 1"
    assert body_of(postbox[0]).startswith("Avant le jeu. 12 mars :\nhttp://localhost/r/")
    shelf = staff.get(f"/staff/calls/{call.slug}/words")
    assert "votre texte" in shelf.words


def test_words_that_may_not_leave_say_why_and_keep_what_was_typed(staff, session):
    call = office.call(session, audience=1)
    path = f"/staff/calls/{call.slug}/words/invitation/fr"
    page = staff.send(
        staff.get(path), status=422, form="#words", button="save", subject="{lien}", body="{truc}"
    )

    assert page.select_one("#body").get_text().strip() == "{truc}"
    assert "Le lien personnel est un secret" in page.words
    assert "« {truc} » n’est pas un champ" in page.words.replace("\u00a0", " ")
    assert "Écrivez {lien} à l’endroit où" in page.words


def test_the_proposed_words_come_back(staff, session):
    call = office.call(session, audience=1)
    path = f"/staff/calls/{call.slug}/words/reminder_draft/en"
    proposed = staff.get(path).select_one("#body").get_text()
    staff.send(staff.get(path), form="#words", button="save", body="{link}")
    assert staff.get(path).select_one("#body").get_text().strip() == "{link}"

    staff.send(staff.get(path), form="#words", button="restore")
    assert staff.get(path).select_one("#body").get_text() == proposed


def test_looking_first_keeps_nothing(staff, session):
    call = office.call(session, audience=1)
    path = f"/staff/calls/{call.slug}/words/reminder_draft/fr"
    page = staff.send(staff.get(path), form="#words", button="look", body="{progression} – {lien}")

    seen = " ".join(page.select_one("[aria-labelledby=seen]").get_text(" ").split())
    assert "60 % – http://localhost/r/••••••••" in seen
    assert "votre texte" not in staff.get(f"/staff/calls/{call.slug}/words").words


def test_a_trial_goes_to_oneself_and_counts_for_no_agency(staff, session, work, postbox):
    call = office.call(session, audience=1)
    path = f"/staff/calls/{call.slug}/words/invitation/fr"
    staff.send(staff.get(path), form="#words", button="trial")
    work()

    assert postbox[0]["To"] == STAFF
    assert postbox[0]["Subject"].startswith("[Essai] [Action requise")
    assert "1 agence" in staff.get(f"/staff/calls/{call.slug}/letters/invite").words


def test_answers_go_where_staff_said(staff, session, work, postbox):
    call = office.call(session, audience=1)
    path = f"/staff/calls/{call.slug}/words"
    page = staff.get(path)
    refused = staff.send(page, status=422, form="main form.staff-form", reply_to="claire@")
    assert "Indiquez une seule adresse" in refused.words
    staff.send(page, form="main form.staff-form", reply_to="claire@fede.example", form_enclosed="")
    staff.send(staff.get(f"/staff/calls/{call.slug}/letters/invite"), form="main form.actions")
    work()

    assert postbox[0]["Reply-To"] == "claire@fede.example"
    names = [part.get_filename() for part in postbox[0].iter_attachments()]
    assert names == ["echeance.ics"]


def test_the_preview_shows_each_recipient_and_who_gets_nothing(staff, session):
    call = office.call(session, audience=4)
    office.contribution(session, invitations(session, call)[1])
    invitations(session, call)[3].email = ""
    path = f"/staff/calls/{call.slug}/letters/remind"
    page = staff.get(path)

    assert page.select_one("#letter").text == "Le courriel à A1"
    second = staff.get(page.select_one("a[rel=next]")["href"])
    assert second.select_one("#letter").text == "Le courriel à A3"
    assert [one.get_text(" ", strip=True) for one in second.select("aside details summary")] == [
        "2 agences",
        "1 agence\u00a0: contribution transmise",
        "1 agence\u00a0: sans adresse électronique",
    ]


def test_the_frame_shows_the_letter_and_can_do_nothing(staff, session):
    call = office.call(session, audience=1, title="L’eau <script>alert(1)</script>")
    page = staff.get(f"/staff/calls/{call.slug}/letters/invite")
    frame = page.select_one("iframe")
    answer = staff.request("GET", frame["src"])

    assert frame.has_attr("sandbox")
    assert not frame["sandbox"]
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_the_outbox_filters_and_turns_its_pages(staff, session, queries):
    call = office.call(session, audience=1)
    for number in range(120):
        letter = Letter(
            f"receipt:{call.id}:{number}",
            "receipt",
            f"a{number}@b.example",
            f"S{number}",
            "B",
            call_id=call.id,
        )
        row = enqueue(session, letter, at=AT)
        row.state = LetterState.SENT if number % 2 else LetterState.FAILED
    session.commit()

    first = staff.get(outbox_of(call))
    assert len(first.select("tbody tr")) == 50
    assert "120 courriels – page 1 sur 3" in first.words
    last = staff.get(outbox_of(call) + "?page=3")
    assert len(last.select("tbody tr")) == 20
    assert last.select_one("tbody a").text == "S19"
    assert len(staff.get(outbox_of(call) + "?page=99").select("tbody tr")) == 0
    failed = staff.get(outbox_of(call) + "?state=failed&search=a11%40")
    assert failed.select("tbody tr") == []
    assert [a.text for a in staff.get(outbox_of(call) + "?search=A10%40").select("tbody a")] == [
        "S10"
    ]
    path = outbox_of(call)
    with queries(5):
        staff.client.get(path)
    with queries(5):
        staff.client.get(path + "?page=3&state=sent&search=a")


@pytest.mark.parametrize(
    "odd", ["page=0", "page=-1", "page=x", "page=99999999999", "state=x", "search=%25"]
)
def test_odd_filters_count_as_none(staff, session, odd):
    call = invited(staff, session)

    assert staff.get(f"{outbox_of(call)}?{odd}").select_one("h2").text == "Boîte d’envoi"


def test_a_letter_can_be_corrected_before_it_leaves_and_keeps_its_link(
    staff, session, work, postbox
):
    call = invited(staff, session)
    one = only(session)
    page = staff.get(f"{outbox_of(call)}/{one.id}")
    lost = staff.send(page, status=422, form="details form", subject="Sans lien", body="Rien")
    assert "Gardez {lien}" in lost.words
    staff.send(page, form="details form", subject="Mieux", body="Ici :\n{lien}\n⟦personal link⟧")
    work()

    assert postbox[0]["Subject"] == "Mieux"
    body = body_of(postbox[0])
    assert body.startswith("Ici :\nhttp://localhost/r/")
    assert body.endswith("\n[personal link]\n")


def test_a_letter_that_has_left_is_not_corrected(staff, session, work, postbox):
    call = invited(staff, session)
    page = staff.get(f"{outbox_of(call)}/{only(session).id}")
    work()

    late = staff.send(page, form="details form", subject="Tard")
    assert "il est peut-être parti entre-temps" in late.get_text(" ")
    assert only(session).subject != "Tard"


def pressed(staff, call, one, words):
    """Press the button of those words on the page of a letter."""
    page = staff.get(f"{outbox_of(call)}/{one.id}")
    form = next(
        tag for tag in page.select(".letter-acts form") if tag.button.get_text(strip=True) == words
    )
    return staff.send(page, form=f"form[action='{form['action']}']")


def test_a_cancelled_invitation_does_not_leave_and_can_be_written_anew(
    staff, session, work, postbox
):
    call = invited(staff, session)
    pressed(staff, call, only(session), "Annuler ce courriel")
    work()
    assert [one.state for one in letters(session)] == [LetterState.CANCELLED]
    assert postbox == []

    staff.send(staff.get(f"/staff/calls/{call.slug}/letters/invite"), form="main form.actions")
    work()
    assert [letter["To"] for letter in postbox] == ["a1@agence.example"]


def test_sending_again_is_a_new_letter_with_a_fresh_link(staff, session, work, postbox):
    call = invited(staff, session)
    work()
    page = pressed(staff, call, only(session), "Renvoyer")
    work()

    assert "Un nouveau courriel part à a1@agence.example." in page.get_text(" ")
    first, second = letters(session)
    assert second.again_of == first.id
    assert postbox[0]["Message-ID"] != postbox[1]["Message-ID"]
    assert body_of(postbox[0]) != body_of(postbox[1])
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-1] == "letter.again"


def test_everything_held_waits_and_leaves_when_it_may(staff, session, work, postbox, now):
    call = invited(staff, session, count=3)
    staff.send(staff.get(outbox_of(call)), form="form[action$=hold]")
    work()
    assert postbox == []
    assert "3 attendent" in staff.get(outbox_of(call)).words
    assert len(staff.get(outbox_of(call) + "?state=held").select("tbody tr")) == 3

    now(AT + timedelta(days=1))
    staff.send(staff.get(f"/staff/calls/{call.slug}/letters/remind"), form="main form.actions")
    work()
    assert postbox == []

    staff.send(staff.get(outbox_of(call)), form="form[action$=release]")
    work()
    assert len(postbox) == 6


def test_one_held_letter_can_leave_before_the_others(staff, session, work, postbox):
    call = invited(staff, session, count=2)
    staff.send(staff.get(outbox_of(call)), form="form[action$=hold]")
    pressed(staff, call, letters(session)[1], "Le laisser partir maintenant")
    work()

    assert [letter["To"] for letter in postbox] == ["a2@agence.example"]


def test_a_refused_address_proposes_another_contact(app, staff, session, work, postbox):
    call = invited(staff, session)
    took = []

    def server(message):
        if message["To"] == "a1@agence.example":
            raise smtplib.SMTPRecipientsRefused({message["To"]: (550, b"5.1.1 unknown")})
        took.append(message)

    app.extensions["post"] = (server, *app.extensions["post"][1:])
    agency = invitations(session, call)[0].agency
    agency.contacts.append(
        Contact(email="b1@agence.example", name="", role=ContactRole.DRAFTER, position=1)
    )
    work()
    page = staff.get(f"{outbox_of(call)}/{only(session).id}")
    assert "Le serveur de courriel a répondu : « 550 5.1.1 unknown »" in page.words.replace(
        "\u00a0", " "
    )
    pressed(staff, call, only(session), "Cette adresse ne fonctionne pas")
    assert only(session).state is LetterState.BOUNCED
    lost = f"{outbox_of(call)}?state=lost"
    assert "a1@agence.example" in staff.get(lost).words
    known = session.scalars(select(Contact).order_by(Contact.id)).all()
    assert [one.bounced_at for one in known] == [AT, None]

    pressed(staff, call, only(session), "Écrire à b1@agence.example")
    work()
    assert [message["To"] for message in took] == ["b1@agence.example"]
    assert "a1@agence.example" not in staff.get(lost).words
    session.expire_all()
    assert invitations(session, call)[0].email == "b1@agence.example"


def test_thanks_go_to_those_who_sent_and_only_once_it_is_closed(staff, session, work, postbox, now):
    call = office.call(session, audience=2)
    office.contribution(session, invitations(session, call)[1])
    path = f"/staff/calls/{call.slug}/letters/thanks"
    assert "une fois l’appel clos" in staff.get(path).words
    assert staff.get(outbox_of(call)).select(f"a[href='{path}']") == []

    now(CLOSES + timedelta(minutes=2))
    assert len(staff.get(outbox_of(call)).select(f"a[href='{path}']")) == 1
    staff.send(staff.get(path), form="main form.actions")
    work()
    assert [letter["To"] for letter in postbox] == ["a2@agence.example"]
    assert postbox[0]["Subject"].startswith("[Merci]")


def test_letters_of_another_call_are_not_found(staff, session):
    call = invited(staff, session)
    other = office.call(session, title="Autre", audience=1)

    staff.get(f"{outbox_of(other)}/{only(session).id}", status=404)
    assert call.slug != other.slug


def test_a_reader_sees_letters_and_changes_none(client, session, now, app):
    office.sign_in(client, session, Role.READER)
    call = office.call(session)
    letter = Letter(f"receipt:{call.id}:1", "receipt", "a@b.example", "S", "B", call_id=call.id)
    row = enqueue(session, letter, at=AT)
    page = client.get(f"{outbox_of(call)}/{row.id}")

    assert page.select(".letter-acts, details form") == []
    assert client.get(f"/staff/calls/{call.slug}/words").select("main form") == []
