"""What somebody writes about a topic is about another once the two are one, and is not changed."""

import pytest
from wagtail import hooks

from plugins.levels.models import Topic
from plugins.sharing.models import Draft
from tests.factories import TopicFactory
from tests.sharing.drafts import story_by
from tests.sharing.editorial import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def roofs(db) -> Topic:
    return TopicFactory(name="Green roofs")


@pytest.fixture
def gardens(db) -> Topic:
    return TopicFactory(name="Gardens")


def merged(gone: Topic, into: Topic) -> None:
    """Do what merging has plugins do."""
    for make_true_of in hooks.get_hooks("before_topic_merged"):
        make_true_of(gone, into)


def test_a_draft_names_the_topic_that_stays(author, roofs, gardens):
    others = TopicFactory()
    drafts = [
        story_by(author, topics=[topic.pk for topic in topics])
        for topics in ([roofs], [roofs, gardens], [others], [])
    ]
    saved = drafts[0].saved_at

    merged(roofs, gardens)

    for draft in drafts:
        draft.refresh_from_db()
    topics = [draft.content["topics"] for draft in drafts]
    assert topics == [[gardens.pk], [gardens.pk], [others.pk], []]
    assert drafts[0].saved_at == saved


def test_a_draft_that_says_what_its_page_does_still_does(as_author, author, roofs, gardens):
    draft = sent(as_author, story_by(author, topics=[roofs.pk]))
    assert not draft.has_unsent_changes

    merged(roofs, gardens)

    draft = Draft.objects.get(pk=draft.pk)
    assert draft.content["topics"] == [gardens.pk]
    assert not draft.has_unsent_changes


def test_an_author_who_took_the_topic_away_meets_no_other_version(
    as_author, author, roofs, gardens
):
    draft = sent(as_author, story_by(author, topics=[roofs.pk]))
    draft.content["topics"] = []
    draft.touch()

    merged(roofs, gardens)
    page = draft.page.get_latest_revision_as_object()
    page.topics.set([gardens])
    page.save_revision()
    draft = Draft.objects.get(pk=draft.pk)
    draft.catch_up_with_page()

    assert draft.content["topics"] == []
    assert not draft.versions.exists()
