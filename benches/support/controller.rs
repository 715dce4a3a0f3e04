//! A controller of Flux: its ServiceAccount and its Deployment.

use super::object::Object;

/// The controllers that `flux install` makes with all its extra components, without the watcher.
pub(crate) const NAMES: [&str; 6] = [
    "source-controller",
    "kustomize-controller",
    "helm-controller",
    "notification-controller",
    "image-reflector-controller",
    "image-automation-controller",
];

pub(crate) fn service_account(name: &str, namespace: &str) -> Object {
    Object {
        api_version: "v1",
        kind: "ServiceAccount",
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        component: name.to_owned(),
        rest: String::new(),
    }
}

pub(crate) fn deployment(name: &str, namespace: &str) -> Object {
    Object {
        api_version: "apps/v1",
        kind: "Deployment",
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        component: name.to_owned(),
        rest: DEPLOYMENT.replace("CONTROLLER", name),
    }
}

const DEPLOYMENT: &str = "spec:
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
        app.kubernetes.io/instance: flux-system
        app.kubernetes.io/part-of: flux
        app.kubernetes.io/version: v2.9.3
    spec:
      containers:
      - args:
        - --events-addr=http://notification-controller.$(RUNTIME_NAMESPACE).svc.cluster.local./
        - --watch-all-namespaces=true
        - --log-level=info
        - --log-encoding=json
        - --enable-leader-election
        env:
        - name: RUNTIME_NAMESPACE
          valueFrom:
            fieldRef:
              fieldPath: metadata.namespace
        - name: GOMEMLIMIT
          valueFrom:
            resourceFieldRef:
              containerName: manager
              resource: limits.memory
        image: ghcr.io/fluxcd/CONTROLLER:v1.9.3
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
        - mountPath: /tmp
          name: temp
      nodeSelector:
        kubernetes.io/os: linux
      priorityClassName: system-cluster-critical
      securityContext:
        fsGroup: 1337
      serviceAccountName: CONTROLLER
      terminationGracePeriodSeconds: 60
      volumes:
      - emptyDir: {}
        name: temp
";
