"""What the dialog with the shortcuts says beside the keys; see `ui/common/shortcuts.py`."""

from __future__ import annotations

from nnplay.i18n import tr


def texts() -> dict[str, str | tuple[str, str]]:
    """All of them by name, in the present language."""
    return {
        "button": tr("Keyboard shortcuts and print"),
        "button_help": tr("Keyboard shortcuts and print (?)"),
        "title": tr("Keyboard shortcuts"),
        "close": tr("Close"),
        "letters": tr("Single-key shortcuts"),
        "letters_help": tr("Turn them off if they get in the way of speech input or a screen reader."),
        "everywhere": tr("Everywhere"),
        "open": tr("Open this list"),
        "tab_keys": tr("Tab, Shift + Tab"),
        "tab": tr("Go to the next control, or to the one before"),
        "escape_key": tr("Esc"),
        "escape": tr("Close what is open"),
        "paper": tr("On paper"),
        "answers": tr("Open all answers and hidden parts"),
        "answers_help": tr("Else each one is printed as it is on the page now."),
        "print": tr("Print this page"),
        "comma": tr("comma"),
        "period": tr("period"),
    }
