//! What the environment says of object stores: keys, endpoint, region; and what is refused of it before anything is sent.

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact;
use crate::m;
use crate::net::is_loopback;

/// Variables whose values nobody is to read.
const SECRET: [&str; 8] = [
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_TOKEN",
    "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_ACCOUNT_KEY",
    "AZURE_STORAGE_SAS_KEY",
    "AZURE_STORAGE_CLIENT_SECRET",
    "AZURE_STORAGE_TOKEN",
];

/// From now on they are cut out of every text.
pub fn secrets_become_known() {
    SECRET.iter().filter_map(|name| std::env::var(name).ok()).for_each(|value| redact::know(&value));
}

/// An S3 as the environment describes it (`AWS_*`). The keys come from there, from a token's file or from the container; the
/// address of a machine's own keys is asked by nobody, as that takes minutes where there are none.
pub fn s3(bucket: &str, subject: &str) -> Result<AmazonS3Builder> {
    let builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
    let has = |key: AmazonS3ConfigKey| builder.get_config_value(&key).is_some_and(|value| !value.is_empty());
    let by_keys = has(AmazonS3ConfigKey::AccessKeyId) && has(AmazonS3ConfigKey::SecretAccessKey);
    let by_token = has(AmazonS3ConfigKey::WebIdentityTokenFile) && has(AmazonS3ConfigKey::RoleArn);
    let by_container = has(AmazonS3ConfigKey::ContainerCredentialsRelativeUri)
        || has(AmazonS3ConfigKey::ContainerCredentialsFullUri)
            && has(AmazonS3ConfigKey::ContainerAuthorizationTokenFile);
    if !(by_keys || by_token || by_container) {
        return Err(
            Error::new(ErrorKind::SignIn, subject.to_owned(), m!("stores-no-key")).hint(m!("stores-no-key-hint"))
        );
    }
    if std::env::vars_os().any(|(name, _)| chooses_encryption(&name.to_string_lossy())) {
        return Err(Error::new(ErrorKind::Config, subject.to_owned(), m!("stores-encryption"))
            .hint(m!("stores-encryption-hint")));
    }
    let endpoint = [AmazonS3ConfigKey::S3Endpoint, AmazonS3ConfigKey::Endpoint];
    let endpoint = endpoint.iter().find_map(|key| builder.get_config_value(key));
    check_endpoint(endpoint.as_deref(), subject, is_on("AWS_ALLOW_HTTP"))?;
    Ok(builder)
}

fn chooses_encryption(variable: &str) -> bool {
    variable == "AWS_SERVER_SIDE_ENCRYPTION" || variable.starts_with("AWS_SSE_")
}

fn is_on(variable: &str) -> bool {
    std::env::var(variable).is_ok_and(|value| matches!(value.trim(), "1" | "true" | "TRUE" | "True" | "yes"))
}

/// Refuses an endpoint that is no web address, or one in clear text beyond this machine, unless that is allowed.
fn check_endpoint(endpoint: Option<&str>, subject: &str, clear_text: bool) -> Result<()> {
    let Some(endpoint) = endpoint else { return Ok(()) };
    let refuse = |cause| Error::new(ErrorKind::Config, subject.to_owned(), cause);
    let url = Url::parse(endpoint).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(url) = url else { return Err(refuse(m!("stores-odd-endpoint"))) };
    if url.scheme() == "http" && !is_loopback(&url) && !clear_text {
        return Err(refuse(m!("stores-clear-text")).hint(m!("stores-clear-text-hint")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clear_text_stays_on_this_machine_unless_it_is_allowed() {
        let check = |endpoint, clear_text| check_endpoint(endpoint, "s3://b/", clear_text).is_ok();
        assert!(check(None, false) && check(Some("https://s3.example"), false));
        assert!(check(Some("http://127.0.0.1:9000"), false) && check(Some("http://localhost:9000"), false));
        assert!(!check(Some("http://s3.example"), false) && check(Some("http://s3.example"), true));
        assert!(!check(Some("s3.example"), true) && !check(Some("ftp://s3.example"), true));
    }
}
