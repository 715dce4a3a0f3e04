#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
# A role's trust policy is replaced: a role that another cluster shares loses that cluster,
# unless its config was given too.
set -eu

: "${EKS_CLUSTER:?the name of the EKS cluster}"
: "${EKS_CLUSTER_2:?the name of the EKS cluster (config 2)}"
export AWS_PAGER=''

# aws arn:aws:iam::490185926743:role/flux-s3
if aws iam get-role --role-name 'flux-s3' >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name 'flux-s3' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}'
else
  aws iam create-role --role-name 'flux-s3' --path '/' --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}'
  aws iam wait role-exists --role-name 'flux-s3'
fi
aws iam attach-role-policy --role-name 'flux-s3' --policy-arn 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
association=$(aws eks list-pod-identity-associations --cluster-name "$EKS_CLUSTER" --namespace 'flux-system' --service-account 'source-controller' --query 'associations[0].associationId' --output text)
if [ "$association" = None ]; then
  aws eks create-pod-identity-association --cluster-name "$EKS_CLUSTER" --namespace 'flux-system' --service-account 'source-controller' --role-arn 'arn:aws:iam::490185926743:role/flux-s3'
else
  aws eks update-pod-identity-association --cluster-name "$EKS_CLUSTER" --association-id "$association" --role-arn 'arn:aws:iam::490185926743:role/flux-s3'
fi
association=$(aws eks list-pod-identity-associations --cluster-name "$EKS_CLUSTER_2" --namespace 'flux-system' --service-account 'source-controller' --query 'associations[0].associationId' --output text)
if [ "$association" = None ]; then
  aws eks create-pod-identity-association --cluster-name "$EKS_CLUSTER_2" --namespace 'flux-system' --service-account 'source-controller' --role-arn 'arn:aws:iam::490185926743:role/flux-s3'
else
  aws eks update-pod-identity-association --cluster-name "$EKS_CLUSTER_2" --association-id "$association" --role-arn 'arn:aws:iam::490185926743:role/flux-s3'
fi
