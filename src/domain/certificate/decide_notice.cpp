#include <fmt/format.h>

#include <algorithm>

#include "domain/certificate/decide_on.hpp"

namespace lw::certificate::detail {
namespace {

std::uint32_t next_number(const State& state, const Events& events) {
  const std::uint32_t last = state.notices.empty() ? 0 : state.notices.rbegin()->first;
  const auto more = std::ranges::count_if(
      events, [](const Event& e) { return std::holds_alternative<NoticeRequested>(e); });
  return last + static_cast<std::uint32_t>(more) + 1;
}

/// The one organisation of a kind, in a territory where it matters; nothing when there is none or
/// more than one.
std::optional<OrganisationId> only(const access::State& access, access::Role kind,
                                   std::string_view territory) {
  std::optional<OrganisationId> out;
  for (const auto& [id, organisation] : access.organisations) {
    if (!organisation.kinds.contains(kind)) continue;
    if (!territory.empty() && organisation.territory != territory) continue;
    if (out) return std::nullopt;
    out = id;
  }
  return out;
}

std::optional<OrganisationId> known_only(const OrganisationId& id) {
  if (id.empty() || id.text() == kUnknownOrganisation) return std::nullopt;
  return id;
}

/// Who owes the notice and who receives it (EUCC Art. 14(2), 30(2)-(5)).
void address(const World& world, const Certificate& c, NoticeRequested& notice) {
  const auto ncca = only(world.access, access::Role::kNcca, c.territory);
  notice.owed_by = c.issuer.text();
  switch (notice.to) {
    case Addressee::kHolder: notice.recipient = known_only(c.holder); break;
    case Addressee::kNcca: notice.recipient = ncca; break;
    case Addressee::kEnisa: notice.recipient = only(world.access, access::Role::kEnisa, {}); break;
    case Addressee::kPurchasers:
    case Addressee::kPublic: notice.owed_by = c.holder.text(); break;
    case Addressee::kMarketSurveillance: notice.owed_by = ncca ? ncca->text() : "ncca"; break;
    case Addressee::kDependentHolder: notice.owed_by = c.holder.text(); break;
  }
}

std::string because(const Certificate& c, NoticeAbout about, Date on) {
  const std::string_view what = about == NoticeAbout::kWithdrawal ? "withdrawn" : "suspended";
  return fmt::format("{} was {} by a decision of {}", c.id.text(), what, on.text());
}

/// One notice for each certificate that rests on this one, but for those told already for the same
/// cause.
void add_dependents(const World& world, const Certificate& c, const NoticeRequested& like,
                    Events& events) {
  const State& state = world.certificate;
  for (const auto& id : resting_on(state, c.id)) {
    const bool told = std::ranges::any_of(state.notices, [&](const auto& entry) {
      const Notice& n = entry.second;
      // a certificate is withdrawn once; the other causes may come again
      const bool same_cause = n.why == like.why || like.about == NoticeAbout::kWithdrawal;
      return n.certificate == c.id && n.dependent == id && n.about == like.about && same_cause;
    });
    if (told) continue;
    NoticeRequested notice = like;
    notice.number = next_number(state, events);
    notice.dependent = id;
    notice.recipient = known_only(find(state, id)->holder);
    events.emplace_back(std::move(notice));
  }
}

}  // namespace

void add_notices(const World& world, const Certificate& certificate, NoticeAbout about,
                 const Context& context, Events& events) {
  const Date today = context.effective_on;
  const std::string why = because(certificate, about, today);
  if (certificate.scheme == Scheme::kEucc) {
    const auto* rule =
        about == NoticeAbout::kWithdrawal ? "eucc.withdrawal.notify" : "eucc.suspension.notify";
    const auto owed = context.rules.choice(rule, today);
    for (const auto& option : owed ? owed->choice.options : std::vector<std::string>{}) {
      const auto to = codec::enum_from_name<Addressee>(option);
      if (!to) continue;
      NoticeRequested notice{next_number(world.certificate, events),
                             certificate.id,
                             {},
                             *to,
                             {},
                             {},
                             about,
                             why,
                             owed->source.display(),
                             today};
      address(world, certificate, notice);
      events.emplace_back(std::move(notice));
    }
  }
  const auto dependents = context.rules.flag("house.dependents.told", today);
  if (!dependents || !dependents->on) return;
  NoticeRequested like{0,  certificate.id, {},  Addressee::kDependentHolder,  {},
                       {}, about,          why, dependents->source.display(), today};
  address(world, certificate, like);
  add_dependents(world, certificate, like, events);
}

Result<Events> on(const World& world, const TellDependents& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_text(c.why, "cause"));
  const auto law =
      context.rules.flag("eucc.vulnerability.tell_dependent_holders", context.effective_on);
  NoticeRequested like{0,
                       c.certificate,
                       {},
                       Addressee::kDependentHolder,
                       {},
                       {},
                       c.about,
                       c.why,
                       law ? law->source.display() : "house policy",
                       context.effective_on};
  address(world, *known, like);
  Events events;
  add_dependents(world, *known, like, events);
  return events;
}

Result<Events> on(const World& world, const ConfirmNotice& c, const Context& context) {
  const auto it = world.certificate.notices.find(c.number);
  if (it == world.certificate.notices.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no notice {}", c.number));
  }
  const Notice& notice = it->second;
  if (notice.delivered_on) return Events{};
  const OrganisationId owed_by(notice.owed_by);
  const bool one_owes = access::find_organisation(world.access, owed_by) != nullptr;
  if (one_owes && !context.authority.empty() && context.authority != owed_by) {
    return fail(ErrorCode::kForbidden,
                fmt::format("notice {} is owed by {}", c.number, notice.owed_by));
  }
  if (context.effective_on < notice.on) {
    return fail(ErrorCode::kRefused,
                fmt::format("notice {} is owed only since {}", c.number, notice.on.text()));
  }
  return Events{NoticeDelivered{c.number, context.effective_on}};
}

Result<Events> on(const World& world, const RecordSample& c, const Context& context) {
  LW_CHECK(require_ncca(world, c.territory, context));
  LW_CHECK(require_text(c.risk_basis, "risk assessment behind the sample"));
  if (c.certificates.empty() || c.certificates.size() > kSampleMax) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a sample names 1 to {} certificates", kSampleMax));
  }
  SampleRecorded event{c.territory, c.year, {}, c.risk_basis, context.effective_on};
  const auto taken = world.certificate.samples.find(fmt::format("{}/{}", c.territory, c.year));
  for (const auto& id : c.certificates) {
    LW_TRY(const Certificate* known, require(world, id));
    if (known->scheme != Scheme::kEucc || known->territory != c.territory) {
      return fail(ErrorCode::kRefused,
                  fmt::format("{} is no EUCC certificate of {}", id.text(), c.territory));
    }
    const bool sampled = taken != world.certificate.samples.end() && taken->second.contains(id);
    if (!sampled) event.certificates.insert(id);
  }
  if (event.certificates.empty()) return Events{};
  return Events{event};
}

}  // namespace lw::certificate::detail
