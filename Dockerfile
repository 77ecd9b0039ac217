# syntax=docker/dockerfile:1
#
# Unproven: this file was written where no container engine was at hand. Each RUN step is one that is run elsewhere in this
# repository too (npm ci, npm run build, npm ci --omit=dev); the image itself has to be built and tried before it is relied on.
#
#   docker build -t assay .
#   docker run --rm --read-only -p 127.0.0.1:4317:4317 -v "$PWD/collector.yaml:/etc/assay/config.yaml:ro" assay
#
# Inside a container loopback is the container's own: a config for `docker run` listens on 0.0.0.0, one for a pod on localhost.

# Builds dist/ with the development dependencies.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.ts scripts/
COPY src src
RUN npm run build

# The production dependencies alone.
FROM node:24-slim AS production
WORKDIR /production
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

# Not root, and no shell is needed: entry point and health check are the binary itself. Nothing is written below /assay, so
# the root file system may be read-only.
FROM node:24-slim
WORKDIR /assay
ENV NODE_ENV=production NO_COLOR=1
COPY --from=production /production/node_modules node_modules
COPY --from=build /build/dist dist
COPY package.json LICENSE ./
COPY config config
USER 10001:10001
EXPOSE 4317 4318 8888 9464 13133
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["/usr/local/bin/node", "/assay/dist/cli/main.js", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/node", "/assay/dist/cli/main.js"]
CMD ["run", "--config", "/etc/assay/config.yaml"]
