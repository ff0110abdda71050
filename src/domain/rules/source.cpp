#include "domain/rules/source.hpp"

#include <fmt/format.h>

namespace lw::rules {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::kRead: return "READ";
    case Status::kPolicy: return "POLICY";
    case Status::kSecondary: return "SECONDARY";
    case Status::kUnverified: return "UNVERIFIED";
  }
  return "UNVERIFIED";
}

Result<Status> parse_status(std::string_view text) {
  for (const auto status :
       {Status::kRead, Status::kPolicy, Status::kSecondary, Status::kUnverified}) {
    if (text == to_string(status)) return status;
  }
  return fail(ErrorCode::kInvalidInput, fmt::format("not a status: \"{}\"", text.substr(0, 40)), {},
              "write READ, SECONDARY, UNVERIFIED or POLICY");
}

bool InForce::overlaps(const InForce& other) const {
  const bool starts_before_other_ends = !other.until || from <= *other.until;
  const bool other_starts_before_end = !until || other.from <= *until;
  return starts_before_other_ends && other_starts_before_end;
}

std::string InForce::text() const {
  return until ? fmt::format("{} to {}", from.text(), until->text())
               : fmt::format("from {}", from.text());
}

std::string Citation::display() const {
  const bool doubtful = status == Status::kSecondary || status == Status::kUnverified;
  return fmt::format("{}, {}{}", article, act,
                     doubtful ? fmt::format(" [{}]", to_string(status)) : std::string());
}

void append_field(std::string& out, std::string_view key, std::string_view value) {
  out += fmt::format("{}={}:{}\n", key, value.size(), value);
}

}  // namespace lw::rules
