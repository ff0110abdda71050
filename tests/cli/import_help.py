"""What tests of imports share: a small store, documents, and what a store holds. Standard library only."""

import argparse
import contextlib
import json
import shutil
import tempfile
from pathlib import Path

import cli_test as cli
from cli_test import as_json, check, run

NOW = "2026-08-22T10:00:00Z"
AS_ROOT = ["--now", NOW, "--as", "root"]
PORTAL_HEAD = ('"Category","Name","Manufacturer","Scheme","Assurance Level","Protection Profile(s)","Certification Date",'
               '"Archived Date","Certification Report URL","Security Target URL"\r\n')


def new_store():
    """A store of its own with one administrator; made once and copied."""
    made = cli.WORK / "empty"
    if not (made / "store").is_dir():
        making = Path(tempfile.mkdtemp(dir=cli.WORK))
        run("init", "--simulated", "--administrator", "root", "--organisation", "agency", "--name", "Agency", "--kind",
            "issuing_authority", "--territory", "EE", "--origin", "longwatch.example/test", "--administrator-key",
            making / "root.pem", "--now", "2026-01-01T08:00:00Z", store=making / "store")
        with contextlib.suppress(OSError):  # another test was first
            making.rename(made)
    folder = Path(tempfile.mkdtemp(dir=cli.WORK))
    shutil.copytree(made / "store", folder / "store")
    return folder / "store"


def document(store, name, content):
    """Writes a document beside the store."""
    file = store.parent / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def feed(store, file, *words, **more):
    """Imports a document; returns the report, or the error where one is wanted."""
    line = ["--json", *AS_ROOT, "import", "feed", file, *words]
    out, errors = run(*line, store=store, **more)
    return json.loads(out or errors)


def holdings(store):
    """What the store holds: its history, its documents, positions of imports."""
    kept = sorted(str(p.relative_to(store)) for folder in ("blobs", "imports", "log") for p in (store / folder).rglob("*")
                  if p.is_file())
    return as_json("history", "digest", store=store), as_json("history", "verify", store=store)["entries"], kept


def refused(store, file, *words, want=2, says=()):
    """The document is refused with its name and place, and the store is as it was."""
    before = holdings(store)
    error = feed(store, file, *words, want=want)
    for text in (file.name, *says):
        check(text in error["where"] + " " + error["what"], f"{text!r} is not said: {error}")
    check(holdings(store) == before, f"{file.name} left something: {holdings(store)} instead of {before}")
    return error


def cve(number, extra="", cna="", published="2024-01-01"):
    return ('{"dataType":"CVE_RECORD","cveMetadata":{"cveId":"CVE-2024-%d","state":"PUBLISHED","datePublished":"%sT00:00:00"%s},'
            '"containers":{"cna":{"title":"x"%s}}}\n' % (10000 + number, published, extra, cna))


def csaf(**changes):
    date = "2024-05-01T00:00:00Z"
    out = {"document": {"category": "csaf_base", "csaf_version": "2.0", "title": "Example",
                        "publisher": {"category": "other", "name": "Example", "namespace": "https://example.org"},
                        "tracking": {"current_release_date": date, "id": "EXAMPLE-1", "initial_release_date": date,
                                     "revision_history": [{"date": date, "number": "1", "summary": "First"}], "status": "final",
                                     "version": "1"}}}
    out.update(changes)
    return out


def portal_row(name, day, maker="Maker", number="ANSSI-CC-2020/01"):
    return f'"ICs","{name} ({number})","{maker}","FR","EAL5+","","{day}","06/15/2027","http://x/r-{name}.pdf","http://x/s.pdf"\r\n'


def nodes(count, first=0):
    return "cert_id,scheme\n" + "".join(f"ANSSI-CC-{2000 + n // 100}/{n % 100:02d},FR\n" for n in range(first, first + count))


def certificates(store):
    return {c["id"]: c for c in as_json("certificate", "list", store=store)}


def places(report):
    return [r["where"] for r in report["rejections"]]


def main(cases, description):
    """Runs the case that the command line names."""
    parser = argparse.ArgumentParser(description=description)
    for name in ("--longwatch", "--source", "--work"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("case")
    given = parser.parse_args()
    cli.PROGRAM, cli.SOURCE, cli.WORK = given.longwatch.resolve(), given.source.resolve(), given.work.resolve()
    cases["case_" + given.case]()
