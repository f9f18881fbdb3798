//! The box above the panes: help, a question, a list to choose from ([`super::pick`]).

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;
use unicode_width::UnicodeWidthStr;

use super::words::{fit, fit_end, fit_words, pad, wrap};
use super::{band, draw_lines, indented, pane};
use crate::access::guide::{self, LineLook};
use crate::app::App;
use crate::app::checklist::Checklist;
use crate::app::copying::{CopyChoice, CopyWhat};
use crate::app::form::OpenForm;
use crate::app::mouse::Areas;
use crate::app::palette::{Palette, PaletteEntry, told};
use crate::app::popup::Popup;
use crate::base::format;
use crate::base::redact::clean;
use crate::config::keymap::code_name;
use crate::config::keys::BINDINGS;
use crate::config::theme::Theme;
use crate::model::form::Field;
use crate::session::question::Question;
use crate::t;

/// The columns of what a row to copy is called.
const COPY_LABEL: usize = 20;

/// The least room of an answer beside what is asked.
const ANSWER: usize = 24;

/// Returns where the text cursor is, if one shows.
pub fn draw(frame: &mut Frame, area: Rect, app: &App, theme: &Theme, areas: &mut Areas) -> Option<Position> {
    match app.popup()? {
        Popup::Help(help) => return super::help::draw(frame, area, help, app, theme, areas),
        Popup::Pick(pick) => return super::pick::draw(frame, area, pick, theme, areas),
        Popup::Palette(palette) => return Some(draw_palette(frame, area, palette, app, theme, areas)),
        Popup::Trouble(error) => {
            let hint = error.hint.as_ref().map(|hint| format!("\n\n{hint}")).unwrap_or_default();
            let text = format!("{error}{hint}\n\n{}", t!("ui-trouble-defaults"));
            draw_question(
                frame,
                area,
                &t!("ui-trouble"),
                &text,
                &[(&code_name(KeyCode::Enter), t!("ui-go-on"))],
                theme,
                areas,
            );
        }
        Popup::Places(row) => draw_places(frame, area, *row, app, theme, areas),
        Popup::Copy(choice) => draw_copies(frame, area, choice, theme, areas),
        Popup::Columns(choice) => return super::preview::columns::draw(frame, area, choice, app, theme, areas),
        Popup::Batch(open) => return super::batch::draw(frame, area, open, theme, areas),
        Popup::FailingBatch(id) => draw_choices(frame, area, &app.failing_question(*id)?, None, (theme, areas)),
        Popup::Plan(plan) => super::plan::draw(frame, area, plan, app, theme, areas),
        Popup::Log(scroll) => super::log::draw(frame, area, *scroll, app, theme, areas),
        Popup::Marked => draw_choices(frame, area, &app.marked_question()?, None, (theme, areas)),
        Popup::Comparison(open) => super::comparison::draw(frame, area, open, theme, areas),
        Popup::Bring => draw_choices(frame, area, &app.bring_question(), None, (theme, areas)),
        Popup::Quit => draw_choices(frame, area, &Question::quit(app.live()), None, (theme, areas)),
        Popup::Personal(media) => draw_choices(frame, area, &Question::personal(&media.title), None, (theme, areas)),
        Popup::Taken(id, pressed) => draw_choices(frame, area, &app.taken_question(*id)?, *pressed, (theme, areas)),
        Popup::Elsewhere(elsewhere) => draw_choices(frame, area, &Question::elsewhere(elsewhere), None, (theme, areas)),
        Popup::Remove(id) => draw_choices(frame, area, &app.remove_question(*id)?, None, (theme, areas)),
        Popup::Passphrase(open) => {
            let prompt = open.passphrase.question().prompt(open.typed.chars());
            let text = [open.passphrase.notes(), vec![prompt]].concat().join("\n");
            let (enter, esc) = (code_name(KeyCode::Enter), code_name(KeyCode::Esc));
            let keys = [(enter.as_str(), t!("ui-go-on")), (esc.as_str(), t!("question-later"))];
            draw_question(frame, area, &t!("ui-passphrase"), &text, &keys, theme, areas);
        }
        Popup::Access(checklist) => draw_checklist(frame, area, checklist, theme, areas),
        Popup::Form(open) => return draw_form(frame, area, open, theme, areas),
    }
    None
}

/// A box in the middle of `area`, cleared and framed; the rest is dimmed.
pub(super) fn open(
    frame: &mut Frame,
    area: Rect,
    title: &str,
    width: u16,
    height: u16,
    theme: &Theme,
    areas: &mut Areas,
) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    // What lies behind is seen, and is not what the keys are for.
    frame.buffer_mut().set_style(area, Style::reset().patch(theme.muted));
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    frame.render_widget(Clear, place);
    areas.popup_frame = place;
    pane(frame, place, format!(" {} ", fit(title, usize::from(width).saturating_sub(4))), true, theme)
}

/// In the frame of a box, on the right: that more is above or below what is seen.
pub(super) fn more_signs(frame: &mut Frame, place: Rect, above: bool, below: bool, theme: &Theme) {
    let rows = [(above, "↑", place.y), (below, "↓", place.bottom().saturating_sub(1))];
    for (_, sign, y) in rows.into_iter().filter(|(is_more, ..)| *is_more) {
        frame.buffer_mut().set_stringn(place.right().saturating_sub(3), y, sign, 1, theme.accent);
    }
}

/// A question and its answers, each with its key; or the one answer that is to be pressed again.
fn draw_choices<A: Copy>(
    frame: &mut Frame,
    area: Rect,
    question: &Question<A>,
    pressed: Option<char>,
    (theme, areas): (&Theme, &mut Areas),
) {
    if let Some(choice) = pressed.and_then(|pressed| question.key(pressed)) {
        let key = choice.letter().to_string();
        let again = t!("question-again", key = &key, meaning = choice.meaning());
        let text = format!("{}\n\n{again}", question.text);
        return draw_question(frame, area, &question.title, &text, &[(&key, choice.meaning())], theme, areas);
    }
    let keys: Vec<(String, String)> =
        question.choices.iter().map(|choice| (choice.letter().to_string(), choice.meaning())).collect();
    let esc = code_name(KeyCode::Esc);
    let later = question.esc.map(|does| (esc.as_str(), does.text()));
    let keys = keys.iter().map(|(key, meaning)| (key.as_str(), meaning.clone()));
    let keys: Vec<(&str, String)> = keys.chain(later).collect();
    draw_question(frame, area, &question.title, &question.text, &keys, theme, areas);
}

fn draw_question(
    frame: &mut Frame,
    area: Rect,
    title: &str,
    text: &str,
    keys: &[(&str, String)],
    theme: &Theme,
    areas: &mut Areas,
) {
    let width = area.width.min(64);
    let mut lines = wrap(text, usize::from(width).saturating_sub(4), theme.text);
    lines.push(Line::default());
    lines.extend(keys.iter().map(|(key, meaning)| {
        Line::from_iter([Span::styled(format!("{key}  "), theme.accent), Span::raw(meaning.clone())])
    }));
    let inner = open(frame, area, title, width, lines.len() as u16 + 2, theme, areas);
    // The keys matter most: on a low screen the beginning of the text goes.
    let hidden = lines.len().saturating_sub(inner.height.into());
    draw_lines(frame, indented(inner), lines.into_iter().skip(hidden));
}

/// One line per question, and below them what there is to say of the one being answered. Returns the text cursor.
fn draw_form(
    frame: &mut Frame,
    area: Rect,
    open_form: &OpenForm,
    theme: &Theme,
    areas: &mut Areas,
) -> Option<Position> {
    let OpenForm { form, inputs, row: chosen } = open_form;
    let chosen = *chosen;
    let width = area.width.min((area.width / 4 * 3).clamp(76, 100));
    let room = usize::from(width).saturating_sub(4);
    let label_most = (room / 2).max(room.saturating_sub(ANSWER));
    let below = below_form(open_form, room, label_most, area.height.into(), theme);
    let height = form.fields.len() + below.len() + 3;
    let inner = open(frame, area, &fit(&form.media.title, room), width, height as u16, theme, areas);
    let shown = usize::from(inner.height).saturating_sub(below.len() + 1).max(1);
    let first = (chosen + 1).saturating_sub(shown);
    let label = |field: &Field| fit(&field.label, label_most).into_owned();
    let label_width = form.fields.iter().map(|field| label(field).width()).max().unwrap_or(0) + 2;
    let mut cursor = None;
    for (row, place) in (first..form.fields.len()).take(shown).zip(inner.rows()) {
        let (field, input) = (&form.fields[row], &inputs[row]);
        let mark = match form.mistake(row) {
            Some(_) => Span::styled("! ", theme.error),
            None if field.required => Span::styled("* ", theme.muted),
            None => Span::raw("  "),
        };
        let style = if row == chosen { theme.title } else { theme.text };
        let room = usize::from(place.width).saturating_sub(label_width + 3);
        // The end of what is typed matters, and where the cursor is.
        let before = fit_end(input.before(), room);
        let after = &input.text()[input.before().len()..];
        let typed = if row == chosen { format!("{before}{after}") } else { fit(input.text(), room).into_owned() };
        let label = Span::styled(pad(&label(field), label_width), style);
        frame.render_widget(Line::from_iter([Span::raw(" "), mark, label, Span::styled(typed, theme.text)]), place);
        if row == chosen {
            let x = place.x + (3 + label_width + before.width()) as u16;
            cursor = Some(Position::new(x.min(place.right().saturating_sub(1)), place.y));
        }
    }
    let top = inner.bottom().saturating_sub(below.len() as u16);
    for (line, y) in below.into_iter().zip(top..inner.bottom()) {
        frame.render_widget(line, Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(1), height: 1 });
    }
    cursor
}

/// What there is to say of the field that is being answered, and the keys. It takes as many lines for each field, where
/// the box has the room: nothing jumps.
fn below_form<'a>(open_form: &OpenForm, room: usize, label_most: usize, height: usize, theme: &Theme) -> Vec<Line<'a>> {
    let OpenForm { form, row: chosen, .. } = open_form;
    let help = |field: &Field| wrap(&explained(field, label_most), room, theme.muted);
    let mut below = match (form.mistake(*chosen), form.fields.get(*chosen)) {
        (Some(mistake), _) => wrap(&mistake.to_string(), room, theme.error),
        (None, field) => field.map(help).unwrap_or_default(),
    };
    // What was wrong with a field that was left.
    let left = form.fields.iter().enumerate().filter(|(row, _)| row != chosen);
    let mut wrong = left.filter_map(|(row, field)| Some(said_of(field, form.mistake(row)?.to_string())));
    wrong.next().iter().for_each(|wrong| below.extend(wrap(wrong, room, theme.error)));
    let most = form.fields.iter().map(|field| help(field).len()).max().unwrap_or(0);
    if form.fields.len() + most + 4 <= height {
        below.resize_with(below.len().max(most), Line::default);
    }
    below
}

/// What is wrong with a field, and which it is.
fn said_of(field: &Field, mistake: String) -> String {
    if mistake.contains(&field.label) { mistake } else { format::labelled(&field.label, &mistake) }
}

/// What is asked for, where its label has no room in front of the answer, and what helps to answer.
fn explained(field: &Field, room: usize) -> String {
    match &field.help {
        Some(help) if field.label.width() > room => {
            let label = field.label.trim_end_matches('.');
            t!("ui-form-explained", label, help)
        }
        Some(help) => help.clone(),
        None => field.label.clone(),
    }
}

/// The whole guide, as much of it as fits around the cursor.
fn draw_checklist(frame: &mut Frame, area: Rect, checklist: &Checklist, theme: &Theme, areas: &mut Areas) {
    let width = area.width.min(90);
    let room = usize::from(width).saturating_sub(5);
    let mut lines: Vec<Line> = Vec::new();
    let (mut from, mut to) = (0, 0);
    for (row, line) in checklist.lines.iter().enumerate() {
        let chosen = row == checklist.row;
        let start = lines.len();
        lines.extend(guide_line(line, checklist.is_ticked(line), chosen, room, theme));
        if chosen {
            (from, to) = (start, lines.len());
        }
    }
    let (done, all) = checklist.done();
    let title = t!("ui-access-guide", done, all);
    let inner = open(frame, area, &title, width, lines.len() as u16 + 2, theme, areas);
    let height = usize::from(inner.height);
    // In the middle where it can be; never without its beginning.
    let first = (from + to).div_ceil(2).saturating_sub(height.div_ceil(2)).min(from);
    let first = first.min(lines.len().saturating_sub(height));
    more_signs(frame, areas.popup_frame, first > 0, first + height < lines.len(), theme);
    draw_lines(frame, inner, lines.into_iter().skip(first));
}

/// One line of a guide, wrapped behind its mark.
fn guide_line<'a>(line: &guide::Line, ticked: bool, chosen: bool, room: usize, theme: &Theme) -> Vec<Line<'a>> {
    if line.text.is_empty() {
        return vec![Line::default()];
    }
    let (mark, style) = match line.look {
        LineLook::Plain => ("", theme.text),
        LineLook::Title => ("", theme.title),
        LineLook::Point => ("· ", theme.text),
        LineLook::Link => ("→ ", theme.accent),
        LineLook::Tick if ticked => ("[x] ", theme.ok),
        LineLook::Tick => ("[ ] ", theme.title),
    };
    let indent = line.indent + mark.width();
    let wrapped = wrap(&line.text, room.saturating_sub(indent), style);
    let lead = |row: usize| match row {
        0 => format!("{}{}{mark}", if chosen { "> " } else { "  " }, " ".repeat(line.indent)),
        _ => " ".repeat(2 + indent),
    };
    let style = if chosen { theme.chosen } else { style };
    wrapped.iter().enumerate().map(|(row, text)| Line::styled(format!("{}{text}", lead(row)), style)).collect()
}

/// A row that can be chosen: one band where it is.
pub(super) fn draw_choice<'a>(
    frame: &mut Frame,
    place: Rect,
    spans: impl IntoIterator<Item = Span<'a>>,
    is_chosen: bool,
    theme: &Theme,
) {
    frame.render_widget(Line::from_iter(spans), place);
    if is_chosen {
        band(frame.buffer_mut(), place, theme);
    }
}

/// The first of `count` rows shown in `height`, so that `row` is among them.
pub(super) fn first_shown(row: usize, count: usize, height: usize) -> usize {
    row.saturating_sub(height / 2).min(count.saturating_sub(height))
}

/// The line typed, and what it leaves of all that can be done, each with its key. Returns the text cursor.
fn draw_palette(
    frame: &mut Frame,
    area: Rect,
    palette: &Palette,
    app: &App,
    theme: &Theme,
    areas: &mut Areas,
) -> Position {
    let rows = app.palette_rows(palette);
    let width = area.width.min(78);
    let inner = open(frame, area, &t!("ui-palette"), width, (BINDINGS.len() as u16 + 3).min(area.height), theme, areas);
    let [line, list] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    let room = usize::from(line.width).saturating_sub(3);
    let before = fit_end(palette.input.before(), room);
    let after = &palette.input.text()[palette.input.before().len()..];
    frame.render_widget(Line::styled(format!(" {before}{after}"), theme.title), line);
    let first = first_shown(palette.row, rows.len(), list.height.into());
    (areas.popup, areas.first_choice) = (list, first);
    for ((index, row), place) in rows.iter().enumerate().skip(first).zip(list.rows()) {
        let (text, key) = match row {
            PaletteEntry::GoTo(address) => (t!("ui-go-to", address), code_name(KeyCode::Enter)),
            PaletteEntry::Do(action) => {
                let help = BINDINGS.iter().find(|binding| binding.action == *action).map(told);
                (help.unwrap_or_default(), app.settings().browser.keymap.first(*action))
            }
        };
        let room = usize::from(place.width).saturating_sub(key.width() + 5);
        let cursor = if index == palette.row { ">" } else { " " };
        let spans =
            [Span::styled(format!("{cursor} {} ", pad(&text, room)), theme.text), Span::styled(key, theme.accent)];
        draw_choice(frame, place, spans, index == palette.row, theme);
    }
    if rows.is_empty() {
        frame.render_widget(Line::styled(format!("  {}", t!("ui-palette-empty")), theme.muted), list);
    }
    Position::new((line.x + 1 + before.width() as u16).min(line.right().saturating_sub(1)), line.y)
}

fn draw_copies(frame: &mut Frame, area: Rect, choice: &CopyChoice, theme: &Theme, areas: &mut Areas) {
    let inner = open(frame, area, &t!("ui-copies"), area.width.min(78), choice.rows.len() as u16 + 2, theme, areas);
    let first = first_shown(choice.row, choice.rows.len(), inner.height.into());
    (areas.popup, areas.first_choice) = (inner, first);
    for ((index, row), place) in choice.rows.iter().enumerate().skip(first).zip(inner.rows()) {
        let cursor = if index == choice.row { ">" } else { " " };
        let label = pad(&row.label.text(), COPY_LABEL);
        let width = usize::from(place.width).saturating_sub(COPY_LABEL + 3);
        let shown = match &row.what {
            CopyWhat::Text(text) => fit(&clean(text), width).into_owned(),
            CopyWhat::Curl(_) => fit_words(&t!("ui-copy-made"), width).unwrap_or_default().into_owned(),
        };
        let spans = [Span::styled(format!("{cursor} {label} "), theme.text), Span::styled(shown, theme.muted)];
        draw_choice(frame, place, spans, index == choice.row, theme);
    }
}

fn draw_places(frame: &mut Frame, area: Rect, row: usize, app: &App, theme: &Theme, areas: &mut Areas) {
    let places: Vec<_> = app.places().all().collect();
    let inner = open(frame, area, &t!("ui-places"), area.width.min(78), places.len() as u16 + 2, theme, areas);
    let first = first_shown(row, places.len(), inner.height.into());
    (areas.popup, areas.first_choice) = (inner, first);
    for ((index, (known, bookmarked)), place) in places.iter().enumerate().skip(first).zip(inner.rows()) {
        let mark = if *bookmarked { "*" } else { " " };
        let cursor = if index == row { ">" } else { " " };
        let width = usize::from(place.width).saturating_sub(4);
        let address = fit(&known.address, width / 2).into_owned();
        let title = pad(&known.title, width.saturating_sub(address.width() + 1));
        let spans = [Span::styled(format!("{cursor}{mark} {title} "), theme.text), Span::styled(address, theme.muted)];
        draw_choice(frame, place, spans, index == row, theme);
    }
}
