"""Template tags of our own; loaded everywhere as builtins."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, large: bool = False) -> SafeString:
    """A symbol of the icon sprite, beside text (hidden from screen readers)."""
    kind = "icon icon--l" if large else "icon"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', kind, static("vendor/lucide-static-1.62.0/icons.svg"), name)


@register.filter
def initials(person: Any) -> str:
    """Two letters for an avatar: of the first and last word of a name, else the first two of one word."""
    words = str(person).split()
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return words[0][:2].title() if words else "?"


@register.simple_tag
def clash_of(form: Any, field: BoundField) -> Any:
    """The clash of a field of a live form, None without one."""
    return getattr(form, "clashes", {}).get(field.name)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The entry of a mapping, empty without one."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def drawing(markup: str) -> SafeString:
    """Markup that our own drawing code made (vsm_site.lib.charts, mapping.render), which escapes every text it is given.

    The one place where text becomes markup; templates never mark anything safe themselves.
    """
    return SafeString(markup)
