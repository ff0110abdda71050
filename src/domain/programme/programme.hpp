#pragma once

#include <vector>

#include "domain/access/access.hpp"
#include "domain/catalog/catalog.hpp"
#include "domain/certificate/certificate.hpp"
#include "domain/kernel/context.hpp"
#include "domain/kernel/due.hpp"
#include "domain/kernel/finding.hpp"
#include "domain/programme/messages.hpp"
#include "domain/resistance/resistance.hpp"
#include "domain/surveillance/surveillance.hpp"
#include "domain/vulnerability/vulnerability.hpp"

namespace lw::programme {

/// How many rows a report of cohorts may hold, and how many go into one event (a record holds
/// 65,535 bytes).
inline constexpr std::size_t kRowsPerReportMax = 20'000;
inline constexpr std::size_t kRowsPerEventMax = 100;
/// How many cohorts one embedded software may have in one programme: fifty years of months in ten
/// validities and groups.
inline constexpr std::size_t kCohortsMax = 6'000;
/// The longest validity that a class or policy may name.
inline constexpr std::int32_t kValidityMonthsMax = 600;
/// How many entries a calendar, a list of limits, a floor or a list of groups may hold.
inline constexpr std::size_t kListMax = 1'000;

/// All programmes.
struct State {
  std::map<DocumentClassId, DocumentClass> classes;
  std::map<ProgrammeId, Programme> programmes;
  std::map<BatchId, Batch> batches;
};
LW_DESCRIBE(State, classes, programmes, batches)

/// What the slice may read.
struct World {
  const access::State& access;
  const catalog::State& catalog;
  const certificate::State& certificate;
  const surveillance::State& surveillance;
  const resistance::State& resistance;
  const vulnerability::State& vulnerability;
  const State& programme;
};

/// Returns the events that follow from a command. kForbidden for another authority's programme;
/// kNotFound, kConflict, kRefused or kInvalidInput with the reason otherwise.
[[nodiscard]] Result<std::vector<Event>> decide(const World& world, const Command& command,
                                                const Context& context);

/// Returns the state after an event. Holds no rules and never fails.
void apply(State& state, const Event& event);

/// Returns what no sequence of commands may bring about, in words: more removed than issued, a
/// programme of an unknown class, a policy beyond its bounds, stops or batches out of order.
[[nodiscard]] std::vector<std::string> violations(const World& world);

/// Adds the deadlines that run: surveillance by the programme's own interval (R45), planned
/// introductions (R59).
void clocks(const World& world, Instant now, const rules::RuleBook& rules, std::vector<Clock>& out);

/// Returns what is not as it should be on `on` (R29, R31, R45, R59, R60, R66, I.3u), for all
/// programmes.
[[nodiscard]] std::vector<Finding> findings(const World& world, Date on,
                                            const rules::RuleBook& rules);

/// Returns the programme; nullptr when unknown. Valid while the state lives unchanged.
const Programme* find(const State& state, const ProgrammeId& id);

/// Returns the policy in force on `on`; the first one for a day before it.
const Policy& policy(const Programme& programme, Date on);

/// Returns the validity of a document issued to `holder_group` under the policy of `on`: policy for
/// the group, class for the group, policy for everybody, class (R8).
std::int32_t validity_months(const State& state, const Programme& programme,
                             const std::string& holder_group, Date on);

/// Returns the programmes that have introduced the embedded software itself or one that contains
/// the component.
std::vector<ProgrammeId> using_component(const World& world, const ComponentId& component);
/// As above, for the embedded software itself only.
std::vector<ProgrammeId> using_component(const State& state, const ComponentId& esw);

/// An answer of the gate: whether a step is allowed, and if not, why, each reason a sentence.
struct GateAnswer {
  bool allowed = false;
  std::vector<std::string> reasons;
};
LW_DESCRIBE(GateAnswer, allowed, reasons)

/// Decides whether documents with the embedded software may come into state `to` on `on` (R32, R33,
/// R62): it is introduced, its production is not stopped, and from the gate on a certificate covers
/// it that is legally valid, in force and meets the floor. A suspended certificate keeps the gate
/// closed though it is legally valid: only documents that can be trusted are delivered (paper 000
/// II-L). One whose legal validity is not known opens it only where the authority named it in the
/// introduction; findings say so. Removal is always allowed.
GateAnswer may_enter(const World& world, const ProgrammeId& programme, const ComponentId& esw,
                     UnitState to, Date on);

/// Decides whether a document with the embedded software may be issued on `on` (R32).
GateAnswer may_issue(const World& world, const ProgrammeId& programme, const ComponentId& esw,
                     Date on);

/// Returns the uses left to a document with the embedded software that was issued in the month of
/// `issued` (R61).
std::set<catalog::Use> allowed_uses(const State& state, const ProgrammeId& programme,
                                    const ComponentId& esw, Date issued, Date on);

/// The certificate that opens the gate for an embedded software on `on`, or what each candidate
/// lacks.
struct Certification {
  std::optional<CertificateId> by;
  bool unknown_validity = false;  ///< `by` opens it on the authority's word: nobody knows its end
  std::vector<std::string>
      lacks;  ///< one sentence a candidate; "no certificate covers it" where there is none
};
LW_DESCRIBE(Certification, by, unknown_validity, lacks)

/// Returns it. Candidates are the certificates that the authority named and those that cover the
/// embedded software.
Certification certification(const World& world, const Introduction& introduction,
                            const std::vector<std::string>& floor, Date on);

}  // namespace lw::programme
