"""The pages that every site of this kind has: home, a list for each plugin, the footer's."""

from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Collection, Locale, Page, Site

from cop_site.models import CommunitySettings, HomePage, InformationPage
from plugins.pages import ListingPage

HEADLINE = "Learn from what others in the practice have done"
INTRODUCTION = (
    "Stories and resources by people who do the work, for people at four stages of it. Say where "
    "you are, and you meet what helps there."
)

# Starting points, for editors to make their own.
INFORMATION = {
    "About": (
        "<p>This is a community of practice: people who do similar work tell each other what they "
        "did, what came of it, and what others can use.</p>"
        "<p>Not everybody needs the same thing. Somebody who is curious wants to hear what others "
        "have done; somebody who is about to start wants to know what to expect. So everything "
        "here is written for one or more of four levels, and you meet what is at yours. You can "
        "change your level at the top of every page, at any time.</p>"
    ),
    "House rules": (
        "<ul><li>Tell what you did and saw yourself, mishaps included.</li>"
        "<li>Name people only with their consent; leave out what could harm them.</li>"
        "<li>Give credit for what you took over from others.</li>"
        "<li>Disagree with ideas, be kind to people.</li></ul>"
    ),
    "Privacy": (
        "<p>You can read everything without an account. The level that you choose is kept in a "
        "cookie in your own browser, and nowhere else. We do not track what you read. So that "
        "those who write learn whether they help, we count how often a page was read, at which "
        "level and on which day, and nothing that tells who read it. So that editors learn what is "
        "missing, we count in the same way what is searched for; they see only words that several "
        "searches were for, and after 90 days all of it is deleted.</p>"
        "<p>If you say whether a page fitted you, we count your answer for the page, the level and "
        "the day, and nothing that tells who gave it. A cookie in your own browser remembers it, "
        "so that you can change it. If you report a problem, we keep what you write, and delete "
        "your e-mail address, if you give one, once you have an answer. If you ask for something "
        "that you did not find, we do the same. So that nobody sends hundreds, we count what comes "
        "from one network address for an hour, scrambled.</p>"
        "<p>With an account we keep your e-mail address, what you tell us of yourself (name, "
        "organisation, role, topics), your level and what you wrote. On the page of your account "
        "you can take all of it along, and delete it. What you begin to write without an account "
        "we keep for 30 days.</p>"
    ),
    "Accessibility": (
        "<p>Everything here should work with a keyboard, with a screen reader, at any size of "
        "text, in light and dark, and without JavaScript. If something does not work for you, "
        "please tell us.</p>"
    ),
    "Contact": "<p>Write to the editors. They answer within the time that they promise.</p>",
}


def make_structure(**kwargs: Any) -> None:
    """Make those of the pages that are missing; what is there is left as it is.

    Runs after every `migrate`, so that a plugin that is added later gets its list.
    """
    home = HomePage.objects.first() or make_home()
    for model in (model for model in apps.get_models() if issubclass(model, ListingPage)):
        if not model.objects.exists():
            title = str(model.listed_model._meta.verbose_name_plural).capitalize()
            home.add_child(instance=model(title=title, slug=slugify(title), show_in_menus=True))


def make_home() -> HomePage:
    """Make the home page and the footer's pages, in the place of Wagtail's welcome page."""
    make_roots()
    Page.objects.exact_type(Page).filter(depth=2, slug="home").delete()
    root = Page.get_first_root_node()
    home = root.add_child(
        instance=HomePage(title="Home", slug="home", headline=HEADLINE, introduction=INTRODUCTION)
    )
    defaults = {"root_page": home, "site_name": CommunitySettings.load().name, **site_address()}
    Site.objects.update_or_create(is_default_site=True, defaults=defaults)
    for title, body in INFORMATION.items():
        home.add_child(instance=InformationPage(title=title, slug=slugify(title), body=body))
    return home


def make_roots() -> None:
    """Make what Wagtail's migrations made, where `flush` has taken it away."""
    ContentType.objects.clear_cache()
    language = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    Locale.objects.get_or_create(language_code=language)
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")


def site_address() -> dict[str, str | int]:
    """Return the host name and port that links to the site lead to."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    return {"hostname": address.hostname or "localhost", "port": port}
