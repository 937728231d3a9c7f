// Measured inside the page, where the clock is: what a driver sees from outside comes by a socket of its own.
window.probes = {
  paints() {
    const [first] = performance.getEntriesByName('first-contentful-paint');
    return {fcp: first?.startTime ?? 0, lcp: window.largest ?? 0};
  },

  frame() {  // after the next picture
    return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  },

  async change(address) {  // milliseconds from the click until the head's and the conversation's picture
    const link = document.querySelector(`.sidebar a[href="${address}"]`);
    const name = (link.querySelector('.name') ?? link).textContent;
    const old = document.querySelector('.main .conversation');
    const at = performance.now();
    link.click();
    let isBlank = false;
    const changes = new MutationObserver(() => {
      isBlank ||= !document.querySelector('.main .pane-head') || !document.querySelector('.main .msg');
    });
    changes.observe(document.body, {subtree: true, childList: true});
    await this.until(() => [...document.querySelectorAll('.pane-head h1')].some((head) => head.textContent === name));
    const head = performance.now() - at;
    const isThere = () => {
      const now = document.querySelector('.main .conversation');
      return now && now !== old && now.querySelector('.msg') && !document.querySelector('.arriving');
    };
    while (!document.querySelector('.arriving .msg') && !isThere()) await this.frame();  // as one left it, or as it is
    const remembered = performance.now() - at;
    await this.until(isThere);
    changes.disconnect();
    return {head, remembered, conversation: performance.now() - at, isBlank};
  },

  async until(holds) {
    do await this.frame(); while (!holds());
  },

  now: () => performance.timeOrigin + performance.now(),

  async shown(text) {  // when a picture has this text
    const log = document.querySelector('.log');
    await new Promise((resolve) => {
      const look = () => log.textContent.includes(text) && resolve();
      new MutationObserver(look).observe(log, {subtree: true, childList: true, characterData: true});
      look();
    });
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return this.now();
  },
};
addEventListener('keydown', () => {
  window.pressed = probes.now();
}, true);
new PerformanceObserver((list) => {
  for (const {startTime} of list.getEntries()) window.largest = startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
