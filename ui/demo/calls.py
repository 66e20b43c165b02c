"""The scene of calls: a driver presses the help button, a truck is stopped now, a monitor shows why, and it goes when every call of it is answered and closed."""

from typing import Any

from ui.demo.lane import PIXEL
from ui.demo.port import LANE, OFFICERS, SUPERVISOR
from ui.demo.scenes import Show


def called(show: Show) -> None:
    """Stop-now by its key; a release is refused until a supervisor has closed the calls of the tree."""
    lane, stage, window = show.lane, show.stage, show.stage.window
    lane.reads(show.next_clean().lines)
    channel = stage.card.channel
    lane.gear.monitor.step({"text": "DOSE,0.12,OK"})
    lane.gear.button.step({"text": "HELP,1"})
    stage.until(lambda: window.frame.calls.count > 0, "the driver's help button is a call")
    stage.opened.work.calls.stop()
    stage.until(lambda: "banner.stop" in window._banners, "the banner of stop-now")  # noqa: SLF001 - what the window shows
    window.sheet.put_away()
    before = window.frame.calls.count
    lane.gear.monitor.step({"text": "DOSE,2.40,ALARM"})
    stage.until(lambda: window.frame.calls.count > before, "what the monitor shows adds its calls")
    lane.picture("lane-stopped")
    refused = bool(stage.ask(lambda desk: desk.line({"act": "release"}).refused))
    window.show_screen("calls")
    page = window.pages.get("calls")
    stage.until(lambda: page.current is not None and page.current.call.stop, "the calls by urgency")
    lane.picture("calls")
    stage.act(act="sign-in", officer=SUPERVISOR, secret=OFFICERS[SUPERVISOR][1])
    going = _going(show)
    told = next(call for call in going if not call.stop)
    photo = lane.out / "photo.png"
    photo.write_bytes(PIXEL)
    for call in going:
        by = {"telephone": "intercom", "whom": "the driver"} if call is told else {"file": str(photo)}
        stage.act(act="call-answer", call=call.id, words="told to wait" if call is told else "searched with dogs: a false alarm", **by)
        stage.act(act="call-close", call=call.id, code="false-alarm" if call.stop else "helped")
    stage.act(act="lift", reason="false alarm")
    stage.function(11)
    stage.until(lambda: page.about.kept is not None, "the promises kept")
    lane.picture("calls-kept")
    stage.act(act="sign-in", officer=LANE, secret=OFFICERS[LANE][1])
    window.show_screen("lane")
    lane.press(12, "released")
    lane.next()
    show.counted([channel])
    halted = _halted(show, str(photo))
    show.say("calls", {"refused": refused, "calls": len(going), "told": told.number, "halted": halted, "open": len(_going(show))})


def _halted(show: Show, photo: str) -> int:
    """Stop-now over a free lane: it is the lane that stands still, until a supervisor beside the officer has signed his answers; how many calls that took."""
    lane, stage, window = show.lane, show.stage, show.stage.window
    stage.opened.work.calls.stop()
    stage.until(lambda: bool(stage.card.reasons) and "banner.stop" in window._banners, "the lane itself is stopped")  # noqa: SLF001 - what the window shows
    window.sheet.put_away()
    lane.picture("lane-halted")
    calls, beside = [call for call in _going(show) if call.stop], {"officer": SUPERVISOR, "secret": OFFICERS[SUPERVISOR][1]}
    for call in calls:
        stage.act(act="call-answer", call=call.id, words="nothing was there", file=photo, **beside)
        stage.act(act="call-close", call=call.id, code="false-alarm", **beside)
    stage.until(lambda: not stage.card.reasons, "the lane is free again")
    return len(calls)


def _going(show: Show) -> list[Any]:
    """The driver's call and those of the stop-now alarm that are not closed."""

    def ask(desk: Any) -> list[Any]:
        from workstation.desk import calling

        return [each.call for each in calling.board(desk.lane).calls if each.call.stop or each.call.sort == "driver"]

    found: Any = show.stage.ask(ask)
    return list(found)
