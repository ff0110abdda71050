"""What the replay leaves for people, held against what the store answers. Standard library only.

usage: demo_test.py --longwatch PROGRAM --source TREE --work FOLDER CASE
FOLDER/full is what `longwatch demo` wrote. Every figure is computed from --json answers, never copied from a text.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import check_html

ROOT = "BSI-DSZ-CC-0782-V2-2015"
CASE = "case-2017-1"
PROGRAMME = "ee-id-2014"
AS_OF = "2018-04-01"
NOTICE = date(2017, 8, 30)
CASE_IN_EXERCISE = "case-exercise"

PROGRAM = SOURCE = FULL = Path()


def run(*words, store=None, want=0):
    line = [str(PROGRAM), "--store", str(store or FULL / "store"), *map(str, words)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=300)
    check(done.returncode == want, f"{' '.join(line)}\n  exit code {done.returncode}\n{done.stdout[-800:]}{done.stderr[-800:]}")
    return done.stdout


def ask(*words, store=None, person="ppa.risk-officer"):
    return json.loads(run("--as", person, "--json", *words, store=store))


def check(holds, otherwise):
    if not holds:
        sys.exit(f"FAILED: {otherwise}")


def day(text):
    return date.fromisoformat(text)


def grouped(number):
    return f"{number:,}".replace(",", " ")


def report():
    """The report as JSON, as the replay's own line asks for it."""
    with tempfile.TemporaryDirectory() as folder:
        return ask("--at", AS_OF, "--known", "now", "report", "--programme", PROGRAMME, "--case", CASE, "--out", f"{folder}/r.html")


def transcript():
    return (FULL / "transcript.txt").read_text()


def last_answer(line):
    """What the transcript shows under the last line that begins so, without the indentation."""
    blocks = re.findall(r"^  \d\d:\d\d \S+ \$ longwatch " + re.escape(line) + r".*\n((?:    .*\n)+)", transcript(), re.MULTILINE)
    check(blocks, f"no line {line} in the transcript")
    return [part[4:] for part in blocks[-1].splitlines()]


def case_page_says_what_the_store_says():
    data = report()
    findings = check_html.check((FULL / "report.html").read_text(), {k: v for k, v in data.items() if k not in ("history", "known_at")})
    check(not findings, "\n".join(findings[:20]))


def case_picture_holds_the_chain():
    graph, reach = report()["graph"], ask("reach", ROOT)
    held = {c["id"]: c["state"] for n in graph["nodes"] for c in n["certificates"]}
    missing = set(reach["all"]) - set(held)
    check(not missing, f"not in the picture: {missing}")
    check(graph["all"] == len(reach["all"]) and graph["direct"] == len(reach["direct"]), graph["all"])
    confirmed = {c for c in reach["all"] if held[c] == "confirmed"}
    check(confirmed == set(reach["confirmed"]) and graph["confirmed"] == len(confirmed), confirmed ^ set(reach["confirmed"]))
    check(graph["confirmed"] + graph["not_affected"] == graph["all"], "reached, confirmed and not affected do not sum up")
    layers = {n["id"]: n["layer"] for n in graph["nodes"]}
    below = {}
    for edge in graph["edges"]:
        if edge["ours"]:
            below.setdefault(edge["from"], []).append(edge["to"])
    tops = [n["id"] for n in graph["nodes"] if n["layer"] == "document" and n["id"] in below]
    check(len(tops) == 1, f"documents on the way to the flaw: {tops}")
    way, at = [layers[tops[0]]], tops[0]
    while at in below:
        at = below[at][0]
        way.append(layers[at])
    check(way == ["document", "embedded_software", "platform", "crypto_library"], f"the way down is {way}")
    flawed = json.loads((SOURCE / "data/demo/roca/chain.json").read_text())["shared_component"]["component"]
    check(at == flawed, f"it ends at {at}")
    chip = [n for n in graph["nodes"] if any(c["id"] == ROOT for c in n["certificates"])]
    check(len(chip) == 1 and chip[0]["layer"] == "ic", f"the chip's certificate is attached to {chip}")


USES = {"free movement in the Union": "free_movement", "crossing of external borders": "border_crossing",
        "digital identity and e-services": "digital_identity"}


def case_pictures_agree_with_the_store():
    data = report()
    exposure = data["exposure"]
    for number, step in enumerate(exposure["steps"]):
        answer = ask("--at", step["on"], "--known", "now", "exposure", PROGRAMME, "--case", CASE)
        for use in exposure["uses"]:
            touched = USES[use["use"]] in answer["touched_uses"]
            want = answer["by_use"].get(USES[use["use"]], 0) if touched else 0
            check(use["values"][number]["units"] == want, f"{use['use']} on {step['on']}: {use['values'][number]}, not {want}")
            if number == 0 and touched:
                years = {str(y["year"]): y["units"] for y in use["by_expiry_year"]}
                check(years == answer["by_expiry_year"] and sum(years.values()) == answer["documents"], f"{years}")
    for year in data["stock"]["series"][0]["years"]:
        stock = ask("--at", f"{year['year']}-12-31", "--known", "now", "programme", "show", PROGRAMME)["stock"]
        check(year["units"] == stock["in_field"], f"{year} and {stock}")
    for option in data["options"]:
        if option["verdict"] == "chosen" and option["units_covered"]:
            check(option["units_covered"] + option["units_left"] == exposure["units_total"], f"covers and leaves do not sum up: {option}")


def case_page_for_a_minister():
    lines = last_answer("report")
    page = lines[:next(i for i, text in enumerate(lines) if text.startswith("report: "))]
    # Sixty lines, after the one that says which day is asked about and before a blank one.
    check(len(page) <= 62 and page[0].startswith("As of "), f"{len(page)} lines, the first: {page[0]}")
    check(max(len(text) for text in page) + 4 <= 100, "wider than a page")
    check(not any("more in the report" in text for text in page), "the page is cut")
    flat = re.sub(r"\s+", " ", " ".join(text.strip() for text in page))
    for risk in ask("--at", AS_OF, "--known", "now", "risk", "list"):
        shown = ask("--at", AS_OF, "--known", "now", "risk", "show", risk["id"])["risk"]
        for decision in shown["decisions"]:
            check(decision["reason"] in flat, f"the reason is not there: {decision['reason']}")
            check(decision["by"] in flat and decision["on"] in flat, f"nor by whom: {decision['by']}")
    issued = sum(r["count"] for s in steps("replay.json") if s["line"][:2] == ["do", "programme.report_cohorts"]
                 for r in json.loads(s["line"][3])["rows"] if r["component"] == "esteid-2014" and r["state"] == "issued")
    left = ask("--at", AS_OF, "exposure", PROGRAMME, "--case", CASE)["documents"]
    for figure in (issued, left, issued - left):
        check(grouped(figure) in flat, f"{grouped(figure)} is not on the page")
    for wrong in (" 1 suppliers", "1 months", "1 journeys", "House policy; programme default", "chosen among the options"):
        check(wrong not in transcript(), f"{wrong!r} is in the transcript")


def steps(name):
    return json.loads((SOURCE / "data/demo/roca" / name).read_text())["steps"]


def case_days_to_remember():
    dates = {line["on"]: line["what"] for line in report()["summary"]["dates"]}
    timeline = json.loads((SOURCE / "data/demo/roca/timeline.json").read_text())
    for wanted in ("public-disclosure", "remedy-available", "suspension"):
        on = next(e["date"] for e in timeline["events"] if e["id"] == wanted)
        check(f"day {(day(on) - NOTICE).days}:" in dates.get(on, ""), f"{wanted} on {on} is not among {dates}")


def case_sources_are_listed():
    data = report()
    listed = {s["id"]: s for s in data["sources"]}
    for name in ("chain.json", "timeline.json", "estonia.json"):
        for key, source in json.loads((SOURCE / "data/demo/roca" / name).read_text())["sources"].items():
            check(key in listed and listed[key]["title"], f"{key} of {name} is not listed")
    check(listed["E1"]["backing"] == "unverified", "what was only cited counts as read")
    for event in data["timeline"]["events"]:
        check(event["who"] and event["sources"], f"nobody or nothing behind {event['what']}")
        for source in event["sources"]:
            check(source in listed or source.startswith("history entry "), f"{source} is not listed")
    for option in data["options"]:
        if option["verdict"] == "chosen":
            check(option["units_covered"] is not None and option["units_left"] is not None and option["effective_from"],
                  f"chosen, and nobody says what it does: {option['name']}")


def case_decisions_are_sentences():
    decisions = report()["decisions"]
    check(len(decisions) > 5, f"{len(decisions)} decisions")
    names = {c["command"].split(".")[0] + "." for c in ask("commands")}
    for decision in decisions:
        check(not any(name in decision["what"] for name in names) and "{" not in decision["what"], decision["what"])
        check(decision["who"] and decision["why"], f"nobody or no reason behind {decision['what']}")
        check(decision["why"] not in decision["what"], f"the reason twice: {decision['what']}")


def case_progress_on_a_terminal():
    import os
    import pty
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = pty.openpty()
        done = subprocess.Popen([PROGRAM, "demo", "--out", f"{folder}/d"], stdout=subprocess.DEVNULL, stderr=theirs,
                                env={k: v for k, v in os.environ.items() if k not in ("CI", "NO_COLOR", "TERM")})
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 65536):
                seen += part
        except OSError:
            pass
        check(done.wait(300) == 0, seen[-500:])
    lines = [line for line in seen.decode().replace("\x1b[K", "").split("\r") if line]
    check(lines and all(line.startswith("replay  ") and len(line) < 80 for line in lines), f"{lines[:3]}")
    shares = [int(line.split(" %")[0].split()[-1]) for line in lines]
    check(shares == sorted(shares) and shares[0] < 20 and shares[-1] > 80, f"not in order: {shares}")
    check(seen.endswith(b"\r\x1b[K"), f"the line is not cleared: {seen[-60:]}")


def exercise():
    return FULL / "exercise/store"


def suspension():
    found = ask("certificate", "show", ROOT, store=exercise(), person="bsi.certifier")["certificate"]["suspensions"]
    check(len(found) == 1, f"{len(found)} suspensions")
    return found[0]


def running(on):
    """Clocks of suspended certificates on a day, as known then."""
    clocks = ask("--at", str(on), "clocks", store=exercise(), person="bsi.certifier")
    return [c for c in clocks if c["rule"].startswith("eucc.suspension")]


def case_exercise_clocks():
    held = suspension()
    decided = day(held["decided_on"])
    law = decided + timedelta(days=42)  # Art. 30(1): 42 days from the day after
    extended = [day(on) for on in held["extended_on"]]
    check(len(extended) == 1 and extended[0] <= law, f"extended on {extended}, and the law ends on {law}")
    for number, want, state in ((40, law, "running"), (41, law, "running")):
        for clock in running(decided + timedelta(days=number)):
            check((day(clock["due_on"]), clock["state"], clock["rule"]) == (want, state, "eucc.suspension.max"), f"day {number}: {clock}")
    check(running(decided + timedelta(days=40)), "no clock runs")
    for clock in running(law + timedelta(days=1)):
        check(clock["rule"] == "eucc.suspension.total_max" and day(clock["due_on"]) > law and clock["state"] == "running", clock)
    check(running(law + timedelta(days=1)), "no clock runs after the extension")
    shown = (FULL / "exercise/transcript.txt").read_text()
    asked = [int(found.group(1)) for part in shown.split("\n── ") if "longwatch clocks --who bsi" in part
             for found in [re.match(r"\S+, day (\d+) ", part)]]
    check({40, 42, 43} <= set(asked), f"the clocks are asked on days {asked}")
    overdue = re.findall(r"\n +" + str(law) + r" +overdue +" + ROOT, shown)
    check(overdue, "nobody saw what would be overdue the day after")
    remedy = day(events_of_remedy()[0])
    check((remedy - decided).days == 56 and remedy > law and remedy <= day(held["until"]), f"remedy on {remedy}")
    check(held["ended_on"] and day(held["ended_on"]) > remedy, f"never lifted: {held}")


def events_of_remedy():
    found = ask("case", "show", CASE_IN_EXERCISE, store=exercise())["measures"]
    return sorted(m["on"] for m in found)


def case_exercise_is_recorded():
    plan = next(p for p in ask("plan", "list") if p["id"] == "ee-plan-2014")
    check(len(plan["exercises"]) == 1, f"{len(plan['exercises'])} exercises")
    record, held = plan["exercises"][0], suspension()
    said = " ".join(record["findings"] + [r["note"] for r in record["results"]])
    zero = day(held["decided_on"])
    law = (zero + timedelta(days=42)).isoformat()
    remedy = (day(events_of_remedy()[0]) - zero).days
    for number in (42, remedy, remedy - 42, (day(held["extended_on"][0]) - zero).days):
        check(re.search(rf"\b{number}\b", said), f"{number} is not in the record ({law}): {said}")
    execution = ask("plan", "progress", "ee-id-2023/broken/1", store=exercise())
    done = {(s["measure"], s["step"]): s for s in execution["steps"]}
    for result in record["results"]:
        step = done[(result["measure"], result["step"])]
        check((result["outcome"] == "worked") == (step["state"] == "done" and not step["overdue"]), f"{result} and {step}")
        if result["outcome"] == "worked":
            check(f"day {(day(step['since']) - zero).days}" in result["note"], f"{result['note']} and {step}")
    check(not any("exercise the contingency plan" in c["must"] and day(c["due_on"]) < day(record["held_on"])
                  for c in ask("clocks", "--overdue")), "the plan counts as never exercised")
    page = (FULL / "report.html").read_text()
    for text in record["findings"]:
        check(text in page, f"not in the report: {text}")


def case_exercise_stays_apart():
    main = ask("certificate", "show", ROOT)["certificate"]
    check(main["suspensions"] == [], "the exercise suspended the real certificate")
    check(json.loads((exercise() / "longwatch.json").read_text())["origin"] !=
          json.loads((FULL / "store/longwatch.json").read_text())["origin"], "one log for both")
    run("--as", "ppa.risk-officer", "case", "show", CASE_IN_EXERCISE, want=4)
    check(ask("history", "verify", store=exercise())["good"] is True, "the exercise does not verify")


def case_notices_are_given():
    owed = [c for c in ask("clocks", "--overdue") if c["subject"].startswith("notice ")]
    check(not owed, f"{len(owed)} notices were never given")
    told = [c for c in ask("--at", "2017-10-16", "clocks") if c["subject"].startswith("notice ")]
    check(len(told) > 10, "no notice was owed: the test says nothing")


def case_nothing_is_refused():
    for line in re.findall(r"chain\.json: .*", transcript()):
        check("0 refused" in line, line)


def case_exploited_is_computed():
    answer = ask("case", "exploited", CASE)
    check(answer["names"] == ["CVE-2017-15361"] and answer["catalogues"] == [], answer)
    check("nobody here can say" in run("--as", "ppa.risk-officer", "case", "exploited", CASE), "silence is taken for an answer")
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        shutil.copytree(FULL / "store", store)
        entry = {"vendorProject": "x", "product": "y", "vulnerabilityName": "z", "dateAdded": "2024-01-02", "shortDescription": "s",
                 "requiredAction": "a", "dueDate": "2024-02-02", "knownRansomwareCampaignUse": "Unknown", "notes": "", "cwes": []}
        for names, listed in ((["CVE-2020-1111"], False), (["CVE-2020-1111", "CVE-2017-15361"], True)):
            kev = Path(folder) / f"kev{len(names)}.json"
            kev.write_text(json.dumps({"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": f"2024.01.0{len(names)}",
                                       "dateReleased": "2024-01-02T00:00:00.000Z", "count": len(names),
                                       "vulnerabilities": [{"cveID": name, **entry} for name in names]}))
            run("--now", f"2030-01-0{len(names)}T00:00:00Z", "--as", "ppa.administrator", "import", "feed", kev, store=store)
            answer = ask("case", "exploited", CASE, store=store)
            check([c["listed"] for c in answer["catalogues"]] == [listed], answer)


def case_transcript_is_whole():
    commands = re.findall(r"^  \d\d:\d\d \S+ \$ (longwatch .*)$", transcript(), re.MULTILINE)
    check(len(commands) > 40, f"{len(commands)} lines")
    for line in commands:
        check("…" not in line, f"cut: {line[:120]}")


def case_go_on_from_here():
    with tempfile.TemporaryDirectory() as folder:
        out = subprocess.run([PROGRAM, "demo", "--out", f"{folder}/d"], capture_output=True, text=True, timeout=300, cwd=folder)
        check(out.returncode == 0, out.stderr)
        tail = out.stdout[out.stdout.rindex("Go on from here:"):].splitlines()[1:]
        check(tail[0].strip().startswith("export PATH="), tail)
        script = "set -e\n" + "\n".join(tail)
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=100, cwd=folder,
                              env={"PATH": "/usr/bin:/bin"})
        check(done.returncode == 0 and "verifies" in done.stdout, done)


def main():
    global PROGRAM, SOURCE, FULL
    parser = argparse.ArgumentParser()
    for name in ("--longwatch", "--source", "--work"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("case")
    given = parser.parse_args()
    PROGRAM, SOURCE, FULL = given.longwatch, given.source, given.work / "full"
    globals()[f"case_{given.case}"]()


if __name__ == "__main__":
    main()
