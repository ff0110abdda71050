#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "domain/risk/risk.hpp"

namespace lw::risk {
namespace {

/// Applies `change` to a known risk; an event about an unknown one changes nothing.
void change(State& state, const RiskId& id, const std::function<void(Risk&)>& change) {
  if (const auto it = state.risks.find(id); it != state.risks.end()) change(it->second);
}

void on(State& state, const RiskOpened& e) {
  Risk& risk = state.risks[e.risk];
  risk.id = e.risk;
  risk.programme = e.programme;
  risk.component = e.component;
  risk.cause = e.cause;
  risk.cause_ref = e.cause_ref;
  risk.case_id = e.case_id;
  risk.opened_on = e.on;
}

void on(State& state, const ResistanceTaken& e) {
  change(state, e.risk,
         [&](Risk& r) { r.resistance.push_back({e.input, e.by_use, e.basis, e.on}); });
}

void on(State& state, const ExposureTaken& e) {
  change(state, e.risk, [&](Risk& r) {
    r.exposure.push_back({e.input, e.by_use, e.by_expiry_year, e.basis, e.on});
  });
}

void on(State& state, const RiskStated& e) {
  change(state, e.risk, [&](Risk& r) { r.statements.push_back({e.text, e.evidence, e.on}); });
}

void on(State& state, const OptionsCompared& e) {
  change(state, e.risk, [&](Risk& r) { r.comparisons.push_back({e.options, e.on}); });
}

void on(State& state, const CeilingOverridden& e) {
  change(state, e.risk, [&](Risk& r) { r.overrides.push_back({e.option, e.by, e.reason, e.on}); });
}

void on(State& state, const RiskDecided& e) {
  change(state, e.risk,
         [&](Risk& r) { r.decisions.push_back({e.chosen, e.revision, e.by, e.reason, e.on}); });
}

void on(State& state, const RiskAccepted& e) {
  change(state, e.risk,
         [&](Risk& r) { r.acceptances.push_back({e.revision, e.until, e.by, e.reason, e.on}); });
}

void on(State& state, const RiskClosed& e) {
  change(state, e.risk, [&](Risk& r) {
    r.closed_on = e.on;
    r.closed_because = e.reason;
  });
}

void on(State& state, const MatrixSet& e) { state.matrices[e.programme][e.on] = e.matrix; }

/// How many inputs, statements and comparisons there are in all.
std::int64_t revisions(const Risk& risk) {
  return static_cast<std::int64_t>(risk.resistance.size() + risk.exposure.size() +
                                   risk.statements.size() + risk.comparisons.size());
}

/// R5, R56: at least two options, and one of each of the two families that are never left out.
bool well_compared(const Comparison& comparison) {
  const auto has = [&](Family family) {
    return std::ranges::any_of(comparison.options,
                               [&](const ComparedOption& o) { return o.option.family == family; });
  };
  return comparison.options.size() >= 2 && has(Family::kUpgrade) && has(Family::kShorterValidity);
}

bool allowed_choice(const Risk& risk, const Decision& decision, const std::string& chosen) {
  const auto fits = [&](const Comparison& comparison) {
    return std::ranges::any_of(comparison.options, [&](const ComparedOption& o) {
      const auto leave = [&](const Override& x) {
        return x.option == chosen && x.on <= decision.on;
      };
      return o.option.id == chosen && o.available &&
             (!o.above_ceiling || std::ranges::any_of(risk.overrides, leave));
    });
  };
  return std::ranges::any_of(risk.comparisons, fits);
}

void check(const Risk& risk, std::vector<std::string>& out) {
  const std::string name = risk.id.text();
  for (const auto& comparison : risk.comparisons) {
    if (!well_compared(comparison))
      out.push_back(name + ": options compared without the two families, or fewer than two");
    for (const auto& o : comparison.options) {
      if (!o.option.residual)
        out.push_back(fmt::format("{}: nobody said what option {} leaves", name, o.option.id));
    }
  }
  for (const auto& decision : risk.decisions) {
    if (decision.chosen.empty()) out.push_back(name + ": decided for nothing");
    if (decision.revision < 1 || decision.revision > revisions(risk))
      out.push_back(name + ": decided on a state that never was");
    for (const auto& chosen : decision.chosen) {
      if (!allowed_choice(risk, decision, chosen))
        out.push_back(fmt::format("{}: option {} could not be chosen", name, chosen));
    }
  }
  for (const auto& a : risk.acceptances) {
    if (a.revision < 1 || a.revision > revisions(risk))
      out.push_back(name + ": accepted a state that never was");
  }
  if (risk.closed_on && risk.decisions.empty() && risk.acceptances.empty()) {
    out.push_back(name + ": closed without decision or acceptance");
  }
}

}  // namespace

void apply(State& state, const Event& event) {
  std::visit([&](const auto& e) { on(state, e); }, event);
}

std::vector<std::string> violations(const World& world) {
  std::vector<std::string> out;
  for (const auto& [id, risk] : world.risk.risks) {
    if (programme::find(world.programme, risk.programme) == nullptr) {
      out.push_back(fmt::format("{}: programme {} is unknown", id.text(), risk.programme.text()));
    }
    check(risk, out);
  }
  return out;
}

const Risk* find(const State& state, const RiskId& id) {
  const auto it = state.risks.find(id);
  return it == state.risks.end() ? nullptr : &it->second;
}

}  // namespace lw::risk
