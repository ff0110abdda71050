"""A small tree on disk for one test."""

import tempfile
import unittest
from pathlib import Path


class TreeCase(unittest.TestCase):
    """Gives each test an empty folder and a way to fill it."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.root = Path(self._folder.name)

    def write(self, files):
        """Writes {path: text} below the folder."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def assert_one(self, findings, *parts):
        """Exactly one finding, which holds every part."""
        self.assertEqual(len(findings), 1, findings)
        for part in parts:
            self.assertIn(part, findings[0])
