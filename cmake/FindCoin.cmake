# SPDX-License-Identifier: Apache-2.0
# CLP and CBC of COIN-OR, which ship no CMake package: Coin::Clp and Coin::Cbc.
# Headers are included as <coin/ClpSimplex.hpp>.

include(FindPackageHandleStandardArgs)

find_path(Coin_INCLUDE_DIR coin/CbcModel.hpp)
set(Coin_required Coin_INCLUDE_DIR)
foreach(library CoinUtils Osi Clp OsiClp Cgl Cbc)
  find_library(Coin_${library}_LIBRARY ${library})
  list(APPEND Coin_required Coin_${library}_LIBRARY)
  mark_as_advanced(Coin_${library}_LIBRARY)
endforeach()
mark_as_advanced(Coin_INCLUDE_DIR)
find_package_handle_standard_args(Coin REQUIRED_VARS ${Coin_required})

if(Coin_FOUND AND NOT TARGET Coin::Clp)
  add_library(Coin::Clp UNKNOWN IMPORTED)
  set_target_properties(Coin::Clp PROPERTIES
    IMPORTED_LOCATION "${Coin_Clp_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Coin_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${Coin_CoinUtils_LIBRARY}")
  add_library(Coin::Cbc UNKNOWN IMPORTED)
  set_target_properties(Coin::Cbc PROPERTIES
    IMPORTED_LOCATION "${Coin_Cbc_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Coin_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES
      "${Coin_Cgl_LIBRARY};${Coin_OsiClp_LIBRARY};${Coin_Osi_LIBRARY};Coin::Clp")
endif()
