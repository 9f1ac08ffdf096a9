"""The index follows whatever happens to pages, levels and topics; `reconcile` says whether it did.

Each test does what people do, in the admin or through the models, and then asks the reader's search
and compares every document of the index with the database.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

from plugins.levels import indexing
from plugins.levels.models import LevelTag, TopicTag
from plugins.stories.models import StoryIndexPage, StoryPage
from plugins.whoosh_search.generations import Layout
from plugins.whoosh_search.models import OutboxEntry
from plugins.whoosh_search.readers import close_all
from plugins.whoosh_search.reconciling import reconcile
from plugins.whoosh_search.sources import Source
from tests.factories import StoryPageFactory, TopicFactory, UserFactory
from tests.levels.brute_force import backends_in

pytestmark = pytest.mark.django_db

Follows = Callable[[], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path) -> Iterator[None]:
    """An index of the test's own: others hold pages that were rolled back."""
    settings.WAGTAILSEARCH_BACKENDS = backends_in(tmp_path)
    yield
    close_all()


@pytest.fixture
def backend(db):
    return get_search_backend("readers")


@pytest.fixture
def follows(backend, searchable) -> Follows:
    """Within it something happens; after it, the index is as the database says."""

    @contextmanager
    def happening() -> Iterator[None]:
        # Without it, the first drain would build the whole index instead of following.
        backend.refresh_indexes()
        with searchable():
            yield
        assert reconcile(backend.options, repair=False).differing == 0

    return happening


@pytest.fixture
def found(at_level) -> Callable[..., set[str]]:
    """The titles that a reader of a level finds."""

    def search(words: str = "queue", *, level: int = 1) -> set[str]:
        results = at_level(level).get("/search/", {"q": words}).context["found"]
        assert results.count == len(results.hits)
        return {hit.page.title for hit in results.hits}

    return search


@pytest.fixture
def admin(client) -> Client:
    """Wagtail's admin, as an administrator uses it."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def story(stories) -> StoryPage:
    return StoryPageFactory(parent=stories, title="A queue", levels=(1,))


@pytest.fixture
def section(home) -> StoryIndexPage:
    """Another list of stories."""
    return home.add_child(instance=StoryIndexPage(title="Other stories", slug="other"))


@pytest.fixture
def private(section) -> StoryIndexPage:
    """A list of stories that is private."""
    return make_private(section)


def make_private(page: Page) -> Page:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


def make_public(page: Page) -> None:
    PageViewRestriction.objects.get(page=page).delete()


def fresh(page: Page) -> Page:
    """The page with its place in the tree as it is now: others may have moved it."""
    return type(page).objects.get(pk=page.pk)


def indexed(backend) -> set[int]:
    """Return the keys of the pages that the index holds, at whatever level."""
    return {
        int(key)
        for key in backend.reading(
            lambda snapshot: {
                key
                for segment in snapshot.segments(None)
                for number, key in enumerate(segment.columns.primary_keys)
                if number not in segment.deleted
            }
        )
    }


class TestPublishing:
    def test_a_page_is_found_once_it_is_live(self, stories, follows, found):
        with follows():
            draft = StoryPageFactory(parent=stories, title="A queue", live=False)
        assert found() == set()

        with follows():
            draft.save_revision().publish()

        assert found() == {"A queue"}

    def test_an_unpublished_page_is_gone(self, story, backend, follows, found):
        with follows():
            story.unpublish()

        assert found() == set()
        assert story.pk not in indexed(backend)

    def test_unpublishing_a_section_takes_what_is_below(
        self, admin, stories, story, backend, follows, found
    ):
        with follows():
            post(admin, "wagtailadmin_pages:unpublish", stories.pk, include_descendants="on")

        assert found() == set()
        assert indexed(backend) == set()

    def test_an_edited_draft_stays_out(self, story, follows, found):
        story.title = "A giraffe"
        with follows():
            story.save_revision()

        assert found("giraffe") == set()
        assert found() == {"A queue"}

    def test_an_earlier_revision_that_is_restored_is_found(self, story, follows, found):
        earlier = story.save_revision()
        story.title = "A giraffe"
        story.save_revision().publish()
        with follows():
            earlier.as_object().save_revision().publish()

        assert found() == {"A queue"}
        assert found("giraffe") == set()

    def test_a_revision_that_is_published_later_is_found_then(self, story, follows, found):
        story.title = "A giraffe"
        story.go_live_at = timezone.now() + timedelta(hours=1)
        revision = story.save_revision()
        with follows():
            revision.publish()
        assert found("giraffe") == set()

        # An hour later.
        revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
        revision.content["go_live_at"] = None
        revision.save()
        with follows():
            call_command("publish_scheduled")

        assert found("giraffe") == {"A giraffe"}

    def test_an_expired_page_is_hidden_at_once_and_leaves_with_the_next_publish_scheduled(
        self, story, backend, follows, found
    ):
        with follows():
            story.save()
        # Time passes, and nobody saves.
        Page.objects.filter(pk=story.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
        assert found() == set()

        with follows():
            call_command("publish_scheduled")

        assert found() == set()
        assert story.pk not in indexed(backend)

    def test_a_slug_that_changes_above_and_on_a_page_changes_nothing(
        self, stories, story, follows, found
    ):
        with follows():
            stories.slug = "tales"
            stories.save_revision().publish()
            story.refresh_from_db()
            story.slug = "the-queue"
            story.save_revision().publish()

        assert found() == {"A queue"}


class TestPrivacy:
    @pytest.mark.parametrize("above", [False, True])
    def test_a_page_is_gone_while_it_is_private(
        self, stories, story, backend, follows, found, above
    ):
        with follows():
            make_private(stories if above else story)
        assert found() == set()
        assert story.pk not in indexed(backend)

        with follows():
            make_public(stories if above else story)

        assert found() == {"A queue"}

    def test_made_private_and_public_in_the_admin(self, admin, stories, story, follows, found):
        with follows():
            post(admin, "wagtailadmin_pages:set_privacy", stories.pk, restriction_type="login")
        assert found() == set()

        with follows():
            post(admin, "wagtailadmin_pages:set_privacy", stories.pk, restriction_type="none")

        assert found() == {"A queue"}

    def test_a_page_that_is_private_twice_stays_so_when_one_is_lifted(
        self, stories, story, follows, found
    ):
        make_private(stories)
        make_private(story)

        with follows():
            make_public(stories)

        assert found() == set()

    def test_a_page_that_is_written_in_a_private_section_stays_out(
        self, private, backend, follows, found
    ):
        with follows():
            StoryPageFactory(parent=private, title="A queue")

        assert found() == set()
        assert indexed(backend) == set()

    def test_a_section_costs_a_few_queries_and_loads_no_page(
        self, stories, backend, follows, django_assert_max_num_queries, monkeypatch
    ):
        StoryPageFactory.create_batch(12, parent=stories)
        restriction = PageViewRestriction(page=stories, restriction_type="login")
        monkeypatch.setattr(StoryPage, "from_db", None)

        with django_assert_max_num_queries(10):
            restriction.save()

        noted = OutboxEntry.objects.filter(model="stories.storypage").values("key").distinct()
        assert noted.count() == 12


class TestMoving:
    def test_into_and_out_of_a_private_section(
        self, stories, story, private, backend, follows, found
    ):
        with follows():
            story.move(private, pos="last-child")
        assert found() == set()
        assert story.pk not in indexed(backend)

        with follows():
            fresh(story).move(fresh(stories), pos="last-child")

        assert found() == {"A queue"}

    def test_a_whole_section_into_a_private_one(
        self, admin, home, stories, story, backend, follows, found
    ):
        private = make_private(home.add_child(instance=StoryIndexPage(title="Internal")))
        with follows():
            stories.move(private, pos="last-child")
        assert found() == set()
        assert indexed(backend) == set()

        with follows():
            fresh(stories).move(fresh(home), pos="last-child")

        assert found() == {"A queue"}

    def test_in_the_admin(self, admin, story, private, follows, found):
        with follows():
            post(admin, "wagtailadmin_pages:move_confirm", story.pk, private.pk)

        assert found() == set()

    def test_to_a_parent_of_another_type(self, home, story, follows, found):
        with follows():
            story.move(home, pos="last-child")

        assert found() == {"A queue"}


class TestTags:
    def test_of_a_page_that_is_published_again(self, story, level, follows, found):
        with follows():
            story.levels.set([level(4)])
            story.save_revision().publish()

        assert found(level=1) == set()
        assert found(level=4) == {"A queue"}

    def test_set_without_a_revision(self, story, level, follows, found):
        with follows():
            story.levels.set([level(1), level(4)])
            story.save()

        assert found(level=1) == found(level=4) == {"A queue"}

    def test_written_one_by_one(self, story, level, follows, found):
        with follows():
            tag = LevelTag.objects.create(content_object=story, tag=level(4))
        assert found(level=4) == {"A queue"}

        with follows():
            tag.delete()

        assert found(level=4) == set()

    def test_written_over_with_another(self, story, level, follows, found):
        with follows():
            tag = LevelTag.objects.get(content_object=story)
            tag.tag = level(4)
            tag.save()

        assert found(level=1) == set()
        assert found(level=4) == {"A queue"}

    def test_deleted_all_at_once(self, story, backend, follows, found):
        with follows():
            LevelTag.objects.filter(content_object=story).delete()

        assert found() == set()
        assert story.pk not in indexed(backend)

    def test_in_a_draft_change_nothing(self, story, level, follows, found):
        with follows():
            story.levels.set([level(4)])
            story.save_revision()

        assert found(level=1) == {"A queue"}
        assert found(level=4) == set()


class TestTopics:
    @pytest.fixture
    def about_giraffes(self, stories):
        topic = TopicFactory(name="Giraffes")
        StoryPageFactory(parent=stories, title="Long necks", topics=[topic])
        return topic

    def test_are_searched_by_name(self, about_giraffes, follows, found):
        with follows():
            pass

        assert found("giraffe") == {"Long necks"}

    def test_renamed(self, about_giraffes, follows, found):
        with follows():
            about_giraffes.name = "Okapis"
            about_giraffes.save()

        assert found("giraffe") == set()
        assert found("okapi") == {"Long necks"}

    def test_renamed_in_the_admin(self, admin, about_giraffes, follows, found):
        with follows():
            post(admin, "wagtailsnippets_levels_topic:edit", about_giraffes.pk, name="Okapis")

        assert found("okapi") == {"Long necks"}

    @pytest.mark.parametrize("at_once", [False, True])
    def test_deleted(self, about_giraffes, follows, found, at_once):
        topics = type(about_giraffes).objects.filter(pk=about_giraffes.pk)
        with follows():
            (topics if at_once else topics.get()).delete()

        assert found("giraffe") == set()
        assert found("neck") == {"Long necks"}

    def test_merged(self, about_giraffes, follows, found):
        okapis = TopicFactory(name="Okapis")
        with follows():
            for tag in TopicTag.objects.filter(tag=about_giraffes):
                tag.tag = okapis
                tag.save()
            about_giraffes.delete()

        assert found("giraffe") == set()
        assert found("okapi") == {"Long necks"}

    def test_put_on_a_page(self, about_giraffes, story, follows, found):
        with follows():
            story.topics.set([about_giraffes])
            story.save_revision().publish()
        assert found("giraffe") == {"Long necks", "A queue"}

        with follows():
            TopicTag.objects.filter(content_object=story).delete()

        assert found("giraffe") == {"Long necks"}

    @pytest.mark.parametrize("change", ["rename", "delete"])
    def test_of_many_pages_cost_few_queries(
        self, stories, topic, follows, django_assert_max_num_queries, change
    ):
        StoryPageFactory.create_batch(12, parent=stories, topics=[topic])
        topic.name = "Okapis"

        with django_assert_max_num_queries(20):
            topic.save() if change == "rename" else topic.delete()

    def test_indexing_many_pages_costs_few_queries(
        self, stories, topic, backend, django_assert_max_num_queries
    ):
        pages = StoryPageFactory.create_batch(12, parent=stories, topics=[topic])
        source = Source(backend.options, pointer_of(backend))
        keys = [("stories.storypage", str(page.pk)) for page in pages]

        with django_assert_max_num_queries(5):
            documents = source.documents(keys)

        assert all(documents.values())


class TestLevels:
    def test_renamed_are_routed_as_before(self, admin, story, level, follows, found):
        with follows():
            first = level(1)
            first.name = "Giraffe"
            first.save()

        assert found() == {"A queue"}
        assert found("giraffe") == set()


class TestDeleting:
    def test_a_page(self, story, backend, follows, found):
        with follows():
            story.delete()

        assert found() == set()
        assert indexed(backend) == set()

    @pytest.mark.parametrize("how", ["page", "queryset", "admin", "bulk action"])
    def test_a_section_with_all_that_is_below(
        self, admin, home, stories, story, backend, follows, how
    ):
        make_private(story)
        StoryPageFactory.create_batch(3, parent=stories, topics=[TopicFactory()])
        ways = {
            "page": stories.delete,
            "queryset": Page.objects.filter(pk=stories.pk).delete,
            "admin": lambda: post(admin, "wagtailadmin_pages:delete", stories.pk),
            "bulk action": lambda: bulk(admin, "delete", stories),
        }
        with follows():
            pass
        assert len(indexed(backend)) == 3

        with follows():
            ways[how]()

        assert not StoryPage.objects.exists()
        assert indexed(backend) == set()


class TestBulkActions:
    def test_publish_and_unpublish(self, admin, stories, follows, found):
        draft = StoryPageFactory(parent=stories, title="A queue", live=False)
        draft.save_revision()

        with follows():
            bulk(admin, "publish", draft)
        assert found() == {"A queue"}

        with follows():
            bulk(admin, "unpublish", draft)
        assert found() == set()

    def test_move(self, admin, story, private, follows, found):
        with follows():
            bulk(admin, "move", story, chooser=private.pk)

        assert StoryPage.objects.child_of(private).exists()
        assert found() == set()


class TestCopies:
    def test_a_copy_is_found_and_its_original_too(self, story, level, follows, found):
        with follows():
            story.copy(update_attrs={"title": "Another queue", "slug": "another"})

        assert found() == {"A queue", "Another queue"}

    def test_a_copy_in_a_private_section_is_not(self, story, private, follows, found):
        with follows():
            story.copy(to=private, update_attrs={"title": "Another queue"})

        assert found() == {"A queue"}

    def test_a_copied_section_brings_what_is_below(self, stories, story, home, follows, found):
        with follows():
            stories.copy(to=home, recursive=True, update_attrs={"slug": "copy", "title": "Copy"})

        assert StoryPage.objects.count() == 2
        assert found() == {"A queue"}

    def test_a_copy_that_is_private_like_its_original(self, story, backend, follows):
        make_private(story)
        with follows():
            story.copy(update_attrs={"slug": "another"})

        assert indexed(backend) == set()

    def test_an_alias_follows_its_original(self, story, level, follows, found):
        with follows():
            story.create_alias(update_slug="alias")
        assert StoryPage.objects.filter(level_tags__tag=level(1)).count() == 2

        with follows():
            story.title = "A giraffe"
            story.levels.set([level(4)])
            story.save_revision().publish()

        assert found("giraffe", level=4) == {"A giraffe"}
        assert found("giraffe", level=1) == found("queue", level=1) == set()

    def test_a_translation(self, story, follows, found):
        french = Locale.objects.create(language_code="fr")
        with follows():
            copied = CopyPageForTranslationAction(story, french, copy_parents=True).execute()
        assert found() == {"A queue"}

        with follows():
            copied.title = "Une girafe"
            copied.save_revision().publish()

        assert found("girafe") == {"Une girafe"}


class TestOtherEngines:
    def test_are_given_whole_pages_some_at_a_time(self, settings, stories, monkeypatch):
        given = []
        engine = {"BACKEND": "wagtail.search.backends.database"}
        settings.WAGTAILSEARCH_BACKENDS = {**settings.WAGTAILSEARCH_BACKENDS, "readers": engine}
        monkeypatch.setattr(indexing, "LOADED_AT_ONCE", 2)
        pages = StoryPageFactory.create_batch(3, parent=stories)
        backend = type(get_search_backend("readers"))
        monkeypatch.setattr(backend, "add_bulk", lambda self, model, each: given.append(each))

        indexing.index_again(Page.objects.filter(pk__in=[page.pk for page in pages]))

        assert [len(each) for each in given] == [2, 1]
        assert {type(page) for each in given for page in each} == {StoryPage}


def post(admin: Client, view: str, key: int, *keys: int, **data: object) -> None:
    """Send a form of the admin."""
    assert admin.post(reverse(view, args=[key, *keys]), data).status_code in (200, 302)


def bulk(admin: Client, action: str, page: Page, **data: object) -> None:
    """Run a bulk action of the admin's page list."""
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    assert admin.post(f"{url}?id={page.pk}", data).status_code == 302


def pointer_of(backend):
    backend.refresh_indexes()
    return Layout(backend.options.path).read()
