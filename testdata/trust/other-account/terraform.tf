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

resource "aws_iam_role" "flux_ecr" {
  name = "flux-ecr"
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
            "oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub" = ["system:serviceaccount:flux-system:flux-irsa", "system:serviceaccount:flux-system:image-reflector-controller"]
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
