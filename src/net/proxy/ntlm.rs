//! The three messages of NTLM, version 2 alone (MS-NLMP): what is said first, what the proxy asks, what is answered.
//!
//! The password never travels: what is sent proves that it is known, of which a proxy can still try to guess it.

use hmac::{Hmac, KeyInit, Mac};
use md4::{Digest as _, Md4};
use md5::Md5;
use zeroize::Zeroizing;

const SIGNATURE: &[u8] = b"NTLMSSP\0";
/// Unicode, what is to be told of the target, NTLM, always sign (which is only asked about), extended session security,
/// 128 and 56 bits.
const FLAGS: u32 = 0x0000_0001 | 0x0000_0004 | 0x0000_0200 | 0x0000_8000 | 0x0008_0000 | 0x2000_0000 | 0x8000_0000;
/// What the proxy tells of itself stands in its message.
const HAS_TARGET_INFO: u32 = 0x0080_0000;
/// Entries of what it tells: the end, flags, the time.
const END: u16 = 0;
const AV_FLAGS: u16 = 6;
const TIMESTAMP: u16 = 7;
/// In the flags: the last message carries a code over all three.
const HAS_CODE: u32 = 2;
/// Where the fixed part of the last message ends: signature, type, six fields, flags, version, code.
const FIXED: usize = 8 + 4 + 6 * 8 + 4 + 8 + 16;
/// Where the code stands in it.
const CODE_AT: usize = FIXED - 16;

/// Who signs in.
pub struct NtlmUser {
    pub domain: String,
    pub name: String,
    pub password: Zeroizing<String>,
}

impl NtlmUser {
    /// `DOMAIN\name` as two parts; anything else is a name alone, `name@domain` among it.
    pub fn new(login: &str, password: &str) -> Self {
        let (domain, name) = login.split_once(['\\', '/']).unwrap_or(("", login));
        Self { domain: domain.to_owned(), name: name.to_owned(), password: Zeroizing::new(password.to_owned()) }
    }
}

/// What changes from one answer to the next.
pub struct Moment {
    /// Chosen by chance.
    pub nonce: [u8; 8],
    /// In steps of 100 ns since 1601, where the proxy says no time.
    pub now: u64,
}

/// The first message: that NTLM is wanted, and what is understood.
pub fn hello() -> Vec<u8> {
    let mut message = head(1);
    message.extend(FLAGS.to_le_bytes());
    message.extend([0; 16 + 8]); // neither domain nor machine, nor a version
    message
}

/// The last message, which answers `asked`, the proxy's own. `None` where that is no such message.
pub fn answer(user: &NtlmUser, asked: &[u8], moment: &Moment) -> Option<Vec<u8>> {
    let NtlmChallenge { challenge, flags, target_info } = NtlmChallenge::read(asked)?;
    let stated = entry(&target_info, TIMESTAMP).and_then(|time| time.try_into().ok()).map(u64::from_le_bytes);
    let told = if stated.is_some() { with_code_promised(&target_info) } else { target_info };
    let key = key(user);
    let blob = blob(stated.unwrap_or(moment.now), moment.nonce, &told);
    let proof = code(&key[..], &[&challenge, &blob]);
    let session_key = Zeroizing::new(code(&key[..], &[&proof]));
    // Version 1 is not spoken. Where the proxy says the time, the older answer is empty as well.
    let mut older = [0; 24];
    if stated.is_none() {
        let (first, last) = older.split_at_mut(16);
        first.copy_from_slice(&code(&key[..], &[&challenge, &moment.nonce]));
        last.copy_from_slice(&moment.nonce);
    }
    let newer = [&proof[..], &blob].concat();
    let mut message = written(user, (FLAGS & flags) | 1, &older, &newer);
    if stated.is_some() {
        let code = code(&session_key[..], &[&hello(), asked, &message]);
        message.get_mut(CODE_AT..FIXED)?.copy_from_slice(&code);
    }
    Some(message)
}

/// The message with its fields; the code over all is still empty.
fn written(user: &NtlmUser, flags: u32, older: &[u8], newer: &[u8]) -> Vec<u8> {
    let (domain, name) = (utf16(&user.domain), utf16(&user.name));
    let mut message = head(3);
    let mut payload: Vec<u8> = Vec::new();
    let fields: [&[u8]; 6] = [older, newer, &domain, &name, &[], &[]];
    for field in fields {
        let length = u16::try_from(field.len()).unwrap_or(u16::MAX).to_le_bytes();
        message.extend(length);
        message.extend(length);
        message.extend(u32::try_from(FIXED + payload.len()).unwrap_or(u32::MAX).to_le_bytes());
        payload.extend(field);
    }
    message.extend(flags.to_le_bytes());
    message.extend([0; 8 + 16]);
    message.extend(payload);
    message
}

/// What the proxy's message holds.
struct NtlmChallenge {
    challenge: [u8; 8],
    flags: u32,
    target_info: Vec<u8>,
}

impl NtlmChallenge {
    fn read(message: &[u8]) -> Option<Self> {
        if message.get(..12)? != head(2) {
            return None;
        }
        let flags = u32::from_le_bytes(message.get(20..24)?.try_into().ok()?);
        let challenge = message.get(24..32)?.try_into().ok()?;
        let target_info = match flags & HAS_TARGET_INFO {
            0 => Vec::new(),
            _ => {
                let length = u16::from_le_bytes(message.get(40..42)?.try_into().ok()?);
                let at = usize::try_from(u32::from_le_bytes(message.get(44..48)?.try_into().ok()?)).ok()?;
                message.get(at..at.checked_add(length.into())?)?.to_vec()
            }
        };
        Some(Self { challenge, flags, target_info })
    }
}

fn head(kind: u32) -> Vec<u8> {
    [SIGNATURE, &kind.to_le_bytes()].concat()
}

/// The entries of what a proxy tells of itself.
fn entries(target_info: &[u8]) -> Vec<(u16, &[u8])> {
    let mut entries = Vec::new();
    let mut rest = target_info;
    while let Some((head, after)) = rest.split_at_checked(4) {
        let [a, b, c, d] = head else { break };
        let (kind, length) = (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]));
        let Some((value, after)) = after.split_at_checked(length.into()).filter(|_| kind != END) else { break };
        entries.push((kind, value));
        rest = after;
    }
    entries
}

fn entry(target_info: &[u8], kind: u16) -> Option<&[u8]> {
    entries(target_info).into_iter().find(|(it, _)| *it == kind).map(|(_, value)| value)
}

/// The same entries, and that the answer carries a code.
fn with_code_promised(target_info: &[u8]) -> Vec<u8> {
    let known = entry(target_info, AV_FLAGS).and_then(|flags| flags.try_into().ok()).map_or(0, u32::from_le_bytes);
    let flags = (known | HAS_CODE).to_le_bytes();
    let others = entries(target_info).into_iter().filter(|(kind, _)| *kind != AV_FLAGS);
    let mut told = Vec::new();
    for (kind, value) in others.chain([(AV_FLAGS, &flags[..]), (END, &[])]) {
        told.extend(kind.to_le_bytes());
        told.extend(u16::try_from(value.len()).unwrap_or_default().to_le_bytes());
        told.extend(value);
    }
    told
}

/// What is proven to be known together with the password: the time, chance, what the proxy told.
fn blob(time: u64, nonce: [u8; 8], target_info: &[u8]) -> Vec<u8> {
    [&[1, 1, 0, 0, 0, 0, 0, 0], &time.to_le_bytes()[..], &nonce, &[0; 4], target_info, &[0; 4]].concat()
}

/// The key that stands for the password.
fn key(user: &NtlmUser) -> Zeroizing<[u8; 16]> {
    let password = Zeroizing::new(utf16(&user.password));
    let hash: Zeroizing<[u8; 16]> = Zeroizing::new(Md4::digest(&*password).into());
    Zeroizing::new(code(&hash[..], &[&utf16(&user.name.to_uppercase()), &utf16(&user.domain)]))
}

fn code(key: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    let Ok(mut mac) = Hmac::<Md5>::new_from_slice(key) else { return [0; 16] }; // a key may be of any length
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The worked example of MS-NLMP, 4.2.4.
    fn example() -> (NtlmUser, Moment, Vec<u8>) {
        let user = NtlmUser::new("Domain\\User", "Password");
        let mut info = Vec::new();
        for (kind, name) in [(2u16, "Domain"), (1, "Server")] {
            info.extend(kind.to_le_bytes());
            info.extend(12u16.to_le_bytes());
            info.extend(utf16(name));
        }
        info.extend([0; 4]);
        (user, Moment { nonce: [0xaa; 8], now: 0 }, info)
    }

    fn asked(flags: u32, info: &[u8]) -> Vec<u8> {
        let mut message = head(2);
        message.extend([0; 8]);
        message.extend(flags.to_le_bytes());
        message.extend([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);
        message.extend([0; 8]);
        let length = u16::try_from(info.len()).unwrap().to_le_bytes();
        message.extend([length, length].concat());
        message.extend(48u32.to_le_bytes());
        message.extend(info);
        message
    }

    #[test]
    fn the_answer_is_that_of_the_specification() {
        let (user, moment, info) = example();
        assert_eq!(hex(&key(&user)[..]), "0c868a403bfd7a93a3001ef22ef02e3f");
        let message = answer(&user, &asked(HAS_TARGET_INFO | FLAGS, &info), &moment).unwrap();
        assert_eq!(hex(&message[FIXED..FIXED + 24]), "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
        assert_eq!(hex(&message[FIXED + 24..FIXED + 40]), "68cd0ab851e51c96aabc927bebef6a1c");
        assert_eq!(message[CODE_AT..FIXED], [0; 16], "no time, no code");
    }

    #[test]
    fn where_the_proxy_says_the_time_a_code_covers_all_messages() {
        let (user, moment, info) = example();
        let time = [&TIMESTAMP.to_le_bytes()[..], &8u16.to_le_bytes(), &[7; 8]].concat();
        let info = [time, info].concat();
        let asked = asked(HAS_TARGET_INFO | FLAGS, &info);
        let message = answer(&user, &asked, &moment).unwrap();
        let mut bare = message.clone();
        bare[CODE_AT..FIXED].fill(0);
        let proof: Vec<u8> = message[FIXED + 24..FIXED + 40].to_vec();
        let session_key = code(&key(&user)[..], &[&proof]);
        assert_eq!(message[CODE_AT..FIXED], code(&session_key, &[&hello(), &asked, &bare]));
        assert_eq!(message[FIXED..FIXED + 24], [0; 24]);
        assert_eq!(message[FIXED + 48..FIXED + 56], [7; 8], "the proxy's time");
    }

    #[test]
    fn what_is_no_message_of_a_proxy_is_not_answered() {
        let (user, moment, info) = example();
        let good = asked(HAS_TARGET_INFO | FLAGS, &info);
        for cut in 0..good.len() - 4 {
            assert!(answer(&user, &good[..cut], &moment).is_none(), "{cut}");
        }
        assert!(answer(&user, &hello(), &moment).is_none());
        let mut far = good.clone();
        far[44..48].fill(0xff);
        assert!(answer(&user, &far, &moment).is_none());
        assert!(answer(&user, &asked(FLAGS, &[]), &moment).is_some(), "an old proxy tells nothing of itself");
    }

    #[test]
    fn a_login_is_a_domain_and_a_name_or_a_name() {
        for (login, expected) in [
            ("GUICHET\\alice", ("GUICHET", "alice")),
            ("alice", ("", "alice")),
            ("alice@mairie.example", ("", "alice@mairie.example")),
            ("M/alice", ("M", "alice")),
        ] {
            let user = NtlmUser::new(login, "x");
            assert_eq!((&*user.domain, &*user.name), expected);
        }
    }
}
