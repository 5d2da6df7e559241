"""The server on loopback, with the cache in a folder of each test."""

import functools
import http.server
import threading

import pytest
from loopback import Handler, Server

import pastix_py.jit  # noqa: F401  (settles where kernels are cached before the cache folder is set aside)


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Serve on loopback, with the cache in a folder of the test and no pauses between tries."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        httpd.daemon_threads = True
        httpd.state = Server(f"http://127.0.0.1:{httpd.server_port}")
        thread = threading.Thread(target=functools.partial(httpd.serve_forever, 0.01))
        thread.start()
        monkeypatch.setenv("PASTIX_MIRROR", httpd.state.address)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.setenv("no_proxy", "*")
        monkeypatch.setattr("pastix_py.collection.download.PAUSE", 0.0)
        yield httpd.state
        httpd.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path, server):
    """Return the folder that matrices are fetched into."""
    return tmp_path / "cache" / "pastix_py" / "collection"
