#pragma once

#include "domain/programme/programme.hpp"

// What the slices below may read, cut out of what we may read.
namespace lw::programme {

/// Returns the world of the surveillance slice.
inline surveillance::World surveillance_world(const World& w) {
  return {w.access, w.catalog, w.certificate, w.surveillance};
}

/// Returns the world of the resistance slice.
inline resistance::World resistance_world(const World& w) {
  return {w.access, w.catalog, w.certificate, w.surveillance, w.resistance};
}

/// Returns the world of the vulnerability slice.
inline vulnerability::World vulnerability_world(const World& w) {
  return {w.access, w.catalog, w.certificate, w.surveillance, w.resistance, w.vulnerability};
}

}  // namespace lw::programme
