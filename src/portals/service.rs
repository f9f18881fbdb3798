//! Services for maps and data: by what words and addresses they are known, and what a GIS wants to open one.

use url::Url;

use super::mapping::{joined, labelled};
use crate::base::i18n::Said;
use crate::base::shell::Shell;
use crate::base::text;
use crate::model::Fact;
use crate::said;

/// A service of which no request is a file.
#[derive(Debug)]
pub struct Service {
    /// What a format says of it, each a word or several.
    words: &'static [&'static str],
    /// Its short name, as formats have.
    pub short: &'static str,
    pub what: Said,
    protocol: &'static str,
    opens: Opens,
}

/// How GDAL, and what is built on it, opens one.
#[derive(Debug)]
enum Opens {
    /// Features, behind this prefix.
    Features(&'static str),
    /// Images, behind this prefix.
    Images(&'static str),
    /// Either, by the end of its address.
    Esri,
    Nothing,
}

const SERVICES: [Service; 15] = [
    service(&["wms"], "wms", said!("portals-service-wms"), "WMS", Opens::Images("WMS:")),
    service(&["wfs"], "wfs", said!("portals-service-wfs"), "WFS", Opens::Features("WFS:")),
    service(&["wmts"], "wmts", said!("portals-service-wmts"), "WMTS", Opens::Images("WMTS:")),
    service(&["tms"], "tms", said!("portals-service-tms"), "TMS", Opens::Nothing),
    service(&["wcs"], "wcs", said!("portals-service-wcs"), "WCS", Opens::Images("WCS:")),
    service(&["csw"], "csw", said!("portals-service-csw"), "CSW", Opens::Features("CSW:")),
    service(
        &["ogc api", "ogcapi", "oapif", "ogc features"],
        "ogc api",
        said!("portals-service-ogc-api"),
        "OGC API",
        Opens::Features("OAPIF:"),
    ),
    service(
        &["esri rest", "arcgis rest", "geoservices", "mapserver", "featureserver", "imageserver"],
        "esri",
        said!("portals-service-esri"),
        "ArcGIS REST",
        Opens::Esri,
    ),
    // As Isogeo calls those of Esri.
    service(&["efs", "ems", "ets"], "esri", said!("portals-service-esri"), "ArcGIS REST", Opens::Esri),
    service(&["wps"], "wps", said!("portals-service-wps"), "WPS", Opens::Nothing),
    service(&["sensorthings"], "sensorthings", said!("portals-service-sensorthings"), "SensorThings", Opens::Nothing),
    service(&["3dtiles", "3d tiles"], "3d tiles", said!("portals-service-3d-tiles"), "3D Tiles", Opens::Nothing),
    service(&["atom"], "atom", said!("portals-service-atom"), "Atom", Opens::Nothing),
    service(&["motu", "opendap", "thredds"], "opendap", said!("portals-service-opendap"), "OPeNDAP", Opens::Nothing),
    service(&["sparql"], "sparql", said!("portals-service-sparql"), "SPARQL", Opens::Nothing),
];

const fn service(
    words: &'static [&'static str],
    short: &'static str,
    what: Said,
    protocol: &'static str,
    opens: Opens,
) -> Service {
    Service { words, short, what, protocol, opens }
}

/// The service that a format's words name, as in "ogc wms" or "wfs 2 0 0".
pub fn named(words: &str) -> Option<&'static Service> {
    let has = |word: &&&str| match word.contains(' ') {
        true => format!(" {words} ").contains(&format!(" {word} ")),
        false => words.split(' ').any(|it| it == **word),
    };
    SERVICES.iter().find(|service| service.words.iter().any(|word| has(&word)))
}

/// The service that an address asks for what it offers, and for no data.
pub fn asked(url: &Url) -> Option<&'static Service> {
    if asks_for_data(url) {
        return None;
    }
    named(&parameter(url, "service")?.to_lowercase())
}

/// The service that a path ends with: `/wfs`, `…/FeatureServer/0`.
pub fn at_end(url: &Url) -> Option<&'static Service> {
    const ENDS: [&str; 9] = ["wms", "wfs", "wmts", "wcs", "csw", "sparql", "featureserver", "mapserver", "imageserver"];
    let segments: Vec<String> = url.path_segments()?.filter(|it| !it.is_empty()).map(str::to_lowercase).collect();
    let is_layer = |segment: &String| segment.bytes().all(|byte| byte.is_ascii_digit());
    let last = match &segments[..] {
        [.., server, layer] if is_layer(layer) && server.ends_with("server") => server,
        [.., last] => last,
        [] => return None,
    };
    ENDS.contains(&last.as_str()).then(|| named(last)).flatten().filter(|_| !asks_for_data(url))
}

/// Whether an address is a whole request to a map server, as `…&request=GetFeature&outputFormat=csv`.
pub fn asks_for_data(url: &Url) -> bool {
    const ABOUT: [&str; 5] =
        ["getcapabilities", "describefeaturetype", "describelayer", "describecoverage", "getlegendgraphic"];
    parameter(url, "request").is_some_and(|request| !ABOUT.contains(&request.to_lowercase().as_str()))
        && (parameter(url, "service").is_some() || parameter(url, "version").is_some())
}

fn parameter(url: &Url, key: &str) -> Option<String> {
    url.query_pairs().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value.into_owned())
}

/// What one request asks for, and no address of a service holds.
const OF_A_REQUEST: [&str; 25] = [
    "service",
    "request",
    "version",
    "acceptversions",
    "layers",
    "layer",
    "typename",
    "typenames",
    "coverage",
    "coverageid",
    "bbox",
    "width",
    "height",
    "format",
    "outputformat",
    "styles",
    "crs",
    "srs",
    "srsname",
    "count",
    "maxfeatures",
    "startindex",
    "resulttype",
    "sortby",
    "transparent",
];

/// One service as a dataset links to it.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub url: Option<Url>,
    /// As its own words or its address tell.
    pub version: Option<String>,
    pub layers: Vec<String>,
}

impl Found {
    pub fn at(url: Option<Url>) -> Self {
        let said = |keys: &[&str]| keys.iter().find_map(|key| parameter(url.as_ref()?, key));
        let layers = said(&["layers", "layer", "typenames", "typename", "coverageid", "coverage"]);
        let layers = layers.iter().flat_map(|it| it.split(',')).filter_map(text::some_line).collect();
        let version = said(&["version"]).and_then(|it| text::some_line(&it));
        Self { version, layers, url }
    }

    /// Without what belongs to one request.
    pub fn address(&self) -> Option<Url> {
        let mut url = self.url.clone()?;
        let own = |key: &str| OF_A_REQUEST.contains(&key.to_lowercase().as_str());
        let kept: Vec<(String, String)> =
            url.query_pairs().filter(|(key, _)| !own(key)).map(|(key, value)| (key.into(), value.into())).collect();
        url.set_fragment(None);
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
        Some(url)
    }
}

impl Service {
    /// What is to be known to open it: its protocol, its layers, its address, and the line that a GIS takes.
    pub fn facts(&self, found: &Found) -> Vec<Fact> {
        let address = found.address();
        let protocol = joined_words(self.protocol, found.version.as_deref());
        labelled([
            (said!("portals-fact-protocol"), Some(protocol)),
            (said!("portals-fact-layers"), joined(&found.layers)),
            (said!("portals-fact-endpoint"), address.as_ref().map(Url::to_string)),
            (said!("portals-fact-gis"), address.and_then(|address| self.command(address, found))),
        ])
    }

    /// A line that shows what it has, or brings the one layer.
    fn command(&self, address: Url, found: &Found) -> Option<String> {
        let layer = match &found.layers[..] {
            [layer] => Some(layer.as_str()),
            _ => None,
        };
        match &self.opens {
            Opens::Features(prefix) => features(&format!("{prefix}{}", self.with_service(address, found)), layer),
            Opens::Images(prefix) => {
                let mut source = format!("{prefix}{}", self.with_service(address, found));
                if let (Some(layer), "WMTS:") = (layer, *prefix) {
                    source.push_str(&format!(",layer={layer}"));
                }
                Shell::in_use().command(&["gdalinfo", &source])
            }
            Opens::Esri => esri(address),
            Opens::Nothing => None,
        }
    }

    /// The address with what every request to the service says.
    fn with_service(&self, mut address: Url, found: &Found) -> Url {
        if self.short == "ogc api" || address.path().ends_with(".xml") {
            return address;
        }
        let mut pairs = address.query_pairs_mut();
        pairs.append_pair("SERVICE", self.protocol);
        if let Some(version) = &found.version {
            pairs.append_pair("VERSION", version);
        }
        if matches!(self.opens, Opens::Images(_)) {
            pairs.append_pair("REQUEST", "GetCapabilities");
        }
        drop(pairs);
        address
    }
}

fn joined_words(protocol: &str, version: Option<&str>) -> String {
    version.map_or_else(|| protocol.to_owned(), |version| format!("{protocol} {version}"))
}

fn features(source: &str, layer: Option<&str>) -> Option<String> {
    let Some(layer) = layer else { return Shell::in_use().command(&["ogrinfo", source]) };
    let name: String = layer.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    Shell::in_use().command(&["ogr2ogr", &format!("{name}.gpkg"), source, layer])
}

/// A layer of features is asked for all of them; images of a whole server are described by it.
fn esri(address: Url) -> Option<String> {
    let path = address.path().trim_end_matches('/').to_owned();
    let last = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    if !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) {
        let mut query = address;
        query.set_path(&format!("{path}/query"));
        query.query_pairs_mut().extend_pairs([("where", "1=1"), ("outFields", "*"), ("f", "json")]);
        return Shell::in_use().command(&["ogr2ogr", "layer.gpkg", &format!("ESRIJSON:{query}")]);
    }
    let mut described = address;
    described.query_pairs_mut().append_pair("f", "json");
    matches!(last.as_str(), "mapserver" | "imageserver")
        .then(|| Shell::in_use().command(&["gdalinfo", described.as_str()]))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str, url: &str) -> Vec<String> {
        let found = Found::at(Url::parse(url).ok());
        named(words).unwrap().facts(&found).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn services_are_told_with_what_a_gis_wants() {
        let table: [(&str, &str, &[&str]); 10] = [
            (
                "wfs",
                "https://a.org/ows?map=/x.map&service=WFS&version=2.0.0&request=GetCapabilities&typeNames=ns:eau",
                &[
                    "WFS 2.0.0",
                    "ns:eau",
                    "https://a.org/ows?map=%2Fx.map",
                    "ogr2ogr ns_eau.gpkg 'WFS:https://a.org/ows?map=%2Fx.map&SERVICE=WFS&VERSION=2.0.0' ns:eau",
                ],
            ),
            (
                "ogc wfs",
                "https://a.org/wfs",
                &["WFS", "https://a.org/wfs", "ogrinfo 'WFS:https://a.org/wfs?SERVICE=WFS'"],
            ),
            (
                "wms",
                "https://a.org/wms?LAYERS=a,b#x",
                &[
                    "WMS",
                    "a, b",
                    "https://a.org/wms",
                    "gdalinfo 'WMS:https://a.org/wms?SERVICE=WMS&REQUEST=GetCapabilities'",
                ],
            ),
            (
                "wmts",
                "https://a.org/wmts?layer=ORTHO",
                &[
                    "WMTS",
                    "ORTHO",
                    "https://a.org/wmts",
                    "gdalinfo 'WMTS:https://a.org/wmts?SERVICE=WMTS&REQUEST=GetCapabilities,layer=ORTHO'",
                ],
            ),
            (
                "wmts",
                "https://a.org/1.0.0/WMTSCapabilities.xml",
                &[
                    "WMTS",
                    "https://a.org/1.0.0/WMTSCapabilities.xml",
                    "gdalinfo WMTS:https://a.org/1.0.0/WMTSCapabilities.xml",
                ],
            ),
            (
                "ogc api features",
                "https://a.org/api",
                &["OGC API", "https://a.org/api", "ogrinfo OAPIF:https://a.org/api"],
            ),
            (
                "featureserver",
                "https://a.org/rest/services/x/FeatureServer/3",
                &[
                    "ArcGIS REST",
                    "https://a.org/rest/services/x/FeatureServer/3",
                    "ogr2ogr layer.gpkg \
                     'ESRIJSON:https://a.org/rest/services/x/FeatureServer/3/query?where=1%3D1&outFields=*&f=json'",
                ],
            ),
            (
                "esri rest",
                "https://a.org/rest/services/x/MapServer",
                &[
                    "ArcGIS REST",
                    "https://a.org/rest/services/x/MapServer",
                    "gdalinfo 'https://a.org/rest/services/x/MapServer?f=json'",
                ],
            ),
            ("sparql", "https://a.org/sparql", &["SPARQL", "https://a.org/sparql"]),
            ("csw", "https://a.org/csw", &["CSW", "https://a.org/csw", "ogrinfo 'CSW:https://a.org/csw?SERVICE=CSW'"]),
        ];
        for (words, url, expected) in table {
            assert_eq!(told(words, url), expected, "{words} {url}");
        }
        let nowhere = named("wfs").unwrap().facts(&Found::default());
        assert_eq!(nowhere.len(), 1, "{nowhere:?}");
    }

    #[test]
    fn what_a_server_calls_a_layer_is_not_carried_out() {
        let told = told("wfs", "https://a.org/wfs?typename=a%27%3Brm%20-rf%20~%3B%24(x)");
        assert!(told[3].ends_with(r#"SERVICE=WFS' 'a'\'';rm -rf ~;$(x)'"#), "{told:?}");
    }

    #[test]
    fn addresses_end_with_services() {
        let table = [
            ("https://a.org/geoserver/wfs", Some("wfs")),
            ("https://a.org/geoserver/WMS/?map=x", Some("wms")),
            ("https://a.org/rest/services/x/FeatureServer", Some("esri")),
            ("https://a.org/rest/services/x/MapServer/12/", Some("esri")),
            ("https://a.org/rest/services/x/MapServer/12/query?f=geojson", None),
            ("https://a.org/wfs?service=WFS&version=2.0.0&request=GetFeature&typename=x", None),
            ("https://a.org/wfs.csv", None),
            ("https://a.org/wfs/x", None),
            ("https://a.org/", None),
        ];
        for (url, short) in table {
            assert_eq!(at_end(&Url::parse(url).unwrap()).map(|service| service.short), short, "{url}");
        }
    }
}
