"""How the desk comes into the admin."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

from plugins.curating.desk import put_on_first_page

hooks.register("construct_homepage_panels", put_on_first_page)


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


@hooks.register("register_admin_urls")
def urls_of_the_desk() -> list[URLResolver]:
    return [path("curating/", include("plugins.curating.admin_urls"))]
