//! A document without the secret that its address holds: a mask stands in its place.

use std::io::{self, Read};

use memchr::memmem;

use crate::access::secrets::Secret;

/// What stands for the token in all that is kept and shown; nothing that it is put into means anything by it.
pub const MASK: &str = "***";

/// `body` with the mask for every occurrence of `secret`.
pub fn without(body: &[u8], secret: &Secret) -> Vec<u8> {
    let mut clean = Vec::with_capacity(body.len());
    let end = mask(body, secret, &mut clean);
    clean.extend_from_slice(&body[end..]);
    clean
}

/// Adds `raw` until behind its last secret to `clean`; where that is.
fn mask(raw: &[u8], secret: &Secret, clean: &mut Vec<u8>) -> usize {
    let secret = secret.expose().as_bytes();
    let mut from = 0;
    for at in memmem::find_iter(raw, secret).take_while(|_| !secret.is_empty()) {
        clean.extend_from_slice(&raw[from..at]);
        clean.extend_from_slice(MASK.as_bytes());
        from = at + secret.len();
    }
    from
}

/// As [`without`], of what is too long for memory.
pub struct Masked<R> {
    source: R,
    secret: Option<Secret>,
    /// What a secret may begin in.
    raw: Vec<u8>,
    clean: Vec<u8>,
    /// How much of that is given.
    given: usize,
}

impl<R: Read> Masked<R> {
    /// Without a secret it is what `source` is.
    pub fn new(source: R, secret: Option<Secret>) -> Self {
        Self { source, secret, raw: Vec::new(), clean: Vec::new(), given: 0 }
    }
}

impl<R: Read> Read for Masked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const PART: usize = 64 << 10;
        let Some(secret) = &self.secret else { return self.source.read(buffer) };
        while self.given == self.clean.len() {
            self.clean.clear();
            self.given = 0;
            let known = self.raw.len();
            self.raw.resize(known + PART, 0);
            let read = self.source.read(&mut self.raw[known..])?;
            self.raw.truncate(known + read);
            let from = mask(&self.raw, secret, &mut self.clean);
            // It may end with the beginning of one.
            let kept = if read == 0 { 0 } else { secret.expose().len().saturating_sub(1) };
            let end = self.raw.len().saturating_sub(kept).max(from);
            self.clean.extend_from_slice(&self.raw[from..end]);
            self.raw.drain(..end);
            if read == 0 && self.clean.is_empty() {
                return Ok(0);
            }
        }
        let given = (&self.clean[self.given..]).read(buffer)?;
        self.given += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in parts of this size.
    struct InParts<'b>(&'b [u8], usize);

    impl Read for InParts<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let part = self.0.len().min(self.1).min(buffer.len());
            (&self.0[..part]).read(buffer).inspect(|read| self.0 = &self.0[*read..])
        }
    }

    #[test]
    fn a_secret_is_masked_wherever_it_is_cut() {
        let secret = Secret::from("s3cr3t".to_owned());
        let table =
            [("", ""), ("s3cr3t", "***"), ("as3cr3ts3cr3tb s3cr3", "a******b s3cr3"), ("s3cr", "s3cr"), ("é", "é")];
        for (text, expected) in table {
            assert_eq!(without(text.as_bytes(), &secret), expected.as_bytes(), "{text}");
            for size in 1..8 {
                let mut clean = String::new();
                let mut masked = Masked::new(InParts(text.as_bytes(), size), Some(secret.clone()));
                masked.read_to_string(&mut clean).unwrap();
                assert_eq!(clean, expected, "{text} in parts of {size}");
            }
        }
    }
}
