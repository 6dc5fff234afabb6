// SPDX-License-Identifier: Apache-2.0

// libFuzzer target: the data files a scenario names. The first byte of the input says which reader
// gets the rest: '0' a trace in SWF, '1' a trace in CSV, '2' weather, '3' a price series.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "models/climate/series.h"
#include "models/climate/weather.h"
#include "models/jobs/workload_params.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"
#include "sim/scenario/problem.h"

using namespace gigawatt;

namespace {

/// A file in memory, since readers open a path.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("fuzz", 0)) {
    if (descriptor_ < 0) throw std::runtime_error("no file in memory");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
  void hold(const std::uint8_t* data, std::size_t size) const {
    if (::ftruncate(descriptor_, 0) != 0 ||
        ::pwrite(descriptor_, data, size, 0) != static_cast<ssize_t>(size))
      throw std::runtime_error("the file in memory cannot be written");
  }

 private:
  int descriptor_;
};

/// Reads a trace as a run does: checked whole, then job by job.
void replay(const std::string& path, jobs::TraceFormat format) {
  jobs::WorkloadParams params;
  params.kind = jobs::WorkloadKind::replay;
  params.file = {"fuzz", path};
  params.format = format;
  params.columns.job = format == jobs::TraceFormat::csv ? "job" : "";
  params.columns.nodes = "nodes";
  params.columns.limit = "limit";
  params.columns.utilisation = "utilisation";
  const jobs::SourceContext context{.seed = 1,
                                    .start_ns = utc_midnight(2025, 1, 1),
                                    .end_ns = utc_midnight(2026, 1, 1),
                                    .installed_nodes = 64};
  const auto source = jobs::make_source(params, context);
  jobs::Job job;
  while (source->next(job)) {
  }
}

void read(char kind, const std::string& path) {
  switch (kind) {
    case '0':
      return replay(path, jobs::TraceFormat::swf);
    case '1':
      return replay(path, jobs::TraceFormat::csv);
    case '2':
      climate::Weather(climate::read_weather(path)).at(utc_midnight(2025, 6, 1));
      return;
    case '3':
      climate::read_step_series(path, {.value = "price"}).at(utc_midnight(2025, 6, 1));
      return;
    default:
      return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const MemoryFile file;
  if (size == 0) return 0;
  file.hold(data + 1, size - 1);
  try {
    read(static_cast<char>(data[0]), file.path());
  } catch (const ScenarioError&) {  // Bad input may only ever end as one of these two.
  } catch (const DomainError&) {
  }
  return 0;
}
