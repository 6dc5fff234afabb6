// SPDX-License-Identifier: Apache-2.0
#include "sim/results/table.h"

#include <utility>

namespace gigawatt {
namespace {

std::vector<ColumnStore::Spec> specs_of(const std::vector<Column>& columns) {
  std::vector<ColumnStore::Spec> specs;
  for (const Column& column : columns)
    specs.push_back({column.name, column.type});
  return specs;
}

}  // namespace

Table::Table(std::string name, std::vector<Column> columns)
    : columns_(std::move(columns)), store_(std::move(name), specs_of(columns_), kChunkRows) {
  for (const Column& column : columns_)
    types_.push_back(column.type);
}

void Table::refuse_row() const {
  throw std::logic_error("table " + store_.name() + ": a row does not match the columns' types");
}

void Table::flush_full() {
  store_.flush();
}

}  // namespace gigawatt
