"""The style sheet of ordinary widgets, made from the tokens: fields, lists, buttons, tables; focus is always visible."""

from ui.window.theme import BODY, LABEL, VALUE, Look


def sheet(look: Look) -> str:
    """QSS for one look."""
    return _plain(look) + _fields(look) + _lists(look)


def _plain(look: Look) -> str:
    t, px = look.theme, look.px
    return f"""
    QWidget {{ color: {t.ink}; font-family: "Noto Sans SC", "Rare Han"; font-size: {px(BODY)}px; }}
    QWidget#page, QScrollArea, QScrollArea > QWidget > QWidget, QStackedWidget {{ background: {t.ground}; border: 0; }}
    QFrame#card {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {px(14)}px; }}
    QFrame#card QWidget#inner {{ background: {t.card}; }}
    QFrame#sheet {{ background: {t.card}; border: {px(2)}px solid {t.ink}; border-radius: {px(14)}px; }}
    QLabel {{ background: transparent; border: 0; }}
    QLabel#title {{ font-size: {px(28)}px; font-weight: bold; }}
    QLabel#head {{ font-size: {px(VALUE)}px; font-weight: bold; }}
    QLabel#label {{ font-size: {px(LABEL)}px; color: {t.soft}; }}
    QLabel#soft {{ color: {t.soft}; }}
    QLabel#value {{ font-size: {px(VALUE)}px; font-weight: bold; }}
    QLabel#wrong {{ color: {t.bad_words}; font-weight: bold; }}
    QLabel#good {{ color: {t.ok}; font-weight: bold; }}
    """


def _fields(look: Look) -> str:
    t, px = look.theme, look.px
    return f"""
    QLineEdit, QComboBox, QPlainTextEdit {{
        background: {t.ground}; border: 1px solid {t.line}; border-radius: {px(10)}px;
        padding: {px(4)}px {px(14)}px; min-height: {px(34)}px; font-size: {px(VALUE)}px; color: {t.ink};
        selection-background-color: {t.ink}; selection-color: {t.card};
    }}
    QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{ border: {px(2)}px solid {t.ink}; background: {t.card}; }}
    QLineEdit:disabled, QComboBox:disabled {{ color: {t.soft}; }}
    QComboBox::drop-down {{ border: 0; width: {px(28)}px; }}
    QComboBox QAbstractItemView {{ background: {t.card}; color: {t.ink}; border: 1px solid {t.line}; selection-background-color: {t.ink};
        selection-color: {t.card}; outline: 0; }}
    QPushButton {{
        background: {t.card}; border: 1px solid {t.line}; border-radius: {px(10)}px; min-height: {px(42)}px; padding: 0 {px(18)}px;
        font-size: {px(17)}px; color: {t.ink};
    }}
    QPushButton:focus {{ border: {px(2)}px solid {t.ink}; }}
    QPushButton#first {{ background: {t.ink}; color: {t.card}; font-weight: bold; border-color: {t.ink}; }}
    QPushButton#first:focus {{ border: {px(3)}px solid {t.ok}; }}
    QPushButton:disabled, QPushButton#first:disabled {{ background: {t.ground}; color: {t.faint}; border: 1px solid {t.line}; }}
    """


def _lists(look: Look) -> str:
    t, px = look.theme, look.px
    return f"""
    QListWidget, QTableView, QListView {{
        background: {t.card}; border: 1px solid {t.line}; border-radius: {px(14)}px; outline: 0; padding: {px(4)}px;
        gridline-color: {t.line}; alternate-background-color: {t.card};
    }}
    QListWidget:focus, QTableView:focus, QListView:focus {{ border: {px(2)}px solid {t.ink}; }}
    QListWidget::item, QListView::item {{ padding: {px(9)}px {px(12)}px; border-radius: {px(8)}px; color: {t.ink}; }}
    QListWidget::item:selected, QListView::item:selected, QTableView::item:selected {{ background: {t.ink}; color: {t.card}; }}
    QTableView::item {{ padding: 0 {px(10)}px; border-bottom: 1px solid {t.line}; }}
    QHeaderView {{ background: {t.card}; }}
    QHeaderView::section {{ background: {t.card}; color: {t.soft}; border: 0; border-bottom: 1px solid {t.line};
        padding: {px(8)}px {px(10)}px; font-size: {px(LABEL)}px; }}
    QTableCornerButton::section {{ background: {t.card}; border: 0; }}
    QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: {px(2)}px; }}
    QScrollBar::handle:vertical {{ background: {t.line}; border-radius: {px(3)}px; min-height: {px(40)}px; }}
    QScrollBar:horizontal {{ height: 0; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """
