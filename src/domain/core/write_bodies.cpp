// Every kind of message written: apart from names.cpp, because it takes long to compile.
#include "domain/core/names.hpp"

namespace lw::core {

Bytes body_of(const Command& command) {
  return std::visit([](const auto& slice) { return message_cbor(slice); }, command);
}
Bytes body_of(const Event& event) {
  return std::visit([](const auto& slice) { return message_cbor(slice); }, event);
}
boost::json::value json_of(const Command& command) {
  return std::visit([](const auto& slice) { return message_json(slice); }, command);
}
boost::json::value json_of(const Event& event) {
  return std::visit([](const auto& slice) { return message_json(slice); }, event);
}

}  // namespace lw::core
