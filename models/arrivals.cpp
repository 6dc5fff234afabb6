// SPDX-License-Identifier: Apache-2.0
#include "models/arrivals.h"

#include <algorithm>

namespace gigawatt {

void Arrivals::add(std::unique_ptr<jobs::JobSource> source, std::uint16_t workload,
                   std::uint32_t partition) {
  Stream stream;
  stream.source = ClonedPtr<jobs::JobSource>(std::move(source));
  stream.job.workload = workload;
  stream.workload = workload;
  stream.partition = partition;
  stream.open = stream.source->next(stream.job);
  stream.due_ns = stream.job.submit_ns;
  append(std::move(stream));
}

void Arrivals::add_inbox(std::unique_ptr<jobs::JobSource> source, std::uint16_t workload,
                         std::uint32_t partition) {
  Stream stream;
  stream.source = ClonedPtr<jobs::JobSource>(std::move(source));
  stream.job.workload = workload;
  stream.workload = workload;
  stream.partition = partition;
  stream.is_inbox = true;
  append(std::move(stream));
}

void Arrivals::append(Stream stream) {
  const std::uint16_t workload = stream.job.workload;
  if (stream_of_workload_.size() <= workload) stream_of_workload_.resize(workload + 1u);
  stream_of_workload_[workload] = streams_.size();
  streams_.push_back(std::move(stream));
  find_next();
}

std::span<const jobs::Phase> Arrivals::phases(const jobs::Job& job) const {
  const auto all = streams_[stream_of_workload_[job.workload]].source->phases();
  return all.subspan(job.first_phase, job.phase_count);
}

void Arrivals::hand_over(TimeNs now, const jobs::Job& job) {
  Stream& stream = streams_[stream_of_workload_[job.workload]];
  stream.inbox.push_back(job);
  if (stream.open) return;
  stream.open = true;
  stream.job = job;
  stream.due_ns = now;
  find_next();
}

void Arrivals::advance() {
  Stream& stream = streams_[next_stream_];
  if (!stream.is_inbox) {
    stream.open = stream.source->next(stream.job);
    stream.due_ns = stream.job.submit_ns;
  } else if (++stream.next_in_inbox < stream.inbox.size()) {
    stream.job = stream.inbox[stream.next_in_inbox];
  } else {
    stream.open = false;
    stream.inbox.clear();
    stream.next_in_inbox = 0;
  }
  find_next();
}

double Arrivals::demand_node_s(std::uint32_t partition) const {
  double sum = 0.0;
  for (const Stream& stream : streams_) {
    if (stream.partition == partition && !stream.is_inbox) sum += stream.source->demand_node_s();
  }
  return sum;
}

std::uint32_t Arrivals::largest_nodes(std::uint16_t workload) const {
  const auto stream = std::find_if(streams_.begin(), streams_.end(), [&](const Stream& candidate) {
    return candidate.job.workload == workload;
  });
  return stream == streams_.end() ? 0 : stream->source->largest_nodes();
}

std::vector<Arrivals::Offer> Arrivals::offers() const {
  std::vector<Offer> all;
  for (std::size_t workload = 0; workload < stream_of_workload_.size(); ++workload) {
    const std::size_t i = stream_of_workload_[workload];
    if (i >= streams_.size() || streams_[i].workload != workload) continue;  // another site's
    all.push_back(
        {streams_[i].workload, streams_[i].partition, streams_[i].source->most_nodes_at_once()});
  }
  return all;
}

std::vector<std::string> Arrivals::notes() const {
  std::vector<std::string> all;
  for (const Stream& stream : streams_) {
    if (stream.is_inbox) continue;  // the router's own stream has said it
    for (std::string& note : stream.source->notes())
      all.push_back(std::move(note));
  }
  return all;
}

void Arrivals::find_next() {
  next_ns_ = kNever;
  // Streams stand in workload order, so the first of equal times is the least workload.
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    if (streams_[i].open && streams_[i].due_ns < next_ns_) {
      next_ns_ = streams_[i].due_ns;
      next_stream_ = i;
    }
  }
}

}  // namespace gigawatt
