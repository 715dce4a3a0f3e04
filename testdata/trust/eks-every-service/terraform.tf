terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81.0"
    }
  }
}

resource "aws_iam_openid_connect_provider" "flux" {
  url            = "https://oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "flux_apply" {
  name = "flux-apply"
  path = "/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = "arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud" = "sts.amazonaws.com"
            "oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub" = ["system:serviceaccount:flux-system:helm-controller", "system:serviceaccount:flux-system:kustomize-controller"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "flux_apply_flux_kms" {
  name = "flux-kms"
  role = aws_iam_role.flux_apply.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:DescribeKey"]
        Resource = ["arn:aws:kms:eu-west-1:490185926743:key/1234abcd-12ab-34cd-56ef-1234567890ab"]
      },
    ]
  })
}

resource "aws_iam_role_policy" "flux_apply_flux_eks" {
  name = "flux-eks"
  role = aws_iam_role.flux_apply.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "eks:DescribeCluster"
        Resource = ["arn:aws:eks:eu-central-1:490185926743:cluster/shop"]
      },
    ]
  })
}

# What the role may do inside a cluster is up to its RBAC.
# The region of the provider has to be eu-central-1.
resource "aws_eks_access_entry" "flux_apply_shop" {
  cluster_name  = "shop"
  principal_arn = aws_iam_role.flux_apply.arn
}

# A key whose policy leaves no access to IAM needs this statement in it:
# {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::490185926743:role/flux-apply"},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*"}
resource "aws_iam_role" "flux_sources" {
  name = "flux-sources"
  path = "/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = "arn:aws:iam::490185926743:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0"
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud" = "sts.amazonaws.com"
            "oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub" = ["system:serviceaccount:flux-system:image-automation-controller", "system:serviceaccount:flux-system:image-reflector-controller", "system:serviceaccount:flux-system:source-controller"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "flux_sources_flux_ecr" {
  name = "flux-ecr"
  role = aws_iam_role.flux_sources.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer", "ecr:ListImages"]
        Resource = ["arn:aws:ecr:eu-west-1:490185926743:repository/apps/*"]
      },
    ]
  })
}

resource "aws_iam_role_policy" "flux_sources_flux_s3" {
  name = "flux-s3"
  role = aws_iam_role.flux_sources.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:ListBucket"
        Resource = ["arn:aws:s3:::shop-manifests", "arn:aws:s3:::shop-charts"]
      },
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = ["arn:aws:s3:::shop-manifests/*", "arn:aws:s3:::shop-charts/stable/*"]
      },
    ]
  })
}

resource "aws_iam_role_policy" "flux_sources_flux_codecommit" {
  name = "flux-codecommit"
  role = aws_iam_role.flux_sources.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "codecommit:GitPull"
        Resource = ["arn:aws:codecommit:eu-west-1:490185926743:fleet"]
      },
      {
        Effect   = "Allow"
        Action   = "codecommit:GitPush"
        Resource = ["arn:aws:codecommit:eu-west-1:490185926743:fleet"]
      },
    ]
  })
}
