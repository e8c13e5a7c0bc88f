"""Every sentence the flows can put on a screen: its id, its meaning, its parameters.

The catalogues in kiosk/words must have each of these in every language. A parameter named
`time_ms` is a Unix time in milliseconds, shown as a clock time in the frame's time zone
("7h32'"); all other parameters are shown as they are. The labels of buttons are the screens'
own and are not listed here.

A text is read by a person in a queue: at most 20 words, what happened or what to do, no
technical word. `….do` says what to do and stands below the sentence that it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """What a sentence has to say (for whoever writes the catalogues)."""

    says: str
    params: tuple[str, ...] = ()


_SETUP = {
    "setup.scan_ticket": Meaning("technician: show the hub's joining ticket to this reader"),
    "setup.scan_ticket.do": Meaning("the ticket stands on the hub's page Kiosks, as a QR code"),
    "setup.joining": Meaning("joining the hub, a moment"),
    "setup.joined_checkin": Meaning("joined, as check-in kiosk", ("label",)),
    "setup.joined_booth": Meaning("joined, as voting booth", ("label",)),
    "setup.not_a_ticket": Meaning("this code is no joining ticket"),
    "setup.not_a_ticket.do": Meaning("show the ticket from the hub's page, not a badge"),
    "setup.misread": Meaning("the ticket was read with an error"),
    "setup.misread.do": Meaning("hold it still and show it once more"),
    "setup.not_your_hub": Meaning(
        "another machine answered in the hub's name; nothing was given to it"
    ),
    "setup.not_your_hub.do": Meaning("check the network with the person in charge, then try again"),
    "setup.no_hub": Meaning("no hub answers"),
    "setup.no_hub.do": Meaning("check the network cable and that the hub runs; show it again"),
    "setup.ticket_used": Meaning("this ticket has been used already"),
    "setup.ticket_used.do": Meaning("make a new ticket on the hub's page"),
    "setup.ticket_expired": Meaning("this ticket is older than ten minutes"),
    "setup.ticket_expired.do": Meaning("make a new ticket on the hub's page"),
    "setup.ticket_unknown": Meaning("the hub does not know this ticket"),
    "setup.ticket_unknown.do": Meaning("make a new ticket on the hub's page"),
    "setup.wrong_protocol": Meaning("ticket or hub are of another version of the program"),
    "setup.wrong_protocol.do": Meaning("install the same version on hub and kiosk"),
    "setup.other": Meaning("joining did not succeed"),
    "setup.other.do": Meaning("try once more with a new ticket"),
}

_SCAN = {
    "scan.unreadable": Meaning("the code could not be read"),
    "scan.unreadable.do": Meaning("please show the badge once more"),
    "scan.unreadable.hold": Meaning("second time: hold it 15 cm away, flat and still"),
    "scan.unreadable.staff": Meaning("third time: please ask the staff at the reception desk"),
    "scan.ticket_here": Meaning("this is a joining ticket, and this kiosk has joined already"),
    "scan.ticket_here.do": Meaning("delegates: please show your badge"),
}

_CHECKIN = {
    "checkin.idle": Meaning("please bring your badge into the reading area"),
    "checkin.idle.hint": Meaning("hold the code towards the light, about 15 cm away"),
    "checkin.idle.no_session": Meaning("no session is open yet; please wait"),
    "checkin.idle.offline": Meaning("badges are recorded here and confirmed later"),
    "checkin.working": Meaning("checking the badge"),
    "checkin.accepted": Meaning("present; welcome, (the name stands below)"),
    "checkin.accepted_guest": Meaning("welcome, guest of the congress (the name stands below)"),
    "checkin.delegation": Meaning("the delegation", ("delegation",)),
    "checkin.seat": Meaning("the seat", ("seat",)),
    "checkin.already_in": Meaning("has checked in before"),
    "checkin.since": Meaning("at what time", ("time_ms",)),
    "checkin.kept": Meaning("recorded, waiting for confirmation (no name is known)"),
    "checkin.kept.do": Meaning("please go in; the confirmation follows by itself"),
    "checkin.unknown": Meaning("this badge is not valid"),
    "checkin.unknown.do": Meaning("please see the reception desk"),
    "checkin.revoked": Meaning("this badge was replaced or withdrawn"),
    "checkin.revoked.do": Meaning("please use the new badge, or see the reception desk"),
    "checkin.alternate_undecided": Meaning("alternate, without a decision to replace yet"),
    "checkin.alternate_undecided.do": Meaning("please see the credentials desk"),
    "checkin.no_session": Meaning("check-in is not open at this time"),
    "checkin.no_session.do": Meaning("please come back when the session opens"),
    "checkin.refused": Meaning("the badge could not be recorded"),
    "checkin.refused.do": Meaning("please see the reception desk and tell the code below"),
    "checkin.next_kept": Meaning("the next badge was read; it follows in a moment"),
}

_BOOTH = {
    "booth.idle": Meaning("to vote, please bring your badge into the reading area"),
    "booth.idle.hint": Meaning("one person at a time in the booth"),
    "booth.idle.no_poll": Meaning("no vote is open now"),
    "booth.idle.no_poll.do": Meaning("please wait for the announcement of the presidium"),
    "booth.idle.offline": Meaning("voting is interrupted for a moment; staff have been told"),
    "booth.working": Meaning("preparing the ballot"),
    "booth.already_voted": Meaning("you have voted already"),
    "booth.already_voted.do": Meaning("thank you; please leave the booth for the next person"),
    "booth.in_use": Meaning("your ballot is open at another booth"),
    "booth.in_use.do": Meaning("finish there, or ask the staff"),
    "booth.unknown": Meaning("this badge is not valid"),
    "booth.unknown.do": Meaning("please see the reception desk"),
    "booth.revoked": Meaning("this badge was replaced or withdrawn"),
    "booth.revoked.do": Meaning("please use the new badge, or see the reception desk"),
    "booth.alternate_undecided": Meaning("alternate, without a decision to replace yet"),
    "booth.alternate_undecided.do": Meaning("please see the credentials desk"),
    "booth.not_entitled": Meaning("guests do not take part in this vote"),
    "booth.not_entitled.do": Meaning("thank you; please leave the booth for the next person"),
    "booth.no_poll": Meaning("no vote is open now"),
    "booth.no_poll.do": Meaning("please wait for the announcement of the presidium"),
    "booth.unanswered": Meaning("the ballot could not be fetched; nothing was recorded"),
    "booth.unanswered.do": Meaning("please show the badge again, or ask the staff"),
    "booth.refused": Meaning("the ballot could not be opened; nothing was recorded"),
    "booth.refused.do": Meaning("please ask the staff and tell the code below"),
}

_BALLOT = {
    "ballot.overvote": Meaning(
        "you can choose at most {seats}; first tap a chosen name to remove it", ("seats",)
    ),
    "ballot.cleared": Meaning("all choices were taken back"),
    "ballot.badge_ignored": Meaning("another badge was read; this ballot stays open, unchanged"),
    "review.under": Meaning("you chose {chosen} of {seats}", ("chosen", "seats")),
    "review.blank": Meaning("nobody is chosen: this would be a blank ballot", ("seats",)),
    "saving.saving": Meaning("saving the ballot, please stay"),
    "saving.call_staff": Meaning(
        "still saving; please stay and call the technician (never: vote again)"
    ),
    "thanks.thanks": Meaning("you have voted; thank you"),
    "thanks.hint": Meaning("please take your badge with you"),
    "thanks.hint_more": Meaning("another vote is open: please show your badge again for it"),
    "cast.poll_closed": Meaning("the vote has been closed; this ballot was not cast"),
    "cast.poll_closed.do": Meaning("the choices were erased; please ask the staff"),
    "cast.permit_void": Meaning("the time for this ballot ran out; it was not cast"),
    "cast.permit_void.do": Meaning("the choices were erased; please show your badge again"),
    "cast.refused": Meaning("the ballot could not be put into the box"),
    "cast.refused.do": Meaning("the choices were erased; please ask the staff, tell the code"),
    "still.there": Meaning("are you still there? the ballot closes, without being cast"),
    "leave.ask": Meaning("leave without voting? the choices will be erased"),
    "left.left": Meaning("you left without voting; the choices were erased"),
    "left.left.do": Meaning("as long as the vote is open you can show your badge again"),
    "left.abandoned": Meaning("nobody was here: the ballot was closed and not cast"),
    "left.abandoned.do": Meaning("as long as the vote is open you can show your badge again"),
}

_HELP = {
    "help.setup": Meaning("for the technician: how to get and show the joining ticket"),
    "help.checkin": Meaning("hold the badge under the reader; green means you are checked in"),
    "help.verdict": Meaning("the screen says the result; the desk helps with anything else"),
    "help.booth": Meaning("show your badge, choose, review, cast"),
    "help.ballot": Meaning("tap a name to choose, tap again to take it back"),
    "help.review": Meaning("tap a name to change it; nothing is cast before two confirmations"),
    "help.saving": Meaning("the ballot is being saved; please stay until the thanks appear"),
    "help.out": Meaning("this kiosk does not work now; please use another one"),
    "help.staff": Meaning("the button below calls a technician to this kiosk"),
    "help.called": Meaning("a technician has been called and is on the way"),
}

_OUT = {
    "out.reader": Meaning("the badge reader of this kiosk does not answer"),
    "out.reader.do": Meaning("please use another kiosk; staff: check the reader's cable"),
    "out.kiosk_revoked": Meaning("this kiosk was withdrawn by the hub"),
    "out.kiosk_unknown": Meaning("the hub does not know this kiosk"),
    "out.wrong_congress": Meaning("the hub here serves another congress", ("hub",)),
    "out.wrong_protocol": Meaning("hub and kiosk have different versions", ("hub", "kiosk")),
    "out.expelled": Meaning("the hub does not accept this kiosk"),
    "out.other_kiosk": Meaning("please use another kiosk"),
    "out.scan_ticket": Meaning("staff: to let it join again, show a new joining ticket here"),
    "out.same_version": Meaning("staff: install the same version on hub and kiosk"),
    "out.broken": Meaning("this kiosk has a fault"),
    "out.broken.do": Meaning("please use another kiosk; staff have been told"),
}

_COMMAND = {
    "command.bad_panel": Meaning("--panel is not like 1080x1920@21.5", ("value",)),
    "command.bad_hub": Meaning("--hub is not like 10.0.0.5:8443", ("value",)),
    "command.bad_interface": Meaning("--interface is no IPv4 address", ("value",)),
    "command.bad_reader": Meaning("--reader is neither serial:…, camera:… nor fake", ("value",)),
    "command.bad_reader_why": Meaning("--reader cannot be used: reason", ("value", "reason")),
    "command.no_reader": Meaning("no --reader was given; example: --reader serial:/dev/ttyACM0"),
    "command.bad_data_dir": Meaning(
        "the data directory cannot be written: reason", ("value", "reason")
    ),
    "command.bad_training": Meaning(
        "the training file cannot be read: reason", ("value", "reason")
    ),
    "command.bad_scale": Meaning("--scale is not between 0.1 and 3", ("value",)),
    "command.data_in_use": Meaning("another kiosk runs with this data directory", ("value",)),
    "command.already_joined": Meaning("enrol: this kiosk has joined already as label", ("label",)),
}

TEXT_IDS: dict[str, Meaning] = {
    **_SETUP,
    **_SCAN,
    **_CHECKIN,
    **_BOOTH,
    **_BALLOT,
    **_HELP,
    **_OUT,
    **_COMMAND,
}
