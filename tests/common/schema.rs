//! `docs/schema.json`, and whether a value is as it says: a reader of the keywords that it uses, which refuses others.

use serde_json::Value;

pub struct Schema(Value);

impl Schema {
    pub fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema.json");
        let schema = Self(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap());
        assert_eq!(schema.0["$schema"], "https://json-schema.org/draft/2020-12/schema");
        for (name, definition) in schema.definitions() {
            check_keywords(definition, name);
        }
        schema
    }

    pub fn definitions(&self) -> &serde_json::Map<String, Value> {
        self.0["$defs"].as_object().unwrap()
    }

    /// The fields that a definition names, but for the version.
    pub fn fields(&self, name: &str) -> Vec<&str> {
        let fields = self.definitions()[name]["properties"].as_object().unwrap();
        fields.keys().map(String::as_str).filter(|field| *field != "schema").collect()
    }

    /// What of `value` is not as the definition called `name` says; nothing where all is.
    pub fn faults(&self, name: &str, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.compare(&self.definitions()[name], value, name, &mut faults);
        faults
    }

    fn compare(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        for (keyword, says) in schema.as_object().unwrap() {
            let mut fault = |why: String| faults.push(format!("{at}: {why}: {value}"));
            match keyword.as_str() {
                "description" => {}
                "$ref" => {
                    let name = says.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                    self.compare(&self.definitions()[name], value, at, faults);
                }
                "const" if value != says => fault(format!("is not {says}")),
                "enum" if !says.as_array().unwrap().contains(value) => fault(format!("is none of {says}")),
                "type" if !is_of(says, value) => fault(format!("is no {says}")),
                "minimum" if value.as_f64().is_some_and(|it| it < says.as_f64().unwrap()) => {
                    fault(format!("is below {says}"));
                }
                "anyOf" => {
                    let fits = |schema: &Value| {
                        let mut faults = Vec::new();
                        self.compare(schema, value, at, &mut faults);
                        faults.is_empty()
                    };
                    if !says.as_array().unwrap().iter().any(fits) {
                        fault("is none of several".to_owned());
                    }
                }
                "required" => {
                    let missing = says.as_array().unwrap().iter().filter(|field| {
                        value.as_object().is_some_and(|fields| !fields.contains_key(field.as_str().unwrap()))
                    });
                    missing.for_each(|field| fault(format!("has no {field}")));
                }
                "additionalProperties" => {
                    let fields = value.as_object().into_iter().flatten();
                    let unknown = fields.filter(|(field, _)| schema["properties"].get(field.as_str()).is_none());
                    unknown.for_each(|(field, _)| fault(format!("has a field {field}")));
                }
                "properties" => {
                    for (field, value) in value.as_object().into_iter().flatten() {
                        let known = says.get(field);
                        known.iter().for_each(|it| self.compare(it, value, &format!("{at}.{field}"), faults));
                    }
                }
                "items" => {
                    for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                        self.compare(says, value, &format!("{at}[{index}]"), faults);
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_of(types: &Value, value: &Value) -> bool {
    let is = |word: &Value| match word.as_str().unwrap() {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    };
    types.as_array().map_or_else(|| is(types), |types| types.iter().any(is))
}

/// Fails on what [`Schema::compare`] does not read, and on an object that is open to anything.
fn check_keywords(schema: &Value, at: &str) {
    for (keyword, says) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "description" | "$ref" | "const" | "enum" | "type" | "minimum" | "required" => {}
            "additionalProperties" => assert_eq!(*says, false, "{at}"),
            "items" => check_keywords(says, at),
            "anyOf" => says.as_array().unwrap().iter().for_each(|it| check_keywords(it, at)),
            "properties" => {
                assert_eq!(schema["additionalProperties"], false, "{at}");
                says.as_object().unwrap().iter().for_each(|(field, it)| check_keywords(it, &format!("{at}.{field}")));
            }
            other => panic!("{at}: the keyword {other} is not read"),
        }
    }
}
