"""The questionnaire built on screen, before the call opens and while it is open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from consult.accounts.models import Role
from consult.calls import queries
from consult.calls.building import rewriting
from consult.calls.building.acts import added, replaced
from consult.calls.models import Act
from consult.calls.questionnaire import Field, Option, Question, QuestionKind, ShowIf
from consult.contributions.models import Answer
from consult.post import OutboxLetter
from tests import office
from tests.office import AT, QUESTIONNAIRE, STAFF

K = QuestionKind


@pytest.fixture
def staff(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    office.sign_in(client, session)
    return client


@pytest.fixture
def call(session):
    return office.call(session, opened=False)


def here(call, rest=""):
    return f"/staff/calls/{call.slug}/questionnaire{rest}"


def asked(session, call):
    session.expire_all()
    return queries.call_with_questions(session, call.slug).questionnaire


def keys(session, call):
    return [[q.key for q in section.questions] for section in asked(session, call).asked.sections]


def act(staff, call, address, **typed):
    """Press the button of a list that posts to this address."""
    page = staff.get(here(call))
    step = typed.pop("step", None)
    forms = page.select(f'form[action="{here(call, address)}"]')
    form = next(f for f in forms if step is None or f.select_one(f'[value="{step}"]'))
    data = {tag["name"]: tag.get("value", "") for tag in form.select("[name]")}
    return staff._read(
        staff.request("POST", here(call, address), data=data), typed.pop("status", 200)
    )


TYPED = {
    K.SHORT_TEXT: ({"max_chars": "120"}, {"max_chars": 120}),
    K.LONG_TEXT: ({"max_words": "300"}, {"max_words": 300}),
    K.SINGLE_CHOICE: (
        {"options": "La Région\nl = Le bassin", "other": "y"},
        {"options": (Option("la_region", "La Région"), Option("l", "Le bassin")), "other": True},
    ),
    K.MULTIPLE_CHOICE: (
        {"options": "Un\nDeux", "max_choices": "1"},
        {"options": (Option("un", "Un"), Option("deux", "Deux")), "max_choices": 1},
    ),
    K.LIKERT: (
        {"rows": "L’eau\nLe sol", "scale": "1\n2\n3"},
        {
            "rows": (Option("l_eau", "L’eau"), Option("le_sol", "Le sol")),
            "scale": (Option("1", "1"), Option("2", "2"), Option("3", "3")),
        },
    ),
    K.RANKING: (
        {"options": "Un\nDeux"},
        {"options": (Option("un", "Un"), Option("deux", "Deux"))},
    ),
    K.NUMBER: ({"unit": "%", "min": "0,5", "max": "1 200"}, {"unit": "%", "min": 0.5, "max": 1200}),
    K.DATE: ({}, {}),
    K.FILE: ({"accept": ".PDF, docx", "max_mb": "10"}, {"accept": ("pdf", "docx"), "max_mb": 10}),
    K.REPEAT: (
        {"item_label": "Pratique", "max_items": "3"},
        {"item_label": "Pratique", "max_items": 3},
    ),
}


def test_every_kind_can_be_typed():
    assert set(TYPED) == set(QuestionKind)


@pytest.mark.parametrize("kind", [kind for kind in QuestionKind if kind is not K.REPEAT])
def test_a_question_of_each_kind_is_added(staff, session, call, kind):
    typed, settings = TYPED[kind]
    form = staff.get(here(call, f"/add-question?section=needs&kind={kind.value}"))

    staff.send(form, label="Une question de plus ?", button="Enregistrer la question", **typed)

    expected = Question("une_question_de_plus", kind, "Une question de plus ?", **settings)
    assert asked(session, call).by_key["une_question_de_plus"] == expected
    again = staff.get(here(call, "/questions/une_question_de_plus"))
    staff.send(again, button="Enregistrer la question")
    assert asked(session, call).by_key["une_question_de_plus"] == expected


def test_a_repeated_group_is_given_its_columns_one_by_one(staff, session, call):
    form = staff.get(here(call, "/add-question?section=needs&kind=repeat"))
    one = staff.send(form, label="Vos pratiques", item_label="Pratique", button="column")
    two = staff.send(one, button="column", **{"columns-0-label": "Titre"})
    staff.send(
        two,
        button="Enregistrer la question",
        max_items="3",
        **{
            "columns-0-most": "80",
            "columns-0-required": "y",
            "columns-1-label": "Type",
            "columns-1-kind": "single_choice",
            "columns-1-options": "A\nB",
            "columns-1-said_label": "Kind",
        },
    )

    assert asked(session, call).by_key["vos_pratiques"] == Question(
        "vos_pratiques",
        K.REPEAT,
        "Vos pratiques",
        item_label="Pratique",
        max_items=3,
        fields=(
            Field("titre", K.SHORT_TEXT, "Titre", required=True, max_chars=80),
            Field("type", K.SINGLE_CHOICE, "Type", options=(Option("a", "A"), Option("b", "B"))),
        ),
        translations={"en": {"fields": {"type": {"label": "Kind"}}}},
    )


def test_a_question_is_worded_in_both_languages_and_keeps_its_key(staff, session, call):
    form = staff.get(here(call, "/questions/scale"))
    assert form.select_one("[name=options]").text.strip() == "a = Région\nb = Bassin"

    staff.send(
        form,
        button="Enregistrer la question",
        label="À quel niveau ?",
        said_label="At which level?",
        options="a = La Région\nb = Bassin\nCanton",
        said_options="Region\nBasin",
    )

    assert asked(session, call).by_key["scale"] == Question(
        "scale",
        K.SINGLE_CHOICE,
        "À quel niveau ?",
        options=(Option("a", "La Région"), Option("b", "Bassin"), Option("canton", "Canton")),
        translations={"en": {"label": "At which level?", "options": {"a": "Region", "b": "Basin"}}},
    )


def test_another_kind_shows_other_fields_and_keeps_what_was_typed(staff, session, call):
    form = staff.get(here(call, "/questions/needs"))
    again = staff.send(form, button="kind", kind="number", label="Combien ?")
    assert (again.select_one("#label").text.strip(), len(again.select("#unit"))) == ("Combien ?", 1)

    staff.send(again, button="Enregistrer la question", unit="t")
    question = asked(session, call).by_key["needs"]
    assert (question.kind, question.label, question.unit) == (K.NUMBER, "Combien ?", "t")


def test_a_question_is_asked_depending_on_an_earlier_answer(staff, session, call):
    form = staff.get(here(call, "/add-question?section=needs&kind=short_text"))
    staff.send(
        form,
        button="Enregistrer la question",
        label="Laquelle ?",
        decider="scale",
        beyond={"when.scale": ["a"]},
    )

    assert asked(session, call).by_key["laquelle"].show_if == ShowIf("scale", ("a",))
    page = act(staff, call, "/questions/scale/remove")
    assert "« Laquelle ? » dépend de la réponse à « À quelle échelle ? »" in page.words
    assert keys(session, call) == [["needs", "scale", "laquelle"]]


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("short_text", {"label": ""}, "Ce champ est nécessaire."),
        ("short_text", {"max_chars": "beaucoup"}, "Écrivez un nombre"),
        ("short_text", {"max_chars": "1,5"}, "Écrivez un nombre entier."),
        ("ranking", {"options": ""}, "ne propose rien à choisir."),
        ("ranking", {"options": "a = A\na = B"}, "La clé « a » figure sur deux lignes."),
        ("number", {"min": "2", "max": "1"}, "La valeur la plus basse dépasse la plus haute."),
        ("file", {"accept": "pdf, *"}, "n’est pas un type de fichier"),
        ("short_text", {"key": "needs"}, "est déjà prise"),
        ("short_text", {"key": "pas une clé"}, "Utilisez des lettres"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(staff, call, kind, typed, sentence):
    form = staff.get(here(call, f"/add-question?section=needs&kind={kind}"))
    page = staff.send(
        form, button="Enregistrer la question", status=422, **{"label": "Encore ?", **typed}
    )
    assert sentence in page.words.replace("\u00a0", " ")


def test_questions_and_sections_move_are_copied_and_removed(staff, session, call):
    staff.send(staff.get(here(call, "/add-section")), title="À part", intro="Bref.")
    act(staff, call, "/questions/scale/move", step="down")
    assert keys(session, call) == [["needs"], ["scale"]]
    act(staff, call, "/questions/scale/copy")
    assert keys(session, call) == [["needs"], ["scale", "scale_2"]]
    act(staff, call, "/sections/a_part/move", step="up")
    assert keys(session, call) == [["scale", "scale_2"], ["needs"]]
    act(staff, call, "/questions/scale/remove")
    act(staff, call, "/sections/needs/remove")
    assert keys(session, call) == [["scale_2"]]
    page = staff.send(
        staff.get(here(call, "/sections/a_part")), title="Autre titre", said_title="Other"
    )
    assert "1. Autre titre" in page.words

    history = staff.get(here(call, "/history"))
    assert len(history.select("tbody tr")) == 7


def test_every_act_is_taken_back_from_the_page(staff, session, call):
    act(staff, call, "/questions/scale/remove")
    page = staff.get(here(call))
    assert [b.text for b in page.select(".building-bar button")] == [
        "Annuler\u00a0: suppression de la question «\u00a0À quelle échelle ?\u00a0»"
    ]

    undone = act(staff, call, "/undo")
    assert keys(session, call) == [["needs", "scale"]]
    assert undone.select_one(".building-bar button").text.startswith("Rétablir")
    act(staff, call, "/redo")
    assert keys(session, call) == [["needs"]]


def test_a_button_of_an_old_page_does_nothing_and_says_who_was_faster(staff, session, call):
    old = staff.get(here(call))
    act(staff, call, "/questions/scale/remove")
    form = old.select_one(f'form[action="{here(call, "/questions/needs/copy")}"]')
    data = {tag["name"]: tag.get("value", "") for tag in form.select("[name]")}

    page = staff._read(staff.request("POST", form["action"], data=data), 200)

    assert f"{STAFF} a modifié le questionnaire entre-temps" in page.words
    assert keys(session, call) == [["needs"]]


def test_two_people_on_one_question_see_both_texts(staff, session, call):
    form = staff.get(here(call, "/questions/needs"))
    rewriting.rewrite(
        session,
        call=call,
        questionnaire=replaced(
            QUESTIONNAIRE, "needs", replace(QUESTIONNAIRE.by_key["needs"], label="Le sien ?")
        ),
        expected_revision=0,
        act=Act.EDIT,
        subject="Quels besoins ?",
        actor="paul@federation.example",
        at=AT,
    )

    both = staff.send(form, status=409, button="Enregistrer la question", label="Le mien ?")
    assert "paul@federation.example a modifié le questionnaire" in both.words
    assert "Le sien\u202f?" in both.select_one("blockquote").text
    assert both.select_one("#label").text.strip() == "Le mien ?"

    staff.send(both, button="Enregistrer la question")
    assert asked(session, call).by_key["needs"].label == "Le mien ?"


def test_words_of_an_open_call_change_at_once_and_nobody_is_written_to(staff, session):
    call = office.call(session)
    form = staff.get(here(call, "/questions/needs"))
    assert form.select("[name=key]") == []

    staff.send(form, button="Enregistrer la question", label="Quels besoins aujourd’hui ?")

    assert asked(session, call).by_key["needs"].label == "Quels besoins aujourd’hui ?"
    assert session.scalars(select(OutboxLetter)).all() == []


def test_withdrawing_a_question_of_an_open_call_shows_whom_it_concerns_and_tells_them(
    staff, session
):
    call = office.call(session)
    sent, drafted, _silent = queries.invitations(session, call)
    needs = queries.question(session, call, "needs")
    for made in (
        office.contribution(session, sent),
        office.contribution(session, drafted, sent=False),
    ):
        made.answers = [Answer(question=needs, value="De l’eau.", confidential=False, saved_at=AT)]

    confirm = act(staff, call, "/questions/needs/remove", status=409)
    assert "1 agence y a répondu dans une contribution transmise , 1 dans un brouillon." in (
        confirm.words
    )
    assert keys(session, call) == [["needs", "scale"]]

    page = staff.send(confirm)
    assert "Agences prévenues : 2." in page.words
    assert asked(session, call).retired == {"needs"}
    assert "Questions retirées" in page.words
    letters = session.scalars(select(OutboxLetter).order_by(OutboxLetter.id)).all()
    assert [letter.recipient for letter in letters] == ["a1@agence.example", "a2@agence.example"]
    assert [letter.call_id for letter in letters] == [call.id] * 2, "they are in its outbox"
    assert letters[0].subject == "Questionnaire modifié : L’eau et l’industrie"
    assert "« Quels besoins ? » n’est plus posée. Votre réponse est conservée." in (
        letters[0].body.replace("\u00a0", " ")
    )

    undone = act(staff, call, "/undo")
    assert keys(session, call) == [["needs", "scale"]]
    assert "Questions retirées" not in undone.words


def test_another_kind_on_an_open_call_is_another_question(staff, session):
    call = office.call(session)
    office.contribution(session, queries.invitations(session, call)[0])
    form = staff.send(staff.get(here(call, "/questions/needs")), button="kind", kind="short_text")
    confirm = staff.send(form, button="Enregistrer la question", status=409)
    assert "Changer de type crée une autre question" in confirm.words

    staff.send(confirm)

    assert keys(session, call) == [["needs_2", "scale"]]
    assert asked(session, call).by_key["needs_2"].kind is K.SHORT_TEXT


def test_readers_read_and_do_not_write(client, session, call, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    office.sign_in(client, session, role=Role.READER)
    page = client.get(here(call))

    assert page.select("main form") == []
    client.get(here(call, "/preview"))
    client.get(here(call, "/history"))
    client.get(here(call, "/questions/needs"), status=403)


def test_the_preview_draws_the_real_form_and_only_our_pages_may_frame_it(staff, session, call):
    page = staff.get(here(call, "/preview"))

    assert [tag["data-question"] for tag in page.select("[data-question]")] == [
        "needs",
        "scale",
        "attribution",
        "quote_permission",
    ]
    headers = page.response.headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    alone = staff.get(here(call, "/preview?question=scale"))
    assert [tag["data-question"] for tag in alone.select("[data-question]")] == ["scale"]


def test_the_preview_follows_what_is_typed_and_keeps_nothing(staff, session, call):
    form = staff.get(here(call, "/questions/scale"))
    button = form.select_one("[data-preview-button]")
    data = {
        tag["name"]: tag.get("value", tag.text)
        for tag in form.select("#writing [name]")
        if tag.name in ("input", "textarea", "select") and tag.get("type") != "checkbox"
    }
    data |= {"kind": "ranking", "label": "Classez", "options": "x = Un\ny = Deux"}

    drawn = staff._read(staff.request("POST", button["formaction"], data=data), 200)

    assert drawn.select_one(".of-ranking legend").text.strip().startswith("Classez")
    assert [one.text for one in drawn.select(".ranking-label")] == ["Un", "Deux"]
    assert asked(session, call) == QUESTIONNAIRE


@pytest.mark.parametrize(
    "address",
    ["/questions/zz", "/sections/zz", "/add-question?section=zz"],
)
def test_what_is_not_there_is_not_found(staff, call, address):
    staff.get(here(call, address), status=404)


def test_the_page_takes_the_same_statements_however_long_the_questionnaire(
    staff, session, call, queries
):
    wanted = QUESTIONNAIRE
    for number in range(12):
        wanted = added(wanted, "needs", Question(f"more_{number}", K.SHORT_TEXT, "Encore ?"))
    path = here(call)
    staff.get(path)
    for _ in range(2):
        session.commit()
        with queries(6):
            staff.client.get(path)
        rewriting.rewrite(
            session,
            call=call,
            questionnaire=wanted,
            expected_revision=call.questionnaire_revision,
            act=Act.ADD,
            subject="Encore ?",
            actor=STAFF,
            at=AT,
        )
