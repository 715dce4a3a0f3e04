//! `FWI388` and on: what an audit says about its own input.

use super::codes;

codes! {
    NOT_BUILT_HERE = 388 Info "folder that is not built here"
      "A folder that a cluster applies needs what is not in the repository: a URL, or a Helm \
       chart. It is not built here, nothing is fetched, and what it holds is not known, so \
       nothing is reported as missing in that cluster."
      fails r#"resources: [https://example.com/apps.yaml]"#
      passes r#"resources: [apps.yaml]"#;
    NOT_LOOKED_AT = 389 Error "folder that could not be looked at"
      "Something that a root reaches could not be read, or its kustomization could not be \
       built. The rest was looked at; what is not reported may still be wrong, so the audit \
       exits with 2."
      fails r#"resources: [absent.yaml]"#
      passes r#"resources: [apps.yaml]"#;
    REPEATED_OBJECT = 390 Warning "object that stands twice"
      "Two objects of one kind, namespace and name of a Flux controller are among the manifests \
       of what is to be one cluster. They may be of two clusters, or one of them a patch. Which \
       one counts is not known, so the controller is not looked at."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system"#;
    IGNORE_WITHOUT_REASON = 391 Warning "comment to ignore without a reason"
      "A comment asks to ignore a finding and does not say why. It ignores nothing."
      fails r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        env:
        - {name: AWS_ACCESS_KEY_ID, value: AKIAEXAMPLE} # fwi: ignore FWI311"#
      passes r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        env:
        - {name: AWS_ACCESS_KEY_ID, value: AKIAEXAMPLE} # fwi: ignore FWI311 until the registry has moved"#;
    UNUSED_IGNORE = 392 Info "comment to ignore that is not used"
      "A comment asks to ignore a finding that is not there: it was mended, or the comment \
       stands beside another line."
      fails r#"# fwi: ignore FWI311 until the registry has moved
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system"#;
}
