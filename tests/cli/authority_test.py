"""A certification body and two national authorities at work on one store. Standard library only.

usage: authority_test.py --longwatch PROGRAM --source TREE --work FOLDER CASE
Exit code: 0 holds, 1 does not, 77 not run (the message says why).
"""

import argparse
import base64
import contextlib
import json
import shutil
import tempfile
from pathlib import Path

import cli_test as cli
from cli_test import as_json, check, run

CHIP = "EUCC-1-2025-03-0001"
PLATFORM = "EUCC-2-2026-01-0001"
PEOPLE = {"root": "ncca-de", "fr.officer": "ncca-fr", "cb.officer": "cb-de", "cb.fr": "cb-fr", "lab.evaluator": "lab",
          "maker.security": "maker", "agency.risk": "agency"}


def give(store, at, person, command, want=0, **fields):
    """Gives a command as a person, signing where it is a decision; returns (output, errors)."""
    return run("--now", at, "--as", person, "--key", store.parent / f"{person}.pem", "do", command, "--fields",
               json.dumps(fields), store=store, want=want)


def certificate(**fields):
    return {"scheme": "eucc", "subject": "product", "issuer": "cb-de", "holder": "maker", "territory": "DE",
            "assurance": ["EAL4", "AVA_VAN.5"], "shown_level": "EAL4", "rests_on": [], "laboratory": "lab", "qscd": False,
            "reason": "evaluated", **fields}


def build(folder):
    """A chip certified in Germany, a platform on it certified in France, and a card that rests on both."""
    store = folder / "store"
    start = "2025-02-27T08:00:00Z"
    run("init", "--simulated", "--administrator", "root", "--organisation", "ncca-de", "--kind", "ncca", "--territory", "DE",
        "--origin", "longwatch.example/authority", "--administrator-key", folder / "root.pem", "--now", start, store=store)
    scope = [{"scope": "smartcards", "from": "2020-01-01", "until": "2035-12-31"}]
    kinds = {"ncca-fr": ("ncca", "FR"), "cb-de": ("certification_body", "DE"), "cb-fr": ("certification_body", "FR"),
             "lab": ("itsef", "DE"), "maker": ("developer", "DE"), "agency": ("issuing_authority", "EE")}
    for organisation, (kind, territory) in kinds.items():
        give(store, start, "root", "access.register_organisation", organisation=organisation, name=organisation.upper(),
             kinds=[kind], territory=territory, accreditations=scope if kind == "itsef" else [])
    for person, organisation in PEOPLE.items():
        if person != "root":
            run("--now", start, "--as", "root", "access", "enrol", person, "--organisation", organisation, "--role",
                kinds[organisation][0], "--new-key", folder / f"{person}.pem", store=store)
    for name, layer, below in (("ic", "ic", []), ("lib", "crypto_library", ["ic"]), ("os", "platform", ["lib"]),
                               ("app", "applet", ["os"]), ("esw", "embedded_software", ["app"])):
        give(store, start, "maker.security", "catalog.register_component", component=name, layer=layer, name=name.upper(),
             version="1.0", developer="maker", identifiers=[])
        give(store, start, "maker.security", "catalog.record_composition", component=name, rests_on=below)
    give(store, "2025-03-01T08:00:00Z", "cb.officer", "certificate.register",
         **certificate(certificate=CHIP, name="Chip", valid_from="2025-03-01", valid_until="2030-02-28", covers=["ic", "lib"]))
    give(store, "2026-01-10T08:00:00Z", "cb.fr", "certificate.register",
         **certificate(certificate=PLATFORM, issuer="cb-fr", territory="FR", name="Platform", valid_from="2026-01-10",
                       valid_until="2031-01-09", covers=["os"], rests_on=[CHIP]))


def new_store():
    """A copy of that store, made once."""
    made = cli.WORK / "authority"
    if not (made / "store").is_dir():
        making = Path(tempfile.mkdtemp(dir=cli.WORK))
        build(making)
        with contextlib.suppress(OSError):  # another test was first
            making.rename(made)
    folder = Path(tempfile.mkdtemp(dir=cli.WORK))
    shutil.copytree(made, folder / "copy")
    return folder / "copy/store"


def ids(store, person, *words):
    who = ["--as", person] if person else []
    return {row["id"] for row in as_json(*who, *words, "certificate", "list", store=store)}


def suspend(store):
    give(store, "2026-03-03T08:00:00Z", "cb.officer", "certificate.suspend", certificate=CHIP, ground="emergency", reason="flaw")


def case_R13_an_authority_sees_its_territory():
    store = new_store()
    check(ids(store, "root") == {CHIP}, ids(store, "root"))
    check(ids(store, "fr.officer") == {PLATFORM}, ids(store, "fr.officer"))
    check(ids(store, "agency.risk") == {CHIP, PLATFORM}, "an issuing authority relies on certificates of any territory")
    check(ids(store, "") == set(), "the public sees what no list publishes")
    run("--as", "fr.officer", "--for", "ncca-de", "certificate", "list", store=store, want=5)
    hidden = run("--as", "fr.officer", "certificate", "show", CHIP, store=store, want=4)[1]
    absent = run("--as", "fr.officer", "certificate", "show", "EUCC-1-2025-03-0009", store=store, want=4)[1]
    check(hidden.replace(CHIP, "ID") == absent.replace("EUCC-1-2025-03-0009", "ID"), f"{hidden}\nis not\n{absent}")
    run("--as", "fr.officer", "reach", CHIP, store=store, want=4)
    run("--as", "fr.officer", "certificate", "mark", CHIP, store=store, want=4)
    check(as_json("--as", "root", "reach", CHIP, store=store)["all"] == [], "the reach names a hidden certificate")
    check(as_json("--as", "agency.risk", "reach", CHIP, store=store)["all"] == [PLATFORM], "the reach lacks a certificate")
    suspend(store)
    for words in (["clocks"], ["findings"]):
        words = ["--at", "2026-05-01", "--known", "now", *words]
        check(CHIP in run("--as", "root", *words, store=store)[0], f"{words}: the own authority sees nothing")
        said = run("--as", "fr.officer", *words, store=store)[0]
        check(f" {CHIP} " not in said.replace("rests on " + CHIP, ""), f"{words} names a hidden certificate:\n{said}")
    give(store, "2026-03-04T08:00:00Z", "root", "certificate.share", certificate=CHIP, with_territory="FR", reason="composite")
    check(ids(store, "fr.officer") == {CHIP, PLATFORM}, "shared, and still hidden")
    check(ids(store, "fr.officer", "--at", "2026-03-03") == {PLATFORM}, "it was not shared on that day")
    check(ids(store, "") == set(), "sharing with an authority published it")
    shown = as_json("--as", "fr.officer", "certificate", "show", CHIP, store=store)
    check(shown["seen"] == "file", shown["seen"])


def case_R13_a_public_list_is_public():
    store = new_store()
    give(store, "2026-03-01T08:00:00Z", "cb.officer", "certificate.open_review", certificate=CHIP, ground="monitoring",
         reason="asked in confidence")
    give(store, "2026-03-02T08:00:00Z", "root", "certificate.list", certificate=CHIP, scheme="eucc", source="ENISA",
         register_id=CHIP, name="Chip", holder_name="Maker", territory="DE", assurance=[], shown_level="", snapshot="2026-03-02")
    for person in ("", "fr.officer"):
        check(CHIP in ids(store, person), f"{person or 'the public'} does not see what ENISA lists")
        who = ["--as", person] if person else []
        for form in ([], ["--json"]):
            out = run(*form, *who, "certificate", "show", CHIP, store=store)[0]
            check("asked in confidence" not in out, f"{person}: the file is shown:\n{out}")
    check("asked in confidence" in run("--as", "root", "certificate", "show", CHIP, store=store)[0], "the test is empty")
    check("asked in confidence" in run("--as", "cb.officer", "certificate", "show", CHIP, store=store)[0], "nor to the issuer")


def case_R15_an_overdue_suspension_is_shown_to_the_authority():
    store = new_store()
    suspend(store)

    def clock(day):
        rows = as_json("--as", "root", "--at", day, "--known", "now", "clocks", store=store)
        return next(r for r in rows if r["rule"] == "eucc.suspension.max")

    check((clock("2026-04-14")["state"], clock("2026-04-14")["who"]) == ("due", "cb-de"), clock("2026-04-14"))
    check((clock("2026-04-15")["state"], clock("2026-04-15")["who"]) == ("overdue", "cb-de, ncca-de"), clock("2026-04-15"))
    words = ["--as", "root", "--at", "2026-04-15", "--known", "now"]
    check(CHIP in run(*words, "clocks", "--overdue", "--who", "ncca-de", store=store)[0], "not under its own name")
    found = as_json(*words, "findings", "--rule", "certificate.suspension_overdue", store=store)
    check(len(found) == 1 and "cb-de" in found[0]["says"] and "ncca-de" in found[0]["says"], found)


def attack(outcome):
    return [{"method": "template attack", "equipment": "specialised", "equipment_used": "probe", "skills": "expert",
             "outcome": outcome}]


def plan(store, at, event, component, layer, due):
    give(store, at, "cb.officer", "surveillance.plan_event", event=event, component=component, layer=layer, laboratory="lab",
         technical_domain="smartcards", planned_for=due)


def report(store, at, event, outcome):
    give(store, at, "lab.evaluator", "surveillance.record_result", event=event, outcome=outcome,
         attacks=attack("succeeded" if outcome == "failed" else "resisted"), report=f"report-{event}")


def case_R53_four_words_in_every_form():
    store = new_store()
    at = "2026-01-11T08:00:00Z"
    for component, layer in (("ic", "ic"), ("lib", "crypto_library"), ("os", "platform"), ("app", "applet")):
        plan(store, at, f"s-{component}", component, layer, "2026-06-01")
    report(store, "2026-02-01T08:00:00Z", "s-ic", "passed")
    report(store, "2026-02-02T08:00:00Z", "s-lib", "failed")
    report(store, "2026-02-03T08:00:00Z", "s-os", "not_conclusive")
    ask = ["--as", "agency.risk", "--at", "2026-06-02", "--known", "now"]
    want = {"ic": "passed", "lib": "failed", "os": "not conclusive", "app": "overdue"}
    rows = {r["component"]: r for r in as_json(*ask, "surveillance", "list", store=store)}
    check({c: rows[c]["word"] for c in want} == want, rows)
    check(len({rows[c]["standing"] for c in want}) == 4, rows)
    text = run(*ask, "surveillance", "list", store=store)[0]
    for component, word in want.items():
        line = next(x for x in text.splitlines() if x.startswith(component + " "))
        check(f"  {word}  " in line, line)
        shown = run(*ask, "surveillance", "show", component, store=store)[0]
        check(shown.splitlines()[1].startswith(f"{component}: {word}, "), shown)
        check(as_json(*ask, "surveillance", "show", component, store=store)["word"] == word, component)
        event = run(*ask, "surveillance", "show", f"s-{component}", store=store)[0]
        check(f"standing    {word}\n" in event, event)
        check(rows[component]["standing"] in run(*ask, "surveillance", "list", "--standing", rows[component]["standing"], "--json",
                                                 store=store)[0], "the filter")
    said = text.replace("not that the product is secure", "")
    check("secure" not in said.lower(), f"surveilled is shown as secure:\n{said}")
    check("not that the product is secure" in text, "the legend is missing")
    run("surveillance", "list", "--standing", "fine", store=store, want=2)
    run(*ask, "surveillance", "show", "nothing", store=store, want=4)
    events = {r["assessment"]["id"]: r["word"] for r in as_json(*ask, "surveillance", "events", store=store)}
    check(events == {f"s-{c}": w for c, w in want.items()}, events)
    check(as_json("--as", "agency.risk", "--at", "2026-01-10", "surveillance", "events", store=store) == [], "before the plan")


def case_R1_the_assessment_that_stood_on_each_day():
    store = new_store()
    plan(store, "2026-01-11T08:00:00Z", "s1", "ic", "ic", "2026-12-01")
    plan(store, "2026-01-11T08:00:00Z", "s2", "ic", "ic", "2026-12-01")
    report(store, "2026-05-01T08:00:00Z", "s1", "passed")
    report(store, "2026-09-01T08:00:00Z", "s2", "failed")
    want = {"2025-02-28": None, "2025-03-01": CHIP, "2026-04-30": CHIP, "2026-05-01": "s1", "2026-08-31": "s1",
            "2026-09-01": "s2", "2027-01-01": "s2"}
    for known in ("then", "now"):
        for day, which in want.items():
            ask = ["--as", "agency.risk", "--at", day, "--known", known]
            stands = as_json(*ask, "surveillance", "show", "ic", store=store)["stands"]
            check((stands and stands["id"]) == which, f"{day}, known {known}: {stands}")
            text = run(*ask, "surveillance", "show", "ic", store=store)[0]
            check((f"On {day} the assessment of" in text) == bool(which), text)


def case_R51_a_decision_on_a_reassessment_reaches_the_certificate():
    store = new_store()
    give(store, "2026-02-01T08:00:00Z", "cb.officer", "surveillance.open_reassessment", event="r1", component="ic", layer="ic",
         laboratory="lab", technical_domain="smartcards", planned_for="2026-06-01", certificate=CHIP,
         inputs={"security_target": "st", "previous_report": "etr", "attack_landscape": "attacks"})
    report(store, "2026-03-01T08:00:00Z", "r1", "failed")
    give(store, "2026-03-02T08:00:00Z", "cb.officer", "surveillance.record_cb_report", event="r1", cb_report="cb-report")

    def next_step(day):
        return as_json("--as", "root", "--at", day, "--known", "now", "surveillance", "events", store=store)[0]["next"]

    check(next_step("2026-03-02")["step"] == "decide", next_step("2026-03-02"))
    give(store, "2026-03-03T08:00:00Z", "root", "surveillance.decide_reassessment", event="r1", decision="suspend",
         reason="does not resist")
    check(next_step("2026-03-03")["step"] == "give_effect", next_step("2026-03-03"))
    words = ["--as", "root", "--at", "2026-03-11", "--known", "now", "findings", "--rule", "surveillance.decision"]
    check([f["rule"] for f in as_json(*words, store=store)] == ["surveillance.decision_without_effect"], "eight days without effect")
    give(store, "2026-03-11T08:00:00Z", "cb.officer", "certificate.suspend", want=4, certificate=CHIP, ground="emergency",
         reason="as decided", assessment="r9")
    give(store, "2026-03-11T08:00:00Z", "cb.officer", "certificate.suspend", certificate=CHIP, ground="emergency",
         reason="as decided", assessment="r1")
    check(as_json(*words, store=store) == [], "the certificate followed")
    check(as_json("certificate", "status", CHIP, store=store)["status"] == "in_force", "a suspension runs from the day after")
    check(as_json("--at", "2026-03-12", "--known", "now", "certificate", "status", CHIP, store=store)["status"] == "suspended",
          "from the day after")
    check(as_json("history", "verify", store=store)["good"] is True, "the signed decisions do not verify")


def case_R89_anyone_is_told_what_a_certificate_means():
    store = new_store()
    suspend(store)
    answer = as_json("--at", "2026-03-10", "--known", "now", "certificate", "status", CHIP.lower(), store=store)
    check((answer["status"], answer["since"], answer["suspended_until"]) == ("suspended", "2026-03-04", "2026-04-14"), answer)
    check(answer["scope"] == "Chip" and answer["validity"] == "valid" and answer["promotion_allowed"] is False, answer)
    check([(v["name"], v["version"]) for v in answer["versions"]] == [("IC", "1.0"), ("LIB", "1.0")], answer["versions"])
    text = run("--at", "2026-03-10", "--known", "now", "certificate", "status", CHIP, store=store)[0]
    for part in ("suspended since 2026-03-04", "IC version 1.0", "legally valid until 2030-02-28"):
        check(part in text, text)
    before = as_json("--at", "2026-03-01", "certificate", "status", CHIP, store=store)
    check(before["status"] == "in_force" and before["since"] == "2025-03-01", before)
    run("certificate", "status", "EUCC-1-2025-03-0009", store=store, want=4)
    note = run("--at", "2026-03-10", "--known", "now", "certificate", "status", CHIP, "--signed", store=store)[0]
    body, _, signatures = note.partition("\n\n")
    check(body.splitlines()[:4] == ["longwatch certificate status v1", CHIP, "2026-03-10", "suspended"], note)
    dash, name, signature = signatures.strip().split(" ")
    check(dash == "\u2014" and name == "longwatch.example/authority/simulated", note)
    check(len(base64.b64decode(signature)) == 4 + 64, "not an Ed25519 signature with its key id")


def case_R27_from_a_component_everything_that_rests_on_it():
    store = new_store()
    answer = as_json("--as", "agency.risk", "reach", "lib", store=store)
    check(answer["components"] == ["app", "esw", "os"], answer)
    check((answer["direct"], answer["all"]) == ([CHIP, PLATFORM], [CHIP, PLATFORM]), answer)
    shown = as_json("--as", "agency.risk", "product", "show", "lib", store=store)
    check(shown["reached"] == [CHIP, PLATFORM] and shown["dependents"] == ["app", "esw", "os"], shown)
    check(as_json("--as", "root", "reach", "lib", store=store)["all"] == [CHIP], "a hidden certificate is named")
    check(as_json("--as", "agency.risk", "--at", "2025-12-31", "reach", "lib", store=store)["all"] == [CHIP], "not yet issued")
    _, errors = run("reach", "nothing", store=store, want=4)
    check("nothing" in errors and "longwatch certificate list" in errors, errors)


def case_R27_the_real_library():
    """The weak key generation, from the library up: worked out again here from the demo's facts alone."""
    chain = cli.chain()
    rests = {c["id"]: set(c.get("runs_on", [])) for c in chain["components"]}
    rests["esteid-2014"] = {"ifx-m7820-a11", "ifx-rsa-1.02.013", "jtop-infv46"}
    rests["esteid-2017"] = {"ifx-m7820-a11", "jtop-infv46"}
    library = "ifx-rsa-1.02.013"
    above, grown = {library}, True
    while grown:
        more = {c for c, below in rests.items() if below & above} - above
        above, grown = above | more, bool(more)
    listed = chain["certificates"] + chain["same_component_outside_closure"]
    covers = {c["id"]: set(c.get("components", [])) for c in listed}
    covers["ANSSI-CC-2013/55"] = covers.get("ANSSI-CC-2013/55", set()) | {"esteid-2014", "esteid-2017"}
    found = {c for c, parts in covers.items() if parts & above}
    direct = set(found)
    edges = {(e["from"], e["to"]) for e in chain["edges"]} | {(c["id"], b) for c in listed for b in c.get("rests_on", [])}
    grown = True
    while grown:
        more = {upper for upper, lower in edges if lower in found} - found
        found, grown = found | more, bool(more)
    answer = as_json("--as", "ppa.risk-officer", "reach", library, store=cli.full() / "store")
    check(set(answer["direct"]) == direct, f"direct differs by {set(answer['direct']) ^ direct}")
    check(set(answer["all"]) == found, f"all differs by {set(answer['all']) ^ found}")
    check({"esteid-2014"} <= set(answer["components"]), answer["components"])


def case_E26_the_mark_of_a_certificate():
    store = new_store()
    answer = as_json("--as", "cb.officer", "--at", "2026-03-01", "certificate", "mark", CHIP, store=store)
    check(answer["level"] == "high" and answer["height_min_mm"] == 5 and answer["may_be_shown"], answer)
    check((answer["id"]["accreditation"], answer["id"]["year"], answer["id"]["month"]) == ("1", 2025, 3), answer)
    check("accreditation 1 (CB-DE), 2025-03, number 0001" in run("--as", "cb.officer", "--at", "2026-03-01", "certificate", "mark",
                                                                 CHIP, store=store)[0], "the words")


def programme(store, at):
    """A programme that issues the card, under a certificate of its own."""
    give(store, at, "cb.officer", "certificate.register",
         **certificate(certificate="EUCC-1-2026-01-0002", name="Card", valid_from="2026-01-11", valid_until="2031-01-10",
                       covers=["esw"]))
    give(store, at, "agency.risk", "programme.define_document_class", document_class="card", name="Card", validity_months=120,
         validity_by_group_months={}, validity_rule="", reason="usual")
    give(store, at, "agency.risk", "programme.establish_programme", programme="cards", name="Cards", territory="EE",
         document_class="card", reason="start",
         policy={"uses": ["border_crossing"], "validity_by_group_months": {}, "field_security": "maintained",
                 "certification_floor": [], "gate": "personalisation", "surveillance_interval_months": 12,
                 "introduction_interval_months": 36, "exercise_interval_months": 24,
                 "effort_ceiling": {"steps": 6, "minutes": 30, "journeys": 1}, "erosion_threshold_ppm": 100000,
                 "margin_alarm_points": 3, "independent_sources_min": 1})
    give(store, at, "agency.risk", "programme.introduce_software", programme="cards", component="esw", source="maker",
         certificates=["EUCC-1-2026-01-0002"], reason="first")


def case_R28_a_result_is_closed_only_by_a_risk_that_took_it_up():
    store = new_store()
    programme(store, "2026-01-11T08:00:00Z")
    plan(store, "2026-01-12T08:00:00Z", "s1", "ic", "ic", "2026-12-01")
    report(store, "2026-05-01T08:00:00Z", "s1", "passed")
    at = "2026-05-02T08:00:00Z"

    def close(risk, want):
        return give(store, at, "agency.risk", "surveillance.close_event", want=want, event="s1", risk_evaluation=risk)

    check("take_resistance" in close("invented", 3)[1], "the refusal does not say what to do")
    give(store, at, "agency.risk", "risk.open_risk", risk="risk-1", programme="cards", component="esw", cause="surveillance",
         cause_ref="s1", reason="result of s1")
    close("risk-1", 3)
    give(store, at, "agency.risk", "surveillance.note_evaluation", want=5, event="s1", risk="risk-1")
    give(store, at, "agency.risk", "risk.take_resistance", risk="risk-1", input="s1", judged={"border_crossing": 2},
         basis="surveillance", reason="first input")
    waits = as_json("--as", "agency.risk", "surveillance", "events", "--open", store=store)
    check([e["next"]["step"] for e in waits] == ["close"], waits)
    check("risk-1" in close("risk-2", 3)[1], "the refusal does not name the risk that took it up")
    close("risk-1", 0)
    check(as_json("--as", "agency.risk", "surveillance", "events", "--open", store=store) == [], "closed, and still open")


def case_R45_R66_lateness_and_gaps_are_shown():
    """What the watch says of a programme: late surveillance, and a lifetime that outlasts its certificates."""
    store = new_store()
    at = "2026-01-11T08:00:00Z"
    programme(store, at)
    give(store, "2026-02-01T08:00:00Z", "agency.risk", "programme.report_cohorts", programme="cards", source="register",
         reason="monthly", rows=[{"component": "esw", "produced_month": "2026-01-01", "holder_group": "", "state": "issued",
                                  "since": "2026-01-20", "count": 1000}])
    found = {f["rule"] for f in as_json("--as", "agency.risk", "--at", "2027-06-01", "--known", "now", "findings", "--rule",
                                        "programme.", store=store)}
    check("programme.surveillance_late" in found, f"R45: {found}")
    check("programme.certificate_gap" in found, f"R66: {found}")
    text = run("--as", "agency.risk", "--at", "2027-06-01", "--known", "now", "findings", "--subject", "cards", store=store)[0]
    check("was due for assessment on" in text, text)
    early = {f["rule"] for f in as_json("--as", "agency.risk", "--at", "2026-03-01", "findings", "--rule", "programme.s", store=store)}
    check("programme.surveillance_late" not in early, "late before its date")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--longwatch", "--source", "--work"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("case")
    given = parser.parse_args()
    cli.PROGRAM, cli.SOURCE, cli.WORK = given.longwatch.resolve(), given.source.resolve(), given.work.resolve()
    globals()["case_" + given.case]()


if __name__ == "__main__":
    main()
