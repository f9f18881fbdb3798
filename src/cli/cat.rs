//! `cat`: one media to standard output; the short name of `get -o -`.

use std::time::Duration;

use clap::Args;

use super::Global;
use super::get::{self, GetArgs};
use crate::base::error::Result;
use crate::download::Require;
use crate::session::Session;

#[derive(Args, Debug)]
pub struct CatArgs {
    /// A media, or a dataset of which one media is left
    address: String,
    /// Of a dataset, only media of this format (may be repeated)
    #[arg(long = "format", value_name = "FORMAT", value_delimiter = ',')]
    formats: Vec<String>,
    /// Of a dataset, only media of such a name, as '*.csv' (may be repeated)
    #[arg(long, value_name = "PATTERN")]
    include: Vec<String>,
    /// Which verdict the file needs to be printed
    #[arg(long, value_enum, default_value_t = Require::NotAltered)]
    require: Require,
    /// How long to wait for a file that is being prepared, or a server that is busy, as 90s or 2h [default: 10m]
    #[arg(long, value_name = "TIME", value_parser = get::time)]
    max_wait: Option<Duration>,
    /// An answer that the media asks for, as siren=130025265; @FILE: one a line (may be repeated)
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = super::params::param)]
    params: Vec<(String, String)>,
    /// Ask nothing: neither before downloading personal data, nor before adding the portal of a web address
    #[arg(long)]
    yes: bool,
}

pub async fn cat(global: &Global, args: &CatArgs, session: &Session) -> Result<u8> {
    let mut get = GetArgs::to_output(&args.address, args.require);
    get.formats.clone_from(&args.formats);
    get.include.clone_from(&args.include);
    get.max_wait = args.max_wait;
    get.params.clone_from(&args.params);
    get.yes = args.yes;
    get::get(global, &get, session).await
}
