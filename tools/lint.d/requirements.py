#!/usr/bin/env python3
"""docs/requirements.md tells the truth: every row R1-R142 once, and what is claimed has code and tests that exist.

The file holds tables with the columns | row | state | code | test |. Tests are named as ctest names them: Suite.Name, or cli.case for those of a program.
"""

import re
from pathlib import Path

import tree

FILE = Path("docs/requirements.md")
LAST_ROW = 142
STATES = ("holds", "part", "not yet")
HEADER = ["row", "state", "code", "test"]

# TEST(Suite, Name), TEST_F, TEST_P, TYPED_TEST, RC_GTEST_PROP(Suite, Name, (args)), RC_GTEST_FIXTURE_PROP.
_TEST = re.compile(
    r"\b(?:(?:TYPED_)?TEST(?:_[FP])?|RC_GTEST_(?:FIXTURE_|TYPED_FIXTURE_)?PROP)\s*\(\s*(\w+)\s*,\s*(\w+)\s*[,)]")
# Tests of programs: foreach(case ${cases}) add_test(NAME cli.${case} ...), or add_test(NAME judge.csaf ...).
_SET = re.compile(r"\bset\s*\(\s*(\w+)\s+([^)]*)\)")
_EACH = re.compile(r"\bforeach\s*\(\s*case\s+\$\{(\w+)\}\s*\)\s*add_test\s*\(\s*NAME\s+(\w+)\.\$\{case\}")
_KINDS = re.compile(r"\bforeach\s*\(\s*kind\s+([^)]*)\)\s*foreach\s*\(\s*case\s+\$\{\$\{kind\}_cases\}\s*\)")
_ONE = re.compile(r"\badd_test\s*\(\s*NAME\s+([\w.]+)\s")
_TEST_NAME = re.compile(r"\b[A-Za-z_]\w*\.[A-Za-z_]\w*\b")


def tests_of(text):
    """Names of the tests that a C++ text defines; disabled ones prove nothing and are left out."""
    clean = tree.without_comments(text)
    return {f"{suite}.{name}" for suite, name in _TEST.findall(clean)
            if not suite.startswith("DISABLED_") and not name.startswith("DISABLED_")}


def tests_of_cmake(text):
    """Names of the tests that a CMakeLists.txt adds by itself."""
    plain = re.sub(r"#[^\n]*", "", text)
    lists = {name: words.split() for name, words in _SET.findall(plain)}
    found = {f"{group}.{case}" for name, group in _EACH.findall(plain) for case in lists.get(name, [])}
    for kinds in _KINDS.findall(plain):
        found |= {f"{kind}.{case}" for kind in kinds.split() for case in lists.get(f"{kind}_cases", [])}
    return found | set(_ONE.findall(plain))


def all_tests(root):
    """Names of the tests of the tree."""
    found = set()
    for path in sorted(Path(root, "tests").rglob("CMakeLists.txt")):
        found |= tests_of_cmake(path.read_text())
    for path in tree.cpp_files(root, ("src", "tests", "sim")):
        if path.name.endswith("_test.cpp") or path.parts[0] == "tests":
            found |= tests_of(tree.read(root, path))
    return found


def rows(text):
    """Triples (line number, cells) of the table rows that begin with a row number."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.lstrip().startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.match(r"R?\d+$", cells[0]):
            yield number, cells


def check_row(root, cells, known_tests):
    """What is wrong with one row, as a list of texts."""
    if len(cells) != len(HEADER):
        return [f"has {len(cells)} columns, not {len(HEADER)}"]
    row, state, code, test = cells
    faults = []
    if state not in STATES:
        faults.append(f"state '{state}' is none of: {', '.join(STATES)}")
    if not row.startswith("R"):
        faults.append("the row is written R1, R2, ...")
    paths = [part for part in re.split(r"[\s,;`]+", code) if "/" in part]
    faults += [f"code '{path}' does not exist" for path in paths if not Path(root, path).exists()]
    named = _TEST_NAME.findall(test)
    if state == "not yet":
        return faults
    if not paths:
        faults.append(f"says '{state}' and names no code")
    if not named:
        faults.append(f"says '{state}' and names no test")
    faults += [f"test {name} does not exist" for name in named if name not in known_tests]
    return faults


def check_text(root, text, known_tests):
    """All findings of the text of docs/requirements.md."""
    findings, seen = [], {}
    if not any([cell.strip() for cell in line.strip().strip("|").split("|")] == HEADER for line in text.split("\n")):
        findings.append(f"{FILE}: no table with the columns | {' | '.join(HEADER)} |")
    for number, cells in rows(text):
        row = int(cells[0].lstrip("R"))
        if not 1 <= row <= LAST_ROW:
            findings.append(f"{FILE}:{number}: R{row} is not in R1-R{LAST_ROW}")
        if row in seen:
            findings.append(f"{FILE}:{number}: R{row} is listed twice, first on line {seen[row]}")
        seen.setdefault(row, number)
        findings += [f"{FILE}:{number}: R{row} {fault}" for fault in check_row(root, cells, known_tests)]
    missing = [f"R{row}" for row in range(1, LAST_ROW + 1) if row not in seen]
    if missing:
        findings.append(f"{FILE}: not listed: {', '.join(missing)}")
    return findings


def check(root):
    """All findings of the tree."""
    if not Path(root, FILE).is_file():
        return [f"{FILE}: is missing"]
    return check_text(root, tree.read(root, FILE), all_tests(root))


if __name__ == "__main__":
    tree.main(check)
