//! The wizard: from what a person was e-mailed to "signed in, and it will stay so".
//!
//! The order never changes: where, how, try the store, ask for the secret, try it against the portal, store it, read
//! it back, write the configuration. It can be left at every question and taken up again; the secret alone is asked
//! for anew.

pub mod address;
pub mod certificate;
mod curl;
pub mod import;
pub mod known;
mod left;
pub mod pasted;
pub mod person;
pub mod prompt;
pub mod proxy;
pub mod question;
mod retraced;

use std::path::PathBuf;

use url::Url;
use zeroize::Zeroizing;

use crate::access::auth::Way;
use crate::access::secrets::{Credentials, Secret, Secrets, StoreChoice, Whereabouts, variable};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::config::{self, Config, FilePlace, edit};
use crate::net::proxy::ProxyAuth;
use crate::portals::PortalConfig;
use crate::portals::{Kind, identity, visit};
use crate::{m, t};
use certificate::GivenCertificate;
use left::{Draft, DraftFile};
use prompt::Prompt;
use question::LineQuestion;
use retraced::Retraced;

/// What the wizard works on.
pub struct Setup<'a> {
    pub prompt: &'a mut dyn Prompt,
    pub place: &'a FilePlace,
    pub config: &'a Config,
    pub secrets: Secrets,
    /// Keys read from a file, and the file.
    pub imported: Option<(Credentials, PathBuf)>,
    /// A credential that is known already, from the address typed.
    pub given: Option<Credentials>,
    /// What the portal wants to be shown.
    pub certificate: Option<GivenCertificate>,
    /// How one signs in to the proxy on the way, since it has asked.
    pub proxy_auth: Option<ProxyAuth>,
}

/// A credential to be kept.
struct Taken {
    credentials: Credentials,
    /// Where its tokens were found to be got.
    token_url: Option<Url>,
}

/// What to do after a test that failed.
enum Then {
    AnotherSecret,
    AnotherPlace,
    Untested,
}

impl Setup<'_> {
    /// Asks, tests, stores. Leaving at a question is a [`ErrorKind::Cancelled`] error; all answers but the secret are
    /// kept for the next time. Gives the credentials, with the store that the person chose on the way.
    pub async fn run(mut self, name: Option<&str>) -> Result<Secrets> {
        let left = DraftFile::here()?;
        let draft = self.begin(&left, name)?;
        self.go_on(&left, draft).await
    }

    /// Asks what `draft` does not tell yet, and does the rest; again from the beginning where the person goes back.
    async fn go_on(self, left: &DraftFile, draft: Draft) -> Result<Secrets> {
        if !self.prompt.is_somebody() {
            return self.once(left, draft).await;
        }
        let Setup { prompt, place, config, secrets, imported, given, certificate, proxy_auth } = self;
        let mut prompt = Retraced::new(prompt);
        loop {
            let (secrets, imported, given) = (secrets.clone(), imported.clone(), given.clone());
            let certificate = certificate.clone();
            let setup = Setup { prompt: &mut prompt, place, config, secrets, imported, given, certificate, proxy_auth };
            let ended = setup.once(left, draft.clone()).await;
            if !prompt.begins_again() {
                return ended;
            }
            left.keep(&draft); // what was answered since is no longer so
        }
    }

    async fn once(mut self, left: &DraftFile, mut draft: Draft) -> Result<Secrets> {
        match self.ask(left, &mut draft).await {
            Ok(portal) => {
                left.forget();
                if let Some((_, path)) = self.imported.take() {
                    import::offer_to_delete(self.prompt, &path)?;
                }
                self.prompt.done(&portal.name);
                Ok(self.secrets)
            }
            Err(error) if error.kind == ErrorKind::Cancelled => Err(error.hint(m!("setup-goes-on"))),
            Err(error) => Err(error),
        }
    }

    /// A configured portal's settings, or what was left the last time, or nothing.
    fn begin(&mut self, left: &DraftFile, name: Option<&str>) -> Result<Draft> {
        if let Some(draft) = left.read().filter(|draft| name.is_none_or(|name| draft.name.as_deref() == Some(name))) {
            let at = draft.at().text();
            let question = match &draft.name {
                Some(name) => t!("setup-left-of", name, at),
                None => t!("setup-left-at", at),
            };
            if self.prompt.yes(&question, true)? {
                return Ok(draft);
            }
            left.forget();
        }
        let Some(name) = name else { return Ok(Draft::default()) };
        if let Some(portal) = self.config.portals.iter().find(|portal| portal.name == name) {
            self.prompt.say(&t!("setup-portal", name, title = portal.kind.about().title, url = portal.url));
            return Ok(Draft::of(portal));
        }
        config::check_name(name)?;
        Ok(Draft { name: Some(name.to_owned()), ..Draft::default() })
    }

    async fn ask(&mut self, left: &DraftFile, draft: &mut Draft) -> Result<PortalConfig> {
        loop {
            if draft.kind.is_none() {
                match self.kind()? {
                    Some(kind) => draft.kind = Some(kind),
                    None => {
                        let name = draft.name.take();
                        let found = self.by_address().await?;
                        *draft = Draft { name: name.or(found.name.clone()), ..found };
                    }
                }
            }
            let (mut portal, way) = self.place_and_way(left, draft)?;
            self.open_certificate(&mut portal).await?;
            let Some(way) = way else {
                return self.open_portal(portal).await;
            };
            self.store().await?;
            match self.signed_in(left, draft, &portal, way).await? {
                Some(taken) => {
                    let mut portal = portal;
                    portal.token_url = taken.token_url.or(portal.token_url);
                    portal.username.clone_from(&draft.username);
                    return self.keep(portal, taken.credentials).await;
                }
                None => {
                    (self.imported, self.given) = (None, None);
                    let name = draft.name.take();
                    *draft = Draft { name, ..Draft::default() };
                }
            }
        }
    }

    /// The questions that are not answered yet, in their order.
    fn place_and_way(&mut self, left: &DraftFile, draft: &mut Draft) -> Result<(PortalConfig, Option<&'static Way>)> {
        let kind = draft.kind.unwrap_or_else(|| unreachable!("it was asked for"));
        left.keep(draft);
        if draft.url.is_none() {
            self.import(kind, draft)?;
        }
        let url = match draft.url.as_deref().map(config::check_url) {
            Some(Ok(url)) => url,
            _ => self.platform(kind, draft)?,
        };
        draft.url = Some(url.to_string());
        left.keep(draft);
        let name = match &draft.name {
            Some(name) => name.clone(),
            None => draft.name.insert(self.name(kind)?).clone(),
        };
        left.keep(draft);
        let way = self.way(kind, draft)?;
        left.keep(draft);
        let mut portal = PortalConfig::new(name, kind, url);
        portal.sign_in = way.map(|way| way.word.to_owned());
        portal.token_url = draft.token_url.as_deref().and_then(|url| config::check_url(url).ok());
        portal.username = draft.username.clone();
        portal.client_certificate = draft.client_certificate.clone();
        portal.client_key = draft.client_key.clone();
        if let Some(known) = self.config.portals.iter().find(|known| known.name == portal.name) {
            portal.scope = known.scope.clone();
        }
        Ok((portal, way))
    }

    /// `None`: the person knows an address of it, and that is all.
    fn kind(&mut self) -> Result<Option<Kind>> {
        let mut titles = Kind::ALL.map(|kind| kind.about().title.text()).to_vec();
        titles.push(t!("first-start-by-address"));
        Ok(Kind::ALL.get(self.prompt.choose(&t!("setup-which-portal"), &titles, 0)?).copied())
    }

    /// Keys that come in a file bring the portal's address along.
    fn import(&mut self, kind: Kind, draft: &mut Draft) -> Result<()> {
        let Some(file) = kind.about().key_file else { return Ok(()) };
        loop {
            let question = t!("setup-key-file", file = file.name);
            let typed = self.prompt.line(&question, Some(""))?;
            if typed.is_empty() {
                return Ok(());
            }
            let path = PathBuf::from(typed.trim_matches(['"', '\'']));
            match import::read(kind, &path) {
                Ok(keys) => {
                    keys.warnings.iter().for_each(|warning| self.prompt.say(&t!("auth-note", warning)));
                    draft.url = keys.url.map(|url| url.to_string());
                    draft.token_url = keys.token_url.map(|url| url.to_string());
                    draft.first = keys.credentials.who().map(str::to_owned);
                    self.imported = Some((keys.credentials, path));
                    return Ok(());
                }
                Err(error) => self.explain(&error),
            }
        }
    }

    /// One of the known installations, or an address of the person's.
    fn platform(&mut self, kind: Kind, draft: &mut Draft) -> Result<Url> {
        let platforms = kind.about().platforms;
        let mut options: Vec<String> = platforms.iter().map(|it| format::labelled(&it.label.text(), it.url)).collect();
        options.push(t!("setup-another-address"));
        let chosen = self.prompt.choose(&t!("setup-where"), &options, 0)?;
        if let Some(platform) = platforms.get(chosen) {
            draft.token_url = None;
            return config::check_url(platform.url);
        }
        let url = loop {
            let url =
                self.address(&t!("setup-address"), None)?.unwrap_or_else(|| unreachable!("an address without default"));
            match kind.check_url(&url) {
                Ok(()) => break url,
                Err(error) => self.explain(&error),
            }
        };
        if !kind.about().open {
            // What the file of keys said, if there was one.
            let known = draft.token_url.clone().unwrap_or_default();
            let token_url = self.address(&t!("setup-token-service"), Some(&known))?;
            draft.token_url = token_url.map(|url| url.to_string());
        }
        Ok(url)
    }

    /// `None` where the default, nothing, was taken.
    fn address(&mut self, question: &str, default: Option<&str>) -> Result<Option<Url>> {
        loop {
            let typed = self.prompt.line(question, default)?;
            if typed.is_empty() && default.is_some() {
                return Ok(None);
            }
            match config::check_url(&typed) {
                Ok(url) => return Ok(Some(url)),
                Err(error) => self.explain(&error),
            }
        }
    }

    fn name(&mut self, kind: Kind) -> Result<String> {
        let taken = |name: &str| self.config.portals.iter().any(|portal| portal.name == name);
        let numbered = (2..).map(|number| format!("{kind}-{number}"));
        let free = std::iter::once(kind.to_string()).chain(numbered).find(|name| !taken(name));
        let question = t!("setup-short-name");
        loop {
            let name = self.prompt.line(&question, free.as_deref())?;
            match config::check_name(&name) {
                Err(error) => self.explain(&error),
                Ok(()) if self.config.portals.iter().any(|portal| portal.name == name) => {
                    if self.prompt.yes(&t!("setup-replace", name), false)? {
                        return Ok(name);
                    }
                }
                Ok(()) => return Ok(name),
            }
        }
    }

    /// How to sign in; `None`: not at all, where the portal is open.
    fn way(&mut self, kind: Kind, draft: &mut Draft) -> Result<Option<&'static Way>> {
        let about = kind.about();
        let known = draft.sign_in.as_deref().map(|word| about.ways.iter().find(|way| way.is(word)));
        let way = match known {
            Some(way) => way,
            None if !about.open && about.ways.len() == 1 => about.ways.first(),
            None => {
                let mut options: Vec<String> = about.ways.iter().map(|way| way.label.text()).collect();
                if about.open {
                    options.push(t!("setup-no-account"));
                }
                about.ways.get(self.prompt.choose(&t!("setup-how"), &options, 0)?)
            }
        };
        draft.sign_in = Some(way.map(|way| way.word.to_owned()).unwrap_or_default());
        Ok(way)
    }

    /// Nobody to sign in as: the portal is asked whether it is one, and configured.
    async fn open_portal(&mut self, portal: PortalConfig) -> Result<PortalConfig> {
        let secrets = identity::trying(&portal, None, &self.secrets).await?;
        let portal_is_there = visit(&portal, &self.clients()?, &secrets).await;
        if let Err(error) = portal_is_there {
            self.explain(&error);
            if !self.prompt.yes(&t!("setup-all-the-same"), false)? {
                return Err(prompt::cancelled());
            }
        }
        self.keep_certificate(&portal).await;
        self.write(&portal)?;
        Ok(portal)
    }

    /// Tries the store before the person types a secret; without one that works, the person chooses another.
    async fn store(&mut self) -> Result<()> {
        loop {
            let Err(error) = self.secrets.probe().await else { return Ok(()) };
            self.prompt.say(&t!("setup-no-store", error = error.to_string()));
            self.explain_hint(&error);
            let options = [t!("setup-store-file"), t!("setup-store-nowhere"), t!("setup-store-again")];
            let choice = match self.prompt.choose(&t!("setup-store-where"), &options, 0)? {
                0 => StoreChoice::File,
                1 => StoreChoice::Memory,
                _ => continue,
            };
            self.secrets = self.secrets.with_choice(choice, &config::data_dir()?);
            if choice == StoreChoice::File {
                self.secrets.probe().await?;
                edit::put_choice(self.place, choice)?;
            }
        }
    }

    /// Asks for the secret and tries it until the portal takes it or the person has enough. `None`: another portal.
    async fn signed_in(
        &mut self,
        left: &DraftFile,
        draft: &mut Draft,
        portal: &PortalConfig,
        way: &'static Way,
    ) -> Result<Option<Taken>> {
        let clients = self.clients()?;
        let mut imported = self.imported.as_ref().map(|(credentials, _)| credentials.clone());
        imported = imported.or_else(|| self.given.take());
        if imported.is_none() {
            self.prompt.say(&way.found.text());
        }
        let before = self.prompt.remembered();
        loop {
            let credentials = match imported.take() {
                Some(credentials) => credentials,
                None => self.credentials(left, draft, portal, way)?,
            };
            self.prompt.say(&t!("setup-trying"));
            let secrets = identity::trying(portal, Some(credentials.clone()), &self.secrets).await?;
            let portal = &PortalConfig { username: draft.username.clone(), ..portal.clone() };
            let error = match visit(portal, &clients, &secrets).await {
                Ok(account) => {
                    account.lines().iter().for_each(|line| self.prompt.say(line));
                    return Ok(Some(Taken { credentials, token_url: account.token_url }));
                }
                Err(error) => error,
            };
            self.explain(&error);
            match self.after_failure(portal, &error)? {
                Then::AnotherSecret => self.prompt.forget_behind(before),
                Then::AnotherPlace => return Ok(None),
                Then::Untested => return Ok(Some(Taken { credentials, token_url: None })),
            }
        }
    }

    fn after_failure(&mut self, portal: &PortalConfig, error: &Error) -> Result<Then> {
        let platforms = portal.kind.about().platforms;
        if error.kind == ErrorKind::SignIn && platforms.len() > 1 {
            let names: Vec<String> = platforms.iter().map(|platform| platform.label.text()).collect();
            self.prompt.say(&t!("setup-own-keys", names = names.join(", ")));
        }
        let mut options = vec![t!("setup-type-again"), t!("setup-choose-another"), t!("setup-leave")];
        // What was refused is of no use to anybody.
        let is_refused = matches!(error.kind, ErrorKind::SignIn | ErrorKind::Denied);
        if !is_refused {
            options.insert(2, t!("setup-keep-untested"));
        }
        match self.prompt.choose(&t!("setup-and-now"), &options, 0)? {
            0 => Ok(Then::AnotherSecret),
            1 => Ok(Then::AnotherPlace),
            2 if !is_refused => Ok(Then::Untested),
            _ => Err(prompt::cancelled()),
        }
    }

    /// Both parts, asked for one by one, or pasted as one in the place of either.
    fn credentials(
        &mut self,
        left: &DraftFile,
        draft: &mut Draft,
        portal: &PortalConfig,
        way: &Way,
    ) -> Result<Credentials> {
        let (first, secret) = way.takes.parts();
        if let Some(question) = first {
            let known = draft.first.clone();
            loop {
                let typed = self.filled(&capital(&question.text()), known.as_deref())?;
                match self.pasted(draft, portal, way, &typed) {
                    Ok(Some(credentials)) => return Ok(credentials),
                    Ok(None) => {
                        draft.first = Some(typed.expose().to_owned());
                        break;
                    }
                    Err(error) => self.explain(&error),
                }
            }
            left.keep(draft);
        }
        loop {
            let typed = self.prompt.secret(&capital(&secret.text()))?;
            if typed.is_empty() {
                self.prompt.say(&t!("setup-empty"));
                continue;
            }
            let first = draft.first.clone().unwrap_or_default();
            match self.pasted(draft, portal, way, &typed) {
                Ok(Some(credentials)) if is_whole(&typed, credentials.who(), &first) => return Ok(credentials),
                Ok(_) => return Ok(way.takes.credentials(first, trimmed(typed))),
                Err(error) => self.explain(&error),
            }
        }
    }

    /// The credential that was pasted whole, if it was.
    fn pasted(
        &mut self,
        draft: &mut Draft,
        portal: &PortalConfig,
        way: &Way,
        typed: &Secret,
    ) -> Result<Option<Credentials>> {
        let Some(pasted) = pasted::read(typed.expose(), Some(way.takes))? else { return Ok(None) };
        pasted.check(portal)?;
        draft.username = pasted.username.or(draft.username.take());
        Ok(Some(pasted.credentials))
    }

    /// Something, be it over several lines: it may hold a secret.
    fn filled(&mut self, question: &str, default: Option<&str>) -> Result<Secret> {
        let question = LineQuestion::new(question, default);
        loop {
            let typed = self.prompt.ask(&question)?;
            let mut whole = Zeroizing::new(question.read(typed.expose()).to_owned());
            while curl::goes_on(&whole) {
                let more = self.prompt.ask(&LineQuestion::new(&t!("setup-line-goes-on"), Some("")))?;
                *whole = format!("{}\n{}", whole.as_str(), more.expose());
                if more.expose().trim().is_empty() {
                    break;
                }
            }
            if !whole.is_empty() {
                return Ok(Secret::from(std::mem::take(&mut *whole)));
            }
        }
    }

    /// Stores the credential, reads it back, and writes the portal's block.
    async fn keep(&mut self, portal: PortalConfig, credentials: Credentials) -> Result<PortalConfig> {
        match self.secrets.save(&portal.name, credentials, portal.origins()).await {
            Ok(Whereabouts::Session) => {
                self.prompt.say(&t!("setup-kept-until-end", variable = variable(&portal.name, "")))
            }
            Ok(whereabouts) => self.prompt.say(&t!("setup-stored", place = whereabouts.the_store())),
            // Kept for this session, as the error says.
            Err(error) => self.explain(&error),
        }
        self.keep_certificate(&portal).await;
        self.write(&portal)?;
        Ok(portal)
    }

    fn write(&mut self, portal: &PortalConfig) -> Result<()> {
        let path = edit::put_portal(self.place, portal)?;
        self.prompt.say(&t!("setup-configured", portal = portal.name, path = path.display()));
        Ok(())
    }

    fn explain(&mut self, error: &Error) {
        self.prompt.say(&error.to_string());
        self.explain_hint(error);
    }

    fn explain_hint(&mut self, error: &Error) {
        if let Some(hint) = &error.hint {
            self.prompt.say(&hint.to_string());
        }
    }
}

/// Whether what was typed as the secret of `first` is another's whole credential; a secret may look like a pair.
fn is_whole(typed: &Secret, who: Option<&str>, first: &str) -> bool {
    curl::is_curl(typed.expose()) || who == Some(first)
}

/// Without the white space that comes along when copying.
fn trimmed(secret: Secret) -> Secret {
    match secret.expose().trim() {
        bare if bare.len() < secret.expose().len() => Secret::from(bare.to_owned()),
        _ => secret,
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
