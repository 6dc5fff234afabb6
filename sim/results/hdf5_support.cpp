// SPDX-License-Identifier: Apache-2.0
#include "sim/results/hdf5_support.h"

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::hdf5 {
namespace {

/// The innermost message of the error stack, or the operating system's words inside any of them.
herr_t collect_message(unsigned, const H5E_error2_t* error, void* text_pointer) {
  std::string& text = *static_cast<std::string*>(text_pointer);
  const std::string_view description = error->desc == nullptr ? "" : error->desc;
  if (text.empty()) text = description;
  constexpr std::string_view kMarker = "error message = '";
  const std::size_t found = description.find(kMarker);
  if (found == std::string_view::npos) return 0;
  const std::string_view rest = description.substr(found + kMarker.size());
  text = rest.substr(0, rest.find('\''));
  return 1;
}

/// Creates attribute `name`, in place of one that exists.
Handle fresh_attribute(hid_t object, const std::string& name, hid_t type) {
  if (check(static_cast<herr_t>(H5Aexists(object, name.c_str())), name) > 0) {
    check(H5Adelete(object, name.c_str()), name);
  }
  const Handle scalar(check(H5Screate(H5S_SCALAR), name), H5Sclose);
  return {
      check(H5Acreate2(object, name.c_str(), type, scalar.get(), H5P_DEFAULT, H5P_DEFAULT), name),
      H5Aclose};
}

}  // namespace

Silence::Silence() {
  // HDF5's handler at exit crashes on a file whose close failed (disk full). Every identifier here
  // has an owner, so there is nothing for it to do. Counts only before HDF5's first call.
  [[maybe_unused]] static const herr_t kNoExitHandler = H5dont_atexit();
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Silence::~Silence() {
  H5Eset_auto2(H5E_DEFAULT, function_, data_);
}

std::string last_error() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect_message, &text);
  return text.empty() ? "unknown HDF5 error" : text;
}

template <class Result>
Result check(Result result, std::string_view what) {
  if (result < 0) throw RunError(fmt::format("{}: {}", what, last_error()));
  return result;
}
template hid_t check(hid_t, std::string_view);
template herr_t check(herr_t, std::string_view);

hid_t memory_type(ElementType type) {
  switch (type) {
    case ElementType::int64:
      return H5T_NATIVE_INT64;
    case ElementType::int32:
      return H5T_NATIVE_INT32;
    case ElementType::uint8:
      return H5T_NATIVE_UINT8;
    case ElementType::float64:
      return H5T_NATIVE_DOUBLE;
  }
  return -1;
}

hid_t file_type(ElementType type) {
  switch (type) {
    case ElementType::int64:
      return H5T_STD_I64LE;
    case ElementType::int32:
      return H5T_STD_I32LE;
    case ElementType::uint8:
      return H5T_STD_U8LE;
    case ElementType::float64:
      return H5T_IEEE_F64LE;
  }
  return -1;
}

Handle text_type() {
  Handle type(check(H5Tcopy(H5T_C_S1), "text type"), H5Tclose);
  check(H5Tset_size(type.get(), H5T_VARIABLE), "text type");
  check(H5Tset_cset(type.get(), H5T_CSET_UTF8), "text type");
  return type;
}

void write_attribute(hid_t object, const std::string& name, std::string_view text) {
  // Variable length: the text lies on the file's heap, so it may pass the 64 KB of a header.
  const Handle type = text_type();
  const Handle attribute = fresh_attribute(object, name, type.get());
  const std::string terminated(text);
  const char* pointer = terminated.c_str();
  check(H5Awrite(attribute.get(), type.get(), &pointer), name);
}

void write_attribute(hid_t object, const std::string& name, std::int64_t value) {
  const Handle attribute = fresh_attribute(object, name, H5T_STD_I64LE);
  check(H5Awrite(attribute.get(), H5T_NATIVE_INT64, &value), name);
}

void write_attribute(hid_t object, const std::string& name, double value) {
  const Handle attribute = fresh_attribute(object, name, H5T_IEEE_F64LE);
  check(H5Awrite(attribute.get(), H5T_NATIVE_DOUBLE, &value), name);
}

}  // namespace gigawatt::hdf5
