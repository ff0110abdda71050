#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace lw::codec {

/// The names of weaknesses (CWE): every name that an id has had in any version of the list.
class CweCatalogue {
 public:
  /// Reads a table (data/cwe/weaknesses.tsv): lines of id, name, first and last version, separated
  /// by tabulators; later lines of one id are later names; lines that begin with "#" are for
  /// people. kInvalidInput with the line.
  [[nodiscard]] static Result<CweCatalogue> parse(std::string_view table);

  /// True when there is a weakness of this id ("CWE-79").
  [[nodiscard]] bool has(std::string_view id) const { return names_.contains(id); }
  /// True when the weakness has or has had this name.
  [[nodiscard]] bool has(std::string_view id, std::string_view name) const;
  /// Returns the newest name of the weakness; empty when there is none of this id.
  [[nodiscard]] std::string_view name_of(std::string_view id) const;
  /// Returns the number of weaknesses.
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  struct Names {
    std::set<std::string, std::less<>> all;
    std::string newest;
  };
  std::map<std::string, Names, std::less<>> names_;
};

/// Returns true for "CWE-" and a number of one to six digits that does not begin with zero.
bool is_cwe_id(std::string_view text);

}  // namespace lw::codec
