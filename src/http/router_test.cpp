#include "http/router.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "codec/json.hpp"

namespace lw::http {
namespace {

Route route(Method method, std::string pattern,
            std::set<std::string, std::less<>> parameters = {}) {
  const std::string name = std::string(to_string(method)) + " " + pattern;
  return {method,
          std::move(pattern),
          name,
          std::move(parameters),
          0,
          [name](const Request&, const Arguments&) -> Result<Response> {
            Response out;
            out.body = name;
            return out;
          }};
}

Request get(std::string_view target, Method method = Method::kGet) {
  return {method, parse_target(target).value(), {}, {}, "id"};
}

class RouterTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(router_.add(route(Method::kGet, "/")));
    ASSERT_TRUE(router_.add(route(Method::kGet, "/certificates/{certificate}/status", {"on"})));
    ASSERT_TRUE(router_.add(route(Method::kGet, "/certificates/all/status")));
    ASSERT_TRUE(router_.add(route(Method::kPost, "/certificates/{certificate}/status")));
    ASSERT_TRUE(router_.add(route(Method::kGet, "/log/{path...}")));
  }
  std::string found(const Request& request) {
    const auto match = router_.find(request);
    return match ? match->route->name : std::to_string(match.error().status);
  }
  Router router_;
};

TEST_F(RouterTest, NamesAreTakenFromThePath) {
  const auto match = router_.find(get("/certificates/BSI%2F1/status?on=2017-10-16"));
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ(match->arguments["certificate"], "BSI/1");
  EXPECT_EQ(match->arguments["other"], "");
  EXPECT_EQ(router_.find(get("/log/tile/0/001"))->arguments["path"], "tile/0/001");
  EXPECT_EQ(found(get("/")), "GET /");
}

TEST_F(RouterTest, WhatIsWrittenOutGoesBeforeAName) {
  EXPECT_EQ(found(get("/certificates/all/status")), "GET /certificates/all/status");
  EXPECT_EQ(found(get("/certificates/other/status")), "GET /certificates/{certificate}/status");
}

TEST_F(RouterTest, HeadGoesWhereGetGoesAndOtherMethodsAreNamed) {
  EXPECT_EQ(found(get("/", Method::kHead)), "GET /");
  const auto refused = router_.find(get("/certificates/x/status", Method::kDelete));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().status, 405);
  ASSERT_EQ(refused.error().headers.size(), 1U);
  EXPECT_EQ(refused.error().headers[0].name, "Allow");
  EXPECT_EQ(refused.error().headers[0].value, "GET, HEAD, POST");
}

TEST_F(RouterTest, WhatHasNoRouteIsAProblem) {
  EXPECT_EQ(found(get("/log")), "404");
  EXPECT_EQ(found(get("/certificates/x")), "404");
  EXPECT_EQ(found(get("/certificates/x/status/y")), "404");
  const auto refused = router_.find(get("/certificates/x/status?of=1"));
  ASSERT_FALSE(refused.has_value());
  const auto json = codec::parse_json(refused.error().body).value();
  EXPECT_EQ(json.at("type").as_string(), "/problems/bad-parameter");
  EXPECT_EQ(json.at("field").as_string(), "of");
  EXPECT_EQ(json.at("request").as_string(), "id");
}

TEST_F(RouterTest, NoTwoRoutesForOnePath) {
  EXPECT_EQ(router_.add(route(Method::kGet, "/")).error().code, ErrorCode::kConflict);
  EXPECT_EQ(router_.add(route(Method::kGet, "/{a...}/b")).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(router_.add(route(Method::kGet, "x")).error().code, ErrorCode::kInvalidInput);
}

Response answer_of(const std::function<Result<Response>()>& run, std::vector<Error>& broken) {
  Route made = route(Method::kGet, "/x");
  made.run = [&](const Request&, const Arguments&) { return run(); };
  return answer({&made, {}}, get("/x"), [&](const Error& error) { broken.push_back(error); });
}

TEST(Answer, WhatIsBrokenInHereIsNotToldOutside) {
  std::vector<Error> broken;
  const Response corrupt =
      answer_of([] { return fail(ErrorCode::kCorrupt, "hash differs", "/secret/place"); }, broken);
  EXPECT_EQ(corrupt.status, 500);
  EXPECT_EQ(corrupt.body.find("secret"), std::string::npos);
  const Response thrown =
      answer_of([]() -> Result<Response> { throw std::runtime_error("secret"); }, broken);
  EXPECT_EQ(thrown.status, 500);
  EXPECT_EQ(thrown.body.find("secret"), std::string::npos);
  ASSERT_EQ(broken.size(), 2U);
  EXPECT_EQ(broken[0].where, "/secret/place");
  const Response absent =
      answer_of([] { return fail(ErrorCode::kNotFound, "no certificate X"); }, broken);
  EXPECT_EQ(absent.status, 404);
  EXPECT_NE(absent.body.find("no certificate X"), std::string::npos);
  EXPECT_EQ(absent.content_type, "application/problem+json");
  EXPECT_EQ(broken.size(), 2U);
}

TEST(Answer, WhatIsKnownIsNotSentAgain) {
  Response response;
  response.etag = "1";
  response.body = "text";
  Request request = get("/x");
  const auto status = [&](const char* header) {
    request.headers = {{"if-none-match", header}};
    return unless_known({200, "text/plain", "1", "", {}, "text", {}, {}}, request).status;
  };
  EXPECT_EQ(status("\"1\""), 304);
  EXPECT_EQ(status("W/\"1\""), 304);
  EXPECT_EQ(status("*"), 304);
  EXPECT_EQ(status("\"2\""), 200);
  EXPECT_EQ(status("nonsense"), 200);
  request.method = Method::kPost;
  EXPECT_EQ(status("\"1\""), 200);
}

TEST(Problems, TypesAreForEver) {
  std::set<std::string_view> names;
  for (const ProblemType& type : problem_types()) {
    EXPECT_TRUE(names.insert(type.name).second) << type.name;
    EXPECT_GE(type.status, 400);
    EXPECT_FALSE(reason(type.status).empty()) << type.status;
    EXPECT_FALSE(type.help.empty());
  }
}

}  // namespace
}  // namespace lw::http
