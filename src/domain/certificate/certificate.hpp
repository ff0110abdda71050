#pragma once

#include <string_view>
#include <vector>

#include "domain/access/access.hpp"
#include "domain/catalog/catalog.hpp"
#include "domain/certificate/messages.hpp"
#include "domain/kernel/context.hpp"
#include "domain/kernel/due.hpp"
#include "domain/kernel/finding.hpp"
#include "domain/kernel/upward.hpp"

namespace lw::certificate {

/// How many certificates one may rest on directly.
inline constexpr std::size_t kReferencesMax = 256;
/// How many components one certificate may cover (a product series included).
inline constexpr std::size_t kCoverageMax = 1024;
/// How many assurance components a certificate may list.
inline constexpr std::size_t kAssuranceMax = 64;
/// How many reviews, suspensions, assessments, … one certificate may have.
inline constexpr std::size_t kEntriesMax = 1000;
/// How many certificates one sample may name.
inline constexpr std::size_t kSampleMax = 1000;
/// Longest free text in a command, in bytes.
inline constexpr std::size_t kTextSizeMax = 4000;

/// All certificates, and what follows from them. The last three maps are indexes that apply keeps.
struct State {
  std::map<CertificateId, Certificate> certificates;
  std::map<std::string, CertificateId>
      aliases;  ///< other spellings and register ids, folded (canonical.hpp)
  std::map<std::uint32_t, Notice> notices;
  std::map<CertificateId, Approval> approvals;             ///< may precede the certificate
  std::map<std::string, std::set<CertificateId>> samples;  ///< by "territory/year" (E23)
  Upward<CertificateId> graph;                             ///< which certificates rest on which
  std::map<ComponentId, std::set<CertificateId>> covered_by;
  std::set<std::uint32_t> outstanding;  ///< notices not yet delivered
};
LW_DESCRIBE(State, certificates, aliases, notices, approvals, samples, graph, covered_by,
            outstanding)

/// What this slice may read: itself and the slices below.
struct World {
  const access::State& access;
  const catalog::State& catalog;
  const State& certificate;
};

/// Returns the events that follow from a command. kNotFound for an unknown certificate, kForbidden
/// when context.authority is not the body that may decide it, kRefused with the article otherwise,
/// kInvalidInput for malformed fields.
[[nodiscard]] Result<std::vector<Event>> decide(const World& world, const Command& command,
                                                const Context& context);

/// Returns the state after an event; total, holds no rules.
void apply(State& state, const Event& event);

/// Returns what no sequence of commands may bring about: a certificate that rests on itself, life
/// after withdrawal, a suspension longer than a year under EUCC, a reference to an unknown
/// certificate or component, an index out of step.
[[nodiscard]] std::vector<std::string> violations(const World& world);

/// Adds every deadline that runs: suspension (once overdue, its clock names the national authority
/// too; R15), remedies, patches, notices, end of validity, yearly sample.
void clocks(const World& world, Instant now, const rules::RuleBook& rules, std::vector<Clock>& out);

/// Returns what is not as it should be on that day: no end date, unknown monitoring practice (R19),
/// rests on a certificate that no longer holds, platform report too old (warning), decision owed
/// after a failed assessment (R12), confirmed although one failed (R51), overdue suspension (R15),
/// patch not submitted (E21), an id that the mark cannot bear (E26), several products without a
/// series (E29).
[[nodiscard]] std::vector<Finding> findings(const World& world, Date on,
                                            const rules::RuleBook& rules);

// ---- one certificate
// --------------------------------------------------------------------------------------------

/// Returns the certificate; nullptr when unknown. Valid while the state lives unchanged.
const Certificate* find(const State& state, const CertificateId& id);

/// Returns the certificate meant by any spelling, alias or register id; the canonical form of the
/// text where none is known (an empty id for an empty text).
CertificateId resolve(const State& state, std::string_view any_spelling_or_alias);

/// Returns the published status on that day (E25). Expiry needs no event. Before its first day a
/// certificate counts as in force here; validity says that it is not yet valid, and
/// published_status gives it none.
Status status(const Certificate& certificate, Date on);

/// Returns the status on that day; nullopt before the first day: none of the published states fits
/// a certificate that is not issued yet (E25).
std::optional<Status> published_status(const Certificate& certificate, Date on);

/// Returns whether the certificate has legal effect on that day (E9). A suspension does not end
/// validity (EUCC Art. 30(1)) unless the law on the day of its decision said otherwise. kUnknown
/// where the first or the last day is not known: a list that names the certificate proves neither,
/// and a row that vanishes ends nothing.
Validity validity(const Certificate& certificate, Date on);

/// True when the certificate is known to have legal effect on that day: for whatever relies on it
/// (gates, promotion, mark, risk). What is not known to be valid is not relied on.
bool legally_valid(const Certificate& certificate, Date on);

/// True when the certificate has, or may have, legal effect on that day: for duties, which an
/// unknown end takes from nobody (tell, answer, analyse, watch).
bool may_be_valid(const Certificate& certificate, Date on);

/// First day of the status that holds on that day; nullopt when no date is known.
std::optional<Date> status_since(const Certificate& certificate, Date on);

/// Returns the AVA_VAN level, 1 to 5: the one listed, else the one that the EAL package holds; 0
/// when neither is known.
std::int32_t ava_van(const Certificate& certificate);

/// Returns which of the demanded assurance components the certificate lacks (R10): levels of one
/// family compare, a package gives its AVA_VAN; empty when the floor is met.
std::vector<std::string> missing_assurance(const Certificate& certificate,
                                           const std::vector<std::string>& floor);

/// Returns whether the requirements are assured to be met on that day (R11). EUCC: yes while in
/// force, unknown while suspended, no once ended. Other schemes prove conformity at their date
/// only: unknown, and no once withdrawn. kNotFound.
[[nodiscard]] Result<Assurance> assured(const State& state, const CertificateId& id, Date on);

/// True when the holder may promote the product as certified on that day: EUCC by the states that
/// the law of the day names (Art. 9(2)(d); E12), other schemes while it is legally valid and in
/// force. False where nobody knows whether it is valid.
bool promotion_allowed(const Certificate& certificate, Date on, const rules::RuleBook& rules);

/// True when a failed assessment, or an opened matter, still waits for confirm, suspend or withdraw
/// on that day (R12).
bool decision_owed(const Certificate& certificate, Date on);

/// What a certificate means on a day, for anyone entitled to ask (R89).
struct Meaning {
  CertificateId certificate;
  std::string says;              ///< one plain sentence
  std::optional<Status> status;  ///< nullopt before the first day
  Validity validity = Validity::kUnknown;
  std::optional<Date> since;  ///< first day of that status
  std::optional<Date> until;  ///< last day of validity
  std::string scope;          ///< product name
  std::vector<std::string> assurance;
  Assurance assured = Assurance::kUnknown;
};
LW_DESCRIBE(Meaning, certificate, says, status, validity, since, until, scope, assurance, assured)

/// Returns what the certificate means on that day. kNotFound.
[[nodiscard]] Result<Meaning> meaning(const State& state, const CertificateId& id, Date on);

/// A covered component as the public knows it.
struct CoveredVersion {
  ComponentId component;
  std::string name;
  std::string version;
  bool operator==(const CoveredVersion&) const = default;
};
LW_DESCRIBE(CoveredVersion, component, name, version)

/// The answer to anyone who asks about one certificate (R89; EUCC Art. 11(4), 42(1)): no word of
/// reviews, matters or assessments.
struct PublicStatus {
  CertificateId certificate;
  Date on;
  std::optional<Status> status;  ///< nullopt before the first day
  std::optional<Date> since;     ///< first day of that status
  Validity validity = Validity::kUnknown;
  std::optional<Date> valid_until;  ///< last day of validity
  std::optional<Date> suspended_until;
  std::string scope;                     ///< product name as certified
  std::vector<CoveredVersion> versions;  ///< covered components; empty when only a list is known
  std::optional<std::string> series;
  std::vector<std::string> assurance;
  std::optional<AssuranceLevel> level;
  Assurance assured = Assurance::kUnknown;
  bool promotion_allowed = false;
  std::optional<Date> maintained_on;  ///< last confirmed minor change
  std::optional<CertificateId> replaced_by;
  std::string says;  ///< the same in plain sentences
};
LW_DESCRIBE(PublicStatus, certificate, on, status, since, validity, valid_until, suspended_until,
            scope, versions, series, assurance, level, assured, promotion_allowed, maintained_on,
            replaced_by, says)

/// Returns what anyone is told about the certificate on that day (R89). kNotFound.
[[nodiscard]] Result<PublicStatus> public_status(const World& world, const CertificateId& id,
                                                 Date on, const rules::RuleBook& rules);

// ---- who may see what
// --------------------------------------------------------------------------------------------------

/// How much of a certificate somebody is shown.
enum class Sight {
  kHidden,     ///< as if there were none
  kPublished,  ///< what it says and its status: published by law (EUCC Art. 42)
  kFile,       ///< reviews, matters, assessments and notices as well
};
LW_DESCRIBE_ENUM(Sight, kHidden, kPublished, kFile)

/// Returns how much of a certificate those who act for `organisations` are shown (R13). The file is
/// for issuer, holder, laboratory, auditors, and the national authority of the territory or of one
/// that it is shared with. What a public register lists is published to everybody. A certificate
/// that is registered here alone is hidden from the public (no organisation) and from the
/// authorities of other territories; other organisations are shown what it says.
Sight sight(const access::State& access, const Certificate& certificate,
            const std::set<OrganisationId>& organisations);

/// Returns the certificate that the subject of a clock or finding of any slice is about; nullptr
/// for other subjects. "ID", "ID matter" and "notice 7" are known.
const Certificate* subject_of(const State& state, std::string_view subject);

/// How long a record must be kept, by whom (EUCC Art. 8(7), 40(2), 41(2); E22).
struct Keeping {
  std::string who;
  std::string what;
  Date from;   ///< expiry or withdrawal
  Date until;  ///< last day, inclusive
  std::string article;
};
LW_DESCRIBE(Keeping, who, what, from, until, article)

/// Returns the record-keeping periods of a certificate that has ended, or will end by its date;
/// empty for one without end date. A file that was superseded lives as long as its successor's.
std::vector<Keeping> record_keeping(const State& state, const Certificate& certificate,
                                    const rules::RuleBook& rules);

// ---- many certificates
// ------------------------------------------------------------------------------------------

/// What rests on a certificate.
struct Reach {
  CertificateId root;
  std::set<CertificateId> direct;  ///< rest on the root itself
  std::set<CertificateId> all;     ///< directly or not, without the root
  std::set<ComponentId>
      components;  ///< covered by the root or any of `all`, and all that is built on those
};
LW_DESCRIBE(Reach, root, direct, all, components)

/// Returns the closure of rests_on upwards from `root`, with the components (R27). Costs what the
/// answer holds, not what the state holds. Reached does not mean affected. Empty for an unknown
/// root.
Reach reach(const catalog::State& catalog, const State& state, const CertificateId& root);

/// Returns the part of that reach that existed on a day: certificates that had begun, and what is
/// reached through them. One whose first day is not known counts as begun when it rests on one that
/// had.
Reach reach_on(const catalog::State& catalog, const State& state, const CertificateId& root,
               Date on);

/// Returns the certificates that rest on `root`, directly or not, without it (R27): as reach, and
/// cheaper where the components are not asked for.
std::set<CertificateId> resting_on(const State& state, const CertificateId& root);

/// What rests on a component: from one library version up (R27).
struct ComponentReach {
  ComponentId root;
  std::set<ComponentId> components;  ///< built on the root, directly or not, without it
  std::set<CertificateId> direct;    ///< that ever covered the root or one of `components`
  std::set<CertificateId> all;       ///< those, and all that rest on them
};
LW_DESCRIBE(ComponentReach, root, components, direct, all)

/// Returns everything that rests on a component: up the composition, the certificates of all that,
/// and the certificates that rest on those (R27). Components that only a reached certificate covers
/// are in `components` too. Reached does not mean affected. Empty for an unknown component.
ComponentReach reach(const catalog::State& catalog, const State& state, const ComponentId& root);

/// Returns the part of that reach that existed on a day, as for a certificate. The catalogue keeps
/// no dates of composition: all of it counts.
ComponentReach reach_on(const catalog::State& catalog, const State& state, const ComponentId& root,
                        Date on);

/// Returns the certificates that `id` rests on, directly or not, without itself.
std::set<CertificateId> foundations(const State& state, const CertificateId& id);

/// Returns the certificates that cover a component and have, or may have, legal effect on that day
/// (may_be_valid).
std::vector<CertificateId> covering(const State& state, const ComponentId& component, Date on);

/// Returns the certificates that ever covered a component, whatever their status.
std::vector<CertificateId> ever_covering(const State& state, const ComponentId& component);

/// A span of days, both ends inclusive.
struct Span {
  Date from;
  Date to;
  bool operator==(const Span&) const = default;
};
LW_DESCRIBE(Span, from, to)

/// Returns the spans of from..to (inclusive) in which no certificate of the component can be
/// legally valid (R66), as known in this state.
std::vector<Span> validity_gaps(const State& state, const ComponentId& component, Date from,
                                Date to);

/// Returns the spans of from..to (inclusive) in which a certificate of the component may be legally
/// valid and none is known to be: disjoint from validity_gaps.
std::vector<Span> unknown_validity(const State& state, const ComponentId& component, Date from,
                                   Date to);

/// Returns the certificates whose monitoring practice nobody recorded (R19); the EUCC sets its own
/// (Art. 25–27).
std::vector<CertificateId> unknown_monitoring(const State& state);

/// True when the authority of that territory may see the file: its own, or shared with it (R13).
bool visible_in(const Certificate& certificate, std::string_view territory);

/// Returns the EUCC certificates that a body issued, or a laboratory evaluated, and that have, or
/// may have, legal effect on that day (Art. 31(1); E24).
std::vector<CertificateId> affected_by(const State& state, const OrganisationId& body_or_laboratory,
                                       Date on);

/// How far the yearly sample of a national authority is (EUCC Art. 25(3); E23).
struct Sampling {
  std::string territory;
  std::int32_t year = 0;
  std::int64_t population =
      0;  ///< EUCC certificates of the territory legally valid on some day of the year
  std::int64_t required = 0;  ///< rounded up
  std::int64_t sampled = 0;
  std::int64_t share_ppm = 0;  ///< sampled / population in parts per million
  bool reached = false;
  std::string article;
};
LW_DESCRIBE(Sampling, territory, year, population, required, sampled, share_ppm, reached, article)

/// Returns the sample asked for and reached. kNotFound when the rule is not in force on the last
/// day of that year.
[[nodiscard]] Result<Sampling> sampling(const State& state, std::string_view territory,
                                        std::int32_t year, const rules::RuleBook& rules);

/// Returns the notices not yet delivered, by number.
std::vector<Notice> outstanding_notices(const State& state);

}  // namespace lw::certificate
