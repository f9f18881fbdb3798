//! Large tables of which any piece can be made without the rest: all rows of one are of the same length.

use super::made_files::mixed;

/// A table that is never held in memory.
pub struct Streamed {
    header: &'static str,
    /// One row; all are as long as the first.
    row: fn(u64) -> String,
    rows: u64,
    /// Of all of it: what a portal calls the algorithm, and the sum.
    pub checksum: (&'static str, &'static str),
}

/// The one called so.
pub fn named(content: &str) -> Option<&'static Streamed> {
    Some(match content {
        "lidar" => &LIDAR,
        "passages" => &PASSAGES,
        "adresses_rennes" => &ADDRESSES,
        "etablissements" => &COMPANIES,
        _ => return None,
    })
}

static LIDAR: Streamed = Streamed {
    header: "x_l93;y_l93;z_m;intensite;classe;retour;nb_retours;temps_gps\n",
    row: point,
    rows: 1_400_000,
    checksum: ("SHA-256", "57ac62c33534aadf28c5541212dbc065215cacf5e1761a1d2582c4f7b94cd26c"),
};
static PASSAGES: Streamed = Streamed {
    header: "jour;heure_theorique;heure_reelle;ligne;code_arret;sens;voyageurs\n",
    row: passage,
    rows: 200_000,
    checksum: ("MD5", "4d8808230499b0828d2af0a6ac8222fb"),
};
static ADDRESSES: Streamed = Streamed {
    header: "cle_interop;commune_insee;commune_nom;voie_nom;numero;x;y;long;lat;certification_commune\n",
    row: address,
    rows: 90_000,
    checksum: ("MD5", "48501b55ca16dd2fdec1a116b79d57c1"),
};
static COMPANIES: Streamed = Streamed {
    header: "siren;nic;siret;activite;code_commune;creation;effectif;etat\n",
    row: company,
    rows: 480_000,
    checksum: ("SHA-256", "b5fab8a714f99f3ffd336be69860603c58c15fce3b902c94ff46cf45af992361"),
};

impl Streamed {
    pub fn bytes(&self) -> u64 {
        self.header.len() as u64 + self.rows * self.width()
    }

    fn width(&self) -> u64 {
        (self.row)(0).len() as u64
    }

    /// `length` bytes from this one on.
    pub fn piece(&self, from: u64, length: usize) -> Vec<u8> {
        let (start, width) = (self.header.len() as u64, self.width());
        // The header is before the first row; a row before what is asked for is cut off again.
        let first = from.saturating_sub(start) / width;
        let (mut text, skipped) = match from < start {
            true => (self.header.to_owned(), from),
            false => (String::new(), (from - start) % width),
        };
        let skipped = skipped as usize;
        text.reserve(length + skipped + width as usize);
        let mut row = first;
        while text.len() < skipped + length {
            text += &(self.row)(row);
            row += 1;
        }
        text.into_bytes().into_iter().skip(skipped).take(length).collect()
    }
}

/// Points of a flight over the centre, in Lambert-93.
fn point(row: u64) -> String {
    let chance = mixed(row);
    let (x, y, z) = (chance % 100_000, chance / 7 % 100_000, 2_400 + chance / 11 % 4_500);
    let returns = 1 + chance / 13 % 4;
    format!(
        "{}.{:02};{}.{:02};{}.{:02};{};{};{};{returns};{}\n",
        351_000 + x / 100,
        x % 100,
        6_789_000 + y / 100,
        y % 100,
        z / 100,
        z % 100,
        1_000 + chance / 17 % 9_000,
        2 + chance / 19 % 5,
        1 + chance / 23 % returns,
        412_000_000 + row,
    )
}

/// A bus at a stop, some minutes after it should have been there.
fn passage(row: u64) -> String {
    const LINES: [&str; 6] = ["C1", "C2", "C3", "C4", "C5", "C6"];
    let chance = mixed(row);
    let (day, second) = (row / 4_000, 6 * 3_600 + row % 4_000 * 16);
    let real = second + chance % 240;
    let day = jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().days(day as i64));
    let time = |second: u64| format!("{:02}:{:02}:{:02}", second / 3_600 % 24, second / 60 % 60, second % 60);
    let line = LINES[(chance / 241 % 6) as usize];
    let way = if chance.is_multiple_of(2) { "A" } else { "R" };
    format!("{day};{};{};{line};{};{way};{}\n", time(second), time(real), 1_001 + chance / 7 % 1_850, 10 + chance % 80)
}

/// An address as a commune publishes its own. The names of the streets are of one length.
fn address(row: u64) -> String {
    const STREETS: [&str; 7] = [
        "Rue de La Rochelle",
        "Avenue Gros-Malhon",
        "Rue Anatole-France",
        "Rue de Cornouaille",
        "Rue de Châteaudun",
        "Quai Duguay-Trouin",
        "Rue Jean-Guéhenno",
    ];
    let chance = mixed(row);
    let (street, number) = ((row / 90 % 7) as usize, 10 + row % 90);
    let (east, north) = (chance % 6_000, chance / 7 % 6_000);
    format!(
        "35238_{:04}_{number:05};35238;Rennes;{};{number};{}.{:02};{}.{:02};-1.{:05};48.{:05};{}\n",
        1_000 + row / 90 % 9_000,
        STREETS[street],
        349_000 + east,
        chance % 100,
        6_786_000 + north,
        chance / 3 % 100,
        71_000 - east * 7 / 6,
        8_600 + north * 9 / 10,
        u8::from(!chance.is_multiple_of(5)),
    )
}

/// A company's seat, whose numbers pass the check that such numbers have.
fn company(row: u64) -> String {
    const WORK: [&str; 6] = ["47.11B", "56.10A", "62.01Z", "68.20B", "86.21Z", "94.99Z"];
    const TOWNS: [&str; 5] = ["35238", "35288", "35115", "35047", "35360"];
    const STAFF: [&str; 4] = ["NN", "01", "02", "11"];
    let chance = mixed(row);
    let siren = luhn(&format!("{:08}", 30_000_000 + row * 130 + chance % 130));
    let siret = luhn(&format!("{siren}{:04}", 1 + chance / 3 % 4));
    let founded = jiff::civil::date(1975, 1, 1).saturating_add(jiff::Span::new().days((chance / 5 % 18_000) as i64));
    let pick = |words: &[&'static str], salt: u64| words[(chance / salt % words.len() as u64) as usize];
    let nic = siret.get(9..).unwrap_or_default();
    let state = if chance.is_multiple_of(9) { "F" } else { "A" };
    format!("{siren};{nic};{siret};{};{};{founded};{};{state}\n", pick(&WORK, 7), pick(&TOWNS, 11), pick(&STAFF, 13))
}

/// The number with the last digit by which it is told from one with a slip in it.
fn luhn(digits: &str) -> String {
    let doubled = |(at, digit): (usize, u8)| {
        let digit = u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 };
        digit / 10 + digit % 10
    };
    let sum: u32 = digits.bytes().rev().enumerate().map(doubled).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_piece_is_of_the_whole() {
        for name in ["lidar", "passages", "adresses_rennes", "etablissements"] {
            let table = named(name).unwrap();
            for row in (0..table.rows).step_by(997) {
                assert_eq!((table.row)(row).len() as u64, table.width(), "{name}: {}", (table.row)(row));
            }
            let whole = table.piece(0, 5_000);
            assert!(whole.starts_with(table.header.as_bytes()));
            for (from, length) in [(0, 10), (3, 200), (table.header.len(), 80), (1_234, 1_000), (4_000, 1)] {
                assert_eq!(table.piece(from as u64, length), whole[from..from + length], "{name}: {from}");
            }
            assert_eq!(table.piece(table.bytes() - 1, 1), b"\n", "{name}");
        }
    }
}
