"""The limits of style can be broken, and are then named."""

import unittest
from pathlib import Path

import style_limits
from tests.support import TreeCase


class StyleLimits(TreeCase):
    """One limit a test."""

    def test_length(self):
        self.write({"src/a.cpp": "x\n" * 600, "docs/long.md": "x\n" * 900})
        self.assertEqual(style_limits.check(self.root), [])
        self.write({"src/a.cpp": "x\n" * 601})
        self.assert_one(style_limits.check(self.root), "src/a.cpp", "601 lines")

    def test_words(self):
        for word in ("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"):
            self.assert_one(style_limits.check_text(Path("a.md"), f"one\n// {word}: later\n"), "a.md:2", word)
        self.assertEqual(style_limits.check_text(Path("a.sh"), "mktemp /tmp/x.XXXXXX; shackle\n"), [])

    def test_machine_paths(self):
        for text in ("/wo" + "rk/main", '"/ho' + 'me/ann/x"', "=/ro" + "ot/x", "/tmp/l" + "w/x", "/Us" + "ers/ann"):
            self.assert_one(style_limits.check_text(Path("a.cpp"), text), "path of one machine")
        for text in ("../shared/data", "https://example.org/wo" + "rk", "/usr/bin/env", "net" + "/wo" + "rk/a"):
            self.assertEqual(style_limits.check_text(Path("a.cpp"), text), [], text)

    def test_binary_and_lock_files_are_left_alone(self):
        self.write({"a.dat": "\0TO" + "DO", "package-lock.json": "TO" + "DO"})
        self.assertEqual(style_limits.check(self.root), [])


if __name__ == "__main__":
    unittest.main()
