#include "cmd/longwatch/verb.hpp"

#include <algorithm>

namespace lw::cmd {

std::string Arguments::text(const std::string& name, std::string otherwise) const {
  const auto it = values_.find(name);
  return it == values_.end() || it->second.empty() ? std::move(otherwise) : it->second.front();
}

std::vector<std::string> Arguments::many(const std::string& name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? std::vector<std::string>() : it->second;
}

const std::vector<Verb>& all_verbs() {
  static const std::vector<Verb> kVerbs = [] {
    std::vector<Verb> out;
    for (auto&& group :
         {store_verbs(), command_verbs(), history_verbs(), catalog_verbs(), surveillance_verbs(),
          certificate_verbs(), case_verbs(), exploited_verbs(), programme_verbs(), risk_verbs(),
          plan_verbs(), watch_verbs(), exchange_verbs(), import_verbs(), demo_verbs()}) {
      out.insert(out.end(), group.begin(), group.end());
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Verb& a, const Verb& b) { return a.noun < b.noun; });
    return out;
  }();
  return kVerbs;
}

}  // namespace lw::cmd
