"""Questions and commands of an issuing authority about its documents. Standard library only.

usage: programme_test.py --longwatch PROGRAM --source TREE --work FOLDER CASE
Exit code: 0 holds, 1 does not, 77 not run (the message says why).
"""

import contextlib
import json
import shutil
import tempfile
from pathlib import Path

import cli_test as cli
from cli_test import as_json, check, copy_of_store, full, run
from import_help import main

LIBRARY = "ifx-rsa-1.02.013"
OFFICER = "officer"
START = "2020-01-01T08:00:00Z"


def give(store, at, command, want=0, person=OFFICER, **fields):
    """Gives a command as a person of the authority; returns (output, errors)."""
    return run("--now", at, "--as", person, "do", command, "--fields", json.dumps(fields), store=store, want=want)


def policy(**fields):
    return {"uses": ["free_movement", "border_crossing", "digital_identity"], "field_security": "risk_record_only",
            "certification_floor": [], "gate": "issuance", "surveillance_interval_months": 24,
            "introduction_interval_months": 36, "exercise_interval_months": 24,
            "effort_ceiling": {"steps": 6, "minutes": 30, "journeys": 1}, "erosion_threshold_ppm": 100000,
            "margin_alarm_points": 3, "independent_sources_min": 1, **fields}


def build(folder):
    """An authority with one class that names no validity, one programme and one embedded software."""
    store = folder / "store"
    run("init", "--simulated", "--administrator", "root", "--organisation", "agency", "--name", "Agency", "--kind",
        "issuing_authority", "--territory", "EE", "--origin", "longwatch.example/programme", "--administrator-key",
        folder / "root.pem", "--now", START, store=store)
    run("--now", START, "--as", "root", "access", "enrol", OFFICER, "--organisation", "agency", "--role", "issuing_authority",
        "--new-key", folder / "officer.pem", store=store)
    give(store, START, "catalog.register_component", component="lib-1", layer="crypto_library", name="Library", version="1",
         developer="maker")
    give(store, START, "catalog.register_component", component="esw", layer="embedded_software", name="Card software",
         version="1", developer="maker")
    give(store, START, "catalog.record_composition", component="esw", rests_on=["lib-1"])
    give(store, START, "programme.define_document_class", document_class="identity-card", name="Identity card",
         validity_by_group_months={"minor": 60}, reason="usual")
    give(store, START, "programme.establish_programme", programme="cards", name="Identity cards", territory="EE",
         document_class="identity-card", policy=policy(), reason="start")
    give(store, START, "programme.introduce_software", programme="cards", component="esw", source="maker", certificates=[],
         reason="first")


def new_store():
    """A copy of that store; made once."""
    made = cli.WORK / "programme"
    if not (made / "store").is_dir():
        making = Path(tempfile.mkdtemp(dir=cli.WORK))
        build(making)
        with contextlib.suppress(OSError):  # another test was first
            making.rename(made)
    folder = Path(tempfile.mkdtemp(dir=cli.WORK))
    shutil.copytree(made, folder / "made")
    return folder / "made" / "store"


def options(answer):
    return {option["validity_months"]: option for option in answer["options"]}


def case_R8_ten_years_unless_somebody_says_otherwise():
    store = new_store()
    shown = as_json("programme", "show", "cards", store=store)
    check(shown["programme"]["document_class"] == "identity-card", shown)
    check("validity       10 years" in run("programme", "show", "cards", store=store)[0], "no ten years")
    for batch, group in (("adults", ""), ("minors", "minor")):
        give(store, "2020-02-01T08:00:00Z", "programme.open_batch", programme="cards", batch=batch, component="esw",
             holder_group=group, count=10, reason="order")
    give(store, "2020-02-02T08:00:00Z", "programme.set_policy", programme="cards",
         policy=policy(validity_by_group_months={"": 84}), reason="shorter")
    check("validity       7 years" in run("programme", "show", "cards", store=store)[0], "not overridden")
    check("validity       10 years" in run("--at", "2020-02-01", "programme", "show", "cards", store=store)[0], "the past changed")


def case_R37_from_ten_to_five_years_side_by_side():
    store = new_store()
    words = ["what-if", "validity", "cards", "--years", "5"]
    both = options(as_json(*words, store=store))
    check(set(both) == {60, 120} and both[120]["today"] and not both[60]["today"], both)
    before, after = both[120]["formula"], both[60]["formula"]
    check((before["lead_months"], before["production_months"], before["validity_months"]) == (12, 36, 120), before)
    check((after["lead_months"], after["production_months"], after["validity_months"]) == (12, 36, 60), after)
    check(both[120]["lifetime_months"] == 14 * 12 and both[60]["lifetime_months"] == 9 * 12, "not 14 and 9 years")
    lines = run(*words, store=store)[0].splitlines()
    lifetimes = [line.split() for line in lines if line.startswith("lifetime")]
    check(lifetimes == [["lifetime", "9", "years", "14", "years"]], lifetimes)
    check(any("5 years" in line and "10 years (today)" in line for line in lines), "the columns do not say whose they are")


def case_R37_stock_and_exposure_of_the_replay():
    ask = ["what-if", "validity", "ee-id-2014", "--software", "esteid-2014", "--years", "3", "--years", "10"]
    then = options(as_json("--as", "ppa.risk-officer", "--at", "2017-10-26", *ask, store=full() / "store"))
    check(set(then) == {36, 60, 120} and then[60]["today"], then.keys())
    in_field = {months: option["exposure"]["documents"] for months, option in then.items()}
    check(in_field[60] == in_field[120] == 760000 and 0 < in_field[36] < 760000, in_field)
    for months, option in then.items():
        check(sum(option["exposure"]["by_expiry_year"].values()) == in_field[months], "expiry years do not add up")
        check(option["stock"][-1]["in_field"] == 0, "something stays for ever")
        check(sum(year["issued"] for year in option["stock"]) == 760000, "not all that was issued")
    check(then[120]["lifetime_months"] - then[60]["lifetime_months"] == 60, "five years more")


def quiet(count):
    """Families that were watched for twenty years without event: made for this test."""
    return [{"family": f"family-{i}", "certified_on": "1999-01-01", "observed_from": "1999-01-01", "last_clear_on": "2019-01-01",
             "source": "test"} for i in range(count)]


def case_R87_observations_and_scenarios_are_given_at_the_terminal():
    store = new_store()
    words = ["what-if", "validity", "cards", "--years", "5", "--years", "10"]

    def observed(*when):
        return {months: option["observed"]["verdict"] for months, option in options(as_json(*when, *words, store=store)).items()}

    check(set(observed().values()) == {"insufficient_data"}, "nothing is recorded")
    check("insufficient data: no family-years observed" in run(*words, store=store)[0], "it is not said")
    give(store, "2020-03-01T08:00:00Z", "programme.record_erosion_observations", programme="cards", source="a survey of the test",
         families=quiet(2), reason="review")
    check(set(observed().values()) == {"insufficient_data"}, "40 family-years prove nothing")
    give(store, "2020-04-01T08:00:00Z", "programme.record_erosion_observations", programme="cards", source="a survey of the test",
         families=quiet(19), reason="review")
    check(observed() == {60: "below", 120: "insufficient_data"}, observed())
    check(set(observed("--at", "2020-03-15").values()) == {"insufficient_data"}, "--at is not honoured")
    check("a survey of the test" in run("programme", "erosion", "cards", store=store)[0], "the source is not shown")
    check("picked" not in options(as_json(*words, store=store))[60], "a scenario that nobody picked")
    give(store, "2020-05-01T08:00:00Z", "programme.record_erosion_scenario", programme="cards", scenario="steady",
         hazard_ppm_per_year=10000, source="board of the test", reason="review")
    picked = {months: option["picked"] for months, option in options(as_json(*words, store=store)).items()}
    check(picked[60]["verdict"] == "below" and picked[120]["verdict"] == "above", picked)
    check(abs(picked[60]["high"] - 0.0861) < 0.0001 and abs(picked[120]["high"] - 0.1306) < 0.0001, "1 % a year: 8.6 % and 13.1 %")
    give(store, "2020-06-01T08:00:00Z", "programme.end_erosion_scenario", programme="cards", scenario="steady", reason="review")
    check("picked" not in options(as_json(*words, store=store))[60], "still picked")
    _, errors = give(store, "2020-07-01T08:00:00Z", "programme.record_erosion_observations", want=2, programme="cards",
                     source="s", families=quiet(2) + quiet(1), reason="review")
    check("family-0 is named twice" in errors and "families[2]" in errors, errors)


def case_R61_those_who_check_documents_see_what_is_allowed():
    ask = ["programme", "uses", "ee-id-2014", "--software", "esteid-2014", "--issued", "2016-05-17"]
    before = as_json("--at", "2017-11-02", *ask, store=full() / "store")
    check(before["allowed"] == ["free_movement", "border_crossing", "digital_identity"] and before["withdrawn"] == [], before)
    after = as_json("--at", "2017-11-04", *ask, store=full() / "store")
    check(after["allowed"] == ["free_movement", "border_crossing"], after)
    check(after["withdrawn"][0]["use"] == "digital_identity" and after["withdrawn"][0]["since"] == "2017-11-03", after)
    check(after["withdrawn"][0]["reason"], "no reason")
    rows = {line.split()[0]: line.split()[1] for line in run("--at", "2017-11-04", *ask, store=full() / "store")[0].splitlines()
            if line.split()[:1] and line.split()[0] in after["allowed"] + ["digital_identity"]}
    check(rows == {"free_movement": "yes", "border_crossing": "yes", "digital_identity": "no"}, rows)
    over = as_json("--at", "2021-06-01", "--known", "now", *ask, store=full() / "store")
    check(over["allowed"] == [] and "2021-05-30" in over["says"], over)
    store = new_store()
    give(store, "2020-02-01T08:00:00Z", "programme.open_batch", programme="cards", batch="b-1", component="esw", holder_group="",
         count=10, reason="order")
    blank = as_json("programme", "uses", "cards", "--batch", "b-1", store=store)
    check(blank["allowed"] == [] and "not issued" in blank["says"], blank)
    run("programme", "uses", "cards", "--batch", "b-2", store=store, want=4)
    for words in ([], ["--batch", "b-1", "--issued", "2020-02-01"], ["--issued", "yesterday"]):
        run("programme", "uses", "cards", *words, store=store, want=2)


def case_R27_everything_built_on_one_library():
    store = copy_of_store()
    line = ["--now", "2030-01-01T00:00:00Z", "--as", "ppa.production", "do"]
    run(*line, "programme.resume_production", "--fields",
        json.dumps({"programme": "ee-id-2014", "component": "esteid-2014", "reason": "test"}), store=store)
    run(*line, "programme.open_batch", "--fields",
        json.dumps({"programme": "ee-id-2014", "batch": "last-batch", "component": "esteid-2014", "holder_group": "", "count": 50,
                    "reason": "order"}), store=store)
    answer = as_json("exposure", "--component", LIBRARY, store=store)
    facts = cli.chain()
    above = {}
    for item in facts["components"]:
        for below in item.get("rests_on", []):
            above.setdefault(below, set()).add(item["id"])
    built, open_ends = {LIBRARY}, [LIBRARY]
    while open_ends:
        for upper in above.get(open_ends.pop(), ()):
            if upper not in built:
                built.add(upper)
                open_ends.append(upper)
    check(built <= set(answer["components"]), f"components left out: {built - set(answer['components'])}")
    check("esteid-2014" in answer["components"], "the fielded software is left out")
    check("esteid-2017" not in answer["components"], "the later software has other keys and not this library")
    everything = cli.closure(facts["edges"])[1]
    check({cli.ROOT} | everything <= set(answer["certificates"]), "certificates left out")
    check([p["programme"] for p in answer["programmes"]] == ["ee-id-2014"], answer["programmes"])
    programme = answer["programmes"][0]
    check(programme["software"] == ["esteid-2014"], programme["software"])
    check([b["batch"] for b in programme["batches"]] == ["last-batch"] and programme["batches"][0]["state"] == "blank",
          programme["batches"])
    then = as_json("--at", "2017-10-26", "exposure", "--component", LIBRARY, store=store)
    check(then["documents"] == 760000 and then["programmes"][0]["batches"] == [], "not as of that day")
    text = run("exposure", "--component", LIBRARY, store=store)[0]
    for part in ("certificate", "programme", "batch", "last-batch", "Reached is not affected"):
        check(part in text, f"{part!r} is not shown")
    in_programme = as_json("exposure", "ee-id-2014", "--component", LIBRARY, store=store)
    check([b["batch"] for b in in_programme["batches"]] == ["last-batch"], in_programme["batches"])


def case_R34_all_five_dates_are_shown():
    ask = ["lifetime", "ee-id-2014", "--software", "esteid-2014"]
    dates = as_json("--at", "2017-10-26", *ask, store=full() / "store")["dates"]
    check(set(dates) == {"certification", "first_issuance", "last_production", "last_issuance", "last_removal"}, dates)
    check(dates["last_production"] == {"on": "2017-10-01", "estimated": False}, dates["last_production"])
    early = as_json("--at", "2016-01-31", *ask, store=full() / "store")["dates"]
    check(early["last_production"]["estimated"] is True, "production went on, so its end was an estimate")
    text = run("--at", "2016-01-31", *ask, store=full() / "store")[0]
    row = [line for line in text.splitlines() if line.startswith("last production")]
    check(len(row) == 1 and row[0].endswith("estimated"), text)


def case_R29_a_breach_ends_when_the_flaw_is_mitigated():
    def rules(day):
        return {f["rule"] for f in as_json("--as", "ppa.risk-officer", "--at", day, "findings", store=full() / "store")}

    check("programme.field_security_breached" in rules("2017-11-02"), "the switch is on and the flaw is open")
    after = rules("2017-11-04")
    check("programme.field_security_breached" not in after and "programme.field_correction_owed" in after, after)
    check("risk.not_recorded" not in rules("2017-11-02"), "the risk is on record")


def case_R78_R126_options_of_a_risk():
    risk = as_json("--as", "ppa.risk-officer", "risk", "list", store=full() / "store")[0]["id"]
    families = {f["family"]: f for f in as_json("--as", "ppa.risk-officer", "--at", "2017-09-05", "risk", "options", risk,
                                                store=full() / "store")}
    check(set(families) == {"upgrade", "shorter_validity", "limit_use", "stop_production", "replace_early", "other"}, families)
    check(families["upgrade"]["compared_always"] and not families["upgrade"]["available"] and families["upgrade"]["why_not"],
          families["upgrade"])
    store = copy_of_store()
    fields = {"risk": risk, "reason": "again", "options": [
        {"id": family, "family": family, "says": "Do it.", "effort": {"steps": 1, "minutes": 1, "journeys": 0}, "cost_euros": 0,
         "cost_basis": "unknown"} for family in ("upgrade", "shorter_validity")]}
    line = ["--now", "2030-01-01T00:00:00Z", "--as", "ppa.risk-officer", "do", "risk.compare_options", "--fields"]
    _, errors = run(*line, json.dumps(fields), store=store, want=2)
    check("left of the risk" in errors and "residual" in errors, errors)
    for option in fields["options"]:
        option["residual"] = "high"
    run(*line, json.dumps(fields), store=store)


def case_asked_about_a_past_day_nothing_later_is_told():
    """Also where the answer is from what is known now: dates of facts, not of entries, decide."""
    known = ["--known", "now", "--as", "ppa.risk-officer"]
    store = full() / "store"

    def then(day, *words):
        return as_json(*known, "--at", day, *words, store=store)

    risk = as_json("--as", "ppa.risk-officer", "risk", "list", store=store)[0]["id"]
    check(then("2017-08-29", "risk", "list") == [], "a risk before there was a flaw")
    run(*known, "--at", "2017-08-29", "risk", "show", risk, store=store, want=4)
    before, after = then("2017-09-05", "risk", "show", risk)["risk"], then("2017-09-06", "risk", "show", risk)["risk"]
    check(before["decisions"] == [] and len(after["decisions"]) == 1, (before["decisions"], after["decisions"]))
    check(then("2014-10-09", "plan", "list") == [], "a plan before it was drafted")
    waiting = [p for p in then("2017-09-05", "plan", "proposals") if p["id"] == "ee-id-2014/broken/1"]
    check(then("2017-08-29", "plan", "proposals") == [], "a proposal before its level was reached")
    check(len(waiting) == 1, "the proposal is not there on its day")
    run(*known, "plan", "foresee", "ee-id-2014", "--level", "none", store=store, want=2)
    _, errors = run(*known, "plan", "foresee", "no-programme", store=store, want=4)
    check("programme list" in errors, errors)


def case_questions_that_make_no_sense_say_so():
    store = full() / "store"
    for words, code, says in (
            (["exposure"], 2, "--component"),
            (["exposure", "--component", "no-such-part"], 4, "product list"),
            (["exposure", "--component", LIBRARY, "--case", "case-2017-1"], 2, "--case"),
            (["exposure", "no-programme", "--component", LIBRARY], 4, "programme list"),
            (["lifetime", "ee-id-2014", "--software", "esteid-2014", "--validity-months", "60"], 2, "what-if validity"),
            (["lifetime", "ee-id-2014", "--software", "esteid-1999"], 4, "esteid-2014"),
            (["what-if", "validity", "ee-id-2014", "--software", "esteid-2014", "--years", "five"], 2, "number of years"),
            (["what-if", "validity", "ee-id-2014"], 2, "name one"),
            (["programme", "erosion", "no-programme"], 4, "programme list")):
        out, errors = run(*words, store=store, want=code)
        check(says in errors and not out, f"{words}: {errors}")
        report = json.loads(run("--json", *words, store=store, want=code)[1])
        check(report["what"] and report["error"], report)


if __name__ == "__main__":
    main(globals(), __doc__)
