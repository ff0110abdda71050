#pragma once

#include <chrono>
#include <cstddef>

/// Bounds of the HTTP server. Whoever is at the other end chooses sizes and times; these end it.
namespace lw::http {

/// Most bytes of a request's head: request line and all headers.
inline constexpr std::size_t kHeadSizeMax = 16 * 1024;
/// Most bytes of a request target.
inline constexpr std::size_t kTargetSizeMax = 4 * 1024;
/// Most path segments, query parameters, headers of a request, and entity tags of one header.
inline constexpr std::size_t kSegmentsMax = 32;
inline constexpr std::size_t kParametersMax = 32;
inline constexpr std::size_t kHeadersMax = 100;
inline constexpr std::size_t kEntityTagsMax = 64;
/// Most bytes read at once, and so most that pipelined requests can pile up: while one is answered
/// nothing is read.
inline constexpr std::size_t kReadSize = 16 * 1024;
/// Bytes of a file in memory while it is sent.
inline constexpr std::size_t kFileChunkSize = 64 * 1024;
/// Requests that one connection may make without letting others have a turn, and in all.
inline constexpr int kTurnsMax = 16;
inline constexpr std::size_t kRequestsPerConnectionMax = 10'000;
/// Bytes that are read and thrown away after an answer that ends a connection, so that the other
/// side gets to read it.
inline constexpr std::size_t kLingerSizeMax = 4 * 1024 * 1024;
/// Events that may wait for one slow reader of a stream; beyond, it is cut off and comes again.
inline constexpr std::size_t kEventBacklogMax = 64;

/// Bounds that a deployment may choose.
struct Limits {
  std::size_t connections_max = 12'000;  ///< open at once; further ones are closed unanswered
  std::chrono::seconds handshake{10};    ///< from accepting to the end of the TLS handshake
  std::chrono::seconds head{10};         ///< from the first byte of a request to its last header
  std::chrono::seconds body{60};         ///< from there to the last byte of its body
  std::chrono::seconds idle{60};         ///< between two requests
  std::chrono::seconds write_stall{30};  ///< without a single byte taken by the other side
  std::chrono::seconds linger{2};        ///< for the other side to read the last answer
  std::chrono::seconds stream_heartbeat{
      20};  ///< between comments on a stream where nothing happens
};

}  // namespace lw::http
