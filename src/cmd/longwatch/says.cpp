#include "cmd/longwatch/says.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/output.hpp"
#include "codec/reflect_json.hpp"

namespace lw::cmd {
namespace {

/// A wire name as people read it: "embedded_software" is "embedded software".
template <class Enum>
std::string word(Enum value) {
  std::string out(codec::enum_name(value));
  for (char& c : out) c = c == '_' ? ' ' : c;
  return out;
}

template <class Enums>
std::string words(const Enums& values) {
  std::vector<std::string> out;
  for (const auto value : values) out.push_back(word(value));
  return joined(out);
}

template <class Ids>
std::string ids(const Ids& all) {
  return all.empty() ? "nothing" : joined(texts_of(all));
}

std::string texts(const auto& all) { return joined({all.begin(), all.end()}); }

std::string because(const std::string& reason) { return reason.empty() ? "" : ": " + reason; }

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
}

/// "field: value; field: value", without what is empty.
std::string by_fields(const boost::json::value& body) {
  std::string out;
  if (!body.is_object()) return boost::json::serialize(body);
  for (const auto& [name, value] : body.get_object()) {
    const bool empty = value.is_null() || (value.is_string() && value.get_string().empty()) ||
                       (value.is_array() && value.get_array().empty()) ||
                       (value.is_object() && value.get_object().empty());
    if (empty) continue;
    std::string label(name);
    for (char& c : label) c = c == '_' ? ' ' : c;
    out += (out.empty() ? "" : "; ") + label + ": " +
           (value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value));
  }
  return out;
}

struct Says {
  // ---- who and what there is
  std::string operator()(const access::OrganisationRegistered& e) const {
    return fmt::format("{} ({}, {}) is on record as {}", e.name, e.organisation.text(), e.territory,
                       words(e.kinds));
  }
  std::string operator()(const access::PersonEnrolled& e) const {
    return fmt::format("{} acts for {} as {}, with key {}", e.person.text(), e.organisation.text(),
                       words(e.roles), e.key_id);
  }
  std::string operator()(const access::RolesAssigned& e) const {
    return fmt::format("{} acts for {} as {}", e.person.text(), e.organisation.text(),
                       words(e.roles));
  }
  std::string operator()(const access::KeyAdded& e) const {
    return fmt::format("{} has one more key, {}", e.person.text(), e.key_id);
  }
  std::string operator()(const access::KeyRevoked& e) const {
    return fmt::format("key {} of {} is revoked{}", e.key_id, e.person.text(), because(e.reason));
  }
  std::string operator()(const access::CompartmentSet& e) const {
    return fmt::format("only {} may know of {} ({})",
                       counted(static_cast<std::int64_t>(e.members.size()), "person", "people"),
                       e.compartment.text(), e.purpose);
  }
  std::string operator()(const access::EmergencyAccessTaken& e) const {
    return fmt::format("{} takes emergency access to {} until {}{}; to be reviewed by {}",
                       e.person.text(), e.compartment.text(), e.until.text(), because(e.reason),
                       e.review_by.text());
  }
  std::string operator()(const catalog::ComponentRegistered& e) const {
    return fmt::format("{} is {} {}, {}, made by {}", e.component.text(), e.name, e.version,
                       word(e.layer), e.developer.text());
  }
  std::string operator()(const catalog::CompositionRecorded& e) const {
    return fmt::format("{} rests on {}", e.component.text(), ids(e.rests_on));
  }
  std::string operator()(const catalog::AssetsRecorded& e) const {
    std::vector<std::string> names;
    for (const auto& asset : e.assets) names.push_back(asset.name);
    return fmt::format("{} guards {}", e.component.text(), joined(names));
  }
  std::string operator()(const catalog::UpgradabilityRecorded& e) const {
    return fmt::format(
        "{} can be upgraded in the field: {}; {}", e.component.text(), word(e.upgradable_in_field),
        e.patch_mechanism
            ? "by a mechanism that " + e.patch_mechanism->certified_by.text() + " certifies"
            : "no certified patch mechanism is on record");
  }
  std::string operator()(const catalog::ImportRecorded& e) const {
    return fmt::format("{} is kept as it came: {} new, {} known, {} refused",
                       e.import.document_name, e.import.taken, e.import.unchanged,
                       e.import.rejected);
  }

  // ---- certificates
  std::string operator()(const certificate::CertificateRegistered& e) const {
    return fmt::format("{} issues {} for {}, valid from {}{}", e.issuer.text(),
                       e.certificate.text(), e.name, e.valid_from.text(),
                       e.valid_until ? " to " + e.valid_until->text() : "");
  }
  std::string operator()(const certificate::CertificateListed& e) const {
    return fmt::format("{} is listed: {}{}{}", e.certificate.text(), e.name,
                       e.valid_from ? ", from " + e.valid_from->text() : "",
                       e.valid_until ? " to " + e.valid_until->text() : "");
  }
  std::string operator()(const certificate::ReferenceRecorded& e) const {
    return fmt::format("{} rests on {}", e.certificate.text(), ids(e.rests_on));
  }
  std::string operator()(const certificate::CoverageRecorded& e) const {
    return fmt::format("{} covers {}", e.certificate.text(), ids(e.covers));
  }
  std::string operator()(const certificate::CertificateSuspended& e) const {
    return fmt::format("{} suspends {} from {} to {}{}", e.by.text(), e.certificate.text(),
                       e.from.text(), e.until.text(), because(e.reason));
  }
  std::string operator()(const certificate::SuspensionExtended& e) const {
    return fmt::format("{} extends the suspension of {} to {}{}", e.by.text(), e.certificate.text(),
                       e.until.text(), because(e.reason));
  }
  std::string operator()(const certificate::SuspensionLifted& e) const {
    return fmt::format("{} lifts the suspension of {}{}", e.by.text(), e.certificate.text(),
                       because(e.reason));
  }
  std::string operator()(const certificate::CertificateWithdrawn& e) const {
    return fmt::format("{} withdraws {} for good, {}{}", e.by.text(), e.certificate.text(),
                       word(e.ground), because(e.reason));
  }
  std::string operator()(const certificate::ReviewOpened& e) const {
    return fmt::format("a review of {} opens ({}){}", e.certificate.text(), word(e.ground),
                       because(e.reason));
  }
  std::string operator()(const certificate::ReviewConcluded& e) const {
    return fmt::format("{} ends the review of {}: {}{}", e.by.text(), e.certificate.text(),
                       word(e.outcome), because(e.reason));
  }
  std::string operator()(const certificate::NoticeRequested& e) const {
    const std::string to = e.recipient ? e.recipient->text() : word(e.to);
    return fmt::format("notice {}: {} must tell {} ({}){}", e.number, e.owed_by, to,
                       e.dependent ? e.dependent->text() : e.certificate.text(), because(e.why));
  }
  std::string operator()(const certificate::NoticeDelivered& e) const {
    return fmt::format("notice {} was given on {}", e.number, e.on.text());
  }

  // ---- resistance and cases
  std::string operator()(const resistance::AttackPathRegistered& e) const {
    return fmt::format("a way to attack {} is on record as {}{}", e.component.text(), e.path.text(),
                       because(e.reason));
  }
  std::string operator()(const resistance::AttackPathRated& e) const {
    return fmt::format(
        "{}: attacking {} by {} takes {} by table {} {}{}", e.rating.text(), e.component.text(),
        e.path.text(),
        e.not_practical ? "more than is practical" : counted(e.total, "point", "points"),
        e.table.id, e.table.version, because(e.reason));
  }
  std::string operator()(const vulnerability::FlawReported& e) const {
    return fmt::format("case {} opens: {}; {}{}", e.case_id.text(), e.title, e.summary,
                       e.compartment ? "; closed to all but " + e.compartment->text() : "");
  }
  std::string operator()(const vulnerability::ReportAcknowledged& e) const {
    return fmt::format("the report in {} is acknowledged", e.case_id.text());
  }
  std::string operator()(const vulnerability::RestrictionLifted& e) const {
    return fmt::format("case {} is open to all{}", e.case_id.text(), because(e.reason));
  }
  std::string operator()(const vulnerability::ScopeRecorded& e) const {
    return fmt::format(
        "case {} is about {}{}; it touches {}{}", e.case_id.text(), ids(e.components),
        e.certificates.empty() ? "" : " and " + ids(e.certificates),
        e.uses.empty() ? "uses that nobody has named yet" : words(e.uses), because(e.reason));
  }
  std::string operator()(const vulnerability::PhaseAdvanced& e) const {
    return fmt::format("case {} enters {}{}", e.case_id.text(), word(e.to), because(e.reason));
  }
  std::string operator()(const vulnerability::FlawConfirmed& e) const {
    return fmt::format("the flaw of {} is true: {} (software can cure it: {}){}", e.case_id.text(),
                       e.basis, word(e.curable_by_software), because(e.reason));
  }
  std::string operator()(const vulnerability::FlawRejected& e) const {
    return fmt::format("the flaw of {} is no flaw ({}){}", e.case_id.text(), e.basis,
                       because(e.reason));
  }
  std::string operator()(const vulnerability::CertificateJudged& e) const {
    return fmt::format("{} is {} in {}: {}", e.certificate.text(), word(e.impact), e.case_id.text(),
                       e.basis);
  }
  std::string operator()(const vulnerability::ImpactReportFiled& e) const {
    return fmt::format("impact report on {} in {}: {}; can be remedied: {}; residual: {}",
                       e.certificate.text(), e.case_id.text(), e.impact, word(e.remediable),
                       word(e.residual));
  }
  std::string operator()(const vulnerability::RemedyProposed& e) const {
    return fmt::format("a remedy is proposed for {} in {}: {}", e.certificate.text(),
                       e.case_id.text(), e.proposal);
  }
  std::string operator()(const vulnerability::MeasureRecorded& e) const {
    return fmt::format("a {} for {} is there: {}{}", word(e.kind), e.case_id.text(), e.measure,
                       e.fixed_by ? " (" + e.fixed_by->text() + ")" : "");
  }
  std::string operator()(const vulnerability::AdvisoryPublished& e) const {
    return fmt::format("advisory {} is published: {}; {}", e.advisory, e.title, e.remedy);
  }
  std::string operator()(const vulnerability::OutcomeRecorded& e) const {
    return fmt::format("{} answers {}: {}", e.reference.empty() ? "a decision" : e.reference,
                       e.case_id.text(), e.certificate.text() + " " + word(e.answer));
  }
  std::string operator()(const vulnerability::CaseClosed& e) const {
    return fmt::format("case {} is closed{}", e.case_id.text(), because(e.reason));
  }
  std::string operator()(const vulnerability::CaseRead& e) const {
    return fmt::format("{} read case {} ({})", e.by.text(), e.case_id.text(), e.what);
  }
  std::string operator()(const vulnerability::ExternalLinked& e) const {
    return fmt::format("{} means {}{}{}", e.external, e.case_id ? "case " + e.case_id->text() : "",
                       e.component ? (e.case_id ? " in " : "") + e.component->text() : "",
                       because(e.reason));
  }
  std::string operator()(const vulnerability::ExploitedMarked& e) const {
    return fmt::format("{} is listed as exploited since {} ({})", e.external, e.listed_on.text(),
                       word(e.catalogue));
  }

  // ---- programmes
  std::string operator()(const programme::DocumentClassDefined& e) const {
    return fmt::format("{} is a class of documents, valid at most {} months", e.name,
                       e.validity_months);
  }
  std::string operator()(const programme::Established& e) const {
    return fmt::format("programme {} of {} begins: {}, for {}{}", e.programme.text(),
                       e.authority.text(), e.name, words(e.policy.uses), because(e.reason));
  }
  std::string operator()(const programme::SoftwareIntroduced& e) const {
    return fmt::format("{} issues documents with {} from {}{}", e.programme.text(),
                       e.component.text(), e.on.text(), because(e.reason));
  }
  std::string operator()(const programme::CohortsReported& e) const {
    std::map<std::string, std::int64_t> by_state;
    for (const auto& row : e.rows) by_state[word(row.state)] += row.count;
    std::vector<std::string> parts;
    for (const auto& [state, count] : by_state) parts.push_back(grouped(count) + " " + state);
    return fmt::format("{} reports documents {} ({})", e.programme.text(), joined(parts), e.source);
  }
  std::string operator()(const programme::ProductionStopped& e) const {
    return fmt::format("{} produces no more documents with {} after {}{}", e.programme.text(),
                       e.component.text(), e.on.text(), because(e.reason));
  }
  std::string operator()(const programme::UsesLimited& e) const {
    return fmt::format("documents of {} with {} lose {} from {}{}", e.programme.text(),
                       e.components.empty() ? "any software" : ids(e.components),
                       words(e.withdrawn), e.on.text(), because(e.reason));
  }

  // ---- risk
  std::string operator()(const risk::RiskOpened& e) const {
    return fmt::format("a risk opens for {} in {}, because of {}", e.component.text(),
                       e.programme.text(), e.cause_ref);
  }
  std::string operator()(const risk::ResistanceTaken& e) const {
    return fmt::format("first input of the risk: {} ({})", e.input, e.basis);
  }
  std::string operator()(const risk::ExposureTaken& e) const {
    return fmt::format("second input of the risk: {} ({})", e.input, e.basis);
  }
  std::string operator()(const risk::RiskStated& e) const { return e.text; }
  std::string operator()(const risk::OptionsCompared& e) const {
    const auto open = std::ranges::count_if(e.options, &risk::ComparedOption::available);
    return fmt::format("{} compared, {} of them open{}",
                       counted(static_cast<std::int64_t>(e.options.size()), "option", "options"),
                       open, because(e.reason));
  }
  std::string operator()(const risk::RiskDecided& e) const {
    return fmt::format("{} decides: {}{}", e.by.text(), texts(e.chosen), because(e.reason));
  }
  std::string operator()(const risk::RiskAccepted& e) const {
    return fmt::format("{} accepts what is left{}{}", e.by.text(),
                       e.until ? " until " + e.until->text() : "", because(e.reason));
  }

  // ---- the contingency plan
  std::string operator()(const contingency::PlanDrafted& e) const {
    return fmt::format(
        "{} drafts version {} of {}: {}, {}", e.author.text(), e.version, e.plan.text(),
        e.content.title,
        counted(static_cast<std::int64_t>(e.content.measures.size()), "measure", "measures"));
  }
  std::string operator()(const contingency::PlanSubmitted& e) const {
    return fmt::format("{} submits version {} of {} for approval", e.by.text(), e.version,
                       e.plan.text());
  }
  std::string operator()(const contingency::PlanApproved& e) const {
    return fmt::format("{} approves version {} of {}", e.by.text(), e.version, e.plan.text());
  }
  std::string operator()(const contingency::PlanPutInForce& e) const {
    return fmt::format("version {} of {} is in force from {}", e.version, e.plan.text(),
                       e.on.text());
  }
  std::string operator()(const contingency::ReadinessRecorded& e) const {
    return fmt::format("what {} needs is {}: {}", e.measure, word(e.readiness), e.says);
  }
  std::string operator()(const contingency::ExerciseRecorded& e) const {
    const auto& x = e.exercise;
    const auto worked = std::ranges::count(x.results, contingency::StepOutcome::kWorked,
                                           &contingency::StepResult::outcome);
    return fmt::format(
        "{} was exercised on {} ({}): {} of {} steps worked in time; {}", e.plan.text(),
        x.held_on.text(), x.scenario, worked, x.results.size(),
        counted(static_cast<std::int64_t>(x.findings.size()), "finding", "findings"));
  }
  std::string operator()(const contingency::ProposalRaised& e) const {
    return fmt::format("level {} is reached, so the plan proposes {}; nothing happens by itself",
                       word(e.level), texts(e.measures));
  }
  std::string operator()(const contingency::ProposalAnswered& e) const {
    return fmt::format("{} answers {}: {}{}{}", e.by.text(), e.proposal, word(e.answer),
                       e.measures.empty() ? "" : " " + texts(e.measures), because(e.reason));
  }
  std::string operator()(const contingency::ProposalSettled& e) const {
    return fmt::format("enough people agree on {}: {}", e.proposal, word(e.answer));
  }
  std::string operator()(const contingency::ProposalClosed& e) const {
    return fmt::format("proposal {} is closed{}", e.proposal, because(e.reason));
  }
  std::string operator()(const contingency::ExecutionStarted& e) const {
    return fmt::format("{} begins: {}", e.execution, texts(e.measures));
  }
  std::string operator()(const contingency::StepStarted& e) const {
    return fmt::format("{} starts step {} of {}{}", e.by.text(), e.step, e.measure,
                       because(e.reason));
  }
  std::string operator()(const contingency::ActionRequested& e) const {
    return fmt::format("step {} of {} asks the programme to {}", e.step, e.measure,
                       word(e.action.kind));
  }
  std::string operator()(const contingency::StepClosed& e) const {
    return fmt::format("step {} of {} is {}{}", e.step, e.measure, word(e.state),
                       because(e.reason));
  }
  std::string operator()(const contingency::ProgressReported& e) const {
    return fmt::format("{}: {} of {} done, {} failed", e.measure, grouped(e.done), grouped(e.total),
                       grouped(e.failed));
  }
  std::string operator()(const contingency::ExecutionEnded& e) const {
    return fmt::format("{} is over{}", e.execution, because(e.reason));
  }

  template <class Other>
  std::string operator()(const Other& other) const {
    return by_fields(codec::to_json(other));
  }
};

}  // namespace

std::string says(const core::Event& event) {
  const std::string text =
      std::visit([](const auto& slice) { return std::visit(Says{}, slice); }, event);
  return printable(text);
}

}  // namespace lw::cmd
