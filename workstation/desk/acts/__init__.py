"""The officer's acts in one table: names, fields and functions; the window and `lane --jsonl` are two faces of it."""

from workstation.desk.acts import barrier, choosing, gate, inspecting, moving, releasing, shift, taring, treating
from workstation.desk.acts.act import Act

_ALL = (
    Act("release", releasing.release, may=("verdict",), role="release"),
    Act("hold", treating.hold, ("reason",), ("risk", "owner", "next", "verdict"), "hold"),
    Act("lift", treating.lift, ("reason",), role="lift"),
    Act("override", treating.override, ("to", "reason", "officer"), ("verdict", "secret"), "scan"),
    Act("confirm", treating.confirm, ("fact", "value", "who", "when", "reference"), ("about",), "confirm"),
    Act("tare", taring.tell, ("holder", "kg", "who", "when", "reference"), role="confirm"),
    Act("correct", treating.correct, ("part", "value", "to", "reason"), ("officer", "secret"), "correct"),
    Act("acknowledge", treating.acknowledge, ("alarm",), role="acknowledge"),
    Act("park", moving.park, may=("reason",), role="park"),
    Act("resume", moving.resume, ("passage",), role="resume"),
    Act("move", moving.move, ("value", "to"), ("from",), "move"),
    Act("choose", choosing.choose, ("kind", "value"), role="scan"),
    Act("leave", moving.leave, may=("verdict",), role="leave"),
    Act("next", moving.next_truck, role="next"),
    Act("transfer", moving.transfer, ("to",), role="transfer"),
    Act("inspect", inspecting.inspect, may=("form", "reason", "again"), role="inspect"),
    Act("set", inspecting.set_field, ("field",), ("value",), "set"),
    Act("evidence", inspecting.add_evidence, ("file",), ("field",), "evidence"),
    Act("sign", inspecting.sign, may=("secret",), role="sign"),
    Act("cosign", inspecting.cosign, ("officer",), ("secret",), "cosign"),
    Act("suspend", inspecting.suspend, ("reason",), role="suspend"),
    Act("continue", inspecting.go_on, role="continue"),
    Act("handover", inspecting.hand_over, ("officer",), ("secret",), "handover"),
    Act("seal-apply", inspecting.seal_apply, ("seal",), ("container", "sort"), "seal-apply"),
    Act("seal-remove", inspecting.seal_remove, ("seal", "reason"), ("container",), "seal-remove"),
    Act("seal-replace", inspecting.seal_replace, ("seal", "new", "reason"), ("container",), "seal-replace"),
    Act("printed", releasing.printed, may=("number", "copy", "queue", "job"), role="printed"),
    Act("reprint", releasing.reprint, may=("number",), role="reprint"),
    Act("slip-confirm", releasing.slip_confirm, may=("number",), role="slip-confirm"),
    Act("void", releasing.void, ("reason",), ("number",), "void"),
    Act("restore", releasing.restore, ("reason",), ("number",), "restore"),
    Act("present", gate.present, may=("token", "number", "vehicle", "opened", "compared"), role="present"),
    Act("barrier", barrier.barrier, ("how",), ("permit", "link"), "barrier"),
    Act("emergency", shift.emergency, may=("order", "until", "end"), role="emergency"),
    Act("sign-in", shift.sign_in, ("officer",), ("secret",)),
    Act("sign-out", shift.sign_out, role="sign-out"),
)

ACTS = {act.name: act for act in _ALL}
