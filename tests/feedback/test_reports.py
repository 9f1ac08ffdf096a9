"""What readers report to be wrong with a page, and what editors do about it."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from plugins.feedback import views
from plugins.feedback.models import ProblemReport
from plugins.limits import Limit
from tests.factories import StoryPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def form_url(story):
    return reverse("feedback:report", args=[story.pk])


def make_report(page, **kwargs):
    return ProblemReport.objects.create(page=page, **{"reason": "outdated", **kwargs})


class TestForm:
    def test_is_linked_below_the_text(self, client, story, form_url):
        assert f'href="{form_url}"' in client.get(story.url).text.split("</article>")[1]

    def test_names_the_page_and_offers_what_may_be_wrong(self, client, story, form_url):
        page = client.get(form_url)

        assert story.title in page.text
        assert all(str(label) in page.text for label in ProblemReport.Reason.labels)
        assert not page.cookies

    def test_keeps_a_report_for_the_editors(self, client, story, form_url):
        data = {"reason": "link", "text": "The second link.", "email": "ada@example.org"}

        response = client.post(form_url, data)

        report = ProblemReport.objects.get()
        assert response.url == reverse("feedback:reported", args=[story.pk])
        assert (report.page_id, report.reason, report.text) == (story.pk, "link", data["text"])
        assert report.email == "ada@example.org"
        assert not report.is_resolved

    def test_says_what_happens_next(self, client, story, form_url):
        page = client.post(form_url, {"reason": "hard"}, follow=True)

        assert "They read every report" in page.text
        assert story.url in page.text

    def test_needs_no_token_and_sets_no_cookie(self, story, form_url):
        client = Client(enforce_csrf_checks=True)

        response = client.post(form_url, {"reason": "hard"})

        assert response.status_code == 302
        assert not response.cookies

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"reason": ""}, "This field is required."),
            ({"reason": "boring"}, "boring is not one of the available choices"),
            ({"email": "ada at example"}, "Enter a valid email address."),
            ({"text": "so much " * 251}, "at most 2000 characters"),
            ({"reason": "other", "text": "  "}, "Please say in a sentence what is wrong."),
        ],
    )
    def test_says_what_to_mend_and_keeps_what_was_typed(self, client, form_url, wrong, said):
        typed = {"reason": "wrong", "text": "Not in 2019.", "email": "ada@example.org", **wrong}

        page = client.post(form_url, typed)

        assert page.status_code == 400
        assert said in page.text
        assert all(text.strip() in page.text for text in typed.values())
        assert not ProblemReport.objects.exists()

    def test_shows_what_was_typed_as_text(self, client, form_url):
        page = client.post(form_url, {"text": "<script>alert(1)</script>"})

        assert "<script>alert" not in page.text

    def test_throws_away_what_a_program_filled_in(self, client, form_url):
        response = client.post(form_url, {"reason": "wrong", "homepage": "https://spam.example"})

        assert response.status_code == 302
        assert not ProblemReport.objects.exists()

    @pytest.mark.parametrize(
        "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
    )
    def test_from_another_site_is_refused(self, client, form_url, headers):
        assert client.post(form_url, {"reason": "wrong"}, headers=headers).status_code == 403
        assert not ProblemReport.objects.exists()

    def test_takes_so_many_an_hour_and_keeps_what_was_typed(self, client, form_url, monkeypatch):
        monkeypatch.setattr(views, "REPORTS", Limit("reports", amount=1, seconds=3600))
        client.post(form_url, {"reason": "wrong"})

        page = client.post(form_url, {"reason": "wrong", "text": "And the other thing."})

        assert page.status_code == 429
        assert page.headers["Retry-After"] == "3600"
        assert "Please send this one later." in page.text
        assert "And the other thing." in page.text
        assert ProblemReport.objects.count() == 1


@pytest.mark.parametrize("name", ["report", "reported"])
class TestPagesOfWhichNothingIsTold:
    def test_are_missing_and_hidden_ones_alike(self, client, stories, name):
        draft = StoryPageFactory(parent=stories, title="Unfinished", live=False)

        hidden, missing = (
            client.get(reverse(f"feedback:{name}", args=[pk])) for pk in (draft.pk, 9**30)
        )

        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert "Unfinished" not in hidden.text

    def test_are_private_ones(self, client, story, member, name):
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)

        assert client.get(reverse(f"feedback:{name}", args=[story.pk])).status_code == 404
        client.force_login(member)
        assert client.get(reverse(f"feedback:{name}", args=[story.pk])).status_code == 200


class TestEditor:
    def test_finds_open_reports_first(self, as_editor, editor, story):
        resolved = make_report(story, text="Long ago.")
        resolved.resolve(editor)
        resolved.save()
        make_report(story, text="Still to do.")

        text = as_editor.get(reverse("problem_reports:index")).text

        assert text.index("Still to do.") < text.index("Long ago.")
        assert story.url in text

    def test_finds_only_open_ones_if_wanted(self, as_editor, editor, story):
        resolved = make_report(story, text="Long ago.")
        resolved.resolve(editor)
        resolved.save()
        make_report(story, text="Still to do.", reason="hard")

        text = as_editor.get(reverse("problem_reports:index"), {"is_open": "true"}).text
        by_reason = as_editor.get(reverse("problem_reports:index"), {"reason": "outdated"}).text

        assert ("Still to do." in text, "Long ago." in text) == (True, False)
        assert ("Still to do." in by_reason, "Long ago." in by_reason) == (False, True)

    def test_reads_all_of_a_report(self, as_editor, story):
        report = make_report(story, text="Line one\n<b>two</b>", email="ada@example.org")

        text = as_editor.get(reverse("problem_reports:edit", args=[report.pk])).text

        assert "mailto:ada@example.org" in text
        assert "&lt;b&gt;two&lt;/b&gt;" in text
        assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in text

    def test_resolves_it_and_the_address_is_gone(self, as_editor, editor, story):
        report = make_report(story, email="ada@example.org")

        as_editor.post(reverse("problem_reports:edit", args=[report.pk]), {"is_resolved": "on"})

        report.refresh_from_db()
        assert report.is_resolved
        assert report.resolved_by == editor
        assert report.email == ""

    def test_may_open_it_again(self, as_editor, editor, story):
        report = make_report(story)
        report.resolve(editor)
        report.save()

        as_editor.post(reverse("problem_reports:edit", args=[report.pk]), {})

        report.refresh_from_db()
        assert not report.is_resolved
        assert report.resolved_by is None

    def test_may_delete_one(self, as_editor, story):
        report = make_report(story)

        as_editor.post(reverse("problem_reports:delete", args=[report.pk]))

        assert not ProblemReport.objects.exists()

    def test_makes_none(self, as_editor):
        response = as_editor.get(reverse("problem_reports:add"))

        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")

    def test_meets_as_many_queries_with_many_reports(self, as_editor, story, stories):
        counts = []
        for number in (1, 10):
            for _ in range(number):
                make_report(StoryPageFactory(parent=stories))
            as_editor.get(reverse("problem_reports:index"))
            with CaptureQueriesContext(connection) as queries:
                as_editor.get(reverse("problem_reports:index"))
            counts.append(len(queries))

        assert counts[0] == counts[1]


def test_practitioners_see_no_reports(as_practitioner, story):
    report = make_report(story, email="ada@example.org")

    for url in (
        reverse("problem_reports:index"),
        reverse("problem_reports:edit", args=[report.pk]),
        reverse("problem_reports:delete", args=[report.pk]),
        reverse("feedback_fit_report"),
    ):
        assert as_practitioner.get(url).status_code in {302, 404}, url
    assert "problem-reports" not in as_practitioner.get(reverse("wagtailadmin_home")).text


def test_no_address_is_kept_with_a_resolved_report_whoever_writes_it(story, editor):
    report = make_report(story)
    report.resolve(editor)
    report.save()

    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemReport.objects.filter(pk=report.pk).update(email="ada@example.org")


def test_reports_go_with_their_page(story):
    make_report(story)

    story.delete()

    assert not ProblemReport.objects.exists()


def test_administrators_may_grant_what_there_is_to_do():
    offered = Permission.objects.filter(content_type__app_label="feedback")

    assert {"change_problemreport", "delete_problemreport", "view_fitcount"} <= set(
        offered.values_list("codename", flat=True)
    )
