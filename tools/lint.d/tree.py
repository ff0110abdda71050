"""What the checks share: the files of the tree, C++ text without comments, and how findings are printed."""

import os
import re
import subprocess
import sys
from pathlib import Path

SKIPPED_FOLDERS = {".git", "build", "node_modules", "__pycache__"}
CPP_SUFFIXES = {".cpp", ".hpp"}
# A C++ token that can hide a comment marker, or be one. Raw strings first: they hide everything.
_COMMENT_OR_LITERAL = re.compile(
    r'R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'"
    r"|//[^\n]*|/\*.*?\*/",
    re.DOTALL,
)


def files(root):
    """All files of the tree, sorted, relative to root: what git would keep, or all that is not built."""
    root = Path(root)
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root, capture_output=True, check=True).stdout.decode()
        found = [Path(name) for name in listed.split("\0") if name]
        if found:
            return sorted(path for path in set(found) if (root / path).is_file())
    except (OSError, subprocess.CalledProcessError):
        pass  # not a git tree: an unpacked archive
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        found += [Path(folder, name).relative_to(root) for name in names]
    return sorted(found)


def cpp_files(root, folders=("src",)):
    """The C++ files of the named top folders, relative to root."""
    return [path for path in files(root) if path.suffix in CPP_SUFFIXES and path.parts[0] in folders]


def read(root, path):
    """The text of a file; bytes that are no UTF-8 become U+FFFD, they are another check's business."""
    return Path(root, path).read_text(encoding="utf-8", errors="replace")


def _blank(match):
    text = match.group(0)
    if text.startswith(("//", "/*")):
        return re.sub(r"[^\n]", " ", text)
    # Literals keep their quotes and length, so that columns and lines stay true.
    return re.sub(r"[^\n]", "_", text)


def without_comments(text, keep_literals=False):
    """Text of the same length and lines with comments blanked, and literals too unless they are kept."""
    def replace(match):
        is_comment = match.group(0).startswith(("//", "/*"))
        return match.group(0) if keep_literals and not is_comment else _blank(match)
    return _COMMENT_OR_LITERAL.sub(replace, text)


def is_test(path):
    """Whether a file is test code, which may look into every room."""
    return (bool(re.search(r"_(test|fuzz|bench|fixture|testing)\.[ch]pp$", path.name))
            or path.name.startswith("test_") or "testing" in path.parts)


def report(findings, clean_exit=0):
    """Prints findings, one a line, and returns the exit code."""
    for finding in findings:
        print(finding, file=sys.stderr)
    return 1 if findings else clean_exit


def main(check):
    """Runs a check on the tree that holds it, or on the folder given as the only argument."""
    root = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    sys.exit(report(check(root)))
