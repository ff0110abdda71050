"""A rule that nobody asks for is named, and so is a mark that is no longer true."""

import unittest

import rules_asked
from tests.support import TreeCase

RULE = """
[[rule]]
id = "law.days"
article = "Art. 1"
amount = 42
"""
ASKED = {"src/domain/a.cpp": 'auto x = rules.duration("law.days", on);\n'}


class RulesAsked(TreeCase):
    """One kind of use a test."""

    def check(self, extra="", sources=None):
        """The findings for one rule with these further lines, and these sources."""
        self.write({"data/rules/law.toml": RULE + extra, "src/domain/a.cpp": "", **(sources or {})})
        return rules_asked.check(self.root)

    def test_asked(self):
        self.assertEqual(self.check(sources=ASKED), [])
        self.assert_one(self.check(), "law.days", "Art. 1", "no code asks for it")

    def test_a_test_or_a_comment_is_not_the_program(self):
        for name in ("src/a_test.cpp", "src/testing/law.hpp", "src/a_fuzz.cpp"):
            self.assert_one(self.check(sources={name: 'f("law.days");\n'}), "no code asks for it")
            (self.root / name).unlink()
        self.assert_one(self.check(sources={"src/a.cpp": '// f("law.days");\n'}), "no code asks for it")

    def test_marks(self):
        for use in ("told", "named", "open"):
            self.assertEqual(self.check(f'use = "{use}"\n'), [])
            self.assert_one(self.check(f'use = "{use}"\n', ASKED), "but code asks for it")
            (self.root / "src/domain/a.cpp").unlink()
        self.assert_one(self.check('use = "unused"\n'), "use is one of")

    def test_constant(self):
        mark = 'use = "constant"\nconstant = "src/limits.hpp kDays"\n'
        self.assert_one(self.check(mark), "there is no constant")
        self.assertEqual(self.check(mark, {"src/limits.hpp": "constexpr int kDays = 42;\n"}), [])
        self.assert_one(self.check(mark, {"src/limits.hpp": "constexpr int kDays = 41;\n"}), "42, the constant 41")


if __name__ == "__main__":
    unittest.main()
