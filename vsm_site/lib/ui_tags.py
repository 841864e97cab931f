"""Template tags of our own."""

from django import template

register = template.Library()
