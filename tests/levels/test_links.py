"""Links in running text to pages that readers may or may not open."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories import ResourcePageFactory, StoryPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def linked(resources):
    return ResourcePageFactory(parent=resources, slug="merger-plans", levels=(3,))


@pytest.fixture
def text_with_link(client, stories, linked):
    """The served page of a story that links to the page."""
    link = f'<p>See <a linktype="page" id="{linked.pk}">the plans</a>.</p>'
    story = StoryPageFactory(parent=stories, body=[("situation", link)])
    return lambda: client.get(story.url).text


def test_lead_to_a_page_of_whatever_level(text_with_link, linked):
    assert f'<a href="{linked.url}">the plans</a>' in text_with_link()


@pytest.mark.parametrize("state", ["draft", "private", "expired"])
def test_to_hidden_pages_are_plain_text(text_with_link, linked, state):
    if state == "draft":
        linked.unpublish()
    elif state == "private":
        PageViewRestriction.objects.create(page=linked, restriction_type="login")
    else:
        linked.expire_at = timezone.now() - timedelta(hours=1)
        linked.save()

    text = text_with_link()

    assert "the plans" in text
    assert "merger-plans" not in text
