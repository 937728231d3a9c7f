// A form lies over the page: a message that is drawn again while somebody types would take what they have typed.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function open(title, content, label, style, sentence = '') {  // resolves when it is closed: with its form if it was sent
  const dialog = make('dialog', {class: 'block-form sheet', 'aria-labelledby': 'block-form-title'});
  const cancel = make('button', {class: 'button', type: 'button'}, 'Cancel');
  const form = make('form', {method: 'dialog', class: 'fields'}, ...content, make('p', {class: 'form-error', role: 'alert'}, sentence),
    make('div', {class: 'actions'}, cancel, make('button', {class: `button ${style}`, value: 'sent'}, label)));
  dialog.append(make('h2', {id: 'block-form-title'}, title), form);
  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('pointerdown', ({target}) => target === dialog && !isTyped(form) && dialog.close());  // beside it
  document.body.append(dialog);
  dialog.showModal();
  (form.querySelector('input, textarea, select') ?? form.querySelector('.actions [value]')).focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'sent' ? form : null);
    });
  });
}

function isTyped(form) {  // a tap beside it would take that
  return [...form.elements].some((one) => 'defaultValue' in one && one.type !== 'checkbox' && one.value !== one.defaultValue);
}

export async function ask(question, control) {  // says whether the answer is yes
  const style = control.matches('.danger') ? 'danger' : 'primary';
  return Boolean(await open(question, [], control.textContent, style));
}

function put(form, values) {
  for (const one of form.elements) {
    if (!(one.name in values)) continue;
    if (one.type === 'checkbox') one.checked = values[one.name] === one.value;
    else one.value = values[one.name];
  }
}

export async function fill(control, values, sentence, send) {  // `values`: what was typed before it was refused
  const template = control.parentElement.querySelector('template');
  const holder = make('form', {}, template.content.cloneNode(true));
  put(holder, values);
  const form = await open(template.dataset.title, [...holder.childNodes], template.dataset.submit, 'primary', sentence);
  if (form) send(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])));
}
