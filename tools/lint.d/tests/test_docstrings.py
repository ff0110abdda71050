"""The doc comment check finds what has none, and leaves alone what needs none."""

import unittest

import docstrings

DOCUMENTED = '''\
#pragma once
#define LW_TRY(x) \\
  do { } while (0)
namespace other { class Forward; }
extern "C" {
/// Returns nothing.
void c_function(int);
}
namespace lw::risk {
class Forward;
enum class Early : int;
using Alias = int (*)(int);
inline constexpr int kBound = 3;
inline constexpr std::array<int, 2> kTable{{1, 2}};
inline constexpr auto kLambda = [](int x) { return x; };
static_assert(sizeof(int) == 4, "size; {");
template <class T> concept Ordered = requires(T a) { { a < a }; };

/// A thing.
struct Thing {
  int undocumented_member(int);
  enum Inner { a, b };
};
BOOST_DESCRIBE_STRUCT(Thing, (), (a, b))

/// Decides.
/// Second line.
template <typename T = int>
  requires std::integral<T> && (sizeof(T) > 1)
[[nodiscard]] Result<T> decide(const Thing& thing, Options options = {});
[[nodiscard]] Result<int> decide(int, std::function<void(int)> f = [] {});

/// Kinds.
enum class Kind : std::uint8_t { kOne, kTwo };

/// Prints.
std::ostream& operator<<(std::ostream& out, const Thing& thing);
bool operator==(const Thing&, const Thing&);

/// Inline.
// NOLINTNEXTLINE
inline constexpr int twice(int x) { if (x) { return 2; } return 2 * x; }

inline int Thing::undocumented_member(int x) { return x; }
inline Thing::Thing(int a) : a_{a}, b_(a) { use(a); }
template <> struct Special<int> { int x; };
template <class T> struct Special<T*> { int x; };
template class Special<long>;

/// Refused.
void refused() = delete;
namespace detail { void hidden(); struct Hidden {}; }
namespace { void unnamed(); }
}  // namespace lw::risk
template <>
struct fmt::formatter<lw::risk::Thing> : fmt::formatter<int> { auto format(int) const; };
template <>
struct std::hash<lw::risk::Thing> { int operator()(int) const { return 1; } };
'''


def names(text):
    """The undocumented names found in a text."""
    return [finding.split("'")[1] for finding in docstrings.check_text("x.hpp", text)]


class Docstrings(unittest.TestCase):
    """What is found, and what is left alone."""

    def test_nothing_asked_in_vain(self):
        self.assertEqual(docstrings.check_text("x.hpp", DOCUMENTED), [])

    def test_every_comment_removed_is_found(self):
        bare = "\n".join(line for line in DOCUMENTED.split("\n") if not line.startswith("///"))
        self.assertEqual(names(bare), ["c_function", "Thing", "decide", "Kind", "operator<<", "twice", "refused"])

    def test_line_is_the_first_of_the_declaration(self):
        found = docstrings.check_text("x.hpp", "\n\ntemplate <class T>\n[[nodiscard]] int\nf(T);\n")
        self.assertEqual(found, ["x.hpp:3: 'f' has no /// comment directly above it"])

    def test_comment_must_be_directly_above(self):
        self.assertEqual(names("/// Far.\n\nint f();\n"), ["f"])
        self.assertEqual(names("///\nint f();\n"), ["f"])
        self.assertEqual(names("// Plain.\nint f();\n"), ["f"])
        self.assertEqual(names("/// Good.\nint f();\n"), [])

    def test_group_shares_the_comment_of_its_first(self):
        self.assertEqual(names("/// Doc.\nint f();\nint g(\n  int);\nint h();\n"), [])
        self.assertEqual(names("/// Doc.\nstruct F {\n};\nstruct G {};\n"), [])
        self.assertEqual(names("int f();\nint g();\n"), ["f"])
        self.assertEqual(names("/// Doc.\nint f();\n\nint f(int);\n"), ["f"])

    def test_function_does_not_share_with_a_type(self):
        self.assertEqual(names("/// Doc.\nstruct F {};\nint g();\n"), ["g"])

    def test_forward_declaration_of_a_function(self):
        self.assertEqual(names("int f();\n\n/// Doc.\nint f() { return 1; }\n"), [])
        self.assertEqual(names("int f();\n\nint f() { return 1; }\n"), ["f", "f"])

    def test_class_forms(self):
        self.assertEqual(names("class alignas(8) A final : public B<C> { };"), ["A"])
        self.assertEqual(names("struct A {\n  A(int);\n} kInstance;"), ["A"])
        self.assertEqual(names("template <class... T> struct Overloaded : T... { using T::operator()...; };"),
                         ["Overloaded"])
        self.assertEqual(names("union U { int a; };\n\nenum E { x };"), ["U", "E"])

    def test_public_again_after_hidden_namespace(self):
        self.assertEqual(names("namespace lw { namespace detail { int a(); } int b(); }"), ["b"])

    def test_raw_string_does_not_confuse(self):
        self.assertEqual(names('inline constexpr auto kText = R"({ /* "x )";\nint f();'), ["f"])


if __name__ == "__main__":
    unittest.main()
