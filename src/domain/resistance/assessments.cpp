#include <fmt/format.h>

#include <algorithm>

#include "domain/resistance/resistance.hpp"

/// The assessments of a product in time (R1): certificates, surveillance, ratings on one line.
namespace lw::resistance {
namespace {

using Entries = std::vector<DatedAssessment>;

std::string outcome_words(surveillance::Outcome outcome) {
  switch (outcome) {
    case surveillance::Outcome::kPassed: return "passed";
    case surveillance::Outcome::kFailed: return "failed";
    case surveillance::Outcome::kNotConclusive: return "not conclusive";
  }
  return {};
}

/// The last day on which a certificate stands as an assessment; nullopt while no end is known.
std::optional<Date> end_of(const certificate::Certificate& c) {
  std::optional<Date> out = c.valid_until;
  if (c.withdrawal && (!out || c.withdrawal->on <= *out)) out = c.withdrawal->on.plus_days(-1);
  return out;
}

void add_certificates(const World& world, const ComponentId& product, Date on, Entries& out) {
  const auto* component = catalog::find(world.catalog, product);
  for (const auto& id : certificate::ever_covering(world.certificate, product)) {
    const auto* c = certificate::find(world.certificate, id);
    if (c == nullptr || !c->valid_from || *c->valid_from > on) continue;
    std::string level;
    for (const auto& part : c->assurance) level += (level.empty() ? "" : ", ") + part;
    out.push_back({AssessmentKind::kCertification, id.text(), product, component->layer,
                   *c->valid_from, end_of(*c), "certified",
                   fmt::format("certificate {} by {}{}", id.text(), c->issuer.text(),
                               level.empty() ? "" : " at " + level)});
  }
}

void add_surveillance(const World& world, const std::set<ComponentId>& inside, Date on,
                      Entries& out) {
  for (const auto& component : inside) {
    const auto it = world.surveillance.assessments_of.find(component);
    if (it == world.surveillance.assessments_of.end()) continue;
    for (const auto& id : it->second) {
      const auto* a = surveillance::find_assessment(world.surveillance, id);
      if (a == nullptr || !a->result || a->result->on > on) continue;
      const std::string outcome = outcome_words(a->result->outcome);
      out.push_back({AssessmentKind::kSurveillance, id.text(), component, a->layer, a->result->on,
                     std::nullopt, outcome,
                     fmt::format("{} {} of {} by {}: {}",
                                 a->kind == surveillance::EventKind::kReassessment ? "re-assessment"
                                                                                   : "surveillance",
                                 id.text(), component.text(), a->laboratory.text(), outcome)});
    }
  }
}

void add_ratings(const World& world, const std::set<ComponentId>& inside, Date on, Entries& out) {
  for (const auto& [id, rating] : world.resistance.ratings) {
    if (rating.on > on || !inside.contains(rating.component)) continue;
    const auto* component = catalog::find(world.catalog, rating.component);
    const std::string meets = van_met(rating) == 0
                                  ? "meets no AVA_VAN level"
                                  : fmt::format("meets AVA_VAN.{}", van_met(rating));
    const bool unread = rating.table.status == rules::to_string(rules::Status::kUnverified);
    out.push_back({AssessmentKind::kRating, id.text(), rating.component, component->layer,
                   rating.on, std::nullopt, meets,
                   fmt::format("rating {} of path {} in {}: {} by table {} {}{}", id.text(),
                               rating.path.text(), rating.component.text(), meets, rating.table.id,
                               rating.table.version, unread ? " [UNVERIFIED]" : "")});
  }
}

}  // namespace

std::vector<DatedAssessment> assessments(const World& world, const ComponentId& product, Date on) {
  Entries out;
  if (catalog::find(world.catalog, product) == nullptr) return out;
  const auto inside = catalog::contains(world.catalog, product);
  add_certificates(world, product, on, out);
  add_surveillance(world, inside, on, out);
  add_ratings(world, inside, on, out);
  std::ranges::sort(out, {}, [](const DatedAssessment& a) { return std::tie(a.on, a.kind, a.id); });
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    const Date before_next = out[i + 1].on.plus_days(-1);
    out[i].until = out[i].until ? std::min(*out[i].until, before_next) : before_next;
  }
  return out;
}

std::optional<DatedAssessment> assessment_on(const World& world, const ComponentId& product,
                                             Date on) {
  auto all = assessments(world, product, on);
  if (all.empty() || (all.back().until && *all.back().until < on)) return std::nullopt;
  return std::move(all.back());
}

}  // namespace lw::resistance
