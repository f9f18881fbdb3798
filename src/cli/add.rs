//! `add`: one more file in the manifest of a folder.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::get::adopted;
use super::params::{self, param};
use super::table::OutputTable;
use super::{Global, addresses, out};
use crate::base::error::{Error, ErrorKind, Result};
use crate::model::Access;
use crate::portals::web::web_address;
use crate::session::Session;
use crate::sync::{self, Added, Adding, DataFolder, DataPath, MANIFEST, Policy};
use crate::{m, t};

#[derive(Args, Debug)]
pub struct AddArgs {
    /// Media, or datasets for all their downloadable media; or their web addresses; - reads them from standard input, one a line
    #[arg(required = true)]
    addresses: Vec<String>,
    /// Where the file is to lie, as raw/stops.csv, for one media
    #[arg(long = "as", value_name = "PATH")]
    path: Option<String>,
    /// Of a dataset, its media of this format
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// One entry of an archive and nothing else of it; once more for what is in an archive in it
    #[arg(long, value_name = "NAME")]
    entry: Vec<String>,
    /// An answer that a media asks for, as siren=130025265; @FILE: one a line (may be repeated); it is written into data.toml
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = param)]
    params: Vec<(String, String)>,
    /// Keep to the version that comes first; without this, newer ones are followed
    #[arg(long)]
    pin: bool,
    /// The folder of data.toml [default: the current one]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Add the portal of a web address without asking
    #[arg(long)]
    yes: bool,
}

impl AddArgs {
    /// Whether the portals of web addresses may be added, to a configuration that need not be there yet.
    pub fn may_add_portals(&self) -> bool {
        self.addresses.iter().any(|it| it == "-" || web_address(it).is_some())
    }
}

/// What programs read of a block that was added.
const FIELDS: [&str; 8] = ["path", "address", "policy", "format", "entry", "media", "outcome", "error"];

pub async fn add(global: &Global, args: &AddArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let folder = DataFolder::at(args.dir.clone().unwrap_or_default());
    let adding = Adding {
        path: args.path.as_deref().map(DataPath::typed).transpose()?,
        policy: if args.pin { Policy::Pin } else { Policy::Follow },
        format: args.format.clone(),
        entry: args.entry.clone(),
        parameters: params::answers(&args.params)?.0,
    };
    let given = addresses::expanded(&args.addresses, "address")?;
    if adding.path.is_some() && given.len() > 1 {
        let cause = m!("cli-one-name", wanted = given.len());
        return Err(Error::new(ErrorKind::Usage, "--as", cause).hint(m!("sync-one-path-hint")));
    }
    let (session, given) = adopted(global, session.limited(None, None, None), &given, args.yes).await?;
    let mut table = (!columns.are_for_people()).then(|| OutputTable::of_lines(columns));
    let mut errors = Vec::new();
    for address in &given {
        let added = match sync::blocks(&session, address, &adding).await {
            Ok(blocks) => sync::write(&session, &folder, blocks, &adding).await,
            Err(error) => Err(error),
        };
        match (added.map_err(sync::advised), &mut table) {
            (Ok(added), Some(table)) => table.add(added.iter().map(row))?,
            (Ok(added), None) => added.iter().for_each(tell),
            (Err(error), table) => {
                match table {
                    Some(table) => table.add([super::wire::failed(address, &error)])?,
                    None => out::error(&error),
                }
                errors.push(error);
            }
        }
    }
    Ok(Error::worst(&errors))
}

fn tell(added: &Added) {
    let (path, file) = (added.block.path.to_string(), MANIFEST);
    if added.was_there {
        out::line(&t!("sync-was-there", path, file));
        return;
    }
    out::line(&t!("sync-added", path = &path, file, address = added.block.wish.address.to_string()));
    if added.media.access == Access::Personal {
        out::note(&t!("sync-personal", path = &path));
    }
    let keys: Vec<&str> = added.block.wish.parameters.keys().map(String::as_str).collect();
    if !keys.is_empty() {
        out::note(&t!("sync-parameters-shown", file, keys = keys.join(", ")));
    }
}

fn row(added: &Added) -> Value {
    let block = &added.block;
    json!({
        "path": block.path.as_str(),
        "address": block.wish.address,
        "policy": block.policy.word(),
        "format": block.wish.format,
        "entry": block.wish.entry,
        "media": added.media.address(),
        "outcome": if added.was_there { "unchanged" } else { "added" },
        "error": null,
    })
}
