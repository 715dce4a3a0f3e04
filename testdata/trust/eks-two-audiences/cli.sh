#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
# A role's trust policy is replaced: a role that another cluster shares loses that cluster,
# unless its config was given too.
set -eu

export AWS_PAGER=''

# aws arn:aws:iam::490185926743:role/flux-kms
if audiences=$(aws iam get-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --query ClientIDList --output text 2>/dev/null); then
  if ! printf '%s' "$audiences" | tr '\t' '\n' | grep -Fqx -e 'sts.amazonaws.com'; then
    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id 'sts.amazonaws.com'
  fi
  if ! printf '%s' "$audiences" | tr '\t' '\n' | grep -Fqx -e 'sts.shop.example'; then
    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id 'sts.shop.example'
  fi
else
  aws iam create-open-id-connect-provider --url 'https://oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id-list 'sts.amazonaws.com' 'sts.shop.example'
fi
if aws iam get-role --role-name 'flux-kms' >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name 'flux-kms' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud":"sts.amazonaws.com","oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub":["system:serviceaccount:flux-system:kustomize-controller"]}}}]}'
else
  aws iam create-role --role-name 'flux-kms' --path '/' --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud":"sts.amazonaws.com","oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub":["system:serviceaccount:flux-system:kustomize-controller"]}}}]}'
  aws iam wait role-exists --role-name 'flux-kms'
fi
aws iam put-role-policy --role-name 'flux-kms' --policy-name 'flux-kms' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:Decrypt","kms:DescribeKey"],"Resource":["arn:aws:kms:eu-west-1:490185926743:key/1234abcd-12ab-34cd-56ef-1234567890ab"]}]}'
# A key whose policy leaves no access to IAM needs this statement in it:
#   {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::490185926743:role/flux-kms"},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*"}

# aws arn:aws:iam::490185926743:role/flux-s3
if audiences=$(aws iam get-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --query ClientIDList --output text 2>/dev/null); then
  if ! printf '%s' "$audiences" | tr '\t' '\n' | grep -Fqx -e 'sts.amazonaws.com'; then
    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id 'sts.amazonaws.com'
  fi
  if ! printf '%s' "$audiences" | tr '\t' '\n' | grep -Fqx -e 'sts.shop.example'; then
    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id 'sts.shop.example'
  fi
else
  aws iam create-open-id-connect-provider --url 'https://oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0' --client-id-list 'sts.amazonaws.com' 'sts.shop.example'
fi
if aws iam get-role --role-name 'flux-s3' >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name 'flux-s3' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud":"sts.shop.example","oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub":["system:serviceaccount:flux-system:source-controller"]}}}]}'
else
  aws iam create-role --role-name 'flux-s3' --path '/' --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud":"sts.shop.example","oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub":["system:serviceaccount:flux-system:source-controller"]}}}]}'
  aws iam wait role-exists --role-name 'flux-s3'
fi
aws iam attach-role-policy --role-name 'flux-s3' --policy-arn 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
