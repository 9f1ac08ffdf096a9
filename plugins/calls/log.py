"""What the histories of calls and wishes tell: names of actions, and their words."""

from django.utils.translation import gettext_lazy as _

#: By name: what is done, and what was.
ACTIONS = {
    "calls.met": (_("Meet a call"), _("Met: readers find as many answers as were wanted")),
    "calls.closed": (_("Close a call"), _("Closed without an answer")),
    "calls.reopen": (_("Ask again"), _("Asked again")),
    "calls.name_page": (_("Name a page that answers a call"), _("Named a page that answers it")),
    "calls.take_off": (_("Take an answer off"), _("Took an answer off")),
    "calls.wish_met": (_("Meet a wish by a call"), _("Met by a call")),
    "calls.wish_answered": (_("Answer a wish"), _("Answered")),
    "calls.wish_declined": (_("Decline a wish"), _("Declined, with a reason")),
    "calls.wish_put_back": (_("Have a wish wait again"), _("Waits again")),
}
