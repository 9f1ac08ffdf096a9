"""The sample content and the demo accounts: loading them, and taking them out again."""

import shutil
from functools import cache
from io import BytesIO, StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from PIL import Image as PILImage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Revision

from cop_site.demo import media, texts
from cop_site.demo.accounts import ACCOUNTS, PASSWORD
from cop_site.demo.desk import SUBMISSIONS
from cop_site.demo.loading import insert_after
from cop_site.demo.texts import demo_articles
from cop_site.demo.verdicts import VERDICTS
from cop_site.importing.sources import SourceFolder
from cop_site.models import CommunitySettings
from plugins.levels.models import Topic
from plugins.members.models import User
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

FEW_FILES = [
    "stories/fourteen-letters.md",
    "stories/two-hundred-calls.md",
    "resources/a-service-with-three-owners.md",
    "resources/choosing-the-first-dataset.md",
    "resources/listening-before-deciding.md",
    "resources/one-letter-one-action.md",
]


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch):
    """Plain pictures in the place of the drawings, which take longer than all else."""

    @cache
    def draw(name: str) -> bytes:
        picture = BytesIO()
        PILImage.new("RGB", (16, 9)).save(picture, "PNG")
        return picture.getvalue()

    monkeypatch.setattr(media, "draw", draw)


@pytest.fixture
def few_files(tmp_path, monkeypatch):
    """Only some of the files, which is quicker."""
    for path in FEW_FILES:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(texts.CONTENT.root / path, tmp_path / path)
    monkeypatch.setattr(texts, "CONTENT", SourceFolder(tmp_path))


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def load(**options: object) -> str:
    report = StringIO()
    call_command("load_demo_content", stdout=report, **options)
    return report.getvalue()


def remove() -> str:
    report = StringIO()
    call_command("remove_demo_content", stdout=report)
    return report.getvalue()


def demo_pages() -> list[Page]:
    return [
        page
        for model in (StoryPage, ResourcePage)
        for page in model.objects.filter(source_path__startswith="demo/")
    ]


class TestContent:
    def test_fills_every_level_on_several_topics(self, home):
        load(no_accounts=True)

        assert StoryPage.objects.live().count() >= 16
        assert ResourcePage.objects.live().count() >= 16
        assert Topic.objects.exclude(topic_tags=None).count() >= 6
        for number in (1, 2, 3, 4):
            assert Page.objects.live().filter(level_tags__tag__number=number).count() >= 8

    def test_names_what_fitted_its_readers_at_every_level(self, client, home):
        load(no_accounts=True)

        for number in (1, 2, 3, 4):
            assert "What fitted others here" in client.get(f"/levels/{number}/").text

    def test_names_only_what_is_there(self):
        stories = dict(demo_articles("stories"))
        resources = dict(demo_articles("resources"))
        assert VERDICTS.keys() <= stories.keys() | resources.keys()

        named_stories = {
            slug for each in resources.values() for slug in each.fields.get("drawn_from") or ()
        }
        named_resources = {each.fields.get("resource") for each in stories.values()} - {None}
        assert named_stories <= stories.keys()
        assert named_resources <= resources.keys()
        assert all(each.levels for each in resources.values())
        submissions = dict(demo_articles("submissions"))
        assert submissions.keys() == SUBMISSIONS.keys()
        assert len(texts.CONTENT.markdown_paths()) == len(stories | resources | submissions)


@pytest.mark.usefixtures("few_files")
class TestLoading:
    def test_gives_a_story_its_parts_in_order(self, home):
        load(no_accounts=True)

        names = [b.block_type for b in StoryPage.objects.get(slug="fourteen-letters").body]
        assert names == [
            "situation", "picture", "action", "quote", "outcome", "figures", "advice", "resource",
        ]  # fmt: skip

    def test_links_stories_and_resources_both_ways(self, home):
        load(no_accounts=True)

        story = StoryPage.objects.get(slug="fourteen-letters")
        [linked] = [block.value.slug for block in story.body if block.block_type == "resource"]
        resource = ResourcePage.objects.get(slug="one-letter-one-action")
        sources = [source.source.slug for source in resource.sources.all()]
        assert linked == "a-service-with-three-owners"
        assert sources == ["two-hundred-calls", "fourteen-letters"]

    def test_keeps_all_of_a_page_in_its_one_revision(self, home):
        load(no_accounts=True)

        for page in demo_pages():
            revision = Revision.objects.for_instance(page).get()
            assert page.live_revision == page.latest_revision == revision
            assert not page.has_unpublished_changes
        resource = ResourcePage.objects.get(slug="one-letter-one-action")
        in_editor = resource.get_latest_revision_as_object()
        assert in_editor.sources.count() == 2

    def test_takes_along_attachments_questions_and_a_review_date(self, home):
        load(no_accounts=True)

        resource = ResourcePage.objects.get(slug="choosing-the-first-dataset")
        assert resource.attachments.get().document.collection.name == "Sample content"
        assert resource.review_date.year == resource.first_published_at.year + 1
        assert len(ResourcePage.objects.get(slug="listening-before-deciding").questions) == 3

    def test_says_of_itself_that_it_is_sample_content(self, home):
        load(no_accounts=True)

        assert "sample content" in CommunitySettings.load().notice

    def test_leaves_the_notice_of_an_editor(self, home):
        community = CommunitySettings.load()
        community.notice = "Closed on Friday"
        community.save()

        load(no_accounts=True)

        assert CommunitySettings.load().notice == "Closed on Friday"

    def test_leaves_a_page_of_the_same_address(self, stories):
        StoryPageFactory(parent=stories, title="Mine", slug="fourteen-letters")

        load(no_accounts=True)

        assert StoryPage.objects.get(slug="fourteen-letters").title == "Mine"

    def test_can_be_loaded_again(self, home):
        load(no_accounts=True)
        before = {page.pk for page in demo_pages()}

        load(no_accounts=True)

        assert {page.pk for page in demo_pages()} == before
        assert Revision.objects.count() == len(before)
        assert Collection.objects.filter(name="Sample content").count() == 1

    def test_puts_a_block_where_its_section_ends(self):
        blocks = [("situation", 1), ("text", 2), ("action", 3)]

        insert_after("situation", ("picture", 4), blocks)
        insert_after("advice", ("quote", 5), blocks)

        assert [value for _name, value in blocks] == [1, 2, 4, 3, 5]


@pytest.mark.usefixtures("few_files")
class TestAccounts:
    def test_makes_one_for_each_role_and_prints_how_to_sign_in(self, home, debug, client):
        report = load()

        groups = {user.email: [g.name for g in user.groups.all()] for user in User.objects.all()}
        assert groups == {
            "member@example.org": [],
            "practitioner@example.org": ["Practitioners"],
            "editor@example.org": ["Editors"],
            "admin@example.org": [],
        }
        assert User.objects.get(is_superuser=True).email == "admin@example.org"
        assert EmailAddress.objects.filter(verified=True, primary=True).count() == 4
        assert all(account.email in report for account in ACCOUNTS)
        assert PASSWORD in report

    def test_lets_one_sign_in(self, home, debug, client):
        load()

        answer = client.post(
            "/accounts/login/", {"login": "editor@example.org", "password": PASSWORD}
        )

        assert answer.status_code == 302
        assert client.get("/admin/").status_code == 200

    def test_lets_the_practitioner_own_the_stories(self, home, debug):
        load()

        assert {page.owner.email for page in StoryPage.objects.all()} == {
            "practitioner@example.org"
        }

    def test_is_refused_where_debug_is_off(self, home):
        with pytest.raises(CommandError, match="DEBUG"):
            load()

        assert not User.objects.exists()
        assert not demo_pages()

    def test_leaves_an_account_that_is_there(self, home, debug):
        User.objects.create_user("ed", "editor@example.org", "a password of their own")

        load()

        editor = User.objects.get(email="editor@example.org")
        assert editor.check_password("a password of their own")
        assert not editor.groups.exists()


@pytest.mark.usefixtures("few_files")
class TestRemoving:
    def test_leaves_nothing_of_it(self, home, debug):
        pages = Page.objects.count()
        load()

        report = remove()

        assert Page.objects.count() == pages
        assert not demo_pages()
        for model in (get_image_model(), get_document_model(), Topic, User, Revision):
            assert not model.objects.exists()
        assert not Collection.objects.filter(name="Sample content").exists()
        assert CommunitySettings.load().notice == ""
        assert "Kept: 0" in report

    def test_leaves_what_is_not_of_it(self, stories, resources, debug):
        story = StoryPageFactory(parent=stories, title="Ours")
        resource = ResourcePageFactory(parent=resources, title="Ours too")
        topic = TopicFactory(name="A topic of ours")
        member = User.objects.create_user("ana", "ana@example.org")
        load()

        remove()

        for thing in (story, resource, topic, member):
            thing.refresh_from_db()

    def test_keeps_a_page_that_somebody_edited_with_what_it_shows(self, home, debug):
        load()
        editor = User.objects.get(email="editor@example.org")
        story = StoryPage.objects.get(slug="fourteen-letters")
        story.title = "Fifteen letters"
        story.save_revision(user=editor).publish(user=editor)

        report = remove()

        [kept] = demo_pages()
        assert kept.title == "Fifteen letters"
        assert kept.owner.email == "practitioner@example.org"
        assert "Fifteen letters: edited here" in report
        assert "used elsewhere" in report
        assert "editor@example.org: has content of its own" in report
        assert get_image_model().objects.count() == 1

    def test_keeps_a_page_that_somebody_took_offline(self, home, debug):
        load()
        editor = User.objects.get(email="editor@example.org")
        StoryPage.objects.get(slug="fourteen-letters").unpublish(user=editor)

        remove()

        assert [page.slug for page in demo_pages()] == ["fourteen-letters"]

    def test_keeps_a_picture_that_somebody_edited(self, home, debug, client):
        load()
        image = get_image_model().objects.first()
        client.force_login(User.objects.get(email="admin@example.org"))
        client.post(
            f"/admin/images/{image.pk}/",
            {"title": "Renamed", "collection": image.collection_id, "tags": ""},
        )

        report = remove()

        assert get_image_model().objects.get().title == "Renamed"
        assert "Renamed: edited here" in report

    def test_keeps_an_account_whose_password_was_changed(self, home, debug):
        load()
        admin = User.objects.get(email="admin@example.org")
        admin.set_password("something else")
        admin.save()

        report = remove()

        assert User.objects.get() == admin
        assert "admin@example.org: its password was changed" in report

    def test_keeps_a_topic_that_something_else_is_about(self, stories, debug):
        load()
        topic = StoryPage.objects.get(slug="fourteen-letters").topics.first()
        StoryPageFactory(parent=stories, topics=[topic])

        remove()

        assert Topic.objects.get() == topic
