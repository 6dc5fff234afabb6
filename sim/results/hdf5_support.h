// SPDX-License-Identifier: Apache-2.0
#pragma once

// Private to sim/results: the HDF5 C library with owners and errors. No other folder includes it.

#include <string>
#include <string_view>
#include <utility>

#include <hdf5.h>

#include "sim/results/column.h"

namespace gigawatt::hdf5 {

/// Owner of one HDF5 identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() { reset(); }

  hid_t get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }
  /// Gives up ownership.
  hid_t release() { return std::exchange(id_, -1); }
  void reset() {
    if (id_ >= 0) close_(std::exchange(id_, -1));
  }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

/// Keeps HDF5 from printing its error stack in this scope; errors are thrown instead.
class Silence {
 public:
  Silence();
  ~Silence();
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// What the operating system said in the last HDF5 error ("No space left on device"), else HDF5's
/// own innermost words.
std::string last_error();

/// `result` if it is not negative; otherwise throws RunError "<what>: <last_error()>".
template <class Result>
Result check(Result result, std::string_view what);
extern template hid_t check(hid_t, std::string_view);
extern template herr_t check(herr_t, std::string_view);

/// Type in memory and, little-endian, in the file.
hid_t memory_type(ElementType type);
hid_t file_type(ElementType type);

Handle text_type();

/// Writes (replaces) an attribute of `object`.
void write_attribute(hid_t object, const std::string& name, std::string_view text);
void write_attribute(hid_t object, const std::string& name, std::int64_t value);
void write_attribute(hid_t object, const std::string& name, double value);

}  // namespace gigawatt::hdf5
