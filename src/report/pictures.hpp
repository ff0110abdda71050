#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "codec/reflect.hpp"
#include "report/statements.hpp"

/// The parts of a report that are pictures. Each picture is drawn from one of these and from
/// nothing else, and the same values stand in a table beside it.
namespace lw::report {

/// Where a thing stands in the product, lowest first; the picture puts documents on top.
enum class Layer {
  kIc,
  kCryptoLibrary,
  kPlatform,
  kApplet,
  kEmbeddedSoftware,
  kDocument,
  kUnknown
};
LW_DESCRIBE_ENUM(Layer, kIc, kCryptoLibrary, kPlatform, kApplet, kEmbeddedSoftware, kDocument,
                 kUnknown)

/// What the case says of a node. Reached (a path leads there) and confirmed (somebody found it
/// affected) are never merged (R27).
enum class NodeState { kRoot, kReached, kConfirmed, kNotAffected, kUndecided, kOutside };
LW_DESCRIBE_ENUM(NodeState, kRoot, kReached, kConfirmed, kNotAffected, kUndecided, kOutside)

/// A certificate attached to what it certifies.
struct GraphCertificate {
  std::string id;
  std::string name;
  NodeState state = NodeState::kOutside;
  std::string rests_on;  ///< other certificates, for the table; may be empty
  std::string note;
  bool operator==(const GraphCertificate&) const = default;
};
LW_DESCRIBE(GraphCertificate, id, name, state, rests_on, note)

/// One component, product, stock of documents, or certificate.
struct GraphNode {
  std::string id;  ///< unique in the graph
  std::string name;
  Layer layer = Layer::kUnknown;
  NodeState state = NodeState::kOutside;
  std::string note;  ///< for the table: dates, qualifier; may be empty
  std::vector<GraphCertificate> certificates = {};
  bool operator==(const GraphNode&) const = default;
};
LW_DESCRIBE(GraphNode, id, name, layer, state, note, certificates)

/// `from` rests on `to`.
struct GraphEdge {
  std::string from;
  std::string to;
  bool ours = false;  ///< lies between documents of the programme and the flaw: drawn strong
  bool operator==(const GraphEdge&) const = default;
};
LW_DESCRIBE(GraphEdge, from, to, ours)

/// Composition and reach. Edges to nodes that are not listed are an error; cycles are drawn.
struct Graph {
  std::string caption;            ///< one sentence: what the picture shows
  std::int64_t direct = 0;        ///< certificates that rest on the one named by the case, directly
  std::int64_t all = 0;           ///< that rest on it in any way
  std::int64_t confirmed = 0;     ///< of all: found affected
  std::int64_t not_affected = 0;  ///< of all: found not affected
  std::int64_t beside = 0;        ///< reached through a component alone
  std::int64_t beside_confirmed = 0;
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
  bool operator==(const Graph&) const = default;
};
LW_DESCRIBE(Graph, caption, direct, all, confirmed, not_affected, beside, beside_confirmed, nodes,
            edges)

/// What holds during a span of a lane.
enum class SpanKind {
  kLeadTime,
  kProduction,
  kDocumentValidity,
  kCertificateValid,
  kCertificateUnknown,  ///< listed, with no end known: nobody can say whether it is valid
  kCertificateSuspended,
  kCertificateWithdrawn,
  kCertificateExpired,
  kSupport,
  kGap,  ///< a part of the lifetime that nothing covers; shaded over all lanes when it is in `gaps`
};
LW_DESCRIBE_ENUM(SpanKind, kLeadTime, kProduction, kDocumentValidity, kCertificateValid,
                 kCertificateUnknown, kCertificateSuspended, kCertificateWithdrawn,
                 kCertificateExpired, kSupport, kGap)

/// Days from `from` to `until`, both inclusive; no `until`: the end is not known.
struct Span {
  Date from;
  std::optional<Date> until;
  SpanKind kind = SpanKind::kCertificateValid;
  std::string label;  ///< may be empty: the kind is named in the legend
  Backing backing = Backing::kSourced;
  bool operator==(const Span&) const = default;
};
LW_DESCRIBE(Span, from, until, kind, label, backing)

/// A point on a lane. The states of surveillance never blur (R53).
enum class LaneMarkKind {
  kEvent,
  kSurveillancePlanned,
  kSurveillancePassed,
  kSurveillanceNotConclusive,
  kSurveillanceOverdue,
  kSurveillanceFailed,
};
LW_DESCRIBE_ENUM(LaneMarkKind, kEvent, kSurveillancePlanned, kSurveillancePassed,
                 kSurveillanceNotConclusive, kSurveillanceOverdue, kSurveillanceFailed)

/// One mark on a lane.
struct LaneMark {
  Date on;
  LaneMarkKind kind = LaneMarkKind::kEvent;
  std::string label;
  bool operator==(const LaneMark&) const = default;
};
LW_DESCRIBE(LaneMark, on, kind, label)

/// One row of the time axis.
struct Lane {
  std::string label;
  std::vector<Span> spans;
  std::vector<LaneMark> marks;
  bool operator==(const Lane&) const = default;
};
LW_DESCRIBE(Lane, label, spans, marks)

/// Documents in the field at the end of a day.
struct StockPoint {
  Date on;
  std::int64_t units = 0;
  bool operator==(const StockPoint&) const = default;
};
LW_DESCRIBE(StockPoint, on, units)

/// Certificate validity against document lifetime on one axis (R2, R66).
struct LifetimeAxis {
  std::string caption;
  Date from;  ///< left end; must be before `until`
  Date until;
  Date today;  ///< the day of the report on the simulated clock
  std::vector<Lane> lanes;
  std::vector<Span> gaps;         ///< shaded through all lanes, labelled
  std::vector<StockPoint> stock;  ///< in order of time; drawn as an area; may be empty
  bool operator==(const LifetimeAxis&) const = default;
};
LW_DESCRIBE(LifetimeAxis, caption, from, until, today, lanes, gaps, stock)

/// A number of documents in a year.
struct YearValue {
  std::int32_t year = 0;
  std::int64_t units = 0;
  bool operator==(const YearValue&) const = default;
};
LW_DESCRIBE(YearValue, year, units)

/// One row of bars.
struct StockSeries {
  std::string label;  ///< "as issued", "what if validity were 3 years"
  std::string note;
  Backing backing = Backing::kComputed;
  std::vector<YearValue> years;
  bool operator==(const StockSeries&) const = default;
};
LW_DESCRIBE(StockSeries, label, note, backing, years)

/// Documents in the field by year (R41); at most four series.
struct StockByYear {
  std::string caption;
  std::string counted_on;  ///< "on 31 December of each year"
  std::vector<StockSeries> series;
  bool operator==(const StockByYear&) const = default;
};
LW_DESCRIBE(StockByYear, caption, counted_on, series)

/// A state of the world in the exposure picture: before everything, or after a measure.
struct ExposureStep {
  std::string label;
  std::optional<Date> on;
  std::string note;
  bool operator==(const ExposureStep&) const = default;
};
LW_DESCRIBE(ExposureStep, label, on, note)

/// Documents of one use that are exposed at one step; no number: insufficient data, said so.
struct ExposureValue {
  std::optional<std::int64_t> units;
  std::string note;
  bool operator==(const ExposureValue&) const = default;
};
LW_DESCRIBE(ExposureValue, units, note)

/// Exposure of one use (R9): one value for each step, in the same order.
struct UseExposure {
  std::string use;
  std::string why;  ///< why the flaw touches this use, or does not
  std::vector<ExposureValue> values;
  std::vector<YearValue>
      by_expiry_year;  ///< before every measure, by the year the document expires
  bool operator==(const UseExposure&) const = default;
};
LW_DESCRIBE(UseExposure, use, why, values, by_expiry_year)

/// Exposure by use, before and after each measure.
struct Exposure {
  std::string caption;
  std::int64_t units_total = 0;     ///< documents of the programme: the full width of a bar
  std::vector<ExposureStep> steps;  ///< the first is "before"
  std::vector<UseExposure> uses;
  bool operator==(const Exposure&) const = default;
};
LW_DESCRIBE(Exposure, caption, units_total, steps, uses)

/// What an event of the case is; each kind has its own shape.
enum class EventKind {
  kNotice,
  kConfirmation,
  kPublication,
  kResearch,
  kCertificate,
  kDecision,
  kRemedy,
  kEffect,
  kProduction,
};
LW_DESCRIBE_ENUM(EventKind, kNotice, kConfirmation, kPublication, kResearch, kCertificate,
                 kDecision, kRemedy, kEffect, kProduction)

/// One dated step of the case.
struct TimelineEvent {
  Date on;
  EventKind kind = EventKind::kEffect;
  std::string what;
  std::string who;
  std::string short_label;  ///< two or three words for the picture; empty: a mark without a label
  Backing backing = Backing::kSourced;
  std::vector<std::string> sources;  ///< ids of SourceLine
  bool operator==(const TimelineEvent&) const = default;
};
LW_DESCRIBE(TimelineEvent, on, kind, what, who, short_label, backing, sources)

/// How a legal clock ended.
enum class ClockOutcome {
  kMet,
  kMissed,  ///< what the clock waits for came after its last day
  kRunning,
};
LW_DESCRIBE_ENUM(ClockOutcome, kMet, kMissed, kRunning)

/// A legal deadline against what really happened. The picture shows the days between `until` and
/// `happened_on` as a hatched bar where it was missed.
struct ClockBar {
  std::string label;
  std::string rule;  ///< article and length
  Date from;         ///< first day that counts
  Date until;        ///< last day, inclusive
  std::string waits_for;
  std::optional<Date> happened_on;
  std::string happened;
  ClockOutcome outcome = ClockOutcome::kRunning;
  Backing backing = Backing::kComputed;
  bool operator==(const ClockBar&) const = default;
};
LW_DESCRIBE(ClockBar, label, rule, from, until, waits_for, happened_on, happened, outcome, backing)

/// The case on one axis. Events outside [from, until] stand in the table only.
struct CaseTimeline {
  std::string caption;
  Date zero;  ///< day 0
  std::string zero_label;
  Date from;
  Date until;
  std::vector<TimelineEvent> events;
  std::vector<ClockBar> clocks;
  bool operator==(const CaseTimeline&) const = default;
};
LW_DESCRIBE(CaseTimeline, caption, zero, zero_label, from, until, events, clocks)

}  // namespace lw::report
