"""Who gets a picture or a document: whoever may read a page that uses it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.images import get_image_model
from wagtail.models import (
    GroupApprovalTask,
    PageViewRestriction,
    ReferenceIndex,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from plugins.resources.models import ResourceAttachment
from plugins.uploads.usage import public_uses
from tests.factories import ResourcePageFactory, StoryPageFactory
from tests.members.people import signed_in
from tests.uploads.conftest import make_private, showing, status
from tests.uploads.photos import PhotoFactory

pytestmark = pytest.mark.django_db

EVERYBODY = {"anonymous", "member", "owner", "other", "editor"}
SIGNED_IN = EVERYBODY - {"anonymous"}
WHO_WORK_ON_IT = {"owner", "editor"}
HOUR = timedelta(hours=1)


@pytest.fixture
def anywhere(photo) -> Callable[[], list[str]]:
    """Where the photo lies: as it was uploaded, and as pages show it."""
    return lambda: [photo.file.url, photo.get_rendition("width-20").url]


class TestAPhoto:
    def test_on_no_page_is_for_who_work_on_it(self, who_gets, anywhere):
        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_on_a_published_page_is_for_everybody(self, who_gets, anywhere, photo, make_story):
        make_story(photo)

        assert who_gets(*anywhere()) == EVERYBODY

    def test_on_a_draft_is_for_who_work_on_it(self, who_gets, anywhere, photo, make_story):
        make_story(photo, live=False).save_revision()

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_on_a_page_that_is_scheduled_is_not_out_yet(
        self, who_gets, anywhere, photo, make_story
    ):
        story = make_story(photo, live=False, go_live_at=timezone.now() + HOUR)
        story.save_revision().publish()

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_comes_out_with_the_page(self, who_gets, anywhere, photo, make_story):
        make_story(photo, live=False).save_revision().publish()

        assert who_gets(*anywhere()) == EVERYBODY

    def test_that_a_page_is_about_to_show_is_not_out_yet(
        self, who_gets, anywhere, photo, make_story
    ):
        story = make_story()
        story.body = showing([photo])
        story.save_revision()

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_that_a_page_is_about_to_drop_is_still_there(
        self, who_gets, anywhere, photo, make_story
    ):
        story = make_story(photo)
        story.body = showing([])
        story.save_revision()

        assert who_gets(*anywhere()) == EVERYBODY

    def test_that_a_page_has_dropped_is_gone(self, who_gets, anywhere, photo, make_story):
        story = make_story(photo)
        story.body = showing([])
        story.save_revision().publish()

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_goes_with_the_page(self, who_gets, anywhere, photo, make_story):
        make_story(photo).unpublish()

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_expires_with_the_page(self, who_gets, anywhere, photo, make_story):
        make_story(photo, expire_at=timezone.now() - HOUR)

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_is_gone_when_the_page_is_deleted(self, who_gets, anywhere, photo, make_story):
        make_story(photo).delete()

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_on_a_private_page_is_for_whom_the_page_is(
        self, who_gets, anywhere, photo, make_story, stories
    ):
        make_private(make_story(photo))

        assert who_gets(*anywhere()) == SIGNED_IN

    def test_below_a_private_page_is_for_whom_that_is(
        self, who_gets, anywhere, photo, make_story, stories
    ):
        make_story(photo)
        make_private(stories, "Editors")

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_on_a_private_page_and_a_published_one_is_for_everybody(
        self, who_gets, anywhere, photo, make_story
    ):
        make_private(make_story(photo))
        make_story(photo)

        assert who_gets(*anywhere()) == EVERYBODY

    def test_in_running_text_is_left_out_and_stays_as_it_was(
        self, who_gets, anywhere, photo, make_story
    ):
        embedded = f'<embed embedtype="image" id="{photo.pk}" alt="" format="left"/>'
        make_story(body=[("situation", f"<p>Look:</p>{embedded}")])

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT


def test_a_photo_behind_a_password_is_for_who_knows_it(client, photo, make_story):
    page = make_story(photo)
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="open sesame"
    )
    before = client.get(photo.file.url).status_code

    session = client.session
    session[PageViewRestriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()

    assert (before, status(client, photo.file.url)) == (404, 200)


class TestAPhotoOfSomebodyElse:
    """On a page of the owner's, to whom the photo does not belong."""

    @pytest.fixture
    def photo(self, editor) -> Any:
        return PhotoFactory(uploaded_by_user=editor)

    def test_is_for_the_author_of_the_draft(self, who_gets, anywhere, photo, make_story):
        make_story(photo, live=False)

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_is_for_the_author_of_a_page_that_is_about_to_show_it(
        self, who_gets, anywhere, photo, make_story
    ):
        story = make_story()
        story.body = showing([photo])
        story.save_revision()

        assert who_gets(*anywhere()) == WHO_WORK_ON_IT

    def test_is_not_for_the_author_of_another_draft(self, who_gets, anywhere, photo, make_story):
        # Its number is in the text, and nothing else of it.
        make_story(live=False, title=f"Story {photo.pk}").save_revision()

        assert who_gets(*anywhere()) == {"editor"}

    def test_is_for_who_is_asked_to_review_the_page(self, photo, make_story, other, anywhere):
        reviewers = GroupApprovalTask.objects.create(name="Look at it")
        reviewers.groups.set(other.groups.all())
        workflow = Workflow.objects.create(name="Look at it")
        WorkflowTask.objects.create(workflow=workflow, task=reviewers)
        story = make_story(photo, live=False)
        WorkflowPage.objects.create(workflow=workflow, page=story)
        before = signed_in(other).get(photo.file.url).status_code

        story.save_revision()
        workflow.start(story, user=story.owner)

        assert (before, status(signed_in(other), photo.file.url)) == (404, 200)


class TestADocument:
    @pytest.fixture
    def attach(self, resources, owner, document) -> Callable[..., Any]:
        """Attach the document to a page."""

        def attach(**fields: Any) -> Any:
            page = ResourcePageFactory(parent=resources, owner=owner, **fields)
            ResourceAttachment.objects.create(page=page, document=document)
            return page

        return attach

    def test_on_no_page_is_for_who_work_on_it(self, who_gets, document):
        assert who_gets(document.url) == WHO_WORK_ON_IT

    def test_of_a_published_page_is_for_everybody(self, who_gets, document, attach):
        attach()

        assert who_gets(document.url) == EVERYBODY

    def test_of_a_draft_is_for_who_work_on_it(self, who_gets, document, attach):
        attach(live=False)

        assert who_gets(document.url) == WHO_WORK_ON_IT

    def test_of_a_private_page_is_for_whom_the_page_is(self, who_gets, document, attach):
        make_private(attach())

        assert who_gets(document.url) == SIGNED_IN

    def test_that_a_page_is_about_to_drop_is_still_there(self, who_gets, document, attach):
        page = attach()
        page.attachments.set([])
        page.save_revision()

        assert who_gets(document.url) == EVERYBODY

    def test_that_a_page_has_dropped_is_gone(self, who_gets, document, attach):
        page = attach()
        page.attachments.set([])
        page.save_revision().publish()

        assert who_gets(document.url) == WHO_WORK_ON_IT

    def test_that_was_taken_off_by_hand_is_gone(self, who_gets, document, attach):
        attach().attachments.all()[0].delete()
        ResourceAttachment.objects.all().delete()

        assert who_gets(document.url) == WHO_WORK_ON_IT

    def test_linked_from_running_text_is_left_out_and_stays_as_it_was(
        self, who_gets, document, make_story
    ):
        link = f'<a linktype="document" id="{document.pk}">Names</a>'
        make_story(body=[("situation", f"<p>{link}</p>")])

        assert who_gets(document.url) == WHO_WORK_ON_IT

    def test_has_no_second_way_out(self, who_gets, document, attach):
        attach()

        assert who_gets(document.file.url) == set()


STATES = ["published", "draft", "private", "expired"]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(uses=st.lists(st.tuples(st.sampled_from(STATES), st.sets(st.integers(0, 3))), max_size=5))
def test_a_file_is_public_where_one_published_page_uses_it(uses, stories):
    """Any number of pages in any state, with any of four photos."""
    StoryPageFactory._meta.model.objects.all().delete()
    photos = four_photos()
    ReferenceIndex.objects.all().delete()
    for state, shown in uses:
        page = StoryPageFactory(
            parent=stories,
            live=state != "draft",
            expire_at=timezone.now() - HOUR if state == "expired" else None,
            body=showing(photos[number] for number in shown),
        )
        if state == "private":
            make_private(page)

    public = set(map(int, public_uses(get_image_model()).values_list("to_object_id", flat=True)))

    published = [shown for state, shown in uses if state == "published"]
    assert public == {photos[number].pk for shown in published for number in shown}


def four_photos() -> list[Any]:
    """Return four photos, made once: their files are of no interest here."""
    known = list(get_image_model().objects.order_by("pk")[:4])
    return known if len(known) == 4 else [PhotoFactory() for _ in range(4)]


def test_asks_the_database_no_more_the_more_pages_use_a_file(
    client, photo, make_story, django_assert_num_queries
):
    for _ in range(20):
        make_story(photo)
    url = photo.get_rendition("width-20").url
    status(client, url)

    with django_assert_num_queries(3):
        status(client, url)


def test_asks_the_database_no_more_the_more_drafts_somebody_has(make_story, owner):
    photo = PhotoFactory(pk=987_654)
    reader = signed_in(owner)
    counts = []

    for number in (2, 12):
        for _ in range(number):
            make_story(live=False).save_revision()
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(photo.file.url).status_code == 404
        counts.append(len(queries))

    assert counts[1] <= counts[0] <= 30
