"""Who may rename and merge topics: editors, and nobody who may only write."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from plugins.levels.models import Topic
from tests.factories import TopicFactory
from tests.members.people import MemberFactory, signed_in
from tests.retagging.topics import chosen

pytestmark = pytest.mark.django_db

ROLES = ["client", "as_member", "as_practitioner", "as_editor", "as_administrator"]
MAY = {"as_editor", "as_administrator"}


@pytest.fixture
def as_member(db):
    return signed_in(MemberFactory())


@pytest.mark.parametrize("role", ROLES)
def test_only_editors_rename_and_merge_topics(request, role):
    visitor = request.getfixturevalue(role)
    gone, into = TopicFactory(name="Roofs"), TopicFactory(name="Gardens")
    rename, merge = reverse("topic_admin:rename", args=[into.pk]), reverse("topic_admin:merge")
    bulk = reverse("wagtail_bulk_action", args=["levels", "topic", "merge"])

    shown = [visitor.get(url).status_code == 200 for url in (rename, merge)]
    led = visitor.get(bulk, {"id": [gone.pk]}).headers["Location"].startswith(merge)
    visitor.post(bulk, {"id": [gone.pk]})
    visitor.post(rename, {"name": "Parks", "moves": "on"})
    named = list(Topic.objects.values_list("name", flat=True))
    into.refresh_from_db()
    visitor.post(merge, chosen([gone], into))

    may = role in MAY
    assert shown == [may, may]
    assert led == may
    assert named == (["Parks", "Roofs"] if may else ["Gardens", "Roofs"])
    assert Topic.objects.count() == (1 if may else 2)


def test_practitioners_see_nothing_of_it(as_practitioner):
    TopicFactory()

    text = as_practitioner.get(reverse("wagtailadmin_home")).text

    assert reverse("topic_admin:merge") not in text


def test_who_may_change_topics_and_not_delete_them_merges_none(roles):
    wanted = ["access_admin", "change_topic"]
    member = MemberFactory()
    member.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    gone, into = TopicFactory(), TopicFactory()

    response = signed_in(member).post(reverse("topic_admin:merge"), chosen([gone], into))

    assert response.url == reverse("wagtailadmin_home")
    assert Topic.objects.count() == 2
