"""Files that were brought to the window, where such files lie; looked for beside its thread."""

from pathlib import Path

PLACES = ("", "Downloads", "下载", "Desktop", "桌面")
"""Folders of the person's own where a file may lie, beside sticks and disks that were put in."""
MOST = 9
OURS = frozenset({"keys.pack"})
"""What lies in every station's folder and is never brought."""


def lying(folder: Path, pattern: str) -> list[str]:
    """Files of a pattern (`*.pack`) in the usual places, the newest first."""
    sticks = [place for root in ("/media", "/run/media", "/mnt") for depth in ("*", "*/*") for place in Path(root).glob(depth)]
    found: dict[Path, float] = {}
    for place in (folder, *(Path.home() / name for name in PLACES), *sticks):
        try:
            found |= {file: file.stat().st_mtime for file in place.glob(pattern) if file.name not in OURS}
        except OSError:
            # A stick that was pulled out, a folder of somebody else.
            continue
    return [str(file) for file in sorted(found, key=lambda file: -found[file])[:MOST]]


def short(file: str) -> str:
    """A place as a person reads it: its name first."""
    place = Path(file)
    return f"{place.name}  ({place.parent.name or '/'})"
