//! The curl lines that ask what guichet would ask: made without sending anything, each secret as the variable that holds it.

use std::path::Path;
use std::sync::Arc;

use url::Url;

use super::Session;
use crate::access::by_hand::{ByHand, Exchange, Field, PLACEHOLDER};
use crate::access::rehearsal::{Rehearsed, rehearse};
use crate::access::secrets::{Secrets, variable};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact::clean;
use crate::base::secret_address::without_secrets;
use crate::base::shell::{Part, Shell};
use crate::config::network::{Network, PROXY_CREDENTIAL};
use crate::download::name::Hints;
use crate::m;
use crate::model::form::{self, Answers};
use crate::model::{Address, Media, Place, Query, Target};
use crate::net::identity::Unlocked;
use crate::net::proxy::ProxyAuth;
use crate::net::{Ask, Range, is_loopback};
use crate::portals::{Connection, Portal, PortalConfig, connect, identity};
use crate::services::{FirstRequest, first_request};
use crate::t;

/// The variable that a token goes into which is asked for first.
const TOKEN: &str = "TOKEN";
/// The variables of a pair that is encoded before it is sent.
const ID: &str = "ID";
const SECRET: &str = "SECRET";

/// Lines to paste into a shell, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurlLines {
    pub lines: Vec<String>,
    /// The variables that they want set.
    pub variables: Vec<String>,
    /// What they leave undone.
    pub notes: Vec<String>,
}

/// What a line is wanted for.
#[derive(Clone, Debug, PartialEq)]
pub enum CurlOf {
    /// To fetch it.
    Media(Box<Media>),
    /// To list a folder, or show a dataset.
    Place(Target, Query),
}

/// What the file is called that a line writes.
#[derive(Clone, Copy, Debug)]
pub enum FileName<'n> {
    Given(&'n str),
    /// As far as the media tells.
    Told,
}

impl CurlLines {
    /// With those of another, each once.
    pub fn and(mut self, other: Self) -> Self {
        let Self { lines, variables, notes } = other;
        let parts = [(&mut self.lines, lines), (&mut self.variables, variables), (&mut self.notes, notes)];
        for (all, more) in parts {
            more.into_iter().for_each(|it| {
                if !all.contains(&it) {
                    all.push(it)
                }
            });
        }
        self
    }
}

impl Session {
    /// The one line of `of`, to paste.
    pub async fn curl_of(&self, of: &CurlOf) -> Result<String> {
        let (subject, curl) = match of {
            CurlOf::Media(media) => {
                let told = Some(FileName::Told);
                (media.address(), self.curl_of_media(media, &Answers::default(), None, told).await?)
            }
            CurlOf::Place(target, query) => {
                (target.address().unwrap_or_else(|| Address::root("")), self.curl_of_place(target, query).await?)
            }
        };
        match curl.lines.is_empty() {
            true => Err(Error::new(ErrorKind::Usage, &subject, m!("session-nothing-asked"))),
            false => Ok(curl.lines.join(Shell::in_use().and())),
        }
    }

    /// What listing a folder asks, or showing a dataset: what is asked first, as far as the rest depends on the answer.
    pub async fn curl_of_place(&self, target: &Target, query: &Query) -> Result<CurlLines> {
        let Some(address) = target.address() else { return Ok(CurlLines::default()) };
        let portal = self.unasked(&address.portal)?;
        let asking = async {
            match target {
                Target::Place(Place::Home | Place::Data) | Target::Search(_) | Target::Data(_) => Ok(()),
                Target::Place(Place::Folder(folder)) => portal.list(folder, query, None).await.map(drop),
                Target::Place(Place::Dataset(dataset)) | Target::Media { dataset, .. } => {
                    portal.dataset(dataset).await.map(drop)
                }
            }
        };
        let (asked, done) = rehearse(asking).await;
        self.curl_lines(&address.portal, asked, done, None).await
    }

    /// What fetching a media asks, or as much of it as `range` names; into a `file`, where one is wanted.
    pub async fn curl_of_media(
        &self,
        media: &Media,
        answers: &Answers,
        range: Option<&Range>,
        file: Option<FileName<'_>>,
    ) -> Result<CurlLines> {
        if form::is_private(&media.form) {
            return Err(Error::new(ErrorKind::Usage, &media.address(), m!("session-curl-private")));
        }
        let portal = self.unasked(&media.dataset.portal)?;
        let answers = &match media.form.is_empty() {
            true => Answers::default(),
            false => form::check(&media.form, answers)?,
        };
        if let Some(first) = first_request(&portal, media, answers).await? {
            return self.curl_of_first(media, &first, file).await;
        }
        let opening = async {
            // What guichet makes of several answers asks for the first of them when it is read.
            portal.open(media, answers, range).await?.chunk(&*media.id).await
        };
        let (asked, opened) = rehearse(opening).await;
        let url = asked.last().map(|it| it.url.clone());
        let name = file.zip(url).map(|(file, url)| match file {
            FileName::Given(name) => name.to_owned(),
            FileName::Told => {
                Hints { media, disposition: None, url: &url, content_type: None, packed: None, label: None }.name()
            }
        });
        self.curl_lines(&media.dataset.portal, asked, opened.map(drop), name.as_deref()).await
    }

    /// What a service is asked first. It is no file of that name yet, unless somebody calls it so.
    async fn curl_of_first(
        &self,
        media: &Media,
        first: &FirstRequest,
        file: Option<FileName<'_>>,
    ) -> Result<CurlLines> {
        let name = match file {
            Some(FileName::Given(name)) => Some(name),
            Some(FileName::Told) | None => None,
        };
        let (mut asked, done) = rehearse(first.ask()).await;
        for rehearsed in &mut asked {
            // What opens a service may stand in its address.
            let is_placed = matches!(rehearsed.signed, Some(ByHand::InAddress { .. }));
            if let (false, Ok(url)) = (is_placed, Url::parse(&without_secrets(rehearsed.url.as_str()))) {
                rehearsed.url = url;
            }
        }
        let mut lines = self.curl_lines(&media.dataset.portal, asked, done, name).await?;
        if first.has_pages {
            lines.notes.push(t!("services-curl-pages", address = media.address()));
        }
        Ok(lines)
    }

    /// What `ask` is, sent to the portal called `name`.
    pub async fn curl_of_ask(&self, name: &str, ask: Ask, file: Option<&str>) -> Result<CurlLines> {
        let portal = self.unasked(name)?;
        let asking = async {
            let ask = ask.clone().at(portal.signed_address(ask.url().clone()).await?);
            portal.http_to(ask.url()).raw(name, ask).await.map(drop).map_err(|refused| refused.error)
        };
        let (asked, done) = rehearse(asking).await;
        self.curl_lines(name, asked, done, file).await
    }

    /// The portal called `name`, with nothing before it that would answer in its place.
    fn unasked(&self, name: &str) -> Result<Arc<dyn Portal>> {
        let config = self.portal_config(name)?.clone();
        Ok(connect(Connection { config, clients: self.config.clients(&self.secrets)?, secrets: self.secrets.clone() }))
    }

    /// The lines of what `portal` was to be `asked`.
    async fn curl_lines(
        &self,
        portal: &str,
        asked: Vec<Rehearsed>,
        done: Result<()>,
        name: Option<&str>,
    ) -> Result<CurlLines> {
        match done {
            Err(error) if asked.is_empty() && error.kind != ErrorKind::Cancelled => return Err(error),
            _ => {}
        }
        let curl = Curl {
            shell: Shell::in_use(),
            ca_file: self.config.ca_file.as_deref(),
            certificate: CurlCertificate::of(self.portal_config(portal)?).await?,
            network: &self.config.network.in_force()?,
            variable: &|name| std::env::var(name).ok(),
        };
        Ok(curl.lines(&asked, name))
    }
}

/// How curl is started here.
struct Curl<'c> {
    shell: Shell,
    ca_file: Option<&'c Path>,
    certificate: Option<CurlCertificate>,
    network: &'c Network,
    /// The environment: curl has proxies from it too, but for one.
    variable: &'c dyn Fn(&str) -> Option<String>,
}

/// The client certificate of a portal.
struct CurlCertificate {
    /// Who is shown it.
    url: Url,
    options: Vec<String>,
    /// What its key is locked with.
    passphrase: Option<String>,
}

impl CurlCertificate {
    async fn of(portal: &PortalConfig) -> Result<Option<Self>> {
        let Some(files) = portal.identity_files() else { return Ok(None) };
        let is_locked = matches!(identity::read(&files, None).await?, Unlocked::Locked);
        // Behind a colon curl reads a passphrase.
        let file = files.certificate.display().to_string();
        let file = if cfg!(windows) { file } else { file.replace('\\', "\\\\").replace(':', "\\:") };
        let mut options = vec!["--cert".to_owned(), file];
        match files.form() {
            "PEM" => {}
            form => options.extend(["--cert-type".to_owned(), form.to_owned()]),
        }
        options.extend(files.key.iter().flat_map(|key| ["--key".to_owned(), key.display().to_string()]));
        let passphrase = is_locked.then(|| Secrets::certificate_variable(&portal.name));
        Ok(Some(Self { url: portal.url.clone(), options, passphrase }))
    }

    fn is_shown_to(&self, url: &Url) -> bool {
        url.scheme() == "https" && url.origin() == self.url.origin()
    }
}

/// A line as it grows.
struct Words(Shell, Vec<String>);

impl Words {
    fn add(&mut self, words: &[&str]) {
        self.1.extend(words.iter().map(|word| self.0.quoted(word)));
    }

    fn add_with(&mut self, option: &str, parts: &[Part<'_>]) {
        self.1.extend([option.to_owned(), self.0.word(parts)]);
    }
}

impl Curl<'_> {
    fn lines(&self, asked: &[Rehearsed], name: Option<&str>) -> CurlLines {
        let (mut all, mut known) = (CurlLines::default(), Vec::new());
        for rehearsed in asked {
            let shown = self.certificate.iter().filter(|it| it.is_shown_to(&rehearsed.url));
            let opened_with = shown.filter_map(|it| it.passphrase.as_deref());
            for variable in rehearsed.signed.iter().flat_map(ByHand::wants).chain(opened_with) {
                if !all.variables.iter().any(|it| it == variable) {
                    all.variables.push(variable.to_owned());
                }
            }
            if let Some(ByHand::Exchange(exchange)) = &rehearsed.signed
                && !known.contains(&exchange)
            {
                known.push(exchange);
                all.lines.extend(self.exchange(exchange));
            }
            all.lines.push(self.request(rehearsed, name));
        }
        all
    }

    fn exchange(&self, exchange: &Exchange) -> Vec<String> {
        let mut lines = Vec::new();
        let mut words = self.begin(&["-sS", "-f"], &exchange.url);
        if let Some((id, secret)) = &exchange.pair {
            let (mut id, mut secret) = (&**id, &**secret);
            if exchange.is_encoded {
                lines.extend([(ID, id), (SECRET, secret)].map(|(name, of)| self.shell.keep_encoded(name, of)));
                (id, secret) = (ID, SECRET);
            }
            words.add_with("-u", &[Part::Variable(id), Part::Text(":"), Part::Variable(secret)]);
        }
        for (key, field) in &exchange.form {
            let key = format!("{key}=");
            let value = match field {
                Field::Text(text) => Part::Text(text),
                Field::Variable(variable) => Part::Variable(variable),
            };
            words.add_with("--data-urlencode", &[Part::Text(&key), value]);
        }
        words.add(&[exchange.url.as_str()]);
        lines.push(self.shell.keep_field(TOKEN, &words.1.join(" "), exchange.found_in));
        lines
    }

    fn request(&self, rehearsed: &Rehearsed, name: Option<&str>) -> String {
        // curl takes a header of another name, and a client certificate, along to wherever it is sent on.
        let is_bound = matches!(&rehearsed.signed, Some(ByHand::Header { name, .. }) if name != "authorization")
            || self.certificate.as_ref().is_some_and(|it| it.is_shown_to(&rehearsed.url));
        let mut options = if name.is_some() { vec!["-f"] } else { vec!["-sS"] };
        options.extend((!is_bound).then_some("-L"));
        let mut words = self.begin(&options, &rehearsed.url);
        for (header, value) in &rehearsed.headers {
            words.add(&["-H", &format!("{header}: {value}")]);
        }
        match &rehearsed.signed {
            Some(ByHand::Header { name, before, variable }) => {
                let lead = format!("{name}: {before}");
                words.add_with("-H", &[Part::Text(&lead), Part::Variable(variable)]);
            }
            Some(ByHand::Login { login, password }) => {
                words.add_with("-u", &[Part::Variable(login), Part::Text(":"), Part::Variable(password)]);
            }
            Some(ByHand::Exchange(Exchange { before, .. })) => {
                let lead = format!("authorization: {before}");
                words.add_with("-H", &[Part::Text(&lead), Part::Variable(TOKEN)]);
            }
            Some(ByHand::InAddress { .. }) | None => {}
        }
        if let Some(body) = &rehearsed.body {
            let content_type = format!("content-type: {}", body.content_type());
            words.add(&["-H", &content_type, "--data-raw", &body.written()]);
        }
        if let Some(name) = name {
            words.add(&["-o", name]);
        }
        let url = &*clean(rehearsed.url.as_str());
        match &rehearsed.signed {
            Some(ByHand::InAddress { variable }) => {
                let mut parts = vec![];
                for (at, text) in url.split(PLACEHOLDER).enumerate() {
                    parts.extend((at > 0).then_some(Part::Variable(variable)));
                    parts.push(Part::Text(text));
                }
                words.1.push(self.shell.word(&parts));
            }
            _ => words.add(&[url]),
        }
        words.1.join(" ")
    }

    /// With what the network here wants.
    fn begin(&self, options: &[&str], url: &Url) -> Words {
        // Windows' PowerShell calls something else curl.
        let program = if self.shell == Shell::WindowsPowerShell { "curl.exe" } else { "curl" };
        let mut words = Words(self.shell, vec![program.to_owned()]);
        words.add(options);
        if let Some(path) = self.ca_file {
            words.add(&["--cacert", &path.display().to_string()]);
        }
        if let Some(certificate) = self.certificate.as_ref().filter(|it| it.is_shown_to(url)) {
            certificate.options.iter().for_each(|word| words.add(&[word]));
            if let Some(variable) = &certificate.passphrase {
                words.add_with("--pass", &[Part::Variable(variable)]);
            }
        }
        let is_set = |name: &str| (self.variable)(name).is_some_and(|value| !value.is_empty());
        let any = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
        if is_loopback(url) {
            if any.iter().any(|name| is_set(name)) {
                words.add(&["--noproxy", "*"]);
            }
        } else if let Some(proxy) = &self.network.proxy {
            match proxy {
                Some(proxy) => words.add(&["--proxy", proxy.as_str()]),
                None => words.add(&["--noproxy", "*"]),
            }
        } else if url.scheme() == "http" && is_set("HTTP_PROXY") && !is_set("http_proxy") {
            words.add_with("--proxy", &[Part::Variable("HTTP_PROXY")]); // the one that curl does not look at
        }
        if !is_loopback(url) {
            self.sign_in_to_proxy(&mut words);
        }
        words
    }

    fn sign_in_to_proxy(&self, words: &mut Words) {
        let option = match self.network.proxy_auth {
            None | Some(ProxyAuth::None) => return,
            Some(ProxyAuth::Negotiate) => return words.add(&["--proxy-negotiate", "--proxy-user", ":"]),
            Some(ProxyAuth::System) => "--proxy-anyauth",
            Some(ProxyAuth::Basic) => "--proxy-basic",
            Some(ProxyAuth::Digest) => "--proxy-digest",
            Some(ProxyAuth::Ntlm) => "--proxy-ntlm",
        };
        let (login, password) = (variable(PROXY_CREDENTIAL, "LOGIN"), variable(PROXY_CREDENTIAL, "PASSWORD"));
        words.add(&[option]);
        words.add_with("--proxy-user", &[Part::Variable(&login), Part::Text(":"), Part::Variable(&password)]);
    }
}
