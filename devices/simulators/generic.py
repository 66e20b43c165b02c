"""What a device with a described protocol says: its file's sample, or any text put between its marks with its check sum."""

from collections.abc import Mapping

from devices import profiles
from devices.drivers import generic
from devices.trouble import DeviceTrouble


class GenericSpeech:
    """Steps: `{"sample": true}` and `{"text": "HN12345678,OPENED,20261121163559,12"}`; the text stands between the marks. `hex` of a script gives whole frames."""

    name = generic.NAME
    every = 0.0

    def __init__(self, profile: str = "serial-lock-reader") -> None:
        """`profile`: a name or a path. Raises DeviceTrouble `profile-unknown`, `profile-wrong`."""
        self._told = generic.description(profiles.located(profile))

    def say(self, step: Mapping[str, object]) -> bytes:
        """One step; a wrong one, or a text that the description does not read, raises DeviceTrouble `line-wrong` (reason)."""
        if step.get("sample") is True:
            return generic.sample(self._told)[0]
        text = step.get("text")
        if not isinstance(text, str):
            raise DeviceTrouble("line-wrong", reason='{"sample": true} or {"text": "…"} is needed')
        sent = self._framed(text)
        if generic.decode(self._told, sent) is None:
            raise DeviceTrouble("line-wrong", reason=f"{self._told.page.file} reads no frame in this text")
        return sent

    def still(self) -> bytes:
        """Nothing."""
        return b""

    def hear(self, _: bytes) -> bytes:
        """No described device answers."""
        return b""

    def _framed(self, text: str) -> bytes:
        """Marks, and the sum where it belongs: in the trailer, or at the end of the content."""
        told, (start, end) = self._told, self._told.framing.marks
        try:
            body = text.encode(told.encoding)
        except UnicodeEncodeError as error:
            raise DeviceTrouble("line-wrong", reason=f"the device's charset {error.encoding} cannot write this text") from error
        if told.checksum.kind == "none":
            return start + body + end
        room = bytes(told.checksum.size)
        frame = start + body + end + room if told.framing.trailer else start + body + room + end
        at = told.checksum.at if told.checksum.at >= 0 else len(frame) + told.checksum.at
        return frame[:at] + told.checksum.spelled(frame) + frame[at + len(room) :]
