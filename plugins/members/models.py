"""The account of a member, and the e-mails that they do not want."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from plugins.levels.edition import not_shown


class User(AbstractUser):
    """Somebody with an account: a member, a practitioner or an editor, by their groups."""

    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    job_title = models.CharField(_("what you do"), max_length=200, blank=True)
    topics = models.ManyToManyField(
        "levels.Topic", verbose_name=_("topics"), related_name="members", blank=True
    )

    class Meta(AbstractUser.Meta):
        permissions = [("grant_roles", _("Can make members practitioners and editors"))]

    def rename(self, name: str) -> None:
        """Keep `name` as a whole: not everybody has a first name and a last name."""
        self.first_name, self.last_name = name, ""
        self.save(update_fields=["first_name", "last_name"])


not_shown(User.topics.through)


def display_name(user: User) -> str:
    """Return how the site calls a member: the name that they gave, else their e-mail address."""
    return user.get_full_name() or user.email or user.get_username()


class EmailOptOutManager(models.Manager["EmailOptOut"]):
    def names_of(self, user: User) -> set[str]:
        """Return the names of the e-mails that `user` does not want."""
        return set(self.filter(user=user).values_list("name", flat=True))

    def keep(self, user: User, name: str, *, wanted: bool) -> None:
        """Keep whether `user` wants the e-mails called `name`."""
        if wanted:
            self.filter(user=user, name=name).delete()
        else:
            self.get_or_create(user=user, name=name)


@not_shown
class EmailOptOut(models.Model):
    """Says that a member does not want e-mails of one kind; without it, they get them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_opt_outs"
    )
    name = models.CharField(
        _("name"), max_length=50, help_text=_("Plugins say which there are: hook `email_choices`.")
    )

    objects = EmailOptOutManager()

    class Meta:
        default_permissions = ()
        verbose_name = _("unwanted e-mails")
        verbose_name_plural = _("unwanted e-mails")
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="members_one_opt_out_a_name")
        ]

    def __str__(self) -> str:
        return self.name
