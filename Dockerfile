# Carol as a container: docker build -t carol . ; docs/running.md says how it is run.
# PostgreSQL is not in it: DATABASE_URL names one.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY apps/client/package.json ./apps/client/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm run build -w @carol/client

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY apps/client/package.json ./apps/client/
# Optional is the embedded PostgreSQL alone.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
ENV HOST=0.0.0.0
ENV DATA_DIR=/data
COPY package.json LICENSE ./
COPY apps/client/package.json ./apps/client/
COPY scripts/node.sh scripts/carol.sh ./scripts/
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/apps/client/dist ./apps/client/dist
COPY --from=build /app/dist ./dist
COPY src/carol/viewer/page ./src/carol/viewer/page
# All else belongs to root: the service writes to /data alone, and the root of the file system may be read-only.
RUN install -d -o 1000 -g 1000 -m 700 /data
USER 1000:1000
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["sh", "scripts/node.sh", "dist/bundle/main.js"]
