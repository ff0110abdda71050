#pragma once

#include <map>
#include <string>
#include <string_view>

#include "http/router.hpp"

namespace lw::api {

/// Runs one operation. Errors become problem documents.
using Handler =
    std::function<Result<http::Response>(const http::Request& request, const http::Arguments&)>;

/// By operationId.
using Handlers = std::map<std::string, Handler, std::less<>>;

/// The OpenAPI 3.1 document, from which the routes are made: what is not in it is not served.
struct Description {
  std::string text;                 ///< as it is served
  std::vector<http::Route> routes;  ///< without what they run; their name is the operationId
};

/// Reads the parts of the document that routes need: path, method, operationId, names of query
/// parameters, and "x-longwatch-rest", the path parameter that takes several segments.
/// kInvalidInput naming the place when they are not there or a path parameter is not declared.
[[nodiscard]] Result<Description> read_description(std::string_view text);

/// Returns the router. kIncomplete naming the first operation of the document without a handler, or
/// the first handler without an operation.
[[nodiscard]] Result<http::Router> make_router(const Description& description, Handlers handlers);

}  // namespace lw::api
