// NiceGUI's script says every three seconds which messages have come; it is asked in the browser whether that can wait.
//
// The server keeps them a little longer then, and wakes for a fifth of the words. A page that reconnects says by itself what it has.
const EVERY = 15_000;  // milliseconds
const MOST = 100;  // messages that nothing has been said of

export function rarely(acknowledge) {  // returns what stands for NiceGUI's function of this name
  let told = 0;
  return () => {
    const known = window.ackedMessageId ?? 0;
    if (Date.now() - told < EVERY && window.nextMessageId - known < MOST) return;
    acknowledge();
    if (window.ackedMessageId > known) told = Date.now();
  };
}
