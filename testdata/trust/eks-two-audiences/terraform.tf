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
  client_id_list = ["sts.amazonaws.com", "sts.shop.example"]
}

resource "aws_iam_role" "flux_kms" {
  name = "flux-kms"
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
            "oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub" = ["system:serviceaccount:flux-system:kustomize-controller"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "flux_kms_flux_kms" {
  name = "flux-kms"
  role = aws_iam_role.flux_kms.name
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

# A key whose policy leaves no access to IAM needs this statement in it:
# {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::490185926743:role/flux-kms"},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*"}
resource "aws_iam_role" "flux_s3" {
  name = "flux-s3"
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
            "oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:aud" = "sts.shop.example"
            "oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B716D3041E5F2A1C0:sub" = ["system:serviceaccount:flux-system:source-controller"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "flux_s3_amazons3readonlyaccess" {
  role       = aws_iam_role.flux_s3.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}
