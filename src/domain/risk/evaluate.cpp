#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "domain/programme/lifetime.hpp"
#include "domain/programme/watch.hpp"
#include "domain/risk/risk.hpp"

namespace lw::risk {
namespace {

/// The last entry dated by `on`; null when there is none.
template <class Entry>
const Entry* last_by(const std::vector<Entry>& entries, Date on) {
  const Entry* out = nullptr;
  for (const auto& entry : entries) {
    if (entry.on <= on) out = &entry;
  }
  return out;
}

template <class Entry>
std::int64_t count_by(const std::vector<Entry>& entries, Date on) {
  return std::ranges::count_if(entries, [&](const Entry& e) { return e.on <= on; });
}

/// R78: known not to be curable by software.
bool beyond_software(const World& world, const Risk& risk) {
  if (!risk.case_id) return false;
  const auto* flaw = vulnerability::find(world.vulnerability, *risk.case_id);
  return flaw != nullptr && vulnerability::curable_by_software(*flaw) == catalog::Tristate::kNo;
}

/// R4: physical flaw; R84: mechanism on the chip; R68: certified mechanism.
std::string why_no_upgrade(const World& world, const Risk& risk, Date on) {
  if (beyond_software(world, risk)) return "the flaw is physical: software cannot cure it";
  const auto* esw = catalog::find(world.catalog, risk.component);
  if (esw == nullptr) return "the embedded software is not in the catalogue";
  if (esw->upgradable_in_field == catalog::Tristate::kNo)
    return "the chip has no mechanism for an upgrade in the field";
  if (!esw->patch_mechanism) return "no patch mechanism is on record";
  const auto* certified = certificate::find(world.certificate, esw->patch_mechanism->certified_by);
  if (certified != nullptr &&
      certificate::validity(*certified, on) == certificate::Validity::kUnknown) {
    return fmt::format("whether the certificate of the patch mechanism is valid is not known ({})",
                       certified->id.text());
  }
  if (certified == nullptr || !certificate::legally_valid(*certified, on)) {
    return fmt::format("the patch mechanism has no valid certificate ({})",
                       esw->patch_mechanism->certified_by.text());
  }
  return {};
}

std::string why_not_shorter(const World& world, const Risk& risk, Date on,
                            const rules::RuleBook& rules) {
  const auto* p = programme::find(world.programme, risk.programme);
  if (p == nullptr) return "the programme is not known";
  const auto document_class = world.programme.classes.find(p->document_class);
  if (document_class == world.programme.classes.end()) return "the document class is not known";
  const auto bounds = programme::validity_bounds(document_class->second, on, rules);
  if (!bounds) return "the bounds of validity are not known: " + bounds.error().what;
  if (programme::validity_months(world.programme, *p, "", on) <= bounds->min_months) {
    return fmt::format("documents are valid for the shortest lawful time already, {} months ({})",
                       bounds->min_months, bounds->source);
  }
  return {};
}

std::string why_no_limit(const World& world, const Risk& risk, Date on) {
  const auto* p = programme::find(world.programme, risk.programme);
  return p != nullptr && programme::policy(*p, on).uses.size() < 2
             ? "the documents have a single use"
             : "";
}

std::string why_no_stop(const World& world, const Risk& risk, Date on) {
  const auto gate = programme::may_enter(programme_world(world), risk.programme, risk.component,
                                         programme::UnitState::kIssued, on);
  const std::string stopped = fmt::format("production with {} is stopped", risk.component.text());
  return std::ranges::find(gate.reasons, stopped) != gate.reasons.end()
             ? "production is stopped already"
             : "";
}

std::string why_no_replacement(const World& world, const Risk& risk, Date on) {
  const auto* p = programme::find(world.programme, risk.programme);
  if (p == nullptr) return "the programme is not known";
  const auto other = [&](const auto& entry) {
    return entry.first != risk.component &&
           programme::may_issue(programme_world(world), risk.programme, entry.first, on).allowed;
  };
  return std::ranges::any_of(p->introductions, other)
             ? ""
             : "no other embedded software may be issued now";
}

UseScore score(const Matrix& matrix, std::int32_t likelihood, const ExposureOfUse& exposure) {
  const auto index = [](std::int32_t value) {
    return static_cast<std::size_t>(std::clamp(value, 1, kScaleMax) - 1);
  };
  return {likelihood, exposure.impact, matrix.levels[index(likelihood)][index(exposure.impact)],
          exposure.documents};
}

}  // namespace

Matrix matrix(const State& state, const ProgrammeId& programme, Date on) {
  const auto found = state.matrices.find(programme);
  if (found == state.matrices.end()) return {};
  const auto after = found->second.upper_bound(on);
  return after == found->second.begin() ? Matrix{} : std::prev(after)->second;
}

std::int64_t revision(const Risk& risk, Date on) {
  return count_by(risk.resistance, on) + count_by(risk.exposure, on) +
         count_by(risk.statements, on) + count_by(risk.comparisons, on);
}

Evaluation evaluate(const World& world, const Risk& risk, Date on) {
  Evaluation out;
  out.revision = revision(risk, on);
  const auto* resistance = last_by(risk.resistance, on);
  const auto* exposure = last_by(risk.exposure, on);
  if (resistance != nullptr) out.resistance_input = resistance->input;
  else out.missing.emplace_back("output of surveillance or of the ratings");
  if (exposure != nullptr) out.exposure_input = exposure->input;
  else out.missing.emplace_back("exposure by use");
  if (resistance == nullptr || exposure == nullptr) return out;
  const Matrix m = matrix(world.risk, risk.programme, on);
  for (const auto& [use, exposed] : exposure->by_use) {
    const auto rated = resistance->by_use.find(use);
    if (rated == resistance->by_use.end() || !rated->second.likelihood) {
      out.missing.push_back(fmt::format("likelihood for {}: nothing is rated, and nobody judged it",
                                        codec::enum_name(use)));
      continue;
    }
    out.by_use[use] = score(m, *rated->second.likelihood, exposed);
  }
  if (!out.missing.empty()) {
    out.by_use.clear();
    return out;
  }
  out.completeness = Completeness::kComplete;
  for (const auto& [use, s] : out.by_use)
    out.level = std::max(out.level.value_or(Level::kLow), s.level);
  if (!out.level) out.level = Level::kLow;
  return out;
}

std::vector<Availability> availability(const World& world, const Risk& risk, Date on,
                                       const rules::RuleBook& rules) {
  std::vector<Availability> out;
  const bool physical = beyond_software(world, risk);
  const auto add = [&](Family family, std::string why_not) {
    Availability entry{family, why_not.empty(), std::move(why_not), false, {}};
    if (family == Family::kUpgrade || family == Family::kShorterValidity) {
      entry.why_always = "upgrade and shorter validity are compared for every flaw";
    } else if (physical && family != Family::kOther) {
      entry.why_always = "software cannot cure the flaw";  // R78 leads to R61-R63
    }
    entry.compared_always = !entry.why_always.empty();
    out.push_back(std::move(entry));
  };
  add(Family::kUpgrade, why_no_upgrade(world, risk, on));
  add(Family::kShorterValidity, why_not_shorter(world, risk, on, rules));
  add(Family::kLimitUse, why_no_limit(world, risk, on));
  add(Family::kStopProduction, why_no_stop(world, risk, on));
  add(Family::kReplaceEarly, why_no_replacement(world, risk, on));
  add(Family::kOther, "");
  return out;
}

Binding acceptance(const Risk& risk, Date on) {
  const auto* last = last_by(risk.acceptances, on);
  if (last == nullptr) return Binding::kNone;
  if (last->revision != revision(risk, on)) return Binding::kStale;
  return last->until && *last->until < on ? Binding::kExpired : Binding::kCurrent;
}

Binding decision(const Risk& risk, Date on) {
  const auto* last = last_by(risk.decisions, on);
  if (last == nullptr) return Binding::kNone;
  return last->revision == revision(risk, on) ? Binding::kCurrent : Binding::kStale;
}

Risk as_of(const Risk& risk, Date on) {
  Risk out = risk;
  const auto later = [&](const auto& entry) { return entry.on > on; };
  std::erase_if(out.resistance, later);
  std::erase_if(out.exposure, later);
  std::erase_if(out.statements, later);
  std::erase_if(out.comparisons, later);
  std::erase_if(out.overrides, later);
  std::erase_if(out.decisions, later);
  std::erase_if(out.acceptances, later);
  if (out.closed_on && *out.closed_on > on) {
    out.closed_on.reset();
    out.closed_because.clear();
  }
  return out;
}

std::vector<const Risk*> open_risks(const State& state, const ProgrammeId& programme, Date on) {
  std::vector<const Risk*> out;
  for (const auto& [id, risk] : state.risks) {
    if (risk.programme == programme && risk.opened_on <= on &&
        (!risk.closed_on || on < *risk.closed_on))
      out.push_back(&risk);
  }
  return out;
}

void clocks(const World& world, Instant now, const rules::RuleBook&, std::vector<Clock>& out) {
  for (const auto& [id, risk] : world.risk.risks) {
    if (risk.closed_on || risk.acceptances.empty() || !risk.acceptances.back().until) continue;
    const auto& last = risk.acceptances.back();
    const auto* p = programme::find(world.programme, risk.programme);
    out.push_back({"policy",
                   "acceptance: last day that the authority set",
                   id.text(),
                   "judge the risk again",
                   p == nullptr ? "issuing authority" : p->authority.text(),
                   last.on,
                   *last.until,
                   {},
                   clock_state(now, *last.until)});
  }
}

namespace {

/// R29, R44: whatever the authority has bound itself to, a flaw in the field is a risk on record.
void unrecorded(const World& world, Date on, std::vector<Finding>& out) {
  std::set<std::tuple<ProgrammeId, ComponentId, CaseId>> recorded;
  for (const auto& [id, risk] : world.risk.risks) {
    if (risk.case_id && risk.opened_on <= on)
      recorded.insert({risk.programme, risk.component, *risk.case_id});
  }
  for (const auto& flaw : programme::flaws_in_field(programme_world(world), on)) {
    if (recorded.contains({flaw.programme, flaw.software, flaw.case_id})) continue;
    const bool confirmed = flaw.standing == vulnerability::Standing::kConfirmed;
    out.push_back({"risk.not_recorded", confirmed ? Severity::kWarning : Severity::kNotice,
                   flaw.case_id.text(),
                   fmt::format("{} documents of {} with {} carry a {} flaw, and no risk on record "
                               "speaks of it",
                               flaw.documents, flaw.programme.text(), flaw.software.text(),
                               confirmed ? "confirmed" : "potential"),
                   on});
  }
}

}  // namespace

std::vector<Finding> findings(const World& world, Date on, const rules::RuleBook&) {
  std::vector<Finding> out;
  unrecorded(world, on, out);
  const auto say = [&](const char* rule, Severity severity, const Risk& risk, std::string says) {
    out.push_back({rule, severity, risk.id.text(), std::move(says), risk.opened_on});
  };
  for (const auto& [id, risk] : world.risk.risks) {
    if (risk.opened_on > on || (risk.closed_on && *risk.closed_on <= on)) continue;
    const auto evaluation = evaluate(world, risk, on);
    const std::string who = fmt::format("{} in {}", risk.component.text(), risk.programme.text());
    if (evaluation.completeness == Completeness::kIncomplete) {
      say("risk.incomplete", Severity::kWarning, risk,
          fmt::format("the risk of {} cannot be judged yet: {} missing", who,
                      fmt::join(evaluation.missing, "; ")));
    }
    if (last_by(risk.statements, on) == nullptr) {
      say("risk.no_statement", Severity::kNotice, risk,
          fmt::format("the risk of {} is not put into plain words", who));
    }
    const Binding accepted = acceptance(risk, on);
    const Binding decided = decision(risk, on);
    if (accepted == Binding::kStale || decided == Binding::kStale) {
      say("risk.judged_before_it_changed", Severity::kWarning, risk,
          fmt::format("the risk of {} has changed since it was {}", who,
                      decided == Binding::kStale ? "decided" : "accepted"));
    } else if (accepted == Binding::kExpired) {
      say("risk.acceptance_expired", Severity::kWarning, risk,
          fmt::format("the acceptance of {} has run out", who));
    } else if (accepted == Binding::kNone && decided == Binding::kNone) {
      say("risk.undecided", Severity::kWarning, risk,
          fmt::format("nobody has decided on the risk of {}", who));
    }
  }
  return out;
}

std::optional<CompartmentId> compartment_of(const World& world, const Event& event) {
  const auto of_case = [&](const std::optional<CaseId>& id) -> std::optional<CompartmentId> {
    const auto* flaw = id ? vulnerability::find(world.vulnerability, *id) : nullptr;
    return flaw == nullptr ? std::nullopt : flaw->compartment;
  };
  return std::visit(
      [&](const auto& e) -> std::optional<CompartmentId> {
        using E = std::remove_cvref_t<decltype(e)>;
        if constexpr (std::same_as<E, RiskOpened>) return of_case(e.case_id);
        else if constexpr (std::same_as<E, MatrixSet>) return std::nullopt;
        else {
          const Risk* risk = find(world.risk, e.risk);
          return risk == nullptr ? std::nullopt : of_case(risk->case_id);
        }
      },
      event);
}

}  // namespace lw::risk
