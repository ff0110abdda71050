#pragma once

#include "domain/access/access.hpp"
#include "domain/catalog/catalog.hpp"
#include "domain/certificate/certificate.hpp"
#include "domain/contingency/contingency.hpp"
#include "domain/programme/programme.hpp"
#include "domain/resistance/resistance.hpp"
#include "domain/risk/risk.hpp"
#include "domain/surveillance/surveillance.hpp"
#include "domain/vulnerability/vulnerability.hpp"

namespace lw::core {

/// Everything known and decided, computed from the history alone. A copy is a fork: what-if and
/// exercises use copies.
struct State {
  access::State access;
  catalog::State catalog;
  certificate::State certificate;
  surveillance::State surveillance;
  resistance::State resistance;
  vulnerability::State vulnerability;
  programme::State programme;
  risk::State risk;
  contingency::State contingency;
};
LW_DESCRIBE(State, access, catalog, certificate, surveillance, resistance, vulnerability, programme,
            risk, contingency)

/// Any command, and any event, by slice.
using Command = std::variant<access::Command, catalog::Command, certificate::Command,
                             surveillance::Command, resistance::Command, vulnerability::Command,
                             programme::Command, risk::Command, contingency::Command>;
using Event = std::variant<access::Event, catalog::Event, certificate::Event, surveillance::Event,
                           resistance::Event, vulnerability::Event, programme::Event, risk::Event,
                           contingency::Event>;

/// Law, methods and the role matrix: what is data and not code.
struct Policy {
  rules::RuleBook rules;
  access::RoleMatrix roles;
};

}  // namespace lw::core
