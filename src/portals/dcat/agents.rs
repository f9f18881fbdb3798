//! Who made a dataset, who publishes it, and what references find it by.

use super::graph::{Node, Object};
use super::map::{Mapper, short_line};
use super::vocabulary::Property;
use crate::model::creator::Creator;
use crate::model::identity;

impl Mapper<'_> {
    pub fn publisher(&self, node: Node) -> Option<String> {
        self.graph.one(node, Property::Publisher).and_then(|object| self.label(object))
    }

    /// Each once; of one in several languages, what the person reads best.
    pub fn creators(&self, node: Node) -> Vec<Creator> {
        let all = self.graph.all(node, Property::Creator);
        let is_in_languages = |object: &&Object| matches!(object, Object::Text { language: Some(_), .. });
        let named: Vec<String> = match all.iter().any(is_in_languages) {
            true => self.preferred(all).and_then(short_line).into_iter().collect(),
            false => all.into_iter().filter_map(|object| self.label(object)).collect(),
        };
        let mut creators: Vec<Creator> = Vec::new();
        for creator in named.iter().filter_map(|name| Creator::named(name)) {
            if !creators.contains(&creator) {
                creators.push(creator);
            }
        }
        creators
    }

    /// Among its identifiers, or what it is called by itself.
    pub fn doi(&self, node: Node) -> Option<String> {
        let written = self.graph.all(node, Property::Identifier).into_iter().filter_map(|it| self.graph.written(it));
        written.chain(self.graph.iri(node)).find(|id| identity::is_doi(id)).and_then(short_line)
    }
}
