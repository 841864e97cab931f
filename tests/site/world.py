"""Two complete tenants and everybody who may come to their addresses, made once and put back after every request."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest import MonkeyPatch

from accounts import notifications
from accounts.models import ApiToken, Invitation, Notification, OrganisationMembership, SetupLink
from accounts.models.tokens import new_secret, secret_hash
from accounts.services import invitations, tokens
from actionplans.services.links import make_link
from mapping.models import PreworkLink
from reviews.models import Decision, GeneratedReport
from reviews.records import DECISION
from reviews.services.reports import file_of
from tests.cast import ROLES, Cast, make_cast, make_user
from tests.site.scenarios import Side, fill, photo_of, with_role
from workshops.access import Actor
from workshops.change import change
from workshops.models import Board, Guest, Participation, TouchPoint
from workshops.policy import ADMINISTRATOR_ACTIONS, ROLE_ACTIONS, Action, Role
from workshops.selectors.guests import door_of
from workshops.selectors.rounds import list_asked
from workshops.services import guests
from workshops.services.boards import add_to_board, join_board
from workshops.services.guests import Joined, Knock
from workshops.services.rounds import NewRound, begin_round, show_round

CANARY = "CANARY-B"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOT_COUNTED = {
    "django_session": "a session may be refreshed by any request",
    "workshops_visit": "when somebody last looked at a workshop; nobody else sees it",
    "django_migrations": "never written by a request",
    "sqlite_sequence": "SQLite's own",
}
"""Tables that reading may change."""

TOKEN_USE = {"accounts_apitoken": "the day of a token's last use is noted"}


@dataclass
class Tenant:
    """One organisation as addresses need it: its workshop with one record of every kind, its administrator and its coach."""

    side: Side
    admin: Any
    coach: Any
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def workshop(self) -> Any:
        """The tenant's workshop."""
        return self.side.workshop

    @property
    def organisation(self) -> Any:
        """The tenant."""
        return self.side.workshop.stream.organisation

    def pk(self, kind: str) -> Any:
        """The id of the tenant's live record of this kind."""
        return self.side.record(kind).pk

    def rev(self, kind: str, name: str) -> int:
        """The revision of a field of the tenant's record."""
        return int(self.side.fresh(self.side.record(kind)).rev(name))

    def membership(self) -> OrganisationMembership:
        """A member who is neither its administrator nor its coach."""
        rows = OrganisationMembership.objects.filter(organisation=self.organisation).exclude(user__in=[self.admin, self.coach])
        return rows.order_by("pk").first() or OrganisationMembership.objects.get(organisation=self.organisation, user=self.admin)

    def person(self, name: str = "") -> Participation:
        """Somebody of the workshop, the coach if nobody is named."""
        rows = Participation.objects.present().filter(workshop=self.workshop)
        return rows.get(user__email=f"{name}@example.org") if name else rows.filter(user=self.coach).first()

    def invitation(self) -> Invitation:
        """An open invitation of the organisation."""
        return Invitation.objects.filter(organisation=self.organisation).order_by("pk").first()

    def notification(self) -> Notification:
        """A notification of the coach."""
        return Notification.objects.filter(user=self.coach).order_by("pk").first()

    def report(self) -> GeneratedReport:
        """A report of the workshop that is ready."""
        return GeneratedReport.objects.filter(workshop=self.workshop).order_by("pk").first()

    def follow_up(self) -> Decision:
        """What was decided in the workshop's alignment meeting."""
        return Decision.objects.present().get(workshop=self.workshop, review=None)

    def token(self) -> ApiToken:
        """An API token of the coach."""
        return ApiToken.objects.filter(user=self.coach, revoked_at=None, expires_at__gt=timezone.now()).order_by("pk").first()

    def kept_out(self) -> Guest:
        """A guest who was taken out and kept out."""
        return Guest.objects.get(workshop=self.workshop, state="banned")

    def guest(self) -> Participation:
        """A guest of the workshop who is in."""
        return Participation.objects.present().get(workshop=self.workshop, role=Role.GUEST)

    def owner(self) -> Participation:
        """Who owns the process of the workshop."""
        return Participation.objects.present().filter(workshop=self.workshop, role=Role.OWNER).first()

    def prework_link(self) -> PreworkLink:
        """Somebody's way to the form of the pre-work."""
        return PreworkLink.objects.get(workshop=self.workshop)

    def touch_point(self) -> TouchPoint:
        """Where the stream of the workshop touches somebody outside."""
        return TouchPoint.objects.get(giver=self.workshop.stream_id)

    def session(self) -> UserSession:
        """Where the coach is signed in beside the browser that asks: the first sign-in."""
        return UserSession.objects.filter(user=self.coach).order_by("pk").first()


class Visitor(Client):
    """A browser that can have its cookies back; they are copied when it asks something, which most do not between two looks."""

    cookies_before: SimpleCookie | None = None

    def request(self, **request: Any) -> Any:
        """One request."""
        if self.cookies_before is None:
            self.cookies_before = copy.deepcopy(self.cookies)
        return super().request(**request)

    def put_cookies_back(self) -> None:
        """Forget what answers set."""
        if self.cookies_before is not None:
            self.cookies, self.cookies_before = self.cookies_before, None


@dataclass
class World:
    """Both tenants and the actors by name."""

    cast: Cast
    ours: Tenant
    theirs: Tenant
    roles: dict[str, frozenset[Role]]
    clients: dict[str, Visitor]
    token_headers: dict[str, str]
    written: set[str] = field(default_factory=set)
    """Tables that statements wrote to since the last request began; EVERY where one does not say to which."""

    def rights(self, actor: str) -> frozenset[Action]:
        """What the rights table gives an actor in our workshop."""
        rights = frozenset().union(*(ROLE_ACTIONS[role] for role in self.roles.get(actor, ())))
        return rights | ADMINISTRATOR_ACTIONS if actor == "ada" else rights

    def is_related(self, actor: str) -> bool:
        """Whether the actor has anything to do with our workshop."""
        return bool(self.roles.get(actor)) or actor == "ada"

    @contextmanager
    def afterwards_as_before(self) -> Iterator[None]:
        """Take back whatever happens inside: rows, cookies, limits."""
        cache.clear()
        self.written.clear()
        for client in self.clients.values():
            client.cookies_before = None
        with transaction.atomic(), connection.execute_wrapper(self._notice):
            mark = transaction.savepoint()
            try:
                yield
            finally:
                transaction.savepoint_rollback(mark)
                for client in self.clients.values():
                    client.put_cookies_back()

    def _notice(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().split(None, 1)[0].upper() not in READING:
            found = WRITES.match(sql)
            self.written.add(found[1] if found else EVERY)
        return execute(sql, params, many, context)

    def changed_since(self, before: dict[str, tuple[int, str]], *, without: Collection[str] = ()) -> list[str]:
        """Names of the tables that are not as before; asked of the database only where something was written."""
        if EVERY in self.written:
            return [name for name in changed_tables(before, fingerprint()) if name not in without]
        names = self.written - set(NOT_COUNTED) - set(without)
        there = {name: count for name, count in before.items() if name in names}
        return changed_tables(there, fingerprint(only=names)) if names else []


@contextmanager
def unrendered() -> Iterator[None]:
    """Pages are empty: a refusal is known by its status and by what it leaves alone."""
    with MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda self, context=None, request=None: "")
        yield


EVERY = "*"
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)
READING = {"SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "BEGIN", "SET", "SHOW"}
SIGNED_IN = ("fay", "omar", "spring", "pia", "obi", "ada", "uma", "xena", "per")
SIGNED_OUT = ("nobody", "gus", "linda")
"""Nobody at all, Gus, whose account was disabled while he was signed in, and Linda, who opened the link of Pia's letter: it lets her say
how Pia's action goes and nothing else."""

GUESTS = ("gwen", "glen")
"""A walk-up guest of our workshop, and one of the other tenant's."""
ACTORS = (*SIGNED_OUT, *SIGNED_IN, *GUESTS)
OUTSIDERS = ("uma", "xena", "per")
"""A member without the workshop, the owner of another organisation's, and who was taken out of ours."""
OF_THEIRS = ("xena", "glen")
MORNING = datetime(2026, 11, 16, 9, tzinfo=UTC)
"""Of the first day: guests are strangers a day after the last one."""


def _client(user: Any) -> Visitor:
    client = Visitor(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def _guest(tenant: Tenant, name: str) -> Joined:
    """Somebody who joined by the link."""
    values = {"direct": True, "capacity": 20}
    guests.open_joining(actor=Actor(tenant.coach), workshop_id=tenant.workshop.pk, values=values, now=MORNING)
    knock = Knock(name=name, token=door_of(tenant.workshop, MORNING).link_token)
    return guests.join(knock=knock, now=MORNING)


def _keep_one_out(tenant: Tenant, name: str) -> None:
    person = Participation.objects.present().get(user=_guest(tenant, name).guest.user)
    guests.ban(actor=Actor(tenant.coach), person_id=person.pk)


def _guest_client(joined: Joined) -> Visitor:
    client = Visitor(raise_request_exception=False)
    client.cookies[settings.GUEST_COOKIE_NAME] = joined.key
    return client


def _tell(tenant: Tenant) -> None:
    notifications.register("site-test", "Test of the site")
    url = f"/workshops/{tenant.workshop.pk}/"
    notifications.notify([tenant.coach], "site-test", text=tenant.side.text("notification"), url=url, dedupe_key="site-test")


def _report(tenant: Tenant) -> None:
    """A report that was made, with a file of its own."""
    kept = file_of(f"reports/of-{tenant.side.mark}.pdf")
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"%PDF-1.7 " + tenant.side.text("report").encode())
    values = {"state": "ready", "progress": 100, "pages": 1, "file": f"reports/{kept.name}"}
    GeneratedReport.objects.create(workshop=tenant.workshop, kind="workshop", requested_by=tenant.coach, **values)


def _ask(tenant: Tenant) -> None:
    """A ready check that is open, and groups at work: everybody with a voice at one board, with a note of the coach on it."""
    actor, pk = Actor(tenant.coach), tenant.workshop.pk
    begin_round(actor=actor, workshop_id=pk, plan=NewRound(kind="ready", question=tenant.side.text("ready")), now=MORNING)
    sorting = NewRound(kind="sort", question=tenant.side.text("sorting"), items=[tenant.side.text("one"), tenant.side.text("two")])
    shown = begin_round(actor=actor, workshop_id=pk, plan=sorting, now=MORNING)
    show_round(actor=actor, round_id=shown.pk, now=MORNING)
    tasks = [tenant.side.text("together"), tenant.side.text("apart")]
    groups = NewRound(kind="breakout", question=tenant.side.text("groups"), items=tasks)
    made = begin_round(actor=actor, workshop_id=pk, plan=groups, now=MORNING)
    board = Board.objects.filter(round=made).earliest("order_key")
    for one in list_asked(pk):
        join_board(actor=actor, board_id=board.pk, person=one.user_id)
    add_to_board(actor=actor, board_id=board.pk, text=tenant.side.text("note on the board"))


def _open_doors(tenant: Tenant) -> None:
    """An open invitation, and a token of the coach."""
    email = f"invited-to-{tenant.side.mark.lower()}@example.org"
    made = invitations.invite_person(actor=tenant.admin, organisation=tenant.organisation, email=email)
    tenant.secrets["invitation"] = made.link.rstrip("/").rpartition("/")[2]
    tenant.secrets["token"] = tokens.create_token(actor=tenant.coach, label=tenant.side.text("token"), days=90, now=timezone.now()).secret
    tenant.secrets["unsubscribe"] = notifications.unsubscribe_url(tenant.coach.pk, "site-test").rstrip("/").rpartition("/")[2]


def _setup_link(secrets: dict[str, str]) -> None:
    secrets["setup"] = new_secret()
    SetupLink.objects.create(token_hash=secret_hash(secrets["setup"]), expires_at=timezone.now() + timedelta(hours=1))


def _tokens(cast: Cast) -> dict[str, str]:
    """Authorization headers: a valid token of Fay, an expired and a revoked one, and a valid one of Gus, who is disabled."""
    now, found = timezone.now(), {}
    for name, user in (("valid", cast.fay), ("expired", cast.fay), ("revoked", cast.fay), ("disabled", cast.people["gus"])):
        made = tokens.create_token(actor=user, label=name, days=90, now=now)
        found[name] = f"Token {made.secret}"
        if name == "expired":
            ApiToken.objects.filter(pk=made.token.pk).update(expires_at=now - timedelta(minutes=1))
        if name == "revoked":
            tokens.revoke_token(actor=user, token_id=made.token.pk, now=now)
    return found


def make_world() -> World:
    """Both tenants, complete."""
    cast = make_cast()
    theirs = Tenant(Side(cast.other_workshop, cast.actor("xena"), CANARY), cast.xena, cast.xena)
    ours = Tenant(Side(cast.workshop, cast.actor("fay"), "Ours"), cast.ada, cast.fay)
    cast.people["gus"] = make_user("gus")
    OrganisationMembership.objects.create(organisation=cast.organisation, user=cast.people["gus"])
    with_role(ours.side, cast.people["gus"], Role.COACH, by=cast.fay)
    with_role(theirs.side, cast.xena, Role.OWNER, by=cast.xena)
    for tenant in (ours, theirs):
        fill(tenant.side)
        _last_until_its_day(tenant)
        _decide_in_a_meeting(tenant)
        photo_of(tenant.side)
        _tell(tenant)
        _report(tenant)
        _open_doors(tenant)
        _ask_for_prework(tenant)
        _touch(tenant)
    _setup_link(ours.secrets)
    _name_their_organisation(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(cast.person("per"))
    for tenant in (ours, theirs):
        _client(tenant.coach)  # on another device
    signed_in = {name: _client(cast.people[name]) for name in SIGNED_IN}
    headers = _tokens(cast)
    clients = {"nobody": _client(None), "gus": _client(cast.people["gus"])} | signed_in
    for tenant, name in ((ours, "Gala"), (theirs, f"{CANARY} Gala")):
        _keep_one_out(tenant, name)
    for name, joined in (("gwen", _guest(ours, "Gwen")), ("glen", _guest(theirs, f"{CANARY} Glen"))):
        cast.people[name], clients[name] = joined.guest.user, _guest_client(joined)
    for tenant in (ours, theirs):
        _ask(tenant)
    type(cast.people["gus"]).objects.filter(pk=cast.people["gus"].pk).update(is_active=False)
    _give_pia_the_action(ours)
    for tenant, name in ((ours, "pia"), (theirs, "xena")):
        link = make_link(workshop_id=tenant.workshop.pk, user_id=cast.people[name].pk, now=timezone.now())
        tenant.secrets["check-in"] = link.rstrip("/").rpartition("/")[2]
    clients["linda"] = _client(None)
    clients["linda"].get(reverse("check-in-answer", args=[ours.secrets["check-in"]]))
    roles = {name: frozenset({role}) for name, role in ROLES.items() if name != "per"}
    roles |= {"fay": frozenset({Role.COACH}), "gwen": frozenset({Role.GUEST})}
    return World(cast, ours, theirs, roles, clients, headers)


def _last_until_its_day(tenant: Tenant) -> None:
    """So that blocks can go to the day of the tenant."""
    with change(tenant.workshop.pk, actor=tenant.side.actor) as tx:
        tx.set(tenant.workshop, {"last_day": tenant.side.record("day").date})


def _touch(tenant: Tenant) -> None:
    """The stream hands something over to somebody outside."""
    texts = {"item": tenant.side.text("what goes over"), "outside": tenant.side.text("neighbour")}
    TouchPoint.objects.create(giver=tenant.workshop.stream, lead_time="2 h", created_by=tenant.coach, **texts)


def _ask_for_prework(tenant: Tenant) -> None:
    """A link to the form of the pre-work, as it was mailed."""
    secret = f"prework-{tenant.side.mark}"
    PreworkLink.objects.create(
        workshop=tenant.workshop,
        person=tenant.side.person(),
        user=tenant.coach,
        secret_hash=secret_hash(secret),
        expires_at=timezone.now() + timedelta(days=30),
    )


def _name_their_organisation(cast: Cast) -> None:
    cast.other_organisation.name = f"{CANARY} organisation"
    cast.other_organisation.save()
    cast.xena.display_name = f"{CANARY} person"
    cast.xena.save()


def _decide_in_a_meeting(tenant: Tenant) -> None:
    with tenant.side.edit() as tx:
        tx.new(DECISION, {"meeting": tenant.pk("alignment_meeting"), "text": tenant.side.text("follow-up")})


def _give_pia_the_action(tenant: Tenant) -> None:
    """Pia owns the action and the set-up task, so that what one may do to one's own is seen."""
    pia = tenant.person("pia")
    with tenant.side.edit() as tx:
        for kind in ("action", "task"):
            tx.set(tenant.side.fresh(tenant.side.record(kind)), {"owner": pia.pk})


def actor_named(world: World, name: str) -> Actor:
    """A person of the world as an actor."""
    return Actor(world.cast.people[name])


def fingerprint(*, without: dict[str, str] | None = None, only: Collection[str] | None = None) -> dict[str, tuple[int, str]]:
    """Row count and hash of every table that counts, or of some."""
    left_out = NOT_COUNTED | (without or {})
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor) if only is None else only:
            if table in left_out:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def changed_tables(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    """Names of the tables that are not as before."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
