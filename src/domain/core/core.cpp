#include "domain/core/core.hpp"

#include <algorithm>

#include "domain/core/names.hpp"
#include "domain/core/worlds.hpp"

namespace lw::core {
namespace {

using Events = std::vector<Event>;

template <class SliceEvent>
Result<Events> lift(Result<std::vector<SliceEvent>> events) {
  if (!events) return std::unexpected<Error>(std::move(events).error());
  return Events(std::make_move_iterator(events->begin()), std::make_move_iterator(events->end()));
}

/// Sends a command to the slice that knows it.
struct Decide {
  const State& s;
  const Context& context;
  Result<Events> operator()(const access::Command& c) const {
    return lift(access::decide(s.access, c, context));
  }
  Result<Events> operator()(const catalog::Command& c) const {
    return lift(catalog::decide(s.catalog, c, context));
  }
  Result<Events> operator()(const certificate::Command& c) const {
    return lift(certificate::decide(certificate_world(s), c, context));
  }
  Result<Events> operator()(const surveillance::Command& c) const {
    return lift(surveillance::decide(surveillance_world(s), c, context));
  }
  Result<Events> operator()(const resistance::Command& c) const {
    return lift(resistance::decide(resistance_world(s), c, context));
  }
  Result<Events> operator()(const vulnerability::Command& c) const {
    return lift(vulnerability::decide(vulnerability_world(s), c, context));
  }
  Result<Events> operator()(const programme::Command& c) const {
    return lift(programme::decide(programme_world(s), c, context));
  }
  Result<Events> operator()(const risk::Command& c) const {
    return lift(risk::decide(risk_world(s), c, context));
  }
  Result<Events> operator()(const contingency::Command& c) const {
    return lift(contingency::decide(contingency_world(s), c, context));
  }
};

/// Sends an event to the slice that keeps it.
struct Apply {
  State& s;
  void operator()(const access::Event& e) const { access::apply(s.access, e); }
  void operator()(const catalog::Event& e) const { catalog::apply(s.catalog, e); }
  void operator()(const certificate::Event& e) const { certificate::apply(s.certificate, e); }
  void operator()(const surveillance::Event& e) const { surveillance::apply(s.surveillance, e); }
  void operator()(const resistance::Event& e) const { resistance::apply(s.resistance, e); }
  void operator()(const vulnerability::Event& e) const { vulnerability::apply(s.vulnerability, e); }
  void operator()(const programme::Event& e) const { programme::apply(s.programme, e); }
  void operator()(const risk::Event& e) const { risk::apply(s.risk, e); }
  void operator()(const contingency::Event& e) const { contingency::apply(s.contingency, e); }
};

template <class T>
void append(std::vector<T>& out, std::vector<T> more) {
  out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Result<Events> decide(const State& state, const Policy& policy, const Command& command,
                      const Context& context) {
  LW_CHECK(access::permit(state.access, policy.roles, name_of(command), context));
  return std::visit(Decide{state, context}, command);
}

void apply(State& state, const Event& event) { std::visit(Apply{state}, event); }

std::vector<std::string> violations(const State& s) {
  std::vector<std::string> out = access::violations(s.access);
  append(out, catalog::violations(s.catalog));
  append(out, certificate::violations(certificate_world(s)));
  append(out, surveillance::violations(surveillance_world(s)));
  append(out, resistance::violations(resistance_world(s)));
  append(out, vulnerability::violations(vulnerability_world(s)));
  append(out, programme::violations(programme_world(s)));
  append(out, risk::violations(risk_world(s)));
  append(out, contingency::violations(contingency_world(s)));
  return out;
}

std::vector<Clock> clocks(const State& s, Instant now, const rules::RuleBook& rules) {
  std::vector<Clock> out;
  access::clocks(s.access, now, out);
  certificate::clocks(certificate_world(s), now, rules, out);
  surveillance::clocks(surveillance_world(s), now, rules, out);
  resistance::clocks(resistance_world(s), now, rules, out);
  vulnerability::clocks(vulnerability_world(s), now, rules, out);
  programme::clocks(programme_world(s), now, rules, out);
  risk::clocks(risk_world(s), now, rules, out);
  contingency::clocks(contingency_world(s), now, rules, out);
  std::ranges::stable_sort(out, {}, &Clock::due_on);
  return out;
}

std::vector<Finding> findings(const State& s, Date on, const rules::RuleBook& rules) {
  std::vector<Finding> out = certificate::findings(certificate_world(s), on, rules);
  append(out, surveillance::findings(surveillance_world(s), on, rules));
  append(out, resistance::findings(resistance_world(s), on, rules));
  append(out, vulnerability::findings(vulnerability_world(s), on, rules));
  append(out, programme::findings(programme_world(s), on, rules));
  append(out, risk::findings(risk_world(s), on, rules));
  append(out, contingency::findings(contingency_world(s), on, rules));
  std::ranges::stable_sort(out, std::ranges::greater(), &Finding::severity);
  return out;
}

}  // namespace lw::core
