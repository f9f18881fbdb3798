//! Addresses that hold a secret, which would be seen in the configuration.

use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::secret_address::names_a_secret;
use crate::m;

/// Where Isogeo has the services of its shares: `/ows/s/SHARE/TOKEN`, `/ows/s/SHARE/c/CATALOGUE/TOKEN`.
const ISOGEO: [&str; 2] = ["services.api.isogeo.com", "services.api.qa.isogeo.com"];

/// The share whose service is at `url`, where its token stands in it too.
fn share_with_token(url: &Url) -> Option<String> {
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().filter(|it| !it.is_empty()).collect();
    match segments[..] {
        ["ows", "s", share, _, ..] if url.host_str().is_some_and(|host| ISOGEO.contains(&host)) => {
            Some(share.to_owned())
        }
        _ => None,
    }
}

/// An address with a token in it is none for the configuration; the share that it opens has a feed that keeps its token
/// elsewhere.
pub fn check_url(url: &Url) -> Result<()> {
    if let Some(share) = share_with_token(url) {
        return Err(Error::new(ErrorKind::Config, "url", m!("csw-secret-url")).hint(m!("csw-secret-url-hint", share)));
    }
    match url.query_pairs().find(|(key, value)| names_a_secret(key) && !value.is_empty()) {
        Some((key, _)) => {
            let hint = m!("csw-secret-parameter-hint", key = crate::base::text::line(&key));
            Err(Error::new(ErrorKind::Config, "url", m!("csw-secret-parameter")).hint(hint))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_secret_is_refused_and_the_secret_not_repeated() {
        let check = |url: &str| check_url(&Url::parse(url).unwrap());
        for fine in [
            "https://a.example/srv/fre/csw",
            "https://a.example/mapserv?map=x",
            "https://services.api.isogeo.com/ows/s/share",
        ] {
            check(fine).unwrap();
        }
        for url in [
            "https://services.api.isogeo.com/ows/s/0a1b2c/Jeton0Secret",
            "https://services.api.isogeo.com/ows/s/0a1b2c/c/3d4e/Jeton0Secret",
            "https://a.example/csw?access_token=Jeton0Secret",
        ] {
            let error = check(url).unwrap_err();
            let hint = error.hint.clone().unwrap();
            assert!(!format!("{error}{hint}").contains("Jeton0Secret"), "{url}");
        }
    }
}
