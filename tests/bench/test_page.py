"""The page: its data whole and harmless, small, and sorted and filtered by a real browser where there is one."""

import json
import re
import shutil
import subprocess

import numpy as np
import pytest

from pastix_py.bench.page import page
from pastix_py.cli.main import run

needs_chromium = pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")


def results(count):
    random = np.random.default_rng(0)
    return [
        {"key": str(k), "matrix": f"</script><b>{k % 50:02d}", "n": 1000 + k, "nnz": 5000 + k,
         "solver": ("pastix", "superlu", "pardiso")[k % 3], "options": {"ordering": "amd"} if k % 3 == 0 else {},
         "status": "failed" if k % 17 == 0 else "ok", "reason": "it broke" if k % 17 == 0 else None,
         "total_seconds": float(random.random()), "analyze_seconds": 0.1, "factorize_seconds": 0.2,
         "solve_seconds": 0.3, "peak_bytes": 10**8, "backward_error": 1e-16, "componentwise_backward_error": 1e-16,
         "disturbed": False}
        for k in range(count)
    ]  # fmt: skip


def data_of(html):
    return json.loads(re.search(r'id="data">(.*?)</script>', html, re.S)[1])


def test_data_is_whole_and_cannot_end_the_script():
    made = results(60)
    shown = data_of(page(made))["rows"]
    assert [row["matrix"] for row in shown] == [result["matrix"] for result in made]
    np.testing.assert_allclose(
        [row["total_seconds"] for row in shown], [result["total_seconds"] for result in made], rtol=1e-3
    )


def test_page_needs_no_network_and_stays_small():
    html = page(results(2000))
    assert len(html.encode()) < 3_000_000
    assert not re.search(r"(src|href)\s*=|https?://|@import", html)


def test_command_writes_the_page(tmp_path):
    (tmp_path / "r.jsonl").write_text("\n".join(json.dumps(result) for result in results(6)) + "\n")
    assert run(["bench", "report", str(tmp_path / "r.jsonl"), "--html", str(tmp_path / "r.html")]) == 0
    assert len(data_of((tmp_path / "r.html").read_text())["rows"]) == 6


def in_a_browser(tmp_path, made, state):
    """Return the document that Chromium makes of the page with a state in its address."""
    (tmp_path / "r.html").write_text(page(made, {"ab": {"processor": "Some processor"}}))
    quiet = "--disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    line = ["chromium", "--headless", "--no-sandbox", *quiet.split(), f"--user-data-dir={tmp_path / 'profile'}"]
    line += ["--dump-dom", f"file://{tmp_path}/r.html#{state}"]
    return subprocess.run(line, capture_output=True, text=True, check=True, timeout=60).stdout


def table_of(dom, name):
    body = dom.split(f'id="{name}"')[1].split("<tbody>")[1].split("</tbody>")[0]
    lines = [re.findall(r"<td[^>]*>(.*?)</td>", line) for line in re.findall(r"<tr.*?</tr>", body)]
    return [[re.sub(r"<[^>]*>", "", cell) for cell in line] for line in lines]


@needs_chromium
def test_browser_sorts_and_filters(tmp_path):
    made = results(100)
    dom = in_a_browser(tmp_path, made, "sort=total_seconds&down=1&filter=superlu")
    lines = table_of(dom, "runs")
    wanted = sorted((r["total_seconds"] for r in made if r["solver"] == "superlu"), reverse=True)
    assert len(lines) == len(wanted)
    assert {line[2] for line in lines} == {"superlu"}
    seconds = [float(line[7].split()[0]) / 1e3 for line in lines]
    np.testing.assert_allclose(seconds, wanted, atol=1e-4)
    assert "Some processor" in dom
    assert [line[0] for line in table_of(dom, "solvers")] == ["superlu"]


@needs_chromium
def test_browser_fits_draws_and_hides(tmp_path):
    names = ("pastix", "superlu")
    made = [
        result | {"matrix": f"lap3:{k}", "solver": name, "status": "ok", "n": k**3, "options": {},
                  "peak_bytes": 9 * k**4, "total_seconds": (1 + names.index(name)) * 1e-9 * k**6,
                  "details": {"factor_bytes": 40 * k**3, "operations": 5 * k**5} if name == "pastix" else None}
        for name in names for k, result in zip((10, 20, 30), results(3), strict=True)
    ] + [results(1)[0] | {"solver": "qdldl", "options": {}, "status": "crashed", "reason": "it died"}]  # fmt: skip
    dom = in_a_browser(tmp_path, made, "hide=superlu")
    assert table_of(dom, "exponents") == [["pastix", "2.00", "1.33", "", "1.00", "1.67"]]
    assert re.findall(r"n<tspan[^>]*>([^<]*)", dom.split("<script")[0]) == ["2.00", "1.33", "1.00", "1.67"]
    assert dom.split("<script")[0].count('stroke-dasharray="6 4"') == 4
    assert table_of(dom, "failures")[0][1:3] + table_of(dom, "failures")[0][4:] == ["crashed", "1", "it died"]
    assert {line[2] for line in table_of(dom, "runs")} == {"pastix", "qdldl"}
    both = in_a_browser(tmp_path, made, "")
    ratios = {line[0]: line[3] for line in table_of(both, "solvers")}
    assert (ratios["pastix"], ratios["superlu"]) == ("1.00", "2.00")
    assert both.split("<script")[0].count("<svg") == 7 - 1  # no entries of factors are known
