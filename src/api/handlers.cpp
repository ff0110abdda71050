#include "api/handlers.hpp"

#include <fmt/format.h>

#include "crypto/sha256.hpp"

namespace lw::api {
namespace {

constexpr std::size_t kEtagSize = 32;

}  // namespace

http::Response cacheable(std::string body, std::string content_type, int max_age_seconds) {
  http::Response out;
  out.content_type = std::move(content_type);
  out.etag = crypto::sha256(as_bytes(body)).hex().substr(0, kEtagSize);
  out.cache_control = fmt::format("public, max-age={}", max_age_seconds);
  out.body = std::move(body);
  return out;
}

Handlers all_handlers(Office& office, const std::string& document) {
  Handlers out;
  add_health_handlers(office, out);
  add_certificate_handlers(office, out);
  add_log_handlers(office, out);
  add_document_handlers(office, document, out);
  return out;
}

}  // namespace lw::api
