#include "base/strong.hpp"

#include <algorithm>

namespace lw {

bool is_identifier(std::string_view text) {
  constexpr std::size_t kIdentifierSizeMax = 128;
  return !text.empty() && text.size() <= kIdentifierSizeMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '\\';
         });
}

}  // namespace lw
