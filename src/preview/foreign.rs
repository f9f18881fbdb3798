//! Formats that are known and not looked into here: what they are, and what opens them.

use super::Preview;
use super::shape::ContentShape;
use crate::base::i18n::Said;
use crate::{said, t};

/// A format that no reader here looks into: how it begins, its short name, what it is, what opens it.
#[derive(Debug, PartialEq, Eq)]
pub struct Foreign {
    at: usize,
    magic: &'static [u8],
    format: &'static str,
    name: Said,
    opens: Said,
}

const fn begins(at: usize, magic: &'static [u8], format: &'static str, name: Said, opens: Said) -> Foreign {
    Foreign { at, magic, format, name, opens }
}

/// By their first bytes. The longer ones stand before those they begin with.
const FOREIGN: &[Foreign] = &[
    begins(0, b"Rar!\x1a\x07", "rar", said!("formats-name-rar"), said!("formats-opens-archives")),
    begins(0, b"MSCF", "cab", said!("formats-name-cab"), said!("formats-opens-archives")),
    begins(0, b"!<arch>\ndebian", "deb", said!("formats-name-package"), said!("formats-opens-system")),
    begins(0, b"\xed\xab\xee\xdb", "rpm", said!("formats-name-package"), said!("formats-opens-system")),
    begins(0, b"\x04\x22\x4d\x18", "lz4", said!("formats-name-lz4"), said!("formats-opens-lz4")),
    begins(0, b"\x1f\x9d", "z", said!("formats-name-compress"), said!("formats-opens-archives")),
    begins(0, b"LZIP", "lz", said!("formats-name-lzip"), said!("formats-opens-archives")),
    begins(0x8001, b"CD001", "iso", said!("formats-name-iso"), said!("formats-opens-archives")),
    begins(0, b"LASF", "las", said!("formats-name-las"), said!("formats-opens-clouds")),
    begins(0, b"ASTM-E57", "e57", said!("formats-name-e57"), said!("formats-opens-clouds")),
    begins(0, b"ply\n", "ply", said!("formats-name-ply"), said!("formats-opens-clouds")),
    begins(0, b"CDF\x01", "nc", said!("formats-name-netcdf"), said!("formats-opens-netcdf")),
    begins(0, b"CDF\x02", "nc", said!("formats-name-netcdf"), said!("formats-opens-netcdf")),
    begins(0, b"CDF\x05", "nc", said!("formats-name-netcdf"), said!("formats-opens-netcdf")),
    begins(0, b"\x89HDF\r\n\x1a\n", "h5", said!("formats-name-hdf5"), said!("formats-opens-netcdf")),
    begins(0, b"\x0e\x03\x13\x01", "hdf", said!("formats-name-hdf4"), said!("formats-opens-netcdf")),
    begins(0, b"GRIB", "grib", said!("formats-name-grib"), said!("formats-opens-grib")),
    begins(0, b"BUFR", "bufr", said!("formats-name-bufr"), said!("formats-opens-grib")),
    begins(0, b"AC10", "dwg", said!("formats-name-dwg"), said!("formats-opens-cad")),
    begins(0, b"AutoCAD Binary DXF", "dxf", said!("formats-name-dxf"), said!("formats-opens-cad")),
    begins(0, b"\x00\x01\x00\x00Standard Jet DB", "mdb", said!("formats-name-access"), said!("formats-opens-access")),
    begins(0, b"\x00\x01\x00\x00Standard ACE DB", "accdb", said!("formats-name-access"), said!("formats-opens-access")),
    begins(0, b"!BDN", "pst", said!("formats-name-pst"), said!("formats-opens-outlook")),
    begins(84, b"SAS FILE", "sas7bdat", said!("formats-name-sas"), said!("formats-opens-statistics")),
    begins(
        0,
        b"HEADER RECORD*******LIBRARY HEADER",
        "xpt",
        said!("formats-name-sas"),
        said!("formats-opens-statistics"),
    ),
    begins(0, b"$FL2@(#)", "sav", said!("formats-name-spss"), said!("formats-opens-statistics")),
    begins(0, b"$FL3@(#)", "zsav", said!("formats-name-spss"), said!("formats-opens-statistics")),
    begins(0, b"<stata_dta>", "dta", said!("formats-name-stata"), said!("formats-opens-statistics")),
    begins(0, b"RDX2\n", "rdata", said!("formats-name-r"), said!("formats-opens-r")),
    begins(0, b"RDX3\n", "rdata", said!("formats-name-r"), said!("formats-opens-r")),
    begins(0, b"X\n\0\0\0", "rds", said!("formats-name-r"), said!("formats-opens-r")),
    begins(0, b"MATLAB 5.0 MAT-file", "mat", said!("formats-name-matlab"), said!("formats-opens-matlab")),
    begins(0, b"\x93NUMPY", "npy", said!("formats-name-numpy"), said!("formats-opens-python")),
    begins(0, b"FEA1", "feather", said!("formats-name-feather"), said!("formats-opens-arrow")),
    begins(0, b"ORC", "orc", said!("formats-name-orc"), said!("formats-opens-arrow")),
    begins(0, b"Obj\x01", "avro", said!("formats-name-avro"), said!("formats-opens-arrow")),
    begins(8, b"DUCK", "duckdb", said!("formats-name-duckdb"), said!("formats-opens-duckdb")),
    begins(0, b"PGDMP", "pgdump", said!("formats-name-postgres"), said!("formats-opens-postgres")),
    begins(0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2", said!("formats-name-jpeg2000"), said!("formats-opens-rasters")),
    begins(0, b"\xff\x4f\xff\x51", "j2k", said!("formats-name-jpeg2000"), said!("formats-opens-rasters")),
    begins(0, b"II+\0", "tif", said!("formats-name-bigtiff"), said!("formats-opens-rasters")),
    begins(0, b"MM\0+", "tif", said!("formats-name-bigtiff"), said!("formats-opens-rasters")),
    begins(0, b"8BPS", "psd", said!("formats-name-psd"), said!("formats-opens-pictures")),
    begins(4, b"ftypheic", "heic", said!("formats-name-heic"), said!("formats-opens-pictures")),
    begins(4, b"ftypavif", "avif", said!("formats-name-avif"), said!("formats-opens-pictures")),
    begins(0, b"\x00\x00\x01\x00", "ico", said!("formats-name-icon"), said!("formats-opens-pictures")),
    begins(0, b"%!PS", "ps", said!("formats-name-postscript"), said!("formats-opens-documents")),
    begins(0, b"{\\rtf", "rtf", said!("formats-name-rtf"), said!("formats-opens-office")),
    begins(0, b"AT&TFORM", "djvu", said!("formats-name-djvu"), said!("formats-opens-documents")),
    begins(60, b"BOOKMOBI", "mobi", said!("formats-name-mobi"), said!("formats-opens-books")),
    begins(0, b"ID3", "mp3", said!("formats-name-audio"), said!("formats-opens-media")),
    begins(0, b"\xff\xfb", "mp3", said!("formats-name-audio"), said!("formats-opens-media")),
    begins(0, b"\xff\xf3", "mp3", said!("formats-name-audio"), said!("formats-opens-media")),
    begins(0, b"fLaC", "flac", said!("formats-name-audio"), said!("formats-opens-media")),
    begins(0, b"OggS", "ogg", said!("formats-name-audio"), said!("formats-opens-media")),
    begins(8, b"WAVEfmt", "wav", said!("formats-name-audio"), said!("formats-opens-media")),
    begins(8, b"AVI LIST", "avi", said!("formats-name-video"), said!("formats-opens-media")),
    begins(4, b"ftyp", "mp4", said!("formats-name-video"), said!("formats-opens-media")),
    begins(0, b"\x1a\x45\xdf\xa3", "mkv", said!("formats-name-video"), said!("formats-opens-media")),
    begins(0, b"FLV\x01", "flv", said!("formats-name-video"), said!("formats-opens-media")),
    begins(0, b"\x00\x00\x01\xba", "mpg", said!("formats-name-video"), said!("formats-opens-media")),
    begins(0, b"\x7fELF", "elf", said!("formats-name-program"), said!("formats-opens-caution")),
    begins(0, b"MZ", "exe", said!("formats-name-program"), said!("formats-opens-caution")),
    begins(0, b"\xca\xfe\xba\xbe", "class", said!("formats-name-program"), said!("formats-opens-caution")),
    begins(0, b"\xcf\xfa\xed\xfe", "macho", said!("formats-name-program"), said!("formats-opens-caution")),
    begins(0, b"\0asm", "wasm", said!("formats-name-program"), said!("formats-opens-caution")),
    begins(0, b"wOFF", "woff", said!("formats-name-font"), said!("formats-opens-system")),
    begins(0, b"wOF2", "woff2", said!("formats-name-font"), said!("formats-opens-system")),
    begins(0, b"OTTO", "otf", said!("formats-name-font"), said!("formats-opens-system")),
    begins(0, b"\x00\x01\x00\x00\x00", "ttf", said!("formats-name-font"), said!("formats-opens-system")),
    begins(
        0,
        b"version https://git-lfs.github.com/spec/",
        "git-lfs",
        said!("formats-name-lfs"),
        said!("formats-opens-lfs"),
    ),
    begins(0, b"d8:announce", "torrent", said!("formats-name-torrent"), said!("formats-opens-torrent")),
    begins(0, b"age-encryption.org/v1", "age", said!("formats-name-age"), said!("formats-opens-age")),
    begins(0, b"-----BEGIN AGE ENCRYPTED", "age", said!("formats-name-age"), said!("formats-opens-age")),
    begins(0, b"-----BEGIN PGP", "pgp", said!("formats-name-pgp"), said!("formats-opens-pgp")),
    begins(0, b"-----BEGIN CERTIFICATE", "pem", said!("formats-name-certificate"), said!("formats-opens-openssl")),
    begins(0, b"Salted__", "openssl", said!("formats-name-openssl"), said!("formats-opens-openssl")),
    begins(0, b"\x30\x82", "der", said!("formats-name-certificate"), said!("formats-opens-openssl")),
    begins(0, b"glTF", "glb", said!("formats-name-model"), said!("formats-opens-model")),
    begins(0, b"solid ", "stl", said!("formats-name-model"), said!("formats-opens-model")),
    begins(0, b"ISO-10303-21;", "ifc", said!("formats-name-step"), said!("formats-opens-step")),
    begins(0, b"!<arch>\n", "a", said!("formats-name-program"), said!("formats-opens-caution")),
    begins(4, b"\x0a\x09OSMHeader", "osm.pbf", said!("formats-name-osm"), said!("formats-opens-osm")),
    begins(
        12,
        b"\xc2\xea\x81\x60\xb3\x14\x11\xcf",
        "sas7bdat",
        said!("formats-name-sas"),
        said!("formats-opens-statistics"),
    ),
    begins(0, b"HEADER RECORD*******LIB", "xpt", said!("formats-name-sas"), said!("formats-opens-statistics")),
    begins(0, b"\x71\x01\x01\0", "dta", said!("formats-name-stata"), said!("formats-opens-statistics")),
    begins(0, b"\x71\x02\x01\0", "dta", said!("formats-name-stata"), said!("formats-opens-statistics")),
    begins(0, b"\x72\x01\x01\0", "dta", said!("formats-name-stata"), said!("formats-opens-statistics")),
    begins(0, b"\x72\x02\x01\0", "dta", said!("formats-name-stata"), said!("formats-opens-statistics")),
    begins(0, b"\x73\x01\x01\0", "dta", said!("formats-name-stata"), said!("formats-opens-statistics")),
    begins(0, b"\x73\x02\x01\0", "dta", said!("formats-name-stata"), said!("formats-opens-statistics")),
    begins(0, b"\x80\x04\x95", "pickle", said!("formats-name-pickle"), said!("formats-opens-pickle")),
    begins(0, b"\x80\x05\x95", "pickle", said!("formats-name-pickle"), said!("formats-opens-pickle")),
    begins(0, b"\x37\x7f\x06\x82", "sqlite-wal", said!("formats-name-wal"), said!("formats-opens-wal")),
    begins(0, b"\x37\x7f\x06\x83", "sqlite-wal", said!("formats-name-wal"), said!("formats-opens-wal")),
    begins(
        0,
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",
        "sqlite-journal",
        said!("formats-name-journal"),
        said!("formats-opens-wal"),
    ),
    begins(0, b"\x5d\0\0", "lzma", said!("formats-name-lzma"), said!("formats-opens-archives")),
    begins(0, b"PK\x07\x08PK\x03\x04", "z01", said!("formats-name-part"), said!("formats-opens-parts")),
    begins(2, b"-lh", "lzh", said!("formats-name-lzh"), said!("formats-opens-archives")),
    begins(0, b"MSWIM\0", "wim", said!("formats-name-iso"), said!("formats-opens-archives")),
    begins(0, b"\xff\x06\0\0sNaPpY", "snappy", said!("formats-name-snappy"), said!("formats-opens-snappy")),
    begins(0x100, b"\xb2\x57\x87\x02", "map", said!("formats-name-mapinfo-map"), said!("formats-opens-mapinfo")),
    begins(0, b"msid\x01", "sid", said!("formats-name-mrsid"), said!("formats-opens-rasters")),
    begins(0, b"\x08\x09\xfe\x02", "dgn", said!("formats-name-dgn"), said!("formats-opens-cad")),
    begins(0, b"\xc8\x09\xfe\x02", "dgn", said!("formats-name-dgn"), said!("formats-opens-cad")),
    begins(0, b"\x09\x08\x08\0\0\x05", "xls", said!("formats-name-excel-old"), said!("formats-opens-office")),
    begins(0, b"\x09\x04\x06\0", "xls", said!("formats-name-excel-old"), said!("formats-opens-office")),
    begins(0, b"\x09\x02\x06\0", "xls", said!("formats-name-excel-old"), said!("formats-opens-office")),
    begins(0, b"\x09\0\x04\0", "xls", said!("formats-name-excel-old"), said!("formats-opens-office")),
    begins(0, b"\0\0\x02\0\x06\x04\x06\0", "wk1", said!("formats-name-lotus"), said!("formats-opens-office")),
    begins(0, b"\0\0\0\x0cJXL \r\n\x87\n", "jxl", said!("formats-name-jxl"), said!("formats-opens-pictures")),
    begins(0, b"P4", "pbm", said!("formats-name-ppm"), said!("formats-opens-pictures")),
    begins(0, b"P5", "pgm", said!("formats-name-ppm"), said!("formats-opens-pictures")),
    begins(0, b"P6", "ppm", said!("formats-name-ppm"), said!("formats-opens-pictures")),
    begins(40, b" EMF", "emf", said!("formats-name-emf"), said!("formats-opens-office")),
    begins(0, b"\xd7\xcd\xc6\x9a", "wmf", said!("formats-name-emf"), said!("formats-opens-office")),
    begins(0, b"DDS |\0\0\0", "dds", said!("formats-name-picture"), said!("formats-opens-gimp")),
    begins(0, b"gimp xcf ", "xcf", said!("formats-name-picture"), said!("formats-opens-gimp")),
    begins(0, b"icns\0", "icns", said!("formats-name-icon"), said!("formats-opens-pictures")),
    begins(0, b"b3dm\x01\0\0\0", "b3dm", said!("formats-name-tiles3d"), said!("formats-opens-tiles3d")),
    begins(0, b"i3dm\x01\0\0\0", "i3dm", said!("formats-name-tiles3d"), said!("formats-opens-tiles3d")),
    begins(0, b"pnts\x01\0\0\0", "pnts", said!("formats-name-tiles3d"), said!("formats-opens-tiles3d")),
    begins(0, b"cmpt\x01\0\0\0", "cmpt", said!("formats-name-tiles3d"), said!("formats-opens-tiles3d")),
    begins(0, b"bplist00", "plist", said!("formats-name-plist"), said!("formats-opens-plist")),
    begins(0, b"\xd4\xc3\xb2\xa1", "pcap", said!("formats-name-pcap"), said!("formats-opens-pcap")),
    begins(0, b"\xa1\xb2\xc3\xd4", "pcap", said!("formats-name-pcap"), said!("formats-opens-pcap")),
    begins(0, b"\x0a\x0d\x0d\x0a", "pcapng", said!("formats-name-pcap"), said!("formats-opens-pcap")),
    begins(0, b"\x03\xd9\xa2\x9a", "kdbx", said!("formats-name-keepass"), said!("formats-opens-keepass")),
    begins(
        0,
        b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",
        "one",
        said!("formats-name-onenote"),
        said!("formats-opens-onenote"),
    ),
    begins(
        0,
        b"\xff\xfe\xff\x0eS\0k\0e\0t\0c\0h\0U\0p\0",
        "skp",
        said!("formats-name-model"),
        said!("formats-opens-sketchup"),
    ),
];

/// Those whose first bytes alone do not tell, by how they are called too.
const NAMED: &[Foreign] = &[
    begins(0, b"e\x02", "ecw", said!("formats-name-ecw"), said!("formats-opens-rasters")),
    begins(0, b"msid", "sid", said!("formats-name-mrsid"), said!("formats-opens-rasters")),
    begins(0, b"\xff\x0a", "jxl", said!("formats-name-jxl"), said!("formats-opens-pictures")),
    begins(0, b"", "tga", said!("formats-name-picture"), said!("formats-opens-gimp")),
    begins(0, b"\x0a", "pcx", said!("formats-name-picture"), said!("formats-opens-gimp")),
    begins(0, b"", "pkl", said!("formats-name-pickle"), said!("formats-opens-pickle")),
    begins(0, b"", "pickle", said!("formats-name-pickle"), said!("formats-opens-pickle")),
    begins(0, b"", "msgpack", said!("formats-name-msgpack"), said!("formats-opens-msgpack")),
    begins(0, b"", "cbor", said!("formats-name-cbor"), said!("formats-opens-msgpack")),
    begins(0, b"\x60\xea", "arj", said!("formats-name-arj"), said!("formats-opens-archives")),
    begins(0, b"0707", "cpio", said!("formats-name-cpio"), said!("formats-opens-archives")),
    begins(0, b"", "dmg", said!("formats-name-iso"), said!("formats-opens-archives")),
    begins(0, b"", "gpg", said!("formats-name-pgp"), said!("formats-opens-pgp")),
    begins(0, b"\xff\xfe", "skp", said!("formats-name-model"), said!("formats-opens-sketchup")),
];

/// Office documents and others that are a ZIP of parts, by the part that tells.
const PACKED: &[(&str, &str, Said, Said)] = &[
    ("word/document.xml", "docx", said!("formats-name-docx"), said!("formats-opens-office")),
    ("ppt/presentation.xml", "pptx", said!("formats-name-pptx"), said!("formats-opens-office")),
    ("visio/document.xml", "vsdx", said!("formats-name-visio"), said!("formats-opens-office")),
    ("AndroidManifest.xml", "apk", said!("formats-name-apk"), said!("formats-opens-caution")),
    ("META-INF/MANIFEST.MF", "jar", said!("formats-name-program"), said!("formats-opens-caution")),
    ("Index/Document.iwa", "iwork", said!("formats-name-iwork"), said!("formats-opens-iwork")),
    ("META-INF/container.xml", "epub", said!("formats-name-epub"), said!("formats-opens-books")),
];

/// What begins so, whatever follows.
pub fn beginning(bytes: &[u8]) -> Option<&'static Foreign> {
    let is = |it: &&Foreign| bytes.get(it.at..).is_some_and(|rest| rest.starts_with(it.magic));
    let found = FOREIGN.iter().find(is)?;
    let head = &bytes[..bytes.len().min(512)];
    let is_sure = match found.format {
        // Texts of their own.
        "ply" | "xpt" | "ps" | "rtf" | "git-lfs" | "torrent" | "age" | "pgp" | "pem" | "ifc" | "dta" => true,
        "lzma" => head.get(3..14).is_some_and(|it| it[10] == 0 && (it[2..10] == [255; 8] || it[7..10] == [0; 3])),
        "pbm" | "pgm" | "ppm" => {
            head.get(2).is_some_and(u8::is_ascii_whitespace)
                && head.get(3).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'#')
        }
        "emf" => head.starts_with(&[1, 0, 0, 0]),
        "lzh" => head.get(6) == Some(&b'-'),
        "pickle" | "wmf" | "pcapng" | "pcap" | "kdbx" | "sqlite-journal" | "sqlite-wal" | "skp" | "one" => true,
        "stl" => head.windows(5).any(|it| it == b"facet"),
        "der" => head.get(4).is_some_and(|byte| matches!(byte, 0x02 | 0x06 | 0x30)),
        "z" => head.get(2).is_some_and(|byte| (9..=16).contains(&(byte & 31))),
        "ico" => head.get(4).is_some_and(|byte| (1..=20).contains(byte)) && head.get(5) == Some(&0),
        // A text may begin with the same letters, and has no such bytes.
        _ => head.iter().any(|byte| *byte < 9),
    };
    is_sure.then_some(found)
}

/// What is called so, and begins as such a file may.
pub fn named(name: &str, bytes: &[u8]) -> Option<&'static Foreign> {
    let (_, ending) = name.rsplit_once('.')?;
    NAMED.iter().find(|it| it.format.eq_ignore_ascii_case(ending) && bytes.starts_with(it.magic))
}

/// What a ZIP of these parts is, where it is one document.
pub fn packed<'n>(mut names: impl Iterator<Item = &'n str> + Clone) -> Option<Preview> {
    let found = PACKED.iter().find(|(part, ..)| names.clone().any(|name| name == *part));
    if let Some((_, format, name, opens)) = found {
        return Some(refused(format, *name, *opens));
    }
    if names.clone().any(|name| name.to_ascii_lowercase().contains(".gdb/") && name.ends_with(".gdbtable")) {
        return Some(refused("gdb", said!("formats-name-gdb"), said!("formats-opens-qgis")));
    }
    let qgis = names.any(|name| name.ends_with(".qgs"));
    qgis.then(|| refused("qgz", said!("formats-name-qgis"), said!("formats-opens-qgis")))
}

/// What it is and what opens it. It is never called damaged: nobody looked.
pub fn refused(format: &'static str, name: Said, opens: Said) -> Preview {
    Preview::refused(format, t!("formats-foreign", name = name.text(), opens = opens.text()))
}

impl Foreign {
    pub fn told(&self) -> Preview {
        refused(self.format, self.name, self.opens)
    }
}

/// The same for a format that a reader here would look into.
pub fn told(shape: ContentShape) -> Preview {
    let (format, name, opens) = known(shape);
    refused(format, name, opens)
}

fn known(shape: ContentShape) -> (&'static str, Said, Said) {
    let (archives, qgis, office) =
        (said!("formats-opens-archives"), said!("formats-opens-qgis"), said!("formats-opens-office"));
    match shape {
        ContentShape::Sqlite => ("sqlite", said!("preview-format-sqlite"), qgis),
        ContentShape::Shapefile => ("shp", said!("preview-format-shapefile"), qgis),
        ContentShape::Dbf => ("dbf", said!("formats-name-dbf"), office),
        ContentShape::Image => ("image", said!("preview-format-image"), said!("formats-opens-pictures")),
        ContentShape::Ole => ("xls", said!("formats-name-office"), office),
        ContentShape::Xlsb => ("xlsb", said!("formats-name-xlsb"), office),
        ContentShape::Xlsx => ("xlsx", said!("formats-name-xlsx"), office),
        ContentShape::Ods => ("ods", said!("formats-name-ods"), office),
        ContentShape::SevenZip => ("7z", said!("preview-format-7z"), archives),
        ContentShape::Tar => ("tar", said!("preview-format-tar"), archives),
        ContentShape::Zip => ("zip", said!("preview-format-zip"), archives),
        ContentShape::FlatGeobuf => ("fgb", said!("preview-format-flatgeobuf"), qgis),
        ContentShape::Arrow => ("arrow", said!("preview-format-arrow"), said!("formats-opens-arrow")),
        ContentShape::Parquet => ("parquet", said!("formats-name-parquet"), said!("formats-opens-arrow")),
        ContentShape::GtfsRealtime => ("pb", said!("formats-name-protobuf"), said!("formats-opens-protobuf")),
        ContentShape::Pdf => ("pdf", said!("preview-format-pdf"), said!("formats-opens-documents")),
        ContentShape::Bzip2 => ("bz2", said!("preview-format-bzip2"), archives),
        ContentShape::Xz => ("xz", said!("preview-format-xz"), archives),
        ContentShape::Zstd => ("zst", said!("preview-format-zstd"), archives),
        _ => ("unknown", said!("preview-format-unknown"), said!("formats-opens-portal")),
    }
}
