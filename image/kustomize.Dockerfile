# The function's image with kustomize beside it, for checks in CI that build what Flux builds.
#
#   docker build -t flux-workload-identity .
#   docker build -t flux-workload-identity:kustomize - < image/kustomize.Dockerfile
#
# A file of its own: the legacy builder runs every stage of a Dockerfile above the one asked for, and the function's
# image is to be built without this one's.

ARG PROGRAM_IMAGE=flux-workload-identity
ARG KUSTOMIZE_IMAGE=registry.k8s.io/kustomize/kustomize:v5.8.1

FROM ${KUSTOMIZE_IMAGE} AS kustomize

FROM ${PROGRAM_IMAGE}
COPY --from=kustomize /app/kustomize /bin/kustomize
ENV PATH=/bin
