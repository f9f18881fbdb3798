//! A table to ask the demo by, row by row.

use super::companies::COMPANIES;

/// So many of the companies are in it.
const MOST: usize = 8;

/// Companies by their SIRET, one of them twice, and one that nobody has.
pub fn example_table() -> String {
    let row = |(number, company): (usize, &super::companies::Company)| {
        format!("{};{};{};{}\n", number + 1, company.name, company.siret(), company.address[5])
    };
    let rows: String = COMPANIES.iter().take(MOST).enumerate().map(row).collect();
    let again = COMPANIES.first().map(|first| row((MOST, first))).unwrap_or_default();
    format!("dossier;entreprise;siret;commune\n{rows}{again}{};Sans nom;12345678900012;Rennes\n", MOST + 2)
}
