//! What a client certificate says of itself, and the order in which a server wants those that vouch for it.

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use x509_cert::Certificate as X509;
use x509_cert::der::Decode;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::name::Name;
use x509_cert::time::Time;

use crate::base::text;

/// Of longer ones a server takes no more either.
const LONGEST_CHAIN: usize = 10;

/// What it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate {
    /// Whom it names: the common name, else all of the name.
    pub subject: String,
    /// Who vouches for it, as `CN=…,O=…`.
    pub issuer: String,
    pub starts: Timestamp,
    pub ends: Timestamp,
    /// Whether it is made to sign in with, as far as it says.
    pub is_for_clients: bool,
    pub is_self_signed: bool,
    /// How many certificates are sent along that vouch for it.
    pub between: usize,
}

impl ClientCertificate {
    /// `None`: that is no certificate.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let certificate = X509::from_der(der).ok()?;
        let told = certificate.tbs_certificate();
        let usage = told.get_extension::<ExtendedKeyUsage>().ok().flatten();
        Some(Self {
            subject: common_name(told.subject()).unwrap_or_else(|| text::line(&told.subject().to_string())),
            issuer: text::line(&told.issuer().to_string()),
            starts: moment(&told.validity().not_before)?,
            ends: moment(&told.validity().not_after)?,
            is_for_clients: usage.is_none_or(|(_, usage)| usage.0.iter().any(is_for_clients)),
            is_self_signed: told.issuer() == told.subject(),
            between: 0,
        })
    }
}

fn is_for_clients(usage: &ObjectIdentifier) -> bool {
    const CLIENT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
    const ANY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
    [CLIENT, ANY].contains(usage)
}

fn common_name(name: &Name) -> Option<String> {
    let found = name.common_name().ok().flatten()?;
    text::some_line(&found.value())
}

fn moment(time: &Time) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(time.to_unix_duration().as_secs()).ok()?).ok()
}

/// The certificate at `own` of `all`, and behind it who vouches for each, as far as they are there. The authority itself, which
/// every server has to have, stays behind.
pub(super) fn chain(all: Vec<CertificateDer<'static>>, own: usize) -> Vec<CertificateDer<'static>> {
    let names = |der: &CertificateDer<'_>| {
        let certificate = X509::from_der(der).ok()?;
        let told = certificate.tbs_certificate();
        Some((told.subject().clone(), told.issuer().clone()))
    };
    let all: Vec<_> = all.into_iter().map(|der| (names(&der), der)).collect();
    let mut chain = Vec::new();
    let mut next = all.get(own);
    while let Some((names, der)) = next.filter(|_| chain.len() < LONGEST_CHAIN) {
        chain.push(der.clone());
        let Some((_, issuer)) = names else { break };
        let vouches = |names: &Option<(Name, Name)>| {
            names.as_ref().is_some_and(|(subject, by)| subject == issuer && subject != by)
        };
        next = all.iter().find(|(names, der)| vouches(names) && !chain.contains(der));
    }
    chain
}
