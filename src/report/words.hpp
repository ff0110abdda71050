#pragma once

#include <string>
#include <string_view>

#include "report/pictures.hpp"
#include "report/statements.hpp"
#include "report/svg.hpp"

/// How values are called and shown: one place, so that picture, legend and table cannot disagree.
namespace lw::report {

/// Colour family of a badge or a sign; never the only difference.
enum class Tone { kBlue, kAlarm, kWarn, kGreen, kGrey };

/// A value as a reader meets it: its word, its colour family, its sign.
struct Look {
  std::string_view word;
  Tone tone = Tone::kGrey;
  Sign sign = Sign::kNone;
};

/// Returns how a value is shown.
Look look(NodeState state);
Look look(LaneMarkKind kind);
Look look(EventKind kind);
Look look(OptionVerdict verdict);
Look look(RiskLevel level);
Look look(TriggerState state);
Look look(SignatureStatus status);
Look look(HistoryCheck check);
Look look(ClockOutcome outcome);
Look look(Backing backing);

/// How a span is drawn and called.
struct SpanLook {
  std::string_view word;
  Fill fill = Fill::kGrey;
};

/// Returns how a span is shown.
SpanLook look(SpanKind kind);

/// Returns the name of a layer, in the plural ("platforms").
std::string_view layer_name(Layer layer);

/// Returns the name of a layer for one thing in it ("platform").
std::string_view layer_of_one(Layer layer);

/// Returns the CSS class of a tone ("tone-alarm").
std::string_view tone_class(Tone tone);

/// Returns "1 day", "14 days", "760 000 cards".
std::string counted(std::int64_t count, std::string_view one, std::string_view many);

}  // namespace lw::report
