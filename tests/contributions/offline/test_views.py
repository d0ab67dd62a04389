import io
from datetime import timedelta

import pytest

from consult import printing
from consult.accounts.models import AuditEntry, Role
from consult.contributions.models import Answer, Contribution, Revision, Version
from consult.contributions.offline import blank as blank_pdf
from consult.web.logs import masked
from tests.contributions.offline.filling import TEXTS, TICKS, controls, in_word, opened, saved
from tests.contributions.world import CLOSES, GRACE, call_of, invited, link_to, read_over
from tests.office import sign_in

HERE = "/contribution/publicABC/"
THERE = "/staff/calls/autumn-2026/contributions/ABC/"


@pytest.fixture
def invitation(session):
    return invited(session, call_of(session))


@pytest.fixture
def token(session, invitation, settle):
    token = link_to(session, invitation)
    settle()
    return token


@pytest.fixture
def agency(client, token, at):
    client.get(f"/r/{token}")
    return client


def blank(client, path=f"{HERE}questionnaire.docx"):
    answer = client.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.data


def handed_in(client, content, name="questionnaire.docx", *, path=HERE, status=200):
    page = client.get(f"{path}offline")
    return client.send(
        page, form="form[enctype]", document=(io.BytesIO(content), name), status=status
    )


def count(session, model):
    session.expire_all()
    return session.query(model).count()


def answers(session):
    session.expire_all()
    return {one.question.key: one.value for one in session.query(Answer)}


@pytest.mark.parametrize(("ending", "start"), [("docx", b"PK\x03\x04"), ("pdf", b"%PDF-1.7")])
def test_the_questionnaire_is_had_from_the_letter_before_any_sign_in(
    client, session, token, at, ending, start
):
    answer = client.client.get(f"/r/{token}/questionnaire.{ending}")
    assert (answer.status_code, answer.data[: len(start)]) == (200, start)
    assert (answer.headers.getlist("Set-Cookie"), count(session, Contribution)) == ([], 0)
    assert token.encode() not in answer.data


def test_the_questionnaire_is_had_in_either_language(client, token, at):
    titles = [
        opened(blank(client, f"/r/{token}/questionnaire.docx{asked}")).core_properties.title
        for asked in ("", "?language=fr", "?language=en", "?language=de")
    ]
    assert titles == [
        "Questionnaire: Autumn hearing",
        "Questionnaire\u00a0: Autumn hearing",
        "Questionnaire: Autumn hearing",
        "Questionnaire: Autumn hearing",
    ]


def test_a_document_that_takes_too_long_to_print_is_for_later(client, token, at, monkeypatch):
    monkeypatch.setattr(printing, "SECONDS", 0.01)
    blank_pdf._printed.cache_clear()
    page = client.get(f"/r/{token}/questionnaire.pdf", status=503)
    assert page.response.headers["Retry-After"] == "60"


@pytest.mark.parametrize("path", ["questionnaire.odt", "questionnaire."])
def test_there_is_no_other_format(client, token, at, path):
    client.get(f"/r/{token}/{path}", status=404)


def test_a_wrong_link_gives_nothing(client, invitation, settle, at):
    settle()
    client.get("/r/" + "x" * 43 + "/questionnaire.docx", status=404)
    client.get(f"{HERE}offline", status=404)


def test_the_log_never_holds_the_link(token):
    assert masked(f"GET /r/{token}/questionnaire.pdf") == "GET /r/…/questionnaire.pdf"


def test_a_document_comes_back_and_its_answers_enter_the_draft(agency, session):
    page = handed_in(agency, in_word(blank(agency)))
    assert page.h1.text == "What the document holds"
    assert (count(session, Contribution), count(session, Answer)) == (0, 0)

    page = agency.send(page, form="form.offline-brought")

    assert page.path == HERE
    assert answers(session) == {
        "team": "Pôle « industrie »",
        "scale": "town",
        "text": "L’eau, d’abord.",
        "sectors": ["wood", "food"],
        "needs": {"land": "high", "skills": "low"},
        "order": ["two", "one"],
        "since": "2020-03-01",
        "actions": [{"title": "Ateliers", "year": 2016}],
    }
    contribution = session.query(Contribution).one()
    assert (contribution.channel, contribution.attribution.value) == ("word", "named")
    assert (count(session, Version), count(session, Revision)) == (0, 1)
    assert "9 answers were placed in the draft; nothing was sent." in page.text


def test_what_stands_is_shown_beside_and_replaced_only_when_ticked(agency, session):
    agency.send(agency.get(HERE), form="form.sheet", button="save", **{"q.team": "Ancien"})
    page = handed_in(agency, in_word(blank(agency), {"q.team": "Neuf", "q.text": "Avis"}, ()))
    row = page.select_one(".offline-row")
    assert [one.text.strip() for one in row.select(".read")] == ["Neuf", "Ancien"]

    agency.send(page, form="form.offline-brought", take="text")

    assert answers(session) == {"team": "Ancien", "text": "Avis"}


def test_a_colleague_who_wrote_meanwhile_is_not_overwritten(agency, session):
    page = handed_in(agency, in_word(blank(agency), {"q.team": "Document"}, ()))
    agency.send(agency.get(HERE), form="form.sheet", button="save", **{"q.team": "Collègue"})

    page = agency.send(page, form="form.offline-brought")

    assert answers(session) == {"team": "Collègue"}
    assert "Not placed, because somebody wrote there meanwhile" in page.text


def test_what_does_not_fit_is_placed_by_hand(agency, session):
    long = " ".join(["mot"] * 12)
    content = in_word(blank(agency), {"q.text": long, "q.share": "environ 20"}, ())
    page = handed_in(agency, content)
    assert [one.text for one in page.select(".offline-left .question-fault")] == [
        "It cannot be read as the number or the date that is expected.",
        "Longer than the limit: it is to be shortened before sending.",
    ]

    agency.send(page, form="form.offline-brought", **{"left.0.to": ""})

    assert answers(session) == {"text": long}


def test_a_document_placed_twice_adds_nothing(agency, session):
    content = in_word(blank(agency))
    agency.send(handed_in(agency, content), form="form.offline-brought")
    page = handed_in(agency, content)
    assert "There is nothing new to place." in page.text
    assert page.select(".offline-row") == []


def test_the_document_of_another_agency_or_call_says_so_and_nothing_is_ticked(agency, session):
    content = blank(agency)
    document = opened(content)
    said = next(
        controls(document)["consult"].iter(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
        )
    )
    ours = said.text
    for words, sentence in (
        (ours.replace("ABC", "DEF"), "This document was made for another agency: DEF."),
        (ours.replace("autumn", "spring"), "This document was made for another call: spring-2026."),
        (ours[:-12] + "0" * 12, "The questionnaire has changed since this document was made"),
        ("", "This document does not say which questionnaire it was made from."),
    ):
        said.text = words
        page = handed_in(agency, in_word(saved(document), {"q.team": "Neuf"}, ()))
        assert sentence in page.text
        ticked = page.select_one("[name=take]").has_attr("checked")
        assert ticked is ("another" not in sentence)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "", "Choose the document to hand in."),
        (b"Bonjour", "notes.txt", "This is neither the PDF nor the Word document"),
        (b"%PDF-1.7 nothing", "a.pdf", "This document cannot be read"),
        (b"PK\x03\x04 nothing", "a.docx", "This document cannot be read"),
    ],
)
def test_a_document_that_cannot_be_read_gets_one_sentence(agency, content, name, sentence):
    page = handed_in(agency, content, name, status=422)
    (fault,) = page.select(".question-fault")
    assert fault.text.startswith(sentence)


def test_a_blank_document_says_that_nothing_was_filled_in(agency):
    page = handed_in(agency, blank(agency), status=422)
    assert "Nothing filled in was found" in page.text


@pytest.mark.parametrize(
    ("wait", "kept"), [(-timedelta(microseconds=1), {"team": "À temps"}), (timedelta(0), {})]
)
def test_the_end_of_grace_is_too_late_and_the_instant_before_is_not(
    client, session, token, at, wait, kept
):
    at(CLOSES - timedelta(minutes=1))
    client.get(f"/r/{token}")
    page = handed_in(client, in_word(blank(client), {"q.team": "À temps"}, ()))
    at(CLOSES + GRACE + wait)
    client.send(page, form="form.offline-brought")
    assert answers(session) == kept


def test_nothing_is_handed_in_once_closed(client, token, at):
    at(CLOSES + GRACE)
    client.get(f"/r/{token}")
    assert client.get(f"{HERE}offline").select("form[enctype]") == []
    assert blank(client)[:2] == b"PK"


def test_the_page_costs_few_statements_and_none_for_each_answer(agency, queries):
    with queries(4):
        agency.get(f"{HERE}offline")
    agency.send(agency.get(HERE), form="form.sheet", button="save", **{"q.team": "Pôle"})
    with queries(6):
        agency.get(f"{HERE}offline")


def test_staff_hand_in_what_an_agency_sent_them(client, session, token, at):
    sign_in(client, session, Role.MANAGER)
    content = in_word(blank(client, f"{THERE}questionnaire.docx"), TEXTS, TICKS)
    page = handed_in(client, content, path=THERE)
    client.send(page, form="form.offline-brought")
    assert answers(session)["team"] == "Pôle « industrie »"
    assert (count(session, Version), session.query(Contribution).one().channel) == (0, "word")
    entry = session.query(AuditEntry).filter_by(action="contribution.place").one()
    assert (entry.subject, entry.details["kind"]) == ("autumn-2026/ABC", "word")


def test_staff_never_see_nor_replace_what_an_agency_has_not_sent(client, session, token, at):
    client.get(f"/r/{token}")
    client.send(client.get(HERE), form="form.sheet", button="save", **{"q.team": "Secret encore"})
    sign_in(client, session, Role.MANAGER)
    content = in_word(
        blank(client, f"{THERE}questionnaire.docx"), {"q.team": "Du papier", "q.text": "Avis"}, ()
    )
    page = handed_in(client, content, path=THERE)
    assert ("Secret encore" in page.text, "Du papier" in page.text) == (False, False)

    client.send(
        page,
        form="form.offline-brought",
        take=["text"],
        beyond={"take": ["team", "text"], "q.team": "Du papier"},
    )

    assert answers(session) == {"team": "Secret encore", "text": "Avis"}


def test_the_channel_of_a_document_is_that_of_what_is_sent(agency, session):
    agency.send(handed_in(agency, in_word(blank(agency))), form="form.offline-brought")
    read_over(agency, agency.get(HERE))
    assert [one.channel for one in session.query(Version)] == ["word"]
