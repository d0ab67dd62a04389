"""What each kind of drawing shows, in numbers."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from consult.charts import figures, palette, territories
from consult.charts.calendar import calendar
from consult.charts.drawing import PHONE, pictured, said, tabled
from consult.charts.marks import Dot, Line, Shape, Trace
from consult.charts.palette import PAPER, Tone
from consult.charts.spread import spread

THIN, FIRM = "\u202f", "\u00a0"


def bars(*counts, **more):
    return figures.Bars("Q", tuple(figures.Bar(label, count) for label, count in counts), **more)


def lengths(picture, tone=Tone.INK):
    return [block.width for block in picture.blocks if block.tone is tone]


def words(picture):
    return [text.words for text in picture.texts]


# --- bars -------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_counts_and_nothing_is_no_bar():
    drawn = pictured(bars(("a", 8), ("b", 4), ("c", 0)), "fr")

    first, second = lengths(drawn)
    assert first == pytest.approx(2 * second, abs=0.02)
    assert words(drawn) == ["a", "8", "b", "4", "c", "0"]


def test_a_share_is_drawn_where_there_is_one():
    figure = figures.Bars("Q", (figures.Bar("a", 7), figures.Bar("b", 12, 30.0)))

    assert words(pictured(figure, "fr")) == ["a", "7", "b", f"12 (30{THIN}%)"]
    assert words(pictured(figure, "en"))[-1] == "12 (30%)"


def test_on_a_narrow_screen_a_label_stands_over_its_bar():
    figure = bars(("Région", 3))
    label, block = pictured(figure, "fr", PHONE).texts[0], pictured(figure, "fr", PHONE).blocks[0]

    assert label.y < block.y
    assert block.x == 0


def test_the_sentence_of_bars_begins_with_the_most_chosen():
    figure = bars(("Région", 2), ("Bassin", 7), ("Pays", 0), ("Île", 0), answers=9, several=True)

    assert said(figure, "fr") == (
        f"7 agences sur 9 choisissent «{FIRM}Bassin{FIRM}», 2{FIRM}«{FIRM}Région{FIRM}»{THIN}; "
        f"aucune ne choisit «{FIRM}Pays{FIRM}» ou «{FIRM}Île{FIRM}». "
        "Plusieurs réponses étaient possibles."
    )
    assert said(bars(("Region", 1), answers=1), "en") == "1 agency out of 1 chooses “Region”."
    assert said(bars(("Region", 0), answers=0), "en") == "No agency has answered."


def test_the_table_of_bars_has_shares_where_some_have_one():
    assert tabled(bars(("a", 1)), "en").columns == ("Answer", "Agencies")
    shared = figures.Bars("Q", (figures.Bar("a", 1, 50.0), figures.Bar("b", 1)))
    assert tabled(shared, "en").rows == (("a", "1", "50%"), ("b", "1", ""))


# --- opinions ---------------------------------------------------------------------------


def opinions(*rows, points=5, answers=None):
    labels = tuple(f"p{point}" for point in range(points))
    judged = tuple(figures.Judged(f"r{place}", row) for place, row in enumerate(rows))
    return figures.Opinions("Q", labels, judged, answers)


@pytest.mark.parametrize(
    ("row", "below", "above"),
    [((1, 9), 1, 9), ((1, 2, 3), 2, 4), ((1, 2, 3, 4), 3, 7), ((1, 2, 4, 0, 3, 0, 2), 7, 5)],
)
def test_a_line_lies_on_either_side_of_the_middle_of_its_scale(row, below, above):
    drawn = pictured(opinions(row, points=len(row)), "en")
    middle = next(mark.x1 for mark in drawn.marks if isinstance(mark, Line))
    segments = [block for block in drawn.blocks if block.height > 10]
    left = min(block.x for block in segments)
    right = max(block.x + block.width for block in segments) + 0.8

    assert (middle - left) / (right - middle) == pytest.approx(below / above, rel=0.01)


def test_lines_have_one_scale():
    drawn = pictured(opinions((0, 0, 0, 0, 4), (0, 0, 0, 0, 2)), "en")

    one, other = [block.width + 0.8 for block in drawn.blocks if block.height > 10]
    assert one == pytest.approx(2 * other, rel=0.01)


def test_who_did_not_judge_stands_apart():
    drawn = pictured(opinions((0, 0, 0, 0, 4), (1, 0, 0, 0, 4), answers=5), "en")

    assert "not judged" in words(drawn)
    assert "not judged" not in words(pictured(opinions((0, 0, 0, 0, 5), answers=5), "en"))


def test_the_sentence_of_opinions_tells_both_sides():
    assert said(opinions((1, 2, 3, 4), points=4), "en") == (
        "r0: 7 agencies out of 10 above the middle of the scale, 3 below. From “p0” to “p3”."
    )


def grey(tone):
    ink = PAPER[tone]
    return sum(
        weight * int(ink[place : place + 2], 16)
        for weight, place in ((0.299, 1), (0.587, 3), (0.114, 5))
    )


@pytest.mark.parametrize("points", range(2, 8))
def test_points_of_a_scale_are_told_apart_on_grey_paper_on_each_side(points):
    tones = palette.diverging(points)
    half = points // 2

    assert len(tones) == points
    for side in (tones[:half], tones[::-1][:half]):
        greys = [grey(tone) for tone in side]
        assert all(later - sooner > 20 for sooner, later in itertools.pairwise(greys))


@pytest.mark.parametrize("tone", [*palette.diverging(7), *palette.STEPS])
def test_counts_can_be_read_on_every_tone(tone):
    def light(ink):
        parts = (int(ink[place : place + 2], 16) / 255 for place in (1, 3, 5))
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    pale, deep = sorted((light(PAPER[tone]), light(PAPER[palette.on(tone)])), reverse=True)

    assert (pale + 0.05) / (deep + 0.05) >= 4.5


# --- rankings, numbers, dates ------------------------------------------------------------


def test_a_ranking_shows_each_rank_and_its_mean():
    figure = figures.Ranking("Q", (figures.Ranked("Rail", (2, 1, 0), 1.33, 5),), 3)
    drawn = pictured(figure, "fr")

    assert words(drawn) == ["1", "2", "3", "rang moyen", "Rail", "2", "1", "1,33"]
    [dot] = [mark for mark in drawn.marks if isinstance(mark, Dot)]
    assert drawn.blocks[0].x < dot.x < drawn.blocks[1].x
    assert said(figure, "fr") == (f"Rail{FIRM}: rang moyen 1,33, en tête pour 2 agences sur 3.")


@pytest.mark.parametrize(("count", "dots", "classes"), [(29, 29, 0), (30, 0, 6)])
def test_numbers_are_dots_until_thirty_and_classes_from_there(count, dots, classes):
    figure = spread("Q", list(range(count)))
    drawn = pictured(figure, "fr")

    assert sum(isinstance(mark, Dot) for mark in drawn.marks) == dots
    assert len(figure.classes) == classes


def test_numbers_are_summed_up_exactly():
    figure = spread("Q", [0.1, 0.1, 0.2, 0.2, 0.2, 0.3, 0.3, 0, 10], unit=" % ")

    assert (figure.low, figure.median, figure.high) == (0, 0.2, 10)
    assert (figure.first_quarter, figure.third_quarter) == (0.1, 0.3)
    assert (figure.mean, figure.zeros, figure.unit) == (1.27, 1, "%")
    assert said(figure, "fr") == (
        f"9 agences donnent un nombre, de 0{THIN}% à 10{THIN}%{THIN}; la moitié d’entre elles au "
        f"moins 0,2{THIN}%, la moitié centrale entre 0,1{THIN}% et 0,3{THIN}%. 1 répond zéro."
    )
    assert spread("Q", []) is None


@pytest.mark.parametrize(("count", "columns", "blocks"), [(7, 6, 0), (8, 8, 1)])
def test_quarters_are_told_from_eight_numbers_on(count, columns, blocks):
    figure = spread("Q", list(range(1, count + 1)))

    drawn = pictured(figure, "fr")

    assert len(drawn.blocks) == blocks
    assert len(tabled(figure, "fr").columns) == columns
    assert ("moitié centrale" in said(figure, "fr")) == bool(blocks)


def test_a_note_shows_where_numbers_lie_and_none_of_them():
    figure = spread("Q", [3, 5, 9], each=False)

    assert figure.values == ()
    assert not [mark for mark in pictured(figure, "fr").marks if isinstance(mark, Dot)]


def test_classes_have_round_widths_and_hold_every_value():
    figure = spread("Q", [value / 7 for value in range(-50, 400)])

    assert figure.step == 10
    assert sum(count for _, count in figure.classes) == 450
    assert all(edge % figure.step == 0 for edge, _ in figure.classes)
    assert len(figure.classes) <= 13


@pytest.mark.parametrize(
    ("last", "by", "periods"),
    [
        (date(2018, 1, 31), "day", 31),
        (date(2018, 2, 1), "month", 2),
        (date(2019, 12, 31), "month", 24),
        (date(2020, 1, 1), "year", 3),
    ],
)
def test_dates_are_counted_by_the_shortest_period_that_fits(last, by, periods):
    figure = calendar("Q", [date(2018, 1, 1), last])

    assert (figure.by, len(figure.periods)) == (by, periods)
    assert sum(count for _, count in figure.periods) == 2
    assert calendar("Q", []) is None


@pytest.mark.parametrize(
    ("language", "unit", "told"),
    [("fr", "%", f"20{THIN}%"), ("en", "%", "20%"), ("fr", "€", f"20{THIN}€")],
)
def test_a_number_has_its_unit_as_the_language_writes_it(language, unit, told):
    assert told in said(spread("Q", [20], unit=unit), language)


def test_a_year_typed_wrong_makes_no_table_of_every_year_since():
    figure = calendar("Q", [date(218, 10, 1), date(2018, 10, 1), date(2018, 10, 2)])

    assert [row[0] for row in tabled(figure, "en").rows][3:] == ["0218", "2018"]


def test_the_sentence_of_dates():
    figure = calendar("Q", [date(2018, 10, 1), date(2018, 10, 26), date(2018, 10, 10)])

    assert said(figure, "fr") == (
        "3 agences donnent une date, du 1er au 26 octobre 2018\u202f; celle du milieu est le "
        "10 octobre 2018."
    )


# --- themes, curves, map ----------------------------------------------------------------


def test_a_theme_has_its_positions_side_by_side_and_its_total():
    figure = figures.Stances("Q", (figures.Held("Rail", 5, 1, 0, 2, 1),), 10)
    drawn = pictured(figure, "fr")

    assert words(drawn) == [
        *("pour", "avec nuance", "contre", "sans position"),
        *("Rail", "5", "1", "2", "1", "9"),
    ]
    assert [block.hatched for block in drawn.blocks if block.tone is Tone.LOW_3] == [
        True,
        True,
        False,
    ]
    assert said(figure, "fr") == (
        f"Rail{FIRM}: 9 agences sur 10 (5 pour, 1 avec nuance, 2 contre)."
    )


def test_themes_that_nobody_is_for_or_against_are_plain_bars():
    drawn = pictured(figures.Stances("Q", (figures.Held("Rail", silent=4),), 10), "fr")

    assert words(drawn) == ["Rail", "4"]
    assert len(lengths(drawn)) == 1


def test_arrivals_end_at_what_was_sent():
    days = (figures.Day(date(2018, 10, 8), 1, 0), figures.Day(date(2018, 10, 9), 4, 2))
    letters = (figures.Letters(date(2018, 10, 9), "relance", 3),)
    drawn = pictured(figures.Arrivals("Q", days, letters, date(2018, 10, 18)), "fr")
    begun, sent = [mark.points for mark in drawn.marks if isinstance(mark, Trace)]

    assert begun[-1][1] < sent[-1][1] < sent[0][1]
    assert begun[-1][0] == pytest.approx(22 + (467 - 22) / 10, abs=0.1)
    assert words(drawn)[-4:] == ["9 oct.", "relance, 3 courriels", "18 oct.", "date limite"]


def test_saturation_says_what_the_last_third_brought():
    figure = figures.Saturation("Q", (5, 8, 9, 9, 10, 10))

    assert said(figure, "en") == ("Themes met: 10, after 6 contributions. New in the last 2: 1.")
    assert said(figures.Saturation("Q", (5, 8)), "fr") == (
        "Thèmes rencontrés\u00a0: 8, après 2 contributions. Nouveaux dans la dernière\u00a0: 3."
    )
    assert said(figures.Saturation("Q", (1,)), "fr") == (
        "Thèmes rencontrés\u00a0: 1, après 1 contribution."
    )
    assert said(figures.Saturation("Q", ()), "en") == "No contribution has been coded."


def test_a_region_is_deeper_the_more_of_it_answered_and_says_so():
    figure = figures.Territories(
        "Q",
        (
            figures.Area("Bretagne", ("22", "29"), 4, 4),
            figures.Area("La Réunion", ("974",), 2, 0),
            figures.Area("Mayotte", ("976",), 0, 0),
        ),
    )
    drawn = pictured(figure, "fr")

    assert [mark.tone for mark in drawn.marks if isinstance(mark, Shape)] == [
        Tone.STEP_5,
        Tone.STEP_1,
        Tone.BED,
    ]
    assert words(drawn) == [
        *("4/4", "La Réunion", "0/2"),
        *("Bretagne", "4 sur 4", "La Réunion", "0 sur 2"),
    ]
    assert said(figure, "fr") == (f"1 région sur 2 a répondu. Aucune réponse de{FIRM}: La Réunion.")


def test_without_its_outlines_a_map_is_its_list(monkeypatch):
    monkeypatch.setattr(territories, "outlines", lambda: None)
    figure = figures.Territories("Q", (figures.Area("Bretagne", ("29",), 4, 3),))

    assert words(pictured(figure, "en")) == ["Bretagne", "3 of 4"]


def test_groups_side_by_side_have_one_scale():
    groups = (("Régional", bars(("a", 8))), ("Local", bars(("a", 2))))
    drawn = pictured(figures.Multiples("Q", groups), "fr")

    one, other = lengths(drawn)
    assert one == pytest.approx(4 * other, rel=0.01)
    assert tabled(figures.Multiples("Q", groups), "fr").rows == (("a", "8", "2"),)


def test_a_note_shows_no_day_by_itself():
    figure = calendar("Q", [date(2018, 10, 1), date(2018, 10, 26)], each=False)

    assert (figure.by, figure.periods) == ("month", (("2018-10-01", 2),))


def test_the_means_of_one_drawing_have_as_many_decimals():
    means = {"A": 4, "B": 4.7, "C": None}
    rows = tuple(figures.Judged(label, (1, 1), mean) for label, mean in means.items())
    drawn = figures.Opinions("Q", ("Non", "Oui"), rows)

    assert [row[-1] for row in tabled(drawn, "fr").rows] == ["4,0", "4,7", ""]
    assert [word for word in words(pictured(drawn, "fr")) if "," in word] == ["4,0", "4,7"]
