"""The loop at the heart of it: what a newcomer misses, practitioners are asked for, and write."""

import re

import pytest
from playwright.sync_api import Page, expect

from plugins.calls.models import Call, Wish
from tests.browser.writer import Writer
from tests.factories import TopicFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "zebra crossings"
STORY = "We painted a zebra crossing in front of the school, and parents stopped driving up."


def search(page: Page) -> None:
    page.goto("/")
    page.locator("#search-words").fill(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")


def ask_for_it(reader: Page) -> None:
    search(reader)
    reader.get_by_role("link", name="Ask for this").click()
    reader.get_by_label(re.compile("e-mail")).fill("newcomer@example.org")
    reader.get_by_role("button", name="Send it to the editors").click()
    reader.wait_for_url("**/thanks/")


def call_practitioners(editor: Page) -> None:
    editor.goto("/admin/stage-map/")
    gap = editor.get_by_role("row", name=re.compile("Zebra crossings")).get_by_role("cell").first
    expect(gap).to_contain_text("Wanted, nothing there")
    gap.get_by_role("link", name=re.compile("^Ask for this")).click()
    editor.get_by_role("textbox", name="What you ask for").fill("Your first zebra crossing")
    editor.get_by_role("button", name="Create").first.click()
    editor.wait_for_url(re.compile(r"/admin/calls/(?!new)"))


def answer_the_call(practitioner: Page) -> None:
    practitioner.goto("/share/mine/")
    practitioner.get_by_role("link", name="Your first zebra crossing").click()
    practitioner.get_by_role("link", name="Answer with a story").click()
    writer = Writer(practitioner)
    expect(practitioner.get_by_text("Your first zebra crossing").first).to_be_visible()
    for _question in range(4):
        writer.answer(STORY)
        writer.press("Next")
    for _step in ("title and summary, as suggested", "credit, as suggested"):
        writer.wait_for_form()
        writer.press("Next")
    writer.tick("Others may use it")
    writer.tick("The text and the pictures")
    writer.press("Send it to the editors")
    expect(practitioner.get_by_role("heading", name="Thank you")).to_be_visible()


def approve(editor: Page) -> None:
    editor.goto("/admin/")
    editor.locator("#curatingsubmissions-section").get_by_role("link").nth(1).click()
    editor.get_by_role("button", name="Approve and publish").click()
    editor.wait_for_url(lambda url: "/review/" not in url)


def test_what_a_newcomer_misses_is_asked_for_written_and_found(
    person, practitioner, editor, mailoutbox
):
    topic = TopicFactory(name="Zebra crossings")
    reader, desk = person(), person(editor)

    ask_for_it(reader)
    call_practitioners(desk)
    answer_the_call(person(practitioner))
    approve(desk)
    search(reader)

    expect(reader.locator(".hits .card")).to_have_count(1)
    expect(reader.locator(".hits .card")).to_contain_text("Zebra crossings")
    call = Call.objects.get()
    assert (call.state, call.topic, call.level.number) == (Call.State.MET, topic, 1)
    assert Wish.objects.get().outcome == Wish.Outcome.MET
    assert [mail for mail in mailoutbox if mail.to == ["newcomer@example.org"]]
    desk.goto("/admin/calls/")
    expect(desk.get_by_role("main")).to_contain_text("Met")
