// A new emoji's picture is a file, which the browser sends: it shows it, and suggests its name as the emoji's.

const UNREACHABLE = "Can't reach Chatapp. Try again in a moment.";
const LONGEST = 32;  // characters of a name

function suggested(file) {
  const words = file.name.toLowerCase().replace(/\.[^.]*$/, '').replaceAll(/[^a-z0-9_-]+/g, '_');
  return words.replace(/^[^a-z]+/, '').slice(0, LONGEST).replace(/[_-]+$/, '');
}

function show(form, file) {
  const image = form.querySelector('.emoji-preview');
  if (image.src) URL.revokeObjectURL(image.src);
  image.hidden = !file;
  if (file) image.src = URL.createObjectURL(file);
  else image.removeAttribute('src');
}

export function chosen({target}) {
  const {form, files: [file]} = target;
  const {name} = form.elements;
  show(form, file);
  if (file && !name.value) name.value = suggested(file);
}

async function answer(form) {
  const {name: {value}, picture} = form.elements;
  const [file] = picture.files;
  if (file && file.size > Number(picture.dataset.limit)) {
    return {errors: [{field: 'picture', detail: picture.dataset.tooLarge}]};
  }
  try {
    const address = `${form.getAttribute('action')}?${new URLSearchParams({name: value})}`;
    const response = await fetch(address, {method: 'POST', body: file ?? ''});
    return await response.json();
  } catch {
    return {detail: UNREACHABLE};
  }
}

export async function send(event, emit) {  // Python is told its name, or what was refused
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector('[type=submit]');
  if (button.disabled) return;
  button.disabled = true;
  const given = await answer(form);
  button.disabled = false;
  if (given.name) {
    form.reset();
    show(form, null);
    form.elements.name.focus();
  }
  emit(given);
}
