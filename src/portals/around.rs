//! What a portal around another hands on: each method of [`Portal`](super::Portal) is written here once.

/// In an `impl Portal`, these methods, as the portal in the field `portal` has them. Those too that have an answer of their
/// own are to be named: what a kind says must come through.
macro_rules! hand_on {
    ($($method:ident)*) => { $($crate::portals::around::hand_on!(@$method);)* };
    (@resolve) => {
        fn resolve(&self, address: &$crate::model::Address) -> $crate::base::error::Result<$crate::model::Target> {
            self.portal.resolve(address)
        }
    };
    (@look_up) => {
        fn look_up<'a>(&'a self, url: &'a url::Url) -> $crate::base::Fut<'a, Option<$crate::model::Target>> {
            self.portal.look_up(url)
        }
    };
    (@list) => {
        fn list<'a>(
            &'a self,
            address: &'a $crate::model::Address,
            query: &'a $crate::model::Query,
            after: Option<&'a $crate::model::Cursor>,
        ) -> $crate::base::Fut<'a, $crate::model::Page> {
            self.portal.list(address, query, after)
        }
    };
    (@facets) => {
        fn facets<'a>(
            &'a self,
            address: &'a $crate::model::Address,
        ) -> $crate::base::Fut<'a, Vec<$crate::model::Facet>> {
            self.portal.facets(address)
        }
    };
    (@dataset) => {
        fn dataset<'a>(&'a self, address: &'a $crate::model::Address) -> $crate::base::Fut<'a, $crate::model::Dataset> {
            self.portal.dataset(address)
        }
    };
    (@in_bulk) => {
        fn in_bulk<'a>(
            &'a self,
            address: &'a $crate::model::Address,
        ) -> $crate::base::Fut<'a, $crate::portals::bulk::InBulk> {
            self.portal.in_bulk(address)
        }
    };
    (@open_linked) => {
        fn open_linked<'a>(
            &'a self,
            media: &'a $crate::model::Media,
            answer: &'a serde_json::Value,
            answers: &'a $crate::model::form::Answers,
            range: Option<&'a $crate::net::Range>,
        ) -> $crate::base::Fut<'a, $crate::net::Opened> {
            self.portal.open_linked(media, answer, answers, range)
        }
    };
    (@signed_address) => {
        fn signed_address<'a>(&'a self, url: url::Url) -> $crate::base::Fut<'a, url::Url> {
            self.portal.signed_address(url)
        }
    };
    (@http) => {
        fn http(&self) -> &$crate::access::http::Http {
            self.portal.http()
        }
    };
    (@http_to) => {
        fn http_to(&self, url: &url::Url) -> &$crate::access::http::Http {
            self.portal.http_to(url)
        }
    };
    (@account) => {
        fn account<'a>(&'a self) -> $crate::base::Fut<'a, $crate::access::auth::Account> {
            self.portal.account()
        }
    };
    (@abilities) => {
        fn abilities(&self, address: &$crate::model::Address) -> $crate::model::Abilities {
            self.portal.abilities(address)
        }
    };
    (@guide) => {
        fn guide<'a>(
            &'a self,
            wish: &'a $crate::access::guide::AccessWish,
            language: &'a str,
        ) -> $crate::base::Fut<'a, $crate::access::guide::Guide> {
            self.portal.guide(wish, language)
        }
    };
    (@quota) => {
        fn quota(&self) -> Vec<$crate::net::quota::Remaining> {
            self.portal.quota()
        }
    };
}

pub(crate) use hand_on;
