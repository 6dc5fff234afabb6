// SPDX-License-Identifier: Apache-2.0
#include "models/arrivals.h"

namespace gigawatt {

void Arrivals::add(std::unique_ptr<jobs::JobSource> source, std::uint16_t workload,
                   std::uint32_t partition) {
  Stream stream;
  stream.source = ClonedPtr<jobs::JobSource>(std::move(source));
  stream.job.workload = workload;
  stream.partition = partition;
  stream.open = stream.source->next(stream.job);
  if (stream_of_workload_.size() <= workload) stream_of_workload_.resize(workload + 1u);
  stream_of_workload_[workload] = streams_.size();
  streams_.push_back(std::move(stream));
  find_next();
}

std::span<const jobs::Phase> Arrivals::phases(const jobs::Job& job) const {
  const auto all = streams_[stream_of_workload_[job.workload]].source->phases();
  return all.subspan(job.first_phase, job.phase_count);
}

void Arrivals::advance() {
  Stream& stream = streams_[next_stream_];
  stream.open = stream.source->next(stream.job);
  find_next();
}

double Arrivals::demand_node_s(std::uint32_t partition) const {
  double sum = 0.0;
  for (const Stream& stream : streams_) {
    if (stream.partition == partition) sum += stream.source->demand_node_s();
  }
  return sum;
}

std::vector<std::string> Arrivals::notes() const {
  std::vector<std::string> all;
  for (const Stream& stream : streams_) {
    for (std::string& note : stream.source->notes())
      all.push_back(std::move(note));
  }
  return all;
}

void Arrivals::find_next() {
  next_ns_ = kNever;
  // Streams stand in workload order, so the first of equal times is the least workload.
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    if (streams_[i].open && streams_[i].job.submit_ns < next_ns_) {
      next_ns_ = streams_[i].job.submit_ns;
      next_stream_ = i;
    }
  }
}

}  // namespace gigawatt
