#include <fmt/format.h>

#include <algorithm>

#include "api/handlers.hpp"

namespace lw::api {
namespace {

constexpr int kDocumentAgeSeconds = 300;

Result<http::Response> explain(const std::string& name) {
  const auto types = http::problem_types();
  const auto it = std::ranges::find(types, name, &http::ProblemType::name);
  if (it == types.end()) return fail(ErrorCode::kNotFound, "no such kind of problem");
  return cacheable(fmt::format("{} ({})\n\n{}\n", it->title, it->status, it->help),
                   "text/plain; charset=utf-8", kDocumentAgeSeconds);
}

}  // namespace

void add_document_handlers(Office& office, const std::string& document, Handlers& out) {
  out["getOpenApi"] = [document](const http::Request&,
                                 const http::Arguments&) -> Result<http::Response> {
    return cacheable(document, "application/json", kDocumentAgeSeconds);
  };
  out["getProblem"] = [](const http::Request&,
                         const http::Arguments& arguments) -> Result<http::Response> {
    return explain(arguments["name"]);
  };
  out["getSecurityTxt"] = [&office](const http::Request&,
                                    const http::Arguments&) -> Result<http::Response> {
    if (office.security_txt.empty())
      return fail(ErrorCode::kNotFound, "nobody is named here for reports on security");
    return cacheable(office.security_txt, "text/plain; charset=utf-8", kDocumentAgeSeconds);
  };
}

}  // namespace lw::api
