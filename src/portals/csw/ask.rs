//! The requests of a catalogue service: as parameters of an address, or posted as XML where only that is taken.

use quick_xml::escape::escape;
use url::Url;

use super::capabilities::{ConstraintLanguage, OperationAddress, ServerCapabilities};
use super::filter::{self, Condition};
use crate::net::Ask;

/// Addresses that are longer are not taken everywhere.
const LONGEST: usize = 4_000;
/// Dublin Core, which every service has.
const PLAIN: &str = "http://www.opengis.net/cat/csw/2.0.2";
const PLAIN_OF_3: &str = "http://www.opengis.net/cat/csw/3.0";

/// Some records of all that meet the conditions.
#[derive(Debug, Default)]
pub struct WantedRecords {
    pub conditions: Vec<Condition>,
    /// What the service calls it, and whether from the end.
    pub order: Option<(String, bool)>,
    /// The first of them, from 1 on.
    pub start: usize,
    /// None of them is only counted.
    pub count: usize,
}

type KeyValues = Vec<(&'static str, String)>;

/// What opens a service's first page about itself.
pub fn capabilities(endpoint: &Url, version: Option<&str>) -> Ask {
    let version = version.map(|version| ("version", version.to_owned()));
    let asked = with(endpoint, [("service", "CSW".to_owned()), ("request", "GetCapabilities".to_owned())]);
    xml(Ask::from(version.map_or(asked.clone(), |version| with(&asked, [version]))))
}

pub fn records(server: &ServerCapabilities, endpoint: &Url, wanted: &WantedRecords) -> Ask {
    let (language, version) = (server.constraints, server.version);
    let constraint = filter::written(&wanted.conditions, language, version);
    let get = server.records.get.as_ref().or_else(|| server.records.post.is_none().then_some(endpoint));
    let asked = get.map(|get| with(get, records_in_address(server, wanted, constraint.as_deref())));
    match (asked, &server.records.post) {
        (Some(url), None) => xml(Ask::from(url)),
        (Some(url), Some(_)) if url.as_str().len() <= LONGEST => xml(Ask::from(url)),
        (_, Some(post)) => xml(Ask::post_xml(post.clone(), records_in_xml(server, wanted, constraint.as_deref()))),
        (None, None) => xml(Ask::from(endpoint.clone())),
    }
}

fn records_in_address(server: &ServerCapabilities, wanted: &WantedRecords, constraint: Option<&str>) -> KeyValues {
    let (schema, kind) = form(server);
    let mut asked = common(server, "GetRecords");
    asked.extend([
        ("typeNames", kind.to_owned()),
        ("outputSchema", schema.to_owned()),
        ("elementSetName", "full".to_owned()),
    ]);
    if !is_3(server) {
        let result = if wanted.count == 0 { "hits" } else { "results" };
        asked.push(("resultType", result.to_owned()));
    }
    asked.extend([("startPosition", wanted.start.max(1).to_string())]);
    // Of what is counted the older version gives a page at most, whatever is asked for.
    asked.extend((wanted.count > 0 || is_3(server)).then(|| ("maxRecords", wanted.count.to_string())));
    if let Some(constraint) = constraint {
        let language = if server.constraints == ConstraintLanguage::Cql { "CQL_TEXT" } else { "FILTER" };
        asked.extend([
            ("constraintLanguage", language.to_owned()),
            ("constraint_language_version", filter_version(server).to_owned()),
            ("constraint", constraint.to_owned()),
        ]);
    }
    if let Some((name, descending)) = &wanted.order {
        asked.push(("sortBy", format!("{name}:{}", if *descending { "D" } else { "A" })));
    }
    asked
}

fn records_in_xml(server: &ServerCapabilities, wanted: &WantedRecords, constraint: Option<&str>) -> String {
    let (schema, kind) = form(server);
    let (start, count, version) = (wanted.start.max(1), wanted.count, server.version);
    let result = match (is_3(server), count) {
        (true, _) => String::new(),
        (false, 0) => " resultType=\"hits\"".to_owned(),
        (false, _) => " resultType=\"results\"".to_owned(),
    };
    let constraint = constraint.map(|constraint| match server.constraints {
        ConstraintLanguage::Filter => {
            format!("<csw:Constraint version=\"{}\">{constraint}</csw:Constraint>", filter_version(server))
        }
        ConstraintLanguage::Cql => {
            let text = escape(constraint);
            format!("<csw:Constraint version=\"1.1.0\"><csw:CqlText>{text}</csw:CqlText></csw:Constraint>")
        }
    });
    let order = wanted.order.as_ref().map(|(name, descending)| filter::order(name, *descending, version));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><csw:GetRecords xmlns:csw=\"{}\" xmlns:gmd=\"{}\" xmlns:mdb=\"{schema}\" \
         service=\"CSW\" version=\"{version}\"{result} startPosition=\"{start}\" maxRecords=\"{count}\" \
         outputFormat=\"application/xml\" outputSchema=\"{schema}\"><csw:Query typeNames=\"{kind}\">\
         <csw:ElementSetName>full</csw:ElementSetName>{}{}</csw:Query></csw:GetRecords>",
        if is_3(server) { PLAIN_OF_3 } else { PLAIN },
        super::capabilities::FORMS[0].0,
        constraint.unwrap_or_default(),
        order.unwrap_or_default(),
    )
}

pub fn record(server: &ServerCapabilities, endpoint: &Url, id: &str) -> Ask {
    let (schema, _) = form(server);
    let asked = |at: &Url| {
        let own = [("id", id.to_owned()), ("elementSetName", "full".to_owned()), ("outputSchema", schema.to_owned())];
        with(at, common(server, "GetRecordById").into_iter().chain(own))
    };
    // In an address a comma stands between two ids.
    match (server.record.get.as_ref().filter(|_| !id.contains(',')), &server.record.post) {
        (None, Some(post)) => {
            let (names, version, id) = (if is_3(server) { PLAIN_OF_3 } else { PLAIN }, server.version, escape(id));
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><csw:GetRecordById xmlns:csw=\"{names}\" service=\"CSW\" \
                 version=\"{version}\" outputSchema=\"{schema}\"><csw:Id>{id}</csw:Id>\
                 <csw:ElementSetName>full</csw:ElementSetName></csw:GetRecordById>"
            );
            xml(Ask::post_xml(post.clone(), body))
        }
        _ => xml(Ask::from(asked(server.record.get.as_ref().unwrap_or(endpoint)))),
    }
}

/// Asks for the values that records have of a queryable.
pub fn domain(server: &ServerCapabilities, at: &OperationAddress, endpoint: &Url, name: &str) -> Ask {
    let key = if is_3(server) { "valueReference" } else { "propertyName" };
    let own = [(key, name.to_owned())];
    xml(Ask::from(with(at.get.as_ref().unwrap_or(endpoint), common(server, "GetDomain").into_iter().chain(own))))
}

fn common(server: &ServerCapabilities, request: &str) -> KeyValues {
    vec![("service", "CSW".to_owned()), ("version", server.version.to_owned()), ("request", request.to_owned())]
}

fn is_3(server: &ServerCapabilities) -> bool {
    server.version.starts_with('3')
}

fn filter_version(server: &ServerCapabilities) -> &'static str {
    if is_3(server) { "2.0.0" } else { "1.1.0" }
}

/// The form that records are asked for in, and the type of their elements.
fn form(server: &ServerCapabilities) -> (&'static str, &'static str) {
    let plain = if is_3(server) { (PLAIN_OF_3, "csw30:Record") } else { (PLAIN, "csw:Record") };
    server.form.unwrap_or(plain)
}

/// The address with these parameters in place of those of the same names.
fn with(url: &Url, parameters: impl IntoIterator<Item = (&'static str, String)>) -> Url {
    let parameters: Vec<_> = parameters.into_iter().collect();
    let mut asked = url.clone();
    let is_replaced = |key: &str| parameters.iter().any(|(own, _)| own.eq_ignore_ascii_case(key));
    let kept: Vec<(String, String)> =
        url.query_pairs().filter(|(key, _)| !is_replaced(key)).map(|(key, value)| (key.into(), value.into())).collect();
    asked.set_query(None);
    asked.query_pairs_mut().extend_pairs(kept).extend_pairs(parameters);
    asked
}

fn xml(ask: Ask) -> Ask {
    ask.with("accept", "application/xml, text/xml;q=0.9, */*;q=0.1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::xml_tree::read;
    use crate::net::AskBody;
    use crate::portals::csw::tree::{first, raw_at};

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn value(ask: &Ask, key: &str) -> Option<String> {
        ask.url().query_pairs().find(|(known, _)| known == key).map(|(_, value)| value.into_owned())
    }

    #[test]
    fn an_address_keeps_what_is_its_own() {
        let ask = capabilities(&url("https://a.example/mapserv?map=/x.map&SERVICE=WMS"), Some("2.0.2"));
        let expected = "https://a.example/mapserv?map=%2Fx.map&service=CSW&request=GetCapabilities&version=2.0.2";
        assert_eq!(ask.url().as_str(), expected);
    }

    #[test]
    fn records_are_asked_for_in_the_words_of_each_version() {
        let endpoint = url("https://a.example/csw");
        let wanted =
            WantedRecords { order: Some(("dc:title".into(), true)), start: 21, count: 20, ..Default::default() };
        let older = records(&ServerCapabilities::default(), &endpoint, &wanted);
        assert_eq!(value(&older, "typeNames").as_deref(), Some("gmd:MD_Metadata"));
        assert_eq!(value(&older, "sortBy").as_deref(), Some("dc:title:D"));
        assert_eq!(value(&older, "resultType").as_deref(), Some("results"));
        let newer = ServerCapabilities { version: "3.0.0", form: None, ..ServerCapabilities::default() };
        let counted = records(&newer, &endpoint, &WantedRecords::default());
        assert_eq!(value(&counted, "resultType"), None);
        assert_eq!(value(&counted, "maxRecords").as_deref(), Some("0"));
        assert_eq!(value(&counted, "outputSchema").as_deref(), Some("http://www.opengis.net/cat/csw/3.0"));
    }

    #[test]
    fn what_is_long_or_taken_only_so_is_posted() {
        let endpoint = url("https://a.example/csw");
        let posts = OperationAddress { get: None, post: Some(url("https://a.example/post")) };
        let both = OperationAddress { get: Some(endpoint.clone()), ..posts.clone() };
        let has = |word: &str| vec![Condition::Has("csw:AnyText".into(), word.into())];
        let long = WantedRecords { conditions: has(&"a<b ".repeat(2_000)), count: 20, ..Default::default() };
        let short = WantedRecords { conditions: has("x"), count: 20, order: Some(("t".into(), false)), start: 1 };
        for (records_at, wanted, is_posted) in [(&posts, &short, true), (&both, &short, false), (&both, &long, true)] {
            let server = ServerCapabilities { records: records_at.clone(), ..ServerCapabilities::default() };
            let ask = records(&server, &endpoint, wanted);
            assert_eq!(ask.url().path(), if is_posted { "/post" } else { "/csw" });
            let Some(AskBody::Xml(body)) = &ask.body else {
                assert!(!is_posted);
                continue;
            };
            let tree = read(body).unwrap();
            let literal = raw_at(&tree, "Query/Constraint/Filter/PropertyIsLike/Literal").unwrap();
            assert!(literal.starts_with('%') && literal.ends_with('%'), "{literal}");
            assert_eq!(first(&tree, "Query/SortBy/SortProperty/SortOrder").is_some(), wanted.order.is_some());
        }
        let server = ServerCapabilities { record: posts.clone(), ..ServerCapabilities::default() };
        let ask = record(&server, &endpoint, "a<&b");
        let Some(AskBody::Xml(body)) = &ask.body else { panic!("it is posted") };
        assert_eq!(raw_at(&read(body).unwrap(), "Id").as_deref(), Some("a<&b"));
        for (id, is_posted) in [("a b/é%", false), ("a,b", true)] {
            let server = ServerCapabilities { record: both.clone(), ..ServerCapabilities::default() };
            let ask = record(&server, &endpoint, id);
            assert_eq!(ask.body.is_some(), is_posted, "{id}");
            assert!(is_posted || value(&ask, "id").as_deref() == Some(id), "{id}");
        }
    }
}
