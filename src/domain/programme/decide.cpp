#include <fmt/format.h>

#include <algorithm>

#include "domain/programme/checks.hpp"
#include "domain/programme/decide.hpp"

namespace lw::programme {
namespace {

/// R8: ten years unless somebody says otherwise; the ten years are a rule and not ours.
Result<std::int32_t> usual_validity(const DefineDocumentClass& c, const Context& context) {
  if (c.validity_months) return *c.validity_months;
  return rule_months(context.rules, "house.document.validity", context.effective_on);
}

Result<Events> on(const World& world, const DefineDocumentClass& c, const Context& context) {
  LW_CHECK(check_reason(c.reason));
  if (c.name.empty()) return fail(ErrorCode::kInvalidInput, "the document class has no name");
  LW_TRY(const std::int32_t months, usual_validity(c, context));
  LW_CHECK(check_validities({{"", months}}));
  LW_CHECK(check_validities(c.validity_by_group_months));
  const DocumentClass wanted{c.document_class, c.name, months, c.validity_by_group_months,
                             c.validity_rule};
  const auto known = world.programme.classes.find(c.document_class);
  if (known != world.programme.classes.end()) {
    if (known->second == wanted) return Events{};
    for (const auto& [id, programme] : world.programme.programmes) {
      if (programme.document_class == c.document_class &&
          programme.authority != context.authority) {
        return fail(ErrorCode::kForbidden,
                    fmt::format("class {} is used by {}, a programme of {}",
                                c.document_class.text(), id.text(), programme.authority.text()),
                    {}, "define a class of your own, or override the validity in your policy");
      }
    }
  } else if (world.programme.classes.size() >= kListMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("there are {} document classes already", kListMax));
  }
  return Events{DocumentClassDefined{c.document_class, c.name, months, c.validity_by_group_months,
                                     c.validity_rule, c.reason}};
}

Result<Events> on(const World& world, const Establish& c, const Context& context) {
  LW_CHECK(check_reason(c.reason));
  if (!access::is_kind(world.access, context.authority, access::Role::kIssuingAuthority)) {
    return fail(ErrorCode::kForbidden,
                fmt::format("{} is not an issuing authority", context.authority.text()), {},
                "a programme belongs to the authority that issues its documents");
  }
  if (c.name.empty()) return fail(ErrorCode::kInvalidInput, "the programme has no name");
  if (c.territory.size() != 2) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("territory \"{}\"", c.territory.substr(0, 20)), {},
                "use two letters, ISO 3166-1 alpha-2");
  }
  if (!world.programme.classes.contains(c.document_class)) {
    return fail(ErrorCode::kNotFound,
                fmt::format("document class {} is not defined", c.document_class.text()), {},
                "define it first: programme.define_document_class");
  }
  LW_CHECK(check_policy(c.policy));
  if (const Programme* known = find(world.programme, c.programme)) {
    const bool same = known->name == c.name && known->authority == context.authority &&
                      known->territory == c.territory &&
                      known->document_class == c.document_class && !known->policies.empty() &&
                      known->policies.begin()->second == c.policy;
    if (same) return Events{};
    return fail(ErrorCode::kConflict, fmt::format("programme {} exists", c.programme.text()), {},
                "change its policy with programme.set_policy, or choose another id");
  }
  return Events{Established{c.programme, c.name, context.authority, c.territory, c.document_class,
                            c.policy, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const SetPolicy& c, const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  LW_CHECK(check_reason(c.reason));
  LW_CHECK(check_policy(c.policy));
  const auto same_day = programme->policies.find(context.effective_on);
  if (policy(*programme, context.effective_on) == c.policy &&
      (same_day != programme->policies.end() ||
       programme->policies.begin()->first <= context.effective_on)) {
    return Events{};
  }
  if (programme->policies.size() >= kListMax && same_day == programme->policies.end()) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("programme {} has {} policies", c.programme.text(), kListMax));
  }
  return Events{PolicySet{c.programme, c.policy, context.effective_on, c.reason}};
}

/// Refuses when certificates exist and none of them meets the floor (R10); without any, the gate
/// decides later.
Result<void> check_floor(const World& world, const IntroduceSoftware& c,
                         const std::vector<std::string>& floor) {
  auto candidates = c.certificates;
  for (const auto& id : certificate::ever_covering(world.certificate, c.component))
    candidates.insert(id);
  std::string least;
  std::size_t least_count = 0;
  for (const auto& id : candidates) {
    const auto* found = certificate::find(world.certificate, id);
    if (found == nullptr) continue;
    const auto missing = certificate::missing_assurance(*found, floor);
    if (missing.empty()) return {};
    if (least.empty() || missing.size() < least_count) {
      least = fmt::format("{} lacks {}", id.text(), fmt::join(missing, ", "));
      least_count = missing.size();
    }
  }
  if (least.empty()) return {};
  return fail(ErrorCode::kRefused,
              fmt::format("{} is below the certification floor of {}: {}", c.component.text(),
                          c.programme.text(), least),
              {}, "choose an embedded software whose certificate meets the floor");
}

Result<Events> on(const World& world, const IntroduceSoftware& c, const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  LW_CHECK(check_reason(c.reason));
  const auto* component = catalog::find(world.catalog, c.component);
  if (component == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("component {} is not in the catalogue", c.component.text()));
  }
  if (component->layer != catalog::Layer::kEmbeddedSoftware) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} is not an embedded software", c.component.text()), {},
                "introduce the certified whole of chip, operating system and applets");
  }
  if (c.certificates.size() > kListMax) return fail(ErrorCode::kTooLarge, "too many certificates");
  for (const auto& id : c.certificates) {
    const auto* found = certificate::find(world.certificate, id);
    if (found == nullptr) {
      return fail(ErrorCode::kNotFound, fmt::format("certificate {} is not known", id.text()));
    }
    if (!found->covers.contains(c.component)) {
      return fail(ErrorCode::kRefused,
                  fmt::format("certificate {} does not cover {}", id.text(), c.component.text()),
                  {}, "record the coverage first: certificate.record_coverage");
    }
  }
  LW_CHECK(check_floor(world, c, policy(*programme, context.effective_on).certification_floor));
  const auto known = programme->introductions.find(c.component);
  if (known != programme->introductions.end() && known->second.source == c.source &&
      std::ranges::includes(known->second.certificates, c.certificates) &&
      (!c.support_until || known->second.support_until == c.support_until)) {
    return Events{};
  }
  if (programme->introductions.size() >= kListMax && known == programme->introductions.end()) {
    return fail(ErrorCode::kTooLarge, fmt::format("programme {} has {} embedded softwares",
                                                  c.programme.text(), kListMax));
  }
  return Events{SoftwareIntroduced{c.programme, c.component, c.source, c.certificates,
                                   c.support_until, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const PlanIntroduction& c, const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  LW_CHECK(check_reason(c.reason));
  if (c.what.empty()) return fail(ErrorCode::kInvalidInput, "the calendar entry says nothing");
  if (c.due_on < context.effective_on) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is past", c.due_on.text()), {},
                "plan for a day to come");
  }
  for (const auto& entry : programme->calendar) {
    if (entry.due_on == c.due_on && entry.what == c.what && entry.component == c.component)
      return Events{};
  }
  if (programme->calendar.size() >= kListMax)
    return fail(ErrorCode::kTooLarge, "the calendar is full");
  return Events{IntroductionPlanned{c.programme, c.due_on, c.what, c.component,
                                    context.effective_on, c.reason}};
}

/// Milestones follow each other: certification, first issuance, last issuance, last removal;
/// production ends by last issuance.
Result<void> check_order(const KnownDates& k) {
  const auto in_order = [](const std::optional<Date>& a, const std::optional<Date>& b) {
    return !a || !b || *a <= *b;
  };
  const bool ok =
      in_order(k.certification, k.first_issuance) && in_order(k.first_issuance, k.last_issuance) &&
      in_order(k.last_production, k.last_issuance) && in_order(k.last_issuance, k.last_removal) &&
      in_order(k.certification, k.last_issuance) && in_order(k.first_issuance, k.last_removal) &&
      in_order(k.certification, k.last_removal) && in_order(k.last_production, k.last_removal);
  if (ok) return {};
  return fail(ErrorCode::kInvalidInput, "the dates are out of order", {},
              "certification, first issuance, last production, last issuance, last removal");
}

Result<Events> on(const World& world, const RecordDates& c, const Context& context) {
  LW_TRY(const Introduction* known, introduced(world, c.programme, c.component, context));
  LW_CHECK(check_reason(c.reason));
  State after = world.programme;
  const DatesRecorded event{c.programme, c.component, c.known, c.reason};
  apply(after, event);
  const auto& dates = find(after, c.programme)->introductions.at(c.component).known;
  LW_CHECK(check_order(dates));
  if (dates == known->known) return Events{};
  return Events{event};
}

Result<Events> on(const World& world, const StopProduction& c, const Context& context) {
  LW_TRY(const Introduction* known, introduced(world, c.programme, c.component, context));
  LW_CHECK(check_reason(c.reason));
  if (!known->stops.empty()) {
    const Span& last = known->stops.back();
    if (!last.until && last.from <= context.effective_on) return Events{};
    if (!last.until || *last.until >= context.effective_on) {
      return fail(ErrorCode::kRefused,
                  fmt::format("production was stopped from {} already", last.from.text()), {},
                  "a stop cannot begin before the end of the one before it");
    }
    if (known->stops.size() >= kListMax)
      return fail(ErrorCode::kTooLarge, "too many production stops");
  }
  return Events{ProductionStopped{c.programme, c.component, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const ResumeProduction& c, const Context& context) {
  LW_TRY(const Introduction* known, introduced(world, c.programme, c.component, context));
  LW_CHECK(check_reason(c.reason));
  if (known->stops.empty() || known->stops.back().until) return Events{};
  if (context.effective_on <= known->stops.back().from) {
    return fail(ErrorCode::kRefused,
                fmt::format("production is stopped from {}", known->stops.back().from.text()), {},
                "resume on a later day");
  }
  return Events{ProductionResumed{c.programme, c.component, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const LimitUses& c, const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  LW_CHECK(check_reason(c.reason));
  LW_CHECK(Id<ProgrammeTag>::parse(c.limit));
  if (c.withdrawn.empty()) return fail(ErrorCode::kInvalidInput, "the limit withdraws no use");
  for (const auto& component : c.components) {
    if (!programme->introductions.contains(component)) {
      return fail(ErrorCode::kNotFound,
                  fmt::format("{} is not introduced in {}", component.text(), c.programme.text()));
    }
  }
  const auto known = programme->limits.find(c.limit);
  if (known != programme->limits.end()) {
    const UseLimit& k = known->second;
    if (k.components == c.components && k.issued_from == c.issued_from &&
        k.issued_until == c.issued_until && k.withdrawn == c.withdrawn && !k.in_force.until) {
      return Events{};
    }
    return fail(ErrorCode::kConflict, fmt::format("limit {} exists", c.limit), {},
                "choose another name");
  }
  if (programme->limits.size() >= kListMax)
    return fail(ErrorCode::kTooLarge, "too many limits of use");
  return Events{UsesLimited{c.programme, c.limit, c.components, c.issued_from, c.issued_until,
                            c.withdrawn, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const LiftLimit& c, const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  LW_CHECK(check_reason(c.reason));
  const auto known = programme->limits.find(c.limit);
  if (known == programme->limits.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no limit {}", c.limit.substr(0, 60)));
  }
  if (known->second.in_force.until) return Events{};
  return Events{LimitLifted{c.programme, c.limit, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const ReportCohorts& c, const Context& context) {
  return decide_report(world, c, context);
}
Result<Events> on(const World& world, const OpenBatch& c, const Context& context) {
  LW_CHECK(check_reason(c.reason));
  return decide_open_batch(world, c, context);
}
Result<Events> on(const World& world, const AdvanceBatch& c, const Context& context) {
  LW_CHECK(check_reason(c.reason));
  return decide_advance_batch(world, c, context);
}
Result<Events> on(const World& world, const RecordErosionObservations& c, const Context& context) {
  return decide_observations(world, c, context);
}
Result<Events> on(const World& world, const RecordErosionScenario& c, const Context& context) {
  return decide_scenario(world, c, context);
}
Result<Events> on(const World& world, const EndErosionScenario& c, const Context& context) {
  return decide_end_scenario(world, c, context);
}

}  // namespace

Result<void> check_reason(const std::string& reason) {
  if (reason.empty())
    return fail(ErrorCode::kInvalidInput, "the reason is empty", {},
                "say why, for those who read it later");
  if (reason.size() > kTextMaxBytes) {
    return fail(ErrorCode::kTooLarge, fmt::format("a reason of {} bytes", reason.size()), {},
                fmt::format("at most {} bytes", kTextMaxBytes));
  }
  return {};
}

Result<const Programme*> own(const World& world, const ProgrammeId& id, const Context& context) {
  const Programme* programme = find(world.programme, id);
  if (programme == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("programme {} is not known", id.text()));
  if (programme->authority != context.authority) {
    return fail(ErrorCode::kForbidden,
                fmt::format("programme {} belongs to {}", id.text(), programme->authority.text()),
                {}, "only its issuing authority may change it");
  }
  return programme;
}

Result<const Introduction*> introduced(const World& world, const ProgrammeId& programme,
                                       const ComponentId& component, const Context& context) {
  LW_TRY(const Programme* found, own(world, programme, context));
  const auto it = found->introductions.find(component);
  if (it == found->introductions.end()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{} is not introduced in {}", component.text(), programme.text()), {},
                "introduce it first: programme.introduce_software");
  }
  return &it->second;
}

Result<void> check_validities(const std::map<std::string, std::int32_t>& by_group) {
  if (by_group.size() > kListMax) return fail(ErrorCode::kTooLarge, "too many holder groups");
  for (const auto& [group, months] : by_group) {
    if (group.size() > kGroupMaxBytes)
      return fail(ErrorCode::kInvalidInput, "the name of a holder group is too long");
    if (months < 1 || months > kValidityMonthsMax) {
      return fail(ErrorCode::kInvalidInput, fmt::format("a validity of {} months", months), {},
                  fmt::format("between 1 and {}", kValidityMonthsMax));
    }
  }
  return {};
}

Result<void> check_policy(const Policy& p) {
  LW_CHECK(check_validities(p.validity_by_group_months));
  if (p.uses.empty()) return fail(ErrorCode::kInvalidInput, "the policy names no use");
  const auto months = [](std::int32_t value, const char* what) -> Result<void> {
    if (value >= 1 && value <= kValidityMonthsMax) return {};
    return fail(ErrorCode::kInvalidInput, fmt::format("{} of {} months", what, value), {},
                fmt::format("between 1 and {}", kValidityMonthsMax));
  };
  LW_CHECK(months(p.surveillance_interval_months, "surveillance interval"));
  LW_CHECK(months(p.introduction_interval_months, "introduction interval"));
  LW_CHECK(months(p.exercise_interval_months, "exercise interval"));
  if (p.erosion_threshold_ppm < 0 || p.erosion_threshold_ppm > 1'000'000) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("erosion threshold of {} ppm", p.erosion_threshold_ppm), {},
                "between 0 and 1000000");
  }
  const auto& effort = p.effort_ceiling;
  if (effort.steps < 0 || effort.minutes < 0 || effort.journeys < 0 || p.margin_alarm_points < 0 ||
      p.independent_sources_min < 0) {
    return fail(ErrorCode::kInvalidInput, "a figure of the policy is negative");
  }
  if (p.certification_floor.size() > kListMax)
    return fail(ErrorCode::kTooLarge, "the floor is too long");
  return {};
}

Result<std::vector<Event>> decide(const World& world, const Command& command,
                                  const Context& context) {
  return std::visit([&](const auto& c) { return on(world, c, context); }, command);
}

}  // namespace lw::programme
