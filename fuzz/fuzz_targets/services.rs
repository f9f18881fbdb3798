#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| guichet::fuzzing::run("services", input));
