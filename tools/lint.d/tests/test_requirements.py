"""docs/requirements.md cannot claim what is not there."""

import unittest

import requirements
from tests.support import TreeCase

TESTS = '''
TEST(Risk, NeedsBothInputs) {}
TEST_F(Clocks,
       Runs42Days) {}
RC_GTEST_PROP(Model, Monotone, (int t)) {}
TEST(Risk, DISABLED_Later) {}
// TEST(Risk, InAComment) {}
'''

CASES = """
# set(old_cases R9_gone)
set(cases
  R27_reach R13_territory)
foreach(case ${cases})
  add_test(NAME cli.${case}
    COMMAND python3 x.py ${case})
endforeach()
add_test(NAME judge.csaf COMMAND x)
set(history_cases R16_forged)
foreach(kind history import)
  foreach(case ${${kind}_cases})
    add_test(NAME ${kind}.${case} COMMAND x ${case})
  endforeach()
endforeach()
"""


def table(**rows):
    """The text of a full table, with some rows given as R1='| state | code | test |'."""
    lines = ["| row | state | code | test |", "|---|---|---|---|"]
    for number in range(1, requirements.LAST_ROW + 1):
        row = rows.get(f"R{number}", "| not yet | | |")
        lines += [] if row == "" else [f"| R{number} {row}"]
    return "\n".join(lines) + "\n"


class Requirements(TreeCase):
    """One lie a test."""

    def findings(self, **rows):
        """Findings of a tree with one code file, a few tests, and the given rows."""
        self.write({"src/domain/risk/decide.cpp": "", "src/domain/risk/decide_test.cpp": TESTS,
                    "docs/requirements.md": table(**rows)})
        return requirements.check(self.root)

    def test_true_table(self):
        self.assertEqual(self.findings(
            R3="| holds | `src/domain/risk/decide.cpp` | `Risk.NeedsBothInputs`, Model.Monotone |",
            R15="| part | src/domain/risk | Clocks.Runs42Days |"), [])

    def test_tests_of_programs(self):
        self.write({"tests/cli/CMakeLists.txt": CASES})
        self.assertEqual(self.findings(
            R1="| holds | src/domain/risk | `cli.R27_reach`, `cli.R13_territory`, `judge.csaf`, `history.R16_forged` |"), [])
        for name in ("cli.R9_gone", "cli.cases", "cli.R99"):
            self.assert_one(self.findings(R1=f"| holds | src/domain/risk | {name} |"), f"test {name} does not exist")

    def test_missing_file(self):
        self.assert_one(requirements.check(self.root), "is missing")

    def test_missing_row(self):
        self.assert_one(self.findings(R7=""), "not listed: R7")

    def test_row_twice_and_out_of_range(self):
        found = self.findings(R7="| not yet | | |\n| R7 | not yet | | |\n| R143 | not yet | | |")
        self.assertEqual(len(found), 2, found)
        self.assertIn("R7 is listed twice", found[0])
        self.assertIn("R143 is not in", found[1])

    def test_state(self):
        self.assert_one(self.findings(R1="| done | src/domain/risk | Risk.NeedsBothInputs |"), "state 'done'")

    def test_claim_without_test(self):
        self.assert_one(self.findings(R1="| holds | src/domain/risk | |"), "names no test")
        self.assert_one(self.findings(R1="| part | src/domain/risk | – |"), "names no test")

    def test_claim_without_code(self):
        self.assert_one(self.findings(R1="| holds | | Risk.NeedsBothInputs |"), "names no code")

    def test_test_that_does_not_exist(self):
        for name in ("Risk.Nothing", "Risk.DISABLED_Later", "Risk.InAComment"):
            self.assert_one(self.findings(R1=f"| holds | src/domain/risk | {name} |"), f"test {name} does not exist")

    def test_code_that_does_not_exist(self):
        self.assert_one(self.findings(R1="| not yet | src/domain/luck | |"), "code 'src/domain/luck' does not exist")

    def test_columns(self):
        self.assert_one(self.findings(R1="| holds | src/domain/risk |"), "columns")


if __name__ == "__main__":
    unittest.main()
