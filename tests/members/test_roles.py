import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupPagePermission, Page, Workflow

from tests.members.people import MemberFactory


def rights() -> set[tuple]:
    """Return every right that any group has."""
    return {
        *Group.objects.values_list("name", "permissions"),
        *Group.objects.values_list("name", "page_permissions"),
        *Group.objects.values_list("name", "collection_permissions"),
        *Workflow.objects.values_list("name", "workflow_tasks", "workflow_pages"),
    }


def test_twice_is_as_good_as_once(roles):
    once = rights()

    call_command("set_up_roles", verbosity=0)

    assert rights() == once


def test_gives_back_what_is_missing(roles):
    complete = Group.objects.get(name="Editors").page_permissions.count()
    Group.objects.get(name="Editors").page_permissions.all().delete()

    call_command("set_up_roles", verbosity=0)

    assert Group.objects.get(name="Editors").page_permissions.count() == complete


def test_keeps_what_an_administrator_granted_in_addition(roles):
    editors = Group.objects.get(name="Editors")
    view_page = Permission.objects.get(codename="publish_page")
    extra = GroupPagePermission.objects.create(
        group=editors, page=Page.get_first_root_node(), permission=view_page
    )

    call_command("set_up_roles", verbosity=0)

    assert GroupPagePermission.objects.filter(pk=extra.pk).exists()


def test_keeps_who_is_in_which_group(roles):
    member = MemberFactory()
    member.groups.set(Group.objects.all())

    call_command("set_up_roles", verbosity=0)

    assert set(member.groups.all()) == set(Group.objects.all())


def test_keeps_another_workflow_that_an_administrator_chose(roles, home):
    own = Workflow.objects.create(name="Four eyes")
    home.workflowpage.workflow = own
    home.workflowpage.save()

    call_command("set_up_roles", verbosity=0)

    home = Page.objects.get(pk=home.pk)
    assert home.get_workflow() == own


@pytest.mark.django_db
class TestExamplesOfWagtail:
    def test_go_where_nobody_uses_them(self):
        call_command("set_up_roles", verbosity=0)

        assert set(Group.objects.values_list("name", flat=True)) == {"Practitioners", "Editors"}
        assert [workflow.name for workflow in Workflow.objects.all()] == ["Editorial review"]
        assert not Page.get_first_root_node().group_permissions.exists()

    def test_stay_where_somebody_is_in_the_group(self):
        moderator = MemberFactory()
        moderator.groups.add(Group.objects.get(name="Moderators"))

        call_command("set_up_roles", verbosity=0)

        assert moderator.groups.get().page_permissions.exists()

    def test_stay_when_an_administrator_makes_them_anew(self, roles):
        Group.objects.create(name="Moderators")

        call_command("set_up_roles", verbosity=0)

        assert Group.objects.filter(name="Moderators").exists()
