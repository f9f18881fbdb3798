//! How one asks for a token (docs/portals/api-particulier.md 9).

use std::sync::LazyLock;

use super::catalogue::CATALOGUE;
use super::{HOST, PRODUCT};
use crate::portals::apistration::access::Guide;

pub static GUIDE: LazyLock<Guide> = LazyLock::new(|| {
    Guide::of(|| &CATALOGUE, include_str!("../../../assets/api-particulier/access.json"), HOST, PRODUCT.word)
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_every_right_that_a_part_of_the_answer_takes_section_9() {
        for language in ["en", "fr"] {
            let told =
                GUIDE.told(&[CATALOGUE.endpoint("v3_cnav_quotient_familial_with_civility").unwrap()], None, language);
            assert_eq!(told.rights.len(), 4, "{told:?}");
            let text = format!("{told:?}");
            assert!(!text.contains('{') || !text.contains("{host}") && !text.contains("{word}"), "{text}");
            assert!(
                text.contains("https://particulier.api.gouv.fr/compte") && !text.contains("entreprise.api"),
                "{text}"
            );
            assert_eq!(told.start.as_deref(), Some("https://datapass.api.gouv.fr/demandes/api-particulier/nouveau"));
        }
        assert_eq!(GUIDE.told(&[], None, "en").rights, [""; 0]);
    }
}
