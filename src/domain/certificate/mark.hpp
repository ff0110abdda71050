#pragma once

#include <string>
#include <vector>

#include "domain/certificate/certificate.hpp"

namespace lw::certificate {

/// The parts of a EUCC certificate's id: what the mark bears (Art. 11(3)(b); E26).
struct IdParts {
  std::string scheme;         ///< "EUCC"
  std::string accreditation;  ///< accreditation number of the certification body
  std::int32_t year = 0;      ///< of issue
  std::int32_t month = 0;
  std::string number;
  bool operator==(const IdParts&) const = default;
};
LW_DESCRIBE(IdParts, scheme, accreditation, year, month, number)

/// Returns the parts of "EUCC-3087-2025-12-0001". kInvalidInput naming the part that is missing or
/// wrong.
[[nodiscard]] Result<IdParts> id_parts(const CertificateId& id);

/// What the mark and label of a certified product must show (Art. 11, Annex IX; E26).
struct Mark {
  CertificateId certificate;
  AssuranceLevel level = AssuranceLevel::kSubstantial;
  std::int32_t ava_van = 0;
  IdParts id;
  std::string body;                   ///< name of the certification body
  std::vector<std::string> leads_to;  ///< what the QR code must lead to
  std::int64_t height_min_mm = 0;
  bool may_be_shown = false;  ///< not on a suspended, withdrawn or expired one (Art. 9(2)(d))
  std::vector<std::string> articles;  ///< the clauses behind it
};
LW_DESCRIBE(Mark, certificate, level, ava_van, id, body, leads_to, height_min_mm, may_be_shown,
            articles)

/// Returns the mark on `on`. kNotFound for an unknown certificate; kRefused for one that is not of
/// the EUCC, states no level or has an id without the parts; errors of the rule book for a day on
/// which the rules are not in force.
[[nodiscard]] Result<Mark> mark(const World& world, const CertificateId& id, Date on,
                                const rules::RuleBook& rules);

/// Returns the assurance level that the certificate states on `on`, by its AVA_VAN (Art. 4; E1);
/// nullopt when it is no EUCC certificate, states no AVA_VAN, or the rules are not in force.
std::optional<AssuranceLevel> level_of(const Certificate& certificate, Date on,
                                       const rules::RuleBook& rules);

/// Returns what the law of the day says about such a certificate and nothing here decides, each a
/// sentence with its clause: EUCC from some AVA_VAN level up the technical domain (Art. 7(3)),
/// other schemes their end (Art. 49(1); CSA Art. 57(3)).
std::vector<std::string> law_told(const Certificate& certificate, Date on,
                                  const rules::RuleBook& rules);

}  // namespace lw::certificate
