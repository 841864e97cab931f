"""The agreement on a plan: whose it is, against what it is measured, and who has signed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from actionplans import agreement, selectors
from actionplans.forms_agreement import BaselineForm, GiveBackForm, HandoverForm
from actionplans.services import agreement as services
from actionplans.views.common import change_id_of, enter, page, uuid_of
from vsm_site.lib.errors import Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, get_workshop, roles_in
from workshops.models import Workshop
from workshops.policy import Action as Right
from workshops.views.fresh import shows

ROWS = 20


@require_GET
@shows("plan")
def plan_agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whose the plan is, its baselines, its signatures."""
    actor = actor_of(request)
    return _show(request, actor, get_workshop(actor, pk, Right.READ_REPORTS))


def _show(request: HttpRequest, actor: Actor, workshop: Workshop, status: int = 200, **forms: Any) -> HttpResponse:
    enter(request, workshop)
    now = timezone.now()
    cards = selectors.list_cards(actor, workshop, now=now)
    found = agreement.get_agreement(workshop, [card.action for card in cards])
    signed = found.baseline.signed if found.baseline else []  # type: ignore[attr-defined]
    roles = services.signing_roles(roles_in(actor.user_id, workshop.pk))
    context = {
        "agreement": found,
        "plan": selectors.get_plan(workshop),
        "figures": selectors.summary([(card.facts, card.today) for card in cards]),
        "owner": agreement.get_owner(workshop.pk),
        "handovers": list(agreement.list_handovers(workshop.pk)[:ROWS]),
        "page": Paginator(agreement.list_baselines(workshop.pk), ROWS).get_page(request.GET.get("page")),
        "has_dates": any(card.action.end for card in cards),
        "signs_as": roles,
        "has_signed": bool(roles) and {row.role for row in signed if row.by_id == actor.user_id} >= {role.value for role in roles},
        "handover_form": HandoverForm(),
        "give_back_form": GiveBackForm(),
        "baseline_form": BaselineForm(is_further=found.baseline is not None),
        "change_id": uuid7(),
    }
    return page(request, "agreement", context | forms, status)


@require_POST
def plan_hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The coach gives the plan to the owner, or the owner takes it."""
    actor, workshop = _edited(request, pk)
    form = HandoverForm(request.POST)

    def write() -> None:
        services.hand_over(actor=actor, workshop_id=pk, note=form.cleaned_data["note"], change_id=change_id_of(request))

    return _do(request, actor, workshop, form, "handover_form", write, "The plan is the process owner’s now.")


@require_POST
def plan_give_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The owner gives the plan back to the coach."""
    actor, workshop = _edited(request, pk)
    form = GiveBackForm(request.POST)

    def write() -> None:
        services.give_back(actor=actor, workshop_id=pk, note=form.cleaned_data["note"], change_id=change_id_of(request))

    return _do(request, actor, workshop, form, "give_back_form", write, "The coach edits the plan again.")


@require_POST
def plan_baseline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Measure the plan against what it says now."""
    actor, workshop = _edited(request, pk)
    form = BaselineForm(request.POST, is_further=agreement.last_baseline(pk) is not None)

    def write() -> None:
        services.set_baseline(actor=actor, workshop_id=pk, reason=form.cleaned_data["reason"], change_id=change_id_of(request))

    return _do(request, actor, workshop, form, "baseline_form", write, "The baseline is set. Those who sign the plan are told.")


def _edited(request: HttpRequest, pk: UUID) -> tuple[Actor, Workshop]:
    actor = actor_of(request)
    return actor, get_workshop(actor, pk, Right.EDIT_PLAN)


def _do(request: HttpRequest, actor: Actor, workshop: Workshop, form: Any, name: str, write: Callable[[], Any], words: str) -> HttpResponse:
    """Write what a form of the page says: back to the page, or the page with what is wrong at the form."""
    if form.is_valid():
        try:
            write()
            messages.success(request, words)
            return redirect("plan-agreement", workshop.pk)
        except Repeated:
            return redirect("plan-agreement", workshop.pk)
        except Invalid as invalid:
            for fault in invalid.faults:
                form.add_error(fault.path if fault.path in form.fields else None, fault.text)
    return _show(request, actor, workshop, 422, **{name: form})


@require_POST
def plan_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes to the baseline that was read."""
    actor = actor_of(request)
    get_workshop(actor, pk, Right.SIGN_PLAN)
    try:
        services.sign(actor=actor, workshop_id=pk, baseline_id=uuid_of(request.POST.get("baseline")), change_id=change_id_of(request))
    except Repeated:
        pass
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    else:
        messages.success(request, "You have signed the plan.")
    return redirect("plan-agreement", pk)


@require_POST
def plan_unsign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own signature back."""
    services.unsign(actor=actor_of(request), workshop_id=pk)
    messages.success(request, "Your signature is taken back.")
    return redirect("plan-agreement", pk)
