"""The pages of the reading desk, without JavaScript."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.accounts.models import Role
from consult.analysis.models import Assignment, Reading
from consult.analysis.reading import marking
from consult.analysis.reading.filters import Mark
from consult.contributions.models import Contribution
from tests import office
from tests.analysis.coded import a_theme, code
from tests.analysis.desks import again, desk, pair, reader
from tests.office import AT

HOSTILE = "<script>alert(1)</script> & « fin »"


@pytest.fixture
def lea(client, session, monkeypatch):
    """Somebody of the staff who may code."""
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    user = office.sign_in(client, session)
    user.name = "Léa"
    return user


def path(call, given="", page="reading"):
    return f"/staff/calls/{call.slug}/{page}{given}"


def heads(page):
    return [one.get_text(" ", strip=True) for one in page.select("[data-answer] h3")]


def form_of(call, where):
    return f'form[action$="/reading/marks/{where[0]}/{where[1]}"]'


def test_the_desk_opens_at_the_first_question_to_read(client, session, lea):
    call = desk(session, answers=2)

    page = client.get(path(call))

    assert page.select_one(".desk-head h2").text == "Quels besoins\u202f?"
    assert heads(page) == ["A1 Agence 1", "A2 Agence 2"]
    assert page.select_one(".desk-count").get_text(" ", strip=True) == "2 réponses , 2 à lire"
    assert [one.text.strip() for one in page.select("[data-text]")] == [
        "Besoin de A1.",
        "Besoin de A2.",
    ]


def test_reading_the_last_answer_of_a_question_stays_at_the_question(client, session, lea):
    call = desk(session, answers=1)
    where = pair(session, call)

    page = client.send(client.get(path(call)), form=form_of(call, where), button="Lue")

    assert page.select_one("[data-answer]")["data-question"] == str(where[1])


def test_before_anybody_answers_the_desk_says_what_will_be_there(client, session, lea):
    call = desk(session, answers=0)

    page = client.get(path(call))

    assert "Personne n’a encore répondu à cette question." in page.words
    assert page.select("[data-answer]") == []


def test_what_an_agency_wrote_is_text(client, session, lea):
    call = desk(session, answers=1)
    again(session, session.get_one(Contribution, pair(session, call)[0]), needs=HOSTILE)
    session.commit()

    page = client.get(path(call))

    assert page.select_one("[data-text]").text == HOSTILE
    assert page.select("main script") == []


@pytest.mark.parametrize("answers", [1, 7])
def test_the_page_of_a_question_takes_as_many_statements_for_one_answer_as_for_seven(
    client, session, queries, answers, lea
):
    call = desk(session, answers=answers, audience=8)
    a_theme(session, call)
    session.commit()
    address = path(call, "?question=needs")
    client.get(address)

    with queries(13):
        client.get(address)


def test_narrowed_by_everything_it_stays_within_fifteen(client, session, queries, lea):
    call = desk(session, answers=3)
    theme = a_theme(session, call)
    session.commit()
    narrowed = f"?question=needs&theme={theme.id}&answer=scale:a&to=me&mark=flagged&state=read"
    address = path(call, narrowed)
    client.get(address)

    with queries(13):
        client.get(address)


def test_reading_marks_the_version_shown_and_comes_back_to_the_answer(client, session, lea):
    call = desk(session, answers=2)
    where = pair(session, call)

    page = client.send(client.get(path(call)), form=form_of(call, where), button="Lue")

    assert page.select_one(f"#answer-{where[0]}-{where[1]}")["class"] == ["sheet", "is-read"]
    assert page.select_one(".desk-count").get_text(" ", strip=True) == "2 réponses , 1 à lire"
    (noted,) = session.query(Reading)
    assert (noted.user_id, noted.version) == (lea.id, 1)


def test_a_version_that_came_while_the_page_was_open_stays_to_read(client, session, lea):
    call = desk(session, answers=1)
    where = pair(session, call)
    shown = client.get(path(call))
    again(session, session.get_one(Contribution, where[0]))

    page = client.send(shown, form=form_of(call, where), button="Lue")

    assert page.select_one("[data-answer]")["class"] == ["sheet", "is-changed"]
    assert "Nouvelle version depuis votre lecture." in page.words


def test_an_answer_that_a_newer_version_leaves_as_it_was_is_told(client, session, lea):
    call = desk(session, answers=1)
    where = pair(session, call)
    marking.read(session, user=lea, pair=where, version=1, at=AT)
    again(session, session.get_one(Contribution, where[0]), needs="Besoin de A1.")
    session.commit()

    page = client.get(path(call))

    assert "Nouvelle version depuis votre lecture\u202f; cette réponse est la même." in page.text


def test_a_number_of_version_that_was_not_sent_is_the_last_one(client, session, lea):
    call = desk(session, answers=1)
    where = pair(session, call)
    shown = client.get(path(call))

    client.send(shown, form=form_of(call, where), button="Lue", version="99")

    (noted,) = session.query(Reading)
    assert noted.version == 1


def test_marks_are_put_and_taken_away_and_colleagues_see_them(client, session, lea):
    call, max_ = desk(session, answers=1), reader(session, "Max")
    where = pair(session, call)
    marking.mark(session, user=max_, pair=where, mark=Mark.FLAGGED, on=True, at=AT)
    marking.mark(session, user=max_, pair=where, mark=Mark.TO_CHECK, on=True, at=AT)

    page = client.send(client.get(path(call)), form=form_of(call, where), button="Bonne pratique")
    pressed = [one.text for one in page.select('[data-marks] [aria-pressed="true"]')]
    said = page.select_one(".sheet-said").text
    page = client.send(page, form=form_of(call, where), button="Bonne pratique")

    assert pressed == ["Bonne pratique"]
    assert said == "signalée par Max · chiffre à vérifier selon Max"
    assert page.select('[data-marks] [aria-pressed="true"]') == []


def test_what_is_noted_from_a_script_comes_back_alone(client, session, lea):
    call = desk(session, answers=1)
    where = pair(session, call)
    form = client.get(path(call)).select_one(form_of(call, where))
    token = form.select_one("[name=csrf_token]")["value"]

    answer = client.request(
        "POST",
        form["action"],
        data={"csrf_token": token, "set": "flagged:on"},
        headers={"X-Fragment": "1"},
    )

    assert answer.status_code == 200
    assert answer.text.strip().startswith(
        '<div class="sheet-marks" data-marks data-state="unread">'
    )
    assert client.request("GET", form["action"]).text.count('aria-pressed="true"') == 1


@pytest.mark.parametrize("told", ["", "nonsense:on", "read", "theme:on"])
def test_what_means_nothing_is_refused_or_notes_nothing(client, session, told, lea):
    call = desk(session, answers=1)
    where = pair(session, call)
    shown = client.get(path(call))
    form = shown.select_one(form_of(call, where))

    answer = client.request(
        "POST",
        form["action"],
        data={"csrf_token": form.select_one("[name=csrf_token]")["value"], "set": told},
    )

    assert answer.status_code == (200 if told == "read" else 422)
    assert [one.version for one in session.query(Reading)] == [None] * (told == "read")


def test_an_answer_of_another_call_or_a_draft_is_not_there(client, session, lea):
    call, other = desk(session, answers=1), office.call(session, title="Autre", audience=2)
    draft = office.contribution(session, other.invitations[0], sent=False)
    where = pair(session, call)
    there = f"/reading/marks/{where[0]}/{where[1]}"

    client.get(f"/staff/calls/{other.slug}{there}", status=404)
    client.get(path(call, f"/marks/{draft.id}/{where[1]}"), status=404)
    client.get(path(call, f"/marks/{where[0]}/999999"), status=404)


def test_filters_are_in_the_address_each_to_be_taken_away(client, session, lea):
    call = desk(session, answers=3)
    where = pair(session, call, 2)
    marking.mark(session, user=lea, pair=where, mark=Mark.FLAGGED, on=True, at=AT)
    session.commit()

    page = client.get(path(call, "?question=needs&mark=flagged&answer=scale:a"))
    chips = [(one.get_text(" ", strip=True), one["href"]) for one in page.select(".desk-chips a")]

    assert page.select_one(".desk-count").text.strip() == "1 réponse sur 3"
    assert heads(page) == ["A2 Agence 2"]
    assert chips == [
        ("Retirer\u00a0: signalée ×", path(call, "?question=needs&answer=scale:a")),
        ("Retirer\u00a0: Région ×", path(call, "?question=needs&mark=flagged")),
        ("Les afficher toutes", path(call, "?question=needs")),
    ]
    assert {one["value"] for one in page.select(".desk-filters input[checked]")} == {
        "flagged",
        "scale:a",
    }


def test_filters_that_leave_nothing_say_so(client, session, lea):
    call = desk(session, answers=1)

    page = client.get(path(call, "?question=needs&state=read"))

    assert "Aucune réponse ne répond à ces filtres." in page.words


def test_the_filter_of_a_theme_keeps_the_answers_it_was_seen_in(client, session, lea):
    call = desk(session, answers=2)
    theme = a_theme(session, call)
    code(session, call, lea, theme, (0, 6))
    session.commit()

    page = client.get(path(call, f"?question=needs&theme={theme.id}"))

    assert heads(page) == ["A1 Agence 1"]


def test_twenty_five_answers_a_page_and_the_rest_one_step_away(client, session, lea):
    call = desk(session, answers=30, audience=30)

    first = client.get(path(call, "?question=needs"))
    second = client.get(first.select_one("[data-page-after]")["href"])
    back = client.get(second.select_one("[data-page-before]")["href"])

    assert (len(heads(first)), len(heads(second))) == (25, 5)
    assert heads(second)[0] == "A26 Agence 26"
    assert heads(back) == heads(first)
    assert "26 à 30 sur 30" in second.words


def test_everything_one_agency_answered_closed_questions_too(client, session, lea):
    call = desk(session, answers=2)

    page = client.get(path(call, "?agency=A2"))

    assert page.select_one(".desk-head h2").text == "Agence 2"
    assert [one.text for one in page.select("[data-answer] h4")] == [
        "Quels besoins\u202f?",
        "À quelle échelle\u202f?",
    ]
    assert [one.get_text(" ", strip=True) for one in page.select(".sheet-body")][1] == "Région"
    assert page.select_one("[data-before]")["href"] == path(call, "?agency=A1")


@pytest.mark.parametrize("acronym", ["A3", "NOBODY", "<b>"])
def test_an_agency_that_sent_nothing_is_said_to_have_sent_nothing(client, session, acronym, lea):
    call = desk(session, answers=2)

    page = client.get(path(call, f"?agency={acronym}"))

    assert "Cette agence n’a rien transmis qui soit pris en compte." in page.words


def test_agencies_side_by_side_answer_the_same_questions_in_columns(client, session, lea):
    call = desk(session, answers=2)

    page = client.get(path(call, "?side=A1&side=A2&side=A3"))

    assert [one.text for one in page.select(".desk-section h2")] == [
        "Quels besoins\u202f?",
        "À quelle échelle\u202f?",
    ]
    assert len(page.select(".side")) == 4
    assert "Aucune contribution prise en compte de A3." in page.words


def test_one_agency_alone_asks_for_another(client, session, lea):
    call = desk(session, answers=2)

    page = client.get(path(call, "?side=A1&side="))

    assert "Choisissez deux ou trois agences" in page.words


def test_an_answer_is_taken_and_given_back(client, session, lea):
    call = desk(session, answers=1)
    where = pair(session, call)

    page = client.send(client.get(path(call)), form=form_of(call, where), button="À moi")
    mine = [(one.contribution_id, one.user_id) for one in session.query(Assignment)]
    session.commit()
    kept = heads(client.get(path(call, "?question=needs&to=me")))
    client.send(page, form=form_of(call, where), button="À moi")

    assert mine == [(where[0], lea.id)]
    assert kept == ["A1 Agence 1"]
    assert session.query(Assignment).all() == []


def test_what_a_colleague_was_given_is_not_taken(client, session, lea):
    call, max_ = desk(session, answers=1), reader(session, "Max")
    where = pair(session, call)
    shown = client.get(path(call))
    marking.assign(session, call=call, pairs=[where], readers=[max_], by=lea, at=AT)

    page = client.send(shown, form=form_of(call, where), button="À moi")

    assert session.scalars(select(Assignment.user_id)).all() == [max_.id]
    assert page.select_one(".sheet-said").text == "confiée à Max"
    assert page.select('[data-key="a"]') == []


def test_the_answers_shown_are_given_to_readers_evenly(client, session, lea):
    call, max_ = desk(session, answers=3), reader(session, "Max")
    shown = client.get(path(call, "?question=needs&region=Bretagne"))

    page = client.send(
        shown,
        form=".desk-share form",
        button="Confier ces réponses",
        reader=[str(lea.id), str(max_.id)],
    )

    assert "3 réponses confiées à Léa, Max." in page.get_text(" ", strip=True)
    assert [
        one.user.name for one in session.query(Assignment).order_by(Assignment.contribution_id)
    ] == [
        "Léa",
        "Max",
        "Léa",
    ]


def test_one_answer_is_given_to_a_colleague_and_to_nobody_again(client, session, lea):
    call, max_ = desk(session, answers=1), reader(session, "Max")
    where = pair(session, call)
    form = f'form[action$="/reading/given/{where[0]}/{where[1]}"]'

    page = client.send(client.get(path(call)), form=form, reader=str(max_.id))
    given = [one.user_id for one in session.query(Assignment)]
    client.send(page, form=form, reader="")

    assert page.select_one(".sheet-said").text == "confiée à Max"
    assert (given, session.query(Assignment).all()) == ([max_.id], [])


def test_everything_one_agency_said_is_given_to_one_reader(client, session, lea):
    call, max_ = desk(session, answers=2), reader(session, "Max")
    shown = client.get(path(call, "?agency=A2"))

    client.send(
        shown,
        form=".desk-share form",
        button="Confier ces réponses",
        reader=[str(lea.id), str(max_.id)],
    )

    held = [(one.contribution_id, one.user_id) for one in session.query(Assignment)]
    assert held == [(pair(session, call, 2)[0], lea.id)] * 2


def test_the_answers_shown_are_given_to_nobody_any_more(client, session, lea):
    call = desk(session, answers=3)
    pairs = [pair(session, call, number) for number in (1, 2, 3)]
    marking.assign(session, call=call, pairs=pairs, readers=[lea], by=lea, at=AT)
    shown = client.get(path(call, "?question=needs"))

    client.send(shown, form=".desk-share form", button="Ne plus les confier à personne")

    assert session.query(Assignment).all() == []


def test_answers_given_to_nobody_named_are_not_given(client, session, lea):
    call = desk(session, answers=1)

    page = client.send(
        client.get(path(call)), form=".desk-share form", button="Confier ces réponses"
    )

    assert "Indiquez à qui confier ces réponses." in page.get_text(" ", strip=True)
    assert session.query(Assignment).all() == []


def test_the_whole_call_is_shared_out_and_progress_is_told(client, session, lea):
    call, max_ = desk(session, answers=3), reader(session, "Max")
    first = pair(session, call)
    marking.assign(session, call=call, pairs=[first], readers=[max_], by=lea, at=AT)
    marking.read(session, user=max_, pair=first, version=1, at=AT)
    page = client.get(path(call, "/readers"))

    page = client.send(page, form=".staff-form", reader=str(lea.id))

    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in page.select(".shares tbody tr")
    ]
    assert rows == [
        ["Léa", "2", "0", "Quels besoins\u202f? 0 lue sur 2"],
        ["Max", "1", "1", "Quels besoins\u202f? 1 lue sur 1"],
    ]


def test_a_reader_reads_and_marks_but_neither_codes_nor_shares(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    office.sign_in(client, session, role=Role.READER)
    call = desk(session, answers=1)
    where = pair(session, call)

    page = client.send(client.get(path(call)), form=form_of(call, where), button="Signaler")

    assert [one.text for one in page.select('[data-marks] [aria-pressed="true"]')] == ["Signaler"]
    assert page.select(".desk-share") == []
    assert client.get(path(call, "/readers")).select("form.staff-form") == []


def test_news_tells_what_was_noted_and_how_many_answers_came(client, session, lea):
    call = desk(session, answers=2)
    where = pair(session, call)
    address = client.get(path(call, "?question=needs")).select_one("[data-news]")["data-news"]
    before = client.request("GET", address).get_json()
    marking.mark(session, user=lea, pair=where, mark=Mark.FLAGGED, on=True, at=AT)
    again(session, session.get_one(Contribution, where[0]))

    news = client.request("GET", address).get_json()

    assert (before["arrived"], before["marked"], before["coded"]) == (0, [], [])
    assert (news["arrived"], news["marked"], news["now"]) == (
        1,
        [[*where, AT.isoformat()]],
        AT.isoformat(),
    )


@pytest.mark.parametrize("since", ["", "yesterday", "2026-03-02T09:00:00", "9" * 40])
def test_news_since_no_instant_are_those_of_now(client, session, since, lea):
    call = desk(session, answers=1)

    answer = client.request("GET", path(call, f"/news?question=needs&since={since}&last={since}"))

    assert answer.get_json()["arrived"] == 1


def test_the_way_back_stays_within_the_desk(client, session, lea):
    call = desk(session, answers=1)
    where = pair(session, call)

    page = client.send(
        client.get(path(call)),
        form=form_of(call, where),
        button="Signaler",
        back="//evil.example/staff/calls/x/reading",
    )

    assert page.path.partition("?")[0] == path(call)


def test_side_by_side_only_what_those_agencies_send_is_new(client, session, lea):
    call = desk(session, answers=3)
    third = session.get_one(Contribution, pair(session, call, 3)[0])
    again(session, third)

    def arrived():
        page = client.get(path(call, "?side=A1&side=A2"))
        news = page.select_one("[data-news]")["data-news"]
        return client.client.get(news).json["arrived"]

    assert arrived() == 0
