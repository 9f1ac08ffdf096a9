"""What readers and editors fill in about a problem with a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from plugins.feedback.models import ProblemReport


class ProblemReportForm(forms.ModelForm):
    """What is wrong with a page, by a reader, with or without an account."""

    # The name of a field that no reader sees; programs that fill in whatever there is give
    # themselves away by it.
    TRAP = "homepage"

    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=ProblemReport.Reason, widget=forms.RadioSelect
    )

    class Meta:
        model = ProblemReport
        fields = ["reason", "text", "email"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled it in."""
        return bool(self.data.get(self.TRAP))


class ResolveForm(WagtailAdminModelForm):
    """Whether an editor has dealt with a report."""

    is_resolved = forms.BooleanField(
        label=_("Resolved"),
        required=False,
        help_text=_(
            "The page is mended, or nothing needs to be. If there is an e-mail address, answer "
            "first: it is deleted when you save."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_resolved"] = self.instance.is_resolved

    def save(self, commit: bool = True) -> ProblemReport:
        if self.cleaned_data["is_resolved"]:
            self.instance.resolve(self.for_user)
        else:
            self.instance.reopen()
        return super().save(commit)
