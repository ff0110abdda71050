#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace lw::codec {

/// Bounds on the small files of a certificate graph.
struct GraphLimits {
  std::size_t items_max = 10'000;        ///< members of one set, or statements of one drawing
  std::size_t item_bytes_max = 1 << 14;  ///< one member, label or line
};

/// Returns the texts of a Python literal of texts as data sets write it into a column: "{'a',
/// 'b'}", "['a']", "('a',)", "set()", "'a'", or empty. Only text literals are read, nothing is
/// evaluated. kInvalidInput with the offset; kTooLarge beyond the limits.
[[nodiscard]] Result<std::vector<std::string>> parse_python_texts(std::string_view text,
                                                                  const GraphLimits& limits = {});

/// What a reader of two certificates found about a weakness passing from the lower to the upper.
enum class Propagation {
  kInherits,     ///< drawn red: it passes
  kNotInherits,  ///< drawn green: it does not
  kUndecided,    ///< drawn blue, or not coloured
};

/// One reference in a drawing: the certificate `from` refers to `to`.
struct DrawnReference {
  std::string from;  ///< certificate id as labelled
  std::string to;
  Propagation propagation = Propagation::kUndecided;
  std::string remark;  ///< the reader's remark behind the line; may be empty
  std::size_t line = 0;
};

/// A hand-checked drawing of how a weakness spreads from one certificate.
struct PropagationDrawing {
  std::string root;  ///< certificate id of the node drawn as a box
  std::vector<std::string>
      certificates;  ///< every labelled certificate, the root too, without repetition
  std::vector<DrawnReference> references;
};

/// Reads the subset of the DOT language in which such drawings are written: one statement a line,
/// nodes `id [label="…"]` with the root `[shape=box]`, edges `a -> b [color=red]`, remarks behind
/// #. kInvalidInput with the line: another statement, an edge of a node that has no label, no root
/// or two; kTooLarge beyond the limits.
[[nodiscard]] Result<PropagationDrawing> parse_propagation(std::string_view text,
                                                           const GraphLimits& limits = {});

}  // namespace lw::codec
