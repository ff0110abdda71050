#include "codec/reflect.hpp"

namespace lw::codec::detail {

std::string wire_name(std::string_view enumerator) {
  std::string out;
  if (enumerator.starts_with('k') && enumerator.size() > 1 && enumerator[1] >= 'A' &&
      enumerator[1] <= 'Z') {
    enumerator.remove_prefix(1);
  }
  for (const char c : enumerator) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out.push_back('_');
    out.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

}  // namespace lw::codec::detail
