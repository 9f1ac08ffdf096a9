"""Editors find members and grant roles, and nothing more; the holes are tested one by one."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from tests.members.people import MemberFactory

USERS = reverse("wagtailusers_users:index")


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def edit_url(member) -> str:
    return reverse("wagtailusers_users:edit", args=[member.pk])


def bulk_url(action: str, *members) -> str:
    ids = "&".join(f"id={member.pk}" for member in members)
    return reverse("wagtail_bulk_action", args=["members", "user", action]) + f"?{ids}"


@pytest.fixture
def trustees(db):
    return Group.objects.create(name="Trustees")


@pytest.fixture
def as_trusted_editor(as_editor, editor):
    """An editor to whom somebody gave all of Wagtail's permissions on users."""
    editor.user_permissions.set(Permission.objects.filter(content_type__app_label="members"))
    return as_editor


class TestEditor:
    def test_finds_members_by_name_and_address(self, as_editor, member):
        MemberFactory(first_name="Somebody else", email="else@practice.test")

        pages = [as_editor.get(USERS, {"q": words}) for words in ("Mia", member.email)]

        assert all(edit_url(member) in page.text for page in pages)
        assert not any("Somebody else" in page.text for page in pages)

    def test_makes_a_member_a_practitioner(self, as_editor, member):
        as_editor.post(edit_url(member), {"groups": [group("Practitioners").pk]})

        assert [group.name for group in member.groups.all()] == ["Practitioners"]

    def test_makes_and_unmakes_an_editor(self, as_editor, member):
        as_editor.post(edit_url(member), {"groups": [group("Editors").pk]})
        granted = list(member.groups.all())

        as_editor.post(edit_url(member), {"groups": []})

        assert granted == [group("Editors")]
        assert not member.groups.exists()

    def test_makes_several_members_practitioners(self, as_editor, member):
        another = MemberFactory()

        as_editor.post(
            bulk_url("assign_role", member, another), {"role": group("Practitioners").pk}
        )

        assert set(group("Practitioners").user_set.all()) == {member, another}

    def test_sees_name_and_address_and_no_more(self, as_editor, member):
        page = as_editor.get(edit_url(member))

        form = page.context["form"]
        assert member.email in page.text
        assert {name for name, field in form.fields.items() if not field.disabled} == {"groups"}

    def test_changes_nothing_but_the_roles(self, as_editor, member):
        before = get_user_model().objects.filter(pk=member.pk).values().get()

        as_editor.post(
            edit_url(member),
            {
                "username": "owned",
                "email": "owned@practice.test",
                "first_name": "Owned",
                "last_name": "Owned",
                "password1": "owned owned owned",
                "password2": "owned owned owned",
                "is_superuser": "on",
                "is_staff": "on",
                "user_permissions": [Permission.objects.first().pk],
            },
        )

        assert get_user_model().objects.filter(pk=member.pk).values().get() == before
        assert not member.user_permissions.exists()

    def test_cannot_grant_another_group(self, as_editor, member, trustees):
        as_editor.post(edit_url(member), {"groups": [trustees.pk]})
        as_editor.post(bulk_url("assign_role", member), {"role": trustees.pk})

        assert not member.groups.exists()

    def test_leaves_the_other_groups_of_a_member_alone(self, as_editor, member, trustees):
        member.groups.add(trustees)

        as_editor.post(edit_url(member), {"groups": [group("Practitioners").pk]})

        assert set(member.groups.all()) == {trustees, group("Practitioners")}

    def test_cannot_touch_an_administrator(self, as_editor, administrator):
        as_editor.post(edit_url(administrator), {"groups": [group("Editors").pk]})
        as_editor.post(bulk_url("assign_role", administrator), {"role": group("Editors").pk})

        assert as_editor.get(edit_url(administrator)).status_code == 302
        assert not administrator.groups.exists()


class TestHoles:
    """What stays closed even to an editor who holds all of Wagtail's permissions on users."""

    def test_no_account_is_made(self, as_trusted_editor):
        count = get_user_model().objects.count()

        as_trusted_editor.post(
            reverse("wagtailusers_users:add"),
            {
                "username": "owned",
                "email": "owned@practice.test",
                "password1": "owned owned owned",
                "password2": "owned owned owned",
                "is_superuser": "on",
            },
        )

        assert get_user_model().objects.count() == count

    def test_no_password_is_set(self, as_trusted_editor, administrator):
        for url in (edit_url(administrator), edit_url(MemberFactory())):
            page = as_trusted_editor.get(url)

            assert "password1" not in page.text

    def test_no_account_is_deleted(self, as_trusted_editor, member):
        as_trusted_editor.post(reverse("wagtailusers_users:delete", args=[member.pk]))
        as_trusted_editor.post(bulk_url("delete", member))

        assert get_user_model().objects.filter(pk=member.pk).exists()

    def test_no_account_is_closed(self, as_trusted_editor, member, administrator):
        as_trusted_editor.post(
            bulk_url("set_active_state", member, administrator), {"mark_as_active": "False"}
        )

        assert not get_user_model().objects.filter(is_active=False).exists()

    def test_no_group_is_changed(self, as_trusted_editor, trustees):
        pages = [
            as_trusted_editor.get(reverse("wagtailusers_groups:index")),
            as_trusted_editor.get(reverse("wagtailusers_groups:add")),
            as_trusted_editor.get(reverse("wagtailusers_groups:edit", args=[trustees.pk])),
            as_trusted_editor.get(reverse("wagtailusers_groups:delete", args=[trustees.pk])),
        ]

        assert [page.status_code for page in pages] == [302, 302, 302, 302]

    def test_practitioners_see_no_members(self, as_practitioner, member):
        pages = [as_practitioner.get(url) for url in (USERS, edit_url(member))]

        assert [page.status_code for page in pages] == [302, 302]


class TestAdministrator:
    def test_keeps_the_whole_form(self, as_administrator, member):
        as_administrator.post(
            edit_url(member),
            {
                "username": member.username,
                "email": "new@practice.test",
                "first_name": "Mia",
                "is_active": "on",
                "is_superuser": "on",
            },
        )

        member.refresh_from_db()
        assert (member.email, member.is_superuser) == ("new@practice.test", True)

    def test_makes_an_account(self, as_administrator):
        as_administrator.post(
            reverse("wagtailusers_users:add"),
            {
                "username": "nina",
                "email": "nina@practice.test",
                "password1": "correct horse battery",
                "password2": "correct horse battery",
            },
        )

        assert get_user_model().objects.filter(email="nina@practice.test").exists()

    def test_assigns_any_group_and_deletes(self, as_administrator, member, trustees):
        as_administrator.post(bulk_url("assign_role", member), {"role": trustees.pk})
        granted = member.groups.get()

        as_administrator.post(bulk_url("delete", member))

        assert granted == trustees
        assert not get_user_model().objects.filter(pk=member.pk).exists()

    def test_is_offered_no_permission_that_counts_for_nothing(self, as_administrator, trustees):
        page = as_administrator.get(reverse("wagtailusers_groups:edit", args=[trustees.pk]))

        offered = page.context["form"].registered_permissions.filter(
            content_type__app_label="members"
        )
        assert [permission.codename for permission in offered] == ["grant_roles"]
