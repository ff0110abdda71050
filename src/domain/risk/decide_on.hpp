#pragma once

#include "domain/risk/risk.hpp"

// Parts of decide that live in files of their own, and what they share.
namespace lw::risk {

using Events = std::vector<Event>;

/// Decides whether a text is there and within kTextMaxBytes; `what` names it in the error.
[[nodiscard]] Result<void> check_text(const std::string& text, const char* what);

/// Returns the open risk of the acting authority; kNotFound, kForbidden or kRefused (closed)
/// otherwise.
[[nodiscard]] Result<const Risk*> own(const World& world, const RiskId& id,
                                      const std::string& reason, const Context& context);

/// R26: decides whether the actor holds the role of issuing authority, in that authority, on that
/// day. kForbidden otherwise.
[[nodiscard]] Result<void> check_signer(const World& world, const Context& context);

/// Decides whether a list of a risk has room for one more entry; kTooLarge otherwise.
[[nodiscard]] Result<void> check_room(std::size_t entries);

/// Decides whether `judged` is the revision of the risk on `on`; kConflict otherwise.
[[nodiscard]] Result<void> check_revision(const Risk& risk, std::int64_t judged, Date on);

/// Decides the commands that bring the two inputs (R3).
[[nodiscard]] Result<Events> on(const World& world, const TakeResistance& c,
                                const Context& context);
[[nodiscard]] Result<Events> on(const World& world, const TakeExposure& c, const Context& context);

/// Decides the commands about options and the choice among them (R4-R6, R56).
[[nodiscard]] Result<Events> on(const World& world, const CompareOptions& c,
                                const Context& context);
[[nodiscard]] Result<Events> on(const World& world, const OverrideCeiling& c,
                                const Context& context);
[[nodiscard]] Result<Events> on(const World& world, const DecideRisk& c, const Context& context);

}  // namespace lw::risk
