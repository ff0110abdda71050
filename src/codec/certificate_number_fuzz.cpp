#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/certificate_number.hpp"

// A number that was found is in its canonical form: found again, it is the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto numbers = codec::certificate_numbers_in(as_text(ByteView(data, size)));
  LW_ASSERT(numbers.size() <= codec::kCertificateNumbersMax);
  for (const auto& number : numbers) {
    LW_ASSERT(std::ranges::count(numbers, number) == 1);
    const auto again = codec::certificate_numbers_in(number);
    LW_ASSERT(!again.empty() && again.front() == number);
  }
  return 0;
}
