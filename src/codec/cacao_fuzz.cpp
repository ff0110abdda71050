#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "codec/cacao.hpp"
#include "codec/json.hpp"

// What is read can be written, and what is written can be read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto playbook = lw::codec::parse_cacao({reinterpret_cast<const char*>(data), size});
  if (playbook) {
    const auto again = lw::codec::read_cacao(lw::codec::write_cacao(*playbook));
    LW_ASSERT(again && again->workflow.size() == playbook->workflow.size());
  }
  return 0;
}
