"""A copy with the recipient's name: staff choose it, the queue makes it, it is what is given."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from consult.calls.queries import invitations
from consult.errors import Invalid
from consult.jobs import Job
from consult.publication import service
from consult.publication.models import Delivery, MarkedCopy
from consult.synthesis import service as synthesis
from consult.synthesis.models import Format
from consult.synthesis.paper import copies
from consult.synthesis.snapshot import Audience
from tests import office
from tests.office import AT, STAFF

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_staff_choose_a_marked_copy_and_its_recipient_gets_it(client, session, work):
    call = office.call(session)
    office.contribution(session, invitations(session, call)[0])
    note = synthesis.build(
        session, slug=call.slug, audience=Audience.DELEGATE, built_by=STAFF, federation="", at=AT
    )
    for form in (Format.PDF, Format.HTML):
        synthesis.order(session, note=note, form=form, at=AT)
    session.commit()
    office.sign_in(client, session)
    shown = client.send(
        client.get(f"/staff/calls/{call.slug}/deliveries"), recipient="Mme Roy", marked="y"
    )
    address = shown.select_one("#address")["value"].removeprefix("http://localhost")
    assert "Télécharger" not in client.get(address).words

    work()
    page = client.get(address)
    here = page.path
    pdf = client.request("GET", f"{here}note.pdf")
    sheet = client.request("GET", f"{here}sheet.pdf")
    read = client.request("GET", f"{here}read")

    assert "votre nom figure sur chaque page" in page.words
    assert copies.recipient_of(pdf.data) == copies.recipient_of(sheet.data) == "Mme Roy"
    assert "Exemplaire remis à Mme Roy" in read.text
    assert {one.format for one in session.scalars(select(MarkedCopy))} == set(service.MARKED)

    known = f"/verify/{note.fingerprint}/copy/"
    said = [client.request("GET", known + sha256(one.data).hexdigest()) for one in (pdf, sheet)]
    assert [one.text.partition(" que Consult")[0] for one in said] == [
        "Ce fichier est, octet pour octet, l’exemplaire de cette version",
        "Ce fichier est, octet pour octet, l’exemplaire de la fiche orale de cette version",
    ]
    assert "Roy" not in said[0].text
    assert said[0].content_type == "text/plain; charset=utf-8"
    assert client.request("GET", known + "0" * 64).status_code == 404


def test_a_delivery_without_a_name_makes_no_copy_and_a_stale_copy_is_ordered_anew(session):
    note = office.note(session, office.call(session))
    given = {"expires_at": AT + timedelta(days=1), "actor": STAFF, "at": AT}
    service.deliver(session, note=note, recipient="M. Roy", **given)
    assert session.scalars(select(Job.key)).all() == []

    delivery, _ = service.deliver(session, note=note, recipient="M. Roy", marked=True, **given)
    service.order_copies(session, delivery=delivery, at=AT)
    assert len(session.scalars(select(Job.key)).all()) == 2
    note.fingerprint = "f" * 64
    service.order_copies(session, delivery=delivery, at=AT)

    assert len(session.scalars(select(Job.key)).all()) == 4
    assert [one.marked for one in session.scalars(select(Delivery).order_by(Delivery.id))] == [
        False,
        True,
    ]


def test_a_name_is_one_line_of_signs_that_are_seen(session):
    note = office.note(session, office.call(session))
    given = {"expires_at": AT + timedelta(days=1), "actor": STAFF, "at": AT}
    typed = " Mme\u00a0\u202eÉlise\n Roy\x00\x01 "
    delivery, _ = service.deliver(session, note=note, recipient=typed, **given)

    assert delivery.recipient == "Mme Élise Roy"
    with pytest.raises(Invalid):
        service.deliver(session, note=note, recipient="\x00\u2066", **given)
