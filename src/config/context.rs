//! Where keys are pressed: what lies in what, what the help calls it, and what is most useful there.

use crate::base::i18n::Said;
use crate::config::keys::Action;
use crate::said;

/// Where keys are pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyContext {
    /// All but lines that are being typed.
    Everywhere,
    /// The list and its detail.
    List,
    Jobs,
    Preview,
    Table,
    Map,
    /// A list to choose from above it all.
    Popup,
    /// The same for filters, whose letters are typed.
    Filters,
    Places,
    Help,
}

impl KeyContext {
    /// In the order of the help.
    pub const ALL: [Self; 10] = [
        Self::List,
        Self::Jobs,
        Self::Everywhere,
        Self::Table,
        Self::Map,
        Self::Preview,
        Self::Popup,
        Self::Filters,
        Self::Places,
        Self::Help,
    ];

    /// Where it lies: what is bound there is meant here too, unless the key has a meaning of its own here.
    pub fn outer(self) -> Option<Self> {
        match self {
            Self::Everywhere => None,
            Self::List | Self::Preview | Self::Popup => Some(Self::Everywhere),
            Self::Jobs => Some(Self::List),
            Self::Table | Self::Map => Some(Self::Preview),
            Self::Filters | Self::Places | Self::Help => Some(Self::Popup),
        }
    }

    /// This one, and all it lies in.
    pub fn outwards(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |context| context.outer())
    }

    pub fn is_within(self, outer: Self) -> bool {
        self.outwards().any(|context| context == outer)
    }

    /// As programs are told.
    pub fn word(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::List => "list",
            Self::Jobs => "downloads",
            Self::Preview => "preview",
            Self::Table => "table",
            Self::Map => "map",
            Self::Popup => "popup",
            Self::Filters => "filters",
            Self::Places => "places",
            Self::Help => "help",
        }
    }

    /// What stands above its keys in the help.
    pub fn title(self) -> Said {
        match self {
            Self::Everywhere => said!("keys-in-everything"),
            Self::List => said!("keys-in-lists"),
            Self::Jobs => said!("keys-in-downloads"),
            Self::Preview => said!("keys-in-previews"),
            Self::Table => said!("keys-in-tables"),
            Self::Map => said!("keys-in-maps"),
            Self::Popup => said!("keys-in-popups"),
            Self::Filters => said!("keys-in-filters"),
            Self::Places => said!("keys-in-places"),
            Self::Help => said!("keys-in-help"),
        }
    }

    /// What is most useful here, first: the last line shows as many as there is room for.
    #[rustfmt::skip]
    pub fn useful(self) -> &'static [Action] {
        use Action::*;
        match self {
            Self::Everywhere => &[],
            Self::List => &[
                Open, Remove, Download, AskByRow, Preview, Search, Filters, Sort, SetUp, AddPublic, SetUpNew, Back, DownloadAll, Mark, NextPane,
                Palette, Access, SearchAll, OpenOutside, CopyCommand, Bookmark, Places, Retry,
            ],
            Self::Jobs => &[
                Answer, Mark, Cancel, Retry, OpenOutside, Remove, Undo, OpenFolder, Recheck, Earlier, Later, Preview, Excel,
                ClearEnded,
            ],
            Self::Preview => &[
                LookInside, Back, NextView, NextMedia, Encoding, Separator, DecimalSign, TitleRow, Download, Check,
            ],
            Self::Table => &[
                LookInside, Back, NextView, FilterRows, FilterColumn, SortRows, Figures, FindColumn, CopyCommand, Freeze, Widen,
                Hide, NextMedia, Encoding, Separator, DecimalSign, TitleRow, Download, Check,
            ],
            Self::Map => &[
                LookInside, Back, NextView, Down, ZoomIn, North, WholeMap, Territory, CopyCommand, NextMedia, Encoding,
                Download, Check,
            ],
            Self::Popup => &[Choose],
            Self::Filters => &[Toggle, Choose],
            Self::Places => &[Choose, Forget],
            Self::Help => &[Search],
        }
    }
}
