#include "report/words.hpp"

namespace lw::report {

Look look(NodeState state) {
  switch (state) {
    case NodeState::kRoot: return {"where the flaw is", Tone::kAlarm, Sign::kDiamond};
    case NodeState::kConfirmed: return {"confirmed affected", Tone::kAlarm, Sign::kDisc};
    case NodeState::kReached: return {"reached, not yet checked", Tone::kWarn, Sign::kRing};
    case NodeState::kNotAffected: return {"reached, found not affected", Tone::kGreen, Sign::kTick};
    case NodeState::kUndecided:
      return {"reached, checked, undecided", Tone::kWarn, Sign::kQuestion};
    case NodeState::kOutside: return {"outside the reach", Tone::kGrey, Sign::kNone};
  }
  return {"?"};
}

Look look(LaneMarkKind kind) {
  switch (kind) {
    case LaneMarkKind::kEvent: return {"event", Tone::kGrey, Sign::kBar};
    case LaneMarkKind::kSurveillancePlanned:
      return {"surveillance planned", Tone::kBlue, Sign::kRing};
    case LaneMarkKind::kSurveillancePassed:
      return {"surveillance passed", Tone::kGreen, Sign::kDisc};
    case LaneMarkKind::kSurveillanceNotConclusive:
      return {"surveillance not conclusive", Tone::kWarn, Sign::kQuestion};
    case LaneMarkKind::kSurveillanceOverdue:
      return {"surveillance overdue", Tone::kWarn, Sign::kTriangle};
    case LaneMarkKind::kSurveillanceFailed:
      return {"surveillance failed", Tone::kAlarm, Sign::kCross};
  }
  return {"?"};
}

Look look(EventKind kind) {
  switch (kind) {
    case EventKind::kNotice: return {"notice", Tone::kAlarm, Sign::kTriangleDown};
    case EventKind::kConfirmation: return {"confirmation", Tone::kAlarm, Sign::kTick};
    case EventKind::kPublication: return {"publication", Tone::kWarn, Sign::kSquare};
    case EventKind::kResearch: return {"research", Tone::kWarn, Sign::kTriangle};
    case EventKind::kCertificate: return {"certificate", Tone::kBlue, Sign::kRing};
    case EventKind::kDecision: return {"decision", Tone::kBlue, Sign::kDiamond};
    case EventKind::kRemedy: return {"remedy", Tone::kGreen, Sign::kPlus};
    case EventKind::kEffect: return {"effect", Tone::kAlarm, Sign::kCross};
    case EventKind::kProduction: return {"production", Tone::kGrey, Sign::kBar};
  }
  return {"?"};
}

Look look(OptionVerdict verdict) {
  switch (verdict) {
    case OptionVerdict::kChosen: return {"chosen", Tone::kBlue, Sign::kDiamond};
    case OptionVerdict::kPossible: return {"possible", Tone::kGrey, Sign::kRing};
    case OptionVerdict::kUnavailable: return {"not available", Tone::kWarn, Sign::kCross};
  }
  return {"?"};
}

Look look(RiskLevel level) {
  switch (level) {
    case RiskLevel::kIncomplete: return {"incomplete: no score", Tone::kGrey, Sign::kQuestion};
    case RiskLevel::kLow: return {"low", Tone::kGreen, Sign::kRing};
    case RiskLevel::kModerate: return {"moderate", Tone::kWarn, Sign::kTriangle};
    case RiskLevel::kHigh: return {"high", Tone::kAlarm, Sign::kTriangle};
    case RiskLevel::kCritical: return {"critical", Tone::kAlarm, Sign::kDiamond};
  }
  return {"?"};
}

Look look(TriggerState state) {
  switch (state) {
    case TriggerState::kReached: return {"reached", Tone::kAlarm, Sign::kTriangle};
    case TriggerState::kNotReached: return {"not reached", Tone::kGrey, Sign::kRing};
    case TriggerState::kInsufficientData:
      return {"insufficient data", Tone::kWarn, Sign::kQuestion};
  }
  return {"?"};
}

Look look(SignatureStatus status) {
  switch (status) {
    case SignatureStatus::kVerified: return {"signature verified", Tone::kGreen, Sign::kTick};
    case SignatureStatus::kInvalid: return {"signature INVALID", Tone::kAlarm, Sign::kCross};
    case SignatureStatus::kMissing: return {"signature missing", Tone::kWarn, Sign::kTriangle};
    case SignatureStatus::kNotChecked:
      return {"signature not checked", Tone::kWarn, Sign::kTriangle};
    case SignatureStatus::kNotRequired:
      return {"no signature: recorded fact", Tone::kGrey, Sign::kNone};
  }
  return {"?"};
}

Look look(HistoryCheck check) {
  switch (check) {
    case HistoryCheck::kVerified: return {"verified offline", Tone::kGreen, Sign::kTick};
    case HistoryCheck::kFailed: return {"verification FAILED", Tone::kAlarm, Sign::kCross};
    case HistoryCheck::kNotChecked: return {"not verified", Tone::kWarn, Sign::kQuestion};
  }
  return {"?"};
}

Look look(ClockOutcome outcome) {
  switch (outcome) {
    case ClockOutcome::kMet: return {"in time", Tone::kGreen, Sign::kTick};
    case ClockOutcome::kMissed: return {"too late", Tone::kAlarm, Sign::kCross};
    case ClockOutcome::kRunning: return {"still running", Tone::kBlue, Sign::kRing};
  }
  return {"?"};
}

Look look(Backing backing) {
  switch (backing) {
    case Backing::kSourced: return {"sourced", Tone::kGrey, Sign::kNone};
    case Backing::kComputed: return {"computed", Tone::kGrey, Sign::kNone};
    case Backing::kModelled: return {"modelled", Tone::kBlue, Sign::kNone};
    case Backing::kJudged: return {"judged", Tone::kBlue, Sign::kNone};
    case Backing::kUnverified: return {"UNVERIFIED", Tone::kWarn, Sign::kNone};
  }
  return {"?"};
}

SpanLook look(SpanKind kind) {
  switch (kind) {
    case SpanKind::kLeadTime: return {"lead time", Fill::kBlueDots};
    case SpanKind::kProduction: return {"production", Fill::kGrey};
    case SpanKind::kDocumentValidity: return {"documents valid", Fill::kBlueHatch};
    case SpanKind::kCertificateValid: return {"certificate valid", Fill::kBlue};
    case SpanKind::kCertificateUnknown: return {"listed, validity not known", Fill::kBlueOutline};
    case SpanKind::kCertificateSuspended: return {"certificate suspended", Fill::kWarnHatch};
    case SpanKind::kCertificateWithdrawn: return {"certificate withdrawn", Fill::kAlarm};
    case SpanKind::kCertificateExpired: return {"certificate expired", Fill::kGreyHatch};
    case SpanKind::kSupport: return {"support by the maker", Fill::kGreen};
    case SpanKind::kGap: return {"gap: nothing covers it", Fill::kGapShade};
  }
  return {"?"};
}

std::string_view layer_name(Layer layer) {
  switch (layer) {
    case Layer::kIc: return "chips";
    case Layer::kCryptoLibrary: return "cryptographic libraries";
    case Layer::kPlatform: return "platforms";
    case Layer::kApplet: return "applets";
    case Layer::kEmbeddedSoftware: return "embedded software";
    case Layer::kDocument: return "documents";
    case Layer::kUnknown: return "layer not known";
  }
  return "?";
}

std::string_view layer_of_one(Layer layer) {
  switch (layer) {
    case Layer::kIc: return "chip";
    case Layer::kCryptoLibrary: return "cryptographic library";
    case Layer::kPlatform: return "platform";
    case Layer::kApplet: return "applet";
    case Layer::kDocument: return "document";
    case Layer::kEmbeddedSoftware:
    case Layer::kUnknown: return layer_name(layer);
  }
  return "?";
}

std::string_view tone_class(Tone tone) {
  switch (tone) {
    case Tone::kBlue: return "tone-blue";
    case Tone::kAlarm: return "tone-alarm";
    case Tone::kWarn: return "tone-warn";
    case Tone::kGreen: return "tone-green";
    case Tone::kGrey: return "tone-grey";
  }
  return "tone-grey";
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return grouped(count) + "\xC2\xA0" + std::string(count == 1 ? one : many);
}

}  // namespace lw::report
