"""What more people, pages and processes ask of each part: `make simulate`. See docs/scaling.md.

| file | what it holds |
|---|---|
| calibration | what the real code costs on this machine; redis and pages are parts of it, events and others help |
| measure | what a whole server costs; takes minutes, so its figures are kept in recorded.json; grown, writing |
| costs | both together, by name |
| workload | people, rooms of all sizes, and what they do |
| deployment | processes, brokers, and which room lives where |
| load | what each part then has to do in a second, and what cannot |
| queues | the same, event by event: how long a message waits |
| report | tables |
"""
