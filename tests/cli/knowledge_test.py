"""Who may know what, who has read what, and whose knowledge an answer rests on. Standard library only.

usage: knowledge_test.py --longwatch PROGRAM --source TREE --work FOLDER CASE
Exit code: 0 holds, 1 does not, 77 not run (the message says why).
"""

import argparse
import os
import re
import subprocess
from pathlib import Path

import cli_test as cli
from cli_test import as_json, check, copy_of_store, full, run, stopped

MEMBER = "ppa.risk-officer"
CASE = "case-2017-1"


def reads(store):
    """(who, what) of every read on record, as a member of the compartment sees them."""
    entries = as_json("--as", MEMBER, "history", "list", "--find", "case_read", store=store)
    return [(e["actor"], e["body"]["what"]) for e in entries if e["event"] == "vulnerability.case_read"]


def case_R22_every_read_is_recorded():
    store = copy_of_store(stopped())
    questions = (["case", "list"], ["case", "show", CASE], ["findings"], ["clocks"], ["history", "list"],
                 ["exposure", "ee-id-2014", "--case", CASE], ["case", "list", "--at", "2017-08-31"])
    for words in questions:
        before = reads(store)
        run("--as", MEMBER, *words, store=store)
        fresh = reads(store)[len(before):]
        verb = " ".join(w for w in words[:2] if not w.startswith("ee-"))
        check((MEMBER, verb) in fresh, f"{words} left {fresh}")


def case_R22_the_handle_of_a_restricted_case_is_free_outside():
    """Who opens a case under the handle that a sealed one has is told what they would be told of any other."""
    later = "2017-09-02T12:00:00Z"
    opened = ["title=weak keys", "channel=form", "reference=letter", "summary=keys", "reason=notice"]

    def answers(case):
        out = []
        for person in ("ppa.production", "bsi.analyst"):
            store = copy_of_store(stopped())
            for words in (["vulnerability.report_flaw", *opened],
                          ["vulnerability.report_flaw", *opened, "compartment=shared-key-generation"],
                          ["vulnerability.add_report", "channel=form", "reference=x", "summary=y", "reason=r"],
                          ["vulnerability.restrict_case", "compartment=shared-key-generation", "reason=r"],
                          ["risk.open_risk", "risk=risk-x", "programme=ee-id-2014", "component=esteid-2014", "cause=flaw",
                           f"cause_ref={case}", "reason=r"]):
                line = [str(cli.PROGRAM), "--store", str(store), "--now", later, "--as", person, "do", words[0], f"case_id={case}", *words[1:]]
                done = subprocess.run(line, capture_output=True, text=True, timeout=60)
                said = (done.stdout + done.stderr).replace(case, "CASE")
                out.append((person, words[0], done.returncode, re.sub("CASE~[0-9a-f]{16}", "CASE~DIGITS", said)))
        return out

    hidden, absent = answers(CASE), answers("case-0000-0")
    check(hidden == absent, "\n".join(f"{a}\nis not\n{b}" for a, b in zip(hidden, absent) if a != b))
    check(any(code == 0 for _, _, code, _ in hidden), f"nobody could open a case: the test is empty {hidden}")
    listed = as_json("--as", MEMBER, "case", "list", store=copy_of_store(stopped()))
    check(len(listed) == 1 and re.fullmatch(CASE + "~[0-9a-f]{16}", listed[0]["id"]), listed)


def case_a_handle_that_two_cases_share_is_not_guessed():
    store = copy_of_store(stopped())
    whole = as_json("--as", MEMBER, "case", "list", store=store)[0]["id"]
    check(as_json("--as", MEMBER, "case", "show", CASE, store=store)["id"] == whole, "the handle does not lead to the case")
    run("--now", "2017-09-02T12:00:00Z", "--as", "ria.duty-officer", "do", "vulnerability.report_flaw", f"case_id={CASE}", "title=another",
        "channel=form", "reference=letter", "summary=keys", "reason=notice", store=store)
    _, errors = run("--as", MEMBER, "case", "show", CASE, store=store, want=2)
    check(whole in errors and f"{CASE}~" in errors, errors)
    check(as_json("--as", MEMBER, "case", "show", whole, store=store)["id"] == whole, "the whole id is not taken")
    check(as_json("--as", MEMBER, "case", "show", CASE + "~", store=store)["title"] == "another", "the id as typed is not taken")
    check(as_json("--as", "ppa.production", "case", "show", CASE, store=store)["title"] == "another", "outside there is one case only")


def case_R22_a_stranger_leaves_no_read():
    store = copy_of_store(stopped())
    before = as_json("history", "verify", store=store)["entries"]
    run("--as", "ppa.production", "case", "list", store=store)
    run("case", "list", store=store)
    check(as_json("history", "verify", store=store)["entries"] == before, "an entry for a question that answers nothing restricted")


def case_R22_a_read_that_cannot_be_recorded_is_refused():
    if os.geteuid() != 0:
        print("not run: only root can make a folder that another user may read and not write")
        return cli.NOT_RUN
    store = copy_of_store(stopped())
    for path in [store.parent, store, *store.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    out, errors = run("--as", MEMBER, "case", "show", CASE, store=store, want=3, as_nobody=True)
    check("leaves an entry" in errors and "weak" not in out, out + errors)
    return None


def case_R52_an_overview_tells_no_exploit_detail():
    """The authority's own people ask for the overview of their programme; a laboratory reads the detail."""
    canary = "CANARY-how-to-do-it-52"
    store = copy_of_store(stopped())
    run("--now", "2030-01-01T00:00:00Z", "--as", "lab.evaluator", "do", "vulnerability.record_exploit_detail", f"case_id={CASE}",
        f"detail={canary}", "reason=for the file", store=store)
    check(canary in run("--as", "lab.evaluator", "--json", "history", "list", "--find", "exploit", store=store)[0],
          "nobody reads it: the test is empty")
    for words in (["programme", "show", "ee-id-2014"], ["exposure", "ee-id-2014", "--case", CASE], ["case", "show", CASE],
                  ["findings"]):
        for form in ([], ["--json"]):
            out = run(*form, "--as", MEMBER, *words, store=store)[0]
            check(len(out) > 100 and canary not in out, f"{words}: {out[:500]}")


def case_known_now_counts_the_flaw_before_anybody_knew():
    words = ["exposure", "ee-id-2014", "--case", CASE, "--at", "2017-08-01"]
    store = copy_of_store()
    then = run("--as", MEMBER, "--known", "then", *words, store=store, want=4)[1]
    check(CASE in then, then)
    hindsight = as_json("--as", MEMBER, "--known", "now", *words, store=store)
    stock = as_json("--as", MEMBER, "--known", "now", "--at", "2017-08-01", "programme", "list", store=store)
    counted = max(v for v in numbers(hindsight) if v < 10**7)
    issued = max(v for v in numbers(stock) if v < 10**7)
    check(counted == issued > 600_000, f"{counted} exposed of {issued} in the field: every card of that day had the library")


def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [n for v in value for n in numbers(v)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def case_commands_tell_their_fields():
    text = run("commands", "certificate.suspend", store=full() / "store")[0]
    check("certificate id" in text and "one of " in text and "--key FILE" in text, text)
    schema = as_json("commands", "certificate.suspend", store=full() / "store")
    check("reason" in schema["properties"] and "certificate" in schema["required"], schema)
    run("commands", "certificate.frobnicate", store=full() / "store", want=4)


def case_mistyped_words_are_named():
    for words, says in ((["certifcate", "list"], "certificate"), (["certificate", "lst"], "list"), (["case", "frobnicate"], "choose one of")):
        _, errors = run(*words, store=full() / "store", want=2)
        check("there is no" in errors and says in errors, errors)
        _, errors = run("--json", *words, store=full() / "store", want=2)
        check(errors.startswith("{") and "invalid_input" in errors, errors)
    _, errors = run("--as", "nobody.at-all", "case", "list", store=full() / "store", want=4)
    check("nobody.at-all" in errors and "access people" in errors, errors)
    _, errors = run("do", "certificate.share", "certificate=x", "reason=r", store=copy_of_store(), want=2)
    check("--as" in errors, errors)
    _, errors = run("--as", MEMBER, "do", "certificate.share", "--fields", "{}", "certificate=x", store=copy_of_store(), want=2)
    check("two ways" in errors, errors)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--longwatch", "--source", "--work"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("case")
    given = parser.parse_args()
    cli.PROGRAM, cli.SOURCE, cli.WORK = given.longwatch.resolve(), given.source.resolve(), given.work.resolve()
    return globals()["case_" + given.case]() or 0


if __name__ == "__main__":
    raise SystemExit(main())
