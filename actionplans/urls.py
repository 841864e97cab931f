"""Addresses of the action plan."""

from django.urls import path

from actionplans.views import actions, answers, blocks, board, checkins, mine, monday, promises

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
    path("workshops/<uuid:pk>/check-ins/", checkins.check_ins, name="check-ins"),
    path("workshops/<uuid:pk>/check-ins/cadence/", checkins.cadence, name="check-in-cadence"),
    path("workshops/<uuid:pk>/check-ins/begin/", checkins.begin, name="check-in-begin"),
    path("workshops/<uuid:pk>/check-ins/remind/", checkins.remind, name="check-in-remind"),
    path("workshops/<uuid:pk>/check-ins/links-off/", checkins.links_off, name="check-in-links-off"),
    path("workshops/<uuid:pk>/sponsor-note/", monday.sponsor_note, name="sponsor-note"),
    path("check-ins/<uuid:pk>/", checkins.check_in, name="check-in"),
    path("check-ins/<uuid:pk>/edit/", checkins.check_in_edit, name="check-in-edit"),
    path("check-ins/<uuid:pk>/attendance/", checkins.attendance, name="check-in-attendance"),
    path("check-ins/<uuid:pk>/send/", checkins.check_in_send, name="check-in-send"),
    path("check-ins/<uuid:pk>/decision/", checkins.decision, name="check-in-decision"),
    path("check-ins/<uuid:pk>/follow-up/", checkins.follow_up, name="check-in-follow-up"),
    path("check-ins/<uuid:pk>/remove/", checkins.check_in_remove, name="check-in-remove"),
    path("check-ins/points/<uuid:pk>/remove/", checkins.point_remove, name="check-in-point-remove"),
    path("week/", monday.owner_monday, name="owner-monday"),
    *blocks.urlpatterns,
    *promises.urlpatterns,
    path("answer/<str:token>/", answers.answer, name="check-in-answer"),
    path("answer/<str:token>/off/", answers.answer_off, name="check-in-answer-off"),
]
