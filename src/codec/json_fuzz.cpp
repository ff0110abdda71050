#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/json.hpp"

namespace {

/// The same value; a number with a fraction may differ in its last digits, which the JSON library
/// reads to within an ulp only.
bool alike(const boost::json::value& a, const boost::json::value& b) {
  if (a.is_number() && b.is_number()) {
    const double left = a.to_number<double>();
    return std::abs(left - b.to_number<double>()) <= std::abs(left) * 1e-14;
  }
  if (a.is_array() && b.is_array()) return std::ranges::equal(a.get_array(), b.get_array(), alike);
  if (!a.is_object() || !b.is_object()) return a == b;
  return std::ranges::equal(a.get_object(), b.get_object(), [](const auto& x, const auto& y) {
    return x.key() == y.key() && alike(x.value(), y.value());
  });
}

}  // namespace

// What was read is read again, alike, from what is written of it; what was refused has a place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const codec::JsonLimits limits{.size_bytes_max = 1U << 16, .depth_max = 24};
  const auto value = codec::parse_json(as_text(ByteView(data, size)), limits);
  if (!value) {
    LW_ASSERT(!value.error().where.empty() || size > limits.size_bytes_max);
    return 0;
  }
  const auto again = codec::parse_json(codec::pretty_json(*value));
  LW_ASSERT(again && alike(*again, *value));
  return 0;
}
