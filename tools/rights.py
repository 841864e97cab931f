"""The guide's page of who may do what, made of the very table that decides it: python -m tools.rights > docs/guide/rights.md"""

from __future__ import annotations

from workshops.policy import ADMINISTRATOR_ACTIONS, ROLE_ACTIONS, Action, Role

HEAD = """# Who may do what

Made of the table that every page, API call and task asks (`python -m tools.rights > docs/guide/rights.md`). A person may have several roles
in a workshop; the rights add up. A stranger is told that there is no such page.

"""
FOOT = """
- While the coach has paused the workshop, everybody but the coach only reads.
- While the map is locked, participants do not change it. Guests change it only where the coach lets them.
- Pre-work of participants ends when the data are gathered.
- Reading reports takes in charter, set-up tasks, plan, reviews, barriers, leadership visits and summaries of days.
  Walk-up guests read none of these: they see the workshop, its days, maps and captures, and of people the name and role.
- The coach edits the plan until the process owner has taken it over.
- The administrator of the organisation looks after people and does not read what workshops hold.
- Deletion and the full export have their rights already, and no page yet.
"""
NAMES = {Role.OWNER: "process owner", Role.COACH: "facilitator"}


def page() -> str:
    """The page as Markdown."""
    roles = [role for role in Role if role in ROLE_ACTIONS]
    columns = [NAMES.get(role, role.value) for role in roles]
    lines = [f"| Right | {' | '.join(columns)} | administrator |", "| --- |" + " :-: |" * (len(columns) + 1)]
    for action in Action:
        marks = ["yes" if action in ROLE_ACTIONS[role] else "" for role in roles] + ["yes" if action in ADMINISTRATOR_ACTIONS else ""]
        lines.append(f"| {action.value.replace('-', ' ')} | {' | '.join(marks)} |")
    return HEAD + "\n".join(lines) + "\n" + FOOT


if __name__ == "__main__":
    print(page(), end="")
