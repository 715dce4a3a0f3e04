#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
# A role's trust policy is replaced: a role that another cluster shares loses that cluster,
# unless its config was given too.
set -eu

export AWS_PAGER=''

# aws arn:aws:iam::490185926743:role/teams/shop/flux-ecr
if audiences=$(aws iam get-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer' --query ClientIDList --output text 2>/dev/null); then
  if ! printf '%s' "$audiences" | tr '\t' '\n' | grep -Fqx -e 'sts.amazonaws.com'; then
    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer' --client-id 'sts.amazonaws.com'
  fi
else
  aws iam create-open-id-connect-provider --url 'https://storage.googleapis.com/shop-issuer' --client-id-list 'sts.amazonaws.com'
fi
if aws iam get-role --role-name 'flux-ecr' >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name 'flux-ecr' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"storage.googleapis.com/shop-issuer:aud":"sts.amazonaws.com","storage.googleapis.com/shop-issuer:sub":["system:serviceaccount:flux-system:image-reflector-controller","system:serviceaccount:flux-system:source-controller"]}}}]}'
else
  aws iam create-role --role-name 'flux-ecr' --path '/teams/shop/' --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"storage.googleapis.com/shop-issuer:aud":"sts.amazonaws.com","storage.googleapis.com/shop-issuer:sub":["system:serviceaccount:flux-system:image-reflector-controller","system:serviceaccount:flux-system:source-controller"]}}}]}'
  aws iam wait role-exists --role-name 'flux-ecr'
fi
aws iam put-role-policy --role-name 'flux-ecr' --policy-name 'flux-ecr' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"},{"Effect":"Allow","Action":["ecr:BatchCheckLayerAvailability","ecr:BatchGetImage","ecr:DescribeImages","ecr:GetDownloadUrlForLayer","ecr:ListImages"],"Resource":["arn:aws:ecr:eu-west-1:490185926743:repository/apps/*"]}]}'
