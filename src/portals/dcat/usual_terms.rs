//! The terms that usual profiles of DCAT define at an address of their own, written here from what the vocabularies say:
//! documents that only name such an address are read, and nothing is fetched. Of an address that nobody knows the same
//! terms are guessed, but for those that the document defines itself.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

/// Prefixes of all profiles.
const PREFIXES: [(&str, &str); 19] = [
    ("adms", "http://www.w3.org/ns/adms#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("geosparql", "http://www.opengis.net/ont/geosparql#"),
    ("hydra", "http://www.w3.org/ns/hydra/core#"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("odrl", "http://www.w3.org/ns/odrl/2/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "http://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Classes, and properties whose values are texts.
const PLAIN: [(&str, &str); 46] = [
    ("Agent", "foaf:Agent"),
    ("Catalog", "dcat:Catalog"),
    ("Catalogue", "dcat:Catalog"),
    ("CatalogRecord", "dcat:CatalogRecord"),
    ("CatalogueRecord", "dcat:CatalogRecord"),
    ("Checksum", "spdx:Checksum"),
    ("Concept", "skos:Concept"),
    ("DataService", "dcat:DataService"),
    ("Dataset", "dcat:Dataset"),
    ("DatasetSeries", "dcat:DatasetSeries"),
    ("Distribution", "dcat:Distribution"),
    ("Document", "foaf:Document"),
    ("Kind", "vcard:Kind"),
    ("LicenceDocument", "dct:LicenseDocument"),
    ("LicenseDocument", "dct:LicenseDocument"),
    ("Location", "dct:Location"),
    ("MediaType", "dct:MediaType"),
    ("MediaTypeOrExtent", "dct:MediaTypeOrExtent"),
    ("Organization", "foaf:Organization"),
    ("PeriodOfTime", "dct:PeriodOfTime"),
    ("RightsStatement", "dct:RightsStatement"),
    ("Standard", "dct:Standard"),
    ("bbox", "dcat:bbox"),
    ("byteSize", "dcat:byteSize"),
    ("centroid", "dcat:centroid"),
    ("checksumValue", "spdx:checksumValue"),
    ("created", "dct:created"),
    ("description", "dct:description"),
    ("endDate", "dcat:endDate"),
    ("fn", "vcard:fn"),
    ("formattedName", "vcard:fn"),
    ("geometry", "locn:geometry"),
    ("identifier", "dct:identifier"),
    ("issued", "dct:issued"),
    ("keyword", "dcat:keyword"),
    ("label", "rdfs:label"),
    ("listingDate", "dct:issued"),
    ("modificationDate", "dct:modified"),
    ("modified", "dct:modified"),
    ("name", "foaf:name"),
    ("prefLabel", "skos:prefLabel"),
    ("preferredLabel", "skos:prefLabel"),
    ("releaseDate", "dct:issued"),
    ("startDate", "dcat:startDate"),
    ("title", "dct:title"),
    ("version", "dcat:version"),
];

/// Properties whose values are things, named by their address.
const THINGS: [(&str, &str); 52] = [
    ("accessRights", "dct:accessRights"),
    ("accessService", "dcat:accessService"),
    ("accessURL", "dcat:accessURL"),
    ("accessUrl", "dcat:accessURL"),
    ("accrualPeriodicity", "dct:accrualPeriodicity"),
    ("algorithm", "spdx:algorithm"),
    ("applicableLegislation", "dcatap:applicableLegislation"),
    ("availability", "dcatap:availability"),
    ("catalog", "dcat:catalog"),
    ("catalogue", "dcat:catalog"),
    ("checksum", "spdx:checksum"),
    ("compressFormat", "dcat:compressFormat"),
    ("compressionFormat", "dcat:compressFormat"),
    ("conformsTo", "dct:conformsTo"),
    ("contactPoint", "dcat:contactPoint"),
    ("creator", "dct:creator"),
    ("dataset", "dcat:dataset"),
    ("datasetDistribution", "dcat:distribution"),
    ("distribution", "dcat:distribution"),
    ("documentation", "foaf:page"),
    ("downloadURL", "dcat:downloadURL"),
    ("downloadUrl", "dcat:downloadURL"),
    ("email", "vcard:hasEmail"),
    ("endpointDescription", "dcat:endpointDescription"),
    ("endpointURL", "dcat:endpointURL"),
    ("endpointUrl", "dcat:endpointURL"),
    ("format", "dct:format"),
    ("frequency", "dct:accrualPeriodicity"),
    ("geographicalCoverage", "dct:spatial"),
    ("hasEmail", "vcard:hasEmail"),
    ("homepage", "foaf:homepage"),
    ("inSeries", "dcat:inSeries"),
    ("landingPage", "dcat:landingPage"),
    ("language", "dct:language"),
    ("licence", "dct:license"),
    ("license", "dct:license"),
    ("mediaType", "dcat:mediaType"),
    ("packageFormat", "dcat:packageFormat"),
    ("packagingFormat", "dcat:packageFormat"),
    ("page", "foaf:page"),
    ("provenance", "dct:provenance"),
    ("publisher", "dct:publisher"),
    ("record", "dcat:record"),
    ("rights", "dct:rights"),
    ("seriesMember", "dcat:seriesMember"),
    ("service", "dcat:service"),
    ("servesDataset", "dcat:servesDataset"),
    ("spatial", "dct:spatial"),
    ("temporal", "dct:temporal"),
    ("temporalCoverage", "dct:temporal"),
    ("theme", "dcat:theme"),
    ("type", "dct:type"),
];

static OF_DCAT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let plain = PREFIXES.iter().chain(&PLAIN).map(|(term, iri)| ((*term).to_owned(), Value::from(*iri)));
    let things = THINGS.iter().map(|(term, iri)| ((*term).to_owned(), json!({"@id": iri, "@type": "@id"})));
    let terms: Map<String, Value> = plain.chain(things).collect();
    json!({ "@context": terms }).to_string().into_bytes()
});

/// What begins with schema.org's own address is a word of it.
static OF_SCHEMA: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let things = ["contentUrl", "distribution", "license", "url"]
        .map(|term| (term.to_owned(), json!({"@id": format!("http://schema.org/{term}"), "@type": "@id"})));
    let mut terms: Map<String, Value> = things.into_iter().collect();
    terms.insert("@vocab".into(), "http://schema.org/".into());
    json!({ "@context": terms }).to_string().into_bytes()
});

/// How many terms one of these defines at most.
pub const TERMS: usize = PREFIXES.len() + PLAIN.len() + THINGS.len();

/// The document at this address; `None` where it is not a usual one.
pub fn at(address: &str) -> Option<&'static [u8]> {
    /// DCAT-AP of any version and country, with its high-value datasets; DCAT-US from version 3 on.
    const DCAT: [&str; 7] = [
        "dcat-ap",
        "dcat_ap",
        "dcatap",
        "dcat-us",
        "data.europa.eu/r5r",
        "w3.org/ns/dcat-context",
        "/context/hvd.jsonld",
    ];
    let address = address.to_ascii_lowercase();
    let bare = address.split_once("://").map_or(&*address, |(_, bare)| bare);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let is_schema = bare.strip_prefix("schema.org").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if is_schema {
        return Some(&OF_SCHEMA);
    }
    DCAT.iter().any(|part| bare.contains(part)).then_some(&**OF_DCAT)
}

/// What a context that is not known may mean, but for the terms that the document defines as its `own`, wherever it names
/// the other.
pub fn guessed(own: &HashSet<String>) -> Vec<u8> {
    let is_left = |term: &str| !own.contains(term);
    let prefixes = PREFIXES.iter().filter(|(term, _)| is_left(term)).map(|(term, iri)| (*term, Value::from(*iri)));
    let plain = PLAIN.iter().filter(|(term, _)| is_left(term)).map(|(term, iri)| (*term, Value::from(whole(iri))));
    let things = THINGS.iter().filter(|(term, _)| is_left(term));
    let things = things.map(|(term, iri)| (*term, json!({"@id": whole(iri), "@type": "@id"})));
    let terms: Map<String, Value> =
        prefixes.chain(plain).chain(things).map(|(term, it)| (term.to_owned(), it)).collect();
    json!({ "@context": terms }).to_string().into_bytes()
}

/// `dct:title` in so many words: the document may have another `dct`.
fn whole(iri: &str) -> String {
    let split = iri.split_once(':');
    let known = split.and_then(|(prefix, name)| Some((PREFIXES.iter().find(|(term, _)| *term == prefix)?.1, name)));
    known.map_or_else(|| iri.to_owned(), |(namespace, name)| format!("{namespace}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_defines_itself_is_not_guessed() {
        let own = HashSet::from(["title".to_owned(), "dct".to_owned()]);
        let guessed: Value = serde_json::from_slice(&guessed(&own)).unwrap();
        let terms = &guessed["@context"];
        assert_eq!((&terms["title"], &terms["dct"]), (&Value::Null, &Value::Null));
        assert_eq!(terms["description"], "http://purl.org/dc/terms/description");
        assert_eq!(terms["distribution"], json!({"@id": "http://www.w3.org/ns/dcat#distribution", "@type": "@id"}));
    }

    #[test]
    fn usual_addresses_are_known_and_no_others() {
        let known = [
            "https://semiceu.github.io/DCAT-AP/releases/3.0.0/context/dcat-ap.jsonld",
            "https://raw.githubusercontent.com/SEMICeu/DCAT-AP/master/releases/2.1.1/dcat-ap_2.1.1.jsonld",
            "https://semiceu.github.io/DCAT-AP/releases/3.0.0-hvd/context/hvd.jsonld",
            "http://data.europa.eu/r5r/",
            "https://resources.data.gov/dcat-us/3.0/context.jsonld",
            "https://schema.org/",
            "http://schema.org",
            "https://schema.org/docs/jsonldcontext.json",
        ];
        for address in known {
            let document: Value = serde_json::from_slice(at(address).unwrap()).unwrap();
            assert!(document["@context"].is_object(), "{address}");
        }
        for address in
            ["https://www.w3.org/ns/dcat.jsonld", "https://schema.organisation.example/", "https://a.example/c"]
        {
            assert!(at(address).is_none(), "{address}");
        }
    }
}
