#pragma once

#include "base/strong.hpp"

namespace lw {

/// Kinds of ids: the name of a kind stands in errors.
struct PersonTag {
  static constexpr std::string_view kKind = "person";
};
struct OrganisationTag {
  static constexpr std::string_view kKind = "organisation";
};
struct CompartmentTag {
  static constexpr std::string_view kKind = "compartment";
};
struct ComponentTag {
  static constexpr std::string_view kKind = "component";
};
struct FamilyTag {
  static constexpr std::string_view kKind = "family";
};
struct CertificateTag {
  static constexpr std::string_view kKind = "certificate";
};
struct SurveillancePlanTag {
  static constexpr std::string_view kKind = "surveillance plan";
};
struct SurveillanceEventTag {
  static constexpr std::string_view kKind = "surveillance event";
};
struct AttackPathTag {
  static constexpr std::string_view kKind = "attack path";
};
struct RatingTag {
  static constexpr std::string_view kKind = "rating";
};
struct CaseTag {
  static constexpr std::string_view kKind = "case";
};
struct ProgrammeTag {
  static constexpr std::string_view kKind = "programme";
};
struct DocumentClassTag {
  static constexpr std::string_view kKind = "document class";
};
struct BatchTag {
  static constexpr std::string_view kKind = "batch";
};
struct RiskTag {
  static constexpr std::string_view kKind = "risk";
};
struct PlanTag {
  static constexpr std::string_view kKind = "contingency plan";
};
struct EvidenceTag {
  static constexpr std::string_view kKind = "evidence";
};

/// A person who acts, or "system" for the clock.
using PersonId = Id<PersonTag>;
/// A body that acts: issuing authority, NCCA, certification body, ITSEF, developer, …
using OrganisationId = Id<OrganisationTag>;
/// A group of people who may know of a restricted matter.
using CompartmentId = Id<CompartmentTag>;
/// One version of one thing in a composition: IC, crypto library, platform, applet, embedded
/// software.
using ComponentId = Id<ComponentTag>;
/// A line of components that share a design and so fail together.
using FamilyId = Id<FamilyTag>;
/// A certificate, in the canonical form of its scheme.
using CertificateId = Id<CertificateTag>;
using SurveillancePlanId = Id<SurveillancePlanTag>;
using SurveillanceEventId = Id<SurveillanceEventTag>;
using AttackPathId = Id<AttackPathTag>;
using RatingId = Id<RatingTag>;
/// A vulnerability case.
using CaseId = Id<CaseTag>;
/// A programme that issues documents or fields devices.
using ProgrammeId = Id<ProgrammeTag>;
using DocumentClassId = Id<DocumentClassTag>;
using BatchId = Id<BatchTag>;
using RiskId = Id<RiskTag>;
/// A contingency plan.
using PlanId = Id<PlanTag>;
/// A document kept as a blob and named by what it proves.
using EvidenceId = Id<EvidenceTag>;

}  // namespace lw
