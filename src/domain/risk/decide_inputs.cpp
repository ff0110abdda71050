#include <fmt/format.h>

#include <algorithm>

#include "domain/risk/decide_on.hpp"

namespace lw::risk {
namespace {

Result<void> check_judged(const std::map<catalog::Use, std::int32_t>& judged,
                          const std::string& basis) {
  for (const auto& [use, value] : judged) {
    if (value < 1 || value > kScaleMax) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("{} is judged {}", codec::enum_name(use), value), {},
                  fmt::format("between 1 and {}", kScaleMax));
    }
  }
  if (!judged.empty() && basis.empty()) {
    return fail(ErrorCode::kInvalidInput, "a judgement without basis", {}, "say what it rests on");
  }
  if (basis.size() > kTextMaxBytes) return fail(ErrorCode::kTooLarge, "the basis is too long");
  return {};
}

/// The likelihood that the matrix gives.
std::optional<std::int32_t> likelihood(const Matrix& m, const ResistanceOfUse& use) {
  if (!use.known)
    return use.confirmed ? std::optional(m.confirmed_below_claim)
                         : std::nullopt;  // unknown is the worst
  if (use.margin < 0) return use.confirmed ? m.confirmed_below_claim : m.below_claim;
  std::int32_t out = 1;
  for (const auto& step : m.likelihood) {
    if (use.margin >= step.margin_from) out = step.likelihood;
  }
  return use.confirmed ? std::max(out, m.confirmed_at_least) : out;
}

std::int32_t impact(const Matrix& m, std::int32_t share_ppm) {
  std::int32_t out = 1;
  for (std::size_t i = 0; i < m.impact_from_ppm.size(); ++i) {
    if (share_ppm >= m.impact_from_ppm[i]) out = static_cast<std::int32_t>(i) + 1;
  }
  return out;
}

}  // namespace

Result<Events> on(const World& world, const TakeResistance& c, const Context& context) {
  LW_TRY(const Risk* risk, own(world, c.risk, c.reason, context));
  LW_CHECK(check_judged(c.judged, c.basis));
  LW_CHECK(check_room(risk->resistance.size()));
  const bool known = world.surveillance.assessments.contains(SurveillanceEventId(c.input)) ||
                     resistance::find_rating(world.resistance, RatingId(c.input)) != nullptr;
  if (!known) {
    return fail(ErrorCode::kNotFound,
                fmt::format("\"{}\" is no rating and no surveillance event", c.input.substr(0, 60)),
                {}, "a risk rests on the output of surveillance: name the rating or event");
  }
  const Date day = context.effective_on;
  const auto* p = programme::find(world.programme, risk->programme);
  const Matrix m = matrix(world.risk, risk->programme, day);
  const resistance::World below{world.access, world.catalog, world.certificate, world.surveillance,
                                world.resistance};
  const auto confirmed =
      programme::confirmed_uses(programme_world(world), risk->programme, risk->component, day);
  ResistanceTaken event{c.risk, c.input, {}, c.basis, day, c.reason};
  for (const auto use : programme::policy(*p, day).uses) {
    const auto r = resistance::effective(below, risk->component, use, day);
    ResistanceOfUse entry;
    entry.known = r.knowledge == resistance::Knowledge::kKnown;
    entry.lowest_total = r.lowest_total;
    entry.margin = r.margin;
    entry.confirmed = confirmed.contains(use);
    entry.likelihood = likelihood(m, entry);
    if (const auto judged = c.judged.find(use); judged != c.judged.end()) {
      entry.likelihood = judged->second;
      entry.judged = true;
    }
    event.by_use[use] = entry;
  }
  if (!risk->resistance.empty() &&
      risk->resistance.back() == ResistanceInput{c.input, event.by_use, c.basis, day}) {
    return Events{};
  }
  return Events{event};
}

Result<Events> on(const World& world, const TakeExposure& c, const Context& context) {
  LW_TRY(const Risk* risk, own(world, c.risk, c.reason, context));
  LW_CHECK(check_text(c.input, "id of the input"));
  LW_CHECK(check_judged(c.judged, c.basis));
  LW_CHECK(check_room(risk->exposure.size()));
  const Date day = context.effective_on;
  const auto* p = programme::find(world.programme, risk->programme);
  const Matrix m = matrix(world.risk, risk->programme, day);
  const auto exposed =
      programme::exposure(programme_world(world), risk->programme, {risk->component}, day);
  const auto all = programme::stock(world.programme, risk->programme, day).in_field;
  ExposureTaken event{c.risk, c.input, {}, {}, c.basis, day, c.reason};
  for (const auto& [year, count] : exposed.by_expiry_year) event.by_expiry_year[year] = count;
  for (const auto use : programme::policy(*p, day).uses) {
    const auto found = exposed.by_use.find(use);
    ExposureOfUse entry;
    entry.documents = found == exposed.by_use.end() ? 0 : found->second;
    entry.share_ppm = all == 0 ? 0 : static_cast<std::int32_t>(entry.documents * 1'000'000 / all);
    entry.impact = impact(m, entry.share_ppm);
    if (const auto judged = c.judged.find(use); judged != c.judged.end()) {
      entry.impact = judged->second;
      entry.judged = true;
    }
    event.by_use[use] = entry;
  }
  const ExposureInput input{c.input, event.by_use, event.by_expiry_year, c.basis, day};
  if (!risk->exposure.empty() && risk->exposure.back() == input) return Events{};
  return Events{event};
}

}  // namespace lw::risk
