terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81.0"
    }
  }
}

resource "aws_iam_openid_connect_provider" "flux" {
  url            = "https://storage.googleapis.com/shop-issuer"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "flux_ecr" {
  name = "flux-ecr"
  path = "/teams/shop/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = "arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer"
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "storage.googleapis.com/shop-issuer:aud" = "sts.amazonaws.com"
            "storage.googleapis.com/shop-issuer:sub" = ["system:serviceaccount:flux-system:image-reflector-controller", "system:serviceaccount:flux-system:source-controller"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "flux_ecr_flux_ecr" {
  name = "flux-ecr"
  role = aws_iam_role.flux_ecr.name
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
