"""The two roles beside the member's, practitioner and editor, and the review between them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import product
from operator import or_

import swapper
from django.apps import apps
from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from wagtail import hooks
from wagtail.admin.models import Admin
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    AbstractPage,
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Site,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from plugins.levels.models import Level, Topic
from plugins.members.permissions import GRANT_ROLES
from plugins.pages import ListingPage

Page = swapper.load_model("wagtailcore", "Page")

PRACTITIONERS = "Practitioners"
EDITORS = "Editors"
REVIEW = "Editorial review"

# What Wagtail's migrations make as an example, beside a group named Editors.
EXAMPLE_GROUP = "Moderators"
EXAMPLE_WORKFLOW = "Moderators approval"


def grantable() -> QuerySet[Group]:
    """Return the groups into which an editor may put members."""
    return Group.objects.filter(name__in=[PRACTITIONERS, EDITORS]).order_by("-name")


@transaction.atomic
def set_up() -> None:
    """Make the groups and the review, and give each what it lacks.

    What administrators granted in addition stays. Wagtail's own examples are cleared away the first
    time, where nobody uses them.
    """
    if not Group.objects.filter(name=PRACTITIONERS).exists():
        clear_examples()
    practitioners, _created = Group.objects.get_or_create(name=PRACTITIONERS)
    editors, _created = Group.objects.get_or_create(name=EDITORS)
    home = Site.objects.get(is_default_site=True).root_page
    permit_practitioners(practitioners)
    permit_editors(editors, home)
    set_up_review(editors, home)


def clear_examples() -> None:
    """Remove Wagtail's "Moderators", their workflow, and the rights of its "Editors" on the root.

    Wagtail gives both groups the root of the page tree; ours get the site's own pages. A group with
    members and a workflow that was used stay as they are.
    """
    root = Page.get_first_root_node()
    unused = Group.objects.filter(user=None)
    GroupPagePermission.objects.filter(
        group__in=unused.filter(name__in=[EXAMPLE_GROUP, EDITORS]), page=root
    ).delete()
    Workflow.objects.filter(name=EXAMPLE_WORKFLOW, workflow_states=None).delete()
    Task.objects.filter(name=EXAMPLE_WORKFLOW, task_states=None, workflow_tasks=None).delete()
    unused.filter(name=EXAMPLE_GROUP, groupapprovaltask=None).delete()


def permit_practitioners(group: Group) -> None:
    """Let `group` write in every list that a plugin brings, with pictures and files."""
    listings = (
        listing
        for model in apps.get_models()
        if issubclass(model, ListingPage)
        for listing in model.objects.all()
    )
    permit(group, {Admin: ["access_admin"]})
    permit_on_pages(group, listings, ["add"])
    permit_in_collections(
        group, {get_image_model(): ["add", "choose"], get_document_model(): ["add", "choose"]}
    )


def permit_editors(group: Group, home: AbstractPage) -> None:
    """Let `group` review, publish and curate all below `home`, and say who may write."""
    settings = [each for each in settings_registry if issubclass(each, BaseGenericSetting)]
    permit(
        group,
        {
            Admin: ["access_admin"],
            Level: codenames(Level, ["change"]),
            Topic: codenames(Topic, ["add", "change", "delete"]),
            Redirect: codenames(Redirect, ["add", "change", "delete"]),
            get_user_model(): [GRANT_ROLES],
            **{setting: codenames(setting, ["change"]) for setting in settings},
        },
    )
    permit_on_pages(group, [home], ["add", "change", "publish", "bulk_delete", "lock", "unlock"])
    permit_in_collections(
        group,
        {
            get_image_model(): ["add", "change", "delete", "choose"],
            get_document_model(): ["add", "change", "delete", "choose"],
            Collection: ["add", "change", "delete"],
        },
    )
    offers = hooks.get_hooks("permissions_of_editors")
    group.permissions.add(*(each for permissions_for in offers for each in permissions_for()))


def set_up_review(editors: Group, home: AbstractPage) -> None:
    """Have one of `editors` approve what others submit below `home`, unless it has a workflow."""
    if WorkflowPage.objects.filter(page=home).exists():
        return
    task, _created = GroupApprovalTask.objects.get_or_create(name=REVIEW)
    task.groups.add(editors)
    workflow, _created = Workflow.objects.get_or_create(name=REVIEW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=home)


def permit(group: Group, wanted: Mapping[type[Model], Iterable[str]]) -> None:
    """Give `group` the permissions with these codenames, by the models that they are for."""
    group.permissions.add(*permissions(wanted))


def permit_on_pages(group: Group, pages: Iterable[AbstractPage], actions: Sequence[str]) -> None:
    """Let `group` do `actions` to each of `pages` and all below them."""
    granted = permissions({Page: codenames(Page, actions)})
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page=page, permission=permission)
            for page, permission in product(pages, granted)
        ],
        ignore_conflicts=True,
    )


def permit_in_collections(group: Group, wanted: Mapping[type[Model], Sequence[str]]) -> None:
    """Let `group` do these actions to whatever of a model is in any collection."""
    root = Collection.get_first_root_node()
    granted = permissions({model: codenames(model, each) for model, each in wanted.items()})
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=group, collection=root, permission=permission)
            for permission in granted
        ],
        ignore_conflicts=True,
    )


def codenames(model: type[Model], actions: Iterable[str]) -> list[str]:
    """Return the codenames of Django's permissions for `actions`, e.g. "add", on `model`."""
    return [get_permission_codename(action, model._meta) for action in actions]


def permissions(wanted: Mapping[type[Model], Iterable[str]]) -> QuerySet[Permission]:
    """Return the permissions with these codenames, by the models that they are for."""
    of_models = [
        Q(content_type=ContentType.objects.get_for_model(model), codename__in=names)
        for model, names in wanted.items()
    ]
    return Permission.objects.filter(reduce(or_, of_models))
