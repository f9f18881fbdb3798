//! Text as it is, and a hex dump of bytes that are no text, both safe for a terminal.

use super::encoding::decode;
use super::{Preview, ReadOptions, Sample, View};
use crate::base::i18n::Said;
use crate::base::text;
use crate::said;
use crate::t;

/// The most lines, and of one the most characters, that are shown.
const MOST_LINES: usize = 5000;
const LONGEST_LINE: usize = 2000;
/// How many bytes are written out.
const DUMPED: usize = 2048;

pub fn text(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.encoding);
    let format = sample.about.format().unwrap_or("text");
    let preview = Preview::new(format, vec![View::Text(lines(&decoded.text))]);
    cut_lines(decoded.told(preview), &decoded.text)
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
        count => preview.note(t!("preview-lines-cut", count, longest = LONGEST_LINE.to_string())),
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
        Some((_, _, name)) => t!("preview-other-format", name),
        None => t!("preview-no-text"),
    })
}

/// Where, what, and whose beginning it is.
const MAGICS: &[(usize, &[u8], Said)] = &[
    (0, b"SQLite format 3\0", said!("preview-format-sqlite")),
    (0, b"\x00\x00\x27\x0a", said!("preview-format-shapefile")),
    (0, b"\x89PNG", said!("preview-format-png")),
    (0, b"\xff\xd8\xff", said!("preview-format-jpeg")),
    (0, b"GIF8", said!("preview-format-gif")),
    (0, b"II*\0", said!("preview-format-tiff")),
    (0, b"MM\0*", said!("preview-format-tiff")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", said!("preview-format-office")),
    (0, b"7z\xbc\xaf\x27\x1c", said!("preview-format-7z")),
    (0, b"Rar!", said!("preview-format-rar")),
    (0, b"\x28\xb5\x2f\xfd", said!("preview-format-zstd")),
    (0, b"BZh", said!("preview-format-bzip2")),
    (0, b"\xfd7zXZ", said!("preview-format-xz")),
    (0, b"LASF", said!("preview-format-lidar")),
    (0, b"fgb\x03", said!("preview-format-flatgeobuf")),
    (0, b"ARROW1", said!("preview-format-arrow")),
    (257, b"ustar", said!("preview-format-tar")),
];
