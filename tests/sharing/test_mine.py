"""“My writing”: what a member finds of all that they wrote, and does with it."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import CommentReply, Page

from plugins.feedback.models import ReadCount
from plugins.interviews import interview_named
from plugins.levels.reader import Reader
from plugins.resources.models import ResourceSource
from plugins.sharing import mine as mine_module
from plugins.sharing import views
from plugins.sharing.links import ReadingLink
from plugins.sharing.models import Draft
from plugins.sharing.personal import personal_data, personal_texts
from plugins.stories.models import StoryPage
from tests.factories import ResourcePageFactory, StoryPageFactory
from tests.members.people import MemberFactory, signed_in
from tests.sharing.drafts import story_by
from tests.sharing.editorial import answer, comment_on, sent
from tests.sharing.windows import Window

pytestmark = pytest.mark.django_db

MINE = "/share/mine/"


@pytest.fixture
def draft(author: Any, stories: Any) -> Draft:
    return story_by(author)


@pytest.fixture
def story(stories: Any, author: Any) -> StoryPage:
    """A published story that was written in Wagtail's editor."""
    story = StoryPageFactory(parent=stories, title="The long queue", owner=author, levels=(1, 4))
    story.save_revision(user=author).publish()
    return StoryPage.objects.get(pk=story.pk)


def entries(client: Client, **query: Any) -> list[BeautifulSoup]:
    page = client.get(MINE, query)
    assert page.status_code == 200
    return BeautifulSoup(page.text, "html.parser").select(".writing-of-mine")


def state_of(entry: BeautifulSoup) -> str:
    return entry.select_one(".state").text


def buttons(entry: BeautifulSoup) -> list[str]:
    """Return what one can do, without what is only read out."""
    for hidden in entry.select(".visually-hidden"):
        hidden.decompose()
    return [each.text.strip() for each in entry.select(".ways-on a, .ways-on button")]


class TestWhoSeesIt:
    def test_is_asked_to_sign_in(self, client):
        page = client.get(MINE)

        assert page.status_code == 302
        assert page.url == f"{reverse('account_login')}?next={MINE}"

    def test_is_encouraged_where_nothing_is_written(self, as_author):
        page = as_author.get(MINE)

        assert "It need not be a success." in page.text
        assert reverse("sharing:start") in page.text

    def test_sees_nothing_of_others(self, as_author, draft, story):
        stranger = signed_in(MemberFactory())

        assert entries(stranger) == []
        assert len(entries(as_author)) == 2

    def test_does_nothing_to_what_is_another_s(self, draft, story):
        stranger = signed_in(MemberFactory())
        urls = [
            *(reverse(f"sharing:{name}", args=[draft.pk]) for name in ("delete", "undelete")),
            *(
                reverse(f"sharing:{name}", args=[story.pk])
                for name in ("go_on", "delete_page", "be_asked", "change_credit", "make")
            ),
        ]

        assert {stranger.post(url, {"yes": "1"}).status_code for url in urls} == {404}
        assert Draft.objects.get().deleted_at is None


class TestState:
    def test_of_what_is_only_a_draft(self, as_author, draft):
        [entry] = entries(as_author)

        assert state_of(entry) == "Draft"
        assert buttons(entry) == ["Go on writing", "Preview", "Look over and submit", "Delete"]

    def test_of_what_the_editors_have(self, as_author, draft):
        sent(as_author, draft)

        [entry] = entries(as_author)

        assert state_of(entry) == "With the editors"
        assert "The editors have had it since" in entry.text
        assert "They do not have" not in entry.text
        assert buttons(entry)[:2] == ["Preview", "Take it back"]
        assert "Delete" not in buttons(entry)

    def test_of_what_was_written_since(self, as_author, draft):
        draft = sent(as_author, draft)
        draft.content["title"] = "Fifty people in the rain"
        draft.touch()

        [entry] = entries(as_author)

        assert "They do not have what you changed since then" in entry.text

    def test_of_what_is_to_be_changed(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        answer(draft.page, "reject", editor, "Where was it?\n\nAnd <when>?")

        [entry] = entries(as_author)

        assert state_of(entry) == "Changes asked for"
        assert "Edith Berg asks for changes" in entry.text
        assert "And <when>?" in entry.text
        assert buttons(entry)[0] == "Go on writing"

    def test_of_what_is_published(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        answer(draft.page, "approve", editor)

        [entry] = entries(as_author)

        assert state_of(entry) == "Published"
        assert entry.h2.a["href"] == StoryPage.objects.get().get_url()
        assert buttons(entry) == [
            "Propose an update",
            "Change the credit",
            "Turn it into a resource",
        ]

    def test_of_an_update_that_the_editors_have(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        answer(draft.page, "approve", editor)
        draft = Draft.objects.get()
        draft.content["title"] = "Fifty people in the rain"
        draft.touch()
        begun = entries(as_author)[0].text
        sent(as_author, draft)

        [entry] = entries(as_author)

        assert "You have begun an update that readers do not see yet." in begun
        assert "Until they are done, readers see it as it was before." in entry.text

    def test_of_what_was_taken_off(self, as_author, story, editor):
        story.unpublish(user=editor)

        [entry] = entries(as_author)

        assert "it was taken off the site" in entry.text
        assert "Delete" not in buttons(entry)


class TestGoingOn:
    def test_with_a_page_from_the_editor_is_one_click(self, as_author, story):
        page = as_author.post(reverse("sharing:go_on", args=[story.pk]), follow=True)

        assert page.status_code == 200
        assert "The queue was long." in page.text
        draft = Draft.objects.get()
        assert draft.page_id == story.pk
        assert not draft.has_unsent_changes

    def test_finds_what_was_changed_in_the_editor_since(self, as_author, story, editor):
        as_author.post(reverse("sharing:go_on", args=[story.pk]))
        story.summary = "In the editor's words."
        story.save_revision(user=editor)

        as_author.post(reverse("sharing:go_on", args=[story.pk]))

        assert Draft.objects.get().content["summary"] == "In the editor's words."

    def test_is_done_by_no_link(self, as_author, story):
        page = as_author.get(reverse("sharing:go_on", args=[story.pk]))

        assert page.status_code == 405
        assert not Draft.objects.exists()


class TestDeleting:
    def delete(self, client: Client, draft: Draft) -> Any:
        return client.post(reverse("sharing:delete", args=[draft.pk]), follow=True)

    def test_can_be_undone(self, as_author, draft):
        deleted = self.delete(as_author, draft)
        gone = entries(as_author)
        as_author.post(reverse("sharing:undelete", args=[draft.pk]))

        assert "You can put it back" in deleted.text
        assert gone == []
        assert len(entries(as_author)) == 1
        assert "The queue went round the corner." in str(Draft.objects.get().content)

    def test_takes_it_from_where_one_goes_on(self, as_author, draft):
        self.delete(as_author, draft)

        assert draft.title not in as_author.get(reverse("sharing:start")).text

    def test_is_undone_by_going_on_in_another_window(self, as_author, draft):
        window = Window(as_author, reverse("sharing:write_all", args=[draft.pk]))
        self.delete(as_author, draft)

        window.type("<p>It did not end there.</p>").autosave()

        assert Draft.objects.get().deleted_at is None
        assert "It did not end there." in str(Draft.objects.get().content)

    def test_takes_a_page_that_nobody_read_along_and_keeps_its_text(self, as_author, draft):
        draft = sent(as_author, draft)
        as_author.post(reverse("sharing:take_back", args=[draft.pk]))

        self.delete(as_author, draft)
        as_author.post(reverse("sharing:undelete", args=[draft.pk]))

        assert not StoryPage.objects.exists()
        assert "The queue went round the corner." in str(Draft.objects.get().content)
        assert sent(as_author, Draft.objects.get()).page.title == draft.title

    def test_keeps_what_was_last_written_in_the_editor(self, as_author, author, stories):
        story = StoryPageFactory(parent=stories, owner=author, live=False)
        story.title = "Typed in the editor"
        story.save_revision(user=author)

        as_author.post(reverse("sharing:delete_page", args=[story.pk]))

        assert not StoryPage.objects.exists()
        assert Draft.objects.get().title == "Typed in the editor"
        assert Draft.objects.get().deleted_at

    def test_is_refused_for_what_readers_know(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        answer(draft.page, "approve", editor)

        page = self.delete(as_author, draft)

        assert "This cannot be deleted here" in page.text
        assert StoryPage.objects.get().live

    def test_is_refused_for_what_the_editors_have(self, as_author, draft):
        draft = sent(as_author, draft)

        page = self.delete(as_author, draft)

        assert "Take it back first" in page.text
        assert StoryPage.objects.exists()

    def test_is_for_good_after_thirty_days(self, draft):
        Draft.objects.update(deleted_at=timezone.now() - timedelta(days=29))
        before = Draft.objects.abandoned().count()
        Draft.objects.update(deleted_at=timezone.now() - timedelta(days=31))

        assert (before, Draft.objects.abandoned().count()) == (0, 1)


class TestEditorsWords:
    def test_say_what_they_are_about_and_lead_there(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        action = draft.content["body"][1]["id"]
        comment_on(draft.page, f"body.{action}", editor, "Who helped you?")
        comment_on(draft.page, "summary", editor, "Which queue?")

        words = entries(as_author)[0].select(".word")

        assert "Who helped you?" in words[0].text
        assert "about “What did you do?”" in words[0].text
        assert words[0].a["href"].endswith(f"/action/#unit-{action}")
        assert "about “Summary”" in words[1].text
        assert words[1].a["href"].endswith("/about/#unit-summary")

    def test_come_with_the_answers_and_who_gave_them(self, as_author, draft, author, editor):
        draft = sent(as_author, draft)
        comment = comment_on(draft.page, "title", editor, "Forty?")
        CommentReply.objects.create(comment=comment, user=author, text="I counted.")

        [word] = entries(as_author)[0].select(".word")

        assert word.select_one(".word-answer strong").text == "You"
        assert "I counted." in word.text

    def test_that_are_open_come_first(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        settled = {"resolved_at": timezone.now(), "resolved_by": editor}
        comment_on(draft.page, "title", editor, "Settled long ago", **settled)
        comment_on(draft.page, "title", editor, "Still open")

        words = entries(as_author)[0].select(".word")

        assert ["Still open" in word.text for word in words] == [True, False]
        assert "settled" in words[1].text

    def test_are_found_on_a_page_without_a_draft(self, as_author, story, editor):
        block = story.body[0].id
        comment_on(story, f"body.{block}", editor, "Whose queue?")
        comment_on(story, "body.gone", editor, "About what is there no longer")

        words = entries(as_author)[0].select(".word")

        assert "about “What was going on?”" in words[0].text
        assert "about" not in words[1].select_one(".word-by").text

    def test_are_shown_as_text(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        comment_on(draft.page, "title", editor, "<script>alert(1)</script>")

        [word] = entries(as_author)[0].select(".word")

        assert word.script is None
        assert "<script>" in word.text


class TestWhatBecameOfIt:
    def test_is_told_of_what_is_published(self, as_author, story, level):
        ReadCount.objects.create(page=story, level=level(1), day=timezone.localdate(), count=12)

        [entry] = entries(as_author)

        assert "12 times" in entry.select_one(".helped").text

    def test_names_what_was_made_of_it_at_any_level(self, as_author, story, resources):
        made = ResourcePageFactory(parent=resources, title="A shorter queue", levels=(3,))
        hidden = ResourcePageFactory(parent=resources, title="Not ready", live=False)
        for page in (made, hidden):
            ResourceSource.objects.create(page=page, source=story)

        [entry] = entries(as_author)

        assert "A shorter queue" in entry.text
        assert "Not ready" not in entry.text


class TestManyPages:
    def test_are_shown_fifty_at_a_time_the_last_changed_first(self, as_author, author, monkeypatch):
        monkeypatch.setattr(mine_module, "PAGE_SIZE", 2)
        for number in range(3):
            story_by(author, title=f"Number {number}")

        first, second = entries(as_author), entries(as_author, page=2)

        assert [each.h2.text for each in first] == ["Number 2", "Number 1"]
        assert [each.h2.text for each in second] == ["Number 0"]
        assert entries(as_author, page="nonsense")

    def test_take_as_many_queries_as_a_few(self, as_author, author, stories, resources, editor):
        def make(count: int) -> None:
            for number in range(count):
                story = StoryPageFactory(parent=stories, owner=author, levels=(1,))
                story.save_revision(user=author)
                comment_on(story, f"body.{story.body[0].id}", editor, "Whose queue?")
                resource = ResourcePageFactory(parent=resources)
                ResourceSource.objects.create(page=resource, source=story)
                story_by(author, title=f"Draft {number}")
                if number % 2:
                    Draft.of_page(story, interview_named("story"))
                    story.get_workflow().start(story, author)
                    answer(story, "reject", editor, "Where?")

        make(2)
        as_author.get(MINE)
        with CaptureQueriesContext(connection) as few:
            as_author.get(MINE)
        make(4)
        with CaptureQueriesContext(connection) as many:
            as_author.get(MINE)

        assert len(many) == len(few)
        assert Page.objects.filter(owner=author).count() == 6

    def test_may_each_have_led_to_something(self, story, resources):
        made = ResourcePageFactory(parent=resources, title="A shorter queue")
        ResourceSource.objects.create(page=made, source=story)
        fifty = dict.fromkeys(range(1, 51), story)

        drawn = mine_module.drawn_from(fifty, Reader.at(1))

        assert {key: [page.title for page in pages] for key, pages in drawn.items()} == {
            key: ["A shorter queue"] for key in fifty
        }


def test_the_editors_words_stand_beside_the_interview(as_author, draft, editor):
    draft = sent(as_author, draft)
    answer(draft.page, "reject", editor, "Where was it?")
    template = Template("{% load sharing_words %}{% editors_words draft %}")

    shown = template.render(Context({"draft": Draft.objects.get()}))

    assert "Where was it?" in shown


def test_where_writing_begins_only_the_latest_is_offered(as_author, author, stories, monkeypatch):
    monkeypatch.setattr(views, "MOST_OFFERED", 2)
    for number in range(3):
        story_by(author, title=f"Draft number {number}")

    page = as_author.get("/share/")

    assert [f"Draft number {number}" in page.text for number in range(3)] == [False, True, True]
    assert "My writing" in BeautifulSoup(page.text, "html.parser").select_one("#begun").parent.text


class TestWhatNoPluginAsksForAnyMore:
    """The plugin is uninstalled that asked for it, and may be installed again."""

    @pytest.fixture
    def left_over(self, author, stories):
        draft = story_by(author)
        Draft.objects.filter(pk=draft.pk).update(interview_name="recipe")
        return draft

    @pytest.mark.parametrize("address", ["/share/", MINE])
    def test_breaks_no_list(self, as_author, left_over, address):
        page = as_author.get(address)

        assert page.status_code == 200
        assert left_over.title not in page.text

    def test_is_opened_by_nobody_and_kept(self, as_author, left_over):
        ReadingLink.make(left_over, "token", for_whom="Sam", days=3)
        addresses = (f"/share/{left_over.pk}/", "/share/read/token/")

        assert [as_author.get(address).status_code for address in addresses] == [404, 404]
        assert Draft.objects.filter(pk=left_over.pk).exists()

    def test_is_taken_along_as_data(self, author, left_over):
        assert list(personal_texts(author)) == []
        assert personal_data(author)["drafts"][0]["key"] == str(left_over.pk)
