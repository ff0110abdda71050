#include "http/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "http/conditional.hpp"
#include "http/limits.hpp"

namespace lw::http {
namespace {

constexpr std::string_view kRestEnd = "...}";

bool is_named(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool is_rest(std::string_view segment) { return is_named(segment) && segment.ends_with(kRestEnd); }

std::string name_of(std::string_view segment) {
  const std::size_t end = is_rest(segment) ? kRestEnd.size() : 1;
  return std::string(segment.substr(1, segment.size() - 1 - end));
}

std::vector<std::string> segments_of(std::string_view pattern) {
  std::vector<std::string> out;
  while (pattern.size() > 1) {
    pattern.remove_prefix(1);
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    out.emplace_back(pattern.substr(0, end));
    pattern.remove_prefix(end);
  }
  return out;
}

std::optional<Arguments> match(const std::vector<std::string>& pattern, const Target& target) {
  Arguments out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_rest(pattern[i])) {
      if (target.segments.size() <= i) return std::nullopt;
      std::string rest;
      for (std::size_t j = i; j < target.segments.size(); ++j)
        rest += (rest.empty() ? "" : "/") + target.segments[j];
      out.path.emplace(name_of(pattern[i]), std::move(rest));
      return out;
    }
    if (i >= target.segments.size()) return std::nullopt;
    if (is_named(pattern[i])) out.path.emplace(name_of(pattern[i]), target.segments[i]);
    else if (pattern[i] != target.segments[i]) return std::nullopt;
  }
  if (target.segments.size() != pattern.size()) return std::nullopt;
  return out;
}

bool takes(const Route& route, Method method) {
  return route.method == method || (route.method == Method::kGet && method == Method::kHead);
}

/// More literal text first: an exact match wins over a name, a name over the rest.
bool more_exact(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const int left = is_rest(a[i]) ? 2 : is_named(a[i]) ? 1 : 0;
    const int right = is_rest(b[i]) ? 2 : is_named(b[i]) ? 1 : 0;
    if (left != right) return left < right;
  }
  return a.size() > b.size();
}

Response not_with(const std::set<std::string>& allowed, std::string_view id) {
  std::string list;
  for (const auto& method : allowed) list += (list.empty() ? "" : ", ") + method;
  Response out =
      to_response({ProblemKind::kMethodNotAllowed, fmt::format("It answers {}.", list), {}}, id);
  out.headers.push_back({"Allow", list});
  return out;
}

}  // namespace

const std::string& Arguments::operator[](std::string_view name) const {
  static const std::string none;
  const auto it = path.find(name);
  return it == path.end() ? none : it->second;
}

Result<void> Router::add(Route route) {
  std::vector<std::string> pattern = segments_of(route.pattern);
  const auto malformed = [&](const std::string& segment) {
    return segment.empty() || (is_rest(segment) && &segment != &pattern.back());
  };
  if (!route.pattern.starts_with('/') || std::ranges::any_of(pattern, malformed))
    return fail(ErrorCode::kInvalidInput, "not a path pattern", route.pattern);
  for (const Route& other : routes_) {
    if (other.method == route.method && other.pattern == route.pattern)
      return fail(ErrorCode::kConflict, "two routes for one path and method", route.pattern);
  }
  routes_.push_back(std::move(route));
  patterns_.push_back(std::move(pattern));
  return {};
}

std::expected<Match, Response> Router::find(const Request& head) const {
  std::optional<std::size_t> best;
  Match out;
  std::set<std::string> allowed;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    auto arguments = match(patterns_[i], head.target);
    if (!arguments) continue;
    if (!takes(routes_[i], head.method)) {
      allowed.emplace(to_string(routes_[i].method));
      if (routes_[i].method == Method::kGet) allowed.emplace(to_string(Method::kHead));
      continue;
    }
    if (best && !more_exact(patterns_[i], patterns_[*best])) continue;
    best = i;
    out = {&routes_[i], std::move(*arguments)};
  }
  if (!best && !allowed.empty()) return std::unexpected(not_with(allowed, head.id));
  if (!best)
    return std::unexpected(
        to_response({ProblemKind::kNotFound, "No route has this path.", {}}, head.id));
  for (const auto& [name, value] : head.target.query) {
    if (!out.route->parameters.contains(name))
      return std::unexpected(to_response(
          {ProblemKind::kBadParameter, "There is no such query parameter here.", name}, head.id));
  }
  return out;
}

Response answer(const Match& match, const Request& request,
                const std::function<void(const Error&)>& broken) {
  Error error;
  try {
    auto out = match.route->run(request, match.arguments);
    if (out) return std::move(*out);
    error = std::move(out).error();
  } catch (const std::exception& caught) {
    error = {ErrorCode::kCorrupt, caught.what(), match.route->name, {}};
  }
  const Problem problem = problem_of(error);
  if (problem_type(problem.kind).status >= 500) broken(error);
  return to_response(problem, request.id);
}

Response unless_known(Response response, const Request& request) {
  const bool reads = request.method == Method::kGet || request.method == Method::kHead;
  const std::string* known = request.header("if-none-match");
  if (!reads || known == nullptr || response.status != 200 || response.etag.empty())
    return response;
  // A header that cannot be read is as good as none: the whole answer does no harm.
  const auto tags = parse_entity_tags(*known);
  if (!tags || !tags->matches_weakly(response.etag)) return response;
  response.status = 304;
  response.content_type.clear();
  response.body.clear();
  response.file.reset();
  return response;
}

}  // namespace lw::http
