"""The theme table, the passages of a cell and the agreement of coders, as pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.accounts.models import Role
from consult.analysis.material import Stance
from consult.contributions.models import Version
from tests import office
from tests.analysis.counted import World
from tests.analysis.taking import taken

LATER = office.AT + timedelta(hours=2)


@pytest.fixture
def world(session):
    made = World(session)
    made.delay = made.theme("delais", "Délais", claim="Les délais sont trop longs.")
    made.land = made.theme("land", "Terrains <b>chers</b>")
    made.aid = made.theme("aides", "Aides", everywhere=True)
    return made


@pytest.fixture
def at(client, session, world):
    office.sign_in(client, session, role=Role.READER)
    return f"/staff/calls/{world.call.slug}/themes"


def rows(page):
    return {
        tr.select_one("th").get_text(" ", strip=True): [
            td.get_text(" ", strip=True) for td in tr.select("td")
        ]
        for tr in page.select("table.theme-grid tbody tr:not(.grid-shelf)")
    }


def test_a_call_without_themes_says_what_will_be_here(client, session):
    call = office.call(session)
    office.sign_in(client, session, role=Role.READER)

    page = client.get(f"/staff/calls/{call.slug}/themes/table")

    assert "dès qu’il y aura des thèmes" in page.select_one(".empty").get_text()


def test_themes_are_counted_once_by_agency_and_by_position(client, world, at):
    world.code(world.delay, stance=Stance.SUPPORT)
    world.code(world.delay, world.excerpt(20, 30), stance=Stance.OPPOSE)
    world.code(world.delay, world.excerpt(agency=1), stance=Stance.SUPPORT)
    world.code(world.aid, world.excerpt(agency=1))

    page = client.get(f"{at}/table")

    assert rows(page) == {
        "Délais Les délais sont trop longs.": ["2 sur 2", "2", "1", "", "1", ""],
        "Terrains <b>chers</b>": ["0", "", "", "", "", ""],
        "Aides": ["1 sur 2", "", "", "", "", "1"],
    }


def test_each_agency_has_its_column(client, world, at):
    world.code(world.delay, stance=Stance.SUPPORT)
    world.code(world.aid, world.excerpt(agency=1))

    page = client.get(f"{at}/table?by=agency")

    heads = [th.get_text(strip=True) for th in page.select(".theme-grid thead th")]
    assert heads[2:] == ["A1", "A2"]
    assert rows(page)["Délais Les délais sont trop longs."] == ["1 sur 2", "+ pour", ""]
    assert rows(page)["Aides"] == ["1 sur 2", "", "• sans position"]


@pytest.mark.parametrize("by", ["stance", "agency", "level", "region", "nonsense"])
def test_the_table_takes_so_many_statements(client, world, at, queries, settle, by):
    for agency in (0, 1):
        for start in range(5):
            world.code(world.delay, world.excerpt(start, start + 9, agency=agency))
    settle()

    with queries(10):
        client.get(f"{at}/table?by={by}")


def test_a_cell_leads_to_its_passages_with_who_coded_them(client, world, at):
    world.code(world.delay, world.excerpt(4, 17), stance=Stance.SUPPORT)
    world.code(world.delay, world.excerpt(20, 30, agency=1), stance=Stance.OPPOSE)

    table = client.get(f"{at}/table")
    support = table.select("table.theme-grid tbody tr:not(.grid-shelf)")[0].select("td a")[1]
    page = client.get(support["href"])

    assert [one.get_text() for one in page.select("blockquote")] == ["délais longs,"]
    assert page.select_one(".facts-line").get_text(" ", strip=True) == (
        f"A1 pour Quels besoins\u202f? codé par {world.lea.email} Lire la réponse"
    )
    answer = page.select_one(".facts-line a")["href"]
    desk = client.get(answer.partition("#")[0])
    assert desk.select(f"#{answer.partition('#')[2]}")


def test_passages_take_so_many_statements(client, world, at, queries, settle):
    for start in range(5):
        world.code(world.delay, world.excerpt(start, start + 9))
    settle()

    with queries(11):
        client.get(f"{at}/table/passages?theme=needs/delais")


def test_the_next_page_of_passages_keeps_what_was_asked_and_nothing_else(client, world, at):
    for start in range(51):
        world.code(world.delay, world.excerpt(start, start + 9), stance=Stance.SUPPORT)

    asked = "theme=needs/delais&by=stance&key=support"
    page = client.get(f"{at}/table/passages?{asked}&slug=other&_external=1&_scheme=javascript")

    following = page.select_one("[rel=next]")["href"]
    assert following.startswith(f"{at}/table/passages?page=2&")
    assert len(client.get(following).select("blockquote")) == 1
    every = client.get(f"{at}/table/passages?theme=needs/delais").select_one("[rel=next]")["href"]
    assert len(client.get(every).select("blockquote")) == 1


def test_a_passage_two_people_saw_names_both(client, world, at):
    excerpt = world.excerpt()
    world.code(world.aid, excerpt)
    world.code(world.aid, excerpt, user=world.person("bob@example.org"))

    page = client.get(f"{at}/table/passages?theme=*/aides&by=level&key=locale")

    assert len(page.select("blockquote")) == 1
    assert "codé par bob@example.org" in page.words
    assert f"codé par {world.lea.email}" in page.words


@pytest.mark.parametrize(
    "asked", ["theme=needs/none", "", "theme=needs/delais&by=stance&key=nobody"]
)
def test_a_cell_that_is_not_there_is_not_found(client, at, asked):
    client.get(f"{at}/table/passages?{asked}", status=404)


def test_the_table_as_a_list_neutralises_what_agencies_and_staff_wrote(client, world, at):
    world.theme("sum", "=1+1", claim="@claim")
    world.code(world.delay, stance=Stance.SUPPORT)

    answer = taken(client, f"{at}/table?by=agency", f"{at}/table.csv")
    lines = answer.text.removeprefix("\ufeff").splitlines()

    assert lines[0] == "Question;Thème;Affirmation;Agences;Sur;A1;A2"
    assert "Quels besoins ?;Délais;Les délais sont trop longs.;1;2;pour;0" in lines
    assert any(";'=1+1;'@claim;0;2;0;0" in line for line in lines)
    assert answer.headers["Cache-Control"] == "no-store"


def test_saturation_is_told_in_a_sentence(client, world, at):
    world.code(world.delay)

    page = client.get(f"{at}/table")

    section = page.select_one("#saturation")
    assert "1 contribution est codée" in section.get_text()
    assert "Rien n’est encore codé dans 1 contribution" in section.get_text()
    assert not section.select("svg")


def test_nobody_who_codes_blind_sees_what_others_coded(client, world, at):
    world.code(world.delay, stance=Stance.SUPPORT)
    drawing = at.replace("/themes", "/figures/needs.svg")
    assert "Délais" in client.request("GET", drawing).text
    desk = client.get(at.replace("/themes", "/reading"))
    mine = {"csrf_token": desk.select_one("[name=csrf_token]")["value"]}
    client.request("POST", at.replace("/themes", "/coding/blind"), data={"blind": "1", **mine})

    listed = client.request("POST", f"{at}/table.csv", data=mine)
    assert "sans voir les codages des autres" in listed.text
    for path in ("table", "agreement", "table/passages?theme=needs/delais"):
        assert "sans voir les codages des autres" in client.get(f"{at}/{path}").words
    assert "Délais" not in client.get(at.replace("/themes", "/figures")).words
    client.get(drawing, status=404)


def test_agreement_without_two_coders_says_how_to_begin(client, world, at):
    world.code(world.delay)

    assert "Dès que deux personnes" in client.get(f"{at}/agreement").words


def test_disagreements_lead_to_the_answer(client, world, at):
    bob = world.person("bob@example.org")
    world.code(world.delay, stance=Stance.SUPPORT)
    world.code(world.delay, world.excerpt(5, 20), user=bob, stance=Stance.OPPOSE)
    world.code(world.land, user=bob)

    page = client.get(f"{at}/agreement")

    said = [one.get_text(" ", strip=True) for one in page.select(".disagreements .said")]
    assert said == [
        f"{world.lea.email}\u00a0: ne l’a pas retenu · bob@example.org\u00a0: a retenu le thème",
        f"{world.lea.email}\u00a0: pour · bob@example.org\u00a0: contre",
    ]
    assert "En dessous de 10 comparaisons, aucun coefficient" in page.words
    href = page.select_one(".disagreements a")["href"]
    path, _, anchor = href.partition("#")
    assert client.get(path).select(f"#{anchor}")


def test_what_no_longer_stands_in_the_last_version_is_not_compared(client, session, world, at):
    world.code(world.delay)
    world.code(world.delay, world.excerpt(5, 20), user=world.person("bob@example.org"))
    assert "1 réponse a été codée" in client.get(f"{at}/agreement").words

    first = session.query(Version).first()
    session.add(
        Version(
            contribution_id=first.contribution_id,
            number=2,
            reference="AGAIN",
            sent_at=LATER,
            channel="web",
            late=False,
            content={**first.content, "answers": {"needs": "Des délais courts, dit-on."}},
            digest="1" * 64,
        )
    )

    assert "Dès que deux personnes" in client.get(f"{at}/agreement").words


def test_a_theme_says_under_which_it_stands(client, world, at):
    world.land.parent = world.delay

    page = client.get(f"{at}/table")

    assert "Terrains <b>chers</b> sous « Délais »" in page.words.replace("\xa0", " ")


def test_agreement_takes_so_many_statements(client, world, at, queries, settle):
    bob = world.person("bob@example.org")
    for start in range(6):
        for user in (world.lea, bob):
            world.code(world.delay, world.excerpt(start, start + 9), user=user)
    settle()

    with queries(11):
        client.get(f"{at}/agreement")
