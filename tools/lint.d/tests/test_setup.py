"""tools/setup, run against a make-believe Debian: says what it installs, installs once, refuses clearly."""

import os
import re
import subprocess
import unittest
from pathlib import Path

from tests.support import TreeCase

TOOLS = Path(__file__).resolve().parents[2]
DEBIAN_12 = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n'
# Commands of the make-believe machine: packages are the lines of a file.
DPKG_QUERY = r'''#!/bin/bash
[[ ${@: -1} == *'*'* ]] && { sed -n 's/^\(libboost.*-dev\)$/installed \1/p' "$FAKE/installed"; exit 0; }
grep -qx -- "${@: -1}" "$FAKE/installed" && printf installed
'''
APT_GET = r'''#!/bin/bash
echo "$*" >>"$FAKE/apt.log"
[[ -e $FAKE/apt-fails ]] && { echo "E: Unable to locate package"; exit 100; }
[[ " $* " == *" install "* ]] || exit 0
for word in "$@"; do [[ $word == -* || $word == install ]] || echo "$word" >>"$FAKE/installed"; done
'''


def packages(job):
    """Names of tools/packages.txt for a job."""
    lines = (TOOLS / "packages.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split()[:2] for line in lines if line and not line.startswith("#")]
    return [name for name, needed_for in rows if job == "test" or needed_for == "demo"]


class Setup(TreeCase):
    """The script on an empty machine, on a full one, and on the wrong one."""

    def setUp(self):
        super().setUp()
        self.write({"os-release": DEBIAN_12, "installed": "", "bin/dpkg-query": DPKG_QUERY, "bin/apt-get": APT_GET,
                    "bin/sudo": '#!/bin/bash\n[[ $1 == -n ]] && shift\n"$@"\n',
                    "bin/node": "#!/bin/bash\necho v20.1.0\n", "bin/npm": "#!/bin/bash\n",
                    "bin/go": "#!/bin/bash\necho go version go1.15.15 linux/amd64\n"})
        for program in (self.root / "bin").iterdir():
            program.chmod(0o755)

    def run_setup(self, *arguments):
        """Runs tools/setup with only the make-believe commands before the real ones on PATH."""
        environment = {**os.environ, "FAKE": str(self.root), "LW_OS_RELEASE": str(self.root / "os-release"),
                       "PATH": f"{self.root / 'bin'}:/usr/bin:/bin"}
        return subprocess.run([TOOLS / "setup", *arguments], env=environment, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, check=False)

    def apt_calls(self):
        """What apt-get was asked."""
        log = self.root / "apt.log"
        return log.read_text(encoding="utf-8") if log.exists() else ""

    def installed(self):
        """What the machine has now."""
        return (self.root / "installed").read_text(encoding="utf-8").split()

    def test_demo_installs_once_and_is_then_silent(self):
        first = self.run_setup("demo")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn(f"Installing {len(packages('demo'))} Debian packages: make cmake", first.stdout)
        self.assertEqual(self.installed(), packages("demo"))
        calls = self.apt_calls()
        second = self.run_setup("demo")
        self.assertEqual((second.returncode, second.stdout, second.stderr), (0, "", ""))
        self.assertEqual(self.apt_calls(), calls)

    def test_test_adds_only_what_is_missing(self):
        self.write({"installed": "\n".join(packages("demo")) + "\n"})
        done = self.run_setup("test")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(" cmake", done.stdout)
        self.assertEqual(set(packages("test")) - set(self.installed()), {"nodejs", "npm"})

    def test_node_of_debian_only_where_there_is_none_or_an_old_one(self):
        self.write({"bin/node": "#!/bin/bash\necho v16.20.0\n"})
        self.assertEqual(self.run_setup("test").returncode, 0)
        self.assertIn("nodejs", self.installed())

    def test_go_of_debian_only_where_there_is_none_or_an_old_one(self):
        self.write({"bin/go": "#!/bin/bash\necho go version go1.26.8 linux/amd64\n"})
        self.assertEqual(self.run_setup("test").returncode, 0)
        self.assertNotIn("golang-go", self.installed())
        self.assertIn("golang-golang-x-mod-dev", self.installed())

    def test_never_removes(self):
        self.run_setup("test")
        self.assertIn("--no-remove", self.apt_calls())

    def test_other_systems_are_refused(self):
        for text, name in (("ID=ubuntu\nVERSION_ID=22.04\n", "ubuntu"), (DEBIAN_12.replace('"12"', '"13"'), "debian 13")):
            self.write({"os-release": text})
            done = self.run_setup("demo")
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"this is {name}", done.stderr)
            self.assertIn("Debian 12", done.stderr)
        self.assertEqual(self.apt_calls(), "")

    def test_other_boost_is_refused_by_name(self):
        self.write({"installed": "libboost1.74-dev\nlibboost-dev\n"})
        done = self.run_setup("demo")
        self.assertEqual(done.returncode, 1)
        self.assertIn("apt-get remove libboost1.74-dev libboost-dev", done.stderr)
        self.assertEqual(self.apt_calls(), "")

    def test_apt_failure_is_shown(self):
        self.write({"apt-fails": ""})
        done = self.run_setup("demo")
        self.assertEqual(done.returncode, 1)
        self.assertIn("E: Unable to locate package", done.stderr)
        self.assertIn("apt-get update failed", done.stderr)

    def test_unknown_job(self):
        self.assertEqual(self.run_setup("everything").returncode, 1)

    def test_every_package_has_a_reason(self):
        for line in (TOOLS / "packages.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                self.assertRegex(line, re.compile(r"^[a-z0-9.+-]+ +(demo|test) +# \S"))


if __name__ == "__main__":
    unittest.main()
