"""Where editors choose, among the preferences of the admin, which e-mails they want."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from plugins.curating.letters import DESK
from plugins.curating.models import DeskEmails
from plugins.desk import curates
from plugins.letters import may_email

NEVER = "never"


class DeskEmailsForm(forms.Form):
    """When an editor wants to be told what waits."""

    when = forms.ChoiceField(
        label=_("What waits for the editors"),
        choices=[*DeskEmails.When.choices, (NEVER, _("Never"))],
        help_text=_(
            "At once, you are told of each submission and each question as it comes in. Once a "
            "day, you are told of all that waits, unless nothing does."
        ),
        widget=forms.RadioSelect,
        # What is not said stays as it is.
        required=False,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **{"initial": {"when": chosen_by(user)}, **kwargs})

    def save(self) -> None:
        chosen = self.cleaned_data["when"]
        if chosen in DeskEmails.When.values:
            DeskEmails.objects.update_or_create(user=self.user, defaults={"when": chosen})
        if chosen:
            for choose in hooks.get_hooks("choose_emails"):
                choose(self.user, DESK, chosen != NEVER)


def chosen_by(user: Any) -> str:
    """Return when `user` wants to be told: a value of `DeskEmails.When`, or NEVER."""
    if not may_email(user, DESK):
        return NEVER
    kept = DeskEmails.objects.filter(user=user).first() or DeskEmails(user=user)
    return str(kept.when)


class DeskEmailsPanel(BaseSettingsPanel):
    name = "desk_emails"
    title = _("The editors' desk")
    tab = notifications_tab
    order = 200
    form_class = DeskEmailsForm

    def is_active(self) -> bool:
        return curates(self.user)

    def get_form(self) -> DeskEmailsForm:
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, user=self.user, prefix=self.name)
