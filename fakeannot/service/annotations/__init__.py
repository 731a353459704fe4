"""Annotations: what clients and models say of inputs."""
