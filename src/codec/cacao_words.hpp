#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "codec/cacao.hpp"

// The words of the profile, for its reader and its writer.
namespace lw::codec {

inline constexpr std::array<std::pair<CacaoStepType, std::string_view>, 4> kCacaoStepTypes{
    {{CacaoStepType::kStart, "start"},
     {CacaoStepType::kEnd, "end"},
     {CacaoStepType::kAction, "action"},
     {CacaoStepType::kSwitch, "switch-condition"}}};

inline constexpr std::array<std::pair<Tlp, std::string_view>, 5> kTlpLevels{
    {{Tlp::kClear, "TLP:CLEAR"},
     {Tlp::kGreen, "TLP:GREEN"},
     {Tlp::kAmber, "TLP:AMBER"},
     {Tlp::kAmberStrict, "TLP:AMBER+STRICT"},
     {Tlp::kRed, "TLP:RED"}}};

/// Returns the word of a step type.
constexpr std::string_view step_type_name(CacaoStepType type) {
  return kCacaoStepTypes[static_cast<std::size_t>(type)].second;
}

/// Returns "TLP:AMBER" and the like.
constexpr std::string_view tlp_name(Tlp level) {
  return kTlpLevels[static_cast<std::size_t>(level)].second;
}

}  // namespace lw::codec
