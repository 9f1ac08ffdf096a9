"""Other levels and topics for many pages: chosen, previewed, done some at a time, and undone."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry
from wagtail.search.backends import get_search_backend

from plugins.levels.models import LevelTag
from plugins.levels.retagging import tags_of
from plugins.retagging import jobs
from plugins.retagging.models import KEPT_FOR, RetaggedPage, Retagging
from plugins.stories.models import StoryPage
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in
from tests.sharing.editorial import editor_named, set_up_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(home: Any) -> Any:
    set_up_roles()
    return editor_named()


@pytest.fixture
def as_editor(editor: Any) -> Client:
    return signed_in(editor)


@pytest.fixture
def queue(stories: Any) -> StoryPage:
    """A story at level 1 that readers see."""
    return StoryPageFactory(parent=stories, title="Queue", levels=[1])


@pytest.fixture
def pattern(resources: Any) -> Any:
    """A resource at level 3 that readers see."""
    return ResourcePageFactory(parent=resources, title="Pattern", levels=[3])


ACTION = ["wagtailcore", "page", "retag"]


def action(*pages: Any, **query: Any) -> str:
    """Return where the bulk action begins for these pages, or for what `query` says."""
    keys = {"id": [page.pk for page in pages], **query}
    return reverse("wagtail_bulk_action", args=ACTION, query=keys)


def preview(client: Client, url: str, **chosen: Any) -> Any:
    return client.post(url, chosen)


def begin(client: Client, url: str, **chosen: Any) -> str:
    """Choose, look at the preview and begin; return where the progress is shown."""
    seen = preview(client, url, **chosen)
    hidden = BeautifulSoup(seen.text, "html.parser").select_one("input[name=previewed]")
    assert hidden is not None, seen.text
    begun = client.post(url, {**chosen, "previewed": hidden["value"], "go": "1"})
    assert begun.status_code == 302, begun.text
    return begun.url


def retagged(client: Client, *pages: Any, **chosen: Any) -> Retagging:
    """Change these pages, to the end."""
    client.post(begin(client, action(*pages), **chosen))
    return Retagging.objects.get()


def undone(client: Client, retagging: Retagging) -> Retagging:
    """Undo a retagging, to the end."""
    client.post(client.post(reverse("retagging:undo", args=[retagging.pk])).url)
    return retagging.undone_by.get()


def tell(level: Any, *numbers: int, how: str = "set") -> dict[str, Any]:
    """Return what the form sends for levels."""
    return {"levels_how": how, "levels": [level(number).pk for number in numbers]}


def levels_of(page: Any) -> set[int]:
    return set(
        LevelTag.objects.filter(content_object=page.pk).values_list("tag__number", flat=True)
    )


def states(retagging: Retagging) -> dict[str, str]:
    return dict(retagging.pages.values_list("title", "state"))


class TestPreview:
    def test_says_from_what_to_what_and_changes_nothing(self, as_editor, queue, level, topic):
        chosen = {"topics_how": "add", "topics": topic.pk, **tell(level, 4, how="add")}

        page = preview(as_editor, action(queue), **chosen)

        assert "levels: 1 → 1, 4; topics: none → Topic" in page.text
        assert "Yes, change 1 page" in page.text
        assert levels_of(queue) == {1}

    def test_says_what_is_left_alone_and_why(self, as_editor, queue, pattern, level, editor):
        other = MemberFactory()
        locked = StoryPageFactory(
            parent=queue.get_parent(), title="Locked", levels=[1], locked=True, locked_by=other
        )

        page = preview(as_editor, action(queue, pattern, locked), **tell(level, 4, 1))

        text = " ".join(page.text.split())
        assert "1 page changes." in text
        assert "A resource may be at levels 2, 3, 4, not at level 1." in text
        assert "It is locked." in text

    def test_says_of_each_version_where_they_differ(self, as_editor, queue, level):
        queue.levels.set([level(4)])
        queue.save_revision()

        page = preview(as_editor, action(queue), **tell(level, 1, how="add"))

        assert "the page: no change" in page.text
        assert "what is being written: levels: 4 → 1, 4" in page.text

    @pytest.mark.parametrize(
        ("chosen", "expected"),
        [
            ({}, "Say what is to change"),
            ({"levels_how": "set"}, "Tick the levels that you mean"),
            ({"topics_how": "remove"}, "Tick the topics that you mean"),
            ({"topics_how": "add", "topics": "9" * 30}, "is not one of the available choices"),
        ],
    )
    def test_says_what_is_missing(self, as_editor, queue, chosen, expected):
        page = preview(as_editor, action(queue), **chosen)

        assert expected in page.text
        assert "Yes, change" not in page.text

    def test_is_shown_again_where_something_else_is_chosen(self, as_editor, queue, level):
        url = action(queue)
        seen = preview(as_editor, url, **tell(level, 4))
        mark = seen.context["form"].seal()

        again = as_editor.post(url, {**tell(level, 4, how="add"), "previewed": mark, "go": "1"})

        assert "levels: 1 → 1, 4" in again.text
        assert not Retagging.objects.exists()

    def test_asks_for_no_page_by_itself(
        self, as_editor, stories, level, django_assert_max_num_queries
    ):
        pages = [StoryPageFactory(parent=stories, title=f"Queue {n}") for n in range(20)]
        workflow = stories.get_workflow()
        for page in pages[:10]:
            page.save_revision()
            workflow.start(page, None)

        with django_assert_max_num_queries(40):
            page = preview(as_editor, action(*pages), **tell(level, 4))

        assert "20 pages change." in page.text


class TestSelectAll:
    def selected(self, client: Client, url: str, level: Any) -> set[str]:
        page = preview(client, url, **tell(level, 4))
        return {each.title for each, _lines in page.context["changing"]}

    def test_takes_what_is_directly_below(self, as_editor, home, stories, queue, pattern, level):
        below_stories = action(id="all", childOf=stories.pk)
        below_home = action(id="all", childOf=home.pk)

        assert self.selected(as_editor, below_stories, level) == {"Queue"}
        assert self.selected(as_editor, below_home, level) == set()

    def test_takes_what_the_list_is_narrowed_down_to(self, as_editor, home, stories, queue, level):
        StoryPageFactory(parent=stories, title="Without")
        LevelTag.objects.filter(content_object__title="Without").delete()

        url = action(id="all", childOf=home.pk, level="none")

        assert self.selected(as_editor, url, level) == {"Without"}

    def test_takes_what_is_found(self, as_editor, home, stories, queue, level):
        StoryPageFactory(parent=stories, title="Another")

        for url in (
            action(id="all", childOf=home.pk, q="queue"),
            action(id="all", q="queue", next="/admin/pages/search/?q=queue"),
        ):
            assert self.selected(as_editor, url, level) == {"Queue"}

    def test_takes_pages_of_the_type_that_is_listed(self, as_editor, queue, pattern, level):
        listing = reverse("wagtailadmin_pages:type_use", args=["resources", "resourcepage"])

        url = action(id="all", next=listing)

        assert self.selected(as_editor, url, level) == {"Pattern"}

    @pytest.mark.parametrize("query", [{"childOf": "x"}, {"childOf": "9" * 30}, {"childOf": 0}])
    def test_is_not_found_below_what_is_not_there(self, as_editor, query):
        assert as_editor.get(action(id="all", **query)).status_code == 404

    def test_takes_no_keys_that_no_page_can_have(self, as_editor):
        assert "No page is selected" in as_editor.get(action(id=["x", "9" * 30, "²"])).text


class TestDoing:
    def test_changes_every_page_with_revision_and_log_entry(
        self, as_editor, editor, queue, pattern, level
    ):
        retagging = retagged(as_editor, queue, pattern, **tell(level, 4))

        assert (levels_of(queue), levels_of(pattern)) == ({4}, {4})
        assert states(retagging) == {"Queue": "done", "Pattern": "done"}
        for page in (queue, pattern):
            actions = PageLogEntry.objects.filter(page=page.pk, user=editor)
            assert {"wagtail.edit", "wagtail.publish", "levels.retag"} <= set(
                actions.values_list("action", flat=True)
            )
            assert type(page).objects.get(pk=page.pk).live_revision.user == editor

    def test_shows_what_became_of_each_page(self, as_editor, queue, pattern, level):
        other = StoryPageFactory(parent=queue.get_parent(), title="Other", levels=[4])
        url = begin(as_editor, action(queue, pattern, other), **tell(level, 1))
        as_editor.post(url)

        page = as_editor.get(url)

        assert states(retagging_at(url)) == {
            "Queue": "unchanged",
            "Pattern": "left alone",
            "Other": "done",
        }
        assert "A resource may be at levels 2, 3, 4, not at level 1." in page.text
        assert "levels: 4 → 1" in page.text

    def test_goes_on_where_it_was_left(self, as_editor, queue, pattern, level, monkeypatch):
        url = begin(as_editor, action(queue, pattern), **tell(level, 4))
        monkeypatch.setattr(jobs.go_on, "__kwdefaults__", {"seconds": 0})

        as_editor.post(url)
        first = as_editor.get(url)
        as_editor.post(url)
        last = as_editor.get(url)

        assert "1 of 2 pages." in first.text
        assert "Go on" in first.text
        assert "2 of 2 pages." in last.text
        assert "2 pages were changed." in last.text

    def test_answers_the_script_of_its_page(self, as_editor, queue, level):
        url = begin(as_editor, action(queue), **tell(level, 4))

        answer = as_editor.post(url, headers={"accept": "application/json"}).json()

        assert answer["is_finished"]
        assert "1 of 1 pages." in answer["html"]

    def test_does_nothing_twice(self, as_editor, queue, level):
        url = begin(as_editor, action(queue), **tell(level, 4))

        as_editor.post(url)
        revisions = queue.revisions.count()
        as_editor.post(url)

        assert queue.revisions.count() == revisions

    def test_can_be_stopped(self, as_editor, queue, level):
        url = begin(as_editor, action(queue), **tell(level, 4))

        as_editor.post(f"{url}stop/")
        as_editor.post(url)

        assert levels_of(queue) == {1}
        assert states(retagging_at(url)) == {"Queue": "left alone"}

    def test_leaves_alone_what_was_deleted_locked_or_fails(
        self, as_editor, stories, queue, pattern, level, monkeypatch, caplog
    ):
        gone = StoryPageFactory(parent=stories, title="Gone")
        broken = StoryPageFactory(parent=stories, title="Broken")
        url = begin(as_editor, action(queue, pattern, gone, broken), **tell(level, 4))
        gone.delete()
        StoryPage.objects.filter(pk=queue.pk).update(locked=True)
        monkeypatch.setattr(jobs, "give", failing_for(broken, jobs.give))

        as_editor.post(url)

        assert states(retagging_at(url)) == {
            "Queue": "left alone",
            "Gone": "left alone",
            "Broken": "left alone",
            "Pattern": "done",
        }
        assert "could not be retagged" in caplog.text

    def test_indexes_what_a_process_changed_before_it_was_killed(
        self, as_editor, queue, level, topic, monkeypatch
    ):
        url = begin(as_editor, action(queue), topics_how="add", topics=topic.pk)
        monkeypatch.setattr("plugins.levels.indexing.index_everywhere", lambda pages: None)
        as_editor.post(url)
        monkeypatch.undo()
        RetaggedPage.objects.update(is_indexed=False)
        assert not get_search_backend("default").search("topic", StoryPage)

        as_editor.post(url)

        assert list(get_search_backend("default").search("topic", StoryPage)) == [queue]

    def test_is_right_in_search_at_once(self, as_editor, queue, level, at_level, searchable):
        with searchable():
            retagged(as_editor, queue, **tell(level, 4))

        url = reverse("search", query={"q": "queue"})
        assert "Queue" in at_level(4).get(url).text
        assert queue.get_url() not in at_level(1).get(url).text


def retagging_at(url: str) -> Retagging:
    return Retagging.objects.get(pk=url.rstrip("/").rsplit("/", 1)[-1])


def failing_for(broken: Any, give: Any) -> Any:
    """Return `give`, which fails for one page as code may fail."""

    def fail(page: Any, *args: Any, **kwargs: Any) -> Any:
        if page.pk == broken.pk:
            raise KeyError
        return give(page, *args, **kwargs)

    return fail


class TestUndoing:
    def test_gives_back_what_was_there(self, as_editor, queue, pattern, level, topic):
        queue.topics.set([topic])
        queue.save()
        before = [tags_of(page) for page in (queue, pattern)]
        chosen = {"topics_how": "set", "topics": [], **tell(level, 4)}
        retagging = retagged(as_editor, queue, pattern, **chosen)

        undoing = undone(as_editor, retagging)

        assert [tags_of(page) for page in (queue, pattern)] == before
        assert states(undoing) == {"Queue": "done", "Pattern": "done"}
        assert queue.revisions.count() == 2

    def test_leaves_alone_what_somebody_has_changed_since(
        self, as_editor, editor, queue, pattern, level
    ):
        retagging = retagged(as_editor, queue, pattern, **tell(level, 4))
        again = StoryPage.objects.get()
        again.levels.set([level(1), level(4)])
        again.save_revision().publish()

        undoing = undone(as_editor, retagging)

        assert (levels_of(queue), levels_of(pattern)) == ({1, 4}, {3})
        page = as_editor.get(reverse("retagging:progress", args=[undoing.pk]))
        assert "Somebody has changed its levels or topics since." in page.text

    def test_leaves_other_changes_as_they_are(self, as_editor, queue, level):
        retagging = retagged(as_editor, queue, **tell(level, 4))
        again = StoryPage.objects.get()
        again.title = "The longer queue"
        again.save_revision()

        undone(as_editor, retagging)

        again = StoryPage.objects.get()
        assert (again.title, levels_of(queue)) == ("Queue", {1})
        latest = again.get_latest_revision_as_object()
        assert (latest.title, [each.number for each in latest.levels_in_order()]) == (
            "The longer queue",
            [1],
        )

    def test_is_begun_once(self, as_editor, queue, level):
        retagging = retagged(as_editor, queue, **tell(level, 4))
        url = reverse("retagging:undo", args=[retagging.pk])

        assert as_editor.post(url).url == as_editor.post(url).url

    def test_ends_what_is_not_finished(self, as_editor, queue, pattern, level, monkeypatch):
        url = begin(as_editor, action(queue, pattern), **tell(level, 4))
        monkeypatch.setattr(jobs.go_on, "__kwdefaults__", {"seconds": 0})
        as_editor.post(url)

        undoing = undone(as_editor, retagging_at(url))

        assert (levels_of(queue), levels_of(pattern)) == ({1}, {3})
        assert undoing.pages.count() == 1
        assert retagging_at(url).finished_at

    def test_can_be_undone_itself(self, as_editor, queue, level):
        retagging = retagged(as_editor, queue, **tell(level, 4))

        again = undone(as_editor, undone(as_editor, retagging))

        assert levels_of(queue) == {4}
        assert str(again) == "Again “levels: 4”"

    def test_copes_with_topics_that_were_deleted_since(self, as_editor, queue, level, topic):
        other = TopicFactory(name="Other")
        queue.topics.set([other])
        queue.save()
        retagging = retagged(as_editor, queue, topics_how="set", topics=topic.pk, **tell(level, 4))
        other.delete()

        undone(as_editor, retagging)

        assert levels_of(queue) == {1}
        assert not queue.topic_tags.exists()


class TestList:
    def test_says_who_did_what_to_how_many(self, as_editor, editor, queue, pattern, level):
        retagged(as_editor, queue, pattern, **tell(level, 4))

        page = as_editor.get(reverse("retagging:list"))

        row = BeautifulSoup(page.text, "html.parser").select_one("tbody tr")
        assert row is not None
        text = " ".join(row.get_text(" ").split())
        assert text.startswith("Levels: 4")
        assert "Edith Berg" in text
        assert text.endswith("2 Done")

    def test_asks_for_none_by_itself(self, as_editor, editor, django_assert_max_num_queries):
        for _number in range(20):
            Retagging.objects.create(made_by=editor, change={"levels": [1], "topics": []})
        as_editor.get(reverse("retagging:list"))

        with django_assert_max_num_queries(30):
            as_editor.get(reverse("retagging:list"))

    def test_forgets_what_is_long_ago(self, as_editor, editor, queue, level):
        long_ago = timezone.now() - KEPT_FOR
        old, undone_now = (Retagging.objects.create(made_at=long_ago) for _each in range(2))
        Retagging.objects.create(undoes=undone_now)

        begin(as_editor, action(queue), **tell(level, 4))

        kept = set(Retagging.objects.values_list("pk", flat=True))
        assert (old.pk in kept, undone_now.pk in kept) == (False, True)


class TestWhoMay:
    """Editors, with the pages that they may publish; nobody else."""

    @pytest.fixture
    def urls(self, as_editor: Client, queue: StoryPage, level: Any) -> list[tuple[str, str]]:
        progress = begin(as_editor, action(queue), **tell(level, 4))
        return [
            ("get", action(queue)),
            ("post", action(queue)),
            ("get", reverse("retagging:list")),
            ("get", reverse("retagging:list_results")),
            ("get", progress),
            ("post", progress),
            ("post", f"{progress}stop/"),
            ("post", f"{progress}undo/"),
        ]

    def answers(self, client: Client, urls: list[tuple[str, str]]) -> list[str]:
        """Return for each URL whether it was answered, and else where it leads."""
        answered = []
        for method, url in urls:
            response = getattr(client, method)(url, headers={"x-requested-with": "XMLHttpRequest"})
            answered.append("yes" if is_answer(response, url) else "no")
        return answered

    @pytest.mark.parametrize("groups", [[], ["Practitioners"]])
    def test_not_members_nor_practitioners(self, urls, queue, groups):
        client = signed_in(MemberFactory(groups=groups))

        assert set(self.answers(client, urls)) == {"no"}
        assert levels_of(queue) == {1}
        assert not Retagging.objects.filter(finished_at__isnull=False).exists()

    def test_not_visitors(self, urls, queue):
        assert set(self.answers(Client(), urls)) == {"no"}
        assert levels_of(queue) == {1}

    def test_editors_their_own_and_administrators_all(self, urls):
        other, admin = (
            signed_in(MemberFactory(groups=["Editors"])),
            signed_in(MemberFactory(is_superuser=True)),
        )

        assert self.answers(other, urls) == ["yes"] * 4 + ["no"] * 4
        assert self.answers(admin, urls) == ["yes"] * 8

    def test_no_item_in_the_menu_of_practitioners(self, as_editor, queue):
        as_practitioner = signed_in(MemberFactory(groups=["Practitioners"]))
        admin = reverse("wagtailadmin_home")

        assert reverse("retagging:list") in as_editor.get(admin).text
        assert reverse("retagging:list") not in as_practitioner.get(admin).text

    def test_an_editor_of_a_section_only_there(self, editor, stories, queue, pattern, level):
        client = signed_in(section_editor(stories))

        retagging = retagged(client, queue, pattern, **tell(level, 4))

        assert (levels_of(queue), levels_of(pattern)) == ({4}, {3})
        # That there is a pattern is known only to who may find it.
        assert states(retagging) == {"Queue": "done"}


def section_editor(section: Any) -> Any:
    """Make somebody who may do with one section what editors may do with all."""
    group = Group.objects.create(name="Section")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "add_retagging"]))
    for codename in ("change_page", "publish_page"):
        permission = Permission.objects.get(
            codename=codename, content_type__app_label="wagtailcore"
        )
        GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    return MemberFactory(groups=["Section"])


def is_answer(response: Any, url: str) -> bool:
    """Tell whether a URL did what it is for, or led to where it shows."""
    if response.status_code == 302:
        return "/retagging/" in response.url and "login" not in response.url
    return response.status_code == 200
