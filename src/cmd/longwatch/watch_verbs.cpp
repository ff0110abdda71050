#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <span>

#include "cmd/longwatch/sight.hpp"
#include "domain/core/core.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kFindingsShown = 50;
constexpr std::size_t kSubjectWidth = 40;
constexpr std::size_t kIdEnd = 13;  ///< "#" and the digits that tell long ids apart
constexpr std::size_t kNameWidth = 40;
constexpr std::size_t kSaysWidth = 100;

/// True when the one who asks may know of what a clock or finding is about (R13, R22).
bool may_know(const Asked& ask, const CertificateSight& sight, const std::string& subject) {
  return vulnerability::subject_visible(core::vulnerability_world(ask.state), subject,
                                        ask.viewer) &&
         sight.shows_subject(ask.state.certificate, subject);
}

Result<Output> clocks(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  LW_TRY(Instant now, session.now());
  if (session.options().at) now = Instant::start_of(*session.options().at).plus_hours(12);
  Table table{{"due", "state", "subject", "must", "who", "rule"}, {}};
  boost::json::array json;
  for (const Clock& clock : core::clocks(ask.state, now, ask.rules)) {
    if (!may_know(ask, sight, clock.subject)) continue;
    if (arguments.has("--overdue") && clock.state == ClockState::kRunning) continue;
    if (arguments.has("--who") && clock.who.find(arguments.text("--who")) == std::string::npos)
      continue;
    table.rows.push_back({clock.due_at ? clock.due_at->text() : clock.due_on.text(),
                          std::string(codec::enum_name(clock.state)), clock.subject,
                          shorten(clock.must, 70), clock.who, clock.article});
    json.push_back(codec::to_json(clock));
  }
  return Output{as_of(session) + (table.rows.empty() ? "no clock runs" : to_text(table)), json};
}

/// What findings are asked for.
struct Wanted {
  std::string rule;
  std::string subject;
  std::optional<Severity> weight;
  std::size_t limit = std::numeric_limits<std::size_t>::max();

  [[nodiscard]] bool takes(const Finding& finding) const {
    return finding.rule.starts_with(rule) && (subject.empty() || finding.subject == subject) &&
           (!weight || finding.severity == *weight);
  }
};

Result<Wanted> wanted_of(const Session& session, const Arguments& arguments) {
  Wanted out{arguments.text("--rule"), arguments.text("--subject"), {}};
  if (arguments.has("--weight")) {
    auto weight = codec::enum_from_name<Severity>(arguments.text("--weight"));
    if (!weight) {
      weight.error().where = "--weight";
      return std::unexpected<Error>(std::move(weight).error());
    }
    out.weight = *weight;
  }
  if (arguments.has("--limit") && arguments.has("--all")) {
    return fail(ErrorCode::kInvalidInput, "how many are to be shown is said in two ways", "--limit",
                "leave out --limit or --all");
  }
  if (arguments.has("--limit")) {
    const std::string text = arguments.text("--limit");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.limit);
    if (error != std::errc() || end != text.data() + text.size())
      return fail(ErrorCode::kInvalidInput, "not a number of findings: " + text, "--limit");
  } else if (!arguments.has("--all") && !session.options().json) {
    out.limit = kFindingsShown;
  }
  return out;
}

/// What the subject of a finding is called, where people gave it a name; "" otherwise. A list
/// without numbers leads to an id that says nothing, "cc-portal:…"; the name of the product does.
std::string subject_name(const core::State& state, const std::string& subject) {
  if (const auto* item = certificate::find(state.certificate, CertificateId(subject)))
    return item->name;
  if (const auto* item = catalog::find(state.catalog, ComponentId(subject)))
    return item->version.empty() ? item->name : item->name + " " + item->version;
  if (const auto* item = programme::find(state.programme, ProgrammeId(subject))) return item->name;
  return {};
}

/// An id cut in its middle: its end tells it from others.
std::string shortened_id(const std::string& id) {
  if (width_of(id) <= kSubjectWidth) return id;
  return id.substr(0, kSubjectWidth - kIdEnd - 1) + "…" + id.substr(id.size() - kIdEnd);
}

/// What a finding says, with the name in the place of an id that is too long to be read.
std::string says_of(const Finding& finding, const std::string& name) {
  std::string out = finding.says;
  if (name.empty() || width_of(finding.subject) <= kSubjectWidth) return out;
  if (const auto at = out.find(finding.subject); at != std::string::npos)
    out.replace(at, finding.subject.size(), name);
  return out;
}

/// How many findings there are, by kind and weight; the heaviest kinds first.
Table counts_of(const std::vector<const Finding*>& found) {
  std::map<std::string, std::array<std::int64_t, 3>> by_rule;
  std::array<std::int64_t, 3> all{};
  for (const Finding* finding : found) {
    const auto weight = static_cast<std::size_t>(finding->severity);
    ++by_rule[finding->rule].at(weight);
    ++all.at(weight);
  }
  std::vector<std::pair<std::string, std::array<std::int64_t, 3>>> rows(by_rule.begin(),
                                                                        by_rule.end());
  std::ranges::stable_sort(rows, [](const auto& a, const auto& b) {
    return std::lexicographical_compare(b.second.rbegin(), b.second.rend(), a.second.rbegin(),
                                        a.second.rend());
  });
  rows.emplace_back("all", all);
  const auto cell = [](std::int64_t n) { return n == 0 ? std::string() : grouped(n); };
  Table out{{"kind", "breach", "warning", "notice"}, {}};
  for (const auto& [rule, by_weight] : rows)
    out.rows.push_back({rule, cell(by_weight[2]), cell(by_weight[1]), cell(by_weight[0])});
  return out;
}

Result<Output> findings(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  LW_TRY(const Wanted wanted, wanted_of(session, arguments));
  const auto all = core::findings(ask.state, ask.on, ask.rules);
  std::vector<const Finding*> found;
  for (const Finding& finding : all) {
    if (wanted.takes(finding) && may_know(ask, sight, finding.subject)) found.push_back(&finding);
  }
  Output out;
  out.json = boost::json::array();
  if (found.empty()) {
    out.text = as_of(session) + fmt::format("nothing found on {}", ask.on.text());
    return out;
  }
  Table table{{"weight", "kind", "subject", "name", "what", "since"}, {}};
  const std::size_t shown = std::min(wanted.limit, found.size());
  for (const Finding* finding : std::span(found).first(shown)) {
    const std::string name = subject_name(ask.state, finding->subject);
    table.rows.push_back({std::string(codec::enum_name(finding->severity)), finding->rule,
                          shortened_id(finding->subject), shorten(name, kNameWidth),
                          shorten(says_of(*finding, name), kSaysWidth), finding->since.text()});
    auto json = codec::to_json(*finding);
    json.as_object()["subject_name"] = name;
    out.json.as_array().push_back(std::move(json));
  }
  out.text = as_of(session) + to_text(counts_of(found));
  if (shown > 0) out.text += "\n\n" + to_text(table);
  if (shown < found.size()) {
    out.text += fmt::format(
        "\n{} more, the lighter ones: --all shows them, --limit N so many, --weight, --rule and "
        "--subject fewer",
        grouped(static_cast<std::int64_t>(found.size() - shown)));
  }
  return out;
}

}  // namespace

std::vector<Verb> watch_verbs() {
  using Kind = Parameter::Kind;
  return {{"clocks",
           "",
           "what falls due when, for whom, by which clause",
           {{"--overdue", "only what is due or overdue", Kind::kFlag},
            {"--who", "only what this role or organisation owes"}},
           clocks},
          {"findings",
           "",
           "what is not as it should be: counted by kind and weight, then the heaviest",
           {{"--rule", "only kinds that start so, for example surveillance."},
            {"--weight", "only of this weight: breach, warning or notice"},
            {"--subject", "only this certificate, component, programme or case"},
            {"--limit", "show so many; 50 when absent, all with --json"},
            {"--all", "show all", Kind::kFlag}},
           findings}};
}

}  // namespace lw::cmd
