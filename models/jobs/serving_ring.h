// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace gigawatt::jobs {

/// A queue that reuses its memory: grows to its longest, then allocates no more.
template <class T>
class Ring {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  T& front() { return items_[first_]; }
  const T& front() const { return items_[first_]; }
  T& operator[](std::size_t i) { return items_[(first_ + i) & (items_.size() - 1)]; }
  const T& operator[](std::size_t i) const { return items_[(first_ + i) & (items_.size() - 1)]; }

  void push_back(T value) {
    make_room();
    ++size_;
    (*this)[size_ - 1] = value;
  }
  void push_front(T value) {
    make_room();
    first_ = (first_ + items_.size() - 1) & (items_.size() - 1);
    ++size_;
    items_[first_] = value;
  }
  void pop_front() {
    first_ = (first_ + 1) & (items_.size() - 1);
    --size_;
  }

 private:
  void make_room() {
    if (size_ < items_.size()) return;
    std::vector<T> larger(items_.empty() ? 16 : 2 * items_.size());
    for (std::size_t i = 0; i < size_; ++i)
      larger[i] = (*this)[i];
    items_.swap(larger);
    first_ = 0;
  }

  std::vector<T> items_;  // A power of two.
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace gigawatt::jobs
