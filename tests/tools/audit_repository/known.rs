//! Layouts of public examples and of vendors: what Flux, clouds and teams show.

use super::files::{Files, decryption, kustomize, listed};
use super::flux::{Wired, inline, kustomization, patches, sync};
use super::wiring::Wiring;

pub(super) fn bootstrap(wiring: &Wiring) -> Files {
    let mut files = Files::default();
    files.flux("clusters/prod", wiring);
    files.apps("clusters/prod", "apps/prod", wiring);
    files
}

/// flux2-kustomize-helm-example: apps/ with a base and an overlay a cluster, infrastructure/ in two
/// steps, and two clusters.
pub(super) fn kustomize_helm_example(wiring: &Wiring) -> Files {
    let mut files = Files::default();
    files.add("README.md", "# fleet\n");
    files.add(
        "infrastructure/controllers/cert-manager.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: cert-manager\n---\napiVersion: \
         source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: cert-manager\n  \
         namespace: cert-manager\nspec:\n  interval: 24h\n  url: https://charts.jetstack.io\n",
    );
    files.add(
        "infrastructure/controllers/kustomization.yaml",
        kustomize("- cert-manager.yaml\n", ""),
    );
    files.add(
        "infrastructure/configs/issuer.yaml",
        "apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata:\n  name: letsencrypt\nspec: \
         {acme: {email: fleet@example.com}}\n",
    );
    files.add("infrastructure/configs/kustomization.yaml", kustomize("- issuer.yaml\n", ""));
    files.add("apps/base/podinfo/apps.yaml", wiring.objects.as_str());
    files.add("apps/base/podinfo/kustomization.yaml", kustomize("- apps.yaml\n", ""));
    for cluster in ["staging", "production"] {
        let folder = format!("clusters/{cluster}");
        files.flux(&folder, wiring);
        let wait = "  dependsOn:\n  - name: infra-controllers\n  wait: true\n";
        files.add(
            format!("{folder}/infrastructure.yaml"),
            format!(
                "{}---\n{}",
                kustomization("infra-controllers", "infrastructure/controllers", ""),
                kustomization("infra-configs", "infrastructure/configs", wait)
            ),
        );
        let apps = kustomization("apps", &format!("apps/{cluster}"), "");
        files.add(format!("{folder}/apps.yaml"), apps);
        files.add(
            format!("apps/{cluster}/kustomization.yaml"),
            kustomize(
                "- ../base/podinfo\n",
                "patches:\n- path: values.yaml\n  target: {kind: HelmRelease, name: podinfo}\n",
            ),
        );
        files.add(
            format!("apps/{cluster}/values.yaml"),
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: podinfo\n  \
             namespace: apps\nspec: {values: {replicaCount: 2}}\n",
        );
    }
    files
}

/// flux2-multi-tenancy: tenants with repositories of their own, impersonated.
pub(super) fn multi_tenancy(wiring: &Wiring) -> Files {
    let mut files = Files::default();
    let restricted = Wired {
        controller: "helm-controller",
        arguments: &["--no-cross-namespace-refs=true", "--default-service-account=default"],
        ..Wired::default()
    };
    let mut wired = wiring.wired.clone();
    wired.push(restricted);
    files.flux_with("clusters/prod", wiring, &listed("patches:", &inline(&patches(&wired), "")));
    files.add("clusters/prod/tenants.yaml", kustomization("tenants", "tenants/prod", ""));
    files
        .add("tenants/prod/kustomization.yaml", kustomize("- ../base/dev-team\n- apps.yaml\n", ""));
    files.add("tenants/prod/apps.yaml", wiring.objects.as_str());
    files.add(
        "tenants/base/dev-team/kustomization.yaml",
        kustomize("- rbac.yaml\n- sync.yaml\n", ""),
    );
    files.add(
        "tenants/base/dev-team/rbac.yaml",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: dev-team\n  namespace: apps\n---\n\
         apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: dev-team\n  \
         namespace: apps\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \
         admin}\nsubjects:\n- {kind: ServiceAccount, name: dev-team, namespace: apps}\n",
    );
    files.add(
        "tenants/base/dev-team/sync.yaml",
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: dev-team\n  \
         namespace: apps\nspec:\n  url: https://github.com/acme/dev-team\n---\napiVersion: \
         kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: dev-team\n  \
         namespace: apps\nspec:\n  serviceAccountName: dev-team\n  path: ./\n  prune: true\n  \
         sourceRef: {kind: GitRepository, name: dev-team}\n",
    );
    files
}

/// A home lab as on k8s-at-home: a Kustomization an app, decryption by a patch of the parent,
/// substitution out of a Secret that SOPS has encrypted, components shared by namespaces.
pub(super) fn home_ops(wiring: &Wiring) -> Files {
    let mut files = Files::default();
    files.flux("kubernetes/flux", wiring);
    let children = "  patches:\n  - target: {group: kustomize.toolkit.fluxcd.io, kind: \
                    Kustomization}\n    patch: |\n      apiVersion: \
                    kustomize.toolkit.fluxcd.io/v1\n      kind: Kustomization\n      metadata: {name: \
                    _}\n      spec:\n        decryption: {provider: sops}\n        postBuild:\n          \
                    substituteFrom: [{kind: Secret, name: cluster-secrets, optional: true}]\n";
    let parent = kustomization("apps", "kubernetes/apps", decryption(wiring)) + children;
    files.add("kubernetes/flux/ks.yaml", parent);
    files.add("kubernetes/apps/kustomization.yaml", kustomize("- default/podinfo/ks.yaml\n", ""));
    let child = kustomization("podinfo", "kubernetes/apps/default/podinfo/app", "");
    files.add("kubernetes/apps/default/podinfo/ks.yaml", child);
    files.add(
        "kubernetes/apps/default/podinfo/app/kustomization.yaml",
        kustomize("- apps.yaml\n", "components:\n- ../../../../components/common\n"),
    );
    files.add("kubernetes/apps/default/podinfo/app/apps.yaml", wiring.objects.as_str());
    files.add(
        "kubernetes/components/common/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources:\n- alerts.yaml\n",
    );
    files.add(
        "kubernetes/components/common/alerts.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alerts\n  namespace: apps\ndata: {domain: \
         \"${SECRET_DOMAIN:=example.com}\"}\n",
    );
    files.add(".sops.yaml", "creation_rules:\n- path_regex: .*\\.sops\\.yaml\n");
    files.add("Taskfile.yaml", "version: '3'\ntasks: {default: {cmd: \"echo {{.TASK}}\"}}\n");
    files
}

/// The flux-operator: a FluxInstance that patches the controllers, and a ResourceSet a tenant.
pub(super) fn flux_instance(wiring: &Wiring) -> Files {
    let mut files = Files::default();
    let patches = inline(&patches(&wiring.wired), "    ");
    let version = wiring.version.trim_start_matches('v');
    files.add(
        "clusters/prod/flux-system/flux-instance.yaml",
        format!(
            "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: flux\n  \
             namespace: flux-system\nspec:\n  distribution:\n    version: \"{version}\"\n    registry: \
             ghcr.io/fluxcd\n  components: [source-controller, kustomize-controller, \
             helm-controller, notification-controller, image-reflector-controller, \
             image-automation-controller]\n  sync:\n    kind: GitRepository\n    url: \
             https://github.com/acme/fleet.git\n    ref: refs/heads/main\n    path: clusters/prod\n  \
             kustomize:\n    patches:\n{patches}"
        ),
    );
    files.add(
        "clusters/prod/tenants.yaml",
        "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata:\n  name: tenants\n  \
         namespace: flux-system\nspec:\n  inputs:\n  - tenant: apps\n  resources:\n  - apiVersion: v1\n    \
         kind: Namespace\n    metadata:\n      name: << inputs.tenant >>\n  - apiVersion: v1\n    kind: \
         ServiceAccount\n    metadata:\n      name: flux\n      namespace: << inputs.tenant >>\n",
    );
    files.apps("clusters/prod", "apps/prod", wiring);
    files
}

/// Flux that Terraform's provider or a Helm release installs: the repository has its sync alone.
pub(super) fn no_components(wiring: &Wiring) -> Files {
    let mut files = Files::default();
    files.add("clusters/prod/flux-system/gotk-sync.yaml", sync("clusters/prod"));
    files.add("terraform/main.tf", "resource \"flux_bootstrap_git\" \"this\" {}\n");
    files.apps("clusters/prod", "apps/prod", wiring);
    files
}

/// The AKS extension: `fluxConfigurations` in Bicep tell the path, and no file of Flux is here.
pub(super) fn aks_extension(wiring: &Wiring) -> Files {
    let mut files = Files { named: Some("infrastructure"), ..Files::default() };
    files.add(
        "main.bicep",
        "resource flux 'Microsoft.KubernetesConfiguration/extensions@2023-05-01'\n",
    );
    files.add("infrastructure/kustomization.yaml", kustomize("- apps.yaml\n", ""));
    files.add("infrastructure/apps.yaml", wiring.objects.as_str());
    files
}

pub(super) fn kpt(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    for folder in ["apps/prod", "packages/podinfo"] {
        files.add(
            format!("{folder}/Kptfile"),
            "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: apps\n  annotations: \
             {config.kubernetes.io/local-config: \"true\"}\npipeline: {mutators: [{image: \
             set-namespace, configMap: {namespace: apps}}]}\n",
        );
    }
    files.add(
        "packages/podinfo/apps.yaml",
        wiring.objects.replace("5m", "5m # kpt-set: ${interval}"),
    );
    files
}

pub(super) fn image_automation(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    files.add(
        "apps/prod/automation.yaml",
        "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata:\n  name: podinfo\n  \
         namespace: apps\nspec:\n  imageRepositoryRef: {name: podinfo}\n  policy: {semver: {range: \
         1.x}}\n---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata:\n  \
         name: fleet\n  namespace: flux-system\nspec:\n  interval: 5m\n  sourceRef: {kind: \
         GitRepository, name: flux-system}\n  git: {commit: {author: {email: a@example.com}}}\n  \
         update: {path: ./apps, strategy: Setters}\n---\napiVersion: apps/v1\nkind: \
         Deployment\nmetadata:\n  name: podinfo\n  namespace: apps\nspec:\n  template:\n    spec:\n      \
         containers:\n      - name: podinfo\n        image: acme/podinfo:1.0.0 # {\"$imagepolicy\": \
         \"apps:podinfo\"}\n",
    );
    files
}

/// A cluster that is synchronized from an OCI artifact, public or with a Secret.
pub(super) fn oci_sync(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    files.each(|text| {
        *text = text
            .replace("kind: GitRepository", "kind: OCIRepository")
            .replace("  ref: {branch: main}\n", "  provider: generic\n")
            .replace("ssh://git@github.com/acme/fleet", "oci://ghcr.io/acme/fleet");
    });
    files
}

/// A hub that applies to remote clusters: with a kubeconfig in a Secret, and by the cloud's own
/// access.
pub(super) fn hub(wiring: &Wiring) -> Files {
    let mut files = bootstrap(wiring);
    let provider = wiring.name;
    for (name, how) in [("spoke-1", "secretRef"), ("spoke-2", "configMapRef")] {
        let there = format!("  kubeConfig: {{{how}: {{name: {name}}}}}\n  targetNamespace: apps\n");
        files.add(format!("clusters/prod/{name}.yaml"), kustomization(name, "spoke", &there));
    }
    files.add(
        "clusters/prod/access.yaml",
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: spoke-2\n  namespace: \
             flux-system\ndata:\n  provider: {provider}\n  cluster: \
             arn:aws:eks:eu-west-1:490185926743:cluster/spoke-2\n"
        ),
    );
    files.add("spoke/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n");
    let patched = wiring.wired.iter().cloned().map(|mut one| {
        if one.controller == "image-reflector-controller" {
            one.controller = "kustomize-controller";
        }
        one
    });
    let patched: Vec<Wired> = patched.chain(wiring.wired.iter().skip(1).cloned()).collect();
    let patched = listed("patches:", &inline(&patches(&patched), ""));
    files.flux_with("clusters/prod", wiring, &patched);
    files
}
