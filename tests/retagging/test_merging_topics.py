"""Several topics become one: with their pages, drafts, levels of members and addresses."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from plugins.levels.models import MemberLevel, Topic, TopicTag
from tests.factories import StoryPageFactory, TopicFactory, UserFactory
from tests.members.people import MemberFactory
from tests.retagging.topics import chosen, merge, preview, rename

pytestmark = pytest.mark.django_db


@pytest.fixture
def roofs(db) -> Topic:
    return TopicFactory(name="Green roofs", description="Gardens above.")


@pytest.fixture
def gardens(db) -> Topic:
    return TopicFactory(name="Gardens", description="What grows in town.")


def topics_in(revision: Revision) -> list[int]:
    return [tag["tag"] for tag in revision.content["topic_tags"]]


class TestPages:
    def test_are_about_the_topic_that_stays_each_once(self, as_editor, stories, roofs, gardens):
        pages = [
            StoryPageFactory(parent=stories, topics=topics)
            for topics in ([roofs], [gardens], [roofs, gardens])
        ]

        merge(as_editor, [roofs], gardens)

        assert not Topic.objects.filter(pk=roofs.pk).exists()
        tagged = TopicTag.objects.values_list("content_object", "tag")
        assert sorted(tagged) == sorted((page.pk, gardens.pk) for page in pages)

    def test_of_several_topics_are_about_one(self, as_editor, stories, roofs, gardens):
        balconies = TopicFactory(name="Balconies, terraces")
        page = StoryPageFactory(parent=stories, topics=[roofs, balconies])

        merge(as_editor, [roofs, balconies], gardens)

        assert list(page.topic_tags.values_list("tag", flat=True)) == [gardens.pk]
        assert list(Topic.objects.all()) == [gardens]

    def test_are_found_and_listed_by_the_topic_that_stays(
        self, as_editor, client, stories, roofs, gardens, searchable
    ):
        with searchable():
            StoryPageFactory(parent=stories, title="On top of it all", topics=[roofs])
        with searchable():
            merge(as_editor, [roofs], gardens)

        assert "On top of it all" in client.get("/search/?q=gardens").text
        assert "On top of it all" not in client.get("/search/?q=roofs").text
        assert "On top of it all" in client.get("/topics/gardens/").text

    def test_get_no_revision_and_keep_their_dates(self, as_editor, stories, roofs, gardens):
        page = StoryPageFactory(parent=stories, topics=[roofs])
        page.save_revision().publish()
        page.refresh_from_db()
        before = (page.latest_revision_id, page.last_published_at, page.has_unpublished_changes)

        merge(as_editor, [roofs], gardens)

        page.refresh_from_db()
        after = (page.latest_revision_id, page.last_published_at, page.has_unpublished_changes)
        assert after == before

    def test_use_the_topic_that_stays_as_the_admin_counts(self, as_editor, stories, roofs, gardens):
        pages = [
            StoryPageFactory(parent=stories, topics=topics)
            for topics in ([roofs], [roofs, gardens])
        ]
        for page in pages:
            ReferenceIndex.create_or_update_for_object(page)

        merge(as_editor, [roofs], gardens)

        assert ReferenceIndex.get_references_to(gardens).count() == 2
        assert not ReferenceIndex.get_references_to(roofs).exists()


class TestDrafts:
    def test_name_the_topic_that_stays(self, as_editor, stories, roofs, gardens):
        page = StoryPageFactory(parent=stories)
        page.topics.set([roofs, gardens])
        draft = page.save_revision()

        merge(as_editor, [roofs], gardens)

        draft.refresh_from_db()
        assert topics_in(draft) == [gardens.pk]
        draft.publish()
        tags = TopicTag.objects.filter(content_object=page)
        assert list(tags.values_list("tag", flat=True)) == [gardens.pk]

    def test_that_go_live_later_do_so_about_it(self, as_editor, stories, roofs, gardens):
        page = StoryPageFactory(parent=stories, topics=[roofs])
        page.go_live_at = timezone.now() + timezone.timedelta(days=1)
        scheduled = page.save_revision(approved_go_live_at=page.go_live_at)
        page.topics.clear()
        page.save_revision()

        merge(as_editor, [roofs], gardens)

        scheduled.refresh_from_db()
        assert topics_in(scheduled) == [gardens.pk]

    def test_keep_a_level_and_words_that_look_like_the_topic(
        self, as_editor, stories, level, gardens
    ):
        alike = TopicFactory(pk=level(4).pk)
        text = f'<p>{{"tag": {alike.pk}}}</p>'
        body = [("situation", text)]
        page = StoryPageFactory(parent=stories, levels=(1, 4), topics=[alike], body=body)
        revision = page.save_revision()
        before = revision.content

        merge(as_editor, [alike], gardens)

        revision.refresh_from_db()
        after = revision.content
        assert after["topic_tags"][0]["tag"] == gardens.pk
        assert {**after, "topic_tags": 0} == {**before, "topic_tags": 0}

    def test_of_the_past_stay_as_they_were(self, as_editor, stories, roofs, gardens):
        page = StoryPageFactory(parent=stories, topics=[roofs])
        past = page.save_revision()
        page.save_revision().publish()

        merge(as_editor, [roofs], gardens)

        past.refresh_from_db()
        assert topics_in(past) == [roofs.pk]


class TestMembers:
    def test_keep_their_level_in_the_topic(self, as_editor, level, member, roofs, gardens):
        MemberLevel.keep(member, 3, topic=roofs)

        merge(as_editor, [roofs], gardens)

        assert MemberLevel.choices_of(member) == {gardens.pk: 3}

    def test_keep_that_of_the_topic_that_stays_where_they_have_both(
        self, as_editor, member, roofs, gardens
    ):
        for number, topic in ((3, roofs), (2, gardens), (4, None)):
            MemberLevel.keep(member, number, topic=topic)

        merge(as_editor, [roofs], gardens)

        assert MemberLevel.choices_of(member) == {gardens.pk: 2, None: 4}

    def test_work_on_the_topic_that_stays(self, as_editor, member, roofs, gardens):
        other = UserFactory()
        member.topics.set([roofs])
        other.topics.set([roofs, gardens])

        merge(as_editor, [roofs], gardens)

        assert list(member.topics.all()) == list(other.topics.all()) == [gardens]


def test_visitors_whose_cookie_names_the_topic_read_as_if_it_did_not(
    as_editor, at_level, stories, roofs, gardens
):
    StoryPageFactory(parent=stories, title="On top of it all", topics=[roofs])
    visitor = at_level(1)
    visitor.cookies["topic_levels"] = f"{roofs.pk}:3"

    merge(as_editor, [roofs], gardens)

    for url in ("/topics/gardens/", "/search/?q=top", "/levels/", "/stories/"):
        assert visitor.get(url).status_code == 200, url
    assert "On top of it all" in visitor.get("/topics/gardens/").text


class TestAddresses:
    def test_lead_to_the_topic_that_stays(self, as_editor, client, roofs, gardens):
        rename(as_editor, roofs, "Roofs")
        roofs.refresh_from_db()

        merge(as_editor, [roofs], gardens)

        for slug in ("roofs", "green-roofs"):
            assert client.get(f"/topics/{slug}/").url == "/topics/gardens/"
            feed = client.get(f"/topics/{slug}/levels/4/feed/")
            assert feed.url == "/topics/gardens/levels/4/feed/"

    def test_lead_on_when_that_is_merged_too(self, as_editor, client, roofs, gardens):
        plants = TopicFactory(name="Plants")

        merge(as_editor, [roofs], gardens)
        merge(as_editor, [gardens], plants)

        assert client.get("/topics/green-roofs/").url == "/topics/plants/"
        assert Redirect.objects.count() == 10


class TestDescriptions:
    def test_of_the_topic_that_stays_stays(self, as_editor, roofs, gardens):
        merge(as_editor, [roofs], gardens)

        gardens.refresh_from_db()
        assert gardens.description == "What grows in town."

    def test_are_joined_if_wanted(self, as_editor, roofs, gardens):
        merge(as_editor, [roofs], gardens, joins_descriptions="on")

        gardens.refresh_from_db()
        assert gardens.description == "What grows in town.\n\nGardens above."


class TestPreview:
    def test_says_what_moves_and_changes_nothing(self, as_editor, member, stories, roofs, gardens):
        StoryPageFactory(parent=stories, title="On top of it all", topics=[roofs])
        StoryPageFactory(parent=stories, title="Still & green", topics=[roofs], live=False)
        MemberLevel.keep(member, 3, topic=roofs)

        text = preview(as_editor, [roofs], gardens)

        assert "cannot be undone" in text
        assert "On top of it all" in text
        assert "Still &amp; green" in text
        rows = re.findall(r'<th scope="row">([^<]+)</th>\s*<td>(\d+)</td>\s*<td>(\d+)</td>', text)
        assert rows == [
            ("Published pages", "1", "0"),
            ("Unpublished pages", "1", "0"),
            ("Levels of members", "1", "0"),
        ]
        assert "Gardens above." in text
        assert Topic.objects.filter(pk=roofs.pk).exists()

    def test_counts_what_is_about_both(self, as_editor, stories, roofs, gardens):
        StoryPageFactory(parent=stories, topics=[roofs, gardens])

        text = preview(as_editor, [roofs], gardens)

        assert re.search(r"Published pages</th>\s*<td>1</td>\s*<td>1</td>", text)

    def test_names_no_member_whose_level_moves(self, as_editor, roofs, gardens):
        MemberLevel.keep(MemberFactory(first_name="Privata"), 3, topic=roofs)

        assert "Privata" not in preview(as_editor, [roofs], gardens)

    def test_meets_as_many_queries_whatever_moves(self, as_editor, stories, roofs, gardens):
        counts = []
        for number in (1, 8):
            for _ in range(number):
                StoryPageFactory(parent=stories, topics=[roofs])
                MemberLevel.keep(UserFactory(), 3, topic=roofs)
            preview(as_editor, [roofs], gardens)
            with CaptureQueriesContext(connection) as queries:
                preview(as_editor, [roofs], gardens)
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 30


class TestEditor:
    def test_begins_with_what_was_ticked_in_the_list(self, as_editor, roofs, gardens):
        url = reverse("wagtail_bulk_action", args=["levels", "topic", "merge"])

        page = as_editor.get(url, {"id": [roofs.pk, gardens.pk]}, follow=True)

        ticked = re.findall(r'name="gone" value="(\d+)"[^>]* checked', page.text)
        assert ticked == [str(gardens.pk), str(roofs.pk)]

    def test_is_led_there_from_each_topic_in_the_list(self, as_editor, roofs):
        text = as_editor.get(reverse("wagtailsnippets_levels_topic:list")).text

        assert f"{reverse('topic_admin:merge')}?gone={roofs.pk}" in text

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize(
        ("gone", "into", "said"),
        [
            ("own", "own", "“Gardens” cannot both go and stay"),
            ("99", "own", "One of these topics is no longer there"),
            ("9" * 30, "own", "One of these topics is no longer there"),
            ("x", "own", "One of these topics is no longer there"),
            ("own", "99", "One of these topics is no longer there"),
            ("", "own", "This field is required."),
            ("own", "", "This field is required."),
        ],
    )
    def test_is_told_what_to_mend(self, as_editor, gardens, method, gone, into, said):
        keys = {"own": gardens.pk, "": []}
        data = {"gone": keys.get(gone, gone), "into": keys.get(into, into) or ""}

        page = getattr(as_editor, method)(reverse("topic_admin:merge"), data)

        assert said in page.text
        assert list(Topic.objects.all()) == [gardens]

    def test_who_sends_it_twice_is_told_that_it_is_gone(self, as_editor, roofs, gardens):
        merge(as_editor, [roofs], gardens)

        page = as_editor.post(reverse("topic_admin:merge"), chosen([roofs], gardens))

        assert "One of these topics is no longer there" in page.text

    def test_finds_in_histories_what_became_of_it(self, as_editor, editor, stories, roofs, gardens):
        StoryPageFactory(parent=stories, topics=[roofs])

        merge(as_editor, [roofs], gardens)

        entries = ModelLogEntry.objects.filter(user=editor).order_by("pk")
        assert [(entry.object_id, entry.message) for entry in entries] == [
            (str(roofs.pk), "Merged “Green roofs” into “Gardens”, with 1 pages"),
            (str(gardens.pk), "Took in “Green roofs”, with 1 pages"),
        ]


def test_nothing_is_merged_where_one_step_fails(as_editor, monkeypatch, stories, roofs, gardens):
    page = StoryPageFactory(parent=stories, topics=[roofs])
    monkeypatch.setattr("plugins.retagging.merging.lead", lambda before, now: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        merge(as_editor, [roofs], gardens)

    assert list(page.topic_tags.values_list("tag", flat=True)) == [roofs.pk]


def test_merges_as_many_pages_in_as_many_queries(as_editor, stories, gardens):
    counts = []
    for number in (1, 6):
        gone = TopicFactory()
        for _ in range(number):
            StoryPageFactory(parent=stories, topics=[gone])
            StoryPageFactory(parent=stories, topics=[gone, gardens]).save_revision()
        with CaptureQueriesContext(connection) as queries:
            merge(as_editor, [gone], gardens)
        counts.append(len(queries))

    assert counts[0] == counts[1]
