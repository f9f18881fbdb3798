//! What a WFS says of itself: its version, its layers with the formats and reference systems they come in, whether it
//! pages; and of one layer which columns it has.

use crate::base::text;
use crate::base::xml_tree::XmlElement;

use super::filter::Holds;

/// As its servers write the JSON of features.
const JSON: [&str; 9] = [
    "application/geo+json",
    "application/json",
    "application/vnd.geo+json",
    "application/json; subtype=geojson",
    "application/json;subtype=geojson",
    "geojson",
    "json",
    "application/geojson",
    "text/json",
];

/// See the [module](self).
#[derive(Debug, Default, PartialEq)]
pub struct Capabilities {
    /// Whether it speaks 2.0; else it speaks 1.1.
    pub is_two: bool,
    pub layers: Vec<WfsLayer>,
    /// What it says it pages by `count` and `startIndex`.
    pub pages: bool,
    json: Option<String>,
}

#[derive(Debug, Default, PartialEq)]
pub struct WfsLayer {
    pub name: String,
    /// As it is asked for in degrees.
    pub degrees: Option<String>,
    json: Option<String>,
}

impl Capabilities {
    /// `None` where `root` is nothing that a WFS says.
    pub fn of(root: &XmlElement) -> Option<Self> {
        if !root.name.ends_with("_Capabilities") && root.name != "Capabilities" {
            return None;
        }
        let all = root.all();
        let operation = all.iter().find(|it| it.name == "Operation" && it.attribute("name") == Some("GetFeature"));
        let formats =
            operation.into_iter().flat_map(|it| &it.children).filter(|it| it.attribute("name") == Some("outputFormat"));
        let formats: Vec<&str> =
            formats.flat_map(|it| it.all()).filter(|it| it.name == "Value").map(|it| it.text.trim()).collect();
        let constraint =
            all.iter().find(|it| it.name == "Constraint" && it.attribute("name") == Some("ImplementsResultPaging"));
        let pages = constraint.is_some_and(|it| it.all().iter().any(|it| it.text.trim().eq_ignore_ascii_case("true")));
        let layers = all.iter().filter(|it| it.name == "FeatureType").filter_map(|it| layer(it)).collect();
        let is_two = root.attribute("version").is_some_and(|version| version.trim().starts_with('2'));
        Some(Self { is_two, layers, pages, json: json_among(&formats) })
    }

    pub fn names(&self) -> Vec<String> {
        self.layers.iter().map(|layer| layer.name.clone()).collect()
    }

    /// The layer called so, be it without the prefix of its space.
    pub fn layer(&self, name: &str) -> Option<&WfsLayer> {
        let bare = |name: &'_ str| name.rsplit(':').next().map(str::to_lowercase);
        let exact = self.layers.iter().find(|layer| layer.name == name);
        exact.or_else(|| {
            let mut alike = self.layers.iter().filter(|layer| bare(&layer.name) == bare(name));
            alike.next().filter(|_| alike.next().is_none())
        })
    }

    /// By what word features of the layer are asked for in JSON.
    pub fn json_of<'a>(&'a self, layer: &'a WfsLayer) -> Option<&'a str> {
        layer.json.as_deref().or(self.json.as_deref())
    }
}

fn json_among(formats: &[&str]) -> Option<String> {
    let known = |wanted: &&str| formats.iter().find(|format| format.eq_ignore_ascii_case(wanted));
    JSON.iter().find_map(known).map(|format| (*format).to_owned())
}

fn layer(element: &XmlElement) -> Option<WfsLayer> {
    let name = text::some_line(element.said("Name")?)?;
    let all = element.all();
    let systems =
        all.iter().filter(|it| matches!(it.name.as_str(), "DefaultCRS" | "DefaultSRS" | "OtherCRS" | "OtherSRS"));
    let systems: Vec<&str> = systems.map(|it| it.text.trim()).collect();
    // The first says that the longitude comes first, as it does in GeoJSON.
    let ends = ["CRS84", "EPSG:4326", "EPSG::4326", "EPSG/0/4326", "4326"];
    let degrees = ends.iter().find_map(|end| systems.iter().find(|it| it.ends_with(end)));
    let formats: Vec<&str> = all.iter().filter(|it| it.name == "Format").map(|it| it.text.trim()).collect();
    Some(WfsLayer { name, degrees: degrees.map(|it| (*it).to_owned()), json: json_among(&formats) })
}

/// The columns of one layer, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WfsColumns {
    pub columns: Vec<(String, Holds)>,
    /// The one of its places.
    pub place: Option<String>,
}

/// What describes one layer: the type of the element that is called so, or the only type there is. Of several that are
/// called otherwise nobody knows which it is.
fn described<'x>(root: &'x XmlElement, layer: &str) -> Option<&'x XmlElement> {
    let bare = |name: &'x str| name.rsplit(':').next().unwrap_or_default();
    let named = |kind: &'static str, name: &str| {
        root.children.iter().find(|it| it.name == kind && it.attribute("name") == Some(name))
    };
    let layer = layer.rsplit(':').next().unwrap_or_default();
    let element = named("element", layer);
    let by_type = || named("complexType", bare(element?.attribute("type")?));
    let inside = || element.filter(|it| it.find(&|it| it.name == "sequence").is_some());
    let by_name = || named("complexType", &format!("{layer}Type"));
    let only = || {
        let mut types = root.children.iter().filter(|it| it.find(&|it| it.name == "sequence").is_some());
        types.next().filter(|_| types.next().is_none())
    };
    by_type().or_else(inside).or_else(by_name).or_else(only)
}

impl WfsColumns {
    /// Of what describes the layer `name` (XML Schema), and maybe others beside it.
    pub fn of(root: &XmlElement, name: &str) -> Self {
        let mut found = Self::default();
        // The features themselves are elements too, of no sequence.
        let sequence = described(root, name).and_then(|it| it.find(&|it| it.name == "sequence"));
        let elements = sequence.into_iter().flat_map(|it| &it.children).filter(|it| it.name == "element");
        for element in elements {
            let Some(name) = element.attribute("name") else { continue };
            let of_restriction = || element.find(&|it| it.name == "restriction")?.attribute("base");
            let kind = element.attribute("type").or_else(of_restriction).unwrap_or_default();
            if kind.starts_with("gml:") || kind.ends_with("PropertyType") {
                found.place.get_or_insert_with(|| name.to_owned());
                continue;
            }
            let bare = kind.rsplit(':').next().unwrap_or_default();
            let holds = match bare {
                "string" | "token" | "normalizedString" => Holds::Words,
                "int" | "integer" | "long" | "short" | "byte" | "decimal" | "double" | "float"
                | "nonNegativeInteger" | "positiveInteger" | "unsignedInt" | "unsignedLong" => Holds::Numbers,
                _ => Holds::Other,
            };
            found.columns.push((name.to_owned(), holds));
        }
        found
    }

    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    /// What rows can be put in an order by that does not change between two pages: an id, as far as names tell.
    pub fn key(&self) -> Option<&str> {
        const KEYS: [&str; 9] = ["ogc_fid", "gid", "fid", "objectid", "id", "uuid", "cleabs", "identifiant", "code"];
        let named = |key: &&str| self.columns.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        KEYS.iter().find_map(named).map(|(name, _)| name.as_str())
    }

    /// All that rows can be sorted by, together as `SORTBY` lists them: no two rows change places but those that have the
    /// same in each.
    pub fn sortable(&self) -> Option<String> {
        const LONGEST: usize = 1_500;
        let is_plain = |name: &str| !name.contains(|c: char| c == ',' || c.is_whitespace());
        let columns = self.columns.iter().filter(|(name, holds)| *holds != Holds::Other && is_plain(name));
        let mut list = String::new();
        for (name, _) in columns {
            if list.len() + name.len() >= LONGEST {
                break; // an address has its limits
            }
            list = if list.is_empty() { name.clone() } else { format!("{list},{name}") };
        }
        Some(list).filter(|list| !list.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::xml_tree;

    const TWO: &str = r#"<wfs:WFS_Capabilities version="2.0.0" xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="o">
        <ows:OperationsMetadata><ows:Operation name="GetFeature"><ows:Parameter name="outputFormat"><ows:AllowedValues>
        <ows:Value>application/gml+xml; version=3.2</ows:Value><ows:Value>application/JSON</ows:Value></ows:AllowedValues></ows:Parameter></ows:Operation>
        <ows:Constraint name="ImplementsResultPaging"><ows:NoValues/><ows:DefaultValue>TRUE</ows:DefaultValue></ows:Constraint></ows:OperationsMetadata>
        <wfs:FeatureTypeList><wfs:FeatureType><wfs:Name>eau:points</wfs:Name><wfs:DefaultCRS>urn:ogc:def:crs:EPSG::2154</wfs:DefaultCRS>
        <wfs:OtherCRS>urn:ogc:def:crs:EPSG::4326</wfs:OtherCRS></wfs:FeatureType>
        <wfs:FeatureType><wfs:Name>eau:cours</wfs:Name><wfs:OutputFormats><wfs:Format>geojson</wfs:Format></wfs:OutputFormats></wfs:FeatureType>
        </wfs:FeatureTypeList></wfs:WFS_Capabilities>"#;

    #[test]
    fn a_service_says_what_it_can() {
        let found = Capabilities::of(&xml_tree::read(TWO).unwrap()).unwrap();
        assert!(found.is_two && found.pages);
        assert_eq!(found.names(), ["eau:points", "eau:cours"]);
        let points = found.layer("points").unwrap();
        assert_eq!(
            (points.degrees.as_deref(), found.json_of(points)),
            (Some("urn:ogc:def:crs:EPSG::4326"), Some("application/JSON"))
        );
        assert_eq!(found.json_of(found.layer("eau:cours").unwrap()), Some("geojson"));
        assert!(found.layer("x").is_none());
        let one = "<WFS_Capabilities version='1.1.0'><FeatureTypeList><FeatureType><Name>a</Name></FeatureType></FeatureTypeList></WFS_Capabilities>";
        let one = Capabilities::of(&xml_tree::read(one).unwrap()).unwrap();
        assert!(!one.is_two && !one.pages && one.json_of(&one.layers[0]).is_none());
        assert!(Capabilities::of(&xml_tree::read("<html><body/></html>").unwrap()).is_none());
    }

    #[test]
    fn a_layer_has_columns_and_a_place() {
        let schema = r#"<xsd:schema xmlns:xsd="x"><xsd:complexType name="pointsType"><xsd:complexContent><xsd:extension base="gml:AbstractFeatureType">
            <xsd:sequence><xsd:element name="GID" type="xsd:int"/><xsd:element name="nom"><xsd:simpleType><xsd:restriction base="string"/></xsd:simpleType></xsd:element>
            <xsd:element name="geom" type="gml:PointPropertyType"/><xsd:element name="jour" type="xsd:date"/></xsd:sequence></xsd:extension>
            </xsd:complexContent></xsd:complexType><xsd:element name="points" type="n:pointsType"/></xsd:schema>"#;
        let found = WfsColumns::of(&xml_tree::read(schema).unwrap(), "n:points");
        assert_eq!(found.names(), ["GID", "nom", "jour"]);
        assert_eq!(
            (found.place.as_deref(), found.key(), found.columns[1].1),
            (Some("geom"), Some("GID"), Holds::Words)
        );
    }

    #[test]
    fn all_that_rows_can_be_sorted_by_is_one_list() {
        type All<'a> = &'a [(&'a str, Holds)];
        let columns = |all: All<'_>| WfsColumns {
            columns: all.iter().map(|(name, holds)| ((*name).to_owned(), *holds)).collect(),
            place: None,
        };
        let table: [(All<'_>, Option<&str>); 4] = [
            (&[("commune", Holds::Words), ("jour", Holds::Other), ("n", Holds::Numbers)], Some("commune,n")),
            (&[("a,b", Holds::Words), ("nom usuel", Holds::Words), ("x", Holds::Words)], Some("x")),
            (&[("jour", Holds::Other)], None),
            (&[], None),
        ];
        for (all, expected) in table {
            assert_eq!(columns(all).sortable().as_deref(), expected, "{all:?}");
        }
        let long: Vec<String> = (0..500).map(|n| format!("colonne_{n}")).collect();
        let long: Vec<(&str, Holds)> = long.iter().map(|name| (name.as_str(), Holds::Words)).collect();
        assert!(columns(&long).sortable().unwrap().len() <= 1_500, "an address has its limits");
    }

    #[test]
    fn of_several_types_the_one_of_the_layer_describes_it() {
        let sequence = |column: &str| {
            format!(
                "<xsd:complexContent><xsd:extension><xsd:sequence><xsd:element name='{column}' type='xsd:int'/></xsd:sequence></xsd:extension></xsd:complexContent>"
            )
        };
        let named =
            |name: &str, column: &str| format!("<xsd:complexType name='{name}'>{}</xsd:complexType>", sequence(column));
        let element = |name: &str, kind: &str| format!("<xsd:element name='{name}' type='{kind}'/>");
        let inline = |name: &str, column: &str| {
            format!("<xsd:element name='{name}'><xsd:complexType>{}</xsd:complexType></xsd:element>", sequence(column))
        };
        let table = [
            (vec![named("aType", "a"), element("a", "n:aType"), named("bType", "b"), element("b", "n:bType")], "b"),
            (vec![element("b", "n:T2"), element("a", "n:T1"), named("T1", "a"), named("T2", "b")], "b"),
            (vec![inline("a", "a"), inline("b", "b")], "b"),
            (vec![named("aType", "a"), named("bType", "b")], "b"),
            // The only one there is, whatever it is called.
            (vec![named("TType", "t"), element("T", "n:TType")], "t"),
            (vec![inline("B", "t")], "t"),
            (vec![named("x", "x"), named("y", "y"), element("z", "n:x")], ""),
            (vec![], ""),
        ];
        for (parts, column) in table {
            let schema = format!("<xsd:schema xmlns:xsd='x'>{}</xsd:schema>", parts.concat());
            let found = WfsColumns::of(&xml_tree::read(&schema).unwrap(), "n:b");
            assert_eq!(found.names().concat(), column, "{schema}");
        }
    }
}
