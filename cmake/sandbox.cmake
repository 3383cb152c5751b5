# The run-time libraries of sanitizers and of coverage open files and start threads: no sandbox there, and doctor says so.
if(PLB_SANITIZE)
  set(sandbox_off "this build has no sandbox: sanitizers")
elseif(PLB_COVERAGE)
  set(sandbox_off "this build has no sandbox: it counts coverage")
endif()
if(sandbox_off)
  target_compile_definitions(plb_pipe PUBLIC "PLB_SANDBOX_OFF=\"${sandbox_off}\"")
endif()
