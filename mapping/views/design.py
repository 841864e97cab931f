"""The questions that lead to a future state: both sets, what the current map says to them, and the answers that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapping import design_questions, futures, selectors
from mapping.design_questions import QuestionSet
from mapping.forms.futures import AnswerForm
from mapping.models import DesignAnswer
from mapping.places import node_choices
from mapping.selectors import Drawn
from mapping.services import futures as services
from mapping.views.editing import page
from mapping.views.walk import form_page
from vsm_site.lib.errors import Forbidden, Invalid, NotFound, Repeated
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.models import Workshop
from workshops.policy import Action
from workshops.views.common import change_id_of
from workshops.views.fresh import shows


@require_safe
@shows("map", "futures")
def design(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The questions of one set (`?set=`) with their answers; the set for the style of the current map by itself."""
    return _show(request, get_workshop(actor_of(request), pk))


def _show(request: HttpRequest, workshop: Workshop, refused: tuple[str, AnswerForm] | None = None) -> HttpResponse:
    actor, current = actor_of(request), _current(workshop)
    sets = design_questions.sets_for(current.facts.style if current else "office")
    chosen = _chosen_set(sets, refused[0] if refused else "", request.GET.get("set", ""))
    lines = futures.list_answers(actor, workshop)
    questions = futures.asked(chosen, lines, design_questions.hints(current.facts, current.metrics) if current else {})
    answered = futures.count_answered(workshop.pk)
    may_answer = can(actor, Action.CAPTURE, workshop)
    context = {
        "current": current,
        "chosen": chosen,
        "tabs": [(entry.label, f"?set={entry.key}", entry is chosen, answered[entry.key], len(entry.questions)) for entry in sets],
        "rows": [(entry, _form_for(entry, workshop, current, refused) if may_answer else None) for entry in questions],
        "open_key": refused[0] if refused else "",
        "may_sort": can(actor, Action.MANAGE_CAPTURES, workshop),
        "sentence": _sentence(answered[chosen.key], len(chosen.questions)),
    }
    return page(request, "design", context, workshop, 422 if refused else 200)


def _current(workshop: Workshop) -> Drawn | None:
    current = selectors.latest_pair(workshop).current
    return selectors.drawn(current) if current else None


def _chosen_set(sets: Sequence[QuestionSet], question: str, wanted: str) -> QuestionSet:
    """The set of a question, else the one that is asked for, else the first."""
    key = design_questions.SET_OF[question].key if question else wanted
    return next((entry for entry in sets if entry.key == key), sets[0])


def _form_for(
    entry: futures.AskedQuestion, workshop: Workshop, current: Drawn | None, refused: tuple[str, AnswerForm] | None
) -> AnswerForm:
    if refused is not None and refused[0] == entry.question.key:
        return refused[1]
    return _form(None, workshop, current, prefix=entry.question.key)


def _form(data: Any, workshop: Workshop, current: Drawn | None, **more: Any) -> AnswerForm:
    return AnswerForm(data, steps=_steps(current), candidates=_candidates(workshop), **more)


def _steps(current: Drawn | None) -> list[tuple[str, str]]:
    """The steps of the current map with their numbers, by their UUIDs."""
    if current is None:
        return []
    words = dict(node_choices(current.facts))
    return [(step.uuid, words[step.id]) for step in current.facts.steps]


def _candidates(workshop: Workshop) -> list[Any]:
    """The candidates, asked for once per loaded workshop: every question has a form."""
    if "_candidates" not in workshop.__dict__:
        workshop.__dict__["_candidates"] = list(futures.list_candidates(workshop))
    found: list[Any] = workshop.__dict__["_candidates"]
    return found


def _sentence(answered: int, number: int) -> str:
    if not answered:
        return "None of the questions has an answer yet. Go through them in order; answers are kept with who gave them."
    return "Every question has an answer." if answered == number else f"{answered} of {number} questions have an answer."


@require_POST
def answer_add(request: HttpRequest, pk: UUID, question: str) -> HttpResponse:
    """Keep an answer to a question."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.CAPTURE)
    if question not in design_questions.BY_KEY:
        raise NotFound
    form = _form(request.POST, workshop, _current(workshop), prefix=question)
    if form.is_valid():
        try:
            services.add_answer(actor=actor, workshop_id=pk, values=form.changes | {"question": question}, change_id=change_id_of(request))
        except Repeated:
            pass
        except Invalid as invalid:
            form.show_invalid(invalid)
    return _show(request, workshop, (question, form)) if form.errors else redirect(_place(pk, question))


def _place(workshop_id: UUID, question: str) -> str:
    """Where a question stands."""
    return f"{reverse('workshop-design', args=[workshop_id])}?set={design_questions.SET_OF[question].key}#{question}"


@require_http_methods(["GET", "POST"])
def answer_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change an answer: whoever gave it, and who sorts captures."""
    actor = actor_of(request)
    answer = _get_to_change(actor, pk)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        record=answer,
        steps=_kept_steps(answer),
        candidates=_candidates(answer.workshop),
    )
    return form_page(
        request,
        answer.workshop,
        form,
        lambda form: services.update_answer(actor=actor, answer_id=pk, values=form.changes, base=form.base),
        back=_place(answer.workshop_id, answer.question),
        head=answer.asked,
        remove=reverse("design-answer-remove", args=[pk]),
        parent="Design questions",
    )


def _kept_steps(answer: DesignAnswer) -> list[tuple[str, str]]:
    """The steps of the current map, then those of other maps that the answer is about."""
    found = _steps(_current(answer.workshop))
    known = {key for key, _ in found}
    return [*found, *((key, name) for key, name in futures.named_steps(answer) if key not in known)]


def _get_to_change(actor: Actor, pk: UUID) -> DesignAnswer:
    """An answer that the person may change: the own one, or with the right to sort captures anybody's."""
    answer = futures.get_answer(actor, pk)
    is_mine = answer.author_id == actor.user_id and can(actor, Action.CAPTURE, answer.workshop)
    if not is_mine and not can(actor, Action.MANAGE_CAPTURES, answer.workshop):
        raise Forbidden
    return answer


@require_POST
def answer_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an answer away; Undo brings it back."""
    actor = actor_of(request)
    answer = _get_to_change(actor, pk)
    services.remove_answer(actor=actor, answer_id=pk)
    messages.success(request, "The answer is gone. Undo brings it back.")
    return redirect(_place(answer.workshop_id, answer.question))


urlpatterns = [
    path("workshops/<uuid:pk>/design-questions/", design, name="workshop-design"),
    path("workshops/<uuid:pk>/design-questions/<slug:question>/", answer_add, name="design-answer-add"),
    path("design-answers/<uuid:pk>/", answer_edit, name="design-answer"),
    path("design-answers/<uuid:pk>/remove/", answer_remove, name="design-answer-remove"),
]
