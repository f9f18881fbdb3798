#![no_main]
libfuzzer_sys::fuzz_mutator!(|input: &mut [u8], size: usize, most: usize, seed: u32| {
    guichet_fuzz::changed(input, size, most, seed)
});
libfuzzer_sys::fuzz_target!(|input: &[u8]| guichet::fuzzing::run("csw", input));
