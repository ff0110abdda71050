#include "cmd/longwatch/names.hpp"

#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/output.hpp"
#include "report/markup.hpp"

namespace lw::cmd {
namespace {

constexpr std::string_view kIdCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/#-";

std::optional<std::string> known_name(const core::State& state, const std::string& word) {
  const ComponentId component(word);
  if (catalog::find(state.catalog, component) != nullptr) return name_of(state, component);
  const OrganisationId organisation(word);
  if (access::find_organisation(state.access, organisation) != nullptr)
    return name_of(state, organisation);
  if (const auto* found = programme::find(state.programme, ProgrammeId(word))) return found->name;
  if (const auto* plan = contingency::find(state.contingency, PlanId(word));
      plan != nullptr && !plan->versions.empty())
    return plan->versions.back().content.title;
  return std::nullopt;
}

}  // namespace

std::string name_of(const core::State& state, const ComponentId& id) {
  const auto* found = catalog::find(state.catalog, id);
  if (found == nullptr) return id.text();
  return found->version.empty() || found->name.ends_with(found->version)
             ? found->name
             : found->name + " " + found->version;
}

std::string name_of(const core::State& state, const OrganisationId& id) {
  const auto* found = access::find_organisation(state.access, id);
  return found == nullptr ? id.text() : found->name;
}

std::string name_of(const core::State& state, const PersonId& id, Date on) {
  const auto person = state.access.people.find(id);
  if (person == state.access.people.end()) return id.text();
  for (const auto& membership : person->second.memberships) {
    if (membership.from <= on && (!membership.until || on <= *membership.until))
      return fmt::format("{} ({})", id.text(), name_of(state, membership.organisation));
  }
  return id.text();
}

std::string with_names(const core::State& state, const std::string& text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = std::min(text.find_first_of(kIdCharacters, at), text.size());
    out += text.substr(at, begin - at);
    std::size_t end = std::min(text.find_first_not_of(kIdCharacters, begin), text.size());
    at = end;
    while (end > begin && text[end - 1] == '.') --end;  // a full stop is no part of an id
    const std::string word = text.substr(begin, end - begin);
    const auto name = word.empty() ? std::nullopt : known_name(state, word);
    out += name.value_or(word) + text.substr(end, at - end);
  }
  return out;
}

std::string use_text(catalog::Use use) {
  switch (use) {
    case catalog::Use::kFreeMovement: return "free movement in the Union";
    case catalog::Use::kBorderCrossing: return "crossing of external borders";
    case catalog::Use::kDigitalIdentity: return "digital identity and e-services";
  }
  return {};
}

std::string in_words(std::string_view wire_name) {
  std::string out(wire_name);
  for (char& c : out) c = c == '_' ? ' ' : c;
  return out;
}

std::string role_text(access::Role role) {
  switch (role) {
    case access::Role::kNcca: return "national cybersecurity certification authority";
    case access::Role::kItsef: return "evaluation laboratory";
    case access::Role::kEnisa: return "ENISA";
    default: return in_words(codec::enum_name(role));
  }
}

std::string day_text(Date date) { return report::long_date(date); }

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  if (count == 0) return fmt::format("no {}", one);
  return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
}

}  // namespace lw::cmd
