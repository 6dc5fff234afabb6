// SPDX-License-Identifier: Apache-2.0
#include "sim/results/hdf5_query.h"

#include <type_traits>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::hdf5 {
namespace {

struct Listing {
  H5O_type_t kind;
  std::vector<std::string> names;
};

herr_t list_child(hid_t group, const char* name, const H5L_info_t*, void* listing_pointer) {
  Listing& listing = *static_cast<Listing*>(listing_pointer);
  if (has_child(group, name, listing.kind)) listing.names.emplace_back(name);
  return 0;
}

herr_t list_attribute(hid_t, const char* name, const H5A_info_t*, void* names_pointer) {
  static_cast<std::vector<std::string>*>(names_pointer)->emplace_back(name);
  return 0;
}

Handle open_attribute(hid_t object, const std::string& name) {
  if (H5Aexists(object, name.c_str()) <= 0) return {};
  return {check(H5Aopen(object, name.c_str(), H5P_DEFAULT), name), H5Aclose};
}

bool is_scalar(const Handle& attribute) {
  const Handle space(check(H5Aget_space(attribute.get()), "attribute"), H5Sclose);
  return H5Sget_simple_extent_npoints(space.get()) == 1;
}

template <class Value>
hid_t native() {
  return std::is_same_v<Value, double> ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64;
}

}  // namespace

std::vector<std::string> children(hid_t group, H5O_type_t kind) {
  Listing listing{kind, {}};
  hsize_t position = 0;
  check(H5Literate(group, H5_INDEX_CRT_ORDER, H5_ITER_INC, &position, list_child, &listing),
        "list");
  return listing.names;
}

bool has_child(hid_t group, const std::string& name, H5O_type_t kind) {
  if (name.empty() || name.find('/') != std::string::npos || name == ".") return false;
  if (H5Lexists(group, name.c_str(), H5P_DEFAULT) <= 0) return false;
  H5O_info_t info;
  return H5Oget_info_by_name2(group, name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
         info.type == kind;
}

std::vector<std::string> attribute_names(hid_t object) {
  std::vector<std::string> names;
  hsize_t position = 0;
  check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &position, list_attribute, &names), "list");
  return names;
}

std::optional<std::string> text_attribute(hid_t object, const std::string& name) {
  const Handle attribute = open_attribute(object, name);
  if (!attribute || !is_scalar(attribute)) return std::nullopt;
  const Handle stored(check(H5Aget_type(attribute.get()), name), H5Tclose);
  if (H5Tis_variable_str(stored.get()) <= 0) return std::nullopt;
  const Handle type = text_type();
  char* text = nullptr;
  check(H5Aread(attribute.get(), type.get(), &text), name);
  std::string copy = text == nullptr ? "" : text;
  H5free_memory(text);
  return copy;
}

template <class Value>
std::optional<Value> number_attribute(hid_t object, const std::string& name, H5T_class_t kind) {
  const Handle attribute = open_attribute(object, name);
  if (!attribute || !is_scalar(attribute)) return std::nullopt;
  const Handle stored(check(H5Aget_type(attribute.get()), name), H5Tclose);
  if (H5Tget_class(stored.get()) != kind) return std::nullopt;
  Value value{};
  check(H5Aread(attribute.get(), native<Value>(), &value), name);
  return value;
}
template std::optional<std::int64_t> number_attribute(hid_t, const std::string&, H5T_class_t);
template std::optional<double> number_attribute(hid_t, const std::string&, H5T_class_t);

std::vector<std::int64_t> shape(hid_t dataset) {
  const Handle space(check(H5Dget_space(dataset), "dataset"), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank < 1 || rank > 2) throw RunError("damaged: a dataset has an unexpected shape");
  std::array<hsize_t, 2> extent{};
  check(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr), "dataset");
  return {extent.begin(), extent.begin() + rank};
}

ElementType element_type(hid_t dataset) {
  const Handle type(check(H5Dget_type(dataset), "dataset"), H5Tclose);
  for (const ElementType known :
       {ElementType::int64, ElementType::int32, ElementType::uint8, ElementType::float64}) {
    if (H5Tequal(type.get(), file_type(known)) > 0) return known;
  }
  throw RunError("damaged: a dataset has an unexpected type");
}

template <class Value>
std::vector<Value> read_block(hid_t dataset, std::array<std::int64_t, 2> first,
                              std::array<std::int64_t, 2> count) {
  const std::array<hsize_t, 2> offset{static_cast<hsize_t>(first[0]),
                                      static_cast<hsize_t>(first[1])};
  const std::array<hsize_t, 2> extent{static_cast<hsize_t>(count[0]),
                                      static_cast<hsize_t>(count[1])};
  std::vector<Value> values(static_cast<std::size_t>(count[0] * count[1]));
  if (values.empty()) return values;
  const Handle file_space(check(H5Dget_space(dataset), "read"), H5Sclose);
  check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, offset.data(), nullptr, extent.data(),
                            nullptr),
        "read");
  const hsize_t length = values.size();
  const Handle memory_space(check(H5Screate_simple(1, &length, nullptr), "read"), H5Sclose);
  check(H5Dread(dataset, native<Value>(), memory_space.get(), file_space.get(), H5P_DEFAULT,
                values.data()),
        "read");
  return values;
}
template std::vector<std::int64_t> read_block(hid_t, std::array<std::int64_t, 2>,
                                              std::array<std::int64_t, 2>);
template std::vector<double> read_block(hid_t, std::array<std::int64_t, 2>,
                                        std::array<std::int64_t, 2>);

std::vector<std::string> read_texts(hid_t dataset) {
  const Handle type = text_type();
  std::vector<char*> pointers(static_cast<std::size_t>(shape(dataset).at(0)), nullptr);
  if (pointers.empty()) return {};
  check(H5Dread(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "read");
  std::vector<std::string> texts;
  for (char* pointer : pointers) {
    texts.emplace_back(pointer == nullptr ? "" : pointer);
    H5free_memory(pointer);
  }
  return texts;
}

}  // namespace gigawatt::hdf5
