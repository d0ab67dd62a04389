"""The desk through its addresses: what a page shows, what a browser sends and hears."""

from __future__ import annotations

import pytest

from consult.accounts import service as accounts
from consult.accounts.models import Role
from consult.synthesis.drafting import bounds, edits, writing
from consult.synthesis.drafting.blocks import BlockKind
from tests import office
from tests.browser import Browser
from tests.counting import queries

HOSTILE = "<script>alert('x')</script> & « \" ' »"


def said(text):
    return {"content": [{"text": text}]}


class Hand:
    """One person at the desk of one call."""

    def __init__(self, client, call):
        self.client = client
        self.here = f"/staff/calls/{call.slug}/note/desk"
        self.token = client.get(self.here).select_one("[name=csrf_token]")

    def post(self, where, status=200, **body):
        headers = {"X-CSRFToken": self.token["value"]}
        answer = self.client.request("POST", self.here + where, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.get_json()

    def add(self, kind, content=None, after=writing.LAST, since=0):
        sent = {"kind": kind, "content": content or {}, "after": after, "since": since}
        return self.post("/blocks", **sent)

    def news(self, since):
        """Of the note; of who is here and of the answers, see `told`."""
        told = self.told(since)
        return {name: told[name] for name in told if name not in ("here", "data")}

    def told(self, since, block=""):
        return self.client.request("GET", f"{self.here}/news?since={since}&in={block}").get_json()


@pytest.fixture
def call(session):
    return office.call(session, audience=1)


@pytest.fixture
def hand(client, session, call):
    office.sign_in(client, session)
    return Hand(client, call)


def test_an_empty_desk_says_how_to_begin(hand):
    page = hand.client.get(hand.here)

    assert not page.select_one("[data-empty]").has_attr("hidden")
    assert page.select("[data-block]") == []
    assert [one["data-tab"] for one in page.select("[role=tab]")] == [
        "passages",
        "checks",
        "preview",
        "remarks",
    ]
    assert hand.news(0) == {"revision": 0, "remarks": {}}


def test_looking_at_the_desk_writes_nothing(hand, session, call):
    hand.client.get(hand.here)
    hand.client.get(f"{hand.here}/history")

    assert call.id
    assert session.connection().exec_driver_sql("select count(*) from manuscript").scalar() == 0


def test_blocks_are_drawn_in_order_with_every_field_of_their_kind(hand):
    for kind in BlockKind:
        content = {"annex": "full", "on": False} if kind is BlockKind.ANNEX else {}
        hand.add(kind.value, content)
    page = hand.client.get(hand.here)

    drawn = [one["data-kind"] for one in page.select("[data-block]")]
    assert drawn == [kind.value for kind in BlockKind if kind is not BlockKind.ANNEX]
    assert not page.select_one("#annex-full").has_attr("checked")
    assert page.select_one("#annex-method").has_attr("checked")
    writes = [one.find_parent("article")["data-kind"] for one in page.select("[data-editor]")]
    assert writes == ["message", "claim", "practice", "recommendation", "box", "text"]


def test_what_is_hostile_is_shown_as_it_was_typed(hand):
    hand.add("box", {"title": HOSTILE, "content": [{"text": HOSTILE}]})
    page = hand.client.get(hand.here)

    assert page.select_one(".nd-title").get_text() == HOSTILE
    assert page.select_one("[data-editor]").get_text() == HOSTILE
    assert not page.select("main script:not([src])")


def test_a_block_is_saved_and_a_stale_text_meets_the_newer_one(hand):
    key = hand.add("claim", said("un"))["added"]
    seen = hand.news(0)["revision"]
    told = hand.post(f"/blocks/{key}", content=said("deux"), revision=seen)
    assert told["revision"] > seen
    assert "html" not in told

    both = hand.post(f"/blocks/{key}", content=said("trois"), revision=seen, status=409)

    assert both["theirs"] == said("deux")
    assert both["revision"] == told["revision"]
    assert "trois" in both["html"]
    assert "deux" in both["html"]
    assert "deux" in both["block"]
    again = hand.post(f"/blocks/{key}", content=said("trois"), revision=both["revision"])
    assert again["revision"] > both["revision"]


def test_a_block_removed_meanwhile_is_said_to_be_gone(hand):
    key = hand.add("claim", said("un"))["added"]
    assert hand.post(f"/blocks/{key}/remove")["removed"] == 1

    assert hand.post(f"/blocks/{key}", content=said("deux"), revision=1, status=409) == {
        "gone": True
    }


def test_news_tell_the_order_and_draw_only_what_changed(hand):
    first = hand.add("claim", said("un"))["added"]
    second = hand.add("claim", said("deux"))["added"]
    before = hand.news(0)["revision"]
    assert hand.news(before) == {"revision": before, "remarks": {}}

    hand.post(f"/blocks/{second}/move", after=None, since=before)
    told = hand.news(before)
    assert (told["order"], told["blocks"]) == ([second, first], {})

    hand.post(f"/blocks/{first}", content=said("un encore"), revision=1)
    told = hand.news(before)
    assert list(told["blocks"]) == [first]
    assert "un encore" in told["blocks"][first]


def test_undo_and_redo_tell_what_they_touched(hand):
    key = hand.add("claim", said("un"))["added"]
    before = hand.news(0)["revision"]
    hand.post(f"/blocks/{key}/remove", since=before)

    told = hand.post("/undo", since=before)
    assert (told["key"], told["order"], list(told["blocks"])) == (key, [key], [key])
    assert hand.post("/redo", since=before)["order"] == []
    hand.post("/undo", since=0)
    hand.post("/undo", since=0)
    assert hand.post("/undo", status=409)["said"]


def test_an_undo_that_stops_says_who_wrote_there_and_where_both_texts_are(app, session, hand, call):
    key = hand.add("claim", said("un"))["added"]
    eva = accounts.create_user(session, email="e@f.example", role=Role.MANAGER, at=office.AT)
    eva.name = "Eva"
    manuscript = edits.held(session, call)
    given = {"manuscript": manuscript, "user": eva, "key": key, "at": office.AT}
    writing.change(session, **given, content=said("deux"), revision=1)

    told = hand.post("/undo", status=409)

    assert told["said"].startswith("Eva a modifié ce bloc après vous")
    assert (told["at"], told["history"]) == (key, f"{hand.here}/history?block={key}")


def test_who_else_has_the_desk_open_is_told_by_name(app, session, hand, call):
    assert hand.told(0)["here"] == []
    colleague = Browser(app, session.commit)
    office.sign_in(colleague, session, email="eva@f.example")
    other = Hand(colleague, call)

    assert other.told(0, block="b1")["here"] == [{"name": "claire", "in": ""}]
    assert hand.told(0, block="<script>")["here"] == [{"name": "eva", "in": "b1"}]
    assert other.told(0)["here"] == [{"name": "claire", "in": ""}]


def test_news_tell_that_what_the_chips_rest_on_has_changed(hand, session, call):
    before = hand.told(0)["data"]
    hand.add("claim", said("un"))
    assert hand.told(0)["data"] == before

    office.contribution(session, call.invitations[0])

    assert hand.told(0)["data"] != before


def test_a_conflict_shows_figures_as_the_note_prints_them(hand, session, call):
    office.contribution(session, call.invitations[0])
    chip = [{"text": "Dit par "}, {"figure": "answered", "form": "of"}]
    key = hand.add("claim", {"content": chip})["added"]
    hand.post(f"/blocks/{key}", content=said("deux"), revision=1)

    both = hand.post(f"/blocks/{key}", content={"content": [*chip, *said(" !")["content"]]},
                     revision=1, status=409)  # fmt: skip

    assert "Dit par 1 agence sur 1" in both["html"]
    assert "answered" not in both["html"]


def test_a_note_has_so_many_blocks_and_says_so_before(hand, monkeypatch):
    monkeypatch.setattr(bounds, "MOST_BLOCKS", 10)
    hand.add("claim", said("0"))
    for number in range(1, 9):
        last = hand.add("claim", said(str(number)))
    assert last["room"] == "Cette note occupe 90\u00a0% de la place prévue\u00a0: 9 blocs sur 10."
    assert hand.client.get(hand.here).select_one("[data-room]").get_text() == last["room"]
    hand.add("claim", said("9"))

    told = hand.post("/blocks", kind="claim", content=said("10"), after=None, status=422)

    assert told["said"].endswith("retirez-en d’abord.")
    assert len(hand.news(0)["order"]) == 10


def test_a_note_holds_so_much_and_may_always_be_made_shorter(hand, monkeypatch):
    key = hand.add("text", said("mot " * 100))["added"]
    monkeypatch.setattr(bounds, "MOST_SIGNS", 300)
    longer, shorter = said("mot " * 101), said("mot " * 90)

    assert hand.post(f"/blocks/{key}", content=longer, revision=1, status=422)["said"]
    assert hand.post(f"/blocks/{key}", content=shorter, revision=1)["revision"] == 2


def test_what_is_no_block_is_refused(hand):
    for wrong in (
        {"kind": "poem"},
        {"kind": 3},
        {"kind": "claim", "content": []},
        {"kind": "claim", "content": {"content": [{"text": "\x00"}]}},
        {"kind": "claim", "after": 3},
    ):
        hand.post("/blocks", status=422, **wrong)


def test_who_may_only_read_sees_the_note_without_its_tools(client, session, call, settle):
    writer = office.sign_in(client, session)
    manuscript = writing.begin(session, call=call, user=writer, at=office.AT)
    given = {"manuscript": manuscript, "user": writer, "at": office.AT}
    writing.add(session, **given, kind=BlockKind.CLAIM, content=said("un"), after=None)
    settle()
    office.sign_in(client, session, role=Role.READER, email="reader@f.example")

    page = client.get(f"/staff/calls/{call.slug}/note/desk")

    assert page.select_one("[data-editor]").get_text() == "un"
    assert not page.select("article button:not([hidden])")
    assert page.select("[data-undo]")[0].name == "div"


def test_remarks_are_said_settled_and_counted(hand):
    key = hand.add("claim", said("un"))["added"]
    assert hand.post("/remarks", block=key, text="Qui ?")["remarks"] == {key: 1}
    assert hand.news(0)["remarks"] == {key: 1}
    panel = hand.client.get(f"{hand.here}/remarks")
    assert [one["data-thread"] for one in panel.select("[data-thread]")] == [key]
    assert "Qui ?" in panel.get_text()

    assert hand.post("/remarks/settle", block=key, text="ADERLY.")["remarks"] == {}
    assert hand.post("/remarks/reopen", block=key)["remarks"] == {key: 2}
    hand.post("/remarks", block=key, text="  ", status=422)
    hand.post("/remarks", block=key, text="\ud83d", status=422)
    hand.post("/remarks", block="b" * 3000, text="Qui ?", status=422)


def test_the_history_shows_each_text_beside_what_it_was(hand):
    key = hand.add("claim", said("Sept agences demandent."))["added"]
    hand.post(f"/blocks/{key}", content=said("Huit agences demandent."), revision=1)
    history = hand.client.get(f"{hand.here}/history")
    links = [one["href"] for one in history.select("main table a")]
    assert len(links) == 2

    page = hand.client.get(links[0])

    assert [one.get_text() for one in page.select(".nd-sides del")] == ["[retiré\u00a0: Sept]"]
    assert [one.get_text() for one in page.select(".nd-sides ins")] == ["[ajouté\u00a0: Huit]"]
    counted = [{"figure": "answer:scale=a"}, {"text": " et "}, {"figure": "answer:gone=a"}]
    hand.post(f"/blocks/{key}", content={"content": counted}, revision=2)
    last = hand.client.get(f"{hand.here}/history").select_one("main table a")["href"]
    told = hand.client.get(last).select_one(".nd-sides > :last-child").text
    assert "qui ont choisi «\u00a0Région\u00a0» à" in told
    assert "[answer:gone=a]" in told
    only = hand.client.get(f"{hand.here}/history?block={key}")
    assert len(only.select("main table a")) == 2
    assert not hand.client.get(f"{hand.here}/history?block=other").select("main table a")
    hand.client.get(f"{hand.here}/history/999", status=404)


def test_statements_are_constant_however_long_the_note(app, hand):
    keys = [hand.add("claim", said(str(number)))["added"] for number in range(2)]
    counting = queries(app.extensions["database"])

    def counted():
        for where, count in (("", 5), ("/history", 7), ("/remarks", 5), ("/news?since=0", 6)):
            with counting(count):
                hand.client.request("GET", hand.here + where)
        with counting(6):
            hand.post(f"/blocks/{keys[0]}", content=said(str(len(keys))), revision=-1, status=409)
        with counting(16):
            hand.post(f"/blocks/{keys[1]}/move", after=None)
            hand.post(f"/blocks/{keys[1]}/move", after=keys[0])
        key = hand.add("claim", said("un"))
        text = said(f"{len(keys)} encore")
        with counting(9):
            hand.post(f"/blocks/{key['added']}", content=text, revision=key["revision"])

    counted()
    keys += [hand.add("claim", said(str(number)))["added"] for number in range(5)]
    counted()
