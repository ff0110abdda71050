#include <fmt/format.h>

#include <algorithm>

#include "domain/rules/rules.hpp"
#include "domain/surveillance/surveillance.hpp"

namespace lw::surveillance {
namespace {

using Events = std::vector<Event>;

Result<void> require_text(std::string_view text, std::string_view what) {
  if (text.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("no {} is given", what));
  if (text.size() > kTextSizeMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("the {} is longer than {} bytes", what, kTextSizeMax));
  }
  return {};
}

Result<const Assessment*> require(const World& world, const SurveillanceEventId& id) {
  const Assessment* found = find_assessment(world.surveillance, id);
  if (found == nullptr) {
    return fail(ErrorCode::kNotFound, fmt::format("assessment {} is not known", id.text()), {},
                "plan it first: surveillance.plan_event, surveillance.open_reassessment");
  }
  if (found->cancelled_on) {
    return fail(ErrorCode::kRefused, fmt::format("assessment {} was cancelled on {}", id.text(),
                                                 found->cancelled_on->text()));
  }
  return found;
}

/// A component is surveilled as its own layer; an embedded software through any of its layers.
Result<void> require_layer(const World& world, const ComponentId& id, catalog::Layer layer) {
  const auto* component = catalog::find(world.catalog, id);
  if (component == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("component {} is not in the catalogue", id.text()), {},
                "register it first: catalog.register_component");
  }
  const bool embedded = component->layer == catalog::Layer::kEmbeddedSoftware;
  const bool fits =
      embedded ? layer != catalog::Layer::kEmbeddedSoftware : layer == component->layer;
  if (fits) return {};
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{} is of layer {}, not {}", id.text(),
                          codec::enum_name(component->layer), codec::enum_name(layer)),
              {},
              embedded ? "name the layer: ic, crypto_library, platform, applet or firmware" : "");
}

Result<void> require_qualified(const World& world, const OrganisationId& laboratory,
                               catalog::Layer layer, const std::string& domain, Date on) {
  if (qualified(world.access, laboratory, layer, domain, on)) return {};
  const auto* known = access::find_organisation(world.access, laboratory);
  if (known == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("laboratory {} is not registered", laboratory.text()));
  }
  return fail(
      ErrorCode::kRefused,
      fmt::format("laboratory {} has no accreditation for {}{} on {}", laboratory.text(),
                  codec::enum_name(layer), domain.empty() ? "" : " or " + domain, on.text()),
      {}, "R47: choose a laboratory whose scope and validity cover it");
}

/// True when a certificate of a qualified signature device covers the component, or something built
/// on it, on that day.
bool qscd(const World& world, const ComponentId& component, Date on) {
  std::set<ComponentId> above = catalog::dependents(world.catalog, component);
  above.insert(component);
  return std::ranges::any_of(above, [&](const ComponentId& id) {
    return std::ranges::any_of(
        certificate::covering(world.certificate, id, on),
        [&](const CertificateId& c) { return certificate::find(world.certificate, c)->qscd; });
  });
}

Result<std::int32_t> months_of(const rules::RuleBook& rules, std::string_view rule, Date on) {
  constexpr std::int32_t kMonthsInYear = 12;
  LW_TRY(const auto found, rules.duration(rule, on));
  if (found.duration.unit == rules::Unit::kMonths) return found.duration.amount;
  if (found.duration.unit == rules::Unit::kYears) return found.duration.amount * kMonthsInYear;
  return fail(ErrorCode::kUnsupported, fmt::format("rule {} is not in months", rule));
}

Result<std::int32_t> settled_interval(const World& world, const AdoptPlan& c,
                                      const Context& context) {
  LW_TRY(const std::int32_t usual,
         months_of(context.rules, "house.surveillance.interval", context.effective_on));
  const bool bound = c.basis == PlanBasis::kQscd || qscd(world, c.component, context.effective_on);
  std::int32_t most = kIntervalMonthsMax;
  if (bound) {  // eIDAS Art. 30(3a): every two years, whatever the programme would choose
    LW_TRY(most, months_of(context.rules, "eidas.qscd.vulnerability_assessment.interval",
                           context.effective_on));
  }
  const std::int32_t chosen = c.interval_months.value_or(std::min(usual, most));
  if (chosen >= 1 && chosen <= most) return chosen;
  return fail(
      ErrorCode::kRefused,
      fmt::format("an interval of {} months is not within 1 and {}", chosen, most), {},
      bound ? "a signature device is assessed every two years (Reg. 910/2014 Art. 30(3a))" : "");
}

Result<Events> on(const World& world, const AdoptPlan& c, const Context& context) {
  if (c.plan.empty()) return fail(ErrorCode::kInvalidInput, "the plan has no id");
  LW_CHECK(require_layer(world, c.component, c.layer));
  if (c.until && *c.until < c.from)
    return fail(ErrorCode::kInvalidInput, "the plan would end before it begins");
  LW_TRY(const std::int32_t interval, settled_interval(world, c, context));
  const Plan next{c.plan,   c.component, c.layer, c.basis,
                  interval, c.from,      c.until, c.technical_domain};
  if (const Plan* known = find_plan(world.surveillance, c.plan)) {
    if (*known == next) return Events{};
    return fail(ErrorCode::kConflict,
                fmt::format("plan {} exists and says something else", c.plan.text()), {},
                "end it and adopt a new one");
  }
  return Events{PlanAdopted{c.plan, c.component, c.layer, c.basis, interval, c.from, c.until,
                            c.technical_domain, context.effective_on}};
}

Result<Events> on(const World& world, const EndPlan& c, const Context& context) {
  const Plan* known = find_plan(world.surveillance, c.plan);
  if (known == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("plan {} is not known", c.plan.text()));
  LW_CHECK(require_text(c.reason, "reason"));
  if (known->until == c.until) return Events{};
  // a past in which the plan held cannot be taken back: gaps(…) would change for days that have
  // gone
  if (c.until < context.effective_on || c.until < known->from) {
    return fail(ErrorCode::kRefused, fmt::format("plan {} cannot end on {}, which has passed",
                                                 c.plan.text(), c.until.text()));
  }
  if (known->until && *known->until < c.until) {
    return fail(ErrorCode::kRefused,
                fmt::format("plan {} ends on {} already", c.plan.text(), known->until->text()), {},
                "adopt a new plan for the time after");
  }
  return Events{PlanEnded{c.plan, c.until, c.reason, context.effective_on}};
}

/// What a periodic assessment and a re-assessment must both satisfy.
template <class C>
Result<void> require_plannable(const World& world, const C& c, const Context& context) {
  if (c.event.empty()) return fail(ErrorCode::kInvalidInput, "the assessment has no id");
  LW_CHECK(require_layer(world, c.component, c.layer));
  if (c.planned_for < context.effective_on) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} has passed", c.planned_for.text()));
  }
  return require_qualified(world, c.laboratory, c.layer, c.technical_domain, c.planned_for);
}

template <class C>
bool planned_alike(const Assessment& known, const C& c) {
  return known.component == c.component && known.layer == c.layer &&
         known.laboratory == c.laboratory && known.planned_for == c.planned_for &&
         known.certificate == c.certificate;
}

Result<void> conflict(const SurveillanceEventId& id) {
  return fail(ErrorCode::kConflict,
              fmt::format("assessment {} exists and says something else", id.text()));
}

Result<void> require_certificate(const World& world, const CertificateId& id) {
  if (certificate::find(world.certificate, id) != nullptr) return {};
  return fail(ErrorCode::kNotFound, fmt::format("certificate {} is not known", id.text()));
}

Result<Events> on(const World& world, const PlanEvent& c, const Context& context) {
  if (const Assessment* known = find_assessment(world.surveillance, c.event)) {
    if (known->kind == EventKind::kPeriodic && planned_alike(*known, c)) return Events{};
    LW_CHECK(conflict(c.event));
  }
  LW_CHECK(require_plannable(world, c, context));
  if (c.certificate) LW_CHECK(require_certificate(world, *c.certificate));
  return Events{EventPlanned{c.event, c.component, c.layer, c.laboratory, c.technical_domain,
                             c.planned_for, c.certificate, context.effective_on}};
}

Result<Events> on(const World& world, const OpenReassessment& c, const Context& context) {
  if (const Assessment* known = find_assessment(world.surveillance, c.event)) {
    if (known->kind == EventKind::kReassessment && planned_alike(*known, c) &&
        known->inputs == c.inputs)
      return Events{};
    LW_CHECK(conflict(c.event));
  }
  LW_CHECK(require_plannable(world, c, context));
  LW_CHECK(require_certificate(world, c.certificate));
  const auto& inputs = c.inputs;
  if (inputs.security_target.empty() || inputs.previous_report.empty() ||
      inputs.attack_landscape.empty()) {
    return fail(
        ErrorCode::kIncomplete,
        "a re-assessment starts from security target, previous report and attack landscape");
  }
  const auto& certificate = *certificate::find(world.certificate, c.certificate);
  const auto same = context.rules.flag("eucc.reassessment.same_itsef", context.effective_on);
  const bool bound = certificate.scheme == certificate::Scheme::kEucc && same && same->on &&
                     certificate.laboratory;
  if (bound && *certificate.laboratory != c.laboratory) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("{} was evaluated by {}, which also re-assesses it ({})", c.certificate.text(),
                    certificate.laboratory->text(), same->source.display()));
  }
  return Events{ReassessmentOpened{c.event, c.component, c.layer, c.laboratory, c.technical_domain,
                                   c.planned_for, c.certificate, c.inputs, context.effective_on}};
}

/// Equipment and its class are mandatory for each attack (R49); a result never says more than its
/// attacks (R53).
Result<void> require_attacks(const RecordResult& c) {
  if (c.attacks.empty()) {
    return fail(ErrorCode::kIncomplete, "the result names no attack method", {},
                "R48: list every attack tried");
  }
  if (c.attacks.size() > kAttacksMax)
    return fail(ErrorCode::kTooLarge, fmt::format("more than {} attacks", kAttacksMax));
  bool succeeded = false;
  for (const auto& attack : c.attacks) {
    LW_CHECK(require_text(attack.method, "attack method"));
    if (attack.equipment == EquipmentClass::kNone) {
      return fail(ErrorCode::kIncomplete,
                  fmt::format("attack \"{}\" has no equipment class", attack.method), {},
                  "R49: standard, specialised, bespoke or multiple_bespoke");
    }
    LW_CHECK(require_text(attack.equipment_used, "equipment used for \"" + attack.method + "\""));
    succeeded = succeeded || attack.outcome == AttackOutcome::kSucceeded;
  }
  if (succeeded && c.outcome == Outcome::kPassed) {
    return fail(ErrorCode::kRefused, "an attack succeeded: the assessment cannot have passed", {},
                "record failed, or not_conclusive where the attack lies beyond the claim and "
                "nobody rated it yet");
  }
  return {};
}

Result<Events> on(const World& world, const RecordResult& c, const Context& context) {
  LW_TRY(const Assessment* known, require(world, c.event));
  const Date today = context.effective_on;
  if (known->result) {
    const LabResult& r = *known->result;
    if (r.outcome == c.outcome && r.attacks == c.attacks && r.report == c.report) return Events{};
    return fail(ErrorCode::kConflict,
                fmt::format("assessment {} has the result \"{}\" of {}", c.event.text(),
                            codec::enum_name(r.outcome), r.on.text()),
                {}, "another look is another assessment");
  }
  if (!context.authority.empty() && context.authority != known->laboratory) {
    return fail(ErrorCode::kForbidden,
                fmt::format("only {} may report on {}", known->laboratory.text(), c.event.text()));
  }
  if (today < known->planned_on)
    return fail(ErrorCode::kRefused, "a result cannot precede the plan for it");
  LW_CHECK(
      require_qualified(world, known->laboratory, known->layer, known->technical_domain, today));
  if (c.report.empty())
    return fail(ErrorCode::kIncomplete, "the laboratory's report is missing", {}, "R50");
  LW_CHECK(require_attacks(c));
  return Events{ResultRecorded{c.event, c.outcome, c.attacks, c.report, today}};
}

Result<Events> on(const World& world, const RecordCbReport& c, const Context& context) {
  LW_TRY(const Assessment* known, require(world, c.event));
  if (known->cb_report == c.cb_report) return Events{};
  if (known->kind != EventKind::kReassessment) {
    return fail(ErrorCode::kRefused,
                fmt::format("assessment {} is no re-assessment", c.event.text()));
  }
  if (known->cb_report)
    return fail(ErrorCode::kConflict, fmt::format("{} has a report already", c.event.text()));
  if (!known->result || context.effective_on < known->result->on) {
    return fail(ErrorCode::kRefused,
                fmt::format("the laboratory has not reported on {}", c.event.text()), {},
                "R50: laboratory's report, then the body's, then the decision");
  }
  const auto& certificate = *certificate::find(world.certificate, *known->certificate);
  if (context.authority != certificate.issuer) {
    return fail(ErrorCode::kForbidden,
                fmt::format("the report comes from {}, which issued {}", certificate.issuer.text(),
                            certificate.id.text()));
  }
  if (c.cb_report.empty())
    return fail(ErrorCode::kIncomplete, "the certification body's report is missing");
  return Events{CbReportRecorded{c.event, c.cb_report, context.effective_on}};
}

Result<Events> on(const World& world, const DecideReassessment& c, const Context& context) {
  LW_TRY(const Assessment* known, require(world, c.event));
  LW_CHECK(require_text(c.reason, "reason"));
  if (known->kind != EventKind::kReassessment) {
    return fail(ErrorCode::kRefused,
                fmt::format("assessment {} is no re-assessment", c.event.text()));
  }
  const auto& certificate = *certificate::find(world.certificate, *known->certificate);
  const auto* by = access::find_organisation(world.access, context.authority);
  const bool ncca = by != nullptr && by->kinds.contains(access::Role::kNcca) &&
                    by->territory == certificate.territory;
  if (context.authority.empty() || (context.authority != certificate.issuer && !ncca)) {  // R51
    return fail(ErrorCode::kForbidden, fmt::format("{} is decided by {} or the national authority",
                                                   c.event.text(), certificate.issuer.text()));
  }
  if (known->decision == c.decision) return Events{};
  if (known->decision)
    return fail(ErrorCode::kConflict, fmt::format("{} is decided already", c.event.text()));
  if (!known->cb_report || context.effective_on < *known->cb_report_on) {
    return fail(ErrorCode::kRefused,
                fmt::format("the certification body has not reported on {}", c.event.text()), {},
                "R50: laboratory's report, then the body's, then the decision");
  }
  return Events{
      ReassessmentDecided{c.event, c.decision, c.reason, context.authority, context.effective_on}};
}

/// R12: after a failure, every certificate that it puts in question (the one named, else all that
/// cover the component) was confirmed, suspended or withdrawn.
Result<void> require_answered(const World& world, const Assessment& a) {
  for (const auto& id : concerned(world, a, a.result->on)) {
    const auto& certificate = *certificate::find(world.certificate, id);
    if (!certificate::may_be_valid(certificate, a.result->on)) continue;
    const auto note =
        std::ranges::find_if(certificate.assessments, [&](const certificate::AssessmentNote& n) {
          return n.event == a.id && n.outcome == certificate::AssessmentOutcome::kFailed;
        });
    if (note != certificate.assessments.end() && note->answered_on) continue;
    return fail(
        ErrorCode::kRefused,
        fmt::format("assessment {} failed and {} is neither confirmed, suspended nor withdrawn",
                    a.id.text(), id.text()),
        {},
        "R12: decide on the certificate first (certificate.conclude_review, suspend or withdraw)");
  }
  return {};
}

/// How many risks may take up one result.
constexpr std::size_t kEvaluationsMax = 10'000;

Result<Events> on(const World& world, const NoteEvaluation& c, const Context& context) {
  LW_TRY(const Assessment* known, require(world, c.event));
  if (c.risk.empty()) return fail(ErrorCode::kInvalidInput, "no risk is named");
  if (known->evaluations.contains(c.risk)) return Events{};
  if (!known->result || context.effective_on < known->result->on) {
    return fail(ErrorCode::kRefused, fmt::format("assessment {} has no result", c.event.text()));
  }
  if (known->evaluations.size() >= kEvaluationsMax) {
    return fail(ErrorCode::kTooLarge, fmt::format("more than {} risks took up assessment {}",
                                                  kEvaluationsMax, c.event.text()));
  }
  return Events{EvaluationNoted{c.event, c.risk, context.effective_on}};
}

/// R28: the evaluation that is named exists, and had taken the result up by that day.
Result<void> require_evaluation(const Assessment& known, const std::string& risk, Date on) {
  const auto it = known.evaluations.find(RiskId(risk));
  if (it != known.evaluations.end() && it->second <= on) return {};
  std::string others;
  for (const auto& [id, since] : known.evaluations)
    others += (others.empty() ? "" : ", ") + id.text();
  return fail(
      ErrorCode::kRefused,
      risk.empty() ? fmt::format("assessment {} reached no risk evaluation", known.id.text())
                   : fmt::format("the evaluation of risk {} has not taken up assessment {}", risk,
                                 known.id.text()),
      {},
      others.empty()
          ? "R28: give the result to a risk first: risk.take_resistance input=" + known.id.text()
          : "R28: it was taken up by " + others);
}

Result<Events> on(const World& world, const CloseEvent& c, const Context& context) {
  LW_TRY(const Assessment* known, require(world, c.event));
  LW_CHECK(require_evaluation(*known, c.risk_evaluation, context.effective_on));
  if (known->closed_on) {
    if (known->risk_evaluation == c.risk_evaluation) return Events{};
    return fail(ErrorCode::kConflict, fmt::format("assessment {} is closed since {}",
                                                  c.event.text(), known->closed_on->text()));
  }
  if (!known->result || context.effective_on < known->result->on) {
    return fail(ErrorCode::kRefused, fmt::format("assessment {} has no result", c.event.text()));
  }
  if (known->kind == EventKind::kReassessment && !known->decision) {
    return fail(ErrorCode::kRefused, fmt::format("re-assessment {} is not decided", c.event.text()),
                {}, "R50");
  }
  if (known->result->outcome == Outcome::kFailed) LW_CHECK(require_answered(world, *known));
  return Events{EventClosed{c.event, c.risk_evaluation, context.effective_on}};
}

Result<Events> on(const World& world, const CancelEvent& c, const Context& context) {
  const Assessment* known = find_assessment(world.surveillance, c.event);
  if (known != nullptr && known->cancelled_on) return Events{};
  LW_TRY(const Assessment* open, require(world, c.event));
  LW_CHECK(require_text(c.reason, "reason"));
  if (open->result)
    return fail(ErrorCode::kRefused, fmt::format("assessment {} has a result", c.event.text()));
  return Events{EventCancelled{c.event, c.reason, context.effective_on}};
}

}  // namespace

Result<std::vector<Event>> decide(const World& world, const Command& command,
                                  const Context& context) {
  return std::visit([&](const auto& c) { return on(world, c, context); }, command);
}

}  // namespace lw::surveillance
