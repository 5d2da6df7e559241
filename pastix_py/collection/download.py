"""One file over HTTP: what an interrupted download left is gone on from, passing failures are tried again."""

import contextlib
import hashlib
import http.client
import json
import re
import shutil
import time
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, build_opener

import pastix_py
from pastix_py.collection.lock import writing
from pastix_py.errors import InputError, OutputError, UsageError

TRIES = 4  # in a row without a single new byte
PAUSE = 1.0  # seconds before the second try; doubled before each further one
LONGEST_PAUSE = 30.0  # seconds
TIMEOUT = 30.0  # seconds without a sign of life
CHUNK = 1 << 18  # bytes
PASSING = (408, 425, 429, 500, 502, 503, 504)  # states of a server that may be over soon
ADDRESS = re.compile(r"[!-~]+")  # a request has no blanks and no letters but those of ASCII
RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
MD5 = re.compile(r'"([0-9a-f]{32})"')


class _Passing(Exception):
    """A failure after which another try may succeed; `pause` is what the server asks for, in seconds."""

    def __init__(self, reason, pause=0.0):
        super().__init__(reason)
        self.pause = pause


@dataclass
class State:
    """What is known of a download that is under way, kept beside its bytes as JSON."""

    url: str
    validator: str = ""  # the ETag or date by which the server tells whether the file is still the same
    total: int | None = None  # bytes
    md5: str = ""  # of the whole file, where the server publishes it


def download(url, path, progress=None):
    """Have the whole of `url` in the file `path`; the bytes that `path` holds already are not asked for again.

    `progress(done, total)` is called with bytes, total None where the server does not tell. The bytes that came
    stay in `path` whatever happens, so that the next call goes on from there.

    Raises
    ------
    InputError : no such file at the server, no answer, or a damaged file.
    OutputError : the bytes cannot be written.
    UsageError : `url` is none of http or https.

    """
    _require_address(url)
    fruitless = 0
    while True:
        before = _length(path)
        try:
            _receive(url, path, progress)
            break
        except _Passing as failure:
            fruitless = 1 if _length(path) > before else fruitless + 1
            if fruitless == TRIES:
                kept = f"; {_length(path)} bytes are kept, the next fetch goes on from there" if _length(path) else ""
                raise InputError(f"{url} could not be fetched: {failure}{kept}.") from None
            time.sleep(min(max(failure.pause, PAUSE * 2 ** (fruitless - 1)), LONGEST_PAUSE))
    _check(url, path)
    _state_file(path).unlink(missing_ok=True)


def _require_address(url):
    """Raise `UsageError` for what is no address of a web server."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or not ADDRESS.fullmatch(url):
        raise UsageError(f"{url!r} is no address to fetch from: it begins with http:// or https://.")


def _receive(url, path, progress):
    """Ask for what is missing and append it; raises `_Passing` where the end did not come."""
    state = _state(url, path)
    have = _length(path) if state.validator else 0
    if have and have == state.total:
        return
    headers = {"User-Agent": f"pastix_py/{pastix_py.__version__}", "Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": state.validator}
    with _answer(Request(url, headers=headers), path) as response:
        have, state = _agreed(url, response, have)
        _require_room(path, state.total, have)
        with writing(path):
            _state_file(path).write_text(json.dumps(vars(state)))
            stream = open(path, "ab" if have else "wb", buffering=0)  # noqa: SIM115  (closed below)
        with stream:
            for chunk in _chunks(response):
                with writing(path):
                    _write(stream, chunk)
                have += len(chunk)
                if progress:
                    progress(have, state.total)
                if have == state.total:
                    break
    if state.total is not None and have < state.total:
        raise _Passing(f"the connection ended after {have} of {state.total} bytes")


def _answer(request, path):
    """Return the response to a request; a failure is told as `_Passing` or as a final `InputError`."""
    host = urlsplit(request.full_url).hostname
    try:
        return build_opener().open(request, timeout=TIMEOUT)  # proxies as the environment has them now
    except HTTPError as error:
        error.close()
        said = f"{host} answers {error.code} ({error.reason})"
        if error.code == 416:  # what is here is not the beginning of what the server has
            path.unlink(missing_ok=True)
            raise _Passing(said) from None
        if error.code in PASSING:
            asked = error.headers.get("Retry-After", "")
            raise _Passing(said, float(asked) if asked.isdecimal() else 0.0) from None
        raise InputError(f"{request.full_url} could not be fetched: {said}.") from None
    except URLError as error:
        reason = getattr(error.reason, "strerror", None) or error.reason
        raise InputError(
            f"{host} cannot be reached ({reason}): is this machine online? What was fetched before stays usable."
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise _Passing(f"{host} does not answer ({error or type(error).__name__})") from None


def _agreed(url, response, have):
    """Return (bytes that stay, `State`) after the head of a response: 206 goes on, 200 begins anew."""
    heads = response.headers
    tag = heads.get("ETag", "")
    validator = tag if tag.startswith('"') else heads.get("Last-Modified", "")
    md5 = MD5.fullmatch(tag) if heads.get("Server") == "AmazonS3" else None  # its tag of a plain upload is the md5
    length = heads.get("Content-Length", "")
    total = int(length) if length.isdecimal() else None
    if response.status == 206:
        found = RANGE.fullmatch(heads.get("Content-Range", ""))
        if not found or int(found[1]) != have:
            raise InputError(f"{url} could not be fetched: the server answers with another part than it was asked for.")
        total = int(found[2])
    else:
        have = 0
    return have, State(url, validator, total, md5[1] if md5 else "")


def _chunks(response):
    """Yield the body as it comes; a connection that breaks is a passing failure."""
    try:
        while chunk := response.read1(CHUNK):  # what is there already: nothing that came is lost to an interrupt
            yield chunk
    except (OSError, http.client.HTTPException) as error:
        raise _Passing(f"the connection broke ({error or type(error).__name__})") from None


def _write(stream, chunk):
    """Write all of a chunk to an unbuffered stream, which may take a part alone."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[stream.write(rest) :]


def _check(url, path):
    """Raise `InputError` unless the file has the md5 that the server published, where it did."""
    state = _state(url, path)
    if not state.md5:
        return
    with open(path, "rb") as stream:
        found = hashlib.file_digest(stream, "md5").hexdigest()
    if found != state.md5:
        path.unlink()
        raise InputError(f"{url} arrived damaged (md5 {found}, the server publishes {state.md5}): fetch it again.")


def _state_file(path):
    return path.with_name(f"{path.name}.json")


def _state(url, path):
    """Return the `State` of the bytes in `path`; an empty one where they are of another address or unknown."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        state = State(**json.loads(_state_file(path).read_text()))
        if state.url == url:
            return state
    return State(url)


def _length(path):
    return path.stat().st_size if path.is_file() else 0


def _require_room(path, total, have):
    """Raise `OutputError` where the rest of a file does not fit on the disk."""
    free = shutil.disk_usage(path.parent).free
    if total is not None and total - have > free:
        raise OutputError(
            f"{path} cannot be written: {(total - have) / 1e6:.0f} MB are to come, {free / 1e6:.0f} MB are free."
        )
