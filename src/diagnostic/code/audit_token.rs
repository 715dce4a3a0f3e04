//! `FWI318` and `FWI319`: what an audit says about the projected tokens of the controllers.

use super::codes;

codes! {
    TOKEN_AUDIENCE = 318 Warning "token for another audience"
      "The projected token of a controller is for another audience than the cloud takes by \
       default, or for the API server's, as it names none. The exchange is refused, unless the \
       cloud side names that audience too. Of AWS, where a role may trust any audience, another \
       one is an info unless it looks like a slip."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: apps/v1
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
        - {name: AZURE_TENANT_ID, value: 1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f}
        - {name: AZURE_CLIENT_ID, value: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f}
        - {name: AZURE_FEDERATED_TOKEN_FILE, value: /var/run/service-account/azure-token}
        volumeMounts:
        - {name: azure-token, mountPath: /var/run/service-account}
      volumes:
      - name: azure-token
        projected:
          sources: [{serviceAccountToken: {audience: api://AzureAD, path: azure-token}}]"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: apps/v1
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
        - {name: AZURE_TENANT_ID, value: 1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f}
        - {name: AZURE_CLIENT_ID, value: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f}
        - {name: AZURE_FEDERATED_TOKEN_FILE, value: /var/run/service-account/azure-token}
        volumeMounts:
        - {name: azure-token, mountPath: /var/run/service-account}
      volumes:
      - name: azure-token
        projected:
          sources: [{serviceAccountToken: {audience: api://AzureADTokenExchange, path: azure-token}}]"#;
    HALF_IDENTITY = 319 Error "half of an identity in the environment"
      "A variable of a projected identity is set without another one that it takes, and nothing \
       adds that: the SDK stops, or passes the identity over. A role without the file of its \
       token is a warning, as other credentials are looked for then."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: apps/v1
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
        - {name: AZURE_TENANT_ID, value: 1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f}
        - {name: AZURE_FEDERATED_TOKEN_FILE, value: /var/run/service-account/azure-token}
        volumeMounts:
        - {name: azure-token, mountPath: /var/run/service-account}
      volumes:
      - name: azure-token
        projected:
          sources: [{serviceAccountToken: {audience: api://AzureADTokenExchange, path: azure-token}}]"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: apps/v1
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
        - {name: AZURE_TENANT_ID, value: 1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f}
        - {name: AZURE_CLIENT_ID, value: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f}
        - {name: AZURE_FEDERATED_TOKEN_FILE, value: /var/run/service-account/azure-token}
        volumeMounts:
        - {name: azure-token, mountPath: /var/run/service-account}
      volumes:
      - name: azure-token
        projected:
          sources: [{serviceAccountToken: {audience: api://AzureADTokenExchange, path: azure-token}}]"#;
}
