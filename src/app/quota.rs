//! What the portals' limits on requests leave, as the worker told last.

use super::App;
use crate::net::quota::Remaining;

impl App {
    /// The limits of the portal on screen that requests have used of; the one most used up first.
    pub fn limits(&self) -> Vec<&Remaining> {
        let portal = self.step().ask.place.address().map(|address| &address.portal);
        let known = portal.and_then(|portal| self.known.quota.get(portal));
        let mut limits: Vec<_> = known.into_iter().flatten().filter(|it| it.left < it.limit).collect();
        limits.sort_by(|a, b| share(a).total_cmp(&share(b)).then_with(|| b.resets.cmp(&a.resets)));
        limits
    }
}

/// How much is left, from 0 to 1.
fn share(left: &Remaining) -> f64 {
    f64::from(left.left) / f64::from(left.limit.max(1))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, press};
    use super::*;
    use crate::app::Msg;

    fn left(title: &str, left: u32, limit: u32, seconds: i64) -> Remaining {
        Remaining { title: title.into(), limit, left, resets: jiff::Timestamp::from_second(seconds).unwrap() }
    }

    fn titles(app: &App) -> Vec<&str> {
        app.limits().into_iter().map(|it| it.title.as_str()).collect()
    }

    #[test]
    fn the_most_used_up_limit_comes_first_and_those_untouched_not_at_all() {
        let mut app = at_root();
        assert_eq!(titles(&app), [""; 0]);
        let told = vec![left("all", 490, 500, 60), left("full", 50, 50, 60), left("small", 1, 5, 60)];
        app.update(Msg::Quota("p".into(), told));
        assert_eq!(titles(&app), ["small", "all"]);
        app.update(Msg::Quota("p".into(), vec![left("soon", 0, 5, 60), left("late", 0, 50, 3600)]));
        assert_eq!(titles(&app), ["late", "soon"], "of two that are used up, the one that lasts");
        app.update(Msg::Quota("p".into(), vec![left("all", 500, 500, 60)]));
        assert_eq!(titles(&app), [""; 0], "it is all there again");
    }

    #[test]
    fn limits_are_those_of_the_portal_on_screen() {
        let mut app = at_root();
        app.update(Msg::Quota("other".into(), vec![left("theirs", 1, 5, 60)]));
        assert_eq!(titles(&app), [""; 0]);
        app.update(Msg::Quota("p".into(), vec![left("ours", 1, 5, 60)]));
        assert_eq!(titles(&app), ["ours"]);
        press(&mut app, "h");
        assert_eq!(titles(&app), [""; 0], "at home there is no portal");
        app.update(Msg::WasSetUp(Ok(vec![])));
        assert!(app.known.quota.is_empty(), "another token may have other limits");
    }
}
