"""What is submitted in Wagtail's editor, while that saves by itself, makes one page."""

import re

import pytest

from plugins.stories.models import StoryIndexPage, StoryPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PRESS_SUBMIT = """() => {
    const form = document.querySelector("[data-edit-form]");
    form.requestSubmit(form.querySelector("[name=action-submit]"));
}"""

NOTE_SAVING = """
    document.addEventListener("w-autosave:save", () => { window.isSaving = true; });
"""


def test_what_is_submitted_waits_for_the_autosave_that_is_under_way(person, practitioner):
    page = person(practitioner)

    page.add_init_script(NOTE_SAVING)
    page.goto(f"/admin/pages/add/stories/storypage/{StoryIndexPage.objects.get().pk}/")
    page.locator("#id_title").fill("Seventeen umbrellas")
    # As people type: the editor takes a while to know what is new, and saves in a pause.
    page.locator("#id_summary").press_sequentially("What happened when we asked.", delay=150)
    page.wait_for_function("window.isSaving")
    page.evaluate(PRESS_SUBMIT)
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    story = StoryPage.objects.get()
    assert story.title == "Seventeen umbrellas"
    assert story.workflow_in_progress
