"""How the desk comes into the admin."""

from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.snippets.models import register_snippet

from plugins.curating import checklist, decisions, opinions, review_links, review_log
from plugins.curating.claims_logged import register_claims
from plugins.curating.contributions_views import ContributionsView
from plugins.curating.desk import leave_out_numbers, put_on_first_page
from plugins.curating.letters import choices, tell_editors
from plugins.curating.personal import personal_data
from plugins.curating.preferences import DeskEmailsPanel
from plugins.curating.submissions_views import SubmissionsView
from plugins.curating.submissions_waiting import submissions_waiting
from plugins.curating.waiting_times_views import WaitingTimesView
from plugins.desk import LinkToView

hooks.register("construct_homepage_panels", put_on_first_page)
# Last: those of Wagtail come with this hook as well.
hooks.register("construct_homepage_summary_items", leave_out_numbers, order=1001)
hooks.register("register_log_actions", register_claims)
hooks.register("waiting_for_editors", submissions_waiting)
hooks.register("tell_editors", tell_editors)
hooks.register("email_choices", choices)
hooks.register("personal_data", personal_data)
hooks.register("register_account_settings_panel", DeskEmailsPanel)

hooks.register("register_log_actions", review_log.register)
hooks.register("permissions_of_editors", checklist.permissions)
hooks.register("register_page_header_buttons", review_links.offer_review)
hooks.register("construct_wagtail_userbar", review_links.put_into_userbar)
hooks.register("asked_of_practitioners", opinions.asked_of_practitioners)
hooks.register("email_choices", opinions.choices)
hooks.register("shown_privately", opinions.shown_privately)
hooks.register("personal_data", opinions.personal_data)
hooks.register("before_account_deleted", opinions.before_account_deleted)
hooks.register("before_topic_merged", decisions.before_topic_merged)

register_snippet(checklist.ChecklistViewSet)


@hooks.register("register_admin_menu_item")
def curating_menu() -> SubmenuMenuItem:
    """Collect what editors curate with in one menu; each plugin puts its own into it."""
    return SubmenuMenuItem(
        _("Curating"),
        Menu(register_hook_name="register_curating_menu_item"),
        name="curating",
        icon_name="glasses",
        order=150,
    )


@hooks.register("insert_global_admin_css")
def on_narrow_screens() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("curating/narrow.css"))


@hooks.register("register_admin_urls")
def urls_of_the_desk() -> list[URLResolver]:
    return [path("curating/", include("plugins.curating.admin_urls"))]


@hooks.register("register_curating_menu_item")
def submissions() -> LinkToView:
    return LinkToView(SubmissionsView, "curating:submissions", name="submissions", order=10)


@hooks.register("register_reports_menu_item")
def contributions() -> LinkToView:
    return LinkToView(ContributionsView, "curating:contributions", name="contributions", order=120)


@hooks.register("register_reports_menu_item")
def waiting_times() -> LinkToView:
    return LinkToView(WaitingTimesView, "curating:waiting_times", name="waiting-times", order=130)
