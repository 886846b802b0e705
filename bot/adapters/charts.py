"""Draws a chart's description; it asks no network for anything."""

from importlib import metadata

from bot.effects.charts.spec import Spec

EVERYTHING = "window.vegaEmbed = vegaEmbed; window.vega = vega;"
SCALE = 2.0  # two dots for a pixel, so that it is sharp on a phone


def svg(spec: Spec) -> bytes:
    # Its 60 MB are loaded only where something is drawn.
    import vl_convert  # noqa: PLC0415

    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode()


def png(spec: Spec, scale: float = SCALE) -> bytes:
    import vl_convert  # noqa: PLC0415

    return vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[])


def script() -> bytes:
    """Give Vega, Vega-Lite and Vega-Embed as one script for a browser."""
    import vl_convert  # noqa: PLC0415

    return vl_convert.javascript_bundle(EVERYTHING).encode()


def version() -> str:
    """Name the release whose script it is, without loading it."""
    return metadata.version("vl-convert-python")
