//! GTFS: a timetable in files beside each other. Who runs it, which routes there are, where its stops are, and when it holds.

use std::collections::{BTreeMap, BTreeSet};

use csv::{ReaderBuilder, StringRecord};

use super::files::Files;
use super::map::{Shape, Sketcher};
use super::{MOST_ROWS, Preview, ReadOptions, Sample, View};
use crate::base::error::Result;
use crate::base::format;
use crate::base::i18n::Said;
use crate::base::text;
use crate::model::Fact;
use crate::tabular::encoding::decode;
use crate::tabular::{Table, cell};
use crate::{said, t};

/// The files that are read, and how much of each.
const READ: [(&str, usize); 6] = [
    ("agency.txt", 256 << 10),
    ("feed_info.txt", 64 << 10),
    ("calendar.txt", 512 << 10),
    ("calendar_dates.txt", 1 << 20),
    ("routes.txt", 2 << 20),
    ("stops.txt", 4 << 20),
];
/// Those of which something is a timetable.
const NEEDED: [&str; 2] = ["stops.txt", "routes.txt"];

/// What these files are, where they are a timetable; `None` where they are not.
pub async fn of_files(files: &mut dyn Files, sample: &Sample, _: &ReadOptions) -> Result<Option<Preview>> {
    let Some(folder) = folder(files) else { return Ok(None) };
    let mut feed = Timetable::default();
    let mut read = sample.bytes.len() as u64;
    for (name, most) in READ {
        let Some(at) = files.entries().iter().position(|entry| entry.name == format!("{folder}{name}")) else {
            continue;
        };
        // What cannot be unpacked is missing, and the rest is shown.
        let Ok(mut source) = files.open(at).await else { continue };
        let Ok(bytes) = source.at(0, most).await else { continue };
        read += bytes.len() as u64;
        feed.add(name, &bytes, bytes.len() == most);
    }
    if feed.files.is_empty() {
        return Ok(None);
    }
    let mut preview = feed.shown().of(sample);
    preview.notes.extend(others(files, &folder));
    (preview.bytes_read, preview.sample) = (read, None);
    Ok(Some(preview))
}

/// Where its files are, with the `/` behind it; in a folder of the archive they are all in one.
fn folder(files: &dyn Files) -> Option<String> {
    let names: Vec<&str> = files.entries().iter().map(|entry| entry.name.as_str()).collect();
    let of = |file: &str| names.iter().find_map(|name| in_folder(name, file));
    // On demand it may come anywhere, and stop at no fixed place.
    let stops = of("stops.txt").or_else(|| of("locations.geojson"))?;
    let has = |name: &str| names.contains(&format!("{stops}{name}").as_str());
    (NEEDED.iter().all(|name| has(name)) || has("agency.txt")).then(|| stops.to_owned())
}

/// The folder of a file of this name, with the `/` behind it.
fn in_folder<'n>(name: &'n str, file: &str) -> Option<&'n str> {
    name.strip_suffix(file).filter(|folder| folder.is_empty() || folder.ends_with('/'))
}

/// The folders of other timetables in the same archive.
fn others(files: &dyn Files, own: &str) -> Option<String> {
    const NAMED: usize = 20;
    let folders = files.entries().iter().filter_map(|entry| in_folder(&entry.name, "stops.txt"));
    let others: Vec<&str> = folders.filter(|folder| *folder != own).take(NAMED).collect();
    (!others.is_empty()).then(|| t!("formats-gtfs-others", names = others.join(", ")))
}

/// The rows of one file.
#[derive(Default)]
struct TimetableFile {
    columns: BTreeMap<String, usize>,
    rows: Vec<StringRecord>,
    /// Only a beginning was read.
    is_cut: bool,
}

impl TimetableFile {
    fn read(bytes: &[u8], is_cut: bool) -> Self {
        let decoded = decode(bytes, !is_cut, None);
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(decoded.text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        let columns =
            header.iter().enumerate().map(|(at, name)| (name.trim_start_matches('\u{feff}').trim().to_lowercase(), at));
        let columns = columns.collect();
        let mut rows: Vec<StringRecord> = reader.into_records().map_while(std::result::Result::ok).collect();
        if is_cut {
            rows.pop();
        }
        Self { columns, rows, is_cut }
    }

    fn at<'r>(&self, row: &'r StringRecord, column: &str) -> Option<&'r str> {
        row.get(*self.columns.get(column)?).map(str::trim).filter(|value| !value.is_empty())
    }

    fn count(&self) -> String {
        let count = format::count(self.rows.len() as u64);
        if self.is_cut { t!("formats-more-than", count) } else { count }
    }

    /// A table of these columns, under these names.
    fn table(
        &self,
        title: Said,
        columns: &[(&str, Said)],
        write: impl Fn(&str, &str) -> Option<String>,
    ) -> Option<View> {
        let columns: Vec<_> = columns.iter().filter(|(column, _)| self.columns.contains_key(*column)).collect();
        let names = columns.iter().map(|(_, name)| name.text()).collect();
        let rows: Vec<Vec<Option<String>>> = self
            .rows
            .iter()
            .take(MOST_ROWS)
            .map(|row| columns.iter().map(|(column, _)| write(column, self.at(row, column)?)).collect())
            .collect();
        let mut table = Table::new(names, rows, '.');
        table.title = Some(title.text());
        table.total = (!self.is_cut).then_some(self.rows.len() as u64);
        (!table.rows.is_empty()).then_some(View::Table(table))
    }
}

#[derive(Default)]
struct Timetable {
    files: BTreeMap<&'static str, TimetableFile>,
}

impl Timetable {
    fn add(&mut self, name: &'static str, bytes: &[u8], is_cut: bool) {
        self.files.insert(name, TimetableFile::read(bytes, is_cut));
    }

    /// All values of a column.
    fn values<'f>(&'f self, file: &str, column: &'f str) -> impl Iterator<Item = &'f str> {
        let file = self.files.get(file);
        file.into_iter().flat_map(move |file| file.rows.iter().filter_map(move |row| file.at(row, column)))
    }

    fn shown(&self) -> Preview {
        let mut views = vec![];
        if let Some(stops) = self.files.get("stops.txt") {
            views.extend(stops.table(said!("formats-table-stops"), &STOPS, written));
            views.extend(self.map());
        }
        let routes = self.files.get("routes.txt");
        views.extend(routes.and_then(|file| file.table(said!("formats-table-routes"), &ROUTES, written)));
        let agencies = self.files.get("agency.txt");
        views.extend(agencies.and_then(|file| file.table(said!("formats-table-agencies"), &AGENCIES, written)));
        views.push(View::Facts(self.facts()));
        let mut preview = Preview::new("gtfs", views);
        if self.files.values().any(|file| file.is_cut) {
            preview.notes.push(t!("formats-gtfs-cut"));
        }
        preview
    }

    fn map(&self) -> Option<View> {
        let stops = self.files.get("stops.txt")?;
        let mut sketcher = Sketcher::default();
        for (row, stop) in stops.rows.iter().enumerate() {
            let degrees = |column: &str| stops.at(stop, column)?.parse::<f64>().ok().filter(|it| *it != 0.0);
            sketcher.add(
                row,
                degrees("stop_lon").zip(degrees("stop_lat")).map(|(east, north)| Shape::Point([east, north])),
            );
        }
        sketcher.sketch(None, true).map(View::Map)
    }

    fn facts(&self) -> Vec<Fact> {
        let mut facts: Vec<Fact> = vec![];
        let mut add = |label: Said, text: Option<String>| facts.extend(text.map(|text| (label.into(), text)));
        let first = |file, column| self.values(file, column).next().and_then(text::some_line);
        add(said!("formats-field-agencies"), self.agencies());
        add(said!("formats-field-routes"), self.routes());
        add(said!("formats-field-stops"), self.files.get("stops.txt").map(TimetableFile::count));
        add(said!("formats-field-validity"), self.validity());
        add(said!("formats-field-time-zone"), first("agency.txt", "agency_timezone"));
        add(said!("formats-field-publisher"), first("feed_info.txt", "feed_publisher_name"));
        add(said!("formats-field-feed-version"), first("feed_info.txt", "feed_version"));
        facts
    }

    fn agencies(&self) -> Option<String> {
        const NAMED: usize = 5;
        let names: Vec<String> = self.values("agency.txt", "agency_name").filter_map(text::some_line).collect();
        let more = if names.len() > NAMED { format!(", … ({})", names.len()) } else { String::new() };
        let named = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        Some(named + &more).filter(|named| !named.is_empty())
    }

    /// How many there are, and of which kinds.
    fn routes(&self) -> Option<String> {
        let file = self.files.get("routes.txt")?;
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        for kind in self.values("routes.txt", "route_type") {
            *kinds.entry(kind_of_route(kind)).or_default() += 1;
        }
        let kinds: Vec<String> =
            kinds.into_iter().map(|(kind, count)| format!("{kind} {}", format::count(count))).collect();
        match kinds.is_empty() {
            true => Some(file.count()),
            false => Some(format!("{} ({})", file.count(), kinds.join(", "))),
        }
    }

    /// From when to when: as the feed states it, else by its calendar.
    fn validity(&self) -> Option<String> {
        let stated = || {
            let from = self.values("feed_info.txt", "feed_start_date").find_map(day);
            from.zip(self.values("feed_info.txt", "feed_end_date").find_map(day))
        };
        // As they are written they are in the order of time; of a hundred thousand some hundred are different.
        let all = |column: &'static str| {
            let places = [("calendar.txt", column), ("calendar_dates.txt", "date")];
            places.into_iter().flat_map(|(file, column)| self.values(file, column)).collect::<BTreeSet<&str>>()
        };
        let by_calendar = || {
            let from = all("start_date").into_iter().find_map(day);
            from.zip(all("end_date").into_iter().rev().find_map(day))
        };
        let (from, to) = stated().or_else(by_calendar)?;
        Some(t!("formats-from-to", from = format::date(from), to = format::date(to)))
    }
}

const STOPS: [(&str, Said); 6] = [
    ("stop_id", said!("formats-column-id")),
    ("stop_code", said!("formats-column-code")),
    ("stop_name", said!("formats-column-name")),
    ("stop_lat", said!("formats-column-latitude")),
    ("stop_lon", said!("formats-column-longitude")),
    ("wheelchair_boarding", said!("formats-column-wheelchair")),
];
const ROUTES: [(&str, Said); 6] = [
    ("route_id", said!("formats-column-id")),
    ("route_short_name", said!("formats-column-short")),
    ("route_long_name", said!("formats-column-name")),
    ("route_type", said!("formats-column-kind")),
    ("agency_id", said!("formats-column-agency")),
    ("route_color", said!("formats-column-colour")),
];
const AGENCIES: [(&str, Said); 5] = [
    ("agency_id", said!("formats-column-id")),
    ("agency_name", said!("formats-column-name")),
    ("agency_url", said!("formats-column-address")),
    ("agency_timezone", said!("formats-column-time-zone")),
    ("agency_phone", said!("formats-column-phone")),
];

fn written(column: &str, value: &str) -> Option<String> {
    match column {
        "route_type" => Some(kind_of_route(value)),
        "wheelchair_boarding" => match value {
            "1" => Some(t!("formats-yes")),
            "2" => Some(t!("formats-no")),
            _ => None,
        },
        _ => cell(value),
    }
}

/// `20240131`.
fn day(value: &str) -> Option<jiff::Timestamp> {
    let digits = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    let written = digits.then(|| format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..]))?;
    text::moment(&written)
}

/// In words, of the numbers in the reference and of those of the extension, which are hundreds.
fn kind_of_route(number: &str) -> String {
    let Ok(number) = number.parse::<u32>() else { return text::line(number) };
    match number {
        0 | 900..=999 => t!("formats-route-tram"),
        1 | 400..=499 | 600..=699 => t!("formats-route-metro"),
        2 | 100..=199 | 300..=399 => t!("formats-route-train"),
        3 | 200..=299 | 700..=799 => t!("formats-route-bus"),
        4 | 1000..=1099 | 1200..=1299 => t!("formats-route-ferry"),
        5..=7 | 1300..=1499 => t!("formats-route-cable"),
        11 | 800..=899 => t!("formats-route-trolleybus"),
        12 => t!("formats-route-monorail"),
        1100..=1199 => t!("formats-route-air"),
        1500..=1599 => t!("formats-route-taxi"),
        number => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::documents::tests::{InFolder, sample};
    use super::*;

    const AGENCY: &[u8] =
        "\u{feff}agency_id,agency_name,agency_url,agency_timezone\n1,Réseau,https://exemple.org,Europe/Paris\n"
            .as_bytes();
    const STOP: &[u8] = "stop_id,stop_name,stop_lat,stop_lon\n1,\"République, quai A\",48.1,-1.68\n2,Gares,48.2,-1.6\n3,Nulle part,0,0\n".as_bytes();
    const ROUTE: &[u8] = b"route_id,route_short_name,route_type\n1,C1,3\n2,a,1\n3,T,900\n";
    const CALENDAR: &[u8] = b"service_id,monday,start_date,end_date\n1,1,20240101,20240630\n2,1,20240201,20241231\n";

    async fn of(files: &[(&str, &[u8])]) -> Option<Preview> {
        of_files(&mut InFolder::new(files), &sample(), &ReadOptions::default()).await.unwrap()
    }

    #[tokio::test]
    async fn a_timetable_says_who_where_and_when() {
        for folder in ["", "export/gtfs/"] {
            let names = ["agency.txt", "stops.txt", "routes.txt", "calendar.txt"].map(|name| format!("{folder}{name}"));
            let files: Vec<(&str, &[u8])> =
                names.iter().map(String::as_str).zip([AGENCY, STOP, ROUTE, CALENDAR]).collect();
            let preview = of(&files).await.unwrap();
            let [View::Table(stops), View::Map(map), View::Table(routes), View::Table(_), View::Facts(facts)] =
                &preview.views[..]
            else {
                panic!("{preview:?}")
            };
            assert_eq!(stops.rows[0][1].as_deref(), Some("République, quai A"));
            assert_eq!((map.counts()[0], routes.rows[0][2].as_deref(), stops.total), (2, Some("bus"), Some(3)));
            let texts: Vec<&str> = facts.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(
                texts,
                ["Réseau", "3 (bus 1, metro 1, tram 1)", "3", "2024-01-01 to 2024-12-31", "Europe/Paris"]
            );
        }
    }

    #[tokio::test]
    async fn what_is_no_timetable_is_left_to_others_and_odd_ones_are_borne() {
        assert_eq!(of(&[("stops.txt", STOP)]).await, None);
        assert_eq!(of(&[("a.csv", STOP), ("routes.txt", ROUTE)]).await, None);
        let wide = format!("stop_id,stop_name\n{}", "x,".repeat(1 << 20));
        let odd: [&[u8]; 4] = [b"", b"\"stop_id,\n\"\"\"", &[0xff; 5000], wide.as_bytes()];
        for stops in odd {
            assert!(of(&[("stops.txt", stops), ("routes.txt", ROUTE)]).await.is_some());
        }
        let many = [STOP, &b"4,x,48.3,-1.5\n".repeat(400_000)].concat();
        let preview = of(&[("stops.txt", &many), ("routes.txt", ROUTE)]).await.unwrap();
        assert!(preview.notes[0].contains("beginning"), "{:?}", preview.notes);
        assert!(
            matches!(&preview.views[0], View::Table(table) if table.rows.len() == MOST_ROWS && table.total.is_none())
        );
    }
}
