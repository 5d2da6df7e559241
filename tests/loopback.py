"""A small server of a collection on loopback that understands ranges and fails as it is told."""

import gzip
import hashlib
import http.server
import io
import re
import tarfile


def market(rows, cols, entries, values="real", symmetry="general"):
    """Return the text of a Matrix Market file with the value k + 0.5 in its k-th entry."""
    lines = [f"%%MatrixMarket matrix coordinate {values} {symmetry}", f"{rows} {cols} {len(entries)}"]
    return "\n".join(lines + [f"{i} {j} {k + 0.5}" for k, (i, j) in enumerate(entries)]).encode() + b"\n"


def diagonal(n):
    return market(n, n, [(k, k) for k in range(1, n + 1)])


def packed(files, **kinds):
    """Return the bytes of a tar.gz archive of {member name: bytes}; `kinds` are other members, name to TarInfo."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        for name, (kind, target) in kinds.items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            tar.addfile(member)
    return stream.getvalue()


def archive_of(name, matrix, **others):
    """Return the archive of a matrix as the collection packs it, with other files such as `b`."""
    return packed({f"{name}/{name}.mtx": matrix, **{f"{name}/{name}_{key}.mtx": text for key, text in others.items()}})


class Server:
    """What is served and how, and what was asked for."""

    def __init__(self, address):
        self.address = address
        self.files = {}
        self.script = []  # functions of (handler, bytes), each answering one request in place of the server
        self.asked = []  # (path, headers)
        self.sent = 0  # bytes of bodies
        self.ranges = self.tags = True
        self.heads = {}

    def add(self, full, data):
        self.files[f"/MM/{full}.tar.gz"] = data

    @property
    def paths(self):
        return [path for path, _ in self.asked]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server.state
        server.asked.append((self.path, dict(self.headers)))
        if server.script:
            server.script.pop(0)(self, server.files.get(self.path, b""))
            return
        if self.path not in server.files:
            self.send_error(404)
            return
        self.serve(server.files[self.path])

    def serve(self, data, until=None):
        """Send a file or the part that was asked for; `until` cuts the body short."""
        server, begin = self.server.state, 0
        tag = f'"{hashlib.sha1(data).hexdigest()}"'
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and server.ranges and self.headers.get("If-Range") == tag:
            begin = int(asked[1])
            if begin >= len(data):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data) - begin))
        for head, value in ({"ETag": tag} if server.tags else {}).items() | server.heads.items():
            self.send_header(head, value)
        self.end_headers()
        self.send(data[begin:until])

    def send(self, body):
        self.wfile.write(body)
        self.server.state.sent += len(body)

    def version_string(self):
        return self.server.state.heads.get("Server", "loopback")

    def log_message(self, *_):
        pass


def cut(share):
    """Answer with the beginning of the file, and close."""
    return lambda handler, data: handler.serve(data, int(share * len(data)))


def status(code, **heads):
    def answer(handler, _):
        handler.send_response(code)
        for head, value in heads.items():
            handler.send_header(head.replace("_", "-"), value)
        handler.end_headers()

    return answer


def text_of(path):
    """Return the gunzipped bytes of a file."""
    return gzip.decompress(path.read_bytes())
