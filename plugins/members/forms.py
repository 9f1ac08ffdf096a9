"""What members fill in: about themselves, the e-mails that they want, and that they leave."""

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from plugins.levels.forms import TickedField
from plugins.levels.models import Topic
from plugins.members.models import EmailOptOut, User


class NameForm(forms.Form):
    """The name under which a member appears. django-allauth adds its own fields to it."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        required=False,
        help_text=_("As you would like to be credited. You can leave it empty."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name with the new account; django-allauth calls this."""
        user.rename(self.cleaned_data["name"])


class AboutForm(forms.ModelForm):
    """Who a member is to the community. Nothing of it is shown unless they put it into a credit."""

    name = NameForm.base_fields["name"]
    topics: TickedField = TickedField(
        queryset=None, label=_("Topics that you work on"), required=False
    )

    class Meta:
        model = User
        fields = ["organisation", "job_title", "topics"]
        labels = {"job_title": _("What you do")}
        help_texts = {"job_title": _("Your role or job title, for example “service manager”.")}
        widgets = {
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }

    field_order = ["name", "organisation", "job_title", "topics"]

    def __init__(self, data: Any, *, user: User, topics: QuerySet[Topic]) -> None:
        """Offer `topics`, and those that `user` has chosen before."""
        super().__init__(data, instance=user, initial={"name": user.get_full_name()})
        offered = Topic.objects.filter(Q(pk__in=topics.values("pk")) | Q(members=user)).distinct()
        field: Any = self.fields["topics"]
        field.queryset = offered
        if not offered.exists():
            del self.fields["topics"]

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit)
        user.rename(self.cleaned_data["name"])
        return user


class EmailsForm(forms.Form):
    """Which of the e-mails that plugins send a member wants: a box for each."""

    def __init__(self, *args: Any, user: User, choices: Iterable[Any]) -> None:
        super().__init__(*args)
        self.user = user
        unwanted = EmailOptOut.objects.names_of(user)
        for choice in choices:
            self.fields[choice["name"]] = forms.BooleanField(
                label=choice["label"],
                help_text=choice["hint"],
                required=False,
                initial=choice["name"] not in unwanted,
            )

    def save(self) -> None:
        """Keep what is ticked and what is not."""
        for name, wanted in self.cleaned_data.items():
            EmailOptOut.objects.keep(self.user, name, wanted=wanted)


class LeaveForm(forms.Form):
    """What is to become of a member's stories, and the password, before the account goes."""

    KEEP, WITHDRAW = "keep", "withdraw"

    stories = forms.ChoiceField(
        label=_("What you have published"),
        choices=[
            (KEEP, _("May stay, without my name, so that others can go on learning from it")),
            (WITHDRAW, _("Is to be taken off the site")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is to become of it.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Please type your password, so that we know it is you.")},
    )

    def __init__(self, *args: Any, user: User, has_published: bool, knows_who: bool) -> None:
        """Ask for what becomes of stories where there are some, and for the password unless
        `knows_who`: it was asked for a moment ago."""
        super().__init__(*args)
        self.user = user
        if not has_published:
            del self.fields["stories"]
        if knows_who:
            del self.fields["password"]

    def clean_password(self) -> None:
        adapter = get_adapter()
        # Counted with the sign-ins that failed: nobody guesses passwords here either.
        if not adapter.reauthenticate(self.user, self.cleaned_data["password"]):
            raise adapter.validation_error("incorrect_password")

    @property
    def keeps_stories(self) -> bool:
        """Whether what was published stays, if anything was."""
        return self.cleaned_data.get("stories", self.KEEP) == self.KEEP
