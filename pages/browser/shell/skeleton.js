// The skeleton that the server drew into the page's HTML goes in the same picture in which the page comes.
//
// What is drawn of the page by then may be scrolled (`first_look.js`), and so is the sidebar that takes its place.

const app = document.getElementById('app');
const boot = document.querySelector('.boot');
let sidebarTop = 0;

export function go() {
  if (!boot?.isConnected) return;
  sidebarTop = boot.querySelector('.sidebar-scroll')?.scrollTop ?? 0;
  boot.remove();
}

if (app && boot) {
  new MutationObserver((_, observer) => {
    if (!app.childElementCount) return;
    go();
    if (sidebarTop) app.querySelector('.sidebar-scroll').scrollTop = sidebarTop;
    observer.disconnect();
  }).observe(app, {childList: true});
}
