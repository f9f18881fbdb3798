//! The wizard for a web address: which kind of portal answers there, its name, a confirmation.

use url::Url;

use super::left::Draft;
use super::{DraftFile, Setup};
use super::{certificate, prompt, proxy};
use crate::access::secrets::Secrets;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::shell::Shell;
use crate::base::text;
use crate::config;
use crate::portals::detect::{self, Detected, detect};
use crate::portals::is_same;
use crate::setup::known;
use crate::{m, t};

/// What the person has said already.
#[derive(Clone, Debug, Default)]
pub struct GivenAnswers {
    /// What the portal is to be called.
    pub name: Option<String>,
    /// Nothing is to be asked, and what would have to be is refused.
    pub yes: bool,
}

impl Setup<'_> {
    /// Sets up the portal that `typed` is an address of, of whatever page.
    pub async fn at(mut self, typed: &str, said: &GivenAnswers) -> Result<Secrets> {
        if let Some(name) = &said.name {
            config::check_name(name)?;
        }
        let chosen = self.find(typed, said).await?;
        let draft = self.draft(chosen, said)?;
        self.go_on(&DraftFile::here()?, draft).await
    }

    /// Asks for an address until it is a portal's.
    pub(super) async fn by_address(&mut self) -> Result<Draft> {
        let said = GivenAnswers::default();
        loop {
            let typed = self.prompt.line(&t!("first-start-which-address"), None)?;
            match self.find(&typed, &said).await {
                Ok(chosen) => return self.draft(chosen, &said),
                Err(error) if error.kind == ErrorKind::Cancelled => return Err(error),
                Err(error) => self.explain(&error),
            }
        }
    }

    /// The portal that `typed` is an address of.
    pub async fn find(&mut self, typed: &str, said: &GivenAnswers) -> Result<Detected> {
        let given = detect::address(typed)?;
        self.prompt.say(&t!("first-start-asking", host = text::line(given.host_str().unwrap_or_default())));
        loop {
            match detect(&self.asking(&given)?, &given, detect::PATIENCE).await {
                Ok(found) => return self.chosen(&given, found, said),
                Err(error) if certificate::may_ask(self.prompt, &error, self.certificate.as_ref()) => {
                    self.ask_certificate(&error).await?;
                }
                Err(error) if proxy::may_ask(self.prompt, &error) => self.ask_proxy_login(&given, &error).await?,
                Err(error) => return Err(error),
            }
        }
    }

    /// What is answered by the address already, and by the person where it is open to everybody.
    fn draft(&mut self, chosen: Detected, said: &GivenAnswers) -> Result<Draft> {
        let (kind, url) = (chosen.kind, chosen.url.to_string());
        let mut draft = Draft { name: said.name.clone(), kind: Some(kind), url: Some(url), ..Draft::default() };
        if let Some(given) = &self.certificate {
            draft.client_certificate = Some(given.files.certificate.clone());
            draft.client_key.clone_from(&given.files.key);
        }
        match &chosen.key {
            Some((way, _)) => {
                let name = said.name.clone().unwrap_or_else(|| self.proposal(&chosen));
                self.refuse_taken(&name, &chosen.url)?;
                (draft.name, draft.sign_in) = (Some(name), Some((*way).to_owned()));
            }
            None if kind.about().open && !chosen.closed => {
                if let Some(name) = self.meant(&chosen, said)? {
                    (draft.name, draft.sign_in) = (Some(name), Some(String::new())); // no way: what is open
                }
            }
            None => {}
        }
        self.given = chosen.key.map(|(_, credentials)| credentials);
        Ok(draft)
    }

    /// Of several that answer the surest, unless the person wants another; all are told.
    fn chosen(&mut self, given: &Url, mut found: Vec<Detected>, said: &GivenAnswers) -> Result<Detected> {
        let told = |it: &Detected| match &it.title {
            Some(title) => t!("first-start-it-is-called", kind = it.kind.word(), url = it.url.as_str(), title),
            None => t!("first-start-it-is", kind = it.kind.word(), url = it.url.as_str()),
        };
        let is_sure = found.get(1).is_none_or(|second| second.sure < found[0].sure);
        let at = if is_sure {
            self.prompt.say(&told(&found[0]));
            for other in &found[1..] {
                self.prompt.say(&t!("first-start-also", kind = other.kind.word(), url = other.url.as_str()));
            }
            0
        } else {
            let options: Vec<String> = found.iter().map(told).collect();
            if said.yes {
                options.iter().for_each(|option| self.prompt.say(option));
            }
            self.prompt.choose(&t!("first-start-which"), &options, 0)?
        };
        let chosen = found.swap_remove(at);
        if chosen.closed {
            self.prompt.say(&t!("first-start-closed-said"));
        }
        if chosen.is_elsewhere(given) {
            let host = text::line(chosen.url.host_str().unwrap_or_default());
            if said.yes {
                let subject = text::line(given.as_str());
                return Err(Error::new(ErrorKind::Usage, subject, m!("first-start-elsewhere", host = &host))
                    .hint(m!("first-start-elsewhere-hint", url = Shell::in_use().quoted(chosen.url.as_str()))));
            }
            if !self.prompt.yes(&t!("first-start-elsewhere-mean", host), true)? {
                return Err(prompt::cancelled());
            }
        }
        Ok(chosen)
    }

    /// The one question of an open portal: whether it is to be configured under the name proposed, without an account.
    /// `None`: the wizard asks for a name and how to sign in.
    fn meant(&mut self, chosen: &Detected, said: &GivenAnswers) -> Result<Option<String>> {
        let name = said.name.clone().unwrap_or_else(|| self.proposal(chosen));
        self.refuse_taken(&name, &chosen.url)?;
        let meant = self.prompt.yes(&t!("first-start-configure", name = &name), true)?;
        Ok(meant.then_some(name))
    }

    /// The name that the address has already, or else one that is free.
    pub fn proposal(&self, chosen: &Detected) -> String {
        let portals = &self.config.portals;
        let known = portals.iter().find(|it| it.kind == chosen.kind && is_same(&it.url, &chosen.url));
        let taken = |name: &str| portals.iter().any(|portal| portal.name == name);
        known.map_or_else(|| known::name_for(chosen.kind, &chosen.url, taken), |portal| portal.name.clone())
    }

    /// Another portal is not written over without a question.
    fn refuse_taken(&self, name: &str, url: &Url) -> Result<()> {
        match self.config.portals.iter().find(|portal| portal.name == name) {
            Some(portal) if !is_same(&portal.url, url) => {
                let cause = m!("first-start-taken", url = portal.url.as_str());
                Err(Error::new(ErrorKind::Usage, m!("first-start-public", name), cause)
                    .hint(m!("first-start-taken-hint")))
            }
            _ => Ok(()),
        }
    }
}
