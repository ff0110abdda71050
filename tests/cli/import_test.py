"""Imports as people make them: good documents, bad ones, and where facts are from. Standard library only.

usage: import_test.py --longwatch PROGRAM --source TREE --work FOLDER CASE
Exit code: 0 holds, 1 does not, 77 not run (the message says why).
"""

import hashlib
import io
import json
import lzma
import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import cli_test as cli
from cli_test import NOT_RUN, as_json, check, run
from import_help import (AS_ROOT, NOW, PORTAL_HEAD, certificates, csaf, cve, document, feed, holdings, main, new_store, nodes, places,
                         portal_row, refused)

# ---- good records are taken, bad ones named with their place


def case_malformed():
    store = new_store()
    text = cve(1) + "{broken\n" + cve(2) + "no record\n" + cve(3, cna=',"affected":[{"vendor":7}]') + cve(4)
    report = feed(store, document(store, "cve.jsonl", text))
    check((report["taken"], report["rejected"]) == (3, 3), report)
    check(places(report) == ["line 2", "line 4", "line 5"], report)
    check("byte " in report["rejections"][2]["why"] and "vendor" in report["rejections"][2]["why"], report)
    bad = json.dumps(csaf(), indent=1).replace('"title"', "title")
    refused(store, document(store, "advisory.json", bad), "--kind", "csaf", says=["line 5, column"])
    refused(store, document(store, "kev.json", '{"catalogVersion":"1",\n"vulnerabilities":[}'), says=["line 2, column"])
    refused(store, document(store, "list.csv", PORTAL_HEAD + "too,few\r\n"), says=["line 2"])
    refused(store, document(store, "nonsense.bin", bytes(range(256)) * 10))
    report = feed(store, document(store, "references.csv", "from_cert_id,to_cert_id\nA-1,B-1\n\"A-2,B-2\nA-3,B-3\n"))
    check((report["taken"], places(report)) == (2, ["line 3"]) and "quote" in report["rejections"][0]["why"], report)
    _, errors = run(*AS_ROOT, "import", "facts", document(store, "facts.json", '{"components":\n [}'), store=store, want=2)
    check("facts.json" in errors and "line 2, column" in errors, errors)


def case_truncated():
    store = new_store()
    text = "".join(cve(n) for n in range(4000))
    packed = lzma.compress(text.encode(), check=lzma.CHECK_CRC64, preset=0)
    file = document(store, "cve.jsonl.xz", packed[: len(packed) // 2])
    error = feed(store, file, want=2)
    check("cut off" in error["what"] and "packed byte" in error["where"] and "cve.jsonl.xz" in error["where"], error)
    part = as_json("import", "list", store=store)
    check(len(part) == 1 and 0 < part[0]["taken"] < 4000 and part[0]["stopped"], part)
    file.write_bytes(packed)
    report = feed(store, file)
    check(report["taken"] == 4000 and report["resumed_after"] == 0, "the whole document was taken for the part")
    whole = json.dumps(csaf(), indent=1)
    for size in (1, len(whole) // 2, len(whole) - 1):
        refused(store, document(store, "advisory.json", whole[:size]), "--kind", "csaf")
    report = feed(store, document(store, "last.jsonl", cve(1) + cve(2)[:60]))
    check((report["taken"], places(report)) == (1, ["line 2"]), report)


def case_oversized():
    store = new_store()
    report = feed(store, document(store, "cve.jsonl", cve(1) + '{"x":"' + "y" * (5 << 20) + '"}\n' + cve(2)))
    check((report["taken"], places(report)) == (2, ["line 2"]), report)
    check("longer than 4194304 bytes" in report["rejections"][0]["why"], report)
    report = feed(store, document(store, "list.csv", PORTAL_HEAD + portal_row("A" * (2 << 20), "06/15/2020") + portal_row("B", "06/15/2020")))
    check(report["taken"] == 1 and places(report) == ["line 2"], report)
    refused(store, document(store, "advisory.json", json.dumps(csaf(x="y" * (33 << 20)))), "--kind", "csaf", says=["33554432"])
    huge = store.parent / "huge.jsonl"
    with open(huge, "wb") as out:
        out.write(cve(1).encode())
        out.truncate((1 << 30) + 1)
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    refused(store, huge, "--kind", "cve", says=["1073741825"])
    check(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started < 30, "a document beyond the bound was read")


def case_deep_nesting():
    store = new_store()
    deep = "[" * 100000
    report = feed(store, document(store, "cve.jsonl", cve(1) + deep + "\n" + cve(2, cna=',"affected":' + deep) + cve(3)))
    check((report["taken"], places(report)) == (2, ["line 2", "line 3"]), report)
    for name, text in (("advisory.json", '{"document":{"csaf_version":"2.0","x":' + deep), ("kev.json", '{"catalogVersion":"1","vulnerabilities":' + deep),
                       ("history.jsonl", '{"in_snapshots":' + deep + "\n")):
        refused(store, document(store, name, text), says=["1"])
    tree = '{"branches":[{"category":"vendor","name":"n",' * 5000
    refused(store, document(store, "tree.json", json.dumps(csaf())[:-1] + ',"product_tree":' + tree), "--kind", "csaf", says=["line 1, column"])
    _, errors = run(*AS_ROOT, "import", "facts", document(store, "facts.json", '{"components":' + deep), store=store, want=2)
    check("facts.json" in errors and "line 1, column" in errors, errors)


def case_json_bombs():
    """Few bytes that stand for much work or memory: endless texts and lists, a thousand repetitions of a product."""
    store = new_store()
    many = ',"references":[' + ",".join(['{"url":"https://x.eu/%d"}' % n for n in range(30000)]) + "]"
    text = cve(1) + cve(2, cna=many) + cve(3, cna=',"descriptions":[{"lang":"en","value":"' + "y" * (1 << 19) + '"}]') + cve(4)
    report = feed(store, document(store, "cve.jsonl", text))
    check((report["taken"], places(report)) == (2, ["line 2", "line 3"]), report)
    check("more than 20000" in report["rejections"][0]["why"] and "byte " in report["rejections"][0]["why"], report)
    products = {"full_product_names": [{"name": "n", "product_id": f"p{n}"} for n in range(100001)]}
    refused(store, document(store, "advisory.json", json.dumps(csaf(product_tree=products))), "--kind", "csaf", says=["100000"])
    entries = json.dumps({"catalogVersion": "1", "vulnerabilities": [{}] * 100001})
    refused(store, document(store, "kev.json", entries), says=["100000"])
    started = time.process_time()
    references = "from_cert_id,to_cert_id\n" + "".join(f"A-{n % 50},B-{n % 50}\n" for n in range(50000))
    report = feed(store, document(store, "references.csv", references))
    check((report["taken"], report["merged"]) == (50, 49950), report)
    check(time.process_time() - started < 60, "repetitions are not cheap")


def case_packed_bombs():
    store = new_store()
    bomb = lzma.compress(cve(1).encode() + b" " * (64 << 20), preset=1)
    check(len(bomb) < 64 << 10, "no bomb")
    error = feed(store, document(store, "cve.jsonl.xz", bomb), "--kind", "cve", want=2)
    check("times as many" in error["what"] and "cve.jsonl.xz" in error["where"], error)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz", preset=1) as archive:
        for name, content in (("good.json", json.dumps(csaf()).encode()), ("bomb.json", b" " * (64 << 20))):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    error = feed(store, document(store, "csaf.tar.xz", packed.getvalue()), want=2)
    check("times as many" in error["what"] and "bomb.json" in error["where"] and " 1 taken" in error["what"], error)
    for name, magic in (("a.gz", b"\x1f\x8b\x08"), ("a.zip", b"PK\x03\x04"), ("a.zst", b"\x28\xb5\x2f\xfd"), ("a.bz2", b"BZh9")):
        refused(store, document(store, name, magic + bytes(100)), want=9)


def case_wrong_encodings():
    store = new_store()
    for name, text in (("cve.jsonl", cve(1)), ("list.csv", PORTAL_HEAD + portal_row("A", "06/15/2020")), ("advisory.json", json.dumps(csaf()))):
        kind = {"cve.jsonl": "cve", "list.csv": "certificate-list", "advisory.json": "csaf"}[name]
        for encoding in ("utf-16", "utf-16-be", "utf-32"):
            refused(store, document(store, name, text.encode(encoding)), "--kind", kind)
    refused(store, document(store, "advisory.json", json.dumps(csaf()).encode().replace(b"Example", b"Ex\xe4mple")), "--kind", "csaf",
            says=["line 1, column"])
    text = cve(1).encode() + cve(2).encode().replace(b'"x"', b'"\xe4"') + cve(3).encode().replace(b'"x"', b'"\xed\xa0\x80"') + cve(4).encode()
    report = feed(store, document(store, "cve.jsonl", text))
    check((report["taken"], places(report)) == (2, ["line 2", "line 3"]), report)
    refused(store, document(store, "nul.csv", (PORTAL_HEAD + portal_row("A\0", "06/15/2020")).encode()), says=["NUL"])


def case_windows_1252_and_us_dates():
    store = new_store()
    text = (PORTAL_HEAD + portal_row("NetIQ\N{REGISTERED SIGN} \N{EN DASH} card", "06/15/2020", "Soci\N{LATIN SMALL LETTER E WITH ACUTE}t\N{LATIN SMALL LETTER E WITH ACUTE}") +
            portal_row("European", "15/06/2020", number="ANSSI-CC-2020/02") + portal_row("American", "12/31/2021", number="ANSSI-CC-2021/03"))
    report = feed(store, document(store, "list.csv", text.encode("cp1252")))
    check((report["taken"], places(report)) == (2, ["line 3"]), report)
    check("15/06/2020" in report["rejections"][0]["why"], report)
    one = as_json("certificate", "show", "ANSSI-CC-2020/01", store=store)["certificate"]
    check(one["name"] == "NetIQ\N{REGISTERED SIGN} \N{EN DASH} card (ANSSI-CC-2020/01)" and one["valid_from"] == "2020-06-15", one)
    makers = [listing["holder_name"] for listing in one["listings"].values()]
    check(makers == ["Soci\N{LATIN SMALL LETTER E WITH ACUTE}t\N{LATIN SMALL LETTER E WITH ACUTE}"], makers)
    check(as_json("certificate", "show", "ANSSI-CC-2021/03", store=store)["certificate"]["valid_from"] == "2021-12-31", "not a US date")
    check("ANSSI-CC-2020/02" not in certificates(store), "a row was taken whose date could not be read")


def case_duplicate_keys():
    store = new_store()
    twice = cve(2).replace('"cveId":', '"cveId":"CVE-1999-0001","cveId":')
    escaped = cve(3).replace('"cveId":', '"cve\\u0049d":"CVE-1999-0001","cveId":')
    report = feed(store, document(store, "cve.jsonl", cve(1) + twice + escaped + cve(4)))
    check((report["taken"], places(report)) == (2, ["line 2", "line 3"]), report)
    check(all("cveId" in r["why"] and "byte " in r["why"] for r in report["rejections"]), report)
    for name, text in (("advisory.json", json.dumps(csaf()).replace('"title"', '"title": "A", "title"', 1)),
                       ("kev.json", '{"catalogVersion":"1","catalogVersion":"2","vulnerabilities":[]}')):
        refused(store, document(store, name, text), says=["line 1, column", "repeats the key"])
    row = '{"source":"ENISA","type":"EUCC","status":"Active","status":"Withdrawn","productName":"n","vendor":"v","register_id":"eucc-3090-2025-10-0006","in_snapshots":[0]}\n'
    refused(store, document(store, "history.jsonl", row), says=["line 1", "status"])
    # The same fact twice is one fact.
    report = feed(store, document(store, "nodes.csv", nodes(3) + nodes(3).split("\n", 1)[1]))
    check((report["taken"], report["merged"] + report["unchanged"]) == (3, 3), report)


def case_future_dates():
    store = new_store()
    report = feed(store, document(store, "cve.jsonl", cve(1) + cve(2, published="2026-08-23") + cve(3, published="2099-01-01")))
    check((report["taken"], places(report)) == (1, ["line 2", "line 3"]), report)
    check(all("in the future" in r["why"] for r in report["rejections"]), report)
    report = feed(store, document(store, "list.csv", PORTAL_HEAD + portal_row("A", "06/15/2020") + portal_row("B", "08/23/2026", number="ANSSI-CC-2026/09")))
    check((report["taken"], places(report)) == (1, ["line 3"]), report)
    late = csaf()
    late["document"]["tracking"]["current_release_date"] = "2026-08-23T00:00:00Z"
    refused(store, document(store, "advisory.json", json.dumps(late)), "--kind", "csaf", says=["in the future"])
    entry = '{"catalogVersion":"1","vulnerabilities":[{"cveID":"CVE-2024-10001","vendorProject":"v","product":"p","vulnerabilityName":"n","dateAdded":"2030-01-01","shortDescription":"d","dueDate":"2030-02-01"}]}'
    refused(store, document(store, "kev.json", entry), says=["CVE-2024-10001", "in the future"])


def case_certificate_on_itself():
    store = new_store()
    text = "from_cert_id,to_cert_id\nANSSI-CC-2020/01,ANSSI-CC-2020/02\nANSSI-CC-2020/03,ANSSI-CC-2020/03\nANSSI-CC-2020/02,ANSSI-CC-2020/01\n"
    report = feed(store, document(store, "references.csv", text))
    check((report["taken"], places(report)) == (1, ["line 3", "line 4"]), report)
    check(all("itself" in r["why"] for r in report["rejections"]), report)
    answer = as_json("reach", "ANSSI-CC-2020/02", store=store)
    check(answer["all"] == ["ANSSI-CC-2020/01"], answer)
    facts = {"certificates": [{"id": "ANSSI-CC-2021/01", "product_name": "n", "certified_on": "2021-01-01", "rests_on": ["ANSSI-CC-2021/01"]},
                              {"id": "ANSSI-CC-2021/02", "product_name": "m", "certified_on": "2021-01-01", "rests_on": ["ANSSI-CC-2020/02"]}]}
    report = json.loads(run("--json", *AS_ROOT, "import", "facts", document(store, "facts.json", json.dumps(facts)), store=store)[0])
    check((report["taken"], report["refused_count"]) == (3, 1) and "itself" in report["refused"][0], report)


def case_cyclic_composition():
    store = new_store()
    part = {"layer": "ic", "version": "1", "developer": "Maker"}
    facts = {"components": [{"id": "a", "name": "a", "runs_on": ["b"], **part}, {"id": "b", "name": "b", "runs_on": ["c"], **part},
                            {"id": "c", "name": "c", "runs_on": ["a"], **part}, {"id": "d", "name": "d", "runs_on": ["d"], **part},
                            {"id": "e", "name": "e", "runs_on": ["a"], **part}, {"id": "not an id", "name": "n", **part},
                            {"id": "f", "name": "f", "layer": "moon", "version": "1"}, 7]}
    report = json.loads(run("--json", *AS_ROOT, "import", "facts", document(store, "facts.json", json.dumps(facts)), store=store)[0])
    check((report["taken"], report["refused_count"]) == (8, 5), report)
    for text in ("components[5].id", "components[6]", "components[7]", "component c would rest on itself", "component d would rest on itself"):
        check(any(text in line for line in report["refused"]), f"{text} is not said: {report['refused']}")
    check(as_json("product", "show", "e", store=store)["contains"] == ["a", "b", "c", "e"], "the good compositions are not there")
    check(as_json("history", "verify", store=store)["good"], "it does not verify")


# ---- where the facts are from


def case_import_is_recorded():
    store = new_store()
    content = (PORTAL_HEAD + portal_row("A", "06/15/2020") + portal_row("B", "15/06/2020")).encode("cp1252")
    file = document(store, "list.csv", content)
    digest = hashlib.sha256(content).hexdigest()
    report = feed(store, file)
    check(report["document"] == digest, report)
    kept = store / "blobs" / digest[:2] / digest[2:]
    check(kept.read_bytes() == content, "the document is not kept as it came")
    feed(store, document(store, "cve.jsonl", cve(1)))
    made = as_json("import", "list", store=store)
    check([m["kind"] for m in made] == ["certificate-list", "cve"], made)
    first = made[0]
    check((first["document"], first["document_name"], first["size_bytes"]) == (digest, "list.csv", len(content)), first)
    check((first["records"], first["taken"], first["rejected"], first["by"], first["at"]) == (2, 1, 1, "root", NOW), first)
    size = as_json("history", "verify", store=store)["entries"]
    report = feed(store, file)
    check((report["taken"], report["unchanged"]) == (0, 1), report)
    check(as_json("history", "verify", store=store)["entries"] == size, "the same document again is written down again")
    check(as_json("--at", "2026-01-01", "import", "list", store=store) == [], "known before it was imported")
    check(len(as_json("import", "list", "--kind", "cve", store=store)) == 1, "not by kind")
    check("list.csv" in run("import", "list", store=store)[0], "not shown to people")
    back = store.parent / "back.csv"
    run("import", "document", digest[:12], "--out", back, store=store)
    check(back.read_bytes() == content, "the document does not come back as it came")
    run("import", "document", "0" * 16, "--out", back, store=store, want=4)
    kept.chmod(0o644)
    kept.write_bytes(content.replace(b"A", b"B"))
    run("import", "document", digest[:12], "--out", back, store=store, want=8)


def case_public_register():
    folder = os.environ.get("LW_PUBLIC_DATA")
    if not folder:
        print("not run: LW_PUBLIC_DATA does not name the folder of the full public data")
        sys.exit(NOT_RUN)
    data = Path(folder) / "cc-eucc-register"
    store = new_store()
    report = feed(store, data / "register_rows.jsonl.xz", "--snapshots", data / "snapshots.json")
    check((report["records"], report["rejected"]) == (4410, 2), report)
    # A number that two rows claim, one date after its list.
    check(report["merged"] > 500, f"rows are not merged, or renamed ids are no aliases: {report}")
    known = certificates(store)
    schemes = {c["scheme"] for number, c in known.items() if number.startswith("EUCC-")}
    check(schemes == {"eucc"}, f"certificates with a number of EUCC are of {schemes}")
    again = feed(store, data / "register_rows.jsonl.xz", "--snapshots", data / "snapshots.json")
    # Six of the lists are of one day: what a row is on a day is what it is at its end.
    check((again["taken"], again["rejected"]) == (0, 2), {k: v for k, v in again.items() if k != "rejections"})
    check(certificates(store).keys() == known.keys(), "the same lists again give another register")


def case_long_names_are_told_apart():
    """Names and ids longer than any id or alias may be: nothing is refused, mixed up, or new a second time."""
    store = new_store()

    def row(key, name, report, snapshots):
        return json.dumps({"source": "ENISA", "productName": name, "vendor": "M", "register_id": key, "in_snapshots": snapshots,
                           "certificationReportUrls": [f"https://e.example/document/download/{report}?filename=x.pdf"]}) + "\n"

    long = "Secure Element of a very long name " * 12
    rows = (row(long + "A", long + "first", "uuid-1", [0, 1]) + row(long + "B", long + "second", "uuid-2", [0])
            + row(long + "C", long + "second", "uuid-2", [1]))
    file = document(store, "rows.jsonl", rows)
    days = document(store, "days.json", json.dumps([{"index": i, "snapshot": f"2026-0{i + 1}-01", "rows": 2} for i in (0, 1)]))
    report = feed(store, file, "--snapshots", days)
    check((report["records"], report["rejected"]) == (3, 0), report)
    check(report["merged"] == 1, f"a row under a new id is no alias: {report}")
    known = certificates(store)
    check(sorted(c["name"][-6:] for c in known.values()) == [" first", "second"], known)
    again = feed(store, file, "--snapshots", days)
    check((again["taken"], again["merged"], again["rejected"]) == (0, 0, 0), again)
    check(certificates(store) == known, "the same lists again give another register")


def case_findings_of_a_big_list_are_counted_first():
    store = new_store()
    rows = "".join(portal_row(f"Chip {n}", "06/15/2020", number=f"ANSSI-CC-2020/{n:02d}") for n in range(70))
    name = "Secure Element of a long name that goes on and on until nobody reads it any more, whatever it says"
    rows += f'"ICs","{name}","Maker","FR","EAL5+","","06/15/2020","","http://x/a.pdf","http://x/b.pdf"\r\n'
    check(feed(store, document(store, "list.csv", PORTAL_HEAD + rows))["taken"] == 71, "the list is not taken")
    ask = ["--as", "root", "--now", NOW, "findings"]
    every = as_json(*ask, store=store)
    kinds = {kind: [f for f in every if f["rule"] == kind] for kind in {f["rule"] for f in every}}
    text = run(*ask, store=store)[0]
    head, table = text.split("\n\n")
    for kind, found in kinds.items():
        row = next(line.split() for line in head.splitlines() if line.startswith(kind + " "))
        check(sum(int(n) for n in row[1:]) == len(found), f"{row}, not {len(found)}")
    lines = table.splitlines()
    check(len(lines) == 2 + 50 + 1 and lines[-1].startswith(f"{len(every) - 50} more"), f"{len(lines)} lines: {lines[-1]}")
    check(len(run(*ask, "--all", store=store)[0].split("\n\n")[1].splitlines()) == 2 + len(every), "--all does not show all")
    check(len(run(*ask, "--limit", "7", store=store)[0].split("\n\n")[1].splitlines()) == 2 + 7 + 1, "--limit is not heeded")
    check(len(as_json(*ask, "--limit", "7", store=store)) == 7 and len(every) > 70, "--limit is not heeded in JSON")
    weights = ["breach", "warning", "notice"]
    shown = [weights.index(line.split()[0]) for line in lines[2:-1]]
    check(shown == sorted(shown), "the heaviest do not come first")
    for weight in weights:
        found = as_json(*ask, "--weight", weight, store=store)
        check(found == [f for f in every if f["severity"] == weight], weight)
    check({f["severity"] for f in every} >= {"warning", "notice"}, "one weight alone: the test says little")
    number = next(f for f in every if f["subject"].startswith("cc-portal:"))
    check(number["subject_name"] == name, number)
    row = next(line for line in table.splitlines() if "cc-portal:" in line)
    check(number["subject"] not in row and number["subject"][-12:] in row and "Secure Element of a long" in row, row)
    for wrong in (["--weight", "heavy"], ["--limit", "-1"], ["--limit", "x"], ["--limit", "3", "--all"]):
        run(*ask, *wrong, store=store, want=2)


def case_who_may_import():
    store = new_store()
    file = document(store, "list.csv", PORTAL_HEAD + portal_row("A", "06/15/2020"))
    before = holdings(store)
    run("--now", NOW, "--as", "nobody", "import", "feed", file, store=store, want=4)
    run(*AS_ROOT, "access", "enrol", "reader", "--organisation", "agency", "--role", "auditor", "--new-key",
        store.parent / "reader.pem", store=store)
    before = holdings(store)
    _, errors = run("--now", NOW, "--as", "reader", "import", "feed", file, store=store, want=5)
    check("list.csv" in errors, errors)
    _, errors = run("--now", NOW, "--as", "reader", "import", "feed", document(store, "cve.jsonl", cve(1)), store=store, want=5)
    check(holdings(store) == before, "an import by somebody who may not left something")


def case_a_case_is_not_betrayed():
    """An import for a restricted case is seen by those inside it, and by nobody else."""
    store = cli.copy_of_store()
    drawing = 'digraph {\n1 [label="%s"] [shape=box]\n2 [label="ANSSI-CC-2013/55"]\n2 -> 1 [color=red]\n}\n' % cli.ROOT
    events = as_json("--as", "ppa.risk-officer", "history", "list", store=store)
    check(events, "no history")
    then = "2017-09-02T12:00:00Z"
    stopped = Path(tempfile.mkdtemp(dir=cli.WORK)) / "store"
    shutil.copytree(cli.stopped() / "store", stopped)
    file = document(stopped, "propagation.dot", drawing)
    for person in ("bsi.analyst", "ria.duty-officer", "ppa.risk-officer", "ppa.administrator"):
        line = [str(cli.PROGRAM), "--store", str(stopped), "--now", then, "--as", person, "import", "feed", str(file), "--case", "case-2017-1"]
        done = subprocess.run(line, capture_output=True, text=True, timeout=300)
        if done.returncode == 0:
            break
    else:
        check(False, f"nobody could import for the case: {done.stderr}")
    seen = run("--as", "ppa.risk-officer", "import", "list", store=stopped)[0]
    check("propagation.dot" in seen, f"a member does not see it, so the test outside proves nothing: {seen}")
    digest = hashlib.sha256(drawing.encode()).hexdigest()
    for words in (["--as", "ppa.production"], []):
        out = run(*words, "import", "list", store=stopped)[0]
        check("propagation" not in out, f"seen from outside:\n{out}")
        run(*words, "import", "document", digest, "--out", stopped.parent / "x", store=stopped, want=4)
    text = run("--as", "ppa.production", "--json", "history", "list", store=stopped)[0]
    check("propagation" not in text, f"the history tells it: {[e for e in json.loads(text) if 'propagation' in json.dumps(e)]}")


# ---- what we publish


def case_R24_advisory_after_the_embargo():
    """A case from report to advisory by the command line alone; the document is judged by somebody else's validator."""
    store = new_store()
    keys = {name: store.parent / f"{name}.pem" for name in ("officer", "psirt")}

    def do(person, when, command, want=0, **fields):
        line = ["--now", when + "T10:00:00Z", "--as", person, "--key", keys.get(person, store.parent / "root.pem")]
        return run(*line, "do", command, "--fields", json.dumps(fields), store=store, want=want)

    def export(when, *more, want=0):
        return run("--now", when + "T12:00:00Z", "--as", "officer", "case", "advisory", "case-1", "--publisher", "Agency", "--namespace",
                   "https://agency.example", *more, store=store, want=want)

    do("root", "2026-02-01", "access.register_organisation", organisation="maker", name="Maker", kinds=["developer"], territory="DE",
       accreditations=[])
    for person, organisation, role in (("officer", "agency", "issuing_authority"), ("psirt", "maker", "developer")):
        run("--now", "2026-02-01T11:00:00Z", "--as", "root", "access", "enrol", person, "--organisation", organisation, "--role", role,
            "--new-key", keys[person], store=store)
    do("root", "2026-02-02", "catalog.register_component", component="lib-1", layer="crypto_library", name="RSA Library", version="1.0",
       developer="maker", identifiers=[])
    do("officer", "2026-03-01", "vulnerability.report_flaw", case_id="case-1", title="Weak keys", channel="authority", reference="a letter",
       summary="Keys can be worked out", components=["lib-1"], certificates=[], embargo_until="2026-04-01", reason="received")
    do("officer", "2026-03-02", "vulnerability.acknowledge_report", case_id="case-1", reason="received")
    do("officer", "2026-03-02", "vulnerability.advance_phase", case_id="case-1", to="verification", reason="the library is looked at")
    do("psirt", "2026-03-05", "vulnerability.confirm_flaw", case_id="case-1", category="implementation", curable_by_software="yes",
       basis="found in the source", reason="confirmed")
    publish = {"case_id": "case-1", "advisory": "AGENCY-2026-1", "title": "Weak keys of RSA Library 1.0", "summary": "Keys are weak.",
               "remedy": "Use version 1.1.", "references": ["https://agency.example/advisories/1"], "reason": "the public must know"}
    for day in ("2026-03-06", "2026-03-31"):
        errors = do("officer", day, "vulnerability.publish_advisory", want=3, **publish)[1]
        check("embargo until 2026-04-01" in errors, errors)
        export(day, want=4)
    do("officer", "2026-04-01", "vulnerability.publish_advisory", **publish)
    run("--at", "2026-03-31", "--as", "officer", "case", "advisory", "case-1", "--publisher", "Agency", "--namespace",
        "https://agency.example", store=store, want=4)
    file = store.parent / "agency-2026-1.json"
    said = export("2026-04-02", "--out", file)[0]
    check("could be better (6.2.3)" in said, f"nothing is said about the missing score: {said}")
    document = json.loads(file.read_text())
    check(document["document"]["tracking"]["id"] == "AGENCY-2026-1" and "Use version 1.1." in file.read_text(), document)
    report = feed(new_store(), file)
    check(report["taken"] == 1 and not [n for n in report["notices"] if n["subject"].startswith("CSAF 6.1")], report)
    judges = Path(os.environ.get("LW_JUDGES", cli.SOURCE / "tools/judges"))
    if not (judges / "node_modules").is_dir():
        check(os.environ.get("CI") != "true", "the judges are absent")
        print("not run to its end: the judges are absent (LW_JUDGES)")
        sys.exit(NOT_RUN)
    judge = ["node", str(judges / "csaf-validate.mjs")]
    done = subprocess.run([*judge, str(file)], capture_output=True, text=True, timeout=120)
    check(done.returncode == 0 and done.stdout.rstrip().endswith(": valid"), done.stdout + done.stderr)
    document["document"]["tracking"]["version"] = "2"
    bad = store.parent / "bad.json"
    bad.write_text(json.dumps(document))
    done = subprocess.run([*judge, str(bad)], capture_output=True, text=True, timeout=120)
    check(done.returncode == 1, "the judge accepts everything")


def case_advisories_and_records_are_matched():
    """A CVE record and an advisory that speak of a known component are proposed for linking, and nothing is linked by itself."""
    store = new_store()
    part = {"id": "lib-1", "layer": "crypto_library", "name": "RSA Library", "version": "1.02.013", "developer": "Infineon"}
    run(*AS_ROOT, "import", "facts", document(store, "facts.json", json.dumps({"components": [part]})), store=store)
    size = as_json("history", "verify", store=store)["entries"]
    text = cve(1) + cve(2, cna=',"descriptions":[{"lang":"en","value":"The RSA Library 1.02.013 makes weak keys"}]')
    report = feed(store, document(store, "cve.jsonl", text))
    check([(p["external"], p["component"]) for p in report["proposals"]] == [("CVE-2024-10002", "lib-1")], report)
    named = csaf(vulnerabilities=[{"cve": "CVE-2024-20001", "notes": [{"category": "description", "text": "about RSA Library 1.02.013"}]},
                                  {"cve": "CVE-2024-20002", "notes": [{"category": "description", "text": "about something else"}]}])
    report = feed(store, document(store, "named.json", json.dumps(named)))
    check([(p["external"], p["component"]) for p in report["proposals"]] == [("CVE-2024-20001", "lib-1")], report)
    titled = csaf(vulnerabilities=named["vulnerabilities"][1:])
    titled["document"]["title"] = "Advisory on RSA Library 1.02.013"
    report = feed(store, document(store, "titled.json", json.dumps(titled)))
    check([(p["external"], p["component"]) for p in report["proposals"]] == [("CVE-2024-20002", "lib-1")], report)
    check(as_json("history", "verify", store=store)["entries"] == size + 3, "more than three imports were written down")


def case_csaf_is_judged_when_read():
    store = new_store()
    flawed = csaf(vulnerabilities=[{"cwe": {"id": "CWE-79", "name": "Improper Input Validation"}, "cve": "CVE-2024-10001",
                                    "notes": [{"category": "description", "text": "x"}]}])
    report = feed(store, document(store, "flawed.json", json.dumps(flawed)))
    said = {n["subject"]: n for n in report["notices"]}
    check(report["taken"] == 1 and "CSAF 6.1.11 CWE" in said, report)
    check("/vulnerabilities/0/cwe/name" in said["CSAF 6.1.11 CWE"]["where"] and "Cross-site" in said["CSAF 6.1.11 CWE"]["what"], said)
    check("CSAF 6.2.10 Missing TLP label" in said and "CSAF 6.2.12 Missing Document Language" in said, said)
    text = run(*AS_ROOT, "import", "feed", document(store, "again.json", json.dumps(flawed, indent=1)), store=store)[0]
    check("warning: CSAF 6.1.11 CWE, 1 times" in text, text)


if __name__ == "__main__":
    main(globals(), __doc__)
