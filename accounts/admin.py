"""The Django admin shows accounts only: people, organisations, memberships, and the audit log to read. Nobody can act as somebody else."""

from __future__ import annotations

from typing import Any

import allauth.account.admin  # registers its models, which are taken out below
import allauth.usersessions.admin  # noqa: F401 - as above
import django.contrib.auth.admin  # noqa: F401 - as above
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from accounts import audit
from accounts.models import AuditEntry, Organisation, OrganisationMembership, User
from accounts.views.common import person

for model in (EmailAddress, EmailConfirmation, Group, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class AddPersonForm(AdminUserCreationForm):
    """A new person, with or without a password."""

    class Meta:
        model = User
        fields = ("email", "display_name")

    def clean_email(self) -> str:
        """Addresses are kept in lower case."""
        return self.cleaned_data["email"].strip().lower()


class ChangePersonForm(UserChangeForm):
    """Facts of a person."""

    class Meta:
        model = User
        fields = "__all__"

    def clean_email(self) -> str:
        """Addresses are kept in lower case."""
        return self.cleaned_data["email"].strip().lower()


class Audited(admin.ModelAdmin):
    """Writes each change into the audit log; people with a history are made inactive, not deleted."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Save, and note which fields changed (never their values)."""
        super().save_model(request, obj, form, change)
        action = "changed-in-admin" if change else "made-in-admin"
        audit.record(actor=person(request), action=action, obj=obj, organisation=_organisation(obj), details={"fields": form.changed_data})

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Not here: deleting would take workshops along."""
        return False


def _organisation(obj: Model) -> Organisation | None:
    return obj if isinstance(obj, Organisation) else getattr(obj, "organisation", None)


@admin.register(User)
class PersonAdmin(Audited, UserAdmin):
    """People with an account."""

    form, add_form = ChangePersonForm, AddPersonForm
    ordering = ("display_name", "email")
    list_display = ("email", "display_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "display_name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "display_name", "password", "time_zone", "theme")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "display_name", "usable_password", "password1", "password2")}),)


@admin.register(Organisation)
class OrganisationAdmin(Audited):
    """Organisations; the first administrator of one is added under memberships."""

    list_display = ("name", "time_zone", "created_at")
    search_fields = ("name",)


@admin.register(OrganisationMembership)
class MembershipAdmin(Audited):
    """Who belongs where."""

    list_display = ("user", "organisation", "role", "joined_at")
    list_filter = ("role",)
    search_fields = ("user__email", "user__display_name", "organisation__name")
    autocomplete_fields = ("user", "organisation")


@admin.register(AuditEntry)
class AuditAdmin(admin.ModelAdmin):
    """The audit log, to read."""

    list_display = ("at", "actor", "action", "object_kind", "organisation")
    list_filter = ("action",)
    list_select_related = ("actor", "organisation")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Entries are made by what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Entries never change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Entries never go."""
        return False
