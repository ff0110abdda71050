"""Imports into stores that cannot take them: killed, full, locked, from a newer program. Standard library only.

usage: import_fault_test.py --longwatch PROGRAM --source TREE --work FOLDER CASE
Exit code: 0 holds, 1 does not.
"""

import contextlib
import fcntl
import json
import os
import pty
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import cli_test as cli
from cli_test import as_json, check, run
from import_help import AS_ROOT, certificates, document, feed, holdings, main, new_store, nodes

# ---- a store that cannot take it


def case_survives_kill():
    """kill -9 in the middle, again and again: the log verifies, the next call goes on, and the end is the same."""
    plain, killed = new_store(), new_store()
    text = nodes(6000)
    feed(plain, document(plain, "nodes.csv", text))
    file = document(killed, "nodes.csv", text)
    position = killed / "imports" / "nodes.csv.json"
    line = [str(cli.PROGRAM), "--store", str(killed), *AS_ROOT, "import", "feed", str(file)]
    reached, kills = 0, 0
    for _ in range(20):
        child = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while child.poll() is None:
            with contextlib.suppress(OSError, ValueError):
                now = json.loads(position.read_text())["items"]
                if now > reached:
                    child.kill()
                    reached = now
            time.sleep(0.001)
        if child.wait() == 0:
            break
        check(child.returncode == -signal.SIGKILL, child.stderr.read())
        kills += 1
        check(as_json("history", "verify", store=killed)["good"], f"after {kills} kills it does not verify")
        check(len(certificates(killed)) >= reached, "items that were said to be written are not there")
        if kills == 4:
            break
    check(kills >= 2, f"only {kills} kills: the test says little")
    report = feed(killed, file)
    check(report["resumed_after"] >= reached and report["taken"] < 6000, f"it did not go on: {report}")
    check(not position.exists(), "the position is kept for nothing")
    check(certificates(killed) == certificates(plain), "the end is another")
    made = as_json("import", "list", store=killed)
    check(len(made) == 1 and made[0]["resumed_after"] >= reached, made)
    check(feed(killed, file, "--from-start")["taken"] == 0, "something was lost")


def disk_of(size, folder):
    """Mounts a small disk over the folder; only in a namespace of one's own."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)


def case_full_disk():
    """In a mount namespace of its own where that is allowed, so that nothing is left; else with a bound on file sizes."""
    inside = ["unshare", "--mount", sys.executable, __file__, "--longwatch", str(cli.PROGRAM), "--source", str(cli.SOURCE), "--work",
              str(cli.WORK), "full_disk_inside"]
    probe = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
    if probe.returncode == 0:
        done = subprocess.run(inside, capture_output=True, text=True, timeout=500)
        check(done.returncode == 0, done.stdout + done.stderr)
        return
    print("no small disk can be mounted here: a bound on file sizes stands in")
    store = new_store()
    file = document(store, "nodes.csv", nodes(6000))
    before = holdings(store)
    largest = max(p.stat().st_size for p in store.rglob("*") if p.is_file())
    check(file.stat().st_size > largest + 4096 or largest > 0, "no bound")

    def bound():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, 64 << 10))

    done = subprocess.run([str(cli.PROGRAM), "--store", str(store), *AS_ROOT, "import", "feed", str(file)], capture_output=True, text=True,
                          preexec_fn=bound, timeout=300)
    check(done.returncode == 1 and done.stderr.startswith("longwatch: "), done)
    check(as_json("history", "verify", store=store)["entries"] >= before[1], "entries are lost")
    feed(store, file)
    check(len(certificates(store)) == 6000, "it did not go on")


def case_full_disk_inside():
    ready = new_store()
    disk = Path(tempfile.mkdtemp(dir=cli.WORK))
    text = nodes(6000)
    file = document(ready, "nodes.csv", text)
    room = sum(p.stat().st_size for p in ready.rglob("*") if p.is_file())
    disk_of(room + (1 << 20), disk)
    store = disk / "store"
    shutil.copytree(ready, store)
    error = feed(store, file, want=1)
    check("disk" in error["what"] or "space" in error["what"], f"not said: {error}")
    check(as_json("history", "verify", store=store)["good"], "the log does not verify")
    run("certificate", "list", store=store)
    there = len(certificates(store))
    check(there < 6000, "the disk was never full: the test says nothing")
    # Not even one small thing more, if there is really no room; and never half of it.
    filler = disk / "filler"
    with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as out:
        while out.write(b"x" * 4096):
            pass
    for _ in range(3):
        feed(store, file, want=1)
    before = as_json("history", "verify", store=store)["entries"]
    check(len(certificates(store)) >= there, "what was there is gone")
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
    feed(store, file)
    check(len(certificates(store)) == 6000 and as_json("history", "verify", store=store)["entries"] > before, "it did not go on")
    plain = new_store()
    feed(plain, document(plain, "nodes.csv", text))
    check(certificates(plain) == certificates(store), "the end is another than on a large disk")


def case_two_importers():
    store = new_store()
    file = document(store, "nodes.csv", nodes(10))
    before = holdings(store)
    with open(store / "history.db.lock", "r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        error = feed(store, file, want=1)
        check("process" in error["what"], error)
        check(holdings(store) == before, "the refused one left something")
    # Many at once: one at a time writes, the others are refused or come later; nothing is lost or written twice.
    line = [str(cli.PROGRAM), "--store", str(store), *AS_ROOT, "import", "feed"]
    files = [document(store, f"nodes-{n}.csv", nodes(200, 100 * n)) for n in range(6)]
    done = [(f, subprocess.Popen([*line, str(f)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)) for f in files]
    for one, child in done:
        child.communicate(timeout=300)
        check(child.returncode in (0, 1), child.returncode)
    for one, child in done:
        if child.returncode == 1:
            feed(store, one)
    check(len(certificates(store)) == 700, len(certificates(store)))
    check(as_json("history", "verify", store=store)["good"], "it does not verify")


def newer(store, change):
    """A newer store is refused by reading and by writing, and stays byte for byte what it is."""
    change(store)
    before = {p: p.read_bytes() for p in store.rglob("*") if p.is_file() and not p.name.endswith((".lock", "-shm", "-wal"))}
    for words in (["certificate", "list"], ["history", "digest"], [*AS_ROOT, "import", "feed", document(store, "n.csv", nodes(3))]):
        _, errors = run(*words, store=store, want=9)
        check("newer" in errors, errors)
    after = {p: p.read_bytes() for p in store.rglob("*") if p.is_file() and not p.name.endswith((".lock", "-shm", "-wal"))}
    check(before == after, f"changed: {[str(p) for p in before if before[p] != after.get(p)]}")


def sql(file, *lines):
    with contextlib.closing(sqlite3.connect(file)) as database:
        for line in lines:
            database.execute(line)
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def case_newer_store():
    def settings(store):
        text = json.loads((store / "longwatch.json").read_text())
        (store / "longwatch.json").write_text(json.dumps({**text, "format": text["format"] + 1, "what": "nobody knows yet"}))

    def event_version(store):
        with contextlib.closing(sqlite3.connect(store / "history.db")) as database:
            seq, last = database.execute("SELECT seq, bytes FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
            future = last.replace(b"\x67version\x01", b"\x67version\x18\x63")
            check(future != last, "the version is not where it was")
            database.execute("INSERT INTO entries(seq, bytes) VALUES (?, ?)", (seq + 1, future))
            database.commit()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    newer(new_store(), settings)
    newer(new_store(), lambda store: sql(store / "history.db", "PRAGMA user_version = 7"))
    newer(new_store(), lambda store: sql(store / "vault.db", "PRAGMA user_version = 7"))
    newer(new_store(), event_version)


# ---- how far it is


def on_a_terminal(columns, *words, **environment):
    """Runs longwatch with standard error on a terminal of that width; returns (output, what the terminal got)."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    plain = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "TERM")}
    child = subprocess.Popen([str(cli.PROGRAM), *map(str, words)], stdout=subprocess.PIPE, stderr=theirs,
                             env={**plain, "TERM": "xterm", **environment})
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):
        while more := os.read(ours, 4096):
            shown += more
    out = child.communicate(timeout=300)[0].decode()
    check(child.returncode == 0, f"{words}: {out}{shown.decode()}")
    return out, shown.decode()


def case_progress_on_a_terminal():
    store = new_store()
    file = document(store, "nodes.csv", nodes(3000))
    quiet = run(*AS_ROOT, "import", "feed", file, store=new_store())[1]
    check(quiet == "", f"progress without a terminal: {quiet}")
    for columns in (100, 44):
        out, shown = on_a_terminal(columns, "--store", new_store(), *AS_ROOT, "import", "feed", file)
        check("3000 taken" in out, out)
        check(shown.endswith("\r\x1b[K"), f"the line is not cleared: {shown[-40:]!r}")
        lines = [line.removesuffix("\x1b[K") for line in shown.split("\r") if line.removesuffix("\x1b[K")]
        check(lines and all(line.startswith("nodes.csv") for line in lines), f"no progress: {lines[:3]}")
        check(any("%" in line and "█" in line for line in lines), f"no bar: {lines[:3]}")
        check(max(map(len, lines)) < columns, f"wider than the terminal: {max(lines, key=len)}")
        check("\x1b" not in "".join(lines), "other escape sequences")
    line = ["--store", new_store(), *AS_ROOT, "import", "feed", file]
    for words, environment in ((["--json", *line], {}), (line, {"NO_COLOR": "1"}), (line, {"CI": "true"}), (line, {"TERM": "dumb"})):
        shown = on_a_terminal(100, *words, **environment)[1]
        check(shown == "", f"progress where it is not welcome, {environment}: {shown!r}")


if __name__ == "__main__":
    main(globals(), __doc__)
