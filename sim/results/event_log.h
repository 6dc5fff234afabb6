// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt {

/// What happened. The numbers `a` and `b` of a note mean what describe() says of its kind.
enum class EventKind : std::uint8_t {
  job_submit,
  job_start,
  job_end,
  job_kill,
  job_phase,
  phase,  ///< A step of a build-out other than fleet-energised.
  fleet_energised,
  settle,
  cap,
  throttle,
  over_limit,
  outage,
  grid_change,
  node_fail,
  node_repair,
  posting,
  count
};

/// How a kind looks: its name ("job-start"), what `a` and `b` are, and its mark in a trace.
struct EventDescription {
  std::string_view name;
  std::string_view a_name;
  std::string_view b_name;
  char
      mark;  ///< Chrome trace phase: 'b' begin, 'e' end of a span of `a`, 'i' instant, 'C' counter.
};
const EventDescription& describe(EventKind kind);

/// Set of kinds, one bit each.
using EventKinds = std::uint32_t;
inline constexpr EventKinds kAllEventKinds = (1u << static_cast<unsigned>(EventKind::count)) - 1;
constexpr EventKinds kind_bit(EventKind kind) {
  return 1u << static_cast<unsigned>(kind);
}
/// Kinds of "job-start,job-end". Throws RunError that lists the valid names for one it does not
/// know.
EventKinds parse_event_kinds(std::string_view text);

/// Hash of the events of each UTC day of a run, the first being the day of its start. Order counts.
/// Copyable: it is part of a snapshot. One note costs about a nanosecond.
class EventHash {
 public:
  explicit EventHash(TimeNs start_ns);

  void note(TimeNs time_ns, EventKind kind, std::uint64_t a, std::uint64_t b) {
    if (time_ns >= day_end_ns_) [[unlikely]]
      open_day(time_ns);
    // One 64×64→128 product folded to 64 bits takes in all fields but `b`; only a rotation, an
    // exclusive or and a product stand between one note and the next.
    const std::uint64_t what = a ^ (static_cast<std::uint64_t>(kind) << 56) ^ 0x9e3779b97f4a7c15u;
    const std::uint64_t when = static_cast<std::uint64_t>(time_ns) ^ 0xc2b2ae3d27d4eb4fu;
    const std::uint64_t mixed = fold(what, when) + b * 0xd6e8feb86659fd93u;
    day_ = (std::rotl(day_, 23) ^ mixed) * 0x9fb21c651e98df25u;
  }

  /// One hash per day so far, the last of them unfinished. A day without events hashes to 0.
  std::vector<std::uint64_t> day_hashes() const;

 private:
  static std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    __extension__ using Product = unsigned __int128;
    const Product product = static_cast<Product>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  void open_day(TimeNs time_ns);

  TimeNs day_end_ns_;
  std::uint64_t day_ = 0;
  std::vector<std::uint64_t> finished_;
};

/// Streams events as a Chrome trace (JSON array format, openable in Perfetto and chrome://tracing).
/// One line per event; a file that ends early lacks only its closing bracket, which both viewers
/// and the format allow.
class TraceFile {
 public:
  /// Times in the trace count from `start_ns`. Throws RunError if the file cannot be written.
  TraceFile(const std::filesystem::path& path, TimeNs start_ns, EventKinds kinds);
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;
  ~TraceFile();

  void write(TimeNs time_ns, EventKind kind, std::uint64_t a, std::uint64_t b);
  /// A curve of its own ("IT power [W]") of a site.
  void write_counter(TimeNs time_ns, std::string_view name, std::uint64_t site, double value);
  /// Gives the rows of a site its name.
  void name_site(std::uint64_t site, std::string_view name);
  /// Writes what is buffered and the closing bracket. Throws RunError if the disk is full.
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// What a run tells of its events: always the hash of each day, and a trace while one is open.
class EventLog {
 public:
  explicit EventLog(TimeNs start_ns) : start_ns_(start_ns), hash_(start_ns) {}

  void open(const std::filesystem::path& path, EventKinds kinds = kAllEventKinds) {
    trace_ = std::make_unique<TraceFile>(path, start_ns_, kinds);
  }
  TraceFile* trace() { return trace_.get(); }

  void note(TimeNs time_ns, EventKind kind, std::uint64_t a = 0, std::uint64_t b = 0) {
    hash_.note(time_ns, kind, a, b);
    if (trace_ != nullptr) [[unlikely]]
      trace_->write(time_ns, kind, a, b);
  }

  std::vector<std::uint64_t> day_hashes() const { return hash_.day_hashes(); }
  /// For snapshots. The trace keeps what it has.
  const EventHash& hash() const { return hash_; }
  void restore(const EventHash& hash) { hash_ = hash; }

 private:
  TimeNs start_ns_;
  EventHash hash_;
  std::unique_ptr<TraceFile> trace_;
};

}  // namespace gigawatt
