//! What the other wiring of the same provider left behind.

use crate::cloud::{self, Needs, Wiring, is_config_map, is_literal, is_projected_token};
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::Controller;
use crate::yaml::{Edit, Node, Path};

use super::deployment::{container, container_name, labels, pod_spec};
use super::service_account::annotation;
use super::{Reason, Resolver};

impl Resolver<'_, '_, '_> {
    /// Annotations on a ServiceAccount whose controller is wired without them.
    pub(super) fn left_annotations(&mut self, object: usize, need: &Needs) {
        let names = cloud::names(need.provider);
        let node = self.objects[object].node;
        let there: Vec<Path> = names
            .annotations
            .iter()
            .map(|key| annotation(key))
            .filter(|path| path.find(node).is_some_and(|n| !n.is_null()))
            .collect();
        match need.wiring {
            Wiring::Projected => {
                for path in there {
                    self.plan_edit(object, Edit::remove(path), Reason::Leftover(need.provider));
                }
            }
            // Pod Identity or direct access: the annotation is another way to an identity.
            Wiring::Annotation if need.annotations.is_empty() => {
                for path in there {
                    let value = path.find(node).and_then(Node::text).unwrap_or_default().to_owned();
                    let (severity, message) = match need.provider {
                        crate::flux::Provider::Gcp => (
                            Severity::Warning,
                            format!("the annotation makes {value:?} be used, not direct access"),
                        ),
                        _ => (
                            Severity::Info,
                            format!(
                                "{value:?} stays as a fallback; Pod Identity is preferred where it is set up"
                            ),
                        ),
                    };
                    let stays = Diagnostic::new(code::ANNOTATION_STAYS, message).severity(severity);
                    let help = "remove it once it is not needed";
                    self.say_of(object, Some(&path), stays.help(help));
                }
            }
            Wiring::Annotation => {}
        }
    }

    /// Labels of the webhook where the token is projected; projected tokens where it is not.
    pub(super) fn left_in_deployment(
        &mut self,
        object: usize,
        need: &Needs,
        controller: Controller,
    ) {
        match need.wiring {
            Wiring::Projected => self.left_label(object, need),
            Wiring::Annotation => self.left_projection(object, need, controller),
        }
    }

    fn left_label(&mut self, object: usize, need: &Needs) {
        let Some(key) = cloud::names(need.provider).label else {
            return;
        };
        for path in labels(key) {
            if path.find(self.objects[object].node).is_some() {
                self.plan_edit(object, Edit::remove(path), Reason::Leftover(need.provider));
            }
        }
    }

    fn left_projection(&mut self, object: usize, need: &Needs, controller: Controller) {
        let names = cloud::names(need.provider);
        let node = self.objects[object].node;
        let Some(name) = container_name(&self.objects[object]) else {
            return;
        };
        let container = container(&name);
        let volume = |name: &str| pod_spec().key("volumes").element("name", name);
        let ours = volume(names.token).find(node).is_some_and(is_projected_token);
        // Object level needs the host whatever the wiring is.
        let gated = |variable: &str| {
            let gate = self.plan.gate.as_ref().filter(|gate| gate.authority_host.is_some());
            variable == "AZURE_AUTHORITY_HOST" && gate.is_some_and(|gate| gate.reaches(controller))
        };
        let variables: Vec<&str> =
            names.env.iter().copied().filter(|variable| !gated(variable)).collect();
        for variable in variables {
            let path = container.key("env").element("name", variable);
            let Some(found) = path.find(node) else {
                continue;
            };
            if ours && is_literal(found) {
                self.plan_edit(object, Edit::remove(path), Reason::Leftover(need.provider));
            } else if names.winning_env.contains(&variable) {
                let message = format!("{variable} is set by hand and wins over the identity");
                let help = "remove it, unless it is meant to win";
                let wins = Diagnostic::new(code::ENV_WINS, message).help(help);
                self.say_of(object, Some(&path), wins);
            }
        }
        if !ours {
            return;
        }
        let mut volumes = vec![names.token];
        volumes.extend(
            names.credentials.filter(|name| volume(name).find(node).is_some_and(is_config_map)),
        );
        for name in volumes {
            let mount = container.key("volumeMounts").element("name", name);
            for path in [volume(name), mount] {
                if path.find(node).is_some() {
                    self.plan_edit(object, Edit::remove(path), Reason::Leftover(need.provider));
                }
            }
        }
    }
}
