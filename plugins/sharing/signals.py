"""What happens when somebody signs in, and on the way of what they wrote through the review."""

from allauth.account.signals import user_signed_up
from django.contrib.auth.signals import user_logged_in

from plugins.sharing.sessions import give_to_account


def connect() -> None:
    """Connect this plugin's handlers, once every app is loaded."""
    user_logged_in.connect(give_to_account, dispatch_uid="sharing.give_to_account")
    user_signed_up.connect(give_to_account, dispatch_uid="sharing.give_to_account")
