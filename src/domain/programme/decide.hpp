#pragma once

#include "domain/programme/programme.hpp"

// Parts of decide that live in files of their own.
namespace lw::programme {

using Events = std::vector<Event>;

/// Bounds on texts of a command, in bytes.
inline constexpr std::size_t kTextMaxBytes = 4'000;
inline constexpr std::size_t kGroupMaxBytes = 64;
/// How many documents one count may name: more than people on Earth is a typing error.
inline constexpr std::int64_t kCountMax = 10'000'000'000;
/// Longest event, in bytes: a record holds 65,535 with its envelope and a signature.
inline constexpr std::size_t kEventMaxBytes = 60'000;

/// Returns the programme of the acting authority; kNotFound or kForbidden otherwise.
[[nodiscard]] Result<const Programme*> own(const World& world, const ProgrammeId& id,
                                           const Context& context);

/// Returns the introduction in a programme of the acting authority; kNotFound or kForbidden
/// otherwise.
[[nodiscard]] Result<const Introduction*> introduced(const World& world,
                                                     const ProgrammeId& programme,
                                                     const ComponentId& component,
                                                     const Context& context);

/// Decides whether a reason was given and is not too long.
[[nodiscard]] Result<void> check_reason(const std::string& reason);

/// Decides a report of cohorts: only what changes becomes events.
[[nodiscard]] Result<Events> decide_report(const World& world, const ReportCohorts& command,
                                           const Context& context);

/// Decides the opening of a batch.
[[nodiscard]] Result<Events> decide_open_batch(const World& world, const OpenBatch& command,
                                               const Context& context);

/// Decides the next step of a batch.
[[nodiscard]] Result<Events> decide_advance_batch(const World& world, const AdvanceBatch& command,
                                                  const Context& context);

/// Decides what the estimate of erosion rests on (R87).
[[nodiscard]] Result<Events> decide_observations(const World& world,
                                                 const RecordErosionObservations& command,
                                                 const Context& context);
/// Decides a scenario of erosion (R87).
[[nodiscard]] Result<Events> decide_scenario(const World& world,
                                             const RecordErosionScenario& command,
                                             const Context& context);
/// Decides the end of a scenario.
[[nodiscard]] Result<Events> decide_end_scenario(const World& world,
                                                 const EndErosionScenario& command,
                                                 const Context& context);

}  // namespace lw::programme
