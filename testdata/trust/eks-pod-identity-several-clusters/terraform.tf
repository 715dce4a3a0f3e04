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

variable "eks_cluster_2" {
  description = "the name of the EKS cluster (config 2)"
  type        = string
}

resource "aws_iam_role" "flux_s3" {
  name = "flux-s3"
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

resource "aws_iam_role_policy_attachment" "flux_s3_amazons3readonlyaccess" {
  role       = aws_iam_role.flux_s3.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_eks_pod_identity_association" "flux_s3_flux_system_source_controller" {
  cluster_name    = var.eks_cluster
  namespace       = "flux-system"
  service_account = "source-controller"
  role_arn        = aws_iam_role.flux_s3.arn
}

resource "aws_eks_pod_identity_association" "flux_s3_flux_system_source_controller_2" {
  cluster_name    = var.eks_cluster_2
  namespace       = "flux-system"
  service_account = "source-controller"
  role_arn        = aws_iam_role.flux_s3.arn
}
