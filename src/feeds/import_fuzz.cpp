#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "feeds/import.hpp"

namespace {

/// Takes everything and counts.
class CountingSink : public lw::feeds::ImportSink {
 public:
  lw::Result<lw::feeds::Taken> take(const lw::feeds::Fact&,
                                    const lw::feeds::Provenance& provenance) override {
    LW_ASSERT(provenance.position > count);
    count = provenance.position;
    return lw::feeds::Taken{};
  }
  std::uint64_t count = 0;
};

}  // namespace

// The first byte chooses the kind; the rest is the document. Whatever comes, the figures of the
// report add up.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  using namespace lw::feeds;
  if (size == 0) return 0;
  constexpr auto kKinds = static_cast<int>(FeedKind::kExploited) + 1;
  ImportRequest request;
  request.kind = static_cast<FeedKind>(data[0] % kKinds);
  request.document_name = "fuzz";
  request.raw = ByteView(data + 1, size - 1);
  request.today = Date::from_days(20'000);
  request.limits.unpacked_bytes_max = 1U << 20;
  request.limits.record_bytes_max = 1U << 14;
  request.limits.entry_bytes_max = 1U << 14;
  request.limits.entries_max = 64;
  request.limits.memory_bytes_max = 16U << 20;
  CountingSink sink;
  const auto report = import_document(
      request, sink, {.keep = [](ByteView) -> Result<Digest> { return Digest{}; }, .progress = {}});
  LW_ASSERT(report);
  LW_ASSERT(report->taken + report->merged + report->rejected == report->items);
  LW_ASSERT(report->rejections.size() <= kRejectionsMax);
  (void)detect_feed(request.raw);
  return 0;
}
