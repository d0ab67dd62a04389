"""Counting by clicking or typing, keeping what was counted, crossing two questions."""

from __future__ import annotations

import pytest

from consult.accounts.models import Role
from consult.analysis.models import KeptFigure
from consult.contributions.consent import Attribution
from consult.contributions.models import Contribution
from tests import office
from tests.analysis.counted import World


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def at(client, session, world):
    office.sign_in(client, session)
    return f"/staff/calls/{world.call.slug}/figures/counts"


def counted(page):
    return page.select_one("#count .count b").get_text()


def test_what_is_clicked_is_counted_with_who(client, at):
    page = client.send(client.get(at), form="#builder")
    assert page.select_one("#count .count") is None

    page = client.get(f"{at}?rule=answer:scale=a")

    assert counted(page) == "2 agences sur 2"
    assert "ont choisi « Région » à « À quelle échelle\u202f? »" in page.select_one(
        ".count"
    ).get_text().replace("\xa0", " ")
    assert [one.get_text() for one in page.select(".who a")] == ["A1", "A2"]


def test_a_click_joins_the_rule_that_is_there(client, at):
    page = client.get(at)
    buttons = {tag["value"] for tag in page.select("button[form=builder][name=add]")}
    assert {"answered", "answer:scale=a", "answer:scale=b", "@level=locale"} <= buttons

    page = client.get(f"{at}?rule=answered&add=answer:scale=b&how=except")
    assert page.select_one("#rule").get_text().strip() == "answered and not answer:scale=b"
    assert page.select_one("[name=how][checked]")["value"] == "except"

    page = client.get(f"{at}?rule=answered&add=@level=locale")
    assert page.select_one("#rule").get_text().strip() == "answered:level=locale"
    page = client.get(f"{at}?rule=answered:level=locale&add=@level")
    assert page.select_one("#rule").get_text().strip() == "answered"


def test_a_fault_is_shown_in_its_place_and_stays_to_be_corrected(client, at):
    page = client.get(f"{at}?rule=answered+and+<b>&add=answer:scale=a&how=and")

    assert page.select_one("#rule").get_text().strip() == "answered and <b>"
    assert page.select_one(".rule-shown code").get_text() == "answered and <b>"
    assert page.select_one(".rule-shown mark").get_text() == "<b>"
    assert page.select_one(".rule-wrong b").get_text() == "Au caractère 14\u00a0:"


def test_the_live_count_is_the_fragment_of_the_page(client, at):
    page = client.get(f"{at}?rule=answer:scale=a")
    live = client.request("GET", f"{at}/live?rule=answer:scale=a").text

    assert "<html" not in live
    assert "2 agences" in live
    assert 'data-rule="answer:scale=a"' in live
    assert page.select_one("#count > div")["data-rule"] == "answer:scale=a"


def test_entries_are_counted_as_such(client, at):
    page = client.get(f"{at}?rule=items:needs")

    assert "de type texte long" in page.select_one(".rule-wrong").get_text()


@pytest.mark.parametrize("path", ["?rule=answer:scale=a", "/live?rule=answer:scale=a"])
def test_counting_takes_so_many_statements(client, session, world, at, queries, settle, path):
    for number in range(4):
        keep(client, at, f"Chiffre {number}")
    settle()

    # What was answered is remembered since a figure was kept.
    with queries({"?": 10, "/": 9}[path[0]]):
        client.get(f"{at}{path}")


def keep(client, at, label, rule="answered"):
    return client.send(client.get(f"{at}?rule={rule}"), form="form.keep", label=label)


def kept(page):
    return [
        (
            tr.select_one("th a").get_text(),
            tr.select_one("td b").get_text(),
            bool(tr.select(".pill")),
        )
        for tr in page.select("table.kept tbody tr")
    ]


def test_a_figure_is_kept_under_a_name_and_told_when_it_changes(client, session, world, at):
    first = session.query(Contribution).first()
    first.withdrawn_at = office.AT
    page = keep(client, at, "Réponses <i>")
    assert kept(page) == [("Réponses <i>", "1 agence sur 2", False)]

    first.withdrawn_at = None
    page = client.get(at)
    assert kept(page) == [("Réponses <i>", "2 agences sur 2", True)]
    assert "changé depuis le" in page.select_one("table.kept .pill").get_text()

    page = client.send(page, form="td.kept-actions > form", button="accept")
    assert kept(page) == [("Réponses <i>", "2 agences sur 2", False)]


def test_a_name_already_given_is_refused_and_what_was_typed_stays(client, at):
    keep(client, at, "Réponses")

    page = keep(client, at, "Réponses", "answer:scale=a")

    assert "choisissez un autre nom" in page.select_one(".notice.error").get_text()
    assert page.select_one("#keep-label")["value"] == "Réponses"
    assert page.select_one("#rule").get_text().strip() == "answer:scale=a"
    assert len(kept(page)) == 1


def test_a_figure_is_renamed_removed_and_brought_back(client, at):
    page = keep(client, at, "Réponses")

    page = client.send(page, form="td.kept-actions details form", label="Retours")
    assert kept(page)[0][0] == "Retours"

    page = client.send(page, form="td.kept-actions > form", button="remove")
    assert kept(page) == []
    page = client.send(page, form="form.undo-line", button="restore")
    assert kept(page)[0][0] == "Retours"


def test_a_reader_counts_and_keeps_nothing(client, session, world):
    office.sign_in(client, session, role=Role.READER)

    page = client.get(f"/staff/calls/{world.call.slug}/figures/counts?rule=answered")

    assert counted(page) == "2 agences sur 2"
    assert not page.select("form[method=post][action*=counts]")


def test_two_questions_are_crossed_with_small_cells_marked(client, session, world, at):
    page = client.get(f"{at}/crossed?rows=answer:scale&columns=level")

    cells = [
        [td.get_text(" ", strip=True) for td in tr.select("td")]
        for tr in page.select("table.cross tbody tr")
    ]
    assert cells == [["2", "2"], ["0", "0"], ["2", "2"]]
    href = page.select_one("table.cross td a")["href"]
    assert counted(client.get(href)) == "2 agences sur 2"


def test_what_an_agency_that_is_not_named_said_is_not_published(client, session, world, at):
    for contribution in session.query(Contribution):
        contribution.attribution = Attribution.ANONYMOUS

    team = client.get(f"{at}/crossed?rows=answer:scale&columns=level")
    page = client.get(f"{at}/crossed?rows=answer:scale&columns=level&published=1")

    assert len(team.select(".small-cell")) == 4
    assert not page.select("table.cross")
    assert "ne peut pas être publié" in page.words


def test_no_share_gives_back_a_total_that_is_not_printed(client, session):
    called = office.call(session, audience=65)
    for number, invitation in enumerate(called.invitations):
        invitation.level = "seule" if not number else "locale" if number < 31 else "régionale"
        made = office.contribution(session, invitation)
        made.versions[0].content = {
            **made.versions[0].content,
            "answers": {"scale": "a" if number > 60 else "b"},
        }
        made.attribution = None if number else Attribution.ANONYMOUS
    office.sign_in(client, session)
    asked = f"/staff/calls/{called.slug}/figures/counts/crossed?rows=level&columns=answer:scale"

    team, page = client.get(asked), client.get(f"{asked}&published=1")

    assert told(team) == [
        ["seule", "0", "1", "1"],
        ["locale", "0", "30 100 %", "30 100 %"],
        ["régionale", "4 11,8 %", "30 88,2 %", "34 100 %"],
        ["Toutes", "4 6,2 %", "61 93,8 %", "65 100 %"],
    ]
    assert told(page) == [
        ["seule", "non publié", "non publié", "non publié"],
        ["locale", "non publié", "non publié", "non publié"],
        ["régionale", "non publié", "non publié", "non publié"],
        ["Toutes", "4 6,2 %", "61 93,8 %", "65 100 %"],
    ]


def told(page):
    """What a table of crossings prints, without what it says of itself."""
    for mark in page.select(".small-cell"):
        mark.decompose()
    return [
        [" ".join(cell.get_text().split()) for cell in row.select("th, td")]
        for row in page.select("table.cross tbody tr")
    ]


@pytest.mark.parametrize("asked", ["", "?rows=level&columns=level", "?rows=answer:scale"])
def test_until_two_different_sides_are_chosen_there_is_no_table(client, at, asked):
    assert not client.get(f"{at}/crossed{asked}").select("table.cross")


def test_a_side_that_is_not_there_is_not_found(client, at):
    client.get(f"{at}/crossed?rows=answer:nothing&columns=level", status=404)


def test_crossing_takes_so_many_statements(client, world, at, queries, settle):
    settle()

    with queries(10):
        client.get(f"{at}/crossed?rows=answer:scale&columns=level&published=1")


def test_a_kept_rule_that_no_longer_reads_says_why(client, session, at):
    keep(client, at, "Réponses")
    session.query(KeptFigure).one().rule = "answer:gone=x"

    row = client.get(at).select_one("table.kept tbody tr")

    assert "sa règle n’est plus lisible" in row.get_text()
    assert "« gone »" in row.get_text().replace("\xa0", " ")
