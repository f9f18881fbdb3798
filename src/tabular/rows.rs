//! Rows of a whole file, one by one, whatever its size and encoding.

use std::io::{self, BufRead as _, BufReader, Read};

use ::csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::{CoderResult, Decoder};

use super::Dialect;

/// The rows of a text, as the dialect has them.
pub struct Rows<R: Read> {
    reader: Reader<BufReader<Text<BufReader<R>>>>,
    /// Lines to be left out before the first row.
    skip: usize,
}

impl<R: Read> Rows<R> {
    pub(super) fn new(source: R, dialect: &Dialect) -> Self {
        let source = BufReader::with_capacity(256 << 10, source);
        let text = Text::new(source, dialect.encoding.new_decoder_with_bom_removal());
        Self { reader: reader(BufReader::new(text), dialect.delimiter, dialect.quote), skip: dialect.skip }
    }

    /// Reads the next row into `record`, however many cells it has; whether there was one. Cells are as written, in
    /// UTF-8, where bytes that are no characters became U+FFFD.
    pub fn next_into(&mut self, record: &mut ByteRecord) -> Result<bool, ::csv::Error> {
        while self.skip > 0 {
            self.skip -= 1;
            self.reader.get_mut().read_line(&mut String::new()).map_err(::csv::Error::from)?;
        }
        self.reader.read_byte_record(record)
    }
}

/// Rows as they stand, however wide each is.
pub(super) fn reader<R: Read>(text: R, delimiter: u8, quote: u8) -> Reader<R> {
    ReaderBuilder::new().delimiter(delimiter).quote(quote).has_headers(false).flexible(true).from_reader(text)
}

/// Bytes of any encoding, read as UTF-8.
struct Text<R> {
    source: R,
    decoder: Decoder,
    /// Whether the decoder was told of the end.
    ended: bool,
}

impl<R: io::BufRead> Text<R> {
    fn new(source: R, decoder: Decoder) -> Self {
        Self { source, decoder, ended: false }
    }
}

impl<R: io::BufRead> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let input = self.source.fill_buf()?;
            let last = input.is_empty();
            if last && self.ended {
                return Ok(0);
            }
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, buffer, last);
            self.source.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 || self.ended {
                return Ok(written);
            }
        }
    }
}
