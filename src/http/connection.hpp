#pragma once

// Only connection.cpp and server.cpp include this file: what it includes costs seconds.
#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "http/event_stream.hpp"
#include "http/server.hpp"

namespace lw::http {

using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using SteadyTime = std::chrono::steady_clock::time_point;

class Connection;

/// What the connections of one server share. Used on the server's thread alone.
struct Shared {
  boost::asio::io_context& io;
  const Router& router;
  Observer& observer;
  Limits limits;
  std::shared_ptr<const TlsContext> tls;
  bool stopping = false;
  std::string date;           ///< of the Date header, this second
  std::uint32_t id_base = 0;  ///< differs from run to run
  std::uint32_t id_next = 0;
  std::array<char, kReadSize> scratch{};  ///< what is read goes through here: none waits for it
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections;
};

/// One connection: a state machine over a non-blocking socket. While nothing happens it holds its
/// socket, the state of TLS and a few words. shared_ptr because the system may still report on a
/// socket that is closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Shared& shared, Socket socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Begins with the handshake.
  void start();
  /// Looks at deadlines and heartbeats; called about every second.
  void tick(SteadyTime now);
  /// Ends as soon as what is under way is answered.
  void stop();
  /// Ends at once.
  void close();

 private:
  enum class State {
    kHandshake,
    kIdle,     ///< between requests; nothing of the next one has come
    kHead,     ///< in the head of a request
    kBody,     ///< in its body
    kWriting,  ///< an answer is on its way
    kStream,   ///< server-sent events
    kLinger,   ///< all is said; the other side may still be reading
    kClosed,
  };
  struct Parsing;  ///< Beast's parser, there from the first to the last byte of a request

  void drive();
  [[nodiscard]] bool step();
  [[nodiscard]] bool step_handshake();
  [[nodiscard]] bool step_read();
  [[nodiscard]] bool step_write();
  [[nodiscard]] bool step_stream();
  [[nodiscard]] bool step_linger();
  [[nodiscard]] bool fill();
  [[nodiscard]] bool parse();
  [[nodiscard]] bool admit();
  [[nodiscard]] bool take_head();
  void run();
  void refuse(const Problem& problem);
  void respond(Response response);
  void begin_head();
  std::string head_of(const Response& response, std::uint64_t length) const;
  [[nodiscard]] std::string_view piece();
  void sent(std::size_t bytes);
  [[nodiscard]] bool finish_answer();
  void begin_stream();
  void push(EventHub::Text text);
  void rest();
  [[nodiscard]] bool wait(Step step);
  void woken(bool& waiting);
  void within(std::chrono::seconds time);

  Shared& shared_;
  Socket socket_;
  Channel channel_;
  State state_ = State::kHandshake;
  SteadyTime deadline_;
  bool driving_ = false;
  bool waiting_read_ = false;
  bool waiting_write_ = false;
  bool keep_alive_ = true;
  bool is_head_ = false;    ///< the request is HEAD: no body goes back
  bool has_begun_ = false;  ///< a request is under way, to be told of when it is answered
  std::size_t requests_ = 0;
  std::size_t lingered_ = 0;
  std::string in_;  ///< read and not yet parsed
  std::unique_ptr<Parsing> parsing_;
  Request request_;
  Match match_;
  SteadyTime asked_at_;
  int status_ = 0;
  std::string out_;  ///< head and, when it is short, body
  std::size_t out_sent_ = 0;
  std::string body_;
  std::size_t body_sent_ = 0;
  std::optional<File> file_;
  std::uint64_t file_read_ = 0;
  std::string chunk_;  ///< of the file
  std::size_t chunk_sent_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::shared_ptr<EventHub> hub_;  ///< outlives the route that named it
  std::uint64_t hub_number_ = 0;
  bool listens_ = false;
  std::vector<EventHub::Text> backlog_;
  std::size_t backlog_sent_ = 0;  ///< bytes of its first text
  SteadyTime heartbeat_;
};

}  // namespace lw::http
