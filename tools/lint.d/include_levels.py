#!/usr/bin/env python3
"""Includes go downwards only: rooms by level, domain slices by order, no cycles, a pure domain.

The table is the one of ARCHITECTURE.md. Test code (*_test.cpp, test_*.hpp, testing/, tests/) may look into every room; nothing but test
code may look into test code. Cycles are refused everywhere.
"""

import re
from pathlib import Path

import tree

LEVELS = {
    "base": 0,
    "codec": 1,
    "domain": 2,
    "crypto": 3, "app": 3, "http": 3,
    "store": 4, "views": 4, "feeds": 4, "gateway": 4, "card": 4, "api": 4, "verify": 4, "report": 4,
    "cmd": 5,
}
# The one edge inside a level: the dispatcher checks signatures of decisions.
SAME_LEVEL = {("app", "crypto")}
NOT_ROOMS = {"fuzz"}  # below src, but test code

# The domain, lowest first. A slice sees itself, what stands before it, and the face of core named below.
FOUNDATION = ["kernel", "rules"]
SLICES = ["access", "catalog", "certificate", "surveillance", "resistance", "vulnerability", "programme", "risk",
          "contingency"]
CORE = "core"
CORE_FACE = {"state.hpp", "event.hpp", "command.hpp", "context.hpp", "decide.hpp"}

# What would make the domain depend on anything but its arguments; holds for all it includes, however far down.
IMPURE = re.compile(
    r"^(sqlite3(ext)?\.h|libpq-fe\.h|openssl/.*|boost/(asio|beast|chrono|thread|random|locale|date_time)(/.*|\.hpp)|asio(/.*|\.hpp)"
    r"|random|thread|mutex|shared_mutex|condition_variable|future|stop_token|semaphore|latch|barrier"
    r"|ctime|time\.h|sys/time\.h|locale|clocale|locale\.h|codecvt|chrono|fmt/chrono\.h|pthread\.h)$")
IMPURE_ALLOWED = {"base/calendar.hpp"}  # civil dates without a clock

# The offline verifier shares no code with the writer beyond base and codec, so it also picks its libraries narrowly.
VERIFY_ROOMS = {"base", "codec", "verify"}
VERIFY_SYSTEM = re.compile(r"^([a-z_0-9]+(\.h)?|sys/[a-z_]+\.h|openssl/.*|fmt/.*)$")
VERIFY_NOT_SYSTEM = re.compile(r"^(sqlite3|archive|archive_entry|lzma|simdjson|libpq-fe)(ext)?(\.h)?$")

# Asio and Beast cost tens of seconds a file: they are seen behind our own types, by two files and the header between them.
COSTLY = re.compile(r"^boost/(asio|beast)(/.*|\.hpp)$")
COSTLY_ALLOWED = {"http/connection.hpp", "http/connection.cpp", "http/server.cpp"}

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)


class Source:
    """One file: its name below src (or its name in the tree), and what it includes with line numbers."""

    def __init__(self, root, path):
        self.path = path
        self.name = "/".join(path.parts[1:]) if path.parts[0] == "src" else "/".join(path.parts)
        self.room = path.parts[1] if path.parts[0] == "src" and len(path.parts) > 2 else None
        self.is_test = tree.is_test(path) or path.parts[0] != "src" or self.room in NOT_ROOMS
        self.quoted, self.system = [], []
        text = tree.without_comments(tree.read(root, path), keep_literals=True)
        for match in _INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            if match.group(1):
                self.quoted.append((line, self._resolved(root, match.group(1))))
            else:
                self.system.append((line, match.group(2)))


    def _resolved(self, root, target):
        """The name of what a quoted include means: below src, or beside a file that is not in src."""
        beside = self.path.parent / target
        return str(beside) if self.path.parts[0] != "src" and Path(root, beside).is_file() else target


def slice_of(name):
    """The domain slice of a file name such as domain/risk/decide.hpp, or None."""
    parts = name.split("/")
    return parts[1] if parts[0] == "domain" and len(parts) > 2 else None


def level_fault(source, target):
    """Why source may not include target (names below src), or None."""
    room = target.split("/")[0]
    if room == source.room:
        return slice_fault(source.name, target) if room == "domain" else None
    if source.room == "verify" and room not in VERIFY_ROOMS:
        return f"verify may include only base and codec, not {room}"
    if room not in LEVELS:
        return f"{room} is not a room"
    mine, theirs = LEVELS[source.room], LEVELS[room]
    if theirs > mine:
        return f"{source.room} (level {mine}) may not include {room} (level {theirs}) above it"
    if theirs == mine and (source.room, room) not in SAME_LEVEL:
        return f"{source.room} and {room} are both of level {mine}; rooms of one level do not include each other"
    return None


def slice_fault(name, target):
    """Why a domain file may not include another domain file, or None."""
    mine, theirs = slice_of(name), slice_of(target)
    if mine is None or theirs is None:
        return "a domain file lies in a slice: domain/<slice>/<file>"
    order = FOUNDATION + SLICES + [CORE]
    for part in (mine, theirs):
        if part not in order:
            return f"domain/{part} is not in the order of slices of tools/lint.d/include_levels.py"
    if theirs == CORE and mine in SLICES:
        header = target.rsplit("/", 1)[-1]
        return None if header in CORE_FACE else f"a slice may include of domain/core only {', '.join(sorted(CORE_FACE))}"
    if order.index(theirs) > order.index(mine):
        return f"slice {mine} may not include slice {theirs}, which stands above it"
    return None


def check_file(source, names):
    """Findings of one file on its own includes."""
    findings = []
    for line, target in source.quoted:
        where = f"{source.path}:{line}"
        if target not in names:
            findings.append(f'{where}: "{target}" is no file below src; write "room/file.hpp"')
        elif source.is_test:
            continue
        elif names[target].is_test:
            findings.append(f'{where}: "{target}" is test code')
        else:
            fault = level_fault(source, target)
            if fault:
                findings.append(f'{where}: "{target}": {fault}')
    for line, target in source.quoted:
        if target == "http/connection.hpp" and source.name not in COSTLY_ALLOWED:
            findings.append(f"{source.path}:{line}: \"{target}\" brings Asio; include \"http/server.hpp\"")
    for line, target in source.system:
        if COSTLY.match(target) and source.name not in COSTLY_ALLOWED and source.room != "domain":
            findings.append(f"{source.path}:{line}: <{target}>: only {', '.join(sorted(COSTLY_ALLOWED))} may include Asio and Beast")
        if source.room == "verify" and not source.is_test:
            if not VERIFY_SYSTEM.match(target) or VERIFY_NOT_SYSTEM.match(target):
                findings.append(f"{source.path}:{line}: <{target}>: verify may include only system and OpenSSL headers")
    return findings


def impure_includes(source, names):
    """Findings on what a domain file reaches, directly or through base and codec."""
    findings, seen, waiting = [], set(), [(source, None)]
    while waiting:
        current, first_line = waiting.pop()
        if current.name in seen or current.name in IMPURE_ALLOWED:
            continue
        seen.add(current.name)
        for line, target in current.system:
            if IMPURE.match(target):
                via = "" if current is source else f" (through {current.name})"
                findings.append(f"{source.path}:{first_line or line}: <{target}>{via}: the domain is pure: no clock, "
                                "random, locale, thread, SQL, OpenSSL, Asio")
        # Another domain file answers for itself.
        waiting += [(names[target], first_line or line) for line, target in current.quoted
                    if target in names and names[target].room != "domain"]
    return findings


def cycles(names):
    """One finding for each group of files that include each other (Tarjan, without recursion)."""
    edges = {name: [t for _, t in source.quoted if t in names] for name, source in names.items()}
    index, low, on_stack, stack, findings = {}, {}, set(), [], []
    for start in sorted(edges):
        if start in index:
            continue
        work = [(start, iter(edges[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        group.append(member)
                        if member == node:
                            break
                    if len(group) > 1 or node in edges[node]:
                        findings.append("include cycle: " + " , ".join(sorted(group)))
    return findings


def check(root):
    """All findings of the tree."""
    sources = [Source(root, path) for path in tree.cpp_files(root, ("src", "tests", "bench", "sim"))]
    names = {source.name: source for source in sources}
    findings = []
    for source in sources:
        if source.path.parts[0] == "src" and source.room not in LEVELS and source.room not in NOT_ROOMS:
            findings.append(f"{source.path}: not in a room of ARCHITECTURE.md")
            continue
        if source.room == "domain" and slice_of(source.name) not in FOUNDATION + SLICES + [CORE]:
            findings.append(f"{source.path}: not in a domain slice of tools/lint.d/include_levels.py")
        findings += check_file(source, names)
        if source.room == "domain" and not source.is_test:
            findings += impure_includes(source, names)
    return findings + cycles(names)


if __name__ == "__main__":
    tree.main(check)
