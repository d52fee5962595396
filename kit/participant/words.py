"""What the phone's script says, in the language of the phone (the gathering's, unless another was chosen)."""

from __future__ import annotations

from kit.i18n import gettext as _


def script_words() -> dict[str, str]:
    return {
        "join": _("Join in"),
        "choose": _("Choose a table, or write your own name."),
        "choose_unit": _("Choose where you work."),
        "send": _("Send the answer"),
        "send_again": _("Send the changed answer"),
        "sending": _("Sending …"),
        "draft": _("The draft is kept on the phone"),
        "draft_memory": _("The draft is kept while this page is open"),
        "saved": _("The answer is saved"),
        "saved_at": _("at {time}. You can change it until the round is locked."),
        "saved_line": _("Saved {time}"),
        "change": _("Change the answer"),
        "keep": _("Keep the answer as it was"),
        "wait": _("Wait for the next question. The page moves on by itself."),
        "in": _("You are in"),
        "soon": _("The question comes here when it is opened."),
        "locked": _("The round is locked"),
        "locked_in": _("Your answer is in. Look up at the screen, you are talking about it now."),
        "locked_out": _("The round was locked before you sent an answer. What you wrote is still here."),
        "too_late": _("The round was locked before the answer arrived"),
        "too_late_more": _("Your text is kept here. It is sent if the facilitator lets late answers in."),
        "late": _("Late answers are let in now."),
        "unsent": _("Not sent yet"),
        "unsent_more": _(
            "The phone has no network. The answer is safe here, and is sent when the network is back."
        ),
        "unsent_slow": _("This takes longer than usual. The answer is safe here, and is sent by itself."),
        "tried": _("Last tried {time}. Tries again by itself."),
        "try": _("Try now"),
        "away": _("No contact with the gathering. Tries again by itself."),
        "left": _("{time} left"),
        "out": _("Time is out"),
        "joined": _("One more phone has joined {name}. The answer that is sent last counts."),
        "moved": _("A new question was opened. What you had not sent is kept on the phone."),
        "refused": _("The answer was not taken. Change it, and send it again."),
        "in_use": _("in use"),
        "no_join": _("No contact just now. Check the network, and try again."),
        "back": _("Back"),
        "copy": _("Copy the text"),
        "copied": _("The text is copied"),
        "far": _("This address does not answer any more"),
        "far_more": _(
            "It answered last at {time}. If there is a new code on the screen in the room, scan that one."
        ),
        "far_kept": _(
            "It answered last at {time}. If there is a new code on the screen in the room, scan that one. "
            "What you have written is kept here, and you may copy it."
        ),
        "gone_more": _(
            "Scan the code that is on the screen now. What you have written is kept on the phone. "
            "What was not sent is sent when the code is right."
        ),
        "type_code": _("Type a code"),
    }
