//! What a kind of portal takes to sign in, and what signing in gives.

use jiff::Timestamp;
use url::Url;

use super::expiry;
use crate::access::secrets::Shape;
use crate::base::format;
use crate::base::i18n::Said;
use crate::net::identity::ClientCertificate;
use crate::t;

/// One way to sign in to a kind of portal.
#[derive(Debug, PartialEq, Eq)]
pub struct Way {
    /// As in the configuration's `sign_in`.
    pub word: &'static str,
    /// What the configuration called it before.
    pub also: &'static [&'static str],
    /// What the wizard calls it.
    pub label: Said,
    /// What the person needs to have.
    pub takes: Shape,
    /// Where the person finds it.
    pub found: Said,
}

impl Way {
    /// One that asks for nothing beside the credential.
    pub const fn new(word: &'static str, label: Said, takes: Shape, found: Said) -> Self {
        Self { word, also: &[], label, takes, found }
    }

    /// Whether the configuration means it by `word`.
    pub fn is(&self, word: &str) -> bool {
        self.word == word || self.also.contains(&word)
    }
}

/// Who one is at a portal and what that opens, as far as the portal tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// A login, a client's name, the title of a token; `None` when nobody is signed in.
    pub who: Option<String>,
    /// One line each: workspaces, shares, scopes.
    pub opens: Vec<String>,
    /// The datasets it opens with their titles, one line each, where the portal has a fixed list of them.
    pub datasets: Vec<String>,
    /// The number of the request on which the credential was granted.
    pub request: Option<String>,
    /// The body it was granted to: its SIRET.
    pub holder: Option<String>,
    /// When the credential itself ends, not the token fetched with it.
    pub expires: Option<Timestamp>,
    /// The client certificate that was shown, where there is one.
    pub certificate: Option<ClientCertificate>,
    /// The page where it is renewed.
    pub renewal: Option<String>,
    /// The page that shows how much the credential is used.
    pub usage: Option<String>,
    /// Where its tokens are got, where that was found out by asking and is worth noting.
    pub token_url: Option<Url>,
    /// What is not as asked, one sentence each.
    pub warnings: Vec<String>,
}

/// Whose a client certificate is, and when it ends.
pub fn certificate_line(shown: &ClientCertificate) -> String {
    let ends = expiry::words(shown.ends, Timestamp::now());
    t!("identity-shown", subject = shown.subject.clone(), issuer = shown.issuer.clone(), ends)
}

impl Account {
    /// When the first of what one signs in with ends.
    pub fn ends(&self) -> Option<Timestamp> {
        self.expires.into_iter().chain(self.certificate.as_ref().map(|shown| shown.ends)).min()
    }

    /// What there is to say of it, one line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.who.as_ref().map(|who| t!("auth-signed-in-as", who)));
        if !self.opens.is_empty() {
            lines.push(t!("auth-opens", opens = self.opens.join(&format::semicolon())));
        }
        lines.extend(match (&self.request, &self.holder) {
            (Some(request), Some(holder)) => Some(t!("auth-granted-on-to", request, holder)),
            (Some(request), None) => Some(t!("auth-granted-on", request)),
            (None, Some(holder)) => Some(t!("auth-granted-to", holder)),
            (None, None) => None,
        });
        lines.extend(self.expires.map(|ends| {
            let ends = expiry::words(ends, Timestamp::now());
            match &self.renewal {
                Some(page) => t!("auth-until-renew", ends, page),
                None => t!("auth-until", ends),
            }
        }));
        lines.extend(self.certificate.iter().map(certificate_line));
        lines.extend(self.usage.iter().map(|page| t!("auth-usage", page)));
        lines.extend(self.warnings.iter().map(|warning| t!("auth-note", warning)));
        lines
    }
}
