//! What a downloaded file is called: asked of the server, the title, the URL, and made safe on every platform.

use std::path::{Component, Path};

use percent_encoding::percent_decode;
use unicode_normalization::char::is_combining_mark;
use url::Url;

use super::disposition;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::shell::Shell;
use crate::base::text;
use crate::m;
use crate::model::Media;
use crate::model::file_format::Format;

/// Bytes of a name, the most a file system takes (255) less room for ` (9999)`, `.unverified`, `.receipt.json`.
pub const LONGEST: usize = 255 - 32;

/// RUDI names a file after its interface contract when the producer gave no name (docs/portals/rudi.md 3.2): no name at
/// all.
const CONTRACTS: [&str; 10] =
    ["dwnl", "generic-data", "gdata", "temporal-bar-chart", "tpbc", "wfs", "wms", "wmts", "custom", "download"];

/// Endings that guichet gives itself.
const OWN_ENDINGS: [&str; 3] = [".part", ".part.json", ".receipt.json"];

/// What is known of a media's name once it is opened.
pub struct Hints<'a> {
    pub media: &'a Media,
    /// `Content-Disposition` as it came: its bytes may be of any encoding.
    pub disposition: Option<&'a [u8]>,
    /// Where the bytes come from.
    pub url: &'a Url,
    pub content_type: Option<&'a str>,
    /// What the name of a file ends with that is kept as the server packed it.
    pub packed: Option<&'a str>,
    /// What tells files made with other answers apart from this one.
    pub label: Option<String>,
}

impl Hints<'_> {
    /// The file name: the one that the portal states of the media, where that is a file's; else that of
    /// `Content-Disposition`, else the title, else the URL, else the id. Always one safe component.
    pub fn name(&self) -> String {
        let (stated, served) = (self.stated_name(), self.server_name());
        // Who sends another kind of file than the portal states knows what it sends: a zipped shapefile.
        let is_other = |stated: &String| served.as_deref().is_some_and(|served| is_of_other_format(stated, served));
        let base = stated
            .filter(|stated| !is_other(stated))
            .or(served)
            .or_else(|| self.with_extension(safe(&self.media.title)))
            .or_else(|| self.url_name())
            .or_else(|| self.with_extension(safe(&self.media.id)))
            .unwrap_or_else(|| "media".to_owned());
        packed(&self.labelled(base), self.packed)
    }

    /// With the answers it was made with, unless the server put them into the name itself.
    fn labelled(&self, name: String) -> String {
        match self.label.as_deref().and_then(safe).filter(|label| !name.contains(label.as_str())) {
            Some(label) => {
                let (stem, extension) = split(&name);
                format!("{} {label}{extension}", stem.trim_end())
            }
            None => name,
        }
    }

    /// What the portal calls the file, whatever that ends in; else what it calls the media, where that is the name of a file
    /// and no mere title: it ends as files of a known format do. A media that is called by its path or its address has the
    /// name at the end of that, and any ending counts there. What is made of answers is no file of the portal's own.
    fn stated_name(&self) -> Option<String> {
        if self.label.is_some() {
            return None;
        }
        if let Some(name) = self.media.file_name.as_deref().and_then(safe) {
            return Some(name);
        }
        let Media { title, id, .. } = self.media;
        let is_path = title == id || title.contains("://");
        let name = safe(if is_path { last_component(title) } else { title })?;
        let ends = |name: &str| name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && is_ending(end));
        (reads_as_file(&name) || is_path && ends(&name)).then_some(name)
    }

    fn server_name(&self) -> Option<String> {
        let name = safe(last_component(&disposition::name(self.disposition?)?))?;
        if CONTRACTS.contains(&name.to_ascii_lowercase().as_str()) {
            None
        } else if has_extension(&name) {
            Some(name)
        } else {
            self.with_extension(Some(name))
        }
    }

    /// The last segment, where it is more than a verb or a version.
    fn url_name(&self) -> Option<String> {
        let segment = self.url.path_segments()?.rfind(|segment| !segment.is_empty())?;
        let decoded = percent_decode(segment.as_bytes()).decode_utf8_lossy().into_owned();
        let name = safe(last_component(&decoded))?;
        let telling = name.chars().any(char::is_alphabetic) && !CONTRACTS.contains(&name.to_ascii_lowercase().as_str());
        self.with_extension(Some(name)).filter(|_| telling)
    }

    /// Adds the extension of the format, unless the name ends with that of some format already: what follows the last
    /// dot of a title is more often a word or a number.
    fn with_extension(&self, name: Option<String>) -> Option<String> {
        let name = name?;
        if split(&name).1.rsplit('.').next().and_then(Format::named).is_some() {
            return Some(name);
        }
        Some(match self.extension() {
            Some(extension) => format!("{name}.{extension}"),
            None => name,
        })
    }

    /// The portal's word goes first: servers know less (`application/json` for GeoJSON). An archive is one, though,
    /// whatever it holds: a shapefile comes zipped.
    fn extension(&self) -> Option<&'static str> {
        let served = self.content_type.and_then(Format::typed);
        let archive = served.filter(|format| format.is_archive());
        let format = archive.or_else(|| Format::declared(self.media)).or(served);
        format.map(|format| format.extension)
    }
}

/// `name`, saying by `ending` that the server packed the bytes.
pub fn packed(name: &str, ending: Option<&str>) -> String {
    let ending = ending.filter(|ending| !is_packed(name, ending)).unwrap_or_default();
    shorten(&format!("{name}{ending}"), LONGEST)
}

/// Whether `name` says that the bytes are packed as `ending` has it.
pub fn is_packed(name: &str, ending: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|it| it.to_str());
    name.to_ascii_lowercase().ends_with(ending)
        || ending == ".gz" && extension.and_then(Format::named).is_some_and(Format::is_gzip)
}

/// `name` without what [`packed`] adds; as it is where nothing or no [`safe`] name would be left.
pub fn unpacked(name: &str, ending: &str) -> String {
    let bare = name.to_ascii_lowercase().ends_with(ending).then(|| &name[..name.len() - ending.len()]);
    bare.and_then(safe).unwrap_or_else(|| name.to_owned())
}

/// Refuses a name a person gave that is not the name of one file on every system: what [`safe`] would rewrite. It is
/// never rewritten.
pub fn check(name: &str) -> Result<()> {
    let refuse =
        |why: Message| Err(Error::new(ErrorKind::Usage, m!("download-file-name", name = text::line(name)), why));
    let mut components = Path::new(name).components();
    let single = match (components.next(), components.next()) {
        (Some(Component::Normal(only)), None) => only == name,
        _ => false,
    };
    if !single || name.contains('\0') {
        refuse(m!("download-no-file-name")).map_err(|error| error.hint(m!("download-folder-with-o")))
    } else if has_own_ending(name) {
        refuse(m!("download-own-ending"))
    } else {
        match safe(name) {
            Some(safe) if safe == name => Ok(()),
            Some(safe) => refuse(m!("download-unsafe-name"))
                .map_err(|error| error.hint(m!("download-unsafe-name-hint", safe = Shell::in_use().quoted(&safe)))),
            None => refuse(m!("download-unsafe-name")),
        }
    }
}

/// `name` without the ending of a known format.
pub fn without_format(name: &str) -> &str {
    if reads_as_file(name) { split(name).0 } else { name }
}

/// Whether `name` ends as files of a known format do.
pub fn reads_as_file(name: &str) -> bool {
    split(name).1.rsplit('.').any(|ending| Format::named(ending).is_some())
}

/// Whether both end as files of known formats do, and not of the same.
fn is_of_other_format(one: &str, other: &str) -> bool {
    let format = |name: &str| split(name).1.rsplit('.').next().and_then(Format::named);
    matches!((format(one), format(other)), (Some(one), Some(other)) if one != other)
}

/// `stops.csv` as `stops (2).csv`.
pub fn numbered(name: &str, number: u32) -> String {
    let (stem, extension) = split(name);
    format!("{stem} ({number}){extension}")
}

/// `stops (2).csv` as `stops.csv`; `None` of what has no number.
pub fn unnumbered(name: &str) -> Option<String> {
    let (stem, extension) = split(name);
    let (bare, number) = stem.strip_suffix(')')?.rsplit_once(" (")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("{bare}{extension}"))
}

/// One component that every platform takes: no separators, control or direction characters, nothing Windows
/// forbids or reserves, no ending of guichet's own. `None` where nothing is left.
fn safe(name: &str) -> Option<String> {
    let clean: String = text::line(name)
        .chars()
        .map(|c| if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    // A mark that had only a dot to stand on has nothing left.
    let clean =
        clean.trim_start_matches(|c| matches!(c, '.' | ' ') || is_combining_mark(c)).trim_end_matches(['.', ' ']);
    // A name that begins with a dash reads as an option to the commands it is later given to.
    let before = if is_reserved(clean) || clean.starts_with('-') { "_" } else { "" };
    let short = shorten(&format!("{before}{clean}"), LONGEST);
    let says_nothing = clean.is_empty() || short.chars().all(|c| c == '_');
    (!says_nothing).then_some(short)
}

/// Names of devices on Windows, with any extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| {
            let mut chars = rest.chars();
            matches!((chars.next(), chars.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

/// Cuts the stem so that the whole has at most `limit` bytes, at a character's end, and keeps the extension. What ends as
/// guichet's own files do then, or did before, gets another ending.
fn shorten(name: &str, limit: usize) -> String {
    let short = cut_to(name, limit);
    if has_own_ending(&short) { format!("{}_", cut_to(&short, limit - 1)) } else { short }
}

fn cut_to(name: &str, limit: usize) -> String {
    if name.len() <= limit {
        return name.to_owned();
    }
    let (stem, extension) = split(name);
    let room = limit.saturating_sub(extension.len());
    format!("{}{extension}", stem[..stem.floor_char_boundary(room)].trim_end_matches(['.', ' ']))
}

fn has_own_ending(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    OWN_ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// Stem and extension (with its dot, or empty). `.csv.gz` counts as one.
fn split(name: &str) -> (&str, &str) {
    let Some((stem, last)) = cut(name) else { return (name, "") };
    let packed = matches!(last.to_ascii_lowercase().as_str(), ".gz" | ".bz2" | ".xz" | ".zst" | ".br");
    match cut(stem) {
        Some((inner, inner_extension)) if packed && Format::named(inner_extension).is_some() => {
            (inner, &name[inner.len()..])
        }
        _ => (stem, last),
    }
}

/// At the last dot, if what follows can be an extension.
fn cut(name: &str) -> Option<(&str, &str)> {
    let at = name.rfind('.').filter(|at| *at > 0)?;
    let extension = &name[at + 1..];
    let plausible = (1..=10).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plausible.then(|| name.split_at(at))
}

/// Whether a server's own name has an extension: short, and more than a number.
fn has_extension(name: &str) -> bool {
    is_ending(split(name).1)
}

fn is_ending(end: &str) -> bool {
    end.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Without directories, in the way of any system.
fn last_component(name: &str) -> &str {
    name.rsplit(['/', '\\']).find(|component| !component.trim().is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Address;

    fn media(title: &str, format: Option<&str>) -> Media {
        let dataset = Address::root("test").child("set");
        Media { format: format.map(str::to_owned), ..Media::new(dataset, "1cd92470", title) }
    }

    /// The name given by a `Content-Disposition` alone, the title being unhelpful.
    fn served(disposition: impl AsRef<[u8]>) -> String {
        let url = Url::parse("http://portal.example/files/").unwrap();
        let media = media("Titre", Some("csv"));
        let disposition = Some(disposition.as_ref());
        Hints { media: &media, disposition, url: &url, content_type: None, packed: None, label: None }.name()
    }

    fn named(title: &str, format: Option<&str>, url: &str, content_type: Option<&str>) -> String {
        let url = Url::parse(url).unwrap();
        let media = media(title, format);
        Hints { media: &media, disposition: None, url: &url, content_type, packed: None, label: None }.name()
    }

    #[test]
    fn what_was_said_to_be_packed_and_is_not_gets_no_name_of_our_own() {
        let table = [
            ("stops.csv.gz", "stops.csv"),
            ("STOPS.CSV.GZ", "STOPS.CSV"),
            ("stops.csv", "stops.csv"),
            ("stops.csv.part.gz", "stops.csv.part_"),
            ("stops.csv.receipt.json.gz", "stops.csv.receipt.json_"),
            ("stops. .gz", "stops"),
            ("con.gz", "_con"),
            (".gz", ".gz"),
        ];
        for (name, bare) in table {
            assert_eq!(unpacked(name, ".gz"), bare, "{name}");
        }
    }

    #[test]
    fn a_disposition_is_read_in_every_way_servers_write_it() {
        for (header, name) in [
            (r#"attachment; filename="Donnees.csv"; filename*=UTF-8''Donn%C3%A9es%20%E2%82%AC.csv"#, "Données €.csv"),
            (r#"attachment; filename*=utf-8'fr'a.csv; filename=b.csv"#, "a.csv"),
            ("attachment; filename*=ISO-8859-1''Donn%E9es.csv", "Données.csv"),
            ("attachment; filename*=\"UTF-8''%C3%A9t%C3%A9.csv\"", "été.csv"),
            (r#"attachment; filename*=UTF-8''%FF.csv; filename="plain.csv""#, "plain.csv"),
            (r#"attachment; filename*=x-none''b.csv; filename="plain.csv""#, "plain.csv"),
            ("attachment; filename=arrets.csv", "arrets.csv"),
            ("attachment;FileName = arrets.csv ; size=3", "arrets.csv"),
            ("filename=arrets.csv", "arrets.csv"),
            ("attachment; filename=Qualité de l'air 2024.csv", "Qualité de l'air 2024.csv"),
            (r#"attachment; filename="a \"quoted\" name; x=y.csv""#, "a _quoted_ name; x=y.csv"),
            (r#"attachment; filename="a "quoted" name; x=y.csv""#, "a _quoted_ name; x=y.csv"),
            (r#"attachment; filename="Données.csv""#, "Données.csv"),
            (r#"attachment; filename="never closed.csv"#, "never closed.csv"),
            (r#"attachment; filename="=?UTF-8?B?RG9ubsOpZXMuY3N2?=""#, "Données.csv"),
            (r#"attachment; filename="=?utf-8?B?bm90aWNlX3LDqXNlYXV4LnBkZg==?=""#, "notice_réseaux.pdf"),
            (r#"attachment; filename="=?iso-8859-1?Q?Donn=E9es_100%.csv?=""#, "Données 100%.csv"),
            (r#"attachment; filename="=?utf-8?Q?Donn=C3=A9es?= =?utf-8?Q?.csv?=""#, "Données.csv"),
            (r#"attachment; filename="=?nope?B?AAAA?=.csv""#, "=_nope_B_AAAA_=.csv"),
            (r#"attachment; filename="../../../tmp/evil.csv""#, "evil.csv"),
            ("attachment; filename*=UTF-8''..%2F..%2Fevil.csv", "evil.csv"),
            (r#"attachment; filename="/etc/cron.d/evil""#, "evil.csv"),
            (r#"attachment; filename="../../.bashrc""#, "bashrc.csv"),
            (r#"attachment; filename="C:\temp\CON.csv""#, "_CON.csv"),
            (r#"attachment; filename="C:\\temp\\CON.csv""#, "_CON.csv"),
            ("attachment; filename*=UTF-8''a%0Ab%1B%5B31m%E2%80%AEvsc.exe", "a b [31mvsc.exe"),
            (r#"attachment; filename="""#, "Titre.csv"),
            (r#"attachment; filename="..""#, "Titre.csv"),
            (r#"attachment; filename="a%20b.csv""#, "a b.csv"),
            (r#"attachment; filename="100%.csv""#, "100%.csv"),
            (r#"attachment; filename="..%2F..%2Fevil.csv""#, "evil.csv"),
            (r#"attachment; filename="%2e%2e%5cCON.csv""#, "_CON.csv"),
            (r#"attachment; filename="a%0Ab%1B%5B31m.csv""#, "a b [31m.csv"),
            (r#"attachment; filename="a.csv%2E%20""#, "a.csv"),
            ("inline", "Titre.csv"),
            ("", "Titre.csv"),
            ("attachment; filename=dwnl", "Titre.csv"),
            ("attachment; filename=releve", "releve.csv"),
            ("attachment; filename=export.parquet", "export.parquet"),
        ] {
            assert_eq!(served(header), name, "{header}");
        }
        assert_eq!(served(b"attachment; filename=\"Donn\xe9es.csv\""), "Données.csv");
        assert_eq!(served(b"attachment; filename=Co\xfbt \x80.csv"), "Coût €.csv");
    }

    /// What the portal calls the media, what the server does, and the name of the file.
    #[test]
    fn the_portal_s_own_name_of_a_file_is_kept_and_a_mere_title_is_not() {
        let table = [
            ("arrets.csv", "export-20260914.csv", "arrets.csv"),
            ("Arrêts de bus.csv", "arrets.csv", "Arrêts de bus.csv"),
            ("arrets.CSV", "x.csv", "arrets.CSV"),
            ("arrets.csv.gz", "x.csv.gz", "arrets.csv.gz"),
            ("arrets.csv", "dwnl", "arrets.csv"),
            ("arrets.csv", "..", "arrets.csv"),
            ("arrets.csv", "export.do", "arrets.csv"),
            // Titles.
            ("Arrêts de bus", "arrets.csv", "arrets.csv"),
            ("Version 1.2", "arrets.csv", "arrets.csv"),
            ("Données de data.gouv.fr", "arrets.csv", "arrets.csv"),
            ("Bilan St. Malo", "bilan.pdf", "bilan.pdf"),
            (".csv", "arrets.csv", "arrets.csv"),
            // Who sends another format says so.
            ("communes.shp", "communes.zip", "communes.zip"),
            ("arrets.csv", "arrets.csv.gz", "arrets.csv.gz"),
            ("releve.tab", "releve.csv", "releve.csv"),
            // An address or a path is no name, and its end is one.
            ("https://a.example/x/arrets.csv", "x.csv", "arrets.csv"),
            ("train/0000.parquet", "f00.parquet", "0000.parquet"),
            ("train/weights.safetensors", "x.bin", "weights.safetensors"),
            ("train/LICENSE", "x.txt", "x.txt"),
            ("Eau/air.csv", "x.csv", "Eau_air.csv"),
            ("..\\..\\CON.csv", "x.csv", "_.._CON.csv"),
        ];
        let url = Url::parse("http://portal.example/files/").unwrap();
        for (title, served, name) in table {
            let mut media = media(title, Some("csv"));
            if title.starts_with("train/") {
                media.id = title.to_owned();
            }
            let disposition = format!("attachment; filename=\"{served}\"");
            let disposition = Some(disposition.as_bytes());
            let hints = Hints { media: &media, disposition, url: &url, content_type: None, packed: None, label: None };
            assert_eq!(hints.name(), name, "{title} {served}");
        }
    }

    /// What the portal calls the file, what the server does (`None`: nothing), and the name of the file.
    #[test]
    fn a_file_whose_name_is_stated_has_it_whatever_it_ends_in() {
        let table = [
            ("LICENSE", Some("LICENSE"), "LICENSE"),
            ("LICENSE", Some("LICENSE.txt"), "LICENSE"),
            ("Makefile", None, "Makefile"),
            ("part-00000", Some("part-00000"), "part-00000"),
            ("releve.2024", None, "releve.2024"),
            ("code/run.sas7", Some("x.csv"), "code_run.sas7"),
            ("test/0000.parquet", Some("0000.parquet"), "test_0000.parquet"),
            // Nothing that is fetched is hidden from its owner, or read unasked by other programs.
            (".gitattributes", Some(".gitattributes"), "gitattributes"),
            (".bashrc", None, "bashrc"),
            ("../../.ssh/config", None, "_.._.ssh_config"),
            ("CON", None, "_CON"),
            ("run.part", None, "run.part_"),
            // Who sends another format says so; what is no name at all is none.
            ("communes.shp", Some("communes.zip"), "communes.zip"),
            ("...", Some("a.csv"), "a.csv"),
            ("", None, "Titre.csv"),
        ];
        let url = Url::parse("http://portal.example/files/").unwrap();
        for (stated, served, name) in table {
            let media = Media { file_name: Some(stated.to_owned()), ..media("Titre", Some("csv")) };
            let disposition = served.map(|served| format!("attachment; filename=\"{served}\""));
            let hints = Hints {
                media: &media,
                disposition: disposition.as_deref().map(str::as_bytes),
                url: &url,
                content_type: Some("text/csv"),
                packed: None,
                label: None,
            };
            assert_eq!(hints.name(), name, "{stated} {served:?}");
        }
    }

    #[test]
    fn the_title_the_url_and_the_id_stand_in() {
        for (title, format, url, content_type, name) in [
            ("Arrêts de bus", Some("csv"), "http://h/x/dwnl", None, "Arrêts de bus.csv"),
            ("arrets.CSV", Some("csv"), "http://h/x", None, "arrets.CSV"),
            ("Version 1.2", Some("geojson"), "http://h/x", Some("application/json"), "Version 1.2.geojson"),
            ("Bilan St. Malo", None, "http://h/x", Some("application/pdf"), "Bilan St. Malo.pdf"),
            ("Communes", Some("shp"), "http://h/x", Some("application/zip"), "Communes.zip"),
            ("Entrées/sorties : 2024", Some("csv"), "http://h/x", None, "Entrées_sorties _ 2024.csv"),
            ("", Some("csv"), "http://h/a/stops%20%C3%A9t%C3%A9.csv?x=y.pdf", None, "stops été.csv"),
            ("", Some("csv"), "http://h/a/..%2F..%2Fevil", None, "evil.csv"),
            ("", Some("csv"), "http://h/medias/1cd92470/dwnl/1.0.0", None, "1cd92470.csv"),
            (" ... ", None, "http://h/", Some("application/octet-stream"), "1cd92470"),
        ] {
            assert_eq!(named(title, format, url, content_type), name, "{title:?} {url}");
        }
    }

    #[test]
    fn every_name_is_safe_on_every_platform() {
        for (title, name) in [
            ("NUL", "_NUL.csv"),
            ("com1.old", "_com1.old.csv"),
            ("LPT¹ .x", "_LPT¹ .x.csv"),
            ("Complet", "Complet.csv"),
            ("a<b>c|d*e", "a_b_c_d_e.csv"),
            (".. hidden ..", "hidden.csv"),
            ("-rf", "_-rf.csv"),
            ("e\u{301}te\u{301}", "été.csv"),
            ("\u{202E}vsc\0.exe", "vsc .exe.csv"),
            ("stops.csv.part", "stops.csv.part_.csv"),
            ("sub\u{AD}ven\u{200B}tions\u{FE0F}\u{E0041}", "subventions.csv"),
            ("\u{2800}\u{3164}con\u{FFA0}", "_con.csv"),
            ("\u{AD}-rf", "_-rf.csv"),
            ("eau\u{34F}.csv\u{2060}", "eau.csv"),
            ("\u{3164}\u{115F}\u{2800}", "1cd92470.csv"),
            ("❤\u{FE0F} 👩\u{200D}🌾", "❤ 👩🌾.csv"),
            ("Tiếng Việt หนี้ हिन्दी", "Tiếng Việt หนี้ हिन्दी.csv"),
        ] {
            assert_eq!(named(title, Some("csv"), "http://h/", None), name, "{title:?}");
        }
        assert_eq!(safe("stops.csv.PART").unwrap(), "stops.csv.PART_");
        assert_eq!(safe("/\\:*"), None);
    }

    #[test]
    fn a_long_name_keeps_its_extension_and_leaves_room() {
        for name in [
            served(format!("attachment; filename=\"{}.csv\"", "x".repeat(300))),
            named(&"é".repeat(300), Some("csv"), "http://h/", None),
            named(&"日本".repeat(300), Some("csv"), "http://h/", None),
        ] {
            assert!(name.ends_with(".csv"), "{name}");
            assert!((LONGEST - 3..=LONGEST).contains(&name.len()), "{}", name.len());
            assert!(format!("{} (9999).unverified.receipt.json", name).len() <= 255);
        }
    }

    #[test]
    fn what_stays_compressed_is_named_so() {
        let url = Url::parse("http://h/stops.csv").unwrap();
        for (title, name) in [("stops.csv", "stops.csv.gz"), ("stops.csv.gz", "stops.csv.gz")] {
            let media = media(title, Some("csv"));
            let hints = Hints {
                media: &media,
                disposition: None,
                url: &url,
                content_type: None,
                packed: Some(".gz"),
                label: None,
            };
            assert_eq!(hints.name(), name);
        }
    }

    #[test]
    fn numbers_go_before_the_extension() {
        assert_eq!(numbered("stops.csv", 2), "stops (2).csv");
        assert_eq!(numbered("stops.csv.gz", 3), "stops (3).csv.gz");
        assert_eq!(numbered("stops", 2), "stops (2)");
        assert_eq!(numbered("Version 1. Rennes", 2), "Version 1. Rennes (2)");
    }

    #[test]
    fn a_person_may_name_one_file_and_nothing_else() {
        for good in ["stops.csv", "a b", "x_", "Données €"] {
            assert!(check(good).is_ok(), "{good}");
        }
        let no_name = ["", ".", "..", "a/b", "/a", "a/", "./a", "../a", "a\0b", "x.part", "x.receipt.json"];
        let not_everywhere =
            ["a:b?", "-x", ".profil", " spaced ", "spaced ", "a.", "CON", "nul.csv", "a\nb", "a\u{202e}b"];
        for bad in no_name.into_iter().chain(not_everywhere) {
            assert_eq!(check(bad).unwrap_err().kind, ErrorKind::Usage, "{bad:?}");
        }
    }

    /// Whatever is cut or put behind it.
    #[test]
    fn a_name_that_is_made_is_one_that_could_be_given() {
        let media = crate::model::fixtures::media("m");
        let url = Url::parse("https://x.example/").unwrap();
        for ending in OWN_ENDINGS {
            for length in [1, LONGEST - ending.len(), LONGEST, 1000] {
                for (before, extension) in [("", ""), ("", ".csv"), ("..\u{301}", "; rest"), (". \u{301}.", " ")] {
                    let stem = before.to_owned() + &"a".repeat(length);
                    let disposition = format!("attachment; filename=\"{stem}{ending}{extension}\"");
                    for label in [None, Some("b.part".to_owned()), Some(format!("{stem}{ending}"))] {
                        let disposition = Some(disposition.as_bytes());
                        let hints =
                            Hints { media: &media, disposition, url: &url, content_type: None, packed: None, label };
                        let name = hints.name();
                        assert!(check(&name).is_ok() && name.len() <= LONGEST, "{name:?}");
                    }
                }
            }
        }
        // What says something only where it is cut off.
        let title = format!("{}le", "_".repeat(1000));
        let media = crate::model::Media { title, ..media };
        let hints =
            Hints { media: &media, disposition: None, url: &url, content_type: None, packed: None, label: None };
        assert_eq!(hints.name(), "m.csv");
    }

    #[test]
    fn answers_tell_files_apart_unless_the_name_does() {
        let (media, url) = (crate::model::fixtures::media("m"), Url::parse("https://x.example/").unwrap());
        let name = |disposition: Option<&str>, label: &str| {
            let (disposition, label) = (disposition.map(str::as_bytes), Some(label.to_owned()));
            Hints { media: &media, disposition, url: &url, content_type: None, packed: None, label }.name()
        };
        assert_eq!(name(None, "552049447"), "m 552049447.csv");
        assert_eq!(name(None, "2023 01"), "m 2023 01.csv");
        assert_eq!(name(None, "../é"), "m _é.csv");
        assert_eq!(name(Some("attachment; filename=\"stops .csv\""), "2023"), "stops 2023.csv", "one space");
        assert_eq!(name(Some("attachment; filename=\"kbis-552049447.pdf\""), "552049447"), "kbis-552049447.pdf");
    }

    #[test]
    fn a_number_is_taken_off_where_there_is_one() {
        for name in ["stops.csv", "stops", "a.tar.gz", "été (x).csv"] {
            assert_eq!(unnumbered(&numbered(name, 12)).as_deref(), Some(name));
        }
        for name in ["stops.csv", "a (x).csv", "a ().csv", "a(2).csv", "(2)"] {
            assert_eq!(unnumbered(name), None, "{name}");
        }
    }
}
