//! GTFS Realtime: where vehicles are, how late trips run, what passengers are told.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::map::{Shape, Sketcher};
use super::protobuf::{NoField, ProtoField, ProtoFields, all, first};
use super::{Preview, ReadAt, ReadOptions, Sample, View, foreign, whole};
use crate::base::error::Result;
use crate::base::format;
use crate::base::text;
use crate::model::Fact;
use crate::tabular::{Table, cell};
use crate::{said, t};

/// The most rows of each table.
const ROWS: usize = 1000;

/// Whether a message begins as all of these do: with a header, in it first its version, `1.0` or `2.0`.
pub fn begins(bytes: &[u8]) -> bool {
    matches!(bytes, [0x0a, 5..=80, 0x0a, 3, b'1' | b'2', b'.', b'0', ..])
}

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, _: &ReadOptions) -> Result<Preview> {
    let bytes = match whole(source, sample).await? {
        Ok(bytes) => bytes,
        // What its beginning holds, which ends somewhere.
        Err(_) => sample.bytes.clone(),
    };
    let is_whole = sample.total.is_none_or(|total| bytes.len() as u64 >= total);
    let mut preview = match read(&bytes) {
        Some(feed) if is_whole || !feed.is_empty() => {
            let preview = feed.shown();
            if is_whole { preview } else { preview.note(t!("preview-only-beginning")) }
        }
        _ => {
            let (name, opens) = (said!("formats-name-protobuf"), said!("formats-opens-protobuf"));
            foreign::refused("pb", name, opens).note(t!("formats-no-gtfs-realtime"))
        }
    };
    preview.bytes_read = bytes.len() as u64;
    Ok(preview)
}

type Row = Vec<Option<String>>;

/// What a feed says.
#[derive(Default)]
struct RealtimeFeed {
    version: String,
    at: Option<u64>,
    is_differential: bool,
    vehicles: Vec<(Row, Option<[f64; 2]>)>,
    trips: Vec<Row>,
    alerts: Vec<Row>,
    /// How many of each there are.
    counts: [u64; 3],
    /// Something behind what was read is no field.
    is_odd: bool,
}

/// `None` for what is no feed: its head is missing, or has no version.
fn read(bytes: &[u8]) -> Option<RealtimeFeed> {
    let mut feed = RealtimeFeed::default();
    for field in ProtoFields(bytes) {
        match field {
            Ok((1, ProtoField::Bytes(head))) => {
                feed.version = text::some_line(first(head, 1)?.text()?)?;
                feed.is_differential = first(head, 2).and_then(ProtoField::number) == Some(1);
                feed.at = first(head, 3).and_then(ProtoField::number);
            }
            Ok((2, ProtoField::Bytes(entity))) if !feed.version.is_empty() => feed.add(entity),
            Ok((number, _)) if number < 3 || feed.version.is_empty() => return None,
            Ok(_) => {}
            Err(NoField) => feed.is_odd = true,
        }
    }
    let is_version = |version: &str| version.len() < 20 && version.starts_with(|c: char| c.is_ascii_digit());
    Some(feed).filter(|feed| is_version(&feed.version))
}

fn at(field: Option<ProtoField>, number: u64) -> Option<ProtoField> {
    first(field?.bytes()?, number)
}

fn text_of(field: Option<ProtoField>) -> Option<String> {
    cell(field?.text()?)
}

fn moment(seconds: u64) -> Option<String> {
    let moment = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(moment.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

impl RealtimeFeed {
    fn add(&mut self, entity: &[u8]) {
        let id = text_of(first(entity, 1));
        if let Some(ProtoField::Bytes(update)) = first(entity, 3) {
            self.counts[1] += 1;
            self.trips.extend((self.trips.len() < ROWS).then(|| trip(id.clone(), update)));
        }
        if let Some(ProtoField::Bytes(vehicle)) = first(entity, 4) {
            self.counts[0] += 1;
            self.vehicles.extend((self.vehicles.len() < ROWS).then(|| position(id.clone(), vehicle)));
        }
        if let Some(ProtoField::Bytes(alert)) = first(entity, 5) {
            self.counts[2] += 1;
            self.alerts.extend((self.alerts.len() < ROWS).then(|| told(id, alert)));
        }
    }

    fn is_empty(&self) -> bool {
        self.counts == [0; 3]
    }

    fn shown(self) -> Preview {
        let mut facts: Vec<Fact> = vec![(said!("formats-field-version").into(), self.version.clone())];
        facts.extend(self.at.and_then(moment).map(|at| (said!("formats-field-made-at").into(), at)));
        let [vehicles, trips, alerts] = self.counts.map(format::count);
        facts.push((said!("formats-field-vehicles").into(), vehicles));
        facts.push((said!("formats-field-trips").into(), trips));
        facts.push((said!("formats-field-alerts").into(), alerts));
        if self.is_differential {
            facts.push((said!("formats-field-feed").into(), t!("formats-differential")));
        }
        let is_odd = self.is_odd;
        let mut preview = Preview::new("pb", self.views(facts));
        if is_odd {
            preview.notes.push(t!("formats-realtime-ends"));
        }
        preview
    }

    fn views(self, facts: Vec<Fact>) -> Vec<View> {
        let mut sketcher = Sketcher::default();
        for (row, (_, position)) in self.vehicles.iter().enumerate() {
            sketcher.add(row, position.map(Shape::Point));
        }
        let vehicles: Vec<Row> = self.vehicles.into_iter().map(|(row, _)| row).collect();
        let table = |title: String, names: Vec<String>, rows: Vec<Row>, total: u64| {
            (!rows.is_empty()).then(|| {
                let mut table = Table::new(names, rows, '.');
                (table.title, table.total) = (Some(title), Some(total));
                View::Table(table)
            })
        };
        let names = |ids: &[String]| ids.to_vec();
        let (id, trip, route) = (t!("formats-column-id"), t!("formats-column-trip"), t!("formats-column-route"));
        let place = [t!("formats-column-latitude"), t!("formats-column-longitude"), t!("formats-column-time")];
        let vehicle_names = [&[id.clone(), trip.clone(), route.clone()][..], &place].concat();
        let late = [t!("formats-column-stops"), t!("formats-column-delay"), t!("formats-column-next-stop")];
        let trip_names = [&[id.clone(), trip, route][..], &late].concat();
        let alert_names = [id, t!("formats-column-title"), t!("formats-column-text"), t!("formats-column-until")];
        let mut views: Vec<View> = vec![];
        let has_vehicles = !vehicles.is_empty();
        views.extend(table(t!("formats-table-vehicles"), vehicle_names, vehicles, self.counts[0]));
        if has_vehicles {
            views.extend(sketcher.sketch(None, true).map(View::Map));
        }
        views.extend(table(t!("formats-table-trips"), trip_names, self.trips, self.counts[1]));
        views.extend(table(t!("formats-table-alerts"), names(&alert_names), self.alerts, self.counts[2]));
        views.push(View::Facts(facts));
        views
    }
}

fn position(id: Option<String>, vehicle: &[u8]) -> (Row, Option<[f64; 2]>) {
    let place = first(vehicle, 2);
    let degrees = |number: u64, most: f64| at(place, number).and_then(ProtoField::float).filter(|it| it.abs() <= most);
    let (north, east) = (degrees(1, 90.0), degrees(2, 180.0));
    let trip = first(vehicle, 1);
    let named = text_of(at(first(vehicle, 8), 1)).or_else(|| text_of(at(first(vehicle, 8), 2)));
    let time = first(vehicle, 5).and_then(ProtoField::number).and_then(moment);
    let written = |value: Option<f64>| value.map(|it| it.to_string());
    let row = vec![named.or(id), text_of(at(trip, 1)), text_of(at(trip, 5)), written(north), written(east), time];
    (row, east.zip(north).map(|(east, north)| [east, north]))
}

fn trip(id: Option<String>, update: &[u8]) -> Row {
    let trip = first(update, 1);
    let stops = all(update, 2).count();
    let next = all(update, 2).next();
    let delay = |event: Option<ProtoField>| at(event, 1).and_then(ProtoField::number).map(|it| it as i64 as i32);
    let of_stop = delay(at(next, 2)).or_else(|| delay(at(next, 3)));
    let of_trip = first(update, 5).and_then(ProtoField::number).map(|it| it as i64 as i32);
    let late = of_trip.or(of_stop).map(|seconds| seconds.to_string());
    vec![id, text_of(at(trip, 1)), text_of(at(trip, 5)), Some(stops.to_string()), late, text_of(at(next, 4))]
}

fn told(id: Option<String>, alert: &[u8]) -> Row {
    let until = first(alert, 1).and_then(|period| at(Some(period), 2)).and_then(ProtoField::number).and_then(moment);
    vec![id, translated(first(alert, 10)), translated(first(alert, 11)), until]
}

/// A text in the language spoken where there is one, else the first.
fn translated(texts: Option<ProtoField>) -> Option<String> {
    let texts: Vec<ProtoField> = all(texts?.bytes()?, 1).take(50).collect();
    let spoken = crate::base::i18n::Language::spoken().code();
    let is_spoken =
        |text: &&ProtoField| at(Some(**text), 2).and_then(ProtoField::text).is_some_and(|it| it.starts_with(spoken));
    text_of(at(Some(*texts.iter().find(is_spoken).or(texts.first())?), 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::{About, InMemory, preview};

    fn bytes(number: u8, bytes: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, bytes.len() as u8], bytes].concat()
    }

    fn float(number: u8, value: f32) -> Vec<u8> {
        [&[number << 3 | 5][..], &value.to_le_bytes()].concat()
    }

    fn feed(entities: &[Vec<u8>]) -> Vec<u8> {
        let head = [bytes(1, b"2.0"), vec![0x18, 0xa0, 0xb4, 0xe8, 0xad, 0x06]].concat();
        [bytes(1, &head), entities.iter().flat_map(|it| bytes(2, it)).collect()].concat()
    }

    fn entities() -> Vec<Vec<u8>> {
        let trip = bytes(1, &[bytes(1, b"T1"), bytes(5, b"C4")].concat());
        let place = bytes(2, &[float(1, 48.1), float(2, -1.6)].concat());
        let arrival = bytes(2, &[0x08, 0xb4, 0x01]);
        let stop = bytes(2, &[bytes(4, b"Gares"), arrival].concat());
        let french = bytes(1, &[bytes(1, "Arrêt fermé".as_bytes()), bytes(2, b"fr")].concat());
        let english = bytes(1, &[bytes(1, b"Stop closed"), bytes(2, b"en")].concat());
        vec![
            [bytes(1, b"v"), bytes(4, &[trip.clone(), place].concat())].concat(),
            [bytes(1, b"t"), bytes(3, &[trip, stop].concat())].concat(),
            [bytes(1, b"a"), bytes(5, &bytes(10, &[french, english].concat()))].concat(),
        ]
    }

    async fn looked(bytes: Vec<u8>) -> Preview {
        let about = About::file(std::path::Path::new("f.pb"));
        preview(&mut InMemory::new(bytes, about), &ReadOptions::default()).await.unwrap()
    }

    #[tokio::test]
    async fn vehicles_trips_and_alerts_are_told() {
        let preview = looked(feed(&entities())).await;
        let [View::Table(vehicles), View::Map(map), View::Table(trips), View::Table(alerts), View::Facts(facts)] =
            &preview.views[..]
        else {
            panic!("{preview:?}")
        };
        let row = |table: &Table| table.rows[0].iter().map(|it| it.clone().unwrap_or_default()).collect::<Vec<_>>();
        assert_eq!(row(vehicles), ["v", "T1", "C4", "48.1", "-1.6", ""]);
        assert_eq!((map.counts(), map.degrees), ([1, 0, 0], true));
        assert_eq!(row(trips), ["t", "T1", "C4", "1", "180", "Gares"]);
        assert_eq!(row(alerts), ["a", "Stop closed", "", ""]);
        assert_eq!((facts[0].1.as_str(), facts[1].1.as_str()), ("2.0", "2024-01-31T10:00:00Z"));
    }

    #[tokio::test]
    async fn what_is_no_feed_says_so_and_a_cut_one_shows_what_it_has() {
        for odd in
            [vec![0x12, 0x7f, 1], vec![8, 1], vec![0x0a, 0x03, 0x0a, 0x01, b'x'], vec![0xff; 300], b"\x0a\x00".to_vec()]
        {
            let preview = looked(odd.clone()).await;
            assert!(preview.notes.iter().any(|note| note.contains("GTFS Realtime")), "{odd:?} {preview:?}");
        }
        let whole = feed(&entities());
        let cut = looked(whole[..whole.len() - 3].to_vec()).await;
        assert!(matches!(cut.views[0], View::Table(_)) && !cut.notes.is_empty(), "{cut:?}");
        let mut rng = fastrand::Rng::with_seed(3);
        for _ in 0..500 {
            let mut bytes = whole.clone();
            let at = rng.usize(..bytes.len());
            bytes[at] = rng.u8(..);
            looked(bytes).await;
        }
    }
}
