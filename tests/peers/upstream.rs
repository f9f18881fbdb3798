//! RUDI's own descriptions of its services: what they say of a request, and the mocks that check it. The mocks ignore
//! parameters they do not know and those described as one object, so the descriptions are read too.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use axum::http::Method;
use serde_json::Value;

/// One described service: the variable that holds its mock's address, and what its paths begin with on a portal.
struct Service {
    name: &'static str,
    variable: &'static str,
    prefix: &'static str,
    description: LazyLock<Value>,
    model: LazyLock<Value>,
}

static SERVICES: [Service; 4] = [
    Service {
        name: "konsult",
        variable: "GUICHET_PRISM_RUDI_KONSULT",
        prefix: "/konsult/v1",
        description: LazyLock::new(|| read("konsult", "api")),
        model: LazyLock::new(|| read("konsult", "model")),
    },
    Service {
        name: "projekt",
        variable: "GUICHET_PRISM_RUDI_PROJEKT",
        prefix: "/projekt/v1",
        description: LazyLock::new(|| read("projekt", "api")),
        model: LazyLock::new(|| read("projekt", "model")),
    },
    Service {
        name: "acl",
        variable: "GUICHET_PRISM_RUDI_ACL",
        prefix: "/acl/v1",
        description: LazyLock::new(|| read("acl", "api")),
        model: LazyLock::new(|| read("acl", "model")),
    },
    Service {
        name: "kos",
        variable: "GUICHET_PRISM_RUDI_KOS",
        prefix: "/kos/v1",
        description: LazyLock::new(|| read("kos", "api")),
        model: LazyLock::new(|| read("kos", "model")),
    },
];

fn read(service: &str, what: &str) -> Value {
    let folder =
        format!("../shared/contracts/rudi/openapi/v3.3.2/rudi-microservice/rudi-microservice-{service}/openapi");
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder).join(format!("rudi-{service}-{what}.json"));
    serde_json::from_slice(&std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))).unwrap()
}

/// What a service's description and its mock say of a request.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// As described, as `/datasets/{globalId}/metadatas`.
    pub path: String,
    /// The mock's answer.
    pub status: u16,
    /// Parameters that are not described, or whose value is not among those described.
    pub unknown: Vec<String>,
}

/// `None`: no service is described at that path.
pub async fn judge(method: &Method, path: &str, query: &str) -> Option<Verdict> {
    let service = SERVICES.iter().find(|service| path.starts_with(service.prefix))?;
    let own = &path[service.prefix.len()..];
    let mock = std::env::var(service.variable);
    let mock = mock.unwrap_or_else(|_| panic!("{} is to name the mock of {}", service.variable, service.name));
    let client = guichet::net::builder().build().unwrap();
    let status = client.request(method.clone(), format!("{mock}{own}?{query}")).send().await.unwrap().status().as_u16();
    let (path, operation) = service.operation(method, own);
    let known = operation.map(|operation| service.parameters(operation)).unwrap_or_default();
    let unknown = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, value)| {
            !known.get(&**name).is_some_and(|words| words.is_empty() || words.iter().any(|word| word == value))
        })
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    Some(Verdict { path, status, unknown })
}

/// The words a parameter takes, none where it takes any.
type Words = Vec<String>;

impl Service {
    fn operation(&self, method: &Method, path: &str) -> (String, Option<&Value>) {
        let path: Vec<_> = path.split('/').collect();
        let fits = |pattern: &str| {
            let pattern: Vec<_> = pattern.split('/').collect();
            pattern.len() == path.len()
                && pattern.iter().zip(&path).all(|(pattern, part)| pattern.starts_with('{') || pattern == part)
        };
        // The more literal one, where two fit.
        let paths = self.description["paths"].as_object().unwrap().iter().filter(|(pattern, _)| fits(pattern));
        let Some((pattern, found)) = paths.min_by_key(|(pattern, _)| pattern.matches('{').count()) else {
            return (path.join("/"), None);
        };
        (pattern.clone(), found.get(method.as_str().to_ascii_lowercase()))
    }

    /// Names of all query parameters; the fields of an object where they are described as one.
    fn parameters(&self, operation: &Value) -> BTreeMap<String, Words> {
        let mut known = BTreeMap::new();
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let parameter = self.resolved(parameter);
            if parameter["in"] == "query" {
                self.add(parameter["name"].as_str().unwrap(), &parameter["schema"], &mut known);
            }
        }
        known
    }

    fn add(&self, name: &str, schema: &Value, known: &mut BTreeMap<String, Words>) {
        let schema = self.resolved(schema);
        let parts = schema["allOf"].as_array().into_iter().flatten();
        parts.for_each(|part| self.add(name, part, known));
        if let Some(fields) = schema["properties"].as_object() {
            fields.iter().for_each(|(name, field)| self.add(name, field, known));
        } else if schema.get("allOf").is_none() {
            let values = if schema["type"] == "array" { self.resolved(&schema["items"]) } else { schema };
            let words = values["enum"].as_array().into_iter().flatten();
            known.insert(name.to_owned(), words.map(|word| word.as_str().unwrap().to_owned()).collect());
        }
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(reference) = value["$ref"].as_str() else { return value };
        let (file, pointer) = reference.split_once('#').unwrap();
        let within = if file.is_empty() { [&self.description, &self.model] } else { [&self.model, &self.model] };
        let found = within.into_iter().find_map(|document| document.pointer(pointer));
        found.unwrap_or_else(|| panic!("{reference} of {}", self.name))
    }
}
