"""Views of Wagtail's admin that would tell more than they should, or ask what is not theirs."""

from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.account import (
    AccountView,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
)
from wagtail.admin.views.chooser import ChosenMultipleView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView

from plugins.members.admin_forms import NotificationsForm
from plugins.members.drafts import refuse_foreign_draft


class PreferencesView(AccountView):
    """Preferences for the admin, without what members keep on the page of their account."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        panels = [
            panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)
        ]
        for panel in panels:
            if isinstance(panel, NotificationsSettingsPanel):
                panel.form_class = NotificationsForm
        return panels


class ChosenPagesView(ChosenMultipleView):
    """Tells the titles of chosen pages; Wagtail's own tells them of any page, whoever asks."""

    def get(self, request: HttpRequest) -> HttpResponse:
        for pk in request.GET.getlist("id"):
            refuse_foreign_draft(pk, request.user)
        return super().get(request)


class PageTypesReport(PageTypesUsageReportView):
    """Counts pages by type and names the one last edited, drafts too: for those who publish."""

    any_permission_required = ["publish"]
