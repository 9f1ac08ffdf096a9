"""Everything that a fresh machine needs before the site is served; quick where it is done."""

import sys
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from wagtail.models import Site
from wagtail.search.backends import get_search_backends

from cop_site.structure import site_address
from plugins.levels.edition import begin_after_commit


class Command(BaseCommand):
    help = "Set the site up: database, pages, roles and demo content. Repeatable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-demo",
            action="store_false",
            dest="demo",
            help="start empty, and ask for the first editor",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("set_up_roles", verbosity=0)
        if options["demo"]:
            call_command("load_demo_content", stdout=self.stdout)
        elif not get_user_model().objects.filter(is_superuser=True).exclude(email="").exists():
            self.ask_for_first_editor()
        # Pages of before pictures were drawn on publishing; the sample content has its own.
        call_command("make_renditions", verbosity=0)
        # What was just made is found from the first search on.
        for backend in get_search_backends():
            backend.refresh_indexes()
        # Where `make run` serves it may change with every run; links in e-mails follow.
        Site.objects.filter(is_default_site=True).update(**site_address())
        Site.clear_site_root_paths_cache()
        begin_after_commit()
        url = f"{settings.WAGTAILADMIN_BASE_URL}/"
        self.stdout.write(_("The site: %(url)s  The editor: %(url)sadmin/") % {"url": url})

    def ask_for_first_editor(self) -> None:
        """Make the first account, who may do everything; without a terminal say how to."""
        if not sys.stdin.isatty():
            hint = _(
                "There is no editor yet. Make one: .venv/bin/python manage.py set_up --no-demo"
            )
            self.stdout.write(self.style.WARNING(hint))
            return
        self.stdout.write(_("Who is the first editor? They sign in with their e-mail address."))
        call_command("createsuperuser")
        for user in get_user_model().objects.filter(is_superuser=True).exclude(email=""):
            # Who can make an account here need not prove the address by a message to it.
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
