#!/usr/bin/env python3
"""Names the tests of a ctest JUnit report that did not run: not_run.py REPORT.

Exit code 1 where CI=true and a test was left out for want of the public data; a test says so by naming
LW_PUBLIC_DATA when it skips itself.
"""

import os
import sys
import xml.etree.ElementTree as ElementTree

DATA_MARK = "LW_PUBLIC_DATA"


def not_run(report_text):
    """Pair of lists of test names: left out for want of public data, left out for another reason."""
    for_data, for_other = [], []
    for case in ElementTree.fromstring(report_text).iter("testcase"):
        if case.get("status") != "notrun" and case.find("skipped") is None:
            continue
        output = case.findtext("system-out") or ""
        (for_data if DATA_MARK in output else for_other).append(case.get("name"))
    return sorted(for_data), sorted(for_other)


def summary(for_data, for_other):
    """Lines for people; none where everything ran."""
    lines = []
    if for_data:
        lines.append(f"Not run for want of the public data (PUBLIC_DATA=<folder>): {len(for_data)}")
        lines += [f"  {name}" for name in for_data]
    if for_other:
        lines.append(f"Not run for another reason: {len(for_other)}")
        lines += [f"  {name}" for name in for_other]
    return lines


def main():
    """Prints the summary of the report named on the command line."""
    try:
        with open(sys.argv[1], encoding="utf-8", errors="replace") as report:
            for_data, for_other = not_run(report.read())
    except (OSError, ElementTree.ParseError) as fault:
        sys.exit(f"not_run: no report to read: {fault}")
    for line in summary(for_data, for_other):
        print(line, flush=True)
    if for_data and os.environ.get("CI") == "true":
        sys.exit("In CI the public data must be there: these tests count as failed.")


if __name__ == "__main__":
    main()
