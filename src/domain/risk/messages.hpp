#pragma once

#include <variant>

#include "domain/kernel/message.hpp"
#include "domain/risk/types.hpp"

namespace lw::risk {

/// Command: opens a risk. Anyone whom the role matrix lets, and the system (R54). The same cause
/// for the same embedded software in the same programme is no second risk.
struct OpenRisk {
  static constexpr std::string_view kName = "risk.open_risk";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  ProgrammeId programme;
  ComponentId component;
  Cause cause = Cause::kOther;
  std::string cause_ref;
  std::optional<CaseId> case_id;
  std::string reason;
};
LW_DESCRIBE(OpenRisk, risk, programme, component, cause, cause_ref, case_id, reason)

/// Command: takes the output of surveillance and ratings as it stands on the effective day (first
/// input of R3). `input` names a known rating or surveillance event. `judged` sets the likelihood
/// of a use where a person knows better, or nothing is rated.
struct TakeResistance {
  static constexpr std::string_view kName = "risk.take_resistance";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::string input;
  std::map<catalog::Use, std::int32_t> judged;
  std::string basis;
  std::string reason;
};
LW_DESCRIBE(TakeResistance, risk, input, judged, basis, reason)

/// Command: takes the exposure of the programme as it stands on the effective day (second input of
/// R3). `judged` sets the impact of a use where the share of documents does not say it all.
struct TakeExposure {
  static constexpr std::string_view kName = "risk.take_exposure";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::string input;
  std::map<catalog::Use, std::int32_t> judged;
  std::string basis;
  std::string reason;
};
LW_DESCRIBE(TakeExposure, risk, input, judged, basis, reason)

/// Command: says what the risk is (R55). Refused when a sentence is longer than kSentenceWordsMax,
/// or without evidence.
struct StateRisk {
  static constexpr std::string_view kName = "risk.state_risk";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::string text;
  std::set<EvidenceId> evidence;
  std::string reason;
};
LW_DESCRIBE(StateRisk, risk, text, evidence, reason)

/// Command: compares options (R56). Refused with fewer than two, for an option without its
/// remaining risk (R126), or without one of each of the families upgrade and shorter validity (R5);
/// where software cannot cure the flaw, also limited use, stopped production and early replacement
/// (R78). Whether an option is available is worked out, not said (R4).
struct CompareOptions {
  static constexpr std::string_view kName = "risk.compare_options";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::vector<Option> options;
  std::string reason;
};
LW_DESCRIBE(CompareOptions, risk, options, reason)

/// Command: lets one option ask more of holders than the policy's ceiling (R6). A signed decision
/// of the issuing authority.
struct OverrideCeiling {
  static constexpr std::string_view kName = "risk.override_ceiling";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  RiskId risk;
  std::string option;
  std::string reason;
};
LW_DESCRIBE(OverrideCeiling, risk, option, reason)

/// Command: chooses among the compared options; more than one may be chosen (R5). `revision` is
/// that of the risk as judged. A signed decision of the issuing authority.
struct DecideRisk {
  static constexpr std::string_view kName = "risk.decide_risk";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  RiskId risk;
  std::int64_t revision = 0;
  std::set<std::string> chosen;
  std::string reason;
};
LW_DESCRIBE(DecideRisk, risk, revision, chosen, reason)

/// Command: accepts what is left of the risk (R26). Only a person with the role of issuing
/// authority in the authority of that programme. A signed decision.
struct AcceptRisk {
  static constexpr std::string_view kName = "risk.accept_risk";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  RiskId risk;
  std::int64_t revision = 0;
  std::optional<Date> until;
  std::string reason;
};
LW_DESCRIBE(AcceptRisk, risk, revision, until, reason)

/// Command: closes a risk that was decided or accepted as it stands now.
struct CloseRisk {
  static constexpr std::string_view kName = "risk.close_risk";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::string reason;
};
LW_DESCRIBE(CloseRisk, risk, reason)

/// Command: sets the matrix of a programme from the effective day on.
struct SetMatrix {
  static constexpr std::string_view kName = "risk.set_matrix";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  Matrix matrix;
  std::string reason;
};
LW_DESCRIBE(SetMatrix, programme, matrix, reason)

using Command = std::variant<OpenRisk, TakeResistance, TakeExposure, StateRisk, CompareOptions,
                             OverrideCeiling, DecideRisk, AcceptRisk, CloseRisk, SetMatrix>;

/// Event: a risk is open since `on`.
struct RiskOpened {
  static constexpr std::string_view kName = "risk.risk_opened";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  ProgrammeId programme;
  ComponentId component;
  Cause cause = Cause::kOther;
  std::string cause_ref;
  std::optional<CaseId> case_id;
  Date on;
  std::string reason;
};
LW_DESCRIBE(RiskOpened, risk, programme, component, cause, cause_ref, case_id, on, reason)

/// Event: the first input stands so on `on`.
struct ResistanceTaken {
  static constexpr std::string_view kName = "risk.resistance_taken";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::string input;
  std::map<catalog::Use, ResistanceOfUse> by_use;
  std::string basis;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ResistanceTaken, risk, input, by_use, basis, on, reason)

/// Event: the second input stands so on `on`.
struct ExposureTaken {
  static constexpr std::string_view kName = "risk.exposure_taken";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::string input;
  std::map<catalog::Use, ExposureOfUse> by_use;
  std::map<std::int32_t, std::int64_t> by_expiry_year;
  std::string basis;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ExposureTaken, risk, input, by_use, by_expiry_year, basis, on, reason)

/// Event: the risk is stated so.
struct RiskStated {
  static constexpr std::string_view kName = "risk.risk_stated";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::string text;
  std::set<EvidenceId> evidence;
  Date on;
  std::string reason;
};
LW_DESCRIBE(RiskStated, risk, text, evidence, on, reason)

/// Event: the options compare so on `on`.
struct OptionsCompared {
  static constexpr std::string_view kName = "risk.options_compared";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::vector<ComparedOption> options;
  Date on;
  std::string reason;
};
LW_DESCRIBE(OptionsCompared, risk, options, on, reason)

/// Event: the option may go above the ceiling.
struct CeilingOverridden {
  static constexpr std::string_view kName = "risk.ceiling_overridden";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::string option;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(CeilingOverridden, risk, option, by, on, reason)

/// Event: these options were chosen.
struct RiskDecided {
  static constexpr std::string_view kName = "risk.risk_decided";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::int64_t revision = 0;
  std::set<std::string> chosen;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(RiskDecided, risk, revision, chosen, by, on, reason)

/// Event: what is left was accepted.
struct RiskAccepted {
  static constexpr std::string_view kName = "risk.risk_accepted";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  std::int64_t revision = 0;
  std::optional<Date> until;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(RiskAccepted, risk, revision, until, by, on, reason)

/// Event: the risk is closed.
struct RiskClosed {
  static constexpr std::string_view kName = "risk.risk_closed";
  static constexpr std::uint32_t kVersion = 1;
  RiskId risk;
  Date on;
  std::string reason;
};
LW_DESCRIBE(RiskClosed, risk, on, reason)

/// Event: from `on` the programme's matrix is this.
struct MatrixSet {
  static constexpr std::string_view kName = "risk.matrix_set";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  Matrix matrix;
  Date on;
  std::string reason;
};
LW_DESCRIBE(MatrixSet, programme, matrix, on, reason)

using Event = std::variant<RiskOpened, ResistanceTaken, ExposureTaken, RiskStated, OptionsCompared,
                           CeilingOverridden, RiskDecided, RiskAccepted, RiskClosed, MatrixSet>;

}  // namespace lw::risk
