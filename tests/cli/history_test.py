"""The history as an auditor and an operator use it: forged, proved, sealed, erased, and on a full disk. Standard library only.

usage: history_test.py --longwatch PROGRAM --source TREE --work FOLDER CASE
Exit code: 0 holds, 1 does not, 77 not run (the message says why).
"""

import contextlib
import ctypes
import json
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import cli_test as cli
from cli_test import NOT_RUN, as_json, check, run
from import_help import main, new_store

LATER = "2030-01-01T00:00:00Z"
CASE = "case-2017-1"
RED = "shared-key-generation"


def copy_of(which):
    """A copy of a replayed store; its people's keys stay where they are, and person() finds them there."""
    person.keys = which / "keys"
    folder = Path(tempfile.mkdtemp(dir=cli.WORK))
    shutil.copytree(which / "store", folder / "store")
    return folder / "store"


def person(name):
    return ["--now", LATER, "--as", name, "--key", person.keys / f"{name}.pem"]


def a_write(store, **more):
    return run(*person("ppa.administrator"), "do", "catalog.register_component", "--fields",
               json.dumps({"component": "new", "layer": "ic", "name": "new", "version": "1", "developer": "lab", "identifiers": []}),
               store=store, **more)


def entries(store, name="ppa.risk-officer"):
    return as_json("--as", name, "history", "list", store=store)


def size_of(store):
    """How many entries there are, asked without reading any."""
    return as_json("history", "verify", store=store)["entries"]


def verifier(store, *words, want=0):
    """The offline verifier with the store's own log key."""
    line = [str(cli.PROGRAM.parent / "longwatch-verify"), "--log-key", str(store / "keys/log.vkey"), *map(str, words)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=300)
    check(done.returncode == want, f"{' '.join(line)}\n  exit code {done.returncode}, not {want}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


# ---- an operator who holds everything but people's keys


def skip(b, i):
    """The place after the CBOR item that begins at i."""
    major, small = b[i] >> 5, b[i] & 31
    i += 1
    value = small
    if small >= 24:
        width = {24: 1, 25: 2, 26: 4, 27: 8}[small]
        value = int.from_bytes(b[i:i + width], "big")
        i += width
    if major in (2, 3):
        return i + value
    for _ in range({4: value, 5: 2 * value, 6: 1}.get(major, 0)):
        i = skip(b, i)
    return i


def fields(b):
    """Encoded name → encoded value, of a map of fewer than 24 pairs."""
    out, i = {}, 1
    check(b[0] >> 5 == 5 and b[0] & 31 < 24, "not a small map")
    for _ in range(b[0] & 31):
        name, value = skip(b, i), skip(b, skip(b, i))
        out[b[i:name][1:].decode()] = b[name:value]
        i = value
    return out


def encode(pairs):
    return bytes([0xa0 + len(pairs)]) + b"".join(bytes([0x60 + len(k)]) + k.encode() + v for k, v in pairs.items())


def byte_string(content):
    size = len(content)
    head = bytes([0x40 + size]) if size < 24 else bytes([0x58, size]) if size < 256 else b"\x59" + size.to_bytes(2, "big")
    return head + content


def content(item):
    small = item[0] & 31
    return item[1:] if small < 24 else item[1 + {24: 1, 25: 2, 26: 4}[small]:]


def aes_gcm(key, nonce, context, text, tag=None):
    """Seals (tag absent: returns ciphertext and tag) or opens; by the OpenSSL that the program uses too."""
    lib = ctypes.CDLL("libcrypto.so.3")
    for name in ("EVP_CIPHER_CTX_new", "EVP_aes_256_gcm"):
        getattr(lib, name).restype = ctypes.c_void_p
    cipher, length = ctypes.c_void_p(lib.EVP_CIPHER_CTX_new()), ctypes.c_int(0)
    lib.EVP_CipherInit_ex(cipher, ctypes.c_void_p(lib.EVP_aes_256_gcm()), None, key, nonce, 1 if tag is None else 0)
    lib.EVP_CipherUpdate(cipher, None, ctypes.byref(length), context, len(context))
    out = ctypes.create_string_buffer(len(text) + 16)
    lib.EVP_CipherUpdate(cipher, out, ctypes.byref(length), text, len(text))
    done, made = length.value, ctypes.create_string_buffer(16)
    if tag is not None:
        lib.EVP_CIPHER_CTX_ctrl(cipher, 0x11, 16, tag)
        check(lib.EVP_CipherFinal_ex(cipher, out, ctypes.byref(length)) == 1, "it does not open")
        return out.raw[:done]
    lib.EVP_CipherFinal_ex(cipher, out, ctypes.byref(length))
    lib.EVP_CIPHER_CTX_ctrl(cipher, 0x10, 16, made)
    return out.raw[:done] + made.raw


def rewrite(store, seq, change, publish=True):
    """The operator puts another entry in its place, and publishes a log that fits it."""
    with contextlib.closing(sqlite3.connect(store / "history.db")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        (before,) = database.execute("SELECT bytes FROM entries WHERE seq = ?", (seq,)).fetchone()
        after = change(before)
        check(before != after, "nothing was changed")
        database.execute("UPDATE entries SET bytes = ? WHERE seq = ?", (after, seq))
        database.commit()
    if publish:
        shutil.rmtree(store / "log")
        a_write(store)


def reseal(store, change):
    """Changes what a sealed entry says and seals it again with its own key."""
    def changed(entry):
        record = fields(entry)
        sealed = fields(record.pop("sealed"))
        with contextlib.closing(sqlite3.connect(store / "vault.db")) as vault:
            (key,) = vault.execute("SELECT key FROM keys WHERE id = ?", (content(sealed["key_id"]).decode(),)).fetchone()
        nonce, hidden = content(sealed["nonce"]), content(sealed["ciphertext"])
        envelope = encode(record)
        plain = fields(aes_gcm(key, nonce, envelope, hidden[:-16], hidden[-16:]))
        sealed["ciphertext"] = byte_string(aes_gcm(key, nonce, envelope, encode(change(plain))))
        order = [name for name in fields(entry)]
        record["sealed"] = encode(sealed)
        return encode({name: record[name] for name in order})
    return changed


def a_decision(store, sealed):
    """The number of a signed decision of the director's with a reason."""
    for entry in entries(store, "ppa.director"):
        if entry["sealed"] == sealed and entry["signed"] and entry["actor"] == "ppa.director" and " " in entry["body"].get("reason", ""):
            return entry["entry"], entry["body"]["reason"]
    sys.exit("FAILED: there is no such decision in the replay")


def verdicts_in_report(store):
    """Number of a decision's entry → what the report says of its signature."""
    out = as_json("--as", "ppa.director", "report", "--programme", "ee-id-2014", "--case", CASE, "--out", store.parent / "r.html",
                  store=store)
    return {d["log_index"]: d["signature"] for d in out["decisions"]}, (store.parent / "r.html").read_text()


def case_R16_a_sealed_decision_sealed_anew():
    store = copy_of(cli.full())
    number, reason = a_decision(store, sealed=True)
    check(verdicts_in_report(store)[0][number] == "verified", "the good one is not verified")

    def forge(plain):
        text = reason.encode()
        check(text in plain["body"], "the reason is not there")
        plain.pop("signature")
        plain["body"] = plain["body"].replace(text, b"F" * len(text))
        return plain

    rewrite(store, number, reseal(store, forge))
    out = json.loads(run("--json", "--as", "ppa.director", "history", "verify", store=store, want=8)[0])
    # What the same command brought about stands on the same signature, and is named too.
    faults = {(f["fault"], f["entry"]) for f in out["findings"]}
    check(("unsigned_decision", number) in faults and all(f == "unsigned_decision" for f, _ in faults), out["findings"])
    said = {v["entry"]: v["verdict"] for v in out["verdicts"]}
    check(said[number] == "missing" and "verified" in said.values(), said)
    status, page = verdicts_in_report(store)
    check(status[number] == "missing" and "signature missing" in page, status)
    check(sum(s != "verified" for s in status.values()) == 1, f"the others are verified: {status}")
    # Without the record's key nobody can say; with it the independent verifier says it too.
    check("not opened" in verifier(store, store / "log"), "it is not said what was not judged")
    keys = store.parent / "keys.txt"
    run(*person("ppa.director"), "history", "export-keys", "--out", keys, "--reason", "for the auditor", store=store)
    said = verifier(store, "--decisions", "--record-keys", keys, store / "log", want=8)
    check(f"unsigned_decision: entry {number}:" in said and ": verified" in said, said)
    check(any(line.startswith(f"entry {number} ") and line.endswith(": missing") for line in said.splitlines()), said)


def case_R16_a_stripped_signature():
    store = copy_of(cli.full())
    number, _ = a_decision(store, sealed=False)
    strip = lambda entry: encode({k: v for k, v in fields(entry).items() if k != "signature"})
    rewrite(store, number, strip)
    check(f"unsigned_decision: entry {number}:" in verifier(store, store / "log", want=8), "not found")
    out, errors = run("history", "verify", store=store, want=8)
    check(f"\n  unsigned_decision: entry {number}:" in out and "?" not in out and errors == "", out + errors)
    check(verdicts_in_report(store)[0][number] == "missing", "the report")


def case_a_store_that_is_not_its_log():
    store = copy_of(cli.full())
    number, reason = a_decision(store, sealed=False)
    rewrite(store, number, lambda entry: entry.replace(reason.encode(), b"X" * len(reason.encode())), publish=False)
    check("good" in verifier(store, store / "log"), "the log itself is as it was")
    out = json.loads(run("--json", "history", "verify", store=store, want=8)[0])
    check({f["fault"] for f in out["findings"]} == {"not_as_published"}, out["findings"])
    check(verdicts_in_report(store)[0][number] == "invalid", "the report takes the verdict on other bytes")


def case_pinned_keys_find_an_enrolled_impostor():
    store = copy_of(cli.full())
    people = as_json("access", "people", store=store)
    known = store.parent / "persons"
    known.write_text("# from the ministry\n" + "".join(
        f"{p['id']} {k['public_key']}\n" for p in people for k in p["keys"]))
    check("pin the persons' keys" in verifier(store, store / "log"), "it is not said that the log vouches for itself")
    check("pin" not in verifier(store, "--person-keys", known, store / "log"), "all of them are known")
    run(*person("ppa.administrator"), "do", "access.add_key", "--fields", json.dumps(
        {"person": "ppa.director", "key_id": "0011223344556677", "public_key": people[0]["keys"][0]["public_key"][:-4] + "AAA="}),
        store=store)
    check("unexpected_key" in verifier(store, "--person-keys", known, store / "log", want=8), "an unknown key is taken")


# ---- proofs


def case_prove_and_check_one_entry():
    store = copy_of(cli.full())
    number, _ = a_decision(store, sealed=False)
    proof, entry = store.parent / "p.tlog-proof", store.parent / "e.cbor"
    printed = run("history", "prove", number, store=store)[0]
    run("history", "prove", number, "--out", proof, "--entry-out", entry, store=store)
    check(proof.read_text() == printed, "the file and the answer differ")
    shutil.rmtree(store / "log")
    said = verifier(store, "--proof", proof, "--entry", entry)
    check(f"good: entry {number} of" in said and "ppa.director" in said, said)
    people = as_json("access", "people", store=store)
    known = store.parent / "persons"
    known.write_text("".join(f"{p['id']} {k['public_key']}\n" for p in people for k in p["keys"]))
    check("signature  verified" in verifier(store, "--proof", proof, "--entry", entry, "--person-keys", known), "not verified")
    good = entry.read_bytes()
    for at in (0, len(good) // 2, len(good) - 1):
        entry.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1:])
        check("not entry" in verifier(store, "--proof", proof, "--entry", entry, want=8), f"byte {at}")
    entry.write_bytes(good)
    proof.write_text(printed.replace(f"index {number}", f"index {number - 1}"))
    verifier(store, "--proof", proof, "--entry", entry, want=8)
    verifier(store, "--proof", proof, want=2)


# ---- keys of sealed records


def decide_in_the_compartment(store):
    run(*person("ria.duty-officer"), "decide", "vulnerability.waive_phase", f"case_id={CASE}", "phase=post_release", "reason=the card ends first",
        store=store)


def case_a_sealed_signature_is_shown_to_who_may_know():
    store = copy_of(cli.stopped())
    decide_in_the_compartment(store)
    sealed = [e for e in entries(store, "ppa.risk-officer") if e["sealed"]]
    check(any(e["signed"] for e in sealed) and any(e["signed"] is False for e in sealed), "nothing to show")
    for entry in entries(store, "ppa.production"):
        if entry["sealed"]:
            check(entry["signed"] is None and entry["body"] is None and entry["event"] == "sealed", entry)
    one = next(e["entry"] for e in sealed if e["signed"])
    check(as_json("--as", "ppa.risk-officer", "history", "show", one, store=store)["signed"] is True, one)


def case_R22_keys_go_out_to_members_and_on_record():
    store = copy_of(cli.stopped())
    decide_in_the_compartment(store)
    number = size_of(store)
    outside = run(*person("ppa.production"), "history", "export-keys", "--compartment", RED, "--out", store.parent / "a", "--reason", "x",
                  store=store, want=4)[1]
    absent = run(*person("ppa.production"), "history", "export-keys", "--compartment", "nowhere", "--out", store.parent / "a", "--reason",
                 "x", store=store, want=4)[1]
    check(outside.replace(RED, "nowhere") == absent, f"{outside}\nis not\n{absent}")
    check(not (store.parent / "a").exists() and size_of(store) == number, "a refused export left something")
    run(*person("ppa.production"), "history", "export-keys", "--out", store.parent / "a", "--reason", "x", store=store, want=2)
    keys = store.parent / "keys.txt"
    run("--now", LATER, "--as", "ppa.director", "history", "export-keys", "--compartment", RED, "--out", keys, "--reason", "x", store=store,
        want=2)  # not signed
    made = as_json(*person("ppa.director"), "history", "export-keys", "--compartment", RED, "--out", keys, "--reason", "for the auditor",
                   store=store)
    check(stat.S_IMODE(keys.stat().st_mode) == 0o600, oct(keys.stat().st_mode))
    record = as_json("history", "show", made["entry"], store=store)
    check(record["event"] == "access.record_keys_exported" and record["signed"] is True, record)
    check(record["body"]["records"] == made["records"] == len(keys.read_text().splitlines()) - 2, record)
    said = verifier(store, "--record-keys", keys, store / "log")
    check("good" in said, said)
    bare = verifier(store, store / "log")
    decisions = lambda text: int(text.split("decisions  ")[1].split()[0])
    check(decisions(said) > decisions(bare), f"the keys open nothing:\n{said}\n{bare}")
    again = run(*person("ppa.director"), "history", "export-keys", "--out", keys, "--reason", "x", store=store, want=6)[1]
    check("already" in again, again)


def the_state(store):
    return as_json("history", "digest", store=store)["state_sha256"]


def case_an_erased_record_is_gone_and_the_history_stands():
    store = copy_of(cli.stopped())
    canary = "CANARY-how-to-do-it-9c1f"
    run(*person("lab.evaluator"), "do", "vulnerability.record_exploit_detail", f"case_id={CASE}", f"detail={canary}", "reason=for the file",
        store=store)
    number = size_of(store) - 1
    check(entries(store, "lab.evaluator")[number]["body"]["detail"] == canary, "not there")
    before, size = the_state(store), size_of(store)
    # Who recorded it, who stands outside, and who does not sign, may not.
    run(*person("bsi.certifier"), "history", "destroy-keys", number, "--reason", "", store=store, want=2)
    run(*person("lab.evaluator"), "history", "destroy-keys", number, "--reason", "x", store=store, want=5)
    outside = run(*person("ppa.production"), "history", "destroy-keys", number, "--reason", "x", store=store, want=4)[1]
    clear = run(*person("ppa.director"), "history", "destroy-keys", 0, "--reason", "x", store=store, want=4)[1]
    check(outside.replace(str(number), "0") == clear, f"{outside} is not {clear}")
    run("--now", LATER, "--as", "bsi.certifier", "history", "destroy-keys", number, "--reason", "x", store=store, want=2)
    check(size_of(store) == size and the_state(store) == before, "a refused erasure left something")
    done = as_json(*person("bsi.certifier"), "history", "destroy-keys", number, "--reason", "the remedy is out", store=store)
    check(done["entries"] == [number], done)
    # Gone from every file of the store, from every answer, and from the past.
    vault = (store / "vault.db").read_bytes() + (store / "vault.db-journal").read_bytes()
    with contextlib.closing(sqlite3.connect(store / "vault.db")) as database:
        gone = database.execute("SELECT count(*) FROM keys WHERE key IS NULL").fetchone()[0]
    check(gone == 1 and canary.encode() not in vault, f"{gone} keys are gone")
    after = the_state(store)
    check(after != before, "the state still has it")
    shown = as_json("--as", "lab.evaluator", "history", "show", number, store=store)
    check(shown["event"] == "erased" and shown["body"] is None and shown["signed"] is None, shown)
    check(shown["erased"]["by"] == "bsi.certifier" and shown["erased"]["reason"] == "the remedy is out", shown)
    check(as_json("history", "at", LATER[:10], store=store)["unreadable"] == 1, "it is not counted")
    # The store opens for writing, goes on, replays to the same bytes, and verifies.
    a_write(store)
    check(as_json("--as", "lab.evaluator", "history", "verify", store=store)["good"], "it does not verify")
    check(the_state(store) != after, "nothing was written")
    run("--as", "lab.evaluator", "case", "show", CASE, store=store)
    run("--as", "ppa.risk-officer", "--at", cli.STOP, "findings", store=store)
    again = run(*person("bsi.certifier"), "history", "destroy-keys", number, "--reason", "x", store=store, want=4)[1]
    check(f"no sealed record {number}" in again, again)


def case_an_erasure_that_would_break_the_rest_is_refused():
    store = copy_of(cli.full())
    before, size = the_state(store), size_of(store)
    sealed = [e for e in entries(store) if e["sealed"]]
    for event, says in (("vulnerability.flaw_reported", "speak of what is not there"), ("vulnerability.phase_advanced", "breaks a rule"),
                        ("vulnerability.restriction_lifted", "signed"), ("risk.risk_decided", "signed")):
        one = next(e["entry"] for e in sealed if e["event"] == event)
        _, errors = run(*person("bsi.certifier"), "history", "destroy-keys", one, "--reason", "x", store=store, want=3)
        check(says in errors, f"{event}: {errors}")
    run(*person("bsi.certifier"), "history", "destroy-keys", "--case", CASE, "--reason", "x", store=store, want=3)
    check(the_state(store) == before and size_of(store) == size, "a refused erasure left something")
    a_write(store)


def case_a_key_that_is_lost_is_found():
    store = copy_of(cli.stopped())
    number = next(e["entry"] for e in entries(store) if e["sealed"])
    with contextlib.closing(sqlite3.connect(store / "history.db")) as database:
        (entry,) = database.execute("SELECT bytes FROM entries WHERE seq = ?", (number,)).fetchone()
    with contextlib.closing(sqlite3.connect(store / "vault.db")) as vault:
        vault.execute("UPDATE keys SET key = NULL WHERE id = ?", (content(fields(fields(entry)["sealed"])["key_id"]).decode(),))
        vault.commit()
    out = json.loads(run("--json", "history", "verify", store=store, want=8)[0])
    check([(f["fault"], f["entry"]) for f in out["findings"]] == [("lost_key", number)], out["findings"])
    check(as_json("history", "show", number, store=store)["event"] == "sealed, key lost", "it is called erased")


# ---- no room for the published log


def case_full_disk_message_is_the_effect():
    probe = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
    if probe.returncode != 0:
        print("not run: no small disk can be mounted here")
        sys.exit(NOT_RUN)
    done = subprocess.run(["unshare", "--mount", sys.executable, __file__, "--longwatch", str(cli.PROGRAM), "--source", str(cli.SOURCE),
                           "--work", str(cli.WORK), "full_disk_inside"], capture_output=True, text=True, timeout=500)
    check(done.returncode == 0, done.stdout + done.stderr)


def case_full_disk_inside():
    """The published log lies on a disk of its own, which is full."""
    store = new_store()
    kept = Path(tempfile.mkdtemp(dir=cli.WORK)) / "log"
    shutil.copytree(store / "log", kept)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(store / "log")], check=True)
    shutil.copytree(kept, store / "log", dirs_exist_ok=True)
    before = as_json("history", "verify", store=store)
    check(before["good"] and before["published"] == before["recorded"], before)
    with contextlib.suppress(OSError), open(store / "log/filler", "wb", buffering=0) as out:
        while out.write(b"x" * 512):
            pass
    root = ["--now", "2026-08-22T10:00:00Z", "--as", "root"]
    fact = {"component": "on-a-full-disk", "layer": "ic", "name": "x", "version": "1", "developer": "lab", "identifiers": []}
    answer, told = run(*root, "do", "catalog.register_component", "--fields", json.dumps(fact), store=store)
    check("component_registered" in answer, answer)
    check("recorded; the published log waits" in told and "No space left" in told and "nothing was changed" not in told, told)
    check("the next command that writes publishes the rest" in told, told)
    check(told.count("\n") == 1, told)
    during = as_json("history", "verify", store=store)
    check(during["good"] and during["recorded"] == before["recorded"] + 1 and during["published"] == before["published"], during)
    text = run("history", "verify", store=store)[0]
    check(f"published  {during['published']} of {during['recorded']} entries; the rest waits" in text, text)
    number = during["recorded"] - 1
    check("waits" in run("history", "prove", number, store=store, want=4)[1], "a proof of what is not published")
    check("on-a-full-disk" in run("product", "list", store=store)[0], "it was said to be recorded and is not")
    # A command that is refused says nothing of the kind, and changes nothing.
    _, errors = run(*root, "do", "catalog.register_component", "--fields", json.dumps({**fact, "layer": "none"}), store=store, want=2)
    check("recorded" not in errors, errors)
    (store / "log/filler").unlink()
    subprocess.run(["mount", "-o", "remount,size=16m", str(store / "log")], check=True)
    _, told = run(*root, "do", "catalog.register_component", "--fields", json.dumps({**fact, "component": "after"}), store=store)
    check(told == "", told)
    after = as_json("history", "verify", store=store)
    check(after["good"] and after["published"] == after["recorded"] == before["recorded"] + 2, after)


if __name__ == "__main__":
    main(globals(), __doc__)
