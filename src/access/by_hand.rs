//! How a credential is sent by hand, with another program: which variables hold it and what is made of them. The
//! credential itself is nowhere in it.

use url::Url;

use crate::access::secrets::{Shape, variable};

/// How one credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByHand {
    /// In a header, behind what stands `before` it.
    Header { name: String, before: String, variable: String },
    /// A login and its password, with every request (Basic).
    Login { login: String, password: String },
    /// Where the address has [`PLACEHOLDER`].
    InAddress { variable: String },
    /// For a token, which is asked for first.
    Exchange(Exchange),
}

/// Stands in an address for the secret that it holds.
pub const PLACEHOLDER: &str = "guichet-secret-by-hand";

/// How a token is asked for. It goes into `Authorization`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub url: Url,
    /// The variables of id and secret, where these are sent like a login (Basic).
    pub pair: Option<(String, String)>,
    /// Whether both are percent-encoded before they are joined.
    pub is_encoded: bool,
    pub form: Vec<(String, Field)>,
    /// The field of the answer that holds the token.
    pub found_in: &'static str,
    /// What stands before the token, unless that is in the field as well.
    pub before: &'static str,
}

/// A value of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    Text(String),
    Variable(String),
}

impl ByHand {
    /// The variables of `portal` that credentials of this shape are in; the first part, where there is one, and the secret.
    pub fn variables(portal: &str, shape: Shape) -> (Option<String>, String) {
        let name = |what: &str| variable(portal, what);
        match shape {
            Shape::Client => (Some(name("CLIENT_ID")), name("CLIENT_SECRET")),
            Shape::Login => (Some(name("LOGIN")), name("PASSWORD")),
            Shape::ApiKey => (None, name("API_KEY")),
            Shape::Token => (None, name("TOKEN")),
        }
    }

    /// In a header, behind what stands `before` it.
    pub fn header(portal: &str, shape: Shape, name: impl Into<String>, before: impl Into<String>) -> Self {
        Self::Header { name: name.into(), before: before.into(), variable: Self::variables(portal, shape).1 }
    }

    /// A login and its password, with every request.
    pub fn login(portal: &str) -> Self {
        let (login, password) = Self::variables(portal, Shape::Login);
        Self::Login { login: login.unwrap_or_default(), password }
    }

    /// A pair that is exchanged for a token (RFC 6749, 4.4), by a form that holds no secret.
    pub fn client(portal: &str, shape: Shape, url: Url, is_encoded: bool, form: &[(&str, &str)]) -> Self {
        let (id, secret) = Self::variables(portal, shape);
        let form = form.iter().map(|(key, value)| ((*key).to_owned(), Field::Text((*value).to_owned()))).collect();
        Self::Exchange(Exchange {
            url,
            pair: id.map(|id| (id, secret)),
            is_encoded,
            form,
            found_in: "access_token",
            before: "Bearer ",
        })
    }

    /// All variables that it wants set.
    pub fn wants(&self) -> Vec<&str> {
        match self {
            Self::Header { variable, .. } | Self::InAddress { variable } => vec![variable],
            Self::Login { login, password } => vec![login, password],
            Self::Exchange(exchange) => {
                let pair = exchange.pair.iter().flat_map(|(id, secret)| [id.as_str(), secret.as_str()]);
                let form = exchange.form.iter().filter_map(|(_, field)| match field {
                    Field::Variable(variable) => Some(variable.as_str()),
                    Field::Text(_) => None,
                });
                pair.chain(form).collect()
            }
        }
    }
}
