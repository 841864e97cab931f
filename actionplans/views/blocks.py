"""Grouping the plan into blocks, and judging impact and effort."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actionplans import blocks as grouping
from actionplans import selectors
from actionplans.forms import BlockForm, JudgeForm, MembersForm
from actionplans.models import PlanBlock
from actionplans.services import blocks
from actionplans.services.blocks import Members
from actionplans.views.common import change_id_of, enter, go_back, page
from vsm_site.lib.errors import Conflict, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, get_workshop, head_of
from workshops.live_forms import keep_theirs
from workshops.models import Workshop
from workshops.policy import Action as Right
from workshops.views.fresh import shows

ROWS = 30


@require_http_methods(["GET", "POST"])
@shows("plan")
def plan_blocks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan by blocks; a new block."""
    actor = actor_of(request)
    needs = Right.EDIT_PLAN if request.method == "POST" else Right.READ_REPORTS
    workshop = get_workshop(actor, pk, needs)
    enter(request, workshop)
    form, status = BlockForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                block = blocks.create_block(actor=actor, workshop_id=pk, values=form.changes, change_id=change_id_of(request))
                messages.success(request, "The block is made. Choose its actions.")
                return redirect("plan-block", block.pk)
            except Repeated:
                return redirect("workshop-plan-blocks", pk)
            except Invalid as invalid:
                form.show_invalid(invalid)
    cards = selectors.list_cards(actor, workshop, now=timezone.now())
    found = grouping.groups(selectors.list_blocks(workshop), cards)
    context = {"groups": found, "has_blocks": any(group.block for group in found), "everything": cards, "form": form, "change_id": uuid7()}
    return page(request, "blocks", context, status)


@require_http_methods(["GET", "POST"])
def block_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words of a block, and which actions are in it."""
    actor = actor_of(request)
    block = selectors.get_block(actor, pk, Right.EDIT_PLAN)
    enter(request, block.workshop)
    form, members = BlockForm(request.POST or None, record=block), _members_form(request, actor, block)
    status = 200
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = _save_block(request, actor, block, form, members)
        if status == 302:
            return redirect(block)
    return page(request, "block_edit", {"plan_block": block, "form": form, "members": members, "change_id": uuid7()}, status)


def _members_form(request: HttpRequest, actor: Actor, block: PlanBlock) -> MembersForm:
    cards = selectors.list_cards(actor, block.workshop, now=timezone.now())
    return MembersForm(request.POST or None, block=block, cards=cards, head=head_of(block.workshop_id).head)


def _save_block(request: HttpRequest, actor: Actor, block: PlanBlock, form: BlockForm, members: MembersForm) -> int:
    """Store the block: 302, or the status of its page with what stands in the way."""
    states = [form.is_valid(), members.is_valid()]
    if not all(states):
        return 422
    chosen = Members(members.chosen, members.shown, members.cleaned_data["seen"])
    try:
        blocks.update_block(actor=actor, block=block, values=form.changes, base=form.base, members=chosen, change_id=change_id_of(request))
    except Repeated:
        return 302
    except Conflict as conflict:
        form.show_conflict(conflict)
        members.show_conflict(conflict, head_of(block.workshop_id).head)
        return 409
    except Invalid as invalid:
        form.show_invalid(invalid)
        return 422
    messages.success(request, "The block is kept.")
    return 302


@require_POST
def block_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a block one place up or down."""
    actor = actor_of(request)
    block = selectors.get_block(actor, pk, Right.EDIT_PLAN)
    blocks.move_block(actor=actor, block=block, up=request.POST.get("to") == "up")
    return redirect(block)


@require_POST
def block_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a block away; Undo brings it back."""
    actor = actor_of(request)
    block = selectors.get_block(actor, pk, Right.EDIT_PLAN)
    blocks.remove_block(actor=actor, block=block)
    messages.success(request, f"The block “{block.title}” is gone, its actions stay in the plan. Undo brings it back.")
    return redirect(block)


@require_GET
@shows("plan")
def priorities(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is worth doing first: actions by impact and effort."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.READ_REPORTS)
    enter(request, workshop)
    return _show_priorities(request, actor, workshop)


def _show_priorities(request: HttpRequest, actor: Actor, workshop: Workshop, status: int = 200, **more: Any) -> HttpResponse:
    cards = [card for card in selectors.list_cards(actor, workshop, now=timezone.now()) if card.is_open]
    rows = Paginator(grouping.unjudged(cards), ROWS).get_page(request.GET.get("page"))
    context = {
        "everything": cards,
        "matrix": grouping.matrix(cards),
        "rows": [(card, JudgeForm(record=card.action, prefix=str(card.action.pk))) for card in rows],
        "page": rows,
    }
    return page(request, "priorities", context | more, status)


@require_POST
def action_judge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what one action is worth and what it takes."""
    actor = actor_of(request)
    action = selectors.get_action(actor, pk)
    workshop = get_workshop(actor, action.workshop_id, Right.EDIT_PLAN)
    form = JudgeForm(request.POST, record=action, prefix=str(pk))
    if form.is_valid():
        try:
            blocks.judge_action(actor=actor, action_id=pk, values=form.changes, base=form.base)
            return go_back(request, "workshop-plan-priorities", workshop.pk)
        except Conflict as conflict:
            form.show_conflict(conflict)
    enter(request, workshop)
    clashed = {"clashed": form, "clashed_action": action}
    return _show_priorities(request, actor, workshop, 409 if form.clashes else 422, **clashed)


urlpatterns = [
    path("workshops/<uuid:pk>/board/blocks/", plan_blocks, name="workshop-plan-blocks"),
    path("workshops/<uuid:pk>/board/priorities/", priorities, name="workshop-plan-priorities"),
    path("plan-blocks/<uuid:pk>/", block_edit, name="plan-block"),
    path("plan-blocks/<uuid:pk>/move/", block_move, name="plan-block-move"),
    path("plan-blocks/<uuid:pk>/remove/", block_remove, name="plan-block-remove"),
    path("actions/<uuid:pk>/judge/", action_judge, name="action-judge"),
]
