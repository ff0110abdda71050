#!/usr/bin/env python3
"""Limits of the house on any text file: length, words that stand for unfinished work, paths of one machine."""

import re
from pathlib import Path

import tree

MAX_LINES = 600
CODE_SUFFIXES = {".cpp", ".hpp", ".h", ".c", ".py", ".sh", ".mjs", ".js", ".ts", ".cmake"}
# Third-party text and lock files are not ours to shorten or reword.
SKIPPED_NAMES = {"package-lock.json"}
SKIPPED_SUFFIXES = {".png", ".svg", ".der", ".cbor", ".bin", ".xz", ".gz", ".zip", ".pdf"}
SKIPPED_FOLDERS = {"third_party"}
MAX_TEXT_BYTES = 4 * 1024 * 1024

# Joined here so that this file passes its own check.
_WORDS = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]
BANNED_WORDS = re.compile(r"\b(" + "|".join(_WORDS) + r")\b")
MACHINE_PATHS = re.compile(
    r"(?<![\w.])(?:"
    + "|".join(["/wo" + r"rk/\w", "/ro" + r"ot/\w", "/ho" + r"me/\w", "/Us" + r"ers/\w", "/tmp/l" + r"w\b", r"[A-Z]:\\Us" + r"ers\\"])
    + ")")


def is_skipped(path):
    """Whether a file is not ours to check."""
    return (path.name in SKIPPED_NAMES or path.suffix in SKIPPED_SUFFIXES
            or any(part in SKIPPED_FOLDERS for part in path.parts))


def check_text(path, text):
    """Findings of one file."""
    findings = []
    lines = text.count("\n") + (not text.endswith("\n") and text != "")
    if path.suffix in CODE_SUFFIXES and lines > MAX_LINES:
        findings.append(f"{path}: {lines} lines; over {MAX_LINES}, ask what it is doing twice")
    for number, line in enumerate(text.split("\n"), 1):
        word = BANNED_WORDS.search(line)
        if word:
            findings.append(f"{path}:{number}: '{word.group(0)}': finish it, or write an issue")
        machine = MACHINE_PATHS.search(line)
        if machine:
            findings.append(f"{path}:{number}: '{machine.group(0)}…' is a path of one machine")
    return findings


def check(root):
    """All findings of the tree."""
    findings = []
    for path in tree.files(root):
        full = Path(root, path)
        if is_skipped(path) or full.is_symlink() or full.stat().st_size > MAX_TEXT_BYTES:
            continue
        raw = full.read_bytes()
        if b"\0" not in raw[:8192]:
            findings += check_text(path, raw.decode("utf-8", errors="replace"))
    return findings


if __name__ == "__main__":
    tree.main(check)
