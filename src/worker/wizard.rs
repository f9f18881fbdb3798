//! The wizard in the browser; and its questions on the screen, asked on a thread of its own that waits for the answers.

use std::sync::mpsc::Receiver;

use tokio::sync::mpsc::UnboundedSender;

use crate::access::secrets::{Secret, Secrets};
use crate::app::Msg;
use crate::app::wizard::{WizardAnswer, WizardNews, WizardQuestion};
use crate::base::error::Result;
use crate::base::text;
use crate::config::Config;
use crate::session::Session;
use crate::setup::Setup;
use crate::setup::prompt::{Prompt, cancelled};

/// The wizard, for the portal called `name` or a new one: the configuration and the credentials as it leaves them; for
/// [`super::Worker::reconnect`].
pub async fn set_up(
    session: &Session,
    secrets: Secrets,
    name: Option<&str>,
    prompt: &mut dyn Prompt,
) -> Result<(Config, Secrets)> {
    let (place, config) = (&session.place, &session.config);
    let setup = Setup { prompt, place, config, secrets, imported: None, given: None };
    let secrets = setup.run(name).await?;
    Ok((Config::load(place)?, secrets))
}

/// The wizard's questions, as messages to the screen.
pub struct OnScreen {
    pub inbox: UnboundedSender<Msg>,
    /// Ends when the browser does.
    pub answers: Receiver<WizardAnswer>,
}

impl OnScreen {
    fn ask(&self, question: &str, default: Option<&str>, hidden: bool) -> Result<WizardAnswer> {
        let (text, default) = (text::line(question), default.map(text::line));
        let _ = self.inbox.send(Msg::Wizard(WizardNews::Asked(WizardQuestion { text, default, hidden }))); // who closes it does not answer
        match self.answers.recv() {
            Ok(WizardAnswer::Left) | Err(_) => Err(cancelled()),
            Ok(answer) => Ok(answer),
        }
    }
}

impl Prompt for OnScreen {
    fn say(&mut self, said: &str) {
        let clean = text::printable(said).collect();
        let _ = self.inbox.send(Msg::Wizard(WizardNews::Said(clean))); // nobody reads it once the browser is closing
    }

    fn line(&mut self, question: &str, default: Option<&str>) -> Result<String> {
        match self.ask(question, default, false)? {
            WizardAnswer::Line(line) => Ok(line),
            WizardAnswer::Secret(_) | WizardAnswer::Left => Err(cancelled()),
        }
    }

    fn secret(&mut self, question: &str) -> Result<Secret> {
        match self.ask(question, None, true)? {
            WizardAnswer::Secret(secret) => Ok(secret),
            WizardAnswer::Line(_) | WizardAnswer::Left => Err(cancelled()),
        }
    }
}
