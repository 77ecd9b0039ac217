"""An application as users write one, with the real OpenTelemetry Python SDK: two model calls, log records, metrics.

Run as its own process: `python sdk_application.py grpc|http HOST:PORT`. Exits 1 when anything was not exported.
"""

import json
import logging
import sys

from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, use_span

protocol, address = sys.argv[1:3]

if protocol == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    options = {"endpoint": f"http://{address}", "insecure": True}
    exporters = [OTLPSpanExporter(**options), OTLPLogExporter(**options), OTLPMetricExporter(**options)]
else:
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    exporters = [
        OTLPSpanExporter(endpoint=f"http://{address}/v1/traces"),
        OTLPLogExporter(endpoint=f"http://{address}/v1/logs"),
        OTLPMetricExporter(endpoint=f"http://{address}/v1/metrics"),
    ]


class Complaints(logging.Handler):
    """Counts what the SDK itself reports."""

    count = 0

    def emit(self, record):
        Complaints.count += 1
        print(record.getMessage(), file=sys.stderr)


logging.getLogger("opentelemetry").addHandler(Complaints(level=logging.WARNING))
logging.getLogger("opentelemetry").propagate = False

resource = Resource.create({"service.name": f"shop-{protocol}"})
traces = TracerProvider(resource=resource)
traces.add_span_processor(BatchSpanProcessor(exporters[0]))
logs = LoggerProvider(resource=resource)
logs.add_log_record_processor(BatchLogRecordProcessor(exporters[1]))
metrics = MeterProvider(resource=resource, metric_readers=[PeriodicExportingMetricReader(exporters[2], export_interval_millis=60_000)])

tracer = traces.get_tracer("shop", "1.0.0")
orders = metrics.get_meter("shop").create_counter("shop.orders")
latency = metrics.get_meter("shop").create_histogram("shop.latency", unit="s")
journal = logging.getLogger("shop")
journal.setLevel(logging.INFO)
journal.addHandler(LoggingHandler(logger_provider=logs))

agent = tracer.start_span("invoke_agent concierge", attributes={"gen_ai.operation.name": "invoke_agent"})
with use_span(agent, end_on_exit=True):
    for question in ["Where is my order?", "Please answer to jane.roe@example.com"]:
        messages = [{"role": "user", "parts": [{"type": "text", "content": question}]}]
        with tracer.start_as_current_span(
            "chat gpt-4o-mini",
            kind=SpanKind.CLIENT,
            attributes={
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "openai",
                "gen_ai.request.model": "gpt-4o-mini",
                "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
                "gen_ai.usage.input_tokens": 1000,
                "gen_ai.usage.output_tokens": 100,
                "gen_ai.response.finish_reasons": ["stop"],
                "gen_ai.input.messages": json.dumps(messages),
            },
        ):
            journal.info("asked: %s", question)
            orders.add(1)
            latency.record(0.2)

for provider in (traces, logs, metrics):
    if provider.force_flush() is False:
        Complaints.count += 1
    provider.shutdown()
sys.exit(1 if Complaints.count else 0)
