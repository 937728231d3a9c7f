# One container: Chatapp with its SQLite file in the volume /data.
FROM python:3.13-slim

WORKDIR /srv/chatapp
COPY constraints.txt ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r constraints.txt
COPY main.py ./
COPY models ./models
COPY chatapp ./chatapp
COPY pages ./pages
RUN useradd --system --uid 10001 chatapp && mkdir /data && chown chatapp /data

USER chatapp
ENV CHATAPP_HOST=0.0.0.0 CHATAPP_PORT=8080 CHATAPP_DATA_DIR=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=10s --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz')"]
CMD ["python", "main.py", "serve"]
