#include "http/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

#include "base/assert.hpp"

namespace lw::http {
namespace {

using enum ProblemKind;

constexpr std::array kTypes{
    ProblemType{kBadRequest, "bad-request", 400, "The request cannot be read",
                "Send a well-formed HTTP/1.1 request."},
    ProblemType{kBadTarget, "bad-target", 400, "The address cannot be read",
                "Percent-encode the path and the query as UTF-8, without empty, \".\" or \"..\" "
                "segments."},
    ProblemType{kBadParameter, "bad-parameter", 400, "A parameter is wrong",
                "Correct the parameter that \"field\" names; /openapi.json lists those that there "
                "are."},
    ProblemType{kForbidden, "forbidden", 403, "You may not do this",
                "Ask somebody whose role, territory and compartment allow it."},
    ProblemType{kNotFound, "not-found", 404, "There is nothing here",
                "/openapi.json lists every address."},
    ProblemType{kMethodNotAllowed, "method-not-allowed", 405, "Not with this method",
                "Use a method that the Allow header names."},
    ProblemType{kTimeout, "timeout", 408, "The request took too long to arrive",
                "Send it again, faster."},
    ProblemType{kConflict, "conflict", 409, "Somebody else changed it first",
                "Read it again and retry."},
    ProblemType{kTooLarge, "too-large", 413, "The request is too large", "Send less."},
    ProblemType{kTargetTooLong, "target-too-long", 414, "The address is too long",
                "Shorten path and query."},
    ProblemType{kRefused, "refused", 422, "A rule forbids it now",
                "The detail names the rule, or what is missing."},
    ProblemType{kHeadTooLarge, "head-too-large", 431, "The headers are too large",
                "Send fewer or shorter headers."},
    ProblemType{kInternal, "internal", 500, "Something is broken in here",
                "Tell the operator the request's id; the log says more."},
    ProblemType{kNotImplemented, "not-implemented", 501, "This server does not know how",
                "Use a method of /openapi.json."},
    ProblemType{kUnavailable, "unavailable", 503, "Not available now", "Try again later."},
    ProblemType{kHttpVersion, "http-version", 505, "Not with this version of HTTP",
                "Use HTTP/1.1."},
};

}  // namespace

std::span<const ProblemType> problem_types() { return kTypes; }

const ProblemType& problem_type(ProblemKind kind) {
  const auto* it = std::ranges::find(kTypes, kind, &ProblemType::kind);
  LW_ASSERT(it != kTypes.end());
  return *it;
}

Response to_response(const Problem& problem, std::string_view id) {
  const ProblemType& type = problem_type(problem.kind);
  boost::json::object json = problem.more;
  json["type"] = fmt::format("/problems/{}", type.name);
  json["title"] = std::string(type.title);
  json["status"] = type.status;
  if (!problem.detail.empty()) json["detail"] = problem.detail;
  if (!problem.field.empty()) json["field"] = problem.field;
  if (!id.empty()) json["request"] = std::string(id);
  Response out;
  out.status = type.status;
  out.content_type = "application/problem+json";
  out.body = boost::json::serialize(json) + "\n";
  return out;
}

Problem problem_of(const Error& error) {
  const std::string said = error.hint.empty() ? error.what : error.what + "; " + error.hint;
  switch (error.code) {
    case ErrorCode::kInvalidInput: return {kBadParameter, said, error.where};
    case ErrorCode::kNotFound: return {kNotFound, error.what, error.where};
    case ErrorCode::kRefused:
    case ErrorCode::kIncomplete: return {kRefused, said, error.where};
    case ErrorCode::kForbidden: return {kForbidden, said, error.where};
    case ErrorCode::kConflict: return {kConflict, said, error.where};
    case ErrorCode::kTooLarge: return {kTooLarge, said, error.where};
    case ErrorCode::kUnsupported: return {kNotImplemented, error.what, error.where};
    case ErrorCode::kUnavailable: return {kUnavailable, {}, {}};
    case ErrorCode::kCorrupt: break;
  }
  return {kInternal, {}, {}};
}

}  // namespace lw::http
