//! Texts and slides of Word, PowerPoint and OpenDocument: the title and the first text; and other documents that are a ZIP,
//! by what they are called.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::files::{Entry, Files};
use super::{Preview, ReadOptions, Sample, View, foreign, plain};
use crate::base::error::Result;
use crate::base::text;
use crate::said;

/// How much of a part is read.
const PART: usize = 1 << 20;
/// The most characters of text that are shown.
const SHOWN: usize = 20_000;

/// What a ZIP of these files is, where it is one document; `None` where it is not.
pub async fn of_files(files: &mut dyn Files, sample: &Sample, _: &ReadOptions) -> Result<Option<Preview>> {
    let find = |names: &[Entry], wanted: &str| names.iter().position(|entry| entry.name == wanted);
    let names = files.entries();
    let texts = [("docx", "word/document.xml"), ("pptx", "ppt/slides/slide1.xml")];
    let found = texts.iter().find_map(|(format, part)| Some((*format, find(names, part)?)));
    let (mimetype, content) = (find(names, "mimetype"), find(names, "content.xml"));
    let foreign = foreign::packed(names.iter().map(|entry| entry.name.as_str()));
    let title = find(names, "docProps/core.xml").or_else(|| find(names, "meta.xml"));
    let (format, part) = match (found, mimetype, content) {
        (Some(found), ..) => found,
        (None, Some(mimetype), Some(content)) => match of_open_document(&part(files, mimetype).await?) {
            Some(format) => (format, content),
            None => return Ok(foreign),
        },
        _ => return Ok(foreign),
    };
    let lines = lines(&part_text(files, part).await?);
    let title = match title {
        Some(at) => title_in(&part_text(files, at).await?),
        None => None,
    };
    let mut views: Vec<View> = vec![];
    views.extend((!lines.is_empty()).then_some(View::Text(lines)));
    views.extend(title.map(|title| View::Facts(vec![(said!("formats-field-title").into(), title)])));
    match views.is_empty() {
        true => Ok(foreign),
        false => Ok(Some(Preview::new(format, views).of(sample))),
    }
}

async fn part(files: &mut dyn Files, at: usize) -> Result<bytes::Bytes> {
    files.open(at).await?.at(0, PART).await
}

async fn part_text(files: &mut dyn Files, at: usize) -> Result<String> {
    Ok(String::from_utf8_lossy(&part(files, at).await?).into_owned())
}

fn of_open_document(mimetype: &[u8]) -> Option<&'static str> {
    let kind = mimetype.strip_prefix(b"application/vnd.oasis.opendocument.")?;
    match kind {
        _ if kind.starts_with(b"text") => Some("odt"),
        _ if kind.starts_with(b"presentation") => Some("odp"),
        _ => None,
    }
}

/// Its paragraphs, one a line.
fn lines(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let (mut out, mut is_text) = (String::new(), false);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) => match tag.name().as_ref() {
                "w:t" | "a:t" | "text:p" | "text:h" => is_text = true,
                _ => {}
            },
            Event::End(tag) => match tag.name().as_ref() {
                "w:t" | "a:t" => is_text = false,
                "w:p" | "a:p" | "text:p" | "text:h" => {
                    is_text = false;
                    out.push('\n');
                }
                _ => {}
            },
            Event::Empty(tag) if matches!(tag.name().as_ref(), "w:tab" | "text:tab" | "text:s") => out.push(' '),
            Event::Text(text) if is_text => out.push_str(&text),
            Event::GeneralRef(name) if is_text => out.push_str(&crate::base::markup::entity(&name).unwrap_or_default()),
            Event::Eof => break,
            _ => {}
        }
        if out.len() > SHOWN {
            break;
        }
    }
    plain::lines(&text::block(&out))
}

fn title_in(xml: &str) -> Option<String> {
    let (_, rest) = xml.split_once("<dc:title")?;
    let (title, _) = rest.split_once('>')?.1.split_once("</dc:title>")?;
    text::some_line(&crate::base::markup::prose(title))
}

#[cfg(test)]
pub mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::base::Fut;
    use crate::preview::{About, InMemory, ReadAt};

    /// Files in memory.
    pub struct InFolder {
        entries: Vec<Entry>,
        bytes: Vec<Bytes>,
    }

    impl InFolder {
        pub fn new(files: &[(&str, &[u8])]) -> Self {
            let entry = |(name, bytes): &(&str, &[u8])| Entry {
                name: (*name).to_owned(),
                size: Some(bytes.len() as u64),
                ..Entry::default()
            };
            let bytes = files.iter().map(|(_, bytes)| Bytes::copy_from_slice(bytes)).collect();
            Self { entries: files.iter().map(entry).collect(), bytes }
        }
    }

    impl Files for InFolder {
        fn entries(&self) -> &[Entry] {
            &self.entries
        }

        fn open(&mut self, at: usize) -> Fut<'_, Box<dyn ReadAt + '_>> {
            let source: Box<dyn ReadAt> = Box::new(InMemory::new(self.bytes[at].clone(), About::default()));
            Box::pin(async move { Ok(source) })
        }
    }

    pub fn sample() -> Sample {
        Sample { bytes: Bytes::new(), whole: true, total: Some(0), about: About::default() }
    }

    #[tokio::test]
    async fn texts_show_their_title_and_their_first_words() {
        let word: &[u8] = b"<w:document><w:body><w:p><w:r><w:t>L&apos;&#233;t&#233; </w:t><w:t>2024</w:t></w:r></w:p><w:p><w:t>Suite</w:t></w:p>";
        let core: &[u8] = "<cp:coreProperties><dc:title>Rapport d’activité</dc:title></cp:coreProperties>".as_bytes();
        let mut files = InFolder::new(&[("word/document.xml", word), ("docProps/core.xml", core)]);
        let preview = of_files(&mut files, &sample(), &ReadOptions::default()).await.unwrap().unwrap();
        let View::Text(lines) = &preview.views[0] else { panic!("{preview:?}") };
        assert_eq!((preview.format, lines[1].as_str()), ("docx", "Suite"));
        assert!(format!("{:?}", preview.views).contains("Rapport d’activité"));
        let content: &[u8] =
            b"<office:text><text:h>Titre</text:h><text:p>Un <text:span>mot</text:span></text:p></office:text>";
        let mime: &[u8] = b"application/vnd.oasis.opendocument.text";
        let mut files = InFolder::new(&[("mimetype", mime), ("content.xml", content)]);
        let preview = of_files(&mut files, &sample(), &ReadOptions::default()).await.unwrap().unwrap();
        assert_eq!((preview.format, &preview.views[0]), ("odt", &View::Text(vec!["Titre".into(), "Un mot".into()])));
        let mut files = InFolder::new(&[("projet.qgs", b"<qgis>")]);
        let preview = of_files(&mut files, &sample(), &ReadOptions::default()).await.unwrap().unwrap();
        assert!(format!("{:?}", preview.views).contains("QGIS"), "{preview:?}");
        let mut files = InFolder::new(&[("a.csv", b"a;b"), ("content.xml", b"<a/>")]);
        assert_eq!(of_files(&mut files, &sample(), &ReadOptions::default()).await.unwrap(), None);
    }
}
