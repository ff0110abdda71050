#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "feeds/matching.hpp"

// Half of the input names a component, all of it is a text: the name is found where it can be
// searched, and evidence is bounded.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  using namespace lw::feeds;
  const auto text = as_text(ByteView(data, size));
  const std::string half(text.substr(0, size / 2));
  const std::vector<KnownComponent> components = {
      {"a",
       ComponentSort::kLibrary,
       "1.2",
       {{IdentifierKind::kLibrary, half},
        {IdentifierKind::kCpe, half},
        {IdentifierKind::kCertificate, half}}},
      {"b",
       ComponentSort::kChip,
       half,
       {{IdentifierKind::kChip, "M7892"}, {IdentifierKind::kMaker, "Infineon"}}}};
  codec::CveRecord record;
  record.id = "CVE-2024-0001";
  record.description = text;
  record.cpes = {half};
  const auto proposals = Matcher(components).propose(record);
  LW_ASSERT(proposals.size() <= 2);
  for (const auto& one : proposals)
    LW_ASSERT(!one.evidence.empty() && one.best == one.evidence.front().reason);
  return 0;
}
