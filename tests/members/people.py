"""Members, and how they come in."""

from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client

from tests.factories import UserFactory

PASSWORD = "correct-horse-battery"


class EmailAddressFactory(factory.django.DjangoModelFactory):
    verified = True
    primary = True

    class Meta:
        model = EmailAddress


class MemberFactory(UserFactory):
    """A member who has confirmed the e-mail address, in the groups of these names."""

    address = factory.RelatedFactory(
        EmailAddressFactory, factory_related_name="user", email=factory.SelfAttribute("user.email")
    )

    class Meta:
        skip_postgeneration_save = True

    @factory.post_generation
    def groups(self, create: bool, names: tuple[str, ...] | None) -> None:
        self.groups.set(Group.objects.filter(name__in=names or ()))


def signed_in(member: Any) -> Client:
    client = Client()
    client.force_login(member)
    return client
