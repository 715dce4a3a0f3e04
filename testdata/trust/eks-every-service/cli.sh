#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
# A role's trust policy is replaced: a role that another cluster shares loses that cluster,
# unless its config was given too.
set -eu

export AWS_PAGER=''

# aws arn:aws:iam::490185926743:role/flux-apply
if audiences=$(aws iam get-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --query ClientIDList --output text 2>/dev/null); then
  if ! printf '%s' "$audiences" | tr '\t' '\n' | grep -Fqx -e 'sts.amazonaws.com'; then
    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id 'sts.amazonaws.com'
  fi
else
  aws iam create-open-id-connect-provider --url 'https://oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id-list 'sts.amazonaws.com'
fi
if aws iam get-role --role-name 'flux-apply' >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name 'flux-apply' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud":"sts.amazonaws.com","oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub":["system:serviceaccount:flux-system:helm-controller","system:serviceaccount:flux-system:kustomize-controller"]}}}]}'
else
  aws iam create-role --role-name 'flux-apply' --path '/' --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud":"sts.amazonaws.com","oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub":["system:serviceaccount:flux-system:helm-controller","system:serviceaccount:flux-system:kustomize-controller"]}}}]}'
  aws iam wait role-exists --role-name 'flux-apply'
fi
aws iam put-role-policy --role-name 'flux-apply' --policy-name 'flux-kms' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:Decrypt","kms:DescribeKey"],"Resource":["arn:aws:kms:eu-west-1:490185926743:key/1234abcd-12ab-34cd-56ef-1234567890ab"]}]}'
aws iam put-role-policy --role-name 'flux-apply' --policy-name 'flux-eks' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"eks:DescribeCluster","Resource":["arn:aws:eks:eu-central-1:490185926743:cluster/shop"]}]}'
# The cluster's authentication mode has to be API or API_AND_CONFIG_MAP. What the role may do inside is up to its RBAC, or to aws eks associate-access-policy.
if ! aws eks describe-access-entry --region 'eu-central-1' --cluster-name 'shop' --principal-arn 'arn:aws:iam::490185926743:role/flux-apply' >/dev/null 2>&1; then
  aws eks create-access-entry --region 'eu-central-1' --cluster-name 'shop' --principal-arn 'arn:aws:iam::490185926743:role/flux-apply'
fi
# A key whose policy leaves no access to IAM needs this statement in it:
#   {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::490185926743:role/flux-apply"},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*"}

# aws arn:aws:iam::490185926743:role/flux-sources
if audiences=$(aws iam get-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --query ClientIDList --output text 2>/dev/null); then
  if ! printf '%s' "$audiences" | tr '\t' '\n' | grep -Fqx -e 'sts.amazonaws.com'; then
    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id 'sts.amazonaws.com'
  fi
else
  aws iam create-open-id-connect-provider --url 'https://oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id-list 'sts.amazonaws.com'
fi
if aws iam get-role --role-name 'flux-sources' >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name 'flux-sources' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud":"sts.amazonaws.com","oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub":["system:serviceaccount:flux-system:image-automation-controller","system:serviceaccount:flux-system:image-reflector-controller","system:serviceaccount:flux-system:source-controller"]}}}]}'
else
  aws iam create-role --role-name 'flux-sources' --path '/' --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud":"sts.amazonaws.com","oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub":["system:serviceaccount:flux-system:image-automation-controller","system:serviceaccount:flux-system:image-reflector-controller","system:serviceaccount:flux-system:source-controller"]}}}]}'
  aws iam wait role-exists --role-name 'flux-sources'
fi
aws iam put-role-policy --role-name 'flux-sources' --policy-name 'flux-ecr' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"},{"Effect":"Allow","Action":["ecr:BatchCheckLayerAvailability","ecr:BatchGetImage","ecr:DescribeImages","ecr:GetDownloadUrlForLayer","ecr:ListImages"],"Resource":["arn:aws:ecr:eu-west-1:490185926743:repository/apps/*"]}]}'
aws iam put-role-policy --role-name 'flux-sources' --policy-name 'flux-s3' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":["arn:aws:s3:::shop-manifests","arn:aws:s3:::shop-charts"]},{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::shop-manifests/*","arn:aws:s3:::shop-charts/stable/*"]}]}'
aws iam put-role-policy --role-name 'flux-sources' --policy-name 'flux-codecommit' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"codecommit:GitPull","Resource":["arn:aws:codecommit:eu-west-1:490185926743:fleet"]},{"Effect":"Allow","Action":"codecommit:GitPush","Resource":["arn:aws:codecommit:eu-west-1:490185926743:fleet"]}]}'
