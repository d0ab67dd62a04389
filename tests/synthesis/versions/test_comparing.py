"""Two versions of a note side by side."""

from __future__ import annotations

from dataclasses import replace

from consult.contributions.texts.comparing import State
from consult.synthesis.snapshot import Run, Snapshot
from consult.synthesis.versions.comparing import compared
from consult.synthesis.versions.entries import Kind
from tests.synthesis.reference import composed, note, reference


def first_chapter(snapshot: Snapshot, **changes) -> Snapshot:
    chapter, *others = snapshot.chapters
    return replace(snapshot, chapters=(replace(chapter, **changes), *others))


def first_topic(snapshot: Snapshot, **changes) -> Snapshot:
    topic, *others = snapshot.chapters[0].topics
    return first_chapter(snapshot, topics=(replace(topic, **changes), *others))


def only(comparison):
    changes = [one for part in comparison.parts for one in part.changes]
    assert len(changes) == 1
    return changes[0]


def test_a_note_is_the_same_as_itself_whatever_its_state_and_number():
    later = replace(note(), version=2)

    assert compared(note(), later).is_same


def test_a_changed_word_is_found_in_its_statement():
    topic = next(one for one in note().chapters[0].topics if one.claims)
    place = note().chapters[0].topics.index(topic)
    claim = replace(topic.claims[0], runs=(*topic.claims[0].runs, Run(" Vraiment.")))
    topics = list(note().chapters[0].topics)
    topics[place] = replace(topic, claims=(claim, *topic.claims[1:]))

    change = only(compared(note(), first_chapter(note(), topics=tuple(topics))))

    assert (change.state, change.kind, change.place) == (
        State.CHANGED,
        Kind.STATEMENT,
        topic.title,
    )
    assert [piece.text for piece in change.pieces if piece.state is State.IN] == [" Vraiment."]
    assert [piece.text for piece in change.pieces if piece.state is State.OUT] == []


def test_a_contribution_less_changes_counts_sources_and_quotes():
    without = composed(replace(reference(), replies=reference().replies[1:]))

    found = compared(note(), without)

    assert found.lost == ("ADERLY",)
    assert found.gained == ()
    assert ("answered", "10 agences sur 42", "9 agences sur 42") in {
        (one.rule, one.was, one.now) for one in found.figures
    }
    assert found.count(Kind.QUOTE, State.OUT) > 0
    assert any("ADERLY" in one.lost for part in found.parts for one in part.changes)


def test_a_statement_that_counts_the_same_rule_is_the_same_statement_changed():
    fewer = composed(replace(reference(), replies=reference().replies[1:]))

    essentials = compared(note(), fewer).parts[0]

    assert essentials.key == "essentials"
    assert essentials.changes[0].state is State.CHANGED
    assert [piece.text for piece in essentials.changes[0].pieces][:2] == ["10", "9"]


def test_a_chapter_that_goes_shows_all_it_said_as_removed():
    shorter = replace(note(), chapters=note().chapters[1:])

    parts = {one.key: one for one in compared(note(), shorter).parts}
    gone = parts[f"chapter:{note().chapters[0].key}"]

    assert gone.same == 0
    assert {one.state for one in gone.changes} == {State.OUT}


def test_a_quote_put_elsewhere_word_for_word_has_moved():
    chapters = list(note().chapters)
    giver = next(c for c in chapters if any(t.quotes for t in c.topics))
    taker = next(c for c in chapters if c is not giver and c.topics)
    topic = next(t for t in giver.topics if t.quotes)
    quote = topic.quotes[0]
    lighter = replace(topic, quotes=topic.quotes[1:])
    first, *rest = taker.topics
    heavier = replace(first, quotes=(*first.quotes, quote))
    chapters[chapters.index(giver)] = replace(
        giver, topics=tuple(lighter if t is topic else t for t in giver.topics)
    )
    chapters[chapters.index(taker)] = replace(taker, topics=(heavier, *rest))

    change = only(compared(note(), replace(note(), chapters=tuple(chapters))))

    assert (change.state, change.kind) == (State.MOVED, Kind.QUOTE)
    assert change.came_from == f"{giver.number}. {giver.title}"


def test_a_renamed_note_says_so():
    renamed = replace(note(), title="Autre titre")

    ((name, words),) = compared(note(), renamed).facts

    assert name == "title"
    assert "".join(one.text for one in words if one.state is not State.OUT) == "Autre titre"
