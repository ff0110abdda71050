#pragma once

#include "domain/core/state.hpp"

namespace lw::core {

/// Returns what each slice may read of the whole state. The views refer to `s` and live no longer.
inline certificate::World certificate_world(const State& s) {
  return {s.access, s.catalog, s.certificate};
}
inline surveillance::World surveillance_world(const State& s) {
  return {s.access, s.catalog, s.certificate, s.surveillance};
}
inline resistance::World resistance_world(const State& s) {
  return {s.access, s.catalog, s.certificate, s.surveillance, s.resistance};
}
inline vulnerability::World vulnerability_world(const State& s) {
  return {s.access, s.catalog, s.certificate, s.surveillance, s.resistance, s.vulnerability};
}
inline programme::World programme_world(const State& s) {
  return {s.access,     s.catalog,       s.certificate, s.surveillance,
          s.resistance, s.vulnerability, s.programme};
}
inline risk::World risk_world(const State& s) {
  return {s.access,     s.catalog,       s.certificate, s.surveillance,
          s.resistance, s.vulnerability, s.programme,   s.risk};
}
inline contingency::World contingency_world(const State& s) {
  return {s.access,        s.catalog,   s.certificate, s.surveillance, s.resistance,
          s.vulnerability, s.programme, s.risk,        s.contingency};
}

}  // namespace lw::core
