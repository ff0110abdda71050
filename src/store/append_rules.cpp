#include "store/append_rules.hpp"

#include <fmt/format.h>

#include "app/ports/history_port.hpp"
#include "codec/tlog.hpp"

namespace lw::store {

static_assert(app::kMaxEntryBytes == codec::kEntryBytesMax);

Result<void> check_append(const AppendRequest& request) {
  if (request.size != request.expected_size) {
    return fail(
        ErrorCode::kConflict,
        fmt::format("the history holds {} entries, not {}", request.size, request.expected_size),
        {}, "somebody else appended: read again and retry");
  }
  if (request.entries.size() > codec::kLogSizeMax - request.size) {
    return fail(ErrorCode::kTooLarge, "the history is full");
  }
  for (std::size_t i = 0; i < request.entries.size(); ++i) {
    const std::size_t bytes = request.entries[i].size();
    const std::string where = fmt::format("entry {} of the group", i);
    if (bytes == 0)
      return fail(ErrorCode::kInvalidInput, "an entry of the history has at least one byte", where);
    if (bytes > app::kMaxEntryBytes) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("an entry of {} bytes; at most {}", bytes, app::kMaxEntryBytes),
                  where, "keep the document as a blob and its hash in the entry");
    }
  }
  return {};
}

}  // namespace lw::store
