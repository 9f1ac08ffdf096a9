import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from plugins.resources.models import ResourceAttachment, ResourcePage, ResourceSource
from tests.factories import ResourcePageFactory, StoryPageFactory

pytestmark = pytest.mark.django_db


class TestKind:
    @pytest.mark.parametrize("kind", ResourcePage.Kind)
    def test_says_which_levels_a_resource_feeds(self, kind):
        levels = ResourcePage.levels_by_kind(kind)

        assert set(levels) <= set(ResourcePage.may_feed)
        assert (levels == ()) == (kind == ResourcePage.Kind.GUIDE)

    def test_is_shown_to_readers(self, at_level, resources):
        ResourcePageFactory(parent=resources, kind="checklist")

        assert "Checklist" in at_level(3).get(resources.url).text


class TestResourcePage:
    def test_asks_its_questions(self, at_level, resources):
        resource = ResourcePageFactory(
            parent=resources, levels=(2,), questions=[("question", "Who gains by it?")]
        )

        assert "Who gains by it?" in at_level(2).get(resource.url).text

    def test_offers_its_attachments_with_type_and_size(self, at_level, resources):
        document = get_document_model().objects.create(
            title="Days to plan", file=ContentFile(b"a" * 2048, name="days.csv")
        )
        resource = ResourcePageFactory(parent=resources)
        ResourceAttachment.objects.create(page=resource, document=document)

        text = at_level(3).get(resource.url).text

        assert "Days to plan" in text
        assert "CSV, 2.0\xa0KB" in text


class TestStoriesBehindIt:
    @pytest.fixture
    def resource(self, resources):
        return ResourcePageFactory(parent=resources, levels=(3, 4))

    def test_are_named_at_whatever_level_they_are(self, at_level, stories, resource):
        story = StoryPageFactory(parent=stories, title="How we did it", levels=(1,))
        ResourceSource.objects.create(page=resource, source=story)

        assert "How we did it" in at_level(3).get(resource.url).text

    def test_are_not_named_while_they_are_drafts(self, at_level, stories, resource):
        story = StoryPageFactory(parent=stories, title="How we did it", live=False)
        ResourceSource.objects.create(page=resource, source=story)

        assert "How we did it" not in at_level(3).get(resource.url).text

    def test_are_not_named_while_they_are_private(self, at_level, stories, resource):
        story = StoryPageFactory(parent=stories, title="How we did it")
        ResourceSource.objects.create(page=resource, source=story)
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)

        assert "How we did it" not in at_level(3).get(resource.url).text

    def test_are_named_once_and_in_their_order(self, at_level, stories, resource):
        second = StoryPageFactory(parent=stories, title="Second story")
        first = StoryPageFactory(parent=stories, title="First story")
        for order, story in enumerate([first, second, first]):
            ResourceSource.objects.create(page=resource, source=story, sort_order=order)

        text = at_level(3).get(resource.url).text

        assert text.index("First story") < text.index("Second story")


class TestAttachments:
    @pytest.fixture
    def document(self):
        return get_document_model().objects.create(
            title="Names", file=ContentFile(b"secret", name="names.txt")
        )

    def test_of_a_published_resource_can_be_fetched(self, client, resources, document):
        resource = ResourcePageFactory(parent=resources)
        ResourceAttachment.objects.create(page=resource, document=document)

        response = client.get(document.url)
        content = response.getvalue()
        response.close()

        assert content == b"secret"

    def test_of_a_draft_are_as_secret_as_the_draft(self, client, resources, document):
        resource = ResourcePageFactory(parent=resources, live=False)
        ResourceAttachment.objects.create(page=resource, document=document)

        assert client.get(document.url).status_code == 404


class TestQueries:
    def test_are_at_most_twelve_with_attachments_and_sources(
        self, at_level, stories, resources, topic, django_assert_max_num_queries
    ):
        resource = ResourcePageFactory(parent=resources, levels=(2, 3, 4), topics=[topic])
        for number in range(3):
            document = get_document_model().objects.create(
                title=f"File {number}", file=ContentFile(b"a", name=f"file{number}.txt")
            )
            ResourceAttachment.objects.create(page=resource, document=document)
            story = StoryPageFactory(parent=stories)
            ResourceSource.objects.create(page=resource, source=story)
        client = at_level(3)
        client.get(resource.url)

        with django_assert_max_num_queries(12):
            client.get(resource.url)
