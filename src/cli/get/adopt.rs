//! A portal that is not configured yet, met by the web address of one of its pages: offered at a terminal, added with
//! `--yes`.

use url::Url;

use super::terminal::RunTerminal;
use crate::base::error::Result;
use crate::cli::Global;
use crate::cli::setup::wizard;
use crate::config::{Config, edit};
use crate::session::{Given, Session, elsewhere};
use crate::setup::address::GivenAnswers;
use crate::setup::known::{self, KnownPortal};
use crate::setup::prompt::{Prompt, PromptTerminal, Unattended};
use crate::t;

/// The session with the portals of all `given` in it, as far as somebody says so, and `given` as guichet's own addresses.
/// What is nothing stays as it is written, to be told of in its turn.
pub async fn adopted(
    global: &Global,
    mut session: Session,
    given: &[String],
    yes: bool,
) -> Result<(Session, Vec<String>)> {
    let mut addresses = Vec::new();
    for written in given {
        let mut found = session.given(written).await;
        if let Ok(Given::Elsewhere(url)) = &found
            && (yes || RunTerminal::can_ask())
        {
            session = adopt(global, &session, url, yes).await?;
            found = session.given(written).await;
        }
        addresses.push(match found {
            Ok(Given::Here(address)) => address.to_string(),
            Ok(Given::Elsewhere(_)) | Err(_) => written.clone(),
        });
    }
    Ok((session, addresses))
}

async fn adopt(global: &Global, session: &Session, url: &Url, yes: bool) -> Result<Session> {
    let mut prompt: Box<dyn Prompt> = match yes {
        true => Box::new(Unattended { instead: t!("cli-setup-instead"), is_quiet: global.quiet }),
        false => Box::new(PromptTerminal::open(global.is_plain(), &t!("cli-setup-instead"))?),
    };
    match known::at(url)? {
        Some(known) => {
            let known = renamed(known, &session.config);
            let question = t!("cli-add-portal", label = &known.label, url = known.portal.url.as_str());
            if !yes && !prompt.yes(&question, true)? {
                return Err(elsewhere(url));
            }
            let path = edit::add_portal(&session.place, &known.portal)?;
            prompt.say(&t!("first-start-written", name = &known.portal.name, path = path.display().to_string()));
        }
        None => {
            let said = GivenAnswers { name: None, yes };
            wizard(&mut *prompt, session).at(url.as_str(), &said).await?;
        }
    }
    // The rest is as the command line asked for it.
    let config = Config { portals: Config::load(&session.place)?.portals, ..session.config.clone() };
    Ok(session.with(config, session.secrets.clone()))
}

/// Under a name that is free.
fn renamed(mut known: KnownPortal, config: &Config) -> KnownPortal {
    let taken = |name: &str| config.portals.iter().any(|portal| portal.name == name);
    if taken(&known.portal.name) {
        known.portal.name = known::name_for(known.portal.kind, &known.portal.url, taken);
    }
    known
}
