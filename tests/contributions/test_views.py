import io
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from consult.accounts import service as accounts
from consult.accounts.models import Purpose, Role
from consult.calls.questionnaire import Question as Asked
from consult.calls.questionnaire import QuestionKind, Questionnaire, Section
from consult.contributions.models import Answer, Attachment, Contribution, Version
from consult.post import OutboxLetter
from tests.browser import fields
from tests.contributions.world import (
    CLOSES,
    DURING,
    GRACE,
    OPENS,
    call_of,
    invited,
    link_to,
    options,
    read_over,
)

HERE = "/contribution/publicABC/"
FORM = "form.sheet"
WHOLE = {"q.team": "Pôle", "q.text": "Un avis"}


@pytest.fixture
def at(time_machine_at):
    time_machine_at(DURING)
    return time_machine_at


@pytest.fixture
def time_machine_at():
    held = []

    def travel(instant):
        while held:
            held.pop().stop()
        traveller = time_machine.travel(instant, tick=False)
        traveller.start()
        held.append(traveller)

    yield travel
    while held:
        held.pop().stop()


@pytest.fixture
def invitation(session):
    return invited(session, call_of(session))


@pytest.fixture
def token(session, invitation):
    return link_to(session, invitation)


@pytest.fixture
def form(client, token, at):
    return client.get(f"/r/{token}")


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_the_link_leads_to_a_clean_address_and_writes_nothing(client, session, token, at):
    for _ in range(3):
        client.request("HEAD", f"/r/{token}")
    page = client.get(f"/r/{token}")
    assert (page.path, page.h1.text) == (HERE, "Autumn hearing")
    assert [count(session, model) for model in (Contribution, Answer, Version)] == [0, 0, 0]


def test_the_cookie_opens_one_contribution_alone(client, session, invitation, form):
    other = invited(session, invitation.call, "DEF")
    client.get(f"/contribution/{other.public_id}/", status=404)
    cookie = client.client.get_cookie("contribution", path=HERE)
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", HERE)


def test_without_the_link_there_is_nothing(client, invitation, at):
    client.get(HERE, status=404)


@pytest.mark.parametrize("altered", ["", "x", "x" * 43])
def test_an_altered_link_opens_nothing(client, token, at, altered):
    client.get(f"/r/{altered}{token[3:]}", status=404)


def test_a_revoked_link_shuts_the_pages_already_open(client, session, invitation, form):
    accounts.revoke_links(
        session, purpose=Purpose.CONTRIBUTION, subject_id=invitation.id, at=DURING
    )
    client.get(HERE, status=410)
    client.send(form, status=410, form=FORM, **WHOLE)


def test_the_form_shows_every_question_and_where_it_stands(form):
    shown = {tag["data-question"] for tag in form.select("[data-question]")}
    assert shown == {
        "team",
        "scale",
        "share",
        "text",
        "sectors",
        "needs",
        "order",
        "since",
        "papers",
        "actions",
        "attribution",
        "quote_permission",
    }
    assert "Draft – not sent" in form.select_one(".banner").text
    assert "before Friday 27 March 2026 at 18:00 (Paris time)" in form.select_one(".banner").text


def test_an_overseas_agency_reads_its_own_time_too(client, session, at):
    one = invited(session, call_of(session), "RUN", department="La Réunion")
    page = client.get(f"/r/{link_to(session, one)}")
    assert (
        page.select_one(".deadline")
        .get_text(" ", strip=True)
        .startswith(
            "Answers are expected before Friday 27 March 2026 at 18:00 (Paris time), "
            "that is 21:00 in Réunion."
        )
    )


def test_a_draft_saves_what_is_incomplete_and_wrong_and_says_so(client, form):
    page = client.send(
        form, form=FORM, button="save", **{"q.text": "one two three " * 5, "q.share": "about 20"}
    )
    assert page.select_one("#saved").text == "Saved at 10:32"
    assert page.select_one("textarea[id='q.text']").text.strip() == ("one two three " * 5).strip()
    assert page.select_one("[id='q.share']")["value"] == "about 20"
    assert page.select_one("[id='q.text..fault']").text.strip() == (
        "Shorten this answer to 10 words (it has 15)."
    )


def test_what_is_not_put_is_kept_but_neither_checked_nor_sent(client, session, form):
    page = read_over(client, form, **WHOLE, **{"q.share": "about 20"})
    assert page.h1.text == "Your contribution has been received"
    assert session.scalar(select(Version)).content["answers"] == {"team": "Pôle", "text": "Un avis"}
    assert session.scalars(select(Answer.value)).all().count("about 20") == 1


def test_sending_says_everything_that_is_missing_with_links_and_keeps_the_draft(
    client, session, form
):
    page = client.send(form, form=FORM, button="review", **{"q.team": "x" * 21})
    summary = page.select_one("#problems")
    assert [(link["href"], link.text) for link in summary.select("a")] == [
        ("#q.team", "Team"),
        ("#q.text", "Your view"),
    ]
    assert page.select_one("[id='q.team']")["value"] == "x" * 21
    assert (count(session, Contribution), count(session, Version)) == (1, 0)


def test_every_kind_of_answer_goes_there_and_back(client, session, form):
    answers = {
        "q.team": "Pôle",
        "q.scale": "land",
        "q.share": "12,5",
        "q.text": "Un\navis",
        "q.sectors": ["metal", "other"],
        "q.sectors.other": "cork",
        "q.needs.land": "high",
        "q.order.two": "1",
        "q.order.one": "2",
        "q.since": "2026-01-31",
        "q.actions.0.title": "First",
        "q.actions.0.year": "2020",
        "secret.text": "1",
    }
    page = client.send(form, form=FORM, button="save", **answers)
    again = fields(page.select_one(FORM))
    assert {name: again[name] for name in answers} == answers | {"q.share": "12.5"}
    read_over(client, page)
    assert session.scalar(select(Version)).content == {
        "answers": {
            "team": "Pôle",
            "scale": "land",
            "share": 12.5,
            "text": "Un\navis",
            "sectors": ["metal", {"other": "cork"}],
            "needs": {"land": "high"},
            "order": ["two", "one"],
            "since": "2026-01-31",
            "actions": [{"title": "First", "year": 2020}],
        },
        "confidential": ["text"],
        "attribution": None,
        "quote_permission": None,
    }


def test_a_block_is_added_without_javascript(client, form):
    page = client.send(form, form=FORM, button="more", **{"q.actions.0.title": "First"})
    assert len(page.select("[data-blocks] > .block")) == 2


def test_the_form_is_read_over_before_it_is_sent(client, session, form):
    page = client.send(form, form=FORM, button="review", **WHOLE, **{"secret.text": "1"})
    assert (page.path, page.h1.text) == (f"{HERE}review", "Read over before sending")
    entries = {
        tag.h3.text: [child.get_text(" ", strip=True) for child in tag.select("p, .answers-change")]
        for tag in page.select(".answers-entry")
    }
    assert entries["1. Team"] == ["Change : Team", "Pôle"]
    assert entries["3. Your view"] == ["Change : Your view", "Confidential", "Un avis"]
    assert entries["6. Order"] == ["Change : Order", "No answer"]
    assert [link["href"] for link in page.select(".answers-change")][:2] == [
        f"{HERE}#q.team",
        f"{HERE}#q.scale",
    ]
    assert [tag.text for tag in page.select(".facts dd")] == [
        "Confidential: counted, never reproduced",
        "Refused",
    ]
    assert count(session, Version) == 0


def test_what_changed_since_it_was_read_over_is_shown_again_and_not_sent(client, session, form):
    review = client.send(form, form=FORM, button="review", **WHOLE)
    client.send(client.get(HERE), form=FORM, button="save", **{"q.text": "Another"})
    page = client.send(review, form="form.sheet-end", status=409)
    assert page.select_one("[role=alert] h2").text == (
        "The answers changed since you read them: nothing was sent"
    )
    assert ("Another" in page.words, count(session, Version)) == (True, 0)
    assert client.send(page, form="form.sheet-end").path == f"{HERE}receipt"


def test_what_lacks_is_listed_where_it_is_read_over(client, form):
    client.send(form, form=FORM, button="save", **{"q.team": "Pôle"})
    page = client.get(f"{HERE}review")
    assert [(link["href"], link.text) for link in page.select("#lacking a")] == [
        (f"{HERE}#q.text", "Your view")
    ]
    assert page.select("form.sheet-end button") == []


GRID = Questionnaire(
    (
        Section(
            "s",
            "S",
            "",
            (
                Asked(
                    "needs",
                    QuestionKind.LIKERT,
                    "Needs",
                    required=True,
                    rows=options("land", "skills", "energy"),
                    scale=options("low", "high"),
                ),
                Asked("text", QuestionKind.LONG_TEXT, "Your view", required=True),
            ),
        ),
    )
)
TO_COMPLETE = {
    "en": "2 answers to complete before sending",
    "fr": "2 réponses à compléter avant de transmettre",
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_grid_is_one_answer_to_complete_with_its_lines(client, session, at, language):
    one = invited(session, call_of(session, GRID, language=language))
    page = client.send(client.get(f"/r/{link_to(session, one)}"), form=FORM, button="review")
    anchors = ["q.needs.land", "q.needs.land", "q.needs.skills", "q.needs.energy", "q.text"]
    for summary, here in (
        (page.select_one("#problems"), ""),
        (client.get(f"{HERE}review").select_one("#lacking"), HERE),
    ):
        assert summary.h2.text == TO_COMPLETE[language]
        assert [link["href"] for link in summary.select("a")] == [f"{here}#{to}" for to in anchors]
        assert len(summary.select_one("ul").find_all("li", recursive=False)) == 2


def test_at_the_closing_instant_nothing_read_over_is_sent(client, session, form, at):
    review = client.send(form, form=FORM, button="review", **WHOLE)
    at(CLOSES + GRACE)
    page = client.send(review, form="form.sheet-end", status=403)
    assert ("This contribution was not sent." in page.words, count(session, Version)) == (True, 0)


def test_a_review_forged_elsewhere_sends_nothing(client, session, form):
    review = client.send(form, form=FORM, button="review", **WHOLE)
    client.send(review, form="form.sheet-end", status=400, form_token="x")
    assert count(session, Version) == 0


def test_a_form_may_be_sent_whole_without_reading_over(client, session, form):
    page = client.send(form, form=FORM, button="review", **WHOLE, beyond={"act": "send"})
    assert (page.path, count(session, Version)) == (f"{HERE}receipt", 1)


def test_the_same_sending_twice_gives_one_version_one_receipt(client, session, form):
    first = read_over(client, form, **WHOLE)
    again = read_over(client, form, **WHOLE)
    assert (again.h1.text, again.select_one(".facts").text) == (
        first.h1.text,
        first.select_one(".facts").text,
    )
    letters = session.scalars(select(OutboxLetter.recipient).order_by(OutboxLetter.id)).all()
    assert (count(session, Version), letters) == (1, ["contact@abc.example", "head@abc.example"])


def test_the_receipt_says_what_was_received(client, session, form):
    page = read_over(client, form, **WHOLE)
    version = session.scalar(select(Version))
    assert [tag.text for tag in page.select(".facts dd")][:5] == [
        version.reference,
        "Tuesday 10 March 2026 at 10:32 (Paris time)",
        " ".join(version.digest[n : n + 4] for n in range(0, 16, 4)),
        "Confidential: counted, never reproduced",
        "Refused",
    ]


def test_changes_after_sending_are_told_apart(client, form):
    read_over(client, form, **WHOLE)
    page = client.get(HERE)
    assert "Sent on Tuesday 10 March 2026 at 10:32 (Paris time)" in page.select_one(".banner").text
    page = client.send(page, form=FORM, button="save", **{"q.team": "Autre"})
    assert "Changes not sent" in page.select_one(".banner").text


def test_two_colleagues_in_different_questions_are_joined(client, form):
    client.send(form, form=FORM, button="save", **{"q.team": "Mine"})
    page = client.send(form, form=FORM, button="save", **{"q.text": "Theirs"})
    assert page.select_one("[id='q.team']")["value"] == "Mine"
    assert page.select_one("[id='q.text']").text.strip() == "Theirs"
    assert "Kept from your colleague" in page.text


def test_an_old_page_saves_nothing_and_gives_the_text_back(client, session, form):
    page = client.send(form, status=400, form=FORM, beyond={"form_token": "old"}, **WHOLE)
    assert page.select_one("[id='q.text']").text.strip() == "Un avis"
    assert count(session, Contribution) == 0
    assert (
        client.send(page, form=FORM, button="save").select_one("[id='q.team']")["value"] == "Pôle"
    )


def test_a_form_left_open_for_days_still_saves(client, form, at):
    at(DURING + timedelta(days=6))
    page = client.send(form, form=FORM, button="save", **WHOLE)
    assert page.select_one("[id='q.team']")["value"] == "Pôle"


def test_the_token_of_another_contribution_is_refused(client, session, invitation, form):
    other = invited(session, invitation.call, "DEF")
    theirs = client.get(f"/r/{link_to(session, other)}").select_one("[name=form_token]")["value"]
    client.send(form, status=400, form=FORM, beyond={"form_token": theirs}, **WHOLE)


def test_a_character_that_cannot_be_kept_is_asked_again(client, session, form):
    page = client.send(form, status=422, form=FORM, **{"q.team": "a\0b"})
    assert page.select_one("#problems a")["href"] == "#q.team"
    assert count(session, Contribution) == 0


def test_the_end_of_the_grace_is_too_late_and_the_text_is_given_back(client, session, form, at):
    at(CLOSES + GRACE - timedelta(seconds=1))
    client.send(form, form=FORM, button="save", **WHOLE)
    at(CLOSES + GRACE)
    page = client.send(form, status=403, form=FORM, **WHOLE | {"q.text": "Too late"})
    assert "Too late" in page.words
    assert "This contribution was not sent." in page.words
    assert session.scalars(select(Answer.value).order_by(Answer.question_id)).all() == [
        "Pôle",
        "Un avis",
    ]


def test_after_the_deadline_a_contribution_is_read_and_not_written(client, form, at):
    read_over(client, form, **WHOLE)
    at(CLOSES + GRACE)
    page = client.get(HERE)
    assert (page.select(FORM), "Un avis" in page.words) == ([], True)


def test_before_it_opens_a_call_shows_nothing_to_fill(client, token, at):
    at(OPENS - timedelta(seconds=1))
    page = client.get(f"/r/{token}")
    assert "This call is not open yet." in page.words


def upload(client, form, *files, **more):
    sent = {**fields(form.select_one(FORM), "save"), **more}
    sent["q.papers"] = [(io.BytesIO(content), name) for name, content in files]
    return client._read(client.request("POST", HERE, data=sent), 200)


def test_files_are_added_listed_downloaded_and_removed(client, session, form):
    page = upload(
        client, form, ("note.pdf", b"%PDF-1.7 text"), ("bad.pdf", b"MZ"), ("a.exe", b"MZ")
    )
    assert [tag.text for tag in page.select(".files a")] == ["note.pdf"]
    assert [tag.text.strip()[:24] for tag in page.select(".notice.error")] == [
        "“bad.pdf” was not added:",
        "“a.exe” was not added: c",
    ]
    got = client.request("GET", page.select_one(".files a")["href"])
    assert (
        got.data,
        got.headers["Content-Disposition"],
        got.headers["Content-Security-Policy"],
    ) == (
        b"%PDF-1.7 text",
        "attachment; filename=\"note.pdf\"; filename*=UTF-8''note.pdf",
        "default-src 'none'; sandbox",
    )
    page = client.send(page, form=FORM, button=page.select_one(".files button")["value"])
    assert (page.select(".files a"), count(session, Attachment)) == ([], 1)


def test_a_file_of_another_contribution_is_not_there(client, session, invitation, form):
    page = upload(client, form, ("note.pdf", b"%PDF-1.7 text"))
    address = page.select_one(".files a")["href"]
    other = invited(session, invitation.call, "DEF")
    client.get(f"/r/{link_to(session, other)}")
    client.get(address.replace("publicABC", "publicDEF"), status=404)


def test_autosave_answers_in_words_and_numbers(client, form):
    sent = {**fields(form.select_one(FORM)), **WHOLE}
    answer = client.request("POST", f"{HERE}draft", data=sent)
    assert {key: answer.json[key] for key in ("state", "revision", "at", "answered")} == {
        "state": "saved",
        "revision": 1,
        "at": "10:32",
        "answered": 2,
    }
    sent |= {f"base.{key}": mark for key, mark in answer.json["marks"].items()}
    again = client.request("POST", f"{HERE}draft", data=sent | {"q.team": "B"})
    assert again.json["revision"] == 2


def test_autosave_never_overwrites(client, form):
    client.send(form, form=FORM, button="save", **{"q.team": "First"})
    sent = {**fields(form.select_one(FORM)), "q.team": "Second"}
    answer = client.request("POST", f"{HERE}draft", data=sent)
    assert (answer.status_code, answer.json["state"], answer.json["questions"]) == (
        409,
        "conflict",
        ["team"],
    )
    assert client.get(HERE).select_one("[id='q.team']")["value"] == "First"


def test_a_conflict_holds_no_other_answer_up(client, form):
    client.send(form, form=FORM, button="save", **{"q.team": "First"})
    sent = {**fields(form.select_one(FORM)), "q.team": "Second", "q.text": "Mine"}
    answer = client.request("POST", f"{HERE}draft", data=sent)
    assert (answer.status_code, "team" in answer.json["marks"]) == (409, False)
    assert client.get(HERE).select_one("[id='q.text']").text.strip() == "Mine"


def test_what_cannot_be_kept_holds_no_other_answer_up(client, form):
    sent = {**fields(form.select_one(FORM)), "q.team": "a\x00b", "q.text": "Mine"}
    answer = client.request("POST", f"{HERE}draft", data=sent)
    assert (answer.status_code, answer.json["state"], answer.json["questions"]) == (
        422,
        "unreadable",
        ["team"],
    )
    assert client.get(HERE).select_one("[id='q.text']").text.strip() == "Mine"


def test_an_older_saving_of_a_page_that_arrives_late_undoes_nothing(client, form):
    """Its text was taken back since: only its number tells that it is older."""
    sent = {**fields(form.select_one(FORM)), "page": "p1"}
    for sequence, text in ((1, "First"), (2, "")):
        answer = client.request(
            "POST", f"{HERE}draft", data=sent | {"sequence": sequence, "q.team": text}
        )
        sent |= {f"base.{key}": mark for key, mark in answer.json["marks"].items()}
    late = {**fields(form.select_one(FORM)), "page": "p1", "sequence": 1, "q.team": "First"}
    answer = client.request("POST", f"{HERE}draft", data=late)
    assert (answer.status_code, answer.json) == (409, {"state": "behind"})
    assert client.get(HERE).select_one("[id='q.team']")["value"] == ""


@pytest.fixture
def staff(client, session, at):
    accounts.create_user(
        session, email="staff@x.example", role=Role.READER, at=OPENS, password="a long password"
    )
    page = client.get("/sign-in")
    client.send(page, email="staff@x.example", password="a long password")


def test_staff_read_what_was_sent_and_never_a_draft(client, staff, form):
    page = client.send(form, form=FORM, button="save", **WHOLE | {"q.text": "Only a draft"})
    read = client.get("/staff/calls/autumn-2026/contributions/abc")
    assert ("Only a draft" in read.text, "Cette agence rédige" in read.words) == (False, True)
    read_over(client, page, **WHOLE)
    assert "Un avis" in client.get("/staff/calls/autumn-2026/contributions/abc").words


def test_staff_pages_are_for_staff(client, form):
    page = client.get("/staff/calls/autumn-2026/contributions/ABC")
    assert page.path.startswith("/sign-in")


@pytest.mark.parametrize("size", [1, 30])
def test_pages_ask_as_many_statements_whatever_the_size(client, session, at, queries, size):
    asked = tuple(Asked(f"k{n}", QuestionKind.SHORT_TEXT, f"K{n}") for n in range(size))
    call = call_of(session, Questionnaire((Section("s", "S", "", asked),)))
    for n in range(size):
        invited(session, call, f"B{n}")
    one = invited(session, call, "ABC")
    page = client.get(f"/r/{link_to(session, one)}")
    answers = {f"q.k{n}": "x" for n in range(size)}
    client.send(page, form=FORM, button="save", **answers)
    session.commit()
    with queries(6):
        page = client.get(HERE)
    with queries(7 + 6):  # the page shown afterwards asks six
        client.send(page, form=FORM, button="save", **dict.fromkeys(answers, "y"))


@pytest.mark.parametrize("size", [1, 30])
def test_saving_by_itself_asks_eight_statements_at_most_whatever_the_size(
    client, session, at, queries, size
):
    asked = tuple(Asked(f"k{n}", QuestionKind.SHORT_TEXT, f"K{n}") for n in range(size))
    one = invited(session, call_of(session, Questionnaire((Section("s", "S", "", asked),))))
    sent = fields(client.get(f"/r/{link_to(session, one)}").select_one(FORM))
    for text, count in (("x", 8), ("y", 7), ("", 7), ("z", 7)):
        with queries(count):
            answer = client.request(
                "POST", f"{HERE}draft", data=sent | {f"q.k{n}": text for n in range(size)}
            )
        assert answer.json["state"] == "saved"
        sent |= {f"base.{key}": mark for key, mark in answer.json["marks"].items()}
