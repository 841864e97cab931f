"""Addresses of the action plan."""

from django.urls import path

from actionplans.views import actions, board, mine

urlpatterns = [
    path("workshops/<uuid:pk>/board/", board.board, name="workshop-board"),
    path("workshops/<uuid:pk>/board/table/", board.table, name="workshop-plan-table"),
    path("workshops/<uuid:pk>/board/timeline/", board.timeline, name="workshop-plan-timeline"),
    path("workshops/<uuid:pk>/board/draft-dates/", board.draft, name="workshop-plan-draft"),
    path("workshops/<uuid:pk>/board/objective/", board.objective, name="workshop-plan-objective"),
    path("workshops/<uuid:pk>/actions/new/", actions.action_new, name="action-new"),
    path("actions/", mine.my_actions, name="my-actions"),
    path("actions/<uuid:pk>/", actions.action_page, name="action-page"),
    path("actions/<uuid:pk>/edit/", actions.action_edit, name="action-edit"),
    path("actions/<uuid:pk>/status/", actions.action_status, name="action-status"),
    path("actions/<uuid:pk>/move/", actions.action_move, name="action-move"),
    path("actions/<uuid:pk>/progress/", actions.action_progress, name="action-progress"),
    path("actions/<uuid:pk>/remove/", actions.action_remove, name="action-remove"),
    path("actions/updates/<uuid:pk>/remove/", actions.update_remove, name="action-update-remove"),
]
