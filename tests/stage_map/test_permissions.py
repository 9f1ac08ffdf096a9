"""Who sees the map and the report: editors, and nobody who may only write."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from plugins.members.models import User
from plugins.stories.models import StoryIndexPage
from tests.factories import ResourcePageFactory, StoryPageFactory
from tests.members.people import MemberFactory, signed_in
from tests.stage_map.table import lines_of

pytestmark = pytest.mark.django_db

ROLES = ["client", "as_member", "as_practitioner", "as_editor", "as_administrator"]
PAGES = ["stage_map", "stage_map_results", "content_report", "content_report_results"]


@pytest.fixture
def as_member(member):
    return signed_in(member)


@pytest.fixture
def as_editor_of_stories(roles, stories: StoryIndexPage):
    """An editor of one section of the site."""
    group = Group.objects.create(name="Editors of stories")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    publish = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=stories, permission=publish)
    member: User = MemberFactory()
    member.groups.add(group)
    return signed_in(member)


@pytest.mark.parametrize("role", ROLES)
def test_is_shown_to_editors_only(request, role):
    visitor = request.getfixturevalue(role)
    urls = [reverse(name) for name in PAGES]

    shown = [
        visitor.get(url, query).status_code == 200
        for url in urls
        for query in ({}, {"export": "csv"}, {"export": "xlsx"})
    ]

    assert shown == [role in ("as_editor", "as_administrator")] * len(shown)


def test_is_in_the_menus_of_editors_only(as_editor, as_practitioner):
    home = reverse("wagtailadmin_home")
    urls = [reverse("stage_map"), reverse("content_report")]

    texts = [visitor.get(home).text for visitor in (as_editor, as_practitioner)]

    assert [[url in text for url in urls] for text in texts] == [[True, True], [False, False]]


def test_who_edits_a_part_sees_the_whole_map_and_only_their_part_of_the_report(
    as_editor_of_stories, as_editor, stories, resources
):
    StoryPageFactory(parent=stories, title="Theirs")
    ResourcePageFactory(parent=resources, title="Not theirs")
    editors = (as_editor_of_stories, as_editor)

    maps, reports = (
        [lines_of(each.get(reverse(name), {"export": "csv"})) for each in editors]
        for name in ("stage_map", "content_report")
    )

    assert maps[0] == maps[1]
    assert [line["Title"] for line in reports[0]] == ["Theirs"]
    assert {line["Title"] for line in reports[1]} == {"Theirs", "Not theirs"}
