//! The demo's WFS 2.0: layers of made rows, which it looks for, counts, and gives page by page.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use quick_xml::escape::escape;
use serde_json::{Value, json};

use super::made_files::Rows;
use crate::base::xml_tree::{self, XmlElement};

/// What it gives at once, whatever it is asked for.
const PAGE: usize = 100;
const SPACES: &str = "xmlns:wfs=\"http://www.opengis.net/wfs/2.0\" xmlns:gml=\"http://www.opengis.net/gml/3.2\" \
    xmlns:ows=\"http://www.opengis.net/ows/1.1\" xmlns:demo=\"https://demo.example\"";

/// One layer, called `space:name`.
pub struct DemoLayer {
    pub name: String,
    pub title: String,
    pub rows: Rows<'static>,
}

/// What is asked, by names in whatever case.
struct WfsQuery(Vec<(String, String)>);

impl WfsQuery {
    fn of(query: Option<&str>) -> Self {
        let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(pairs.map(|(key, value)| (key.to_lowercase(), value.into_owned())).collect())
    }

    fn first(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, value)| known == key && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    fn number(&self, key: &str) -> Option<usize> {
        self.first(key)?.parse().ok()
    }
}

/// The answer of a service with these layers.
pub fn answer(layers: &[DemoLayer], query: Option<&str>) -> Response {
    let asked = WfsQuery::of(query);
    let request = asked.first("request").unwrap_or("GetCapabilities").to_lowercase();
    if request == "getcapabilities" {
        return xml(capabilities(layers));
    }
    let name = asked.first("typenames").or_else(|| asked.first("typename")).unwrap_or_default();
    let bare = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let Some(layer) = layers.iter().find(|layer| layer.name == name || bare(&layer.name) == name) else {
        return exception("InvalidParameterValue", "typeNames");
    };
    match request.as_str() {
        "describefeaturetype" => xml(schema(layer)),
        "getfeature" => features(layer, &asked),
        _ => exception("OperationNotSupported", "request"),
    }
}

fn xml(text: String) -> Response {
    ([(CONTENT_TYPE, "text/xml; charset=utf-8")], format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n"))
        .into_response()
}

fn exception(code: &str, locator: &str) -> Response {
    let text = format!(
        "<ows:ExceptionReport {SPACES} version=\"2.0.0\"><ows:Exception exceptionCode=\"{code}\" locator=\"{locator}\">\
         <ows:ExceptionText>{locator}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
    );
    (StatusCode::BAD_REQUEST, xml(text)).into_response()
}

fn capabilities(layers: &[DemoLayer]) -> String {
    let formats = ["application/gml+xml; version=3.2", "application/json"];
    let formats: String = formats.iter().map(|format| format!("<ows:Value>{format}</ows:Value>")).collect();
    let types: String = layers
        .iter()
        .map(|layer| {
            format!(
                "<wfs:FeatureType><wfs:Name>{}</wfs:Name><wfs:Title>{}</wfs:Title>\
                 <wfs:DefaultCRS>urn:ogc:def:crs:EPSG::4326</wfs:DefaultCRS></wfs:FeatureType>",
                escape(layer.name.as_str()),
                escape(layer.title.as_str())
            )
        })
        .collect();
    format!(
        "<wfs:WFS_Capabilities {SPACES} version=\"2.0.0\"><ows:ServiceIdentification><ows:Title>Service de démonstration\
         </ows:Title></ows:ServiceIdentification><ows:OperationsMetadata><ows:Operation name=\"GetFeature\">\
         <ows:Parameter name=\"outputFormat\"><ows:AllowedValues>{formats}</ows:AllowedValues></ows:Parameter>\
         </ows:Operation><ows:Constraint name=\"ImplementsResultPaging\"><ows:NoValues/><ows:DefaultValue>TRUE\
         </ows:DefaultValue></ows:Constraint></ows:OperationsMetadata><wfs:FeatureTypeList>{types}\
         </wfs:FeatureTypeList></wfs:WFS_Capabilities>"
    )
}

fn schema(layer: &DemoLayer) -> String {
    let kind = |value: &Value| match value {
        Value::Number(number) if number.is_f64() => "double",
        Value::Number(_) => "int",
        _ => "string",
    };
    let first = layer.rows.object(0);
    let elements: String = first
        .iter()
        .map(|(name, value)| format!("<xsd:element name=\"{}\" type=\"xsd:{}\"/>", escape(name.as_str()), kind(value)))
        .collect();
    format!(
        "<xsd:schema xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:gml=\"http://www.opengis.net/gml/3.2\">\
         <xsd:complexType><xsd:sequence>{elements}<xsd:element name=\"geom\" type=\"gml:GeometryPropertyType\"/>\
         </xsd:sequence></xsd:complexType></xsd:schema>"
    )
}

fn features(layer: &DemoLayer, asked: &WfsQuery) -> Response {
    let filter = match asked.first("filter").map(|filter| xml_tree::read(filter).ok_or(())) {
        Some(Err(())) => return exception("OperationParsingFailed", "filter"),
        filter => filter.and_then(Result::ok),
    };
    let bounds = asked.first("bbox").map(bounds);
    let is_wanted = |row: &u32| {
        bounds.as_ref().is_none_or(|bounds| lies(layer, *row, bounds))
            && filter.as_ref().is_none_or(|filter| filter.children.iter().all(|part| holds(layer, *row, part)))
    };
    let found: Vec<u32> = (0..layer.rows.count).filter(is_wanted).collect();
    let matched = found.len();
    if asked.first("resulttype").is_some_and(|it| it.eq_ignore_ascii_case("hits")) {
        return xml(collection(matched, 0, ""));
    }
    let (start, count) = (asked.number("startindex").unwrap_or(0), asked.number("count").unwrap_or(PAGE).min(PAGE));
    let page: Vec<u32> = found.into_iter().skip(start).take(count).collect();
    if asked.first("outputformat").is_some_and(|it| it.contains("json")) {
        let all: Value = serde_json::from_str(&layer.rows.geojson()).unwrap_or_default();
        let feature = |row: &u32| {
            let mut feature = all["features"][*row as usize].clone();
            feature["id"] = json!(id(layer, *row));
            feature
        };
        let rows: Vec<Value> = page.iter().map(feature).collect();
        let body = json!({"type": "FeatureCollection", "numberMatched": matched, "numberReturned": rows.len(), "features": rows});
        return axum::Json(body).into_response();
    }
    let members: String = page.iter().map(|row| member(layer, *row)).collect();
    xml(collection(matched, page.len(), &members))
}

fn collection(matched: usize, returned: usize, members: &str) -> String {
    format!(
        "<wfs:FeatureCollection {SPACES} numberMatched=\"{matched}\" numberReturned=\"{returned}\">{members}\
         </wfs:FeatureCollection>"
    )
}

fn id(layer: &DemoLayer, row: u32) -> String {
    format!("{}.{}", layer.name.rsplit(':').next().unwrap_or_default(), row + 1)
}

/// Without its geometry: what looks at GML looks at the columns.
fn member(layer: &DemoLayer, row: u32) -> String {
    let name = layer.name.rsplit(':').next().unwrap_or_default().replace(|c: char| !c.is_alphanumeric(), "_");
    let cells: String = layer
        .rows
        .object(row)
        .iter()
        .map(|(column, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            format!("<demo:{column}>{}</demo:{column}>", escape(text.as_str()))
        })
        .collect();
    format!("<wfs:member><demo:{name} gml:id=\"{}\">{cells}</demo:{name}></wfs:member>", id(layer, row))
}

/// West, south, east, north, of a parameter; a name that is an urn has the latitude first.
fn bounds(written: &str) -> [f64; 4] {
    let numbers: Vec<f64> = written.split(',').filter_map(|number| number.trim().parse().ok()).take(4).collect();
    match (<[f64; 4]>::try_from(numbers), written.contains("urn:")) {
        (Ok([south, west, north, east]), true) => [west, south, east, north],
        (Ok(bounds), _) => bounds,
        _ => [0.0; 4],
    }
}

fn lies(layer: &DemoLayer, row: u32, [west, south, east, north]: &[f64; 4]) -> bool {
    layer.rows.corners(row).iter().any(|[x, y]| (west..=east).contains(&x) && (south..=north).contains(&y))
}

/// Whether a row is what a part of a filter says (FES 2.0).
fn holds(layer: &DemoLayer, row: u32, part: &XmlElement) -> bool {
    let mut each = part.children.iter().map(|inner| holds(layer, row, inner));
    match part.name.as_str() {
        "And" => each.all(|it| it),
        "Or" => each.any(|it| it),
        "BBOX" => {
            let all = part.all();
            let corner = |name: &str| -> Option<[f64; 2]> {
                let text = &all.iter().find(|it| it.name == name)?.text;
                let numbers: Vec<f64> = text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
                numbers[..].try_into().ok()
            };
            let corners = corner("lowerCorner").zip(corner("upperCorner"));
            corners.is_some_and(|([south, west], [north, east])| lies(layer, row, &[west, south, east, north]))
        }
        comparison => compares(layer, row, part, comparison),
    }
}

fn compares(layer: &DemoLayer, row: u32, part: &XmlElement, comparison: &str) -> bool {
    let said = |name: &str| part.said(name).unwrap_or_default();
    let (column, literal) = (said("ValueReference"), said("Literal"));
    let object = layer.rows.object(row);
    let Some(value) = object.get(column) else { return false };
    let (number, asked) = (value.as_f64(), literal.parse::<f64>().ok());
    let order = match number.zip(asked) {
        Some((number, asked)) => number.partial_cmp(&asked),
        None => value.as_str().map(|text| text.cmp(literal)),
    };
    match comparison {
        "PropertyIsEqualTo" => order.is_some_and(|it| it.is_eq()),
        "PropertyIsLessThan" => order.is_some_and(|it| it.is_lt()),
        "PropertyIsLessThanOrEqualTo" => order.is_some_and(|it| it.is_le()),
        "PropertyIsGreaterThan" => order.is_some_and(|it| it.is_gt()),
        "PropertyIsGreaterThanOrEqualTo" => order.is_some_and(|it| it.is_ge()),
        _ => false,
    }
}
