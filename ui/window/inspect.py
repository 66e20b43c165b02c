"""Inspect: the form section by section, every field saved when it is left; at the side what is missing, what was measured, who signed."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.window.empty import Empty
from ui.window.fields import Editor, Question, editor
from ui.window.pieces import Page, card
from ui.window.theme import Look

if TYPE_CHECKING:
    from workstation.inspection.values import Field, Form, Inspection


class Inspect(Page):
    """Says `entered(field, value)` and `photo(field, file)`; shows an inspection as it grows."""

    entered = Signal(str, str)
    photo = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._none = Empty("sheet", "inspect.none")
        self._title, self._who = QLabel(), QLabel()
        self._title.setObjectName("title")
        self._who.setObjectName("soft")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._side, self._side_column = card(spacing=10, margin=20)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._area, 5)
        row.addWidget(self._side, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 0)
        column.addWidget(self._none, 1)
        column.addWidget(self._title)
        column.addWidget(self._who)
        column.addLayout(row, 1)
        self._column = column
        self._shown: tuple[str, str] = ("", "")
        self._pair: tuple[Inspection, Form] | None = None
        self._editors: dict[str, Editor] = {}
        self._marks: dict[str, QLabel] = {}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._from = ""
        self.show_inspection(None)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._none.dress(look)
        self._shown = ("", "")
        self.show_inspection(self._pair)

    def going(self) -> bool:
        """Whether an inspection is in front."""
        return self._pair is not None

    @property
    def passage(self) -> str:
        """Whose inspection is on the screen, '' for nobody's."""
        return self._pair[0].passage if self._pair is not None else ""

    @property
    def profile(self) -> str:
        """Whether a truck or a traveller is inspected (goods | traveller), '' where nobody is."""
        return self._pair[1].profile if self._pair is not None else ""

    def begin(self) -> None:
        """Back at the field where the officer was; in a fresh form at the first that is missing."""
        if self._pair is not None:
            from workstation.inspection import progress

            inspection, form = self._pair
            begun = any(progress.value(inspection, field) and not field.prefill for field in form.fields)
            missing = progress.missing(inspection, form)
            at = self._editors.get(missing[0] if missing and not begun else progress.current(inspection, form))
            if at is not None:
                at.setFocus()
                self._area.ensureWidgetVisible(at)

    def show_inspection(self, pair: "tuple[Inspection, Form] | None") -> None:
        """The inspection in front with its form, or None when there is none."""
        self._pair = pair
        for each in (self._title, self._who, self._area, self._side):
            each.setVisible(pair is not None)
        self._none.setVisible(pair is None)
        # What is hidden would still take its share of the height.
        self._column.setStretch(self._column.count() - 1, 0 if pair is None else 1)
        if pair is None:
            return
        inspection, form = pair
        self._title.setText(form.zh if self.look.lang == "zh" else form.en)
        self._who.setText(f"{inspection.id} · {', '.join(inspection.officers)} · {self.look.say(f'inspect.{inspection.state}')}")
        if self._shown != (inspection.id, self.look.lang):
            self._shown = (inspection.id, self.look.lang)
            self._build(inspection, form)
        self._fill(inspection, form)
        self._beside(inspection, form)
        self._go_on()

    def _done(self, field: str) -> None:
        """Enter: on to the next field, once the answer to this one has said which fields are asked."""
        self._from = field
        if self._marks[field].text() != self.look.say("inspect.saving"):
            self._go_on()

    def _go_on(self) -> None:
        """To the next field that is asked; after the last to the first that is still missing."""
        if not self._from or self._pair is None:
            return
        from workstation.inspection import progress

        names = list(self._editors)
        after = names[names.index(self._from) + 1 :]
        following = [name for name in after if self._editors[name].isVisibleTo(self)] or list(progress.missing(*self._pair))[:1]
        self._from = ""
        if following:
            self._editors[following[0]].setFocus()
            self._area.ensureWidgetVisible(self._editors[following[0]])

    def refused(self, field: str, words: str) -> None:
        """An entry was not taken; what was typed stays where it is."""
        self._from = ""
        if field in self._marks:
            self._marks[field].setText(f"✗ {words}")

    def _build(self, inspection: "Inspection", form: "Form") -> None:
        from workstation.inspection import progress

        self._editors, self._marks, self._rows = {}, {}, {}
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(14)
        for section in form.sections:
            frame, box = card(spacing=8, margin=20)
            head = QLabel(section.zh if self.look.lang == "zh" else section.en)
            head.setObjectName("head")
            box.addWidget(head)
            grid = QGridLayout()
            grid.setColumnStretch(1, 1)
            grid.setHorizontalSpacing(14)
            for number, field in enumerate(section.fields):
                self._row(grid, number, field, progress.value(inspection, field))
            box.addLayout(grid)
            column.addWidget(frame)
        column.addStretch()
        self._area.setWidget(inner)

    def _row(self, grid: QGridLayout, number: int, field: "Field", value: str) -> None:
        zh = self.look.lang == "zh"
        label = QLabel((field.zh if zh else field.en) + (f" ({_unit(field.unit, self.look)})" if field.unit else "") + (" *" if field.required else ""))
        label.setObjectName("label")
        label.setWordWrap(True)
        label.setFixedWidth(self.look.px(190))
        yes_no = tuple((name, self.look.say(key)) for name, key in (("yes", "choice.yes"), ("no", "choice.no")))
        choices = yes_no if field.kind == "yesno" else tuple((each.id, each.zh if zh else each.en) for each in field.choices)
        several = field.many and field.kind == "choice"
        made = editor(Question(field.id, "text" if several else field.kind, "", "" if field.kind == "photo" else value, choices))
        made.left.connect(self._left)
        made.done.connect(partial(self._done, field.id))
        mark = QLabel()
        mark.setObjectName("label")
        mark.setMinimumWidth(self.look.px(90))
        for side, each in enumerate((label, made, mark)):
            grid.addWidget(each, number * 2, side)
        shown: tuple[QWidget, ...] = (label, made, mark)
        if several:
            # Several answers are typed by their names: the names stand where nobody needs a mouse for them.
            several_words = QLabel(" · ".join(f"{name} {words}" for name, words in choices))
            several_words.setObjectName("soft")
            several_words.setWordWrap(True)
            grid.addWidget(several_words, number * 2 + 1, 1, 1, 2)
            shown = (*shown, several_words)
        self._editors[field.id], self._marks[field.id], self._rows[field.id] = made, mark, shown

    def _left(self, field: str, value: str) -> None:
        self._marks[field].setText(self.look.say("inspect.saving"))
        if self._pair is not None and next(each for each in self._pair[1].fields if each.id == field).kind == "photo":
            self.photo.emit(field, value)
        else:
            self.entered.emit(field, value)

    def _fill(self, inspection: "Inspection", form: "Form") -> None:
        from workstation.inspection import progress

        lacking = set(progress.missing(inspection, form))
        for field in form.fields:
            value = progress.value(inspection, field)
            for each in self._rows[field.id]:
                each.setVisible(progress.asked(inspection, form, field))
            if field.kind != "photo":
                self._editors[field.id].put(value)
            count = value.count(",") + 1 if value and field.kind == "photo" else 0
            words = self.look.say("inspect.photos", count=count) if count else self.look.say("inspect.saved") if value else ""
            self._marks[field.id].setText(self.look.say("inspect.missing") if field.id in lacking else words)

    def _beside(self, inspection: "Inspection", form: "Form") -> None:
        from workstation.inspection import progress, signing

        lines: list[tuple[str, str]] = []
        lacking = progress.missing(inspection, form)
        lines.append((self.look.say("inspect.lacking", count=len(lacking)) if lacking else self.look.say("inspect.complete"), "head"))
        for each in progress.computed(inspection, form):
            name = each.zh if self.look.lang == "zh" else each.en
            lines += [(name, "label"), (f"{each.value or '—'} {_unit(each.unit, self.look)}", "value"), (self.look.say(f"outcome.{each.outcome}"), "wrong" if each.outcome == "outside" else "soft")]
        lines.append((self.look.say("inspect.signatures", have=len(signing.valid(inspection)), need=form.officers), "head"))
        drawn = "inspect.drawn-of-all" if inspection.pool == "enabled" else "inspect.drawn"
        lines += [(self.look.say(drawn, officers=", ".join(inspection.drawn)), "soft")] if inspection.drawn else []
        for signed in signing.valid(inspection):
            lines.append((f"✓ {signed.signer}", "good"))
            if signing.undrawn(inspection, form, signed.signer):
                lines.append((self.look.say("inspect.undrawn", reason=signed.reason) if signed.reason else self.look.say("inspect.undrawn-unsaid"), "soft"))
        if inspection.seals:
            lines.append((self.look.say("inspect.seals"), "head"))
            lines += [(f"{self.look.say(f'seal-act.{each.act}')}  {each.seal}{' → ' + each.new if each.new else ''}", "") for each in inspection.seals]
        while (item := self._side_column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for text, style in lines:
            label = QLabel(text)
            label.setObjectName(style)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._side_column.addWidget(label)
        self._side_column.addStretch()


def _unit(unit: str, look: Look) -> str:
    """A unit in words where it has some; kg is kg everywhere."""
    key = f"unit.{unit}"
    return look.say(key) if look.say(key) != key else unit
