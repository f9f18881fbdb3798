//! Names of files as servers give them.

use url::Url;

use super::is_clean;
use crate::download::check_name;
use crate::download::name::Hints;
use crate::model::{Address, Media};

/// The longest that leaves room for what is put behind it.
const LONGEST: usize = 255 - 32;

/// A `Content-Disposition`; in lines below it, the title, the path of the URL, the content type and a label.
pub fn disposition(input: &[u8]) {
    let mut lines = input.split(|byte| *byte == b'\n');
    let disposition = lines.next();
    let mut text = || lines.next().map(|line| String::from_utf8_lossy(line).into_owned()).unwrap_or_default();
    let dataset = Address::root("p").child("d");
    let media = Media::new(dataset, "m", text());
    let url = Url::parse("http://files.example/").and_then(|base| base.join(&text()));
    let Ok(url) = url else { return };
    let (content_type, label) = (text(), Some(text()).filter(|label| !label.is_empty()));
    let content_type = Some(content_type.as_str()).filter(|it| !it.is_empty());
    for packed in [None, Some(".gz")] {
        let name = Hints { media: &media, disposition, url: &url, content_type, packed, label: label.clone() }.name();
        is_clean(&name);
        assert!(check_name(&name).is_ok(), "{name:?} is no name of one file everywhere");
        assert!(name.len() <= LONGEST, "{name:?} is too long");
    }
}
