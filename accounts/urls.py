"""Addresses under /accounts/: the routes of allauth that the product uses, and our own pages. There is no sign-up."""

from __future__ import annotations

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.decorators.http import require_POST

from accounts.views import door, organisation, personal

urlpatterns = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", login_not_required(require_POST(allauth.logout)), name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("first/<str:token>/", door.first_administrator, name="first-administrator"),
    path("invitations/<str:token>/", door.invitation, name="invitation-accept"),
    path("unsubscribe/<str:token>/", door.unsubscribe, name="unsubscribe"),
    path("profile/", personal.profile, name="profile"),
    path("notifications/", personal.notification_list, name="notification-list"),
    path("notifications/read/", personal.notification_read_all, name="notification-read-all"),
    path("notifications/mail/", personal.notification_mail, name="notification-mail"),
    path("notifications/<uuid:pk>/read/", personal.notification_read, name="notification-read"),
    path("tokens/", personal.token_list, name="token-list"),
    path("tokens/<uuid:pk>/revoke/", personal.token_revoke, name="token-revoke"),
    path("sessions/", personal.session_list, name="session-list"),
    path("sessions/end/", personal.session_end_others, name="session-end-others"),
    path("sessions/<int:pk>/end/", personal.session_end, name="session-end"),
    path("organisation/<uuid:pk>/", organisation.organisation, name="organisation"),
    path("organisation/<uuid:pk>/settings/", organisation.organisation_settings, name="organisation-settings"),
    path("organisation/<uuid:pk>/audit/", organisation.organisation_audit, name="organisation-audit"),
    path("organisation/<uuid:pk>/invite/", organisation.invite, name="organisation-invite"),
    path("organisation/<uuid:pk>/invitations/<uuid:invitation_pk>/revoke/", organisation.invitation_revoke, name="invitation-revoke"),
    path("organisation/<uuid:pk>/members/<uuid:membership_pk>/role/", organisation.member_role, name="member-role"),
    path("organisation/<uuid:pk>/members/<uuid:membership_pk>/remove/", organisation.member_remove, name="member-remove"),
]
