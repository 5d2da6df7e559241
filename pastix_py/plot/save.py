"""Pictures as files: PNG, SVG, and a page that holds both themes; the same picture gives the same bytes."""

import base64
import html
import io
import re
import warnings
from pathlib import Path

from pastix_py import archive
from pastix_py.errors import UsageError, instead

FORMS = (".png", ".svg", ".html")
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: {light}; }}
img {{ width: min(96vw, {width}px); height: auto; }}
@media (prefers-color-scheme: dark) {{ body {{ background: {dark}; }} }}
</style>
</head>
<body>
<picture>
<source media="(prefers-color-scheme: dark)" srcset="{dark_image}">
<img src="{light_image}" alt="{alt}">
</picture>
</body>
</html>
"""
PIXELS = 96  # of a page, per inch
FEWEST, MOST = 50, 20_000  # dots from left to right


def form_of(path):
    """Return the suffix of a file, one of FORMS; raises `UsageError` for any other."""
    suffix = Path(path).suffix.lower()
    if suffix in FORMS:
        return suffix
    raise UsageError(f"A picture cannot be written as {Path(path).name!r}, by its suffix; {instead(suffix, FORMS)}")


def write(path, picture, form, options):
    """Write a `Picture` to a file in one of FORMS, by `PlotOptions`; raises `OutputError`."""
    content = encode(picture, form, options)
    with archive.replaced(path) as aside:
        aside.write_bytes(content)


def encode(picture, form, options):
    """Return the bytes of a `Picture` in one of FORMS; raises `UsageError` for a size that is out of reason."""
    dots = options.dpi * (options.width or picture.width)
    if not FEWEST <= dots <= MOST:
        raise UsageError(f"A picture is {FEWEST} to {MOST:,} dots wide, not {dots:.3g}: change --dpi or --width.")
    if form == ".html":
        return _page(picture, options)
    return _image(picture, form, options, options.theme)


def _image(picture, form, options, theme):
    import matplotlib

    from pastix_py.plot.style import THEMES, settings

    stream, scale = io.BytesIO(), (options.width or picture.width) / picture.width
    figure = picture.figure(theme)
    with matplotlib.rc_context(settings(THEMES[theme])), warnings.catch_warnings():
        # As in `Picture.figure`.
        warnings.simplefilter("ignore", UserWarning)
        if form == ".png":
            figure.savefig(stream, format="png", dpi=options.dpi * scale, metadata={"Software": None})
            return stream.getvalue()
        figure.savefig(stream, format="svg", dpi=options.dpi)
    return _alone(stream.getvalue().decode(), scale).encode()


def _alone(svg, scale):
    """Return an SVG without date, document type and metadata, which lead elsewhere, its size multiplied by `scale`."""
    svg = re.sub(r"<!DOCTYPE.*?>\s*", "", svg, count=1, flags=re.S)
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, count=1, flags=re.S)

    def scaled(found):
        return f'{found[1]}="{float(found[2]) * scale:g}pt"'

    head, rest = svg.split("viewBox", 1)
    return re.sub(r'\b(width|height)="([\d.]+)pt"', scaled, head) + "viewBox" + rest


def _page(picture, options):
    from pastix_py.plot.style import THEMES

    images = {}
    for theme in THEMES:
        coded = base64.b64encode(_image(picture, ".svg", options, theme)).decode()
        images[f"{theme}_image"] = f"data:image/svg+xml;base64,{coded}"
    title = html.escape(f"{picture.title} {picture.subject}")
    colours = {name: theme.paper for name, theme in THEMES.items()}
    width = round((options.width or picture.width) * PIXELS)
    alt = html.escape(f"{picture.title} {picture.subject}: {picture.facts}")
    return PAGE.format(title=title, alt=alt, width=width, **colours, **images).encode()
