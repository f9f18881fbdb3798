//! What a catalogue service says of itself: where its operations are, what it is asked in, and by what it filters.

use url::Url;

use super::tree::{all, first, line_at};
use crate::base::xml_tree::XmlElement;
use crate::portals::web::is_same_site;

/// Versions that are spoken, the usual one first.
const VERSIONS: [&str; 2] = ["2.0.2", "3.0.0"];

/// Forms of records that are read, the richest first: the address that names one, the type of its records.
pub const FORMS: [(&str, &str); 4] = [
    ("http://www.isotc211.org/2005/gmd", "gmd:MD_Metadata"),
    ("http://standards.iso.org/iso/19115/-3/mdb/2.0", "mdb:MD_Metadata"),
    ("http://standards.iso.org/iso/19115/-3/mdb/1.0", "mdb:MD_Metadata"),
    ("http://standards.iso.org/iso/19115/-3/mdb/3.0", "mdb:MD_Metadata"),
];

/// How a request is constrained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstraintLanguage {
    Filter,
    Cql,
}

/// Where an operation is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OperationAddress {
    pub get: Option<Url>,
    pub post: Option<Url>,
}

/// One that says nothing is asked as the standard has it.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerCapabilities {
    pub title: Option<String>,
    pub version: &'static str,
    pub records: OperationAddress,
    pub record: OperationAddress,
    /// `None`: it does not tell which values there are.
    pub domain: Option<OperationAddress>,
    pub constraints: ConstraintLanguage,
    /// The form of records that is asked for; `None`: Dublin Core, which all have.
    pub form: Option<(&'static str, &'static str)>,
    /// What it says that records can be looked for by; empty where it does not say.
    pub queryables: Vec<String>,
    /// Whether it says that it does not sort.
    pub sorts_nothing: bool,
}

impl Default for ServerCapabilities {
    fn default() -> Self {
        Self {
            title: None,
            version: VERSIONS[0],
            records: OperationAddress::default(),
            record: OperationAddress::default(),
            domain: None,
            constraints: ConstraintLanguage::Filter,
            form: Some(FORMS[0]),
            queryables: vec![],
            sorts_nothing: false,
        }
    }
}

impl ServerCapabilities {
    /// `None`: it is no such document. `endpoint` is where the service is known to be.
    pub fn read(root: &XmlElement, endpoint: &Url) -> Option<Self> {
        if root.name != "Capabilities" {
            return None;
        }
        let operations = all(root, "OperationsMetadata/Operation");
        let named = |name: &str| operations.iter().copied().find(|it| it.attribute("name") == Some(name));
        let at = |name: &str| named(name).map(|it| address(it, endpoint));
        let records = named("GetRecords");
        let values = |name: &str| records.map(|it| parameter(it, name)).unwrap_or_default();
        let said = versions(root);
        let languages = values("CONSTRAINTLANGUAGE");
        let has = |language: &str| languages.iter().any(|it| it.eq_ignore_ascii_case(language));
        Some(Self {
            title: line_at(root, "ServiceIdentification/Title"),
            version: VERSIONS.into_iter().find(|version| said.iter().any(|it| it == version)).unwrap_or(VERSIONS[0]),
            records: at("GetRecords").unwrap_or_default(),
            record: at("GetRecordById").unwrap_or_default(),
            domain: at("GetDomain"),
            constraints: match has("CQL_TEXT") && !has("FILTER") {
                true => ConstraintLanguage::Cql,
                false => ConstraintLanguage::Filter,
            },
            form: form(&values("outputSchema")),
            queryables: records.map(queryables).unwrap_or_default(),
            sorts_nothing: sorts_nothing(root),
        })
    }

    /// What the service calls the first of these, by its name without a prefix; `usual` where it declares nothing.
    pub fn queryable(&self, names: &[&str], usual: &str) -> Option<String> {
        if self.queryables.is_empty() {
            return Some(usual.to_owned());
        }
        let bare = |declared: &str| declared.rsplit(':').next().unwrap_or(declared).to_lowercase();
        let find = |name: &&str| self.queryables.iter().find(|it| bare(it) == **name);
        names.iter().find_map(find).cloned()
    }
}

fn versions(root: &XmlElement) -> Vec<String> {
    let listed = all(root, "ServiceIdentification/ServiceTypeVersion").into_iter().map(|it| it.text.trim().to_owned());
    listed.chain(root.attribute("version").map(str::to_owned)).collect()
}

/// The first form that is known; of a service that lists none, the one that is in use.
fn form(listed: &[String]) -> Option<(&'static str, &'static str)> {
    let is_listed = |form: &&(&str, &str)| listed.iter().any(|it| it == form.0);
    if listed.is_empty() { Some(FORMS[0]) } else { FORMS.iter().find(is_listed).copied() }
}

fn parameter(operation: &XmlElement, name: &str) -> Vec<String> {
    let is_it = |it: &&XmlElement| it.attribute("name").is_some_and(|known| known.eq_ignore_ascii_case(name));
    let found = all(operation, "Parameter").into_iter().filter(is_it);
    found.flat_map(values).collect()
}

/// Behind `Value` itself, or within `AllowedValues` (OWS Common 1.1 and 2.0).
fn values(holder: &XmlElement) -> Vec<String> {
    let direct = all(holder, "Value").into_iter().chain(all(holder, "AllowedValues/Value"));
    direct.map(|value| value.text.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}

/// All that it lists as such, whatever profile they are of: names that go into a request as they are.
fn queryables(operation: &XmlElement) -> Vec<String> {
    let is_name = |name: &String| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '/');
        name.len() <= 200 && name.chars().all(is_part)
    };
    let of = |it: &&XmlElement| it.attribute("name").is_some_and(|name| name.to_lowercase().contains("queryables"));
    let found = all(operation, "Constraint").into_iter().filter(of).flat_map(values);
    found.filter(is_name).collect()
}

fn sorts_nothing(root: &XmlElement) -> bool {
    let is_sorting = |it: &&XmlElement| it.attribute("name") == Some("ImplementsSorting");
    let constraints = all(root, "Filter_Capabilities/Conformance/Constraint");
    let said = constraints.into_iter().find(is_sorting).and_then(|it| line_at(it, "DefaultValue"));
    said.is_some_and(|said| said.eq_ignore_ascii_case("false"))
}

/// Where `operation` is. A service behind a proxy may tell an address of the network behind it: another host than the one
/// that answered is none to ask (docs/portals/csw.md 2).
fn address(operation: &XmlElement, endpoint: &Url) -> OperationAddress {
    let own = |element: &XmlElement| {
        let mut url = endpoint.join(element.attribute("href")?.trim()).ok()?;
        // A proxy changes scheme and port.
        url.set_port(endpoint.port()).ok()?;
        if !is_same_site(&url, endpoint) {
            return Some(endpoint.clone());
        }
        url.set_scheme(endpoint.scheme()).ok()?;
        url.set_host(endpoint.host_str()).ok()?;
        // The one that goes without saying is another with each scheme.
        url.set_port(endpoint.port()).ok()?;
        url.set_fragment(None);
        url.set_query(url.query().map(str::to_owned).as_deref().filter(|query| !query.is_empty()));
        Some(url)
    };
    let speaks_xml = |post: &&XmlElement| {
        let encodings: Vec<String> = all(post, "Constraint").into_iter().flat_map(values).collect();
        encodings.is_empty() || encodings.iter().any(|it| it.eq_ignore_ascii_case("XML"))
    };
    let posts = all(operation, "DCP/HTTP/Post");
    OperationAddress {
        get: first(operation, "DCP/HTTP/Get").and_then(own),
        post: posts.into_iter().find(speaks_xml).and_then(own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::xml_tree::read;

    fn capabilities(inner: &str) -> ServerCapabilities {
        let endpoint = Url::parse("https://a.example/srv/fre/csw").unwrap();
        ServerCapabilities::read(&read(&format!("<x:Capabilities>{inner}</x:Capabilities>")).unwrap(), &endpoint)
            .unwrap()
    }

    #[test]
    fn a_service_that_says_nothing_is_asked_as_the_standard_has_it() {
        let said = capabilities("");
        assert_eq!(said, ServerCapabilities::default());
        assert_eq!(said.queryable(&["anytext"], "csw:AnyText").as_deref(), Some("csw:AnyText"));
    }

    #[test]
    fn an_operation_is_asked_at_the_host_that_answered() {
        let table = [
            ("http://a.example/other/csw?", "https://a.example/other/csw"),
            ("http://www.a.example:8080/csw?x=1", "https://a.example/csw?x=1"),
            ("http://10.0.0.7:8080/geonetwork/srv/fre/csw", "https://a.example/srv/fre/csw"),
            ("csw-records", "https://a.example/srv/fre/csw-records"),
        ];
        for (declared, asked) in table {
            let of = |href: &str| {
                format!("<Operation name='GetRecords'><DCP><HTTP><Get href='{href}'/></HTTP></DCP></Operation>")
            };
            let said = capabilities(&format!("<OperationsMetadata>{}</OperationsMetadata>", of(declared)));
            assert_eq!(said.records.get.map(String::from).as_deref(), Some(asked), "{declared}");
        }
    }

    #[test]
    fn what_a_service_declares_is_what_it_is_asked_in() {
        let said = capabilities(
            "<ServiceIdentification><Title>T</Title><ServiceTypeVersion>3.0.0</ServiceTypeVersion></ServiceIdentification>\
             <OperationsMetadata><Operation name='GetRecords'><DCP><HTTP><Post href='/soap'><Constraint name='PostEncoding'>\
             <Value>SOAP</Value></Constraint></Post><Post href='/xml'/></HTTP></DCP>\
             <Parameter name='constraintLanguage'><AllowedValues><Value>CQL_TEXT</Value></AllowedValues></Parameter>\
             <Parameter name='outputSchema'><Value>http://www.opengis.net/cat/csw/3.0</Value></Parameter>\
             <Constraint name='SupportedISOQueryables'><Value>apiso:Title</Value><Value>a' or 'b</Value></Constraint>\
             </Operation></OperationsMetadata><Filter_Capabilities><Conformance><Constraint name='ImplementsSorting'>\
             <DefaultValue>FALSE</DefaultValue></Constraint></Conformance></Filter_Capabilities>",
        );
        assert_eq!((said.title.as_deref(), said.version, said.form), (Some("T"), "3.0.0", None));
        assert_eq!((said.constraints, said.sorts_nothing), (ConstraintLanguage::Cql, true));
        assert_eq!((said.records.get, said.records.post.unwrap().path()), (None, "/xml"));
        let known = |name: &str| {
            ServerCapabilities { queryables: said.queryables.clone(), ..Default::default() }.queryable(&[name], "")
        };
        assert_eq!((known("title").as_deref(), known("subject")), (Some("apiso:Title"), None));
        assert_eq!(said.queryables.len(), 1, "no name may say more than a name");
    }
}
