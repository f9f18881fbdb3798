//! What keys do: one table that dispatches keys, prints the help and the last line, fills the palette, and that a person may
//! change.

use crossterm::event::KeyCode;

use super::context::KeyContext;
use super::keymap::Key;
use crate::base::i18n::Said;
use crate::said;

/// Everything a person can do by a key. The order of [`BINDINGS`] is the order of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Down,
    Up,
    PageDown,
    PageUp,
    Bottom,
    Top,
    Open,
    Back,
    NextPane,
    Search,
    SearchAll,
    Filters,
    Territory,
    DropFilter,
    Sort,
    Fuzzy,
    Retry,
    Mark,
    MarkAll,
    Download,
    DownloadAll,
    Preview,
    Cancel,
    Remove,
    Excel,
    AskByRow,
    Earlier,
    Later,
    ClearEnded,
    Answer,
    OpenOutside,
    OpenFolder,
    OpenPage,
    Recheck,
    Undo,
    AddData,
    Compare,
    Log,
    CopyLink,
    CopyCommand,
    Bookmark,
    SaveSearch,
    Places,
    NewTab,
    CloseTab,
    NextTab,
    PreviousTab,
    Palette,
    SetUp,
    SetUpNew,
    AddPublic,
    Access,
    Mouse,
    Suspend,
    Tour,
    Help,
    Quit,
    NextView,
    NextMedia,
    PreviousMedia,
    LookInside,
    Left,
    Right,
    Encoding,
    Separator,
    DecimalSign,
    TitleRow,
    Check,
    ClosePreview,
    FilterRows,
    FilterColumn,
    DropRowFilter,
    FindColumn,
    FirstColumn,
    LastColumn,
    SortRows,
    SortRowsDown,
    Freeze,
    Widen,
    Hide,
    ShowColumns,
    Figures,
    CopyCell,
    North,
    South,
    ZoomIn,
    ZoomOut,
    WholeMap,
    Choose,
    Toggle,
    Forget,
    Close,
}

/// One line of the key table.
pub struct Binding {
    pub action: Action,
    /// What it is called in the configuration.
    pub name: &'static str,
    /// Unless the configuration says otherwise.
    pub keys: &'static [Key],
    /// Where they mean it.
    pub contexts: &'static [KeyContext],
    /// Said in the help and the palette.
    pub help: Said,
    /// Said in the footer, where there is room; none for what everybody guesses.
    pub hint: Option<Said>,
    /// Words that the palette finds it by too, and shows nowhere.
    pub also: Option<Said>,
    /// What it does there, in a word and in a sentence, where that is something else.
    told: &'static [(KeyContext, Said, Said)],
}

const fn key(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: false }
}

pub(super) const fn ctrl(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: true }
}

const fn named(code: KeyCode) -> Key {
    Key { code, ctrl: false }
}

const fn bind(action: Action, name: &'static str, keys: &'static [Key], help: Said) -> Binding {
    Binding { action, name, keys, contexts: &[KeyContext::List], help, hint: None, also: None, told: &[] }
}

impl Binding {
    const fn hint(mut self, hint: Said) -> Self {
        self.hint = Some(hint);
        self
    }

    const fn also(mut self, also: Said) -> Self {
        self.also = Some(also);
        self
    }

    const fn within(mut self, contexts: &'static [KeyContext]) -> Self {
        self.contexts = contexts;
        self
    }

    const fn told(mut self, told: &'static [(KeyContext, Said, Said)]) -> Self {
        self.told = told;
        self
    }

    fn told_in(&self, context: KeyContext) -> Option<&(KeyContext, Said, Said)> {
        context.outwards().find_map(|context| self.told.iter().find(|(known, ..)| *known == context))
    }

    /// In a word what it does there.
    pub fn hint_in(&self, context: KeyContext) -> Option<Said> {
        self.told_in(context).map(|(_, hint, _)| *hint).or(self.hint)
    }

    /// In a sentence what it does there.
    pub fn help_in(&self, context: KeyContext) -> Said {
        self.told_in(context).map_or(self.help, |(.., help)| *help)
    }

    /// Where the help tells of it: where it is bound, and where it does something else.
    pub fn is_told_in(&self, context: KeyContext) -> bool {
        self.contexts.first() == Some(&context) || self.told.iter().any(|(known, ..)| *known == context)
    }
}

/// Said where it does nothing too, so that it can say where it does.
const JOBS: &[KeyContext] = &[KeyContext::Jobs, KeyContext::List];
const EVERYWHERE: &[KeyContext] = &[KeyContext::Everywhere];
const LIST_AND_PREVIEW: &[KeyContext] = &[KeyContext::List, KeyContext::Preview];
const PREVIEW: &[KeyContext] = &[KeyContext::Preview];
const TABLE: &[KeyContext] = &[KeyContext::Table];
const MAP: &[KeyContext] = &[KeyContext::Map];
const POPUP: &[KeyContext] = &[KeyContext::Popup];

#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    bind(Action::Down, "down", &[key('j'), named(KeyCode::Down)], said!("keys-down")).within(EVERYWHERE).told(&[(KeyContext::Map, said!("app-preview-next-feature"), said!("keys-next-feature"))]),
    bind(Action::Up, "up", &[key('k'), named(KeyCode::Up)], said!("keys-up")).within(EVERYWHERE),
    bind(Action::PageDown, "page-down", &[named(KeyCode::PageDown), ctrl('d'), ctrl('f')], said!("keys-page-down")).within(EVERYWHERE),
    bind(Action::PageUp, "page-up", &[named(KeyCode::PageUp), ctrl('u'), ctrl('b')], said!("keys-page-up")).within(EVERYWHERE),
    bind(Action::Bottom, "bottom", &[key('G'), named(KeyCode::End)], said!("keys-bottom")).within(EVERYWHERE),
    bind(Action::Top, "top", &[key('g'), named(KeyCode::Home)], said!("keys-top")).within(EVERYWHERE),
    bind(Action::Open, "open", &[named(KeyCode::Enter), key('l'), named(KeyCode::Right)], said!("keys-open")).hint(said!("keys-open-hint")).also(said!("keys-open-also")),
    bind(Action::Back, "back", &[key('h'), named(KeyCode::Left), named(KeyCode::Backspace), named(KeyCode::Esc)], said!("keys-back")).hint(said!("keys-back-hint")).within(EVERYWHERE).told(&[(KeyContext::Preview, said!("app-preview-look-outside"), said!("keys-look-outside"))]),
    bind(Action::NextPane, "pane", &[named(KeyCode::Tab)], said!("keys-pane")).hint(said!("keys-pane-hint")),
    bind(Action::Search, "search", &[key('/')], said!("keys-search")).hint(said!("keys-search-hint")).also(said!("keys-search-also")).within(&[KeyContext::List, KeyContext::Help]).told(&[(KeyContext::Help, said!("keys-search-hint"), said!("keys-search-help"))]),
    bind(Action::SearchAll, "search-everywhere", &[key('S')], said!("keys-search-everywhere")).hint(said!("keys-search-everywhere-hint")),
    bind(Action::Filters, "filter", &[key('f')], said!("keys-filter")).hint(said!("keys-filter-hint")).also(said!("keys-filter-also")),
    bind(Action::Territory, "territory", &[key('T')], said!("territory-key")).also(said!("territory-key-also")).within(LIST_AND_PREVIEW).told(&[(KeyContext::Map, said!("territory-map"), said!("territory-map-help"))]),
    bind(Action::DropFilter, "drop-filter", &[key('-')], said!("keys-drop-filter")),
    bind(Action::Sort, "sort", &[key('s')], said!("keys-sort")).hint(said!("keys-sort-hint")),
    bind(Action::Fuzzy, "fuzzy", &[key('~')], said!("keys-fuzzy")),
    bind(Action::Retry, "retry", &[key('r')], said!("keys-retry")).also(said!("keys-retry-also")).within(LIST_AND_PREVIEW).hint(said!("keys-retry-hint")).told(&[(KeyContext::Jobs, said!("keys-again-hint"), said!("keys-again")), (KeyContext::Preview, said!("keys-retry-hint"), said!("app-preview-help-retry"))]),
    bind(Action::Mark, "mark", &[key(' ')], said!("keys-mark")).hint(said!("keys-mark-hint")).told(&[(KeyContext::Jobs, said!("keys-pause-hint"), said!("keys-pause"))]),
    bind(Action::MarkAll, "mark-all", &[key('*')], said!("keys-mark-all")).within(&[KeyContext::List, KeyContext::Popup]),
    bind(Action::Download, "download", &[key('d')], said!("keys-download")).hint(said!("keys-download-hint")).also(said!("keys-download-also")).within(LIST_AND_PREVIEW).told(&[(KeyContext::Preview, said!("app-preview-download"), said!("app-preview-help-download"))]),
    bind(Action::DownloadAll, "download-all", &[key('D')], said!("keys-download-all")).also(said!("keys-download-all-also")).hint(said!("keys-download-all-hint")),
    bind(Action::Preview, "preview", &[key('p')], said!("keys-preview")).hint(said!("keys-preview-hint")).also(said!("keys-preview-also")).told(&[(KeyContext::Jobs, said!("keys-preview-hint"), said!("keys-preview-file"))]),
    bind(Action::Cancel, "cancel", &[key('x')], said!("keys-cancel")).hint(said!("keys-cancel-hint")),
    bind(Action::Remove, "remove", &[key('X'), named(KeyCode::Delete)], said!("keys-remove")).hint(said!("keys-remove-hint")).within(JOBS).told(&[(KeyContext::Jobs, said!("keys-remove-hint"), said!("keys-remove")), (KeyContext::List, said!("keys-forget-hint"), said!("keys-forget-search"))]),
    bind(Action::Excel, "excel", &[key('E')], said!("keys-excel")).also(said!("keys-excel-also")).hint(said!("keys-excel-hint")).within(&[KeyContext::Jobs]),
    bind(Action::AskByRow, "ask-by-row", &[key('E')], said!("keys-by-row")).also(said!("keys-by-row-also")).hint(said!("keys-by-row-hint")),
    bind(Action::Earlier, "earlier", &[key('K')], said!("keys-earlier")).hint(said!("keys-earlier-hint")).within(JOBS),
    bind(Action::Later, "later", &[key('J')], said!("keys-later")).hint(said!("keys-later-hint")).within(JOBS),
    bind(Action::ClearEnded, "clear", &[key('c')], said!("keys-clear")).hint(said!("keys-clear-hint")).within(JOBS),
    bind(Action::Answer, "answer", &[key('w')], said!("keys-answer")).hint(said!("keys-answer-hint")),
    bind(Action::OpenOutside, "open-outside", &[key('o')], said!("keys-open-outside")).also(said!("keys-open-outside-also")).hint(said!("keys-open-outside-hint")).told(&[(KeyContext::Jobs, said!("keys-open-file-hint"), said!("keys-open-file"))]),
    bind(Action::OpenFolder, "open-folder", &[key('O')], said!("keys-open-folder")).hint(said!("keys-open-folder-hint")).within(JOBS),
    bind(Action::OpenPage, "open-page", &[key('W')], said!("keys-open-page")),
    bind(Action::Recheck, "verify", &[key('v')], said!("keys-verify")).hint(said!("keys-verify-hint")).within(JOBS),
    bind(Action::Undo, "undo", &[key('u')], said!("keys-undo")).hint(said!("keys-undo-hint")).also(said!("sync-key-undo-also")),
    bind(Action::AddData, "add-data", &[key('+')], said!("sync-key")).also(said!("sync-key-also")).hint(said!("keys-add-data-hint")),
    bind(Action::Compare, "compare", &[key('=')], said!("sync-key-compare")).also(said!("sync-key-compare-also")).hint(said!("keys-compare-hint")),
    bind(Action::Log, "log", &[key('!')], said!("keys-log")).within(EVERYWHERE),
    bind(Action::CopyLink, "copy-link", &[key('y')], said!("keys-copy-link")).also(said!("keys-copy-link-also")).within(&[KeyContext::List, KeyContext::Popup]),
    bind(Action::CopyCommand, "copy-command", &[key('Y')], said!("keys-copy-command")).also(said!("keys-copy-command-also")).within(&[KeyContext::List, KeyContext::Preview, KeyContext::Popup]).hint(said!("keys-copy-hint")).told(&[(KeyContext::Preview, said!("app-preview-copy"), said!("app-preview-help-copy"))]),
    bind(Action::Bookmark, "bookmark", &[key('b')], said!("keys-bookmark")).also(said!("keys-bookmark-also")).hint(said!("keys-bookmark-hint")),
    bind(Action::SaveSearch, "save-search", &[key('B')], said!("keys-save-search")).also(said!("keys-save-search-also")),
    bind(Action::Places, "places", &[key('\'')], said!("keys-places")).also(said!("keys-places-also")).hint(said!("keys-places-hint")),
    bind(Action::NewTab, "new-tab", &[ctrl('t')], said!("keys-new-tab")),
    bind(Action::CloseTab, "close-tab", &[ctrl('w')], said!("keys-close-tab")),
    bind(Action::NextTab, "next-tab", &[key(']')], said!("keys-next-tab")),
    bind(Action::PreviousTab, "previous-tab", &[key('[')], said!("keys-previous-tab")),
    bind(Action::Palette, "palette", &[key(':'), ctrl('p')], said!("keys-palette")).hint(said!("keys-palette-hint")),
    bind(Action::SetUp, "account", &[key('a')], said!("keys-account")).hint(said!("keys-account-hint")).also(said!("keys-account-also")),
    bind(Action::SetUpNew, "new-portal", &[key('n')], said!("keys-new-portal")).also(said!("keys-new-portal-also")).hint(said!("keys-new-portal-hint")),
    bind(Action::AddPublic, "public-portal", &[key('P')], said!("first-start-key")).hint(said!("keys-public-portal-hint")),
    bind(Action::Access, "access", &[key('A')], said!("keys-access")).hint(said!("keys-access-hint")).also(said!("keys-access-also")),
    bind(Action::Mouse, "mouse", &[key('m')], said!("keys-mouse")),
    bind(Action::Suspend, "suspend", &[ctrl('z')], said!("keys-suspend")).within(EVERYWHERE),
    bind(Action::Tour, "tour", &[named(KeyCode::F(2))], said!("tour-key")).within(EVERYWHERE),
    bind(Action::Help, "help", &[key('?'), named(KeyCode::F(1))], said!("keys-help")).hint(said!("keys-help-hint")).also(said!("keys-help-also")).within(EVERYWHERE),
    bind(Action::Quit, "quit", &[key('q'), ctrl('c')], said!("keys-quit")).hint(said!("keys-quit-hint")).also(said!("keys-quit-also")).within(EVERYWHERE),
    bind(Action::NextView, "next-view", &[key('v'), named(KeyCode::Tab)], said!("app-preview-help-view")).hint(said!("app-preview-next-view")).within(PREVIEW),
    bind(Action::NextMedia, "next-media", &[key('n')], said!("keys-next-media")).hint(said!("app-preview-next-media")).within(PREVIEW),
    bind(Action::PreviousMedia, "previous-media", &[key('N')], said!("keys-previous-media")).within(PREVIEW),
    bind(Action::LookInside, "look-inside", &[named(KeyCode::Enter)], said!("app-preview-help-inside")).hint(said!("app-preview-look-inside")).within(PREVIEW),
    bind(Action::Left, "left", &[key('h'), named(KeyCode::Left)], said!("keys-left")).within(PREVIEW),
    bind(Action::Right, "right", &[key('l'), named(KeyCode::Right)], said!("keys-right")).within(PREVIEW),
    bind(Action::Encoding, "encoding", &[key('e')], said!("keys-encoding")).hint(said!("app-preview-encoding")).within(PREVIEW),
    bind(Action::Separator, "separator", &[key('s')], said!("keys-separator")).hint(said!("app-preview-separator")).within(PREVIEW),
    bind(Action::DecimalSign, "decimal-sign", &[key('c')], said!("keys-decimal")).hint(said!("app-preview-decimal")).within(PREVIEW),
    bind(Action::TitleRow, "title-row", &[key('t')], said!("keys-title-row")).hint(said!("app-preview-title-row")).within(PREVIEW),
    bind(Action::Check, "check", &[key('C')], said!("app-preview-help-check")).hint(said!("app-preview-check")).within(PREVIEW),
    bind(Action::ClosePreview, "close-preview", &[key('p'), key('q')], said!("app-preview-help-close")).hint(said!("app-preview-close")).within(PREVIEW),
    bind(Action::FilterRows, "filter-rows", &[key('/')], said!("app-preview-help-filter")).hint(said!("app-preview-filter")).within(TABLE),
    bind(Action::FilterColumn, "filter-column", &[key('=')], said!("app-preview-help-filter-column")).hint(said!("app-preview-filter-column")).within(TABLE),
    bind(Action::DropRowFilter, "drop-row-filter", &[key('-')], said!("app-preview-help-drop-filter")).within(TABLE),
    bind(Action::FindColumn, "find-column", &[key(':')], said!("app-preview-help-columns")).hint(said!("app-preview-columns")).within(TABLE),
    bind(Action::FirstColumn, "first-column", &[key('[')], said!("keys-first-column")).within(TABLE),
    bind(Action::LastColumn, "last-column", &[key(']')], said!("keys-last-column")).within(TABLE),
    bind(Action::SortRows, "sort-rows", &[key('o')], said!("keys-sort-rows")).hint(said!("app-preview-sort")).within(TABLE),
    bind(Action::SortRowsDown, "sort-rows-down", &[key('O')], said!("keys-sort-rows-down")).within(TABLE),
    bind(Action::Freeze, "freeze-columns", &[key('f')], said!("app-preview-help-freeze")).hint(said!("app-preview-freeze")).within(TABLE),
    bind(Action::Widen, "widen-column", &[key('w')], said!("app-preview-help-widen")).hint(said!("app-preview-widen")).within(TABLE),
    bind(Action::Hide, "hide-column", &[key('x')], said!("keys-hide")).hint(said!("app-preview-hide")).within(TABLE),
    bind(Action::ShowColumns, "show-columns", &[key('X')], said!("keys-show-columns")).within(TABLE),
    bind(Action::Figures, "figures", &[key('i')], said!("app-preview-help-figures")).hint(said!("app-preview-figures")).within(TABLE),
    bind(Action::CopyCell, "copy-cell", &[key('y')], said!("app-preview-help-copy-cell")).within(TABLE),
    bind(Action::North, "map-north", &[named(KeyCode::Up)], said!("keys-north")).hint(said!("app-preview-pan")).within(MAP),
    bind(Action::South, "map-south", &[named(KeyCode::Down)], said!("keys-south")).within(MAP),
    bind(Action::ZoomIn, "zoom-in", &[key('+')], said!("keys-zoom-in")).hint(said!("app-preview-zoom")).within(MAP),
    bind(Action::ZoomOut, "zoom-out", &[key('-')], said!("keys-zoom-out")).within(MAP),
    bind(Action::WholeMap, "whole-map", &[key('0')], said!("keys-whole-map")).hint(said!("app-preview-whole")).within(MAP),
    bind(Action::Choose, "choose", &[named(KeyCode::Enter)], said!("keys-choose")).hint(said!("keys-choose-hint")).within(POPUP),
    bind(Action::Toggle, "toggle", &[key(' ')], said!("keys-toggle")).hint(said!("keys-toggle-hint")).within(POPUP),
    bind(Action::Forget, "forget", &[key('x'), named(KeyCode::Delete)], said!("keys-forget")).hint(said!("keys-forget-hint")).within(&[KeyContext::Places]),
    bind(Action::Close, "close", &[named(KeyCode::Esc), key('q')], said!("keys-close")).hint(said!("keys-close-hint")).within(POPUP),
];
