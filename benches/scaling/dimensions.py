"""Runs of the program, by how much there is of something: each gives arguments, and files by their names."""

import json

ROLE = "arn:aws:iam::111122223333:role/r"


def config(**spec):
    """A functionConfig."""
    return {
        "apiVersion": "flux-workload-identity.dev/v1alpha1",
        "kind": "FluxWorkloadIdentity",
        "metadata": {"name": "flux"},
        "spec": {"provider": "aws", **spec},
    }


def identity(**more):
    return config(identities=[{"controllers": ["source-controller"], "roleArn": ROLE, **more}])


def tenants(number):
    accounts = [{"name": "tenant", "namespace": f"apps-{n}", "roleArn": ROLE} for n in range(number)]
    return config(objectLevel={"serviceAccounts": accounts})


def account(name, namespace, more=""):
    """A ServiceAccount as lines."""
    return (
        f"apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {name}\n  namespace: {namespace}\n"
        f"  annotations:\n    a: b\n{more}"
    )


def element(text):
    lines = text.splitlines(keepends=True)
    return "- " + "  ".join(lines)


def account_json(name, namespace):
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": namespace}}


def resource_list(items, spec):
    """A function's stdin: items as elements, a config."""
    head = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"
    return [], {"stdin": head + "".join(items) + f"functionConfig: {json.dumps(spec)}\n"}


def resource_list_json(items, spec):
    text = {"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": items, "functionConfig": spec}
    return [], {"stdin": json.dumps(text)}


FLUX = account("source-controller", "flux-system")


def edited_items(number):
    return resource_list([element(account("tenant", f"apps-{n}")) for n in range(number)], tenants(number))


def edited_items_of_JSON(number):
    return resource_list_json([account_json("tenant", f"apps-{n}") for n in range(number)], tenants(number))


def edited_objects_of_a_List(number):
    items = "".join(element(account("tenant", f"apps-{n}")) for n in range(number))
    inner = "apiVersion: v1\nkind: List\nitems:\n" + items
    return resource_list([element(inner)], tenants(number))


def edited_objects_of_a_List_of_JSON(number):
    items = [account_json("tenant", f"apps-{n}") for n in range(number)]
    return resource_list_json([{"apiVersion": "v1", "kind": "List", "items": items}], tenants(number))


def applied(files, spec, *options):
    named = {f"{n}.yaml": text for n, text in enumerate(files)}
    return ["apply", "-c", "config.json", *options, *named], {"config.json": json.dumps(spec), **named}


def files(number):
    return applied([account("tenant", f"apps-{n}") for n in range(number)], tenants(number))


def documents(number):
    text = "---\n".join(account("tenant", f"apps-{n}") for n in range(number))
    return applied([text], tenants(number))


def changes_in_a_diff(number):
    text = "---\n".join(account("tenant", f"apps-{n}") for n in range(number))
    return applied([text], tenants(number), "--diff")


def messages_on_one_line(number):
    items = [account_json("tenant", f"apps-{n}") for n in range(number)]
    for item in items:
        item["metadata"]["annotations"] = {"eks.amazonaws.com/role-arn": "other"}
    return resource_list_json(items, tenants(number))


def unknown_fields(number):
    return resource_list([element(FLUX)], identity(**{f"field{n}": "x" for n in range(number)}))


def unknown_services(number):
    services = [f"service{n}" for n in range(number)]
    return resource_list([element(FLUX)], config(identities=[{"services": services, "roleArn": ROLE}]))


def absent_tenants(number):
    return resource_list([element(FLUX)], tenants(number))


def controllers_elsewhere(number):
    items = [element(account("source-controller", f"system-{n}")) for n in range(number)]
    return resource_list(items, identity())


def foreign_line_breaks(number):
    more = "".join(f'    k{n}: "a\u0085b"\n' for n in range(number))
    return resource_list([element(account("source-controller", "flux-system", more))], identity())


def annotations(number):
    more = "".join(f"    k{n}: b\n" for n in range(number))
    return resource_list([element(account("source-controller", "flux-system", more))], identity())


def anchors(number):
    items = [
        element(account("tenant", f"apps-{n}").replace("metadata:", f"metadata: &a{n}")) for n in range(number)
    ]
    return resource_list(items, tenants(number))


def incoming_results(number):
    arguments, files = resource_list([element(FLUX)], identity())
    results = "results:\n" + "- message: old\n  severity: info\n" * number
    return arguments, {"stdin": files["stdin"] + results}


def stale_patches(number):
    patch = "  patch: |\n    # flux-workload-identity: old\n    - op: remove\n      path: /a/{n}\n"
    entries = "".join("- target:\n    kind: Deployment\n    name: a{n}\n".format(n=n) + patch.format(n=n) for n in range(number))
    text = "resources:\n- flux.yaml\npatches:\n" + entries
    arguments = ["patches", "-c", "config.json", "--write", "kustomization.yaml"]
    return arguments, {"config.json": json.dumps(identity()), "kustomization.yaml": text}


def levels_of_brackets(number):
    item = "- apiVersion: v1\n  kind: ServiceAccount\n  metadata:\n    name: source-controller\n    a: "
    return resource_list([item + "[" * number + "]" * number + "\n"], identity())


def levels_of_blocks(number):
    item = "- apiVersion: v1\n  kind: ServiceAccount\n  metadata:\n    name: source-controller\n    a:\n"
    return resource_list([item + "      " + "- " * number + "a\n"], identity())


def keys_twice(number):
    more = "    a: c\n" * number
    return resource_list([element(account("source-controller", "flux-system", more))], identity())


def items_of_JSON_on_one_line(number):
    items = [account_json("other", f"apps-{n}") for n in range(number)]
    return resource_list_json(items, identity())


def applied_folder(name, folder, more=""):
    """A Kustomization of Flux that applies a folder."""
    return (
        f"---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        f"metadata: {{name: {name}, namespace: flux-system}}\n"
        f"spec: {{path: {folder}, sourceRef: {{kind: GitRepository, name: flux-system}}{more}}}\n"
    )


def registry(number):
    """An object that an audit finds something at."""
    return (
        f"---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: a{number}\n"
        f"  namespace: apps\nspec:\n  url: oci://111122223333.dkr.ecr.eu-west-1.amazonaws.com/a{number}\n"
    )


def audited(files, clusters=("a",)):
    """The audit of a repository with the files and with the roots of clusters."""
    roots = {f"{name}/flux-system/gotk-sync.yaml": applied_folder("flux-system", name) for name in clusters}
    return ["audit"], {**roots, **files}


def findings_in_a_file(number):
    return audited({"a/apps.yaml": "".join(registry(n) for n in range(number))})


def findings_in_what_is_filled_in(number):
    """A text whose variables are filled in has lost its places, as one that is built has."""
    apps = {f"apps/{n}.yaml": registry(n).replace("111122223333", "${ACCOUNT}") for n in range(number)}
    more = ', postBuild: {substitute: {ACCOUNT: "111122223333"}}'
    return audited({"a/apps.yaml": applied_folder("apps", "apps", more), **apps})


def kustomizations_of_a_folder_each(number):
    folders = {f"apps/{n}/app.yaml": registry(n) for n in range(number)}
    return audited({"a/apps.yaml": "".join(applied_folder(f"k{n}", f"apps/{n}") for n in range(number)), **folders})


def kustomizations_of_one_folder(number):
    kustomizations = "".join(applied_folder(f"k{n}", "apps") for n in range(number))
    return audited({"a/apps.yaml": kustomizations, "apps/apps.yaml": "".join(registry(n) for n in range(number))})


def clusters(number):
    apps = {f"c{n}/app.yaml": registry(n) for n in range(number)}
    return audited(apps, [f"c{n}" for n in range(number)])


# Each with a number at which what is measured outweighs the rest.
ALL = [
    (edited_items, 100),
    (edited_items_of_JSON, 100),
    (edited_objects_of_a_List, 100),
    (edited_objects_of_a_List_of_JSON, 100),
    (files, 50),
    (documents, 100),
    (changes_in_a_diff, 100),
    (messages_on_one_line, 100),
    (unknown_fields, 1000),
    (unknown_services, 200),
    (absent_tenants, 100),
    (controllers_elsewhere, 200),
    (foreign_line_breaks, 500),
    (annotations, 500),
    (anchors, 100),
    (incoming_results, 500),
    (stale_patches, 100),
    (levels_of_brackets, 10_000),
    (levels_of_blocks, 10_000),
    (keys_twice, 500),
    (items_of_JSON_on_one_line, 2_000),
    (findings_in_a_file, 500),
    (findings_in_what_is_filled_in, 50),
    (kustomizations_of_a_folder_each, 50),
    (kustomizations_of_one_folder, 50),
    (clusters, 50),
]

MEMORY = [(items_of_JSON_on_one_line, 100_000)]
