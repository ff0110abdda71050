include(GoogleTest)

# A room is src/<name>: every .cpp in it is the room's library, every *_test.cpp its test program,
# every *_fuzz.cpp one libFuzzer target. A slice is the same under src/domain.
function(lw_target target folder)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${folder}/*.hpp)
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz)\\.cpp$|/testing/[^/]*\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")

  if(sources)
    add_library(${target} STATIC ${sources} ${headers})
    target_link_libraries(${target} PUBLIC ${ARG_LINK} lw_flags)
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${ARG_LINK} lw_flags)
  endif()

  if(LW_TESTS AND tests)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} lw_testing GTest::gtest_main rapidcheck)
    gtest_discover_tests(${target}_test DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600)
  endif()

  if(LW_FUZZ)
    foreach(file ${fuzzers})
      get_filename_component(name ${file} NAME_WE)
      add_executable(${name} ${file})
      target_link_libraries(${name} PRIVATE ${target})
      target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()

# What tests of all rooms share. Folders are told to this one file alone, so that the objects of a
# test do not depend on where the tree lies and a compiler cache serves every clone.
add_library(lw_testing STATIC ${CMAKE_SOURCE_DIR}/src/base/testing/places.cpp)
target_link_libraries(lw_testing PRIVATE lw_flags)
target_compile_definitions(lw_testing PRIVATE
  LW_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LW_BINARY_DIR="${CMAKE_BINARY_DIR}")

function(lw_room name)
  lw_target(lw_${name} ${CMAKE_SOURCE_DIR}/src/${name} ${ARGN})
endfunction()

function(lw_slice name)
  lw_target(lw_domain_${name} ${CMAKE_SOURCE_DIR}/src/domain/${name} ${ARGN})
endfunction()
