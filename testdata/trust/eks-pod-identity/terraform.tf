terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81.0"
    }
  }
}

variable "eks_cluster" {
  description = "the name of the EKS cluster"
  type        = string
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
          Service = "pods.eks.amazonaws.com"
        }
        Action = ["sts:AssumeRole", "sts:TagSession"]
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

resource "aws_eks_pod_identity_association" "flux_ecr_flux_system_image_reflector_controller" {
  cluster_name    = var.eks_cluster
  namespace       = "flux-system"
  service_account = "image-reflector-controller"
  role_arn        = aws_iam_role.flux_ecr.arn
}

resource "aws_eks_pod_identity_association" "flux_ecr_flux_system_source_controller" {
  cluster_name    = var.eks_cluster
  namespace       = "flux-system"
  service_account = "source-controller"
  role_arn        = aws_iam_role.flux_ecr.arn
}
