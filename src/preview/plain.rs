//! Text as it is, and bytes that are no text, so that neither does anything to a terminal.

use super::encoding::decode;
use super::{Options, Preview, Sample, View, What};
use crate::text;

/// The most lines, and of one the most characters, that are shown.
const MOST_LINES: usize = 5000;
const LONGEST_LINE: usize = 2000;
/// How many bytes are written out.
const DUMPED: usize = 2048;

pub fn text(sample: &Sample, options: &Options) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.encoding);
    let format = sample.about.format().unwrap_or("text");
    let preview = Preview::new(format, vec![View::Text(lines(&decoded.text))]);
    let preview = preview.guess(What::Encoding, decoded.name(), decoded.by);
    cut_lines(decoded.remarks(preview), &decoded.text)
}

/// Lines as a terminal may show them.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().take(MOST_LINES).map(line).collect()
}

/// One line, its indentation kept.
pub fn line(raw: &str) -> String {
    let tabs_apart = raw.trim_end().chars().flat_map(|c| {
        let (c, count) = if c == '\t' { (' ', 4) } else { (c, 1) };
        std::iter::repeat_n(c, count)
    });
    let short: String = tabs_apart.take(LONGEST_LINE).collect();
    text::printable(&short).collect()
}

/// Says so where lines were cut.
pub fn cut_lines(preview: Preview, text: &str) -> Preview {
    let longer = text.lines().filter(|line| line.chars().nth(LONGEST_LINE).is_some()).count();
    match longer {
        0 => preview,
        1 => preview.note(format!("one line is longer than {LONGEST_LINE} characters and was cut")),
        n => preview.note(format!("{n} lines are longer than {LONGEST_LINE} characters and were cut")),
    }
}

/// Bytes in hexadecimal, and what they look like.
pub fn bytes(sample: &Sample) -> Preview {
    let dump = sample.bytes[..sample.bytes.len().min(DUMPED)].chunks(16).enumerate().map(|(row, bytes)| {
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let shown = |byte: &u8| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' };
        format!("{:06x}  {:<47}  {}", row * 16, hex.join(" "), bytes.iter().map(shown).collect::<String>())
    });
    let known = MAGICS.iter().find(|(at, magic, _)| sample.bytes.get(*at..).is_some_and(|it| it.starts_with(magic)));
    let format = sample.about.format().unwrap_or("unknown");
    let preview = Preview::new(format, vec![View::Text(dump.collect())]);
    preview.note(match known {
        Some((_, _, name)) => format!("it is {name}, which guichet does not look into: these are its first bytes"),
        None => "it is no text, and guichet does not know the format: these are its first bytes".into(),
    })
}

/// Where, what, and whose beginning it is.
const MAGICS: &[(usize, &[u8], &str)] = &[
    (0, b"SQLite format 3\0", "a SQLite database (a GeoPackage is one too)"),
    (0, b"\x00\x00\x27\x0a", "an ESRI shapefile"),
    (0, b"\x89PNG", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF8", "a GIF image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.xls, .doc)"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"\x28\xb5\x2f\xfd", "compressed with Zstandard"),
    (0, b"BZh", "compressed with bzip2"),
    (0, b"\xfd7zXZ", "compressed with xz"),
    (0, b"LASF", "a LiDAR point cloud"),
    (0, b"fgb\x03", "a FlatGeobuf"),
    (0, b"ARROW1", "an Arrow file"),
    (257, b"ustar", "a tar archive"),
];
