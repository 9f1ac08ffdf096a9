"""Editors can all work at the desk: axe-core on each of its pages, with something of everything."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page as OpenPage
from playwright.sync_api import expect
from wagtail.models import Page

from plugins.curating.models import Claim, Opinion
from tests.browser.accessibility import violations
from tests.curating.desk_world import HERE, World
from tests.curating.submitting import ask_for_changes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Desks by day, and telephones by night: on these one page in so many, as looks take long.
DESK, TELEPHONE = (1280, "light"), (375, "dark")
EVERY = int(os.environ.get("EVERY", "5"))
#: In pixels: for long words in the bold of titles.
ROOM_FOR_WORDS = 120

#: "There is 1 match" above any list that is filtered: a heading of Wagtail's, said as an alert.
OF_WAGTAIL = ["h2[role=alert]"]

#: Wagtail fades from one colour to another: half-way, nothing has the contrast that it has.
END_WHAT_MOVES = """() => document.getAnimations()
  .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
  .forEach((each) => each.finish())"""

#: By the names of their URLs and what of the desk each is about.
IN_THE_ADMIN = [
    ("wagtailadmin_home", ""),
    ("curating:submissions", ""),
    ("curating:review", "state"),
    ("curating:ask", "state"),
    ("curating:review", "state elsewhere"),
    ("curating:contributions", ""),
    ("curating:waiting_times", ""),
    ("wagtailsnippets_curating_reviewquestion:list", ""),
    ("stage_map", ""),
    ("content_report", ""),
    ("practice_calls:index", ""),
    ("practice_calls:add", ""),
    ("practice_calls:edit", "call"),
    ("practice_calls:edit", "closed call"),
    ("practice_calls:name_page", "call"),
    ("practice_calls:close", "call"),
    ("readers_wishes:index", ""),
    ("readers_wishes:edit", "wish"),
    ("picks:index", ""),
    ("picks:add", ""),
    ("picks:edit", "pick"),
    ("topic_admin:merge", ""),
    ("topic_admin:rename", "topic"),
    ("wagtailadmin_explore", "stories"),
    ("retagging:list", ""),
    ("retagging:progress", "begun by editor"),
    ("retagging:progress", "done by editor"),
    ("searches:report", ""),
    ("searches:place", "words"),
    ("freshness_due", ""),
    ("freshness_check_page", "page"),
    ("freshness_links", ""),
    ("review_intervals:index", ""),
    ("review_intervals:edit", "interval"),
    ("feedback_fit_report", ""),
    ("feedback_disagreements", ""),
    ("feedback_fit_of_page", "page"),
    ("problem_reports:index", ""),
    ("problem_reports:edit", "report"),
]
ON_THE_SITE = [
    ("calls:wish", ""),
    ("calls:wished", ""),
    ("calls:index", ""),
    ("calls:call", "call"),
    ("calls:call", "closed call"),
    ("second_opinions:opinion", "opinion of editor"),
    ("second_opinions:opinion", "answer of editor"),
    ("freshness:mine", ""),
]


@pytest.fixture
def desk(settings: Any) -> World:
    """An editor's desk, where some things are dealt with already, and some are their own."""
    settings.SEARCH_LOG = True
    world = World("editor")
    me, colleague = world.people["editor"], world.people["administrator"]
    Claim.objects.filter(review=world["taken elsewhere"]).update(user=colleague)
    ask_for_changes(world["review elsewhere"], me)
    # Past its date, and of the editor's own writing.
    Page.objects.filter(pk=world["page elsewhere"].pk).update(owner=me)
    said = {"recommendation": Opinion.Recommendation.CHANGE, "answer": "Where was it?"}
    world.things |= {
        "stories": world["page"].get_parent(),
        "opinion of editor": ask_editor(world, "taken"),
        "answer of editor": ask_editor(world, "review", answered_at=timezone.now(), **said),
    }
    return world


def ask_editor(world: World, review: str, **said: Any) -> Opinion:
    """Have a colleague ask the editor, who practises as well, for a second opinion."""
    return Opinion.objects.create(
        task_state=world[review].current_task_state,
        asked_by=world.people["administrator"],
        asked_of=world.people["editor"],
        question="Would you say it like this?",
        **said,
    )


@pytest.fixture
def editor(person, desk) -> OpenPage:
    return person(desk.people["editor"])


def addresses(desk: World) -> Iterator[str]:
    for name, thing in [*IN_THE_ADMIN, *ON_THE_SITE]:
        yield reverse(name, args=[desk[thing].pk] if thing else [])
    merged = {"gone": desk.other_topic.pk, "into": desk.topic.pk}
    yield reverse("topic_admin:merge", query=merged)


def violations_in(page: OpenPage, look: tuple[int, str]) -> list[str]:
    width, scheme = look
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(END_WHAT_MOVES)
    return violations(page, schemes=[scheme], leave_out=OF_WAGTAIL)


def hold_jobs(page: OpenPage) -> None:
    """Let no job go on: its page shows how far it is, and would be another once it is done."""
    page.route(
        "**/admin/retagging/**",
        lambda route: None if route.request.method == "POST" else route.continue_(),
    )


def test_no_page_of_the_desk_has_a_violation(editor, desk):
    found = []
    hold_jobs(editor)

    for number, address in enumerate(addresses(desk)):
        assert editor.goto(address).ok, address
        found += violations_in(editor, DESK)
        if number % EVERY == 0:
            found += violations_in(editor, TELEPHONE)

    assert not found


def test_no_page_that_asks_before_something_is_done_has_a_violation(editor, desk):
    editor.goto(reverse("curating:submissions"))
    editor.get_by_role("button", name="Take over").click()
    editor.get_by_text("A colleague has taken it").first.wait_for()
    found = violations_in(editor, DESK)
    action = ["wagtailcore", "page", "retag"]
    editor.goto(reverse("wagtail_bulk_action", args=action, query={"id": desk["page"].pk}))
    found += violations_in(editor, TELEPHONE)
    editor.get_by_label("These levels too").check()
    editor.get_by_label(re.compile("4 JFDI")).check()
    editor.get_by_role("button", name="Show what would change").click()
    editor.get_by_text("1 page changes").wait_for()
    found += violations_in(editor, DESK)

    assert not found


def test_a_list_has_room_for_words_on_a_telephone_and_moves_aside_for_its_buttons(editor):
    editor.set_viewport_size({"width": TELEPHONE[0], "height": 800})
    editor.goto(reverse("curating:submissions"))
    title = editor.get_by_role("cell", name=HERE).first.bounding_box()
    editor.mouse.move(200, 300)
    editor.mouse.wheel(1000, 0)

    assert title["width"] > ROOM_FOR_WORDS
    expect(editor.get_by_role("button", name="Take it")).to_be_in_viewport(ratio=1)
