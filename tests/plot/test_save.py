"""Files: of the right kind, alone in the world, the same every time."""

import base64
import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from pastix_py import generate, plot
from pastix_py.errors import UsageError
from pastix_py.options import PlotOptions
from pastix_py.plot import draw
from pastix_py.plot.save import encode, form_of

LOCAL = re.compile(r"#|data:")
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.fixture(scope="module")
def picture():
    return draw("order", generate("lap2:10"))


def test_png(picture):
    content = encode(picture, ".png", PlotOptions(dpi=100, width=6.0))
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    image = Image.open(io.BytesIO(content))
    assert abs(image.width - 600) <= 1
    assert abs(image.height - 600 * picture.height / picture.width) <= 1
    assert image.getpixel((0, 0))[:3] == (255, 255, 255)
    dark = Image.open(io.BytesIO(encode(picture, ".png", PlotOptions(theme="dark", dpi=30))))
    assert max(dark.getpixel((0, 0))[:3]) < 40


def check_alone(svg):
    """Check that an SVG is well-formed and refers to nothing outside."""
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "<!DOCTYPE" not in svg
    assert "<metadata" not in svg
    assert set(re.findall(r"https?://[^\s\"'<)]+", svg)) <= NAMESPACES
    for element in root.iter():
        for name, value in element.attrib.items():
            if name.endswith("href"):
                assert LOCAL.match(value)
            for target in re.findall(r"url\(([^)]*)\)", value):
                assert target.startswith("#")
    return root


def test_svg(picture):
    root = check_alone(encode(picture, ".svg", PlotOptions(width=5.0)).decode())
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(5 * 72, rel=1e-4)
    assert root.attrib["viewBox"].split()[2] == f"{picture.width * 72:g}"


def test_large_svg_holds_an_image():
    svg = encode(draw("spy", generate("lap3:20")), ".svg", PlotOptions())
    assert b"data:image/png" in svg
    assert len(svg) < 300_000


def test_html_has_both_themes_and_no_network(picture):
    page = encode(picture, ".html", PlotOptions()).decode()
    assert not re.search(r"https?://|@import|<script|<link", page)
    sources = re.findall(r'(?:src|srcset)="([^"]*)"', page)
    assert len(sources) == 2
    papers = []
    for source in sources:
        head, coded = source.split(",", 1)
        assert head == "data:image/svg+xml;base64"
        svg = base64.b64decode(coded).decode()
        check_alone(svg)
        papers.append(re.search(r"fill: (#\w+)", svg)[1])
    assert papers == ["#0f1419", "#ffffff"]
    assert "prefers-color-scheme: dark" in page
    assert "lap2:10" in page


@pytest.mark.parametrize("form", [".png", ".svg", ".html"])
def test_same_picture_same_bytes(form):
    first, second = (encode(draw("fill", generate("lap2:8")), form, PlotOptions()) for _ in range(2))
    assert first == second


def test_settings_of_the_user_change_nothing():
    import matplotlib

    plain = encode(draw("spy", generate("lap2:4")), ".png", PlotOptions())
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        assert encode(draw("spy", generate("lap2:4")), ".png", PlotOptions()) == plain
        assert matplotlib.rcParams["font.size"] == 30


def test_names_are_no_formulas_and_no_markup():
    from pastix_py.matrix.check import canonical

    for name in ("a$b$c_{", "<script>alert(1)</script>", "矩阵"):
        picture = draw("spy", canonical(np.eye(3), name=name))
        check_alone(encode(picture, ".svg", PlotOptions()).decode())
        assert "<script" not in encode(picture, ".html", PlotOptions()).decode()


def test_suffix_and_returned_figure(tmp_path):
    figure = plot("spy", np.eye(3), tmp_path / "x.SVG", theme="dark")
    check_alone((tmp_path / "x.SVG").read_text())
    assert figure.get_facecolor()[:3] == pytest.approx((15 / 255, 20 / 255, 25 / 255))
    for name, near in (
        ("x.pgn", "did you mean '.png'"),
        ("x.htm", "did you mean '.html'"),
        ("x", "one of .png, .svg, .html"),
    ):
        with pytest.raises(UsageError, match=near):
            form_of(name)
