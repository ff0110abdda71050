#!/usr/bin/env python3
"""Judges CACAO 2.0 playbooks by the OASIS schemas in tests/data/cacao-schema.

cacao_validate.py SCHEMA_FOLDER FILE...: one line a file, then what is wrong with it.
Exit code 1 where a playbook fails, 2 where none can be judged.
"""

import json
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore", category=DeprecationWarning)
try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed", file=sys.stderr)
    sys.exit(2)

MAX_MESSAGES = 10


def load(folder):
    """All schemas by their $id: references never leave the folder."""
    store = {}
    for path in sorted(pathlib.Path(folder).rglob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        store[schema["$id"]] = schema
    return store


def strict(store):
    """The schemas as 2020-12, where unevaluatedProperties counts; see tests/data/cacao-schema/README.md."""
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


def judge(kind, store, playbook):
    root = next(schema for name, schema in store.items() if name.endswith("/playbook.json"))
    handlers = {"https": refuse, "http": refuse}
    resolver = jsonschema.RefResolver(root["$id"], root, store=store, handlers=handlers)
    errors = kind(root, resolver=resolver).iter_errors(playbook)
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
    sys.exit(main(sys.argv[1], sys.argv[2:]))
