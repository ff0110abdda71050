#pragma once

#include "api/description.hpp"
#include "api/office.hpp"

namespace lw::api {

/// Returns what carries out the operations of the shipped document. `office` outlives them.
Handlers all_handlers(Office& office, const std::string& document);

/// Tells everyone who listens to /log/events of the checkpoint that stands in the log folder.
/// Errors of the file.
[[nodiscard]] Result<void> announce_checkpoint(const Office& office);

/// The handlers of one file each; all_handlers puts them together.
void add_health_handlers(Office& office, Handlers& out);
void add_certificate_handlers(Office& office, Handlers& out);
void add_log_handlers(Office& office, Handlers& out);
void add_document_handlers(Office& office, const std::string& document, Handlers& out);

/// Returns an answer that anybody may keep for `max_age_seconds`, named by the hash of its body.
http::Response cacheable(std::string body, std::string content_type, int max_age_seconds);

}  // namespace lw::api
