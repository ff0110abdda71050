#include "codec/cvss4.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace lw::codec {
namespace {

using enum Cvss4Metric;

struct Metric {
  std::string_view code;
  std::string_view letters;  ///< first letters of its values; 'X' first where it may be left out
};

constexpr std::array<Metric, kCvss4Metrics> kMetrics = {{
    {"AV", "NALP"},   {"AC", "LH"},    {"AT", "NP"},    {"PR", "NLH"},   {"UI", "NPA"},
    {"VC", "HLN"},    {"VI", "HLN"},   {"VA", "HLN"},   {"SC", "HLN"},   {"SI", "HLN"},
    {"SA", "HLN"},    {"E", "XAPU"},   {"CR", "XHML"},  {"IR", "XHML"},  {"AR", "XHML"},
    {"MAV", "XNALP"}, {"MAC", "XLH"},  {"MAT", "XNP"},  {"MPR", "XNLH"}, {"MUI", "XNPA"},
    {"MVC", "XHLN"},  {"MVI", "XHLN"}, {"MVA", "XHLN"}, {"MSC", "XHLN"}, {"MSI", "XSHLN"},
    {"MSA", "XSHLN"}, {"S", "XNP"},    {"AU", "XNY"},   {"R", "XAUI"},   {"V", "XDC"},
    {"RE", "XLMH"},   {"U", "XCGAR"},
}};
/// Values of more than one letter: provider urgency.
constexpr std::array<std::string_view, 5> kUrgency = {"X", "Clear", "Green", "Amber", "Red"};

constexpr std::uint8_t kNone = 255;
/// Scores of the macrovectors in tenths, by EQ1, EQ2, EQ3, EQ4, EQ5, EQ6; kNone where there is no
/// such macrovector. Source: the lookup table of FIRST's CVSS v4.0 calculator (cvss40.js; copyright
/// FIRST, Red Hat, and contributors; BSD-2-Clause).
constexpr std::array<std::uint8_t, 324> kScores = {
    100,   99, 98,    95, 95,    92, 100,   96, 93,    87, 91,    81, 93,    90, 89,    80,
    81,    68, 98,    95, 95,    92, 90,    84, 93,    92, 89,    81, 81,    65, 88,    80,
    78,    70, 69,    48, kNone, 92, kNone, 82, kNone, 72, kNone, 79, kNone, 69, kNone, 50,
    kNone, 69, kNone, 55, kNone, 27, 99,    97, 95,    92, 92,    85, 95,    91, 90,    83,
    84,    71, 92,    81, 82,    71, 72,    53, 95,    93, 92,    85, 85,    73, 92,    82,
    80,    72, 70,    59, 84,    70, 71,    52, 50,    30, kNone, 86, kNone, 75, kNone, 52,
    kNone, 71, kNone, 52, kNone, 29, kNone, 63, kNone, 29, kNone, 17, 98,    95, 94,    87,
    91,    81, 94,    89, 86,    74, 77,    64, 87,    75, 74,    63, 63,    49, 94,    89,
    88,    77, 76,    67, 86,    76, 74,    58, 59,    50, 72,    57, 57,    52, 52,    25,
    kNone, 83, kNone, 70, kNone, 54, kNone, 65, kNone, 58, kNone, 26, kNone, 53, kNone, 21,
    kNone, 13, 95,    90, 88,    76, 76,    70, 90,    77, 75,    62, 61,    53, 77,    66,
    68,    59, 52,    30, 89,    78, 76,    67, 62,    58, 74,    59, 57,    57, 47,    23,
    61,    52, 57,    29, 24,    16, kNone, 71, kNone, 59, kNone, 30, kNone, 58, kNone, 26,
    kNone, 15, kNone, 23, kNone, 13, kNone, 6,  93,    87, 86,    72, 75,    58, 86,    74,
    74,    61, 56,    34, 70,    54, 52,    40, 40,    22, 85,    75, 74,    55, 62,    51,
    72,    57, 55,    41, 46,    19, 53,    36, 34,    19, 19,    8,  kNone, 64, kNone, 51,
    kNone, 20, kNone, 47, kNone, 21, kNone, 11, kNone, 24, kNone, 9,  kNone, 4,  88,    75,
    73,    53, 60,    50, 73,    55, 59,    40, 41,    20, 54,    43, 45,    22, 20,    11,
    75,    55, 58,    45, 40,    21, 61,    51, 48,    18, 20,    9,  46,    18, 17,    7,
    8,     2,  kNone, 53, kNone, 24, kNone, 14, kNone, 24, kNone, 12, kNone, 5,  kNone, 10,
    kNone, 3,  kNone, 1,
};

/// The equivalence classes of a vector (§8.2).
struct Macro {
  int eq1 = 0;
  int eq2 = 0;
  int eq3 = 0;
  int eq4 = 0;
  int eq5 = 0;
  int eq6 = 0;
};

std::optional<int> score_of(const Macro& m) {
  if (m.eq1 > 2 || m.eq2 > 1 || m.eq3 > 2 || m.eq4 > 2 || m.eq5 > 2 || m.eq6 > 1)
    return std::nullopt;
  const int at = ((((m.eq1 * 2 + m.eq2) * 3 + m.eq3) * 3 + m.eq4) * 3 + m.eq5) * 2 + m.eq6;
  const auto score = kScores[static_cast<std::size_t>(at)];
  return score == kNone ? std::nullopt : std::optional<int>(score);
}

/// The vector as it counts: environment over base, and the worst where nothing is said (§4, §8.1).
class Effective {
 public:
  explicit Effective(const Cvss4Vector& vector) : vector_(vector) {}

  [[nodiscard]] char operator()(Cvss4Metric metric) const {
    const char own = vector_[metric];
    if (metric <= kSA) {
      const char modified =
          vector_[static_cast<Cvss4Metric>(static_cast<int>(kMAV) + static_cast<int>(metric))];
      return modified == 'X' ? own : modified;
    }
    if (own != 'X') return own;
    return metric == kE ? 'A' : 'H';
  }
  /// How many steps the value lies below the worst of its metric; the safety of a subsequent system
  /// stands above "high".
  [[nodiscard]] int level(Cvss4Metric metric) const { return level_of(metric, (*this)(metric)); }

  static int level_of(Cvss4Metric metric, char letter) {
    if (metric == kSC || metric == kSI || metric == kSA)
      return static_cast<int>(std::string_view("SHLN").find(letter));
    if (metric == kCR || metric == kIR || metric == kAR)
      return static_cast<int>(std::string_view("HML").find(letter));
    return static_cast<int>(kMetrics[static_cast<std::size_t>(metric)].letters.find(letter));
  }

 private:
  const Cvss4Vector& vector_;
};

Macro macro_of(const Effective& e) {
  Macro out;
  const int open = (e(kAV) == 'N') + (e(kPR) == 'N') + (e(kUI) == 'N');
  out.eq1 = open == 3 ? 0 : open > 0 && e(kAV) != 'P' ? 1 : 2;
  out.eq2 = e(kAC) == 'L' && e(kAT) == 'N' ? 0 : 1;
  const bool both = e(kVC) == 'H' && e(kVI) == 'H';
  out.eq3 = both ? 0 : e(kVC) == 'H' || e(kVI) == 'H' || e(kVA) == 'H' ? 1 : 2;
  const bool is_safety = e(kSI) == 'S' || e(kSA) == 'S';
  const bool is_high = e(kSC) == 'H' || e(kSI) == 'H' || e(kSA) == 'H';
  out.eq4 = is_safety ? 0 : is_high ? 1 : 2;
  out.eq5 = e(kE) == 'A' ? 0 : e(kE) == 'P' ? 1 : 2;
  const bool is_required = (e(kCR) == 'H' && e(kVC) == 'H') || (e(kIR) == 'H' && e(kVI) == 'H') ||
                           (e(kAR) == 'H' && e(kVA) == 'H');
  out.eq6 = is_required ? 0 : 1;
  return out;
}

/// Metrics of one equivalence class, and the letters of one of its highest vectors.
using Letters = std::string_view;
constexpr std::array<Cvss4Metric, 3> kOfEq1 = {kAV, kPR, kUI};
constexpr std::array<Cvss4Metric, 2> kOfEq2 = {kAC, kAT};
constexpr std::array<Cvss4Metric, 6> kOfEq36 = {kVC, kVI, kVA, kCR, kIR, kAR};
constexpr std::array<Cvss4Metric, 3> kOfEq4 = {kSC, kSI, kSA};

/// Returns the steps from the first highest vector that the vector does not lie above (§8.3).
template <std::size_t N>
int steps(const Effective& e, const std::array<Cvss4Metric, N>& metrics,
          std::initializer_list<Letters> highest) {
  for (const auto letters : highest) {
    int sum = 0;
    bool is_below = true;
    for (std::size_t i = 0; i < N; ++i) {
      const int distance = e.level(metrics[i]) - Effective::level_of(metrics[i], letters[i]);
      is_below = is_below && distance >= 0;
      sum += distance;
    }
    if (is_below) return sum;
  }
  return 0;
}

int steps_1(const Effective& e, int eq1) {
  if (eq1 == 0) return steps(e, kOfEq1, {"NNN"});
  return eq1 == 1 ? steps(e, kOfEq1, {"ANN", "NLN", "NNP"}) : steps(e, kOfEq1, {"PNN", "ALP"});
}

int steps_36(const Effective& e, const Macro& m) {
  if (m.eq3 == 2) return steps(e, kOfEq36, {"LLLHHH"});
  if (m.eq3 == 0 && m.eq6 == 0) return steps(e, kOfEq36, {"HHHHHH"});
  if (m.eq3 == 0) return steps(e, kOfEq36, {"HHLMMH", "HHHMMM"});
  if (m.eq6 == 0) return steps(e, kOfEq36, {"LHHHHH", "HLHHHH"});
  return steps(e, kOfEq36, {"LHLHMH", "LHHHMM", "HLHMHM", "HLLMHH", "LLHHHM"});
}

/// The score of the next lower macrovector in EQ3 and EQ6, which depend on each other; the higher
/// one where there are two.
std::optional<int> below_36(const Macro& m) {
  const auto with = [&](int eq3, int eq6) {
    Macro lower = m;
    lower.eq3 = eq3;
    lower.eq6 = eq6;
    return score_of(lower);
  };
  if (m.eq3 == 0 && m.eq6 == 0) return std::max(with(0, 1), with(1, 0));
  if (m.eq3 == 1 && m.eq6 == 0) return with(1, 1);
  return with(m.eq3 + 1, m.eq6);
}

bool is_code_of_base(std::size_t index) { return index <= static_cast<std::size_t>(kSA); }

}  // namespace

std::string_view Cvss4Vector::nomenclature() const {
  const auto is_defined = [&](Cvss4Metric first, Cvss4Metric last) {
    for (auto i = static_cast<std::size_t>(first); i <= static_cast<std::size_t>(last); ++i) {
      if (chosen[i] != 'X') return true;
    }
    return false;
  };
  const bool threat = is_defined(kE, kE);
  if (is_defined(kCR, kMSA)) return threat ? "CVSS-BTE" : "CVSS-BE";
  return threat ? "CVSS-BT" : "CVSS-B";
}

Result<Cvss4Vector> parse_cvss4(std::string_view text) {
  constexpr std::string_view kPrefix = "CVSS:4.0/";
  const auto bad = [](std::string what) {
    return fail(ErrorCode::kInvalidInput, "CVSS vector: " + std::move(what));
  };
  if (!text.starts_with(kPrefix)) return bad("it does not begin with CVSS:4.0/");
  text.remove_prefix(kPrefix.size());
  Cvss4Vector out;
  out.chosen.fill('X');
  std::size_t next = 0;
  while (true) {
    const auto part = text.substr(0, text.find('/'));
    const auto code = part.substr(0, part.find(':'));
    const auto is_this = [&](const Metric& m) { return m.code == code; };
    const auto it = std::find_if(kMetrics.begin(), kMetrics.end(), is_this);
    if (it == kMetrics.end() || code.size() == part.size())
      return bad(fmt::format("unknown metric \"{}\"", part.substr(0, 20)));
    const auto index = static_cast<std::size_t>(it - kMetrics.begin());
    if (index < next) return bad(fmt::format("{} comes twice or too late", code));
    const auto value = part.substr(code.size() + 1);
    const bool is_urgency = index == static_cast<std::size_t>(kU);
    const bool is_value =
        is_urgency ? std::find(kUrgency.begin(), kUrgency.end(), value) != kUrgency.end()
                   : value.size() == 1 && it->letters.find(value[0]) != std::string_view::npos;
    if (!is_value) return bad(fmt::format("{} has no value \"{}\"", code, value.substr(0, 20)));
    for (; next < index; ++next) {
      if (is_code_of_base(next)) return bad(fmt::format("{} is missing", kMetrics[next].code));
    }
    out.chosen[next++] = value[0];
    if (part.size() == text.size()) break;
    text.remove_prefix(part.size() + 1);
  }
  if (is_code_of_base(next)) return bad(fmt::format("{} is missing", kMetrics[next].code));
  return out;
}

std::int32_t score_cvss4(const Cvss4Vector& vector) {
  const Effective e(vector);
  const auto impacts = {kVC, kVI, kVA, kSC, kSI, kSA};
  if (std::ranges::all_of(impacts, [&](Cvss4Metric m) { return e(m) == 'N'; })) return 0;
  const Macro m = macro_of(e);
  const std::int64_t value = *score_of(m);
  // §8.3: in each class the vector lies some steps below the highest of its macrovector, which is
  // so many steps deep; by that share the score falls towards that of the next lower one. Shares
  // are counted in parts of kWhole, which every depth divides.
  constexpr std::int64_t kWhole = 840;
  std::int64_t fall = 0;
  std::int64_t classes = 0;
  const auto add = [&](std::optional<int> lower, int distance, int depth) {
    if (!lower) return;
    ++classes;
    fall += (value - *lower) * distance * (kWhole / depth);
  };
  const auto lower = [&](int Macro::* eq) {
    Macro next = m;
    ++(next.*eq);
    return score_of(next);
  };
  constexpr std::array<int, 3> kDepth1 = {1, 4, 5};
  constexpr std::array<int, 2> kDepth2 = {1, 2};
  constexpr std::array<std::array<int, 2>, 3> kDepth36 = {{{7, 6}, {8, 8}, {1, 10}}};
  constexpr std::array<int, 3> kDepth4 = {6, 5, 4};
  add(lower(&Macro::eq1), steps_1(e, m.eq1), kDepth1[static_cast<std::size_t>(m.eq1)]);
  add(lower(&Macro::eq2), m.eq2 == 0 ? steps(e, kOfEq2, {"LN"}) : steps(e, kOfEq2, {"HN", "LP"}),
      kDepth2[static_cast<std::size_t>(m.eq2)]);
  add(below_36(m), steps_36(e, m),
      kDepth36[static_cast<std::size_t>(m.eq3)][static_cast<std::size_t>(m.eq6)]);
  add(lower(&Macro::eq4),
      m.eq4 == 0   ? steps(e, kOfEq4, {"HSS"})
      : m.eq4 == 1 ? steps(e, kOfEq4, {"HHH"})
                   : steps(e, kOfEq4, {"LLL"}),
      kDepth4[static_cast<std::size_t>(m.eq4)]);
  add(lower(&Macro::eq5), 0, 1);
  if (classes == 0) return static_cast<std::int32_t>(value);
  // Rounded to the nearest tenth, halves upwards.
  const std::int64_t parts = kWhole * classes;
  const std::int64_t rounded = (2 * (value * parts - fall) + parts) / (2 * parts);
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(rounded, 0, 100));
}

}  // namespace lw::codec
