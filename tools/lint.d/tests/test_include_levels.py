"""The include check accepts the tree as drawn and refuses each kind of wrong arrow."""

import unittest

import include_levels
from tests.support import TreeCase

GOOD = {
    "src/base/result.hpp": "#pragma once\n#include <expected>\n",
    "src/base/calendar.hpp": "#include <chrono>\n#include \"base/result.hpp\"\n",
    "src/codec/cbor.hpp": '#include "base/result.hpp"\n',
    "src/domain/kernel/ids.hpp": '#include "base/result.hpp"\n',
    "src/domain/rules/rules.hpp": '#include "base/calendar.hpp"\n#include "domain/kernel/ids.hpp"\n',
    "src/domain/access/types.hpp": '#include "domain/rules/rules.hpp"\n',
    "src/domain/risk/types.hpp": '#include "domain/access/types.hpp"\n',
    "src/domain/core/state.hpp": '#include "domain/risk/types.hpp"\n',
    "src/domain/risk/decide.cpp": '#include "domain/risk/types.hpp"\n#include "domain/core/state.hpp"\n',
    "src/crypto/sign.hpp": '#include <openssl/evp.h>\n#include "codec/cbor.hpp"\n',
    "src/app/ports.hpp": '#include "domain/core/state.hpp"\n#include "crypto/sign.hpp"\n',
    "src/store/store.cpp": '#include "app/ports.hpp"\n#include <sqlite3.h>\n',
    "src/verify/verify.cpp": '#include "codec/cbor.hpp"\n#include <openssl/evp.h>\n#include <sys/stat.h>\n',
    "src/cmd/main.cpp": '#include "app/ports.hpp"\n',
    "src/store/store_test.cpp": '#include "app/ports.hpp"\n#include "crypto/sign.hpp"\n',
}


class IncludeLevels(TreeCase):
    """One wrong arrow a test."""

    def findings(self, extra):
        """Findings of the good tree with some files replaced or added."""
        self.write({**GOOD, **extra})
        return include_levels.check(self.root)

    def test_good_tree(self):
        self.assertEqual(self.findings({}), [])

    def test_upwards(self):
        self.assert_one(self.findings({"src/codec/x.cpp": '#include "crypto/sign.hpp"\n'}), "src/codec/x.cpp:1", "above")

    def test_siblings(self):
        self.write({"src/feeds/feed.hpp": ""})
        self.assert_one(self.findings({"src/store/x.cpp": '#include "feeds/feed.hpp"\n'}), "both of level 4")

    def test_crypto_does_not_see_app(self):
        self.assert_one(self.findings({"src/crypto/x.cpp": '#include "app/ports.hpp"\n'}), "both of level 3")

    def test_unknown_room_and_loose_file(self):
        self.assert_one(self.findings({"src/misc/x.cpp": ""}), "not in a room")

    def test_file_that_does_not_exist(self):
        self.assert_one(self.findings({"src/base/x.cpp": '#include "result.hpp"\n'}), "no file below src")

    def test_comment_is_no_include(self):
        self.assertEqual(self.findings({"src/base/x.cpp": '// #include "a.hpp"\n/*\n#include "b.hpp"\n*/\n'}), [])

    def test_slice_upwards(self):
        found = self.findings({"src/domain/access/x.cpp": '#include "domain/risk/types.hpp"\n'})
        self.assert_one(found, "slice access may not include slice risk")

    def test_rules_do_not_see_slices(self):
        found = self.findings({"src/domain/rules/x.cpp": '#include "domain/access/types.hpp"\n'})
        self.assert_one(found, "slice rules may not include slice access")

    def test_core_face_only(self):
        self.write({"src/domain/core/apply.hpp": ""})
        found = self.findings({"src/domain/risk/x.cpp": '#include "domain/core/apply.hpp"\n'})
        self.assert_one(found, "only", "state.hpp")

    def test_unknown_slice(self):
        self.assert_one(self.findings({"src/domain/luck/x.hpp": ""}), "not in a domain slice")

    def test_domain_is_pure(self):
        for header in ("chrono", "random", "thread", "mutex", "ctime", "locale", "sqlite3.h", "openssl/evp.h",
                       "boost/asio.hpp", "boost/asio/post.hpp"):
            found = self.findings({"src/domain/risk/x.cpp": f"#include <{header}>\n"})
            self.assert_one(found, f"<{header}>", "pure")

    def test_domain_is_pure_through_base(self):
        found = self.findings({"src/base/noise.hpp": "#include <random>\n",
                               "src/domain/risk/x.cpp": '\n#include "base/noise.hpp"\n'})
        self.assert_one(found, "src/domain/risk/x.cpp:2", "through base/noise.hpp")

    def test_verifier_stands_alone(self):
        self.assert_one(self.findings({"src/verify/x.cpp": '#include "crypto/sign.hpp"\n'}), "only base and codec")
        self.assert_one(self.findings({"src/verify/x.cpp": "#include <boost/json.hpp>\n"}), "system and OpenSSL")
        self.assert_one(self.findings({"src/verify/x.cpp": "#include <sqlite3.h>\n"}), "system and OpenSSL")

    def test_costly_headers_stay_behind_our_types(self):
        costly = {"src/http/connection.hpp": "#include <boost/asio/io_context.hpp>\n",
                  "src/http/server.cpp": '#include "http/connection.hpp"\n#include <boost/asio/post.hpp>\n'}
        self.assertEqual(self.findings(costly), [])
        self.assert_one(self.findings({**costly, "src/cmd/x.cpp": "#include <boost/beast/http.hpp>\n"}), "Asio and Beast")
        self.assert_one(self.findings({**costly, "src/cmd/x.cpp": '#include "http/connection.hpp"\n'}), "brings Asio")
        self.assert_one(self.findings({**costly, "src/cmd/x.cpp": "", "src/http/x_test.cpp": "#include <boost/asio.hpp>\n"}), "Asio and Beast")

    def test_test_code_stays_in_tests(self):
        self.write({"src/app/testing/fake.hpp": '#include "app/ports.hpp"\n'})
        self.assert_one(self.findings({"src/app/x.cpp": '#include "app/testing/fake.hpp"\n'}), "is test code")

    def test_tests_may_include_what_lies_beside_them(self):
        files = {"tests/store/world.hpp": "", "tests/store/x_test.cpp": '#include "world.hpp"\n#include "app/ports.hpp"\n'}
        self.assertEqual(self.findings(files), [])
        self.assert_one(self.findings({"tests/store/y_test.cpp": '#include "moon.hpp"\n'}), "no file below src")

    def test_cycle(self):
        found = self.findings({"src/base/a.hpp": '#include "base/b.hpp"\n', "src/base/b.hpp": '#include "base/c.hpp"\n',
                               "src/base/c.hpp": '#include "base/a.hpp"\n'})
        self.assert_one(found, "include cycle: base/a.hpp , base/b.hpp , base/c.hpp")

    def test_file_that_includes_itself(self):
        self.assert_one(self.findings({"src/base/a.hpp": '#include "base/a.hpp"\n'}), "include cycle: base/a.hpp")


if __name__ == "__main__":
    unittest.main()
