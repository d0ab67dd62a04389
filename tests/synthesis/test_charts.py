"""The note and the page of figures show the same drawings."""

from __future__ import annotations

import pytest

from consult.analysis.figures.panels import parts
from consult.analysis.figures.tally import figures as tally
from consult.analysis.themes import table
from consult.charts.drawing import draw
from consult.synthesis.charts import figure
from consult.synthesis.paper.layout import page
from consult.synthesis.snapshot import Audience, Charted, Withheld, from_json, to_json
from tests.synthesis import samples
from tests.synthesis.reference import note, reference


def panels():
    counted = tally(reference())
    found = parts(reference(), counted, table(reference()), "Autre réponse")
    return {panel.label: panel for part in found for panel in part.panels}


@pytest.mark.parametrize(
    "exhibit",
    [one for one in note(Audience.STAFF).exhibits if not isinstance(one, Withheld)],
    ids=lambda exhibit: exhibit.title[:30],
)
def test_a_question_is_the_same_drawing_in_the_note_and_on_the_page(exhibit):
    there = panels()[exhibit.title].figure
    if isinstance(exhibit, Charted) and exhibit.spread:
        assert exhibit.spread.median == there.median
        assert exhibit.spread.values == ()
    elif isinstance(exhibit, Charted) and exhibit.calendar:
        assert (exhibit.calendar.by, there.by) == ("month", "day")
        assert exhibit.calendar.count == there.count
    else:
        assert draw(figure(exhibit), "fr").svg == draw(there, "fr").svg


def test_the_drawing_of_the_page_is_in_the_printed_note_byte_for_byte():
    html = page(note(Audience.STAFF)).html
    [likert] = [one for one in panels().values() if one.kind == "likert"]

    assert str(draw(likert.figure, "fr").svg) in html


def test_a_note_read_on_a_screen_holds_its_words_to_their_width():
    assert "textLength" in page(samples.rich(), screen=True).html
    assert "textLength" not in page(samples.rich()).html


def test_what_is_drawn_is_frozen_with_the_note():
    frozen = note(Audience.STAFF)
    kinds = {type(figure(one)).__name__ for one in frozen.exhibits}

    assert from_json(to_json(frozen)) == frozen
    assert {"Bars", "Opinions", "Ranking", "Calendar"} <= kinds


def test_a_note_frozen_before_drawings_knew_their_answers_keeps_its_text():
    text = to_json(samples.rich())

    assert '"several"' not in text
    assert '"specimen"' not in text
    assert to_json(from_json(text)) == text
