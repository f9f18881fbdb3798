//! What a workspace holds (docs/portals/dastra.md 5): one line per fact that tells a collection from another. Names and
//! parameters are spelled as the API's description does.

use crate::base::i18n::Said;
use crate::model::Access;
use crate::said;

/// One kind of entry that a workspace, or the organisation, has a list of.
#[derive(Debug, PartialEq)]
pub struct Collection {
    /// As in the API's addresses, and in ours.
    pub path: &'static str,
    pub title: Said,
    /// What Dastra's own screens call it.
    pub note: &'static str,
    pub access: Access,
    /// Whether it is shown where collections are listed: rights requests are not (docs/portals/dastra.md 7), but have
    /// addresses.
    pub listed: bool,
    /// Whether its list is the organisation's, narrowed to a workspace by a parameter.
    pub organisation: bool,
    /// Whether its list takes `page` and `size`.
    pub paged: bool,
    /// Whether an entry can be asked for by itself.
    pub detail: bool,
    /// The parameter for words.
    pub search: Option<&'static str>,
    pub filters: &'static [Filter],
    /// The property that titles are sorted by; `None` where the list takes no order.
    pub sort: Option<&'static str>,
    pub exports: Exports,
    pub documents: Documents,
    /// Properties worth showing, and what they are called.
    pub facts: &'static [(&'static str, Said)],
}

/// How a list is narrowed.
#[derive(Debug, PartialEq)]
pub struct Filter {
    /// As in [`crate::model::Abilities::filters`].
    pub key: &'static str,
    pub parameter: &'static str,
    /// Whether it takes several values, as a repeated parameter (docs/portals/dastra.md 1).
    pub many: bool,
    /// The values known to mean something; others pass.
    pub values: &'static [&'static str],
}

/// What Dastra writes of it as files (docs/portals/dastra.md 6.1).
#[derive(Debug, PartialEq)]
pub struct Exports {
    pub formats: &'static [&'static str],
    /// Whether the whole collection can be had.
    pub whole: bool,
    pub one: One,
    /// The parameter's value, what the file is called, in which formats.
    pub templates: &'static [(&'static str, &'static str, &'static [&'static str])],
}

/// How an export is narrowed to one entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum One {
    No,
    Ids,
    /// By the same `ids`, which may be ignored there (docs/portals/dastra.md 11): the file is looked at.
    IdsPerhaps,
    Id,
}

/// What files hang on an entry (docs/portals/dastra.md 6.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Documents {
    None,
    Attachments,
    /// Those of the register entries it is used in, and of their assets (docs/portals/dastra.md 7).
    OfProcessings,
    /// Those of a request and of its messages.
    OfRequest,
    OfMessage,
    OfControlPoint,
    /// There are some, and no call to fetch them is described.
    Named,
}

const NO_EXPORT: Exports = Exports { formats: &[], whole: false, one: One::No, templates: &[] };
const ALL: Exports =
    Exports { formats: &["csv", "xlsx", "json", "pdf", "docx"], whole: true, one: One::No, templates: &[] };
const TABLES: Exports = Exports { formats: &["csv", "xlsx", "json"], ..ALL };

const PLAIN: Collection = Collection {
    path: "",
    title: Said(""),
    note: "",
    access: Access::Restricted,
    listed: true,
    organisation: false,
    paged: true,
    detail: true,
    search: None,
    filters: &[],
    sort: None,
    exports: NO_EXPORT,
    documents: Documents::None,
    facts: &[],
};

const fn one_of(key: &'static str, parameter: &'static str, values: &'static [&'static str]) -> Filter {
    Filter { key, parameter, many: false, values }
}

const fn any_of(key: &'static str, parameter: &'static str, values: &'static [&'static str]) -> Filter {
    Filter { key, parameter, many: true, values }
}

const TAG: Filter = any_of("tag", "tags", &[]);
const AREA: Filter = one_of("area", "areaId", &[]);
const ARCHIVED: Filter = one_of("archived", "archived", &["true", "false"]);

impl Collection {
    /// The short names of the formats it comes in: those Dastra makes, where it does, and `ours`.
    pub fn formats(&self, dastra_does: bool, ours: &[&str]) -> String {
        let mut formats: Vec<&str> = self.exports.formats.iter().filter(|_| dastra_does).copied().collect();
        for format in ours {
            if !formats.contains(format) {
                formats.push(format);
            }
        }
        formats.join(", ")
    }
}

/// How many of the first are searched where no collection is named.
pub const MAIN: usize = 4;

/// In the order they are shown in.
#[rustfmt::skip]
pub static COLLECTIONS: [Collection; 32] = [
    Collection {
        path: "DataRetentionRules", title: said!("dastra-collection-data-sets"), note: "jeux de données", search: Some("q"), sort: Some("label"),
        filters: &[TAG, one_of("field", "dataFieldId", &[])],
        exports: Exports { one: One::IdsPerhaps, ..ALL }, documents: Documents::OfProcessings,
        facts: &[
            ("ref", said!("dastra-field-ref")), ("dataSetSource", said!("dastra-field-source")),
            ("sourceDescription", said!("dastra-field-source-is")), ("dataFields", said!("dastra-field-fields")),
            ("dataProcessings", said!("dastra-field-used-in")), ("subjectCategories", said!("dastra-field-about")),
            ("baseActiveDescription", said!("dastra-field-active-use")),
            ("baseActiveRetentionDuration", said!("dastra-field-active-use-lasts")),
            ("baseActiveLegalBasis", said!("dastra-field-active-use-by")),
            ("intermediateArchivingDescription", said!("dastra-field-archiving")),
            ("intermediateArchivingRetentionDuration", said!("dastra-field-archiving-lasts")),
            ("intermediateArchivingLegalBasis", said!("dastra-field-archiving-by")),
            ("destructionDescription", said!("dastra-field-destruction")), ("destructionLegalBasis", said!("dastra-field-destruction-by")),
            ("creator", said!("dastra-field-created-by")), ("readonly", said!("dastra-field-read-only")),
            ("customFields", said!("dastra-field-custom-fields")),
        ],
        ..PLAIN
    },
    Collection {
        path: "DataProcessings", title: said!("dastra-collection-processing-register"), note: "registre des traitements", search: Some("q"), sort: Some("label"),
        filters: &[
            TAG, AREA, ARCHIVED, any_of("state", "states", &["Active", "Draft", "Archived", "Deleted"]),
            one_of("type", "type", &["Default", "Vendor"]), one_of("dataset", "dataSetId", &[]), one_of("actor", "actorId", &[]),
        ],
        exports: Exports {
            one: One::Ids,
            templates: &[("Article30", "article 30", &["docx", "pdf"]), ("NoticeInformation", "notice d'information", &["docx", "pdf"])],
            ..ALL
        },
        documents: Documents::Attachments,
        facts: &[
            ("ref", said!("dastra-field-ref")), ("state", said!("dastra-field-state")),
            ("processingState", said!("dastra-field-stage")), ("processingType", said!("dastra-field-type")),
            ("archived", said!("dastra-field-archived")),
            ("owner", said!("dastra-field-owner")), ("creatorUser", said!("dastra-field-created-by")),
            ("dateDeployment", said!("dastra-field-deployed")), ("datePublication", said!("dastra-field-published")),
            ("dateArchived", said!("dastra-field-archived-on")),
            ("purposes", said!("dastra-field-purposes")), ("personCategories", said!("dastra-field-people")),
            ("dataRetentionRules", said!("dastra-field-data-sets")), ("assets", said!("dastra-field-assets")),
            ("recipients", said!("dastra-field-recipients")), ("stakeHolders", said!("dastra-field-stakeholders")),
            ("dataControllers", said!("dastra-field-controllers")), ("securityMeasures", said!("dastra-field-measures")),
            ("progression", said!("dastra-field-progress")), ("quality", said!("dastra-field-quality")),
            ("sensitivity", said!("dastra-field-sensitivity")), ("riskLevel", said!("dastra-field-risk")),
            ("isDPIARequired", said!("dastra-field-dpia-required")), ("customFields", said!("dastra-field-custom-fields")),
        ],
        ..PLAIN
    },
    Collection {
        path: "Assets", title: said!("dastra-collection-assets"), note: "actifs", search: Some("q"), sort: Some("label"),
        filters: &[TAG, any_of("type", "types", &["Software", "Building", "Network", "Material", "Data", "People", "Process"])],
        exports: Exports { one: One::IdsPerhaps, ..ALL }, documents: Documents::Attachments,
        facts: &[
            ("ref", said!("dastra-field-ref")), ("type", said!("dastra-field-type")),
            ("applicationType", said!("dastra-field-application")), ("applicationState", said!("dastra-field-stage")),
            ("hostingType", said!("dastra-field-hosting")),
            ("developmentType", said!("dastra-field-development")), ("maintenanceType", said!("dastra-field-maintenance")),
            ("supportType", said!("dastra-field-support")),
            ("address", said!("dastra-field-address")), ("zipCode", said!("dastra-field-postal-code")),
            ("city", said!("dastra-field-city")), ("countryCode", said!("dastra-field-country")),
            ("purposes", said!("dastra-field-purposes")), ("dataProcessings", said!("dastra-field-used-in")),
            ("creator", said!("dastra-field-created-by")), ("readonly", said!("dastra-field-read-only")),
            ("customFields", said!("dastra-field-custom-fields")),
        ],
        ..PLAIN
    },
    Collection {
        path: "DataFields", title: said!("dastra-collection-data-fields"), note: "données", search: Some("q"), sort: Some("label"),
        filters: &[any_of("type", "types", &[]), any_of("category", "cats", &[])], exports: ALL,
        facts: &[
            ("dataType", said!("dastra-field-type")), ("personalDataCategory", said!("dastra-field-category")),
            ("sensitiveData", said!("dastra-field-sensitive")), ("required", said!("dastra-field-required")),
            ("definition", said!("dastra-field-definition")),
            ("technicalDefinition", said!("dastra-field-technical-definition")),
            ("archivingPolicy", said!("dastra-field-archiving")), ("creator", said!("dastra-field-created-by")),
        ],
        ..PLAIN
    },
    Collection {
        path: "Actors", title: said!("dastra-collection-stakeholders"), note: "parties prenantes", access: Access::Personal, search: Some("q"), sort: Some("displayName"),
        filters: &[TAG, any_of("type", "types", &[]), any_of("country", "countries", &[])],
        exports: Exports { one: One::Ids, ..ALL }, documents: Documents::Attachments,
        facts: &[
            ("actorType", said!("dastra-field-type")), ("vendorType", said!("dastra-field-vendor")),
            ("companyName", said!("dastra-field-company")), ("contactName", said!("dastra-field-contact")),
            ("contactPosition", said!("dastra-field-position")),
            ("email", said!("dastra-field-email")), ("phoneNumber", said!("dastra-field-phone")),
            ("address", said!("dastra-field-address")), ("zipCode", said!("dastra-field-postal-code")),
            ("city", said!("dastra-field-city")), ("countryCode", said!("dastra-field-country")),
            ("websiteUrl", said!("dastra-field-web-site")), ("immatriculationNumber", said!("dastra-field-registration")),
            ("dpaSignatureDate", said!("dastra-field-contract-signed")),
        ],
        ..PLAIN
    },
    Collection {
        path: "SecurityMeasures", title: said!("dastra-collection-security-measures"), note: "mesures de sécurité", search: Some("q"), sort: Some("label"),
        filters: &[TAG, any_of("type", "types", &[])], exports: ALL, documents: Documents::Attachments,
        facts: &[("type", said!("dastra-field-type")), ("relatedRisk", said!("dastra-field-against")),
            ("moreDetailsUrl", said!("dastra-field-more")), ("dataProcessings", said!("dastra-field-used-in")),
            ("creatorUser", said!("dastra-field-created-by"))],
        ..PLAIN
    },
    Collection {
        path: "DataBreachs", title: said!("dastra-collection-data-breaches"), note: "violations de données", search: Some("q"), sort: Some("label"),
        filters: &[TAG, AREA, ARCHIVED, any_of("state", "states", &[]), any_of("type", "types", &[])],
        exports: Exports { one: One::Ids, ..ALL }, documents: Documents::Attachments,
        facts: &[
            ("state", said!("dastra-field-state")), ("reason", said!("dastra-field-reason")),
            ("reasonDescription", said!("dastra-field-reason-is")), ("location", said!("dastra-field-place")),
            ("startDate", said!("dastra-field-began")), ("endDate", said!("dastra-field-ended")),
            ("constatationDate", said!("dastra-field-noticed")), ("riskLevel", said!("dastra-field-risk")),
            ("dataVolume", said!("dastra-field-people-or-records")), ("sensitiveData", said!("dastra-field-sensitive")),
            ("dataDescriptionHtml", said!("dastra-field-data")), ("securityMeasures", said!("dastra-field-measures")),
            ("adoptedSecurityMeasures", said!("dastra-field-measures-since")),
            ("operator", said!("dastra-field-in-charge")), ("dateClosed", said!("dastra-field-closed")),
            ("archived", said!("dastra-field-archived")),
        ],
        ..PLAIN
    },
    Collection {
        path: "AuditResponses", title: said!("dastra-collection-audits"), note: "réponses aux questionnaires", search: Some("q"), sort: Some("label"),
        filters: &[AREA, ARCHIVED, any_of("state", "states", &[])], exports: Exports { one: One::Ids, ..ALL }, documents: Documents::Named,
        facts: &[
            ("state", said!("dastra-field-state")), ("template", said!("dastra-field-questionnaire")),
            ("objectLabel", said!("dastra-field-about")), ("objectType", said!("dastra-field-about-a")),
            ("readiness", said!("dastra-field-readiness")),
            ("score", said!("dastra-field-score")), ("maxScore", said!("dastra-field-of-at-most")),
            ("completionRate", said!("dastra-field-complete")), ("deadline", said!("dastra-field-due")),
            ("responseDate", said!("dastra-field-answered")),
            ("owners", said!("dastra-field-owners")), ("archived", said!("dastra-field-archived")),
        ],
        ..PLAIN
    },
    Collection {
        path: "AuditTemplates", title: said!("dastra-collection-questionnaires"), note: "modèles de questionnaires", search: Some("Q"), sort: Some("label"),
        filters: &[TAG, any_of("type", "Types", &[])], exports: Exports { whole: false, one: One::Id, ..ALL },
        facts: &[("type", said!("dastra-field-type")), ("objectType", said!("dastra-field-about-a")),
            ("version", said!("dastra-field-version")), ("nbQuestions", said!("dastra-field-questions")),
            ("nbResponses", said!("dastra-field-audits")), ("creator", said!("dastra-field-created-by"))],
        ..PLAIN
    },
    Collection {
        path: "Tasks", title: said!("dastra-collection-tasks"), note: "plan d'action", search: Some("q"), sort: Some("label"),
        filters: &[TAG, AREA, ARCHIVED, any_of("state", "states", &[])], exports: Exports { one: One::Ids, ..ALL }, documents: Documents::Attachments,
        facts: &[
            ("state", said!("dastra-field-state")), ("priority", said!("dastra-field-priority")),
            ("deadline", said!("dastra-field-due")), ("assignedToUser", said!("dastra-field-assigned-to")),
            ("owner", said!("dastra-field-owner")),
            ("project", said!("dastra-field-project")), ("iteration", said!("dastra-field-iteration")),
            ("objectType", said!("dastra-field-about-a")), ("nbSubTasks", said!("dastra-field-sub-tasks")),
            ("dateClosed", said!("dastra-field-closed")), ("archived", said!("dastra-field-archived")),
        ],
        ..PLAIN
    },
    Collection { path: "Contracts", title: said!("dastra-collection-contracts"), note: "contrats", search: Some("q"), exports: ALL, documents: Documents::Attachments, facts: &[("ref", said!("dastra-field-ref")),
        ("state", said!("dastra-field-state")), ("type", said!("dastra-field-type"))], ..PLAIN },
    Collection { path: "AiSystems", title: said!("dastra-collection-ai-systems"), note: "systèmes d'IA", search: Some("q"), exports: ALL, facts: &[("ref", said!("dastra-field-ref")),
        ("state", said!("dastra-field-state")), ("type", said!("dastra-field-type")), ("riskLevel", said!("dastra-field-risk"))], ..PLAIN },
    Collection { path: "AiModels", title: said!("dastra-collection-ai-models"), note: "modèles d'IA", search: Some("q"), exports: ALL, facts: &[("ref", said!("dastra-field-ref")),
        ("state", said!("dastra-field-state")), ("type", said!("dastra-field-type"))], ..PLAIN },
    Collection { path: "CustomReports", title: said!("dastra-collection-reports"), note: "rapports personnalisés", search: Some("q"), exports: ALL, facts: &[("type", said!("dastra-field-type")),
        ("category", said!("dastra-field-category"))], ..PLAIN },
    Collection {
        path: "RiskEvaluations", title: said!("dastra-collection-risks"), note: "évaluations des risques", search: Some("q"),
        filters: &[AREA, any_of("state", "states", &[])], exports: ALL,
        facts: &[
            ("state", said!("dastra-field-state")), ("object", said!("dastra-field-about")),
            ("objectType", said!("dastra-field-about-a")), ("priority", said!("dastra-field-priority")),
            ("riskInitial", said!("dastra-field-risk-at-first")), ("riskCurrent", said!("dastra-field-risk-now")),
            ("riskResidual", said!("dastra-field-risk-left")), ("responseType", said!("dastra-field-response")),
            ("responseJustification", said!("dastra-field-because")), ("owner", said!("dastra-field-owner")),
        ],
        ..PLAIN
    },
    Collection { path: "RiskAssets", title: said!("dastra-collection-what-is-at-risk"), note: "objets évalués", detail: false, filters: &[AREA], exports: ALL, facts: &[("ref", said!("dastra-field-ref")),
        ("type", said!("dastra-field-type")), ("totalRisks", said!("dastra-field-risks")),
        ("monitoredRisks", said!("dastra-field-followed")), ("averageRiskCurrent", said!("dastra-field-risk-now"))], ..PLAIN },
    Collection { path: "RiskTypes", title: said!("dastra-collection-kinds-of-risk"), note: "bibliothèque de risques", sort: Some("label"), filters: &[TAG], facts: &[("ref", said!("dastra-field-ref")),
        ("category", said!("dastra-field-category")), ("threatDescription", said!("dastra-field-threat")),
        ("sourceDescription", said!("dastra-field-source")), ("threats", said!("dastra-field-threats"))], ..PLAIN },
    Collection { path: "RiskCategories", title: said!("dastra-collection-risk-categories"), note: "catégories de risques", sort: Some("label"), filters: &[TAG], ..PLAIN },
    Collection { path: "RiskThreats", title: said!("dastra-collection-threats"), note: "menaces", search: Some("q"), sort: Some("label"), facts: &[("creator", said!("dastra-field-created-by"))], ..PLAIN },
    Collection { path: "RiskEvents", title: said!("dastra-collection-incidents"), note: "incidents", sort: Some("label"), facts: &[("type", said!("dastra-field-kind-of-risk")),
        ("impactValue", said!("dastra-field-impact")), ("date", said!("dastra-field-on")),
        ("creator", said!("dastra-field-created-by"))], ..PLAIN },
    Collection { path: "ControlPoints", title: said!("dastra-collection-controls"), note: "points de contrôle", search: Some("Query"), sort: Some("label"), filters: &[one_of("type", "Type", &[])], exports: TABLES, facts: &[("ref", said!("dastra-field-ref")),
        ("type", said!("dastra-field-type")), ("priority", said!("dastra-field-priority")),
        ("nbDaysFrequency", said!("dastra-field-every-so-many-days")), ("nbResponses", said!("dastra-field-answers")),
        ("owner", said!("dastra-field-owner"))], ..PLAIN },
    Collection { path: "ControlPointResponses", title: said!("dastra-collection-control-answers"), note: "réponses aux points de contrôle", paged: false, documents: Documents::OfControlPoint, facts: &[("state", said!("dastra-field-state")),
        ("current", said!("dastra-field-current")), ("user", said!("dastra-field-by"))], ..PLAIN },
    Collection { path: "Projects", title: said!("dastra-collection-projects"), note: "projets", paged: false, filters: &[ARCHIVED], facts: &[("nbTasks", said!("dastra-field-tasks")),
        ("archived", said!("dastra-field-archived"))], ..PLAIN },
    Collection { path: "Iterations", title: said!("dastra-collection-iterations"), note: "itérations", paged: false, facts: &[("start", said!("dastra-field-from")),
        ("end", said!("dastra-field-to")), ("done", said!("dastra-field-done")), ("current", said!("dastra-field-current"))], ..PLAIN },
    Collection {
        path: "Areas", title: said!("dastra-collection-organisation-units"), note: "entités et périmètres", search: Some("q"), sort: Some("label"), filters: &[one_of("type", "type", &[])], exports: TABLES,
        facts: &[("ref", said!("dastra-field-ref")), ("type", said!("dastra-field-type")),
            ("immatriculationNumber", said!("dastra-field-registration")), ("address", said!("dastra-field-address")),
            ("zipCode", said!("dastra-field-postal-code")), ("city", said!("dastra-field-city")),
            ("countryCode", said!("dastra-field-country")), ("dpo", said!("dastra-field-dpo")),
            ("children", said!("dastra-field-units-below")), ("teams", said!("dastra-field-teams"))],
        ..PLAIN
    },
    Collection { path: "Teams", title: said!("dastra-collection-teams"), note: "équipes", search: Some("q"), sort: Some("label"), facts: &[("ref", said!("dastra-field-ref")),
        ("nbUsers", said!("dastra-field-people"))], ..PLAIN },
    Collection { path: "Tags", title: said!("dastra-collection-tags"), note: "étiquettes", paged: false, filters: &[one_of("type", "type", &["DataProcessing", "DataSubject", "DataBreach", "Task", "Actor", "SecurityMeasure", "Asset", "Risk", "DataRetentionRule", "AuditTemplate"])], exports: TABLES, facts: &[("type", said!("dastra-field-of"))], ..PLAIN },
    Collection { path: "SubjectCategories", title: said!("dastra-collection-categories-of-people"), note: "catégories de personnes", exports: TABLES, facts: &[("type", said!("dastra-field-type"))], ..PLAIN },
    Collection { path: "Users", title: said!("dastra-collection-people"), note: "utilisateurs", access: Access::Personal, search: Some("q"), exports: TABLES, facts: &[("email", said!("dastra-field-email")),
        ("role", said!("dastra-field-role")), ("teams", said!("dastra-field-teams")), ("active", said!("dastra-field-active"))], ..PLAIN },
    Collection { path: "Logs", title: said!("dastra-collection-activity-log"), note: "journal d'activité", access: Access::Personal, organisation: true, sort: Some("date"), exports: Exports { formats: &["csv"], ..ALL }, facts: &[("date", said!("dastra-field-on")),
        ("user", said!("dastra-field-by")), ("objectType", said!("dastra-field-about-a")),
        ("channel", said!("dastra-field-channel")), ("isDeletion", said!("dastra-field-deletion"))], ..PLAIN },
    Collection {
        path: "DataSubjectRequests", title: said!("dastra-collection-rights-requests"), note: "demandes d'exercice de droits", access: Access::Personal, listed: false, search: Some("q"), sort: Some("title"),
        filters: &[TAG, AREA, ARCHIVED, any_of("state", "states", &[])], exports: Exports { one: One::Ids, ..ALL }, documents: Documents::OfRequest,
        facts: &[
            ("state", said!("dastra-field-state")), ("purposes", said!("dastra-field-asks-for")),
            ("channel", said!("dastra-field-came-by")), ("givenName", said!("dastra-field-given-name")),
            ("familyName", said!("dastra-field-family-name")), ("email", said!("dastra-field-email")),
            ("phoneNumber", said!("dastra-field-phone")),
            ("message", said!("dastra-field-message")), ("resolutionMessage", said!("dastra-field-answer")),
            ("operator", said!("dastra-field-in-charge")), ("expiryTime", said!("dastra-field-due")),
            ("remainingDays", said!("dastra-field-days-left")), ("dateClosed", said!("dastra-field-closed")),
            ("archived", said!("dastra-field-archived")),
        ],
        ..PLAIN
    },
    Collection { path: "DataSubjectMessages", title: said!("dastra-collection-messages-about-rights-requests"), note: "messages des demandes", access: Access::Personal, listed: false, search: Some("q"), documents: Documents::OfMessage, facts: &[("dateSend", said!("dastra-field-sent")),
        ("user", said!("dastra-field-by")), ("userRequestId", said!("dastra-field-request"))], ..PLAIN },
];
