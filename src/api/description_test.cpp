#include "api/description.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "api/handlers.hpp"
#include "base/testing/places.hpp"
#include "codec/json.hpp"
#include "codec/reflect_json.hpp"
#include "store/memory/history.hpp"
#include "store/memory/others.hpp"

namespace lw::api {
namespace {

std::string shipped() {
  std::ifstream in(source_folder() + "/data/api/openapi.json");
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// The handlers of the service, over an empty history.
class Shipped : public testing::Test {
 protected:
  Shipped()
      : watch_(app::Watch::open({history_, vault_, random_}, {}, Bytes(16, 1)).value()),
        office_{watch_,
                {history_, vault_, random_},
                PublicState(watch_, {history_, vault_, random_}),
                [this] { return now_; },
                key_,
                "key",
                "/nonexistent",
                [] { return std::nullopt; },
                std::make_shared<http::EventHub>(),
                ""} {}
  Handlers handlers() { return all_handlers(office_, "{}"); }
  http::Response ask(const std::string& operation) {
    const http::Route route{http::Method::kGet, "/x", operation, {}, 0, handlers().at(operation)};
    return http::answer({&route, {}}, {http::Method::kGet, {}, {}, {}, "id"}, [](const Error&) {});
  }

  store::MemoryHistory history_{"longwatch.example/test"};
  store::MemoryVault vault_;
  store::SeededRandom random_{1};
  app::Watch watch_;
  crypto::PrivateKey key_ = crypto::PrivateKey::from_seed(Bytes(32, 1)).value();
  Instant now_ = Instant::parse("2026-03-01T00:00:00Z").value();
  Office office_;
};

TEST_F(Shipped, EveryRouteIsInTheDocumentAndTheReverse) {
  const auto description = read_description(shipped());
  ASSERT_TRUE(description.has_value()) << description.error().message();
  const auto router = make_router(*description, handlers());
  ASSERT_TRUE(router.has_value()) << router.error().message();
  EXPECT_EQ(router->routes().size(), handlers().size());

  Handlers fewer = handlers();
  fewer.erase("getLiveness");
  EXPECT_EQ(make_router(*description, std::move(fewer)).error().where, "getLiveness");
  Handlers more = handlers();
  more["getSecret"] = more["getLiveness"];
  EXPECT_EQ(make_router(*description, std::move(more)).error().where, "getSecret");
}

/// The schema without what is only for people, and with what it refers to in its place.
boost::json::value bare(const boost::json::value& value, const boost::json::object& schemas) {
  if (value.is_array()) {
    boost::json::array out;
    for (const auto& item : value.get_array()) out.push_back(bare(item, schemas));
    return out;
  }
  if (!value.is_object()) return value;
  if (const auto* reference = value.get_object().if_contains("$ref")) {
    const std::string name(reference->as_string());
    return bare(schemas.at(name.substr(name.rfind('/') + 1)), schemas);
  }
  boost::json::object out;
  for (const auto& [key, item] : value.get_object()) {
    if (key != "description" || !item.is_string()) out[key] = bare(item, schemas);
  }
  return out;
}

// What the document promises is what the program writes, field by field.
TEST_F(Shipped, R89_TheStatusIsDescribedAsItIs) {
  const auto document = codec::parse_json(shipped()).value();
  const auto& schemas = document.at("components").at("schemas").as_object();
  auto described = bare(schemas.at("CertificateStatus"), schemas).as_object();
  ASSERT_EQ(described["properties"].as_object().erase("signed"), 1U);
  auto& required = described["required"].as_array();
  ASSERT_EQ(required.back().as_string(), "signed");
  required.pop_back();
  EXPECT_EQ(boost::json::value(described),
            boost::json::value(codec::json_schema<certificate::PublicStatus>()));
}

TEST_F(Shipped, ReadyWhileTheHistoryIsReadAndTheClockRuns) {
  EXPECT_EQ(ask("getReadiness").status, 200);
  // Somebody else wrote to the history: what is answered from is not what is there.
  ASSERT_TRUE(history_.append(0, std::vector<Bytes>{Bytes{1}}).has_value());
  EXPECT_EQ(ask("getReadiness").status, 503);
}

TEST_F(Shipped, AClockThatWasSetBackIsNotReady) {
  now_ = watch_.last_at().plus_seconds(-60);
  const http::Response out = ask("getReadiness");
  EXPECT_EQ(out.status, 503);
  EXPECT_NE(out.body.find("behind the last entry"), std::string::npos) << out.body;
  now_ = watch_.last_at().plus_seconds(-1);
  EXPECT_EQ(ask("getReadiness").status, 200);
}

std::string with_operation(const std::string& path, const std::string& operation) {
  return R"({"openapi":"3.1.0","paths":{")" + path + R"(":{"get":)" + operation + "}}}";
}

TEST(Description, WhatRoutesNeedIsRead) {
  const auto read =
      read_description(with_operation("/a/{b}/{c}", R"({"operationId":"x","x-longwatch-rest":"c",
      "parameters":[{"name":"b","in":"path"},{"name":"c","in":"path"},{"name":"d","in":"query"}]})"));
  ASSERT_TRUE(read.has_value()) << read.error().message();
  ASSERT_EQ(read->routes.size(), 1U);
  EXPECT_EQ(read->routes[0].pattern, "/a/{b}/{c...}");
  EXPECT_EQ(read->routes[0].name, "x");
  EXPECT_TRUE(read->routes[0].parameters.contains("d"));
}

TEST(Description, WhatDoesNotFitIsRefused) {
  for (const auto& text :
       {std::string("x"), std::string("[]"), std::string("{}"), std::string(R"({"paths":[]})"),
        std::string(R"({"paths":{"/a":1}})"), with_operation("/a", "1"), with_operation("/a", "{}"),
        with_operation("/a/{b}", R"({"operationId":"x"})"),
        with_operation("/a", R"({"operationId":"x","parameters":[{"name":"b","in":"path"}]})"),
        with_operation("/a", R"({"operationId":"x","parameters":[{"name":"b","in":"cookie"}]})"),
        with_operation("/a", R"({"operationId":"x","parameters":[{"in":"query"}]})"),
        with_operation("/a", R"({"operationId":"x","x-longwatch-rest":"b"})")})
    EXPECT_EQ(read_description(text).error().code, ErrorCode::kInvalidInput) << text;
}

}  // namespace
}  // namespace lw::api
