"""Where editors pick pages: what they are told, and what they find no longer shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail import hooks
from wagtail.models import GroupPagePermission, ModelLogEntry, PageViewRestriction

from plugins.picks.models import Pick
from plugins.picks.searching import pick_for_words
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in
from tests.picks.picking import pick, sent

pytestmark = pytest.mark.django_db

ADD, INDEX = "picks:add", "picks:index"


@pytest.fixture
def story(stories):
    return StoryPageFactory(parent=stories, title="Patience", levels=(1, 4))


class TestEditor:
    def test_picks_a_page(self, as_editor, editor, story):
        response = as_editor.post(reverse(ADD), sent(story, " waiting  queues ", note="Best."))

        made = Pick.objects.get()
        assert response.url == reverse(INDEX)
        assert (made.words, made.page_id, made.level.number) == ("waiting queues", story.pk, 1)
        assert (made.place, made.note, made.made_by) == (1, "Best.", editor)

    def test_gives_the_next_one_the_place_behind(self, as_editor, stories, story):
        pick(story, "queue")
        other = StoryPageFactory(parent=stories)

        as_editor.post(reverse(ADD), sent(other, "Queues"))

        assert list(Pick.objects.in_order().values_list("page", "place")) == [
            (story.pk, 1),
            (other.pk, 2),
        ]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("", "This field is required."),
            ("!?", "Write at least one word."),
            ("queue -long", "Leave out “-long”"),
            (" ".join(map(str, range(33))), "too many words"),
        ],
    )
    def test_is_told_which_words_find_nothing(self, as_editor, story, words, said):
        page = as_editor.post(reverse(ADD), sent(story, words, note="Kept as typed."))

        assert said in page.text
        assert "Kept as typed." in page.text
        assert not Pick.objects.exists()

    def test_is_told_at_which_level_a_page_is(self, as_editor, story):
        page = as_editor.post(reverse(ADD), sent(story, "queue", 2))

        assert "is not at level 2 Baby steps, but at 1 Eye opener, 4 JFDI" in page.text

    def test_is_told_of_a_page_that_is_at_no_level(self, as_editor, home):
        assert "is at no level" in as_editor.post(reverse(ADD), sent(home, "queue")).text

    def test_is_told_of_a_page_that_readers_may_not_read(self, as_editor, stories, story):
        draft = StoryPageFactory(parent=stories, live=False)
        PageViewRestriction.objects.create(page=story, restriction_type="login")

        for page in (draft, story):
            said = as_editor.post(reverse(ADD), sent(page, "queue")).text
            assert "is not published for everybody" in said

    def test_is_told_of_a_twin(self, as_editor, story):
        pick(story, "waiting queues")

        page = as_editor.post(reverse(ADD), sent(story, "Queue, waits"))

        assert "picked for “waiting queues” at this level already" in page.text

    def test_changes_and_deletes_it(self, as_editor, story):
        made = pick(story, "queue")

        as_editor.post(reverse("picks:edit", args=[made.pk]), sent(story, "lines", 4, place=3))
        made.refresh_from_db()
        assert (made.words, made.key, made.place) == ("lines", "line", 3)
        as_editor.post(reverse("picks:delete", args=[made.pk]))

        assert not Pick.objects.exists()
        actions = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["wagtail.edit", "wagtail.delete"]

    def test_comes_with_words_and_level_that_readers_searched_for(self, as_editor, editor, level):
        (offered,) = pick_for_words(editor, "waiting & queues", 3)

        page = as_editor.get(offered["url"])

        form = page.context["form"]
        assert form["words"].value() == "waiting & queues"
        assert form["level"].value() == level(3).pk

    @pytest.mark.parametrize("number", ["", "5", "x", "³", "9" * 30])
    def test_comes_without_a_level_that_there_is_not(self, as_editor, number):
        page = as_editor.get(reverse(ADD), {"level": number, "words": "w" * 5_000})

        assert page.status_code == 200
        assert page.context["form"]["level"].value() is None

    def test_finds_it_in_the_list_with_whether_it_shows(self, as_editor, stories, level, story):
        untagged = StoryPageFactory(parent=stories, title="Retagged", levels=(4,))
        draft = StoryPageFactory(parent=stories, title="Withdrawn", live=False)
        for page in (story, untagged, draft):
            pick(page, f"for {page.title}")

        rows = rows_of(as_editor.get(reverse(INDEX)).text)
        only = rows_of(as_editor.get(reverse(INDEX), {"is_shown": "false"}).text)

        said = ["Shown", "No longer shown: not at this level", "No longer shown: not published"]
        assert all(each in row for each, row in zip(said, rows, strict=True))
        assert only == rows[1:]

    def test_is_told_on_the_desk_what_no_longer_shows(self, as_editor, story):
        made = pick(story, "waiting queues")
        before = as_editor.get(reverse("wagtailadmin_home")).text
        story.unpublish()

        after = as_editor.get(reverse("wagtailadmin_home")).text

        url = reverse("picks:edit", args=[made.pk])
        assert url not in before
        assert url in after

    def test_meets_as_many_queries_with_many_picks(self, as_editor, stories):
        counts = []
        for number in (1, 10):
            for n in range(number):
                pick(StoryPageFactory(parent=stories), f"queue {number} {n}")
            as_editor.get(reverse(INDEX))
            with CaptureQueriesContext(connection) as queries:
                as_editor.get(reverse(INDEX))
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 30


def rows_of(text: str) -> list[str]:
    """Return the rows of the list, ordered by their words."""
    rows = (row.split("</tr>")[0] for row in text.split("<tr")[1:])
    return [row for row in rows if "picks/edit/" in row]


ROLES = ["client", "as_member", "as_practitioner", "as_editor", "as_administrator"]
MAY = {"as_editor", "as_administrator"}


@pytest.fixture
def as_member(db):
    return signed_in(MemberFactory())


@pytest.mark.parametrize("role", ROLES)
def test_only_editors_pick(request, stories, story, role):
    visitor = request.getfixturevalue(role)
    made = pick(story, "queue")
    other = StoryPageFactory(parent=stories)
    names = [INDEX, "picks:index_results", ADD]
    of_one = ["picks:edit", "picks:delete", "picks:history", "picks:usage"]
    urls = [reverse(name) for name in names]
    urls += [reverse(name, args=[made.pk]) for name in of_one]

    seen = [visitor.get(url).status_code == 200 for url in urls]
    visitor.post(reverse(ADD), sent(other, "other"))
    visitor.post(reverse("picks:edit", args=[made.pk]), sent(story, "changed"))
    words = sorted(Pick.objects.values_list("words", flat=True))
    visitor.post(reverse("picks:delete", args=[made.pk]))

    may = role in MAY
    assert seen == [may] * len(urls)
    assert words == (["changed", "other"] if may else ["queue"])
    assert Pick.objects.filter(pk=made.pk).exists() != may


def test_practitioners_see_nothing_of_it(as_practitioner, practitioner, story):
    pick(story, "queue")

    home = as_practitioner.get(reverse("wagtailadmin_home")).text

    assert reverse(INDEX) not in home
    assert pick_for_words(practitioner, "queue", 1) == []
    waiting = [
        each for offer in hooks.get_hooks("waiting_for_editors") for each in offer(practitioner)
    ]
    assert "picks.not_shown" not in [each.name for each in waiting]


class TestEditorOfOneSection:
    @pytest.fixture(autouse=True)
    def narrow(self, editor, resources):
        """Editors have the resources, and nothing else."""
        GroupPagePermission.objects.filter(group__in=editor.groups.all()).update(page=resources)

    def test_sees_no_pick_of_other_pages(self, as_editor, story):
        made = pick(story, "queue")
        story.unpublish()

        assert "Patience" not in as_editor.get(reverse(INDEX)).text
        assert "queue" not in as_editor.get(reverse("wagtailadmin_home")).text
        for name in ("edit", "delete", "history", "usage"):
            url = reverse(f"picks:{name}", args=[made.pk])
            assert as_editor.get(url).status_code == 404, name

    def test_picks_no_other_pages_and_is_told_nothing_of_them(self, as_editor, stories, story):
        draft = StoryPageFactory(parent=stories, title="Unfinished", live=False)

        for page in (draft, story):
            said = as_editor.post(reverse(ADD), sent(page, "queue")).text
            assert "Pick a page that you may publish yourself." in said
            assert "Unfinished" not in said
        assert not Pick.objects.exists()
