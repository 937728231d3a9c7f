"""Publish and subscribe. The broker may lose anything: subscribers can ask the database by revision.

| file | what it holds |
|---|---|
| in_process | the default: one process |
| redis | many processes: local delivery at once, remote delivery through Redis |
| outgoing, incoming | its two connections |
| codec | events as bytes |
| channels | topics as Redis channels |
| timeouts | its timeouts and limits |
| redis_url | the setting, checked |
"""

from chatapp.broker.in_process import Broker, Callback, InProcessBroker, Unsubscribe

__all__ = ["Broker", "Callback", "InProcessBroker", "Unsubscribe"]
