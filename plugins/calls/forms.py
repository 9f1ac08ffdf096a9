"""What a reader fills in who asks for what they did not find."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.calls.models import Asking, Wish
from plugins.calls.wording import LONGEST_WORDS, key_of
from plugins.levels.models import Level
from plugins.levels.queries import cleaned


class WishForm(forms.ModelForm):
    """The words, and what else a reader likes to say, with or without an account."""

    # The name of a field that no reader sees; programs that fill in whatever there is give
    # themselves away by it.
    TRAP = "homepage"

    words = forms.CharField(
        label=gettext_lazy("What are you looking for?"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("A few words are enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    # The one that the page named, should the reader have changed theirs in another window.
    level = forms.ModelChoiceField(
        Level.objects.all(), to_field_name="number", widget=forms.HiddenInput
    )

    field_order = ["words", "own_words", "email", "level"]

    class Meta:
        model = Asking
        fields = ["own_words", "email"]
        widgets = {
            "own_words": forms.Textarea(attrs={"rows": 4}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled it in."""
        return bool(self.data.get(self.TRAP))

    def clean_words(self) -> str:
        """Return the words on one line; raises ValidationError where there are none."""
        words = cleaned(self.cleaned_data["words"])
        if not key_of(words):
            raise ValidationError(_("Please say in a word or two what you are looking for."))
        return words

    def ask(self) -> Asking:
        """Keep what was filled in; return the reader's part of it (`Asking`)."""
        given = self.cleaned_data
        return Wish.ask(
            given["words"], given["level"], own_words=given["own_words"], email=given["email"]
        )
