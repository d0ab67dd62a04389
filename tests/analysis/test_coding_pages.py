"""Coding on the pages, with and without a script, by those who may."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.accounts.models import Role
from consult.analysis.models import Coding, Theme
from tests import office
from tests.analysis.coded import TEXT, a_call, a_theme, code, person, sent_again, spot_of

FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def call(session):
    return a_call(session)


@pytest.fixture
def theme(session, call):
    return a_theme(session, call, claim="L’eau manque")


@pytest.fixture
def me(client, session):
    user = office.sign_in(client, session)
    user.name = "Claire"
    return user


def addresses(session, call):
    where = spot_of(session, call)
    pair = f"{where.contribution}/{where.question}"
    here = f"/staff/calls/{call.slug}"
    return f"{here}/coding/answers/{pair}", f"{here}/reading/answers/{pair}"


def codings(session):
    return session.scalars(select(Coding).order_by(Coding.id)).all()


def test_sentences_are_ticked_and_coded_without_a_script(client, session, call, theme, me):
    sentences, _ = addresses(session, call)
    page = client.get(sentences)
    spans = [one["value"] for one in page.select("input[name=span]")]
    assert spans == ["0-22", "23-38"]

    back = client.send(
        page, form=".by-sentences form", span=spans[0], theme=str(theme.id), stance="support"
    )
    assert "Codé" in back.words
    [made] = codings(session)
    assert TEXT[made.excerpt.start : made.excerpt.end] == "De l’eau propre, vite."
    assert (made.stance.value, made.user_id) == ("support", me.id)


def test_a_new_theme_is_named_where_it_is_needed_and_not_twice(client, session, call, me):
    sentences, _ = addresses(session, call)
    for label in ("Eau potable", "eau  potable"):
        client.send(client.get(sentences), form=".by-sentences form", span="0-22", new_theme=label)

    assert [one.label for one in session.scalars(select(Theme))] == ["Eau potable"]
    assert len(codings(session)) == 1


def test_nothing_chosen_is_said(client, session, call, theme, me):
    page = client.get(addresses(session, call)[0])
    back = client.send(page, form=".by-sentences form", span=None, theme=str(theme.id))

    assert "Choisissez au moins un mot" in back.words
    assert codings(session) == []


def test_the_page_of_an_answer_is_escaped_and_holds_its_text_and_nothing_else(client, session, me):
    hostile = 'A <script>alert(1)</script> & "b"\n\n  🚲\u2028fin'
    call = a_call(session, text=hostile, audience=1)
    code(session, call, me, a_theme(session, call, "<b>eau"), (2, 20))
    page = client.get(addresses(session, call)[1], headers=FRAGMENT)

    assert page.select_one("[data-text]").text == hostile
    assert page.select("script, b") == []
    assert page.select_one("mark.run")["data-ends"] == "1"


def test_carriage_returns_keep_their_place(client, session, me):
    call = a_call(session, text="a\r\nb", audience=1)
    page = client.get(addresses(session, call)[1])

    assert page.select_one("[data-text]").text == "a\r\nb"


def test_a_newer_version_is_shown_with_the_words_that_were_chosen(client, session, call, theme, me):
    sentences, _ = addresses(session, call)
    page = client.get(sentences)
    sent_again(session, "Tout autre chose.")
    data = {
        "csrf_token": page.select_one("input[name=csrf_token]")["value"],
        "version": page.select_one("input[name=version]")["value"],
        "span": "3-8",
        "theme": str(theme.id),
    }
    answer = client.request("POST", sentences, data=data, headers=FRAGMENT)

    assert answer.status_code == 409
    assert "nouvelle version" in answer.text
    assert "<q>l’eau</q>" in answer.text
    assert "Tout autre chose." in answer.text
    assert codings(session) == []


def test_a_coding_is_changed_and_taken_away_where_it_is_shown(client, session, call, theme, me):
    [made] = code(session, call, me, theme, (3, 8))
    shown = addresses(session, call)[1]
    client.send(client.get(shown), form="form[data-change]", button="amend", stance="oppose")
    assert made.stance.value == "oppose"

    client.send(client.get(shown), form="form[data-change]", button="remove")
    assert codings(session) == []


def test_the_coding_of_a_colleague_can_be_said_too_but_not_reworded(
    client, session, call, theme, me
):
    code(session, call, person(session, "Max"), theme, (3, 8))
    page = client.get(addresses(session, call)[1])
    assert page.select("textarea") == []
    client.send(page, form="form[data-change]", button="agree")

    assert [one.user.name for one in codings(session)] == ["Max", "Claire"]


def test_undo_and_redo_are_buttons(client, session, call, theme, me):
    code(session, call, me, theme, (3, 8))
    history = f"/staff/calls/{call.slug}/coding/history"
    page = client.send(client.get(history), form="form[data-turning=undo]")
    assert ("Annulé" in page.words, codings(session)) == (True, [])
    client.send(client.get(history), form="form[data-turning=redo]")
    assert len(codings(session)) == 1

    page = client.send(client.get(history), form="form[data-turning=redo]")
    assert "rien à annuler" in page.words


def test_a_script_learns_which_answers_an_undo_changed(client, session, call, theme, me):
    code(session, call, me, theme, (3, 8))
    where = spot_of(session, call)
    page = client.get(f"/staff/calls/{call.slug}/coding/history")
    token = page.select_one("input[name=csrf_token]")["value"]
    given = {"data": {"csrf_token": token}, "headers": FRAGMENT}
    undo = f"/staff/calls/{call.slug}/coding/undo"

    told = client.request("POST", undo, **given).json
    assert told["answers"] == [[where.contribution, where.question]]
    assert client.request("POST", undo, **given).status_code == 409


def test_passages_to_look_at_again_are_listed_confirmed_and_given_up(
    client, session, call, theme, me
):
    code(session, call, me, theme, (3, 8))
    code(session, call, me, theme, (9, 15))
    sent_again(session, "Il manque de l’eau.")
    review = f"/staff/calls/{call.slug}/coding/review"
    page = client.get(review)
    assert "2 extraits à revoir" in page.words

    page = client.send(page, form=".loose form", button="place")
    page = client.send(client.get(review), form=".loose form", button="drop")
    assert "se retrouve tel quel" in client.get(review).words
    [left] = codings(session)
    assert (left.excerpt.start, left.excerpt.end, left.excerpt.version.number) == (13, 18, 2)


def test_passages_that_only_moved_are_confirmed_together(client, session, call, theme, me):
    code(session, call, me, theme, (3, 8), (23, 30))
    sent_again(session, "Bonjour. " + TEXT)
    page = client.get(f"/staff/calls/{call.slug}/coding/review")
    client.send(page, form="form[action$=moved]")

    assert {one.excerpt.version.number for one in codings(session)} == {2}


def test_whoever_codes_blind_sees_others_again_on_demand(client, session, call, theme, me):
    code(session, call, person(session, "Max"), theme, (3, 8))
    shown = addresses(session, call)[1]
    review = f"/staff/calls/{call.slug}/coding/review"
    assert len(client.get(shown).select(".strand")) == 1
    client.send(client.get(review), form="form[action$=blind]")
    assert client.get(shown).select(".strand") == []
    assert "1 codage de vos collègues est masqué" in client.get(shown).text
    client.send(client.get(review), form="form[action$=blind]")
    assert len(client.get(shown).select(".strand")) == 1


def test_a_reader_reads_codings_and_is_offered_none(client, session, call, theme):
    office.sign_in(client, session, role=Role.READER, email="r@federation.example")
    code(session, call, person(session, "Max"), theme, (3, 8))
    sentences, shown = addresses(session, call)
    page = client.get(shown)

    assert len(page.select(".strand")) == 1
    assert page.select("form, [data-code]") == []
    client.get(sentences, status=403)


def test_the_palette_lists_the_themes_of_its_question(client, session, call, theme, me):
    where = spot_of(session, call)
    here = f"/staff/calls/{call.slug}/coding/palette"
    page = client.get(f"{here}/{where.question}")
    assert [one["data-digit"] for one in page.select("[data-theme]")] == ["1"]
    client.get(f"{here}/999", status=404)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/staff/", ""])
def test_no_form_leads_out_of_the_call(client, session, call, theme, me, back):
    page = client.get(addresses(session, call)[0])
    given = {"beyond": {"back": back}, "span": "0-22", "theme": str(theme.id)}
    landed = client.send(page, form=".by-sentences form", **given)
    assert landed.path.startswith(f"/staff/calls/{call.slug}/reading")


def test_a_comment_of_several_lines_can_be_changed(client, session, call, theme, me):
    sentences, shown = addresses(session, call)
    first, second = "Une ligne\r\nune autre", "Une ligne\r\nune autre\r\nla troisième"
    form = ".by-sentences form"
    client.send(
        client.get(sentences), form=form, span="0-22", theme=str(theme.id), comment=first + "\0"
    )
    [made] = codings(session)
    assert made.comment == "Une ligne\nune autre"

    client.send(client.get(shown), form="form[data-change]", button="amend", comment=second)
    assert made.comment == "Une ligne\nune autre\nla troisième"


def test_a_comment_that_came_too_late_is_given_back(client, session, call, theme, me):
    [made] = code(session, call, me, theme, (3, 8))
    page = client.get(addresses(session, call)[1])
    made.comment = "Autre"
    session.flush()
    data = {
        "csrf_token": page.select_one("input[name=csrf_token]")["value"],
        "act": "amend",
        "comment_before": "",
        "comment": "Long <b>travail",
    }
    address = f"/staff/calls/{call.slug}/coding/{made.id}"
    answer = client.request("POST", address, data=data, headers=FRAGMENT)

    assert answer.status_code == 409
    assert "Vous aviez écrit : Long &lt;b&gt;travail" in answer.text.replace("\u00a0", " ")
    assert made.comment == "Autre"


@pytest.mark.parametrize("place", [{"item": "1"}, {"item": "1", "field": "x"}, {"field": "x\0"}])
def test_a_place_that_the_answer_does_not_have_is_not_coded(
    client, session, call, theme, me, place
):
    sentences, _ = addresses(session, call)
    page = client.get(sentences)
    data = {
        "csrf_token": page.select_one("input[name=csrf_token]")["value"],
        "version": page.select_one("input[name=version]")["value"],
        "span": "3-8",
        "theme": str(theme.id),
        **place,
    }
    assert client.request("POST", sentences, data=data).status_code == 404
    assert codings(session) == []


def test_who_codes_blind_reads_no_history_but_their_own(client, session, call, theme, me):
    code(session, call, person(session, "Max"), theme, (3, 8))
    history = f"/staff/calls/{call.slug}/coding/history"
    page = client.get(history)
    assert "Max" in page.words
    client.send(page, form="form[action$=blind]")

    page = client.get(f"{history}?who={person(session, 'Léa').id}")
    assert ("Max" in page.words, page.select("tbody tr")) == (False, [])


def test_a_new_theme_and_its_first_coding_are_undone_together(client, session, call, me):
    page = client.get(addresses(session, call)[0])
    client.send(page, form=".by-sentences form", span="0-22", new_theme="Eau potable")
    history = f"/staff/calls/{call.slug}/coding/history"
    client.send(client.get(history), form="form[data-turning=undo]")

    assert (codings(session), session.scalars(select(Theme)).all()) == ([], [])
    client.send(client.get(history), form="form[data-turning=redo]")
    assert [one.theme.label for one in codings(session)] == ["Eau potable"]


def test_what_is_said_when_coding_the_same_again_is_added_or_given_back(
    client, session, call, theme, me
):
    [made] = code(session, call, me, theme, (0, 22))
    sentences, _ = addresses(session, call)
    again = {"form": ".by-sentences form", "span": "0-22", "theme": str(theme.id)}
    client.send(client.get(sentences), **again, stance="support", comment="À citer")
    assert (made.stance.value, made.comment) == ("support", "À citer")

    back = client.send(client.get(sentences), **again, stance="oppose")
    assert "modifiez ce codage" in back.words
    assert (made.stance.value, made.comment) == ("support", "À citer")
