//! Which addresses belong to one Isogeo platform (docs/portals/isogeo.md 1.1).

use url::Url;

struct Platform {
    /// Hosts of the API: the first is today's, the others are older names.
    apis: [&'static str; 2],
    identity: &'static str,
    /// Where people work.
    app: &'static str,
    open_catalog: &'static str,
}

const PLATFORMS: [Platform; 2] = [
    Platform {
        apis: ["v1.api.isogeo.com", "api.isogeo.com"],
        identity: "id.api.isogeo.com",
        app: "app.isogeo.com",
        open_catalog: "https://open.isogeo.com/",
    },
    Platform {
        apis: ["v1.api.qa.isogeo.com", "api.qa.isogeo.com"],
        identity: "id.api.qa.isogeo.com",
        app: "qa-isogeo-app.azurewebsites.net",
        open_catalog: "https://qa-isogeo-open.azurewebsites.net/",
    },
];

fn of_api(api: &Url) -> Option<&'static Platform> {
    let host = api.host_str()?;
    PLATFORMS.iter().find(|platform| platform.apis.contains(&host))
}

/// Where the tokens for `api` are asked for. Installations of one's own are taken to follow the same pattern, or to have
/// the service below the API.
pub fn token_url(api: &Url) -> Url {
    let known = of_api(api).map(|platform| platform.identity.to_owned());
    let label = || Some(format!("id.{}", api.host_str()?.strip_prefix("v1.")?));
    let identity = known.or_else(label).and_then(|host| with_host(api, &host));
    let below = if identity.is_some() { "" } else { api.path().trim_end_matches('/') };
    let mut url = identity.unwrap_or_else(|| api.clone());
    url.set_path(&format!("{below}/oauth/token"));
    url
}

/// Where people work on the platform of `api`, where that is known.
pub fn app(api: &Url) -> Option<String> {
    of_api(api).map(|platform| format!("https://{}/", platform.app))
}

/// The API whose tokens `token_url` gives, where its address tells.
pub fn api_url(token_url: &Url) -> Option<Url> {
    let host = token_url.host_str()?;
    let known = PLATFORMS.iter().find(|platform| platform.identity == host).map(|platform| platform.apis[0].to_owned());
    let host = known.or_else(|| Some(format!("v1.{}", host.strip_prefix("id.")?)))?;
    let mut url = with_host(token_url, &host)?;
    url.set_path("");
    url.set_query(None);
    Some(url)
}

/// The API of the platform that `url` is an address of: of the API, the token service, or where people work.
pub fn api_of(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let has = |platform: &&Platform| platform.apis.contains(&host) || platform.identity == host || platform.app == host;
    let platform = PLATFORMS.iter().find(has)?;
    Url::parse(&format!("https://{}", platform.apis[0])).ok()
}

/// The web pages of what is shared with applications; `None` for installations of one's own.
pub fn open_catalog(api: &Url) -> Option<Url> {
    Url::parse(of_api(api)?.open_catalog).ok()
}

fn with_host(url: &Url, host: &str) -> Option<Url> {
    let mut url = url.clone();
    url.set_host(Some(host)).ok()?;
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn tokens_are_asked_for_where_the_table_or_the_pattern_says_section_1_1() {
        let table = [
            ("https://v1.api.isogeo.com", "https://id.api.isogeo.com/oauth/token"),
            ("https://v1.api.qa.isogeo.com/", "https://id.api.qa.isogeo.com/oauth/token"),
            ("https://api.isogeo.com/v1", "https://id.api.isogeo.com/oauth/token"),
            ("https://api.qa.isogeo.com", "https://id.api.qa.isogeo.com/oauth/token"),
            ("https://v1.geo.ville.example:8443/x", "https://id.geo.ville.example:8443/oauth/token"),
            ("https://geo.v1.ville.example", "https://geo.v1.ville.example/oauth/token"),
            ("https://ville.example/isogeo/", "https://ville.example/isogeo/oauth/token"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/oauth/token"),
        ];
        for (api, expected) in table {
            assert_eq!(token_url(&url(api)), url(expected), "{api}");
        }
    }

    #[test]
    fn an_api_is_known_by_its_token_service_section_1_1() {
        let table = [
            ("https://id.api.isogeo.com/oauth/token", Some("https://v1.api.isogeo.com/")),
            ("https://id.api.qa.isogeo.com/oauth/token", Some("https://v1.api.qa.isogeo.com/")),
            ("https://id.geo.ville.example:8443/oauth/token?x=1", Some("https://v1.geo.ville.example:8443/")),
            ("https://geo.id.ville.example/oauth/token", None),
            ("https://127.0.0.1/oauth/token", None),
        ];
        for (token, expected) in table {
            assert_eq!(api_url(&url(token)), expected.map(url), "{token}");
        }
    }

    #[test]
    fn only_isogeo_s_own_platforms_have_a_known_open_catalog() {
        let found = |api: &str| open_catalog(&url(api)).map(String::from);
        assert_eq!(found("https://v1.api.isogeo.com").as_deref(), Some("https://open.isogeo.com/"));
        assert!(found("https://v1.api.qa.isogeo.com").is_some_and(|page| page.contains("qa-isogeo-open")));
        assert_eq!(found("https://geo.ville.example"), None);
    }
}
