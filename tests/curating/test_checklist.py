"""The questions by which editors review are their own."""

import pytest
from django.urls import reverse

from plugins.curating.review_models import ReviewQuestion
from tests.curating.submitting import submit

pytestmark = pytest.mark.django_db

NAMES = "wagtailsnippets_curating_reviewquestion"


def test_there_are_some_for_each_level_from_the_beginning(roles):
    for number in range(1, 5):
        assert 3 <= ReviewQuestion.objects.for_levels([number]).count() <= 5


def test_an_editor_rewords_adds_and_deletes_them(as_editor, stories, author):
    first, second = ReviewQuestion.objects.for_levels([1])[:2]
    review = submit(stories, author, levels=(1,))
    edit, add = reverse(f"{NAMES}:edit", args=[first.pk]), reverse(f"{NAMES}:add")

    as_editor.post(edit, {"level": 1, "text": "Is it short?"})
    as_editor.post(add, {"level": 1, "text": "Is it about people?"})
    as_editor.post(reverse(f"{NAMES}:delete", args=[second.pk]))

    page = as_editor.get(reverse("curating:review", args=[review.current_task_state_id]))
    asked = [each.text for each, _ticked in page.context["checklists"][0].questions]
    assert asked[0] == "Is it short?"
    assert asked[-1] == "Is it about people?"
    assert first.text not in asked
    assert second.text not in asked


def test_an_editor_orders_them(as_editor):
    first, second, *_others = ReviewQuestion.objects.for_levels([1])

    as_editor.post(reverse(f"{NAMES}:reorder", args=[second.pk]) + "?position=0")

    assert list(ReviewQuestion.objects.for_levels([1])[:2]) == [second, first]


def test_are_in_the_menu_of_editors_only(as_editor, as_practitioner):
    url = reverse(f"{NAMES}:list")

    assert url in as_editor.get(reverse("wagtailadmin_home")).text
    assert url not in as_practitioner.get(reverse("wagtailadmin_home")).text
