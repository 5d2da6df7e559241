"""The page: its data whole and harmless, small, and sorted and filtered by a real browser where there is one."""

import json
import re
import shutil
import subprocess

import numpy as np
import pytest

from pastix_py.bench.page import page
from pastix_py.cli.main import run


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
    shown = data_of(page(made))
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
    assert len(data_of((tmp_path / "r.html").read_text())) == 6


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_browser_sorts_and_filters(tmp_path):
    made = results(100)
    (tmp_path / "r.html").write_text(page(made))
    address = f"file://{tmp_path}/r.html#sort=total_seconds&down=1&filter=superlu"
    line = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", address]
    dom = subprocess.run(line, capture_output=True, text=True, check=True, timeout=60).stdout
    body = dom.split('id="runs"')[1].split("<tbody>")[1].split("</tbody>")[0]
    lines = [re.findall(r"<td[^>]*>(.*?)</td>", line) for line in re.findall(r"<tr.*?</tr>", body)]
    wanted = sorted((r["total_seconds"] for r in made if r["solver"] == "superlu"), reverse=True)
    assert len(lines) == len(wanted)
    assert {line[2] for line in lines} == {"superlu"}
    seconds = [float(line[7].split()[0]) / 1e3 for line in lines]
    np.testing.assert_allclose(seconds, wanted, atol=1e-4)
    assert "<svg" in dom
