//! The values that a Plan comes to.

use crate::diagnostic::{Code, Diagnostic, code};
use crate::flux::{Controller, Version};
use crate::plan::Plan;
use crate::render::component;
use crate::yaml::{Layout, Path, Value, block};

use super::chart::{Chart, EXTRA_OBJECTS};
use super::{flux_instance, flux2};

/// What is known of the Flux that a chart installs.
#[derive(Clone, Debug)]
pub(crate) struct Installation {
    /// The version, if it is known.
    pub(crate) version: Option<Version>,
    /// The controllers.
    pub(crate) present: Vec<Controller>,
    /// Whether a FluxInstance has shards.
    pub(crate) sharded: bool,
    /// What is to let the controllers create tokens, where manifests tell whether anything does.
    pub(crate) permission: Option<Vec<Value>>,
}

/// The values of a chart.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    pub(crate) chart: Chart,
    pub(crate) installation: Installation,
    /// The values, from their root.
    pub(crate) wanted: Value,
    /// The objects that the chart has no value for.
    beside: Vec<Value>,
}

impl Values {
    /// What a plan comes to.
    ///
    /// # Errors
    /// What the chart has no value for.
    pub(crate) fn of(
        plan: &Plan,
        chart: Chart,
        installation: Installation,
    ) -> Result<Values, Vec<Diagnostic>> {
        let (wanted, beside) = match chart {
            Chart::Flux2 => (flux2::values(plan, &installation), Vec::new()),
            Chart::FluxInstance => flux_instance::values(plan, &installation)?,
        };
        Ok(Values { chart, installation, wanted, beside })
    }

    /// The values as a file.
    pub(crate) fn text(&self) -> String {
        block(&self.wanted, 0, &Layout::default()) + "\n"
    }

    /// Whether there are any.
    pub(super) fn is_empty(&self) -> bool {
        self.wanted == Value::Map(Vec::new())
    }

    /// Whether these values settle what is said of manifests that the chart has rendered without
    /// them.
    pub(crate) fn settle(&self, said: Code) -> bool {
        let objects = match self.wanted.get(EXTRA_OBJECTS) {
            Some(Value::List(objects)) => objects.as_slice(),
            _ => &[],
        };
        let is_role = |object: &Value| object.get("kind") == Some(&"ClusterRole".into());
        said == code::GATE_RETIRED || said == code::TOKEN_CREATION && objects.iter().any(is_role)
    }

    /// That objects are needed which the chart can't add.
    pub(crate) fn missing_objects(&self) -> Option<Diagnostic> {
        let message = format!(
            "the chart {} can't add the objects without which these values do not work",
            self.chart.name()
        );
        let missing = Diagnostic::new(code::BESIDE_CHART, message)
            .help("apply these beside the chart's release:")
            .example(component::documents(&self.beside).trim_end())
            .path(Path::keys(["spec"]));
        (!self.beside.is_empty()).then_some(missing)
    }
}
