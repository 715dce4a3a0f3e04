//! What the cases write is what Kubernetes takes: Deployments decode strictly, names are unique,
//! every mount has its volume, and no mount of ours lies inside another.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use k8s_openapi::api::apps::v1::Deployment;
use serde_yaml::Value;

/// Every Deployment in the outputs of the cases, with the name of its case.
fn deployments() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut found = Vec::new();
    for folder in fs::read_dir(root).unwrap().map(|e| e.unwrap().path()) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let failed = folder.join("exit").exists();
        let Ok(text) = fs::read_to_string(folder.join("output.yaml")) else { continue };
        let Ok(list) = serde_yaml::from_str::<Value>(text.trim_start_matches('\u{FEFF}')) else {
            continue;
        };
        for item in list["items"].as_sequence().into_iter().flatten() {
            if !failed && item["kind"] == "Deployment" {
                found.push((name.clone(), item.clone()));
            }
        }
    }
    assert!(found.len() > 80, "the cases are gone");
    found
}

#[test]
fn deployments_decode_strictly() {
    for (case, value) in deployments() {
        let mut ignored = Vec::new();
        let decoded: Result<Deployment, _> =
            serde_ignored::deserialize(value, |path| ignored.push(path.to_string()));
        assert!(decoded.is_ok(), "{case}: {decoded:?}");
        assert!(ignored.is_empty(), "{case}: no fields of a Deployment: {ignored:?}");
    }
}

#[test]
fn names_are_unique_and_mounts_have_volumes() {
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
                assert!(volumes.contains(&mount.name), "{case}: no volume {}", mount.name);
            }
            let ours: Vec<&String> = mounts
                .iter()
                .filter(|m| m.name.ends_with("-token"))
                .map(|m| &m.mount_path)
                .collect();
            for outer in &paths {
                let inside = |path: &&&String| path.starts_with(&format!("{outer}/"));
                assert_eq!(ours.iter().find(inside), None, "{case}: a mount inside of {outer}");
            }
        }
    }
}

fn unique(case: &str, what: &str, names: &[String]) {
    let distinct: HashSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{case}: {what} {names:?}");
}

/// The order of identities in a config makes no difference to the pods.
#[test]
fn two_providers_in_either_order_make_the_same_pods() {
    let pods = |case: &str| -> Vec<Value> {
        deployments().into_iter().filter(|(name, _)| name == case).map(|(_, value)| value).collect()
    };
    assert_eq!(pods("two-providers-aws-azure").len(), 1);
    assert_eq!(pods("two-providers-aws-azure"), pods("two-providers-azure-aws"));
}
