"""Tests that did not run are named, and in CI missing data is a failure."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

from tests.support import TreeCase

SCRIPT = Path(__file__).resolve().parents[2] / "not_run.py"
REPORT = '''<?xml version="1.0"?><testsuite tests="3">
<testcase name="Graph.Reach" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>
<system-out>Skipped: LW_PUBLIC_DATA names no folder</system-out></testcase>
<testcase name="Disk.Full" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>
<system-out>Skipped: no small file system</system-out></testcase>
<testcase name="Risk.Good" status="run"><system-out>LW_PUBLIC_DATA</system-out></testcase></testsuite>'''


class NotRun(TreeCase):
    """The report with and without CI."""

    def run_script(self, text, ci):
        """Runs the script on a report; returns the finished process."""
        self.write({"tests.xml": text})
        environment = {**os.environ, "CI": ci}
        return subprocess.run([sys.executable, SCRIPT, self.root / "tests.xml"], env=environment, text=True,
                              capture_output=True, check=False)

    def test_names_them(self):
        done = self.run_script(REPORT, ci="")
        self.assertEqual(done.returncode, 0)
        self.assertIn("Not run for want of the public data (PUBLIC_DATA=<folder>): 1", done.stdout)
        self.assertIn("Graph.Reach", done.stdout)
        self.assertIn("Disk.Full", done.stdout)
        self.assertNotIn("Risk.Good", done.stdout)

    def test_fails_in_ci(self):
        self.assertEqual(self.run_script(REPORT, ci="true").returncode, 1)

    def test_other_reasons_do_not_fail_in_ci(self):
        self.assertEqual(self.run_script(REPORT.replace("LW_PUBLIC_DATA names", "It names"), ci="true").returncode, 0)

    def test_silent_when_all_ran(self):
        done = self.run_script('<testsuite><testcase name="A.B" status="run"/></testsuite>', ci="true")
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_no_report_is_a_failure(self):
        self.assertEqual(self.run_script("", ci="").returncode, 1)


if __name__ == "__main__":
    unittest.main()
