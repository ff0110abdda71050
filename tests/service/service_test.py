"""longwatchd as its neighbours meet it: started on a copy of the demo's store, on loopback, on free ports.

usage: service_test.py --longwatchd PROGRAM --longwatch PROGRAM --verifier PROGRAM --source TREE --demo FOLDER --work FOLDER CASE
Exit code: 0 holds, 1 does not, 77 not run (the message says why).
"""

import argparse
import base64
import contextlib
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import daemon
from daemon import Daemon, check, everything, longwatch, openssl, soon

CHIP = "BSI-DSZ-CC-0782-V2-2015"
STATUS = f"/v1/certificates/{CHIP}/status"
NOT_RUN = 77
IDLE = 1000
# A sanitizer keeps what was freed and pads what is held: its figure speaks of itself.
IDLE_KIB_MAX = 1024 if os.environ.get("LW_SANITIZE") else 48


def case_answers_and_documents():
    with Daemon() as d:
        check(d.json("/livez") == {"status": "alive"}, "not alive")
        check(d.json("/readyz")["checks"] == {"history": "ok", "clock": "ok", "publication": "ok"}, d.json("/readyz"))
        check(d.json("/openapi.json") == json.loads((daemon.SOURCE / "data/api/openapi.json").read_text()), "not the document")
        status, headers, printed = d.curl("/openapi.json", "--head")  # curl prints the head where a body would be
        check(status == 200 and int(headers["content-length"]) > 1000, headers)
        check(printed.endswith(b"\r\n\r\n") and printed.count(b"\r\n\r\n") == 1, "a body after HEAD")
        status, headers, _ = d.curl(STATUS)
        check("public" in headers["cache-control"] and headers["x-content-type-options"] == "nosniff", headers)
        again = d.curl(STATUS, "-H", f"If-None-Match: {headers['etag']}")
        check((again[0], again[2]) == (304, b""), again)
        check(d.curl(STATUS, "-H", 'If-None-Match: "other"')[0] == 200, "another tag")
        for name in ("not-found", "bad-parameter"):
            check(d.curl(f"/problems/{name}")[0] == 200, name)
        metrics = d.metrics()
        check(metrics['longwatch_http_requests_total{route="getCertificateStatus",status="200"}'] == 2, metrics)
        check(metrics["longwatch_log_entries"] > 100, metrics)
        said = d.said("request")
        check(any(line["route"] == "getCertificateStatus" and line["status"] == 304 for line in said), said)
        check("127.0.0.1" not in json.dumps(said) and CHIP not in json.dumps(said), "the log tells who asked, or for what")


def case_the_document_describes_the_answers():
    try:
        import jsonschema
    except ImportError:
        print("not run: python3-jsonschema is not there")
        sys.exit(NOT_RUN)
    with Daemon() as d:
        document = d.json("/openapi.json")
        check(document["openapi"].startswith("3.1."), document["openapi"])

        def judge(value, schema):
            jsonschema.Draft202012Validator.check_schema(schema)
            checker = jsonschema.FormatChecker()
            jsonschema.Draft202012Validator({**schema, "components": document["components"]}, format_checker=checker).validate(value)

        names = []
        for path, item in document["paths"].items():
            operation = item["get"]
            names.append(operation["operationId"])
            described = operation["responses"]
            filled = path
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    filled = filled.replace("{" + parameter["name"] + "}", parameter["example"])
            if "text/event-stream" in described["200"].get("content", {}):
                continue  # does not end
            status, headers, body = d.curl(filled)
            check(str(status) in described, f"{path}: {status} is not described")
            answer = described[str(status)]
            if "$ref" in answer:
                answer = document["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
            kind = headers["content-type"].split(";")[0]
            check(kind in answer["content"], f"{path}: {kind} is not described for {status}")
            if kind.endswith("json"):
                judge(json.loads(body), answer["content"][kind]["schema"])
            status, headers, body = d.curl(filled + "?nonsense=1")
            check(status == 400 and "400" in described, f"{path}: {status}")
            judge(json.loads(body), {"$ref": "#/components/schemas/Problem"})
        check(len(names) == len(set(names)), "an operationId comes twice")


def public_key_pem(verifier_key, file):
    """The 32 bytes of a C2SP verifier key as the PEM that openssl reads (RFC 8410)."""
    raw = base64.b64decode(verifier_key.split("+", 2)[2])
    check(raw[0] == 1 and len(raw) == 33, "not Ed25519")
    der = bytes.fromhex("302a300506032b6570032100") + raw[1:]
    file.write_text("-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(der).decode() + "\n-----END PUBLIC KEY-----\n")
    return file


def case_R89_a_status_is_told_and_signed():
    with Daemon() as d:
        answer = d.json(STATUS)
        own = json.loads(longwatch("--json", "certificate", "status", CHIP, "--signed", store=d.store)[0])
        check(answer == own, f"the service says {answer}, the command line {own}")
        for field in ("status", "since", "scope", "versions", "says"):
            check(answer[field], f"{field} is missing")
        note = d.curl(STATUS + "/note")[2].decode()
        check(note == answer["signed"], "two notes")
        text, signature = note.split("\n\n— ")
        blob = base64.b64decode(signature.split(" ")[1])[4:]
        folder = d.store.parent
        key = public_key_pem((d.store / "keys/log.vkey").read_text().strip(), folder / "log.pem")
        (folder / "signature").write_bytes(blob)

        def judged(said, want):
            (folder / "text").write_bytes(said.encode())
            openssl("pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", folder / "text", "-sigfile",
                    folder / "signature", want=want)

        judged(text + "\n", 0)
        judged(text.replace("in_force", "withdrawn") + "\n", 1)
        check(answer["says"] in text and CHIP in text, text)
        # A day of the past, any spelling, one that nobody knows, one that is no day.
        early = d.json(STATUS + "?on=2015-01-01")
        check(early["validity"] == "not_yet_valid" and not early.get("status"), "before its first day")
        check(d.json(f"/v1/certificates/{CHIP.lower()}/status") == answer, "another spelling")
        check(d.problem("/v1/certificates/NSCIB-CC-99-1/status", 404)["type"] == "/problems/not-found", "unknown")
        check(d.problem(STATUS + "?on=2015-02-30", 400)["field"] == "on", "no such day")


def case_the_log_verifies():
    with Daemon() as d:
        folder = d.store.parent / "log"
        key = (d.store / "keys/log.vkey").read_text().strip()
        check(d.curl("/log/verifier-key")[2].decode().strip() == key, "another key")
        paths = ["checkpoint"] + [str(p.relative_to(d.store / "log")) for p in (d.store / "log/tile").rglob("*") if p.is_file()]
        for path in paths:
            status, headers, body = d.curl(f"/log/{path}")
            check(status == 200 and body == (d.store / "log" / path).read_bytes(), path)
            check(path == "checkpoint" or "immutable" in headers["cache-control"], headers)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(body)
        done = subprocess.run([str(daemon.VERIFIER), "--log-key", key, str(folder)], capture_output=True, text=True, timeout=60)
        check(done.returncode == 0, done.stdout + done.stderr)
        (folder / "checkpoint").write_bytes((folder / "checkpoint").read_bytes().replace(b"simulated", b"simulater", 1))
        done = subprocess.run([str(daemon.VERIFIER), "--log-key", key, str(folder)], capture_output=True, text=True, timeout=60)
        check(done.returncode != 0, "a changed checkpoint verifies")
        for path in ("/log/tile/0/x", "/log/tile/0/00", "/log/tile/9/000", "/log/tile/entries/..%2f..%2f..%2fkeys%2flog.pem",
                     "/log/tile/0/000/", "/log/checkpoint/x", "/log/tile/entries/999", "/keys/log.pem", "/log/longwatch.json"):
            status, _, body = d.curl(path)
            check(status in (400, 404) and b"PRIVATE" not in body, f"{path}: {status}")
        events = subprocess.run(["curl", "-sSN", "-m", "2", "--cacert", str(d.certificate), f"https://localhost:{d.port}/log/events"],
                                capture_output=True, timeout=20).stdout.decode()
        size = (d.store / "log/checkpoint").read_text().split("\n")[1]
        check(f"id: {size}\nevent: checkpoint\n" in events, events)


def case_tls_is_what_it_should_be():
    with Daemon() as d:
        def hello(*words, want=None):
            return openssl("s_client", "-connect", f"127.0.0.1:{d.port}", "-CAfile", d.certificate, *words, want=want)

        new = hello("-verify_return_error", "-verify_hostname", "localhost", "-alpn", "h2,http/1.1", want=0)
        for fact in ("TLSv1.3", "Verification: OK", "ALPN protocol: http/1.1", "Compression: NONE"):
            check(fact in new, f"{fact} is not in\n{new}")
        check("Server public key is 256 bit" in new, new)
        check("Cipher is ECDHE-ECDSA-AES256-GCM-SHA384" in hello("-tls1_2", want=0), "TLS 1.2")
        for words in (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA384"],
                      ["-tls1_2", "-cipher", "AES256-GCM-SHA384"], ["-alpn", "h2"]):
            check("Cipher is (NONE)" in hello(*words), f"accepted: {words}")
        names = openssl("x509", "-in", d.certificate, "-noout", "-ext", "subjectAltName,extendedKeyUsage,basicConstraints")
        for fact in ("DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1", "TLS Web Server Authentication", "CA:FALSE"):
            check(fact in names, names)
        check((d.store / "tls/key.pem").stat().st_mode & 0o777 == 0o600, "others may read the key")
        check(d.curl("/livez", host="127.0.0.1")[0] == 200, "by address")
        first = d.certificate.read_bytes()
        check(d.end() == 0, "its end")
        with Daemon(store=d.store) as again:
            check(again.certificate.read_bytes() == first, "made anew without need")
            again.end()
        # One that ends soon is made anew; so is one whose key is another's.
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-days",
                "5", "-keyout", d.store / "tls/key.pem", "-out", d.certificate)
        with Daemon(store=d.store) as again:
            openssl("x509", "-in", again.certificate, "-noout", "-checkend", 60 * 86400)
            check(again.curl("/livez")[0] == 200, "with the new one")


def signed_by(folder, name, issuer, *extensions):
    """A key and a certificate of that name, made by openssl; signed by `issuer`, or by itself."""
    request = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}", "-keyout", folder / f"{name}.key"]
    if issuer is None:
        openssl(*request, "-x509", "-days", "30", "-out", folder / f"{name}.pem", *extensions)
        return
    (folder / "extensions").write_text("\n".join(extensions))
    openssl(*request, "-out", folder / f"{name}.csr")
    openssl("x509", "-req", "-in", folder / f"{name}.csr", "-CA", folder / f"{issuer}.pem", "-CAkey", folder / f"{issuer}.key", "-days", "30",
            "-extfile", folder / "extensions", "-out", folder / f"{name}.pem")


def case_a_configured_chain_is_served():
    store = daemon.copy_of_store()
    folder = store.parent
    signed_by(folder, "root", None)
    signed_by(folder, "middle", "root", "basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign")
    signed_by(folder, "leaf", "middle", "subjectAltName=DNS:watch.example")
    (folder / "chain.pem").write_text((folder / "leaf.pem").read_text() + (folder / "middle.pem").read_text())
    config = f"[tls]\ncertificate = '{folder}/chain.pem'\nkey = '{folder}/leaf.key'\n"
    with Daemon(store=store, config=config) as d:
        check(not d.certificate.exists(), "one was made here all the same")
        def served():
            return openssl("s_client", "-connect", f"127.0.0.1:{d.port}", "-CAfile", folder / "root.pem", "-verify_return_error",
                           "-verify_hostname", "watch.example", want=None)
        check("Verification: OK" in served() and "CN = middle" in served(), served())
        # A new one holds for new connections as soon as it is told; one that does not fit never does.
        signed_by(folder, "new", "middle", "subjectAltName=DNS:watch.example")
        (folder / "chain.pem").write_text((folder / "new.pem").read_text() + (folder / "middle.pem").read_text())
        d.process.send_signal(signal.SIGHUP)
        refusal = soon(lambda: d.said("reload_refused"), "a key that is another's is refused")[0]
        check("chain.pem" in refusal["what"] and "CN = leaf" in served(), refusal)
        (folder / "leaf.key").write_text((folder / "new.key").read_text())
        d.process.send_signal(signal.SIGHUP)
        soon(lambda: d.said("reloaded"), "it is reloaded")
        soon(lambda: "CN = new" in served(), "the new certificate")


def case_bad_requests_are_problems():
    host = b"Host: localhost\r\n"
    with Daemon() as d:
        d.problem("/nothing/here", 404)
        d.problem("/livez?x=1", 400)
        found = d.curl("/livez", "-X", "DELETE")
        check((found[0], found[1]["allow"]) == (405, "GET, HEAD"), found)
        d.problem("/livez", 405, "-X", "POST", "--data", "x")
        d.problem("/livez", 413, "-X", "GET", "--data-binary", "x" * 100_000)
        d.problem("/livez", 431, "-H", "X-Long: " + "x" * 20_000)
        d.problem("/" + "x" * 5000, 414)
        d.problem("/livez", 501, "-X", "BREW")
        for path in ("/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/livez/", "//livez", "/liv%00ez", "/%C3%28", "/%ff", "/a%5c..%5cb",
                     "/v1/certificates/%2e%2e/status", "/livez?x=%", "/livez?x"):
            d.problem(path, 400)
        smuggled = b"GET /livez HTTP/1.1\r\n" + host + b"\r\n"
        for request in (b"POST /livez HTTP/1.1\r\n" + host + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
                        b"GET /livez HTTP/1.1\r\n" + host + host + b"\r\n", b"GET /livez HTTP/1.1\r\n\r\n",
                        b"GET /livez HTTP/1.1\r\n" + host + b"Content-Length: 5\r\n\r\n", b"\x00\x01\x02\r\n\r\n",
                        b"GET /livez HTTP/3.7\r\n" + host + b"\r\n"):
            said = d.raw(request)
            check(re.match(rb"HTTP/1.1 (400|413|505) ", said) and b"application/problem+json" in said, f"{request}: {said}")
            check(said.count(b"HTTP/1.1 ") == 1, f"{request} was answered twice: {said}")
        check(d.curl("/livez")[0] == 200, "it is not well any more")
        check(not d.said("broken"), d.said("broken"))


def case_slow_clients_are_closed():
    with Daemon(config="[limits]\nidle_seconds = 1\n") as d:
        idle, half = d.connect(), d.connect()
        # No TLS at all, or only half a handshake: closed after ten seconds.
        mute = socket.create_connection(("127.0.0.1", d.port), timeout=daemon.PATIENCE_SECONDS)
        half.sendall(b"GET /livez HTTP/1.1\r\nHost: local")
        start = time.monotonic()
        check(everything(idle) == b"" and time.monotonic() - start < 5, "an idle connection stays")
        check(everything(half).startswith(b"HTTP/1.1 408 "), "half a request stays")
        check(mute.recv(100) == b"" and time.monotonic() - start < 15, "who says nothing stays")
        check(d.curl("/livez")[0] == 200, "it is not well any more")
        soon(lambda: d.metrics()['longwatch_http_connection_events_total{event="timed_out"}'] == 2, "both are counted")


def case_a_thousand_idle_connections():
    low, high = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(high, 4 * IDLE), high))
    if high < 2 * IDLE:
        print(f"not run: only {high} descriptors are allowed here")
        sys.exit(NOT_RUN)
    with Daemon(config=f"[limits]\nconnections = {IDLE}\n") as d, contextlib.ExitStack() as stack:
        d.curl("/livez")
        soon(lambda: d.metrics()["longwatch_http_connections"] == 0, "all are closed")
        before = d.resident_kib()
        streams = []
        for number in range(IDLE):
            connection = stack.enter_context(d.connect())
            if number % 2:
                connection.sendall(b"GET /log/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                streams.append(connection)
        soon(lambda: len(d.said("request")) >= 1 + len(streams), "every stream has begun")
        check(d.metrics()["longwatch_http_connections"] == IDLE, "some are gone")
        each = (d.resident_kib() - before) / IDLE
        print(f"{each:.1f} KiB for each idle connection")
        check(each < IDLE_KIB_MAX, f"{each:.1f} KiB for each idle connection")
        with contextlib.suppress(OSError):  # one more is closed before TLS begins
            extra = d.connect()
            check(extra.recv(1) == b"", "one more than allowed")
        check(d.metrics()['longwatch_http_connection_events_total{event="refused"}'] >= 1, "the refusal is not counted")
        start = time.monotonic()
        check(d.end() == 0 and time.monotonic() - start < 5, "its end with a thousand connections")


def case_it_starts_reloads_and_ends_as_told():
    store = daemon.copy_of_store()
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(store.parent / "notify"))
    manager.settimeout(daemon.PATIENCE_SECONDS)
    told = lambda: manager.recv(1000).decode()  # noqa: E731
    contact = '[security]\ncontacts = ["mailto:security@example.org"]\nexpires = 2027-06-30\n'
    with Daemon(store=store, env={"NOTIFY_SOCKET": str(store.parent / "notify"), "WATCHDOG_USEC": "3000000"}) as d:
        check(told() == "READY=1", "not ready")
        check(told() == "WATCHDOG=1", "no sign of life")
        # One owner: another service and commands that write are refused, readers are not.
        second = subprocess.run([str(daemon.PROGRAM), "--data", str(store)], capture_output=True, text=True, timeout=60,
                                env=daemon.clean_environment({"LONGWATCH_LISTEN_PORT": "0", "LONGWATCH_METRICS_PORT": "0"}))
        check(second.returncode == 1 and str(d.process.pid) in second.stderr, second)
        check(CHIP in longwatch("certificate", "list", store=store)[0], "reading beside it")
        refused = longwatch("--now", "2030-01-01T00:00:00Z", "--as", "ppa.administrator", "do", "catalog.record_composition", "--fields",
                            '{"component":"x","rests_on":[]}', store=store, want=1)[1]
        check(str(d.process.pid) in refused, refused)
        # A new configuration holds at once; a bad one is refused, and the old stays.
        d.problem("/.well-known/security.txt", 404)
        d.config.write_text(contact)
        d.process.send_signal(signal.SIGHUP)
        soon(lambda: d.said("reloaded"), "it is reloaded")
        soon(lambda: d.curl("/.well-known/security.txt")[0] == 200, "security.txt")
        check(b"Contact: mailto:security@example.org\nExpires: 2027-06-30T23:59:59Z\n" in d.curl("/.well-known/security.txt")[2], "its text")
        d.config.write_text(contact + "[nonsense]\n")
        d.process.send_signal(signal.SIGHUP)
        refusal = soon(lambda: d.said("reload_refused"), "the refusal")[0]
        check("longwatchd.toml:4" in refusal["what"] and "nonsense" in refusal["what"], refusal)
        check(d.curl("/.well-known/security.txt")[0] == 200, "the old configuration is gone")
        # What is under way at the end is answered.
        soon(lambda: d.metrics()["longwatch_http_connections"] == 0, "the others are gone")
        with d.connect() as under_way:
            under_way.sendall(b"GET /livez HTTP/1.1\r\nHost: ")
            soon(lambda: d.metrics()["longwatch_http_connections"] == 1, "it is there")
            time.sleep(0.5)  # between connection and first byte it would be idle, and be closed
            d.process.send_signal(signal.SIGTERM)
            soon(lambda: d.said("stopping"), "it is stopping")
            under_way.sendall(b"localhost\r\n\r\n")
            said = everything(under_way)
            check(said.startswith(b"HTTP/1.1 200 ") and b"Connection: close" in said, said)
        check(d.process.wait(daemon.PATIENCE_SECONDS) == 0 and d.said("stopped"), "its end")
        messages = []
        while "STOPPING=1" not in messages:
            messages.append(told())
        check(any(m.startswith("RELOADING=1\nMONOTONIC_USEC=") for m in messages), messages)
    longwatch("history", "verify", store=store)
    # Killed without warning, it starts again.
    with Daemon(store=store) as d:
        check(d.end(signal.SIGKILL) == -signal.SIGKILL, "kill")
    with Daemon(store=store) as d:
        check(d.json("/readyz")["status"] == "ready", "after a kill")


def case_configuration_errors_say_where():
    folder = daemon.copy_of_store().parent
    file = folder / "c.toml"

    def tried(text, want, *says, env=None):
        file.write_text(text)
        done = subprocess.run([str(daemon.PROGRAM), "check-config", "--config", str(file)], capture_output=True, text=True, timeout=30,
                              env=daemon.clean_environment(env))
        check(done.returncode == want, f"{text!r} {env}: {done}")
        for said in says:
            check(said in done.stdout + done.stderr, f"{text!r} {env}: {said} is not in {done}")

    tried("", 0, "listen.port = 8443  # default")
    tried("[listen]\nport = 9000\n", 0, f"listen.port = 9000  # {file}:2")
    tried("[listen]\nport = 9000\n", 0, "listen.port = 9001  # LONGWATCH_LISTEN_PORT", env={"LONGWATCH_LISTEN_PORT": "9001"})
    tried("[listen]\nport = 70000\n", 2, "c.toml:2", "65535")
    tried("[listen]\nport = '9000'\n", 2, "c.toml:2", "whole number")
    tried("\n[listen]\nprot = 9000\n", 2, "c.toml:3", 'unknown key "prot"')
    tried("\n[lisen]\nport = 9000\n", 2, "c.toml:2", 'unknown key "lisen"')
    tried("port = 9000\n", 2, "c.toml:1", 'unknown key "port"')
    tried("listen = 3\n", 2, "c.toml:1")
    tried("[listen\n", 2, "c.toml:1", "not TOML")
    tried("[metrics]\nenabled = 1\n", 2, "c.toml:2", "true or false")
    tried("[tls]\ncertificate = '/x.pem'\n", 2, "go together")
    tried("[tls]\ncertificate = '/nowhere/x.pem'\nkey = '/nowhere/y.pem'\n", 4, "/nowhere/x.pem")
    tried("[security]\ncontacts = ['mailto:a@example.org']\n", 2, "security.expires")
    tried("[security]\ncontacts = ['http://example.org']\nexpires = 2027-01-01\n", 2, "security.contacts")
    tried("", 2, "LONGWATCH_LISTEN_PROT", env={"LONGWATCH_LISTEN_PROT": "1"})
    tried("", 2, "LONGWATCH_LISTEN_PORT", env={"LONGWATCH_LISTEN_PORT": "x"})
    tried("", 0, "security.contacts = [\"mailto:a@example.org\", \"tel:+1\"]",
          env={"LONGWATCH_SECURITY_CONTACTS": "mailto:a@example.org,tel:+1", "LONGWATCH_SECURITY_EXPIRES": "2027-01-01"})
    absent = subprocess.run([str(daemon.PROGRAM), "--data", str(folder / "nothing")], capture_output=True, text=True, timeout=30,
                            env=daemon.clean_environment())
    check(absent.returncode == 4 and "longwatch init" in absent.stderr, absent)


def case_the_unit_is_closed():
    """The unit that is shipped, judged by systemd's own measure, and its configuration by the program."""
    unit = daemon.SOURCE / "packaging/longwatchd.service"
    if not shutil.which("systemd-analyze"):
        print("not run: systemd-analyze is not there")
        sys.exit(NOT_RUN)
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", str(unit)], capture_output=True,
                          text=True, timeout=60)
    check(done.returncode == 0, done.stdout[-500:] + done.stderr)
    check("Type=notify" in unit.read_text() and "longwatchd.toml" in unit.read_text(), "unit and program do not fit")
    shipped = daemon.SOURCE / "packaging/longwatchd.toml"
    default = subprocess.run([str(daemon.PROGRAM), "check-config"], capture_output=True, text=True, timeout=30, env=daemon.clean_environment())
    told = subprocess.run([str(daemon.PROGRAM), "check-config", "--config", str(shipped)], capture_output=True, text=True, timeout=30,
                          env=daemon.clean_environment())
    check(told.returncode == 0 and told.stdout == default.stdout, f"the shipped file is not the default: {told}")
    # Every key that there is stands in the file, and taken at its word it is understood.
    keys = {line.split(" = ")[0].split(".")[1] for line in default.stdout.splitlines()}
    check(keys == set(re.findall(r"^# (\w+) = ", shipped.read_text(), re.M)), "the shipped file lacks a key")
    open_file = daemon.copy_of_store().parent / "all.toml"
    text = re.sub(r"^# (\w+ = )", r"\1", shipped.read_text(), flags=re.M)
    open_file.write_text(re.sub(r"^(certificate|key) = .*\n", "", text, flags=re.M))
    told = subprocess.run([str(daemon.PROGRAM), "check-config", "--config", str(open_file)], capture_output=True, text=True, timeout=30,
                          env=daemon.clean_environment())
    check(told.returncode == 0 and told.stdout.count("all.toml") >= 14, told)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--longwatchd", "--longwatch", "--verifier", "--source", "--demo", "--work"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("case")
    given = parser.parse_args()
    daemon.PROGRAM, daemon.CLI, daemon.VERIFIER = given.longwatchd.resolve(), given.longwatch.resolve(), given.verifier.resolve()
    daemon.SOURCE, daemon.DEMO, daemon.FOLDER = given.source.resolve(), given.demo.resolve(), given.work.resolve()
    os.makedirs(daemon.FOLDER, exist_ok=True)
    globals()["case_" + given.case]()


if __name__ == "__main__":
    main()
