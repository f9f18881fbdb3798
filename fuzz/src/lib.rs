//! What the programs share.

/// Most inputs of JSON stay JSON; the rest is changed as the fuzzer does by itself. The length of what is in `input` then.
pub fn changed(input: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let of_json = || guichet::fuzzing::changed(&input[..size], seed.into()).filter(|changed| changed.len() <= most);
    match Some(()).filter(|()| seed % 4 != 0).and_then(|()| of_json()) {
        Some(changed) => {
            input[..changed.len()].copy_from_slice(&changed);
            changed.len()
        }
        None => libfuzzer_sys::fuzzer_mutate(input, size, most),
    }
}
