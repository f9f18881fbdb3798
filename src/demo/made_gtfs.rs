//! A timetable as GTFS: what runs where and when, in the ZIP of tables that such a feed is.

use super::made_files::{MADE, Rows};
use crate::base::file_writers;

/// Stops of each line, and trips a day.
const STOPS: u32 = 8;
const TRIPS: u32 = 6;

/// `stops` has the name of a stop in its second column.
pub fn zip(agency: &str, stops: &Rows) -> Vec<u8> {
    let lines = MADE.list("lignes");
    let line = |row: usize, column: &str| lines.value(row, column).as_str().unwrap_or_default().to_owned();
    let mut routes = "route_id,agency_id,route_short_name,route_long_name,route_type\n".to_owned();
    let mut trips = "route_id,service_id,trip_id,trip_headsign\n".to_owned();
    let mut times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n".to_owned();
    for row in 0..lines.rows() {
        let (name, ends) = (line(row, "ligne"), line(row, "terminus"));
        // Two lines of the métro, all others buses.
        let kind = if row < 2 { 1 } else { 3 };
        routes += &format!("{name},1,{name},{ends},{kind}\n");
        for trip in 0..TRIPS {
            trips += &format!("{name},semaine,{name}-{trip},{}\n", ends.rsplit(" ↔ ").next().unwrap_or_default());
            for at in 0..STOPS {
                let minutes = 6 * 60 + 35 * trip + 4 * at;
                let time = format!("{:02}:{:02}:00", minutes / 60, minutes % 60);
                let stop = (row as u32 * 5 + at) % stops.count + 1;
                times += &format!("{name}-{trip},{time},{time},{stop},{}\n", at + 1);
            }
        }
    }
    let mut places = "stop_id,stop_name,stop_lat,stop_lon\n".to_owned();
    for row in 0..stops.count {
        let [longitude, latitude] = stops.corners(row)[0];
        places += &format!("{},{},{latitude},{longitude}\n", row + 1, stops.words(row)[1]);
    }
    let agencies = format!(
        "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n1,{agency},https://transports.exemple.bzh,Europe/Paris,fr\n"
    );
    let calendar = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
                    semaine,1,1,1,1,1,0,0,20260831,20270704\n";
    file_writers::zip(&[
        ("agency.txt", agencies.as_bytes()),
        ("stops.txt", places.as_bytes()),
        ("routes.txt", routes.as_bytes()),
        ("trips.txt", trips.as_bytes()),
        ("stop_times.txt", times.as_bytes()),
        ("calendar.txt", calendar.as_bytes()),
    ])
}
