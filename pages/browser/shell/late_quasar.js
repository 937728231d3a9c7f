// Quasar and its styles are 190 kB compressed, and draw dialogs, menus and notifications alone: nothing a page begins with.
//
// They are loaded when one is shown, or before, as soon as somebody types or nears a button. What stands around every page is plain here.

const PLAIN = {'q-layout': 'div', 'q-page-container': 'div', 'q-page': 'main'};
const SIGNS = ['pointerover', 'keydown', 'touchstart'];
const STYLES = {quasar: 'quasar.unimportant.prod.css', quasar_importants: 'quasar.important.prod.css'};
const system = matchMedia('(prefers-color-scheme: dark)');
const RETRY = 2000;  // milliseconds

function showDark(wanted) {  // as Quasar's own does
  document.body.classList.toggle('body--dark', wanted === 'auto' ? system.matches : wanted);
}

function setDark() {  // as the page says
  const {theme} = document.documentElement.dataset;
  window.Quasar.Dark.set(theme === 'system' ? 'auto' : theme === 'dark');
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener('load', resolve);
    element.addEventListener('error', () => reject(new Error("Quasar couldn't be loaded")));
    document.head.append(element);
  });
}

async function load(app, {files, language, config}) {
  const imports = Object.entries(STYLES).map(([layer, file]) => `@import url("${files}/${file}") layer(${layer});`);
  const style = Object.assign(document.createElement('style'), {textContent: imports.join('\n')});
  const script = Object.assign(document.createElement('script'), {src: `${files}/quasar.umd.prod.js`});
  await Promise.all([loaded(style), loaded(script)]);
  await loaded(Object.assign(document.createElement('script'), {src: `${files}/lang/${language}.umd.prod.js`}));
  const {Quasar} = window;
  app.use(Quasar, {config});
  Quasar.lang.set(Quasar.lang[language.replace('-', '')]);
  setDark();
  return Quasar;
}

export function prepare(app, options) {  // before the page is mounted
  const {h, defineAsyncComponent} = window.Vue;
  let loading = null;
  const quasar = () => loading ??= load(app, options).catch((error) => {
    loading = null;
    throw error;
  });
  const late = (name) => defineAsyncComponent({
    loader: async () => (await quasar())[name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())],
    onError: (_, retry) => setTimeout(retry, RETRY),
  });
  for (const [name, tag] of Object.entries(PLAIN)) {
    app.component(name, {
      props: ['view'],
      render() {
        return h(tag, {class: name}, this.$slots.default?.());
      },
    });
  }
  const {_context: context} = app;  // Vue looks up components here
  context.components = new Proxy(context.components, {
    get(known, name) {
      if (!(name in known) && String(name).startsWith('q-')) known[name] = late(name);
      return known[name];
    },
  });
  window.Quasar = {Dark: {set: showDark}, Notify: {create: async (notice) => (await quasar()).Notify.create(notice)}};
  system.addEventListener('change', setDark);
  const soon = ({type, target}) => {
    if (type === 'pointerover' && !target.closest?.('button')) return;
    for (const sign of SIGNS) removeEventListener(sign, soon, true);
    (window.requestIdleCallback ?? setTimeout)(() => quasar().catch(() => {}));  // whoever needs it tries again
  };
  for (const sign of SIGNS) addEventListener(sign, soon, {capture: true, passive: true});
}
