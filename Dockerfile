# Two images: the product (target `app`) and the proxy in front of it (target `proxy`). docker-compose.yml builds both.

FROM python:3.13-slim-trixie AS app

# Pango and fonts for PDF (with Chinese, Japanese and Korean), PostgreSQL's client programs for backup and restore
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-cjk fonts-noto-core \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
        postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && fc-cache --force \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin vsm \
    && install -d -o vsm -g vsm -m 0700 /data

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VSM_VENV=/opt/venv \
    VSM_DATA_DIR=/data \
    VSM_STATIC_ROOT=/app/staticfiles \
    XDG_CACHE_HOME=/tmp
WORKDIR /app

# the environment changes less often than the code
COPY vsm manage.py pyproject.toml requirements.lock ./
RUN PIP_NO_CACHE_DIR=1 ./vsm manage version

COPY . .
RUN ./vsm manage collectstatic --no-input --verbosity 0

USER 10001:10001
VOLUME /data
EXPOSE 8000
CMD ["./vsm", "up", "--host", "0.0.0.0"]


FROM caddy:2.10-alpine AS proxy

# a copy carries no file capabilities, so that it runs with none at all on its unprivileged ports
RUN cp /usr/bin/caddy /usr/local/bin/caddy \
    && chown -R 10001:10001 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
EXPOSE 8080 8443
CMD ["/usr/local/bin/caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
