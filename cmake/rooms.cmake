include(GoogleTest)

# A room is src/<name>: every .cpp in it is the room's library, every *_test.cpp its test program,
# every *_fuzz.cpp one libFuzzer target. A slice is the same under src/domain.
function(lw_target target folder)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${folder}/*.hpp)
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz)\\.cpp$")
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
    target_link_libraries(${target}_test PRIVATE ${target} GTest::gtest_main rapidcheck)
    target_compile_definitions(${target}_test PRIVATE
      LW_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LW_BINARY_DIR="${CMAKE_BINARY_DIR}")
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

function(lw_room name)
  lw_target(lw_${name} ${CMAKE_SOURCE_DIR}/src/${name} ${ARGN})
endfunction()

function(lw_slice name)
  lw_target(lw_domain_${name} ${CMAKE_SOURCE_DIR}/src/domain/${name} ${ARGN})
endfunction()
