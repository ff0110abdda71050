#include "codec/cwe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lw::codec {
namespace {

constexpr std::size_t kRowsMax = 100'000;

/// Cuts a line at its tabulators; false when it has not as many parts.
template <std::size_t N>
bool cut(std::string_view line, std::array<std::string_view, N>& parts) {
  for (std::size_t i = 0; i < N; ++i) {
    const auto end = line.find('\t');
    if ((end == std::string_view::npos) != (i + 1 == N)) return false;
    parts[i] = line.substr(0, end);
    if (parts[i].empty()) return false;
    line.remove_prefix(std::min(line.size(), parts[i].size() + 1));
  }
  return true;
}

}  // namespace

bool is_cwe_id(std::string_view text) {
  return text.starts_with("CWE-") && text.size() > 4 && text.size() <= 10 && text[4] != '0' &&
         text.find_first_not_of("0123456789", 4) == std::string_view::npos;
}

Result<CweCatalogue> CweCatalogue::parse(std::string_view table) {
  CweCatalogue out;
  for (std::size_t number = 1; !table.empty(); ++number) {
    const auto end = std::min(table.find('\n'), table.size());
    const auto line = table.substr(0, end);
    table.remove_prefix(std::min(table.size(), end + 1));
    if (line.empty() || line.front() == '#') continue;
    std::array<std::string_view, 4> parts;
    if (number > kRowsMax || !cut(line, parts) || !is_cwe_id(parts[0])) {
      return fail(ErrorCode::kInvalidInput, "not a row of id, name and two versions",
                  fmt::format("line {}", number));
    }
    Names& names = out.names_[std::string(parts[0])];
    names.newest = parts[1];
    names.all.insert(names.newest);
  }
  return out;
}

bool CweCatalogue::has(std::string_view id, std::string_view name) const {
  const auto it = names_.find(id);
  return it != names_.end() && it->second.all.contains(name);
}

std::string_view CweCatalogue::name_of(std::string_view id) const {
  const auto it = names_.find(id);
  return it == names_.end() ? std::string_view{} : std::string_view(it->second.newest);
}

}  // namespace lw::codec
