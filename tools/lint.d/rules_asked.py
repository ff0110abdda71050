#!/usr/bin/env python3
"""Every rule of data/rules is asked for by the program, or its `use` says why not.

told      for people: no decision hangs on it
named     a record names it (a document class names the rule of its validity)
constant  the program holds its figure at the place that `constant` names; the two figures must be equal
open      a decision should ask for it and none does yet
A rule without `use` must be asked for: its id stands between quotes in a source that is no test.
A rule that says told, named or open and is asked for all the same is a finding too: the mark is old.
"""

import re
import tomllib
from pathlib import Path

import tree

FOLDER = Path("data/rules")
USES = ("told", "named", "constant", "open")
_RULE_ID = re.compile(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"')
_TEST_FILE = re.compile(r"(_test|_fuzz)\.cpp$|/(test_world|fixture)\.hpp$|/testing/")


def asked_ids(root):
    """Everything that stands between quotes in the sources of the program and has a dot in it."""
    found = set()
    for path in tree.cpp_files(root, ("src",)):
        if _TEST_FILE.search(path.as_posix()):
            continue
        text = tree.without_comments(tree.read(root, path), keep_literals=True)
        found |= set(_RULE_ID.findall(text))
    return found


def figure_of(root, place):
    """The figure of the constant at "file name"; None when it is not there."""
    file, _, name = place.partition(" ")
    path = Path(root, file)
    if not name or not path.is_file():
        return None
    found = re.search(rf"\b{re.escape(name)}\s*=\s*([\d']+)", path.read_text(encoding="utf-8"))
    return int(found[1].replace("'", "")) if found else None


def check_rule(root, rule, asked):
    """What is wrong with the use of one rule; None when nothing is."""
    use = rule.get("use")
    if use is None:
        return None if rule["id"] in asked else "no code asks for it, and its use is not said"
    if use not in USES:
        return f"use is one of {', '.join(USES)}"
    if use == "constant":
        figure = figure_of(root, rule.get("constant", ""))
        wanted = rule.get("amount", rule.get("number"))
        if figure is None:
            return f"there is no constant at \"{rule.get('constant', '')}\""
        return None if figure == wanted else f"the rule says {wanted}, the constant {figure}"
    return f"use is {use}, but code asks for it" if rule["id"] in asked else None


def check(root):
    """All findings of the tree, as lines."""
    asked = asked_ids(root)
    out = []
    for path in sorted(Path(root, FOLDER).glob("*.toml")):
        for rule in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", []):
            wrong = check_rule(root, rule, asked)
            if wrong:
                out.append(f"{path.relative_to(root)}: {rule['id']} ({rule.get('article', '')}): {wrong}")
    return out


if __name__ == "__main__":
    tree.main(check)
