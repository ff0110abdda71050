#include <fmt/format.h>

#include "domain/core/core.hpp"
#include "domain/core/worlds.hpp"
#include "domain/programme/erosion.hpp"

/// What one slice's event obliges another slice to do (docs/adr/0005). Each function below is one
/// duty, with its source.
namespace lw::core {
namespace {

using Commands = std::vector<Command>;

/// 9999-12-31: whatever is known of a case at all.
constexpr std::int32_t kFarDays = 2932896;

Command as_command(certificate::Command command) { return Command(std::move(command)); }
Command as_command(surveillance::Command command) { return Command(std::move(command)); }
Command as_command(vulnerability::Command command) { return Command(std::move(command)); }
Command as_command(risk::Command command) { return Command(std::move(command)); }
Command as_command(contingency::Command command) { return Command(std::move(command)); }

/// Embedded software of all programmes that is, or contains, one of the components.
struct Fielded {
  ProgrammeId programme;
  ComponentId software;
};

std::vector<Fielded> fielded(const State& state, const std::set<ComponentId>& components) {
  std::vector<Fielded> out;
  for (const auto& [id, programme] : state.programme.programmes) {
    for (const auto& [software, introduction] : programme.introductions) {
      const auto parts = catalog::contains(state.catalog, software);
      const bool hit = std::ranges::any_of(
          parts, [&](const ComponentId& part) { return components.contains(part); });
      if (hit) out.push_back({id, software});
    }
  }
  return out;
}

/// R54: a withdrawal opens a risk for every programme whose embedded software the certificate
/// covers, in the same append. EUCC Art. 33(4): the holders of dependent certificates are told
/// (E15).
Commands on_withdrawal(const State& state, const CertificateId& id) {
  Commands out;
  const certificate::Certificate* found = certificate::find(state.certificate, id);
  if (found == nullptr) return out;
  for (const auto& [programme, software] : fielded(state, found->covers)) {
    out.push_back(as_command(risk::OpenRisk{risk::id_for(programme, software, id.text()), programme,
                                            software, risk::Cause::kWithdrawal, id.text(),
                                            std::nullopt, "certificate withdrawn"}));
  }
  out.push_back(
      as_command(certificate::TellDependents{id, certificate::NoticeAbout::kWithdrawal,
                                             "a certificate that yours rests on was withdrawn"}));
  return out;
}

/// R12, R28: a surveillance result reaches its certificate, and a failed one opens a case by
/// itself.
Commands on_result(const State& state, const surveillance::ResultRecorded& event) {
  Commands out;
  const surveillance::Assessment* assessment =
      surveillance::find_assessment(state.surveillance, event.event);
  if (assessment == nullptr) return out;
  const auto outcome =
      codec::enum_from_name<certificate::AssessmentOutcome>(codec::enum_name(event.outcome));
  for (const auto& id : surveillance::concerned(surveillance_world(state), *assessment, event.on)) {
    if (outcome)
      out.push_back(
          as_command(certificate::NoteAssessment{id, event.event, *outcome, event.report}));
  }
  if (event.outcome == surveillance::Outcome::kFailed) {
    vulnerability::ReportFlaw report;
    report.case_id = CaseId("surveillance:" + event.event.text());
    report.title = "Surveillance failed: " + assessment->component.text();
    report.channel = vulnerability::Channel::kSurveillance;
    report.reporter = assessment->laboratory;
    report.reference = event.report.text();
    report.summary = "The laboratory found that requirements are no longer met";
    report.components = {assessment->component};
    if (assessment->certificate) report.certificates = {*assessment->certificate};
    report.raised_by = event.event;
    report.reason = "failed surveillance";
    out.push_back(as_command(std::move(report)));
  }
  return out;
}

/// E15: holders of certificates that rest on an affected one are told; not while the case is in a
/// compartment, where telling is a decision of people.
Commands tell_dependents(const State& state, const CaseId& id, Date on) {
  Commands out;
  const vulnerability::Case* item = vulnerability::find(state.vulnerability, id);
  if (item == nullptr || item->compartment) return out;
  for (const auto& root : vulnerability::affected(vulnerability_world(state), id, on).roots) {
    out.push_back(as_command(
        certificate::TellDependents{root, certificate::NoticeAbout::kPotentialVulnerability,
                                    "a vulnerability is handled as " + id.text()}));
  }
  return out;
}

/// Paper 000 II-E: monitoring alone does not suffice; a confirmed flaw reaches the risk management
/// of every programme concerned.
Commands open_risks(const State& state, const CaseId& id, Date on) {
  Commands out;
  const auto affected = vulnerability::affected(vulnerability_world(state), id, on);
  for (const auto& [programme, software] : fielded(state, affected.components)) {
    out.push_back(
        as_command(risk::OpenRisk{risk::id_for(programme, software, id.text()), programme, software,
                                  risk::Cause::kFlaw, id.text(), id, "confirmed flaw"}));
  }
  return out;
}

/// R64: a level that is reached raises a proposal of the plan in force; nothing is carried out by
/// itself. An open proposal whose level no longer holds is closed, so that the level may be
/// proposed anew; the contingency slice refuses that while people carry the proposal out.
Commands keep_proposals(const State& state, Date on) {
  Commands out;
  const auto world = programme_world(state);
  std::map<ProgrammeId, programme::ErosionLevel> levels;
  for (const auto& [id, programme] : state.programme.programmes)
    levels[id] = programme::erosion_level(world, id, on);
  for (const auto& [id, proposal] : state.contingency.proposals) {
    if (proposal.closed_on || levels[proposal.programme] >= proposal.level) continue;
    out.push_back(as_command(contingency::CloseProposal{id, "the level holds no longer"}));
  }
  for (const auto& [id, level] : levels) {
    if (level == programme::ErosionLevel::kNone) continue;
    out.push_back(
        as_command(contingency::RaiseProposal{id, level, std::nullopt, "the level was reached"}));
  }
  return out;
}

/// R28: an assessment is closed only after the evaluation of a risk took its result up; here it
/// does.
Commands note_evaluation(const State& state, const risk::ResistanceTaken& event) {
  const SurveillanceEventId assessment(event.input);
  if (surveillance::find_assessment(state.surveillance, assessment) == nullptr) return {};
  return {as_command(surveillance::NoteEvaluation{assessment, event.risk})};
}

/// What was decided on a proposal is carried out: it is history.
Commands close_executed(const State& state, const std::string& execution) {
  if (!state.contingency.proposals.contains(execution)) return {};
  return {as_command(contingency::CloseProposal{execution, "what was decided is carried out"})};
}

/// EUCC Art. 36(1), 13: a remedy that the holder proposes opens the review of the certificate; not
/// while the case is in a compartment, where a review in the open would tell of it.
Commands review_remedy(const State& state, const vulnerability::RemedyProposed& event) {
  const vulnerability::Case* item = vulnerability::find(state.vulnerability, event.case_id);
  if (item == nullptr || item->compartment) return {};
  return {as_command(certificate::OpenReview{event.certificate, certificate::ReviewGround::kRemedy,
                                             "a remedy is proposed for " + event.case_id.text()})};
}

/// R12: a decision on a certificate answers the open cases that reach it. Restricted cases are
/// answered by people of their compartment.
Commands answer_cases(const State& state, const CertificateId& id, vulnerability::Answer answer,
                      Date on) {
  Commands out;
  const auto world = vulnerability_world(state);
  for (const auto& [case_id, item] : state.vulnerability.cases) {
    if (item.compartment || !vulnerability::is_open(item, on)) continue;
    if (!vulnerability::affected(world, case_id, on).reached.contains(id)) continue;
    out.push_back(as_command(vulnerability::RecordOutcome{case_id, id, answer, id.text(),
                                                          "decided on the certificate"}));
  }
  return out;
}

void append(Commands& out, Commands more) {
  out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

template <class T, class... Options>
inline constexpr bool kIsOneOf = (std::is_same_v<T, Options> || ...);

/// Events after which a programme's erosion level may be another, and that bring about nothing
/// else.
template <class T>
inline constexpr bool kMovesLevel =
    kIsOneOf<T, vulnerability::CertificateJudged, vulnerability::FlawRejected,
             vulnerability::DuplicateLinked, vulnerability::CaseClosed, resistance::AttackPathRated,
             resistance::CountermeasureRecorded, programme::SoftwareIntroduced,
             programme::CohortsReported, programme::UsesLimited, programme::LimitLifted,
             programme::PolicySet, contingency::PlanPutInForce>;

/// The duties that an event brings about, by its type; none for most.
struct Duties {
  const State& state;
  const Context& context;

  Commands operator()(const surveillance::ResultRecorded& e) const { return on_result(state, e); }
  Commands operator()(const certificate::CertificateWithdrawn& e) const {
    Commands out = on_withdrawal(state, e.certificate);
    append(out, answer_cases(state, e.certificate, vulnerability::Answer::kWithdrawn, e.on));
    return out;
  }
  Commands operator()(const certificate::CertificateSuspended& e) const {
    return answer_cases(state, e.certificate, vulnerability::Answer::kSuspended,
                        context.effective_on);
  }
  Commands operator()(const certificate::ReviewConcluded& e) const {
    if (e.outcome != certificate::ReviewOutcome::kConfirm) return {};
    return answer_cases(state, e.certificate, vulnerability::Answer::kConfirmed, e.on);
  }
  Commands operator()(const vulnerability::FlawReported& e) const {
    return tell_dependents(state, e.case_id, context.effective_on);
  }
  Commands operator()(const vulnerability::ScopeRecorded& e) const {
    Commands out = tell_dependents(state, e.case_id, context.effective_on);
    append(out, keep_proposals(state, context.effective_on));
    return out;
  }
  Commands operator()(const vulnerability::RestrictionLifted& e) const {
    return tell_dependents(state, e.case_id, context.effective_on);
  }
  Commands operator()(const vulnerability::FlawConfirmed& e) const {
    Commands out = open_risks(state, e.case_id, context.effective_on);
    append(out, keep_proposals(state, context.effective_on));
    return out;
  }
  Commands operator()(const vulnerability::RemedyProposed& e) const {
    const auto review = context.rules.flag("eucc.remedy.review_by_cb", context.effective_on);
    return review && !review->on ? Commands{} : review_remedy(state, e);  // E18
  }
  Commands operator()(const risk::ResistanceTaken& e) const { return note_evaluation(state, e); }
  Commands operator()(const contingency::ExecutionEnded& e) const {
    return close_executed(state, e.execution);
  }
  Commands operator()(const contingency::ActionRequested& e) const {
    Commands out;
    for (auto& command : contingency::programme_commands(e)) out.emplace_back(std::move(command));
    return out;
  }
  template <class Other>
  Commands operator()(const Other&) const {
    if constexpr (kMovesLevel<Other>) return keep_proposals(state, context.effective_on);
    return {};
  }
};

/// Returns the compartment of an open, restricted case that reaches one of the components (R22);
/// nullopt when there is none.
std::optional<CompartmentId> restricted(const State& state,
                                        const std::set<ComponentId>& components) {
  for (const auto& [id, item] : state.vulnerability.cases) {
    if (!item.compartment) continue;
    const auto affected =
        vulnerability::affected(vulnerability_world(state), id, Date::from_days(kFarDays));
    for (const auto& component : components) {
      if (affected.components.contains(component)) return item.compartment;
    }
  }
  return std::nullopt;
}

/// Components that an event about attacks or a proposal is about; empty for events that betray
/// nothing.
struct Betrays {
  const State& state;

  std::set<ComponentId> programme(const ProgrammeId& id) const {
    std::set<ComponentId> out;
    const auto* found = programme::find(state.programme, id);
    if (found == nullptr) return out;
    for (const auto& [software, introduction] : found->introductions) out.insert(software);
    return out;
  }
  std::set<ComponentId> execution(const std::string& id) const {
    const auto it = state.contingency.executions.find(id);
    return it == state.contingency.executions.end() ? std::set<ComponentId>()
                                                    : programme(it->second.programme);
  }
  std::set<ComponentId> proposal(const std::string& id) const {
    const auto it = state.contingency.proposals.find(id);
    return it == state.contingency.proposals.end() ? std::set<ComponentId>()
                                                   : programme(it->second.programme);
  }

  std::set<ComponentId> assessed(const SurveillanceEventId& id) const {
    const auto* found = surveillance::find_assessment(state.surveillance, id);
    return found == nullptr ? std::set<ComponentId>() : std::set{found->component};
  }

  std::set<ComponentId> operator()(const surveillance::EvaluationNoted& e) const {
    return assessed(e.event);
  }
  std::set<ComponentId> operator()(const surveillance::EventClosed& e) const {
    return assessed(e.event);
  }
  std::set<ComponentId> operator()(const resistance::AttackPathRegistered& e) const {
    return {e.component};
  }
  std::set<ComponentId> operator()(const resistance::AttackPathRated& e) const {
    return {e.component};
  }
  std::set<ComponentId> operator()(const resistance::CountermeasureRecorded& e) const {
    return {e.component};
  }
  std::set<ComponentId> operator()(const contingency::ProposalRaised& e) const {
    return programme(e.programme);
  }
  std::set<ComponentId> operator()(const contingency::ProposalAnswered& e) const {
    return proposal(e.proposal);
  }
  std::set<ComponentId> operator()(const contingency::ProposalSettled& e) const {
    return programme(e.programme);
  }
  std::set<ComponentId> operator()(const contingency::ProposalClosed& e) const {
    return proposal(e.proposal);
  }
  std::set<ComponentId> operator()(const contingency::ExecutionStarted& e) const {
    return programme(e.programme);
  }
  std::set<ComponentId> operator()(const contingency::ActionRequested& e) const {
    return programme(e.programme);
  }
  std::set<ComponentId> operator()(const contingency::StepStarted& e) const {
    return execution(e.execution);
  }
  std::set<ComponentId> operator()(const contingency::StepClosed& e) const {
    return execution(e.execution);
  }
  std::set<ComponentId> operator()(const contingency::ProgressReported& e) const {
    return execution(e.execution);
  }
  template <class Other>
  std::set<ComponentId> operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::vector<Command> consequences(const State& after, const Event& event, const Context& context) {
  return std::visit([&](const auto& slice) { return std::visit(Duties{after, context}, slice); },
                    event);
}

std::optional<CompartmentId> compartment_of(const State& state, const Event& event) {
  if (const auto* slice = std::get_if<vulnerability::Event>(&event)) {
    return vulnerability::compartment_of(vulnerability_world(state), *slice);
  }
  if (const auto* slice = std::get_if<risk::Event>(&event))
    return risk::compartment_of(risk_world(state), *slice);
  if (const auto* slice = std::get_if<catalog::Event>(&event)) {
    // Who imports a document for a case says that there is one.
    const auto* import = std::get_if<catalog::ImportRecorded>(slice);
    if (import == nullptr || !import->import.about) return std::nullopt;
    const auto* item = vulnerability::find(state.vulnerability, *import->import.about);
    return item == nullptr ? std::nullopt : item->compartment;
  }
  // A rating or a proposal would betray that something is known before it may be told.
  const auto components =
      std::visit([&](const auto& slice) { return std::visit(Betrays{state}, slice); }, event);
  return components.empty() ? std::nullopt : restricted(state, components);
}

}  // namespace lw::core
