# SPDX-License-Identifier: Apache-2.0
# CUDA is never required: GIGAWATT_CUDA asks for it, GIGAWATT_HAVE_CUDA says whether it was found.

set(GIGAWATT_HAVE_CUDA OFF)
if(GIGAWATT_CUDA)
  include(CheckLanguage)
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    enable_language(CUDA)
    set(GIGAWATT_HAVE_CUDA ON)
  else()
    message(STATUS "GIGAWATT_CUDA is on but no nvcc was found: building the CPU back end only")
  endif()
endif()
