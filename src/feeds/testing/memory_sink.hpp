#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "feeds/import.hpp"

namespace lw::feeds::testing {

/// A taker that keeps facts in memory. It refuses references that would close a circle, as the
/// certificate slice does, and can be told to fail.
class MemorySink : public ImportSink {
 public:
  Result<Taken> take(const Fact& fact, const Provenance& provenance) override {
    if (fail_at_ && provenance.position == *fail_at_)
      return fail(ErrorCode::kUnavailable, "the disk is full");
    positions.push_back(provenance.position);
    return std::visit([&](const auto& one) { return keep(one); }, fact);
  }

  /// Fails at the fact with this position, once.
  void fail_at(std::uint64_t position) { fail_at_ = position; }
  void heal() { fail_at_.reset(); }

  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> out;
    for (const auto& fact : facts) {
      if (const auto* one = std::get_if<T>(&fact)) out.push_back(*one);
    }
    return out;
  }
  template <class T>
  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::count_if(
        facts.begin(), facts.end(), [](const Fact& f) { return std::holds_alternative<T>(f); }));
  }

  std::vector<Fact> facts;
  std::vector<std::uint64_t> positions;
  std::map<std::string, std::set<std::string>> rests_on;

 private:
  Result<Taken> keep(const ListedCertificate& one) {
    const auto [it, is_new] = certificates_.try_emplace(one.source + "|" + one.key, one);
    if (!is_new && it->second == one) return Taken{Outcome::kUnchanged, {}};
    it->second = one;
    facts.emplace_back(one);
    return Taken{is_new ? Outcome::kTaken : Outcome::kMerged, {}};
  }

  Result<Taken> keep(const ExternalVulnerability& one) {
    facts.emplace_back(ExternalVulnerability{&kept_.emplace_back(*one.record).record()});
    return Taken{};
  }

  Result<Taken> keep(const CertificateReference& one) {
    if (reaches(one.to, one.from))
      return Taken{Outcome::kRejected, one.from + " would rest on itself"};
    if (!rests_on[one.from].insert(one.to).second) return Taken{Outcome::kUnchanged, {}};
    facts.emplace_back(one);
    return Taken{};
  }

  template <class T>
  Result<Taken> keep(const T& one) {
    facts.emplace_back(one);
    return Taken{};
  }

  [[nodiscard]] bool reaches(const std::string& from, const std::string& to) const {
    std::vector<std::string> waiting{from};
    std::set<std::string> seen;
    while (!waiting.empty()) {
      const std::string one = waiting.back();
      waiting.pop_back();
      if (one == to) return true;
      if (!seen.insert(one).second) continue;
      const auto it = rests_on.find(one);
      if (it != rests_on.end()) waiting.insert(waiting.end(), it->second.begin(), it->second.end());
    }
    return false;
  }

  std::map<std::string, ListedCertificate> certificates_;
  std::deque<codec::KeptCveRecord> kept_;
  std::optional<std::uint64_t> fail_at_;
};

/// A keeping hook that makes a digest without cryptography: enough to tell documents apart in
/// tests.
inline Result<Digest> keep_nothing(ByteView raw) {
  Digest out;
  std::uint64_t hash = 14695981039346656037ULL;
  for (const auto byte : raw) hash = (hash ^ byte) * 1099511628211ULL;
  for (std::size_t i = 0; i < 8; ++i) out.bytes[i] = static_cast<std::uint8_t>(hash >> (8 * i));
  return out;
}

}  // namespace lw::feeds::testing
