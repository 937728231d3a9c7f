"""What other programs send to a hook, as a message: Slack's payloads, Discord's, and anything else that is JSON.

Nothing of a payload is loaded or called: pictures become links, names call nobody, colours become a dot of their hue.

| module | what it holds |
|---|---|
| parsing | the body of a request as JSON |
| message | which kind it is, and the message it becomes |
| slack_attachments, slack_blocks, slack_rich_text | Slack's payloads: texts, attachments, blocks |
| discord | Discord's: content and embeds |
| slack_mrkdwn | Slack's marks and entities as Chatapp's |
| pieces | texts and blocks that fit, whatever comes in |
"""

from chatapp.hooks.incoming_payloads.message import Content, content_of
from chatapp.hooks.incoming_payloads.parsing import parsed

__all__ = ["Content", "content_of", "parsed"]
