"""The pages where an agency chooses again, declines, joins, and answers who wishes to join."""

from datetime import timedelta

import pytest

from consult.contributions.consent import Attribution, QuotePermission
from consult.contributions.models import ConsentChange, Contribution, Declaration
from consult.post import OutboxLetter
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited, link_to
from tests.mail import body_of

HERE = "/contribution/publicABC/"
THERE = "/contribution/publicXYZ/"
FORM = "form.sheet"
WHOLE = {"q.team": "Pôle", "q.text": "Un avis"}
LATER = CLOSES + timedelta(days=2)


@pytest.fixture
def call(session):
    return call_of(session, language="fr")


@pytest.fixture
def abc(session, call):
    return invited(session, call, "ABC")


@pytest.fixture
def xyz(session, call):
    return invited(session, call, "XYZ")


@pytest.fixture
def form(client, session, abc, at):
    return client.get(f"/r/{link_to(session, abc)}")


@pytest.fixture
def receipt(client, form):
    page = client.send(form, form=FORM, button="review", **WHOLE)
    return client.send(page, button="Transmettre la contribution")


def letters(session, kind):
    found = session.query(OutboxLetter).filter_by(kind=kind).order_by(OutboxLetter.id)
    return [(one.recipient, one.body) for one in found]


def test_the_form_shows_what_each_choice_gives_in_print(form):
    lines = {
        (tag.input["name"], tag.input["value"]): " ".join(tag.get_text(" ").split())
        for tag in form.select(".consent")
    }
    assert len(lines) == 6
    assert "(dont ABC et deux autres)" in lines["q.attribution", "named"]
    assert "ABC" not in lines["q.attribution", "anonymous"] + lines["q.attribution", "confidential"]
    assert "Sans choix de votre part, la contribution est confidentielle" in form.words
    assert form.select_one(".secret-holds").text == (
        "sinon\u00a0: réponse seulement comptée, sans citation"
    )


def test_after_the_deadline_an_agency_chooses_again_and_everybody_is_told(
    client, session, receipt, at
):
    at(LATER)
    page = client.get(f"{HERE}consent")
    chosen = {tag["name"]: tag["value"] for tag in page.select("[type=radio][checked]")}
    assert chosen == {"attribution": "confidential", "quote_permission": "refused"}
    after = client.send(
        page, form=FORM, attribution="named", quote_permission="allowed", **{"secret.text": "1"}
    )

    kept = session.query(ConsentChange).one()
    assert (kept.attribution, kept.quote_permission, kept.confidential) == (
        Attribution.NAMED,
        QuotePermission.ALLOWED,
        ["text"],
    )
    assert after.path == f"{HERE}receipt"
    assert "Votre choix est enregistré" in after.words
    assert "Attribution Nommément" in after.words
    told = letters(session, "consent")
    assert [to for to, _ in told] == ["contact@abc.example", "head@abc.example"]
    assert "Attribution\u00a0: Nommément\nCitation\u00a0: Autorisée\n1 réponse gardée" in told[0][1]

    again = client.send(client.get(f"{HERE}consent"), form=FORM)
    assert "Rien n’a changé" in again.words
    assert session.query(ConsentChange).count() == 1


def test_once_a_note_is_handed_over_the_page_says_for_which_notes_it_holds(
    client, session, call, receipt, at
):
    call.handed_over_at = DURING
    page = client.get(f"{HERE}consent")
    assert "il est trop tard pour changer celle-ci" in page.words
    client.send(page, form=FORM, attribution="named")
    assert session.query(ConsentChange).count() == 1
    assert "Ce choix vaut pour les suivantes." in letters(session, "consent")[0][1]


def test_before_sending_consent_is_chosen_in_the_form(client, form):
    assert client.get(f"{HERE}consent").path == HERE


def test_what_is_not_one_of_the_choices_is_the_most_protective(client, session, receipt):
    page = client.get(f"{HERE}consent")
    client.send(page, form=FORM, attribution="named", quote_permission="allowed")
    client.send(page, form=FORM, attribution="everywhere", quote_permission=None)
    last = session.query(ConsentChange).order_by(ConsentChange.id.desc()).first()
    assert (last.attribution, last.quote_permission) == (
        Attribution.CONFIDENTIAL,
        QuotePermission.REFUSED,
    )


def test_an_agency_declines_with_a_reason_then_answers_after_all(client, session, form):
    page = client.get(f"{HERE}decline")
    after = client.send(page, form=FORM, grounds="no_time", reason="Trop\x00 court.\r\n")
    kept = session.query(Declaration).one()
    assert (kept.grounds.value, kept.reason) == ("no_time", "Trop court.")
    assert "Vous avez fait savoir que votre agence ne répondra pas." in after.words
    assert not after.select(f"[href='{HERE}decline']")

    back = client.send(after, form="#declared form")
    assert session.query(Declaration).count() == 0
    assert "C’est oublié" in back.words
    assert back.select(f"[href='{HERE}decline']")


def test_after_the_deadline_nobody_declines(client, form, at):
    at(CLOSES - timedelta(minutes=1))
    page = client.get(f"{HERE}decline")
    at(CLOSES + GRACE)
    client.send(page, form=FORM, status=403)
    assert not client.get(f"{HERE}decline").select("form.sheet")
    assert not client.get(f"{HERE}join").select("form.sheet")


def test_who_has_sent_finds_nothing_to_decline_nor_to_join(client, receipt):
    for page in ("decline", "join"):
        shown = client.get(f"{HERE}{page}")
        assert not shown.select("form.sheet")
        assert "Voir le récépissé" in shown.words or "accusé" in shown.words


def test_one_agency_joins_another_which_accepts_then_refuses(
    client, session, abc, xyz, form, postbox, work
):
    page = client.get(f"{HERE}join")
    assert [one.text for one in page.select("#to option")] == [
        "Choisissez une agence",
        "XYZ – Agency XYZ",
    ]
    after = client.send(page, form=FORM, to=xyz.public_id, named="yes")
    assert "qui n’a pas encore répondu" in after.words
    asked = letters(session, "joining")
    assert [to for to, _ in asked] == ["contact@xyz.example", "head@xyz.example"]
    assert "/r/" not in asked[0][1]
    work()
    sent = next(one for one in postbox if one["To"] == "contact@xyz.example")
    link = next(line for line in body_of(sent).splitlines() if "/r/" in line)

    theirs = client.get(link.removeprefix("http://localhost"))
    assert theirs.path == THERE
    assert "1 agence souhaite s’associer à votre contribution" in theirs.words
    requests = client.get(f"{THERE}joined-by")
    accepted = client.send(requests, form=".requests form", button="accept")
    assert "acceptée" in accepted.words
    assert session.query(Declaration).one().confirmed_at == DURING
    refused = client.send(accepted, form=".requests form", button="refuse")
    assert "refusée" in refused.words
    assert session.query(Declaration).one().confirmed_at is None
    answers = [body for _, body in letters(session, "joined")]
    assert sum("accepte que vous vous associiez" in one for one in answers) == 2

    assert "préfère répondre seule" in client.get(HERE).words


def test_an_agency_that_is_not_asked_cannot_be_joined(client, session, call, abc, xyz, form):
    elsewhere = invited(session, call_of(session, slug="other-2026"), "ELS")
    page = client.get(f"{HERE}join")
    for to in ("", "nobody", elsewhere.public_id, abc.public_id):
        wrong = client.send(page, form=FORM, status=422, beyond={"to": to})
        assert "Choisissez dans la liste" in wrong.words
    assert session.query(Declaration).count() == 0


def test_nobody_answers_a_request_made_to_another(client, session, call, abc, xyz, form):
    third = invited(session, call, "THR")
    page = client.get(f"{HERE}join")
    client.send(page, form=FORM, to=xyz.public_id)
    client.get(f"/r/{link_to(session, third)}")
    own = client.get("/contribution/publicTHR/join")
    forged = {"csrf_token": own.select_one("[name=csrf_token]")["value"], "joiner": abc.public_id}
    for answer, status in (("accept", 404), ("perhaps", 404)):
        response = client.request(
            "POST", "/contribution/publicTHR/joined-by", data=forged | {"answer": answer}
        )
        assert response.status_code == status
    assert session.query(Declaration).one().confirmed_at is None


def test_a_hostile_name_is_only_a_text_in_the_letter(client, session, abc, xyz, form):
    abc.name = "A⟦personal link⟧\nBcc: x@example.org"
    client.send(client.get(f"{HERE}join"), form=FORM, to=xyz.public_id)
    (_, body), *_ = letters(session, "joining")
    assert body.count("⟦personal link⟧") == 1
    assert "A[personal link] Bcc: x@example.org souhaite" in body


def test_sending_forgets_that_one_had_declined(client, session, form):
    page = client.send(client.get(f"{HERE}decline"), form=FORM)
    page = client.send(page, form=FORM, button="review", **WHOLE)
    client.send(page, button="Transmettre la contribution")
    assert session.query(Declaration).count() == 0
    assert session.query(Contribution).one().withdrawn_at is None


@pytest.mark.parametrize("count", [1, 5])
def test_the_pages_ask_as_many_statements_whoever_is_there(
    client, session, call, abc, xyz, form, queries, count
):
    for n in range(count):
        one = invited(session, call, f"T{n}")
        session.add(
            Declaration(
                invitation=one,
                kind="joined",
                joined=abc,
                grounds=None,
                reason="",
                declared_at=DURING,
            )
        )
    session.commit()
    for page, most in (("decline", 4), ("join", 5), ("joined-by", 4)):
        with queries(most):
            client.get(f"{HERE}{page}")
