"""Two themes, light and dark: the only place where charts have colours."""

from dataclasses import dataclass

from bot.effects.charts.spec import Spec

FONT = "system-ui, -apple-system, Segoe UI, Roboto, Liberation Sans, DejaVu Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class Colours:
    ground: str
    ink: str
    muted: str
    grid: str
    main: str
    wash: str
    gain: str
    loss: str
    warn: str
    other: str


LIGHT = Colours(
    ground="#ffffff",
    ink="#15202b",
    muted="#52606d",
    grid="#e3e8ed",
    main="#0b6e63",
    wash="#d3ebe7",
    gain="#0b6e63",
    loss="#b3261e",
    warn="#8a5300",
    other="#4a5fc1",
)
DARK = Colours(
    ground="#151d26",
    ink="#e8edf2",
    muted="#9fadba",
    grid="#2a3642",
    main="#4cc9b5",
    wash="#1b3d3b",
    gain="#4cc9b5",
    loss="#ff8f85",
    warn="#f0b849",
    other="#9db0ff",
)


def config(colours: Colours) -> Spec:
    return {
        "background": colours.ground,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "domainColor": colours.grid,
            "gridColor": colours.grid,
            "tickColor": colours.grid,
            "labelColor": colours.muted,
            "titleColor": colours.muted,
            "titleFontWeight": "normal",
            "labelFontSize": 11,
            "titleFontSize": 11,
            "labelPadding": 6,
            "tickCount": 5,
        },
        "legend": {
            "labelColor": colours.muted,
            "labelFontSize": 11,
            "labelOffset": 2,
            "symbolSize": 70,
            "columnPadding": 7,
            "orient": "top",
            # On a telephone it is wider than the plot: there is room beside the axis.
            "layout": {"top": {"anchor": "end"}},
        },
        "title": {"color": colours.ink, "anchor": "start", "fontSize": 14, "offset": 12},
        "text": {"color": colours.muted, "fontSize": 11},
        "range": {
            "category": [
                colours.gain,
                colours.warn,
                colours.loss,
                colours.other,
                colours.muted,
            ]
        },
        "style": _styles(colours),
    }


def _styles(colours: Colours) -> Spec:
    return {
        "curve": {"color": colours.main, "strokeWidth": 2, "strokeCap": "round"},
        "wash": {"color": colours.wash, "fillOpacity": 0.75},
        "fall": {"color": colours.loss, "strokeWidth": 1.5},
        "fallen": {"color": colours.loss, "fillOpacity": 0.16},
        "breach": {"color": colours.other, "filled": True, "opacity": 1},
        "limit": {"color": colours.loss, "strokeDash": [5, 4], "strokeWidth": 1.2},
        "threshold": {"color": colours.muted, "strokeDash": [5, 4], "strokeWidth": 1},
        "nought": {"color": colours.muted, "strokeWidth": 1},
        "share": {"color": colours.main},
        "dot": {"color": colours.main},
        "note": {"color": colours.muted, "fontSize": 11},
    }


def themed(spec: Spec, colours: Colours = LIGHT, width: int = 0) -> Spec:
    """Give a picture of its own: with colours, and as wide as said."""
    sized = {**spec, "width": width} if width and "width" in spec else dict(spec)
    padding = {"padding": 12, "autosize": "pad"} if width else {}
    return {**sized, **padding, "config": config(colours)}
