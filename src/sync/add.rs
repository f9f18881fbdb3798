//! One more block in a manifest, of what an address stands for.

use super::folder::DataFolder;
use super::manifest::{DataBlock, DataWish, MANIFEST, Manifest, Policy, with_block};
use super::path::{DataPath, clash};
use super::plan::SyncMode;
use super::run::blocking;
use super::text;
use super::turn::turn;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::name::Hints;
use crate::m;
use crate::model::form;
use crate::model::{Media, Target};
use crate::services::narrowable;
use crate::session::{Downloadable, MediaChoice, Session, entry};

/// The highest number that a name gets.
const HIGHEST_NUMBER: u32 = 999;

/// What is wished of an address.
#[derive(Clone, Debug, Default)]
pub struct Adding {
    pub path: Option<DataPath>,
    pub policy: Policy,
    pub format: Option<String>,
    pub entry: Vec<String>,
    pub parameters: Vec<(String, String)>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Added {
    pub block: DataBlock,
    pub media: Media,
    /// Whether the manifest had it already, as it is.
    pub was_there: bool,
}

/// The blocks of what `address` stands for: one for each media, or one for a dataset of which a format leaves one media.
/// Nothing is written.
pub async fn blocks(session: &Session, address: &str, adding: &Adding) -> Result<Vec<(DataBlock, Media)>> {
    let choice = MediaChoice { formats: adding.format.iter().cloned().collect(), ..MediaChoice::default() };
    let target = session.target(address).await?;
    let Downloadable { dataset, chosen, .. } = session.downloadable(address, &choice, |_| {}).await?;
    let given: form::Answers = adding.parameters.iter().cloned().collect();
    let media: Vec<Media> = chosen.media.into_iter().map(|media| narrowable(media, &given)).collect();
    let is_one = media.len() == 1;
    if (adding.path.is_some() || !adding.entry.is_empty()) && !is_one {
        let cause = m!("sync-several", count = media.len());
        return Err(Error::new(ErrorKind::Usage, address, cause).hint(m!("sync-several-hint")));
    }
    if !adding.parameters.is_empty() && media.iter().all(|media| media.form.is_empty()) {
        return Err(Error::new(ErrorKind::Usage, address, m!("sync-asks-nothing")).hint(m!("sync-asks-nothing-hint")));
    }
    if media.iter().any(|media| form::is_private(&media.form)) {
        return Err(Error::new(ErrorKind::Usage, address, m!("sync-private")).hint(m!("sync-private-hint")));
    }
    let by_format = is_one && adding.format.is_some() && !matches!(target, Target::Media { .. });
    let mut blocks = Vec::new();
    for media in media {
        let answers = if media.form.is_empty() { form::Answers::default() } else { form::check(&media.form, &given)? };
        let label = form::label(&media.form, &answers);
        let wish = DataWish {
            address: if by_format { dataset.address.clone() } else { media.address() },
            format: adding.format.clone().filter(|_| by_format),
            entry: adding.entry.clone(),
            parameters: answers.0.into_iter().collect(),
        };
        let path = match &adding.path {
            Some(path) => path.clone(),
            None => DataPath::new(&name(session, &media, &wish, label).await?)?,
        };
        blocks.push((DataBlock { path, policy: adding.policy, wish }, media));
    }
    Ok(blocks)
}

/// What the file is called where the person does not say: as far as the catalogue tells.
async fn name(session: &Session, media: &Media, wish: &DataWish, label: Option<String>) -> Result<String> {
    let media = match entry::split(&wish.answers()) {
        (_, path) if path.is_empty() => media.clone(),
        (answers, path) => session.archived(media, answers, path).await?.1,
    };
    let told = media.url.as_deref().and_then(|url| url.parse().ok());
    let url = told.map_or_else(|| Ok(session.portal_config(&media.dataset.portal)?.url.clone()), Ok::<_, Error>)?;
    Ok(Hints { media: &media, disposition: None, url: &url, content_type: None, packed: None, label }.name())
}

/// Writes `blocks` into the manifest of `folder`, each beside those there: under a number where its name is taken and
/// nobody chose it. Others who add meanwhile have their turn before or after.
pub async fn write(
    session: &Session,
    folder: &DataFolder,
    blocks: Vec<(DataBlock, Media)>,
    adding: &Adding,
) -> Result<Vec<Added>> {
    let _turn = turn(folder, SyncMode::Forward, session.max_wait).await?;
    let (folder, adding) = (folder.clone(), adding.clone());
    blocking(move || written(&folder, blocks, &adding)).await
}

fn written(folder: &DataFolder, blocks: Vec<(DataBlock, Media)>, adding: &Adding) -> Result<Vec<Added>> {
    let named = adding.path.is_some();
    let path = folder.root().join(MANIFEST);
    let mut content = text::read(&path)?.unwrap_or_default();
    let mut added = Vec::new();
    for (block, media) in blocks {
        let known = Manifest::parse(&path, &content)?;
        if let Some(same) = known.blocks.iter().find(|it| it.wish == block.wish && (!named || it.path == block.path)) {
            if adding.policy == Policy::Pin && same.policy != Policy::Pin {
                let cause = m!("sync-follows", file = MANIFEST);
                return Err(Error::new(ErrorKind::Exists, same.path.to_string(), cause).hint(m!("sync-follows-hint")));
            }
            added.push(Added { block: same.clone(), media, was_there: true });
            continue;
        }
        let block = if named { block } else { DataBlock { path: free(&known, &block.path)?, ..block } };
        content = with_block(&path, &content, &block)?;
        added.push(Added { block, media, was_there: false });
    }
    if added.iter().any(|it| !it.was_there) {
        folder.write(MANIFEST, &content)?;
    }
    Ok(added)
}

/// `path`, or numbered, where no other block has it.
fn free(known: &Manifest, path: &DataPath) -> Result<DataPath> {
    let is_free = |path: &DataPath| {
        clash(known.blocks.iter().map(|block| &block.path).chain([path]).map(|path| (path, ()))).is_none()
    };
    if is_free(path) {
        return Ok(path.clone());
    }
    let numbered = (2..=HIGHEST_NUMBER).filter_map(|number| path.numbered(number).ok());
    numbered.into_iter().find(is_free).ok_or_else(|| {
        Error::new(
            ErrorKind::Usage,
            path.to_string(),
            m!("sync-cannot-share", one = path.to_string(), other = path.to_string()),
        )
    })
}
