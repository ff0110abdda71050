#pragma once

#include <string>
#include <vector>

#include "app/ports/history_port.hpp"

namespace lw::store {

/// A history that lasts as long as the object: for tests, what-if and exercises.
class MemoryHistory final : public app::HistoryPort {
 public:
  explicit MemoryHistory(std::string origin) : origin_(std::move(origin)) {}

  [[nodiscard]] const std::string& origin() const override { return origin_; }
  [[nodiscard]] Result<std::uint64_t> size() override { return entries_.size(); }
  [[nodiscard]] Result<std::uint64_t> append(std::uint64_t expected_size,
                                             std::span<const Bytes> entries) override;
  [[nodiscard]] Result<Bytes> read(std::uint64_t seq) override;
  [[nodiscard]] Result<void> scan(app::EntryRange range, const app::EntryVisitor& visit) override;

 private:
  std::string origin_;
  std::vector<Bytes> entries_;
};

}  // namespace lw::store
