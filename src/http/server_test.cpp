#include "http/server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <thread>

#include "http/event_stream.hpp"

namespace lw::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// What the other side of a connection does, byte by byte: a client library would be too polite.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(fd_); }

  void send(std::string_view text) const {
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t sent = ::send(fd_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
      if (sent <= 0) return;
      done += static_cast<std::size_t>(sent);
    }
  }
  /// Returns what comes until `end` has come, or the other side closes.
  std::string until(std::string_view end) const {
    std::string out;
    char byte = 0;
    while (!out.ends_with(end) && ::recv(fd_, &byte, 1, 0) == 1) out.push_back(byte);
    return out;
  }
  std::string rest() const {
    std::string out;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::recv(fd_, buffer, sizeof buffer, 0)) > 0;)
      out.append(buffer, static_cast<std::size_t>(got));
    return out;
  }

 private:
  int fd_;
};

class Recorder final : public Observer {
 public:
  void answered(const Answered& answered) override {
    const std::scoped_lock lock(mutex_);
    said_.push_back(std::string(answered.route) + " " + std::to_string(answered.status));
  }
  void happened(ConnectionEvent event) override {
    if (event == ConnectionEvent::kClosed) ++closed;
    if (event == ConnectionEvent::kRefused) ++refused;
    if (event == ConnectionEvent::kTimedOut) ++timed_out;
    if (event == ConnectionEvent::kFellBehind) ++fell_behind;
  }
  void broken(std::string_view, const Error&) override { ++broken_count; }
  std::vector<std::string> said() {
    const std::scoped_lock lock(mutex_);
    return said_;
  }
  std::atomic<int> closed{0};
  std::atomic<int> refused{0};
  std::atomic<int> timed_out{0};
  std::atomic<int> fell_behind{0};
  std::atomic<int> broken_count{0};

 private:
  std::mutex mutex_;
  std::vector<std::string> said_;
};

Result<Response> text_of(std::string body) {
  Response out;
  out.content_type = "text/plain";
  out.body = std::move(body);
  return out;
}

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    add({Method::kGet, "/hello", "hello", {}, 0, [](const Request&, const Arguments&) {
           auto out = text_of("hello\n");
           out->etag = "v1";
           return out;
         }});
    add({Method::kPost, "/echo", "echo", {}, 100, [](const Request& request, const Arguments&) {
           return text_of(request.body);
         }});
    add({Method::kGet, "/large", "large", {}, 0, [](const Request&, const Arguments&) {
           return text_of(std::string(kLargeSize, 'x'));
         }});
    add({Method::kGet,
         "/events",
         "events",
         {},
         0,
         [this](const Request&, const Arguments&) -> Result<Response> {
           Response out;
           out.content_type = "text/event-stream";
           out.body = ":hello\n\n";
           out.events = hub_;
           return out;
         }});
    add({Method::kGet,
         "/file",
         "file",
         {},
         0,
         [this](const Request&, const Arguments&) -> Result<Response> {
           Response out;
           LW_TRY(out.file, File::open(file_));
           return out;
         }});
  }
  void TearDown() override {
    server_.reset();
    if (!file_.empty()) std::filesystem::remove(file_);
  }
  void add(Route route) { ASSERT_TRUE(router_.add(std::move(route))); }
  void start(const Limits& limits = {}) {
    auto made = Server::start({"127.0.0.1", 0, nullptr, limits}, router_, recorder_);
    ASSERT_TRUE(made.has_value()) << made.error().message();
    server_ = std::move(*made);
  }
  std::string ask(std::string_view text) {
    const Client client(server_->port());
    client.send(text);
    return client.rest();
  }
  /// Waits, at most ten seconds, until it is so.
  static bool soon(const std::function<bool()>& so) {
    for (int i = 0; i < 1000 && !so(); ++i) std::this_thread::sleep_for(milliseconds(10));
    return so();
  }

  static constexpr std::size_t kLargeSize = 8 << 20;
  Router router_;
  Recorder recorder_;
  std::shared_ptr<EventHub> hub_ = std::make_shared<EventHub>();
  std::filesystem::path file_;
  std::unique_ptr<Server> server_;
};

constexpr const char* kClose = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

TEST_F(ServerTest, ARequestIsAnswered) {
  start();
  const std::string said = ask(std::string("GET /hello") + kClose);
  EXPECT_TRUE(said.starts_with("HTTP/1.1 200 OK\r\n")) << said;
  EXPECT_TRUE(said.ends_with("\r\n\r\nhello\n")) << said;
  EXPECT_NE(said.find("Content-Length: 6\r\n"), std::string::npos);
  EXPECT_NE(said.find("ETag: \"v1\"\r\n"), std::string::npos);
  EXPECT_NE(said.find("X-Content-Type-Options: nosniff\r\n"), std::string::npos);
  EXPECT_TRUE(soon([&] { return recorder_.said() == std::vector<std::string>{"hello 200"}; }));
}

TEST_F(ServerTest, HeadHasNoBodyAndWhatIsKnownIsNotSentAgain) {
  start();
  const std::string head = ask(std::string("HEAD /hello") + kClose);
  EXPECT_NE(head.find("Content-Length: 6\r\n"), std::string::npos);
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
  const std::string known =
      ask("GET /hello HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"v1\"\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(known.starts_with("HTTP/1.1 304 ")) << known;
  EXPECT_EQ(known.find("Content-Length"), std::string::npos);
  EXPECT_TRUE(known.ends_with("\r\n\r\n"));
}

TEST_F(ServerTest, AConnectionIsKeptAndRequestsMayComeTogether) {
  start();
  const Client client(server_->port());
  std::string three;
  for (int i = 0; i < 3; ++i) three += "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
  client.send(three);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(client.until("hello\n").starts_with("HTTP/1.1 200"));
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /hello");
  EXPECT_TRUE(client.until("abc").ends_with("\r\n\r\nabc"));
  client.send(kClose);
  EXPECT_TRUE(client.rest().ends_with("hello\n"));
  EXPECT_EQ(recorder_.said().size(), 5U);
}

TEST_F(ServerTest, ManyRequestsAtOnceAreAllAnswered) {
  start();
  const Client client(server_->port());
  std::string many;
  for (int i = 0; i < 200; ++i) many += "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
  std::thread sender([&] { client.send(many + "GET /hello" + kClose); });
  const std::string said = client.rest();
  sender.join();
  std::size_t count = 0;
  for (std::size_t at = said.find("hello\n"); at != std::string::npos;
       at = said.find("hello\n", at + 1))
    ++count;
  EXPECT_EQ(count, 201U);
}

TEST_F(ServerTest, ChunkedBodiesAndContinueAreUnderstood) {
  start();
  const Client client(server_->port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
      "Connection: close\r\n\r\n");
  EXPECT_EQ(client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_TRUE(client.rest().ends_with("\r\n\r\nabcde"));
}

struct Bad {
  const char* what;
  std::string request;
  const char* status;
};

TEST_F(ServerTest, BadRequestsAreProblemsAndTheConnectionEnds) {
  start();
  const std::string host = "Host: x\r\n";
  const Bad all[] = {
      {"no HTTP", "\x16\x03\x01\x02\r\n\r\n", "400"},
      {"no host", "GET /hello HTTP/1.1\r\n\r\n", "400"},
      {"two hosts", "GET /hello HTTP/1.1\r\n" + host + host + "\r\n", "400"},
      {"two lengths",
       "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
       "400"},
      {"the same length twice",
       "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", "400"},
      {"length and chunks",
       "POST /echo HTTP/1.1\r\n" + host +
           "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "400"},
      {"unknown coding", "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n",
       "400"},
      {"space before the colon", "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n", "400"},
      {"bare line feeds", "GET /hello HTTP/1.1\nHost: x\n\n\r\n\r\n", "505"},
      {"path trick", "GET /%2e%2e/hello HTTP/1.1\r\n" + host + "\r\n", "400"},
      {"broken UTF-8", "GET /%C3%28 HTTP/1.1\r\n" + host + "\r\n", "400"},
      {"unknown method", "BREW /hello HTTP/1.1\r\n" + host + "\r\n", "501"},
      {"other version", "GET /hello HTTP/2.0\r\n" + host + "\r\n", "505"},
      {"body where none is taken", "GET /hello HTTP/1.1\r\n" + host + "Content-Length: 1\r\n\r\na",
       "413"},
      {"declared too large", "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 101\r\n\r\n",
       "413"},
      {"chunks too large",
       "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n65\r\n" +
           std::string(101, 'a') + "\r\n0\r\n\r\n",
       "413"},
      {"long target", "GET /" + std::string(kTargetSizeMax, 'a') + " HTTP/1.1\r\n" + host + "\r\n",
       "414"},
      {"long head",
       "GET /hello HTTP/1.1\r\n" + host + "X: " + std::string(kHeadSizeMax, 'a') + "\r\n\r\n",
       "431"},
  };
  for (const Bad& bad : all) {
    const std::string said = ask(bad.request);
    EXPECT_TRUE(said.starts_with(std::string("HTTP/1.1 ") + bad.status))
        << bad.what << ": " << said;
    EXPECT_NE(said.find("application/problem+json"), std::string::npos) << bad.what;
    EXPECT_NE(said.find("Connection: close"), std::string::npos) << bad.what;
    EXPECT_EQ(said.find("HTTP/1.1", 9), std::string::npos) << bad.what << ": answered twice";
  }
}

TEST_F(ServerTest, TooManyHeadersAreRefused) {
  start();
  std::string request = "GET /hello HTTP/1.1\r\nHost: x\r\n";
  for (std::size_t i = 0; i < kHeadersMax; ++i) request += "a: b\r\n";
  EXPECT_TRUE(ask(request + "\r\n").starts_with("HTTP/1.1 431"));
}

TEST_F(ServerTest, LargeAnswersArriveWhole) {
  file_ = std::filesystem::temp_directory_path() / ("longwatch-http-" + std::to_string(::getpid()));
  std::ofstream(file_) << std::string(kFileChunkSize * 3 + 17, 'f');
  start();
  const std::string large = ask(std::string("GET /large") + kClose);
  EXPECT_EQ(large.size() - large.find("\r\n\r\n") - 4, kLargeSize);
  const std::string file = ask(std::string("GET /file") + kClose);
  EXPECT_EQ(file.substr(file.find("\r\n\r\n") + 4), std::string(kFileChunkSize * 3 + 17, 'f'));
  EXPECT_EQ(recorder_.broken_count, 0);
}

TEST_F(ServerTest, SlowOnesAreEnded) {
  Limits limits;
  limits.head = limits.body = limits.idle = limits.write_stall = seconds(1);
  start(limits);
  const Client idle(server_->port());
  const Client slow_head(server_->port());
  const Client slow_body(server_->port());
  const Client no_reader(server_->port());
  slow_head.send("GET /hello HTTP/1.1\r\nHost:");
  slow_body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nabc");
  no_reader.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(idle.rest(), "");
  EXPECT_TRUE(slow_head.rest().starts_with("HTTP/1.1 408"));
  EXPECT_TRUE(slow_body.rest().starts_with("HTTP/1.1 408"));
  EXPECT_TRUE(soon([&] { return recorder_.closed >= 4; })) << recorder_.closed;
  EXPECT_EQ(recorder_.timed_out, 3) << "who is idle is not late";
}

TEST_F(ServerTest, BytesThatDripDoNotProlongTheTime) {
  Limits limits;
  limits.head = seconds(1);
  start(limits);
  const Client client(server_->port());
  std::thread dripping([&] {
    for (int i = 0; i < 40; ++i) {
      client.send("G");
      std::this_thread::sleep_for(milliseconds(100));
    }
  });
  const auto before = std::chrono::steady_clock::now();
  EXPECT_TRUE(client.rest().starts_with("HTTP/1.1 408"));
  EXPECT_LT(std::chrono::steady_clock::now() - before, seconds(6));
  dripping.join();
}

TEST_F(ServerTest, MoreConnectionsThanAllowedAreClosedUnanswered) {
  Limits limits;
  limits.connections_max = 3;
  start(limits);
  {
    const Client one(server_->port());
    const Client two(server_->port());
    const Client three(server_->port());
    for (const Client* client : {&one, &two, &three}) {
      client->send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
      EXPECT_TRUE(client->until("hello\n").starts_with("HTTP/1.1 200"));
    }
    EXPECT_EQ(ask(std::string("GET /hello") + kClose), "");
    EXPECT_EQ(recorder_.refused, 1);
  }
  EXPECT_TRUE(soon([&] { return recorder_.closed >= 3; }));
  EXPECT_TRUE(ask(std::string("GET /hello") + kClose).starts_with("HTTP/1.1 200"));
}

TEST_F(ServerTest, EventsReachWhoListens) {
  Limits limits;
  limits.stream_heartbeat = seconds(1);
  start(limits);
  const Client client(server_->port());
  client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(client.until(":hello\n\n").find("Content-Type: text/event-stream"), std::string::npos);
  ASSERT_TRUE(soon([&] { return hub_->listeners() == 1; }));
  hub_->publish({"1", "checkpoint", "a\nb"});
  EXPECT_EQ(client.until("\n\n"), "id: 1\nevent: checkpoint\ndata: a\ndata: b\n\n");
  EXPECT_EQ(client.until("\n\n"), ":\n\n") << "a heartbeat";
  server_->stop(seconds(5));
  EXPECT_EQ(hub_->listeners(), 0U);
}

TEST_F(ServerTest, AReaderThatGoesAwayIsForgotten) {
  start();
  {
    const Client client(server_->port());
    client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(soon([&] { return hub_->listeners() == 1; }));
  }
  EXPECT_TRUE(soon([&] { return hub_->listeners() == 0; }));
}

TEST_F(ServerTest, AReaderThatCannotKeepUpIsCutOff) {
  start();
  const Client client(server_->port());
  client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(soon([&] { return hub_->listeners() == 1; }));
  const std::string much(1 << 20, 'x');
  for (std::size_t i = 0; i < 2 * kEventBacklogMax; ++i) hub_->publish({"", "", much});
  EXPECT_TRUE(soon([&] { return recorder_.fell_behind == 1 && hub_->listeners() == 0; }));
}

TEST_F(ServerTest, StoppingEndsWhatIsIdleAndAnswersWhatIsUnderWay) {
  start();
  const Client idle(server_->port());
  const Client busy(server_->port());
  idle.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  idle.until("hello\n");
  busy.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
  std::this_thread::sleep_for(milliseconds(100));
  std::thread stopping([&] { server_->stop(seconds(10)); });
  EXPECT_EQ(idle.rest(), "");
  busy.send("c");
  const std::string said = busy.rest();
  EXPECT_TRUE(said.ends_with("\r\n\r\nabc")) << said;
  EXPECT_NE(said.find("Connection: close"), std::string::npos);
  const auto before = std::chrono::steady_clock::now();
  stopping.join();
  EXPECT_LT(std::chrono::steady_clock::now() - before, seconds(5));
}

TEST_F(ServerTest, StoppingDoesNotWaitForEver) {
  start();
  const Client busy(server_->port());
  busy.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
  std::this_thread::sleep_for(milliseconds(100));
  const auto before = std::chrono::steady_clock::now();
  server_->stop(seconds(1));
  EXPECT_LT(std::chrono::steady_clock::now() - before, seconds(4));
  EXPECT_EQ(busy.rest(), "");
}

TEST_F(ServerTest, APortThatIsTakenIsSaid) {
  start();
  const auto second =
      Server::start({"127.0.0.1", server_->port(), nullptr, {}}, router_, recorder_);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Server::start({"nowhere", 0, nullptr, {}}, router_, recorder_).error().code,
            ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace lw::http
