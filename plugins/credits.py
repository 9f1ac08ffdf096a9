"""How a credit is told to people and to machines: by name, by role, or without either.

`credits` is everywhere the value of a `plugins.blocks.CreditsBlock`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from plugins.levels.structured_data import Node, organization

# A card has room for no more names; those beyond are counted.
NAMED_IN_SHORT = 3
# "a duty editor", "The council secretariat"; not "A Kowalski".
ROLE = re.compile(r"(?:[Aa]n?|[Tt]he) [a-z]")

#: A block of a `plugins.blocks.CreditsBlock`: its type and its value.
Credit: TypeAlias = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Credited:
    """Those who get the credit together: all of one organisation, or of none."""

    #: Empty where the organisation is all that is told.
    who: str
    organisation: str = ""

    def __str__(self) -> str:
        if not (self.who and self.organisation):
            return self.who or self.organisation
        return _("%(who)s, %(organisation)s") % vars(self)


def credit_line(credits: Sequence[Any]) -> str:
    """Return all who get the credit in one line of text, empty where nobody does."""
    return listed([str(each) for each in credited(credits)])


def credit_in_short(credits: Sequence[Any]) -> str:
    """Return the first names or roles, and how many there are beside; without any, the line."""
    names = [name for name in map(name_of, credits) if name][:NAMED_IN_SHORT]
    if not names:
        return credit_line(credits)
    return begun(credits, listed([*names, *others(len(credits) - len(names))]))


def credited(credits: Sequence[Any]) -> list[Credited]:
    """Return who gets the credit; an organisation that neighbours share is said once."""
    # Those of whom nothing is told come last, where they can be counted.
    told = sorted(credits, key=tells_nothing)
    if all(map(tells_nothing, told)):
        return [Credited(_("Anonymous"))] if told else []
    groups = [(list(group), organisation) for organisation, group in groupby(told, organisation_of)]
    first, *more = [Credited(together(group, where), where) for group, where in groups]
    return [Credited(begun(told, first.who), first.organisation), *more]


def together(credits: Sequence[Any], organisation: str) -> str:
    """Return who gets the credit for one organisation, or for none."""
    names = [name_and_role(credit) for credit in credits if name_of(credit)]
    if organisation and not names:
        return ""
    return listed([*names, *others(len(credits) - len(names))])


def authors(credits: Sequence[Any], community: str) -> Node | list[Node]:
    """Return who gets the credit in the words of schema.org; the `community` if nobody is told."""
    nodes = [author(credit, community) for credit in credits]
    different = [node for place, node in enumerate(nodes) if node not in nodes[:place]]
    if len(different) > 1:
        return different
    return different[0] if different else organization(community)


def author(credit: Any, community: str) -> Node:
    """Return one who gets the credit in the words of schema.org."""
    name, where = name_of(credit), organisation_of(credit)
    if not name:
        return organization(where or community)
    node: Node = {"@type": "Person", "name": name}
    if credit.value.get("name") and credit.value.get("role"):
        node["jobTitle"] = credit.value["role"]
    if where:
        node["affiliation"] = organization(where)
    return node


def tells_nothing(credit: Any) -> bool:
    """Whether it is anonymous, without so much as an organisation."""
    return not (name_of(credit) or organisation_of(credit))


def name_of(credit: Any) -> str:
    """Return the name, or the role that stands for one; empty where it is anonymous."""
    return credit.value.get("name") or credit.value.get("role") or ""


def name_and_role(credit: Any) -> str:
    """Return the name with what somebody does, or the role alone."""
    name, role = credit.value.get("name"), credit.value.get("role")
    return _("%(name)s, %(role)s") % {"name": name, "role": role} if name and role else name or role


def organisation_of(credit: Any) -> str:
    """Return where somebody is, empty where that is not told."""
    return credit.value.get("organisation") or ""


def begun(credits: Sequence[Any], text: str) -> str:
    """Return `text` with a capital where a role begins it; names are left as people write them."""
    return capfirst(text) if credits[0].block_type == "role" else text


def others(count: int) -> list[str]:
    """Return what stands in a list for so many people who are not named in it."""
    if not count:
        return []
    return [ngettext("%(count)d other person", "%(count)d other people", count) % {"count": count}]


def listed(names: Sequence[str]) -> str:
    """Return `names` as one reads a list out; those with commas of their own are kept apart."""
    *before, last = names or [""]
    if not before:
        return last
    if not any("," in name for name in names):
        joined = pgettext("between names", ", ").join(before)
        return _("%(names)s and %(last)s") % {"names": joined, "last": last}
    if len(before) == 1:
        return _("%(first)s, and %(last)s") % {"first": before[0], "last": last}
    joined = pgettext("between names that have commas", "; ").join(before)
    return _("%(names)s; and %(last)s") % {"names": joined, "last": last}


def as_credit(name: str, *, role: str = "", organisation: str = "") -> Credit:
    """Return as a block whom somebody wrote down as `name`, be it a role or "anonymous"."""
    where = {"organisation": organisation}
    if name.strip(" .").casefold() in words_for_anonymous():
        name = ""
    if name and not role and ROLE.match(name):
        name, role = "", name
    if name:
        return "person", {"name": name, "role": role, **where}
    return ("role", {"role": role, **where}) if role else ("anonymous", where)


def words_for_anonymous() -> set[str]:
    """Return what people write in place of a name, in the languages of the site."""
    words = {"anonymous"}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words.add(_("Anonymous").casefold())
    return words
