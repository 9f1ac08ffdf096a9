"""One account for each role, so that one can try the site from every side."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.members.models import User
from plugins.members.roles import EDITORS, PRACTITIONERS

# Known to everybody, and therefore only for a site that runs with DEBUG on one's own machine.
PASSWORD = "practice-makes-perfect"  # noqa: S105
PRACTITIONER = "practitioner@example.org"
EDITOR = "editor@example.org"
ADMINISTRATOR = "admin@example.org"


class NotOnThisSite(Exception):  # noqa: N818 - a refusal, no error
    """Raised where demo accounts would open a real site to everybody."""


@dataclass(frozen=True)
class DemoAccount:
    """Who somebody is, and what they may do."""

    email: str
    name: str
    role: Promise
    groups: tuple[str, ...] = ()
    is_superuser: bool = False


ACCOUNTS = (
    DemoAccount("member@example.org", "Mia Member", gettext_lazy("member")),
    DemoAccount(PRACTITIONER, "Pat Practitioner", gettext_lazy("practitioner"), (PRACTITIONERS,)),
    DemoAccount(EDITOR, "Ed Editor", gettext_lazy("editor"), (EDITORS,)),
    DemoAccount(
        ADMINISTRATOR, "Ada Administrator", gettext_lazy("administrator"), is_superuser=True
    ),
)


def check_allowed() -> None:
    """Raise NotOnThisSite where DEBUG is off."""
    if not settings.DEBUG:
        raise NotOnThisSite(
            _(
                "Demo accounts have a password that everybody knows, so they are made only where "
                "DEBUG is on. Use --no-accounts to load the content alone."
            )
        )


def make_accounts() -> list[DemoAccount]:
    """Make those demo accounts that are missing, with their roles, and return all of them.

    An account with the same e-mail address is left as it is. Raises NotOnThisSite where DEBUG is
    off.
    """
    check_allowed()
    call_command("set_up_roles", verbosity=0)
    known = set(User.objects.values_list("email", flat=True))
    for account in ACCOUNTS:
        if account.email not in known:
            make_account(account)
    return list(ACCOUNTS)


def make_account(account: DemoAccount) -> User:
    """Make one account, its e-mail address verified."""
    user = User.objects.create_user(
        username=account.email,
        email=account.email,
        password=PASSWORD,
        first_name=account.name,
        is_staff=account.is_superuser,
        is_superuser=account.is_superuser,
    )
    user.groups.set(Group.objects.filter(name__in=account.groups))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
