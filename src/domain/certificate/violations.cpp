#include <fmt/format.h>

#include <algorithm>

#include "domain/certificate/certificate.hpp"

namespace lw::certificate {
namespace {

using Broken = std::vector<std::string>;

/// Marks of the walk that looks for circles.
enum class Mark { kOpen, kDone };

/// Follows rests_on without recursion: chains in public data may be long. Returns true when a
/// circle is met.
bool circular(const State& state, const CertificateId& from, std::map<CertificateId, Mark>& marks) {
  std::vector<std::pair<CertificateId, bool>> open{{from, false}};
  while (!open.empty()) {
    const auto [id, leaving] = open.back();
    open.pop_back();
    if (leaving) {
      marks[id] = Mark::kDone;
      continue;
    }
    if (const auto it = marks.find(id); it != marks.end()) {
      if (it->second == Mark::kOpen) return true;
      continue;
    }
    marks[id] = Mark::kOpen;
    open.emplace_back(id, true);
    const Certificate* certificate = find(state, id);
    if (certificate == nullptr) continue;
    for (const auto& below : certificate->rests_on) {
      const auto it = marks.find(below);
      if (it != marks.end() && it->second == Mark::kOpen) return true;
      if (it == marks.end()) open.emplace_back(below, false);
    }
  }
  return false;
}

void check_graph(const World& world, const Certificate& c, std::map<CertificateId, Mark>& marks,
                 Broken& out) {
  const State& state = world.certificate;
  if (circular(state, c.id, marks)) out.push_back(fmt::format("{} rests on itself", c.id.text()));
  for (const auto& below : c.rests_on) {
    if (find(state, below) == nullptr)
      out.push_back(fmt::format("{} rests on unknown {}", c.id.text(), below.text()));
  }
  for (const auto& component : c.covers) {
    if (catalog::find(world.catalog, component) == nullptr) {
      out.push_back(fmt::format("{} covers unknown component {}", c.id.text(), component.text()));
    }
    const auto it = state.covered_by.find(component);
    if (it == state.covered_by.end() || !it->second.contains(c.id)) {
      out.push_back(fmt::format("index of what covers {} lacks {}", component.text(), c.id.text()));
    }
  }
}

void check_status(const Certificate& c, Broken& out) {
  if (c.withdrawal) {
    const bool last = !c.history.empty() && c.history.back().status == Status::kWithdrawn;
    if (!last) out.push_back(fmt::format("{} has a life after withdrawal", c.id.text()));  // R14
  }
  for (std::size_t i = 1; i < c.history.size(); ++i) {
    if (c.history[i].decided_on < c.history[i - 1].decided_on) {
      out.push_back(fmt::format("decisions on {} are out of order", c.id.text()));
    }
    const bool twice = c.history[i].status == c.history[i - 1].status;
    if (twice) out.push_back(fmt::format("{} changes to the status it has", c.id.text()));
  }
  std::size_t running = 0;
  for (const auto& suspension : c.suspensions) {
    running += suspension.ended_on ? 0U : 1U;
    if (suspension.from != suspension.decided_on.plus_days(1)) {
      out.push_back(fmt::format("suspension of {} does not begin on the day after the decision",
                                c.id.text()));  // E9
    }
    if (c.scheme == Scheme::kEucc && suspension.until > suspension.decided_on.plus_years(1)) {
      out.push_back(fmt::format("suspension of {} is longer than a year", c.id.text()));  // E10
    }
  }
  if (running > 1) out.push_back(fmt::format("{} is suspended twice at once", c.id.text()));
  if (running == 1 && c.withdrawal)
    out.push_back(fmt::format("{} is withdrawn and suspended", c.id.text()));
}

void check_paper(const State& state, const Certificate& c, Broken& out) {
  if (c.registered && !c.valid_until)
    out.push_back(fmt::format("{} has no end date", c.id.text()));  // R18
  const bool plus = std::ranges::any_of(c.assurance, [](const auto& a) { return a.contains('+'); });
  if (plus) out.push_back(fmt::format("{} lists an augmentation with \"+\"", c.id.text()));  // E27
  std::size_t open = 0;
  for (const auto& review : c.reviews) {
    open += review.closed_on ? 0U : 1U;
    if (review.closed_on.has_value() != review.outcome.has_value()) {
      out.push_back(fmt::format("a review of {} is closed without outcome", c.id.text()));  // E4
    }
  }
  if (open > 1) out.push_back(fmt::format("{} has two reviews at once", c.id.text()));
  if (c.replaces && find(state, *c.replaces) == nullptr) {
    out.push_back(fmt::format("{} replaces unknown {}", c.id.text(), c.replaces->text()));
  }
}

}  // namespace

std::vector<std::string> violations(const World& world) {
  Broken out;
  if (!in_step(world.certificate.graph, world.certificate.certificates))
    out.emplace_back("index of which certificates rest on which is out of step");
  std::map<CertificateId, Mark> marks;
  for (const auto& [id, certificate] : world.certificate.certificates) {
    check_graph(world, certificate, marks, out);
    check_status(certificate, out);
    check_paper(world.certificate, certificate, out);
  }
  for (const auto& [number, notice] : world.certificate.notices) {
    if (find(world.certificate, notice.certificate) == nullptr) {
      out.push_back(
          fmt::format("notice {} is about unknown {}", number, notice.certificate.text()));
    }
    if (world.certificate.outstanding.contains(number) == notice.delivered_on.has_value()) {
      out.push_back(fmt::format("notice {} is both owed and given, or neither", number));
    }
  }
  for (const auto& [alias, id] : world.certificate.aliases) {
    if (find(world.certificate, id) == nullptr) {
      out.push_back(fmt::format("alias {} names unknown {}", alias, id.text()));
    }
  }
  return out;
}

}  // namespace lw::certificate
