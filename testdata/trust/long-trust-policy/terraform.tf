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

resource "aws_iam_role" "shop" {
  name = "shop"
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
            "oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub" = ["system:serviceaccount:team-00:deployer", "system:serviceaccount:team-01:deployer", "system:serviceaccount:team-02:deployer", "system:serviceaccount:team-03:deployer", "system:serviceaccount:team-04:deployer", "system:serviceaccount:team-05:deployer", "system:serviceaccount:team-06:deployer", "system:serviceaccount:team-07:deployer", "system:serviceaccount:team-08:deployer", "system:serviceaccount:team-09:deployer", "system:serviceaccount:team-10:deployer", "system:serviceaccount:team-11:deployer", "system:serviceaccount:team-12:deployer", "system:serviceaccount:team-13:deployer", "system:serviceaccount:team-14:deployer", "system:serviceaccount:team-15:deployer", "system:serviceaccount:team-16:deployer", "system:serviceaccount:team-17:deployer", "system:serviceaccount:team-18:deployer", "system:serviceaccount:team-19:deployer", "system:serviceaccount:team-20:deployer", "system:serviceaccount:team-21:deployer", "system:serviceaccount:team-22:deployer", "system:serviceaccount:team-23:deployer", "system:serviceaccount:team-24:deployer", "system:serviceaccount:team-25:deployer", "system:serviceaccount:team-26:deployer", "system:serviceaccount:team-27:deployer", "system:serviceaccount:team-28:deployer", "system:serviceaccount:team-29:deployer", "system:serviceaccount:team-30:deployer", "system:serviceaccount:team-31:deployer", "system:serviceaccount:team-32:deployer", "system:serviceaccount:team-33:deployer", "system:serviceaccount:team-34:deployer", "system:serviceaccount:team-35:deployer", "system:serviceaccount:team-36:deployer", "system:serviceaccount:team-37:deployer", "system:serviceaccount:team-38:deployer", "system:serviceaccount:team-39:deployer", "system:serviceaccount:team-40:deployer", "system:serviceaccount:team-41:deployer", "system:serviceaccount:team-42:deployer", "system:serviceaccount:team-43:deployer", "system:serviceaccount:team-44:deployer"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "shop_flux_ecr" {
  name = "flux-ecr"
  role = aws_iam_role.shop.name
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
