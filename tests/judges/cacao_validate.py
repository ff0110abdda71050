#!/usr/bin/env python3
"""Judges CACAO 2.0 playbooks by the OASIS schemas (folder `schemas` of oasis-open/cacao-json-schemas, not kept here).

cacao_validate.py SCHEMA_FOLDER FILE...: one line a file, then what is wrong with it.
Exit code 1 where a playbook fails, 2 where none can be judged.
"""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed", file=sys.stderr)
    sys.exit(2)
try:
    import referencing  # jsonschema 4.18 and later
except ImportError:
    referencing = None

MAX_MESSAGES = 10


def load(folder):
    """All schemas by their $id: references never leave the folder."""
    store = {}
    for path in sorted(pathlib.Path(folder).rglob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        store[schema["$id"]] = schema
    return store


def strict(store):
    """The schemas as 2020-12, where unevaluatedProperties counts.

    As published they declare draft-07, which does not know that keyword, so an unknown property would pass; and
    command-data.json would refuse every command, since it does not see what its children add: dropped here.
    """
    copy = json.loads(json.dumps(store))
    for name, schema in copy.items():
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        if name.endswith("/commands/command-data.json"):
            del schema["unevaluatedProperties"]
        if name.endswith("/workflows/action.json"):
            schema["allOf"][1]["properties"]["commands"]["items"] = {"$ref": "../commands/manual.json"}
    return copy


def refuse(uri):
    raise RuntimeError("no schema here for " + uri)


def validator(kind, store):
    root = next(schema for name, schema in store.items() if name.endswith("/playbook.json"))
    if referencing:
        resources = [(name, referencing.Resource.from_contents(schema)) for name, schema in store.items()]
        return kind(root, registry=referencing.Registry().with_resources(resources))
    handlers = {"https": refuse, "http": refuse}
    return kind(root, resolver=jsonschema.RefResolver(root["$id"], root, store=store, handlers=handlers))


def judge(kind, store, playbook):
    errors = validator(kind, store).iter_errors(playbook)
    return [f"/{'/'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}" for error in errors]


def main(folder, files):
    store = load(folder)
    if not store:
        print(f"{folder}: no schemas", file=sys.stderr)
        return 2
    code = 0
    for name in files:
        playbook = json.loads(pathlib.Path(name).read_text(encoding="utf-8"))
        wrong = judge(jsonschema.Draft7Validator, store, playbook)
        wrong += judge(jsonschema.Draft202012Validator, strict(store), playbook)
        print(f"{name}: {'NOT VALID' if wrong else 'valid'}")
        for line in wrong[:MAX_MESSAGES]:
            print("  " + line)
        code = 1 if wrong else code
    return code


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except Exception as fault:  # a judge that stumbles has not judged
        print(f"cannot judge: {type(fault).__name__}: {fault}", file=sys.stderr)
        sys.exit(2)
