//! The controllers as the flux-operator starts from them: without namespaces, and with the fields
//! that patches meet.
//!
//! Source: the manifests of `flux install`, of which the operator's own are made.

use crate::flux::Controller;

/// The ServiceAccounts and Deployments of controllers, but for those objects that are `given`.
pub(super) fn skeleton(
    controllers: &[Controller],
    given: impl Fn(&'static str, &str) -> bool,
) -> String {
    let all = controllers.iter().flat_map(|c| TEMPLATES.map(|(kind, text)| (kind, text, c.name())));
    let wanted = all.filter(|(kind, _, name)| !given(kind, name));
    wanted.map(|(_, text, name)| text.replace("CONTROLLER", name)).collect()
}

const TEMPLATES: [(&str, &str); 2] = [("ServiceAccount", ACCOUNT), ("Deployment", DEPLOYMENT)];

const ACCOUNT: &str = "\
---
apiVersion: v1
kind: ServiceAccount
metadata:
  labels:
    app.kubernetes.io/component: CONTROLLER
    app.kubernetes.io/part-of: flux
  name: CONTROLLER
";

const DEPLOYMENT: &str = "\
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app.kubernetes.io/component: CONTROLLER
    app.kubernetes.io/part-of: flux
    control-plane: controller
  name: CONTROLLER
spec:
  replicas: 1
  selector:
    matchLabels:
      app: CONTROLLER
  strategy:
    type: Recreate
  template:
    metadata:
      annotations:
        prometheus.io/port: \"8080\"
        prometheus.io/scrape: \"true\"
      labels:
        app: CONTROLLER
        app.kubernetes.io/component: CONTROLLER
        app.kubernetes.io/part-of: flux
    spec:
      containers:
      - args:
        - --watch-all-namespaces=true
        - --log-level=info
        - --log-encoding=json
        - --enable-leader-election
        env:
        - name: RUNTIME_NAMESPACE
          valueFrom:
            fieldRef:
              fieldPath: metadata.namespace
        image: ghcr.io/fluxcd/CONTROLLER
        imagePullPolicy: IfNotPresent
        livenessProbe:
          httpGet:
            path: /healthz
            port: healthz
        name: manager
        ports:
        - containerPort: 8080
          name: http-prom
          protocol: TCP
        - containerPort: 9440
          name: healthz
          protocol: TCP
        readinessProbe:
          httpGet:
            path: /readyz
            port: healthz
        resources:
          limits:
            cpu: 1000m
            memory: 1Gi
          requests:
            cpu: 100m
            memory: 64Mi
        securityContext:
          allowPrivilegeEscalation: false
          capabilities:
            drop:
            - ALL
          readOnlyRootFilesystem: true
          runAsNonRoot: true
          seccompProfile:
            type: RuntimeDefault
        volumeMounts:
        - mountPath: /data
          name: data
        - mountPath: /tmp
          name: tmp
      nodeSelector:
        kubernetes.io/os: linux
      priorityClassName: system-cluster-critical
      securityContext:
        fsGroup: 1337
      serviceAccountName: CONTROLLER
      terminationGracePeriodSeconds: 10
      volumes:
      - emptyDir: {}
        name: data
      - emptyDir: {}
        name: tmp
";
