"""No text that was typed is lost: a real browser, and everything that may go wrong with it."""

import re
from datetime import timedelta
from time import sleep
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from consult import clock
from consult.accounts.models import Link
from consult.calls.models import Call
from consult.contributions.models import Answer
from tests.contributions.world import call_of, invited, link_to
from tests.live import acknowledged, axe, until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def link(session):
    at = clock.now()
    call = call_of(session, closes_at=at + timedelta(days=3), language="fr")
    call.opens_at = call.launched_at = at - timedelta(days=1)
    token = link_to(session, invited(session, call), at=at)
    session.commit()
    return f"/r/{token}"


@pytest.fixture
def answers(app):
    """The answers that the server holds, in the order of their questions."""

    def read():
        with app.extensions["database"].reader() as session:
            rows = session.query(Answer.value).order_by(Answer.question_id).all()
        return [value for (value,) in rows]

    return read


def field(page, name):
    return page.locator(f'[id="{name}"]')


def write(page, name, text):
    """As a person does, at the end of what stands there; a long answer has its editor first."""
    (editor(page) if name == "q.text" else field(page, name)).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def editor(page):
    """The editor of the long answer, once it is there."""
    page.locator('[data-question="text"]').scroll_into_view_if_needed()
    found = page.locator('[id="q.text"][contenteditable]')
    expect(found).to_be_visible()
    return found


def crash(page):
    """Gone, without a last word to the server."""
    page.evaluate("window.fetch = () => Promise.reject(new Error('gone')); undefined")
    page.goto("about:blank")


def value(page, name):
    """What the form would send."""
    return page.evaluate("name => document.querySelector('form.sheet').elements[name].value", name)


def shows(page, name, text):
    until(page, f"document.querySelector('form.sheet').elements['{name}'].value === '{text}'")


def alarm(page, words):
    expect(field(page, "alarm")).to_contain_text(words, timeout=20_000)


def stored(page):
    return page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('consult:')).length")


def asked_of(page, tabs):
    """The tab that is told of a colleague's text, whichever it is, once the other is at rest."""
    for _ in range(200):
        told = [field(tab, "alarm").inner_text() for tab in tabs]
        asked = ["un collègue y a écrit aussi" in one for one in told]
        if any(asked) and not all(told):
            return tabs[asked.index(True)]
        page.wait_for_timeout(100)  # between two looks
    raise AssertionError(told)


def test_each_change_is_on_the_server_within_seconds(page, link, answers):
    page.goto(link)
    write(page, "q.team", "Pôle")
    acknowledged(page)
    assert answers() == ["Pôle"]
    write(page, "q.team", " Est")
    acknowledged(page)
    assert (answers(), field(page, "alarm").is_hidden()) == (["Pôle Est"], True)
    pill = page.locator('.sections [data-section="s.who"]')
    assert pill.inner_text() == "Complète, 1 sur 2"


def test_one_request_at_a_time_each_with_a_larger_number(page, link):
    flying, most, numbers = 0, 0, []

    def slow(route):
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        numbers.append(int(re.search(r"sequence=(\d+)", route.request.post_data)[1]))
        response = route.fetch()
        page.wait_for_timeout(700)  # the server takes its time
        flying -= 1
        route.fulfill(response=response)

    page.route("**/draft", slow)
    page.goto(link)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        write(page, "q.team", letter)
        page.wait_for_timeout(200)  # a hand that rests too little for the pause
        if len(numbers) > 1:
            break
    acknowledged(page)
    assert (most, numbers, len(numbers) > 1) == (1, sorted(set(numbers)), True)


def test_only_the_answers_that_changed_travel(page, link, answers):
    sent = []
    page.on("request", lambda one: sent.append(one.post_data) if "/draft" in one.url else None)
    page.goto(link)
    write(page, "q.team", "Pôle")
    acknowledged(page)
    write(page, "q.text", "Un avis")
    acknowledged(page)
    brought = [parse_qs(one) for one in sent]
    assert [one["of"] for one in brought] == [["team"], ["text"]]
    assert [one.get("q.team") for one in brought] == [["Pôle"], None]
    assert all(int(one["size"][0]) > len("q.team Pôle") for one in brought)
    assert answers() == ["Pôle", "Un avis"]


def test_an_answer_emptied_on_a_page_given_back_is_emptied_on_the_server(page, link, answers):
    """Such a page knows nothing of what the server holds: all that it shows travels once."""
    page.goto(link)
    write(page, "q.team", "Pôle")
    acknowledged(page)
    page.route("**/draft", lambda route: route.abort())
    page.evaluate("document.querySelector('form.sheet').elements.form_token.value = 'old'")
    field(page, "q.team").fill("")
    write(page, "q.text", "Un avis")
    page.get_by_role("button", name="Enregistrer le brouillon").last.click()
    expect(page.locator("form.sheet[data-unsaved]")).to_have_count(1)
    page.unroute("**/draft")
    write(page, "q.text", " de plus")
    acknowledged(page)
    assert answers() == ["Un avis de plus"]


def test_offline_text_is_kept_and_said_and_saved_on_reconnection(page, link, answers):
    page.goto(link)
    page.context.set_offline(True)
    write(page, "q.team", "Hors ligne")
    alarm(page, "Non enregistré\u00a0: cet appareil est hors ligne.")
    axe(page)
    assert stored(page) == 1
    page.context.set_offline(False)
    acknowledged(page)
    assert (answers(), field(page, "alarm").is_hidden()) == (["Hors ligne"], True)


def test_the_alarm_takes_the_focus_once_and_no_letter_is_lost(page, link, answers):
    page.goto(link)
    editor(page)
    page.context.set_offline(True)
    write(page, "q.text", "Un texte")
    alarm(page, "hors ligne")
    expect(field(page, "alarm")).to_be_focused()
    with page.expect_event("requestfailed"):  # tried again, and refused again
        page.keyboard.type(" que rien n’interrompt")
    alarm(page, "hors ligne")
    assert page.evaluate("document.activeElement.id") == "q.text"
    page.keyboard.type(", deux fois")
    page.context.set_offline(False)
    acknowledged(page)
    assert answers() == ["Un texte que rien n’interrompt, deux fois"]


def test_a_server_that_is_away_is_said_and_tried_again(page, link, answers):
    page.goto(link)
    page.route("**/draft", lambda route: route.fulfill(status=503, body="away"))
    write(page, "q.team", "Pendant la panne")
    alarm(page, "Non enregistré\u00a0: le service est indisponible un moment.")
    page.unroute("**/draft")
    acknowledged(page)
    assert answers() == ["Pendant la panne"]


def test_an_answer_that_was_saved_but_not_acknowledged_is_no_conflict(page, link, answers):
    page.goto(link)

    def lost(route):
        route.fetch()
        route.abort()

    page.route("**/draft", lost)
    write(page, "q.team", "Un")
    alarm(page, "le serveur ne répond pas")
    page.keyboard.type(" deux")
    page.unroute("**/draft")
    acknowledged(page)
    assert answers() == ["Un deux"]


def test_after_a_crash_the_text_comes_back_and_is_saved(page, link, answers):
    page.goto(link)
    page.context.set_offline(True)
    write(page, "q.team", "Avant la panne")
    page.get_by_role("button", name="Ajouter : Action").click()
    write(page, "q.actions.1.title", "Seconde")
    page.locator('[name="q.scale"][value=land]').check()
    alarm(page, "hors ligne")
    crash(page)
    page.context.set_offline(False)
    page.goto(link)
    note = page.locator(".put-back")
    expect(note).to_contain_text("n’étaient pas parvenues au serveur")
    axe(page)
    assert note.locator("a").all_inner_texts() == ["Team", "Scale", "Actions"]
    assert field(page, "q.actions.1.title").input_value() == "Seconde"
    acknowledged(page)
    assert answers() == ["Avant la panne", "land", [{"title": "Seconde"}]]


def test_what_came_back_can_be_taken_out_again(page, link, answers):
    page.goto(link)
    write(page, "q.team", "Premier")
    acknowledged(page)
    page.context.set_offline(True)
    write(page, "q.team", " essai")
    alarm(page, "hors ligne")
    crash(page)
    page.context.set_offline(False)
    page.goto(link)
    acknowledged(page)
    page.get_by_role("button", name="Les retirer").click()
    shows(page, "q.team", "Premier")
    acknowledged(page)
    assert answers() == ["Premier"]


def test_a_page_closed_at_once_has_still_sent_its_text(page, link, answers):
    page.goto(link)
    write(page, "q.team", "Aussitôt fermé")
    page.close(run_before_unload=False)
    for _ in range(50):
        if answers() == ["Aussitôt fermé"]:
            break
        sleep(0.1)
    assert answers() == ["Aussitôt fermé"]


def test_a_cookie_that_is_gone_costs_nothing(page, link, answers):
    page.goto(link)
    page.context.clear_cookies()
    write(page, "q.team", "Sans cookie")
    alarm(page, "ce navigateur n’a plus accès à la contribution")
    assert page.locator("#alarm a").inner_text() == "Rouvrir la page"
    page.goto(link)
    shows(page, "q.team", "Sans cookie")
    acknowledged(page)
    assert answers() == ["Sans cookie"]


def test_opening_the_link_in_another_tab_frees_the_page_that_was_shut(page, link, answers):
    page.goto(link)
    page.context.clear_cookies()
    write(page, "q.team", "Rouvert ailleurs")
    alarm(page, "ce navigateur n’a plus accès")
    other = page.context.new_page()
    other.goto(link)
    acknowledged(page)
    assert answers() == ["Rouvert ailleurs"]


def test_a_link_taken_back_while_one_writes_is_said(page, session, link, answers):
    page.goto(link)
    session.query(Link).update({"revoked_at": clock.now()})
    session.commit()
    write(page, "q.team", "Trop tard")
    alarm(page, "ce navigateur n’a plus accès")
    assert (stored(page), answers()) == (1, [])


def test_a_form_of_another_age_keeps_its_text_until_it_is_opened_again(page, link, answers):
    page.goto(link)
    page.evaluate("document.querySelector('[name=form_token]').value = 'x'")
    write(page, "q.team", "Vieille page")
    alarm(page, "cette page est trop ancienne")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Rouvrir la page").click()
    shows(page, "q.team", "Vieille page")
    acknowledged(page)
    assert answers() == ["Vieille page"]


def test_closing_while_one_writes_leaves_the_text_to_be_copied(page, session, link, answers):
    page.goto(link)
    write(page, "q.team", "Pôle")
    acknowledged(page)
    session.query(Call).update({"closes_at": clock.now() - timedelta(minutes=5)})
    session.commit()
    write(page, "q.text", "Écrit trop tard")
    alarm(page, "Non enregistré\u00a0: l’échéance est passée.")
    assert value(page, "q.text") == "Écrit trop tard"
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    left = page.locator("[data-left]")
    expect(left).to_contain_text("Écrit trop tard")
    axe(page)
    assert (left.locator("h3").all_inner_texts(), answers()) == (["Your view"], ["Pôle"])


def test_two_tabs_write_in_different_answers_and_end_alike(page, link, answers):
    page.goto(link)
    other = page.context.new_page()
    other.goto(link)
    write(page, "q.team", "Premier onglet")
    write(other, "q.text", "Second onglet")
    acknowledged(page)
    acknowledged(other)
    for tab in (page, other):
        shows(tab, "q.team", "Premier onglet")
        shows(tab, "q.text", "Second onglet")
    write(page, "q.text", " et la suite")
    acknowledged(page)
    assert answers() == ["Premier onglet", "Second onglet et la suite"]


def test_two_tabs_in_one_answer_ask_and_lose_nothing(page, link, answers):
    page.goto(link)
    other = page.context.new_page()
    other.goto(link)
    editor(page)
    editor(other)
    page.context.set_offline(True)
    write(page, "q.text", "Le mien")
    write(other, "q.text", "Le sien")
    alarm(page, "hors ligne")
    alarm(other, "hors ligne")
    page.context.set_offline(False)
    loser = asked_of(page, (page, other))
    said = [value(tab, "q.text") for tab in (page, other)]
    assert (said, len(answers())) == (["Le mien", "Le sien"], 1)
    loser.get_by_role("button", name="Enregistrer le brouillon").last.click()
    loser.wait_for_selector(".settle")
    axe(loser)
    beside = loser.locator(".settle-sides > div").nth(1).inner_text()
    shown = {text for text in ("Le mien", "Le sien") if text in beside}
    assert shown | {loser.locator("textarea").input_value()} == {"Le mien", "Le sien"}


def test_a_colleague_elsewhere_is_read_without_opening_the_page_again(
    page, chromium, live_server, link, answers
):
    page.goto(link)
    context = chromium.new_context(base_url=live_server.url, locale="fr-FR")
    colleague = context.new_page()
    colleague.goto(link)
    write(colleague, "q.team", "De loin")
    acknowledged(colleague)
    write(page, "q.text", "D’ici")
    acknowledged(page)
    shows(page, "q.team", "De loin")
    context.close()
    assert answers() == ["De loin", "D’ici"]


def test_the_back_button_shows_what_is_on_the_server(page, link, answers):
    page.goto(link)
    write(page, "q.team", "Pôle")
    write(page, "q.text", "Un avis")
    page.get_by_role("button", name="Relire et transmettre").click()
    page.wait_for_url("**/review")
    page.go_back()
    shows(page, "q.team", "Pôle")
    shows(page, "q.text", "Un avis")
    assert page.locator(".put-back").count() == 0
    write(page, "q.text", " de plus")
    acknowledged(page)
    assert answers() == ["Pôle", "Un avis de plus"]


def test_a_sending_that_fails_leaves_the_text_in_the_browser(page, link, answers):
    page.goto(link)
    page.route("**/draft", lambda route: route.fulfill(status=503, body="away"))
    write(page, "q.team", "Pôle")
    page.route(
        re.compile("/contribution/[^/]+/$"),
        lambda route: (
            route.fulfill(status=503, body="away")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    page.get_by_role("button", name="Relire et transmettre").click()
    expect(page.locator("body")).to_have_text("away")
    page.unroute_all()
    page.goto(link)
    shows(page, "q.team", "Pôle")
    acknowledged(page)
    assert answers() == ["Pôle"]


def test_the_browser_asks_before_leaving_only_what_is_not_on_the_server(page, link):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(link)
    write(page, "q.team", "Pôle")
    acknowledged(page)
    page.goto("about:blank")
    assert asked == []
    page.goto(link)
    page.context.set_offline(True)
    write(page, "q.team", " Est")
    alarm(page, "hors ligne")
    page.goto("about:blank")
    assert asked == ["beforeunload"]


def test_what_cannot_be_kept_is_said_and_holds_nothing_up(page, link, answers):
    page.goto(link)
    page.evaluate("document.getElementById('q.team').value = 'a\\u0000b'")
    write(page, "q.text", "Le reste")
    alarm(page, "des caractères qui ne peuvent pas être conservés")
    assert answers() == ["Le reste"]


def test_more_than_can_be_received_is_said_and_stays(page, link):
    page.goto(link)
    page.route("**/draft", lambda route: route.fulfill(status=413, body="large"))
    write(page, "q.text", "Trop")
    alarm(page, "plus de texte qu’il n’en peut être reçu")
    assert value(page, "q.text") == "Trop"


def test_what_was_sent_and_changes_is_said_at_once(page, link):
    page.goto(link)
    write(page, "q.team", "Pôle")
    write(page, "q.text", "Un avis")
    page.get_by_role("button", name="Relire et transmettre").click()
    page.get_by_role("button", name="Transmettre la contribution").click()
    page.get_by_role("link", name="Modifier les réponses").click()
    assert page.locator(".banner-state").inner_text().startswith("Transmise le")
    write(page, "q.text", " de plus")
    acknowledged(page)
    assert page.locator(".banner-state").inner_text() == "Modifications non transmises"
