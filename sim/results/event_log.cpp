// SPDX-License-Identifier: Apache-2.0
#include "sim/results/event_log.h"

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt {
namespace {

/// Rows of the trace viewer: one "process" for all jobs, one for all sites (a thread each).
constexpr int kJobsProcess = 1;
constexpr int kSitesProcess = 2;
constexpr std::size_t kBufferBytes = std::size_t{1} << 16;

constexpr std::array<EventDescription, static_cast<std::size_t>(EventKind::count)> kDescriptions{{
    {"job-submit", "job", "nodes", 'i'},
    {"job-start", "job", "nodes", 'b'},
    {"job-end", "job", "nodes", 'e'},
    {"job-kill", "job", "nodes", 'e'},
    {"job-phase", "job", "power_mw", 'i'},
    {"phase", "site", "step", 'i'},
    {"fleet-energised", "site", "nodes", 'i'},
    {"settle", "site", "it_power_w", 'C'},
    {"cap", "site", "it_cap_w", 'C'},
    {"throttle", "site", "level_64ths", 'C'},
    {"over-limit", "site", "over_w", 'C'},
    {"outage", "site", "on", 'i'},
    {"grid-change", "site", "limit_w", 'C'},
    {"node-fail", "node", "site", 'i'},
    {"node-repair", "node", "site", 'i'},
    {"posting", "account", "micro_currency", 'i'},
}};

bool is_about_a_job(const EventDescription& what) {
  return what.a_name == "job";
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    if (static_cast<unsigned char>(letter) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(letter));
    } else {
      out += letter;
    }
  }
  return out + '"';
}

}  // namespace

const EventDescription& describe(EventKind kind) {
  return kDescriptions[static_cast<std::size_t>(kind)];
}

EventKinds parse_event_kinds(std::string_view text) {
  EventKinds kinds = 0;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view word = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    std::string valid;
    bool found = false;
    for (std::size_t index = 0; index < kDescriptions.size(); ++index) {
      if (kDescriptions[index].name == word) {
        kinds |= kind_bit(static_cast<EventKind>(index));
        found = true;
      }
      valid += (valid.empty() ? "" : ", ") + std::string(kDescriptions[index].name);
    }
    if (!found) throw RunError(fmt::format("unknown event kind '{}'; expected {}", word, valid));
  }
  return kinds;
}

class TraceFile::Impl {
 public:
  Impl(const std::filesystem::path& wanted, TimeNs start, EventKinds wanted_kinds)
      : path(wanted.string()),
        start_ns(start),
        kinds(wanted_kinds),
        stream(std::fopen(path.c_str(), "wb")) {
    if (stream == nullptr) fail();
    buffer.reserve(kBufferBytes + 512);
    buffer += "[\n";
    append("{{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":{},\"args\":{{\"name\":\"jobs\"}}}}",
           kJobsProcess);
    append("{{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":{},\"args\":{{\"name\":\"sites\"}}}}",
           kSitesProcess);
  }
  ~Impl() {
    if (stream != nullptr) std::fclose(stream);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[noreturn]] void fail() const {
    throw RunError(fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
  }

  template <class... Values>
  void append(fmt::format_string<Values...> format, Values&&... values) {
    // The comma stands before each event but the first: the text is whole after every event.
    if (!first) buffer += ",\n";
    first = false;
    fmt::format_to(std::back_inserter(buffer), format, std::forward<Values>(values)...);
    if (buffer.size() >= kBufferBytes) flush();
  }

  void flush() {
    const bool written = std::fwrite(buffer.data(), 1, buffer.size(), stream) == buffer.size() &&
                         std::fflush(stream) == 0;
    buffer.clear();
    if (!written) fail();
  }

  /// The trace counts in microseconds; three decimals keep the nanosecond.
  std::string microseconds(TimeNs time_ns) const {
    const std::int64_t span_ns = time_ns - start_ns;
    return fmt::format("{}.{:03}", span_ns / 1000, span_ns % 1000);
  }

  std::string path;
  TimeNs start_ns;
  EventKinds kinds;
  std::FILE* stream;
  std::string buffer;
  bool first = true;
};

TraceFile::TraceFile(const std::filesystem::path& path, TimeNs start_ns, EventKinds kinds)
    : impl_(std::make_unique<Impl>(path, start_ns, kinds)) {}

TraceFile::~TraceFile() {
  try {
    finish();
  } catch (const RunError&) {
    // The disk refused: the trace ends early, as after a kill.
  }
}

void TraceFile::write(TimeNs time_ns, EventKind kind, std::uint64_t a, std::uint64_t b) {
  if ((impl_->kinds & kind_bit(kind)) == 0) return;
  const EventDescription& what = describe(kind);
  const std::string time = impl_->microseconds(time_ns);
  switch (what.mark) {
    case 'b':
    case 'e':
      // Begin and end find each other by category, id and name, so both carry the name "job".
      impl_->append(
          "{{\"ph\":\"{}\",\"cat\":\"job\",\"name\":\"job\",\"id\":{},\"ts\":{},\"pid\":{},\"tid\":"
          "0,"
          "\"args\":{{\"event\":\"{}\",\"{}\":{}}}}}",
          what.mark, a, time, kJobsProcess, what.name, what.b_name, b);
      break;
    case 'C':
      impl_->append(
          "{{\"ph\":\"C\",\"name\":\"{}\",\"id\":{},\"ts\":{},\"pid\":{},\"args\":{{\"{}\":{}}}}}",
          what.name, a, time, kSitesProcess, what.b_name, b);
      break;
    default:
      impl_->append(
          "{{\"ph\":\"i\",\"s\":\"t\",\"name\":\"{}\",\"ts\":{},\"pid\":{},\"tid\":{},"
          "\"args\":{{\"{}\":{},\"{}\":{}}}}}",
          what.name, time, is_about_a_job(what) ? kJobsProcess : kSitesProcess,
          what.a_name == "site" ? a : 0, what.a_name, a, what.b_name, b);
  }
}

void TraceFile::write_counter(TimeNs time_ns, std::string_view name, std::uint64_t site,
                              double value) {
  if (!std::isfinite(value)) return;  // JSON has no such number
  impl_->append(
      "{{\"ph\":\"C\",\"name\":{},\"id\":{},\"ts\":{},\"pid\":{},\"args\":{{\"value\":{}}}}}",
      quoted(name), site, impl_->microseconds(time_ns), kSitesProcess, value);
}

void TraceFile::name_site(std::uint64_t site, std::string_view name) {
  impl_->append(
      "{{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":{},\"tid\":{},\"args\":{{\"name\":{}}}}}",
      kSitesProcess, site, quoted(name));
}

void TraceFile::finish() {
  if (impl_->stream == nullptr) return;
  impl_->buffer += "\n]\n";
  impl_->flush();
  if (std::fclose(std::exchange(impl_->stream, nullptr)) != 0) impl_->fail();
}

}  // namespace gigawatt
