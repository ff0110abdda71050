# One place for the flags every target shares.
add_library(lw_flags INTERFACE)
target_compile_options(lw_flags INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Wimplicit-fallthrough -Wno-missing-designated-field-initializers
  -Wno-deprecated-declarations  # libstdc++ 12's own stable_sort uses what it deprecates
  -fno-omit-frame-pointer)
target_include_directories(lw_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
if(LW_SANITIZE)
  target_compile_options(lw_flags INTERFACE -fsanitize=${LW_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(lw_flags INTERFACE -fsanitize=${LW_SANITIZE})
endif()
if(LW_FUZZ)
  target_compile_options(lw_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
