"""Matrices come whole and unchanged from a server on loopback, whatever it does; what is wrong is one sentence."""

import random
import resource
import subprocess
import sys
import tarfile
import threading
import time
from collections import namedtuple

import pytest
from loopback import archive_of, cut, diagonal, market, packed, status, text_of

import pastix_py
from pastix_py.collection.fetch import companions, fetch
from pastix_py.errors import InputError, OutputError, UsageError

NAME = "HB/bcsstk01"
MATRIX = market(48, 48, [(i, j) for i in range(1, 49) for j in range(1, i + 1)])
ARCHIVE = archive_of("bcsstk01", MATRIX)
URL = "/MM/HB/bcsstk01.tar.gz"


@pytest.fixture(autouse=True)
def _served(server):
    server.add(NAME, ARCHIVE)


def test_it_is_what_the_server_has(server, cache):
    path = pastix_py.fetch("bcsstk01")
    assert path == cache / "HB" / "bcsstk01" / "bcsstk01.mtx.gz"
    assert text_of(path) == MATRIX
    assert pastix_py.fetch(NAME) == path
    assert server.paths == [URL]
    assert sorted(p.name for p in cache.rglob("*")) == ["HB", "bcsstk01", "bcsstk01.mtx.gz", "record.json"]


def test_right_hand_sides_lie_beside_it(server):
    b = b"%%MatrixMarket matrix array real general\n48 1\n" + b"1.5\n" * 48
    server.add(NAME, archive_of("bcsstk01", MATRIX, b=b))
    [other] = companions(fetch(NAME))
    assert (other.name, text_of(other)) == ("bcsstk01_b.mtx.gz", b)


def test_another_folder(server, tmp_path, cache):
    assert text_of(fetch(NAME, folder=tmp_path / "mine")) == MATRIX
    assert not cache.exists()


def test_what_a_broken_connection_left_is_gone_on_from(server):
    server.script = [cut(0.3), cut(0.8)]
    steps = []
    assert text_of(fetch(NAME, progress=lambda done, total: steps.append((done, total)))) == MATRIX
    first, second, third = (head.get("Range") for _, head in server.asked)
    assert (first, second, third) == (None, f"bytes={int(0.3 * len(ARCHIVE))}-", f"bytes={int(0.8 * len(ARCHIVE))}-")
    assert server.sent == len(ARCHIVE)
    assert steps == sorted(steps)
    assert steps[-1] == (len(ARCHIVE), len(ARCHIVE))


def test_many_breaks_do_not_matter_while_bytes_come(server):
    server.script = [cut(k / 10) for k in range(1, 10)]
    assert text_of(fetch(NAME)) == MATRIX
    assert server.sent == len(ARCHIVE)


def test_it_goes_on_in_the_next_call(server, cache):
    server.script = [cut(0.5), *[cut(0.0)] * 10]
    with pytest.raises(InputError, match=f"the connection ended after .* {len(ARCHIVE) // 2} bytes are kept"):
        fetch(NAME)
    assert (cache / "HB" / "bcsstk01.tar.gz.part").stat().st_size == len(ARCHIVE) // 2
    server.script, server.sent = [], 0
    assert text_of(fetch(NAME)) == MATRIX
    assert server.sent == len(ARCHIVE) - len(ARCHIVE) // 2


def test_a_server_that_sends_in_chunks(server):
    def chunked(handler, data):
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for begin in range(0, len(data), 500):
            part = data[begin : begin + 500]
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        if len(server.asked) > 1:  # the first answer lacks its end
            handler.wfile.write(b"0\r\n\r\n")

    server.script = [chunked, chunked]
    assert text_of(fetch(NAME)) == MATRIX
    assert len(server.asked) == 2


@pytest.mark.parametrize("lacking", ["ranges", "tags"])
def test_a_server_without(lacking, server):
    setattr(server, lacking, False)
    server.script = [cut(0.5)]
    assert text_of(fetch(NAME)) == MATRIX
    assert ("Range" in server.asked[1][1]) == (lacking == "ranges")


def test_a_redirect_is_followed_with_the_range(server):
    server.files["/elsewhere"] = ARCHIVE
    to = status(302, Location=f"{server.address}/elsewhere")
    server.script = [to, cut(0.5), to]
    assert text_of(fetch(NAME)) == MATRIX
    assert server.paths == [URL, "/elsewhere"] * 2
    assert server.sent == len(ARCHIVE)


def test_a_file_that_changed_meanwhile_is_begun_anew(server):
    other = archive_of("bcsstk01", diagonal(48))

    def cut_and_change(handler, data):
        cut(0.5)(handler, data)
        server.add(NAME, other)

    server.script = [cut_and_change]
    assert text_of(fetch(NAME)) == diagonal(48)


def test_a_part_that_is_longer_than_the_file(server, cache):
    server.script = [cut(0.9), *[cut(0.0)] * 4]
    with pytest.raises(InputError):
        fetch(NAME)
    part = cache / "HB" / "bcsstk01.tar.gz.part"
    part.write_bytes(part.read_bytes() + bytes(len(ARCHIVE)))
    server.script = []
    assert text_of(fetch(NAME)) == MATRIX


@pytest.mark.parametrize(("code", "requests"), [(404, 1), (403, 1), (500, 4), (503, 4)])
def test_states_of_the_server(code, requests, server):
    server.script = [status(code)] * 10
    with pytest.raises(InputError, match=f"{URL} could not be fetched: 127.0.0.1 answers {code}"):
        fetch(NAME)
    assert len(server.asked) == requests


def test_a_passing_state(server, monkeypatch):
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    server.script = [status(503, Retry_After="7"), status(429, Retry_After="86400"), status(500, Retry_After="soon")]
    assert text_of(fetch(NAME)) == MATRIX
    assert pauses == [7, 30, 0]


def test_a_server_that_falls_silent(server, monkeypatch):
    monkeypatch.setattr("pastix_py.collection.download.TIMEOUT", 0.5)
    monkeypatch.setattr("pastix_py.collection.download.TRIES", 1)
    over = threading.Event()

    def stall(handler, data):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.send_header("ETag", '"x"')
        handler.end_headers()
        handler.send(data[:1000])
        over.wait(10)

    server.script = [stall]
    with pytest.raises(InputError, match=r"the connection broke \(timed out\); 1000 bytes are kept"):
        fetch(NAME)
    over.set()


def test_what_is_here_needs_no_network(server):
    assert fetch(NAME) == fetch(NAME, mirror="http://127.0.0.1:1")


def test_no_network(server):
    with pytest.raises(InputError, match=r"127\.0\.0\.1 cannot be reached .*: is this machine online\?"):
        fetch(NAME, mirror="http://127.0.0.1:1")


@pytest.mark.parametrize(
    "mirror", ["file:///tmp", "ftp://x", "sparse", "http:", "http://[::1", "http://x:y", "http://a b", "http://é.fr"]
)
def test_no_address(mirror):
    with pytest.raises(UsageError, match="is no address to fetch from"):
        fetch(NAME, mirror=mirror)


def test_a_proxy_is_used(server, monkeypatch):
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("http_proxy", server.address)
    server.files[f"http://collection.invalid{URL}"] = ARCHIVE
    assert text_of(fetch(NAME, mirror="http://collection.invalid/")) == MATRIX


def flipped(data):
    place = random.Random(0).randrange(len(data) // 2, len(data) - 20)
    return data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


DAMAGED = {
    "flipped": flipped(ARCHIVE),
    "short": ARCHIVE[:-9],
    "checksum": ARCHIVE[:-8] + b"12345678",
    "page": b"<html>Please log in</html>",
    "empty": b"",
    "other": packed({"readme/readme.txt": b"hello"}),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_archive(kind, server, cache):
    server.add(NAME, DAMAGED[kind])
    with pytest.raises(InputError, match="HB/bcsstk01"):
        fetch(NAME)
    assert not [path for path in cache.rglob("*") if path.is_file()]
    server.add(NAME, ARCHIVE)
    assert text_of(fetch(NAME)) == MATRIX


def test_a_wrong_checksum(server, cache):
    server.heads, server.tags = {"Server": "AmazonS3", "ETag": f'"{"0" * 32}"'}, False
    with pytest.raises(InputError, match=f"arrived damaged .*publishes {'0' * 32}"):
        fetch(NAME)
    assert not list(cache.rglob("*.part"))


@pytest.mark.parametrize("again", [False, True])
def test_a_damaged_cache(again, server):
    path, told = fetch(NAME), []
    path.write_bytes(path.read_bytes()[:-1])
    assert text_of(fetch(NAME, again=again, tell=told.append)) == MATRIX
    assert len(server.asked) == 2
    assert told == ([] if again else ["HB/bcsstk01 was damaged in the cache and is fetched again."])


def test_another_archive_than_before_is_told(server):
    fetch(NAME)
    server.add(NAME, archive_of("bcsstk01", diagonal(48)))
    told = []
    assert text_of(fetch(NAME, again=True, tell=told.append)) == diagonal(48)
    assert told == ["the archive of HB/bcsstk01 is another one than when it was fetched before."]


def test_what_is_here_survives_a_failure(server):
    path = fetch(NAME)
    server.add(NAME, DAMAGED["short"])
    with pytest.raises(InputError):
        fetch(NAME, again=True)
    assert text_of(path) == MATRIX
    assert fetch(NAME) == path


INSIDE = {"bcsstk01/bcsstk01.mtx": MATRIX}
HOSTILE = {
    "above": packed({**INSIDE, "bcsstk01/../../../stray.mtx": MATRIX}),
    "absolute": packed({"/tmp/stray/bcsstk01.mtx": MATRIX, **INSIDE}),
    "link": packed(INSIDE, **{"bcsstk01/stray.mtx": (tarfile.SYMTYPE, "/etc/hostname")}),
    "hard link": packed(INSIDE, **{"bcsstk01/stray.mtx": (tarfile.LNKTYPE, "bcsstk01/bcsstk01.mtx")}),
    "linked folder": packed({}, **{"bcsstk01": (tarfile.SYMTYPE, "/tmp")}),
    "pipe": packed(INSIDE, **{"bcsstk01/stray.mtx": (tarfile.FIFOTYPE, "")}),
    "bomb": packed({"bcsstk01/bcsstk01.mtx": MATRIX + bytes(40_000_000)}),
    "no matrix": packed({"bcsstk01/bcsstk01.mtx": b"\x7fELF" + MATRIX}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive(kind, server, cache, tmp_path):
    server.add(NAME, HOSTILE[kind])
    with pytest.raises(InputError):
        fetch(NAME)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() or path.is_symlink()]


def test_other_files_are_left_out(server, cache):
    server.add(NAME, packed({**INSIDE, "bcsstk01/notes.txt": b"x", "bcsstk01/deep/a.mtx": MATRIX, "b.mtx": MATRIX}))
    assert sorted(p.name for p in fetch(NAME).parent.iterdir()) == ["bcsstk01.mtx.gz", "record.json"]


def test_two_at_once_download_once(server):
    found, told = [], []

    def when_two_wait(handler, data):
        for _ in range(1000):
            if len(told) == 2:
                break
            time.sleep(0.01)
        handler.serve(data)

    server.script = [when_two_wait]
    threads = [threading.Thread(target=lambda: found.append(fetch(NAME, tell=told.append))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 3
    assert text_of(found[0]) == MATRIX
    assert server.paths == [URL]
    assert set(told) == {"waiting for another fetch of HB/bcsstk01."}
    assert len(told) >= 2


def test_what_a_killed_process_left_is_no_hindrance(server, cache):
    (cache / "HB" / ".bcsstk01.unpacked").mkdir(parents=True)
    (cache / "HB" / ".bcsstk01.unpacked" / "bcsstk01.mtx.gz").write_bytes(b"half")
    (cache / "HB" / ".bcsstk01.lock").write_bytes(b"")
    assert text_of(fetch(NAME)) == MATRIX
    assert [p.name for p in (cache / "HB").iterdir()] == ["bcsstk01"]


def test_a_folder_that_cannot_be_written(server, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        fetch(NAME, folder=tmp_path / "file" / "folder")


def test_too_little_room(server, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: namedtuple("Usage", "free")(len(ARCHIVE) - 1))
    with pytest.raises(OutputError, match="MB are free"):
        fetch(NAME)
    assert server.sent <= len(ARCHIVE)


def pastix(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "pastix_py", "fetch", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_disk_that_fills(server, cache):
    limit = len(ARCHIVE) // 2

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    child = pastix(NAME, preexec_fn=small_files)
    out, err = child.communicate()
    assert (child.returncode, out) == (9, "")
    assert err.count("\n") == 1
    assert (cache / "HB" / "bcsstk01.tar.gz.part").stat().st_size == limit
    assert text_of(fetch(NAME)) == MATRIX
    assert server.asked[-1][1]["Range"] == f"bytes={limit}-"


def test_an_interrupt_keeps_what_came(server, cache):
    half = threading.Event()

    def stall(handler, data):
        cut(0.5)(handler, data)
        half.wait(10)

    server.script = [stall]
    child = pastix(NAME)
    part = cache / "HB" / "bcsstk01.tar.gz.part"
    for _ in range(1000):
        if part.is_file() and part.stat().st_size:
            break
        time.sleep(0.01)
    child.send_signal(2)
    out, err = child.communicate()
    half.set()
    assert (child.returncode, out, err) == (130, "", "pastix: interrupted.\n")
    assert sorted(p.name for p in part.parent.iterdir()) == ["bcsstk01.tar.gz.part", "bcsstk01.tar.gz.part.json"]
    assert text_of(fetch(NAME)) == MATRIX
    assert server.asked[-1][1]["Range"] == f"bytes={len(ARCHIVE) // 2}-"
