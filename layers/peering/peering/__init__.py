"""VPC peering connections, judged by approvals, routed on both sides and kept right."""
