//! `a`: how access is asked for, as a numbered list whose lines are ticked by their numbers.

use std::io::Write;

use super::Linear;
use crate::access::guide::{AccessWish, Line, LineLook};
use crate::app::Cmd;
use crate::app::checklist::Checklist;
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
        self.worker.carry_out(Cmd::Guide(AccessWish::to(address)));
        self.wait(|it| it.guided.is_some());
        match self.guided.take() {
            Some((wish, Ok((guide, ticked)))) => self.tick(Checklist::new(wish.address, &guide, ticked)),
            Some((_, Err(error))) => self.say_error(&error),
            None => {} // the input has ended
        }
    }

    fn tick(&mut self, mut checklist: Checklist) {
        self.tell_checklist(&checklist);
        let is_tick = |line: &Line| line.look == LineLook::Tick && !line.text.is_empty();
        let ticks: Vec<usize> = (0..checklist.lines.len()).filter(|row| is_tick(&checklist.lines[*row])).collect();
        while !ticks.is_empty() {
            let (done, all) = checklist.done();
            self.say(&t!("linear-ticked", done, all));
            let Some(rows) = self.ask_rows(&t!("linear-tick-question"), ticks.len()) else { return };
            let cmds = rows.into_iter().filter_map(|row| checklist.toggle(ticks[row]));
            cmds.for_each(|cmd| self.worker.carry_out(cmd));
            self.tell_checklist(&checklist);
        }
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
