#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <string_view>

#include "http/message.hpp"

/// Problem documents (RFC 9457): what went wrong, in a form that programs can act on.
namespace lw::http {

/// The kinds of problem. A kind exists only where a caller acts differently; its name is for ever.
enum class ProblemKind {
  kBadRequest,
  kBadTarget,
  kBadParameter,
  kForbidden,
  kNotFound,
  kMethodNotAllowed,
  kTimeout,
  kConflict,
  kTooLarge,
  kTargetTooLong,
  kRefused,
  kHeadTooLarge,
  kInternal,
  kNotImplemented,
  kUnavailable,
  kHttpVersion,
};

/// What is the same for all problems of a kind.
struct ProblemType {
  ProblemKind kind;
  std::string_view name;  ///< last segment of its type, "/problems/<name>"
  int status;
  std::string_view title;
  std::string_view help;  ///< what the caller may do
};

/// Returns all kinds.
std::span<const ProblemType> problem_types();
/// Returns what is the same for all of the kind.
const ProblemType& problem_type(ProblemKind kind);

/// One problem.
struct Problem {
  ProblemKind kind = ProblemKind::kInternal;
  std::string detail;          ///< about this occurrence, for people; may be empty
  std::string field;           ///< the parameter or field that is wrong; may be empty
  boost::json::object more{};  ///< further members
};

/// Returns the problem as an answer, application/problem+json, never cached. `id` names the
/// request.
Response to_response(const Problem& problem, std::string_view id);

/// Returns the problem that an error of the core stands for. Of what is broken in here (corrupt,
/// unavailable) nothing is told outside but that it is: paths and names are for the log.
Problem problem_of(const Error& error);

}  // namespace lw::http
