// SPDX-License-Identifier: Apache-2.0
#pragma once

// Private to sim/results: questions to an open HDF5 file.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/hdf5_support.h"

namespace gigawatt::hdf5 {

/// Names of the direct children of `group` of one kind, in the order they were made.
std::vector<std::string> children(hid_t group, H5O_type_t kind);
/// `name` must be a direct child: no paths.
bool has_child(hid_t group, const std::string& name, H5O_type_t kind);

std::vector<std::string> attribute_names(hid_t object);
std::optional<std::string> text_attribute(hid_t object, const std::string& name);
/// Empty unless the attribute is one number of class H5T_INTEGER or H5T_FLOAT, as asked.
template <class Value>
std::optional<Value> number_attribute(hid_t object, const std::string& name, H5T_class_t kind);
extern template std::optional<std::int64_t> number_attribute(hid_t, const std::string&,
                                                             H5T_class_t);
extern template std::optional<double> number_attribute(hid_t, const std::string&, H5T_class_t);

std::vector<std::int64_t> shape(hid_t dataset);
ElementType element_type(hid_t dataset);

/// A block of a one- or two-dimensional dataset, converted to int64 or double.
template <class Value>
std::vector<Value> read_block(hid_t dataset, std::array<std::int64_t, 2> first,
                              std::array<std::int64_t, 2> count);
extern template std::vector<std::int64_t> read_block(hid_t, std::array<std::int64_t, 2>,
                                                     std::array<std::int64_t, 2>);
extern template std::vector<double> read_block(hid_t, std::array<std::int64_t, 2>,
                                               std::array<std::int64_t, 2>);
/// All strings of a one-dimensional dataset.
std::vector<std::string> read_texts(hid_t dataset);

}  // namespace gigawatt::hdf5
