#pragma once

#include "codec/cacao.hpp"
#include "domain/contingency/contingency.hpp"

namespace lw::contingency {

/// How a plan is shown to others.
struct PlaybookOptions {
  codec::Tlp tlp = codec::Tlp::kAmber;
};

/// Returns a version of a plan as a CACAO 2.0 playbook: the standing measures first, then a switch
/// on the erosion level with the steps of each level's measures in order. Everything that CACAO has
/// no word for (approvals, calendars, quotas, holder effort, machine actions) is in extensions. The
/// id is the plan's, `created` the day of its first draft, `modified` the last day on which the
/// version changed; a retired plan is revoked. The same plan gives the same playbook.
codec::CacaoPlaybook to_playbook(const World& world, const Plan& plan, const Version& version,
                                 const PlaybookOptions& options = {});

/// A plan read from a playbook: a draft for people to judge. Nothing that the playbook says of
/// approvals is taken over.
struct ImportedPlan {
  std::optional<PlanId> plan;  ///< where the playbook is of our profile
  std::optional<ProgrammeId> programme;
  PlanContent content;
};

/// For a playbook that is not of our profile: what it does not say.
struct PlainPlaybook {
  Owner owner;
  std::vector<ErosionLevel> levels;  ///< the levels that shall trigger it; kNone is ignored
};

/// Reads a playbook. Of our profile: the plan, exactly; kInvalidInput where workflow and extensions
/// disagree. Any other manual playbook without a switch: one measure with its actions as steps,
/// owned and triggered as `plain` says. kRefused for a revoked playbook, kUnsupported for a foreign
/// one with a switch.
[[nodiscard]] Result<ImportedPlan> from_playbook(const codec::CacaoPlaybook& playbook,
                                                 const PlainPlaybook& plain);

}  // namespace lw::contingency
