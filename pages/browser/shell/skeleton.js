// The skeleton that the server drew into the page's HTML goes in the same picture in which the page comes.

const app = document.getElementById('app');
const boot = document.querySelector('.boot');
if (app && boot) {
  new MutationObserver((_, observer) => {
    if (!app.childElementCount) return;
    boot.remove();
    observer.disconnect();
  }).observe(app, {childList: true});
}
