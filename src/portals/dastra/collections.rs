//! What a workspace holds (contract section 5): one line per fact that tells a collection from another. Names and
//! parameters are spelled as the API's description does.

use crate::model::Access;

/// One kind of entry that a workspace, or the organisation, has a list of.
#[derive(Debug, PartialEq)]
pub struct Collection {
    /// As in the API's addresses, and in ours.
    pub path: &'static str,
    pub title: &'static str,
    /// What Dastra's own screens call it.
    pub note: &'static str,
    pub access: Access,
    /// Whether it is shown where collections are listed: rights requests are not (section 7), but have addresses.
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
    pub facts: &'static [(&'static str, &'static str)],
}

/// How a list is narrowed.
#[derive(Debug, PartialEq)]
pub struct Filter {
    /// As in [`crate::model::Abilities::filters`].
    pub key: &'static str,
    pub parameter: &'static str,
    /// Whether it takes several values, as a repeated parameter (section 1).
    pub many: bool,
    /// The values known to mean something; others pass.
    pub values: &'static [&'static str],
}

/// What Dastra writes of it as files (section 6.1).
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
    /// By the same `ids`, which may be ignored there (section 11): the file is looked at.
    IdsPerhaps,
    Id,
}

/// What files hang on an entry (section 6.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Documents {
    None,
    Attachments,
    /// Those of the register entries it is used in, and of their assets (section 7).
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
    title: "",
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
        path: "DataRetentionRules", title: "data sets", note: "jeux de données", search: Some("q"), sort: Some("label"),
        filters: &[TAG, one_of("field", "dataFieldId", &[])],
        exports: Exports { one: One::IdsPerhaps, ..ALL }, documents: Documents::OfProcessings,
        facts: &[
            ("ref", "ref"), ("dataSetSource", "source"), ("sourceDescription", "source is"), ("dataFields", "fields"),
            ("dataProcessings", "used in"), ("subjectCategories", "about"),
            ("baseActiveDescription", "active use"), ("baseActiveRetentionDuration", "active use lasts"), ("baseActiveLegalBasis", "active use by"),
            ("intermediateArchivingDescription", "archiving"), ("intermediateArchivingRetentionDuration", "archiving lasts"), ("intermediateArchivingLegalBasis", "archiving by"),
            ("destructionDescription", "destruction"), ("destructionLegalBasis", "destruction by"),
            ("creator", "created by"), ("readonly", "read-only"), ("customFields", "custom fields"),
        ],
        ..PLAIN
    },
    Collection {
        path: "DataProcessings", title: "processing register", note: "registre des traitements", search: Some("q"), sort: Some("label"),
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
            ("ref", "ref"), ("state", "state"), ("processingState", "stage"), ("processingType", "type"), ("archived", "archived"),
            ("owner", "owner"), ("creatorUser", "created by"), ("dateDeployment", "deployed"), ("datePublication", "published"), ("dateArchived", "archived on"),
            ("purposes", "purposes"), ("personCategories", "people"), ("dataRetentionRules", "data sets"), ("assets", "assets"),
            ("recipients", "recipients"), ("stakeHolders", "stakeholders"), ("dataControllers", "controllers"), ("securityMeasures", "measures"),
            ("progression", "progress %"), ("quality", "quality %"), ("sensitivity", "sensitivity"), ("riskLevel", "risk"),
            ("isDPIARequired", "DPIA required"), ("customFields", "custom fields"),
        ],
        ..PLAIN
    },
    Collection {
        path: "Assets", title: "assets", note: "actifs", search: Some("q"), sort: Some("label"),
        filters: &[TAG, any_of("type", "types", &["Software", "Building", "Network", "Material", "Data", "People", "Process"])],
        exports: Exports { one: One::IdsPerhaps, ..ALL }, documents: Documents::Attachments,
        facts: &[
            ("ref", "ref"), ("type", "type"), ("applicationType", "application"), ("applicationState", "stage"), ("hostingType", "hosting"),
            ("developmentType", "development"), ("maintenanceType", "maintenance"), ("supportType", "support"),
            ("address", "address"), ("zipCode", "postal code"), ("city", "city"), ("countryCode", "country"),
            ("purposes", "purposes"), ("dataProcessings", "used in"), ("creator", "created by"), ("readonly", "read-only"), ("customFields", "custom fields"),
        ],
        ..PLAIN
    },
    Collection {
        path: "DataFields", title: "data fields", note: "données", search: Some("q"), sort: Some("label"),
        filters: &[any_of("type", "types", &[]), any_of("category", "cats", &[])], exports: ALL,
        facts: &[
            ("dataType", "type"), ("personalDataCategory", "category"), ("sensitiveData", "sensitive"), ("required", "required"),
            ("definition", "definition"), ("technicalDefinition", "technical definition"), ("archivingPolicy", "archiving"), ("creator", "created by"),
        ],
        ..PLAIN
    },
    Collection {
        path: "Actors", title: "stakeholders", note: "parties prenantes", access: Access::Personal, search: Some("q"), sort: Some("displayName"),
        filters: &[TAG, any_of("type", "types", &[]), any_of("country", "countries", &[])],
        exports: Exports { one: One::Ids, ..ALL }, documents: Documents::Attachments,
        facts: &[
            ("actorType", "type"), ("vendorType", "vendor"), ("companyName", "company"), ("contactName", "contact"), ("contactPosition", "position"),
            ("email", "email"), ("phoneNumber", "phone"), ("address", "address"), ("zipCode", "postal code"), ("city", "city"), ("countryCode", "country"),
            ("websiteUrl", "web site"), ("immatriculationNumber", "registration"), ("dpaSignatureDate", "contract signed"),
        ],
        ..PLAIN
    },
    Collection {
        path: "SecurityMeasures", title: "security measures", note: "mesures de sécurité", search: Some("q"), sort: Some("label"),
        filters: &[TAG, any_of("type", "types", &[])], exports: ALL, documents: Documents::Attachments,
        facts: &[("type", "type"), ("relatedRisk", "against"), ("moreDetailsUrl", "more"), ("dataProcessings", "used in"), ("creatorUser", "created by")],
        ..PLAIN
    },
    Collection {
        path: "DataBreachs", title: "data breaches", note: "violations de données", search: Some("q"), sort: Some("label"),
        filters: &[TAG, AREA, ARCHIVED, any_of("state", "states", &[]), any_of("type", "types", &[])],
        exports: Exports { one: One::Ids, ..ALL }, documents: Documents::Attachments,
        facts: &[
            ("state", "state"), ("reason", "reason"), ("reasonDescription", "reason is"), ("location", "place"), ("startDate", "began"), ("endDate", "ended"),
            ("constatationDate", "noticed"), ("riskLevel", "risk"), ("dataVolume", "people or records"), ("sensitiveData", "sensitive"),
            ("dataDescriptionHtml", "data"), ("securityMeasures", "measures"), ("adoptedSecurityMeasures", "measures since"),
            ("operator", "in charge"), ("dateClosed", "closed"), ("archived", "archived"),
        ],
        ..PLAIN
    },
    Collection {
        path: "AuditResponses", title: "audits", note: "réponses aux questionnaires", search: Some("q"), sort: Some("label"),
        filters: &[AREA, ARCHIVED, any_of("state", "states", &[])], exports: Exports { one: One::Ids, ..ALL }, documents: Documents::Named,
        facts: &[
            ("state", "state"), ("template", "questionnaire"), ("objectLabel", "about"), ("objectType", "about a"), ("readiness", "readiness"),
            ("score", "score"), ("maxScore", "of at most"), ("completionRate", "complete %"), ("deadline", "due"), ("responseDate", "answered"),
            ("owners", "owners"), ("archived", "archived"),
        ],
        ..PLAIN
    },
    Collection {
        path: "AuditTemplates", title: "questionnaires", note: "modèles de questionnaires", search: Some("Q"), sort: Some("label"),
        filters: &[TAG, any_of("type", "Types", &[])], exports: Exports { whole: false, one: One::Id, ..ALL },
        facts: &[("type", "type"), ("objectType", "about a"), ("version", "version"), ("nbQuestions", "questions"), ("nbResponses", "audits"), ("creator", "created by")],
        ..PLAIN
    },
    Collection {
        path: "Tasks", title: "tasks", note: "plan d'action", search: Some("q"), sort: Some("label"),
        filters: &[TAG, AREA, ARCHIVED, any_of("state", "states", &[])], exports: Exports { one: One::Ids, ..ALL }, documents: Documents::Attachments,
        facts: &[
            ("state", "state"), ("priority", "priority"), ("deadline", "due"), ("assignedToUser", "assigned to"), ("owner", "owner"),
            ("project", "project"), ("iteration", "iteration"), ("objectType", "about a"), ("nbSubTasks", "sub-tasks"), ("dateClosed", "closed"), ("archived", "archived"),
        ],
        ..PLAIN
    },
    Collection { path: "Contracts", title: "contracts", note: "contrats", search: Some("q"), exports: ALL, documents: Documents::Attachments, facts: &[("ref", "ref"), ("state", "state"), ("type", "type")], ..PLAIN },
    Collection { path: "AiSystems", title: "AI systems", note: "systèmes d'IA", search: Some("q"), exports: ALL, facts: &[("ref", "ref"), ("state", "state"), ("type", "type"), ("riskLevel", "risk")], ..PLAIN },
    Collection { path: "AiModels", title: "AI models", note: "modèles d'IA", search: Some("q"), exports: ALL, facts: &[("ref", "ref"), ("state", "state"), ("type", "type")], ..PLAIN },
    Collection { path: "CustomReports", title: "reports", note: "rapports personnalisés", search: Some("q"), exports: ALL, facts: &[("type", "type"), ("category", "category")], ..PLAIN },
    Collection {
        path: "RiskEvaluations", title: "risks", note: "évaluations des risques", search: Some("q"),
        filters: &[AREA, any_of("state", "states", &[])], exports: ALL,
        facts: &[
            ("state", "state"), ("object", "about"), ("objectType", "about a"), ("priority", "priority"), ("riskInitial", "risk at first"), ("riskCurrent", "risk now"),
            ("riskResidual", "risk left"), ("responseType", "response"), ("responseJustification", "because"), ("owner", "owner"),
        ],
        ..PLAIN
    },
    Collection { path: "RiskAssets", title: "what is at risk", note: "objets évalués", detail: false, filters: &[AREA], exports: ALL, facts: &[("ref", "ref"), ("type", "type"), ("totalRisks", "risks"), ("monitoredRisks", "followed"), ("averageRiskCurrent", "risk now")], ..PLAIN },
    Collection { path: "RiskTypes", title: "kinds of risk", note: "bibliothèque de risques", sort: Some("label"), filters: &[TAG], facts: &[("ref", "ref"), ("category", "category"), ("threatDescription", "threat"), ("sourceDescription", "source"), ("threats", "threats")], ..PLAIN },
    Collection { path: "RiskCategories", title: "risk categories", note: "catégories de risques", sort: Some("label"), filters: &[TAG], ..PLAIN },
    Collection { path: "RiskThreats", title: "threats", note: "menaces", search: Some("q"), sort: Some("label"), facts: &[("creator", "created by")], ..PLAIN },
    Collection { path: "RiskEvents", title: "incidents", note: "incidents", sort: Some("label"), facts: &[("type", "kind of risk"), ("impactValue", "impact"), ("date", "on"), ("creator", "created by")], ..PLAIN },
    Collection { path: "ControlPoints", title: "controls", note: "points de contrôle", search: Some("Query"), sort: Some("label"), filters: &[one_of("type", "Type", &[])], exports: TABLES, facts: &[("ref", "ref"), ("type", "type"), ("priority", "priority"), ("nbDaysFrequency", "every so many days"), ("nbResponses", "answers"), ("owner", "owner")], ..PLAIN },
    Collection { path: "ControlPointResponses", title: "control answers", note: "réponses aux points de contrôle", paged: false, documents: Documents::OfControlPoint, facts: &[("state", "state"), ("current", "current"), ("user", "by")], ..PLAIN },
    Collection { path: "Projects", title: "projects", note: "projets", paged: false, filters: &[ARCHIVED], facts: &[("nbTasks", "tasks"), ("archived", "archived")], ..PLAIN },
    Collection { path: "Iterations", title: "iterations", note: "itérations", paged: false, facts: &[("start", "from"), ("end", "to"), ("done", "done"), ("current", "current")], ..PLAIN },
    Collection {
        path: "Areas", title: "organisation units", note: "entités et périmètres", search: Some("q"), sort: Some("label"), filters: &[one_of("type", "type", &[])], exports: TABLES,
        facts: &[("ref", "ref"), ("type", "type"), ("immatriculationNumber", "registration"), ("address", "address"), ("zipCode", "postal code"), ("city", "city"), ("countryCode", "country"), ("dpo", "DPO"), ("children", "units below"), ("teams", "teams")],
        ..PLAIN
    },
    Collection { path: "Teams", title: "teams", note: "équipes", search: Some("q"), sort: Some("label"), facts: &[("ref", "ref"), ("nbUsers", "people")], ..PLAIN },
    Collection { path: "Tags", title: "tags", note: "étiquettes", paged: false, filters: &[one_of("type", "type", &["DataProcessing", "DataSubject", "DataBreach", "Task", "Actor", "SecurityMeasure", "Asset", "Risk", "DataRetentionRule", "AuditTemplate"])], exports: TABLES, facts: &[("type", "of")], ..PLAIN },
    Collection { path: "SubjectCategories", title: "categories of people", note: "catégories de personnes", exports: TABLES, facts: &[("type", "type")], ..PLAIN },
    Collection { path: "Users", title: "people", note: "utilisateurs", access: Access::Personal, search: Some("q"), exports: TABLES, facts: &[("email", "email"), ("role", "role"), ("teams", "teams"), ("active", "active")], ..PLAIN },
    Collection { path: "Logs", title: "activity log", note: "journal d'activité", access: Access::Personal, organisation: true, sort: Some("date"), exports: Exports { formats: &["csv"], ..ALL }, facts: &[("date", "on"), ("user", "by"), ("objectType", "about a"), ("channel", "channel"), ("isDeletion", "deletion")], ..PLAIN },
    Collection {
        path: "DataSubjectRequests", title: "rights requests", note: "demandes d'exercice de droits", access: Access::Personal, listed: false, search: Some("q"), sort: Some("title"),
        filters: &[TAG, AREA, ARCHIVED, any_of("state", "states", &[])], exports: Exports { one: One::Ids, ..ALL }, documents: Documents::OfRequest,
        facts: &[
            ("state", "state"), ("purposes", "asks for"), ("channel", "came by"), ("givenName", "given name"), ("familyName", "family name"), ("email", "email"), ("phoneNumber", "phone"),
            ("message", "message"), ("resolutionMessage", "answer"), ("operator", "in charge"), ("expiryTime", "due"), ("remainingDays", "days left"), ("dateClosed", "closed"), ("archived", "archived"),
        ],
        ..PLAIN
    },
    Collection { path: "DataSubjectMessages", title: "messages about rights requests", note: "messages des demandes", access: Access::Personal, listed: false, search: Some("q"), documents: Documents::OfMessage, facts: &[("dateSend", "sent"), ("user", "by"), ("userRequestId", "request")], ..PLAIN },
];
