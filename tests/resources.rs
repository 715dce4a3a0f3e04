//! What the cases write is what Kubernetes takes: objects decode strictly, names are unique, every
//! mount has its volume, and no mount of ours lies inside another or holds one.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "support/testdata.rs"]
mod testdata;

use std::collections::HashSet;
use std::fs;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, ServiceAccount};
use serde::de::DeserializeOwned;
use serde_yaml::Value;

/// Every object of a kind in the outputs of the cases, Lists included, with the name of its case.
fn objects(kind: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (name, folder) in testdata::cases() {
        if folder.join("exit").exists() {
            continue;
        }
        for file in ["output.yaml", "output.json"] {
            let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
            let list = serde_yaml::from_str::<Value>(text.trim_start_matches('\u{FEFF}'));
            // Some cases carry what this reader refuses (duplicate keys).
            let mut open: Vec<Value> = list.into_iter().collect();
            while let Some(object) = open.pop() {
                if object["kind"] == kind {
                    found.push((name.clone(), object));
                } else if let Some(items) = object["items"].as_sequence() {
                    open.extend(items.iter().cloned());
                }
            }
        }
    }
    found
}

fn deployments() -> Vec<(String, Value)> {
    let found = objects("Deployment");
    assert!(found.len() > 80, "the cases are gone");
    found
}

/// All of them decode, and none has a field that the API does not know.
fn decode<T: DeserializeOwned>(objects: Vec<(String, Value)>) {
    for (case, value) in objects {
        let mut ignored = Vec::new();
        let decoded: Result<T, _> =
            serde_ignored::deserialize(value, |path| ignored.push(path.to_string()));
        assert!(decoded.is_ok(), "{case}: {:?}", decoded.err());
        assert!(ignored.is_empty(), "{case}: unknown fields: {ignored:?}");
    }
}

#[test]
fn deployments_decode_strictly() {
    decode::<Deployment>(deployments());
}

#[test]
fn service_accounts_and_config_maps_decode_strictly() {
    let (accounts, config_maps) = (objects("ServiceAccount"), objects("ConfigMap"));
    assert!(accounts.len() > 100 && config_maps.len() > 5, "the cases are gone");
    decode::<ServiceAccount>(accounts);
    decode::<ConfigMap>(config_maps);
}

/// The volumes that the program mounts.
const OURS: [&str; 4] =
    ["aws-token", "azure-token", "gcp-token", "workload-identity-credential-configuration"];

#[test]
fn names_are_unique_and_mounts_have_volumes() {
    let mut seen = HashSet::new();
    for (case, value) in deployments() {
        let deployment: Deployment = serde_yaml::from_value(value).unwrap();
        let pod = deployment.spec.template.spec.unwrap();
        let volumes: Vec<String> =
            pod.volumes.unwrap_or_default().into_iter().map(|v| v.name).collect();
        unique(&case, "volumes", &volumes);
        for container in pod.containers {
            let env: Vec<String> =
                container.env.unwrap_or_default().into_iter().map(|e| e.name).collect();
            unique(&case, "env", &env);
            let mounts = container.volume_mounts.unwrap_or_default();
            let paths: Vec<String> = mounts.iter().map(|m| m.mount_path.clone()).collect();
            unique(&case, "mount paths", &paths);
            for mount in &mounts {
                let name = mount.name.as_str();
                assert!(volumes.contains(&mount.name), "{case}: no volume {name}");
                if let Some(ours) = OURS.iter().find(|ours| **ours == name) {
                    seen.insert(ours);
                    assert_eq!(mount.read_only, Some(true), "{case}: {name} can be written");
                    for path in paths.iter().filter(|path| **path != mount.mount_path) {
                        let inside = |a: &str, b: &str| a.starts_with(&format!("{b}/"));
                        let nested =
                            inside(path, &mount.mount_path) || inside(&mount.mount_path, path);
                        assert!(!nested, "{case}: {path} and {} lie inside", mount.mount_path);
                    }
                }
            }
        }
    }
    assert_eq!(seen.len(), OURS.len(), "no case mounts some volume");
}

fn unique(case: &str, what: &str, names: &[String]) {
    let distinct: HashSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{case}: {what} {names:?}");
}

/// What a pod's env says of files is where the files are.
#[test]
fn files_that_env_names_are_mounted() {
    let mut checked = 0;
    for (case, value) in deployments() {
        let deployment: Deployment = serde_yaml::from_value(value).unwrap();
        for container in deployment.spec.template.spec.unwrap().containers {
            let mounts = container.volume_mounts.unwrap_or_default();
            for env in container.env.unwrap_or_default() {
                let ours = matches!(
                    env.name.as_str(),
                    "AWS_WEB_IDENTITY_TOKEN_FILE"
                        | "AZURE_FEDERATED_TOKEN_FILE"
                        | "GOOGLE_APPLICATION_CREDENTIALS"
                );
                let Some(file) = env.value.filter(|_| ours) else { continue };
                let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                let mounted = mounts
                    .iter()
                    .any(|m| m.mount_path == folder && OURS.contains(&m.name.as_str()));
                assert!(mounted, "{case}: {}={file} is in no mount of ours", env.name);
                checked += 1;
            }
        }
    }
    assert!(checked > 20, "the cases are gone");
}

/// The order of identities in a config makes no difference to the pods.
#[test]
fn two_providers_in_either_order_make_the_same_pods() {
    let pods = |case: &str| -> Vec<Value> {
        deployments().into_iter().filter(|(name, _)| name == case).map(|(_, value)| value).collect()
    };
    assert_eq!(pods("identity/two-providers-aws-azure").len(), 1);
    assert_eq!(pods("identity/two-providers-aws-azure"), pods("identity/two-providers-azure-aws"));
}
