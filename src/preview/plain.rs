//! Text as it is, and a hex dump of bytes that are no text, both safe for a terminal.

use super::{Preview, ReadOptions, Sample, View};
use crate::base::text;
use crate::t;
use crate::tabular::encoding::decode;

/// The most lines, and of one the most characters, that are shown.
const MOST_LINES: usize = 5000;
const LONGEST_LINE: usize = 2000;
/// How many bytes are written out.
const DUMPED: usize = 2048;

pub fn text(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.text.encoding);
    let format = sample.about.format().unwrap_or("text");
    let preview = Preview::new(format, vec![View::Text(lines(&decoded.text))]);
    cut_lines(preview.decoded(&decoded), &decoded.text)
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
    let format = sample.about.format().unwrap_or("unknown");
    let preview = Preview::new(format, vec![View::Text(dump.collect())]);
    preview.note(t!("preview-no-text"))
}
