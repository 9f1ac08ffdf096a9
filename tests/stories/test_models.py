import pytest
from wagtail.models import PageViewRestriction

from plugins.resources.models import ResourceSource
from tests.factories import ResourcePageFactory, StoryPageFactory

pytestmark = pytest.mark.django_db

PARTS = [
    ("situation", "<p>The queue was long.</p>"),
    ("action", "<p>We watched it.</p>"),
    ("outcome", "<p>It is short now.</p>"),
    ("advice", "<p>Watch first.</p>"),
]


class TestStoryPage:
    def test_shows_its_four_parts_under_their_headings(self, client, stories):
        story = StoryPageFactory(parent=stories, body=PARTS)

        text = client.get(story.url).text

        headings = ["What was going on", "What we did", "What came of it"]
        places = [text.index(f">{heading}</h2>") for heading in headings]
        assert places == sorted(places)
        assert "Watch first." in text

    def test_never_shows_when_its_draft_was_edited(self, client, stories):
        story = StoryPageFactory(parent=stories, body=PARTS)
        story.save_revision()
        type(story).objects.update(first_published_at=None)

        assert "<time" not in client.get(story.url).text

    def test_refuses_a_part_twice(self, stories):
        body = StoryPageFactory._meta.model._meta.get_field("body").stream_block
        value = body.normalize([PARTS[0], PARTS[0]])

        with pytest.raises(Exception, match="Validation error in StreamBlock"):
            body.clean(value)

    def test_shows_quotes_and_figures(self, client, stories):
        figure = {"measure": "Waiting", "before": "47", "after": "19", "unit": "minutes"}
        story = StoryPageFactory(
            parent=stories,
            body=[
                ("quote", {"text": "I gave up.", "attribution": "A visitor"}),
                ("figures", {"figures": [figure], "note": "Our own count."}),
            ],
        )

        text = client.get(story.url).text

        for words in ("I gave up.", "A visitor", "Waiting", "47", "19", "Our own count."):
            assert words in text

    def test_escapes_what_is_no_rich_text(self, client, stories):
        story = StoryPageFactory(
            parent=stories,
            title="<script>alert(1)</script>",
            slug="x",
            body=[("quote", {"text": "<script>alert(2)</script>", "attribution": ""})],
        )

        assert "<script>alert" not in client.get(story.url).text


class TestWhatCameOfIt:
    @pytest.fixture
    def story(self, stories):
        return StoryPageFactory(parent=stories, levels=(1, 4))

    def resource(self, resources, story, **kwargs):
        resource = ResourcePageFactory(parent=resources, title="Drawn from it", **kwargs)
        ResourceSource.objects.create(page=resource, source=story)
        return resource

    def test_is_shown_to_readers_of_its_level(self, at_level, resources, story):
        self.resource(resources, story, levels=(3, 4))

        assert "Drawn from it" in at_level(4).get(story.url).text

    def test_is_not_shown_to_readers_of_other_levels(self, client, resources, story):
        self.resource(resources, story, levels=(3, 4))

        assert "Drawn from it" not in client.get(story.url).text

    def test_is_not_shown_while_it_is_a_draft(self, at_level, resources, story):
        self.resource(resources, story, levels=(3, 4), live=False)

        assert "Drawn from it" not in at_level(4).get(story.url).text


class TestLinkedResource:
    @pytest.fixture
    def linking(self, stories, resources):
        resource = ResourcePageFactory(parent=resources, title="Linked here", levels=(3, 4))
        return StoryPageFactory(parent=stories, levels=(1, 4), body=[("resource", resource)])

    def test_is_a_link_for_readers_of_its_level(self, at_level, linking):
        assert "Linked here" in at_level(4).get(linking.url).text

    def test_is_left_out_for_readers_of_other_levels(self, client, linking):
        assert "Linked here" not in client.get(linking.url).text

    def test_is_left_out_once_it_is_private(self, at_level, linking, resources):
        PageViewRestriction.objects.create(
            page=resources, restriction_type=PageViewRestriction.LOGIN
        )

        assert "Linked here" not in at_level(4).get(linking.url).text


class TestQueries:
    @pytest.fixture
    def community(self, stories, resources, topic):
        """A story with what a story may have, in a list of fifty."""
        StoryPageFactory.create_batch(49, parent=stories, topics=[topic])
        resource = ResourcePageFactory(parent=resources, levels=(3, 4))
        story = StoryPageFactory(
            parent=stories, levels=(1, 4), topics=[topic], body=[*PARTS, ("resource", resource)]
        )
        ResourceSource.objects.create(page=resource, source=story)
        return story

    @pytest.mark.parametrize("number", [1, 4])
    def test_are_at_most_twelve_for_visitors(
        self, at_level, community, number, django_assert_max_num_queries
    ):
        client = at_level(number)
        client.get(community.url)

        with django_assert_max_num_queries(12):
            client.get(community.url)
        with django_assert_max_num_queries(12):
            client.get("/stories/?topic=topic")

    def test_are_at_most_sixteen_for_members(
        self, client, member, community, django_assert_max_num_queries
    ):
        client.force_login(member)
        client.get(community.url)

        for url in ("/", "/stories/", community.url, "/search/?q=queue"):
            with django_assert_max_num_queries(16):
                client.get(url)


class TestPrivateStory:
    @pytest.mark.parametrize("where", ["story", "list"])
    def test_is_closed_to_visitors(self, client, stories, where):
        story = StoryPageFactory(parent=stories)
        PageViewRestriction.objects.create(
            page=story if where == "story" else stories,
            restriction_type=PageViewRestriction.LOGIN,
        )

        response = client.get(story.url)

        assert response.status_code == 404
        assert f"/accounts/login/?next={story.url}" in response.text

    def test_stays_open_where_another_is_private(self, client, stories):
        story = StoryPageFactory(parent=stories)
        PageViewRestriction.objects.create(
            page=StoryPageFactory(parent=stories), restriction_type=PageViewRestriction.LOGIN
        )

        assert client.get(story.url).status_code == 200


def test_an_excerpt_holds_what_every_block_says(stories):
    figure = {"measure": "Waiting", "before": "47", "after": "19", "unit": "minutes"}
    story = StoryPageFactory(
        parent=stories,
        body=[
            ("situation", "<p>The <b>queue</b> was long.</p>"),
            ("quote", {"text": "I gave up.", "attribution": "A visitor"}),
            ("figures", {"figures": [figure], "note": "Our own count."}),
        ],
    )

    text = type(story).objects.get().text_for_excerpt()

    for words in ("The queue was long.", "I gave up.", "A visitor", "47", "Our own count."):
        assert words in text
    assert "figures" not in text
