#include <cstddef>
#include <cstdint>

#include "app/rule_loader.hpp"
#include "base/assert.hpp"
#include "base/bytes.hpp"

// Rule files come from an operator, not from an attacker: still they end in a book or in an error
// with a place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const std::string_view text = as_text(ByteView(data, size));
  if (!is_utf8(text)) return 0;
  for (const auto read : {app::read_rules, app::read_calendar, app::read_attack_table}) {
    rules::RuleBook book;
    const auto result = read(book, text, "input");
    LW_ASSERT(result || !result.error().where.empty());
    LW_ASSERT(!result || !book.canonical_text().empty());
  }
  return 0;
}
