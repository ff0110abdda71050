#include "http/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "http/problem.hpp"

namespace lw::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using std::chrono::steady_clock;

/// A body up to here goes out in one piece with its head.
constexpr std::size_t kJoinedBodyMax = 16 * 1024;

/// What every answer says: it is what its type says, and no browser lets it do anything.
constexpr const char* kSafety =
    "X-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'; "
    "frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\n";

/// A comment: readers ignore it, and whatever is on the way learns that the stream lives.
const EventHub::Text& heartbeat_text() {
  static const EventHub::Text text = std::make_shared<const std::string>(":\n\n");
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Problem problem_of_head(const boost::system::error_code& error) {
  using beast_http::error;
  if (error == beast_http::error::header_limit || error == beast_http::error::buffer_overflow)
    return {ProblemKind::kHeadTooLarge, fmt::format("More than {} bytes.", kHeadSizeMax), {}};
  if (error == beast_http::error::bad_version) return {ProblemKind::kHttpVersion, {}, {}};
  if (error == beast_http::error::body_limit) return {ProblemKind::kTooLarge, {}, {}};
  return {ProblemKind::kBadRequest, error.message(), {}};
}

}  // namespace

struct Connection::Parsing {
  beast_http::request_parser<beast_http::string_body> parser;
};

Connection::Connection(Shared& shared, Socket socket)
    : shared_(shared),
      socket_(std::move(socket)),
      channel_(socket_.native_handle(), shared.tls.get()),
      deadline_(steady_clock::now() + shared.limits.handshake) {
  shared_.observer.happened(ConnectionEvent::kOpened);
}

Connection::~Connection() = default;

void Connection::start() { drive(); }

void Connection::within(std::chrono::seconds time) { deadline_ = steady_clock::now() + time; }

// ---- the loop

void Connection::drive() {
  if (driving_ || state_ == State::kClosed) return;
  const auto self = shared_from_this();
  driving_ = true;
  const std::size_t before = requests_;
  while (step()) {
    if (requests_ - before < kTurnsMax) continue;
    // Whoever pipelines waits its turn.
    asio::post(shared_.io, [self] { self->drive(); });
    break;
  }
  driving_ = false;
}

bool Connection::step() {
  switch (state_) {
    case State::kHandshake: return step_handshake();
    case State::kIdle:
    case State::kHead:
    case State::kBody: return step_read();
    case State::kWriting: return step_write();
    case State::kStream: return step_stream();
    case State::kLinger: return step_linger();
    case State::kClosed: break;
  }
  return false;
}

bool Connection::wait(Step step) {
  bool& waiting = step == Step::kWantRead ? waiting_read_ : waiting_write_;
  if (waiting) return false;
  waiting = true;
  socket_.async_wait(step == Step::kWantRead ? Socket::wait_read : Socket::wait_write,
                     [self = shared_from_this(), &waiting](const boost::system::error_code&) {
                       self->woken(waiting);
                     });
  return false;
}

void Connection::woken(bool& waiting) {
  waiting = false;
  drive();
}

void Connection::tick(SteadyTime now) {
  if (state_ == State::kStream && backlog_.empty()) {
    if (now < heartbeat_) return;
    push(heartbeat_text());
    return;
  }
  if (now < deadline_) return;
  if (state_ == State::kIdle || state_ == State::kLinger) {
    close();
    return;
  }
  shared_.observer.happened(ConnectionEvent::kTimedOut);
  if (state_ == State::kHead || state_ == State::kBody) {
    refuse({ProblemKind::kTimeout, {}, {}});
    drive();
  } else {
    close();
  }
}

void Connection::stop() {
  keep_alive_ = false;
  if (state_ == State::kIdle || state_ == State::kHandshake || state_ == State::kStream) close();
}

void Connection::close() {
  if (state_ == State::kClosed) return;
  const auto self = shared_from_this();
  if (state_ != State::kLinger) channel_.finish();
  state_ = State::kClosed;
  if (listens_) hub_->leave(hub_number_);
  boost::system::error_code error;
  error = socket_.close(error);  // closed all the same: whatever waited for it is told
  shared_.observer.happened(ConnectionEvent::kClosed);
  shared_.connections.erase(this);
}

bool Connection::step_handshake() {
  const Step step = channel_.handshake();
  if (step == Step::kDone) {
    rest();
    return true;
  }
  if (step != Step::kClosed) return wait(step);
  shared_.observer.happened(ConnectionEvent::kHandshakeFailed);
  close();
  return false;
}

// ---- reading

/// Between two requests nothing is kept that is not needed.
void Connection::rest() {
  state_ = State::kIdle;
  within(shared_.limits.idle);
  request_ = {};
  match_ = {};
  has_begun_ = false;
  std::string().swap(out_);
  std::string().swap(body_);
  std::string().swap(chunk_);
  if (in_.empty()) std::string().swap(in_);
}

bool Connection::fill() {
  const Channel::Moved moved = channel_.read(shared_.scratch);
  if (moved.step == Step::kDone) {
    in_.append(shared_.scratch.data(), moved.bytes);
    return true;
  }
  if (moved.step == Step::kClosed) {
    close();
    return false;
  }
  return wait(moved.step);
}

void Connection::begin_head() {
  state_ = State::kHead;
  within(shared_.limits.head);
  has_begun_ = true;
  keep_alive_ = !shared_.stopping;
  is_head_ = false;
  request_.id = fmt::format("{:08x}{:08x}", shared_.id_base, shared_.id_next++);
  parsing_ = std::make_unique<Parsing>();
  parsing_->parser.header_limit(kHeadSizeMax);
  parsing_->parser.body_limit(boost::none);  // judged by route, when the head is there
  parsing_->parser.eager(false);
}

bool Connection::step_read() {
  if (state_ == State::kIdle) {
    if (shared_.stopping) {
      close();
      return false;
    }
    if (in_.empty() && !fill()) return false;
    begin_head();
    return parse();
  }
  return fill() && parse();
}

/// Parses what is there. True when there is something to do at once, false when more must come.
bool Connection::parse() {
  auto& parser = parsing_->parser;
  while (!parser.is_done()) {
    if (in_.empty()) return true;  // given nothing, the parser says neither more nor error
    boost::system::error_code error;
    const std::size_t used = parser.put(asio::const_buffer(in_.data(), in_.size()), error);
    in_.erase(0, used);
    if (error == beast_http::error::need_more) return true;
    if (error) {
      refuse(problem_of_head(error));
      return true;
    }
    if (state_ == State::kHead && parser.is_header_done() && !admit()) return true;
  }
  run();
  return true;
}

/// Takes over the head; false when it was refused.
bool Connection::take_head() {
  const auto& head = parsing_->parser.get();
  const auto method = method_of({head.method_string().data(), head.method_string().size()});
  for (const auto& field : head) {
    if (request_.headers.size() == kHeadersMax) {
      refuse({ProblemKind::kHeadTooLarge, fmt::format("More than {} headers.", kHeadersMax), {}});
      return false;
    }
    request_.headers.push_back({lower({field.name_string().data(), field.name_string().size()}),
                                {field.value().data(), field.value().size()}});
  }
  const auto count = [&](std::string_view name) {
    return std::ranges::count(request_.headers, name, &Header::name);
  };
  const bool is_old = head.version() < 11;
  // RFC 9112 §3.2, §6.1: what two programs on the way may read differently is refused.
  const bool clear = (is_old ? count("host") <= 1 : count("host") == 1) &&
                     count("content-length") + count("transfer-encoding") <= 1 &&
                     (count("transfer-encoding") == 0 || (parsing_->parser.chunked() && !is_old));
  if (!clear) {
    refuse(
        {ProblemKind::kBadRequest, "Host, Content-Length or Transfer-Encoding is not clear.", {}});
    return false;
  }
  if (!method) {
    refuse({ProblemKind::kNotImplemented, {}, {}});
    return false;
  }
  keep_alive_ = keep_alive_ && !is_old && parsing_->parser.keep_alive() &&
                requests_ + 1 < kRequestsPerConnectionMax;
  request_.method = *method;
  is_head_ = *method == Method::kHead;
  auto target = parse_target({head.target().data(), head.target().size()});
  if (!target) {
    const bool is_long = target.error().code == ErrorCode::kTooLarge;
    refuse({is_long ? ProblemKind::kTargetTooLong : ProblemKind::kBadTarget, target.error().what,
            target.error().where});
    return false;
  }
  request_.target = std::move(*target);
  return true;
}

/// Judges a request by its head: where it goes, and whether its body may come.
bool Connection::admit() {
  if (!take_head()) return false;
  auto& parser = parsing_->parser;
  auto found = shared_.router.find(request_);
  if (!found) {
    keep_alive_ = keep_alive_ && parser.is_done();
    respond(std::move(found).error());
    return false;
  }
  match_ = std::move(*found);
  const std::size_t size_max = match_.route->body_size_max;
  const auto declared = parser.content_length();
  if ((parser.chunked() && size_max == 0) || (declared && *declared > size_max)) {
    refuse({ProblemKind::kTooLarge,
            size_max == 0 ? std::string("This takes no body.")
                          : fmt::format("A body of at most {} bytes.", size_max),
            {}});
    return false;
  }
  parser.body_limit(size_max);
  parser.eager(true);
  state_ = State::kBody;
  within(shared_.limits.body);
  const std::string* expect = request_.header("expect");
  if (expect != nullptr && lower(*expect) == "100-continue" && !parser.is_done() && in_.empty()) {
    // A few bytes into an empty socket: if they do not fit, the other side has other worries.
    static_cast<void>(channel_.write("HTTP/1.1 100 Continue\r\n\r\n").bytes);
  }
  return true;
}

// ---- answering

void Connection::run() {
  request_.body = std::move(parsing_->parser.get().body());
  asked_at_ = steady_clock::now();
  auto response = answer(match_, request_,
                         [&](const Error& error) { shared_.observer.broken(request_.id, error); });
  respond(unless_known(std::move(response), request_));
}

/// Answers with a problem, and no further request of this connection: where the next one would
/// begin is not known.
void Connection::refuse(const Problem& problem) {
  keep_alive_ = false;
  respond(to_response(problem, request_.id));
}

std::string Connection::head_of(const Response& response, std::uint64_t length) const {
  std::string out = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\nRequest-Id: {}\r\n", response.status,
                                reason(response.status), shared_.date, request_.id);
  if (!response.content_type.empty())
    out += fmt::format("Content-Type: {}\r\n", response.content_type);
  if (!response.events && response.status != 204 && response.status != 304)
    out += fmt::format("Content-Length: {}\r\n", length);
  if (!response.etag.empty()) out += fmt::format("ETag: \"{}\"\r\n", response.etag);
  out += fmt::format("Cache-Control: {}\r\n",
                     response.cache_control.empty() ? "no-store" : response.cache_control);
  for (const auto& header : response.headers)
    out += fmt::format("{}: {}\r\n", header.name, header.value);
  out += kSafety;
  if (!keep_alive_) out += "Connection: close\r\n";
  return out + "\r\n";
}

void Connection::respond(Response response) {
  if (shared_.stopping) keep_alive_ = false;
  // A stream has no length: its end is the end of the connection.
  if (response.events) keep_alive_ = false;
  parsing_.reset();
  request_.body.clear();
  if (asked_at_ == SteadyTime{}) asked_at_ = steady_clock::now();
  status_ = response.status;
  const std::uint64_t length = response.file ? response.file->size() : response.body.size();
  out_ = head_of(response, length);
  out_sent_ = body_sent_ = chunk_sent_ = 0;
  file_read_ = body_bytes_ = 0;
  file_.reset();
  body_.clear();
  if (!is_head_) {
    body_bytes_ = length;
    hub_ = std::move(response.events);
    file_ = std::move(response.file);
    if (response.body.size() <= kJoinedBodyMax) out_ += response.body;
    else body_ = std::move(response.body);
  }
  state_ = State::kWriting;
  within(shared_.limits.write_stall);
}

/// Returns what is to be written next; empty when all is.
std::string_view Connection::piece() {
  if (out_sent_ < out_.size()) return std::string_view(out_).substr(out_sent_);
  if (body_sent_ < body_.size()) return std::string_view(body_).substr(body_sent_);
  if (!file_) return {};
  if (chunk_sent_ == chunk_.size() && file_read_ < file_->size()) {
    chunk_.resize(std::min<std::uint64_t>(kFileChunkSize, file_->size() - file_read_));
    chunk_sent_ = 0;
    const auto got = file_->read_at(file_read_, chunk_);
    if (!got) {
      shared_.observer.broken(request_.id, got.error());
      chunk_.clear();
      close();  // the length is promised: only a broken connection tells that it was not kept
      return {};
    }
    chunk_.resize(*got);
    file_read_ += *got;
  }
  return std::string_view(chunk_).substr(chunk_sent_);
}

void Connection::sent(std::size_t bytes) {
  if (out_sent_ < out_.size()) out_sent_ += bytes;
  else if (body_sent_ < body_.size()) body_sent_ += bytes;
  else chunk_sent_ += bytes;
}

bool Connection::step_write() {
  const std::string_view next = piece();
  if (state_ == State::kClosed) return false;
  if (next.empty()) return finish_answer();
  const Channel::Moved moved = channel_.write(next);
  if (moved.step == Step::kClosed) {
    close();
    return false;
  }
  if (moved.step != Step::kDone) return wait(moved.step);
  sent(moved.bytes);
  within(shared_.limits.write_stall);
  return true;
}

bool Connection::finish_answer() {
  if (has_begun_) {
    const auto took = steady_clock::now() - asked_at_;
    const bool is_read = !request_.headers.empty();
    shared_.observer.answered(
        {request_.id, is_read ? to_string(request_.method) : "",
         match_.route != nullptr ? std::string_view(match_.route->name) : std::string_view(),
         status_, body_bytes_,
         static_cast<std::uint64_t>(
             std::chrono::duration_cast<std::chrono::microseconds>(took).count())});
  }
  asked_at_ = {};
  ++requests_;
  file_.reset();
  if (hub_) {
    begin_stream();
    return true;
  }
  if (keep_alive_) {
    rest();
    return true;
  }
  channel_.finish();
  state_ = State::kLinger;
  within(shared_.limits.linger);
  return true;
}

bool Connection::step_linger() {
  while (lingered_ < kLingerSizeMax) {
    const Channel::Moved moved = channel_.discard(shared_.scratch);
    if (moved.step == Step::kWantRead) return wait(Step::kWantRead);
    if (moved.step == Step::kClosed) break;
    lingered_ += moved.bytes;
  }
  close();
  return false;
}

// ---- streams

void Connection::begin_stream() {
  rest();
  std::string().swap(in_);
  state_ = State::kStream;
  heartbeat_ = steady_clock::now() + shared_.limits.stream_heartbeat;
  listens_ = true;
  // Weak: the hub may outlive the connection, and whoever publishes may be on another thread.
  hub_number_ = hub_->join([weak = weak_from_this(), &io = shared_.io](const EventHub::Text& text) {
    asio::post(io, [weak, text] {
      if (const auto self = weak.lock()) self->push(text);
    });
  });
}

void Connection::push(EventHub::Text text) {
  if (state_ != State::kStream) return;
  if (backlog_.size() == kEventBacklogMax) {
    shared_.observer.happened(ConnectionEvent::kFellBehind);
    close();
    return;
  }
  if (backlog_.empty()) within(shared_.limits.write_stall);
  backlog_.push_back(std::move(text));
  drive();
}

bool Connection::step_stream() {
  while (!backlog_.empty()) {
    const std::string_view text = *backlog_.front();
    const Channel::Moved moved = channel_.write(text.substr(backlog_sent_));
    if (moved.step == Step::kClosed) {
      close();
      return false;
    }
    if (moved.step != Step::kDone) {
      static_cast<void>(wait(moved.step));
      break;
    }
    within(shared_.limits.write_stall);
    backlog_sent_ += moved.bytes;
    if (backlog_sent_ < text.size()) continue;
    backlog_.erase(backlog_.begin());
    backlog_sent_ = 0;
    heartbeat_ = steady_clock::now() + shared_.limits.stream_heartbeat;
  }
  if (backlog_.empty()) std::vector<EventHub::Text>().swap(backlog_);
  // A reader has nothing more to say: all there is to hear is that it went away.
  const Channel::Moved heard = channel_.read(shared_.scratch);
  if (heard.step == Step::kWantRead || heard.step == Step::kWantWrite) return wait(heard.step);
  close();
  return false;
}

}  // namespace lw::http
