//! `a`: how access is asked for, as a numbered list whose lines are ticked by their numbers.

use std::io::Write;

use super::{Linear, choice};
use crate::access::guide::{Line, LineLook};
use crate::app::Cmd;
use crate::app::checklist::Checklist;
use crate::model::Address;
use crate::t;

impl<W: Write + Send> Linear<W> {
    pub(super) fn access(&mut self, row: Option<usize>) {
        let of_row = match row {
            Some(row) => match self.choose(row) {
                Some(item) => item.target.address(),
                None => return,
            },
            None => None,
        };
        let here = self.app.step().ask.place.address().cloned();
        let Some(address) = of_row.or(here) else { return self.say(&t!("linear-access-where")) };
        self.guided = None;
        self.worker.carry_out(Cmd::Guide(address));
        self.wait(|it| it.guided.is_some());
        match self.guided.take() {
            Some((address, Ok((guide, ticked)))) => self.tick(Checklist::new(address, &guide, ticked)),
            Some((_, Err(error))) => self.say_error(&error),
            None => {} // the input has ended
        }
    }

    fn tick(&mut self, mut checklist: Checklist) {
        self.tell_checklist(&checklist);
        let ids: Vec<String> = ticks(&checklist).filter_map(|line| line.id.clone()).collect();
        if ids.is_empty() {
            return;
        }
        loop {
            let (done, all) = checklist.done();
            self.say(&t!("linear-ticked", done, all));
            let Some(answer) = self.ask(&t!("linear-tick-question")) else { return };
            match choice::rows(&answer) {
                Ok(rows) if rows.is_empty() => return,
                Ok(rows) if rows.iter().all(|row| *row < ids.len()) => {
                    rows.iter().for_each(|row| self.turn(&mut checklist, &ids[*row]));
                    self.tell_checklist(&checklist);
                }
                Ok(_) => self.say(&t!("linear-number-up-to", count = ids.len())),
                Err(mistake) => self.say(&mistake),
            }
        }
    }

    /// Ticks what was not, and takes back what was.
    fn turn(&mut self, checklist: &mut Checklist, id: &str) {
        let on = !checklist.ticked.remove(id);
        if on {
            checklist.ticked.insert(id.to_owned());
        }
        let Address { portal, .. } = checklist.address.clone();
        self.worker.carry_out(Cmd::Tick { portal, id: id.to_owned(), on });
    }

    fn tell_checklist(&mut self, checklist: &Checklist) {
        let mut number = 0;
        for line in checklist.lines.iter().filter(|line| !line.text.is_empty()) {
            let words = &line.text;
            match line.look {
                LineLook::Tick => {
                    number += 1;
                    self.say(&match checklist.is_ticked(line) {
                        true => t!("linear-tick-done", number, words),
                        false => t!("linear-choice", number, words),
                    });
                }
                LineLook::Link => self.say(&t!("linear-fact", label = t!("ui-link"), text = words)),
                LineLook::Plain | LineLook::Title | LineLook::Point => self.say(words),
            }
        }
    }
}

fn ticks(checklist: &Checklist) -> impl Iterator<Item = &Line> {
    checklist.lines.iter().filter(|line| line.look == LineLook::Tick && !line.text.is_empty())
}
