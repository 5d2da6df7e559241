"""The tests of pictures are skipped where matplotlib is not installed."""

import pytest

pytest.importorskip("matplotlib")
