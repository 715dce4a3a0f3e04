# The function's image: one static binary, no shell, no root.
#
#   docker build -t flux-workload-identity .
#   docker build -t flux-workload-identity --target prebuilt --build-arg BINARY=target/image/flux-workload-identity .
#
# image/kustomize.Dockerfile puts kustomize beside it, for checks in CI.
#
# No BuildKit syntax, for machines that have only the legacy builder. That one runs every stage
# above the one asked for, so the stages that need no compiler come first.

ARG BUILD_IMAGE=rust:1.95-slim

FROM scratch AS base
LABEL org.opencontainers.image.title="flux-workload-identity" \
      org.opencontainers.image.description="A KRM function that gives Flux's controllers their cloud identity" \
      org.opencontainers.image.licenses="Apache-2.0"
# kustomize and kpt run a function as `--user nobody`, by name.
COPY image/passwd /etc/passwd
USER 65534:65534
ENTRYPOINT ["/flux-workload-identity"]

# Packs a binary built outside. It has to lie under target/image (.dockerignore).
FROM base AS prebuilt
# Set by BuildKit: one command packs target/image/amd64 and target/image/arm64.
ARG TARGETARCH
# The default is a pattern, which may match nothing as long as COPY finds another file: the legacy
# builder comes by here on its way to the last stage.
ARG BINARY=target/image/${TARGETARCH}/flux-workload-identit[y]
COPY LICENSE ${BINARY} /

FROM ${BUILD_IMAGE} AS build
LABEL org.opencontainers.image.title="flux-workload-identity"
WORKDIR /src
COPY . .
# Empty: the build image's own.
ARG TARGET=
ARG CARGO_FLAGS=
# The target folder is left out of the layer.
RUN CARGO_TARGET_DIR=/tmp/target sh .ci/build ${CARGO_FLAGS} \
 && cp /tmp/target/*/release/flux-workload-identity / \
 && rm -rf /tmp/target

FROM base
COPY LICENSE /
COPY --from=build /flux-workload-identity /
