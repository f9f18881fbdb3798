//! The words of DCAT feeds: which properties are read, and what the well-known values of some of them mean.

use serde::{Deserialize, Serialize};

use crate::t;

/// A property that is read. Several names of one meaning are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Property {
    Type,
    Title,
    Description,
    Identifier,
    Issued,
    Created,
    Modified,
    Keyword,
    Theme,
    Publisher,
    Creator,
    Contact,
    Licence,
    Rights,
    AccessRights,
    Spatial,
    Temporal,
    Language,
    Frequency,
    LandingPage,
    Distribution,
    DownloadUrl,
    AccessUrl,
    AccessService,
    Endpoint,
    ByteSize,
    MediaType,
    Format,
    /// What the file is packed in.
    Packed,
    Checksum,
    ChecksumValue,
    Algorithm,
    Name,
    Email,
    Label,
    Box,
    Geometry,
    Start,
    End,
    ConformsTo,
    Version,
    Provenance,
    /// A catalogue has this dataset.
    Dataset,
    View,
    Next,
    Last,
    Total,
    First,
    Rest,
}

const DCAT: &str = "http://www.w3.org/ns/dcat#";
const TERMS: &str = "http://purl.org/dc/terms/";
const ELEMENTS: &str = "http://purl.org/dc/elements/1.1/";
const FOAF: &str = "http://xmlns.com/foaf/0.1/";
const VCARD: &str = "http://www.w3.org/2006/vcard/ns#";
const SPDX: &str = "http://spdx.org/rdf/terms#";
const HYDRA: &str = "http://www.w3.org/ns/hydra/core#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const LOCN: &str = "http://www.w3.org/ns/locn#";
const GEOSPARQL: &str = "http://www.opengis.net/ont/geosparql#";
const ADMS: &str = "http://www.w3.org/ns/adms#";

impl Property {
    pub fn of(iri: &str) -> Option<Self> {
        let (namespace, name) = split(iri);
        Some(match (namespace, name) {
            (RDF, "type") => Self::Type,
            (RDF, "first") => Self::First,
            (RDF, "rest") => Self::Rest,
            (RDF, "value") | (RDFS, "label") | (SKOS, "prefLabel") => Self::Label,
            (TERMS | ELEMENTS, "title") => Self::Title,
            (TERMS | ELEMENTS, "description") => Self::Description,
            (TERMS | ELEMENTS, "identifier") => Self::Identifier,
            (TERMS, "issued") => Self::Issued,
            (TERMS, "created") => Self::Created,
            (TERMS, "modified") => Self::Modified,
            (TERMS | ELEMENTS, "publisher") => Self::Publisher,
            (TERMS | ELEMENTS, "creator") => Self::Creator,
            (TERMS, "license") => Self::Licence,
            (TERMS | ELEMENTS, "rights") => Self::Rights,
            (TERMS, "accessRights") => Self::AccessRights,
            (TERMS, "spatial") => Self::Spatial,
            (TERMS, "temporal") => Self::Temporal,
            (TERMS | ELEMENTS, "language") => Self::Language,
            (TERMS, "accrualPeriodicity") => Self::Frequency,
            (TERMS | ELEMENTS, "format") => Self::Format,
            (TERMS, "conformsTo") => Self::ConformsTo,
            (TERMS, "provenance") => Self::Provenance,
            (DCAT, "keyword") => Self::Keyword,
            (DCAT, "theme") => Self::Theme,
            (DCAT | ADMS, "contactPoint") => Self::Contact,
            (DCAT, "landingPage") | (FOAF, "page") => Self::LandingPage,
            (DCAT | ADMS, "distribution") => Self::Distribution,
            (DCAT, "downloadURL") => Self::DownloadUrl,
            (DCAT, "accessURL") => Self::AccessUrl,
            (DCAT, "accessService") => Self::AccessService,
            (DCAT, "endpointURL") => Self::Endpoint,
            (DCAT, "byteSize") => Self::ByteSize,
            (DCAT, "mediaType") => Self::MediaType,
            (DCAT, "compressFormat" | "packageFormat") => Self::Packed,
            (DCAT, "dataset") => Self::Dataset,
            (DCAT, "bbox") => Self::Box,
            (DCAT, "startDate") => Self::Start,
            (DCAT, "endDate") => Self::End,
            (DCAT, "version") => Self::Version,
            (LOCN, "geometry") | (GEOSPARQL, "asWKT" | "asGeoJSON" | "hasGeometry") => Self::Geometry,
            (SPDX, "checksum") => Self::Checksum,
            (SPDX, "checksumValue") => Self::ChecksumValue,
            (SPDX, "algorithm") => Self::Algorithm,
            (FOAF, "name") | (VCARD, "fn" | "organization-name") => Self::Name,
            (FOAF, "mbox") | (VCARD, "hasEmail" | "email") => Self::Email,
            (HYDRA, "view") => Self::View,
            (HYDRA, "next" | "nextPage") => Self::Next,
            (HYDRA, "last" | "lastPage") => Self::Last,
            (HYDRA, "totalItems") => Self::Total,
            ("http://www.w3.org/2002/07/owl#", "versionInfo") => Self::Version,
            ("http://schema.org/" | "https://schema.org/", name) => return Self::of_schema(name),
            _ => return None,
        })
    }
}

impl Property {
    /// The words of schema.org, in which many pages tell of their datasets.
    fn of_schema(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "description" => Self::Description,
            "identifier" => Self::Identifier,
            "datePublished" => Self::Issued,
            "dateCreated" => Self::Created,
            "dateModified" => Self::Modified,
            "keywords" => Self::Keyword,
            "publisher" => Self::Publisher,
            "creator" => Self::Creator,
            "email" => Self::Email,
            "license" => Self::Licence,
            "spatialCoverage" => Self::Spatial,
            "temporalCoverage" => Self::Temporal,
            "inLanguage" => Self::Language,
            "url" => Self::LandingPage,
            "distribution" => Self::Distribution,
            "contentUrl" => Self::DownloadUrl,
            "contentSize" => Self::ByteSize,
            "encodingFormat" => Self::Format,
            "version" => Self::Version,
            "dataset" => Self::Dataset,
            "startDate" => Self::Start,
            "endDate" => Self::End,
            "box" => Self::Box,
            _ => return None,
        })
    }

    /// Whether its value leads somewhere, even where it is a text.
    pub fn is_address(self) -> bool {
        matches!(self, Self::LandingPage | Self::DownloadUrl | Self::AccessUrl | Self::Endpoint)
    }
}

pub fn is_dataset_type(iri: &str) -> bool {
    iri.strip_prefix(DCAT).is_some_and(|name| matches!(name, "Dataset" | "DatasetSeries"))
        || matches!(iri, "http://schema.org/Dataset" | "https://schema.org/Dataset")
}

/// The list that has no more items.
pub fn is_nil(iri: &str) -> bool {
    iri.strip_prefix(RDF) == Some("nil")
}

fn split(iri: &str) -> (&str, &str) {
    let at = iri.rfind(['#', '/']).map_or(0, |at| at + 1);
    iri.split_at(at)
}

/// What an address of a vocabulary ends with: `CSV` of `http://publications.europa.eu/resource/authority/file-type/CSV`.
pub fn short(iri: &str) -> &str {
    let trimmed = iri.trim_end_matches(['/', '#']);
    let end = split(trimmed).1;
    let end = if end.is_empty() { trimmed } else { end };
    end.rsplit_once(':').map_or(end, |(_, last)| if last.is_empty() { end } else { last })
}

/// The themes of data.europa.eu, by the end of their address.
pub fn theme(code: &str) -> Option<String> {
    Some(match code {
        "AGRI" => t!("dcat-theme-agri"),
        "ECON" => t!("dcat-theme-econ"),
        "EDUC" => t!("dcat-theme-educ"),
        "ENER" => t!("dcat-theme-ener"),
        "ENVI" => t!("dcat-theme-envi"),
        "GOVE" => t!("dcat-theme-gove"),
        "HEAL" => t!("dcat-theme-heal"),
        "INTR" => t!("dcat-theme-intr"),
        "JUST" => t!("dcat-theme-just"),
        "REGI" => t!("dcat-theme-regi"),
        "SOCI" => t!("dcat-theme-soci"),
        "TECH" => t!("dcat-theme-tech"),
        "TRAN" => t!("dcat-theme-tran"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_with_what_they_mean() {
        let table = [
            ("http://publications.europa.eu/resource/authority/file-type/CSV", "CSV"),
            ("https://www.iana.org/assignments/media-types/text/csv", "csv"),
            ("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "checksumAlgorithm_sha256"),
            ("urn:ogc:def:crs:EPSG::4326", "4326"),
            ("http://example.org/a/", "a"),
            ("x", "x"),
            ("", ""),
            ("///", ""),
            ("a:", "a:"),
        ];
        for (iri, expected) in table {
            assert_eq!(short(iri), expected, "{iri}");
        }
    }
}
