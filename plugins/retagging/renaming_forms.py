"""What a topic is to be called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.levels.models import Topic


class RenameForm(forms.ModelForm):
    moves = forms.BooleanField(
        label=_("Also change its address"),
        help_text=_("The address that it has now will lead to the new one, and so will its feeds."),
        required=False,
        initial=True,
    )

    class Meta:
        model = Topic
        fields = ["name"]
