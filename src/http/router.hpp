#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/problem.hpp"

namespace lw::http {

/// What was found in path and query of a request, by the names of its route.
struct Arguments {
  std::map<std::string, std::string, std::less<>> path;

  /// Returns what stands in the path for `{name}`; "" when the route has none of that name.
  [[nodiscard]] const std::string& operator[](std::string_view name) const;
};

/// One thing that the server does.
struct Route {
  Method method = Method::kGet;
  std::string
      pattern;       ///< "/certificates/{certificate}/status"; "{rest...}" takes all that is left
  std::string name;  ///< what log and metrics call it
  std::set<std::string, std::less<>> parameters;  ///< query parameters that it takes
  std::size_t body_size_max = 0;                  ///< 0: it takes no body
  std::function<Result<Response>(const Request& request, const Arguments& arguments)> run;
};

/// Where a request goes.
struct Match {
  const Route* route = nullptr;
  Arguments arguments;
};

/// The routes of a server. A GET route answers HEAD as well.
class Router {
 public:
  /// Adds a route. kConflict when another one has the same method and pattern; kInvalidInput for a
  /// malformed pattern.
  [[nodiscard]] Result<void> add(Route route);

  /// Returns where the request goes, judged by its head alone; or the problem: no such path, not
  /// with this method (its Allow header lists those there are), a query parameter that the route
  /// does not take. A literal segment goes before a named one.
  [[nodiscard]] std::expected<Match, Response> find(const Request& head) const;

  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  ///< of each route, its segments
};

/// Runs a route and returns its answer; an error becomes a problem document, and an exception one
/// that tells nothing. `broken` is told of what must not be told outside.
Response answer(const Match& match, const Request& request,
                const std::function<void(const Error&)>& broken);

/// Returns 304 without a body in place of `response` where the request has that representation
/// already (RFC 9110 §13.1.2); `response` otherwise.
Response unless_known(Response response, const Request& request);

}  // namespace lw::http
