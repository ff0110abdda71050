"""A running longwatchd on a copy of the demo's store, and clients for it that share no code with it: curl, openssl, sockets."""

import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PATIENCE_SECONDS = 20
FOLDER = DEMO = PROGRAM = SOURCE = CLI = VERIFIER = Path()


def check(holds, otherwise):
    if not holds:
        sys.exit(f"FAILED: {otherwise}")


def soon(holds, what, seconds=PATIENCE_SECONDS):
    """Waits until it holds, not longer than `seconds`; returns what it came to."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = holds()
        if value:
            return value
        time.sleep(0.02)
    return check(False, f"not in {seconds} s: {what}")


def copy_of_store():
    folder = Path(tempfile.mkdtemp(dir=FOLDER))
    shutil.copytree(DEMO / "store", folder / "store")
    return folder / "store"


def clean_environment(more=None):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LONGWATCH_")}
    return {**kept, "LONGWATCH_DATA": str(SOURCE / "data"), **(more or {})}


def longwatch(*words, store, want=0):
    """The command line on the same store; returns (output, errors)."""
    done = subprocess.run([str(CLI), "--store", str(store), *map(str, words)], capture_output=True, text=True, timeout=120,
                          env=clean_environment())
    check(done.returncode == want, f"longwatch {words}: {done.returncode}, not {want}\n{done.stdout}{done.stderr}")
    return done.stdout, done.stderr


class Daemon:
    """One longwatchd. Both ports are the system's choice; the log tells them."""

    def __init__(self, store=None, config="", env=None):
        self.store = store or copy_of_store()
        self.log_file = self.store.parent / f"log-{time.monotonic_ns()}"
        self.config = self.store.parent / "longwatchd.toml"
        self.config.write_text(config)
        ports = {"LONGWATCH_LISTEN_PORT": "0", "LONGWATCH_METRICS_PORT": "0"}
        with self.log_file.open("w") as log:
            self.process = subprocess.Popen(
                [str(PROGRAM), "--data", str(self.store), "--config", str(self.config)], stderr=log,
                env=clean_environment({**ports, **(env or {})}))

    def __enter__(self):
        soon(lambda: len(self.said("listening")) == 2 or self.process.poll() is not None, "it listens")
        check(self.process.poll() is None, f"it ended at once: {self.log_file.read_text()}")
        self.port, self.metrics_port = (line["port"] for line in self.said("listening"))
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def said(self, event):
        lines = []
        for line in self.log_file.read_text().splitlines():
            with contextlib.suppress(json.JSONDecodeError):  # the last line may be half written
                lines.append(json.loads(line))
        return [line for line in lines if line["event"] == event]

    def end(self, number=signal.SIGTERM, seconds=PATIENCE_SECONDS):
        self.process.send_signal(number)
        return self.process.wait(seconds)

    @property
    def certificate(self):
        return self.store / "tls/certificate.pem"

    def curl(self, path, *words, host="localhost"):
        """Returns (status, headers with lower-case names, body as bytes)."""
        head = self.store.parent / f"head-{time.monotonic_ns()}"
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--max-time", "15", "--path-as-is", "--cacert", str(self.certificate),
             "--dump-header", str(head), *words, f"https://{host}:{self.port}{path}"], capture_output=True, timeout=30)
        check(done.returncode == 0, f"curl {path} {words}: {done.stderr.decode()}")
        lines = head.read_text().strip().split("\r\n\r\n")[-1].split("\n")
        headers = {k.strip().lower(): v.strip() for k, v in (line.split(":", 1) for line in lines[1:])}
        return int(lines[0].split()[1]), headers, done.stdout

    def json(self, path, *words):
        status, _, body = self.curl(path, *words)
        check(status == 200, f"{path}: {status} {body}")
        return json.loads(body)

    def problem(self, path, want, *words):
        status, headers, body = self.curl(path, *words)
        check(status == want, f"{path}: {status}, not {want}: {body}")
        check(headers["content-type"] == "application/problem+json", f"{path}: {headers}")
        found = json.loads(body)
        check(found["status"] == want and found["type"].startswith("/problems/"), f"{path}: {found}")
        check(found["request"] == headers["request-id"], f"{path}: {found}")
        return found

    def connect(self):
        """A TLS connection, as yet without a request."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        return context.wrap_socket(plain, server_hostname="localhost")

    def raw(self, request):
        """Sends bytes and returns all that comes back."""
        with self.connect() as connection:
            connection.sendall(request)
            return everything(connection)

    def metrics(self):
        done = subprocess.run(["curl", "-sS", "-m", "10", f"http://127.0.0.1:{self.metrics_port}/metrics"], capture_output=True,
                              text=True, timeout=20)
        check(done.returncode == 0, done.stderr)
        samples = [line.rsplit(" ", 1) for line in done.stdout.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in samples}

    def resident_kib(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return check(False, "no VmRSS")


def everything(connection):
    out = b""
    with contextlib.suppress(ssl.SSLEOFError, ConnectionResetError):
        while piece := connection.recv(65536):
            out += piece
    return out


def openssl(*words, given=b"", want=0):
    done = subprocess.run(["openssl", *map(str, words)], input=given, capture_output=True, timeout=30)
    check(want is None or done.returncode == want, f"openssl {words}: {done.returncode}\n{done.stderr.decode()}")
    return done.stdout.decode() + done.stderr.decode()
