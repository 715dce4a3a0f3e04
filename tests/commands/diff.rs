//! `apply --diff`: a unified diff.

use super::aws;

#[test]
fn it_is_unified_and_shows_the_added_lines() {
    let printed = aws::run("apply -q -c config.yaml --diff flux.yaml").prints();
    let wanted = "\
--- flux.yaml
+++ flux.yaml
@@ -4,10 +4,12 @@
   name: source-controller
   namespace: flux-system
   annotations:
-    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/old
+    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/new
 ---
 apiVersion: v1
 kind: ServiceAccount
 metadata:
+  annotations:
+    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/new
   name: kustomize-controller
   namespace: flux-system
";
    assert_eq!(printed, wanted);
}
