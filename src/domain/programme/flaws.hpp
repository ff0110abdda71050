#pragma once

#include "domain/programme/programme.hpp"

// What the open cases say of an embedded software; inside the slice.
namespace lw::programme {

/// An open case and what it reaches on a day: worked out once, asked for each embedded software.
struct OpenCase {
  CaseId id;
  vulnerability::Standing standing = vulnerability::Standing::kPotential;
  bool measure_available = false;
  vulnerability::Affected affected;
};

/// Returns the cases open on `on`; with a viewer, those that the viewer may know of (R22).
std::vector<OpenCase> open_cases(const World& world, Date on,
                                 const vulnerability::Viewer* viewer = nullptr);

/// What the open cases say of one embedded software, by use.
struct Flaws {
  std::map<catalog::Use, std::set<CaseId>> confirmed;
  std::map<catalog::Use, std::set<CaseId>> undecided;
};

/// Returns it; a case that clears every certificate of the embedded software says nothing of it.
Flaws flaws_of(const World& world, const std::vector<OpenCase>& cases,
               const Introduction& introduction);

}  // namespace lw::programme
