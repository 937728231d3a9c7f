// NiceGUI's script says every three seconds which messages have come; it is asked in the browser whether that can wait.
//
// The answer to the server's ping, every 24 seconds, says as well that all before it has come (`page_socket.py`). Only a page that is
// sent much meanwhile says so by itself. A page that reconnects says by itself what it has.
const MOST = 200;  // messages that nothing has been said of

export function rarely(acknowledge) {  // returns what stands for NiceGUI's function of this name
  return () => {
    if (window.nextMessageId - (window.ackedMessageId ?? 0) >= MOST) acknowledge();
  };
}
