//! A controller in an identity of a config, as users write it.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A controller: its name, or a mapping where it runs under another ServiceAccount.
#[derive(Clone, Debug, Default)]
pub(crate) struct ControllerSpec {
    /// The controller. Required.
    pub name: Option<String>,
    /// The ServiceAccount that it runs under. Default: the one of its name.
    pub service_account: Option<String>,
}

/// The mapping.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    name: Option<String>,
    service_account: Option<String>,
}

impl<'de> Deserialize<'de> for ControllerSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ControllerSpec, D::Error> {
        deserializer.deserialize_struct("ControllerSpec", &["name", "serviceAccount"], NameOrFields)
    }
}

/// Takes either form.
struct NameOrFields;

impl<'de> Visitor<'de> for NameOrFields {
    type Value = ControllerSpec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a controller")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<ControllerSpec, E> {
        Ok(ControllerSpec { name: Some(name.to_owned()), service_account: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<ControllerSpec, A::Error> {
        let Fields { name, service_account } =
            Fields::deserialize(MapAccessDeserializer::new(fields))?;
        Ok(ControllerSpec { name, service_account })
    }
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use crate::flux::Controller;

    impl JsonSchema for super::ControllerSpec {
        fn schema_name() -> Cow<'static, str> {
            "ControllerSpec".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let name = generator.subschema_for::<Controller>();
            json_schema!({
                "anyOf": [
                    name,
                    {
                        "type": "object",
                        "required": ["name"],
                        "additionalProperties": false,
                        "properties": {
                            "name": name,
                            "serviceAccount": {
                                "description": "The ServiceAccount that it runs under. Default: the one of its name.",
                                "type": "string",
                            },
                        },
                    },
                ],
            })
        }
    }
}
