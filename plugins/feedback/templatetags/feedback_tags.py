"""What readers say of a page's level, in words."""

from django import template

from plugins.feedback.waiting import in_short, proposal

register = template.Library()

register.filter("in_short", in_short)
register.filter("proposal", proposal)
