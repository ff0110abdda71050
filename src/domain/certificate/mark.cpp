#include "domain/certificate/mark.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "domain/rules/rules.hpp"

namespace lw::certificate {
namespace {

constexpr std::size_t kIdParts = 5;
constexpr std::size_t kYearDigits = 4;
constexpr std::size_t kMonthDigits = 2;
constexpr std::int32_t kMonthsInYear = 12;

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out{""};
  for (const char c : text) {
    if (c == '-') out.emplace_back();
    else out.back() += c;
  }
  return out;
}

/// The number that the text is, or -1.
std::int32_t number_of(std::string_view text, std::size_t digits) {
  std::int32_t out = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && text.size() == digits ? out : -1;
}

std::unexpected<Error> misses(const CertificateId& id, std::string_view part) {
  return fail(
      ErrorCode::kInvalidInput, fmt::format("{} does not name {}", id.text(), part), {},
      "EUCC Art. 11(3)(b): scheme, accreditation number of the certification body, year and "
      "month of issue, number: EUCC-3087-2025-12-0001");
}

}  // namespace

Result<IdParts> id_parts(const CertificateId& id) {
  const auto parts = split(id.text());
  if (parts.size() != kIdParts) return misses(id, "five parts");
  IdParts out{parts[0], parts[1], number_of(parts[2], kYearDigits),
              number_of(parts[3], kMonthDigits), parts[4]};
  if (out.scheme != "EUCC") return misses(id, "the scheme");
  if (out.accreditation.empty()) return misses(id, "the accreditation number");
  if (out.year < 0) return misses(id, "a year of four digits");
  if (out.month < 1 || out.month > kMonthsInYear) return misses(id, "a month of two digits");
  if (out.number.empty()) return misses(id, "a number");
  return out;
}

std::optional<AssuranceLevel> level_of(const Certificate& certificate, Date on,
                                       const rules::RuleBook& rules) {
  const std::int32_t van = ava_van(certificate);
  if (certificate.scheme != Scheme::kEucc || van < 1) return std::nullopt;
  const auto high = rules.number("eucc.level.high.van_min", on);
  if (high && van >= high->value) return AssuranceLevel::kHigh;
  const auto substantial = rules.number("eucc.level.substantial.van_max", on);
  if (substantial && van <= substantial->value) return AssuranceLevel::kSubstantial;
  return std::nullopt;
}

std::vector<std::string> law_told(const Certificate& certificate, Date on,
                                  const rules::RuleBook& rules) {
  std::vector<std::string> out;
  const auto tell = [&](const rules::Citation& source) {
    out.push_back(fmt::format("{} ({})", source.text, source.display()));
  };
  if (certificate.scheme == Scheme::kEucc) {
    const auto domain = rules.number("eucc.van.technical_domain_min", on);
    if (domain && ava_van(certificate) >= domain->value) tell(domain->source);
    return out;
  }
  const bool of_members =
      certificate.scheme == Scheme::kSogis || certificate.scheme == Scheme::kNational;
  const auto effect = rules.flag("eucc.national_schemes.in_effect", on);
  if (!of_members || !effect || effect->on) return out;
  tell(effect->source);
  const auto stay = rules.flag("csa.national_certificates.valid_until_expiry", on);
  if (stay && stay->on) tell(stay->source);
  return out;
}

Result<Mark> mark(const World& world, const CertificateId& id, Date on,
                  const rules::RuleBook& rules) {
  const Certificate* known = find(world.certificate, id);
  if (known == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("certificate {} is not known", id.text()));
  if (known->scheme != Scheme::kEucc) {
    return fail(ErrorCode::kRefused, fmt::format("{} is no EUCC certificate", id.text()), {},
                "only the EUCC has the mark and label of Art. 11");
  }
  const auto level = level_of(*known, on, rules);
  if (!level) {
    return fail(ErrorCode::kRefused, fmt::format("{} states no assurance level", id.text()), {},
                "EUCC Art. 4: a certificate states AVA_VAN.1 to .5");
  }
  auto parts = id_parts(id);
  if (!parts) {
    parts.error().code = ErrorCode::kRefused;
    return std::unexpected<Error>(std::move(parts).error());
  }
  LW_TRY(const auto named, rules.choice("eucc.mark.id_parts", on));
  LW_TRY(const auto content, rules.choice("eucc.mark.qr_content", on));
  LW_TRY(const auto height, rules.number("eucc.mark.height_min", on));
  const auto* body = access::find_organisation(world.access, known->issuer);
  return Mark{id,
              *level,
              ava_van(*known),
              std::move(*parts),
              body == nullptr ? known->issuer.text() : body->name,
              content.choice.options,
              height.value,
              promotion_allowed(*known, on, rules),
              {named.source.display(), content.source.display(), height.source.display()}};
}

}  // namespace lw::certificate
