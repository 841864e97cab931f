"""The site itself: commands that know every app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Configuration of the site."""

    name = "vsm_site"
