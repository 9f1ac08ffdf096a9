"""What members fill in: their name, on signing up and later."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from plugins.members.models import User


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
