// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

namespace gigawatt {

/// Owns a polymorphic value and copies it with its clone(), so that state holding one is copyable
/// (a snapshot is a copy).
template <class T>
class ClonedPtr {
 public:
  ClonedPtr() = default;
  explicit ClonedPtr(std::unique_ptr<T> value) : value_(std::move(value)) {}
  ClonedPtr(const ClonedPtr& other) : value_(other.value_ ? other.value_->clone() : nullptr) {}
  ClonedPtr(ClonedPtr&&) noexcept = default;
  ClonedPtr& operator=(ClonedPtr other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }

  T& operator*() const { return *value_; }
  T* operator->() const { return value_.get(); }
  explicit operator bool() const { return value_ != nullptr; }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace gigawatt
