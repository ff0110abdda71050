#pragma once

#include <string_view>
#include <vector>

namespace lw::verify {

/// A further record that a signed command may bring about, and that nothing else may. It carries no
/// signature of its own: it stands behind the record that does, in the same person's name.
struct Consequence {
  std::string_view event;
  std::vector<std::string_view> same;  ///< fields that repeat what was signed, byte for byte
  std::string_view field = {};  ///< of the signed command, on whose value it depends; "" for none
  std::vector<std::string_view> values = {};  ///< the values of `field` that bring it about
};

/// A command that its person signs, and what the history may then say.
struct DecisionRule {
  std::string_view command;
  std::string_view event;  ///< of the record that carries the signature
  std::vector<Consequence> consequences = {};
  std::vector<std::string_view> only_if_signed = {};  ///< fields that the record has only where the
                                                      ///< person gave them
};

/// Returns the decisions of this version, from a table of the verifier's own: it does not ask the
/// writer what has to be signed. A test holds the two tables against each other.
const std::vector<DecisionRule>& known_decisions();

}  // namespace lw::verify
