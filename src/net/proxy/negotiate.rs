//! The ticket that the system's sign-in holds (Kerberos), as a token for a proxy. Another library's work, and only where
//! the program is built with it (feature `negotiate`).

#[cfg(feature = "negotiate")]
use std::time::Duration;

use crate::base::i18n::Message;

/// Whether this program is built with it.
pub const IS_BUILT: bool = cfg!(feature = "negotiate");

/// A domain controller that does not answer is not waited for longer.
#[cfg(feature = "negotiate")]
const PATIENCE: Duration = Duration::from_secs(8);

/// A token for the proxy on `host`, in base64; the system's own words where it has none to give. It may ask the domain's
/// controller, hence on a thread that may block.
#[cfg(feature = "negotiate")]
pub(super) async fn token(host: &str) -> Result<String, Message> {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use cross_krb5::{ClientCtx, InitiateFlags};

    use crate::base::text;

    let target = format!("HTTP/{host}");
    let asked = tokio::task::spawn_blocking(move || {
        // The proxy has nothing to prove (it may be over TLS), and nothing is sealed with it.
        let flags = InitiateFlags::NEGOTIATE_TOKEN
            | InitiateFlags::DISABLE_MUTUAL_AUTH
            | InitiateFlags::DISABLE_CONFIDENTIALITY;
        let token = ClientCtx::new(flags, None, &target, None).map(|(_, token)| STANDARD.encode(&*token));
        token.map_err(|error| Message::from(text::line(&innermost(&error.to_string()))))
    });
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(token)) => token,
        Ok(Err(error)) => Err(text::line(&error.to_string()).into()),
        Err(_) => Err(crate::m!("proxy-ticket-late", seconds = PATIENCE.as_secs())),
    }
}

/// What GSSAPI says in brackets is the reason; what is before them is the same for all.
#[cfg(feature = "negotiate")]
fn innermost(words: &str) -> String {
    let within = words.split_once(" (").and_then(|(_, rest)| rest.strip_suffix(')'));
    within.unwrap_or(words).to_owned()
}

#[cfg(not(feature = "negotiate"))]
pub(super) async fn token(_host: &str) -> Result<String, Message> {
    Err(crate::m!("proxy-built-without"))
}
