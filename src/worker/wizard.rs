//! The wizard in the browser; and its questions on the screen, asked on a thread of its own that waits for the answers.

use std::sync::mpsc::Receiver;

use tokio::sync::mpsc::UnboundedSender;

use crate::access::secrets::{Secret, Secrets};
use crate::app::Msg;
use crate::app::wizard::WizardNews;
use crate::base::error::Result;
use crate::base::text;
use crate::config::Config;
use crate::session::Session;
use crate::setup::Setup;
use crate::setup::prompt::{Prompt, Reply, cancelled};
use crate::setup::question::LineQuestion;

/// The wizard, for the portal called `name` or a new one: the configuration and the credentials as it leaves them; for
/// [`super::Worker::reconnect`].
pub async fn set_up(
    session: &Session,
    secrets: Secrets,
    name: Option<&str>,
    prompt: &mut dyn Prompt,
) -> Result<(Config, Secrets)> {
    let (place, config) = (&session.place, &session.config);
    let setup =
        Setup { prompt, place, config, secrets, imported: None, given: None, certificate: None, proxy_auth: None };
    let secrets = setup.run(name).await?;
    Ok((Config::load(place)?, secrets))
}

/// The wizard's questions, as messages to the screen.
pub struct OnScreen {
    pub inbox: UnboundedSender<Msg>,
    /// Ends when the browser does.
    pub answers: Receiver<Reply>,
    pub went_back: bool,
}

impl Prompt for OnScreen {
    fn say(&mut self, said: &str) {
        let clean = text::printable(said).collect();
        let _ = self.inbox.send(Msg::Wizard(WizardNews::Said(clean))); // nobody reads it once the browser is closing
    }

    fn done(&mut self, portal: &str) {
        let _ = self.inbox.send(Msg::Wizard(WizardNews::Done(portal.to_owned()))); // as above
    }

    fn went_back(&mut self) -> bool {
        std::mem::take(&mut self.went_back)
    }

    fn ask(&mut self, question: &LineQuestion) -> Result<Secret> {
        let _ = self.inbox.send(Msg::Wizard(WizardNews::Asked(question.clone()))); // who closes it does not answer
        let reply = self.answers.recv().unwrap_or(Reply::Leave);
        self.went_back = reply == Reply::Back;
        match reply {
            Reply::Typed(answer) => Ok(answer),
            Reply::Back | Reply::Leave => Err(cancelled()),
        }
    }
}
