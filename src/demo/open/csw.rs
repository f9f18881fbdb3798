//! The demo's catalogue service (CSW 2.0.2): records of ISO 19139, filtered by what it is sent as OGC Filter.

use std::fmt::Write as _;

use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use quick_xml::escape::escape;

use super::catalogue::{OpenDataset, OpenFile, counts, find, on};
use super::{address, here};
use crate::base::text::fold;
use crate::base::xml_tree::{self, XmlElement};
use crate::demo::http::Asked;

const KIND: &str = "csw";
/// So many records at once, whatever is asked for.
const MOST: usize = 20;
const NAMES: &str = "xmlns:csw=\"http://www.opengis.net/cat/csw/2.0.2\" xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" \
     xmlns:gco=\"http://www.isotc211.org/2005/gco\" xmlns:gmx=\"http://www.isotc211.org/2005/gmx\" \
     xmlns:ows=\"http://www.opengis.net/ows\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";
/// The box around the metropolis, which all of its datasets are about: west, south, east, north.
const BOX: [f64; 4] = [-1.83, 47.98, -1.43, 48.27];

pub async fn service(headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let body = match asked.first("request").unwrap_or_default() {
        "GetCapabilities" => capabilities(),
        "GetRecords" => records(&asked, &headers),
        "GetRecordById" => {
            let found = asked.first("id").and_then(|id| find(KIND, id)).map(|it| record(it, &headers));
            format!("<csw:GetRecordByIdResponse {NAMES}>{}</csw:GetRecordByIdResponse>", found.unwrap_or_default())
        }
        "GetDomain" => domain(asked.first("propertyName").unwrap_or_default()),
        other => format!(
            "<ows:ExceptionReport {NAMES}><ows:Exception exceptionCode=\"OperationNotSupported\" locator=\"request\">\
             <ows:ExceptionText>{}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>",
            escape(other)
        ),
    };
    ([(CONTENT_TYPE, "application/xml")], format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}")).into_response()
}

fn capabilities() -> String {
    let values =
        |values: &[&str]| values.iter().fold(String::new(), |all, it| format!("{all}<ows:Value>{it}</ows:Value>"));
    let operation = |name: &str, more: &str| {
        format!(
            "<ows:Operation name=\"{name}\"><ows:DCP><ows:HTTP><ows:Get xlink:href=\"?\"/></ows:HTTP></ows:DCP>{more}\
             </ows:Operation>"
        )
    };
    let queryables = values(&["AnyText", "BoundingBox", "Modified", "OrganisationName", "Subject", "Title", "Type"]);
    let of_records = format!(
        "<ows:Parameter name=\"CONSTRAINTLANGUAGE\">{}</ows:Parameter><ows:Parameter name=\"outputSchema\">{}</ows:Parameter>\
         <ows:Constraint name=\"SupportedISOQueryables\">{queryables}</ows:Constraint>",
        values(&["FILTER"]),
        values(&["http://www.isotc211.org/2005/gmd"]),
    );
    format!(
        "<csw:Capabilities {NAMES} version=\"2.0.2\"><ows:ServiceIdentification><ows:Title>Catalogue géographique de la \
         métropole (démonstration)</ows:Title><ows:ServiceTypeVersion>2.0.2</ows:ServiceTypeVersion>\
         </ows:ServiceIdentification><ows:OperationsMetadata>{}{}{}</ows:OperationsMetadata></csw:Capabilities>",
        operation("GetRecords", &of_records),
        operation("GetRecordById", ""),
        operation("GetDomain", ""),
    )
}

fn records(asked: &Asked, headers: &HeaderMap) -> String {
    let filter = asked.first("constraint").and_then(xml_tree::read);
    let mut found: Vec<&OpenDataset> =
        on(KIND).filter(|it| filter.as_ref().is_none_or(|filter| meets_all(it, filter))).collect();
    match asked.first("sortBy").map(|order| order.split_at(order.len() - 1)) {
        Some(("Title:", direction)) => {
            found.sort_by_key(|it| fold(&it.title));
            if direction == "D" {
                found.reverse();
            }
        }
        Some((_, direction)) => {
            found.sort_by_key(|it| &it.updated);
            if direction == "D" {
                found.reverse();
            }
        }
        None => {}
    }
    let (start, most) =
        (asked.number("startPosition").unwrap_or(1).max(1), asked.number("maxRecords").unwrap_or(10).min(MOST));
    let is_counted = asked.first("resultType") == Some("hits");
    let page: Vec<_> = found.iter().skip(start - 1).take(if is_counted { 0 } else { most }).collect();
    let next = if start - 1 + page.len() < found.len() { start + page.len() } else { 0 };
    let records: String = page.iter().map(|it| record(it, headers)).collect();
    format!(
        "<csw:GetRecordsResponse {NAMES} version=\"2.0.2\"><csw:SearchResults numberOfRecordsMatched=\"{}\" \
         numberOfRecordsReturned=\"{}\" nextRecord=\"{next}\" elementSet=\"full\">{records}</csw:SearchResults>\
         </csw:GetRecordsResponse>",
        found.len(),
        page.len(),
    )
}

fn meets_all(dataset: &OpenDataset, filter: &XmlElement) -> bool {
    filter.children.iter().all(|condition| meets(dataset, condition))
}

fn meets(dataset: &OpenDataset, condition: &XmlElement) -> bool {
    let literal = condition.said("Literal").unwrap_or_default();
    let values = values(dataset, condition.said("PropertyName").unwrap_or_default());
    match condition.name.as_str() {
        "And" => meets_all(dataset, condition),
        "Or" => condition.children.iter().any(|it| meets(dataset, it)),
        "PropertyIsLike" => {
            let words = fold(&literal.trim_matches('%').replace('\\', ""));
            values.iter().any(|value| fold(value).contains(&words))
        }
        "PropertyIsEqualTo" => values.iter().any(|value| value == literal),
        "PropertyIsGreaterThanOrEqualTo" => values.iter().any(|value| value.as_str() >= literal),
        "PropertyIsLessThanOrEqualTo" => values.iter().any(|value| value.as_str() <= literal),
        "BBOX" => condition.child("Envelope").and_then(corners).is_none_or(|[south, west, north, east]| {
            let [own_west, own_south, own_east, own_north] = BOX;
            own_west <= east && west <= own_east && own_south <= north && south <= own_north
        }),
        _ => true,
    }
}

/// South, west, north, east: latitude comes first.
fn corners(envelope: &XmlElement) -> Option<[f64; 4]> {
    let text = format!("{} {}", envelope.said("lowerCorner")?, envelope.said("upperCorner")?);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|it| it.parse().ok()).collect();
    numbers.try_into().ok()
}

/// What a dataset has of a queryable.
fn values(dataset: &OpenDataset, name: &str) -> Vec<String> {
    match name {
        "Title" => vec![dataset.title.clone()],
        "Type" => vec!["dataset".into()],
        "Modified" => vec![dataset.updated.clone()],
        "OrganisationName" => vec![dataset.publisher().name.clone()],
        "Subject" => dataset.keywords.clone(),
        _ => vec![format!("{} {} {}", dataset.title, dataset.description, dataset.keywords.join(" "))],
    }
}

fn domain(name: &str) -> String {
    let told = counts(on(KIND), |it| match name {
        "Type" => vec![("", "dataset")],
        "OrganisationName" => vec![("", it.publisher().name.as_str())],
        "Subject" => it.keywords.iter().map(|word| ("", word.as_str())).collect(),
        _ => vec![],
    });
    let value = |(_, label, count): &(String, String, u64)| {
        format!("<csw:Value count=\"{count}\">{}</csw:Value>", escape(label))
    };
    let values: String = told.iter().map(value).collect();
    format!(
        "<csw:GetDomainResponse {NAMES}><csw:DomainValues><csw:PropertyName>{}</csw:PropertyName><csw:ListOfValues>{values}\
         </csw:ListOfValues></csw:DomainValues></csw:GetDomainResponse>",
        escape(name)
    )
}

fn record(dataset: &OpenDataset, headers: &HeaderMap) -> String {
    let text = |name: &str, text: &str| {
        format!("<gmd:{name}><gco:CharacterString>{}</gco:CharacterString></gmd:{name}>", escape(text))
    };
    let code = |name: &str, list: &str, value: &str| {
        format!("<gmd:{name}><gmd:{list} codeList=\"\" codeListValue=\"{value}\"/></gmd:{name}>")
    };
    let day = |day: &str, kind: &str| {
        format!(
            "<gmd:date><gmd:CI_Date><gmd:date><gco:Date>{day}</gco:Date></gmd:date>{}</gmd:CI_Date></gmd:date>",
            code("dateType", "CI_DateTypeCode", kind)
        )
    };
    let edges = ["westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude"];
    let bounds = edges.iter().zip(BOX).fold(String::new(), |mut all, (name, degrees)| {
        let _ = write!(all, "<gmd:{name}><gco:Decimal>{degrees}</gco:Decimal></gmd:{name}>");
        all
    });
    let keywords: String = dataset.keywords.iter().map(|word| text("keyword", word)).collect();
    let online: String = dataset.files.iter().map(|file| online(file, headers)).collect();
    let (created, updated) = (day(&dataset.created, "creation"), day(&dataset.updated, "revision"));
    format!(
        "<gmd:MD_Metadata>{}{}{}<gmd:dateStamp><gco:Date>{}</gco:Date></gmd:dateStamp><gmd:identificationInfo>\
         <gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>{}{created}{updated}<gmd:identifier><gmd:MD_Identifier>{}\
         </gmd:MD_Identifier></gmd:identifier></gmd:CI_Citation></gmd:citation>{}<gmd:pointOfContact>\
         <gmd:CI_ResponsibleParty>{}{}</gmd:CI_ResponsibleParty></gmd:pointOfContact><gmd:descriptiveKeywords>\
         <gmd:MD_Keywords>{keywords}</gmd:MD_Keywords></gmd:descriptiveKeywords><gmd:resourceConstraints>\
         <gmd:MD_LegalConstraints>{}</gmd:MD_LegalConstraints></gmd:resourceConstraints><gmd:extent><gmd:EX_Extent>\
         <gmd:geographicElement><gmd:EX_GeographicBoundingBox>{bounds}</gmd:EX_GeographicBoundingBox>\
         </gmd:geographicElement></gmd:EX_Extent></gmd:extent></gmd:MD_DataIdentification></gmd:identificationInfo>\
         <gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions><gmd:MD_DigitalTransferOptions>{online}\
         </gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>\
         </gmd:MD_Metadata>",
        text("fileIdentifier", &dataset.id),
        code("language", "LanguageCode", "fre"),
        code("hierarchyLevel", "MD_ScopeCode", "dataset"),
        dataset.updated,
        text("title", &dataset.title),
        text("code", &here(headers, &dataset.page())),
        text("abstract", &dataset.description),
        text("organisationName", &dataset.publisher().name),
        code("role", "CI_RoleCode", "publisher"),
        text("otherConstraints", dataset.licence_title()),
    )
}

fn online(file: &OpenFile, headers: &HeaderMap) -> String {
    let url = address(headers, &file.name);
    format!(
        "<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>{}</gmd:URL></gmd:linkage><gmd:protocol>\
         <gco:CharacterString>WWW:DOWNLOAD-1.0-http--download</gco:CharacterString></gmd:protocol><gmd:name>\
         <gmx:MimeFileType type=\"{}\">{}</gmx:MimeFileType></gmd:name><gmd:function><gmd:CI_OnLineFunctionCode \
         codeList=\"\" codeListValue=\"download\"/></gmd:function></gmd:CI_OnlineResource></gmd:onLine>",
        escape(&url),
        file.content_type(),
        escape(&file.title),
    )
}
