"""The program as people use it, on a store made by `longwatch demo`. Standard library only.

usage: cli_test.py --longwatch PROGRAM --source TREE --work FOLDER CASE
Exit code: 0 holds, 1 does not, 77 not run (the message says why).
"""

import argparse
import fcntl
import json
import os
import pwd
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = "BSI-DSZ-CC-0782-V2-2015"
NOT_RUN = 77
STOP = "2017-09-01"

PROGRAM = SOURCE = WORK = Path()


def run(*words, store=None, env=None, want=0, limit_file=None, as_nobody=False):
    """Runs longwatch; the exit code must be `want`. Returns (output, errors)."""
    line = [str(PROGRAM)] + (["--store", str(store)] if store else []) + [str(w) for w in words]

    def before():
        if limit_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_file, limit_file))
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if as_nobody:
            nobody = pwd.getpwnam("nobody")
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)

    done = subprocess.run(line, capture_output=True, text=True, timeout=500, preexec_fn=before,
                          env={**os.environ, **(env or {})})
    check(done.returncode == want, f"{' '.join(line)}\n  exit code {done.returncode}, not {want}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout, done.stderr


def check(holds, otherwise):
    if not holds:
        sys.exit(f"FAILED: {otherwise}")


def as_json(*words, **more):
    return json.loads(run("--json", *words, **more)[0])


def full():
    return WORK / "full"


def stopped():
    return WORK / "stopped"


def copy_of_store(of=None):
    """A store of one's own: also for members of a compartment, whose reading is recorded."""
    folder = Path(tempfile.mkdtemp(dir=WORK))
    shutil.copytree((of or full()) / "store", folder / "store")
    return folder / "store"


def chain():
    return json.loads((SOURCE / "data/demo/roca/chain.json").read_text())


def closure(edges):
    """(directly on ROOT, everything that rests on it), from the references alone."""
    above = {}
    for edge in edges:
        above.setdefault(edge["to"], set()).add(edge["from"])
    found, open_ends = set(), [ROOT]
    while open_ends:
        for upper in above.get(open_ends.pop(), ()):
            if upper not in found:
                found.add(upper)
                open_ends.append(upper)
    return above[ROOT], found - {ROOT}


def data_stopped_on(day):
    """A copy of the data folder whose replay ends with that day."""
    folder = WORK / "data-stopped"
    shutil.copytree(SOURCE / "data", folder)
    script = folder / "demo/roca/replay.json"
    replay = json.loads(script.read_text())
    before = len(replay["steps"])
    replay["steps"] = [s for s in replay["steps"] if s["at"][:10] <= day]
    check(0 < len(replay["steps"]) < before, "the replay cannot be stopped on that day")
    script.write_text(json.dumps(replay))
    return folder


def replay():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    run("demo", "--out", full())
    run("demo", "--out", stopped(), env={"LONGWATCH_DATA": str(data_stopped_on(STOP))})
    check((full() / "report.html").stat().st_size > 1000, "no report")


def case_R27_reach():
    direct, everything = closure(chain()["edges"])
    check((len(direct), len(everything)) == (21, 29), "the facts file no longer gives 21 and 29")
    answer = as_json("reach", ROOT, store=full() / "store")
    check(answer["root"] == ROOT, answer["root"])
    check(set(answer["direct"]) == direct and len(answer["direct"]) == 21, f"direct: {answer['direct']}")
    check(set(answer["all"]) == everything and len(answer["all"]) == 29, f"all: {answer['all']}")
    text = run("reach", ROOT, store=full() / "store")[0]
    check("21" in text and "29" in text, text)


def case_R27_confirmed_apart():
    judged = {edge["from"] for edge in chain()["edges"] if edge.get("hand_check") == "inherits"}
    answer = as_json("reach", ROOT, store=full() / "store", env={"LONGWATCH_PERSON": "ppa.risk-officer"})
    confirmed = set(answer["confirmed"]) & set(answer["all"])
    check(len(confirmed) == 28, f"{len(confirmed)} confirmed")
    check(set(answer["all"]) - confirmed == {"ANSSI-CC-2019/04"}, f"not confirmed: {set(answer['all']) - confirmed}")
    check(judged - {ROOT} <= set(answer["all"]), "a certificate judged by hand is not reached")


def case_R27_reach_at():
    born = {c["id"]: c.get("certified_on") for c in chain()["certificates"]}
    everything = closure(chain()["edges"])[1]
    then = {c for c in everything if born.get(c) and born[c] <= "2017-08-30"}
    answer = as_json("--at", "2017-08-30", "reach", ROOT, store=full() / "store")
    check(len(answer["all"]) == 18, f"{len(answer['all'])} reached on 2017-08-30")
    check(set(answer["all"]) == then, f"differs by {set(answer['all']) ^ then}")
    hindsight = as_json("--at", "2017-08-30", "--known", "now", "reach", ROOT, store=full() / "store")
    check(set(hindsight["all"]) == then, f"issued later, or not issued at all: {set(hindsight['all']) ^ then}")
    before = as_json("--at", "2015-11-02", "--known", "now", "reach", ROOT, store=full() / "store")
    check(before["all"] == [], f"the root was certified on 2015-11-03: {before['all']}")


def case_unknown_validity_is_said():
    """No list names an end for the certificate of the chip: nobody can say whether it is valid."""
    store = full() / "store"
    shown = as_json("certificate", "show", ROOT, store=store)["meaning"]
    check((shown["validity"], shown["status"]) == ("unknown", "in_force"), shown)
    check("legal validity is not known: no end date" in shown["says"], shown["says"])
    early = as_json("--at", "2015-11-02", "--known", "now", "certificate", "show", ROOT, store=store)["meaning"]
    check((early["validity"], early.get("status")) == ("not_yet_valid", None) and "not yet issued" in early["says"], early)
    listed = {c["id"]: c for c in as_json("certificate", "list", store=store)}
    check(listed[ROOT]["validity"] == "unknown", listed[ROOT])
    text = run("certificate", "list", "--find", ROOT, store=store)[0]
    check("unknown" in text, text)
    public = as_json("certificate", "status", ROOT, store=store)
    check(public["validity"] == "unknown" and public["promotion_allowed"] is False, public)
    text = run("certificate", "status", ROOT, store=store)[0]
    check("legally valid unknown" in text and "not to be relied on" in text, text)
    signed = run("certificate", "status", ROOT, "--signed", store=store)[0]
    check("\nlegal validity not known\n" in signed, signed)
    reached = as_json("reach", ROOT, store=store)
    said = {i: listed[i]["validity"] for i in reached["all"]}
    check(reached["validity"] == said and set(said.values()) <= {"ended", "unknown", "not_yet_valid", "valid"}, reached["validity"])
    check("listed, validity not known" in (full() / "report.html").read_text(encoding="utf-8"), "the report draws it as valid")
    rules = {f["rule"] for f in as_json("findings", store=store)}
    check("certificate.no_end_date" in rules, f"no finding among {sorted(rules)}")


def case_history_verifies():
    out = as_json("history", "verify", store=full() / "store")
    check(out["good"] is True and out["findings"] == [] and out["entries"] > 100, out)
    check(out["decisions"] > 0 and out["sealed"] > 0, "nothing signed or nothing sealed: the check is empty")


def case_changed_byte_is_named():
    store = copy_of_store()
    bundle = sorted(p for p in (store / "log/tile/entries").rglob("*") if p.is_file())[0]
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.chmod(0o644)
    bundle.write_bytes(content)
    told, _ = run("history", "verify", store=store, want=8)
    check(any("entries/" in line and " entry " in line for line in told.splitlines()), f"the fault is not named: {told}")


def go_on(store):
    """Gives the rest of the replay to a store that was stopped, each line to a process of its own; returns how many."""
    steps = json.loads((SOURCE / "data/demo/roca/replay.json").read_text())["steps"]
    values = {"{facts}": str(SOURCE / "data/demo/roca"), "{out}": str(store.parent), "{keys}": str(stopped() / "keys")}
    given = 0
    for step in steps:
        words = step["line"]
        if step["at"][:10] <= STOP or words[0] not in ("do", "import") or any("{public}" in w for w in words):
            continue
        for name, value in values.items():
            words = [w.replace(name, value) for w in words]
        run("--now", step["at"], "--as", step["as"], "--key", stopped() / f"keys/{step['as']}.pem", *words, store=store)
        given += 1
    return given


def case_stopped_store_agrees_with_at():
    folder = Path(tempfile.mkdtemp(dir=WORK))
    store = folder / "store"
    shutil.copytree(stopped() / "store", store)
    then = as_json("history", "digest", store=stopped() / "store")["state_sha256"]
    check(as_json("history", "digest", store=store)["state_sha256"] == then, "a copy is another state")
    check(go_on(store) > 50, "the store did not go on")
    check(as_json("history", "digest", store=store)["state_sha256"] != then, "nothing happened after that day")
    check(as_json("--at", STOP, "history", "digest", store=store)["state_sha256"] == then, "the past changed")
    for person in ("ppa.risk-officer", "ppa.production"):
        for words in (["certificate", "list"], ["findings"], ["clocks"], ["reach", ROOT], ["case", "list"], ["programme", "list"]):
            ask = ["--json", "--as", person, "--at", STOP, *words]
            left, right = run(*ask, store=store)[0], run(*ask, store=stopped() / "store")[0]
            check(left == right, f"{person}: {words} differ")
    now = ["--as", "ppa.risk-officer", "--json", "reach", ROOT]
    check(run(*now, store=store)[0] == run(*now, store=full() / "store")[0], "one session and many processes end differently")
    check(as_json("history", "verify", store=store)["good"] is True, "it does not verify")


def a_write(store, **more):
    return run("--now", "2030-01-01T00:00:00Z", "--as", "ppa.administrator", "do", "catalog.register_component", "--fields",
               json.dumps({"component": "new", "layer": "ic", "name": "new", "version": "1", "developer": "lab",
                           "identifiers": []}), store=store, **more)


def case_second_writer_refused():
    store = copy_of_store()
    size = as_json("history", "verify", store=store)["entries"]
    with open(store / "history.db.lock", "r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _, errors = a_write(store, want=1)
        check(errors.startswith("longwatch: ") and "\n" in errors, errors)
        run("certificate", "list", store=store)
    check(as_json("history", "verify", store=store)["entries"] == size, "the refused writer left something")
    a_write(store)
    check(as_json("history", "verify", store=store)["entries"] == size + 1, "the lock outlived its holder")


def case_read_only_store():
    store = copy_of_store()
    for path in [store.parent, store, *store.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    nobody = os.getuid() == 0
    reachable = subprocess.run(["test", "-r", str(store / "longwatch.json")],
                               preexec_fn=(lambda: os.setuid(pwd.getpwnam("nobody").pw_uid)) if nobody else None)
    if nobody and reachable.returncode != 0:
        moved = Path(tempfile.mkdtemp())
        moved.chmod(0o755)
        shutil.copytree(store, moved / "store")
        store = moved / "store"
    size = as_json("history", "verify", store=store, as_nobody=nobody)["entries"]
    check(size > 100, size)
    run("certificate", "list", store=store, as_nobody=nobody)
    _, errors = a_write(store, want=3, as_nobody=nobody)
    check(errors.startswith("longwatch: ") and str(store) in errors, f"not a clear refusal: {errors}")


def case_newer_format_refused():
    store = copy_of_store()
    settings = json.loads((store / "longwatch.json").read_text())
    settings["format"] += 1
    (store / "longwatch.json").write_text(json.dumps(settings))
    for words in (["certificate", "list"], ["history", "digest"]):
        _, errors = run(*words, store=store, want=9)
        check("newer" in errors or "format" in errors, errors)
    a_write(store, want=9)


def case_full_disk_keeps_history():
    store = copy_of_store()
    before = as_json("history", "verify", store=store)["entries"]
    largest = max(p.stat().st_size for p in store.rglob("*") if p.is_file())
    refused = 0
    for limit in (0, 4096, largest // 2, largest):
        line = [str(PROGRAM), "--store", str(store), "--now", "2030-01-01T00:00:00Z", "--as", "ppa.administrator", "import",
                "facts", str(SOURCE / "data/demo/roca/chain.json")]

        def small_disk(limit=limit):
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        write = [str(PROGRAM), "--store", str(store), "--now", "2030-01-01T00:00:00Z", "--as", "ppa.administrator", "do",
                 "catalog.register_component", "--fields",
                 json.dumps({"component": f"disk-{limit}", "layer": "ic", "name": "x" * 20000, "version": "1", "developer": "lab",
                             "identifiers": []})]
        for words in (line, write):
            done = subprocess.run(words, capture_output=True, text=True, preexec_fn=small_disk, timeout=300)
            check(done.returncode >= 0, f"killed by signal {-done.returncode} at {limit} bytes")
            refused += done.returncode != 0
    check(refused > 0, "the disk was never full: the test says nothing")
    run("history", "digest", store=store)
    a_write(store)
    after = as_json("history", "verify", store=store)
    check(after["good"] and after["entries"] > before, after)


def case_R22_outside_a_compartment():
    answers = []
    for case in ("case-2017-1", "case-0000-0"):
        for words in (["case", "show", case], ["case", "route", case, ROOT], ["exposure", "ee-id-2014", "--case", case]):
            line = [str(PROGRAM), "--store", str(stopped() / "store"), "--as", "ppa.production", *words]
            done = subprocess.run(line, capture_output=True, text=True, timeout=60)
            answers.append((done.returncode, done.stdout.replace(case, "CASE"), done.stderr.replace(case, "CASE")))
    for hidden, absent in zip(answers[:3], answers[3:]):
        check(hidden == absent, f"{hidden}\nis not\n{absent}")
        check(hidden[0] == 4, hidden)
    for words in (["case", "list"], ["reach", ROOT], ["findings"], ["clocks"], ["history", "list"], ["rate", "show", "esteid-2014"],
                  ["plan", "proposals"], ["risk", "list"]):
        for form in ([], ["--json"]):
            out = run(*form, "--as", "ppa.production", *words, store=stopped() / "store")[0]
            for secret in ("case-2017-1", "key generation", "flaw_reported"):
                check(secret not in out, f"{words} shows {secret!r} to a person outside:\n{out[:1500]}")


def case_R22_inside_a_compartment():
    store = copy_of_store(stopped())
    out = run("--as", "ppa.risk-officer", "case", "list", store=store)[0]
    check("case-2017-1" in out, "a member does not see the case, so the test outside it proves nothing")
    out = run("--as", "ppa.risk-officer", "history", "list", store=store)[0]
    check("flaw_reported" in out, out[-500:])


def case_R22_nothing_computed_betrays_a_case():
    """Rated, confirmed, proposed and decided in the compartment: erosion, ratings, proposals and clocks must not tell."""
    questions = {("programme", "list"): "broken", ("programme", "show", "ee-id-2014"): "broken", ("plan", "proposals"): "ee-id-2014/",
                 ("rate", "show", "esteid-2014"): "rating-", ("risk", "list"): "risk-ee-id-2014",
                 ("clocks",): "ee-id-2014/broken", ("findings",): "margin"}
    store = copy_of_store()
    for words, betrays in questions.items():
        for form in ([], ["--json"]):
            def ask(person, day):
                return run(*form, "--as", person, "--at", day, *words, store=store)[0]

            check(betrays in ask("ppa.risk-officer", "2017-09-10"), f"{words}: a member does not see {betrays!r}: the test is empty")
            outside = ask("ppa.production", "2017-09-10")
            check(betrays not in outside, f"{words} shows {betrays!r} to a person outside:\n{outside[:1500]}")
            check(betrays in ask("ppa.production", "2017-10-20"), f"{words}: still closed after the restriction was lifted")


def case_R16_decision_needs_a_key():
    store = copy_of_store()
    fields = json.dumps({"case_id": "case-2017-1", "reason": "over"})
    line = ["--now", "2030-01-01T00:00:00Z", "--as", "ria.duty-officer", "do", "vulnerability.close_case", "--fields", fields]
    _, errors = run(*line, store=store, want=2)
    check("--key" in errors, errors)
    _, errors = run("--key", full() / "keys/ppa.director.pem", *line, store=store, want=5)
    check("signature" in errors, errors)


def case_what_if_suspension():
    words = ["what-if", "suspension", "--decided", "2017-08-30", "--remedy", "2017-10-25", "--law-of", "2026-01-01"]
    answer = as_json(*words, store=full() / "store")
    check(answer["last_day"] == "2017-10-11" and answer["days_late"] == 14, answer)
    text = run(*words, store=full() / "store")[0]
    check("14 days too late" in text and "day 56" in text, text)


def case_R9_travel_is_not_touched():
    ask = ["--as", "ppa.risk-officer", "--at", "2017-10-20", "exposure", "ee-id-2014", "--case", "case-2017-1"]
    answer = as_json(*ask, store=full() / "store")
    check(answer["touched_uses"] == ["digital_identity"], answer)
    check(answer["by_use"]["border_crossing"] == answer["documents"] > 700000, answer)
    rows = [line.split() for line in run(*ask, store=full() / "store")[0].splitlines()]
    said = {row[0]: row[-1] for row in rows if row and row[0] in answer["by_use"]}
    check(said == {"free_movement": "no", "border_crossing": "no", "digital_identity": "yes"}, said)


def case_R61_limit_ends_the_electronic_use_alone():
    ask = ["--as", "ppa.risk-officer", "exposure", "ee-id-2014", "--case", "case-2017-1"]
    before = as_json("--at", "2017-11-02", *ask, store=full() / "store")["by_use"]
    after = as_json("--at", "2017-11-04", *ask, store=full() / "store")["by_use"]
    check(before["digital_identity"] == 760000, before)
    check(after == {"free_movement": 760000, "border_crossing": 760000}, after)


def case_lifetime_formula():
    words = ["lifetime", "--lead-months", "12", "--production-months", "36", "--validity-months"]
    check(as_json(*words, "120")["months"] == 14 * 12, "1 + 3 + 10 years")
    check(as_json(*words, "60")["months"] == 9 * 12, "1 + 3 + 5 years")
    check("14 years" in run(*words, "120")[0] and "9 years" in run(*words, "60")[0], "not said in years")


def case_usage_errors():
    for words in (["frobnicate"], ["history", "frobnicate"], [], ["reach"], ["--at", "soon", "certificate", "list"],
                  ["--at", "2017-02-30", "certificate", "list"]):
        out, errors = run(*words, want=2)
        check(errors.strip() and not out.strip(), f"{words}: {out}{errors}")
    out, _ = run("--help")
    check("Exit codes" in out, "exit codes are not in --help")


def case_exit_codes():
    store = full() / "store"
    run("--as", "ppa.risk-officer", "certificate", "show", "NO-SUCH-CERTIFICATE", store=store, want=4)
    run("certificate", "list", store=WORK / "nowhere", want=4)
    copy = copy_of_store()
    now = ["--now", "2030-01-01T00:00:00Z"]
    refusal = run("--json", *now, "--as", "ppa.production", "do", "access.add_key", "--fields",
                  '{"person":"ppa.director","key_id":"x","public_key":"' + "00" * 32 + '"}', store=copy, want=5)
    check(json.loads(refusal[1])["error"] == "forbidden", refusal)
    run("--now", "2010-01-01T00:00:00Z", "--as", "ppa.administrator", "do", "catalog.record_composition", "--fields",
        '{"component":"esteid-2014","rests_on":[]}', store=copy, want=3)
    run("--at", "2017-01-01", "--as", "ppa.administrator", "do", "catalog.record_composition", "--fields",
        '{"component":"esteid-2014","rests_on":[]}', store=copy, want=2)


def case_no_color():
    words = ["certificate", "list"]
    plain = run(*words, store=full() / "store", env={"NO_COLOR": "1"})[0]
    check(plain == run(*words, store=full() / "store")[0], "NO_COLOR changes the output of a pipe")
    check("\x1b" not in plain, "escape sequences in a pipe")


def case_completion():
    check("history" in run("__complete", "his")[0].split(), "noun")
    check(run("__complete", "history", "ver")[0].split() == ["verify"], "verb")
    check("--trusted" in run("__complete", "history", "verify", "--tr")[0].split(), "option")
    for shell in ("bash", "zsh", "fish"):
        check("__complete" in run("completion", shell)[0], shell)
    script = run("completion", "bash")[0]
    path = os.environ["PATH"]
    done = subprocess.run(["bash", "-c", script + '\nCOMP_WORDS=(longwatch history ver); COMP_CWORD=2; _longwatch; echo "${COMPREPLY[@]}"'],
                          capture_output=True, text=True, env={**os.environ, "PATH": f"{PROGRAM.parent}:{path}"})
    check(done.stdout.split() == ["verify"], done)


def case_bad_input():
    store = copy_of_store()
    before = as_json("history", "digest", store=store)
    bad = store.parent / "bad.json"
    for content in (b"", b"{", b"[" * 100000, b'{"format": "\xff\xfe"}', b'{"certificates": 3}', b"\x00" * 1000):
        bad.write_bytes(content)
        line = [str(PROGRAM), "--store", str(store), "--now", "2030-01-01T00:00:00Z", "--as", "ppa.administrator", "import", "facts",
                str(bad)]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60)
        check(done.returncode == 2 and done.stderr.startswith("longwatch: "), f"{content[:20]!r}: {done}")
    for fields in ('{"component":"esteid-2014","rests_on":["esteid-2014"]}', '{"component":"ifx-rsa-1.02.013","rests_on":["esteid-2014"]}'):
        line = [str(PROGRAM), "--store", str(store), "--now", "2030-01-01T00:00:00Z", "--as", "ppa.administrator", "do",
                "catalog.record_composition", "--fields", fields]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60)
        check(done.returncode in (2, 3), f"a cycle in the composition: {done}")
    check(as_json("history", "digest", store=store) == before, "something bad was taken")


def case_public_graph():
    folder = os.environ.get("LW_PUBLIC_DATA")
    if not folder:
        print("not run: LW_PUBLIC_DATA does not name the folder of the full public data")
        sys.exit(NOT_RUN)
    store = Path(tempfile.mkdtemp(dir=WORK)) / "store"
    run("init", "--simulated", "--administrator", "root", "--organisation", "agency", "--name", "Agency", "--kind",
        "issuing_authority", "--territory", "EE", "--origin", "longwatch.example/test", "--administrator-key",
        store.parent / "root.pem", "--now", "2023-11-01T08:00:00Z", store=store)
    run("--now", "2023-11-01T09:00:00Z", "--as", "root", "import", "graph", Path(folder) / "sec-certs-graph", store=store)
    answer = as_json("reach", ROOT, store=store)
    check((len(answer["direct"]), len(answer["all"])) == (21, 29), f"{len(answer['direct'])} direct, {len(answer['all'])} in all")
    direct, everything = closure(chain()["edges"])
    check((set(answer["direct"]), set(answer["all"])) == (direct, everything), "the demo's facts differ from the public graph")


def main():
    global PROGRAM, SOURCE, WORK
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--longwatch", "--source", "--work"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("case")
    given = parser.parse_args()
    PROGRAM, SOURCE, WORK = given.longwatch.resolve(), given.source.resolve(), given.work.resolve()
    if given.case == "replay":
        replay()
    else:
        globals()["case_" + given.case]()


if __name__ == "__main__":
    main()
