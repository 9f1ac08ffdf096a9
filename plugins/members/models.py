"""The account of a member."""

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody with an account: a member, a practitioner or an editor, by their groups."""

    class Meta(AbstractUser.Meta):
        permissions = [("grant_roles", _("Can make members practitioners and editors"))]

    def rename(self, name: str) -> None:
        """Keep `name` as a whole: not everybody has a first name and a last name."""
        self.first_name, self.last_name = name, ""
        self.save(update_fields=["first_name", "last_name"])


def display_name(user: User) -> str:
    """Return how the site calls a member: the name that they gave, else their e-mail address."""
    return user.get_full_name() or user.email or user.get_username()
