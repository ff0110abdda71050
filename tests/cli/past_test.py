"""A store asked about a past day answers as one that was stopped on that day. Standard library only.

usage: past_test.py --longwatch PROGRAM --source TREE --work FOLDER CASE
Exit code: 0 holds, 1 does not, 77 not run (the message says why).
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import cli_test as cli
from cli_test import ROOT, check, run

CARD, PROGRAMME, CASE, PLAN, RISK = "esteid-2014", "ee-id-2014", "case-2017-1", "ee-plan-2014", "risk-ee-id-2014"
NATIONAL = "ANSSI-CC-2013/55"
# Nothing that happens after the days asked about has this time, so a recorded read is no part of any of them.
NOW = "2030-01-01T00:00:00Z"
STOPS = ("2017-10-16", "2017-11-04", "2018-04-01")
EARLY = "2016-05-15"
PEOPLE = ("ppa.risk-officer", "ppa.production", None)

# Every verb that asks, with what it is asked. A verb that is in neither table fails the test.
QUESTIONS = {
    "product list": [[]],
    "product show": [[CARD]],
    "certificate list": [[]],
    "certificate show": [[ROOT], [NATIONAL]],
    "certificate status": [[ROOT]],
    "certificate mark": [[ROOT]],
    "reach": [[ROOT]],
    "findings": [[], ["--all"], ["--weight", "warning"]],
    "clocks": [[], ["--overdue"]],
    "surveillance list": [[]],
    "surveillance show": [[CARD]],
    "surveillance events": [[]],
    "surveillance gaps": [[CARD, "--from", "2014-10-01", "--to", "2019-10-01"]],
    "case list": [[], ["--open"]],
    "case show": [[CASE]],
    "case route": [[CASE, ROOT]],
    "case exploited": [[CASE]],
    "case advisory": [[CASE, "--publisher", "PPA", "--namespace", "https://ppa.example"]],
    "rate show": [[CARD]],
    "rate tables": [[]],
    "programme list": [[]],
    "programme show": [[PROGRAMME]],
    "programme erosion": [[PROGRAMME]],
    "programme uses": [[PROGRAMME, "--issued", "2015-03-01", "--software", CARD]],
    "exposure": [[PROGRAMME, "--case", CASE], [PROGRAMME, "--component", "ifx-rsa-1.02.013"]],
    "lifetime": [[PROGRAMME, "--software", CARD]],
    "what-if validity": [[PROGRAMME, "--software", CARD]],
    "what-if suspension": [["--decided", "2017-08-30", "--remedy", "2017-10-25", "--law-of", "2026-01-01"]],
    "risk list": [[]],
    "risk show": [[RISK]],
    "risk options": [[RISK]],
    "plan list": [[]],
    "plan foresee": [[PROGRAMME]],
    "plan proposals": [[]],
    "plan progress": [["ee-id-2014/broken/1"]],
    "plan export": [[PLAN]],
    "access people": [[]],
    "history list": [[]],
    "history show": [["3"]],
    "history digest": [[]],
    "import list": [[]],
}
# Verbs that write, that make files, or whose answer is the same on every day.
NO_QUESTIONS = {"init", "do", "decide", "demo", "exercise play", "commands", "completion", "access enrol", "import facts", "import feed",
                "import graph", "import document", "plan import", "history verify", "history prove", "history at", "history export-keys",
                "history destroy-keys", "report"}
# The text of these is a document for other programs.
DOCUMENTS = {"plan export", "case advisory", "history show"}
# No certificate of the replay bears the mark of EUCC; refusals are compared too.
REFUSED = {"certificate mark"}
# Which sealed entries somebody may read is a matter of today: a restriction that was lifted since hides nothing any more.
BY_MEMBERS = {"history list", "history show"}


def verbs():
    def words(*typed):
        line = [str(cli.PROGRAM), "__complete", *typed]
        return subprocess.run(line, capture_output=True, text=True, timeout=60, check=True).stdout.split()

    for noun in words(""):
        below = [] if noun in ("do", "decide", "commands", "completion") else words(noun, "")
        yield from ([f"{noun} {verb}" for verb in below] if below else [noun])


def steps_until(store, keys, after, until):
    """Gives the lines of the replay of those days, each to a process of its own."""
    values = {"{facts}": str(cli.SOURCE / "data/demo/roca"), "{out}": str(store.parent), "{keys}": str(keys)}
    given = 0
    for step in json.loads((cli.SOURCE / "data/demo/roca/replay.json").read_text())["steps"]:
        words = step["line"]
        if not after < step["at"][:10] <= until or words[0] not in ("do", "import") or any("{public}" in w for w in words):
            continue
        for name, value in values.items():
            words = [w.replace(name, value) for w in words]
        run("--now", step["at"], "--as", step["as"], "--key", keys / f"{step['as']}.pem", *words, store=store)
        given += 1
    return given


def stores():
    """{day: store stopped on it} and the store that went on to the end: one history, copied on the way."""
    folder = Path(tempfile.mkdtemp(dir=cli.WORK))
    going = folder / "store"
    shutil.copytree(cli.stopped() / "store", going)
    kept, before = {}, cli.STOP
    for day in (cli.STOP, *STOPS, "9999-12-31"):
        given = steps_until(going, cli.stopped() / "keys", before, day)
        check(given > 0 or day == cli.STOP, f"nothing happens until {day}")
        kept[day] = folder / f"on-{day}"
        shutil.copytree(going, kept[day])
        before = day
    return kept, kept.pop("9999-12-31")


def answer(store, person, day, words):
    who = ["--as", person] if person else []
    line = [str(cli.PROGRAM), "--store", str(store), "--now", NOW, *who, "--at", day, *words]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def case_every_question_agrees_with_a_stopped_store():
    known = set(verbs())
    check(known == set(QUESTIONS) | NO_QUESTIONS, f"in no table, or gone: {known ^ (set(QUESTIONS) | NO_QUESTIONS)}")
    kept, full = stores()
    answered = set()
    for day, store in {EARLY: kept[cli.STOP], **kept}.items():
        for person in PEOPLE:
            for verb, variants in QUESTIONS.items():
                if (verb in BY_MEMBERS and person != PEOPLE[0]) or (person is None and day != cli.STOP):
                    continue
                for more in variants:
                    words = ["--json", *verb.split(), *more]
                    left, right = answer(full, person, day, words), answer(store, person, day, words)
                    check(left == right, f"{day}, {person}: {words}\n  now:     {left}\n  stopped: {right}"[:6000])
                    if left[0] == 0:
                        answered.add(verb)
    check(answered == set(QUESTIONS) - REFUSED, f"answered or not, otherwise than said: {answered ^ (set(QUESTIONS) - REFUSED)}")


def case_every_answer_about_a_past_day_says_which():
    store = cli.copy_of_store()
    for verb, variants in QUESTIONS.items():
        for known, says in (("then", "what was known then"), ("now", "what is known now")):
            line = ["--known", known, *verb.split(), *variants[0]]
            if verb in REFUSED:
                continue
            code, out, errors = answer(store, PEOPLE[0], "2018-04-01", line)
            check(code == 0, f"{line}: {errors}")
            head = out.splitlines()[0]
            if verb in DOCUMENTS:
                check(not head.startswith("As of"), f"{verb}: {head}")
            else:
                check(head == f"As of 2018-04-01, from {says}.", f"{verb}: {head}")
    code, out, errors = answer(cli.copy_of_store(), PEOPLE[0], "2018-04-01",
                               ["report", "--programme", PROGRAMME, "--case", CASE, "--out", f"{tempfile.mkdtemp(dir=cli.WORK)}/r.html"])
    check(code == 0 and out.startswith("As of 2018-04-01"), out[:200] + errors)


def case_people_and_plans_of_a_past_day():
    """What was enrolled, revoked, drafted or came into force later is not told, whoever knows it now."""
    store = cli.copy_of_store()
    run("--now", NOW, "--as", "ppa.administrator", "access", "enrol", "ppa.late", "--organisation", "ppa", "--role", "auditor", "--new-key",
        store.parent / "late.pem", store=store)
    for known in ("then", "now"):
        for form in ([], ["--json"]):
            out = run(*form, "--at", "2018-04-01", "--known", known, "access", "people", store=store)[0]
            check("ppa.director" in out and "ppa.late" not in out, out)
    check("ppa.late" in run("--now", NOW, "access", "people", store=store)[0], "nobody came later: the test is empty")
    run("--at", "2014-09-30", "--known", "now", "plan", "export", PLAN, store=store, want=4)
    check(cli.as_json("--at", "2018-04-01", "plan", "export", PLAN, store=store)["type"] == "playbook", "no playbook")
    shown = {(t["table"], t["version"]) for t in cli.as_json("rate", "tables", store=store)}
    before = {(t["table"], t["version"]) for t in cli.as_json("--at", "1990-01-01", "rate", "tables", store=store)}
    check(shown and not before, f"tables in force in 1990: {before}")


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
