"""A few line drawings on a grid of 24, written into the page so that no request is needed for them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

DRAWINGS = {
    "alert": "M12 3 2.5 20h19L12 3zM12 10v4.5M12 17.2v.3",
    "arrow": "M5 12h14M13 6l6 6-6 6",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4",
    "check": "M4.5 12.5 10 18 20 6.5",
    "clock": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 8v4.5l3 2",
    "closed": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6.2 6.2l11.6 11.6",
    "download": "M12 4v11M7 11l5 5 5-5M4.5 20h15",
    "eye": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4z",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4",
    "globe": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17",
    "in": "M20 12H6M12 6l-6 6 6 6M3 4v16",
    "lock": "M5.5 11h13v9.5h-13zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11",
    "out": "M4 12h14M12 6l6 6-6 6M21 4v16",
    "pause": "M8.5 5v14M15.5 5v14",
    "people": "M9 4.5a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6zM2.5 20c0-4 2.6-6.3 6.5-6.3s6.5 2.3 6.5 6.3M16 5a3 3 0 0 1 0 6M18 14.2c2.2.8 3.5 2.8 3.5 5.8",
    "phone": "M5 3.5h4l1.8 5L8.3 10a12 12 0 0 0 5.7 5.7l1.5-2.5 5 1.8v4c0 1-.8 1.8-1.8 1.7C10.8 20 4 13.2 3.3 5.3 3.2 4.3 4 3.5 5 3.5z",
    "printer": "M7 8V3.5h10V8M5 8h14v8.5h-2M7 16.5H5V8M7.5 13.5h9v7h-9z",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20.5 20.5",
}

HIDDEN = SafeString('aria-hidden="true" focusable="false"')
FRAME = (
    '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" {}>'
    '<path d="{}"/></svg>'
)


def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon: hidden from assistive technology, or with a label where it stands alone."""
    told = format_html('role="img" aria-label="{}"', label) if label else HIDDEN
    return format_html(FRAME, told, DRAWINGS[name])
