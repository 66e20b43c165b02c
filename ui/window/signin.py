"""Sign-in and lock: officer and secret, or a scanned badge; what is scanned besides is shown and refused, stored nowhere."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from ui.window.pieces import Page, Words, card
from ui.window.theme import Look
from workstation.words import Refused

BADGE = "HNB1:"


class SignIn(Page):
    """Says `asked(officer, secret)`; shows progress while the key is unwrapped, and words when it was refused."""

    asked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        frame, column = card(spacing=7, margin=40)
        self.title, self.why = Words("signin.title", "title"), Words("signin.how", "soft", wrap=True)
        self.officer, self.secret = QLineEdit(), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMaxLength(256)
        self.news = Words("", "soft", wrap=True)
        self.news.keep(26)
        self.news.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.button = QPushButton()
        self.button.setObjectName("first")
        column.addWidget(self.title)
        column.addWidget(self.why)
        for label, field in (("signin.officer", self.officer), ("signin.secret", self.secret)):
            column.addSpacing(10)
            column.addWidget(Words(label, "label", wrap=True))
            column.addWidget(field)
        column.addSpacing(16)
        column.addWidget(self.button)
        column.addWidget(self.news)
        self._frame, self._badge = frame, ""
        across, down = QHBoxLayout(), QVBoxLayout(self)
        across.addStretch()
        across.addWidget(frame)
        across.addStretch()
        down.addStretch(2)
        down.addLayout(across)
        down.addStretch(3)
        self.officer.returnPressed.connect(self.secret.setFocus)
        self.secret.returnPressed.connect(self._ask)
        self.button.clicked.connect(self._ask)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._frame.setFixedWidth(look.px(520))
        self.button.setText(look.say("act.sign-in"))

    def begin(self, officer: str, *, locked: bool) -> None:
        """Wait for a person; `officer` is who was here before."""
        self.title.say("signin.locked" if locked else "signin.title")
        self.officer.setText(officer)
        self.secret.clear()
        self._badge = ""
        self._busy(False)
        (self.secret if officer else self.officer).setFocus()

    def expect(self, officer: str) -> None:
        """Who is about to come; the secret is asked for next, and what was said stays."""
        self.officer.setText(officer)
        self.secret.setFocus()

    def scanned(self, text: str, *, keyed: bool = False) -> bool:
        """A badge fills in who and what; anything else is not for now. True when it was one, or `keyed` into the secret: a quick hand's phrase stays there, unseen."""
        if keyed and self.secret.hasFocus() and not text.startswith(BADGE):
            self.secret.insert(text)
            return True
        if not text.startswith(BADGE):
            self.tell("signin.scan-refused", text=_shown(text))
            return False
        self._badge = text
        self.news.style_as("good")
        self.news.say("signin.badge-read")
        self.secret.clear()
        self.secret.setFocus()
        return True

    def refused(self, refusal: Refused) -> None:
        """Say why, and let the person try again with what was typed as the officer."""
        self._busy(False)
        self.secret.clear()
        self.secret.setFocus()
        self.tell(refusal.key, **refusal.values)

    def tell(self, key: str, **values: object) -> None:
        """Words of trouble."""
        self.news.style_as("wrong")
        self.news.say(key, **values)

    def _ask(self) -> None:
        officer, secret = self.officer.text().strip(), self._badge + self.secret.text()
        if not officer or not secret:
            self.tell("signin.incomplete")
            (self.secret if officer else self.officer).setFocus()
            return
        self._busy(True)
        self.asked.emit(officer, secret)

    def _busy(self, busy: bool) -> None:
        for each in (self.officer, self.secret, self.button):
            each.setDisabled(busy)
        self.news.style_as("soft")
        self.news.say("signin.unlocking" if busy else "")


def _shown(text: str) -> str:
    """What was scanned, for whoever stands there: a document, misread or not, is nobody's to read."""
    from workstation import codes

    found = codes.recognise(text)
    person = next((code for code in found.candidates if code.kind in codes.PERSON_KINDS), None)
    if person is not None:
        return codes.masked(person.kind, person.value)
    return "*" * 8 if {each.kind for each in found.refused} & codes.PERSON_KINDS or "<<" in text else text[:40]
