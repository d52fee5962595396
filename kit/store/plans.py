"""An activity as it is written into a gathering: the gathering's own copy. Pure."""

from __future__ import annotations

from kit.programme import ActivityTemplate
from kit.store.state import Activity, Json


def from_template(template: ActivityTemplate) -> Json:
    """The gathering's own copy of a template, as the body of an ``activity`` entry."""
    return {
        "kind": template.kind,
        "prompt": template.prompt,
        "settings": template.settings,
        "minutes": template.minutes,
        "lock_at_zero": template.lock_at_zero,
        "template": template.id,
        "version": template.version,
        "emphasis": list(template.emphasis),
        "strands": list(template.strands),
        "guide": template.guide,
        "from_round": 1,
    }


def body_of(activity: Activity) -> Json:
    """An agenda item as the body of an ``activity`` entry, asked from round 1 on."""
    return {
        "kind": activity.kind,
        "prompt": activity.prompt,
        "settings": dict(activity.now.settings),
        "minutes": activity.minutes,
        "lock_at_zero": activity.lock_at_zero,
        "template": activity.template,
        "version": activity.version,
        "emphasis": list(activity.emphasis),
        "strands": list(activity.strands),
        "guide": activity.guide,
        "from_round": 1,
    }
