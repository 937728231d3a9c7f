// One file goes in pieces, so that a cut costs one of them; how far it is the server says, which may know more than we do.
const STALLED = 60_000;  // milliseconds in which nothing has gone
const CHECKED = 300_000;  // for the answer to a piece: after the last one, the file is checked
const PASSING = new Set([0, 401, 408, 425, 429, 500, 502, 503, 504]);  // without a line, signed out, or asked for time
const OFTEN = 5;  // times that an upload may vanish, or the server fail
const UNREADABLE = "This file can't be read any more. Choose it again.";

export class Refused extends Error {}  // a sentence, and no use in trying again by itself

export class Cut extends Error {  // to be tried again
  constructor(status, seconds) {
    super(`cut: ${status}`);
    Object.assign(this, {status, seconds});
  }
}

export function reason(error) {  // in words
  if (error instanceof Refused) return error.message;
  reportError(error);
  return "This file can't be sent. Try again.";
}

function route() {
  return document.querySelector('.shell').dataset.files;
}

function parsed(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};  // a proxy's own page, or nothing
  }
}

function ask(method, address, {body = null, headers = {}, signal = null, told = null} = {}) {  // resolves in any case
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    const wait = (milliseconds) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), milliseconds);
    };
    request.upload.addEventListener('progress', ({loaded}) => {
      wait(STALLED);
      told?.(loaded);
    });
    request.upload.addEventListener('load', () => wait(CHECKED));
    request.addEventListener('loadend', () => {
      clearTimeout(timer);
      const after = Number(request.getResponseHeader('Retry-After') ?? 0);
      resolve({status: request.status, after, answer: parsed(request)});
    });
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    signal?.addEventListener('abort', () => request.abort());
    wait(STALLED);
    request.send(body);
  });
}

function refuse({status, after, answer}) {
  if (PASSING.has(status)) throw new Cut(status, after);
  throw new Refused(answer.detail ?? `This file can't be sent (error ${status}). Try again.`);
}

async function begin({id, room, name, size, alt}, signal) {
  const body = JSON.stringify({room, key: id, name, size, alt: alt ?? ''});
  const asked = await ask('POST', route(), {body, headers: {'Content-Type': 'application/json'}, signal});
  return asked.status === 200 ? asked.answer : refuse(asked);
}

async function bytes(blobOf, from, to) {
  try {
    return await (await blobOf()).slice(from, to).arrayBuffer();
  } catch {
    throw new Refused(UNREADABLE);
  }
}

async function checksum(body) {  // lets the server compare; a browser without TLS can't tell
  if (!crypto.subtle) return {};
  const digest = String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', body)));
  return {'Upload-Checksum': `sha256 ${btoa(digest)}`};
}

async function next(state, blobOf, told, signal) {  // sends a piece; what the server says then
  const {uuid, offset, piece} = state;
  const body = await bytes(blobOf, offset, offset + piece);
  const type = 'application/offset+octet-stream';
  const headers = {'Upload-Offset': String(offset), 'Content-Type': type, ...await checksum(body)};
  return ask('PATCH', `${route()}/${uuid}`, {body, headers, signal, told: (loaded) => told(uuid, offset + loaded)});
}

async function goOn(file, state, fails, [blobOf, told, signal]) {
  if (state.is_ready) return;
  told(state.uuid, state.offset);
  const asked = await next(state, blobOf, told, signal);
  const {status, answer} = asked;
  const hasExpired = status === 404 && fails < OFTEN;
  const isElsewhere = status === 409 && 'offset' in answer;  // another tab was faster
  if (status !== 200 && !isElsewhere && !hasExpired) refuse(asked);
  const onward = hasExpired ? await begin(file, signal) : status === 200 ? answer : {...state, offset: answer.offset};
  await goOn(file, onward, fails + hasExpired, [blobOf, told, signal]);
}

export async function send(file, blobOf, told, signal) {  // told(uuid, bytes); returns when all of it is there
  const state = await begin(file, signal);
  await goOn(file, state, 0, [blobOf, told, signal]);
  told(state.uuid, file.size);
}

export function isLasting({status}, fails) {  // a server that fails again and again will not mend by itself
  return status === 500 && fails >= OFTEN;
}

export function cancel(uuid) {  // whether that arrives or not: the server forgets what no message has
  ask('DELETE', `${route()}/${uuid}`);
}
